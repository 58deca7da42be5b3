"""Stating phases and quotas, taking them back, and the turn of the day at which kept pages are made anew."""

from __future__ import annotations

from datetime import date, datetime, timedelta

from django.db import transaction
from django.db.models import Q
from django.utils.translation import gettext

from betang.accounts.actors import SYSTEM, Actor
from betang.audit import trail
from betang.audit.models import Entry
from betang.kernel import clock
from betang.kernel.errors import InvalidInput
from betang.proposals.calendar import policies, rules
from betang.proposals.models import Phase, Quota
from betang.proposals.terms import PhaseKind
from betang.regions.models import Region
from betang.regions.terms import Level

YEAR_FIRST, YEAR_LAST = 2005, 2099
TURNED = "proposals.calendar.turned"
LOOK_BACK_DAYS = 31
"""How far a worker that comes back after a silence looks for days on which something opened or closed."""

HIGHEST_QUOTA = 100_000


def _said(source: str) -> str:
    text = " ".join(source.split())
    if len(text) < 5 or len(text) > 250:
        raise InvalidInput(
            gettext("It was not stated yet. Look at what is marked."),
            fields={"source": gettext("Say which letter, decree or law fixes it, in 5 to 250 letters.")},
        )
    return text


def _check_year(fiscal_year: int) -> None:
    if not YEAR_FIRST <= fiscal_year <= YEAR_LAST:
        message = gettext("That is no year of planning.")
        raise InvalidInput(message, fields={"fiscal_year": message})


@transaction.atomic
def state_phase(
    *,
    actor: Actor,
    region: Region,
    fiscal_year: int,
    kind: str,
    opens_on: date,
    closes_on: date,
    source: str,
    is_verified: bool,
    at: datetime,
    note: str = "",
) -> Phase:
    """Say from when to when a phase is, and who says so. Stated again it is corrected; the same again writes nothing."""
    policies.may_state(actor, region.code, kind).require()
    _check_year(fiscal_year)
    if kind not in PhaseKind.values:
        raise InvalidInput(gettext("There is no such phase."))
    wrong: dict[str, str] = {}
    if closes_on < opens_on:
        wrong["closes_on"] = gettext("It cannot close before it opens.")
    elif (closes_on - opens_on).days > rules.LONGEST_DAYS:
        wrong["closes_on"] = gettext("That is longer than a year. Look at the year of both days.")
    elif not fiscal_year - 2 <= opens_on.year <= fiscal_year:
        wrong["opens_on"] = gettext("The plan for %(year)d is made in the year before. Look at the year of the day.") % {
            "year": fiscal_year
        }
    if len(note) > 250:
        wrong["note"] = gettext("At most 250 letters.")
    if wrong:
        raise InvalidInput(gettext("It was not stated yet. Look at what is marked."), fields=wrong)
    values = {
        "opens_on": opens_on, "closes_on": closes_on, "source": _said(source), "is_verified": is_verified, "note": " ".join(note.split()),
    }  # fmt: skip
    row = Phase.objects.select_for_update().filter(region=region, fiscal_year=fiscal_year, kind=kind).first()
    before = {name: getattr(row, name) for name in values} if row is not None else {}
    if row is not None and before == values:
        return row
    if row is None:
        row = Phase(region=region, fiscal_year=fiscal_year, kind=kind)
    for name, value in values.items():
        setattr(row, name, value)
    row.save()
    data = {
        "region": region.code, "year": fiscal_year, "kind": kind, "opens_on": opens_on.isoformat(), "closes_on": closes_on.isoformat(),
        "source": row.source, "is_verified": is_verified,
        "before": {"opens_on": before["opens_on"].isoformat(), "closes_on": before["closes_on"].isoformat()} if before else None,
    }  # fmt: skip
    trail.record("proposals.calendar.stated", row, actor=actor, at=at, data=data, public=True)
    return row


