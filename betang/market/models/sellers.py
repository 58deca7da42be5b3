"""Sellers: who sells, how goods reach the buyer, what permits there are, where else it can be bought."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from betang.kernel.models import Fenced
from betang.market.terms import NAME_LENGTH, NOTE_LENGTH, LinkKind, PermitKind, SellerState, WayKind


class Seller(Fenced):
    """A household or small business that sells through its group's site. Its group admits it; the group's chair and editors help it.

    `person` is set where the seller has an account of its own; otherwise somebody of the group keeps its stall.
    `phone` is for the seller's orders: no page shows it to a passer-by unless `is_phone_public`.
    """

    name = models.CharField(_("name of the stall"), max_length=NAME_LENGTH)
    slug = models.SlugField(max_length=100)
    owner = models.CharField(_("who sells"), max_length=120, help_text=_("For the group alone."))
    person = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    phone = models.CharField(_("WhatsApp number"), max_length=20, help_text="E.164: +62…")
    is_phone_public = models.BooleanField(_("show the number to everybody"), default=False)
    consent_at = models.DateTimeField(help_text="When the seller agreed that its name and goods are shown.")
    about = models.TextField(_("about the seller"), blank=True)
    region_code = models.CharField(max_length=13, help_text="Where the seller is: a village, or the group's seat.")
    place_note = models.CharField(_("how to find it"), max_length=NOTE_LENGTH, blank=True)
    pay_ways = models.JSONField(default=list, blank=True, help_text="Of `terms.PayWay`: what the seller takes.")
    min_order_idr = models.PositiveBigIntegerField(_("smallest order"), default=0)
    state = models.CharField(max_length=10, choices=SellerState, default=SellerState.APPLIED)
    applied_at = models.DateTimeField()
    applied_by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    admitted_at = models.DateTimeField(null=True, blank=True, help_text="The first time.")
    decided_at = models.DateTimeField(null=True, blank=True)
    decided_by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    decided_reason = models.TextField(blank=True)
    updated_at = models.DateTimeField()
    is_sample = models.BooleanField(default=False)

    class Meta(Fenced.Meta):
        constraints = [
            models.UniqueConstraint(fields=["site", "slug"], name="seller_slug_once_a_site"),
            models.CheckConstraint(condition=~Q(state=SellerState.REFUSED) | ~Q(decided_reason=""), name="refused_seller_has_reason"),
            models.CheckConstraint(
                condition=~Q(state__in=[SellerState.ADMITTED, SellerState.PAUSED]) | Q(admitted_at__isnull=False),
                name="admitted_seller_since",
            ),
        ]
        indexes = [
            models.Index(fields=["site", "state", "name", "id"], name="seller_on_site"),
            models.Index(fields=["region_code"], condition=Q(state=SellerState.ADMITTED), name="seller_in_region"),
        ]

    def __str__(self) -> str:
        return self.name

    @property
    def is_open(self) -> bool:
        """Buyers see its goods."""
        return self.state == SellerState.ADMITTED


class DeliveryWay(Fenced):
    """One way in which a seller's goods reach a buyer, as it really is: where, how long, for how much."""

    seller = models.ForeignKey(Seller, on_delete=models.CASCADE, related_name="ways")
    kind = models.CharField(_("way"), max_length=10, choices=WayKind)
    where = models.CharField(_("where or how far"), max_length=NOTE_LENGTH, blank=True, help_text=_("Like: to Kuala Kapuas, by klotok."))
    fee_idr = models.PositiveBigIntegerField(_("what it costs"), null=True, blank=True, help_text="Empty: agreed with each order.")
    days_from = models.PositiveSmallIntegerField(_("days, at least"), null=True, blank=True)
    days_to = models.PositiveSmallIntegerField(_("days, at most"), null=True, blank=True)
    position = models.PositiveSmallIntegerField(default=0)

    class Meta(Fenced.Meta):
        ordering = ["position", "id"]
        constraints = [
            models.CheckConstraint(
                condition=Q(days_to__isnull=True) | Q(days_from__isnull=True) | Q(days_to__gte=F("days_from")), name="way_days_forward"
            )
        ]


class Permit(Fenced):
    """A permit that a seller shows, for itself or for one product. Its form was checked when it was typed; its truth is not ours to say."""

    seller = models.ForeignKey(Seller, on_delete=models.CASCADE, related_name="permits")
    product = models.ForeignKey("market.Product", null=True, blank=True, on_delete=models.CASCADE, related_name="permits")
    kind = models.CharField(_("permit"), max_length=16, choices=PermitKind)
    name = models.CharField(_("name of the permit"), max_length=NAME_LENGTH, blank=True, help_text=_("For another permit."))
    number = models.CharField(_("number"), max_length=60)
    issued_on = models.DateField(_("issued on"), null=True, blank=True)
    expires_on = models.DateField(_("valid until"), null=True, blank=True, help_text=_("The last day."))
    evidence_path = models.CharField(max_length=200, blank=True, help_text="A photo or PDF of it in private storage.")
    evidence_type = models.CharField(max_length=60, blank=True)
    told_soon_on = models.DateField(null=True, blank=True, help_text="When its holder was told that it ends soon.")
    added_at = models.DateTimeField()
    added_by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.PROTECT, related_name="+")

    class Meta(Fenced.Meta):
        ordering = ["kind", "id"]
        constraints = [
            models.UniqueConstraint(fields=["product", "kind", "number"], name="permit_once_a_product"),
            models.UniqueConstraint(fields=["seller", "kind", "number"], condition=Q(product__isnull=True), name="permit_once_a_seller"),
            models.CheckConstraint(
                condition=Q(issued_on__isnull=True) | Q(expires_on__isnull=True) | Q(expires_on__gte=F("issued_on")),
                name="permit_span_forward",
            ),
        ]
        indexes = [models.Index(fields=["expires_on"], name="permit_by_end")]


class OutsideLink(Fenced):
    """Where else a seller's goods, or one product, can be bought."""

    seller = models.ForeignKey(Seller, on_delete=models.CASCADE, related_name="links")
    product = models.ForeignKey("market.Product", null=True, blank=True, on_delete=models.CASCADE, related_name="links")
    kind = models.CharField(_("where"), max_length=12, choices=LinkKind)
    url = models.URLField(_("address"), max_length=300)
    position = models.PositiveSmallIntegerField(default=0)

    class Meta(Fenced.Meta):
        ordering = ["position", "id"]
        constraints = [
            models.UniqueConstraint(fields=["product", "kind", "url"], name="link_once_a_product"),
            models.UniqueConstraint(fields=["seller", "kind", "url"], condition=Q(product__isnull=True), name="link_once_a_seller"),
        ]
