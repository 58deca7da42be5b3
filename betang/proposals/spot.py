"""Where a proposal is, on a drawing of our own (`regions.spots`), or on the wider one where no village around has a known place."""

from __future__ import annotations

from dataclasses import dataclass

from betang.proposals.models import Proposal
from betang.regions.geometry import Frame
from betang.regions.maps import MapDrawing, area_map, province_map
from betang.regions.models import MapSheet
from betang.regions.queries import places_within
from betang.regions.sheets import SCALE
from betang.regions.spots import Spot, draw, in_words


def spot_of(proposal: Proposal) -> Spot | None:
    """The drawing for a proposal's page; None where it has no point. At most one query."""
    if proposal.latitude is None or proposal.longitude is None:
        return None
    district = ".".join(proposal.region_code.split(".")[:3])
    villages = [one for one in places_within(district) if one.code.count(".") == 3] if district.count(".") == 2 else []
    return draw(proposal.latitude, proposal.longitude, villages, proposal.region_code)


@dataclass(frozen=True, slots=True)
class Wider:
    """Where no village around has a known place: the outlines of the kabupaten with the point, or our drawing of the province."""

    drawing: MapDrawing
    code: str
    x: float | None
    y: float | None
    words: str


def wider_of(proposal: Proposal) -> Wider | None:
    """The wider drawing for a proposal with a point. At most three queries."""
    if proposal.latitude is None or proposal.longitude is None:
        return None
    words = in_words(proposal.latitude, proposal.longitude)
    parts = proposal.region_code.split(".")
    government, district = ".".join(parts[:2]), ".".join(parts[:3])
    sheet = MapSheet.objects.filter(region__code=government, region__valid_to__isnull=True).first()
    if sheet is not None and (drawing := area_map(government, {district: 1}, sheet=sheet, marked=district, links=False)) is not None:
        west, north, per_lng, per_lat = sheet.frame
        x, y = Frame(west, north, per_lng, per_lat, sheet.width, sheet.height).place(proposal.longitude, proposal.latitude)
        if 0 <= x <= sheet.width and 0 <= y <= sheet.height:
            return Wider(drawing, district, round(x / SCALE, 1), round(y / SCALE, 1), words)
    province = province_map({government: 1}, province=parts[0])
    return Wider(province, government, None, None, words) if province is not None else None