@transaction.atomic
def take_back_phase(*, actor: Actor, phase: Phase, at: datetime) -> None:
    """Take a stated phase out: the place follows the one around it again, or has none."""
    policies.may_state(actor, phase.region.code, phase.kind).require()
    kept = Phase.objects.select_for_update().filter(pk=phase.pk).first()
    if kept is None:
        return
    data = {
        "region": phase.region.code, "year": kept.fiscal_year, "kind": kept.kind, "opens_on": kept.opens_on.isoformat(),
        "closes_on": kept.closes_on.isoformat(),
    }  # fmt: skip
    trail.record("proposals.calendar.taken_back", kept, actor=actor, at=at, data=data, public=True)
    kept.delete()


@transaction.atomic
def set_quota(
    *, actor: Actor, region: Region, fiscal_year: int, from_level: str, limit: int, source: str, at: datetime, allows_more: bool = False
) -> Quota:
    """Say how many proposals each region of a level below may pass on in a year. Said again it is corrected."""
    policies.may_set_quota(actor, region.code).require()
    _check_year(fiscal_year)
    if from_level not in quota_levels(region.level):
        message = gettext("Choose the level of those who pass on.")
        raise InvalidInput(message, fields={"from_level": message})
    if not 0 < limit <= HIGHEST_QUOTA:
        message = gettext("Between 1 and %(most)d.") % {"most": HIGHEST_QUOTA}
        raise InvalidInput(message, fields={"limit": message})
    values = {"limit": limit, "source": _said(source), "allows_more": allows_more}
    row = Quota.objects.select_for_update().filter(region=region, fiscal_year=fiscal_year, from_level=from_level).first()
    before = row.limit if row is not None else None
    if row is not None and {name: getattr(row, name) for name in values} == values:
        return row
    if row is None:
        row = Quota(region=region, fiscal_year=fiscal_year, from_level=from_level)
    for name, value in values.items():
        setattr(row, name, value)
    row.save()
    data = {"region": region.code, "year": fiscal_year, "from": from_level, "limit": limit, "before": before, "source": row.source}
    trail.record("proposals.quota.set", row, actor=actor, at=at, data=data, public=True)
    return row


@transaction.atomic
def lift_quota(*, actor: Actor, quota: Quota, at: datetime) -> None:
    """Let there be no quota any more."""
    policies.may_set_quota(actor, quota.region.code).require()
    kept = Quota.objects.select_for_update().filter(pk=quota.pk).first()
    if kept is None:
        return
    data = {"region": quota.region.code, "year": kept.fiscal_year, "from": kept.from_level, "limit": kept.limit}
    trail.record("proposals.quota.lifted", kept, actor=actor, at=at, data=data, public=True)
    kept.delete()


def quota_levels(level: str) -> tuple[str, ...]:
    """For whom a government may set quotas: the province for kabupaten, a kabupaten for its kecamatan and villages."""
    return {Level.PROVINCE: (Level.REGENCY.value,), Level.REGENCY: (Level.DISTRICT.value, Level.VILLAGE.value)}.get(Level(level), ())


@transaction.atomic
def turn(*, at: datetime) -> bool:
    """Where a phase opened or closed since the last turn, note it: with the entry every kept page is made anew. True if one did.

    Which phase is open is never kept anywhere: every page asks the dates. This only ends the life of pages made yesterday.
    """
    today = at.astimezone(clock.zone()).date()
    last = Entry.objects.filter(verb=TURNED).order_by("-at").values_list("at", flat=True).first()
    since = max(last.astimezone(clock.zone()).date() if last else date.min, today - timedelta(days=LOOK_BACK_DAYS))
    first = since if last else today - timedelta(days=1)
    near = Phase.objects.filter(Q(opens_on__gt=first, opens_on__lte=today) | Q(closes_on__gte=first, closes_on__lt=today))
    turned = list(near.order_by("opens_on", "pk"))
    if not turned:
        return False
    trail.record(TURNED, turned[0], actor=SYSTEM, at=at, data={"day": today.isoformat(), "phases": len(turned)})
    return True
