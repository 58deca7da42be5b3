"""A group's own steps at the desk: where it stands, what is missing, the next thing to do; applying for a stage."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from betang.communities.models import Group
from betang.growth import actions, policies
from betang.growth.desk import actor_of, carry_out, group_room, rooms_of
from betang.growth.forms import ApplyForm
from betang.growth.links import how_to_url
from betang.growth.models import Task, Visit
from betang.growth.queries import ladders
from betang.growth.terms import ClimbState, Proof, TaskState
from betang.kernel import clock
from betang.kernel.errors import DomainError, NotFound


@group_room
@require_http_methods(["GET", "POST"])
def ladder(request: HttpRequest, group: Group) -> HttpResponseBase:
    """`/meja/kim/<slug>/langkah/`. POST takes an application back."""
    actor = actor_of(request)
    now = clock.now()
    standing = ladders.standing_of(group, at=now)

    def show(*, status: int = 200, problem: DomainError | None = None) -> HttpResponse:
        last = group.climbs.exclude(state__in=(ClimbState.APPLIED, ClimbState.RETURNED)).select_related("stage").first()
        context = {
            "group": group,
            "rooms": rooms_of(actor, group, "ladder"),
            "standing": standing,
            "step_url": how_to_url(standing.step.asked.how_to_path, group) if standing and standing.step else "",
            "attestations": ladders.attestations_of(standing.climb) if standing and standing.climb else [],
            "may_apply": policies.may_apply(actor, group),
            "last": last,
            "tasks": Task.objects.filter(group=group, state=TaskState.OPEN)[:10],
            "visits": Visit.objects.filter(group=group).select_related("by")[:5],
            "problem": problem,
            "proof_kind": Proof.ATTESTED,
        }
        return render(request, "growth/ladder.html", context, status=status)

    if request.method == "POST":
        climb = standing.climb if standing else None
        if climb is None:
            return redirect(request.path)

        def act() -> str:
            actions.withdraw_application(actor=actor, climb=climb, at=clock.now())
            return _("The application was taken back. You can apply again at any time.")

        return carry_out(request, None, act, show, to=request.path)
    return show()


@group_room
@require_http_methods(["GET", "POST"])
def apply(request: HttpRequest, group: Group) -> HttpResponseBase:
    """`…/langkah/ajukan/`: apply for the next stage, or complete what was sent back."""
    actor = actor_of(request)
    policies.may_apply(actor, group).require()
    standing = ladders.standing_of(group, at=clock.now())
    home = reverse("growth_desk:ladder", kwargs={"slug": group.slug})
    if standing is None or standing.next_stage is None:
        raise NotFound(_("This page does not exist."))
    climb = standing.climb
    is_back = climb is not None and climb.state == ClimbState.RETURNED
    if (climb is not None and not is_back) or (climb is None and not standing.may_apply):
        return redirect(home)
    criteria = [one for one in standing.next_stage.criteria.all() if one.proof == Proof.ATTESTED]
    shown = {one.criterion.key: one for one in ladders.attestations_of(climb)} if climb is not None else {}
    initial: dict[str, Any] = {f"words_{key}": one.words for key, one in shown.items()}
    form = ApplyForm(
        request.POST if request.method == "POST" else None,
        request.FILES if request.method == "POST" else None,
        criteria=criteria,
        initial=initial | {"words": climb.words if climb else ""},
    )

    def show(*, status: int = 200, problem: DomainError | None = None) -> HttpResponse:
        context = {
            "group": group, "rooms": rooms_of(actor, group, "ladder"), "standing": standing, "form": form, "problem": problem,
            "shown": shown, "climb": climb, "back_url": home,
        }  # fmt: skip
        return render(request, "growth/apply.html", context, status=status)

    if request.method == "GET":
        return show()

    def act() -> str:
        typed = form.cleaned_data
        proofs = {
            one.key: actions.Proved(typed[f"words_{one.key}"], typed[f"file_{one.key}"])
            for one in criteria
            if typed[f"file_{one.key}"] or typed[f"words_{one.key}"] != initial.get(f"words_{one.key}", "")
        }
        if climb is not None:
            actions.complete_application(actor=actor, climb=climb, words=typed["words"], proofs=proofs, at=clock.now())
        else:
            actions.apply_for_stage(actor=actor, group=group, words=typed["words"], proofs=proofs, at=clock.now())
        return _("Sent. The coordinator will arrange a visit.")

    return carry_out(request, form, act, show, to=home)
