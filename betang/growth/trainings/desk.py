"""The desk of trainings: plan, announce, who signed up, presence, scanners, materials, evaluation, closing."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import Any
from uuid import UUID

from django.conf import settings
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods

from betang.accounts.desk import desk_page
from betang.accounts.phones import shown_phone
from betang.accounts.tokens import full_url, whatsapp_url
from betang.audit.models import Entry
from betang.casework.rules import token_shown
from betang.growth.desk import actor_of, carry_out
from betang.growth.models import Scanner, Training
from betang.growth.terms import SeatState, TrainingState
from betang.growth.trainings import actions, forms, paper, policies, queries
from betang.growth.trainings.actions.attending import scanner_token
from betang.kernel import clock
from betang.kernel.errors import DomainError
from betang.kernel.pages import View
from betang.regions.models import Region
from betang.regions.queries import children_of
from betang.regions.terms import Level

TONES = {TrainingState.DRAFT: "plain", TrainingState.ANNOUNCED: "wait", TrainingState.CLOSED: "good", TrainingState.CANCELLED: "stop"}


def _here(name: str, row: Training) -> str:
    return reverse(f"growth_desk:{name}", kwargs={"training_id": row.pk})


def training_room(view: View) -> View:
    """A desk page below `pelatihan/<key>/`: the view gets the `Training`. Other offices are told that there is no such page."""

    @wraps(view)
    def answer(request: HttpRequest, training_id: UUID, *args: Any, **kwargs: Any) -> HttpResponseBase:
        row = queries.trainings_for(actor_of(request)).filter(pk=training_id).first()
        if row is None:
            raise queries.gone()
        policies.may_manage(actor_of(request), row).require()
        return view(request, row, *args, **kwargs)

    return desk_page(*policies.OFFICE_POSTS)(answer)


def _room(row: Training, current: str) -> dict[str, Any]:
    rooms = [
        ("training", _("Training")),
        ("training_people", _("Who comes")),
        ("training_scanners", _("Scanners")),
        ("training_materials", _("Materials")),
        ("training_results", _("Evaluation")),
    ]
    return {
        "row": row,
        "tone": TONES[TrainingState(row.state)],
        "rooms": [(label, _here(name, row), name == current) for name, label in rooms],
        "public_url": reverse("growth:training", urlconf=settings.ROOT_URLCONF, kwargs={"address": row.address})
        if row.state != TrainingState.DRAFT
        else "",
        "now": clock.now(),
    }


@desk_page(*policies.OFFICE_POSTS)
@require_GET
def trainings(request: HttpRequest) -> HttpResponse:
    """`/meja/pelatihan/`: the trainings of one's own regions; those that wait for something first."""
    now = clock.now()
    rows = list(queries.trainings_for(actor_of(request))[:200])
    live = (TrainingState.DRAFT, TrainingState.ANNOUNCED)
    context = {
        "to_close": [row for row in rows if row.state == TrainingState.ANNOUNCED and row.ends_at < now],
        "coming": sorted((row for row in rows if row.state in live and row.ends_at >= now), key=lambda row: row.starts_at),
        "drafts_past": [row for row in rows if row.state == TrainingState.DRAFT and row.ends_at < now],
        "past": [row for row in rows if row.state not in live],
        "tones": TONES,
    }
    return render(request, "growth/trainings/desk_list.html", context)


def _regions(request: HttpRequest) -> tuple[list[Region], list[Region]]:
    """Whose training it can be, and which places it can invite."""
    codes = actor_of(request).regions_of(*policies.OFFICE_POSTS)
    own = list(Region.objects.filter(code__in=codes, valid_to__isnull=True).order_by("code"))
    inner = [one for region in own if region.level != Level.VILLAGE for one in children_of(region.code)]
    return own, inner


def _holds(region: Region, code: str) -> bool:
    """Whether a region is the one named by a code, or lies around it."""
    return code == region.code or code.startswith(f"{region.code}.")


def _plan(request: HttpRequest, row: Training | None, act: Callable[[Any], Training], title: str) -> HttpResponseBase:
    own, inner = _regions(request)
    given = request.POST if request.method == "POST" else None
    initial: dict[str, Any] = (
        forms.training_typed(row) if row else {"organiser": _("Communication office of %(region)s") % {"region": own[0].full_name}}
    )
    if row is None:
        asked = request.GET.get("wilayah", "")
        initial["region"] = next((one.code for one in reversed(own) if _holds(one, asked)), own[0].code)
        initial["invited_regions"] = [one.code for one in inner if _holds(one, asked)]
    form = forms.TrainingForm(given, initial=initial, regions=own, inner=inner)
    rows = forms.rows_of(row, given)
    back = _here("training", row) if row else reverse("growth_desk:trainings")
    problem: DomainError | None = None
    made: list[Training] = []

    def show(*, status: int = 200, problem: DomainError | None = problem) -> HttpResponse:
        words = problem.fields.get("programme", "") if problem is not None and hasattr(problem, "fields") else ""
        context = {"form": form, "rows": rows, "problem": problem, "programme_problem": words, "title": title, "back_url": back, "row": row}
        return render(request, "growth/trainings/desk_plan.html", context, status=status)

    if request.method == "GET":
        return show()
    if not rows.is_valid() or not form.is_valid():
        return show(status=422)

    def carry() -> str:
        made.append(act(form.values([part for one in rows.forms if (part := one.part()) is not None])))
        return _("Kept.")

    answer = carry_out(request, form, carry, show, to=back)
    return redirect(_here("training", made[0])) if made and answer.status_code == 302 else answer


