"""The newest proposals of a place, for pages that only mention them: one prepared question."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from django.db.models import CharField, Q
from django.db.models.functions import Substr

from betang.kernel.prepared import Prepared, Slot
from betang.proposals import machine
from betang.proposals.documents import GONE
from betang.proposals.models import Proposal

VILLAGE_LETTERS = 13
SPARE = 4
"""Rows read for each that is shown: some were taken back or merged, or are not public."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Latest:
    """One proposal in a line. `path` is on the portal; `state` in words; `tone` colours it."""

    title: str
    path: str
    state: str
    stage: str
    sent_at: datetime
    region_code: str
    is_sample: bool


def _rows(letters: int, limit: int):  # type: ignore[no-untyped-def]
    rows = Proposal.objects.filter(sent_at__isnull=False)  # the index gives them newest first; what may not show is left out below
    code = Slot("code", CharField())
    if letters == VILLAGE_LETTERS:
        rows = rows.filter(region_code=code)
    elif letters:
        rows = rows.annotate(place=Substr("region_code", 1, letters)).filter(Q(place=code))
    columns = ("title", "matter__number", "matter__state", "sent_at", "region_code", "is_sample", "matter__is_public")
    return rows.order_by("-sent_at", "-pk").values_list(*columns)[: limit * SPARE]


_LATEST = Prepared(_rows)


def latest_of(code: str, *, limit: int = 5) -> list[Latest]:
    """The newest that were sent from a place; of the whole house for an empty code. One query."""
    from betang.proposals import rules

    rows = _LATEST.rows(len(code), limit, **({"code": code} if code else {}))
    return [
        Latest(
            title=title, path=f"/usulan/{number.replace('/', '-')}/", state=str(machine.PROPOSAL.state(state).label),
            stage=rules.stage_of(state), sent_at=sent_at, region_code=place, is_sample=is_sample,
        )
        for title, number, state, sent_at, place, is_sample, is_public in rows
        if is_public and state not in GONE
    ][:limit]  # fmt: skip
