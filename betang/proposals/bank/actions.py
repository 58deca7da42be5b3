"""Closing a planning year, and taking up or taking out what it left."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from django.db import transaction
from django.db.models import F
from django.urls import reverse
from django.utils import translation
from django.utils.translation import gettext, ngettext

from betang.accounts import queries as accounts
from betang.accounts.actors import SYSTEM, Actor
from betang.accounts.models import Person
from betang.accounts.terms import Post
from betang.audit import trail
from betang.casework import actions as casework
from betang.casework.models import Step
from betang.kernel import clock
from betang.kernel.errors import DomainError, Refused
from betang.notices import actions as notices
from betang.proposals import actions
from betang.proposals import rules as proposal_rules
from betang.proposals.actions.deciding import sent
from betang.proposals.actions.sending import year_open
from betang.proposals.bank import policies, queries, rules
from betang.proposals.documents import index_proposal
from betang.proposals.models import Proposal, YearClosing
from betang.proposals.terms import Channel, ClosingState
from betang.regions.models import Region
from betang.regions.queries import by_code
from betang.ui.formats import day

BATCH = 200


def offer_closings(*, at: datetime) -> int:
    """Offer each government at its planners' desk the close of a year that has ended and left something open. Returns how many are new."""
    today = at.astimezone(clock.zone()).date()
    waiting = Proposal.objects.filter(matter__state__in=rules.WAITING, matter__closed_at__isnull=True, fiscal_year__lte=today.year + 1)
    asked: set[tuple[str, int]] = set()
    for code, holder, year in waiting.order_by().values_list("region_code", "matter__holder_code", "fiscal_year").distinct():
        asked.add((proposal_rules.government_of(code), year))
        if holder and "." not in holder:
            asked.add((holder, year))
    known = set(YearClosing.objects.filter(fiscal_year__lte=today.year + 1).values_list("region__code", "fiscal_year"))
    made = 0
    for code, year in sorted(asked - known):
        if today > queries.end_of(code, year) and queries.to_close(code, year).exists():
            made += offer(region=by_code(code), fiscal_year=year, at=at)
    return made


@transaction.atomic
def offer(*, region: Region, fiscal_year: int, at: datetime) -> bool:
    """Let one close wait at the desk, and tell the planners. False where it waits already."""
    closing, is_new = YearClosing.objects.get_or_create(region=region, fiscal_year=fiscal_year, defaults={"offered_at": at})
    if not is_new:
        return False
    count = queries.to_close(region.code, fiscal_year).count()
    trail.record("proposals.closing.offered", closing, actor=SYSTEM, at=at, data={"code": region.code, "year": fiscal_year, "open": count})
    for person in accounts.people_who_hold(Post.PLANNER, region_code=region.code):
        with translation.override(person.language or "id"):
            notices.tell(
                kind="proposals.closing",
                title=gettext("The planning year %(year)d is over") % {"year": fiscal_year},
                body=ngettext(
                    "%(count)d proposal was not decided. Close the year, and it is kept for next year's meeting.",
                    "%(count)d proposals were not decided. Close the year, and they are kept for next year's meetings.",
                    count,
                )
                % {"count": count},
                url=reverse("proposals_desk:closings"),
                person=person,
                at=at,
            )
    return True


@transaction.atomic
def close_year(*, actor: Actor, region: Region, fiscal_year: int, at: datetime) -> YearClosing:
    """Say yes to the close of a planning year; a job then puts what is open into the bank, one by one. Twice is as good as once.

    Raises `Refused` before the year's last day has passed.
    """
    policies.may_close(actor, region.code).require()
    end = queries.end_of(region.code, fiscal_year)
    if at.astimezone(clock.zone()).date() <= end:
        raise Refused(gettext("The planning year %(year)d runs until %(day)s.") % {"year": fiscal_year, "day": day(end)})
    closing, _made = YearClosing.objects.get_or_create(region=region, fiscal_year=fiscal_year, defaults={"offered_at": at})
    closing = YearClosing.objects.select_for_update(of=("self",)).select_related("region").get(pk=closing.pk)
    if closing.state != ClosingState.OFFERED:
        return closing
    closing.state, closing.confirmed_at = ClosingState.CONFIRMED, at
    closing.confirmed_by = Person.objects.filter(pk=actor.id).first() if actor.id else None
    closing.save(update_fields=["state", "confirmed_at", "confirmed_by"])
    trail.record("proposals.closing.confirmed", closing, actor=actor, at=at, data={"code": region.code, "year": fiscal_year}, public=True)
    from betang.proposals.bank.jobs import carry_on

    carry_on.enqueue(closing_id=str(closing.pk))
    return closing


