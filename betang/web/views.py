"""The portal's first page, a group's home, about us, search, and the published audit roots."""

from __future__ import annotations

from dataclasses import dataclass
from urllib.parse import urlencode
from uuid import UUID

from django.conf import settings
from django.http import HttpRequest, HttpResponse, HttpResponsePermanentRedirect
from django.shortcuts import render
from django.urls import get_script_prefix
from django.utils.translation import gettext as _

from betang.audit import queries as audit
from betang.communities import queries as communities
from betang.hosting.addresses import portal_url, site_url
from betang.hosting.models import HostName
from betang.hosting.terms import HostKind, Section
from betang.kernel import clock
from betang.kernel.pages import fresh, kept, with_pictures_of_sites
from betang.market import queries as market
from betang.market.prices import board as prices
from betang.market.prices.policies import area_of
from betang.proposals.queries import latest as proposals
from betang.proposals.views.reading import STAGE_TONES
from betang.publishing import queries as publishing
from betang.publishing import redirects
from betang.regions import maps
from betang.regions import queries as regions
from betang.regions.terms import Level
from betang.search import queries as search
from betang.web import seasons, summaries
from betang.web.faces import Face, face_of, generation_of
from betang.web.lands import Drawing, land_of

PORTAL_NEWS = 8
SITE_NEWS = 6
GOODS_SHOWN = 4
PROPOSALS_SHOWN = 4
HITS_A_PAGE = 20
EXAMPLES = ("Mantangai Hilir", "purun", "nelayan")
SECTIONS = tuple(Section.values)
"""The sections of a group's home, in the order in which they stand where the group has chosen none."""

LAST_PAGE = 25


@kept()
@with_pictures_of_sites
def portal_home(request: HttpRequest) -> HttpResponse:
    """`/` on the portal: what this is, find your village, the map of groups, the newest news and goods. Five queries, the land known."""
    seats = communities.seats()
    counts = communities.counts_by_region(Level.REGENCY, seats)
    land = land_of(settings.PROVINCE_CODE, request)
    context = {
        "drawn": land.drawn("portal", counts, lambda: maps.province_map(counts, places=land.below, sheet=land.sheet))
        if land
        else Drawing(maps.province_map(counts)),
        "counts": lambda: [(one.code, one.full_name, counts.get(one.code, 0)) for one in (land.children if land else ())],
        "news": publishing.latest_for_portal(limit=PORTAL_NEWS, places_of=land.places_of if land else regions.place_lines),
        "numbers": summaries.province(seats),
        "goods": market.newest_across(GOODS_SHOWN),
        "seasons": seasons.of_house(request),
        "examples": EXAMPLES,
    }
    return render(request, "web/portal.html", context)


@kept()
def site_home(request: HttpRequest) -> HttpResponse:
    """`/` on a group's site: news, who they are, what is proposed and paid here. Three queries beside host, generation, face."""
    query = request.META.get("QUERY_STRING", "")
    moved = redirects.find("/", query) if "=" in query else ""  # `/?p=12`: where the site's old system had its articles
    if moved:
        return HttpResponsePermanentRedirect(moved)
    face = _face(request)
    news = publishing.latest_on_site(limit=SITE_NEWS)
    chosen = [section for section in face.sections if section in SECTIONS]
    context = {
        "face": face,
        "order": chosen + [section for section in SECTIONS if section not in chosen],
        "news": news,
        "lead": news[0] if news else None,
        "goods": market.newest_on_site(GOODS_SHOWN) if any(path.endswith("/produk/") for _label, path in face.menu) else [],
        "pages": [(label, path) for label, path in face.menu if path.startswith("/halaman/")],
        "region_url": _region_url(face.region_code),
        "is_village": face.region_code.count(".") == 3,
        "now": seasons.of_place(request, face.region_code),
        "proposals": proposals.latest_of(face.region_code, limit=PROPOSALS_SHOWN),
        "prices": prices.newest_in(area_of(face.region_code), clock.today()),
        "portal": portal_url("").rstrip("/"),
        "stage_tones": STAGE_TONES,
    }
    return render(request, "web/site_home.html", context)


