"""What everybody sees of trainings, and one's own seat."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.conf import settings
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.http import urlencode
from django.utils.translation import gettext as _

from betang.accounts.tokens import full_url
from betang.casework.rules import token_shown
from betang.communities.terms import GroupKind
from betang.growth import photos
from betang.growth.certificates import qr_svg
from betang.growth.models import Material, Registration, Training
from betang.growth.terms import SeatState, TrainingKind, TrainingState
from betang.growth.trainings import actions, queries, rules
from betang.growth.trainings.actions.closing import has_evaluated
from betang.growth.trainings.forms import EvaluationForm, SignUpForm
from betang.guard.forms import public_form
from betang.kernel import clock
from betang.kernel.errors import DomainError, InvalidInput
from betang.kernel.pages import fresh, private
from betang.regions.queries import place_lines, regency_names
from betang.ui.structured import json_block

GROUPS_MOST = 300
"""How many names of groups a sign-up form offers to choose from; whose is not among them types it."""


def _path(name: str, **kwargs: Any) -> str:
    return reverse(f"growth:{name}", urlconf=settings.ROOT_URLCONF, kwargs=kwargs)


@fresh
def trainings(request: HttpRequest) -> HttpResponse:
    """`/pelatihan/`: coming and past trainings, with filters in the address. What is coming changes by the hour, so it is made anew."""
    is_past = request.GET.get("waktu", "") == "lalu"
    kind, region = request.GET.get("jenis", ""), request.GET.get("wilayah", "")
    names = dict(regency_names(settings.PROVINCE_CODE))
    kind, region = kind if kind in TrainingKind.values else "", region if region in names else ""
    page = queries.public_list(is_past=is_past, kind=kind, region_code=region, after=request.GET.get("setelah", "")[:80], at=clock.now())
    chosen = {name: value for name, value in (("waktu", "lalu" if is_past else ""), ("jenis", kind), ("wilayah", region)) if value}

    def address(**changed: str) -> str:
        return "?" + urlencode({name: value for name, value in {**chosen, **changed}.items() if value})

    context = {
        "page": page,
        "left": {row.pk: queries.left(row, row.seated_count) for row in page.rows},
        "now": clock.now(),
        "is_past": is_past,
        "kind": kind,
        "region": region,
        "regions": list(names.items()),
        "kinds": [(value, label, address(jenis=value)) for value, label in (("", _("all kinds")), *TrainingKind.choices)],
        "coming_url": address(waktu=""),
        "past_url": address(waktu="lalu"),
        "next_url": address(setelah=page.after) if page.after else "",
        "is_sample": any(row.is_sample for row in page.rows),
    }
    return render(request, "growth/trainings/list.html", context)


def _event(row: Training, left: int | None) -> dict[str, Any]:
    """The training as search engines read it. Source: schema.org/EducationEvent"""
    place = {"@type": "Place", "name": row.place, "address": row.place}
    if row.place_region:
        place["address"] = row.place_region.full_name
    cancelled = row.state == TrainingState.CANCELLED
    event: dict[str, Any] = {
        "@context": "https://schema.org",
        "@type": "EducationEvent",
        "name": row.title,
        "description": row.about[:500] or row.title,
        "startDate": row.starts_at.isoformat(),
        "endDate": row.ends_at.isoformat(),
        "eventStatus": f"https://schema.org/{'EventCancelled' if cancelled else 'EventScheduled'}",
        "eventAttendanceMode": f"https://schema.org/{'Online' if row.is_online else 'Offline'}EventAttendanceMode",
        "location": {"@type": "VirtualLocation", "url": full_url(_path("training", address=row.address))} if row.is_online else place,
        "organizer": {"@type": "GovernmentOrganization", "name": row.organiser},
        "isAccessibleForFree": True,
        "inLanguage": "id",
        "url": full_url(_path("training", address=row.address)),
    }
    if row.capacity:
        event |= {"maximumAttendeeCapacity": row.capacity, "remainingAttendeeCapacity": left}
    return event


def _who(row: Training) -> list[str]:
    """Who is invited, in words."""
    kinds = [str(GroupKind(kind).label) for kind in row.invited_kinds if kind in GroupKind.values]
    lines = place_lines(row.invited_regions) if row.invited_regions else {}
    places = [lines.get(code, code) for code in row.invited_regions] or [row.region.full_name]
    words = [_("KIMs of these kinds: %(kinds)s") % {"kinds": ", ".join(kinds)} if kinds else _("KIMs of all kinds"), "; ".join(places)]
    if row.is_open_to_all:
        words.append(_("Residents without a group are welcome too."))
    if row.seats_a_group:
        words.append(_("At most %(count)d people of one group.") % {"count": row.seats_a_group})
    return words


@fresh
def training(request: HttpRequest, address: str) -> HttpResponse:
    """`/pelatihan/<address>/`: programme, who is invited, seats left, materials."""
    row = queries.by_address(address)
    now = clock.now()
    left = queries.left(row, row.seated_count)  # type: ignore[attr-defined]
    context = {
        "row": row,
        "programme": queries.programme(row),
        "who": _who(row),
        "left": left,
        "waiting": row.waiting_count,  # type: ignore[attr-defined]
        "materials": list(row.materials.filter(is_public=True)),
        "is_open": queries.is_open(row, at=now),
        "is_over": row.ends_at <= now,
        "event": json_block(_event(row, left)),
        "here": full_url(_path("training", address=row.address)),
        "sign_up_url": _path("sign_up", address=row.address) + (f"?kim={request.GET['kim'][:63]}" if request.GET.get("kim") else ""),
    }
    return render(request, "growth/trainings/training.html", context)


@fresh
@public_form(rate="20/h")
def sign_up(request: HttpRequest, address: str) -> HttpResponseBase:
    """`/pelatihan/<address>/daftar/`: a seat or a place on the waiting list; leads to the page of one's own seat."""
    row = queries.by_address(address)
    now = clock.now()
    groups = list(queries.invited_groups(row).order_by("name")[: GROUPS_MOST + 1])
    named = next((group.name for group in groups if group.slug == request.GET.get("kim")), "")
    if request.GET.get("kim") and not named:
        found = queries.group_named(row, request.GET["kim"][:63])
        named = "" if isinstance(found, list) else found.name
    form = SignUpForm(request.POST or None, initial={"group_name": named}, label_suffix="")
    form.fields["group_name"].required = not row.is_open_to_all
    problem: DomainError | None = None
    if request.method == "POST" and form.is_valid():
        try:
            seat = actions.sign_up(training=row, sought=form.sought(), sending_key=request.POST.get("kunci", "")[:80], at=now)
            return redirect(actions.seat_url(seat))
        except InvalidInput as error:
            for field, words in error.fields.items():
                form.add_error(field if field in form.fields else None, words)
        except DomainError as error:
            problem = error
    left = queries.left(row, row.seated_count)  # type: ignore[attr-defined]
    context = {
        "row": row,
        "form": form,
        "problem": problem,
        "left": left,
        "groups": groups[:GROUPS_MOST],
        "is_open": queries.is_open(row, at=now),
        "days": getattr(settings, "TRAINING_CONTACT_DAYS", 180),
    }
    status = 422 if form.errors else problem.status if problem else 200
    return render(request, "growth/trainings/sign_up.html", context, status=status)


