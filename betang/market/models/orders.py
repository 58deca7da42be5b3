"""Orders: what was ordered from whom for how much, each step of it, who the buyer is for a while, and the seller's own payment code.

The row stands before WhatsApp opens. Sums are checked by the database; the price of a line is what it was when it was ordered.
"""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from betang.kernel.models import Fenced
from betang.market.models.products import Product
from betang.market.models.sellers import Seller
from betang.market.terms import (
    NAME_LENGTH,
    NOTE_LENGTH,
    CancelReason,
    CodeSource,
    CodeState,
    OrderState,
    PayWay,
    StepKind,
    WayKind,
)


class Order(Fenced):
    """One order at one seller. `number` is for people; the link's token, hashed here, lets the buyer follow it."""

    seller = models.ForeignKey(Seller, on_delete=models.PROTECT, related_name="orders")
    number = models.CharField(max_length=30, unique=True)
    token_hash = models.CharField(max_length=64, unique=True)
    sending_key = models.CharField(max_length=80, blank=True, help_text="The form's key: sent twice, it is one order.")
    state = models.CharField(max_length=12, choices=OrderState, default=OrderState.NEW)
    way = models.CharField(_("way"), max_length=10, choices=WayKind)
    way_note = models.CharField(max_length=NOTE_LENGTH, blank=True, help_text="The way's words as they were when it was ordered.")
    goods_idr = models.PositiveBigIntegerField()
    delivery_idr = models.PositiveBigIntegerField(null=True, blank=True, help_text="Empty: not agreed yet.")
    total_idr = models.PositiveBigIntegerField(help_text="Goods and delivery, as far as it is agreed.")
    note = models.CharField(_("note for the seller"), max_length=NOTE_LENGTH, blank=True)
    placed_at = models.DateTimeField()
    wanted_on = models.DateField(_("wanted on"), null=True, blank=True)
    promised_on = models.DateField(_("promised for"), null=True, blank=True)
    changed_at = models.DateTimeField()
    handed_over_at = models.DateTimeField(null=True, blank=True, help_text="When the goods reached the buyer: the moment of the sale.")
    closed_at = models.DateTimeField(null=True, blank=True, help_text="Handed over and paid, or cancelled.")
    paid_at = models.DateTimeField(null=True, blank=True)
    paid_way = models.CharField(max_length=10, choices=PayWay, blank=True)
    cancel_reason = models.CharField(max_length=12, choices=CancelReason, blank=True)
    region_code = models.CharField(max_length=13, blank=True, help_text="The buyer's kabupaten, where told: for counting how far goods go.")
    is_sample = models.BooleanField(default=False)

    class Meta(Fenced.Meta):
        constraints = [
            models.CheckConstraint(
                condition=Q(delivery_idr__isnull=True, total_idr=F("goods_idr"))
                | Q(delivery_idr__isnull=False, total_idr=F("goods_idr") + F("delivery_idr")),
                name="order_sums",
            ),
            models.CheckConstraint(condition=~Q(state=OrderState.CANCELLED) | ~Q(cancel_reason=""), name="cancelled_order_has_reason"),
            models.CheckConstraint(condition=Q(paid_at__isnull=True) | ~Q(paid_way=""), name="paid_order_says_how"),
            models.CheckConstraint(
                condition=~Q(state=OrderState.HANDED_OVER) | Q(handed_over_at__isnull=False), name="handed_over_order_since"
            ),
            models.UniqueConstraint(fields=["seller", "sending_key"], condition=~Q(sending_key=""), name="order_once_a_sending"),
        ]
        indexes = [
            models.Index(fields=["seller", "state", "-placed_at", "-id"], name="order_of_seller"),
            models.Index(fields=["site", "-placed_at", "-id"], name="order_on_site"),
            models.Index(fields=["handed_over_at"], condition=Q(handed_over_at__isnull=False), name="order_sold"),
        ]

    def __str__(self) -> str:
        return self.number


class BuyerContact(Fenced):
    """Who ordered, and where to bring it: for the seller of this order alone, until `erase_at`. Then the row is emptied, not the order."""

    order = models.OneToOneField(Order, on_delete=models.CASCADE, related_name="buyer")
    name = models.CharField(_("your name"), max_length=120, blank=True)
    phone = models.CharField(_("phone number"), max_length=20, blank=True, help_text="E.164.")
    address = models.CharField(_("where to"), max_length=NOTE_LENGTH, blank=True)
    phone_mark = models.CharField(max_length=64, blank=True, help_text="A keyed hash: too many orders of one number are noticed.")
    consent_at = models.DateTimeField()
    erase_at = models.DateTimeField(help_text="Moved on with each step of the order.")
    erased_at = models.DateTimeField(null=True, blank=True)

    class Meta(Fenced.Meta):
        indexes = [
            models.Index(fields=["erase_at"], condition=Q(erased_at__isnull=True), name="buyer_to_erase"),
            models.Index(fields=["phone_mark"], name="buyer_by_mark"),
        ]
        constraints = [
            models.CheckConstraint(
                condition=Q(erased_at__isnull=True) | Q(name="", phone="", address="", phone_mark=""), name="erased_buyer_is_empty"
            )
        ]


