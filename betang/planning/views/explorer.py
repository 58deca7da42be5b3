"""The explorer, the pages of codes and offices, their files, and places beside places like them."""

from __future__ import annotations

from typing import Any
from urllib.parse import urlencode
from uuid import UUID

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from betang.kernel.errors import NotFound
from betang.kernel.pages import fresh, kept
from betang.planning import exporting, glossary, showing
from betang.planning.links import code_url, explorer_url, line_url
from betang.planning.models import Code
from betang.planning.queries import comparing, explorer
from betang.planning.queries.explorer import Found, Group
from betang.planning.queries.filters import PARAMS, PLANNERS, Filters, read
from betang.planning.queries.scopes import Scope, scope_of
from betang.planning.rules import support_code
from betang.planning.terms import Phase, Scheme
from betang.planning.words import each, name_of, percent, short
from betang.regions.models import Office
from betang.ui.formats import number

GROUPS_SHOWN = 40
TERMS = (
    "rkpd", "apbd", "apb-desa", "urusan", "program", "sub-kegiatan", "perangkat", "indikatif", "usulan", "pagu", "anggaran", "perubahan",
    "realisasi", "sumber-dana", "indikator",
)  # fmt: skip
LEVELS = {
    "field": ("field", gettext_lazy("sector")),
    "programme": ("programme", gettext_lazy("programme")),
    "activity": ("activity", gettext_lazy("activity")),
    "sub_activity": ("code", gettext_lazy("sub-activity")),
}
"""The field of `Filters` that the page of a code fixes, by the name of its address."""


@kept(*PARAMS)
def index(request: HttpRequest) -> HttpResponse:
    """`/rencana/`: what is planned and spent, by every filter in the address. At most eight queries."""
    filters = read(request.GET.dict())
    return _page(request, filters, fixed=())


@kept("dana", "hal", "oleh", "tahap", "tahun", "wilayah")
def code(request: HttpRequest, code: str, level: str) -> HttpResponse:
    """`/rencana/program/1.03.10/` and its sisters: one sector, programme, activity or sub-activity, over all who plan it."""
    name = LEVELS[level][0]
    given = request.GET.dict()
    filters = read({key: value for key, value in given.items() if key not in ("urusan", "program", "kegiatan", "sub", "perangkat", "q")})
    fixed = read({{"field": "urusan", "programme": "program", "activity": "kegiatan", "code": "sub"}[name]: code})
    if not getattr(fixed, name):
        raise NotFound(_("There is no such code in the plans."))
    filters = filters.but(**{name: code, "page": filters.page})
    return _page(request, filters, fixed=(name,), level=level)


@kept("dana", "hal", "tahap", "tahun", "urusan")
def office(request: HttpRequest, office_id: UUID) -> HttpResponse:
    """`/rencana/perangkat/<key>/`: what one office plans and spends."""
    row = Office.objects.select_related("region").filter(pk=office_id).first()
    if row is None:
        raise NotFound(_("There is no such office."))
    filters = read(request.GET.dict(), office=row.pk, place=row.region.code)
    filters = filters.but(planner=_planner_of(row.region.code), programme="", activity="", code="", words="", page=filters.page)
    return _page(request, filters, fixed=("office", "place", "planner"), office=row)


def _planner_of(code: str) -> str:
    return next((name for name, (length, _label) in PLANNERS.items() if length == len(code)), "")


