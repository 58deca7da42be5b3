"""What buyers open: the catalogue of the province, a group's own, a product, a seller, the season calendar, feeds, photos."""

from __future__ import annotations

from typing import Any
from urllib.parse import urlencode

from django.conf import settings
from django.http import FileResponse, HttpRequest, HttpResponse, HttpResponseBase, HttpResponseNotAllowed, HttpResponseRedirect
from django.shortcuts import render
from django.urls import get_script_prefix
from django.utils.dates import MONTHS
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from betang.guard.forms import public_form
from betang.hosting import addresses, files
from betang.hosting import queries as hosting
from betang.hosting.models import Site
from betang.kernel import clock, fence
from betang.kernel.errors import InvalidInput, NotFound
from betang.kernel.pages import fresh, kept
from betang.market import photos, structured
from betang.market.actions.trust import report_goods
from betang.market.forms import ReportForm
from betang.market.models import Product, Seller
from betang.market.queries import catalogue
from betang.market.queries import product as one_product
from betang.market.queries.catalogue import Filters
from betang.market.rules import Availability, Standing
from betang.market.terms import Category
from betang.regions import maps
from betang.regions import queries as regions
from betang.ui.structured import json_block

PARAMS = ("kategori", "wilayah", "dekat", "musim", "hal")
RATE = "10/h"
SANDBOX = "default-src 'none'; sandbox"


def _nothing_here() -> NotFound:
    return NotFound(_("This page does not exist."), hint=_("The product may have been put away. See what else there is."))


def availability_words() -> dict[str, tuple[str, str]]:
    """What availability is called, and its tone."""
    return {
        Availability.THERE: (_("there now"), "good"),
        Availability.MADE: (_("made when ordered"), "plain"),
        Availability.LATER: (_("not its season"), "wait"),
        Availability.SOLD_OUT: (_("sold out"), "stop"),
    }


def month_words() -> dict[int, str]:
    """The months by number."""
    return {number: str(name) for number, name in MONTHS.items()}


def _month() -> int:
    return clock.today().month


def _full(request: HttpRequest, path: str) -> str:
    host = request.META.get("HTTP_HOST", "")
    return addresses.site_url(host.rpartition(":")[0] or host, path)


# ---------- the province ----------


@kept(*PARAMS)
def portal_catalogue(request: HttpRequest) -> HttpResponse:
    """`/produk/` on the portal: search, shelf, place, near, season. At most eight queries, whatever there is."""
    filters = Filters.read({name: request.GET.get(name, "") for name in ("q", *PARAMS)})
    after = request.GET.get("hal", "")
    month = _month()
    seen = catalogue.overview()
    near = None
    total = None
    if filters.q:
        number = int(after) if after.isascii() and after.isdecimal() and len(after) < 3 else 1
        page, total = catalogue.found(filters, month, number_of_page=number)
    elif filters.near_code:
        near = catalogue.near(filters.near_code, seen)
        page = catalogue.nearest(filters, near, seen, month, after=after)
    else:
        page = catalogue.across(filters, month, after=after)
    params = filters.params()

    def address(**more: str) -> str:
        kept_params = {key: value for key, value in {**params, **more}.items() if value}
        return "?" + urlencode(sorted(kept_params.items())) if kept_params else request.path

    by_regency = seen.by_prefix(2)
    is_first = not after
    context = {
        "filters": filters,
        "page": page,
        "total": total,
        "near": near,
        "is_first": is_first,
        "overview": seen,
        "address": address,
        "shelves": [(key, str(Category(key).label), count, address(kategori=key)) for key, count in seen.shelves()],
        "regencies": regions.regency_names(settings.PROVINCE_CODE),
        "by_regency": by_regency,
        "place": (regions.place_line(filters.region_code) or "") if filters.region_code else "",
        "category_name": str(Category(filters.category).label) if filters.category else "",
        "months": month_words(),
        "availability": availability_words(),
        "next_url": address(hal=page.after) if page.after else "",
        "first_url": address() if not is_first else "",
        "map": maps.province_map({**by_regency, **seen.villages()}) if is_first and not filters.is_narrowed and seen.total else None,
    }
    return render(request, "market/portal.html", context)


