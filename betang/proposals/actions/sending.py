"""Sending: what was typed is weighed, a matter with a number is opened, and everybody can see it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from django.db import transaction
from django.utils import translation
from django.utils.translation import gettext

from betang.accounts.actors import Actor
from betang.casework import actions as casework
from betang.casework import rules as casework_rules
from betang.casework.rules import Holder
from betang.casework.terms import Level
from betang.casework.tokens import token_of
from betang.guard import text as guard
from betang.kernel import clock
from betang.kernel.errors import InvalidInput, NotAllowed
from betang.proposals import machine, policies, rules
from betang.proposals.actions.drafts import locked, start_draft
from betang.proposals.calendar.queries import open_now
from betang.proposals.documents import index_proposal
from betang.proposals.models import PriceEntry, Proposal
from betang.proposals.rules import Values
from betang.proposals.terms import TEXT_LENGTH, TITLE_LENGTH, Channel, LandStatus, Sector
from betang.regions.models import Office
from betang.regions.queries import by_code
from betang.statutes.calendar import Deadline

PUBLIC_TEXTS = ("title", "problem", "idea", "place_detail", "beneficiaries", "unit")


@dataclass(frozen=True, slots=True)
class Sent:
    """A proposal that was sent, with the secret token by which its sender follows it (`7KQ4-M2XD-9PTA`)."""

    proposal: Proposal
    token: str
    is_repeated: bool = False


def token_shown(proposal: Proposal) -> str:
    """The sender's secret token, made again from the installation's secret."""
    assert proposal.matter is not None
    return casework_rules.token_shown(token_of(proposal.matter.pk, proposal.matter.token_serial))


@transaction.atomic
def send_proposal(
    *,
    actor: Actor,
    proposal: Proposal,
    values: Values,
    at: datetime,
    has_consent: bool,
    is_for_another: bool = False,
    fiscal_year: int | None = None,
    number: str = "",
    due: Deadline | None = None,
    follows: bool = True,
    brought_as: str = "",
    holder: Holder | None = None,
) -> Sent:
    """Send a draft. Sent twice, it is kept once and answered with the same number.

    `brought_as` is the level whose officer brings it from another system: contact and consent were given there, and `holder` says
    where it lies there. Everybody else begins at the first level.

    Raises `InvalidInput` with everything that is missing or may not stand there, by field. Costs some 30 queries.
    """
    kept = locked(proposal)
    if kept.matter is not None:
        return Sent(kept, token_shown(kept), is_repeated=True)
    is_council = kept.channel == Channel.COUNCIL
    weigh(values, channel=Channel.MEETING if brought_as and not is_council else kept.channel, has_consent=has_consent)
    holder = (holder if brought_as else None) or rules.first_holder(values.region_code, is_council=is_council)
    assert holder is not None
    party = _brought(actor, brought_as, values.region_code) if brought_as else _party(actor, kept, values.region_code)
    take_over(kept, values)
    today = at.astimezone(clock.zone()).date()
    calendar = open_now(values.region_code, today, is_council=is_council)
    kept.fiscal_year = fiscal_year or calendar.year
    if due is None and fiscal_year is None and calendar.taking is None and calendar.next is not None:
        due = Deadline(calendar.next.closes_on, False)  # it waits for the meeting, and is owed by its end
    kept.first_year = kept.fiscal_year
    kept.proposer_label = rules.initials(values.proposer_name)
    kept.is_for_another = is_for_another
    kept.consent_at = at if has_consent else None
    opened = casework.open_matter(
        machine=machine.NAME,
        region_code=values.region_code,
        holder=holder,
        actor=actor,
        at=at,
        title=kept.title,
        site_id=kept.site_id,
        data={
            "channel": kept.channel,
            "year": kept.fiscal_year,
            "field": kept.field_code,
            "volume": str(kept.volume) if kept.volume is not None else None,
            "unit": kept.unit,
            "estimate_idr": kept.estimate_idr,
        },
        state=rules.begin_state(holder),
        as_party=party,
        due=due,
        number=number,
    )
    kept.matter = opened.matter
    kept.typed = {}
    kept.sent_at = kept.changed_at = at
    kept.save()
    index_proposal(kept)
    if follows and kept.proposer_email and opened.matter.sender_id is None:
        with translation.override(kept.language or "id"):
            casework.follow(matter=opened.matter, email=kept.proposer_email, language=kept.language, at=at)
    return Sent(kept, opened.token)


@transaction.atomic
def propose(
    *,
    actor: Actor,
    values: Values,
    at: datetime,
    has_consent: bool,
    key: str = "",
    channel: str = Channel.RESIDENT,
    group_id: UUID | None = None,
    meeting_id: UUID | None = None,
    site_id: UUID | None = None,
    is_for_another: bool = False,
    fiscal_year: int | None = None,
    number: str = "",
    is_sample: bool = False,
    follows: bool = True,
) -> Sent:
    """Propose at once, without a draft that stays: what a meeting, an import or the demo world does."""
    draft, _token = start_draft(actor=actor, at=at, key=key, channel=channel, group_id=group_id, meeting_id=meeting_id, site_id=site_id)
    if is_sample and not draft.is_sample:
        Proposal.objects.filter(pk=draft.pk).update(is_sample=True)
    return send_proposal(
        actor=actor, proposal=draft, values=values, at=at, has_consent=has_consent, is_for_another=is_for_another,
        fiscal_year=fiscal_year, number=number, follows=follows,
    )  # fmt: skip


def _brought(actor: Actor, level: str, region_code: str) -> str:
    """As what it is brought from another system. Raises `NotAllowed` for who does not sit at that level over the place."""
    if actor.is_system:
        return ""
    policies.may_file_as(actor, level, region_code).require()
    return level


def _party(actor: Actor, kept: Proposal, region_code: str) -> str:
    """As what it is sent: a resident, a KIM, the village's officer, a council member. Raises `NotAllowed`."""
    if actor.is_system or kept.channel == Channel.RESIDENT:
        return ""
    if kept.channel == Channel.GROUP:
        if kept.group_id is None or not actor.holds_in_group(kept.group_id):
            raise NotAllowed(gettext("You do not belong to this group."))
        return Level.GROUP
    if kept.channel == Channel.COUNCIL:
        policies.may_file_as(actor, Level.COUNCIL, region_code).require()
        return Level.COUNCIL
    level = Level.VILLAGE if region_code.count(".") == 3 else Level.DISTRICT
    if level == Level.VILLAGE and not policies.may_file_as(actor, level, region_code):
        level = Level.DISTRICT
    policies.may_file_as(actor, level, region_code).require()
    return level