class OrderLine(Fenced):
    """So much of one product. Name, unit and price are those of the moment; the product may change or go."""

    order = models.ForeignKey(Order, on_delete=models.CASCADE, related_name="lines")
    product = models.ForeignKey(Product, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    position = models.PositiveSmallIntegerField(default=0)
    name = models.CharField(max_length=NAME_LENGTH)
    unit = models.CharField(max_length=40, help_text="In words: bungkus 250 g.")
    quantity = models.DecimalField(max_digits=10, decimal_places=3)
    price_idr = models.PositiveBigIntegerField()
    amount_idr = models.PositiveBigIntegerField(help_text="Quantity times price, to the whole rupiah, half up (`rules.amount_of`).")
    is_reserved = models.BooleanField(
        default=False, help_text="So many were taken from a counted stock; a cancelled order gives them back."
    )

    class Meta(Fenced.Meta):
        ordering = ["position", "id"]
        constraints = [
            models.CheckConstraint(condition=Q(quantity__gt=0), name="order_line_is_something"),
            models.UniqueConstraint(fields=["order", "product"], name="product_once_an_order"),
        ]


class OrderStep(Fenced):
    """What happened with an order, in the order in which it happened. Never changed."""

    order = models.ForeignKey(Order, on_delete=models.CASCADE, related_name="steps")
    kind = models.CharField(max_length=12, choices=StepKind)
    at = models.DateTimeField()
    by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    is_by_buyer = models.BooleanField(default=False)
    reason = models.CharField(max_length=12, choices=CancelReason, blank=True)
    words = models.CharField(max_length=NOTE_LENGTH, blank=True)
    sending_key = models.CharField(max_length=80, blank=True)

    class Meta(Fenced.Meta):
        ordering = ["at", "id"]
        constraints = [
            models.UniqueConstraint(fields=["order", "sending_key"], condition=~Q(sending_key=""), name="order_step_once_a_sending")
        ]


class Receipt(Fenced):
    """A receipt as it was given: its figures do not change with anything after."""

    order = models.OneToOneField(Order, on_delete=models.PROTECT, related_name="receipt")
    number = models.CharField(max_length=40, unique=True)
    given_at = models.DateTimeField()
    total_idr = models.PositiveBigIntegerField()
    words = models.CharField(max_length=NOTE_LENGTH, blank=True, help_text="The seller's own words of thanks.")
    body = models.JSONField(help_text="Seller, lines, sums, how it was paid; nothing of the buyer.")


class PaymentCode(Fenced):
    """A seller's own static QRIS code, and every one before it: a changed code is the way in which money is stolen."""

    seller = models.ForeignKey(Seller, on_delete=models.PROTECT, related_name="payment_codes")
    payload = models.TextField(help_text="The EMVCo text as decoded, letter for letter.")
    payload_sha256 = models.CharField(max_length=64)
    merchant_name = models.CharField(max_length=25)
    merchant_city = models.CharField(max_length=15, blank=True)
    merchant_id = models.CharField(max_length=40, blank=True, help_text="NMID.")
    source = models.CharField(max_length=10, choices=CodeSource)
    state = models.CharField(max_length=10, choices=CodeState, default=CodeState.WAITING)
    is_name_alike = models.BooleanField(default=False, help_text="The merchant's name resembles the stall's or its owner's.")
    added_at = models.DateTimeField()
    added_by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    decided_at = models.DateTimeField(null=True, blank=True)
    decided_by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    reason = models.TextField(blank=True)
    told_at = models.DateTimeField(null=True, blank=True, help_text="When seller and group were told that the code changed.")
    ended_at = models.DateTimeField(null=True, blank=True)

    class Meta(Fenced.Meta):
        ordering = ["-added_at", "-id"]
        constraints = [
            models.UniqueConstraint(fields=["seller"], condition=Q(state=CodeState.SHOWN), name="one_shown_code_a_seller"),
            models.UniqueConstraint(fields=["seller"], condition=Q(state=CodeState.WAITING), name="one_waiting_code_a_seller"),
        ]
        indexes = [models.Index(fields=["payload_sha256"], name="code_by_payload")]
