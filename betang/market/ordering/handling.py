"""Steps with an order: by the seller at the desk, by the buyer through the secret link, by the clock."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any
from uuid import UUID

from django.db import transaction
from django.db.models import F
from django.utils.translation import gettext as _

from betang.accounts.actors import NOBODY, SYSTEM, Actor
from betang.accounts.tokens import token_hash
from betang.audit import trail
from betang.guard.words import tidy_line
from betang.hosting.models import Site
from betang.kernel import clock
from betang.kernel.errors import InvalidInput, NotFound, Refused
from betang.kernel.money import rupiah
from betang.market.models import BuyerContact, Order, OrderStep, Product
from betang.market.ordering import policies, receipts, rules, telling
from betang.market.ordering.placing import entry_data
from betang.market.terms import NOTE_LENGTH, PRICE_MAX_IDR, CancelReason, OrderState, PayWay, StepKind

VERBS = {
    StepKind.CONFIRMED: "confirmed",
    StepKind.READY: "readied",
    StepKind.HANDED_OVER: "handed_over",
    StepKind.CANCELLED: "cancelled",
    StepKind.PAID: "paid",
    StepKind.UNPAID: "unpaid",
    StepKind.CHANGED: "changed",
    StepKind.NOTE: "noted",
}


def read_order(order_id: UUID, *, locked: bool = False) -> Order:
    """An order of the open site with its seller; raises `NotFound`. Where it is locked nobody takes a step beside."""
    rows = Order.objects.select_related("seller")
    found: Order | None = (rows.select_for_update(of=("self",)) if locked else rows).filter(pk=order_id).first()
    if found is None:
        raise NotFound(_("This page does not exist."))
    return found


def by_token(token: str) -> Order:
    """The order of a buyer's secret link on the open site. A link of another site is as unknown as a wrong one."""
    found: Order | None = Order.objects.select_related("seller").filter(token_hash=token_hash(token)).first() if token else None
    if found is None:
        raise NotFound(_("There is no order behind this link."), hint=_("Copy the whole link from your message or browser."))
    return found


def _moved_on() -> Refused:
    return Refused(_("The order has moved on in the meantime. Load the page again."))


def _kept(order: Order, step: str, *, site: Site, actor: Actor, at: datetime, by_buyer: bool = False, reason: str = "", words: str = "",
          **data: Any) -> Order:  # fmt: skip
    """Save what changed, write step and entry, move the day on which the buyer is forgotten. Closed and paid: the receipt is given."""
    order.changed_at = at
    if order.closed_at is None and rules.is_closed(order.state, is_paid=order.paid_at is not None):
        order.closed_at = at
    order.save()
    OrderStep.objects.create(
        order=order, kind=step, at=at, by_id=actor.id, is_by_buyer=by_buyer, reason=reason, words=tidy_line(words)[:NOTE_LENGTH]
    )
    BuyerContact.objects.filter(order=order, erased_at__isnull=True).update(erase_at=rules.erase_at(at))
    trail.record(
        f"market.order.{VERBS[StepKind(step)]}",
        order,
        actor=actor,
        at=at,
        reason=reason,
        data=entry_data(site, order, by_buyer=by_buyer, **data),
    )
    if order.closed_at == at and order.paid_at is not None and order.state != OrderState.CANCELLED:
        receipts.give(site=site, order=order, at=at)
    return order


def _give_back(order: Order, at: datetime) -> None:
    """What a cancelled order reserved is there again, where the seller still counts."""
    for line in order.lines.filter(is_reserved=True).order_by("product_id"):
        Product.objects.filter(pk=line.product_id, stock__isnull=False).update(stock=F("stock") + line.quantity, updated_at=at)
    order.lines.filter(is_reserved=True).update(is_reserved=False)


