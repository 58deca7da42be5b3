"""Matters follow their regions: under a new code, into what a region was merged with. None is lost with a code.

Numbers stay: they tell where it was sent. After a split the region goes to its one successor, or stays with its last row, and whoever
holds a matter hands it over.
"""

from __future__ import annotations

from collections.abc import Mapping

from django.db.models import Q

from betang.accounts.actors import SYSTEM
from betang.audit.models import Entry
from betang.casework.actions.stepping import locked, write_step
from betang.casework.machines import machine_named
from betang.casework.models import Matter
from betang.casework.policies import Seat
from betang.casework.terms import Party, ReasonKind
from betang.regions.models import Region, Succession


def follow_region(*, entry: Entry) -> None:
    """`regions.region.*`, `regions.list.loaded`: in the transaction of the change itself."""
    what = entry.verb.rpartition(".")[2]
    if what == "merged":
        ended = Region.objects.get(pk=entry.subject_id)
        into = Region.objects.get(code=entry.data["into"], valid_to__isnull=True)
        Matter.objects.filter(region=ended).update(region=into)
        _rename({ended.code: into.code}, entry)
    elif what in ("moved", "recoded"):
        _rename(entry.data.get("codes") or {entry.data["from"]: entry.data["to"]}, entry)
    elif what in ("split", "loaded"):
        _rename(_ended_among_holders(entry), entry)


def _ended_among_holders(entry: Entry) -> Mapping[str, str]:
    """Codes under which open matters lie and that nobody bears any more, to the one code that took their place."""
    codes = set(Matter.objects.filter(closed_at__isnull=True).exclude(holder_code="").values_list("holder_code", flat=True).distinct())
    codes -= set(Region.objects.filter(code__in=codes, valid_to__isnull=True).values_list("code", flat=True))
    found: dict[str, str] = {}
    for code in codes:
        after = set(
            Succession.objects.filter(predecessor__code=code, successor__valid_to__isnull=True).values_list("successor__code", flat=True)
        )
        if len(after) == 1:
            found[code] = after.pop()
    return found


def _rename(codes: Mapping[str, str], entry: Entry) -> None:
    for key in Matter.objects.filter(Q(closed_at__isnull=True), holder_code__in=list(codes)).values_list("pk", flat=True):
        kept = locked(Matter(pk=key))
        before = kept.holder_code
        kept.holder_code = codes[before]
        reason = machine_named(kept.machine).reason("region_changed", ReasonKind.HAND_OVER)
        write_step(
            kept,
            action="hand_over",
            from_state=kept.state,
            actor=SYSTEM,
            seat=Seat(party=Party.SYSTEM),
            at=entry.at,
            kind=ReasonKind.HAND_OVER,
            reason=reason,
            data={"from_code": before, "to_code": kept.holder_code},
            tells=False,
        )