def carry_out(*, closing_id: UUID, at: datetime) -> int:
    """Put what is open into the bank, each proposal in a transaction of its own: stopped anywhere, it goes on where it was. How many."""
    closing = YearClosing.objects.select_related("region").get(pk=closing_id)
    if closing.state != ClosingState.CONFIRMED:
        return 0
    code, year = closing.region.code, closing.fiscal_year
    count, tried, refused = 0, set[UUID](), 0
    while keys := [pk for pk in queries.to_close(code, year).order_by("pk").values_list("pk", flat=True) if pk not in tried][:BATCH]:
        for key in keys:
            tried.add(key)
            try:
                count += _defer(closing, key, at)
            except DomainError:
                refused += 1
    if refused:
        raise Refused(f"{refused} proposals of {code} for {year} could not be kept; it is tried again")
    _end(closing, at)
    return count


@transaction.atomic
def _defer(closing: YearClosing, key: UUID, at: datetime) -> int:
    kept = sent(Proposal(pk=key))
    if not queries.to_close(closing.region.code, closing.fiscal_year).filter(pk=key).exists():
        return 0  # somebody has decided it meanwhile
    with translation.override(kept.language or "id"):
        words = gettext(
            "The planning year %(year)d was closed before it was decided. It is kept, and next year's meeting is offered it again."
        ) % {"year": closing.fiscal_year}
    actions.decide(actor=SYSTEM, proposal=kept, action="defer", reason_code="year_closed", words=words, at=at)
    YearClosing.objects.filter(pk=closing.pk).update(deferred_count=F("deferred_count") + 1)
    return 1


@transaction.atomic
def _end(closing: YearClosing, at: datetime) -> None:
    kept = YearClosing.objects.select_for_update(of=("self",)).get(pk=closing.pk)
    if kept.state == ClosingState.CONFIRMED:
        kept.state, kept.done_at = ClosingState.DONE, at
        kept.save(update_fields=["state", "done_at"])
        data = {"code": closing.region.code, "year": kept.fiscal_year, "deferred": kept.deferred_count}
        trail.record("proposals.closing.finished", kept, actor=SYSTEM, at=at, data=data, public=True)


def year_offered(proposal: Proposal, at: datetime) -> int:
    """For which year it would be put before a meeting today: what the calendar takes now, and never the year that put it off."""
    today = at.astimezone(clock.zone()).date()
    opened = year_open(proposal.region_code, today, is_council=proposal.channel == Channel.COUNCIL)
    return max(opened, proposal.fiscal_year + 1)


@transaction.atomic
def take_up(*, actor: Actor, proposal: Proposal, at: datetime, words: str = "") -> Step:
    """Put a proposal of the bank before this year's meeting, at the level where it began: the same number, the count of deferrals kept."""
    policies.may_take_up(actor, proposal).require()
    return actions.retable(
        actor=actor, proposal=proposal, fiscal_year=year_offered(proposal, at), at=at, words=words,
        as_council=proposal.channel == Channel.COUNCIL,
    )  # fmt: skip


@transaction.atomic
def retire(*, actor: Actor, proposal: Proposal, at: datetime, reason_code: str, words: str, seen: int | None = None) -> Step:
    """Take a proposal out of the bank, with a coded reason and words. Whoever proposed it can ask for a second look as at any refusal."""
    policies.may_take_up(actor, proposal).require()
    kept = sent(proposal)
    assert kept.matter is not None
    level = policies.start_level(kept)
    step = casework.take_step(
        matter=kept.matter, action=f"retire_{level}", actor=actor, at=at, reason_code=reason_code, words=words, seen=seen,
        data={"year": kept.fiscal_year, "deferrals": kept.deferral_count},
    )  # fmt: skip
    kept.changed_at = at
    kept.stopped_level, kept.stopped_reason = level, step.reason_code
    kept.save(update_fields=["changed_at", "stopped_level", "stopped_reason"])
    index_proposal(kept)
    proposal.refresh_from_db()
    return step