def _page(request: HttpRequest, filters: Filters, *, fixed: tuple[str, ...], level: str = "", office: Office | None = None) -> HttpResponse:
    scope = scope_of(filters)
    found = explorer.answer(filters, scope)
    entry = _entry(filters.narrowest[1]) if level else None
    if level and entry is None and not found.total.lines and filters.but(**{LEVELS[level][0]: filters.narrowest[1]}) == filters:
        raise NotFound(_("There is no such code in the plans."), hint=_("Look for it in the list of plans."))
    offset = (filters.page - 1) * explorer.LINES_A_PAGE
    rows = explorer.list_lines(filters, found, limit=explorer.LINES_A_PAGE + 1, offset=offset) if found.year else []
    has_more = len(rows) > explorer.LINES_A_PAGE
    lines = rows[: explorer.LINES_A_PAGE]

    def address(**change: Any) -> str:
        return _address(request, filters.but(**change), fixed)

    group_url = _group_url(filters, found)
    if found.offices:
        names = explorer.office_names(group.key for group in found.offices)
        found.offices = [Group(one.key, names.get(one.key, "–"), one.amount, one.spent, one.lines) for one in found.offices]
    title = _title(filters, found, entry, level, office)
    params = filters.params() | ({"tahun": str(found.year)} if found.year else {})
    params.pop("hal", None)
    context = {
        "title": title,
        "kicker": LEVELS[level][1] if level else "",
        "code": filters.narrowest[1] if level else "",
        "entry": entry,
        "office": office,
        "filters": filters,
        "found": found,
        "year": found.year,
        "place": scope.place.full_name if scope.place.name else "",
        "region_url": _region_url(scope.code),
        "facts": _facts(filters, found),
        "before": found.before if filters.is_bare and found.before.lines else None,
        "before_url": address(year=found.year - 1),
        "hundred": showing.hundred(found.groups) if found.by != "government" else [],
        "by_label": _by_label(found.by),
        "map": showing.treemap_of(found.groups, group_url),
        "groups": [(group, group_url(group)) for group in found.groups[:GROUPS_SHOWN]],
        "groups_left": max(len(found.groups) - GROUPS_SHOWN, 0),
        "offices": [(one, reverse("planning:office", kwargs={"office_id": one.key})) for one in found.offices],
        "planners": _planners(found, address) if filters.is_bare else [],
        "lines": lines,
        "words_of": showing.progress_words,
        "lines_word": showing.lines_word,
        "short": short,
        "percent": percent,
        "line_url": line_url,
        "is_sample": any(line.is_sample for line in lines),
        "selects": _selects(filters, found, fixed),
        "previous_url": _address(request, filters, fixed, page=filters.page - 1) if filters.page > 1 else "",
        "next_url": _address(request, filters, fixed, page=filters.page + 1) if has_more else "",
        "files_": [
            (form, reverse("planning:export", kwargs={"form": form}) + "?" + urlencode(dict(sorted(params.items()))))
            for form in exporting.FORMS
        ],
        "compare_url": reverse("planning:compare") + "?" + urlencode({"wilayah": scope.code}) if len(scope.code) > 2 else "",
        "explorer_url": explorer_url(wilayah=filters.place, tahun=found.year),
        "terms": glossary.terms_of(TERMS),
    }
    return render(request, "planning/explorer.html", context)


def _entry(code: str) -> Code | None:
    """The code list's own words for a code, the newest; a support programme's are those of X.XX."""
    wanted = [one for one in (code, support_code(code)) if one]
    rows = Code.objects.filter(code__in=wanted, nomenclature__scheme__in=(Scheme.REGIONAL, Scheme.VILLAGE_ACTIVITY))
    rows = rows.select_related("nomenclature").filter(nomenclature__scheme=explorer.scheme_of(code))
    found = sorted(rows, key=lambda row: (row.code == code, row.nomenclature.version))
    return found[-1] if found else None


def _title(filters: Filters, found: Found, entry: Code | None, level: str, office: Office | None) -> str:
    if office is not None:
        return office.name
    if level:
        code = filters.narrowest[1]
        return name_of(entry.name) if entry is not None else found.names.get(code, code)
    place = found.scope.place.full_name if found.scope.place.name else ""
    if not found.year:
        return _("Plans and budgets")
    return _("What is planned in %(place)s in %(year)s") % {"place": place, "year": found.year}


def _facts(filters: Filters, found: Found) -> list[tuple[str, str]]:
    total = found.total
    if not total.lines and not total.amount:
        return []
    phase = str(Phase(filters.phase).label) if filters.phase else ""
    what = (
        _("in the phase “%(phase)s”, %(year)s") % {"phase": phase, "year": found.year}
        if phase
        else _("planned for %(year)s") % {"year": found.year}
    )
    facts = [(short(total.amount), what)]
    people = found.scope.population
    if people and total.amount and not filters.office and not filters.planner:
        facts.append((each(total.amount, people), _("for each of %(people)s inhabitants") % {"people": number(people)}))
    if total.spent:
        facts.append((percent(total.spent, total.amount), _("of it is reported as spent: %(amount)s") % {"amount": short(total.spent)}))
    facts.append((number(total.lines), ngettext("piece of work", "pieces of work", total.lines)))
    villages = found.by_planner.get(PLANNERS["desa"][0])
    if filters.planner == "desa" and filters.but(planner="").is_bare and villages and villages.governments > 1:
        mean = short(round(villages.amount / villages.governments))
        facts.append((mean, _("for each of %(count)s villages with a plan, on average") % {"count": number(villages.governments)}))
    return facts


