"""The price dictionary for everybody, and for the planners who bring it."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.core import signing
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.http import urlencode
from django.utils.translation import gettext, ngettext
from django.views.decorators.http import require_GET, require_http_methods

from betang.accounts.actors import Actor
from betang.accounts.desk import desk_page
from betang.audit import trail
from betang.kernel import clock
from betang.kernel.errors import DomainError, InvalidInput, NotFound
from betang.kernel.pages import kept
from betang.proposals.prices import actions, forms, policies, queries
from betang.proposals.rules import year_asked
from betang.proposals.terms import Sector
from betang.regions.queries import by_code, place_lines

PROBLEMS_SHOWN = 200
ENTRIES_SHOWN = 20
SALT = "proposals.prices"


def _number(text: str) -> int:
    return min(max(1, int(text)), queries.LAST_PAGE) if text.isascii() and text.isdecimal() and len(text) < 6 else 1


@kept("bidang", "hal", "tahun", "wilayah")
def dictionary(request: HttpRequest) -> HttpResponse:
    """`/usulan/kamus/`: what kinds of work cost, by government and year; with `q` it is searched (and not kept). Two queries."""
    shelves = queries.shelves()
    code, year = request.GET.get("wilayah", "")[:13], request.GET.get("tahun", "")
    chosen = next(
        (one for one in shelves if (not code or one.code == code) and (not year or str(one.year) == year)),
        None if code or year else (shelves[0] if shelves else None),
    )
    if chosen is None and (code or year):
        raise NotFound(gettext("There is no price dictionary for this place and year."))
    q = " ".join(request.GET.get("q", "").split())[:80]
    sector = request.GET.get("bidang", "")
    sector = sector if sector in Sector.values else ""
    number = _number(request.GET.get("hal", ""))
    rows, has_more = queries.page(chosen.code, chosen.year, q=q, sector=sector, number=number) if chosen else ([], False)

    def at(**change: str) -> str:
        base = {"bidang": sector, "q": q, "tahun": str(chosen.year) if chosen else "", "wilayah": chosen.code if chosen else ""}
        return "?" + urlencode(sorted((name, value) for name, value in {**base, **change}.items() if value))

    return render(
        request,
        "proposals/prices.html",
        {
            "chosen": chosen,
            "shelves": [(one, at(wilayah=one.code, tahun=str(one.year), bidang="", q="")) for one in shelves],
            "rows": rows,
            "q": q,
            "sector": sector,
            "sectors": Sector.choices,
            "previous_url": at(hal=str(number - 1)) if number > 1 else "",
            "next_url": at(hal=str(number + 1)) if has_more else "",
        },
    )


def _actor(request: HttpRequest) -> Actor:
    actor: Actor = request.actor  # type: ignore[attr-defined]
    return actor


def _governments(actor: Actor) -> list[tuple[str, str]]:
    codes = [code for code in actor.regions_of(*policies.POSTS) if code.count(".") <= 1]
    names = place_lines(codes)
    return [(code, names.get(code, code)) for code in codes]


@desk_page(*policies.POSTS)
@require_GET
def prices(request: HttpRequest) -> HttpResponse:
    """`/meja/usulan/kamus/`: the dictionaries of my government, and what stands in one."""
    own = dict(_governments(_actor(request)))
    shelves = [one for one in queries.shelves() if one.code in own]
    code, year = request.GET.get("wilayah", ""), request.GET.get("tahun", "")
    chosen = next((one for one in shelves if one.code == code and str(one.year) == year), shelves[0] if shelves else None)
    number = _number(request.GET.get("hal", ""))
    q = " ".join(request.GET.get("q", "").split())[:80]
    rows, has_more = queries.page(chosen.code, chosen.year, q=q, number=number, with_locked=True) if chosen else ([], False)
    query: dict[str, str | int] = {"wilayah": chosen.code, "tahun": chosen.year, "q": q} if chosen else {}
    return render(
        request,
        "proposals/desk/prices.html",
        {
            "shelves": [(one, "?" + urlencode({"wilayah": one.code, "tahun": str(one.year)})) for one in shelves],
            "chosen": chosen,
            "rows": rows,
            "q": q,
            "previous_url": "?" + urlencode({**query, "hal": number - 1}) if number > 1 else "",
            "next_url": "?" + urlencode({**query, "hal": number + 1}) if has_more else "",
        },
    )


@desk_page(*policies.POSTS)
@require_http_methods(["GET", "POST"])
def bring(request: HttpRequest) -> HttpResponseBase:
    """`/meja/usulan/kamus/bawa/`: the file, then what it would do with every problem by row, then the yes."""
    actor = _actor(request)
    governments = _governments(actor)
    if not governments:
        raise NotFound(gettext("This page does not exist."))
    year = year_asked(clock.today())
    if request.method == "GET":
        return render(request, "proposals/desk/bring_prices.html", {"form": forms.BringForm(governments=governments, year=year)})
    if request.POST.get("berkas"):
        return _write(request, actor)
    form = forms.BringForm(request.POST, request.FILES, governments=governments, year=year)
    if not form.is_valid():
        return render(request, "proposals/desk/bring_prices.html", {"form": form}, status=422)
    said = form.cleaned_data
    try:
        region = by_code(said["government"])
        path = actions.receive(actor=actor, region=region, file=said["file"])
        held = {
            "path": path,
            "name": said["file"].name[:200],
            "region": region.code,
            "year": said["fiscal_year"],
            "channel": said["channel"],
        }
        return _preview(request, actor, held)
    except DomainError as error:
        form.add_error("file", f"{error.message} {error.hint}".strip())
        return render(request, "proposals/desk/bring_prices.html", {"form": form}, status=error.status)


def _preview(request: HttpRequest, actor: Actor, held: dict[str, Any]) -> HttpResponse:
    region = by_code(held["region"])
    found = actions.preview(actor=actor, region=region, fiscal_year=held["year"], channel=held["channel"], path=held["path"])
    return render(
        request,
        "proposals/desk/preview_prices.html",
        {
            "held": held,
            "signed": signing.dumps(held, salt=SALT),
            "place": region.full_name,
            "preview": found,
            "problems": found.read.problems[:PROBLEMS_SHOWN],
            "more_problems": max(0, len(found.read.problems) - PROBLEMS_SHOWN),
            "entries": found.read.entries[:ENTRIES_SHOWN],
        },
    )


def _write(request: HttpRequest, actor: Actor) -> HttpResponseBase:
    try:
        held = signing.loads(request.POST["berkas"], salt=SALT, max_age=24 * 3600)
    except signing.BadSignature:
        raise InvalidInput(gettext("This preview is too old."), hint=gettext("Bring the file once more.")) from None
    region = by_code(held["region"])
    with trail.once(request.POST.get("kunci", ""), scope=f"proposals.prices.{actor.id}") as once:
        if not once.repeated:
            done = actions.bring(
                actor=actor, region=region, fiscal_year=held["year"], channel=held["channel"], path=held["path"], at=clock.now(),
                file_name=held["name"], locks_gone=bool(request.POST.get("kunci_lama")),
            )  # fmt: skip
            written = done.added + done.changed
            messages.success(
                request,
                ngettext("%(count)d entry was written.", "%(count)d entries were written.", written) % {"count": written}
                if written
                else gettext("Everything in the file stood there already."),
            )
            once.location = reverse("proposals_desk:prices") + "?" + urlencode({"wilayah": region.code, "tahun": held["year"]})
    return redirect(once.location)
