"""Region pages: what a place is, what lies in it, who writes there, and what it was called before."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from django.conf import settings
from django.http import HttpRequest, HttpResponse, HttpResponsePermanentRedirect
from django.shortcuts import render
from django.urls import URLPattern, URLResolver, path, reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from betang.communities import queries as communities
from betang.kernel.errors import NotFound
from betang.kernel.pages import kept
from betang.proposals.queries import latest as proposals
from betang.proposals.views.reading import STAGE_TONES
from betang.publishing import queries as publishing
from betang.regions import catalogue, maps
from betang.regions import queries as regions
from betang.regions.models import Region, Succession
from betang.regions.queries import Place
from betang.regions.terms import Kind, Level, SuccessionKind
from betang.ui.formats import day, number
from betang.web import plans, seasons
from betang.web.lands import Land, land_of

GROUPS_SHOWN = 8
NEWS_SHOWN = 6
PROPOSALS_SHOWN = 4
FOUND_LIMIT = 60
"""How many names a search within a region shows at most."""

WORDS_LIMIT = 80
"""Letters of a search that are read."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Child:
    """A line in the list of what lies directly in a region."""

    code: str
    full_name: str
    groups: int
    districts: int
    villages: int
    postal_code: str


@kept()
def region_index(request: HttpRequest) -> HttpResponse:
    """The province of this house: the map, and its kabupaten and kota."""
    return _page(request, settings.PROVINCE_CODE)


@kept()
def region_page(request: HttpRequest, code: str) -> HttpResponse:
    """One region; an old code tells what became of it."""
    if not catalogue.is_code(code):
        raise NotFound(_("There is no region with the code %(code)s.") % {"code": code[:20]})
    if code == settings.PROVINCE_CODE:
        return HttpResponsePermanentRedirect(reverse("web:regions"))
    return _page(request, code)


def _page(request: HttpRequest, code: str) -> HttpResponse:
    """At most eight queries where the land is known already, at most twelve the first time."""
    land = land_of(code, request)
    if land is None:
        return _past(request, code)
    region = land.region
    is_village = region.level == Level.VILLAGE
    seats = Counter[str]()
    for seat, _standing, count in communities.seats(code):
        seats[seat] += count
    total = seats.total()
    words = request.GET.get("q", "")[:WORDS_LIMIT].strip()
    context: dict[str, Any] = {
        "region": region,
        "crumbs": _crumbs(land.way, region, is_village=is_village),
        "facts": list(_facts(region, [] if is_village else land.below, total)),
        "drawn": land.drawn("page", seats, lambda: _map(land, seats, is_village=is_village)),
        "children": lambda: _children(code, land.below, seats),
        "words": words,
        "found": _found(code, land.way, land.below, words) if words and not is_village else None,
        "found_limit": FOUND_LIMIT,
        "groups": communities.first_lines(code, limit=GROUPS_SHOWN, places_of=land.places_of) if total else (),
        "group_total": total,
        "news": publishing.latest_for_portal(region_code=code, limit=NEWS_SHOWN, places_of=land.places_of),
        # What else happens in a place stands here: one question to the package it belongs to, names from `land.places_of`.
        "plan": plans.section_of(code, region.population, name=region.full_name),
        "now": seasons.of_place(request, code),
        "proposals": proposals.latest_of("" if code == settings.PROVINCE_CODE else code, limit=PROPOSALS_SHOWN),
        "stage_tones": STAGE_TONES,
        "places_of": land.places_of,
        "history": [_step(step) for step in land.history],
        "offices": [one for one in land.offices if not one[0].startswith("Kecamatan ")],
        "district_offices": [one for one in land.offices if one[0].startswith("Kecamatan ")],
        "page_url": _url(code),
    }
    return render(request, "web/region.html", context)


def _past(request: HttpRequest, code: str) -> HttpResponse:
    """What became of a code that is no longer in use. `NotFound` for one that never was."""
    ended = Region.objects.filter(code=code, valid_to__isnull=False).order_by("-valid_to").first()
    if ended is None:
        raise NotFound(_("There is no region with the code %(code)s.") % {"code": code})
    steps = regions.successors_of(code)
    ends = {step.successor.code: step.successor.full_name for step in steps if step.successor.valid_to is None}
    context = {
        "region": ended,
        "history": [_step(step) for step in steps],
        "now": [(name, _url(found)) for found, name in sorted(ends.items())],
    }
    return render(request, "web/region_past.html", context)


def _url(code: str) -> str:
    return reverse("web:regions") if code == settings.PROVINCE_CODE else reverse("web:region", kwargs={"code": code})


def _crumbs(way: Iterable[Place], region: Region, *, is_village: bool) -> list[tuple[str, str]]:
    steps = [(place.full_name, _url(place.code)) for place in way]
    return [*steps, (region.full_name, "")] if is_village else [*steps[:-1], (region.full_name, "")]


