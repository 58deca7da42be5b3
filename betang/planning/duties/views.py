"""What a village shows of its budget, the overview of a kabupaten, and the poster as SVG and PDF."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence

from django.conf import settings
from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.http import urlencode
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from betang.accounts.desk import desk_page
from betang.accounts.terms import Post
from betang.audit import trail
from betang.kernel import clock
from betang.kernel.errors import DomainError, InvalidInput, NotFound
from betang.kernel.pages import fresh, kept
from betang.planning.duties import actions, forms, policies, poster, rules
from betang.planning.models import VillageIncome
from betang.planning.paper import pdf_of
from betang.planning.queries import duties as queries
from betang.regions.models import Region
from betang.regions.queries import place_line, regencies
from betang.regions.terms import Kind, Level
from betang.statutes import sources


def _village(code: str) -> Region:
    """A village that has a budget of its own: a kelurahan has none. Raises `NotFound`."""
    found = Region.objects.filter(code=code, valid_to__isnull=True, level=Level.VILLAGE, kind__in=(Kind.DESA, Kind.DESA_ADAT)).first()
    if found is None:
        raise NotFound(_("There is no village with this code."))
    return found


def _year(request: HttpRequest, default: int) -> int:
    text = request.GET.get("tahun", "")
    if not text:
        return default
    if not (text.isascii() and text.isdecimal() and len(text) == 4 and 2000 <= int(text) <= 2099):
        raise NotFound(_("This page does not exist."))
    return int(text)


def _running(years: Sequence[int]) -> int:
    """The year that is shown first: this one where anything of it is here, else the newest; a plan for next year has no duties yet."""
    this = clock.today().year
    return this if this in years or not years else years[0]


@fresh
@require_safe
def village(request: HttpRequest, code: str) -> HttpResponse:
    """`/rencana/desa/<code>/`: the checklist. Which day has come depends on today, so it is made anew. Ten queries."""
    found = _village(code)
    years = queries.years_of(code)
    year = _year(request, _running(years))
    facts = queries.facts_of(code, year)
    duties = rules.duties(facts, today=clock.today())
    return render(
        request,
        "planning/duties/village.html",
        {
            "village": found,
            "place": place_line(code),
            "year": year,
            "years": sorted({*years, year}, reverse=True),
            "facts": facts,
            "duties": duties,
            "summary": rules.summary_of(facts, duties),
            "split": rules.Split(facts.spending_idr, facts.own_idr),
            "law": sources.in_words,
            "query": urlencode({"tahun": year}),
        },
    )


@fresh
@require_safe
def villages(request: HttpRequest) -> HttpResponse:
    """`/rencana/desa/`: which villages of a kabupaten show everything. Eight queries."""
    choices = [(one.code, one.full_name) for one in regencies(settings.PROVINCE_CODE)]
    code = request.GET.get("wilayah", "")
    if code and code not in dict(choices):
        raise NotFound(_("There is no kabupaten with this code."))
    year = _year(request, clock.today().year)
    rows = queries.overview(code, year) if code else []
    rows.sort(key=lambda row: (row.summary.met, row.code))
    missing = Counter(title for row in rows for title in row.summary.missing)
    return render(
        request,
        "planning/duties/villages.html",
        {
            "form": forms.OverviewFilter(initial={"wilayah": code, "tahun": year}, regencies=choices, today=clock.today()),
            "rows": rows,
            "complete": sum(row.summary.is_complete for row in rows),
            "silent": sum(row.summary.met == 0 for row in rows),
            "missing": missing.most_common(),
            "place": dict(choices).get(code, ""),
            "code": code,
            "year": year,
        },
    )


def _poster(request: HttpRequest, code: str) -> tuple[Region, int, str]:
    found = _village(code)
    year = _year(request, 0) or _running(queries.years_of(code))
    place = place_line(code).partition(", ")[2]
    port = f":{settings.PUBLIC_PORT}" if settings.PUBLIC_PORT else ""
    url = f"{settings.PUBLIC_SCHEME}://{settings.BASE_DOMAIN}{port}/rencana/desa/{code}/"
    head = poster.Head(village=found.full_name, place=place, year=year, url=url)
    return found, year, poster.draw(head, queries.poster_figures(code, year))


@kept("tahun")
def poster_svg(request: HttpRequest, code: str) -> HttpResponse:
    """The poster as a drawing. Six queries."""
    _found, _which, svg = _poster(request, code)
    response = HttpResponse(svg, content_type="image/svg+xml")
    response["Content-Security-Policy"] = "default-src 'none'; sandbox"
    return response


@kept("tahun", "ukuran")
def poster_pdf(request: HttpRequest, code: str) -> HttpResponse:
    """The poster ready to print: A1 to hang up, A3 or A4 for a board. Says so where this machine cannot make PDFs."""
    size = request.GET.get("ukuran", "a1")
    if size not in poster.SIZES:
        raise NotFound(_("This page does not exist."))
    _found, year, svg = _poster(request, code)
    response = HttpResponse(_as_pdf(svg, size), content_type="application/pdf")
    response["Content-Disposition"] = f'attachment; filename="infografis-apb-desa-{code}-{year}-{size}.pdf"'
    return response


def _as_pdf(svg: str, size: str) -> bytes:
    width, height = poster.SIZES[size].split()
    drawn = svg.replace(f'width="{poster.WIDTH}mm" height="{poster.HEIGHT}mm"', f'width="{width}" height="{height}"', 1)
    page = f"<style>@page{{size:{width} {height};margin:0}}body{{margin:0}}svg{{display:block}}</style>"
    return pdf_of(
        page + drawn,
        instead=_("Open the poster as a drawing and print it from your browser: choose the paper size and “fit to page”."),
    )


@desk_page(Post.VILLAGE_OFFICER)
def keep(request: HttpRequest, code: str) -> HttpResponseBase:
    """`/meja/rencana/desa/<code>/`: income by source, and where the poster hangs."""
    actor = request.actor  # type: ignore[attr-defined]
    policies.may_keep(actor, code).require()
    found = _village(code)
    year = _year(request, clock.today().year)
    here = reverse("planning_desk:village", kwargs={"code": code}) + "?" + urlencode({"tahun": year})
    stated = {row.account_code: row for row in VillageIncome.objects.filter(village_code=code, fiscal_year=year)}
    is_poster = request.POST.get("apa") == "poster"
    income = forms.IncomeForm(request.POST if request.method == "POST" and not is_poster else None, rows=stated)
    hanging = forms.HangingForm(request.POST if is_poster else None, initial={"on": clock.today()})
    problem: DomainError | None = None
    if request.method == "POST":
        form = hanging if is_poster else income
        if form.is_valid():
            try:
                with trail.once(request.POST.get("kunci", ""), scope=f"planning.duties.{actor.id}") as once:
                    if not once.repeated:
                        if is_poster:
                            actions.hang_poster(actor=actor, village=found, fiscal_year=year, at=clock.now(), **hanging.cleaned_data)
                        else:
                            actions.state_income(actor=actor, village=found, fiscal_year=year, amounts=income.amounts(), at=clock.now())
                        once.location = here
                        messages.success(request, _("It is kept, and everybody can see it."))
                return redirect(here)
            except DomainError as error:
                if error.status in (403, 404):
                    raise
                problem = error
        else:
            problem = InvalidInput(_("Something is not right yet. What you typed is still here."))
    facts = queries.facts_of(code, year)
    context = {
        "village": found, "year": year, "years": range(clock.today().year + 1, clock.today().year - 5, -1), "income": income,
        "hanging": hanging, "hangings": facts.hangings, "problem": problem, "here": here,
        "duties": rules.duties(facts, today=clock.today()),
    }  # fmt: skip
    return render(request, "planning/duties/desk.html", context, status=problem.status if problem else 200)
