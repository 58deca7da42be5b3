"""Prices at the desk: what is held, a round through the market, official series."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.core import signing
from django.db.models import Q
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods

from betang.accounts.actors import Actor
from betang.accounts.desk import desk_page
from betang.accounts.terms import APPROVING_POSTS
from betang.audit import trail
from betang.hosting.desk import site_desk
from betang.hosting.models import Site
from betang.kernel import clock
from betang.kernel.errors import DomainError, InvalidInput, NotFound
from betang.market.prices import actions, official, policies, queries
from betang.market.prices.commodities import sides_of
from betang.market.prices.forms import DecideForm, OfficialForm, SheetForm
from betang.market.terms import FoodGroup, PriceLevel, SourceKind
from betang.regions import queries as regions

SALT = "market.prices.official"
PROBLEMS_SHOWN = 200


def _actor(request: HttpRequest) -> Actor:
    return request.actor  # type: ignore[attr-defined,no-any-return]


def _lists(where: Q) -> dict[str, Any]:
    held, decided = queries.held(where), queries.decided(where)
    return {"held": held, "decided": decided, "places": regions.place_lines({one.region_code for one in (*held, *decided)})}


# ---------- the office ----------


@desk_page(*APPROVING_POSTS)
@require_http_methods(["GET", "HEAD"])
def office(request: HttpRequest) -> HttpResponse:
    """`/meja/harga/`: what is held in the regions of the office, and the official series. Four queries."""
    context = {**_lists(queries.of_office(_actor(request))), "series": official.series_known(), "site": None}
    return render(request, "market/prices/desk/office.html", context)


@desk_page(*APPROVING_POSTS)
@require_http_methods(["GET", "HEAD", "POST"])
def office_price(request: HttpRequest, report_id: UUID) -> HttpResponseBase:
    """`/meja/harga/<report>/`: one held price beside the others."""
    return _decide(request, report_id, site=None, back=reverse("market_desk:prices"))


# ---------- a group ----------


@site_desk()
@require_http_methods(["GET", "HEAD"])
def group(request: HttpRequest, site: Site) -> HttpResponse:
    """`/meja/kim/<site>/harga/`: what is held where the group is at home."""
    site = Site.objects.select_related("group__region").get(pk=site.pk)
    code = site.group.region.code
    context = {
        **_lists(queries.of_group(code, site.group_id)),
        "site": site,
        "keeps": _actor(request).holds_in_group(site.group_id, *policies.KEEPING),
        "place": regions.place_line(policies.area_of(code)),
    }
    return render(request, "market/prices/desk/group.html", context)


@site_desk()
@require_http_methods(["GET", "HEAD", "POST"])
def group_price(request: HttpRequest, site: Site, report_id: UUID) -> HttpResponseBase:
    """`/meja/kim/<site>/harga/<report>/`: one held price; chair and editors decide."""
    site = Site.objects.select_related("group__region").get(pk=site.pk)
    return _decide(request, report_id, site=site, back=reverse("market_desk:site_prices", kwargs={"site_slug": site.slug}))


def _decide(request: HttpRequest, report_id: UUID, *, site: Site | None, back: str) -> HttpResponseBase:
    actor = _actor(request)
    row = actions.read_report(report_id)
    verdict = policies.may_decide(actor, row, site)
    if verdict.hidden:
        verdict.require()
    form = DecideForm(request.POST or None, label_suffix="")
    if request.method == "POST" and form.is_valid():
        counts = request.POST.get("aksi") == "hitung"
        try:
            with trail.once(request.POST.get("kunci", ""), scope=f"market.price.{actor.id}") as once:
                if not once.repeated:
                    actions.decide(
                        actor=actor, report_id=row.pk, counts=counts, reason=form.cleaned_data["reason"], at=clock.now(), site=site
                    )
                    once.location = back
            messages.success(request, _("The price counts now.") if counts else _("The price does not count."))
            return redirect(once.location)
        except InvalidInput as error:
            for name, message in error.fields.items():
                form.add_error(name if name in form.fields else None, message)
        except DomainError as error:
            form.add_error(None, f"{error.message} {error.hint}".strip())
    looked = actions.look(row.commodity, row.level, row.region_code, row.price_idr, today=clock.today(), beside=row.pk)
    context = {
        "row": row, "form": form, "site": site, "back": back, "place": regions.place_line(row.region_code), "looked": looked,
        "verdict": verdict,
    }  # fmt: skip
    return render(request, "market/prices/desk/price.html", context, status=422 if form.errors else 200)


@site_desk()
@require_http_methods(["GET", "HEAD", "POST"])
def group_sheet(request: HttpRequest, site: Site) -> HttpResponseBase:
    """`/meja/kim/<site>/harga/catat/`: a round through the market, as many prices as were seen. What looks slipped is pointed out first."""
    site = Site.objects.select_related("group__region").get(pk=site.pk)
    actor = _actor(request)
    policies.may_report(actor, site).require()
    area = policies.area_of(site.group.region.code)
    today = clock.today()
    commodities = actions.followed()
    form = SheetForm(request.POST or None, commodities=commodities, today=today)
    far: list[tuple[str, str, actions.Looked, int]] = []
    if request.method == "POST" and form.is_valid():
        said = form.cleaned_data
        prices = [(one, price) for one, price in form.prices() if said["level"] in sides_of(one.slug)]
        if not prices:
            form.add_error(None, _("Write at least one price of this side."))
        elif request.POST.get("yakin") != "1":
            for one, price in prices:
                looked = actions.look(one, said["level"], area, price, today=today)
                if not looked.is_near:
                    far.append((f"p-{one.slug}", one.name, looked, price))
        if not form.errors and not far:
            try:
                with trail.once(request.POST.get("kunci", ""), scope=f"market.prices.sheet.{actor.id}") as once:
                    if not once.repeated:
                        held = 0
                        for one, price in prices:
                            told = actions.Told(
                                commodity=one, level=said["level"], price_idr=price, on=said["on"], region_code=area,
                                place=said["place"], source_kind=SourceKind.KIM,
                            )  # fmt: skip
                            row = actions.report(
                                actor=actor, told=told, who=f"person {actor.id}", at=clock.now(), group_id=site.group_id, site_id=site.pk
                            )
                            held += row.state != "counted"
                        words = ngettext("%(count)d price was kept.", "%(count)d prices were kept.", len(prices)) % {"count": len(prices)}
                        if held:
                            words += " " + ngettext(
                                "%(count)d of them is held until somebody else has looked.",
                                "%(count)d of them are held until somebody else has looked.",
                                held,
                            ) % {"count": held}
                        messages.success(request, words)
                        once.location = reverse("market_desk:site_prices", kwargs={"site_slug": site.slug})
                return redirect(once.location)
            except InvalidInput as error:
                for name, message in error.fields.items():
                    form.add_error(name if name in form.fields else None, message)
            except DomainError as error:
                form.add_error(None, f"{error.message} {error.hint}".strip())
    groups: dict[str, list[Any]] = {value: [] for value in FoodGroup.values}
    for one in commodities:
        groups[one.group].append(form[f"p-{one.slug}"])
    context = {
        "site": site, "form": form, "far": far, "place": regions.place_line(area),
        "groups": [(str(FoodGroup(value).label), fields) for value, fields in groups.items() if fields],
    }  # fmt: skip
    return render(request, "market/prices/desk/sheet.html", context, status=422 if form.errors or far else 200)


# ---------- official series ----------


def _regions_of(actor: Actor) -> list[tuple[str, str]]:
    own = sorted(actor.regions_of(*APPROVING_POSTS), key=lambda code: (len(code), code))
    found: dict[str, str] = {}
    names = regions.place_lines(own)
    for code in own:
        found[code] = names.get(code, code)
        if code.count(".") == 0:
            found.update(regions.regency_names(code))
    return list(found.items())


@desk_page(*APPROVING_POSTS)
@require_http_methods(["GET", "HEAD", "POST"])
def bring(request: HttpRequest) -> HttpResponseBase:
    """`/meja/harga/resmi/`: the file, then what it would do with every problem by its cell, then the yes."""
    actor = _actor(request)
    places = _regions_of(actor)
    series = official.series_known()
    if request.POST.get("berkas"):
        return _write(request, actor)
    form = OfficialForm(request.POST or None, request.FILES or None, series=series, regions=places)
    if request.method != "POST":
        return render(request, "market/prices/desk/bring.html", {"form": form})
    if form.is_valid():
        said = form.cleaned_data
        known = form.known.get(said["series"])
        told = (
            {"name": known.name, "publisher": known.publisher, "url": known.url, "level": known.level}
            if known
            else {name: said[name] for name in ("name", "publisher", "url", "level")}
        )
        try:
            path = official.receive(actor=actor, region_code=said["region"], file=said["file"])
            held = {"path": path, "file": said["file"].name[:200], "region": said["region"], "series": told}
            found = official.preview(actor=actor, region_code=said["region"], series=official.Series(**told), path=path, at=clock.now())
        except DomainError as error:
            form.add_error("file", f"{error.message} {error.hint}".strip())
        else:
            context = {
                "held": held,
                "signed": signing.dumps(held, salt=SALT),
                "place": dict(places)[said["region"]],
                "level": PriceLevel(told["level"]).label,
                "preview": found,
                "problems": found.read.problems[:PROBLEMS_SHOWN],
                "more_problems": len(found.read.problems[PROBLEMS_SHOWN:]) + found.read.more_problems,
            }
            return render(request, "market/prices/desk/preview.html", context)
    return render(request, "market/prices/desk/bring.html", {"form": form}, status=422)


def _write(request: HttpRequest, actor: Actor) -> HttpResponseBase:
    try:
        held = signing.loads(request.POST["berkas"], salt=SALT, max_age=24 * 3600)
    except signing.BadSignature:
        raise NotFound(_("This preview is too old."), hint=_("Bring the file once more.")) from None
    with trail.once(request.POST.get("kunci", ""), scope=f"market.prices.official.{actor.id}") as once:
        if not once.repeated:
            done = official.bring(
                actor=actor, region_code=held["region"], series=official.Series(**held["series"]), path=held["path"], at=clock.now(),
                file_name=held["file"],
            )  # fmt: skip
            written = done.added + done.changed
            messages.success(
                request,
                ngettext("%(count)d figure was written.", "%(count)d figures were written.", written) % {"count": written}
                if written
                else _("Everything in the file stood there already."),
            )
            once.location = reverse("market_desk:prices")
    return redirect(once.location)