def _planners(found: Found, address: Any) -> list[tuple[str, str, explorer.Sums]]:
    """(name, address, sums) by whose plan it is, where there is more than one kind."""
    rows = []
    for name, (length, label) in PLANNERS.items():
        sums = found.by_planner.get(length)
        if sums is not None:
            rows.append((str(label), address(planner=name), sums))
    return rows if len(rows) > 1 else []


def _by_label(by: str) -> str:
    return {
        "field": _("By sector"),
        "programme": _("By programme"),
        "activity": _("By activity"),
        "code": _("By sub-activity"),
        "government": _("By government"),
    }[by]


def _group_url(filters: Filters, found: Found) -> Any:
    """Where a row of the breakdown leads: to the page of its code, or where more is asked, deeper into the explorer."""
    scope = {"dana": filters.fund, "oleh": filters.planner, "tahap": filters.phase, "tahun": str(found.year), "wilayah": filters.place}
    column = {"field": "field", "programme": "programme", "activity": "activity", "code": "code"}.get(found.by, "")
    is_deep = bool(filters.office or filters.words)

    def address(group: Group) -> str:
        if found.by == "government":
            return explorer_url(**{**filters.but(place=group.key, planner="").params(), "tahun": str(found.year)})
        if is_deep:
            return explorer_url(**{**filters.but(**{column: group.key}).params(), "tahun": str(found.year)})
        page = code_url(explorer.scheme_of(group.key), group.key)
        query = {name: value for name, value in scope.items() if value}
        return f"{page}?{urlencode(query)}" if page else ""

    return address


def _address(request: HttpRequest, filters: Filters, fixed: tuple[str, ...], *, page: int = 1) -> str:
    """This page with another question: what the address itself says is not said again."""
    names = {
        "field": "urusan",
        "programme": "program",
        "activity": "kegiatan",
        "code": "sub",
        "office": "perangkat",
        "place": "wilayah",
        "planner": "oleh",
    }
    params = filters.params()
    for name in fixed:
        params.pop(names[name], None)
    params.pop("hal", None)
    if page > 1:
        params["hal"] = str(page)
    query = urlencode(dict(sorted(params.items())))
    return request.path + (f"?{query}" if query else "")


def _selects(filters: Filters, found: Found, fixed: tuple[str, ...]) -> list[tuple[str, str, list[tuple[str, str]], str]]:
    """(parameter, label, choices, chosen) of what a reader may choose on this page."""
    scope = found.scope
    selects: list[tuple[str, str, list[tuple[str, str]], str]] = []
    selects.append(("tahun", _("Year"), [(str(year), str(year)) for year in found.years], str(found.year)))
    if "place" not in fixed:
        selects.append(("wilayah", _("Place"), _places(scope), filters.place if filters.place == scope.code else ""))
    if "planner" not in fixed:
        whose = [("", _("everybody")), *((name, str(label)) for name, (_length, label) in PLANNERS.items())]
        selects.append(("oleh", _("Plan of"), whose, filters.planner))
    if not set(fixed) & {"field", "programme", "activity", "code"}:
        fields = [("", _("all sectors")), *((key, f"{key} {name}") for key, name in found.fields)]
        selects.append(("urusan", _("Sector"), fields, filters.field))
    if found.funds:
        selects.append(("dana", _("Fund source"), [("", _("all funds")), *((key, name) for key, name in found.funds)], filters.fund))
    phases = [("", _("latest amount")), *((str(value), str(label)) for value, label in Phase.choices)]
    selects.append(("tahap", _("Phase"), phases, filters.phase))
    return selects


def _places(scope: Scope) -> list[tuple[str, str]]:
    """The province, its kabupaten, the way down to the place chosen, and what lies in it."""
    rows = [("", scope.way[0].full_name if scope.way else "")]
    for place in scope.regencies:
        rows.append((place.code, place.full_name))
        for deeper in scope.way[2:] if place.code in scope.code else ():
            if deeper.code.startswith(place.code):
                rows.append((deeper.code, "  " * deeper.code.count(".") + deeper.full_name))
        if scope.code.startswith(place.code):
            rows += [(one.code, "  " * one.code.count(".") + one.full_name) for one in scope.within]
    return rows


