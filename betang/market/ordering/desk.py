"""Orders at a group's desk: what came, one order and its steps, the receipt, the report of sales."""

from __future__ import annotations

from datetime import date
from typing import Any
from uuid import UUID

from django import forms
from django.conf import settings
from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from betang.accounts.actors import Actor
from betang.accounts.phones import shown_phone
from betang.accounts.tokens import whatsapp_url
from betang.audit import trail
from betang.hosting import queries as hosting
from betang.hosting.addresses import site_url
from betang.hosting.desk import site_desk
from betang.hosting.models import Site
from betang.kernel import clock, keyset
from betang.kernel.errors import DomainError, InvalidInput, NotFound
from betang.kernel.money import rupiah
from betang.market.models import Order, Seller
from betang.market.ordering import handling, policies, queries, receipts, reporting
from betang.market.ordering.forms import CancelForm, DeliveryForm, PaidForm, StepForm, WhyForm
from betang.market.ordering.placing import amount_words, token_of
from betang.market.ordering.views import pdf_answer
from betang.market.terms import OrderState, StepKind, WayKind
from betang.regions import queries as regions
from betang.ui.formats import number

TABS = (OrderState.NEW, OrderState.CONFIRMED, OrderState.READY, OrderState.HANDED_OVER, OrderState.CANCELLED)
STEP_OF = {"terima": StepKind.CONFIRMED, "siap": StepKind.READY, "serah": StepKind.HANDED_OVER, "batal": StepKind.CANCELLED}
MONTHS_BACK = 12


def actor_of(request: HttpRequest) -> Actor:
    """Who sits at the desk."""
    return request.actor  # type: ignore[attr-defined,no-any-return]


def _full(site: Site) -> Site:
    return Site.objects.select_related("group__region").get(pk=site.pk)


def _at(name: str, site: Site, **more: Any) -> str:
    return reverse(f"market_desk:{name}", kwargs={"site_slug": site.slug, **more})


def chosen_seller(text: str) -> Seller | None:
    """A seller of the open site by the key in an address; raises `NotFound` for one that is not there."""
    if not text:
        return None
    try:
        found: Seller | None = Seller.objects.filter(pk=UUID(text)).first()
    except ValueError:
        found = None
    if found is None:
        raise NotFound(_("This page does not exist."))
    return found


@site_desk()
@require_http_methods(["GET", "HEAD"])
def orders(request: HttpRequest, site: Site) -> HttpResponse:
    """What was ordered, newest first, by state. Names stand only beside orders of one's own stall. Five queries."""
    actor, full = actor_of(request), _full(site)
    policies.may_see_orders(actor, full).require()
    state = request.GET.get("keadaan", "")
    is_unpaid = state == "belum"
    state = state if state in OrderState.values else ""
    chosen = chosen_seller(request.GET.get("penjual", ""))
    found = queries.orders(state=state, seller=chosen, is_unpaid=is_unpaid, after=keyset.read_mark(request.GET.get("hal", "")))
    shown, counts, here = found[: queries.PAGE_SIZE], queries.state_counts(), _at("orders", site)
    buyers = queries.buyers_for(actor, full, shown)
    last = shown[-1] if len(found) > queries.PAGE_SIZE else None
    asked = {"keadaan": "belum" if is_unpaid else state, "penjual": str(chosen.pk) if chosen else ""}
    more = "".join(f"{name}={value}&" for name, value in asked.items() if value)
    context = {
        "site": site,
        "lines": [(one, buyers.get(one.pk), _at("order", site, order_id=one.pk)) for one in shown],
        "chosen": chosen,
        "has_any": bool(counts),
        "tabs": [(_("All"), here, not state and not is_unpaid)]
        + [(f"{one.label} ({counts[one]})", f"{here}?keadaan={one.value}", state == one) for one in TABS if counts.get(one)]
        + [(_("not paid yet"), f"{here}?keadaan=belum", is_unpaid)],
        "next_url": f"?{more}hal={keyset.mark(last.placed_at, last.pk)}" if last else "",
    }
    return render(request, "market/desk/ordering/orders.html", context)


@site_desk()
@require_http_methods(["GET", "HEAD"])
def order(request: HttpRequest, site: Site, order_id: UUID) -> HttpResponse:
    """One order: what, for whom (where the actor may know), what happened, what comes next."""
    return _show(request, site, handling.read_order(order_id))


