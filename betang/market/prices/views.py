"""What everybody opens: the board, a commodity's year, reporting in two taps, being told."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, timedelta
from typing import Any
from urllib.parse import urlencode

from django.conf import settings
from django.http import HttpRequest, HttpResponse, HttpResponseBase, HttpResponseRedirect
from django.shortcuts import render
from django.urls import get_script_prefix, reverse
from django.utils.dates import MONTHS_3
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from betang.accounts.actors import NOBODY
from betang.guard.forms import STAMP, client_address, public_form
from betang.hosting import queries as hosting
from betang.hosting.addresses import portal_url
from betang.kernel import clock, fence
from betang.kernel.errors import DomainError, InvalidInput, NotFound
from betang.kernel.pages import fresh, kept, private
from betang.market.models import Commodity
from betang.market.prices import actions, alerts, board, drawing
from betang.market.prices.commodities import sides_of
from betang.market.prices.forms import AlertForm, PriceForm
from betang.market.prices.policies import area_of
from betang.market.terms import FoodGroup, PriceLevel, SourceKind, Unit
from betang.regions import queries as regions

REPORTERS = (SourceKind.FISHER, SourceKind.FARMER, SourceKind.TRADER, SourceKind.RESIDENT)
FIRST_GROUPS = {
    SourceKind.FISHER: (FoodGroup.FISH,),
    SourceKind.FARMER: (FoodGroup.ESTATE, FoodGroup.RICE, FoodGroup.VEGETABLE, FoodGroup.CHILI, FoodGroup.FOREST),
}
RATE = "40/h"


def _nothing() -> NotFound:
    return NotFound(_("This page does not exist."), hint=_("See the board of prices."))


def _code(text: str, *, most: int = 3) -> str:
    """A region's code from an address; raises `NotFound` for anything else."""
    if not text:
        return ""
    if len(text) > 13 or not text.replace(".", "").isdecimal() or not text.isascii() or text.count(".") >= most + 1:
        raise NotFound(_("There is no region with this code."))
    return text


def _place(code: str) -> str:
    """`Kecamatan Mantangai, Kabupaten Kapuas` of a region that there is; raises `NotFound`. One query."""
    path = regions.path_of(code)
    if not path or path[-1][0] != code:
        raise NotFound(_("There is no region with this code."))
    return ", ".join(name for _code_of, name in reversed(path[1:])) or path[0][1]


def _day(text: str, today: date) -> date:
    try:
        day = date.fromisoformat(text) if text else today
    except ValueError:
        raise NotFound(_("There is no such day.")) from None
    if not today - timedelta(days=board.OLDEST_DAYS) <= day <= today:
        raise NotFound(_("There are no prices of this day."))
    return day


def _query(**params: str) -> str:
    return "?" + urlencode(sorted((key, value) for key, value in params.items() if value)) if any(params.values()) else ""


def _commodity(slug: str) -> Commodity:
    row: Commodity | None = Commodity.objects.filter(slug=slug, is_followed=True).first()
    if row is None:
        raise _nothing()
    return row


# ---------- the board ----------


@kept("hari", "wilayah")
def portal_board(request: HttpRequest) -> HttpResponse:
    """`/harga/` on the portal: the province, a kabupaten or a kecamatan, on a day. At most six queries."""
    code = _code(request.GET.get("wilayah", ""), most=2) or settings.PROVINCE_CODE
    return _board(request, code, root=reverse("market:price_board"))


@kept("hari", with_portal=True)
def site_board(request: HttpRequest) -> HttpResponse:
    """`/harga/` on a group's site: the board of its kecamatan. At most seven queries."""
    return _board(request, area_of(_site().region_code), root=portal_url(get_script_prefix() + "harga/"))


def _site() -> hosting.SiteCard:
    site_id = fence.current_site_id()
    if site_id is None:
        raise _nothing()
    return hosting.site_card(site_id)


