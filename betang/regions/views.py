"""The desk of the tree: find a region, change it, keep its offices, bring files, correct the working calendar."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Any
from uuid import UUID

from django import forms
from django.conf import settings
from django.contrib import messages
from django.core.files.base import ContentFile
from django.core.files.storage import storages
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from betang.audit import trail
from betang.kernel import clock
from betang.kernel.errors import InvalidInput, NotFound, Refused, TooLarge
from betang.regions import catalogue, policies, queries
from betang.regions.actions import history, holidays, importing, offices
from betang.regions.desk import keeper_page
from betang.regions.forms import FileForm, HolidayForm, MergeForm, MoveForm, OfficeForm, RenameForm, SourceForm, SplitForm
from betang.regions.models import Office, Region
from betang.regions.terms import Kind, Level, OfficeKind
from betang.statutes import calendar
from betang.statutes import queries as statutes
from betang.statutes.models import Holiday
from betang.statutes.terms import HolidayKind

FOUND_LIMIT = 40
SHOWN_PROBLEMS = 200
_SHA = re.compile(r"[0-9a-f]{64}")


def _run(form: forms.Form, act: Callable[[], Any]) -> bool:
    """Carry out an action for a form that parsed; what the domain says no to becomes the form's own errors."""
    if not form.is_valid():
        return False
    try:
        act()
    except InvalidInput as error:
        known = {name: text for name, text in error.fields.items() if name in form.fields}
        for name, text in known.items():
            form.add_error(name, text)
        if not known:
            form.add_error(None, f"{error.message} {error.hint}".strip())
        return False
    except (Refused, NotFound) as error:
        form.add_error(None, f"{error.message} {getattr(error, 'hint', '')}".strip())
        return False
    return True


def _key(request: HttpRequest) -> tuple[str, str]:
    return request.POST.get("kunci", "")[:100], f"regions:{request.actor.id}"  # type: ignore[attr-defined]


@keeper_page()
@require_GET
def index(request: HttpRequest) -> HttpResponse:
    """Find the region that is to be changed."""
    words = request.GET.get("q", "").strip()[:80]
    found: list[queries.Place] = []
    if words:
        rows = queries.within(settings.PROVINCE_CODE)
        rows = rows.filter(code__startswith=words) if catalogue.is_code(words) else rows.filter(name__icontains=words)
        found = [queries.Place(*row) for row in rows.order_by("code").values_list(*queries.PLACE_COLUMNS)[:FOUND_LIMIT]]
    lines = queries.place_lines(place.code for place in found)
    context = {
        "words": words,
        "found": [(place.code, lines.get(place.code, place.full_name)) for place in found],
        "found_limit": FOUND_LIMIT,
        "governments": [(one.code, one.full_name) for one in queries.regencies(settings.PROVINCE_CODE)],
        "province_code": settings.PROVINCE_CODE,
    }
    return render(request, "regions/index.html", context)


CHANGES: dict[str, Any] = {"nama": RenameForm, "kode": MoveForm, "pemekaran": SplitForm, "gabung": MergeForm}


@keeper_page()
@require_http_methods(["GET", "POST"])
def region(request: HttpRequest, code: str) -> HttpResponse:
    """One region: its changes and its offices. A POST says with `langkah` which change it asks for."""
    row = _mine(code)
    step = request.POST.get("langkah", "") if request.method == "POST" else ""
    bound = {name: form(row, request.POST if name == step else None) for name, form in CHANGES.items()}
    office_form = OfficeForm(request.POST if step == "instansi" else None, prefix="instansi")
    if step:
        key, scope = _key(request)
        with trail.once(key, scope=scope) as once:
            if once.repeated:
                return redirect(once.location or reverse("regions_desk:index"))
            form = office_form if step == "instansi" else bound.get(step)
            if form is None:
                raise NotFound(_("This page does not exist."))
            if _run(form, lambda: _change(request, row, step, form)):
                messages.success(request, _("Saved. The region's public page shows it now."))
                once.location = reverse("regions_desk:region", kwargs={"code": row.code})
                return redirect(once.location)
    context = {
        "region": row,
        "place": queries.place_line(row.code),
        "rename": bound["nama"],
        "move": bound["kode"],
        "split": bound["pemekaran"],
        "merge": bound["gabung"],
        "office_form": office_form,
        "open_step": step,
        "offices": list(queries.offices_of(row.code)),
        "has_offices": row.level in (Level.PROVINCE, Level.REGENCY),
        "is_province": row.level == Level.PROVINCE,
    }
    return render(request, "regions/region.html", context, status=422 if step else 200)


