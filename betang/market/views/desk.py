"""The market's desk of one group, made for a thumb: goods, sellers, permits, reports."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any
from uuid import UUID

from django import forms
from django.contrib import messages
from django.core.files.storage import storages
from django.http import FileResponse, HttpRequest, HttpResponse, HttpResponseBase, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods, require_POST

from betang.accounts.actors import Actor
from betang.audit import trail
from betang.guard.text import Finding
from betang.hosting import addresses, files
from betang.hosting import queries as hosting
from betang.hosting.desk import site_desk
from betang.hosting.models import Site
from betang.kernel import clock, keyset
from betang.kernel.errors import DomainError, InvalidInput, NotFound
from betang.market import photos, policies, rules
from betang.market.actions import products as goods_actions
from betang.market.actions import sellers as seller_actions
from betang.market.actions import trust
from betang.market.actions.guarding import LookNeeded, WordsRefused
from betang.market.forms import Amount, ApplyForm, LinkForm, PermitForm, ProductForm, SellerForm, TakedownForm, WaySet, WordsForm
from betang.market.models import Product, ProductPhoto, Seller
from betang.market.queries import desk as queries
from betang.market.terms import PHOTO_LIMIT, ComplaintState, PictureState, ProductState, SellerState, WayKind
from betang.regions import queries as regions

TABS = (ProductState.SHOWN, ProductState.DRAFT, ProductState.HIDDEN, ProductState.TAKEN_DOWN)


def actor_of(request: HttpRequest) -> Actor:
    """Who sits at the desk."""
    return request.actor  # type: ignore[attr-defined,no-any-return]


def _at(name: str, site: Site, /, **more: Any) -> str:
    return reverse(f"market_desk:{name}", kwargs={"site_slug": site.slug, **more})


def _with_region(site: Site) -> Site:
    """The site with its group's region at hand: policies and words ask for it."""
    return Site.objects.select_related("group__region").get(pk=site.pk)


def _bring_back(form: forms.Form, error: DomainError) -> tuple[Finding, ...]:
    """What an action said no to, beside the fields; what the guard found is returned."""
    if isinstance(error, InvalidInput):
        for name, message in error.fields.items():
            form.add_error(name if name in form.fields else None, message)
        if not error.fields:
            form.add_error(None, error.message)
    elif isinstance(error, (WordsRefused, LookNeeded)):
        return error.findings
    else:
        form.add_error(None, f"{error.message} {error.hint}".strip())
    return ()


def _once(request: HttpRequest, scope: str, act: Callable[[], str]) -> HttpResponse:
    """Do it once for each sending of the form, and lead on."""
    with trail.once(request.POST.get("kunci", ""), scope=scope) as asked:
        if not asked.repeated:
            asked.location = act()
    return HttpResponseRedirect(asked.location)


# ---------- goods ----------


@site_desk()
@require_http_methods(["GET", "HEAD"])
def goods(request: HttpRequest, site: Site) -> HttpResponse:
    """Every product of the group, last changed first."""
    state, q = request.GET.get("keadaan", ""), request.GET.get("q", "").strip()[:100]
    state = state if state in ProductState.values else ""
    found = queries.products(state=state, q=q, after=keyset.read_mark(request.GET.get("hal", "")))
    shown = found[: queries.PAGE_SIZE]
    counts = queries.state_counts()
    here = _at("goods", site)
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
    return {"src": _at("photo_file", site, name=name), "width": int(small[0]["width"]), "height": int(small[0]["height"])}


