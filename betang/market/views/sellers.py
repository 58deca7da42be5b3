"""The sellers of one group at its desk: who asks, who sells, how the goods reach a buyer."""

from __future__ import annotations

from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods, require_POST

from betang.guard.text import Finding
from betang.hosting.desk import site_desk
from betang.hosting.models import Site
from betang.kernel import clock
from betang.kernel.errors import DomainError, InvalidInput
from betang.market import policies, rules
from betang.market.actions import sellers as seller_actions
from betang.market.forms import ApplyForm, LinkForm, PermitForm, SellerForm, WaySet
from betang.market.queries import desk as queries
from betang.market.terms import SellerState, WayKind
from betang.market.views.desk import actor_of, at_desk, bring_back, once, with_region
from betang.regions import queries as regions


@site_desk()
@require_http_methods(["GET", "HEAD"])
def sellers(request: HttpRequest, site: Site) -> HttpResponse:
    """Who sells through the group, and who asks to."""
    actor = actor_of(request)
    rows = queries.sellers()
    places = regions.place_lines({one.region_code for one in rows})
    context = {
        "site": site,
        "sellers": [(one, places.get(one.region_code, "").partition(",")[0]) for one in rows],
        "may_admit": bool(policies.may_admit(actor, site)),
    }
    return render(request, "market/desk/sellers.html", context)


@site_desk()
@require_http_methods(["GET", "HEAD", "POST"])
def apply(request: HttpRequest, site: Site) -> HttpResponse:
    """Somebody wants to sell: write it down."""
    actor, full = actor_of(request), with_region(site)
    policies.may_apply(actor, full).require()
    villages = seller_actions.villages_for(full)
    form = ApplyForm(request.POST or None, villages=villages, initial={"region_code": full.group.region.code, "pay_ways": ["cash"]})
    findings: tuple[Finding, ...] = ()
    error: DomainError | None = None
    if request.method == "POST" and form.is_valid():

        def act() -> str:
            made = seller_actions.apply_seller(
                actor=actor,
                site=full,
                stall=form.stall(),
                has_consent=form.cleaned_data["consent"],
                is_own=form.cleaned_data["is_own"],
                reason=form.cleaned_data["reason"],
                at=clock.now(),
            )
            if made.is_open:
                messages.success(request, _("%(name)s may sell now. Say how the goods reach buyers.") % {"name": made.name})
            else:
                messages.success(request, _("Written down. The chair or an editor decides; goods can be prepared meanwhile."))
            return at_desk("seller", site, seller_id=made.pk)

        try:
            return once(request, f"market.apply:{site.pk}:{actor.id}", act)
        except DomainError as refused:
            error, findings = refused, bring_back(form, refused)
    context = {
        "site": site,
        "form": form,
        "findings": findings,
        "error": error if findings else None,
        "may_admit": bool(policies.may_admit(actor, full)),
    }
    return render(request, "market/desk/apply.html", context, status=422 if request.method == "POST" else 200)


@site_desk()
@require_http_methods(["GET", "HEAD", "POST"])
def seller(request: HttpRequest, site: Site, seller_id: UUID) -> HttpResponse:
    """A stall: what is written of it, ways, permits, links, and the decision on it."""
    actor, full = actor_of(request), with_region(site)
    row = seller_actions.read_seller(full, seller_id)
    policies.may_see_desk(actor, full).require()
    may_keep, may_see = policies.may_keep(actor, full, row), policies.may_see_private(actor, full, row)
    villages = seller_actions.villages_for(full)
    form = SellerForm(initial=SellerForm.initial_of(row), villages=villages)
    findings: tuple[Finding, ...] = ()
    error: DomainError | None = None
    status = 200
    if request.method == "POST":
        may_keep.require()
        form, status = SellerForm(request.POST, villages=villages), 422
        if form.is_valid():

            def act() -> str:
                seller_actions.change_seller(
                    actor=actor, site=full, seller=row, stall=form.stall(), reason=form.cleaned_data["reason"], at=clock.now()
                )
                messages.success(request, _("Saved."))
                return request.path

            try:
                return once(request, f"market.seller:{row.pk}:{actor.id}", act)
            except DomainError as refused:
                error, findings = refused, bring_back(form, refused)
    today = clock.today()
    takedown = row.takedowns.filter(ended_at__isnull=True, product__isnull=True).first() if row.state == SellerState.TAKEN_DOWN else None
    context = {
        "site": site,
        "row": row,
        "form": form,
        "findings": findings,
        "error": error if findings else None,
        "may_keep": may_keep,
        "may_see": bool(may_see),
        "may_admit": bool(policies.may_admit(actor, full)),
        "ways": list(row.ways.all()),
        "way_set": WaySet(
            prefix="cara",
            initial=[
                {"kind": one.kind, "where": one.where, "fee_idr": one.fee_idr, "days_from": one.days_from, "days_to": one.days_to}
                for one in row.ways.all()
            ],
        ),
        "permits": [(one, rules.standing_of(one.expires_on, today)) for one in row.permits.select_related("product")],
        "links": list(row.links.select_related("product")),
        "permit_form": PermitForm(),
        "link_form": LinkForm(),
        "products": list(row.products.order_by("name")[:100]),
        "place": regions.place_line(row.region_code),
        "takedown": takedown,
        "may_take_down": bool(policies.may_take_down(actor, full)) and row.state in (SellerState.ADMITTED, SellerState.PAUSED),
    }
    return render(request, "market/desk/seller.html", context, status=status)


@site_desk()
@require_POST
def decide(request: HttpRequest, site: Site, seller_id: UUID) -> HttpResponse:
    """Admit, refuse, pause, go on."""
    row = seller_actions.read_seller(site, seller_id)
    moves = {"terima": "admit", "tolak": "refuse", "jeda": "pause", "lanjut": "go_on"}
    try:
        seller_actions.move_seller(
            actor=actor_of(request),
            site=site,
            seller=row,
            move=moves.get(request.POST.get("aksi", ""), ""),
            reason=request.POST.get("alasan", ""),
            at=clock.now(),
        )
    except InvalidInput as error:
        messages.error(request, f"{error.message} {next(iter(error.fields.values()), '')}".strip())
    else:
        messages.success(request, _("Done."))
    return HttpResponseRedirect(at_desk("seller", site, seller_id=row.pk))


@site_desk()
@require_POST
def ways(request: HttpRequest, site: Site, seller_id: UUID) -> HttpResponse:
    """How the goods reach a buyer."""
    row = seller_actions.read_seller(site, seller_id)
    policies.may_keep(actor_of(request), site, row).require()
    written = WaySet(request.POST, prefix="cara")
    if written.is_valid():
        found = [one.cleaned_data for one in written if one.cleaned_data.get("kind") in WayKind.values]
        seller_actions.set_ways(actor=actor_of(request), site=site, seller=row, ways=found, at=clock.now())
        messages.success(request, ngettext("%(count)d way is noted.", "%(count)d ways are noted.", len(found)) % {"count": len(found)})
        return HttpResponseRedirect(at_desk("seller", site, seller_id=row.pk) + "#cara")
    return render(request, "market/desk/ways.html", {"site": site, "row": row, "way_set": written}, status=422)
