"""What became of it: the line of the plan, the budget, the work, the end; and putting it before a new year's meeting."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from django.db import transaction
from django.utils import translation
from django.utils.translation import gettext

from betang.accounts.actors import SYSTEM, Actor
from betang.audit import trail
from betang.casework import actions as casework
from betang.casework.models import Step
from betang.casework.rules import Holder
from betang.casework.terms import Level
from betang.kernel.errors import InvalidInput, Refused
from betang.kernel.money import rupiah
from betang.planning.models import Line, Realisation
from betang.proposals import policies, rules
from betang.proposals.actions.deciding import sent
from betang.proposals.models import Outcome, Proposal
from betang.ui.formats import day

HOLDABLE = ("planned", "budgeted", "village_planned", "village_budgeted", "in_progress", "completed")


@transaction.atomic
def link_outcome(*, actor: Actor, proposal: Proposal, line: Line, at: datetime, amount_idr: int | None = None) -> Outcome:
    """Say which line of a plan it became (part of). Linking the same line again corrects the amount."""
    kept = sent(proposal)
    matter = kept.matter
    assert matter is not None
    policies.may_link(actor, kept).require()
    if matter.state not in HOLDABLE:
        raise Refused(gettext("A proposal becomes a line of the plan once it was taken into one."))
    if rules.is_absurd(amount_idr):
        message = gettext("That amount cannot be right. Look at the zeros.")
        raise InvalidInput(message, fields={"amount_idr": message})
    region = matter.region.code
    if not (region == line.government_code or region.startswith(f"{line.government_code}.")):
        message = gettext("That line belongs to the plan of another place.")
        raise InvalidInput(message, fields={"line": message})
    made, _is_new = Outcome.objects.update_or_create(proposal=kept, line=line, defaults={"amount_idr": amount_idr, "at": at})
    data = {"number": matter.number, "line": line.number, "amount_idr": amount_idr}
    trail.record("proposals.outcome.linked", kept, actor=actor, at=at, data=data, site_id=kept.site_id, public=True)
    return made


def _step(
    *, actor: Actor, proposal: Proposal, action: str, at: datetime, words: str, seen: int | None, data: dict[str, object] | None = None,
    reason_code: str = "", holder: Holder | None = None, tells: bool = True,
) -> tuple[Proposal, Step]:  # fmt: skip
    kept = sent(proposal)
    assert kept.matter is not None
    policies.may_decide(actor, kept, action).require()
    step = casework.take_step(
        matter=kept.matter, action=action, actor=actor, at=at, words=words, seen=seen, data=data, reason_code=reason_code, holder=holder,
        tells=tells,
    )  # fmt: skip
    kept.changed_at = at
    return kept, step


@transaction.atomic
def budget(*, actor: Actor, proposal: Proposal, at: datetime, words: str, seen: int | None = None) -> Step:
    """It stands in the budget: of the village where the village planned it."""
    kept = sent(proposal)
    action = "budget_in_village" if kept.matter is not None and kept.matter.state == "village_planned" else "budget"
    kept, step = _step(actor=actor, proposal=proposal, action=action, at=at, words=words, seen=seen)
    kept.save(update_fields=["changed_at"])
    proposal.refresh_from_db()
    return step


@transaction.atomic
def start_work(*, actor: Actor, proposal: Proposal, at: datetime, words: str = "", seen: int | None = None) -> Step:
    """The work has begun."""
    kept, step = _step(actor=actor, proposal=proposal, action="start_work", at=at, words=words, seen=seen)
    kept.save(update_fields=["changed_at"])
    proposal.refresh_from_db()
    return step


@transaction.atomic
def report_progress(
    *, actor: Actor, proposal: Proposal, at: datetime, words: str, percent: int | None = None, seen: int | None = None
) -> Step:
    """Say how far the work is."""
    if percent is not None and not 0 <= percent <= 100:
        message = gettext("Between 0 and 100.")
        raise InvalidInput(message, fields={"percent": message})
    kept, step = _step(actor=actor, proposal=proposal, action="report_progress", at=at, words=words, seen=seen, data={"percent": percent})
    kept.save(update_fields=["changed_at"])
    proposal.refresh_from_db()
    return step


@transaction.atomic
def complete(*, actor: Actor, proposal: Proposal, at: datetime, words: str, seen: int | None = None) -> Step:
    """The work is done. Only whoever holds it says so; a plan at 100 % offers it, and does not do it."""
    kept, step = _step(actor=actor, proposal=proposal, action="complete", at=at, words=words, seen=seen)
    kept.save(update_fields=["changed_at"])
    proposal.refresh_from_db()
    return step


@transaction.atomic
def drop(*, actor: Actor, proposal: Proposal, at: datetime, reason_code: str, words: str, seen: int | None = None) -> Step:
    """It is not carried out this year after all; it is kept for next year."""
    kept, step = _step(actor=actor, proposal=proposal, action="drop", at=at, words=words, reason_code=reason_code, seen=seen)
    kept.deferral_count += 1
    kept.stopped_level, kept.stopped_reason = step.by_level, step.reason_code
    kept.save(update_fields=["changed_at", "deferral_count", "stopped_level", "stopped_reason"])
    proposal.refresh_from_db()
    return step


@transaction.atomic
def retable(
    *,
    actor: Actor,
    proposal: Proposal,
    fiscal_year: int,
    at: datetime,
    words: str = "",
    as_council: bool = False,
    tells: bool = True,
) -> Step:
    """Put a deferred proposal before the meeting of a new year: the same number, a new year, the count of deferrals kept."""
    kept = sent(proposal)
    matter = kept.matter
    assert matter is not None
    if fiscal_year <= kept.fiscal_year:
        message = gettext("Choose a year after %(year)d.") % {"year": kept.fiscal_year}
        raise InvalidInput(message, fields={"fiscal_year": message})
    region = matter.region.code
    holder = rules.first_holder(region, is_council=as_council)
    assert holder is not None
    by_level: dict[str, str] = {Level.COUNCIL: "retable_council", Level.DISTRICT: "retable_district"}
    action = by_level.get(holder.level, "retable")
    kept, step = _step(
        actor=actor, proposal=proposal, action=action, at=at, words=words, reason_code="next_year", seen=None, holder=holder,
        data={"year": fiscal_year, "deferrals": kept.deferral_count}, tells=tells,
    )  # fmt: skip
    kept.fiscal_year = fiscal_year
    kept.save(update_fields=["changed_at", "fiscal_year"])
    proposal.refresh_from_db()
    return step


def take_progress(*, line_id: UUID, entry_id: UUID, at: datetime) -> int:
    """Let what a plan line says of its work be a step of each proposal that became it. Safe to run twice. Returns how many moved.

    Work that has begun begins here too; what is done at 100 % is for the holder to close.
    """
    line = Line.objects.get(pk=line_id)
    latest = Realisation.objects.filter(line=line).order_by("-until_on").first()
    if latest is None or not (latest.spent_idr or latest.percent):
        return 0
    moved = 0
    for outcome in Outcome.objects.filter(line=line, proposal__matter__state__in=("budgeted", "village_budgeted", "in_progress")):
        with transaction.atomic():
            kept = sent(outcome.proposal)
            matter = kept.matter
            assert matter is not None
            if Step.objects.filter(matter=matter, action="report_progress", data__entry=str(entry_id)).exists():
                continue
            if matter.state in ("budgeted", "village_budgeted"):
                casework.take_step(matter=matter, action="start_work", actor=SYSTEM, at=at, tells=False, data={"line": line.number})
            if matter.state != "in_progress":
                continue
            with translation.override(kept.language or "id"):
                words = _progress_words(latest)
            data = {
                "entry": str(entry_id),
                "line": line.number,
                "until": latest.until_on.isoformat(),
                "spent": latest.spent_idr,
                "percent": None if latest.percent is None else str(latest.percent),
            }
            casework.take_step(matter=matter, action="report_progress", actor=SYSTEM, at=at, words=words, data=data)
            kept.changed_at = at
            kept.save(update_fields=["changed_at"])
            moved += 1
    return moved


def _progress_words(latest: Realisation) -> str:
    said = {
        "day": day(latest.until_on),
        "spent": rupiah(latest.spent_idr or 0),
        "percent": f"{latest.percent.normalize():f}" if latest.percent is not None else "",
    }
    if latest.percent is None:
        return gettext("Until %(day)s: %(spent)s spent.") % said
    if latest.spent_idr is None:
        return gettext("Until %(day)s: %(percent)s %% of the work done.") % said
    return gettext("Until %(day)s: %(percent)s %% of the work done, %(spent)s spent.") % said
