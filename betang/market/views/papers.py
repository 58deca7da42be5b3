"""A seller's permits with their evidence, and where else it sells."""

from __future__ import annotations

from uuid import UUID

from django.contrib import messages
from django.core.files.storage import storages
from django.http import FileResponse, HttpRequest, HttpResponse, HttpResponseBase, HttpResponseRedirect
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from betang.hosting.desk import site_desk
from betang.hosting.models import Site
from betang.kernel import clock
from betang.kernel.errors import DomainError, InvalidInput, NotFound
from betang.market import policies
from betang.market.actions import sellers as seller_actions
from betang.market.forms import PermitForm
from betang.market.views.desk import actor_of, at_desk, bring_back, key_of, once, with_region


@site_desk()
@require_http_methods(["GET", "HEAD", "POST"])
def permits(request: HttpRequest, site: Site, seller_id: UUID) -> HttpResponse:
    """Note a permit: kind, number, end, evidence."""
    actor = actor_of(request)
    row = seller_actions.read_seller(site, seller_id)
    policies.may_keep(actor, site, row).require()
    form = PermitForm(request.POST or None, request.FILES or None)
    goods_of = list(row.products.order_by("name")[:100])
    if request.method == "POST" and form.is_valid():
        data = form.cleaned_data
        chosen = next((one for one in goods_of if str(one.pk) == request.POST.get("produk", "")), None)

        def act() -> str:
            seller_actions.add_permit(
                actor=actor,
                site=site,
                seller=row,
                kind=data["kind"],
                number=data["number"],
                name=data["name"],
                product=chosen,
                expires_on=data["expires_on"],
                file=data["evidence"],
                at=clock.now(),
            )
            messages.success(request, _("Noted. Buyers see the number and until when it is valid."))
            return at_desk("seller", site, seller_id=row.pk) + "#izin"

        try:
            return once(request, f"market.permit:{row.pk}:{actor.id}", act)
        except DomainError as refused:
            bring_back(form, refused)
    context = {"site": site, "row": row, "form": form, "products": goods_of}
    return render(request, "market/desk/permit.html", context, status=422 if request.method == "POST" else 200)


@site_desk()
@require_POST
def remove_permit(request: HttpRequest, site: Site, seller_id: UUID, permit_id: UUID) -> HttpResponse:
    """Take a permit off."""
    row = seller_actions.read_seller(site, seller_id)
    seller_actions.remove_permit(actor=actor_of(request), site=site, seller=row, permit_id=permit_id, at=clock.now())
    messages.success(request, _("Taken off."))
    return HttpResponseRedirect(at_desk("seller", site, seller_id=row.pk) + "#izin")


@site_desk()
@require_http_methods(["GET", "HEAD"])
def evidence(request: HttpRequest, site: Site, seller_id: UUID, permit_id: UUID) -> HttpResponseBase:
    """The evidence of a permit, for the group's keepers and the seller."""
    row = seller_actions.read_seller(site, seller_id)
    policies.may_see_private(actor_of(request), with_region(site), row).require()
    permit = row.permits.filter(pk=permit_id).exclude(evidence_path="").first()
    if permit is None:
        raise NotFound(_("This page does not exist."))
    response = FileResponse(storages["private"].open(permit.evidence_path), content_type=permit.evidence_type)
    response["Content-Security-Policy"] = "default-src 'none'; sandbox"
    response["X-Content-Type-Options"] = "nosniff"
    return response


@site_desk()
@require_POST
def links(request: HttpRequest, site: Site, seller_id: UUID) -> HttpResponse:
    """Note or take off where else it is sold."""
    row, actor = seller_actions.read_seller(site, seller_id), actor_of(request)
    gone = request.POST.get("hapus", "")
    try:
        if gone:
            seller_actions.remove_link(actor=actor, site=site, seller=row, link_id=key_of(gone), at=clock.now())
        else:
            seller_actions.add_link(actor=actor, site=site, seller=row, url=request.POST.get("url", ""), at=clock.now())
        messages.success(request, _("Saved."))
    except InvalidInput as error:
        messages.error(request, error.message)
    return HttpResponseRedirect(at_desk("seller", site, seller_id=row.pk) + "#tautan")
