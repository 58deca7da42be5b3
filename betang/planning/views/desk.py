"""The desk of plans: whose plans I write, the lines of a year, one line with its realisation, photos, milestones and history."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any
from uuid import UUID

from django import forms as django_forms
from django.contrib import messages
from django.core.files.storage import default_storage
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from betang.accounts.actors import Actor
from betang.accounts.desk import desk_page
from betang.audit import trail
from betang.audit.queries import history as history_of
from betang.kernel import clock
from betang.kernel.errors import DomainError, InvalidInput, NotFound
from betang.kernel.pages import kept
from betang.planning import actions, forms, photos, policies
from betang.planning.actions.lines import office_of
from betang.planning.models import Line, Photo
from betang.planning.queries import codes as code_queries
from betang.planning.queries import desk as queries
from betang.planning.queries.lines import figures_of
from betang.planning.rules import absorption
from betang.planning.terms import Phase, Scheme, verb_words
from betang.regions.models import Region
from betang.regions.queries import offices_of, place_line

PAGE = 50
FILTERS = ("tanpa-realisasi", "ditarik")


def _actor(request: HttpRequest) -> Actor:
    actor: Actor = request.actor  # type: ignore[attr-defined]
    return actor


def _scope(request: HttpRequest) -> str:
    return f"planning.{_actor(request).id}"


@desk_page(*policies.WRITING_POSTS)
@require_GET
def home(request: HttpRequest) -> HttpResponse:
    """`/meja/rencana/`: the plans that this person writes or tends, year by year."""
    return render(request, "planning/desk/home.html", {"rooms": queries.rooms(_actor(request), today=clock.today())})


@desk_page(*policies.WRITING_POSTS)
@require_GET
def lines(request: HttpRequest, code: str, year: int) -> HttpResponse:
    """`/meja/rencana/pemerintah/<code>/<year>/`: the lines of a year, with what they add up to."""
    actor = _actor(request)
    government = queries.government_for_desk(actor, code, year)
    offices = policies.offices_of(actor, code)
    codes = queries.plan_codes(code)
    q = " ".join(request.GET.get("q", "").split())[:80]
    only = request.GET.get("saring", "")
    only = only if only in FILTERS else ""
    rows = queries.desk_lines(codes, year, offices, q=q, only=only)
    page = _page(request.GET.get("hal", ""))
    shown = list(rows.select_related("office")[(page - 1) * PAGE : page * PAGE + 1])
    here = reverse("planning_desk:lines", kwargs={"code": code, "year": year})

    def at(number: int) -> str:
        parts = {"q": q, "saring": only, "hal": str(number) if number > 1 else ""}
        query = "&".join(f"{name}={value}" for name, value in parts.items() if value)
        return f"{here}?{query}" if query else here

    totals = queries.totals(queries.desk_lines(codes, year, offices))
    newest = queries.newest_year(codes, offices) if not totals.lines else None
    context = {
        "government": government,
        "place": place_line(code),
        "year": year,
        "newest": (newest, reverse("planning_desk:lines", kwargs={"code": code, "year": newest})) if newest else None,
        "years": [(one, reverse("planning_desk:lines", kwargs={"code": code, "year": one})) for one in (year - 1, year + 1)],
        "lines": shown[:PAGE],
        "count": rows.count(),
        "totals": totals,
        "q": q,
        "only": only,
        "is_village": queries.scheme_of(government) == Scheme.VILLAGE_ACTIVITY,
        "may_add": policies.may_plan(actor, code).allowed,
        "add_url": reverse("planning_desk:add", kwargs={"code": code, "year": year}),
        "previous_url": at(page - 1) if page > 1 else "",
        "next_url": at(page + 1) if len(shown) > PAGE else "",
        "here": here,
    }
    return render(request, "planning/desk/lines.html", context)


def _page(text: str) -> int:
    return max(1, int(text)) if text.isascii() and text.isdigit() and len(text) < 5 else 1


@desk_page(*policies.WRITING_POSTS)
@require_http_methods(["GET", "POST"])
def add(request: HttpRequest, code: str, year: int) -> HttpResponseBase:
    """`…/tambah/`: first the activity (by field, or by search), then the line itself."""
    actor = _actor(request)
    government = queries.government_for_desk(actor, code, year)
    policies.may_plan(actor, code).require()
    scheme = queries.scheme_of(government)
    chosen = (request.POST if request.method == "POST" else request.GET).get("kode", "").strip()
    entry = code_queries.entry_of(scheme, chosen, year) if chosen else None
    if entry is None or entry.level != code_queries.LEAF[scheme] or "X" in chosen:
        return _choose(request, government, year, scheme)
    form = forms.LineForm(
        _typed(request),
        government=government,
        scheme=scheme,
        fiscal_year=year,
        offices=offices_of(code),
        initial={"name": "" if scheme == Scheme.VILLAGE_ACTIVITY else entry.name},
    )

    def save() -> Line:
        typed = form.cleaned_data
        return actions.save_line(
            actor=actor,
            government=government,
            fiscal_year=year,
            code=chosen,
            office=office_of(government, _uuid(typed.get("office", ""))),
            at=clock.now(),
            **_values(form),
        )

    context = {"government": government, "place": place_line(code), "year": year, "code": chosen, "entry": entry, "line": None}
    return _save_line(request, form, save, context, _("Added. It stands on the public page now."))


def _uuid(text: str) -> UUID | None:
    try:
        return UUID(text)
    except ValueError:
        return None


def _choose(request: HttpRequest, government: Region, year: int, scheme: str) -> HttpResponse:
    q = " ".join(request.GET.get("q", "").split())[:80]
    fields = code_queries.fields_of(scheme, year)
    field = request.GET.get("bidang", "")
    field = field if field in {one.code for one in fields} else ""
    found = code_queries.search_codes(scheme, q, year, field_code=field, limit=120) if q or field else []
    context = {
        "government": government,
        "place": place_line(government.code),
        "year": year,
        "fields": fields,
        "field": field,
        "q": q,
        "found": [one for one in found if "X" not in one.code],
        "here": reverse("planning_desk:add", kwargs={"code": government.code, "year": year}),
        "list_url": reverse("planning_desk:lines", kwargs={"code": government.code, "year": year}),
        "is_village": scheme == Scheme.VILLAGE_ACTIVITY,
    }
    return render(request, "planning/desk/choose.html", context)


def _typed(request: HttpRequest) -> Any:
    """What was typed; with the suggested amount in its field where the person took it (`pakai`)."""
    if request.method != "POST":
        return None
    field, _colon, amount = request.POST.get("pakai", "").partition(":")
    if field in Phase.values and amount.isdigit():
        data = request.POST.copy()
        data[field] = amount
        data.pop("is_amount_sure", None)
        return data
    return request.POST


def _values(form: forms.LineForm) -> dict[str, Any]:
    typed = form.cleaned_data
    return {
        "name": typed["name"],
        "amounts": form.amounts(),
        "funds": form.funds(),
        "places": typed["places"],
        "starts_on": typed["starts_on"],
        "ends_on": typed["ends_on"],
        "note": typed["note"],
        "is_amount_sure": typed["is_amount_sure"],
    }


def _save_line(
    request: HttpRequest, form: forms.LineForm, save: Callable[[], Line], context: dict[str, Any], done: str
) -> HttpResponseBase:
    """Show the form of a line, or carry it out once; a refused one comes back with what was typed and what to mend."""
    status, slip = 200, None
    if request.method == "POST":
        status = 422
        if form.is_valid():
            try:
                with trail.once(request.POST.get("kunci", ""), scope=_scope(request)) as once:
                    if not once.repeated:
                        line = save()
                        once.location = reverse("planning_desk:line", kwargs={"number": line.number})
                        messages.success(request, done)
                return redirect(once.location)
            except actions.LooksSlipped as error:
                slip = error
                form.take_errors(error)
            except InvalidInput as error:
                form.take_errors(error)
            except DomainError as error:
                if error.status in (403, 404):
                    raise
                status = error.status
                form.add_error(None, f"{error.message} {error.hint}".strip())
    funds = [(form[f"fund_{n}"], form[f"fund_amount_{n}"]) for n in range(1, forms.FUND_ROWS + 1)]
    phases = [form[phase.value] for phase in form.phases]
    return render(
        request, "planning/desk/form.html", {**context, "form": form, "slip": slip, "funds": funds, "phases": phases}, status=status
    )


# ---------- One line ----------


def _line_context(request: HttpRequest, line: Line, current: str) -> dict[str, Any]:
    """What every page of one line shows."""
    tabs = [
        ("line", _("The line")),
        ("realisation", _("Realisation")),
        ("photos", _("Photos")),
        ("promises", _("Targets and map")),
        ("steps", _("Milestones")),
        ("history", _("History")),
    ]
    return {
        "line": line,
        "place": place_line(line.government_code),
        "tabs": [(label, reverse(f"planning_desk:{name}", kwargs={"number": line.number}), name == current) for name, label in tabs],
        "list_url": reverse("planning_desk:lines", kwargs={"code": _code_today(_actor(request), line), "year": line.fiscal_year}),
        "may_change": policies.may_change_line(_actor(request), line).allowed,
        "absorbed": absorption(line.realised_idr, line.effective_idr),
    }


def _code_today(actor: Actor, line: Line) -> str:
    """Under which government the list of this line is found: of today, if it bears another code by now."""
    mine = policies.governments_of(actor)
    return next((code for code in mine if line.government_code in queries.plan_codes(code)), line.government_code)


@desk_page(*policies.WRITING_POSTS)
@require_http_methods(["GET", "POST"])
def line(request: HttpRequest, number: str) -> HttpResponseBase:
    """`/meja/rencana/baris/<number>/`: what the line is and costs; who writes the plan changes it here."""
    actor = _actor(request)
    row = queries.line_for_desk(actor, number)
    context = _line_context(request, row, "line") | {"figures": figures_of(row)}
    if not context["may_change"] or row.is_withdrawn:
        if request.method == "POST":
            policies.may_change_line(actor, row).require()
        return render(request, "planning/desk/line.html", context | {"reason_form": forms.ReasonForm(label_suffix="")})
    form = forms.LineForm(_typed(request), government=row.government, scheme=row.scheme, fiscal_year=row.fiscal_year, line=row)

    def save() -> Line:
        return actions.save_line(
            actor=actor, line=row, government=row.government, fiscal_year=row.fiscal_year, code=row.code, at=clock.now(), **_values(form)
        )

    more = {"code": row.code, "entry": row.code_entry, "year": row.fiscal_year, "reason_form": forms.ReasonForm(label_suffix="")}
    return _save_line(request, form, save, context | more, _("Kept. The public page shows it now."))


def _act(
    request: HttpRequest,
    form: django_forms.Form,
    act: Callable[[], object],
    done: str,
    to: str,
    show: Callable[[int], HttpResponse],
) -> HttpResponseBase:
    """Carry out what a form asks, once; where it cannot be, show the page again with what was typed."""
    if not form.is_valid():
        return show(422)
    try:
        with trail.once(request.POST.get("kunci", ""), scope=_scope(request)) as once:
            if not once.repeated:
                act()
                once.location = to
                messages.success(request, done)
        return redirect(to)
    except InvalidInput as error:
        if hasattr(form, "take_errors"):
            form.take_errors(error)
        else:
            form.add_error(None, "; ".join(dict.fromkeys(error.fields.values())) or error.message)
        form.asks = isinstance(error, actions.NeedsYes)  # type: ignore[attr-defined]
        return show(422)
    except DomainError as error:
        if error.status in (403, 404):
            raise
        form.add_error(None, f"{error.message} {error.hint}".strip())
        return show(error.status)


@desk_page(*policies.WRITING_POSTS)
@require_POST
def withdraw(request: HttpRequest, number: str) -> HttpResponseBase:
    """Take a line out of the plan, or put it back, with a reason."""
    actor = _actor(request)
    row = queries.line_for_desk(actor, number)
    form = forms.ReasonForm(request.POST, label_suffix="")
    act = actions.restore_line if row.is_withdrawn else actions.withdraw_line
    done = _("The line is in the plan again.") if row.is_withdrawn else _("The line is out of the plan. Its page stays and says why.")
    policies.may_change_line(actor, row).require()

    def show(status: int) -> HttpResponse:
        context = _line_context(request, row, "line") | {"figures": figures_of(row), "reason_form": form}
        return render(request, "planning/desk/line.html", context, status=status)

    here = reverse("planning_desk:line", kwargs={"number": number})
    return _act(request, form, lambda: act(actor=actor, line=row, reason=form.cleaned_data["reason"], at=clock.now()), done, here, show)


@desk_page(*policies.WRITING_POSTS)
@require_http_methods(["GET", "POST"])
def realisation(request: HttpRequest, number: str) -> HttpResponseBase:
    """What was spent and built, day by day; one more report."""
    actor = _actor(request)
    row = queries.line_for_desk(actor, number)
    form = forms.RealisationForm(row, request.POST if request.method == "POST" else None, today=clock.today())

    def show(status: int = 200) -> HttpResponse:
        rows = list(row.realisations.select_related("run__file").order_by("-until_on"))
        context = _line_context(request, row, "realisation") | {"form": form, "rows": rows, "asks": getattr(form, "asks", False)}
        return render(request, "planning/desk/realisation.html", context, status=status)

    if request.method != "POST":
        return show()

    def save() -> None:
        typed = form.cleaned_data
        actions.record_realisation(
            actor=actor,
            line=row,
            until_on=typed["until_on"],
            spent_idr=typed["spent"],
            percent=typed["percent"],
            words=typed["words"],
            is_sure=typed["is_sure"],
            at=clock.now(),
        )

    here = reverse("planning_desk:realisation", kwargs={"number": number})
    return _act(request, form, save, _("Kept. The public page shows it now."), here, show)


@desk_page(*policies.WRITING_POSTS)
@require_http_methods(["GET", "POST"])
def remove_realisation(request: HttpRequest, number: str, realisation_id: UUID) -> HttpResponseBase:
    """Take one report back, with a reason."""
    actor = _actor(request)
    row = queries.line_for_desk(actor, number)
    report = row.realisations.filter(pk=realisation_id).first()
    here = reverse("planning_desk:realisation", kwargs={"number": number})
    if report is None:
        raise NotFound(_("This was taken back already."))
    form = forms.ReasonForm(request.POST if request.method == "POST" else None, label_suffix="")

    def show(status: int = 200) -> HttpResponse:
        context = _line_context(request, row, "realisation") | {"form": form, "report": report}
        return render(request, "planning/desk/remove_realisation.html", context, status=status)

    if request.method != "POST":
        return show()
    return _act(
        request,
        form,
        lambda: actions.remove_realisation(
            actor=actor, line=row, realisation_id=realisation_id, reason=form.cleaned_data["reason"], at=clock.now()
        ),
        _("Taken back."),
        here,
        show,
    )


@desk_page(*policies.WRITING_POSTS)
@require_http_methods(["GET", "POST"])
def line_photos(request: HttpRequest, number: str) -> HttpResponseBase:
    """The photos of the work; one more."""
    actor = _actor(request)
    row = queries.line_for_desk(actor, number)
    is_post = request.method == "POST"
    form = forms.PhotoForm(request.POST if is_post else None, request.FILES if is_post else None, label_suffix="")

    def show(status: int = 200) -> HttpResponse:
        shown = [(one, photos.as_picture(one)) for one in row.photos.order_by("percent", "taken_on", "added_at")]
        return render(
            request, "planning/desk/photos.html", _line_context(request, row, "photos") | {"form": form, "photos": shown}, status=status
        )

    if not is_post:
        return show()
    here = reverse("planning_desk:photos", kwargs={"number": number})
    return _act(
        request,
        form,
        lambda: actions.add_photo(actor=actor, line=row, at=clock.now(), **form.cleaned_data),
        _("The photo is on the public page now."),
        here,
        show,
    )


@desk_page(*policies.WRITING_POSTS)
@require_POST
def remove_photo(request: HttpRequest, number: str, photo_id: UUID) -> HttpResponseBase:
    """Take a photo away."""
    actor = _actor(request)
    row = queries.line_for_desk(actor, number)
    here = reverse("planning_desk:photos", kwargs={"number": number})
    try:
        with trail.once(request.POST.get("kunci", ""), scope=_scope(request)) as once:
            if not once.repeated:
                actions.remove_photo(actor=actor, line=row, photo_id=photo_id, reason=request.POST.get("alasan", "")[:200], at=clock.now())
                once.location = here
                messages.success(request, _("The photo is removed."))
    except DomainError as error:
        if error.status in (403, 404):
            raise
        messages.error(request, error.message)
    return redirect(here)


@desk_page(*policies.WRITING_POSTS)
@require_http_methods(["GET", "POST"])
def steps(request: HttpRequest, number: str) -> HttpResponseBase:
    """The milestones of the work."""
    actor = _actor(request)
    row = queries.line_for_desk(actor, number)
    form = forms.StepsForm(row, request.POST if request.method == "POST" else None)

    def show(status: int = 200) -> HttpResponse:
        return render(request, "planning/desk/steps.html", _line_context(request, row, "steps") | {"form": form}, status=status)

    if request.method != "POST":
        return show()
    here = reverse("planning_desk:steps", kwargs={"number": number})
    return _act(
        request,
        form,
        lambda: actions.set_milestones(actor=actor, line=row, steps=form.steps(), at=clock.now()),
        _("Kept. The public page shows it now."),
        here,
        show,
    )


@desk_page(*policies.WRITING_POSTS)
@require_http_methods(["GET", "POST"])
def promises(request: HttpRequest, number: str) -> HttpResponseBase:
    """`…/sasaran/`: what the line is to reach year by year, and where on the map it is."""
    actor = _actor(request)
    row = queries.line_for_desk(actor, number)
    form = forms.PromisesForm(row, request.POST if request.method == "POST" else None)

    def show(status: int = 200) -> HttpResponse:
        return render(request, "planning/desk/promises.html", _line_context(request, row, "promises") | {"form": form}, status=status)

    if request.method != "POST":
        return show()
    here = reverse("planning_desk:promises", kwargs={"number": number})
    return _act(
        request,
        form,
        lambda: actions.set_promises(actor=actor, line=row, promises=form.promises(), points=form.points(), at=clock.now()),
        _("Kept. The public page shows it now."),
        here,
        show,
    )


@desk_page(*policies.WRITING_POSTS)
@require_GET
def history(request: HttpRequest, number: str) -> HttpResponse:
    """Who changed what when."""
    row = queries.line_for_desk(_actor(request), number)
    entries = [(verb_words(one.verb), one) for one in reversed(history_of(row, public_only=False))]
    return render(request, "planning/desk/history.html", _line_context(request, row, "history") | {"entries": entries})


# ---------- Public ----------


@kept()
def photo(request: HttpRequest, name: str) -> HttpResponse:
    """`/rencana/foto/<name>`: a photo that a line shows, and no other file whatever the name."""
    whole = f"{photos.FOLDER}/{name}"
    wide = whole.replace(f"-{photos.NARROW}.webp", ".webp")
    if not Photo.objects.filter(path=wide).exists() or not default_storage.exists(whole):
        raise NotFound(_("This page does not exist."))
    with default_storage.open(whole) as file:
        response = HttpResponse(file.read(), content_type="image/webp")
    response["Cache-Control"] = "public, max-age=86400"
    response["X-Content-Type-Options"] = "nosniff"
    return response