def _board(request: HttpRequest, code: str, *, root: str) -> HttpResponse:
    today = clock.today()
    on = _day(request.GET.get("hari", ""), today)
    path = regions.path_of(code)
    if not path or path[-1][0] != code:
        raise NotFound(_("There is no region with this code."))
    below = regions.children_of(code) if code.count(".") < 2 else ()
    found = board.board(code, on)
    is_portal = fence.current_site_id() is None
    place = "" if code == settings.PROVINCE_CODE else code

    def at(**more: str) -> str:
        return request.path + _query(**({"wilayah": place} if is_portal else {}), **more)

    context = {
        "board": found,
        "on": on,
        "today": today,
        "code": code,
        "place": path[-1][1],
        "path": path,
        "is_portal": is_portal,
        "root": root,
        "around": [(one.code, one.full_name) for one in below],
        "sides": board.sides(),
        "words": board.change_words,
        "day_before": at(hari=(on - timedelta(days=1)).isoformat()),
        "day_after": at(hari=(on + timedelta(days=1)).isoformat() if on + timedelta(days=1) < today else "") if on < today else "",
        "report_url": reverse("market:price_report", urlconf=None if is_portal else settings.SITE_URLCONF)
        + _query(wilayah=code if code.count(".") else ""),
        "data_url": portal_url(get_script_prefix() + "data/harga.csv") + _query(wilayah=place),
        "json_url": portal_url(get_script_prefix() + "data/harga.json") + _query(wilayah=place),
        "place_query": _query(wilayah=place),
    }
    return render(request, "market/prices/board.html", context)


# ---------- one commodity ----------


@kept("sisi", "wilayah")
def commodity(request: HttpRequest, slug: str) -> HttpResponse:
    """`/harga/<commodity>/`: a year of it in a place, and the kabupaten side by side. At most eight queries."""
    row = _commodity(slug)
    code = _code(request.GET.get("wilayah", ""), most=2) or settings.PROVINCE_CODE
    sides = sides_of(row.slug)
    side = request.GET.get("sisi", "")
    if side and side not in sides:
        raise _nothing()
    side = side or (PriceLevel.PRODUCER.value if FIRST_SIDE.get(row.group) in sides else sides[-1])
    today = clock.today()
    path = regions.path_of(code)
    if not path or path[-1][0] != code:
        raise NotFound(_("There is no region with this code."))
    found = board.year(row, side, code, today)
    names = dict(regions.regency_names(settings.PROVINCE_CODE))
    compared = board.compared(row, side, settings.PROVINCE_CODE, today)
    own = code if code != settings.PROVINCE_CODE else ""
    context = {
        "row": row,
        "unit": Unit(row.unit).label,
        "side": side,
        "side_words": PriceLevel(side).label,
        "sides": [
            (label, request.path + _query(wilayah=own, sisi=value), value == side) for value, label in board.sides() if value in sides
        ],
        "year": found,
        "chart": drawing.chart(found.weeks, found.official, found.first, today, [str(MONTHS_3[number]) for number in range(1, 13)]),
        "path": path,
        "place": path[-1][1],
        "code": code,
        "names": names,
        "compared": sorted(
            ((one, names[one], known, request.path + _query(wilayah=one, sisi=side)) for one, known in compared.items() if one in names),
            key=lambda line: (-line[2].middle, line[1]),
        ),
        "most": max((known.middle for known in compared.values()), default=0),
        "missing": [name for one, name in names.items() if one not in compared],
        "words": board.change_words,
        "today": today,
        "own_query": _query(wilayah=own),
        "report_url": reverse("market:price_report") + _query(wilayah=own, barang=row.slug),
        "alert_url": reverse("market:price_tell_me", kwargs={"slug": row.slug}) + _query(wilayah=own, sisi=side),
        "data_url": portal_url(get_script_prefix() + "data/harga.csv") + _query(wilayah=own),
    }
    return render(request, "market/prices/commodity.html", context)


FIRST_SIDE = {FoodGroup.ESTATE.value: PriceLevel.PRODUCER.value, FoodGroup.FOREST.value: PriceLevel.PRODUCER.value}
"""The side that a commodity's page begins with, where it is not the market."""


