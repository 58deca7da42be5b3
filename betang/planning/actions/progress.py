"""What became of a line: money spent and work done until a day, photos, milestones."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from typing import IO, Any
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext as _

from betang.accounts.actors import Actor
from betang.audit import trail
from betang.kernel import clock
from betang.kernel.errors import InvalidInput, Refused
from betang.kernel.money import rupiah
from betang.planning import photos, policies, rollups, rules
from betang.planning.actions.lines import check_amount, check_words, locked, restate
from betang.planning.models import Line, Milestone, Photo, Realisation
from betang.planning.terms import Phase
from betang.ui.formats import day as day_words

MOST_PHOTOS = 40
MOST_MILESTONES = 30


class NeedsYes(InvalidInput):
    """What was typed can be so, but seldom is: it is taken with a deliberate yes (`is_sure`)."""


@transaction.atomic
def record_realisation(
    *,
    actor: Actor,
    line: Line,
    until_on: date,
    spent_idr: int | None,
    percent: Decimal | None,
    at: datetime,
    words: str = "",
    is_sure: bool = False,
) -> Realisation:
    """Say what was spent and how far the work is, counted from the beginning of the year until a day. The same day again corrects it.

    The line's spent amount is that of the last day. Raises `NeedsYes` for more than the budget, for less than on an earlier
    day, and for an amount that is a thousand times off, unless `is_sure`.
    """
    kept = locked(line)
    policies.may_tend_line(actor, kept).require()
    if kept.is_withdrawn:
        raise Refused(_("This line was taken out of the plan."), hint=_("Put it back first."))
    _check_realisation(kept, until_on, spent_idr, percent, at)
    check_words({"words": words})
    rows = {one.until_on: one for one in kept.realisations.all()}
    if not is_sure:
        _ask_about(kept, rows, until_on, spent_idr)
    before = rollups.keys_of(kept)
    row = rows.get(until_on) or Realisation(line=kept, until_on=until_on)
    row.spent_idr, row.percent, row.words, row.stated_at = spent_idr, percent, words.strip(), at
    row.by_id = actor.id
    row.run, row.sheet, row.cell = None, "", ""
    row.save()
    rows[until_on] = row
    follow_realisation(kept, list(rows.values()), at=at)
    kept.changed_at = at
    kept.save()
    rollups.touch(kept, before)
    data = {"number": kept.number, "until": until_on.isoformat(), "spent": spent_idr, "percent": None if percent is None else str(percent)}
    trail.record("planning.realisation.recorded", kept, actor=actor, at=at, data=data, public=True)
    return row


def follow_realisation(line: Line, rows: Sequence[Realisation], *, at: datetime) -> None:
    """Set what the line says was spent, and how far it is, to the last day's. Who calls saves the line and counts the sums."""
    money = rules.latest(rows, lambda one: one.spent_idr, lambda one: one.until_on)
    work = rules.latest(rows, lambda one: one.percent, lambda one: one.until_on)
    amounts = {"": money.spent_idr} if money is not None and money.spent_idr is not None else None
    if money is not None:
        restate(line, Phase.REALISED, amounts, at=at, run=money.run, sheet=money.sheet, cell=money.cell)
    else:
        restate(line, Phase.REALISED, None, at=at)
    line.physical_percent = work.percent if work is not None else None


def _check_realisation(line: Line, until_on: date, spent_idr: int | None, percent: Decimal | None, at: datetime) -> None:
    if spent_idr is None and percent is None:
        words = _("Type what was spent, or how far the work is.")
        raise InvalidInput(words, fields={"spent": words})
    if until_on.year != line.fiscal_year:
        words = _("The day lies outside of the year of this plan.")
        raise InvalidInput(words, fields={"until_on": words})
    if until_on > at.astimezone(clock.zone()).date():
        words = _("This day is still to come.")
        raise InvalidInput(words, fields={"until_on": words})
    if spent_idr is not None:
        check_amount("spent", spent_idr)
    if percent is not None and not 0 <= percent <= 100:
        words = _("Between 0 and 100.")
        raise InvalidInput(words, fields={"percent": words})


def _ask_about(line: Line, rows: dict[date, Realisation], until_on: date, spent_idr: int | None) -> None:
    if spent_idr is None:
        return
    _phase, budget = rules.effective(line)
    suggested = rules.looks_slipped(spent_idr, same=[budget]) if spent_idr > budget else None
    if suggested is not None:
        words = _("Did you mean %(suggested)s? %(typed)s is far more than the budget of %(budget)s.") % {
            "suggested": rupiah(suggested),
            "typed": rupiah(spent_idr),
            "budget": rupiah(budget),
        }
        raise NeedsYes(words, fields={"spent": words})
    if spent_idr > budget:
        words = _("%(spent)s is more than the budget of %(budget)s.") % {"spent": rupiah(spent_idr), "budget": rupiah(budget)}
        raise NeedsYes(words, fields={"spent": words})
    for day, row in rows.items():
        if row.spent_idr is None or day == until_on:
            continue
        if (day < until_on and row.spent_idr > spent_idr) or (day > until_on and row.spent_idr < spent_idr):
            words = _("Until %(day)s it was %(spent)s. Amounts are counted from the beginning of the year, so they only grow.") % {
                "day": day_words(day),
                "spent": rupiah(row.spent_idr),
            }
            raise NeedsYes(words, fields={"spent": words})


