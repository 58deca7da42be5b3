"""The plan of a place: on its region page, and on the site of a group as «the plan for our village»."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import URLPattern, URLResolver, path
from django.utils.translation import gettext as _

from betang.hosting.addresses import portal_url
from betang.kernel.pages import kept
from betang.planning import glossary, showing
from betang.planning.links import explorer_url, export_url, line_url
from betang.planning.queries import places
from betang.planning.queries.explorer import LineRow
from betang.planning.queries.filters import read
from betang.planning.words import each, percent, short
from betang.regions import queries as regions
from betang.regions.terms import Level
from betang.ui.formats import number
from betang.web.faces import face_of, generation_of

REGION_LINES = 5
TERMS = ("apb-desa", "rkp-desa", "dana-desa", "rkpd", "apbd", "dekat", "pagu", "anggaran", "realisasi")


@dataclass(frozen=True, slots=True, kw_only=True)
class Shown:
    """One line as it stands on the page of a place: its address, how far it has come, and where it is."""

    line: LineRow
    url: str
    words: tuple[str, str]
    where: str


def shown(line: LineRow, where: str = "", *, is_past: bool = False, on_portal: bool = True) -> Shown:
    """A line ready for `planning/parts.html`; on a site its address names the portal's host."""
    address = line_url(line.number)
    return Shown(
        line=line,
        url=address if on_portal else portal_url(address),
        words=showing.progress_words(line, is_past=is_past),
        where=where or line.location[:90],
    )


def facts_of(plan: places.PlacePlan, population: int | None) -> list[tuple[str, str]]:
    """The numbers of a place's own plan, each with its sentence."""
    facts: list[tuple[str, str]] = []
    if plan.own.lines:
        facts.append((short(plan.own.amount), _("in its own plan for %(year)s") % {"year": plan.year}))
        if population:
            facts.append((each(plan.own.amount, population), _("for each of %(people)s inhabitants") % {"people": number(population)}))
        if plan.own.spent:
            words = _("of it is reported as spent: %(amount)s") % {"amount": short(plan.own.spent)}
            facts.append((percent(plan.own.spent, plan.own.amount), words))
    if plan.below.lines:
        words = _("in the plans of its villages, in %(count)s") % {"count": showing.lines_word(plan.below.lines)}
        facts.append((short(plan.below.amount), words))
    if plan.near.lines:
        words = _("planned here by governments above it, in %(count)s") % {"count": showing.lines_word(plan.near.lines)}
        facts.append((short(plan.near.amount), words))
    return facts


def section_of(code: str, population: int | None, *, name: str) -> dict[str, Any] | None:
    """What a region page shows of plans; None where nothing is known. One query then, else at most six."""
    plan = places.plan_of(code, own_shown=REGION_LINES, near_shown=REGION_LINES, promises_shown=0)
    if plan.is_empty:
        return None
    around = {code: name}
    return {
        "plan": plan,
        "facts": facts_of(plan, population),
        "hundred": showing.hundred(plan.groups),
        "own": [shown(line) for line in plan.own_lines],
        "near": [shown(line, around.get(where, "")) for line, where in plan.near_lines],
        "below": [shown(line, where) for line, where in plan.below_lines],
        "all_url": explorer_url(wilayah=code, tahun=plan.year),
        "pdf_url": export_url("pdf", wilayah=code, tahun=plan.year),
        "short": short,
    }


@kept("tahun", with_portal=True)
def our_plan(request: HttpRequest) -> HttpResponse:
    """`/rencana/` on a group's site: what is built where the group is at home, by whom, for how much. At most eight queries."""
    house = request.house  # type: ignore[attr-defined]
    face = face_of(house.site_id, generation_of(house))
    code = face.region_code
    year = read(request.GET.dict()).year
    region = regions.current().filter(code=code).values_list("level", "population").first()
    level, population = region or (Level.VILLAGE, None)
    plan = places.plan_of(code, year)
    names = _names(code, face.place)
    context = {
        "face": face,
        "plan": plan,
        "is_village": level == Level.VILLAGE,
        "place": names.get(code, face.place),
        "facts": facts_of(plan, population),
        "hundred": showing.hundred(plan.groups),
        "own": [shown(line, on_portal=False) for line in plan.own_lines],
        "near": [shown(line, names.get(where, ""), on_portal=False) for line, where in plan.near_lines],
        "promises": [shown(line, is_past=True, on_portal=False) for line in plan.promises],
        "years": [(of_year, f"?tahun={of_year}", of_year == plan.year) for of_year in plan.years],
        "all_url": portal_url(explorer_url(wilayah=code, tahun=plan.year)),
        "own_url": portal_url(explorer_url(wilayah=code, oleh="desa" if level == Level.VILLAGE else "", tahun=plan.year)),
        "before_url": f"?tahun={plan.year - 1}",
        "glossary_url": portal_url(explorer_url() + "istilah/"),
        "terms": glossary.terms_of(TERMS),
        "short": short,
        "percent": percent,
    }
    return render(request, "web/our_plan.html", context)


def _names(code: str, place: str) -> dict[str, str]:
    """Names of a place and of those that it lies in, from the line that the site's face has of it: no query."""
    parts = [part.strip() for part in place.split(",")]
    return dict(zip(reversed(regions.prefixes(code)), parts, strict=False))


site: list[URLPattern | URLResolver] = [path("rencana/", our_plan, name="plan")]
"""To be listed in `web.urls.site`."""