# ---------- reporting ----------


def _who(text: str) -> str:
    return text if text in REPORTERS else ""


@fresh
@require_http_methods(["GET", "HEAD", "POST"])
@public_form(rate=RATE)
def report(request: HttpRequest) -> HttpResponseBase:
    """`/harga/lapor/`: place (kept in the address), commodity, price. On a group's site its own kecamatan stands there already."""
    code = _code(request.GET.get("wilayah", ""))
    site = _site() if fence.current_site_id() is not None else None
    if not code and site is not None and area_of(site.region_code).count(".") == 2:
        code = area_of(site.region_code)
    who, slug = _who(request.GET.get("siapa", "")), request.GET.get("barang", "")[:60]
    if code.count(".") < 2:
        return _choose_place(request, code, who, slug)
    place = _place(code)
    base: dict[str, Any] = {
        "code": code,
        "place": place,
        "who": who,
        "here": request.path,
        "params": {"wilayah": code, "siapa": who},
        "board_url": _board_url(code, site),
    }
    if not slug:
        return render(request, "market/prices/report_choose.html", {**base, **_choosing(request, who)})
    row = _commodity(slug)
    return _report_one(request, row, code, who, site, base)


def _board_url(code: str, site: hosting.SiteCard | None) -> str:
    if site is not None:
        return reverse("market:price_board", urlconf=settings.SITE_URLCONF)
    return reverse("market:price_board", urlconf=settings.ROOT_URLCONF) + _query(wilayah=code)


def _choose_place(request: HttpRequest, code: str, who: str, slug: str) -> HttpResponse:
    names = regions.regency_names(settings.PROVINCE_CODE)
    name = dict(names).get(code, "")
    if code and code != settings.PROVINCE_CODE and not name:
        raise NotFound(_("There is no region with this code."))
    choices = [(one.code, one.full_name) for one in regions.children_of(code)] if name else names
    links = [(label, request.path + _query(wilayah=one, siapa=who, barang=slug)) for one, label in choices]
    return render(
        request, "market/prices/report_place.html", {"name": name, "links": links, "back": request.path + _query(siapa=who, barang=slug)}
    )


def _choosing(request: HttpRequest, who: str) -> dict[str, Any]:
    by_group: dict[str, list[Commodity]] = {value: [] for value in FoodGroup.values}
    sent = ""
    for one in actions.followed():
        by_group[one.group].append(one)
        if one.slug == request.GET.get("terkirim", ""):
            sent = one.name
    first: Sequence[str] = FIRST_GROUPS.get(SourceKind(who), ()) if who else ()
    order = [*first, *(value for value in by_group if value not in first)]
    return {
        "groups": [(str(FoodGroup(value).label), by_group[value]) for value in order if by_group[value]],
        "reporters": [(one.value, str(one.label)) for one in REPORTERS],
        "sent": sent,
        "is_held": request.GET.get("ditahan") == "1",
    }


