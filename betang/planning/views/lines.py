"""The public page of one line: what will be done, where, for how much, and what became of it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from betang.kernel.pages import fresh, kept
from betang.planning import exporting, glossary, showing
from betang.planning.links import code_url, explorer_url, file_url, line_url, source_url
from betang.planning.models import Figure, Realisation
from betang.planning.photos import photo_url
from betang.planning.queries import explorer, pages
from betang.planning.queries.lines import line_by_number
from betang.planning.terms import IndicatorKind, Phase
from betang.planning.words import percent, short
from betang.regions.models import Region
from betang.regions.queries import current, places_within
from betang.regions.sketches import Sketch, away, sketch_of
from betang.regions.spots import Spot, draw, in_words

TERMS = ("indikatif", "usulan", "pagu", "anggaran", "perubahan", "realisasi", "fisik", "sumber-dana", "indikator", "sub-kegiatan")
TERM_OF_PHASE = {
    Phase.INDICATIVE: "indikatif",
    Phase.PROPOSED: "usulan",
    Phase.CEILING: "pagu",
    Phase.BUDGETED: "anggaran",
    Phase.REVISED: "perubahan",
    Phase.REALISED: "realisasi",
}


@kept()
def line(request: HttpRequest, number: str) -> HttpResponse:
    """`/rencana/baris/<number>/`. At most ten queries whatever hangs on the line, and five more where places have points."""
    return render(request, "planning/line.html", _context(number))


@fresh
def paper(request: HttpRequest, number: str) -> HttpResponse:
    """`/rencana/baris/<number>/cetak.pdf`: the same on paper, for the notice board. Raises `Unavailable` where no PDF can be made."""
    context = _context(number)
    body = exporting.as_pdf("planning/line_paper.html", context | {"address": request.build_absolute_uri(line_url(number))})
    response = HttpResponse(body, content_type=exporting.FORMS["pdf"])
    response["Content-Disposition"] = f'inline; filename="rencana-{number}.pdf"'
    return response


def _context(number: str) -> dict[str, Any]:
    row = line_by_number(number)
    page = pages.page_of(row)
    shown = explorer.LineRow(
        number=row.number, name=row.name, code=row.code, scheme=row.scheme, field_code=row.field_code, programme_code=row.programme_code,
        activity_code=row.activity_code, fiscal_year=row.fiscal_year, government_code=row.government_code,
        government=row.government.full_name, office=row.office.name if row.office else "", location=row.location_text,
        amount=row.effective_idr, indicative_idr=row.indicative_idr, proposed_idr=row.proposed_idr, ceiling_idr=row.ceiling_idr,
        budgeted_idr=row.budgeted_idr, revised_idr=row.revised_idr, realised_idr=row.realised_idr, physical=row.physical_percent,
        is_sample=row.is_sample,
    )  # fmt: skip
    people = row.government.population
    where, sketch = _where(page)
    way = [(name, code_url(row.scheme, code)) for code, name in _way(page)]
    return {
        "line": row,
        "page": page,
        "shown": shown,
        "words": showing.progress_words(shown),
        "amount_words": short(row.effective_idr) if row.effective_idr is not None else "",
        "each": short(round(row.effective_idr / people)) if row.effective_idr and people and row.effective_idr >= people else "",
        "people": people,
        "phases": [(phase, Phase(phase).label, amount, source) for phase, amount, source in pages.phases_of(page, _sources(page.figures))],
        "term_of": TERM_OF_PHASE,
        "figures": [_stated(figure, page) for figure in page.figures],
        "past": [_stated(figure, page) for figure in page.past],
        "way": way,
        "indicators": _promises(page),
        "where": where,
        "sketch": sketch,
        "realisations": [(one, _spent_source(one)) for one in page.realisations],
        "others": [(other, showing.progress_words(other, is_past=other.fiscal_year < row.fiscal_year)) for other in page.other_years],
        "government_url": explorer_url(wilayah=row.government_code, tahun=row.fiscal_year),
        "place_url": lambda code: explorer_url(wilayah=code, tahun=row.fiscal_year),
        "short": short,
        "percent": percent,
        "line_url": line_url,
        "photo_url": photo_url,
        "terms": glossary.terms_of(TERMS),
    }


@dataclass(frozen=True, slots=True)
class Promised:
    """A measure with what is to be reached in each year: (year, target, what was reached)."""

    text: str
    label: str
    years: list[tuple[int, str, str]]


def _promises(page: pages.LinePage) -> list[Promised]:
    found: dict[tuple[str, str], Promised] = {}
    for one in page.indicators:
        kind, _colon, year = one.fourth.partition(":")
        if kind in IndicatorKind.values:
            held = found.setdefault((kind, one.first), Promised(one.first, str(IndicatorKind(kind).label), []))
            held.years.append((int(year), one.second, one.third))
    return list(found.values())


MOST_SPOTS = 3


@dataclass(frozen=True, slots=True)
class Where:
    """A place with a point: in words, how far from the seat, its numbers, its drawing; `number` on the sketch, 0 where it is on none."""

    place: str
    away: str
    words: str
    spot: Spot | None
    number: int = 0


def _where(page: pages.LinePage) -> tuple[list[Where], Sketch | None]:
    """The places with a point, and one sketch of those that have no drawing of their own.

    Drawn are the places of one kecamatan, sketched those of one kabupaten, so that neither asks more than once: five queries at most.
    """
    found: list[Where] = []
    sketched: list[tuple[float, float]] = []
    government: Region | None = None
    district, villages = "", []
    for row in page.points:
        assert row.latitude is not None
        assert row.longitude is not None
        parts = row.region_code.split(".")
        at, own = (row.latitude, row.longitude), ".".join(parts[:3])
        if not district and len(parts) > 2:
            district, villages = own, [one for one in places_within(own) if one.code.count(".") == 3]
        can = own == district and sum(one.spot is not None for one in found) < MOST_SPOTS
        place = f"{row.region.full_name}, {row.detail}" if row.detail else row.region.full_name
        spot = draw(*at, villages, row.region_code) if can else None
        code = ".".join(parts[:2])
        if government is None:
            government = page.line.government if page.line.government.code == code else current().filter(code=code).first()
        is_here = government is not None and government.code == code
        if spot is None and is_here:
            sketched.append(at)
        found.append(
            Where(
                place,
                away(government, at) if government is not None and is_here else "",
                in_words(*at),
                spot,
                len(sketched) if spot is None and is_here else 0,
            )
        )
    sketch = sketch_of(government, sketched, marked=district) if government is not None and sketched else None
    return found, sketch


def _way(page: pages.LinePage) -> list[tuple[str, str]]:
    """(code, name) from the sector down to the line's own code, without repetitions."""
    row = page.line
    codes = dict.fromkeys(code for code in (row.field_code, row.programme_code, row.activity_code, row.code) if code)
    return [(code, page.names.get(code, code)) for code in codes]


def _sources(figures: list[Figure]) -> dict[Any, str]:
    return {figure.pk: source_url(figure) for figure in figures}


def _stated(figure: Figure, page: pages.LinePage) -> tuple[Figure, str, str, str]:
    """A figure with its phase's name, its fund's name, and where it stands."""
    fund = page.names.get(f"fund:{figure.fund_code}", figure.fund_code)
    return figure, str(Phase(figure.phase).label), fund, source_url(figure)


def _spent_source(row: Realisation) -> str:
    return file_url(row.run.file.sha256, row.sheet, row.cell) if row.run is not None else ""
