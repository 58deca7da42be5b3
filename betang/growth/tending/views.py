"""The desk's page of a group's visits, tasks and mentor; and the one tap with which a silent group says that it is still there."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.forms import BaseForm
from django.http import HttpRequest, HttpResponse, HttpResponseBase, QueryDict
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from betang.accounts.desk import desk_page
from betang.accounts.terms import GROUP_POSTS, Post
from betang.communities.models import Group
from betang.growth import actions
from betang.growth import policies as growth
from betang.growth.desk import actor_of, carry_out, rooms_of
from betang.growth.models import Mentorship, Task
from betang.growth.tending import dormancy, mentoring, policies, queries, tasks
from betang.growth.tending.forms import EndForm, ProposeForm, ResultForm, TaskForm, VisitForm
from betang.growth.tending.ideas import idea_for
from betang.growth.terms import VisitKind
from betang.hosting.models import Site
from betang.hosting.terms import Rest
from betang.kernel import clock
from betang.kernel.errors import DomainError, NotFound
from betang.kernel.pages import View


def tending_room(view: View) -> View:
    """A desk page below `kim/<slug:slug>/`, for the group's people, who coordinates its place, and its mentor KIM. Others: no such page."""

    @wraps(view)
    def answer(request: HttpRequest, slug: str, *args: Any, **kwargs: Any) -> HttpResponseBase:
        group = Group.objects.select_related("region").filter(slug=slug).first()
        if group is None:
            raise NotFound(_("This page does not exist."))
        policies.may_see(actor_of(request), group).require()
        return view(request, group, *args, **kwargs)

    return desk_page()(answer)


@tending_room
@require_http_methods(["GET", "POST"])
def tending(request: HttpRequest, group: Group) -> HttpResponseBase:
    """`/meja/kim/<slug>/pendampingan/`."""
    return _Page(request, group).answer()