def _report_one(
    request: HttpRequest, row: Commodity, code: str, who: str, site: hosting.SiteCard | None, base: dict[str, Any]
) -> HttpResponseBase:
    today = clock.today()
    form = PriceForm(request.POST or None, commodity=row, who=who, today=today, initial={"place": request.GET.get("pasar", "")[:80]})
    context = {
        **base,
        "row": row,
        "unit": Unit(row.unit).label,
        "form": form,
        "looked": None,
        "typed": None,
        "stamp": request.POST.get(STAMP, ""),
    }
    if request.method != "POST":
        return render(request, "market/prices/report.html", context)
    picked = request.POST.get("pilih", "")
    if picked.isascii() and picked.isdecimal() and len(picked) < 12:  # the price that was offered: «did you mean»
        data = request.POST.copy()
        data["price"] = picked
        form = context["form"] = PriceForm(data, commodity=row, who=who, today=today)
    if form.is_valid():
        said = form.cleaned_data
        told = actions.Told(
            commodity=row, level=said["level"], price_idr=said["price"], on=said["on"], region_code=code, place=said["place"],
            source_kind=who or (SourceKind.FARMER if said["level"] == PriceLevel.PRODUCER else SourceKind.RESIDENT),
        )  # fmt: skip
        looked = actions.look(row, told.level, code, told.price_idr, today=today)
        if not looked.is_near and request.POST.get("yakin", "") != str(told.price_idr):
            return render(request, "market/prices/report.html", {**context, "looked": looked, "typed": told.price_idr}, status=422)
        voice = said["phone"] or f"{client_address(request)}\0{request.headers.get('User-Agent', '')[:300]}"
        try:
            kept_row = actions.report(
                actor=NOBODY, told=told, who=voice, at=clock.now(), sending_key=request.POST.get("kunci", "")[:80],
                group_id=site.group_id if site else None, site_id=site.id if site else None,
            )  # fmt: skip
        except InvalidInput as error:
            for name, message in error.fields.items():
                form.add_error(name if name in form.fields else None, message)
        except DomainError as error:
            form.add_error(None, f"{error.message} {error.hint}".strip())
        else:
            held = "1" if kept_row.state != "counted" else ""
            return HttpResponseRedirect(
                request.path + _query(wilayah=code, siapa=who, terkirim=row.slug, ditahan=held, pasar=said["place"]) + "#terkirim"
            )
    return render(request, "market/prices/report.html", context, status=422)


# ---------- being told ----------


@fresh
@require_http_methods(["GET", "HEAD", "POST"])
@public_form(rate="10/h")
def tell_me(request: HttpRequest, slug: str) -> HttpResponse:
    """`/harga/<commodity>/kabari/`: an e-mail when the price crosses a line. The address is confirmed first."""
    row = _commodity(slug)
    code = _code(request.GET.get("wilayah", ""), most=2) or settings.PROVINCE_CODE
    place = _place(code)
    side = request.GET.get("sisi", "")
    sides = sides_of(row.slug)
    side = side if side in sides else sides[0]
    known = board.latest_of(row.pk, side, code, clock.today())
    form = AlertForm(request.POST or None, label_suffix="", initial={"way": "above"})
    is_asked = False
    if request.method == "POST" and form.is_valid():
        said = form.cleaned_data
        try:
            alerts.ask(
                commodity=row, level=side, region_code=code, way=said["way"], price_idr=said["price"], email=said["email"],
                language=get_language() or "id", at=clock.now(),
            )  # fmt: skip
            is_asked = True
        except InvalidInput as error:
            for name, message in error.fields.items():
                form.add_error(name if name in form.fields else None, message)
    own = "" if code == settings.PROVINCE_CODE else code
    context = {
        "row": row, "unit": Unit(row.unit).label, "place": place, "side_words": PriceLevel(side).label, "known": known, "form": form,
        "is_asked": is_asked, "back": reverse("market:price", kwargs={"slug": row.slug}) + _query(wilayah=own, sisi=side),
    }  # fmt: skip
    return render(request, "market/prices/tell_me.html", context, status=422 if form.errors else 200)


@private
@require_http_methods(["GET", "HEAD", "POST"])
@public_form(rate="60/h", shortest_s=0)
def alert(request: HttpRequest, token: str) -> HttpResponse:
    """`/harga/kabar/<token>/`: confirmed or ended by a button, for mail programs open links by themselves."""
    found = alerts.by_token(token)
    words = alerts.words(found)
    done = request.POST.get("apa", "") if request.method == "POST" else ""
    if done == "ya":
        found = alerts.confirm(token=token, at=clock.now())
    elif done == "berhenti":
        alerts.stop(token=token)
    back = reverse("market:price", kwargs={"slug": found.commodity.slug}) + _query(wilayah=found.region_code, sisi=found.level)
    return render(request, "market/prices/alert.html", {"alert": found, "words": words, "done": done, "back": back})
