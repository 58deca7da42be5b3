"""What search knows of a proposal: what everybody may read, never who proposed it."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from betang.proposals.models import Proposal
from betang.proposals.terms import Sector
from betang.regions.queries import place_line
from betang.search import index

GONE = ("cancelled", "merged")


def index_proposal(proposal: Proposal) -> None:
    """Make it findable, or take it out where it was taken back or merged. In the action's own transaction."""
    matter = proposal.matter
    if matter is None or not matter.is_public or matter.state in GONE:
        index.remove("proposal", str(proposal.pk))
        return
    index.put(**_document(proposal))


def every_document() -> Iterator[dict[str, Any]]:
    """All public proposals, for making the index anew."""
    rows = Proposal.objects.filter(matter__is_public=True).exclude(matter__state__in=GONE).select_related("matter").order_by("pk")
    for proposal in rows.iterator(chunk_size=500):
        yield _document(proposal)


def _document(proposal: Proposal) -> dict[str, Any]:
    matter = proposal.matter
    assert matter is not None
    sector = str(Sector(proposal.field_code).label) if proposal.field_code in Sector.values else ""
    return {
        "kind": "proposal",
        "key": str(proposal.pk),
        "title": proposal.title,
        "body": " ".join([proposal.problem, proposal.idea, proposal.place_detail, sector, matter.number]),
        "path": f"/usulan/{matter.address}/",
        "site_id": None,
        "region_code": proposal.region_code,
        "published_at": proposal.sent_at or proposal.created_at,
        "place": place_line(proposal.region_code),
    }
