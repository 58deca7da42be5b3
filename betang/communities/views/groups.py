"""The desk of one group's data: what it says of itself, its officers, its members, its people at the desk, its history."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.forms import BaseForm
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext, ngettext

from betang.accounts.actions import end_appointment, invite, links_of, reissue_invitation, revoke_invitation
from betang.accounts.policies import may_appoint
from betang.accounts.queries import appointments_in_group, open_invitations
from betang.accounts.terms import Post
from betang.audit import trail
from betang.communities import actions, forms, policies, queries, rules
from betang.communities.desk import actor_of, group_desk
from betang.communities.models import Group, Officer
from betang.communities.terms import WORDS, OfficerRole, verb_words
from betang.kernel import clock
from betang.kernel.errors import DomainError, InvalidInput, NotFound
from betang.regions.queries import place_line


def _rooms(request: HttpRequest, group: Group, current: str) -> dict[str, Any]:
    """What every page of this desk shows: the group, its rooms, what this person may."""
    rooms = [
        ("group_data", gettext("Data")),
        ("group_officers", gettext("Officers")),
        ("group_members", gettext("Members")),
        ("group_access", gettext("People at the desk")),
        ("group_standing", gettext("Standing")),
        ("group_place", gettext("Place")),
        ("group_history", gettext("History")),
    ]
    return {
        **WORDS,
        "group": group,
        "rooms": [(label, reverse(f"communities_desk:{name}", kwargs={"slug": group.slug}), name == current) for name, label in rooms],
        "may_name_officers": policies.may_name_officers(actor_of(request), group).allowed,
        "coordinates": policies.may_coordinate(actor_of(request), group),
    }


def _act(
    request: HttpRequest,
    group: Group,
    name: str,
    form: BaseForm | None,
    act: Callable[[], str],
    show: Callable[..., HttpResponse],
) -> HttpResponseBase:
    """Carry out what a form asks, once; where it cannot be, show the page again with what was typed."""
    here = reverse(f"communities_desk:{name}", kwargs={"slug": group.slug})
    if form is not None and not form.is_valid():
        return show(status=422)
    try:
        with trail.once(request.POST.get("kunci", ""), scope=f"communities.{actor_of(request).id}") as once:
            if not once.repeated:
                messages.success(request, act())
                once.location = here
    except DomainError as error:
        if error.status in (403, 404):
            raise
        if isinstance(error, InvalidInput) and form is not None:
            for field, words in error.fields.items():
                if field in form.fields and words:
                    form.add_error(field, words)
        return show(status=error.status, problem=error)
    return redirect(here)


@group_desk
def data(request: HttpRequest, group: Group) -> HttpResponseBase:
    """`/meja/kim/<slug>/data/`: what the group says of itself and how it is mapped; below, what the office says of it."""
    actor = actor_of(request)
    act = request.POST.get("aksi", "")
    is_office = act == "dinas"
    form = forms.GroupDataForm(request.POST if request.method == "POST" and not is_office else None, instance=group)
    office = forms.OfficeDataForm(
        request.POST if is_office else None,
        initial={"kim_id_number": group.kim_id_number, "is_priority": group.is_priority},
        label_suffix="",
    )

    def show(*, status: int = 200, problem: DomainError | None = None) -> HttpResponse:
        context = _rooms(request, group, "group_data") | {"form": form, "office_form": office, "problem": problem}
        return render(request, "communities/desk_group_data.html", context, status=status)

    if request.method != "POST":
        return show()
    if is_office:

        def keep_office() -> str:
            actions.change_office_data(actor=actor, group=group, at=clock.now(), **office.cleaned_data)
            return gettext("Kept.")

        return _act(request, group, "group_data", office, keep_office, show)

    def keep() -> str:
        values = dict(form.cleaned_data)
        values["fields"], values["media"] = values.pop("fields_"), values.pop("media_")
        actions.change_group_data(actor=actor, group=Group.objects.get(pk=group.pk), values=values, at=clock.now())
        return gettext("Kept. The public page shows it now.")

    return _act(request, group, "group_data", form, keep, show)


@group_desk
def officers(request: HttpRequest, group: Group) -> HttpResponseBase:
    """Officers: who serves, who served; a hand-over in one step; one more officer; an end."""
    actor = actor_of(request)
    act = request.POST.get("aksi", "")
    today = clock.today()
    hand_over = forms.HandOverForm(request.POST if act == "serah" else None, initial={"from_on": today}, label_suffix="")
    name_one = forms.OfficerForm(
        request.POST if act == "tambah" else None, initial={"from_on": today, "role": "section_head"}, label_suffix=""
    )
    ending = forms.EndOfficerForm(request.POST if act == "akhiri" else None, initial={"until_on": today}, label_suffix="")

    def show(*, status: int = 200, problem: DomainError | None = None) -> HttpResponse:
        rows = sorted(
            Officer.objects.filter(group=group).select_related("decree"),
            key=lambda one: (one.until_on is not None, OfficerRole.values.index(one.role), one.from_on),
        )
        context = _rooms(request, group, "group_officers") | {
            "serving": [one for one in rows if one.until_on is None],
            "former": [one for one in rows if one.until_on is not None],
            "hand_over": hand_over,
            "name_one": name_one,
            "ending": ending,
            "problem": problem,
            "decrees": list(group.decrees.all()),
        }
        return render(request, "communities/desk_group_officers.html", context, status=status)

    if request.method != "POST":
        return show()
    policies.may_name_officers(actor, group).require()
    if act == "serah":

        def hand() -> str:
            typed = hand_over.cleaned_data
            decree = None
            if typed["decree_number"]:
                decree = rules.DecreeFacts(number=typed["decree_number"], on=typed["decree_on"], signer=typed["decree_signer"])
            actions.hand_over_offices(
                actor=actor,
                group=group,
                successors={role: typed[role] for role in ("chair", "secretary", "treasurer")},
                from_on=typed["from_on"],
                decree=decree,
                chair_phone=typed["chair_phone"],
                at=clock.now(),
            )
            if not typed["chair"]:
                return gettext("The offices were handed over.")
            if may_appoint(actor, Post.CHAIR, group_id=group.pk):
                return gettext("The offices were handed over. Send the new chair the link to the desk: see “People at the desk”.")
            return gettext("The offices were handed over. The coordinator was told and invites the new chair to the desk.")

        return _act(request, group, "group_officers", hand_over, hand, show)
    if act == "tambah":

        def name_officer() -> str:
            actions.name_officer(actor=actor, group=group, at=clock.now(), **name_one.cleaned_data)
            return gettext("Kept.")

        return _act(request, group, "group_officers", name_one, name_officer, show)
    officer = _row_of(group.officers, request.POST.get("pengurus", ""))

    def end() -> str:
        actions.end_officer(actor=actor, group=group, officer=officer, until_on=ending.cleaned_data["until_on"], at=clock.now())
        return gettext("Kept.")

    return _act(request, group, "group_officers", ending, end, show)


def _row_of(rows: Any, key: str) -> Any:
    """The row with this key among a group's own; raises `NotFound`."""
    try:
        found = rows.filter(pk=UUID(key)).first()
    except ValueError:
        found = None
    if found is None:
        raise NotFound(gettext("This page does not exist."))
    return found