@kept("wilayah")
def near_me(request: HttpRequest) -> HttpResponse:
    """`/produk/dekat/`: near me, without a phone's GPS: choose your kabupaten, then your kecamatan. Two queries."""
    code = request.GET.get("wilayah", "")
    regencies = regions.regency_names(settings.PROVINCE_CODE)
    name = dict(regencies).get(code, "")
    if code and not name:
        raise NotFound(_("There is no region with this code."))
    districts = [(one.code, one.full_name) for one in regions.children_of(code)] if name else []
    return render(request, "market/near.html", {"regencies": regencies, "code": code, "name": name, "districts": districts})


@kept()
def season_calendar(request: HttpRequest) -> HttpResponse:
    """`/produk/musim/`: which month brings what. One query."""
    lines = [(key, str(Category(key).label), counts) for key, counts in catalogue.seasons().items()]
    return render(request, "market/seasons.html", {"lines": lines, "months": month_words(), "month": _month()})


@kept()
def portal_product(request: HttpRequest, site_slug: str, slug: str) -> HttpResponse:
    """One product on the portal, with the way to its group: a copy of the page on the group's own site, and it says so."""
    site = one_product.site_for(site_slug)
    if site is None:
        raise _nothing_here()
    with fence.open_site(site.pk):
        return _product(request, site, slug, for_portal=True)


@kept()
def portal_group(request: HttpRequest, site_slug: str) -> HttpResponse:
    """`/produk/<group>/`: the group's catalogue stands on its own site."""
    site = one_product.site_for(site_slug)
    if site is None:
        raise _nothing_here()
    return HttpResponseRedirect(addresses.site_url(hosting.site_card(site.pk).host, get_script_prefix() + "produk/"))


@fresh
def portal_photo(request: HttpRequest, site_key: str, name: str) -> HttpResponseBase:
    """A size of a product's photo, from the portal's own host. No query; it never changes, so it may be kept."""
    if request.method not in ("GET", "HEAD"):
        return HttpResponseNotAllowed(["GET", "HEAD"])
    found = files.find(site_key_of(site_key), name) if not name.endswith(files.WHOLE) else None
    if found is None:
        raise NotFound(_("This picture does not exist."))
    path, media_type = found
    response = FileResponse(path.open("rb"), content_type=media_type)
    response["Cache-Control"] = "public, max-age=31536000, immutable"
    response["Content-Security-Policy"] = SANDBOX
    response["X-Content-Type-Options"] = "nosniff"
    response["Cross-Origin-Resource-Policy"] = "cross-origin"
    response["Content-Disposition"] = "inline"
    return response


def site_key_of(text: str) -> Any:
    """A site's key from its 32 hexadecimal digits; raises `NotFound`."""
    from uuid import UUID

    try:
        return UUID(hex=text)
    except ValueError:
        raise NotFound(_("This picture does not exist.")) from None


@kept()
def portal_feed(request: HttpRequest) -> HttpResponse:
    """The catalogue for shopping services, as RSS; each product at its group's own address. Two queries."""
    origin = addresses.portal_url("").rstrip("/")
    text = structured.rss(
        one_product.feed_items(_month(), origin),
        title=_("Goods from the villages"),
        home=origin + request.path.rpartition("umpan")[0],
        about=_("What the villages of the province make and grow."),
    )
    return HttpResponse(text, content_type="application/rss+xml; charset=utf-8")


@kept()
def portal_feed_tsv(request: HttpRequest) -> HttpResponse:
    """The same as tab-separated text. Two queries."""
    text = structured.tsv(one_product.feed_items(_month(), addresses.portal_url("").rstrip("/")))
    return HttpResponse(text, content_type="text/tab-separated-values; charset=utf-8")


# ---------- a group's own site ----------


def _site() -> Site:
    site_id = fence.current_site_id()
    site = Site.objects.select_related("group__region").filter(pk=site_id).first() if site_id else None
    if site is None:
        raise _nothing_here()
    return site


@kept("kategori", "hal")
def site_catalogue(request: HttpRequest) -> HttpResponse:
    """`/produk/` on a group's site. Two queries."""
    category = request.GET.get("kategori", "")
    if category not in Category.values:
        category = ""
    after = request.GET.get("hal", "")
    page = catalogue.on_site(_month(), category=category, after=catalogue.read_after(after))
    if after and not page.cards:
        raise _nothing_here()
    shelf = f"kategori={category}&" if category else ""
    context = {
        "page": page,
        "category": category,
        "category_name": str(Category(category).label) if category else "",
        "shelves": [(key, str(Category(key).label), count) for key, count in catalogue.shelves_on_site()],
        "availability": availability_words(),
        "next_url": f"?{shelf}hal={page.after}" if page.after else "",
        "first_url": (f"?{shelf.rstrip('&')}" if shelf else request.path) if after else "",
        "portal": addresses.portal_url(get_script_prefix() + "produk/"),
    }
    return render(request, "market/site.html", context)