@kept()
def about(request: HttpRequest) -> HttpResponse:
    """`/tentang/` on a group's site: who they are, their officers, decree and place."""
    face = _face(request)
    group = communities.group_card(face.group_slug)
    return render(request, "web/about.html", {"face": face, "group": group, "region_url": _region_url(face.region_code)})


def _face(request: HttpRequest) -> Face:
    return face_of(request.house.site_id, generation_of(request.house))  # type: ignore[attr-defined]


def _region_url(code: str) -> str:
    return portal_url(get_script_prefix().rstrip("/") + f"/wilayah/{code}/")


@dataclass(frozen=True, slots=True)
class FoundItem:
    """One hit with its full address and the words for what it is."""

    hit: search.Hit
    url: str
    kind_label: str
    site_title: str


def kind_labels() -> dict[str, str]:
    """What a kind of document is called for people."""
    return {
        "article": _("News"),
        "page": _("Page"),
        "document": _("Planning document"),
        "group": _("Group"),
        "region": _("Region"),
        "plan": _("Plan"),
        "proposal": _("Proposal"),
        "product": _("Product"),
    }


@fresh
def search_page(request: HttpRequest) -> HttpResponse:
    """`/cari/`: over everything on the portal, in this one site on a site. Three queries."""
    site_id = getattr(request.house, "site_id", None)  # type: ignore[attr-defined]
    q = request.GET.get("q", "").strip()[:200]
    kind = request.GET.get("jenis", "")
    kind = kind if kind in kind_labels() else ""
    region_code = request.GET.get("wilayah", "")[:13]
    page = _page_number(request.GET.get("hal", ""))
    found = None
    items: list[FoundItem] = []
    if q:
        found = search.search(q, site_id=site_id, region_code=region_code, kind=kind, limit=HITS_A_PAGE, offset=(page - 1) * HITS_A_PAGE)
        cards = names_of({hit.site_id for hit in found.hits if hit.site_id})
        labels = kind_labels()
        for hit in found.hits:
            host, title = cards.get(hit.site_id, ("", "")) if hit.site_id else ("", "")
            items.append(
                FoundItem(
                    hit=hit,
                    url=site_url(host, hit.path) if host else portal_url(hit.path),
                    kind_label=labels.get(hit.kind, ""),
                    site_title=title,
                )
            )
    here = {"q": q, "jenis": kind, "wilayah": region_code}

    def address(**change: str) -> str:
        return "?" + urlencode({name: value for name, value in {**here, **change}.items() if value})

    more = found is not None and page < LAST_PAGE and found.total > page * HITS_A_PAGE
    context = {
        "q": q,
        "kind": kind,
        "region_code": region_code,
        "region_name": regions.place_line(region_code) if region_code else "",
        "found": found,
        "items": items,
        "kinds": [("", _("Everything"), address(jenis="")), *((key, label, address(jenis=key)) for key, label in kind_labels().items())]
        if site_id is None
        else [],
        "previous_url": address(hal=str(page - 1)) if page > 1 else "",
        "next_url": address(hal=str(page + 1)) if more else "",
    }
    return render(request, "web/search.html", context)


def names_of(site_ids: set[UUID]) -> dict[UUID, tuple[str, str]]:
    """`{site id: (present host, title)}`. One query, none for no ids."""
    if not site_ids:
        return {}
    rows = HostName.objects.filter(site_id__in=site_ids, kind=HostKind.PRIMARY).values_list("site_id", "host", "site__title")
    return {site_id: (host, title) for site_id, host, title in rows}


def _page_number(text: str) -> int:
    return min(max(int(text), 1), LAST_PAGE) if text.isascii() and text.isdigit() else 1


@kept()
def trail(request: HttpRequest) -> HttpResponse:
    """`/jejak/`: the published roots of the audit chains, so that nobody can rewrite history unseen."""
    return render(request, "web/trail.html", {"roots": audit.roots(limit=120)})


@kept()
def this_house(request: HttpRequest) -> HttpResponse:
    """`/tentang/` on the portal: what Betang is, who runs it, privacy and accessibility in plain words."""
    return render(request, "web/this_house.html", {"operator": settings.OPERATOR_NAME})