def _show(
    request: HttpRequest,
    site: Site,
    row: Order,
    *,
    bound: dict[str, forms.Form] | None = None,
    problem: DomainError | None = None,
    status: int = 200,
) -> HttpResponse:
    actor, full = actor_of(request), _full(site)
    policies.may_see_orders(actor, full).require()
    buyer = queries.buyer_for(actor, full, row)
    may_see = policies.may_see_buyer(actor, full, row.seller)
    may_handle = policies.may_handle(actor, full, row.seller)
    given = receipts.of(row)
    is_open = row.state in (OrderState.NEW, OrderState.CONFIRMED, OrderState.READY)
    link = site_url(
        hosting.site_card(site.pk).host, reverse("market:my_order", urlconf=settings.SITE_URLCONF, kwargs={"token": token_of(row)})
    )
    forms_ = {
        "step": StepForm(initial={"promised_on": row.promised_on}, prefix="langkah", label_suffix=""),
        "cancel": CancelForm(prefix="batal", label_suffix=""),
        "delivery": DeliveryForm(prefix="ongkir", label_suffix=""),
        "paid": PaidForm(prefix="bayar", label_suffix="", initial={"paid_way": row.seller.pay_ways[0] if row.seller.pay_ways else ""}),
        "unpaid": WhyForm(prefix="tarik", label_suffix=""),
        **(bound or {}),
    }
    context = {
        "site": site,
        "order": row,
        "lines": list(row.lines.all()),
        "amount_words": amount_words,
        "way": str(WayKind(row.way).label) + (f": {row.way_note}" if row.way_note else ""),
        "buyer": buyer,
        "is_forgotten": bool(may_see) and buyer is None,
        "why_hidden": "" if may_see else may_see.reason,
        "phone": shown_phone(buyer.phone) if buyer and buyer.phone else "",
        "whatsapp": whatsapp_url(_("About your order %(number)s: %(link)s") % {"number": row.number, "link": link}, buyer.phone)
        if buyer and buyer.phone
        else "",
        "kabupaten": regions.place_line(row.region_code) if row.region_code else "",
        "steps": queries.steps_of(row),
        "may_handle": may_handle,
        "next": _next_step(row.state) if may_handle else None,
        "can_hand_over": bool(may_handle) and row.state in (OrderState.NEW, OrderState.CONFIRMED),
        "is_open": is_open,
        "receipt": given,
        "forms": forms_,
        "problem": problem,
        "step_url": _at("order_step", site, order_id=row.pk),
    }
    return render(request, "market/desk/ordering/order.html", context, status=status)


def _next_step(state: str) -> tuple[str, str] | None:
    return {
        OrderState.NEW: ("terima", _("Confirm the order")),
        OrderState.CONFIRMED: ("siap", _("It is ready")),
        OrderState.READY: ("serah", _("Handed over")),
    }.get(OrderState(state))


@site_desk()
@require_POST
def order_step(request: HttpRequest, site: Site, order_id: UUID) -> HttpResponse:
    """Take a step with an order; sent twice it is taken once."""
    actor, full = actor_of(request), _full(site)
    row = handling.read_order(order_id)
    policies.may_handle(actor, full, row.seller).require()
    act = request.POST.get("aksi", "")
    form, name = _form_of(act, request)
    if form is not None and not form.is_valid():
        return _show(request, site, row, bound={name: form}, status=422)
    data = form.cleaned_data if form is not None else {}
    try:
        with trail.once(request.POST.get("kunci", ""), scope=f"market.order:{row.pk}:{actor.id}") as asked:
            if not asked.repeated:
                _act(act, data, actor=actor, site=full, order=row)
                asked.location = _at("order", site, order_id=row.pk)
    except InvalidInput as error:
        if form is None:
            return _show(request, site, row, problem=error, status=422)
        for field, message in error.fields.items():
            form.add_error(field if field in form.fields else None, message)
        return _show(request, site, handling.read_order(order_id), bound={name: form}, status=422)
    except DomainError as error:
        if error.status in (403, 404):
            raise
        return _show(request, site, handling.read_order(order_id), problem=error, status=error.status)
    messages.success(request, _("Noted. The buyer sees it on the order's page."))
    return HttpResponseRedirect(asked.location)


def _form_of(act: str, request: HttpRequest) -> tuple[forms.Form | None, str]:
    kinds: dict[str, tuple[type[forms.Form], str, str]] = {
        "terima": (StepForm, "langkah", "step"),
        "siap": (StepForm, "langkah", "step"),
        "serah": (StepForm, "langkah", "step"),
        "batal": (CancelForm, "batal", "cancel"),
        "ongkir": (DeliveryForm, "ongkir", "delivery"),
        "bayar": (PaidForm, "bayar", "paid"),
        "tarik": (WhyForm, "tarik", "unpaid"),
    }
    if act == "kuitansi":
        return None, ""
    if act not in kinds:
        raise NotFound(_("This page does not exist."))
    kind, prefix, name = kinds[act]
    return kind(request.POST, prefix=prefix, label_suffix=""), name


