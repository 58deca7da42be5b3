"""The coordinator's side: ask for a correction, refuse, approve."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime

from django.db import transaction
from django.utils import translation
from django.utils.translation import gettext

from betang.accounts.actions import invite
from betang.accounts.actors import Actor
from betang.accounts.terms import Post
from betang.audit import trail
from betang.communities import policies, queries, rules
from betang.communities.actions.applying import _tell_applicant
from betang.communities.actions.following import ask_where_new
from betang.communities.actions.numbers import next_number
from betang.communities.actions.standing import set_standing
from betang.communities.documents import index_group
from betang.communities.models import Application, ApplicationStep, Decree, Group, Member, Officer
from betang.communities.terms import ApplicationStatus, RefusalCode, Standing
from betang.kernel import clock
from betang.kernel.errors import InvalidInput, Refused


@dataclass(frozen=True, slots=True, kw_only=True)
class Approval:
    """What an approval made: the group, and the chair's invitation to hand over (`url` in full, `whatsapp_url` ready to press)."""

    group: Group
    invitation_url: str
    whatsapp_url: str


def _waiting(actor: Actor, application: Application) -> Application:
    """The application, locked, if it waits for a decision and this person may take it."""
    policies.may_decide(actor, application).require()
    kept = Application.objects.select_for_update(of=("self",)).select_related("region").get(pk=application.pk)
    if kept.status != ApplicationStatus.SUBMITTED:
        raise Refused(
            gettext("This application is not waiting for a decision any more: it is %(status)s.") % {"status": kept.get_status_display()},
            hint=gettext("Load the page again to see what happened."),
        )
    return kept


def _words(text: str) -> str:
    words = text.strip()
    if not words:
        raise InvalidInput(gettext("Say why, so that the applicant understands."), fields={"words": gettext("Say why.")})
    return words


@transaction.atomic
def return_application(*, actor: Actor, application: Application, words: str, steps: Sequence[str], at: datetime) -> Application:
    """Send an application back to be corrected: which parts, and what is asked. The applicant finds it at their link."""
    kept = _waiting(actor, application)
    words = _words(words)
    kept.status = ApplicationStatus.RETURNED
    kept.due_on = None
    kept.save(update_fields=["status", "due_on"])
    ApplicationStep.objects.create(
        application=kept, status=ApplicationStatus.RETURNED, at=at, by_id=actor.id, words=words, fields=list(steps)
    )
    trail.record(
        "communities.application.returned", kept, actor=actor, at=at, reason=words, data={"number": kept.number, "steps": list(steps)}
    )
    with translation.override(kept.language):
        _tell_applicant(
            kept,
            queries.facts_of(kept),
            title=gettext("The coordinator has a question about %(name)s") % {"name": kept.name},
            body=gettext("%(words)s\n\nOpen the link that you kept, correct it and send it again.") % {"words": words},
            at=at,
        )
    return kept


@transaction.atomic
def refuse_application(*, actor: Actor, application: Application, code: str, words: str, at: datetime) -> Application:
    """Refuse an application with a coded reason and words. Final; who wants to try again begins anew."""
    kept = _waiting(actor, application)
    words = _words(words)
    if code not in RefusalCode.values:
        raise InvalidInput(gettext("Choose a reason."), fields={"code": gettext("Choose a reason.")})
    kept.status = ApplicationStatus.REFUSED
    kept.decided_at = at
    kept.save(update_fields=["status", "decided_at"])
    ApplicationStep.objects.create(application=kept, status=ApplicationStatus.REFUSED, at=at, by_id=actor.id, code=code, words=words)
    trail.record("communities.application.refused", kept, actor=actor, at=at, reason=words, data={"number": kept.number, "code": code})
    with translation.override(kept.language):
        _tell_applicant(
            kept,
            queries.facts_of(kept),
            title=gettext("%(name)s was not taken into the register") % {"name": kept.name},
            body=gettext("The reason: %(code)s. %(words)s") % {"code": RefusalCode(code).label, "words": words},
            at=at,
        )
    return kept