@desk_page(*policies.OFFICE_POSTS)
@require_http_methods(["GET", "POST"])
def new(request: HttpRequest) -> HttpResponseBase:
    """`/meja/pelatihan/baru/`: plan a training; it stays a draft until it is announced."""
    actor = actor_of(request)
    return _plan(request, None, lambda values: actions.plan_training(actor=actor, values=values, at=clock.now()), _("Plan a training"))


@training_room
@require_http_methods(["GET", "POST"])
def edit(request: HttpRequest, row: Training) -> HttpResponseBase:
    """Change what is planned."""
    actor = actor_of(request)
    policies.may_change(actor, row).require()

    def act(values: Any) -> Training:
        return actions.change_training(actor=actor, training=row, values=values, at=clock.now())

    return _plan(request, row, act, _("Change the training"))


@training_room
@require_http_methods(["GET", "POST"])
def training(request: HttpRequest, row: Training) -> HttpResponseBase:
    """`/meja/pelatihan/<key>/`: what is planned and what comes next: announce, close, call off."""
    actor, now = actor_of(request), clock.now()
    act = request.POST.get("aksi", "")
    form = forms.WordsForm(request.POST if act == "batalkan" else None, label_suffix="")

    def show(*, status: int = 200, problem: DomainError | None = None) -> HttpResponse:
        context = {
            **_room(row, "training"),
            "programme": queries.programme(row),
            "counts": queries.session_counts(row),
            "left": queries.left(row, row.seated_count),  # type: ignore[attr-defined]
            "groups": queries.invited_groups(row).count(),
            "may_change": policies.may_change(actor, row),
            "may_certify": policies.may_certify(actor, row),
            "is_over": row.ends_at <= now,
            "late": queries.without_certificate(row),
            "form": form,
            "problem": problem,
        }
        return render(request, "growth/trainings/desk_training.html", context, status=status)

    if request.method == "GET":
        return show()

    def announce() -> str:
        actions.announce(actor=actor, training=row, at=clock.now())
        return _("Announced. The chairs and editors of the invited groups are being told.")

    def close() -> str:
        made = actions.close_training(actor=actor, training=row, at=clock.now())
        return _("Closed. Certificates issued: %(count)d.") % {"count": made}

    def again() -> str:
        made = actions.give_certificates(actor=actor, training=row, at=clock.now())
        return _("Certificates issued: %(count)d.") % {"count": made}

    def cancel() -> str:
        actions.cancel(actor=actor, training=row, reason=form.cleaned_data["reason"], at=clock.now())
        return _("Called off. Everybody who signed up is being told.")

    known = {"umumkan": announce, "tutup": close, "susulan": again, "batalkan": cancel}
    if act not in known:
        return show(status=422)
    if act in ("tutup", "susulan"):
        policies.may_certify(actor, row).require()
    return carry_out(request, form if act == "batalkan" else None, known[act], show, to=_here("training", row))


@training_room
@require_http_methods(["GET", "POST"])
def people(request: HttpRequest, row: Training) -> HttpResponseBase:
    """Who signed up, the waiting list, and presence ticked off from the paper list, a part of the programme at a time."""
    actor, now = actor_of(request), clock.now()
    parts = [part for part in queries.programme(row) if part.counts]
    chosen = next((part for part in parts if str(part.pk) == request.POST.get("session", request.GET.get("bagian", ""))), None)
    here = _here("training_people", row)

    def show(*, status: int = 200, problem: DomainError | None = None) -> HttpResponse:
        everybody = queries.attendees(row)
        context = {
            **_room(row, "training_people"),
            "parts": parts,
            "chosen": chosen,
            "seated": [one for one in everybody if one.seat.state == SeatState.SEATED],
            "waiting": [one for one in everybody if one.seat.state == SeatState.WAITING],
            "withdrawn": row.registrations.filter(state=SeatState.WITHDRAWN).count(),
            "counts": queries.session_counts(row),
            "phones": {one.seat.pk: shown_phone(one.seat.phone) for one in everybody if one.seat.phone},
            "codes": {one.seat.pk: token_shown(one.seat.code) for one in everybody},
            "ticked": set(request.POST.getlist("ada")) if request.method == "POST" else None,
            "reason": request.POST.get("reason", ""),
            "has_begun": row.starts_at <= now,
            "problem": problem,
        }
        return render(request, "growth/trainings/desk_people.html", context, status=status)

    if request.method == "GET":
        return show()
    if chosen is None:
        return show(status=422)

    def act() -> str:
        present = []
        for text in request.POST.getlist("ada"):
            try:
                present.append(UUID(text))
            except ValueError:
                continue
        changed = actions.note_by_hand(
            actor=actor, training=row, session_id=chosen.pk, present=present, reason=request.POST.get("reason", ""), at=clock.now()
        )
        return _("Kept. Notes changed: %(count)d.") % {"count": changed}

    return carry_out(request, None, act, show, to=f"{here}?bagian={chosen.pk}")


