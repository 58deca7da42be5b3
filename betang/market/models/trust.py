"""Trust: what people report of a product or seller, and a take-down with its reason, objection and end."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from betang.kernel.models import Fenced
from betang.market.models.products import Product
from betang.market.models.sellers import Seller
from betang.market.terms import AppealState, Complaint, ComplaintState


class ProductReport(Fenced):
    """Somebody says that something is wrong with a product, or with a seller where no product is named."""

    seller = models.ForeignKey(Seller, on_delete=models.CASCADE, related_name="reports")
    product = models.ForeignKey(Product, null=True, blank=True, on_delete=models.CASCADE, related_name="reports")
    kind = models.CharField(_("what is wrong"), max_length=12, choices=Complaint)
    words = models.TextField(_("what happened"), blank=True)
    contact = models.CharField(_("your number or e-mail"), max_length=120, blank=True)
    erase_at = models.DateTimeField(null=True, blank=True, help_text="When the contact is emptied.")
    sending_key = models.CharField(max_length=80, blank=True)
    state = models.CharField(max_length=10, choices=ComplaintState, default=ComplaintState.OPEN)
    at = models.DateTimeField()
    decided_at = models.DateTimeField(null=True, blank=True)
    decided_by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    decided_words = models.TextField(blank=True)

    class Meta(Fenced.Meta):
        ordering = ["-at", "-id"]
        indexes = [
            models.Index(fields=["site", "state", "-at", "-id"], name="product_report_on_site"),
            models.Index(fields=["-at"], condition=Q(state=ComplaintState.OPEN), name="product_report_open"),
            models.Index(fields=["erase_at"], condition=~Q(contact=""), name="product_report_to_erase"),
        ]
        constraints = [
            models.CheckConstraint(condition=Q(state=ComplaintState.OPEN) | ~Q(decided_words=""), name="decided_report_has_words"),
            models.UniqueConstraint(fields=["site", "sending_key"], condition=~Q(sending_key=""), name="product_report_once_a_sending"),
        ]


class Takedown(Fenced):
    """A product, or a seller with all its products, is taken from buyers: by whom, why, on what ground; ended when it is restored."""

    seller = models.ForeignKey(Seller, on_delete=models.PROTECT, related_name="takedowns")
    product = models.ForeignKey(Product, null=True, blank=True, on_delete=models.PROTECT, related_name="takedowns")
    report = models.ForeignKey(ProductReport, null=True, blank=True, on_delete=models.PROTECT, related_name="takedowns")
    kind = models.CharField(_("ground"), max_length=12, choices=Complaint)
    reason = models.TextField(_("reason"), help_text="What the seller reads.")
    law = models.CharField(max_length=200, blank=True)
    state_before = models.CharField(max_length=10)
    at = models.DateTimeField()
    by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    is_by_group = models.BooleanField(default=False, help_text="The group took down what is its own; it may restore it too.")
    appeal = models.CharField(max_length=8, choices=AppealState, default=AppealState.NONE)
    appealed_at = models.DateTimeField(null=True, blank=True)
    appealed_by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    appeal_words = models.TextField(blank=True)
    appeal_due_on = models.DateField(null=True, blank=True)
    decided_at = models.DateTimeField(null=True, blank=True)
    decided_by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    decided_words = models.TextField(blank=True)
    ended_at = models.DateTimeField(null=True, blank=True, help_text="When buyers could see it again.")

    class Meta(Fenced.Meta):
        ordering = ["-at", "-id"]
        constraints = [
            models.CheckConstraint(condition=~Q(reason=""), name="takedown_has_reason"),
            models.UniqueConstraint(fields=["product"], condition=Q(ended_at__isnull=True), name="one_open_takedown_a_product"),
            models.UniqueConstraint(
                fields=["seller"], condition=Q(ended_at__isnull=True, product__isnull=True), name="one_open_takedown_a_seller"
            ),
            models.CheckConstraint(
                condition=~Q(appeal__in=[AppealState.GRANTED, AppealState.REFUSED]) | ~Q(decided_words=""), name="decided_appeal_has_words"
            ),
        ]
        indexes = [models.Index(fields=["appeal_due_on"], condition=Q(appeal=AppealState.OPEN), name="appeal_open")]