def _facts(region: Region, below: list[Place], groups: int) -> Iterable[tuple[str, str]]:
    kinds = Counter(place.kind for place in below)
    if kinds[Kind.KABUPATEN] or kinds[Kind.KOTA]:
        yield number(kinds[Kind.KABUPATEN] + kinds[Kind.KOTA]), _("kabupaten and cities")
    districts = kinds[Kind.KECAMATAN] + kinds[Kind.DISTRIK]
    if districts:
        yield number(districts), ngettext("district", "districts", districts)
    villages = kinds[Kind.DESA] + kinds[Kind.DESA_ADAT]
    if villages:
        yield number(villages), ngettext("village", "villages", villages)
    if kinds[Kind.KELURAHAN]:
        yield number(kinds[Kind.KELURAHAN]), ngettext("urban village (kelurahan)", "urban villages (kelurahan)", kinds[Kind.KELURAHAN])
    if region.population:
        yield _people(region.population), _("people live here")
    if region.area_km2:
        yield f"{number(region.area_km2)} km²", _("of land and water")
    if groups:
        yield number(groups), ngettext("information group (KIM) is registered here", "information groups (KIM) are registered here", groups)
    if region.postal_code:
        yield region.postal_code, _("is the postal code")


def _people(count: int) -> str:
    """`2,8 million` from a million on: a figure that is read, not one that is counted with."""
    return _("%(count)s million") % {"count": number(count / 1e6, 1)} if count >= 1e6 else number(count)


def _map(land: Land, seats: Counter[str], *, is_village: bool) -> maps.MapDrawing | None:
    region = land.region
    drawn = region.parent if is_village else region
    sheet = getattr(drawn, "map_sheet", None)
    if region.level == Level.PROVINCE and sheet is None:
        return maps.province_map(_rolled_up(seats, 2), province=region.code, places=land.below)
    if drawn is None or sheet is None:
        return None
    depth = drawn.code.count(".") + 2
    values = _rolled_up(seats, depth) | {code: count for code, count in seats.items() if code.count(".") == 3}
    return maps.area_map(
        drawn.code,
        values,
        places=land.below,
        sheet=sheet,
        marked=region.code if is_village else "",
        links=region.level != Level.PROVINCE,
    )


def _rolled_up(seats: Counter[str], depth: int) -> dict[str, int]:
    """Figures by code, added up at `depth` parts of the code; what is seated higher up is left out."""
    sums: Counter[str] = Counter()
    for code, count in seats.items():
        parts = code.split(".")
        if len(parts) >= depth:
            sums[".".join(parts[:depth])] += count
    return dict(sums)


def _children(code: str, below: list[Place], seats: Counter[str]) -> Iterable[Child]:
    depth = code.count(".") + 2
    sums = _rolled_up(seats, depth)
    inside: dict[str, Counter[str]] = {}
    for place in below:
        inside.setdefault(".".join(place.code.split(".")[:depth]), Counter())[place.level] += 1
    for place in below:
        if place.is_child_of == code:
            counts = inside[place.code]
            yield Child(
                code=place.code,
                full_name=place.full_name,
                groups=sums.get(place.code, 0),
                districts=counts[Level.DISTRICT] if place.level == Level.REGENCY else 0,
                villages=counts[Level.VILLAGE] if place.level != Level.VILLAGE else 0,
                postal_code=place.postal_code,
            )


def _found(code: str, way: list[Place], below: list[Place], words: str) -> list[tuple[str, str, str]]:
    """(name, address, where it lies) of regions within whose name holds the words."""
    wanted = " ".join(words.casefold().split())
    names = {place.code: place.full_name for place in (*way, *below)}
    found = []
    for place in below:
        if wanted in place.full_name.casefold():
            parents = [part for part in reversed(regions.prefixes(place.code)[:-1]) if part != code and part.startswith(code)]
            found.append((place.full_name, _url(place.code), ", ".join(names[part] for part in parents if part in names)))
    found.sort(key=lambda one: (wanted not in one[0].casefold().split(" ", 1)[-1][: len(wanted)], one[0]))
    return found[:FOUND_LIMIT]


def _step(row: Succession) -> tuple[str, str, str]:
    """A line of the history: what happened, when and by which decision."""
    old, new = row.predecessor, row.successor
    names = {"old": old.full_name, "new": new.full_name, "old_code": old.code, "new_code": new.code}
    match row.kind:
        case SuccessionKind.RENAMED:
            text = _("%(old)s was renamed %(new)s") % names
        case SuccessionKind.SPLIT:
            text = _("%(new)s (%(new_code)s) was made out of %(old)s") % names
        case SuccessionKind.MERGED:
            text = _("%(old)s (%(old_code)s) was merged into %(new)s") % names
        case SuccessionKind.MOVED:
            text = _("%(new)s moved: its code was %(old_code)s and became %(new_code)s") % names
        case _:
            text = _("%(new)s got a new code: %(old_code)s became %(new_code)s") % names
    return text, f"{day(row.on)} · {row.basis}" if row.basis else day(row.on), "done"


portal: list[URLPattern | URLResolver] = [
    path("wilayah/", region_index, name="regions"),
    path("wilayah/<str:code>/", region_page, name="region"),
]
"""To be listed in `web.urls.portal`."""