@training_room
@require_GET
def list_paper(request: HttpRequest, row: Training) -> HttpResponse:
    """The attendance list to print: a code for each person, and room to sign. No phone number stands on it: it lies on a table."""
    response = HttpResponse(paper.attendance_pdf(row), content_type="application/pdf")
    response["Content-Disposition"] = f'inline; filename="daftar-hadir-{row.address}.pdf"'
    return response


@training_room
@require_http_methods(["GET", "POST"])
def scanners(request: HttpRequest, row: Training) -> HttpResponseBase:
    """Links for helpers' phones: make one, hand it on, end it."""
    actor = actor_of(request)
    act = request.POST.get("aksi", "")
    form = forms.ScannerForm(request.POST if act == "buat" else None, label_suffix="")
    here = _here("training_scanners", row)

    def show(*, status: int = 200, problem: DomainError | None = None) -> HttpResponse:
        found = list(row.scanners.all())
        off: dict[UUID, int] = {}
        entries = Entry.objects.filter(verb="growth.presence.handed_in", subject_id__in=[one.pk for one in found]).order_by("subject_seq")
        noted: dict[UUID, int] = {}
        for entry in entries:
            off[entry.subject_id] = entry.data.get("clock_off_minutes", 0)
            noted[entry.subject_id] = noted.get(entry.subject_id, 0) + entry.data.get("count", 0)
        lines = []
        for one in found:
            url = full_url(reverse("growth:scanner", urlconf=settings.ROOT_URLCONF, kwargs={"token": scanner_token(one)}))
            words = _("Scanner for «%(title)s»: open it once while you have network, then it works without. %(url)s")
            lines.append((one, url, whatsapp_url(words % {"title": row.title, "url": url}), noted.get(one.pk, 0), off.get(one.pk, 0)))
        context = {**_room(row, "training_scanners"), "lines": lines, "form": form, "problem": problem}
        return render(request, "growth/trainings/desk_scanners.html", context, status=status)

    if request.method == "GET":
        return show()
    if act == "buat":

        def make() -> str:
            actions.make_scanner(actor=actor, training=row, name=form.cleaned_data["name"], at=clock.now())
            return _("Made. Send the link to the helper.")

        return carry_out(request, form, make, show, to=here)
    key = _key(request.POST.get("pemindai", ""))
    found = Scanner.objects.filter(training=row, pk=key).first() if key else None
    if found is None:
        return show(status=422)

    def end() -> str:
        actions.revoke_scanner(actor=actor, scanner=found, at=clock.now())
        return _("Ended. Nothing more is taken from this phone.")

    return carry_out(request, None, end, show, to=here)


def _key(text: str) -> UUID | None:
    try:
        return UUID(text)
    except ValueError:
        return None


@training_room
@require_http_methods(["GET", "POST"])
def materials(request: HttpRequest, row: Training) -> HttpResponseBase:
    """Files and links of the training."""
    actor = actor_of(request)
    act = request.POST.get("aksi", "")
    is_new = act == "tambah"
    form = forms.MaterialForm(request.POST if is_new else None, request.FILES if is_new else None, label_suffix="")
    here = _here("training_materials", row)

    def show(*, status: int = 200, problem: DomainError | None = None) -> HttpResponse:
        context = {**_room(row, "training_materials"), "materials": list(row.materials.all()), "form": form, "problem": problem}
        return render(request, "growth/trainings/desk_materials.html", context, status=status)

    if request.method == "GET":
        return show()
    if is_new:

        def add() -> str:
            actions.add_material(actor=actor, training=row, at=clock.now(), **form.cleaned_data)
            return _("Kept.")

        return carry_out(request, form, add, show, to=here)
    key = _key(request.POST.get("materi", ""))
    if key is None:
        return show(status=422)

    def remove() -> str:
        actions.remove_material(actor=actor, training=row, material_id=key, at=clock.now())
        return _("Taken away.")

    return carry_out(request, None, remove, show, to=here)


@training_room
@require_GET
def results(request: HttpRequest, row: Training) -> HttpResponse:
    """What people thought: numbers and words, nobody's name."""
    context = {**_room(row, "training_results"), "results": queries.results_of(row)}
    return render(request, "growth/trainings/desk_results.html", context)