def _region_url(code: str) -> str:
    """The page of a region: composed above this package, at an address that the whole house knows (DESIGN §4)."""
    base = explorer_url().removesuffix("rencana/")
    return f"{base}wilayah/" if code == settings.PROVINCE_CODE else f"{base}wilayah/{code}/"


@fresh
def export(request: HttpRequest, form: str) -> HttpResponse:
    """`/rencana/unduh.csv?…`: the question in the address, answered as a file."""
    if form not in exporting.FORMS:
        raise NotFound(_("There is no such file."))
    filters = read(request.GET.dict())
    scope = scope_of(filters)
    found = explorer.answer(filters, scope)
    most = exporting.MOST_LINES[form]
    lines = explorer.list_lines(filters.but(), found, limit=most + 1) if found.year else []
    origin = f"{request.scheme}://{request.get_host()}"
    params = {**filters.params(), "tahun": str(found.year)}
    params.pop("hal", None)
    asked = [(label, dict(choices).get(chosen, chosen).strip()) for _name, label, choices, chosen in _selects(filters, found, ())]
    asked += [(_("Words"), filters.words)] if filters.words else []
    sheet = exporting.Sheet(
        title=_title(filters, found, None, "", None),
        asked=asked,
        sums={_("planned"): found.total.amount, _("spent"): found.total.spent, _("pieces of work"): found.total.lines},
        groups=found.groups,
        lines=lines[:most],
        origin=origin,
        address=origin + explorer_url(**params),
        is_cut=len(lines) > most,
    )
    if form == "pdf":
        context = {"sheet": sheet, "by_label": _by_label(found.by), "words_of": showing.progress_words, "most": most}
        body = exporting.as_pdf("planning/paper.html", context)
    else:
        body = exporting.MAKERS[form](sheet)
    response = HttpResponse(body, content_type=exporting.FORMS[form])
    response["Content-Disposition"] = f'attachment; filename="rencana-{scope.code}-{found.year}.{form}"'
    return response


@kept("tahun", "urusan", "wilayah")
def compare(request: HttpRequest) -> HttpResponse:
    """`/rencana/bandingkan/`: a place beside those that lie in the same region, for each inhabitant. At most five queries."""
    filters = read(request.GET.dict())
    context = _compared(filters)
    params = {**filters.params(), "tahun": str(context["found"].year)}
    asked = {name: params[name] for name in ("tahun", "urusan", "wilayah") if params.get(name)}
    paper_url = reverse("planning:compare_paper") + "?" + urlencode(asked) if context["found"].years else ""
    return render(request, "planning/compare.html", context | {"paper_url": paper_url})


@fresh
def compare_paper(request: HttpRequest) -> HttpResponse:
    """`/rencana/bandingkan/cetak.pdf?…`: the same on paper. Raises `Unavailable` where no PDF can be made."""
    context = _compared(read(request.GET.dict()))
    if not context["found"].years:
        raise NotFound(_("No plan of these places is known here yet."))
    body = exporting.as_pdf("planning/compare_paper.html", context | {"address": request.build_absolute_uri()})
    response = HttpResponse(body, content_type=exporting.FORMS["pdf"])
    response["Content-Disposition"] = f'inline; filename="bandingkan-{context["found"].year}.pdf"'
    return response


def _compared(filters: Filters) -> dict[str, Any]:
    found = comparing.compare(filters.place, year=filters.year, field=filters.field)
    names = explorer.names_of(found.fields)
    top = max((peer.each_idr or 0 for peer in found.peers), default=0) or max((peer.sums.amount for peer in found.peers), default=0)
    return {
        "filters": filters,
        "found": found,
        "field_name": names.get(filters.field, filters.field),
        "fields": [(code, f"{code} {names.get(code, '')}") for code in found.fields],
        "has_people": any(peer.each_idr for peer in found.peers),
        "top": top,
        "explorer_url": explorer_url,
        "percent": percent,
        "short": short,
        "terms": glossary.terms_of(("urusan", "anggaran", "realisasi")),
    }


@kept()
def words(request: HttpRequest) -> HttpResponse:
    """`/rencana/istilah/`: what the words of planning mean."""
    return render(request, "planning/glossary.html", {"terms": glossary.terms_of(glossary.TERMS)})