@kept()
def site_product(request: HttpRequest, slug: str) -> HttpResponse:
    """One product on its group's site."""
    return _product(request, _site(), slug, for_portal=False)


@kept()
def seller(request: HttpRequest, slug: str) -> HttpResponse:
    """A stall: who sells, how it comes to you, what there is."""
    site = _site()
    found = one_product.seller_page(slug, clock.today())
    if found is None:
        raise _nothing_here()
    context = {
        "page": found,
        "seller": found.row,
        "place": regions.place_line(found.row.region_code),
        "group": site.title,
        "availability": availability_words(),
        "standings": Standing,
        "address": _full(request, request.path),
    }
    return render(request, "market/seller.html", context)


@kept()
def site_feed(request: HttpRequest) -> HttpResponse:
    """The group's catalogue for shopping services. Three queries."""
    site = _site()
    origin = _full(request, "")
    text = structured.rss(
        one_product.feed_items(_month(), origin, site=site),
        title=site.title,
        home=origin + request.path.rpartition("umpan")[0],
        about=_("What the people of this group make and grow."),
    )
    return HttpResponse(text, content_type="application/rss+xml; charset=utf-8")


def _product(request: HttpRequest, site: Site, slug: str, *, for_portal: bool) -> HttpResponse:
    found = one_product.product_page(slug, clock.today(), for_portal=for_portal)
    if found is None:
        why = one_product.gone_or_not(slug)
        if not why:
            raise _nothing_here()
        return render(request, "market/gone.html", {"is_taken_down": why == "taken_down"}, status=410)
    place = regions.place_line(found.row.region_code)
    own = addresses.site_url(hosting.site_card(site.pk).host, get_script_prefix() + f"produk/{slug}/") if for_portal else ""
    address = own or _full(request, request.path)
    request.canonical_url = address  # type: ignore[attr-defined]

    def full(path: str) -> str:
        return _full(request, photos.portal_path(site.pk, path) if for_portal else path)

    context = {
        "page": found,
        "row": found.row,
        "seller": found.seller,
        "place": place,
        "group": site.title,
        "is_portal": for_portal,
        "site_root": own.rpartition("produk/")[0] if own else get_script_prefix(),
        "address": address,
        "category_name": str(Category(found.row.category).label),
        "availability": availability_words()[found.availability],
        "availabilities": availability_words(),
        "months": month_words(),
        "month": _month(),
        "image": full(found.plain[0]) if found.plain else "",
        "machine": json_block(structured.product(found, url=address, place=place, group=site.title, full=full)),
        "standings": Standing,
    }
    return render(request, "market/product.html", context)


# ---------- saying that something is wrong ----------


@fresh
@require_http_methods(["GET", "HEAD", "POST"])
@public_form(rate=RATE)
def report_product(request: HttpRequest, slug: str) -> HttpResponse:
    """Somebody says that something is wrong with a product. No name is asked for."""
    row = Product.objects.select_related("seller").filter(slug=slug, is_public=True).first()
    if row is None:
        raise _nothing_here()
    return _report(request, seller=row.seller, product=row)


@fresh
@require_http_methods(["GET", "HEAD", "POST"])
@public_form(rate=RATE)
def report_seller(request: HttpRequest, slug: str) -> HttpResponse:
    """The same of a seller."""
    row = Seller.objects.filter(slug=slug, state="admitted").first()
    if row is None:
        raise _nothing_here()
    return _report(request, seller=row, product=None)


def _report(request: HttpRequest, *, seller: Seller, product: Product | None) -> HttpResponse:
    form = ReportForm(request.POST or None)
    status = 200
    if request.method == "POST":
        status = 422
        if form.is_valid():
            try:
                report_goods(
                    site=_site(),
                    seller=seller,
                    product=product,
                    at=clock.now(),
                    sending_key=request.POST.get("kunci", "")[:80],
                    **form.cleaned_data,
                )
            except InvalidInput as error:
                for name, message in error.fields.items():
                    form.add_error(name if name in form.fields else None, message)
            else:
                return render(request, "market/reported.html", {"seller": seller, "product": product})
    return render(request, "market/report.html", {"form": form, "seller": seller, "product": product}, status=status)
