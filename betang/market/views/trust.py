"""What was reported of a group's goods, and what was taken down: the group's desk and the coordinator's alike."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from betang.hosting import addresses
from betang.hosting import queries as hosting
from betang.hosting.desk import site_desk
from betang.hosting.models import Site
from betang.kernel import clock
from betang.kernel.errors import DomainError, InvalidInput, NotFound
from betang.market import photos, policies
from betang.market.actions import products as goods_actions
from betang.market.actions import sellers as seller_actions
from betang.market.actions import trust
from betang.market.forms import TakedownForm, WordsForm
from betang.market.models import Product
from betang.market.queries import desk as queries
from betang.market.terms import ComplaintState
from betang.market.views.desk import actor_of, at_desk, bring_back, key_of, once, with_region


def _goods_of(site: Site, row: Product | None) -> dict[str, Any] | None:
    """The product that is judged, with its photo from the portal's host: the coordinator sits at no group's desk."""
    if row is None:
        return None
    url = addresses.site_url(hosting.site_card(site.pk).host, f"/produk/{row.slug}/") if row.is_public else ""
    return {"row": row, "picture": photos.as_picture(row.cover, row.cover_alt or row.name, site_id=site.pk, widest=320), "url": url}


@site_desk()
@require_http_methods(["GET", "HEAD"])
def reports(request: HttpRequest, site: Site) -> HttpResponse:
    """What was reported of the group's goods, and what was taken down."""
    actor, full = actor_of(request), with_region(site)
    policies.may_judge_reports(actor, full).require()
    return render(
        request,
        "market/desk/reports.html",
        {"site": site, "reports": queries.reports(), "takedowns": queries.takedowns(), "states": ComplaintState},
    )


@site_desk()
@require_http_methods(["GET", "HEAD", "POST"])
def report(request: HttpRequest, site: Site, report_id: UUID) -> HttpResponse:
    """One report: it was not right, or the thing is taken down."""
    return answer_report(
        request, with_region(site), report_id, back=at_desk("reports", site), url=at_desk("report", site, report_id=report_id)
    )


def answer_report(request: HttpRequest, site: Site, report_id: UUID, *, back: str, url: str) -> HttpResponse:
    """The page of one report, for the group's desk and the coordinator's alike; the site stands open."""
    actor = actor_of(request)
    policies.may_judge_reports(actor, site).require()
    row = next((one for one in queries.reports() if one.pk == report_id), None)
    if row is None:
        raise NotFound(_("This page does not exist."))
    words: WordsForm = WordsForm()
    down: WordsForm = TakedownForm(initial={"kind": row.kind})
    status = 200
    if request.method == "POST":
        what = request.POST.get("aksi", "")
        form: WordsForm = TakedownForm(request.POST) if what == "turunkan" else WordsForm(request.POST)
        words, down = (words, form) if what == "turunkan" else (form, down)
        status = 422
        if form.is_valid():
            data = form.cleaned_data

            def act() -> str:
                if what == "turunkan":
                    trust.take_down(
                        actor=actor,
                        site=site,
                        seller=row.seller,
                        product=row.product if request.POST.get("apa") != "penjual" else None,
                        kind=data["kind"],
                        reason=data["words"],
                        law=data["law"],
                        report_id=row.pk,
                        at=clock.now(),
                    )
                    messages.success(request, _("Taken down. The seller reads why, and may object."))
                else:
                    trust.dismiss_report(actor=actor, site=site, report_id=row.pk, words=data["words"], at=clock.now())
                    messages.success(request, _("Answered."))
                return back

            try:
                return once(request, f"market.report:{row.pk}:{actor.id}", act)
            except DomainError as refused:
                bring_back(form, refused)
    context = {
        "site": site,
        "report": row,
        "goods": _goods_of(site, row.product),
        "words": words,
        "down": down,
        "back": back,
        "url": url,
        "states": ComplaintState,
    }
    return render(request, "market/desk/report.html", context, status=status)


@site_desk()
@require_http_methods(["GET", "HEAD", "POST"])
def take_down(request: HttpRequest, site: Site, seller_id: UUID) -> HttpResponse:
    """The group takes down what is its own."""
    actor, full = actor_of(request), with_region(site)
    policies.may_take_down(actor, full).require()
    row = seller_actions.read_seller(full, seller_id)
    wanted = request.POST.get("produk", "") or request.GET.get("produk", "")
    chosen = goods_actions.read_product(full, key_of(wanted)) if wanted else None
    form = TakedownForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        data = form.cleaned_data

        def act() -> str:
            made = trust.take_down(
                actor=actor, site=full, seller=row, product=chosen, kind=data["kind"], reason=data["words"], law=data["law"], at=clock.now()
            )
            messages.success(request, _("Taken down. The seller reads why, and may object."))
            return at_desk("takedown", site, takedown_id=made.pk)

        try:
            return once(request, f"market.takedown:{row.pk}:{actor.id}", act)
        except DomainError as refused:
            bring_back(form, refused)
    context = {"site": site, "row": row, "product": chosen, "form": form}
    return render(request, "market/desk/take_down.html", context, status=422 if request.method == "POST" else 200)


@site_desk()
@require_http_methods(["GET", "HEAD", "POST"])
def takedown(request: HttpRequest, site: Site, takedown_id: UUID) -> HttpResponse:
    """One take-down: why, the objection, what came of it."""
    policies.may_see_desk(actor_of(request), site).require()
    return answer_takedown(
        request, with_region(site), takedown_id, url=at_desk("takedown", site, takedown_id=takedown_id), back=at_desk("goods", site)
    )


def answer_takedown(request: HttpRequest, site: Site, takedown_id: UUID, *, url: str, back: str) -> HttpResponse:
    """The page of one take-down, for the group's desk and the coordinator's alike; the site stands open."""
    actor = actor_of(request)
    row = trust.read_takedown(takedown_id)
    may_appeal, may_restore = policies.may_appeal(actor, site, row), policies.may_restore(actor, site, row)
    form = WordsForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        words, what = form.cleaned_data["words"], request.POST.get("aksi", "")

        def act() -> str:
            if what == "keberatan":
                trust.appeal(actor=actor, site=site, takedown=row, words=words, at=clock.now())
                messages.success(request, _("Your objection is with the coordinator."))
            elif what in ("pulihkan", "tolak"):
                trust.decide_takedown(actor=actor, site=site, takedown=row, restores=what == "pulihkan", words=words, at=clock.now())
                messages.success(request, _("Decided."))
            else:
                raise NotFound(_("This page does not exist."))
            return url

        try:
            return once(request, f"market.takedown:{row.pk}:{actor.id}", act)
        except InvalidInput as refused:
            bring_back(form, refused)
    context = {
        "site": site,
        "row": row,
        "goods": _goods_of(site, row.product),
        "form": form,
        "may_appeal": bool(may_appeal),
        "may_restore": bool(may_restore),
        "back": back,
        "url": url,
        "why_not": may_restore.reason if not may_restore.hidden else "",
    }
    return render(request, "market/desk/takedown.html", context, status=422 if request.method == "POST" else 200)