@transaction.atomic
def remove_realisation(*, actor: Actor, line: Line, realisation_id: UUID, reason: str, at: datetime) -> None:
    """Take back what was said of a day. The day before counts again."""
    kept = locked(line)
    policies.may_tend_line(actor, kept).require()
    reason = " ".join(reason.split())
    if not reason:
        raise InvalidInput(_("Say why."), fields={"reason": _("Say why in a few words: it stands on the public page.")})
    check_words({"reason": reason})
    row = kept.realisations.filter(pk=realisation_id).first()
    if row is None:
        raise Refused(_("This was taken back already."))
    before = rollups.keys_of(kept)
    row.delete()
    follow_realisation(kept, list(kept.realisations.all()), at=at)
    kept.changed_at = at
    kept.save()
    rollups.touch(kept, before)
    data = {"number": kept.number, "until": row.until_on.isoformat(), "spent": row.spent_idr}
    trail.record("planning.realisation.removed", kept, actor=actor, at=at, reason=reason, data=data, public=True)


@transaction.atomic
def add_photo(
    *,
    actor: Actor,
    line: Line,
    file: IO[bytes] | Any,
    alt: str,
    at: datetime,
    taken_on: date | None = None,
    percent: int | None = None,
) -> Photo:
    """Add a photo of the work: made anew without what the camera wrote. `percent` is the progress that it shows (0, 50, 100)."""
    policies.may_tend_line(actor, line).require()
    alt = " ".join(alt.split())
    if not alt:
        raise InvalidInput(_("Say what the photo shows."), fields={"alt": _("In a few words, for people who cannot see it.")})
    if percent is not None and not 0 <= percent <= 100:
        raise InvalidInput(_("Between 0 and 100."), fields={"percent": _("Between 0 and 100.")})
    if taken_on is not None and taken_on > at.astimezone(clock.zone()).date():
        raise InvalidInput(_("This day is still to come."), fields={"taken_on": _("This day is still to come.")})
    check_words({"alt": alt})
    made = photos.keep(file)  # before the plan is held: a photo takes its time
    kept = locked(line)
    policies.may_tend_line(actor, kept).require()
    if kept.photos.count() >= MOST_PHOTOS:
        raise Refused(_("A line has at most %(count)s photos.") % {"count": MOST_PHOTOS}, hint=_("Remove one first."))
    if kept.photos.filter(path=made.path).exists():
        raise Refused(_("This photo is there already."))
    photo = Photo.objects.create(
        line=kept,
        path=made.path,
        width=made.width,
        height=made.height,
        alt=alt[:250],
        taken_on=taken_on,
        percent=percent,
        by_id=actor.id,
        added_at=at,
    )
    data = {"number": kept.number, "photo": str(photo.pk), "percent": percent}
    trail.record("planning.photo.added", kept, actor=actor, at=at, data=data, public=True)
    return photo


@transaction.atomic
def remove_photo(*, actor: Actor, line: Line, photo_id: UUID, reason: str, at: datetime) -> None:
    """Take a photo away, file and all (it shows somebody who does not want it, or the wrong place)."""
    kept = locked(line)
    policies.may_tend_line(actor, kept).require()
    photo = kept.photos.filter(pk=photo_id).first()
    if photo is None:
        raise Refused(_("This photo was removed already."))
    path = photo.path
    photo.delete()
    data = {"number": kept.number, "photo": str(photo_id)}
    trail.record("planning.photo.removed", kept, actor=actor, at=at, reason=" ".join(reason.split()), data=data, public=True)
    transaction.on_commit(lambda: photos.discard(path))


@dataclass(frozen=True, slots=True, kw_only=True)
class Step:
    """A milestone as it is typed."""

    name: str
    due_on: date | None = None
    done_on: date | None = None


@transaction.atomic
def set_milestones(*, actor: Actor, line: Line, steps: Sequence[Step], at: datetime) -> list[Milestone]:
    """Let the milestones of a line be these, in this order. What is the same stays; an unchanged list writes no entry."""
    kept = locked(line)
    policies.may_tend_line(actor, kept).require()
    wanted = [Step(name=" ".join(one.name.split()), due_on=one.due_on, done_on=one.done_on) for one in steps if one.name.strip()]
    if len(wanted) > MOST_MILESTONES:
        raise InvalidInput(_("At most %(count)s milestones.") % {"count": MOST_MILESTONES})
    today = at.astimezone(clock.zone()).date()
    for one in wanted:
        if len(one.name) > 200:
            raise InvalidInput(_("A milestone's name has at most 200 signs."))
        if one.done_on is not None and one.done_on > today:
            raise InvalidInput(_("“%(name)s” is done on a day that is still to come.") % {"name": one.name})
    check_words({"steps": "\n".join(one.name for one in wanted)})
    there = [Step(name=row.name, due_on=row.due_on, done_on=row.done_on) for row in kept.milestones.all()]
    if there == wanted:
        return list(kept.milestones.all())
    kept.milestones.all().delete()
    rows = Milestone.objects.bulk_create(Milestone(line=kept, name=one.name, due_on=one.due_on, done_on=one.done_on) for one in wanted)
    data = {"number": kept.number, "steps": len(wanted), "done": sum(1 for one in wanted if one.done_on)}
    trail.record("planning.milestones.set", kept, actor=actor, at=at, data=data, public=True)
    return rows