def year_open(region_code: str, today: date, *, is_council: bool = False) -> int:
    """The planning year that takes proposals for a place: the one open today, else the next to open, else the house rule's. One query."""
    return open_now(region_code, today, is_council=is_council).year


def take_over(kept: Proposal, values: Values) -> None:
    """Put what was read into the row."""
    for name in Values.__slots__:
        if name != "region_code":
            setattr(kept, name, getattr(values, name))
    if values.region_code:
        region = by_code(values.region_code)
        kept.region, kept.region_code = region, region.code


def weigh(values: Values, *, channel: str, has_consent: bool, is_complete: bool = True) -> None:
    """Raise `InvalidInput` with all that is missing or may not be, by field."""
    wrong: dict[str, str] = {}
    if is_complete:
        wrong |= _missing(values, channel, has_consent)
    wrong |= _impossible(values)
    for name in PUBLIC_TEXTS:
        text = getattr(values, name)
        for finding in guard.check_text(text) if text else ():
            if finding.is_refused or finding.kind in guard.PERSONAL:
                wrong.setdefault(name, finding.explanation)
    if wrong:
        raise InvalidInput(
            gettext("It cannot be sent yet. Look at what is marked."),
            fields=wrong,
            hint=gettext("Everything that you typed is kept."),
        )


def _missing(values: Values, channel: str, has_consent: bool) -> dict[str, str]:
    wrong: dict[str, str] = {}
    if len(values.problem) < 20:
        wrong["problem"] = gettext("Say what the problem is, in one or two sentences.")
    if len(values.title) < 8:
        wrong["title"] = gettext("Say in a few words what you propose, for example: a bridge over the river in RT 3.")
    if rules.first_holder(values.region_code, is_council=channel == Channel.COUNCIL) is None:
        wrong["region_code"] = gettext("Choose the village.")
    if not values.field_code:
        wrong["field_code"] = gettext("Choose what it is about.")
    if channel == Channel.RESIDENT or channel == Channel.GROUP:
        if len(values.proposer_name) < 2:
            wrong["proposer_name"] = gettext("Say who you are. Everybody else sees only your initials.")
        if not values.proposer_phone and not values.proposer_email:
            wrong["proposer_phone"] = gettext("Give a phone number or an e-mail address, so that the office can ask you.")
        if not has_consent:
            wrong["consent"] = gettext("Tick that you have read it and agree.")
    return wrong


def _impossible(values: Values) -> dict[str, str]:
    wrong: dict[str, str] = {}
    for name, most in (("title", TITLE_LENGTH), ("problem", TEXT_LENGTH), ("idea", TEXT_LENGTH), ("place_detail", 200), ("unit", 60)):
        if len(getattr(values, name)) > most:
            wrong[name] = gettext("That is longer than %(limit)d letters. Say the main thing and attach the rest.") % {"limit": most}
    if rules.is_absurd(values.estimate_idr):
        wrong["estimate_idr"] = gettext("That amount cannot be right. Look at the zeros.")
    if values.field_code and values.field_code not in Sector.values:
        wrong["field_code"] = gettext("Choose what it is about.")
    if values.land_status and values.land_status not in LandStatus.values:
        wrong["land_status"] = gettext("Choose whose land it is.")
    if (values.latitude is None) != (values.longitude is None) or not _on_earth(values):
        wrong["latitude"] = gettext("That is no point on the map. Two numbers are needed, like -2.5423, 114.6312.")
    if values.proposer_phone and rules.support_contact(values.proposer_phone)[0] != "phone":
        wrong["proposer_phone"] = gettext("That is no mobile number. It looks like 0812 3456 7890.")
    if values.proposer_email and rules.support_contact(values.proposer_email)[0] != "email":
        wrong["proposer_email"] = gettext("That is not a whole e-mail address. It looks like nama@contoh.id.")
    if values.office_id and not Office.objects.filter(pk=values.office_id, valid_to__isnull=True).exists():
        wrong["office_id"] = gettext("Choose an office from the list.")
    if values.price_entry_id and not PriceEntry.objects.filter(pk=values.price_entry_id).exists():
        wrong["price_entry_id"] = gettext("Choose a kind of work from the list.")
    return wrong


def _on_earth(values: Values) -> bool:
    if values.latitude is None or values.longitude is None:
        return True
    return -11.5 <= values.latitude <= 6.5 and 94.5 <= values.longitude <= 141.5  # the republic
