"""Officers and members: who is, who was, from when until when."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date, datetime, timedelta

from django.conf import settings
from django.db import transaction
from django.urls import reverse
from django.utils import translation
from django.utils.translation import gettext

from betang.accounts.actions import end_appointment, invite, revoke_invitation
from betang.accounts.actors import Actor
from betang.accounts.policies import may_appoint
from betang.accounts.queries import appointments_in_group, coordinators_over, open_invitations
from betang.accounts.terms import Post
from betang.audit import trail
from betang.audit.models import Entry
from betang.communities import policies, queries, rules
from betang.communities.actions.standing import site_id_of
from betang.communities.documents import index_group
from betang.communities.models import Decree, Group, Member, Officer
from betang.communities.terms import OfficerRole
from betang.kernel import clock
from betang.kernel.errors import InvalidInput, Refused
from betang.notices.actions import tell


def _locked(group: Group) -> Group:
    return Group.objects.select_for_update(of=("self",)).select_related("region").get(pk=group.pk)


def _not_in_future(day: date, at: datetime, field: str) -> None:
    if day > at.astimezone(clock.zone()).date():
        words = gettext("This day lies in the future.")
        raise InvalidInput(words, fields={field: words})


def _record(verb: str, group: Group, *, actor: Actor, at: datetime, **data: object) -> None:
    """One entry on the group. Names of people are not in it: the rows hold them, and can be erased."""
    trail.record(verb, group, actor=actor, at=at, data={"group_id": str(group.pk), "slug": group.slug, **data}, site_id=site_id_of(group))


def _place(group: Group, *, role: OfficerRole, section: str, name: str, from_on: date, decree: Decree | None) -> Officer:
    """The new officer, in the place of who serves in the same chief office; that one ends the day before."""
    if role != OfficerRole.SECTION_HEAD:
        serving = Officer.objects.select_for_update().filter(group=group, role=role, until_on__isnull=True).first()
        if serving is not None:
            if serving.name.casefold() == name.casefold():
                raise Refused(gettext("%(name)s holds this office already.") % {"name": name})
            if from_on < serving.from_on:
                raise InvalidInput(
                    gettext("%(name)s has held this office only since %(day)s: the successor cannot have begun before.")
                    % {"name": serving.name, "day": serving.from_on.strftime("%d-%m-%Y")},
                    fields={"from_on": gettext("This day is too early.")},
                )
            serving.until_on = max(serving.from_on, from_on - timedelta(days=1))
            serving.save(update_fields=["until_on"])
    return Officer.objects.create(group=group, role=role, section=section, name=name, from_on=from_on, decree=decree)


def _ensure_members(group: Group, names: Sequence[str], joined_on: date) -> int:
    """Make members of those who are not; returns how many were new."""
    known = {name.casefold() for name in Member.objects.filter(group=group, left_on__isnull=True).values_list("name", flat=True)}
    new = [name for name in dict.fromkeys(names) if name.casefold() not in known]
    Member.objects.bulk_create(Member(group=group, name=name, joined_on=joined_on) for name in new)
    return len(new)


@transaction.atomic
def name_officer(*, actor: Actor, group: Group, role: str, name: str, section: str = "", from_on: date, at: datetime) -> Officer:
    """Name an officer. In a chief office (chair, secretary, treasurer) that is a hand-over: the predecessor ends the day before."""
    policies.may_name_officers(actor, group).require()
    kept = _locked(group)
    _not_in_future(from_on, at, "from_on")
    if role == OfficerRole.SECTION_HEAD and not section.strip():
        words = gettext("Say of which section.")
        raise InvalidInput(words, fields={"section": words})
    officer = _place(kept, role=OfficerRole(role), section=section.strip(), name=name, from_on=from_on, decree=None)
    _ensure_members(kept, [name], from_on)
    _record("communities.officer.named", kept, actor=actor, at=at, officer_id=str(officer.pk), role=role)
    index_group(kept)
    return officer


@transaction.atomic
def hand_over_offices(
    *,
    actor: Actor,
    group: Group,
    successors: Mapping[str, str],
    from_on: date,
    decree: rules.DecreeFacts | None = None,
    chair_phone: str = "",
    at: datetime,
) -> list[Officer]:
    """Hand over several offices in one step (`{"chair": name, …}`), as after an election; with the new decree where there is one.

    A new chair gets the desk in the same transaction: where a coordinator acts, the old chair's post ends and the new one is
    invited. Where the group acts by itself, the old post lasts until the coordinators, who are told, have invited the successor.
    """
    policies.may_name_officers(actor, group).require()
    kept = _locked(group)
    _not_in_future(from_on, at, "from_on")
    new = {OfficerRole(role): name.strip() for role, name in successors.items() if name.strip()}
    if not new:
        raise InvalidInput(gettext("Name at least one new officer."))
    if len({name.casefold() for name in new.values()}) < len(new):
        raise InvalidInput(gettext("One person cannot hold two of these offices."))
    row = None
    if decree is not None:
        row = Decree.objects.create(group=kept, number=decree.number, on=decree.on, signer=decree.signer, signer_name=decree.signer_name)
    made = [_place(kept, role=role, section="", name=name, from_on=from_on, decree=row) for role, name in new.items()]
    _ensure_members(kept, list(new.values()), from_on)
    _record(
        "communities.officer.handed_over",
        kept,
        actor=actor,
        at=at,
        roles=[role.value for role in new],
        officer_ids=[str(one.pk) for one in made],
        from_on=from_on.isoformat(),
        decree_id=str(row.pk) if row else "",
    )
    index_group(kept)
    if OfficerRole.CHAIR in new:
        _hand_the_desk_over(kept, actor=actor, name=new[OfficerRole.CHAIR], phone=chair_phone, at=at)
    return made


def _hand_the_desk_over(group: Group, *, actor: Actor, name: str, phone: str, at: datetime) -> None:
    may = may_appoint(actor, Post.CHAIR, group_id=group.pk)
    if may.needs_second_factor:
        may.require()
    if not may:
        for person in coordinators_over(group.region.code):
            with translation.override(person.language):
                tell(
                    kind="communities.officer.handed_over",
                    title=gettext("%(group)s has a new chair") % {"group": group.name},
                    body=gettext("The group named %(name)s. Invite them to the desk: the post of the one before ends with it.")
                    % {"name": name},
                    url=reverse("communities_desk:group_access", urlconf=settings.ROOT_URLCONF, kwargs={"slug": group.slug}),
                    person=person,
                    at=at,
                )
        return
    for row in appointments_in_group(group.pk, at=at):
        if row.is_current and row.post == Post.CHAIR:
            end_appointment(actor=actor, appointment=row.appointment, reason=gettext("The office was handed over."), at=at)
    for invitation in open_invitations(at=at, group_id=group.pk):
        if invitation.post == Post.CHAIR:
            revoke_invitation(actor=actor, invitation=invitation, at=at)
    invite(actor=actor, name=name, post=Post.CHAIR, group_id=group.pk, phone=phone, at=at)


@transaction.atomic
def end_officer(*, actor: Actor, group: Group, officer: Officer, until_on: date, at: datetime) -> Officer:
    """An officer's time ends on a day, with nobody in their place yet."""
    policies.may_name_officers(actor, group).require()
    kept = _locked(group)
    row = Officer.objects.select_for_update().get(pk=officer.pk, group=kept)
    _not_in_future(until_on, at, "until_on")
    if row.until_on is not None:
        raise Refused(gettext("This officer’s time has ended already."))
    if until_on < row.from_on:
        words = gettext("This is before the first day in the office.")
        raise InvalidInput(words, fields={"until_on": words})
    row.until_on = until_on
    row.save(update_fields=["until_on"])
    _record("communities.officer.ended", kept, actor=actor, at=at, officer_id=str(row.pk), role=row.role)
    index_group(kept)
    return row