class _Page:
    """One request for the page: its forms, what it shows, and what its buttons do."""

    def __init__(self, request: HttpRequest, group: Group) -> None:
        self.request, self.group = request, group
        self.actor = actor_of(request)
        self.here = reverse("growth_desk:tending", kwargs={"slug": group.slug})
        self.verb, _colon, self.key = request.POST.get("aksi", "").partition(":")
        self.is_office = growth.coordinates(self.actor, group)
        mentorship = policies.mentors(self.actor, group)
        self.mentorship = mentorship if mentorship is not None and mentorship.from_on is not None else None
        self.visit_form = VisitForm(
            self._sent("kunjungan"),
            request.FILES if self.verb == "kunjungan" else None,
            is_mentor=not self.is_office,
            initial={"on": clock.today(), "kind": VisitKind.COACHING},
        )
        self.task_form = TaskForm(self._sent("tugas"), is_office=self.is_office)
        self.result_form = ResultForm(self._sent("selesai", "lepas"), label_suffix="", auto_id=f"hasil_{self.key}_%s")
        self.propose_form = ProposeForm(self._sent("usul"), label_suffix="")
        self.end_form = EndForm(self._sent("akhiri"), label_suffix="", auto_id=f"akhir_{self.key}_%s")

    def _sent(self, *verbs: str) -> QueryDict | None:
        return self.request.POST if self.verb in verbs else None

    def answer(self) -> HttpResponseBase:
        if self.request.method == "GET":
            return self.show()
        found: dict[str, tuple[BaseForm | None, Callable[[], str], str]] = {
            "kunjungan": (self.visit_form, self._visit, ""),
            "tugas": (self.task_form, self._task, "#tugas"),
            "selesai": (self.result_form, self._close, "#tugas"),
            "lepas": (self.result_form, self._close, "#tugas"),
            "usul": (self.propose_form, self._propose, "#pendamping"),
            "setuju": (None, self._agree, "#pendamping"),
            "akhiri": (self.end_form, self._end, "#pendamping"),
            "sertifikat": (None, self._certify, "#pendamping"),
        }
        if self.verb not in found:
            return self.show(status=422)
        form, act, anchor = found[self.verb]
        return carry_out(self.request, form, act, self.show, to=f"{self.here}{anchor}")

    def show(self, *, status: int = 200, problem: DomainError | None = None) -> HttpResponse:
        group, actor = self.group, self.actor
        open_tasks, closed = queries.tasks_of(group.pk)
        mentorships = queries.mentorships_of(group.pk)
        current = next((row for row in mentorships if row.until_on is None), None)
        may_visit = growth.may_verify(actor, group) if self.is_office else None
        chairs_grown = self._own_grown() if current is None and not self.is_office else []
        context = {
            "group": group,
            "rooms": rooms_of(actor, group, "tending") if growth.may_see_room(actor, group) else [],
            "silence": dormancy.state_of(group),
            "may_wake": policies.may_wake(actor, group),
            "open_tasks": [(task, bool(policies.may_close(actor, task))) for task in open_tasks],
            "closed_tasks": closed,
            "visits": queries.visits_of(group.pk),
            "current": current,
            "past": [row for row in mentorships if row.until_on is not None],
            "mentoring": queries.mentored_by(group.pk),
            "certificates": {row.pk: mentoring.certificate_of(row) for row in mentorships if row.from_on and row.until_on},
            "candidates": queries.candidates(group) if current is None and self.is_office else [],
            "chairs_grown": chairs_grown,
            "is_office": self.is_office,
            "is_mentor": self.mentorship is not None,
            "may_visit": bool(may_visit) or self.mentorship is not None,
            "needs_factor": may_visit if may_visit is not None and may_visit.needs_second_factor else None,
            "may_agree": current is not None and current.from_on is None and self._may_agree(current),
            "may_end": current is not None and bool(policies.may_end(actor, current)),
            "may_add": self.is_office or self.mentorship is not None or actor.holds_in_group(group.pk, *GROUP_POSTS),
            "visit_form": self.visit_form,
            "task_form": self.task_form,
            "result_form": self.result_form,
            "propose_form": self.propose_form,
            "end_form": self.end_form,
            "verb": self.verb,
            "key": self.key,
            "problem": problem,
            "today": clock.today(),
        }
        return render(self.request, "growth/tending/tending.html", context, status=status)

    def _may_agree(self, row: Mentorship) -> bool:
        return (self.actor.holds_in_group(row.group_id, Post.CHAIR) and row.group_agreed_at is None) or (
            self.actor.holds_in_group(row.mentor_id, Post.CHAIR) and row.mentor_agreed_at is None
        )

    def _own_grown(self) -> list[Group]:
        """The actor's own grown groups, which could offer themselves."""
        chaired = [held.group_id for held in self.actor.posts if held.post == Post.CHAIR and held.group_id not in (None, self.group.pk)]
        keys = [key for key in chaired if key is not None]
        stages = mentoring.stages_of(keys) if keys else {}
        return list(Group.objects.filter(pk__in=[key for key, order in stages.items() if order >= mentoring.GROWN]))

    def _visit(self) -> str:
        typed = self.visit_form.cleaned_data
        actions.record_visit(
            actor=self.actor, group=self.group, kind=typed.get("kind") or VisitKind.COACHING, on=typed["on"], seen=typed["seen"],
            advice=typed["advice"], people_met=typed["people_met"], is_online=typed["is_online"], agreed=self.visit_form.agreed(),
            files=typed["photos"], mentorship=None if self.is_office else self._own_mentorship(), at=clock.now(),
        )  # fmt: skip
        return _("The visit is kept.")

    def _own_mentorship(self) -> Mentorship:
        if self.mentorship is None:
            growth.may_verify(self.actor, self.group).require()
            raise NotFound(_("This page does not exist."))
        return self.mentorship

    def _task(self) -> str:
        typed = self.task_form.cleaned_data
        tasks.add_task(
            actor=self.actor, group=self.group, text=typed["text"], whose=typed["whose"], due_on=typed["due_on"], at=clock.now()
        )  # fmt: skip
        return _("The task is kept.")

    def _close(self) -> str:
        row = Task.objects.select_related("group__region").filter(pk=_uuid(self.key), group=self.group).first()
        if row is None:
            raise NotFound(_("This page does not exist."))
        tasks.close_task(
            actor=self.actor, task=row, result=self.result_form.cleaned_data["result"], is_done=self.verb == "selesai", at=clock.now()
        )
        return _("Closed. Thank you!") if self.verb == "selesai" else _("The task was let go.")

    def _propose(self) -> str:
        typed = self.propose_form.cleaned_data
        mentor = Group.objects.select_related("region").filter(slug=typed["mentor"]).first()
        if mentor is None:
            raise NotFound(_("This page does not exist."))
        mentoring.propose(actor=self.actor, group=self.group, mentor=mentor, aim=typed["aim"], at=clock.now())
        return _("Proposed. The chairs were told; it begins when both agree.")

    def _mentorship(self) -> Mentorship:
        row = Mentorship.objects.select_related("group__region", "mentor__region").filter(pk=_uuid(self.key), group=self.group).first()
        if row is None:
            raise NotFound(_("This page does not exist."))
        return row

    def _agree(self) -> str:
        row = mentoring.agree(actor=self.actor, mentorship=self._mentorship(), at=clock.now())
        return _("Agreed: the mentorship begins today.") if row.from_on else _("Agreed. It begins when the other chair agrees too.")

    def _end(self) -> str:
        mentoring.end(actor=self.actor, mentorship=self._mentorship(), reason=self.end_form.cleaned_data["reason"], at=clock.now())
        return _("Ended, and your words are kept.")

    def _certify(self) -> str:
        mentoring.certify(
            actor=self.actor, mentorship=self._mentorship(), signer_post=self.request.POST.get("jabatan", "")[:120], at=clock.now()
        )
        return _("The certificate is being made.")


def _uuid(text: str) -> UUID:
    try:
        return UUID(text)
    except ValueError:
        raise NotFound(_("This page does not exist.")) from None


@tending_room
@require_http_methods(["GET", "POST"])
def wake(request: HttpRequest, group: Group) -> HttpResponseBase:
    """`/meja/kim/<slug>/masih-ada/`: where the reminder leads. One tap, and an idea what to write."""
    actor = actor_of(request)
    policies.may_wake(actor, group).require()
    site = Site.objects.filter(group=group).first()
    if request.method == "POST":
        if dormancy.wake(actor=actor, group=group, at=clock.now()):
            messages.success(request, _("Good to hear from you! Everything is as before."))
        return redirect(request.path)
    context = {
        "group": group,
        "silence": dormancy.state_of(group),
        "is_resting": site is not None and site.rest != Rest.AWAKE,
        "idea": idea_for(group.pk, clock.today()),
        "write_url": reverse("publishing_desk:start", kwargs={"site_slug": site.slug}) if site is not None else "",
        "tell_url": reverse("growth_desk:activities", kwargs={"slug": group.slug}),
    }
    return render(request, "growth/tending/wake.html", context)
