"""The calendar at the desk of those who keep it, and for everybody."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.http import urlencode
from django.utils.translation import gettext
from django.views.decorators.http import require_GET, require_http_methods

from betang.accounts.actors import Actor
from betang.accounts.desk import desk_page
from betang.audit import trail
from betang.kernel import clock
from betang.kernel.errors import DomainError, NotFound
from betang.kernel.pages import kept
from betang.proposals.calendar import actions, forms, policies, queries, rules
from betang.proposals.rules import year_asked
from betang.proposals.terms import PhaseKind
from betang.regions.models import Region
from betang.regions.queries import by_code, path_of, place_line, place_lines
from betang.regions.terms import Level


def _actor(request: HttpRequest) -> Actor:
    actor: Actor = request.actor  # type: ignore[attr-defined]
    return actor


def _gone() -> NotFound:
    return NotFound(gettext("This page does not exist."))


@desk_page(*policies.POSTS)
@require_GET
def home(request: HttpRequest) -> HttpResponseBase:
    """`/meja/usulan/kalender/`: the governments whose calendar I keep; with one of them, its page at once."""
    codes = policies.regions_of(_actor(request))
    year = year_asked(clock.today())
    if len(codes) == 1:
        return redirect("proposals_desk:calendar", code=codes[0], year=year)
    names = place_lines(codes)
    return render(
        request,
        "proposals/desk/calendars.html",
        {"rows": [(names.get(code, code), reverse("proposals_desk:calendar", kwargs={"code": code, "year": year})) for code in codes]},
    )


@desk_page(*policies.POSTS)
@require_http_methods(["GET", "POST"])
def calendar(request: HttpRequest, code: str, year: int) -> HttpResponseBase:
    """`/meja/usulan/kalender/<code>/<year>/`: the phases and quotas of a government in a planning year, each with its form."""
    actor = _actor(request)
    if code not in policies.regions_of(actor) or not actions.YEAR_FIRST <= year <= actions.YEAR_LAST:
        raise _gone()
    region = by_code(code)
    policies.may_keep(actor, code).require()
    if request.method == "GET":
        return _show(request, region, year)
    what, _colon, which = request.POST.get("aksi", "").partition(":")
    if what not in ("fase", "hapus-fase", "kuota", "hapus-kuota"):
        raise _gone()
    form = _form(what, request.POST, which)
    if form is not None and not form.is_valid():
        return _show(request, region, year, bound=(what, which, form), status=422)
    try:
        with trail.once(request.POST.get("kunci", ""), scope=f"proposals.calendar.{actor.id}") as once:
            if not once.repeated:
                messages.success(request, _carry_out(actor, region, year, what, which, form))
                once.location = f"{reverse('proposals_desk:calendar', kwargs={'code': code, 'year': year})}#{which}"
        return redirect(once.location)
    except DomainError as error:
        if error.status in (403, 404) or form is None:
            raise
        form.take_errors(error)
        return _show(request, region, year, bound=(what, which, form), status=error.status)


def _form(what: str, data: Any, which: str) -> forms.Stated | None:
    kinds: dict[str, type[forms.Stated]] = {"fase": forms.PhaseForm, "kuota": forms.QuotaForm}
    return kinds[what](data, prefix=which) if what in kinds else None


def _carry_out(actor: Actor, region: Region, year: int, what: str, which: str, form: forms.Stated | None) -> str:
    at = clock.now()
    said = form.cleaned_data if form is not None else {}
    if what == "fase":
        actions.state_phase(actor=actor, region=region, fiscal_year=year, kind=which, at=at, **said)
        return gettext("It stands in the calendar now. It opens and closes by itself on these days.")
    if what == "kuota":
        actions.set_quota(actor=actor, region=region, fiscal_year=year, from_level=which, at=at, **said)
        return gettext("The quota counts from now on.")
    if what == "hapus-fase":
        for phase in queries.phases_at_desk(region.code, year):
            if phase.kind == which:
                actions.take_back_phase(actor=actor, phase=phase, at=at)
        return gettext("It was taken out of the calendar.")
    for quota in queries.quotas_at_desk(region.code, year):
        if quota.from_level == which:
            actions.lift_quota(actor=actor, quota=quota, at=at)
    return gettext("There is no quota any more.")


def _show(
    request: HttpRequest, region: Region, year: int, *, bound: tuple[str, str, forms.Stated] | None = None, status: int = 200
) -> HttpResponse:
    own = {phase.kind: phase for phase in queries.phases_at_desk(region.code, year)}
    around = {span.kind: span for span in queries.spans_of(region.code, year)}
    kinds = rules.VILLAGE_KINDS if region.level == Level.VILLAGE else tuple(PhaseKind)
    names = dict(path_of(region.code))
    phases = []
    for kind in kinds:
        phase, span, usual = own.get(kind), around.get(kind), rules.usual(kind, year)
        offered = phase or span or usual
        initial = {
            "opens_on": offered.opens_on, "closes_on": offered.closes_on, "source": offered.source if phase or usual is offered else "",
            "is_verified": bool(phase and phase.is_verified), "note": phase.note if phase else "",
        } if offered else {}  # fmt: skip
        is_bound = bound is not None and bound[:2] == ("fase", kind)
        phases.append(
            {
                "kind": kind,
                "label": PhaseKind(kind).label,
                "own": phase,
                "around": span if phase is None else None,
                "from": names.get(span.region_code, "") if span else "",
                "usual": usual,
                "is_open": span is not None and span.is_open(clock.today()),
                "form": bound[2] if is_bound and bound else forms.PhaseForm(prefix=kind, initial=initial),
                "is_bound": is_bound,
            }
        )
    set_quotas = {quota.from_level: quota for quota in queries.quotas_at_desk(region.code, year)}
    quotas = []
    for level in actions.quota_levels(region.level):
        quota = set_quotas.get(level)
        is_bound = bound is not None and bound[:2] == ("kuota", level)
        initial = {"limit": quota.limit, "source": quota.source, "allows_more": quota.allows_more} if quota else {}
        form = bound[2] if is_bound and bound else forms.QuotaForm(prefix=level, initial=initial)
        quotas.append({"level": level, "label": Level(level).label, "own": quota, "form": form, "is_bound": is_bound})
    return render(
        request,
        "proposals/desk/calendar.html",
        {
            "region": region,
            "place": place_line(region.code),
            "year": year,
            "years": [
                (one, reverse("proposals_desk:calendar", kwargs={"code": region.code, "year": one}))
                for one in (year - 1, year + 1)
                if actions.YEAR_FIRST <= one <= actions.YEAR_LAST
            ],
            "phases": phases,
            "quotas": quotas,
            "public_url": reverse("proposals:calendar") + "?" + urlencode({"tahun": str(year), "wilayah": region.code}),
        },
        status=status,
    )


@kept("tahun", "wilayah")
def public(request: HttpRequest) -> HttpResponse:
    """`/usulan/kalender/`: the planning year of a place, phase by phase, each with its source. Three queries."""
    code = request.GET.get("wilayah", "")[:13] or settings.PROVINCE_CODE
    place = place_line(code)
    if not place:
        raise NotFound(gettext("There is no region with this code."))
    now = queries.open_now(code)
    text = request.GET.get("tahun", "")
    year = int(text) if text.isascii() and text.isdecimal() and len(text) == 4 else now.year
    spans = queries.spans_of(code, year)
    names = dict(path_of(code))
    query = {} if code == settings.PROVINCE_CODE else {"wilayah": code}
    return render(
        request,
        "proposals/calendar.html",
        {
            "place": place,
            "code": code,
            "now": now,
            "year": year,
            "years": [(one, "?" + urlencode({"tahun": str(one), **query})) for one in (year - 1, year + 1)],
            "spans": [(span, names.get(span.region_code, ""), span.is_open(now.on)) for span in spans],
        },
    )
