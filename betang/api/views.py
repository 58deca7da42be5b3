"""Feeds, site maps and `robots.txt`, on a site and on the portal. All are kept and answer a conditional GET through the edge."""

from __future__ import annotations

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.urls import Resolver404, get_script_prefix, resolve
from django.utils import translation
from django.utils.translation import gettext as _

from betang.api import feeds, sitemaps
from betang.communities import queries as communities
from betang.hosting import queries as hosting
from betang.hosting.addresses import portal_url, site_url
from betang.hosting.queries import SiteCard
from betang.kernel import fence
from betang.kernel.errors import NotFound
from betang.kernel.pages import kept
from betang.market import queries as market
from betang.publishing import queries as publishing
from betang.regions import queries as regions

XML = "application/xml; charset=utf-8"
PORTAL_PAGES = (
    "/",
    "/berita/",
    "/produk/",
    "/produk/musim/",
    "/kim/",
    "/wilayah/",
    "/rencana/",
    "/rencana/dokumen/",
    "/rencana/desa/",
    "/usulan/",
    "/data/",
    "/jejak/",
)
"""First pages of the portal's parts; one that this installation does not have is left out of the map."""


def _site() -> SiteCard:
    site_id = fence.current_site_id()
    assert site_id is not None, "a site's address is answered with its fence open"
    return hosting.site_card(site_id)


def _language() -> str:
    return translation.get_language() or settings.LANGUAGE_CODE


def _kind(name: str) -> str:
    if name not in feeds.KINDS:
        raise NotFound(_("This page does not exist."))
    return name


def _answer(feed: feeds.Feed, kind: str) -> HttpResponse:
    media_type, make = feeds.KINDS[kind]
    return HttpResponse(make(feed), content_type=media_type)


@kept()
def site_feed(request: HttpRequest, kind: str) -> HttpResponse:
    """The newest thirty articles of a site, whole. Two queries."""
    _kind(kind)
    site = _site()
    prefix = get_script_prefix()
    feed = feeds.Feed(
        title=site.title, subtitle=_("News of %(name)s") % {"name": site.title}, home=site_url(site.host, prefix),
        url=site_url(site.host, f"{prefix}umpan/{kind}"), language=_language(), items=publishing.site_feed(site.host),
    )  # fmt: skip
    return _answer(feed, kind)


@kept("wilayah")
def portal_feed(request: HttpRequest, kind: str) -> HttpResponse:
    """The newest fifty articles of all groups, or of a region: headlines that lead to the groups' own sites."""
    _kind(kind)
    code = request.GET.get("wilayah", "")
    title = _("News from the villages")
    if code:
        path = regions.path_of(code) if len(code) <= 13 else []
        if not path or path[-1][0] != code:
            raise NotFound(_("There is no region with this code."))
        title = _("News from %(place)s") % {"place": path[-1][1]}
    prefix = get_script_prefix()
    query = f"?wilayah={code}" if code else ""
    feed = feeds.Feed(
        title=f"Betang: {title}", subtitle=_("Written by the community information groups themselves."),
        home=portal_url(f"{prefix}berita/{query}"), url=portal_url(f"{prefix}umpan/{kind}{query}"), language=_language(),
        items=publishing.portal_feed(region_code=code), with_text=False,
    )  # fmt: skip
    return _answer(feed, kind)


def _number(text: str, highest: int) -> int:
    number = int(text) if text.isascii() and text.isdigit() and len(text) < 5 else 0
    if not 1 <= number <= highest:
        raise NotFound(_("This page does not exist."))
    return number


@kept("hal")
def site_map(request: HttpRequest) -> HttpResponse:
    """Everything public on a site."""
    site = _site()
    number = _number(request.GET.get("hal", "1"), 99)
    rows = publishing.site_addresses(limit=sitemaps.MOST, offset=(number - 1) * sitemaps.MOST)
    if number > 1 and not rows:
        raise NotFound(_("This page does not exist."))
    first = [("/", None), ("/berita/", None), *market.site_addresses()] if number == 1 else []
    return HttpResponse(sitemaps.urlset((site_url(site.host, path), at) for path, at in [*first, *rows]), content_type=XML)


@kept("hal")
def portal_map(request: HttpRequest) -> HttpResponse:
    """The map of maps: the portal's own, its regions', its groups', and that of every open site."""
    sites = hosting.open_sites()
    number = _number(request.GET.get("hal", "1"), sitemaps.pages_for(len(sites)))
    maps = []
    if number == 1:
        maps.append(portal_url("/peta-situs/portal.xml"))
        counts = (("wilayah", regions.current().count()), ("kim", communities.public_groups().count()))
        maps += [portal_url(f"/peta-situs/{part}-{n}.xml") for part, count in counts for n in range(1, sitemaps.pages_for(count) + 1)]
    start = (number - 1) * sitemaps.MOST
    maps += [site_url(host, "/sitemap.xml") for _key, host, _title in sites[start : start + sitemaps.MOST]]
    return HttpResponse(sitemaps.index(maps), content_type=XML)


@kept()
def portal_pages_map(request: HttpRequest) -> HttpResponse:
    """The first pages of the portal's parts."""
    return HttpResponse(sitemaps.urlset((portal_url(path), None) for path in PORTAL_PAGES if _is_there(path)), content_type=XML)


def _is_there(path: str) -> bool:
    try:
        resolve(path, urlconf=settings.ROOT_URLCONF)
    except Resolver404:
        return False
    return True


@kept()
def regions_map(request: HttpRequest, number: int) -> HttpResponse:
    """The pages of the regions that exist now."""
    start = (_number(str(number), 99) - 1) * sitemaps.MOST
    codes = list(regions.current().order_by("code").values_list("code", flat=True)[start : start + sitemaps.MOST])
    if number > 1 and not codes:
        raise NotFound(_("This page does not exist."))
    return HttpResponse(sitemaps.urlset((portal_url(f"/wilayah/{code}/"), None) for code in codes), content_type=XML)


@kept()
def groups_map(request: HttpRequest, number: int) -> HttpResponse:
    """The pages of the groups in the register."""
    start = (_number(str(number), 99) - 1) * sitemaps.MOST
    slugs = list(communities.public_groups().order_by("slug").values_list("slug", flat=True)[start : start + sitemaps.MOST])
    if number > 1 and not slugs:
        raise NotFound(_("This page does not exist."))
    return HttpResponse(sitemaps.urlset((portal_url(f"/kim/{slug}/"), None) for slug in slugs), content_type=XML)


@kept()
def site_robots(request: HttpRequest) -> HttpResponse:
    """What machines may read on a site: everything but forms and searches."""
    text = _robots(["/cari/", "/berita/*/tanggapan/"], [site_url(_site().host, "/sitemap.xml")])
    return HttpResponse(text, content_type="text/plain; charset=utf-8")


@kept()
def portal_robots(request: HttpRequest) -> HttpResponse:
    """What machines may read on the portal: everything but the desk and searches."""
    count = sitemaps.pages_for(len(hosting.open_sites()))
    maps = [portal_url("/sitemap.xml" + (f"?hal={number}" if number > 1 else "")) for number in range(1, count + 1)]
    return HttpResponse(_robots(["/meja/", "/cari/"], maps), content_type="text/plain; charset=utf-8")


def _robots(closed: list[str], maps: list[str]) -> str:
    lines = ["User-agent: *", *(f"Disallow: {path}" for path in closed), "", *(f"Sitemap: {address}" for address in maps)]
    return "\n".join(lines) + "\n"
