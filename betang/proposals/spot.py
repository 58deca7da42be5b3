"""Where a proposal is, on a drawing of our own (`regions.spots`), or on the wider one where no village around has a known place."""

from __future__ import annotations

from dataclasses import dataclass

from betang.proposals.models import Proposal
from betang.regions.queries import current, places_within
from betang.regions.sketches import Sketch, away, sketch_of
from betang.regions.spots import Spot, draw, in_words


def spot_of(proposal: Proposal) -> Spot | None:
    """The drawing for a proposal's page; None where it has no point. At most one query."""
    if proposal.latitude is None or proposal.longitude is None:
        return None
    district = ".".join(proposal.region_code.split(".")[:3])
    villages = [one for one in places_within(district) if one.code.count(".") == 3] if district.count(".") == 2 else []
    return draw(proposal.latitude, proposal.longitude, villages, proposal.region_code)


@dataclass(frozen=True, slots=True)
class Where:
    """A proposal's point: the numbers, how far from the seat it lies, and the wider sketch where nothing nearer can be drawn."""

    words: str
    away: str
    sketch: Sketch | None


def where_of(proposal: Proposal, *, with_sketch: bool) -> Where | None:
    """None where it has no point. One query; `with_sketch` one to three more."""
    if proposal.latitude is None or proposal.longitude is None:
        return None
    parts = proposal.region_code.split(".")
    at = (proposal.latitude, proposal.longitude)
    government = current().filter(code=".".join(parts[:2])).first()
    if government is None:
        return Where(in_words(*at), "", None)
    sketch = sketch_of(government, [at], marked=".".join(parts[:3])) if with_sketch else None
    return Where(in_words(*at), away(government, at), sketch)


def told(region_code: str, at: tuple[float, float]) -> str:
    """How far a point is from the seat of its kabupaten, to show whoever typed it; empty where that is not known. One query."""
    government = current().filter(code=".".join(region_code.split(".")[:2])).first()
    return away(government, at) if government is not None else ""
