"""What an office decides: a coded reason, words, and the triple of volume, amount and words that it recommends."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext

from betang.accounts.actors import Actor
from betang.casework import actions as casework
from betang.casework.models import Matter, Step
from betang.casework.rules import Holder
from betang.casework.terms import Level
from betang.kernel.errors import InvalidInput, Refused
from betang.kernel.ids import uuid7
from betang.proposals import machine, policies, rules
from betang.proposals.actions.drafts import locked
from betang.proposals.actions.sending import weigh
from betang.proposals.actions.supporting import move_supports
from betang.proposals.calendar.quotas import hold_quota, passes_on
from betang.proposals.documents import index_proposal
from betang.proposals.models import LevelOpinion, Proposal
from betang.proposals.rules import Values
from betang.proposals.terms import TITLE_LENGTH, Recommendation
from betang.regions.models import Office
from betang.statutes.calendar import Deadline

RECOMMENDS: dict[str, Recommendation] = {
    "accept": Recommendation.ACCEPTED,
    "take_into_village_plan": Recommendation.ACCEPTED,
    "rescue_into_village_plan": Recommendation.ACCEPTED,
    "send_back": Recommendation.RETURNED,
    "defer": Recommendation.DEFERRED,
    "refuse": Recommendation.REFUSED,
    "reroute": Recommendation.REROUTED,
    "reopen": Recommendation.ACCEPTED,
}
"""What can be decided, and what it is called beside the other levels."""


@transaction.atomic
def decide(
    *,
    actor: Actor,
    proposal: Proposal,
    action: str,
    at: datetime,
    reason_code: str = "",
    words: str = "",
    volume: Decimal | None = None,
    amount_idr: int | None = None,
    office_id: UUID | None = None,
    to_province: bool = False,
    beyond_quota: bool = False,
    seen: int | None = None,
    due: Deadline | None = None,
    tells: bool = True,
) -> Step:
    """Accept, send back, defer, refuse, reroute, take into the village's own plan, or open a refusal again.

    `office_id` is the agency that sees to it: needed when the planning agency accepts or an agency reroutes. `to_province` hands it
    from a kabupaten's planning agency to the province's. `beyond_quota` passes on more than the quota, where its source lets one with a
    reason; otherwise a full quota raises `Refused` with what to do. `seen` is the step count of the page on which it was decided.
    """
    if action not in RECOMMENDS:
        raise ValueError(f"{action} is not decided here")
    kept = sent(proposal)
    matter = kept.matter
    assert matter is not None
    policies.may_decide(actor, kept, action).require()
    _weigh_triple(volume, amount_idr)
    level, since = matter.level, matter.since
    is_beyond = passes_on(action, matter, to_province=to_province) and hold_quota(
        actor=actor, proposal=kept, matter=matter, words=words, beyond_quota=beyond_quota
    )
    step = casework.take_step(
        matter=matter,
        action=action,
        actor=actor,
        at=at,
        reason_code=reason_code,
        words=words,
        holder=_holder(kept, matter, action, office_id, to_province=to_province),
        data={**_triple(kept, volume, amount_idr), **({"beyond_quota": True} if is_beyond else {})},
        due=due,
        seen=seen,
        tells=tells,
    )
    said_by = level if level in machine.REVIEWS else step.by_level
    _say(kept, step, said_by, RECOMMENDS[action], volume, amount_idr, at, since=since)
    kept.changed_at = at
    if action in ("refuse", "defer"):
        kept.stopped_level, kept.stopped_reason = said_by, step.reason_code
    if office_id and action in ("accept", "reroute") and not to_province:
        kept.office_id = office_id
    if action == "defer":
        kept.deferral_count += 1
    kept.save()
    _bring(proposal, kept)
    return step


def sent(proposal: Proposal) -> Proposal:
    """The locked row of a proposal that was sent. Raises `Refused` for a draft."""
    kept = locked(proposal)
    if kept.matter is None:
        raise Refused(gettext("This proposal was not sent yet."))
    return kept


def _bring(proposal: Proposal, kept: Proposal) -> None:
    if proposal is not kept:
        for one in Proposal._meta.concrete_fields:
            setattr(proposal, one.attname, getattr(kept, one.attname))
        proposal.matter = kept.matter


def _triple(kept: Proposal, volume: Decimal | None, amount_idr: int | None) -> dict[str, object]:
    return {"year": kept.fiscal_year, "volume": str(volume) if volume is not None else None, "amount_idr": amount_idr, "unit": kept.unit}


def _weigh_triple(volume: Decimal | None, amount_idr: int | None) -> None:
    wrong: dict[str, str] = {}
    if volume is not None and not 0 < volume < 10**13:
        wrong["volume"] = gettext("That volume cannot be right.")
    if rules.is_absurd(amount_idr):
        wrong["amount_idr"] = gettext("That amount cannot be right. Look at the zeros.")
    if wrong:
        raise InvalidInput(gettext("It was not decided. Look at what is marked."), fields=wrong)


def _say(
    kept: Proposal,
    step: Step,
    level: str,
    what: Recommendation,
    volume: Decimal | None,
    amount_idr: int | None,
    at: datetime,
    *,
    since: datetime,
) -> None:
    LevelOpinion.objects.create(
        proposal=kept, step=step, level=level, recommendation=what, volume=volume, amount_idr=amount_idr, words=step.words,
        fiscal_year=kept.fiscal_year, days=max(0, (at - since).days), at=at,
    )  # fmt: skip


def _office(code: str, office_id: UUID | None) -> UUID:
    found = Office.objects.filter(pk=office_id, region__code=code, valid_to__isnull=True).first() if office_id else None
    if found is None:
        message = gettext("Choose the office that should see to it.")
        raise InvalidInput(message, fields={"office_id": message})
    return found.pk


def _holder(kept: Proposal, matter: Matter, action: str, office_id: UUID | None, *, to_province: bool) -> Holder | None:
    region = matter.region.code
    if action == "accept":
        if matter.level == Level.PLANNING:
            office_id = _office(matter.holder_code, office_id)
        elif matter.level == Level.BUDGET_TEAM:
            office_id = _last_office(matter)
        return rules.next_holder(matter.level, region, matter.holder_code, office_id)
    if action == "reroute":
        if matter.level == Level.PLANNING:
            if not to_province:
                message = gettext(
                    "From the planning agency it can be passed to the province's. To an office of yours it goes by accepting."
                )
                raise InvalidInput(message, fields={"to_province": message})
            province = region.split(".")[0]
            if matter.holder_code == province:
                return Holder(Level.PLANNING, rules.government_of(region))  # it is the kabupaten's task after all
            return Holder(Level.PLANNING, province)
        office = _office(matter.holder_code, office_id)
        if office == matter.office_id:
            message = gettext("It lies there already.")
            raise InvalidInput(message, fields={"office_id": message})
        return Holder(Level.AGENCY, matter.holder_code, office)
    if action == "rescue_into_village_plan":
        return Holder(Level.VILLAGE, region)
    if action == "reopen":
        return casework_last_holder(matter)
    return None


def casework_last_holder(matter: Matter) -> Holder:
    """Who had it before it was closed or sent back."""
    from betang.casework.actions.stepping import last_holder

    return last_holder(matter)


def _last_office(matter: Matter) -> UUID | None:
    found = matter.steps.filter(level=Level.AGENCY, office__isnull=False).order_by("-seq").values_list("office_id", flat=True).first()
    return found


@transaction.atomic
def hand_to(
    *, actor: Actor, proposal: Proposal, holder: Holder, at: datetime, reason_code: str, words: str = "", seen: int | None = None
) -> Step:
    """Let another office of the same level hold it. The state and the clock stay."""
    kept = sent(proposal)
    assert kept.matter is not None
    policies.may_decide(actor, kept, "accept").require()
    if holder.level != kept.matter.level:
        message = gettext("It can be handed to another office of the same level. To another level it goes by a decision.")
        raise InvalidInput(message, fields={"holder": message})
    step = casework.hand_over(matter=kept.matter, to=holder, actor=actor, reason_code=reason_code, words=words, at=at, seen=seen)
    _bring(proposal, kept)
    return step


@transaction.atomic
def merge_into(
    *, actor: Actor, proposal: Proposal, into: Proposal, at: datetime, reason_code: str, words: str = "", seen: int | None = None
) -> Step:
    """Merge a proposal into another of the same kabupaten: its number leads there, its followers and supporters go along."""
    first, second = sorted((proposal, into), key=lambda one: str(one.pk))
    rows = {one.pk: sent(one) for one in (first, second)}
    kept, target = rows[proposal.pk], rows[into.pk]
    assert kept.matter is not None
    assert target.matter is not None
    policies.may_decide(actor, kept, "merge").require()
    if kept.pk == target.pk or rules.government_of(kept.region_code) != rules.government_of(target.region_code):
        message = gettext("Choose another open proposal of the same kabupaten.")
        raise InvalidInput(message, fields={"into": message})
    if seen is not None and seen != kept.matter.step_count:
        raise Refused(
            gettext("%(number)s has moved on meanwhile.") % {"number": kept.matter.number},
            hint=gettext("Nothing was changed, and what you typed is still here. Look at the latest steps first."),
        )
    level, since = kept.matter.level, kept.matter.since
    received = casework.merge(matters=[kept.matter], into=target.matter, actor=actor, reason_code=reason_code, words=words, at=at)
    step = kept.matter.steps.get(action="merge", seq=kept.matter.step_count)
    _say(kept, step, level, Recommendation.MERGED, None, None, at, since=since)
    move_supports(kept, target)
    kept.changed_at = target.changed_at = at
    kept.save()
    target.save()
    index_proposal(kept)
    _bring(proposal, kept)
    _bring(into, target)
    return received


@dataclass(frozen=True, slots=True, kw_only=True)
class PartOf:
    """One part of a proposal that is split."""

    title: str
    volume: Decimal | None = None
    unit: str = ""
    estimate_idr: int | None = None
    field_code: str = ""


@transaction.atomic
def split_into(
    *,
    actor: Actor,
    proposal: Proposal,
    parts: Sequence[PartOf],
    at: datetime,
    reason_code: str,
    words: str,
    seen: int | None = None,
) -> list[Proposal]:
    """Make a proposal of each part, at the level and in the office where the whole lay; the whole ends and names them."""
    kept = sent(proposal)
    matter = kept.matter
    assert matter is not None
    policies.may_decide(actor, kept, "split").require()
    if machine.PROPOSAL.transition("split", matter.state) is None or seen not in (None, matter.step_count):
        raise Refused(
            gettext("%(number)s has moved on meanwhile.") % {"number": matter.number},
            hint=gettext("Nothing was changed, and what you typed is still here. Look at the latest steps first."),
        )
    named = [one for one in parts if one.title.strip()]
    for one in named:
        if len(one.title.strip()) < 8 or len(one.title) > TITLE_LENGTH:
            message = gettext("Give each part a title of its own, in 8 letters or more.")
            raise InvalidInput(message, fields={"parts": message})
        weigh(
            Values(title=one.title, unit=one.unit, estimate_idr=one.estimate_idr, field_code=one.field_code),
            channel=kept.channel, has_consent=True, is_complete=False,
        )  # fmt: skip
    holder = Holder(matter.level, matter.holder_code, matter.office_id)
    state = matter.state
    opened = casework.split(
        matter=matter,
        parts=[casework.Part(title=one.title, region_code=matter.region.code, holder=holder, state=state) for one in named],
        actor=actor,
        reason_code=reason_code,
        words=words,
        at=at,
    )
    made: list[Proposal] = []
    for one, new in zip(named, opened, strict=True):
        part = Proposal.objects.get(pk=kept.pk)
        part.pk = part.id = uuid7()
        part._state.adding = True
        part.matter, part.draft_token_hash, part.sending_key, part.origin, part.national_id = new.matter, "", "", kept, ""
        part.title, part.volume, part.unit, part.estimate_idr = (
            " ".join(one.title.split()),
            one.volume,
            one.unit or kept.unit,
            one.estimate_idr,
        )
        part.field_code = one.field_code or kept.field_code
        part.support_count = part.confirmed_support_count = 0
        part.sent_at = part.created_at = part.changed_at = at
        part.save(force_insert=True)
        index_proposal(part)
        made.append(part)
    kept.changed_at = at
    kept.save()
    index_proposal(kept)
    _bring(proposal, kept)
    return made