@transaction.atomic
def move_order(
    *,
    actor: Actor,
    site: Site,
    order: Order,
    step: str,
    reason: str = "",
    words: str = "",
    promised_on: date | None = None,
    at: datetime,
) -> Order:
    """Confirm, make ready, hand over, cancel with a coded reason. `words` are for the buyer."""
    row = read_order(order.pk, locked=True)
    policies.may_handle(actor, site, row.seller).require()
    target = rules.next_state(step, row.state)
    if target is None:
        raise _moved_on()
    if step == StepKind.CANCELLED:
        return _cancel(row, site=site, actor=actor, reason=reason, allowed=rules.SELLER_REASONS, words=words, at=at)
    if promised_on is not None and not rules.is_wanted_on(promised_on, at.astimezone(clock.zone()).date()):
        raise InvalidInput(_("Something is not right yet."), fields={"promised_on": _("Choose a day from today on.")})
    row.state = target
    row.promised_on = promised_on or row.promised_on
    if target == OrderState.HANDED_OVER:
        row.handed_over_at = at
    return _kept(row, step, site=site, actor=actor, at=at, words=words)


def _cancel(order: Order, *, site: Site, actor: Actor, reason: str, allowed: tuple[CancelReason, ...], words: str, at: datetime,
            by_buyer: bool = False) -> Order:  # fmt: skip
    if reason not in allowed:
        raise InvalidInput(_("Something is not right yet."), fields={"reason": _("Choose why.")})
    if reason == CancelReason.OTHER and len(words.strip()) < 5:
        raise InvalidInput(_("Something is not right yet."), fields={"words": _("Say in a few words why.")})
    if order.paid_at is not None:
        raise Refused(_("This order is marked as paid."), hint=_("Give the money back first, then take the mark off; the steps show both."))
    order.state, order.cancel_reason = OrderState.CANCELLED, reason
    _give_back(order, at)
    return _kept(order, StepKind.CANCELLED, site=site, actor=actor, at=at, by_buyer=by_buyer, reason=reason, words=words)


@transaction.atomic
def mark_paid(*, actor: Actor, site: Site, order: Order, way: str, on: date | None = None, at: datetime) -> Order:
    """The seller says that the money came, how, and on which day (today where none is named). Nothing here moves money."""
    row = read_order(order.pk, locked=True)
    policies.may_handle(actor, site, row.seller).require()
    today = at.astimezone(clock.zone()).date()
    if row.state == OrderState.CANCELLED or row.paid_at is not None:
        raise _moved_on()
    wrong = {}
    if way not in PayWay.values:
        wrong["paid_way"] = _("Choose how it was paid.")
    if on is not None and not row.placed_at.astimezone(clock.zone()).date() <= on <= today:
        wrong["paid_on"] = _("A day between the order and today.")
    if row.delivery_idr is None:
        wrong["delivery_idr"] = _("Agree on what delivery costs first, and write it down: nought is an answer too.")
    if wrong:
        raise InvalidInput(_("Something is not right yet."), fields=wrong)
    paid_at = at if on is None or on == today else datetime(on.year, on.month, on.day, 12, tzinfo=clock.zone())
    row.paid_at, row.paid_way = max(paid_at, row.placed_at), way
    return _kept(row, StepKind.PAID, site=site, actor=actor, at=at, words=str(PayWay(way).label), way=way)


@transaction.atomic
def take_payment_back(*, actor: Actor, site: Site, order: Order, words: str, at: datetime) -> Order:
    """The mark was a mistake, or the money went back. Not after a receipt was given: what it says stays true."""
    row = read_order(order.pk, locked=True)
    policies.may_handle(actor, site, row.seller).require()
    if row.paid_at is None:
        raise _moved_on()
    if receipts.of(row) is not None:
        raise Refused(_("A receipt was given for this payment. It cannot be taken back any more."))
    if len(words.strip()) < 5:
        raise InvalidInput(_("Something is not right yet."), fields={"words": _("Say in a few words why.")})
    row.paid_at, row.paid_way, row.closed_at = None, "", None
    return _kept(row, StepKind.UNPAID, site=site, actor=actor, at=at, words=words)