def _mine(code: str) -> Region:
    """A current region of this house's province; others are answered as if they did not exist."""
    if not catalogue.is_code(code) or code[:2] != settings.PROVINCE_CODE:
        raise NotFound(_("This page does not exist."))
    return queries.by_code(code)


def _change(request: HttpRequest, row: Region, step: str, form: Any) -> None:
    typed = form.cleaned_data
    common = {"actor": request.actor, "at": clock.now()}  # type: ignore[attr-defined]
    match step:
        case "nama":
            history.rename_region(region=row, name=typed["name"], kind=Kind(typed["kind"]), on=typed["on"], basis=typed["basis"], **common)
        case "kode":
            history.move_region(region=row, new_code=typed["new_code"], on=typed["on"], basis=typed["basis"], **common)
        case "pemekaran":
            history.split_region(
                region=row, parts=form.parts(), continues=typed["continues"], on=typed["on"], basis=typed["basis"], **common
            )
        case "gabung":
            ending = [_mine(code) for code in typed["codes"]]
            history.merge_regions(regions=ending, into=row, on=typed["on"], basis=typed["basis"], **common)
        case _:
            offices.save_office(
                region=row,
                kind=OfficeKind(typed["kind"]),
                name=typed["name"],
                short_name=typed["short_name"],
                code=typed["code"],
                **common,
            )


@keeper_page()
@require_http_methods(["GET", "POST"])
def office(request: HttpRequest, code: str, office_id: UUID) -> HttpResponse:
    """Correct or close one office."""
    row = Office.objects.select_related("region").filter(pk=office_id, region=_mine(code), valid_to__isnull=True).first()
    if row is None:
        raise NotFound(_("This page does not exist."))
    start = {"name": row.name, "short_name": row.short_name, "kind": row.kind, "code": row.code}
    form = OfficeForm(request.POST or None, initial=start)
    if request.method == "POST":
        back = redirect("regions_desk:region", code=code)
        common = {"actor": request.actor, "at": clock.now()}  # type: ignore[attr-defined]
        if "tutup" in request.POST:
            offices.close_office(office=row, on=clock.today(), **common)
            messages.success(request, _("The office is closed."))
            return back
        typed = form
        if _run(
            form,
            lambda: offices.save_office(
                office=row,
                region=row.region,
                kind=OfficeKind(typed.cleaned_data["kind"]),
                name=typed.cleaned_data["name"],
                short_name=typed.cleaned_data["short_name"],
                code=typed.cleaned_data["code"],
                **common,
            ),
        ):
            messages.success(request, _("Saved."))
            return back
    context = {"region": row.region, "office": row, "form": form}
    return render(request, "regions/office.html", context, status=422 if request.method == "POST" else 200)


def _staged(sha256: str) -> str:
    return f"regions/{sha256}"