@transaction.atomic
def approve_application(*, actor: Actor, application: Application, site_name: str = "", at: datetime) -> Approval:
    """Take the group into the register: all of it in one transaction, or nothing.

    Gives the register number, makes the group with its decree, officers and members, sets its standing to verified, issues the
    chair's invitation and tells the applicant. Records `communities.application.approved` on the application with data
    `{"group_id", "slug", "site_slug", "name", "register_number"}`; the inline subscriber of `hosting` makes the site in the same
    transaction, and where that fails nothing is kept. `site_name` takes the place of the name that was wished for.
    """
    kept = _waiting(actor, application)
    facts = queries.facts_of(kept)
    asked = queries.requirements_of(kept.region_code)
    today = at.astimezone(clock.zone()).date()
    unmet = [one for one in rules.findings(facts, asked, today=today) if not one.is_met and one.step != "situs"]
    if unmet:
        raise Refused(
            gettext("This application does not meet what is asked: %(what)s") % {"what": unmet[0].words},
            hint=gettext("Ask the applicant to correct it, or change the settings of the region."),
        )
    state = queries.name_state(site_name or kept.wished_name, region_code=kept.region_code, apart_from=kept.pk)
    if not state.is_free:
        free = gettext("Free are: %(names)s.") % {"names": ", ".join(state.suggestions)} if state.suggestions else state.hint
        raise Refused(state.words, hint=free)
    assert kept.region is not None
    number = next_number("register", queries.regency_code(kept.region_code), today.year, pattern=asked.number_pattern)
    group = Group.objects.create(
        name=facts.name,
        slug=state.name,
        kind=facts.kind,
        seat=facts.seat,
        region=kept.region,
        about=facts.about,
        founded_on=facts.founded_on,
        register_number=number,
        registered_at=at,
    )
    decree = _keep_decree(group, facts.decree)
    _keep_people(group, facts, decree, from_on=facts.decree.on if facts.decree else today)
    set_standing(group, Standing.APPLIED, actor=None, at=kept.submitted_at or at)
    set_standing(group, Standing.VERIFIED, actor=actor, at=at)
    kept.status, kept.decided_at, kept.group = ApplicationStatus.APPROVED, at, group
    kept.save(update_fields=["status", "decided_at", "group"])
    ApplicationStep.objects.create(application=kept, status=ApplicationStatus.APPROVED, at=at, by_id=actor.id)
    trail.record(
        "communities.application.approved",
        kept,
        actor=actor,
        at=at,
        data={
            "group_id": str(group.pk),
            "slug": group.slug,
            "site_slug": group.slug,
            "name": group.name,
            "register_number": number,
            "number": kept.number,
        },
        public=True,
    )
    index_group(group)
    ask_where_new(group, actor=actor, at=at)
    issued = invite(
        actor=actor,
        name=facts.chair,
        post=Post.CHAIR,
        group_id=group.pk,
        phone=facts.chair_phone or facts.contact_phone,
        at=at,
    )
    with translation.override(kept.language):
        _tell_applicant(
            kept,
            facts,
            title=gettext("%(name)s is in the register") % {"name": group.name},
            body=gettext("Its number is %(number)s. The coordinator sends the chair a link to the desk, where the first news is written.")
            % {"number": number},
            at=at,
        )
    return Approval(group=group, invitation_url=issued.url, whatsapp_url=issued.whatsapp_url)


def _keep_decree(group: Group, decree: rules.DecreeFacts | None) -> Decree | None:
    if decree is None:
        return None
    return Decree.objects.create(group=group, number=decree.number, on=decree.on, signer=decree.signer, signer_name=decree.signer_name)


def _keep_people(group: Group, facts: rules.Facts, decree: Decree | None, *, from_on: date) -> None:
    Officer.objects.bulk_create(
        Officer(group=group, role=one.role, section=one.section, name=one.name, decree=decree, from_on=from_on) for one in facts.officers
    )
    Member.objects.bulk_create(Member(group=group, name=name, joined_on=from_on) for name in rules.all_members(facts))
