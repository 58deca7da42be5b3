"""What whoever proposed it may still do: complete it, take it back, ask for a second look."""

from __future__ import annotations

from datetime import datetime

from django.conf import settings
from django.db import transaction
from django.utils.translation import gettext, ngettext

from betang.accounts.actors import Actor
from betang.casework import actions as casework
from betang.casework.models import Step
from betang.casework.terms import Level
from betang.kernel import clock
from betang.kernel.errors import Refused
from betang.proposals import policies, rules
from betang.proposals.actions.deciding import casework_last_holder, sent
from betang.proposals.actions.sending import take_over, weigh
from betang.proposals.documents import index_proposal
from betang.proposals.models import Proposal
from betang.proposals.rules import Values
from betang.proposals.terms import DISPUTE_WORKDAYS
from betang.statutes.queries import calendar_for

CHANGEABLE = (
    "title", "problem", "idea", "place_detail", "latitude", "longitude", "volume", "unit", "estimate_idr", "beneficiary_count",
    "beneficiaries", "land_status",
)  # fmt: skip


def dispute_workdays() -> int:
    """Within how many working days a refusal can be disputed."""
    return int(getattr(settings, "PROPOSAL_DISPUTE_WORKDAYS", DISPUTE_WORKDAYS))


def _party(actor: Actor, kept: Proposal, *, has_token: bool) -> str:
    policies.may_act_as_sender(actor, kept, has_token=has_token).require()
    if has_token or (kept.matter is not None and kept.matter.sender_id is not None and kept.matter.sender_id == actor.id):
        return Level.SENDER
    return Level.GROUP if kept.group_id in actor.group_ids else ""


@transaction.atomic
def answer_return(
    *, actor: Actor, proposal: Proposal, values: Values, at: datetime, words: str = "", has_token: bool = False, seen: int | None = None
) -> Step:
    """Send a returned proposal again, completed. It goes back to the office that returned it; the place and the proposer stay."""
    kept = sent(proposal)
    matter = kept.matter
    assert matter is not None
    party = _party(actor, kept, has_token=has_token)
    before = {name: getattr(kept, name) for name in CHANGEABLE}
    whole = Values(
        **{name: getattr(values, name) for name in CHANGEABLE},
        region_code=kept.region_code,
        field_code=kept.field_code,
        price_entry_id=kept.price_entry_id,
        office_id=kept.office_id,
        proposer_name=kept.proposer_name,
        proposer_phone=kept.proposer_phone,
        proposer_email=kept.proposer_email,
    )
    weigh(whole, channel=kept.channel if kept.contact_erased_at is None else "", has_consent=True)
    take_over(kept, whole)
    changed = [name for name in CHANGEABLE if getattr(kept, name) != before[name]]
    new_files = kept.attachments.filter(added_at__gt=matter.changed_at).count()
    kept.save()
    step = casework.take_step(
        matter=matter,
        action="resend",
        actor=actor,
        at=at,
        words=words,
        holder=casework_last_holder(matter),
        data={"changed": changed, "new_files": new_files},
        as_party=party,
        seen=seen,
    )
    if matter.title != kept.title:
        matter.title = kept.title
        matter.save(update_fields=["title"])
    kept.changed_at = at
    kept.save(update_fields=["changed_at"])
    index_proposal(kept)
    proposal.refresh_from_db()
    return step


@transaction.atomic
def withdraw(*, actor: Actor, proposal: Proposal, at: datetime, words: str = "", has_token: bool = False, seen: int | None = None) -> Step:
    """Take it back, as long as no plan holds it. Its page stays and says so."""
    kept = sent(proposal)
    assert kept.matter is not None
    step = casework.take_step(
        matter=kept.matter,
        action="cancel",
        actor=actor,
        at=at,
        reason_code="wish_of_sender",
        words=words,
        as_party=_party(actor, kept, has_token=has_token),
        seen=seen,
    )
    kept.changed_at = at
    kept.save(update_fields=["changed_at"])
    index_proposal(kept)
    proposal.refresh_from_db()
    return step


@transaction.atomic
def dispute(
    *,
    actor: Actor,
    proposal: Proposal,
    at: datetime,
    reason_code: str,
    words: str,
    has_token: bool = False,
    seen: int | None = None,
) -> Step:
    """Ask the level above for a second look at a refusal: once, within `dispute_workdays()` of it. Raises `Refused` otherwise."""
    kept = sent(proposal)
    matter = kept.matter
    assert matter is not None
    party = _party(actor, kept, has_token=has_token)
    level = rules.level_of_state(matter.state)
    holder = None
    if matter.closed_at is not None and matter.outcome == "refused" and level:
        if matter.steps.filter(action="dispute").exists():
            raise Refused(gettext("A second look was asked for already. It can be asked for once."))
        zone = clock.zone()
        is_in_time = rules.can_dispute(
            matter.closed_at.astimezone(zone).date(), at.astimezone(zone).date(),
            disputes=0, within_workdays=dispute_workdays(), calendar=calendar_for(kept.region_code),
        )  # fmt: skip
        if not is_in_time:
            raise Refused(
                ngettext(
                    "A second look could be asked for within %(days)d working day after the refusal.",
                    "A second look could be asked for within %(days)d working days after the refusal.",
                    dispute_workdays(),
                )
                % {"days": dispute_workdays()},
                hint=gettext("You can propose it again next year; the village may also take it into its own plan."),
            )
        holder = rules.appeal_holder(level, kept.region_code, casework_last_holder(matter).region_code)
    step = casework.dispute(
        matter=matter, actor=actor, reason_code=reason_code, words=words, at=at, holder=holder, as_party=party, seen=seen
    )
    kept.changed_at = at
    kept.save(update_fields=["changed_at"])
    index_proposal(kept)
    proposal.refresh_from_db()
    return step