def _act(act: str, data: dict[str, Any], *, actor: Actor, site: Site, order: Order) -> None:
    at = clock.now()
    if act in STEP_OF:
        handling.move_order(actor=actor, site=site, order=order, step=STEP_OF[act], at=at, **data)
    elif act == "ongkir":
        handling.agree_delivery(actor=actor, site=site, order=order, delivery_idr=data["delivery_idr"], at=at)
    elif act == "bayar":
        handling.mark_paid(actor=actor, site=site, order=order, way=data["paid_way"], on=data["paid_on"], at=at)
    elif act == "tarik":
        handling.take_payment_back(actor=actor, site=site, order=order, words=data["words"], at=at)
    else:
        handling.give_receipt(actor=actor, site=site, order=order, at=at)


@site_desk()
@require_http_methods(["GET", "HEAD"])
def receipt_file(request: HttpRequest, site: Site, order_id: UUID) -> HttpResponse:
    """The receipt on paper."""
    policies.may_see_orders(actor_of(request), _full(site)).require()
    return pdf_answer(receipts.read(handling.read_order(order_id)))


# ---------- the report ----------


def _span(request: HttpRequest) -> tuple[date, date]:
    """From the first of a month to today or the end of another; twelve months where nothing is asked for."""
    today = clock.today()
    first = _month(request.GET.get("dari", "")) or _back(today.replace(day=1), MONTHS_BACK - 1)
    last = _month(request.GET.get("sampai", ""))
    return first, (_back(last, -1) if last else today)


def _month(text: str) -> date | None:
    try:
        return date.fromisoformat(f"{text}-01") if text else None
    except ValueError:
        raise NotFound(_("This page does not exist.")) from None


def _back(first: date, months: int) -> date:
    at = first.year * 12 + first.month - 1 - months
    return date(at // 12, at % 12 + 1, 1)


def _report(request: HttpRequest, site: Site) -> tuple[reporting.Report, Seller | None, date, date]:
    policies.may_export(actor_of(request), _full(site)).require()
    chosen = chosen_seller(request.GET.get("penjual", ""))
    since, until = _span(request)
    return reporting.report(since=since, until=until, seller=chosen), chosen, since, until


@site_desk()
@require_http_methods(["GET", "HEAD"])
def sales(request: HttpRequest, site: Site) -> HttpResponse:
    """What was sold, by month, product, way and whether it is paid. Seven queries."""
    found, chosen, since, until = _report(request, site)
    query = request.GET.urlencode()
    context = {
        "site": site,
        "report": found,
        "chosen": chosen,
        "sellers": list(Seller.objects.order_by("name").values_list("pk", "name")),
        "since": since,
        "until": until,
        "months_value": f"{since:%Y-%m}",
        "until_value": request.GET.get("sampai", ""),
        "csv_url": _at("sales_csv", site) + (f"?{query}" if query else ""),
        "xlsx_url": _at("sales_xlsx", site) + (f"?{query}" if query else ""),
        "places": [(regions.place_line(code) or code, count) for code, count in found.places[:14]],
        "months": [
            [one.label, number(one.count), rupiah(one.amount_idr), rupiah(one.unpaid_idr) if one.unpaid_idr else "—"]
            for one in found.months
        ],
    }
    return render(request, "market/desk/ordering/sales.html", context)


def _file(body: bytes, name: str, media_type: str) -> HttpResponse:
    response = HttpResponse(body, content_type=media_type)
    response["Content-Disposition"] = f'attachment; filename="{name}"'
    response["X-Content-Type-Options"] = "nosniff"
    return response


@site_desk()
@require_http_methods(["GET", "HEAD"])
def sales_csv(request: HttpRequest, site: Site) -> HttpResponse:
    """The ledger lines as CSV."""
    found, _chosen, since, until = _report(request, site)
    return _file(reporting.as_csv(found), f"penjualan-{site.slug}-{since}-{until}.csv", "text/csv; charset=utf-8")


@site_desk()
@require_http_methods(["GET", "HEAD"])
def sales_xlsx(request: HttpRequest, site: Site) -> HttpResponse:
    """The same as a workbook, with sums by month and product."""
    found, _chosen, since, until = _report(request, site)
    media_type = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
    return _file(reporting.as_xlsx(found), f"penjualan-{site.slug}-{since}-{until}.xlsx", media_type)
