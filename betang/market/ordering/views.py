"""What a buyer opens on a group's site: the basket of one seller, the look before it is sent, and the secret page of an order."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.http import HttpRequest, HttpResponse, HttpResponseBase, HttpResponseRedirect
from django.shortcuts import redirect, render
from django.urls import get_script_prefix, reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods

from betang.accounts.phones import masked_phone, shown_phone
from betang.guard.forms import public_form
from betang.hosting import addresses
from betang.hosting.models import Site
from betang.kernel import clock, fence
from betang.kernel.errors import DomainError, InvalidInput, NotFound
from betang.kernel.money import rupiah
from betang.kernel.pages import fresh, private
from betang.market import rules as market
from betang.market.models import BuyerContact, DeliveryWay, Order, Seller
from betang.market.ordering import handling, messages, placing, queries, receipts
from betang.market.ordering.forms import BuyerCancelForm, OrderForm, initial_of
from betang.market.ordering.placing import ChangedMeanwhile, Draft, amount_words, field_of, way_key, way_words
from betang.market.qris import queries as qris
from betang.market.queries.catalogue import unit_words
from betang.market.terms import BUYER_CONTACT_DAYS, OrderState, PayWay, SellerState, StepKind, WayKind
from betang.market.views.public import availability_words
from betang.regions import queries as regions
from betang.ui.formats import day

RATE = "30/h"


def _site() -> Site:
    site_id = fence.current_site_id()
    site = Site.objects.select_related("group__region").filter(pk=site_id).first() if site_id else None
    if site is None:
        raise NotFound(_("This page does not exist."))
    return site


def _seller(slug: str) -> Seller:
    found: Seller | None = Seller.objects.filter(slug=slug, state=SellerState.ADMITTED).first()
    if found is None:
        raise NotFound(_("This page does not exist."), hint=_("The stall may take a pause. See what else there is."))
    return found


def way_label(way: DeliveryWay) -> str:
    """A way with its cost and days, in one line."""
    cost = _("cost as agreed") if way.fee_idr is None else rupiah(way.fee_idr) if way.fee_idr else _("free")
    days = ""
    if way.days_to is not None or way.days_from is not None:
        low, high = way.days_from, way.days_to
        if not low and high:
            days = ngettext("at most %(count)d day", "at most %(count)d days", high) % {"count": high}
        elif low is not None and high is not None and low != high:
            days = _("%(first)s to %(last)s days") % {"first": low, "last": high}
        else:
            only = high if high is not None else low
            days = _("the same day") if only == 0 else _("about %(days)s days") % {"days": only}
    return " · ".join(one for one in (way_words(way), cost, days) if one)


def _rows(form: OrderForm) -> list[dict[str, Any]]:
    month, words = clock.today().month, availability_words()
    rows: list[dict[str, Any]] = []
    for product in form.products:
        there = market.availability(supply=product.supply, stock=product.stock, season=product.season, month=month)
        hints = []
        if product.min_order != 1:
            hints.append(_("at least %(count)s") % {"count": amount_words(product.min_order)})
        if there == market.Availability.THERE and product.stock is not None:
            hints.append(_("%(count)s left") % {"count": amount_words(product.stock)})
        if product.lead_days:
            hints.append(_("ready after %(days)s days") % {"days": product.lead_days})
        rows.append(
            {
                "product": product,
                "bound": form[field_of(product.pk)],
                "unit": unit_words(product.unit, product.content, product.content_measure),
                "can_be_had": there in (market.Availability.THERE, market.Availability.MADE),
                "availability": words[there],
                "hints": " · ".join(hints),
                "url": reverse("market:product", kwargs={"slug": product.slug}),
            }
        )
    rows.sort(key=lambda one: not one["bound"].value())
    return rows


@fresh
@require_http_methods(["GET", "HEAD", "POST"])
@public_form(rate=RATE)
def order(request: HttpRequest, slug: str) -> HttpResponseBase:
    """`/pesan/<seller>/`: how many of what, how it comes, who orders; then the look at it; then it is written down. About eight queries."""
    site, seller = _site(), _seller(slug)
    products, ways = placing.goods_of(seller), placing.ways_of(seller)
    asked = {key: value for key, value in request.GET.items() if isinstance(value, str)}
    form = OrderForm(
        request.POST if request.method == "POST" else None,
        initial=initial_of(products, asked),
        products=products,
        ways=ways,
        way_labels=[(way_key(one), way_label(one)) for one in ways],
        regencies=regions.regency_names(settings.PROVINCE_CODE),
    )
    if request.method != "POST":
        return _form_page(request, site, seller, form)
    act = request.POST.get("aksi", "lihat")
    if act == "ubah" or not form.is_valid():
        return _form_page(request, site, seller, form, status=200 if act == "ubah" else 422)
    has_consent = form.cleaned_data["consent"]
    try:
        if act != "kirim":
            if not has_consent:
                form.add_error("consent", _("Tick this, so that the seller may see your name and number."))
            draft = placing.check(seller=seller, wish=form.wish(), buyer=form.buyer(), products=products, at=clock.now())
            return _form_page(request, site, seller, form, status=422) if form.errors else _look_page(request, site, seller, form, draft)
        seen = request.POST.get("dilihat", "")
        made = placing.place(
            site=site,
            seller=seller,
            wish=form.wish(),
            buyer=form.buyer(),
            has_consent=has_consent,
            seen_idr=int(seen) if seen.isascii() and seen.isdecimal() and len(seen) < 16 else None,
            sending_key=request.POST.get("kunci", "")[:80],
            at=clock.now(),
        )
    except InvalidInput as error:
        for name, message in error.fields.items():
            form.add_error(name if name in form.fields else None, message)
        return _form_page(request, site, seller, form, status=422)
    except ChangedMeanwhile as error:
        return _look_page(request, site, seller, form, error.draft, problem=error, status=409)
    answer = HttpResponseRedirect(reverse("market:my_order", kwargs={"token": placing.token_of(made)}))
    answer["Cache-Control"] = "private, no-store"
    return answer


def _form_page(request: HttpRequest, site: Site, seller: Seller, form: OrderForm, *, status: int = 200) -> HttpResponse:
    context = {
        "seller": seller,
        "group": site.title,
        "form": form,
        "rows": _rows(form),
        "place": regions.place_line(seller.region_code) or "",
        "contact_days": BUYER_CONTACT_DAYS,
    }
    return render(request, "market/ordering/order.html", context, status=status)


def _look_page(
    request: HttpRequest,
    site: Site,
    seller: Seller,
    form: OrderForm,
    draft: Draft,
    *,
    problem: DomainError | None = None,
    status: int = 200,
) -> HttpResponse:
    context = {
        "seller": seller,
        "group": site.title,
        "draft": draft,
        "typed": form.typed(),
        "phone": shown_phone(draft.buyer.phone),
        "way": _way_text(draft.way, draft.way_note),
        "amount_words": amount_words,
        "sending_key": request.POST.get("kunci", "")[:80],
        "problem": problem,
        "contact_days": BUYER_CONTACT_DAYS,
    }
    return render(request, "market/ordering/look.html", context, status=status)


def _way_text(way: str, note: str) -> str:
    name = str(WayKind(way).label)
    return f"{name}: {note}" if note else name


def _address(request: HttpRequest) -> str:
    host = request.META.get("HTTP_HOST", "")
    return addresses.site_url(host.rpartition(":")[0] or host, request.path)


def order_words(lines: list[Any]) -> list[str]:
    """The lines of an order as a message says them."""
    return [f"{amount_words(one.quantity)} × {one.name} ({one.unit}) {rupiah(one.amount_idr)}" for one in lines]


@private
@require_http_methods(["GET", "HEAD", "POST"])
@public_form(rate="60/h", shortest_s=0)
def my_order(request: HttpRequest, token: str) -> HttpResponseBase:
    """`/pesanan/<token>/`: where the order stands, WhatsApp, QRIS; taken back while new; «it came». About nine queries."""
    site, found = _site(), handling.by_token(token)
    cancel = BuyerCancelForm(request.POST if request.POST.get("aksi") == "batal" else None, label_suffix="")
    problem: DomainError | None = None
    if request.method == "POST":
        act = request.POST.get("aksi", "")
        try:
            if act == "batal" and cancel.is_valid():
                handling.cancel_by_buyer(site=site, token=token, at=clock.now(), **cancel.cleaned_data)
                return redirect("market:my_order", token=token)
            if act == "terima":
                handling.received_by_buyer(site=site, token=token, at=clock.now())
                return redirect("market:my_order", token=token)
        except InvalidInput as error:
            for name, message in error.fields.items():
                cancel.add_error(name if name in cancel.fields else None, message)
        except DomainError as error:
            problem = error
    return render(
        request,
        "market/ordering/mine.html",
        _mine(request, site, found, token, cancel, problem),
        status=422 if request.method == "POST" else 200,
    )


def _mine(
    request: HttpRequest, site: Site, found: Order, token: str, cancel: BuyerCancelForm, problem: DomainError | None
) -> dict[str, Any]:
    lines = list(found.lines.all())
    buyer = BuyerContact.objects.filter(order=found, erased_at__isnull=True).first()
    way = _way_text(found.way, found.way_note)
    text = messages.order_text(
        number=found.number,
        stall=found.seller.name,
        lines=order_words(lines),
        total_idr=found.total_idr,
        way=way,
        buyer=buyer.name if buyer else "",
        has_open_delivery=found.delivery_idr is None,
    )
    steps = queries.steps_of(found, for_buyer=True)
    is_said = any(one.kind == StepKind.HANDED_OVER and one.is_by_buyer for one in steps)
    return {
        "order": found,
        "seller": found.seller,
        "group": site.title,
        "token": token,
        "lines": lines,
        "amount_words": amount_words,
        "way": way,
        "buyer": buyer,
        "phone": masked_phone(buyer.phone) if buyer and buyer.phone else "",
        "steps": steps,
        "drawn": _drawn(found, steps),
        "whatsapp": messages.order_link(text, found.seller.phone) if found.state != OrderState.CANCELLED else "",
        "message": text,
        "address": _address(request),
        "is_new": found.state == OrderState.NEW,
        "can_say_received": not is_said and found.state in (OrderState.CONFIRMED, OrderState.READY, OrderState.HANDED_OVER),
        "cancel": cancel,
        "problem": problem,
        "bill": qris.bill_for(found),
        "pay_ways": [str(PayWay(one).label) for one in found.seller.pay_ways if one in PayWay.values],
        "receipt": receipts.of(found),
        "contact_days": BUYER_CONTACT_DAYS,
        "home": get_script_prefix(),
    }


STATES = (OrderState.NEW, OrderState.CONFIRMED, OrderState.READY, OrderState.HANDED_OVER)


def _drawn(found: Order, steps: list[queries.ShownStep]) -> list[tuple[str, str, str]]:
    """The way of an order for `steps`: what was, where it stands, what is still to come."""
    drawn = []
    for one in steps:
        detail = [
            day(one.at),
            one.reason,
            one.words,
            _("said by the buyer") if one.is_by_buyer and one.kind == StepKind.HANDED_OVER else "",
        ]
        drawn.append(
            (
                one.label[:1].upper() + one.label[1:],
                " · ".join(part for part in detail if part),
                "stop" if one.kind == StepKind.CANCELLED else "done",
            )
        )
    if found.state in STATES:
        for state in STATES[STATES.index(OrderState(found.state)) + 1 :]:
            label = str(state.label)
            drawn.append((label[:1].upper() + label[1:], "", ""))
    return drawn


@private
@require_http_methods(["GET", "HEAD"])
def receipt(request: HttpRequest, token: str) -> HttpResponse:
    """The receipt, as it was given."""
    row = receipts.read(handling.by_token(token))
    context = {"receipt": receipts.shown(row), "pdf_url": reverse("market:receipt_pdf", kwargs={"token": token}), "token": token}
    return render(request, "market/ordering/receipt.html", context)


@private
@require_http_methods(["GET", "HEAD"])
def receipt_pdf(request: HttpRequest, token: str) -> HttpResponse:
    """The same on paper."""
    return pdf_answer(receipts.read(handling.by_token(token)))


def pdf_answer(row: Any) -> HttpResponse:
    """A receipt's PDF as a file."""
    response = HttpResponse(receipts.pdf(row), content_type="application/pdf")
    response["Content-Disposition"] = f'attachment; filename="kuitansi-{row.number.replace("/", "-")}.pdf"'
    response["X-Content-Type-Options"] = "nosniff"
    return response