@keeper_page(with_second_factor=True)
@require_http_methods(["GET", "POST"])
def bring(request: HttpRequest) -> HttpResponse:
    """Choose a file of coordinates, figures or outlines; it is read and shown before anything is written."""
    form = FileForm(request.POST or None, request.FILES or None)
    if request.method == "POST" and form.is_valid():
        file = form.cleaned_data["file"]
        try:
            if file.size > settings.UPLOAD_LIMIT_BYTES:
                raise TooLarge(
                    _("The file is larger than %(limit)s MB.") % {"limit": settings.UPLOAD_LIMIT_BYTES // 1_048_576},
                    hint=_("Split it by kabupaten, or have the operator import it with the command “betang regions import”."),
                )
            data = file.read()
            preview = importing.preview_import(data=data, name=file.name, limit_bytes=settings.UPLOAD_LIMIT_BYTES)
        except (InvalidInput, TooLarge) as error:
            form.add_error("file", f"{error.message} {error.hint}".strip())
        else:
            store = storages["private"]
            if not store.exists(_staged(preview.sha256)):
                store.save(_staged(preview.sha256), ContentFile(data))
            address = reverse("regions_desk:import_confirm", kwargs={"sha256": preview.sha256})
            return redirect(f"{address}?nama={_safe_name(file.name)}")
    return render(request, "regions/import.html", {"form": form}, status=422 if request.method == "POST" else 200)


def _safe_name(name: str) -> str:
    return re.sub(r"[^\w.-]+", "-", name)[-80:]


@keeper_page(with_second_factor=True)
@require_http_methods(["GET", "POST"])
def confirm(request: HttpRequest, sha256: str) -> HttpResponseBase:
    """What a file would change; the yes writes it."""
    store = storages["private"]
    if not _SHA.fullmatch(sha256) or not store.exists(_staged(sha256)):
        raise NotFound(_("This file is no longer here."), hint=_("Choose it once more."))
    with store.open(_staged(sha256)) as file:
        data = file.read()
    name = _safe_name(request.GET.get("nama") or request.POST.get("nama") or "berkas")
    form = SourceForm(request.POST or None)
    limit = settings.UPLOAD_LIMIT_BYTES
    if request.method == "POST":
        key, scope = _key(request)
        with trail.once(key, scope=scope) as once:
            if once.repeated:
                return redirect(once.location or reverse("regions_desk:import"))
            source = form.cleaned_data["source"] if form.is_valid() else ""
            done = importing.import_regions(
                actor=request.actor,  # type: ignore[attr-defined]
                data=data,
                name=name,
                at=clock.now(),
                limit_bytes=limit,
                source=source,
            )
            once.location = reverse("regions_desk:import")
        store.delete(_staged(sha256))
        messages.success(request, _("%(changed)s regions were changed by %(name)s.") % {"changed": done.changed, "name": name})
        return redirect(once.location)
    preview = importing.preview_import(data=data, name=name, limit_bytes=limit)
    context = {
        "preview": preview,
        "form": form,
        "name": name,
        "unknown": preview.unknown[:SHOWN_PROBLEMS],
        "outside": preview.outside[:SHOWN_PROBLEMS],
        "problems": preview.problems[:SHOWN_PROBLEMS],
        "shown": SHOWN_PROBLEMS,
    }
    return render(request, "regions/import_confirm.html", context)


@keeper_page()
@require_http_methods(["GET", "POST"])
def days(request: HttpRequest) -> HttpResponse:
    """The working calendar of a year, with its corrections, and a form for one more."""
    year = _year(request.GET.get("tahun", ""))
    form = HolidayForm(request.POST or None)
    if request.method == "POST":
        typed = form
        if _run(
            form,
            lambda: holidays.set_holiday(
                actor=request.actor,  # type: ignore[attr-defined]
                province_code=settings.PROVINCE_CODE,
                on=typed.cleaned_data["on"],
                name=typed.cleaned_data["name"],
                kind=HolidayKind(typed.cleaned_data["kind"]),
                region_code=typed.cleaned_data["region_code"],
                basis=typed.cleaned_data["basis"],
                at=clock.now(),
            ),
        ):
            messages.success(request, _("Saved. Terms are counted by it from now on."))
            return redirect(f"{reverse('regions_desk:days')}?tahun={form.cleaned_data['on'].year}")
    context = {
        "year": year,
        "is_official": calendar.is_official(year),
        "days": calendar.for_indonesia().days_off(year),
        "corrections": statutes.corrections(year),
        "form": form,
        "may_keep": bool(policies.may_keep(request.actor, settings.PROVINCE_CODE)),  # type: ignore[attr-defined]
    }
    return render(request, "regions/days.html", context, status=422 if request.method == "POST" else 200)


def _year(text: str) -> int:
    this_year = clock.today().year
    return int(text) if text.isascii() and text.isdigit() and calendar.FIRST_YEAR <= int(text[:5]) <= this_year + 5 else this_year


@keeper_page()
@require_POST
def remove_day(request: HttpRequest, holiday_id: UUID) -> HttpResponse:
    """Take one correction back."""
    row = Holiday.objects.filter(pk=holiday_id).first()
    if row is None:
        raise NotFound(_("This page does not exist."))
    year = row.on.year
    holidays.remove_holiday(
        actor=request.actor,  # type: ignore[attr-defined]
        province_code=settings.PROVINCE_CODE,
        holiday=row,
        at=clock.now(),
    )
    messages.success(request, _("The official calendar counts again on that day."))
    return redirect(f"{reverse('regions_desk:days')}?tahun={year}")