def _line(site: Site, row: Product) -> dict[str, Any]:
    return {
        "row": row,
        "url": _at("product", site, product_id=row.pk),
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
        return HttpResponseRedirect(_at("apply", site))
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
                return _at("product", site, product_id=made.pk)

            try:
                answer = _once(request, f"market.product:{site.pk}:{actor.id}", act)
            except DomainError as refused:
                error, findings = refused, _bring_back(form, refused)
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
                answer = _once(request, f"market.product:{row.pk}:{actor.id}", act)
            except DomainError as refused:
                error, findings = refused, _bring_back(form, refused)
            else:
                if request.POST.get("aksi") == "tampilkan":
                    _show(request, site, row, form.cleaned_data["reason"])
                else:
                    messages.success(request, _("Saved. Buyers see it now.") if row.is_public else _("Saved."))
                return answer
    full = _with_region(site)
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
        "takedown_url": f"{_at('take_down', site, seller_id=row.seller_id)}?produk={row.pk}",
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
            return HttpResponseRedirect(_at("goods", site))
        else:
            raise NotFound(_("This page does not exist."))
    except forms.ValidationError as error:
        messages.error(request, "; ".join(error.messages))
    except (InvalidInput, WordsRefused, LookNeeded) as error:
        messages.error(request, f"{error.message} {error.hint}".strip())
    back = request.POST.get("kembali", "")
    return HttpResponseRedirect(_at("goods", site) if back == "daftar" else _at("product", site, product_id=row.pk))


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
    return HttpResponseRedirect(_at("product", site, product_id=row.pk))


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


# ---------- sellers ----------


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
    actor, full = actor_of(request), _with_region(site)
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
            return _at("seller", site, seller_id=made.pk)

        try:
            return _once(request, f"market.apply:{site.pk}:{actor.id}", act)
        except DomainError as refused:
            error, findings = refused, _bring_back(form, refused)
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
    actor, full = actor_of(request), _with_region(site)
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
                return _once(request, f"market.seller:{row.pk}:{actor.id}", act)
            except DomainError as refused:
                error, findings = refused, _bring_back(form, refused)
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
    return HttpResponseRedirect(_at("seller", site, seller_id=row.pk))


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
        return HttpResponseRedirect(_at("seller", site, seller_id=row.pk) + "#cara")
    return render(request, "market/desk/ways.html", {"site": site, "row": row, "way_set": written}, status=422)


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
            return _at("seller", site, seller_id=row.pk) + "#izin"

        try:
            return _once(request, f"market.permit:{row.pk}:{actor.id}", act)
        except DomainError as refused:
            _bring_back(form, refused)
    context = {"site": site, "row": row, "form": form, "products": goods_of}
    return render(request, "market/desk/permit.html", context, status=422 if request.method == "POST" else 200)


@site_desk()
@require_POST
def remove_permit(request: HttpRequest, site: Site, seller_id: UUID, permit_id: UUID) -> HttpResponse:
    """Take a permit off."""
    row = seller_actions.read_seller(site, seller_id)
    seller_actions.remove_permit(actor=actor_of(request), site=site, seller=row, permit_id=permit_id, at=clock.now())
    messages.success(request, _("Taken off."))
    return HttpResponseRedirect(_at("seller", site, seller_id=row.pk) + "#izin")


@site_desk()
@require_http_methods(["GET", "HEAD"])
def evidence(request: HttpRequest, site: Site, seller_id: UUID, permit_id: UUID) -> HttpResponseBase:
    """The evidence of a permit, for the group's keepers and the seller."""
    row = seller_actions.read_seller(site, seller_id)
    policies.may_see_private(actor_of(request), _with_region(site), row).require()
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
            seller_actions.remove_link(actor=actor, site=site, seller=row, link_id=_key(gone), at=clock.now())
        else:
            seller_actions.add_link(actor=actor, site=site, seller=row, url=request.POST.get("url", ""), at=clock.now())
        messages.success(request, _("Saved."))
    except InvalidInput as error:
        messages.error(request, error.message)
    return HttpResponseRedirect(_at("seller", site, seller_id=row.pk) + "#tautan")


def _key(text: str) -> UUID:
    try:
        return UUID(text)
    except ValueError:
        raise NotFound(_("This page does not exist.")) from None


# ---------- trust ----------


@site_desk()
@require_http_methods(["GET", "HEAD"])
def reports(request: HttpRequest, site: Site) -> HttpResponse:
    """What was reported of the group's goods, and what was taken down."""
    actor, full = actor_of(request), _with_region(site)
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
    return answer_report(request, _with_region(site), report_id, back=_at("reports", site), url=_at("report", site, report_id=report_id))


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
                return _once(request, f"market.report:{row.pk}:{actor.id}", act)
            except DomainError as refused:
                _bring_back(form, refused)
    context = {"site": site, "report": row, "words": words, "down": down, "back": back, "url": url, "states": ComplaintState}
    return render(request, "market/desk/report.html", context, status=status)


@site_desk()
@require_http_methods(["GET", "HEAD", "POST"])
def take_down(request: HttpRequest, site: Site, seller_id: UUID) -> HttpResponse:
    """The group takes down what is its own."""
    actor, full = actor_of(request), _with_region(site)
    policies.may_take_down(actor, full).require()
    row = seller_actions.read_seller(full, seller_id)
    wanted = request.POST.get("produk", "") or request.GET.get("produk", "")
    chosen = goods_actions.read_product(full, _key(wanted)) if wanted else None
    form = TakedownForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        data = form.cleaned_data

        def act() -> str:
            made = trust.take_down(
                actor=actor, site=full, seller=row, product=chosen, kind=data["kind"], reason=data["words"], law=data["law"], at=clock.now()
            )
            messages.success(request, _("Taken down. The seller reads why, and may object."))
            return _at("takedown", site, takedown_id=made.pk)

        try:
            return _once(request, f"market.takedown:{row.pk}:{actor.id}", act)
        except DomainError as refused:
            _bring_back(form, refused)
    context = {"site": site, "row": row, "product": chosen, "form": form}
    return render(request, "market/desk/take_down.html", context, status=422 if request.method == "POST" else 200)


@site_desk()
@require_http_methods(["GET", "HEAD", "POST"])
def takedown(request: HttpRequest, site: Site, takedown_id: UUID) -> HttpResponse:
    """One take-down: why, the objection, what came of it."""
    policies.may_see_desk(actor_of(request), site).require()
    return answer_takedown(
        request, _with_region(site), takedown_id, url=_at("takedown", site, takedown_id=takedown_id), back=_at("goods", site)
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
            return _once(request, f"market.takedown:{row.pk}:{actor.id}", act)
        except InvalidInput as refused:
            _bring_back(form, refused)
    context = {
        "site": site,
        "row": row,
        "form": form,
        "may_appeal": bool(may_appeal),
        "may_restore": bool(may_restore),
        "back": back,
        "url": url,
        "why_not": may_restore.reason if not may_restore.hidden else "",
    }
    return render(request, "market/desk/takedown.html", context, status=422 if request.method == "POST" else 200)