@private
@public_form(rate="60/h", shortest_s=0)
def seat(request: HttpRequest, token: str) -> HttpResponseBase:
    """`/pelatihan/kursi/<token>/`: one's own seat: code for the door, giving it back, evaluation, certificate."""
    row = queries.seat_by_token(token)
    act = request.POST.get("aksi", "")
    now = clock.now()
    form = EvaluationForm(request.POST if act == "nilai" else None, questions=queries.questions_of(row.training))
    problem: DomainError | None = None
    if request.method == "POST":
        try:
            if act == "mundur":
                actions.withdraw(seat=row, at=now)
                return redirect(request.path)
            if act == "keperluan":
                actions.change_needs(seat=row, needs=request.POST.get("needs", ""), at=now)
                return redirect(request.path)
            if act == "nilai" and form.is_valid():
                actions.evaluate(seat=row, answers=form.cleaned_data, at=now)
                return redirect(f"{request.path}#penilaian")
        except InvalidInput as error:
            for field, words in error.fields.items():
                form.add_error(field if field in form.fields else None, words)
            problem = None if set(error.fields) & set(form.fields) else error
        except DomainError as error:
            problem = error
    return render(request, "growth/trainings/seat.html", _seat(row, token, form, problem), status=_status(form, problem))


def _status(form: EvaluationForm, problem: DomainError | None) -> int:
    return problem.status if problem else 422 if form.errors else 200


