"""Lines of the plan that build something, as projects of the Open Contracting for Infrastructure Data Standard (OC4IDS 0.9).

Source: https://standard.open-contracting.org/infrastructure/, project schema and code lists (Apache-2.0).
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterator
from datetime import date, datetime, time
from typing import Any

from django.conf import settings

from betang.api.opendata.datasets import PIECE, Filter, kind_words, plan_lines
from betang.hosting.addresses import portal_url
from betang.kernel import clock
from betang.planning.models import Line, LineFund, LinePlace

VERSION = "0.9"
SCHEME = "ID-KEMENDAGRI"
_VERBS = re.compile(r"\b(pembangunan|rehabilitasi|rekonstruksi|peningkatan|pemeliharaan|pelebaran|perbaikan|penggantian|pengerasan)\b")
_NO_WORKS = re.compile(r"\b(perencanaan|pengawasan|penyusunan|evaluasi|kapasitas|pelatihan|sosialisasi|koordinasi|bahan makanan)\b")
_SECTORS: tuple[tuple[str, tuple[str, ...]], ...] = (
    (r"jalan|jembatan|gorong|titian|jerambah", ("transport", "transport.road")),
    (r"dermaga|pelabuhan|tambatan|terminal sungai", ("transport", "transport.water")),
    (r"tanggul|banjir|siring|turap", ("naturalResources", "naturalResources.floodProtection")),
    (r"irigasi|embung|drainase|air bersih|air minum|spam|sanitasi|mck|jamban|limbah|sampah|sumur|saluran", ("waterAndWaste",)),
    (r"sekolah|paud|taman kanak|ruang kelas|perpustakaan|asrama", ("education",)),
    (r"posyandu|puskesmas|polindes|poskesdes|rumah sakit|pustu", ("health",)),
    (r"listrik|penerangan|tenaga surya|plts", ("energy",)),
    (r"menara|internet|jaringan komunikasi", ("communications",)),
    (r"rumah tidak layak|rumah layak|rtlh|perumahan", ("socialHousing",)),
    (r"pasar|kios|lumbung|tani|kolam|karamba|perikanan|kandang|penggilingan", ("economy",)),
    (r"lapangan|olahraga|wisata|taman|sanggar|budaya", ("cultureSportsAndRecreation",)),
    (r"kantor|balai|gedung|bangunan|pos ronda|pagar", ("governance",)),
)
_TYPES = (("rehabilitation", r"rehabilitasi|rekonstruksi|perbaikan"), ("replacement", r"penggantian"), ("construction", r"pembangunan"))


def sector_of(name: str) -> tuple[str, ...]:
    """The sectors of a work by the words in its name; empty for what builds nothing. Source: projectSector code list."""
    words = name.lower()
    if not _VERBS.search(words) or _NO_WORKS.search(words):
        return ()
    return next((sectors for pattern, sectors in _SECTORS if re.search(rf"\b(?:{pattern})", words)), ())


def type_of(name: str) -> str:
    """`construction`, `rehabilitation`, `replacement`; empty where the name says several or none.

    Source: projectType code list.
    """
    found = [kind for kind, pattern in _TYPES if re.search(pattern, name.lower())]
    return found[0] if len(found) == 1 else ""


def status_of(*, budgeted: bool, spent: int, percent: float) -> str:
    """The phase that a work has come to. Source: projectStatus code list."""
    if percent >= 100:
        return "completion"
    if spent > 0 or percent > 0:
        return "implementation"
    return "preparation" if budgeted else "identification"


def _moment(day: date, *, end: bool = False) -> str:
    return datetime.combine(day, time(23, 59, 59) if end else time(0), clock.zone()).isoformat()


def _money(amount: int) -> dict[str, Any]:
    return {"amount": amount, "currency": "IDR"}


def project(line: Line, places: list[LinePlace], funds: list[tuple[str, int | None]]) -> dict[str, Any]:
    """One line as a project. Read the line with `government` and `office` selected."""
    government = f"{kind_words().get(line.government.kind, '')} {line.government.name}".strip()
    party = {"id": f"{SCHEME}-{line.government_code}", "name": f"Pemerintah {government}"}
    identifier = {"scheme": SCHEME, "id": line.government_code, "legalName": party["name"]}
    if line.office is not None:
        party = {"id": f"{party['id']}-{line.office.pk}", "name": f"{line.office.name}, {government}"}
    budget = next(
        (one for one in (line.revised_idr, line.budgeted_idr, line.ceiling_idr, line.proposed_idr, line.indicative_idr) if one is not None),
        None,
    )
    percent = float(line.physical_percent or 0)
    made: dict[str, Any] = {
        "id": f"{settings.OC4IDS_PREFIX}-{line.number}",
        "updated": line.changed_at.astimezone(clock.zone()).isoformat(),
        "title": line.name,
        "description": "DATA CONTOH, bukan proyek sungguhan." if line.is_sample else f"Rencana {government} tahun {line.fiscal_year}.",
        "status": status_of(
            budgeted=line.budgeted_idr is not None or line.revised_idr is not None, spent=line.realised_idr or 0, percent=percent
        ),
        "period": {
            "startDate": _moment(line.starts_on or date(line.fiscal_year, 1, 1)),
            "endDate": _moment(line.ends_on or date(line.fiscal_year, 12, 31), end=True),
        },
        "sector": list(sector_of(line.name)),
        "additionalClassifications": [{"scheme": "ID-NOMENKLATUR", "id": line.code, "description": line.name}],
        "parties": [{**party, "identifier": identifier, "roles": ["publicAuthority"]}],
        "publicAuthority": party,
        "documents": [
            {
                "id": "1",
                "title": "Halaman rencana",
                "url": portal_url(f"/rencana/baris/{line.number}/"),
                "format": "text/html",
                "language": "id",
            }
        ],
    }
    kind = type_of(line.name)
    if kind:
        made["type"] = kind
    if places:
        made["locations"] = [_location(number, place) for number, place in enumerate(places, 1)]
    if budget is not None:
        made["budget"] = {"amount": _money(budget)}
        known = [(code, amount) for code, amount in funds if amount is not None]
        if known:
            made["budget"]["budgetBreakdown"] = [
                {"id": code, "description": f"Sumber dana {code}", "amount": _money(amount)} for code, amount in known
            ]
    if percent >= 100 and line.realised_idr is not None:
        made["completion"] = {"finalValue": _money(line.realised_idr)}
    return made


def _location(number: int, place: LinePlace) -> dict[str, Any]:
    name = f"{kind_words().get(place.region.kind, '')} {place.region.name}".strip()
    made: dict[str, Any] = {
        "id": str(number),
        "description": f"{place.detail}, {name}" if place.detail else name,
        "gazetteer": {"scheme": SCHEME, "identifiers": [place.region_code]},
    }
    if place.latitude is not None and place.longitude is not None:
        made["geometry"] = {"type": "Point", "coordinates": [place.longitude, place.latitude]}
    return made


def projects(chosen: Filter) -> Iterator[dict[str, Any]]:
    """Every line that builds something, read in pieces. Three queries for each two thousand lines."""
    rows = plan_lines(chosen).select_related("government", "office").order_by("pk")
    last: Any = None
    while True:
        piece = list((rows if last is None else rows.filter(pk__gt=last))[:PIECE])
        if not piece:
            return
        last = piece[-1].pk
        works = [line for line in piece if sector_of(line.name)]
        places: dict[Any, list[LinePlace]] = defaultdict(list)
        for place in LinePlace.objects.filter(line__in=works).select_related("region").order_by("pk"):
            places[place.line_id].append(place)
        funds: dict[Any, list[tuple[str, int | None]]] = defaultdict(list)
        for line_id, code, amount in LineFund.objects.filter(line__in=works).order_by("code").values_list("line_id", "code", "amount_idr"):
            funds[line_id].append((code, amount))
        for line in works:
            yield project(line, places.get(line.pk, []), funds.get(line.pk, []))
