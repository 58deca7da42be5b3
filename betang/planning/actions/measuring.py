"""What a line promises to reach, year by year, and the points at which it is built: typed at the desk, read on the line's page."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext as _

from betang.accounts.actors import Actor
from betang.audit import trail
from betang.guard.sheets import cells
from betang.kernel.errors import InvalidInput, Refused
from betang.planning import policies
from betang.planning.actions.lines import check_words, locked
from betang.planning.models import Indicator, Line
from betang.planning.terms import YEAR_FIRST, YEAR_LAST

MOST_PROMISES = 40
SOUTH, NORTH, WEST, EAST = -11.5, 6.5, 94.5, 141.5
"""Of Indonesia: a point outside is a slip of the pen."""

Point = tuple[float, float]


@dataclass(frozen=True, slots=True, kw_only=True)
class Promise:
    """One measure in one year. `target` as people write it: `3 unit`, `95%`."""

    kind: str
    text: str
    year: int
    target: str
    reached: Decimal | None = None


@transaction.atomic
def set_promises(*, actor: Actor, line: Line, promises: Sequence[Promise], points: Mapping[UUID, Point | None], at: datetime) -> Line:
    """Let the measures of a line be these, and let its places (by key) lie at these points; None takes a point away.

    Places that are not named keep theirs. What is the same stays, and where nothing changes no entry is written.
    """
    kept = locked(line)
    policies.may_tend_line(actor, kept).require()
    if kept.is_withdrawn:
        raise Refused(_("This line was taken out of the plan."), hint=_("Put it back first."))
    wanted = [_clean(one) for one in promises]
    if len(wanted) > MOST_PROMISES:
        raise InvalidInput(_("At most %(count)s measures.") % {"count": MOST_PROMISES})
    if len({(one.kind, one.text.casefold(), one.year) for one in wanted}) != len(wanted):
        raise InvalidInput(_("The same measure stands twice in one year. Put it together, or name it more exactly."))
    check_words({"measures": "\n".join(f"{one.text} {one.target}" for one in wanted)})
    changed = _set(kept, wanted)
    for place in kept.places.filter(pk__in=list(points)):
        point = points[place.pk]
        if point is not None and not (SOUTH <= point[0] <= NORTH and WEST <= point[1] <= EAST):
            where = {"latitude": point[0], "longitude": point[1]}
            raise InvalidInput(_("The point %(latitude)s, %(longitude)s does not lie in Indonesia.") % where)
        said = point or (None, None)
        if (place.latitude, place.longitude) != said:
            place.latitude, place.longitude = said
            place.save(update_fields=["latitude", "longitude"])
            changed = True
    if changed:
        kept.changed_at = at
        kept.save(update_fields=["changed_at"])
        data = {"number": kept.number, "measures": len(wanted), "points": kept.places.filter(latitude__isnull=False).count()}
        trail.record("planning.line.measured", kept, actor=actor, at=at, data=data, public=True)
    return kept


def _clean(one: Promise) -> Promise:
    text, target = " ".join(one.text.split()), " ".join(one.target.split())
    if not text or not target:
        raise InvalidInput(_("Each measure needs its words and what is to be reached."))
    if len(text) > 400 or len(target) > 120:
        raise InvalidInput(_("A measure has at most 400 signs, what is to be reached at most 120."))
    if not YEAR_FIRST <= one.year <= YEAR_LAST:
        raise InvalidInput(_("There is no plan for the year %(year)s.") % {"year": one.year})
    return Promise(kind=one.kind, text=text, year=one.year, target=target, reached=one.reached)


def _set(line: Line, wanted: Sequence[Promise]) -> bool:
    """Rows that say the same stay as they are, with the number and unit that their file gave."""
    there = list(line.indicators.all())
    left = list(wanted)
    gone = []
    for row in there:
        said = Promise(kind=row.kind, text=row.text, year=row.year, target=row.target_text, reached=row.reached)
        if said in left:
            left.remove(said)
        else:
            gone.append(row.pk)
    Indicator.objects.filter(pk__in=gone).delete()
    for one in left:
        value, unit, words = cells.target(one.target, measure=one.text)
        Indicator.objects.create(
            line=line, kind=one.kind, text=one.text, year=one.year, target=value, target_text=words or one.target, unit=unit,
            reached=one.reached,
        )  # fmt: skip
    return bool(gone or left)