def _seat(row: Registration, token: str, form: EvaluationForm, problem: DomainError | None) -> dict[str, Any]:
    training, now = row.training, clock.now()
    there = queries.present_sessions(row)
    parts = queries.programme(training)
    is_over = training.ends_at <= now
    is_on = training.state != TrainingState.CANCELLED and row.state != SeatState.WITHDRAWN
    counting = [part.pk for part in parts if part.counts]
    code = token_shown(row.certificate.code) if queries.has_certificate(row) else ""
    return {
        "row": row,
        "training": training,
        "token": token,
        "parts": parts,
        "there": there,
        "code": token_shown(row.code),
        "qr": qr_svg(row.code, label=_("QR code of your seat: %(code)s") % {"code": token_shown(row.code)}),
        "place_in_line": queries.place_in_line(row) if row.state == SeatState.WAITING else 0,
        "percent": rules.presence_percent(there, counting),
        "is_over": is_over,
        "is_on": is_on,
        "may_give_back": is_on and training.state == TrainingState.ANNOUNCED and not is_over,
        "may_evaluate": is_on and is_over and bool(there),
        "has_evaluated": is_over and has_evaluated(row),
        "certificate_url": _path("certificate", code=code) if code else "",
        "materials": list(training.materials.all()) if is_on else [],
        "form": form,
        "problem": problem,
        "here": full_url(_path("seat", token=token)),
    }


@private
def calendar(request: HttpRequest, token: str) -> HttpResponse:
    """The training for a phone's calendar (RFC 5545). The link of the seat does not stand in it: calendars are shared."""
    row = queries.seat_by_token(token)
    training = row.training
    body = rules.calendar_file(
        uid=f"{training.pk}@{settings.BASE_DOMAIN}",
        title=training.title,
        starts_at=training.starts_at,
        ends_at=training.ends_at,
        place=training.place,
        about=training.about[:500],
        url=full_url(_path("training", address=training.address)),
        made_at=training.changed_at,
        is_cancelled=training.state == TrainingState.CANCELLED or row.state == SeatState.WITHDRAWN,
    )
    response = HttpResponse(body, content_type="text/calendar; charset=utf-8")
    response["Content-Disposition"] = f'attachment; filename="{training.address}.ics"'
    return response


def _file(row: Material | None, *, is_public: bool) -> HttpResponse:
    if row is None or not row.path:
        raise queries.gone()
    return photos.answer(row.path, row.media_type, is_public=is_public, name=f"{row.name}.{row.path.rpartition('.')[2]}")


@fresh
def material(request: HttpRequest, material_id: UUID) -> HttpResponse:
    """A file that everybody may see, of a training that everybody may know of."""
    rows = Material.objects.filter(pk=material_id, is_public=True, training__state__in=queries.PUBLIC_STATES)
    return _file(rows.first(), is_public=False)


@private
def own_material(request: HttpRequest, token: str, material_id: UUID) -> HttpResponse:
    """A file for who takes part."""
    row = queries.seat_by_token(token)
    if row.state == SeatState.WITHDRAWN:
        raise queries.gone()
    return _file(Material.objects.filter(pk=material_id, training_id=row.training_id).first(), is_public=False)
