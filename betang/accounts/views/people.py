"""Who holds which post: of a region for its coordinators, of a group for its chair; inviting, ending, handing over."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext
from django.views.decorators.http import require_POST

from betang.accounts import actions, groups, policies, queries, rules, stash
from betang.accounts.actors import Actor
from betang.accounts.credentials import free_email
from betang.accounts.desk import desk_page
from betang.accounts.forms import EndForm, HandOverForm, InviteForm, say_faults
from betang.accounts.models import Appointment, Invitation, Person
from betang.accounts.phones import normal_phone
from betang.accounts.terms import APPROVING_POSTS, GROUP_POSTS, Post, Purpose
from betang.audit import trail
from betang.kernel import clock
from betang.kernel.errors import InvalidInput, NotFound
from betang.regions.models import Office, Region

Scope = tuple[Region | None, Office | None, UUID | None]


@dataclass(frozen=True, slots=True, kw_only=True)
class Row:
    """One line of a list of people, with what the one who looks may do."""

    post: queries.PostRow
    may_end: bool
    may_hand_over: bool
    may_reset: bool


def _rows(actor: Actor, found: list[queries.PostRow]) -> list[Row]:
    """What `actor` may do to each appointment. A policy asks for no row of its own for posts of one group or region."""
    rows = []
    for one in found:
        appointment = one.appointment
        code = appointment.region.code if appointment.region else ""
        may = one.is_current and _could_appoint(actor, one.post, code, appointment.group_id)
        is_own = appointment.person_id == actor.id
        rows.append(
            Row(
                post=one,
                may_end=one.is_current and (may or is_own) and not (is_own and one.post == Post.PROVINCE_ADMIN),
                may_hand_over=may and not is_own,
                may_reset=may and not is_own and appointment.person.erased_at is None,
            )
        )
    return rows


def _could_appoint(actor: Actor, post: Post, region_code: str, group_id: UUID | None) -> bool:
    """`policies.may_appoint` without its queries, for showing buttons: the action asks the policy itself."""
    appointers = rules.APPOINTERS[post]
    if group_id is not None:
        return actor.holds_in_group(group_id, *(appointers & GROUP_POSTS)) if appointers & GROUP_POSTS else actor.holds_any(*appointers)
    return actor.holds_over(region_code, *appointers)


@desk_page(*APPROVING_POSTS)
def people(request: HttpRequest) -> HttpResponse:
    """The regions whose people one looks after; with one region straight to it."""
    codes = request.actor.regions_of(*APPROVING_POSTS)  # type: ignore[attr-defined]
    if len(codes) == 1:
        return redirect("accounts_desk:region_people", code=codes[0])
    return render(request, "accounts/people_home.html", {"regions": list(Region.objects.filter(code__in=codes, valid_to__isnull=True))})


def _region(code: str) -> Region:
    found = Region.objects.filter(code=code, valid_to__isnull=True).first()
    if found is None:
        raise NotFound(gettext("This page does not exist."))
    return found


@desk_page()
def region_people(request: HttpRequest, code: str) -> HttpResponse:
    """Who holds a post of office in the region and below, the chairs of its groups, and who is invited."""
    actor: Actor = request.actor  # type: ignore[attr-defined]
    policies.may_see_region_people(actor, code).require()
    region, at = _region(code), clock.now()
    context = {
        "region": region,
        "officers": _rows(actor, queries.appointments_in_region(code, at=at)),
        "chairs": _rows(actor, queries.chairs_in_region(code, at=at)),
        "invitations": queries.open_invitations(region_code=code, at=at),
        "invite_url": reverse("accounts_desk:invite_to_region", kwargs={"code": code}) if _posts_for_region(actor, code) else "",
        "now": at,
    }
    return render(request, "accounts/region_people.html", context)


def _posts_for_region(actor: Actor, code: str) -> tuple[Post, ...]:
    """The posts that the actor fills in the region or for its groups."""
    return tuple(
        post
        for post, appointers in rules.APPOINTERS.items()
        if (appointers - GROUP_POSTS) and actor.holds_over(code, *(appointers - GROUP_POSTS))
    )


def _places_for(region: Region, posts: tuple[Post, ...]) -> list[tuple[str, str]]:
    """Where a post can be held: the region and the ones below it, their offices, the groups."""
    places: list[tuple[str, str]] = []
    if set(posts) - GROUP_POSTS:
        regions = [region, *Region.objects.filter(parent=region, valid_to__isnull=True)] if "." not in region.code else [region]
        places += [(f"region:{one.code}", one.full_name) for one in regions]
        places += [(f"office:{one.pk}", one.name) for one in Office.objects.filter(region__in=regions, valid_to__isnull=True)]
    if set(posts) & GROUP_POSTS:
        named = sorted(groups.places(groups.ids_in_region(region.code)).values(), key=lambda one: one.name)
        places += [(f"group:{one.id}", one.name) for one in named]
    return places


def _scope(post: Post, place: str) -> Scope:
    """The chosen place as region, office or group; refused where the post cannot be held there."""
    kind, _colon, key = place.partition(":")
    if (kind == "group") != (post in GROUP_POSTS):
        raise InvalidInput(gettext("This post is not held there."), fields={"place": gettext("This post is not held there.")})
    if kind == "group":
        return None, None, UUID(key)
    if kind == "office":
        office = Office.objects.select_related("region").get(pk=key)
        return office.region, office, None
    return _region(key), None, None


@desk_page()
def invite_to_region(request: HttpRequest, code: str) -> HttpResponse:
    """Invite somebody to a post in the region, in one of its offices, or as chair of one of its groups."""
    actor: Actor = request.actor  # type: ignore[attr-defined]
    policies.may_see_region_people(actor, code).require()
    region = _region(code)
    posts = _posts_for_region(actor, code)
    for post in posts:
        policies.may_appoint(actor, post, region_code=code).require()
    return _invite(
        request,
        posts=posts,
        places=_places_for(region, posts),
        crumbs=[
            (gettext("People"), reverse("accounts_desk:region_people", kwargs={"code": code})),
            (gettext("Invite"), ""),
        ],
        where=region.full_name,
    )


def _invite(
    request: HttpRequest,
    *,
    posts: tuple[Post, ...],
    places: list[tuple[str, str]] | None,
    crumbs: list[tuple[str, str]],
    where: str,
    group_id: UUID | None = None,
) -> HttpResponse:
    """The form of an invitation, sent to itself; what is done leads to the page of the link."""
    kept = stash.take(request)
    form = InviteForm(request.POST or None, initial=kept.dict() if kept is not None else None, posts=posts, places=places)
    if request.method == "POST" and form.is_valid():
        typed = form.cleaned_data
        post = Post(typed["post"])
        try:
            region, office, group = (None, None, group_id) if group_id is not None else _scope(post, typed["place"])
            with trail.once(request.POST.get("kunci", ""), scope=f"accounts.invite:{request.user.pk}") as once:
                if not once.repeated:
                    issued = actions.invite(
                        actor=request.actor,  # type: ignore[attr-defined]
                        name=typed["name"],
                        post=post,
                        region=region,
                        office=office,
                        group_id=group,
                        email=typed["email"],
                        phone=typed["phone"],
                        at=clock.now(),
                    )
                    once.location = reverse("accounts_desk:issued_invitation", kwargs={"invitation_id": issued.invitation.pk})
            return redirect(once.location)
        except InvalidInput as error:
            say_faults(form, error.fields, error.message)
    return render(
        request, "accounts/invite.html", {"form": form, "crumb_items": crumbs, "where": where}, status=422 if form.errors else 200
    )


def answer_group_people(request: HttpRequest, group_id: UUID, *, page_url: str, invite_url: str) -> HttpResponse:
    """The page of a group's people, for the package that owns its address (`kim/<site_slug>/orang/`).

    `page_url` is that page, `invite_url` the one that calls `answer_group_invite`.
    """
    actor: Actor = request.actor  # type: ignore[attr-defined]
    policies.may_see_group_people(actor, group_id).require()
    place, at = groups.place(group_id), clock.now()
    assert place is not None
    posts = posts_for_group(actor, group_id)
    context = {
        "group": place,
        "rows": _rows(actor, queries.appointments_in_group(group_id, at=at)),
        "invitations": queries.open_invitations(group_id=group_id, at=at) if posts else [],
        "invite_url": invite_url if posts else "",
        "page_url": page_url,
        "now": at,
    }
    return render(request, "accounts/group_people.html", context)


def answer_group_invite(request: HttpRequest, group_id: UUID, *, page_url: str) -> HttpResponse:
    """The form with which a chair invites editors and writers (a coordinator: the chair), for the same package."""
    actor: Actor = request.actor  # type: ignore[attr-defined]
    policies.may_see_group_people(actor, group_id).require()
    place = groups.place(group_id)
    posts = posts_for_group(actor, group_id)
    if place is None or not posts:
        raise NotFound(gettext("This page does not exist."))
    for post in posts:
        policies.may_appoint(actor, post, group_id=group_id).require()
    return _invite(
        request,
        posts=posts,
        places=None,
        crumbs=[(gettext("People"), page_url), (gettext("Invite"), "")],
        where=place.name,
        group_id=group_id,
    )


def posts_for_group(actor: Actor, group_id: UUID) -> tuple[Post, ...]:
    """The posts that the actor fills in the group."""
    found = []
    for post in sorted(GROUP_POSTS, key=list(Post).index):
        verdict = policies.may_appoint(actor, post, group_id=group_id)
        if verdict or verdict.needs_second_factor:
            found.append(post)
    return tuple(found)


def _invitation(request: HttpRequest, invitation_id: UUID) -> Invitation:
    found = Invitation.objects.select_related("region", "office", "person").filter(pk=invitation_id).first()
    if found is None:
        raise NotFound(gettext("This page does not exist."))
    policies.may_manage_invitation(request.actor, found).require()  # type: ignore[attr-defined]
    return found


@desk_page()
def issued_invitation(request: HttpRequest, invitation_id: UUID) -> HttpResponse:
    """The link of an invitation, to copy or to send over WhatsApp; a new one; or taking it back."""
    found, at = _invitation(request, invitation_id), clock.now()
    actor: Actor = request.actor  # type: ignore[attr-defined]
    if request.method == "POST":
        if request.POST.get("yang") == "cabut":
            actions.revoke_invitation(actor=actor, invitation=found, at=at)
            messages.success(request, gettext("The invitation is taken back: its link does not work any more."))
        else:
            actions.reissue_invitation(actor=actor, invitation=found, at=at)
            messages.success(request, gettext("This is the new link; the old one does not work any more."))
        return redirect("accounts_desk:issued_invitation", invitation_id=invitation_id)
    is_open = found.is_open(at)
    context = {
        "invitation": found,
        "post": Post(found.post).label if found.post else "",
        "where": actions_where(found),
        "is_reset": found.purpose == Purpose.RESET,
        "is_open": is_open,
        "is_closed": found.accepted_at is not None or found.revoked_at is not None,
        "issued": actions.links_of(found) if is_open else None,
    }
    return render(request, "accounts/issued_invitation.html", context)


def actions_where(found: Invitation) -> str:
    """The place of the post, as people call it."""
    from betang.accounts.actions.inviting import where_of

    return where_of(found)


def _appointment(request: HttpRequest, appointment_id: UUID) -> Appointment:
    found = Appointment.objects.select_related("person", "region", "office").filter(pk=appointment_id).first()
    if found is None:
        raise NotFound(gettext("This page does not exist."))
    return found


def _back(request: HttpRequest, appointment: Appointment) -> str:
    """Where the list is that this appointment stands in: of the region, or of the group as the page said."""
    if appointment.region is not None:
        return reverse("accounts_desk:region_people", kwargs={"code": appointment.region.code})
    place = groups.place(appointment.group_id) if appointment.group_id else None
    actor: Actor = request.actor  # type: ignore[attr-defined]
    if place is not None:
        for code in actor.regions_of(*APPROVING_POSTS):
            if actor.holds_over(place.region_code, *APPROVING_POSTS):
                return reverse("accounts_desk:region_people", kwargs={"code": code})
    return "/meja/"


@desk_page()
def end_appointment(request: HttpRequest, appointment_id: UUID) -> HttpResponse:
    """End an appointment, at once or after a day."""
    found = _appointment(request, appointment_id)
    actor: Actor = request.actor  # type: ignore[attr-defined]
    policies.may_end(actor, found).require()
    form = EndForm(request.POST or None)
    back = _back(request, found)
    if request.method == "POST" and form.is_valid():
        actions.end_appointment(actor=actor, appointment=found, at=clock.now(), **form.cleaned_data)
        messages.success(request, gettext("The appointment ends."))
        return redirect(back if found.person_id != actor.id else "/meja/")
    context = {"form": form, "appointment": found, "post": Post(found.post).label, "where": _where(found), "back": back}
    return render(request, "accounts/end_appointment.html", context, status=422 if form.errors else 200)


def _where(found: Appointment) -> str:
    if found.group_id is not None:
        place = groups.place(found.group_id)
        return place.name if place else ""
    return str(found.office or found.region or "")


@desk_page()
def hand_over(request: HttpRequest, appointment_id: UUID) -> HttpResponse:
    """Hand a post to a successor: at once where they have an account, else by an invitation that replaces the holder."""
    found = _appointment(request, appointment_id)
    actor: Actor = request.actor  # type: ignore[attr-defined]
    policies.may_appoint(actor, Post(found.post), region_code=found.region.code if found.region else "", group_id=found.group_id).require()
    kept = stash.take(request)
    at = clock.now()
    initial: dict[str, Any] = {"from_on": clock.today(), **(kept.dict() if kept is not None else {})}
    form = HandOverForm(request.POST or None, initial=initial)
    if request.method == "POST" and form.is_valid():
        typed = form.cleaned_data
        try:
            email, phone = _address(typed["address"])
            successor = Person.objects.filter(
                **({"email": email} if email else {"phone": phone}), is_active=True, erased_at__isnull=True
            ).first()
            with trail.once(request.POST.get("kunci", ""), scope=f"accounts.hand_over:{request.user.pk}") as once:
                if not once.repeated and successor is not None:
                    actions.hand_over(
                        actor=actor, appointment=found, successor=successor, from_on=typed["from_on"], reason=typed["reason"], at=at
                    )
                    once.location = _back(request, found)
                elif not once.repeated:
                    issued = actions.invite(
                        actor=actor,
                        name=typed["name"],
                        post=Post(found.post),
                        region=found.region,
                        office=found.office,
                        group_id=found.group_id,
                        email=email,
                        phone=phone,
                        replaces=found,
                        at=at,
                    )
                    once.location = reverse("accounts_desk:issued_invitation", kwargs={"invitation_id": issued.invitation.pk})
            return redirect(once.location)
        except InvalidInput as error:
            say_faults(form, error.fields, error.message)
    context = {"form": form, "appointment": found, "post": Post(found.post).label, "where": _where(found), "back": _back(request, found)}
    return render(request, "accounts/hand_over.html", context, status=422 if form.errors else 200)


def _address(text: str) -> tuple[str, str]:
    """What was typed as an e-mail address or as a phone number, whether we know it or not."""
    if "@" in text:
        known = Person.objects.filter(email=text.strip().lower()).first()
        return free_email(text, but_of=known.pk if known else None), ""
    try:
        return "", normal_phone(text)
    except InvalidInput as error:
        raise InvalidInput(error.message, fields={"address": error.message})


@desk_page()
@require_POST
def issue_reset(request: HttpRequest, person_id: UUID) -> HttpResponse:
    """A link for a new password, for somebody who has no e-mail to get one by."""
    person = Person.objects.filter(pk=person_id, is_active=True, erased_at__isnull=True).first()
    if person is None:
        raise NotFound(gettext("This page does not exist."))
    issued = actions.issue_reset(actor=request.actor, person=person, at=clock.now())  # type: ignore[attr-defined]
    return redirect("accounts_desk:issued_invitation", invitation_id=issued.invitation.pk)
