"""The goods of one group at its desk, made for a thumb: the list, one product, its photos."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django import forms
from django.contrib import messages
from django.http import FileResponse, HttpRequest, HttpResponse, HttpResponseBase, HttpResponseRedirect
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from betang.guard.text import Finding
from betang.hosting import addresses, files
from betang.hosting import queries as hosting
from betang.hosting.desk import site_desk
from betang.hosting.models import Site
from betang.kernel import clock, keyset
from betang.kernel.errors import DomainError, InvalidInput, NotFound
from betang.market import photos, policies, rules
from betang.market.actions import products as goods_actions
from betang.market.actions.guarding import LookNeeded, WordsRefused
from betang.market.forms import Amount, ProductForm
from betang.market.models import Product, ProductPhoto, Seller
from betang.market.queries import desk as queries
from betang.market.terms import PHOTO_LIMIT, PictureState, ProductState, SellerState
from betang.market.views.desk import actor_of, at_desk, bring_back, once, with_region

TABS = (ProductState.SHOWN, ProductState.DRAFT, ProductState.HIDDEN, ProductState.TAKEN_DOWN)


@site_desk()
@require_http_methods(["GET", "HEAD"])
def goods(request: HttpRequest, site: Site) -> HttpResponse:
    """Every product of the group, last changed first."""
    state, q = request.GET.get("keadaan", ""), request.GET.get("q", "").strip()[:100]
    state = state if state in ProductState.values else ""
    found = queries.products(state=state, q=q, after=keyset.read_mark(request.GET.get("hal", "")))
    shown = found[: queries.PAGE_SIZE]
    counts = queries.state_counts()
    here = at_desk("goods", site)
    more = f"keadaan={state}&" if state else ""
    last = shown[-1] if len(found) > queries.PAGE_SIZE else None
    context = {
        "site": site,
        "products": [_line(site, one) for one in shown],
        "q": q,
        "has_any": bool(counts),
        "tabs": [(_("All"), here, not state)]
        + [(f"{one.label} ({counts[one]})", f"{here}?keadaan={one.value}", state == one) for one in TABS if counts.get(one)],
        "next_url": f"?{more}hal={keyset.mark(last.updated_at, last.pk)}" if last else "",
        "has_seller": Seller.objects.exclude(state=SellerState.REFUSED).exists(),
    }
    return render(request, "market/desk/goods.html", context)


def _thumb(site: Site, variants: list[dict[str, Any]]) -> dict[str, Any] | None:
    small = [one for one in variants if one["media_type"] == "image/jpeg"]
    if not small:
        return None
    name = str(small[0]["path"]).removeprefix(files.PUBLIC)
    return {"src": at_desk("photo_file", site, name=name), "width": int(small[0]["width"]), "height": int(small[0]["height"])}


def _line(site: Site, row: Product) -> dict[str, Any]:
    return {
        "row": row,
        "url": at_desk("product", site, product_id=row.pk),
        "thumb": _thumb(site, row.cover),
        "availability": rules.availability(supply=row.supply, stock=row.stock, season=row.season, month=clock.today().month),
    }


@site_desk()
@require_http_methods(["GET", "HEAD", "POST"])
def add_product(request: HttpRequest, site: Site) -> HttpResponse:
    """A new product: whose, then the form. One photo may come with it."""
    actor = actor_of(request)
    open_stalls = [
        one
        for one in queries.sellers()
        if one.state in (SellerState.ADMITTED, SellerState.APPLIED, SellerState.PAUSED) and policies.may_keep(actor, site, one)
    ]
    if not open_stalls:
        policies.may_apply(actor, site).require()
        messages.info(request, _("First write down who sells, then the goods."))
        return HttpResponseRedirect(at_desk("apply", site))
    wanted = request.POST.get("penjual", "") or request.GET.get("penjual", "")
    seller = next((one for one in open_stalls if str(one.pk) == wanted), open_stalls[0] if len(open_stalls) == 1 else None)
    form = ProductForm(request.POST or None, initial={"supply": "stok", "unit": "bungkus", "min_order": "1"})
    findings: tuple[Finding, ...] = ()
    error: DomainError | None = None
    if request.method == "POST":
        if seller is None:
            form.add_error(None, _("Choose who sells it."))
        elif form.is_valid():
            chosen = seller

            def act() -> str:
                made = goods_actions.add_product(
                    actor=actor, site=site, seller=chosen, goods=form.goods(), reason=form.cleaned_data["reason"], at=clock.now()
                )
                return at_desk("product", site, product_id=made.pk)

            try:
                answer = once(request, f"market.product:{site.pk}:{actor.id}", act)
            except DomainError as refused:
                error, findings = refused, bring_back(form, refused)
            else:
                return _with_photos(request, site, answer)
    context = {
        "site": site,
        "form": form,
        "sellers": open_stalls,
        "seller": seller,
        "findings": findings,
        "error": error if findings else None,
        "photo_limit": PHOTO_LIMIT,
    }
    return render(request, "market/desk/add.html", context, status=422 if request.method == "POST" else 200)


def _with_photos(request: HttpRequest, site: Site, answer: HttpResponse) -> HttpResponse:
    """Take in the photos that came with the form; what is wrong with one is told and keeps no other."""
    product_id = answer["Location"].rstrip("/").rpartition("/")[2]
    sent = request.FILES.getlist("foto")[:PHOTO_LIMIT]
    if sent:
        row = goods_actions.read_product(site, UUID(product_id))
        _take_in(request, site, row, sent)
    messages.success(request, _("Written down. Look at it, then show it to buyers."))
    return answer


def _take_in(request: HttpRequest, site: Site, row: Product, sent: list[Any]) -> None:
    for file in sent:
        try:
            photos.add_photo(actor=actor_of(request), site=site, product=row, file=file, alt=request.POST.get("alt", ""), at=clock.now())
        except DomainError as error:
            messages.error(request, f"{file.name}: {error.message} {error.hint}".strip())


@site_desk()
@require_http_methods(["GET", "HEAD", "POST"])
def product(request: HttpRequest, site: Site, product_id: UUID) -> HttpResponse:
    """The editor of one product. Its buttons save, show and put away."""
    actor = actor_of(request)
    row = goods_actions.read_product(site, product_id)
    policies.may_see_desk(actor, site).require()
    may_keep = policies.may_keep(actor, site, row.seller)
    form = ProductForm(initial=ProductForm.initial_of(row))
    findings: tuple[Finding, ...] = ()
    error: DomainError | None = None
    status = 200
    if request.method == "POST":
        may_keep.require()
        form = ProductForm(request.POST)
        status = 422
        if form.is_valid():
            version = request.POST.get("versi", "")

            def act() -> str:
                at = clock.now()
                saved = goods_actions.change_product(
                    actor=actor,
                    site=site,
                    product=row,
                    goods=form.goods(),
                    at=at,
                    reason=form.cleaned_data["reason"],
                    base_version=int(version) if version.isascii() and version.isdecimal() else None,
                )
                _take_in(request, site, saved, request.FILES.getlist("foto")[:PHOTO_LIMIT])
                return request.path

            try:
                answer = once(request, f"market.product:{row.pk}:{actor.id}", act)
            except DomainError as refused:
                error, findings = refused, bring_back(form, refused)
            else:
                if request.POST.get("aksi") == "tampilkan":
                    _show(request, site, row, form.cleaned_data["reason"])
                else:
                    messages.success(request, _("Saved. Buyers see it now.") if row.is_public else _("Saved."))
                return answer
    full = with_region(site)
    rows = list(ProductPhoto.objects.filter(product=row))
    host = hosting.site_card(site.pk).host if row.is_public else ""
    takedown = row.takedowns.filter(ended_at__isnull=True).first() if row.state == ProductState.TAKEN_DOWN else None
    context = {
        "site": site,
        "row": row,
        "form": form,
        "findings": findings,
        "error": error if findings else None,
        "may_keep": may_keep,
        "photos": [{"row": one, "thumb": _thumb(site, one.variants)} for one in rows],
        "photo_limit": PHOTO_LIMIT,
        "takedown": takedown,
        "public_url": addresses.site_url(host, f"/produk/{row.slug}/") if host else "",
        "may_take_down": bool(policies.may_take_down(actor, full)) and row.state != ProductState.TAKEN_DOWN,
        "takedown_url": f"{at_desk('take_down', site, seller_id=row.seller_id)}?produk={row.pk}",
    }
    response = render(request, "market/desk/product.html", context, status=status)
    if request.method == "GET" and any(one.state == PictureState.WAITING for one in rows) and row.state == ProductState.SHOWN:
        response["Refresh"] = "8"
    return response


def _show(request: HttpRequest, site: Site, row: Product, reason: str = "") -> None:
    """Show it, or say what is missing; what was saved stays saved."""
    try:
        shown = goods_actions.show_product(actor=actor_of(request), site=site, product=row, reason=reason, at=clock.now())
    except DomainError as error:
        messages.error(request, f"{error.message} {error.hint}".strip())
    else:
        messages.success(request, _("Buyers see it now.") if shown.is_public else _("Buyers see it as soon as the seller is admitted."))


@site_desk()
@require_POST
def step(request: HttpRequest, site: Site, product_id: UUID) -> HttpResponse:
    """Show, put away, count anew, throw away."""
    actor, at = actor_of(request), clock.now()
    row = goods_actions.read_product(site, product_id)
    what = request.POST.get("aksi", "")
    try:
        if what == "tampilkan":
            _show(request, site, row)
        elif what == "simpan":
            goods_actions.hide_product(actor=actor, site=site, product=row, at=at)
            messages.success(request, _("Put away. Show it again whenever you like."))
        elif what == "stok":
            counted = Amount(required=False).clean(request.POST.get("stok", ""))
            goods_actions.count_stock(actor=actor, site=site, product=row, stock=counted, at=at)
            messages.success(request, _("Counted."))
        elif what == "buang":
            goods_actions.discard_product(actor=actor, site=site, product=row, at=at)
            messages.success(request, _("Thrown away."))
            return HttpResponseRedirect(at_desk("goods", site))
        else:
            raise NotFound(_("This page does not exist."))
    except forms.ValidationError as error:
        messages.error(request, "; ".join(error.messages))
    except (InvalidInput, WordsRefused, LookNeeded) as error:
        messages.error(request, f"{error.message} {error.hint}".strip())
    back = request.POST.get("kembali", "")
    return HttpResponseRedirect(at_desk("goods", site) if back == "daftar" else at_desk("product", site, product_id=row.pk))


@site_desk()
@require_POST
def photo(request: HttpRequest, site: Site, product_id: UUID, photo_id: UUID) -> HttpResponse:
    """A photo's words, its place, its end."""
    row = goods_actions.read_product(site, product_id)
    what = request.POST.get("aksi", "")
    photos.change_photo(
        actor=actor_of(request),
        site=site,
        product=row,
        photo_id=photo_id,
        at=clock.now(),
        removes=what == "hapus",
        is_first=what == "pertama",
        alt=request.POST.get("alt", "") if what == "keterangan" else None,
    )
    messages.success(request, _("The photo is gone.") if what == "hapus" else _("Saved."))
    return HttpResponseRedirect(at_desk("product", site, product_id=row.pk))


@site_desk()
@require_http_methods(["GET", "HEAD"])
def photo_file(request: HttpRequest, site: Site, name: str) -> HttpResponseBase:
    """A size of a photo at the desk, for people of the group: the desk stands on another host."""
    policies.may_see_desk(actor_of(request), site).require()
    found = files.find(site.pk, name)
    if found is None:
        raise NotFound(_("This picture does not exist."))
    path, media_type = found
    response = FileResponse(path.open("rb"), content_type=media_type)
    response["Cache-Control"] = "private, max-age=3600"
    response["X-Content-Type-Options"] = "nosniff"
    return response