@transaction.atomic
def agree_delivery(*, actor: Actor, site: Site, order: Order, delivery_idr: int, at: datetime) -> Order:
    """Write down what delivery costs, once both have agreed. The buyer sees the new sum at once."""
    row = read_order(order.pk, locked=True)
    policies.may_handle(actor, site, row.seller).require()
    if row.state == OrderState.CANCELLED or row.paid_at is not None:
        raise _moved_on()
    if not 0 <= delivery_idr <= PRICE_MAX_IDR:
        raise InvalidInput(_("Something is not right yet."), fields={"delivery_idr": _("Whole rupiah, nought or more.")})
    row.delivery_idr, row.total_idr = delivery_idr, row.goods_idr + delivery_idr
    words = _("Delivery: %(sum)s") % {"sum": rupiah(delivery_idr)}
    return _kept(row, StepKind.CHANGED, site=site, actor=actor, at=at, words=words, delivery_idr=delivery_idr)


@transaction.atomic
def give_receipt(*, actor: Actor, site: Site, order: Order, at: datetime) -> Order:
    """Give the receipt of a paid order. Its figures do not change with anything after."""
    row = read_order(order.pk, locked=True)
    policies.may_handle(actor, site, row.seller).require()
    receipts.give(site=site, order=row, at=at)
    return row


# ---------- the buyer ----------


@transaction.atomic
def cancel_by_buyer(*, site: Site, token: str, reason: str, words: str = "", at: datetime) -> Order:
    """The buyer takes a new order back. Once it is confirmed the seller has begun: then they talk."""
    row = read_order(by_token(token).pk, locked=True)
    if row.state != OrderState.NEW:
        raise Refused(_("The seller has begun with your order."), hint=_("Write to the seller if you do not want it any more."))
    row = _cancel(row, site=site, actor=NOBODY, reason=reason, allowed=rules.BUYER_REASONS, words=words, at=at, by_buyer=True)
    telling.by_buyer(site, row, _("An order was taken back"), at=at)
    return row


@transaction.atomic
def received_by_buyer(*, site: Site, token: str, at: datetime) -> Order:
    """The buyer says that the goods came. Said twice, it is one step."""
    row = read_order(by_token(token).pk, locked=True)
    if row.steps.filter(kind=StepKind.HANDED_OVER, is_by_buyer=True).exists():
        return row
    if row.state not in (OrderState.CONFIRMED, OrderState.READY, OrderState.HANDED_OVER):
        raise _moved_on()
    if row.state != OrderState.HANDED_OVER:
        row.state, row.handed_over_at = OrderState.HANDED_OVER, at
    row = _kept(row, StepKind.HANDED_OVER, site=site, actor=NOBODY, at=at, by_buyer=True)
    telling.by_buyer(site, row, _("The buyer says that the goods came"), at=at)
    return row


# ---------- the clock ----------


@transaction.atomic
def close_unanswered(*, site: Site, order: Order, at: datetime) -> Order:
    """Nobody answered for two weeks: the order ends by itself and what it reserved is free."""
    row = read_order(order.pk, locked=True)
    if row.state != OrderState.NEW or row.paid_at is not None:
        return row
    return _cancel(row, site=site, actor=SYSTEM, reason=CancelReason.NO_ANSWER, allowed=rules.SELLER_REASONS, words="", at=at)


def forget_buyers(at: datetime) -> int:
    """Empty what is due on the open site: name, number, place, the buyer's own words. The orders stay for the group's figures."""
    due = list(BuyerContact.objects.filter(erase_at__lte=at, erased_at__isnull=True).values_list("order_id", flat=True)[:5000])
    if not due:
        return 0
    OrderStep.objects.filter(order__in=due).exclude(words="").filter(is_by_buyer=True).update(words="")
    OrderStep.objects.filter(order__in=due, kind=StepKind.NOTE).update(words="")
    Order.objects.filter(pk__in=due).exclude(note="").update(note="")
    return int(
        BuyerContact.objects.filter(order__in=due, erased_at__isnull=True).update(
            name="", phone="", address="", phone_mark="", erased_at=at
        )
    )