@transaction.atomic
def add_members(*, actor: Actor, group: Group, names: Sequence[str], joined_on: date, at: datetime) -> int:
    """Add many members at once; who is a member already is passed over. Returns how many are new. Raises over the region's limit."""
    policies.may_tend(actor, group).require()
    kept = _locked(group)
    _not_in_future(joined_on, at, "joined_on")
    count = _ensure_members(kept, names, joined_on)
    asked = queries.requirements_of(kept.region.code)
    total = Member.objects.filter(group=kept, left_on__isnull=True).count()
    if asked.max_members and total > asked.max_members and count:
        raise Refused(
            gettext("That would be %(count)d members; at most %(most)d are taken here.") % {"count": total, "most": asked.max_members}
        )
    if count:
        _record("communities.member.added", kept, actor=actor, at=at, count=count, total=total)
    return count


@transaction.atomic
def remove_member(*, actor: Actor, group: Group, member: Member, at: datetime) -> Member:
    """A member leaves, today. The row stays, for the mapping of past periods."""
    policies.may_tend(actor, group).require()
    kept = _locked(group)
    row = Member.objects.select_for_update().get(pk=member.pk, group=kept)
    if row.left_on is not None:
        return row
    row.left_on = max(row.joined_on, at.astimezone(clock.zone()).date())
    row.save(update_fields=["left_on"])
    _record("communities.member.left", kept, actor=actor, at=at, member_id=str(row.pk))
    return row


def know_officer(*, entry: Entry) -> None:
    """A chair accepted their invitation (`accounts.invitation.accepted`): the serving chair is that person from now on.

    Runs in the transaction of the acceptance; told twice, it changes nothing.
    """
    if entry.data.get("post") != Post.CHAIR or not entry.data.get("group_id"):
        return
    Officer.objects.filter(group_id=entry.data["group_id"], role=OfficerRole.CHAIR, until_on__isnull=True, person__isnull=True).update(
        person_id=entry.data["person_id"]
    )