@group_desk
def members(request: HttpRequest, group: Group) -> HttpResponseBase:
    """Members: many at once from lines, and one who leaves."""
    actor = actor_of(request)
    act = request.POST.get("aksi", "")
    form = forms.MembersForm(request.POST if act == "tambah" else None, initial={"joined_on": clock.today()}, label_suffix="")

    def show(*, status: int = 200, problem: DomainError | None = None) -> HttpResponse:
        rows = list(group.members.all())
        context = _rooms(request, group, "group_members") | {
            "present": [one for one in rows if one.left_on is None],
            "gone": [one for one in rows if one.left_on is not None],
            "form": form,
            "problem": problem,
            "asked": queries.requirements_of(group.region.code),
        }
        return render(request, "communities/desk_group_members.html", context, status=status)

    if request.method != "POST":
        return show()
    if act == "tambah":

        def add() -> str:
            count = actions.add_members(
                actor=actor,
                group=group,
                names=form.cleaned_data["names"],
                joined_on=form.cleaned_data["joined_on"] or clock.today(),
                at=clock.now(),
            )
            return ngettext("%(count)d new member.", "%(count)d new members.", count) % {"count": count}

        return _act(request, group, "group_members", form, add, show)
    member = _row_of(group.members, request.POST.get("anggota", ""))

    def leave() -> str:
        actions.remove_member(actor=actor, group=group, member=member, at=clock.now())
        return gettext("Kept.")

    return _act(request, group, "group_members", None, leave, show)


