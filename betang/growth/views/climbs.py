"""The coordinator's pages: applications for stages, one with its proofs, the visit, and the decision."""

from __future__ import annotations

from uuid import UUID

from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods

from betang.accounts.desk import desk_page
from betang.growth import actions, photos, policies, rules
from betang.growth.desk import actor_of, carry_out
from betang.growth.forms import ReasonForm, VisitForm
from betang.growth.models import Climb, Visit, VisitPhoto
from betang.growth.queries import climbs as queries
from betang.growth.queries import ladders
from betang.growth.tending.policies import may_see as may_see_tending
from betang.growth.terms import ClimbState, Proof, VisitKind
from betang.kernel import clock
from betang.kernel.errors import DomainError, NotFound


@desk_page(*policies.COORDINATING_POSTS)
@require_GET
def climbs(request: HttpRequest) -> HttpResponse:
    """`/meja/tahap/`: applications for a stage that wait, and the last that were decided."""
    actor = actor_of(request)
    found = list(queries.climbs_for(actor)[:100])
    context = {
        "open": [row for row in found if row.state == ClimbState.APPLIED],
        "returned": [row for row in found if row.state == ClimbState.RETURNED],
        "decided": list(queries.climbs_for(actor, is_open=False)[:20]),
        "today": clock.today(),
    }
    return render(request, "growth/climbs.html", context)


def _climb(request: HttpRequest, climb_id: UUID) -> Climb:
    row = queries.climb_by_id(climb_id)
    if row is None:
        raise NotFound(_("This page does not exist."))
    policies.may_look_into(actor_of(request), row).require()
    return row


@desk_page()
@require_http_methods(["GET", "POST"])
def climb(request: HttpRequest, climb_id: UUID) -> HttpResponseBase:
    """`/meja/tahap/<key>/`: what is asked, what was counted, what was shown; confirm, visit, grant, send back, refuse."""
    actor = actor_of(request)
    row = _climb(request, climb_id)
    act_name = request.POST.get("aksi", "")
    now = clock.now()
    here = reverse("growth_desk:climb", kwargs={"climb_id": row.pk})
    visit_form = VisitForm(
        request.POST if act_name == "kunjungan" else None,
        request.FILES if act_name == "kunjungan" else None,
        initial={"on": clock.today()},
        label_suffix="",
    )
    reason_form = ReasonForm(request.POST if act_name in ("kembalikan", "tolak") else None, label_suffix="")

    def show(*, status: int = 200, problem: DomainError | None = None) -> HttpResponse:
        found = ladders.findings_for(row.group, row.stage, row, at=now)
        context = {
            "climb": row,
            "group": row.group,
            "found": found,
            "attestations": {one.criterion.key: one for one in ladders.attestations_of(row)},
            "visits": queries.visits_for(row),
            "visit_form": visit_form,
            "reason_form": reason_form,
            "may_verify": policies.may_verify(actor, row.group),
            "may_grant": rules.may_be_granted(found),
            "is_waiting": row.state == ClimbState.APPLIED,
            "problem": problem,
            "typed_found": {name.removeprefix("found_"): value for name, value in request.POST.items() if name.startswith("found_")},
            "attested": Proof.ATTESTED,
            "today": clock.today(),
        }
        return render(request, "growth/climb.html", context, status=status)

    if request.method == "GET":
        return show()
    policies.may_verify(actor, row.group).require()
    if act_name == "kunjungan":

        def visit() -> str:
            typed = visit_form.cleaned_data
            agreed = [actions.Agreed(typed["task"], due_on=typed["task_due_on"])] if typed["task"] else []
            actions.record_visit(
                actor=actor, group=row.group, kind=VisitKind.VERIFICATION, on=typed["on"], seen=typed["seen"], advice=typed["advice"],
                people_met=typed["people_met"], agreed=agreed, files=typed["photos"], at=clock.now(),
            )  # fmt: skip
            return _("The visit is kept.")

        return carry_out(request, visit_form, visit, show, to=here)
    if act_name.startswith(("benar:", "belum:")):
        answer, _colon, key = act_name.partition(":")

        def confirm() -> str:
            actions.confirm_proof(
                actor=actor, climb=row, key=key, is_confirmed=answer == "benar", found=request.POST.get(f"found_{key}", ""), at=clock.now()
            )
            return _("Kept.")

        return carry_out(request, None, confirm, show, to=f"{here}#bukti-{key}")
    if act_name == "berikan":

        def grant() -> str:
            chosen = Visit.objects.filter(pk__in=[one.pk for one in queries.visits_for(row)]).first()
            if chosen is None:
                raise NotFound(_("Record the visit first."))
            actions.grant_stage(actor=actor, climb=row, visit=chosen, at=clock.now())
            return _("Granted. The certificate is being made, and the chair was told.")

        if not queries.visits_for(row):
            return show(status=409)
        return carry_out(request, None, grant, show, to=here)
    if act_name in ("kembalikan", "tolak"):

        def say_no() -> str:
            deny = actions.return_application if act_name == "kembalikan" else actions.refuse_application
            deny(actor=actor, climb=row, reason=reason_form.cleaned_data["reason"], at=clock.now())
            return _("Sent back. The chair was told.") if act_name == "kembalikan" else _("Refused. The chair was told.")

        return carry_out(request, reason_form, say_no, show, to=here)
    return show(status=422)


@desk_page()
@require_GET
def proof(request: HttpRequest, climb_id: UUID, key: str) -> HttpResponse:
    """The file that a group shows for a criterion: for the group and the coordinator."""
    row = _climb(request, climb_id)
    found = row.attestations.filter(criterion__key=key).first()
    if found is None:
        raise NotFound(_("This page does not exist."))
    return photos.answer(found.path, found.media_type, is_public=False, name=found.file_name)


@desk_page()
@require_GET
def visit_photo(request: HttpRequest, photo_id: UUID) -> HttpResponse:
    """A photo of a visit: for the group's people and the coordinator."""
    row = VisitPhoto.objects.select_related("visit__group__region").filter(pk=photo_id).first()
    if row is None:
        raise NotFound(_("This page does not exist."))
    may_see_tending(actor_of(request), row.visit.group).require()
    return photos.answer(row.path, row.media_type, is_public=False)
