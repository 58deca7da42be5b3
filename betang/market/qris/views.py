"""A seller's payment code at the desk: put there, shown back, looked at, confirmed or refused; its whole history."""

from __future__ import annotations

from hashlib import sha256
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from betang.audit import trail
from betang.hosting.desk import site_desk
from betang.hosting.models import Site
from betang.kernel import clock
from betang.kernel.errors import DomainError, InvalidInput
from betang.market import policies
from betang.market.actions.sellers import read_seller
from betang.market.models import Seller
from betang.market.ordering.desk import actor_of
from betang.market.ordering.forms import CodeForm
from betang.market.qris import actions, drawing, emv, pictures, queries
from betang.market.qris import policies as codes
from betang.market.qris.rules import WAIT_HOURS, Look
from betang.market.terms import CodeSource, CodeState


def _full(site: Site) -> Site:
    return Site.objects.select_related("group__region").get(pk=site.pk)


def _here(site: Site, seller: Seller) -> str:
    return reverse("market_desk:codes", kwargs={"site_slug": site.slug, "seller_id": seller.pk})


@site_desk()
@require_http_methods(["GET", "HEAD", "POST"])
def payment_codes(request: HttpRequest, site: Site, seller_id: UUID) -> HttpResponse:
    """The code that buyers see, one that waits, those before; a new one is read and shown back before it is kept."""
    actor, full = actor_of(request), _full(site)
    row = read_seller(full, seller_id)
    policies.may_see_private(actor, full, row).require()
    may_keep = policies.may_keep(actor, full, row)
    form, read, source, status = CodeForm(), None, CodeSource.TEXT.value, 200
    if request.method == "POST":
        may_keep.require()
        form, status = CodeForm(request.POST, request.FILES, label_suffix=""), 422
        if form.is_valid():
            try:
                text, source = _text_of(form)
                read = actions.read_code(text)
                if request.POST.get("aksi") == "simpan":
                    return _save(request, site=full, seller=row, payload=read.payload, source=source)
                status = 200
            except DomainError as error:
                if error.status in (403, 404):
                    raise
                fields = error.fields if isinstance(error, InvalidInput) else {}
                for name, message in fields.items():
                    form.add_error(name if name in form.fields else None, message)
                if not fields:
                    form.add_error(None, f"{error.message} {error.hint}".strip())
    return render(request, "market/qris/codes.html", _context(request, full, row, form, read, source), status=status)


def _text_of(form: CodeForm) -> tuple[str, str]:
    typed, picture = form.cleaned_data["payload"].strip(), form.cleaned_data["picture"]
    if typed:
        told = form.cleaned_data["source"]
        return typed, told or CodeSource.TEXT.value
    if picture is None:
        message = _("Choose a picture, or paste the text of the code.")
        raise InvalidInput(message, fields={"picture": message})
    return pictures.read_picture(picture), CodeSource.PICTURE.value


def _save(request: HttpRequest, *, site: Site, seller: Seller, payload: str, source: str) -> HttpResponse:
    with trail.once(request.POST.get("kunci", ""), scope=f"market.code:{seller.pk}") as asked:
        if not asked.repeated:
            made = actions.add_code(actor=actor_of(request), site=site, seller=seller, payload=payload, source=source, at=clock.now())
            asked.location = _here(site, seller)
            if made.state == CodeState.SHOWN:
                messages.success(request, _("Saved. Buyers with a confirmed order see it with their sum filled in."))
            else:
                messages.warning(request, _("Saved. It waits for a look before buyers see it; seller, chair and editors have been told."))
    return HttpResponseRedirect(asked.location)


def _context(request: HttpRequest, site: Site, row: Seller, form: CodeForm, read: emv.MerchantCode | None, source: str) -> dict[str, Any]:
    actor, at = actor_of(request), clock.now()
    history = queries.history(row)
    waiting = next((one for one in history if one.state == CodeState.WAITING), None)
    shown = next((one for one in history if one.state == CodeState.SHOWN), None)
    look = actions.look_of(waiting) if waiting else Look.NONE
    may_confirm = codes.may_confirm(actor, site, waiting, needs_chair=look == Look.CHAIR, at=at) if waiting else None
    return {
        "site": site,
        "row": row,
        "form": form,
        "read": read,
        "source": source,
        "is_alike": actions.is_alike(row, read) if read else True,
        "is_known": bool(read) and actions.is_used_elsewhere(row, sha256(read.payload.encode()).hexdigest()) if read else False,
        "may_keep": bool(policies.may_keep(actor, site, row)),
        "shown": shown,
        "shown_drawing": drawing.qr_svg(shown.payload, _("QRIS code of %(name)s") % {"name": shown.merchant_name}) if shown else "",
        "waiting": waiting,
        "needs_chair": look == Look.CHAIR,
        "may_confirm": may_confirm,
        "history": [one for one in history if one.state in (CodeState.REPLACED, CodeState.REFUSED)],
        "wait_hours": WAIT_HOURS,
    }


@site_desk()
@require_POST
def decide_code(request: HttpRequest, site: Site, seller_id: UUID, code_id: UUID) -> HttpResponse:
    """Let a waiting code be shown, refuse it, or take a shown one away."""
    actor, full = actor_of(request), _full(site)
    row = read_seller(full, seller_id)
    try:
        if request.POST.get("aksi") == "tampilkan":
            actions.confirm_code(actor=actor, site=full, seller=row, code_id=code_id, at=clock.now())
            messages.success(request, _("Buyers see this code from now on."))
        else:
            reason = request.POST.get("alasan", "")
            actions.refuse_code(actor=actor, site=full, seller=row, code_id=code_id, reason=reason, at=clock.now())
            messages.success(request, _("It is not shown to buyers."))
    except InvalidInput as error:
        messages.error(request, f"{error.message} {next(iter(error.fields.values()), '')}".strip())
    return HttpResponseRedirect(_here(site, row))