@group_desk
def access(request: HttpRequest, group: Group) -> HttpResponseBase:
    """People at the group's desk: who holds which post, invitations on their way, a new one with its WhatsApp button."""
    actor = actor_of(request)
    act = request.POST.get("aksi", "")
    verdicts = {post: may_appoint(actor, post, group_id=group.pk) for post in (Post.CHAIR, Post.EDITOR, Post.WRITER)}
    fillable = [post for post, verdict in verdicts.items() if verdict or verdict.needs_second_factor]
    form = forms.InviteForm(request.POST if act == "undang" else None, label_suffix="")
    form.fields["post"].choices = [(post.value, post.label) for post in fillable]  # type: ignore[attr-defined]

    def show(*, status: int = 200, problem: DomainError | None = None) -> HttpResponse:
        rows = appointments_in_group(group.pk, at=clock.now())
        context = _rooms(request, group, "group_access") | {
            "current": [row for row in rows if row.is_current],
            "past": [row for row in rows if not row.is_current],
            "invitations": [
                (links_of(one), one.expires_at < clock.now())
                for one in open_invitations(at=clock.now(), group_id=group.pk)
                if verdicts.get(Post(one.post))
            ],
            "fillable": fillable,
            "form": form,
            "problem": problem,
        }
        return render(request, "communities/desk_group_access.html", context, status=status)

    if request.method != "POST":
        return show()
    if act == "undang":

        def send() -> str:
            typed = form.cleaned_data
            post = Post(typed["post"])
            replaces = None
            if post == Post.CHAIR:
                holder = next((row for row in appointments_in_group(group.pk, at=clock.now()) if row.is_current and row.post == post), None)
                replaces = holder.appointment if holder else None
            invite(
                actor=actor,
                name=typed["name"],
                post=post,
                group_id=group.pk,
                phone=typed["phone"],
                email=typed["email"],
                replaces=replaces,
                at=clock.now(),
            )
            return gettext("The invitation is ready: send it with the WhatsApp button below.")

        return _act(request, group, "group_access", form, send, show)
    if act == "akhiri":
        row = next(
            (one for one in appointments_in_group(group.pk, at=clock.now()) if str(one.appointment.pk) == request.POST.get("tugas", "")),
            None,
        )
        if row is None:
            raise NotFound(gettext("This page does not exist."))

        def end() -> str:
            end_appointment(actor=actor, appointment=row.appointment, at=clock.now())
            return gettext("This person can no longer open the group’s desk.")

        return _act(request, group, "group_access", None, end, show)
    invitation = next(
        (one for one in open_invitations(at=clock.now(), group_id=group.pk) if str(one.pk) == request.POST.get("undangan", "")), None
    )
    if invitation is None:
        raise NotFound(gettext("This page does not exist."))

    def renew() -> str:
        if act == "cabut":
            revoke_invitation(actor=actor, invitation=invitation, at=clock.now())
            return gettext("The link no longer works.")
        reissue_invitation(actor=actor, invitation=invitation, at=clock.now())
        return gettext("There is a new link; the one before no longer works.")

    return _act(request, group, "group_access", None, renew, show)


@group_desk
def standing(request: HttpRequest, group: Group) -> HttpResponseBase:
    """Standing: its history, and for the coordinator the form to move it."""
    actor = actor_of(request)
    form = forms.StandingForm(request.POST if request.method == "POST" else None, standing=group.standing)

    def show(*, status: int = 200, problem: DomainError | None = None) -> HttpResponse:
        context = _rooms(request, group, "group_standing") | {
            "form": form,
            "problem": problem,
            "changes": list(group.standing_changes.select_related("by").order_by("-at", "-id")),
            "asked": queries.requirements_of(group.region.code),
        }
        return render(request, "communities/desk_group_standing.html", context, status=status)

    if request.method != "POST":
        return show()
    policies.may_coordinate(actor, group).require()

    def move() -> str:
        actions.change_standing(actor=actor, group=group, to=form.cleaned_data["to"], reason=form.cleaned_data["reason"], at=clock.now())
        return gettext("The standing was changed.")

    return _act(request, group, "group_standing", form, move, show)


@group_desk
def place(request: HttpRequest, group: Group) -> HttpResponseBase:
    """Where the group sits, and for the coordinator the choice after its region was divided."""
    actor = actor_of(request)
    question = queries.open_seat_question(group)
    places = [(one.code, f"{one.full_name} ({one.code})") for one in queries.seat_options(question)] if question else []
    form = forms.PlaceForm(request.POST if request.method == "POST" else None, places=places)

    def show(*, status: int = 200, problem: DomainError | None = None) -> HttpResponse:
        context = _rooms(request, group, "group_place") | {
            "question": question,
            "form": form,
            "problem": problem,
            "place": place_line(group.region.code),
        }
        return render(request, "communities/desk_group_place.html", context, status=status)

    if request.method != "POST":
        return show()
    policies.may_coordinate(actor, group).require()

    def choose() -> str:
        actions.choose_place(actor=actor, group=group, code=form.cleaned_data["code"], reason=form.cleaned_data["reason"], at=clock.now())
        return gettext("Kept. The group’s page, its site and its news now name this place.")

    return _act(request, group, "group_place", form, choose, show)


@group_desk
def history(request: HttpRequest, group: Group) -> HttpResponse:
    """What happened to the group in the register: who, what, when, why."""
    entries = queries.history_of(group)
    return render(
        request,
        "communities/desk_group_history.html",
        _rooms(request, group, "group_history") | {"entries": [(entry, verb_words(entry.verb)) for entry in entries]},
    )
