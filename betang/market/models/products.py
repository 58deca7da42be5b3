"""Products and their photos."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from betang.kernel.models import Fenced
from betang.market.models.sellers import Seller
from betang.market.terms import NAME_LENGTH, Category, Measure, PictureState, ProductState, Supply, Unit


class Product(Fenced):
    """Something that a seller sells. The price is for one `unit`, whatever `content` a pack holds.

    `is_public` is what buyers see at this moment: the product is shown and its seller open; actions keep it in step, and every
    list of the catalogue reads this one column. `cover` repeats the first ready photo, `seller_name` and `region_code` repeat
    the seller's: a page of the catalogue reads one table.
    """

    seller = models.ForeignKey(Seller, on_delete=models.PROTECT, related_name="products")
    name = models.CharField(_("name"), max_length=NAME_LENGTH)
    slug = models.SlugField(max_length=100, help_text="Stays as it is once the product has been shown.")
    category = models.CharField(_("shelf"), max_length=12, choices=Category)
    words = models.TextField(_("description"), blank=True)
    html = models.TextField(blank=True, editable=False)
    price_idr = models.PositiveBigIntegerField(_("price"))
    unit = models.CharField(_("for one"), max_length=10, choices=Unit, default=Unit.PIECE)
    content = models.DecimalField(_("content"), max_digits=9, decimal_places=3, null=True, blank=True)
    content_measure = models.CharField(_("measured in"), max_length=4, choices=Measure, blank=True)
    supply = models.CharField(_("how it comes about"), max_length=8, choices=Supply, default=Supply.STOCK)
    stock = models.DecimalField(
        _("how many there are"), max_digits=10, decimal_places=3, null=True, blank=True, help_text="Empty: the seller does not count."
    )
    min_order = models.DecimalField(_("at least"), max_digits=9, decimal_places=3, default=1)
    capacity = models.DecimalField(_("most in a month"), max_digits=10, decimal_places=3, null=True, blank=True)
    lead_days = models.PositiveSmallIntegerField(_("days from order to ready"), null=True, blank=True)
    season = models.PositiveSmallIntegerField(default=0, help_text="A bit a month, January the lowest (`rules.months_of`); 0: all year.")
    season_note = models.CharField(_("about the season"), max_length=120, blank=True)
    is_not_halal = models.BooleanField(_("not halal"), default=False, help_text="Law: UU 33/2014 art. 26")
    state = models.CharField(max_length=10, choices=ProductState, default=ProductState.DRAFT)
    is_public = models.BooleanField(default=False)
    seller_name = models.CharField(max_length=NAME_LENGTH, editable=False)
    region_code = models.CharField(max_length=13, editable=False)
    cover = models.JSONField(default=list, blank=True, help_text="`variants` of the first photo that is ready.")
    cover_alt = models.CharField(max_length=300, blank=True)
    created_at = models.DateTimeField()
    shown_at = models.DateTimeField(null=True, blank=True, help_text="The first time that buyers could see it.")
    updated_at = models.DateTimeField()
    updated_by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    version = models.PositiveIntegerField(default=0, help_text="Grows with each saving; two people notice each other by it.")
    is_sample = models.BooleanField(default=False)

    class Meta(Fenced.Meta):
        constraints = [
            models.UniqueConstraint(fields=["site", "slug"], name="product_slug_once_a_site"),
            models.CheckConstraint(condition=Q(is_public=False) | Q(state=ProductState.SHOWN), name="public_product_is_shown"),
            models.CheckConstraint(condition=Q(is_public=False) | Q(shown_at__isnull=False), name="public_product_since"),
            models.CheckConstraint(condition=Q(min_order__gt=0), name="product_least_is_something"),
            models.CheckConstraint(condition=Q(stock__isnull=True) | Q(stock__gte=0), name="product_stock_not_below_nothing"),
            models.CheckConstraint(condition=Q(season__lt=4096), name="product_season_of_twelve"),
        ]
        indexes = [
            models.Index(fields=["site", "-shown_at", "-id"], condition=Q(is_public=True), name="product_on_site"),
            models.Index(fields=["-shown_at", "-id"], condition=Q(is_public=True), name="product_on_portal"),
            models.Index(fields=["category", "-shown_at", "-id"], condition=Q(is_public=True), name="product_on_shelf"),
            models.Index(fields=["region_code", "-shown_at", "-id"], condition=Q(is_public=True), name="product_in_region"),
            models.Index(fields=["site", "-updated_at", "-id"], name="product_at_desk"),
        ]

    def __str__(self) -> str:
        return self.name


class ProductPhoto(Fenced):
    """A photo of a product. `variants` lists what was made: `[{"path", "width", "height", "media_type"}]`, smallest first."""

    product = models.ForeignKey(Product, on_delete=models.CASCADE, related_name="photos")
    position = models.PositiveSmallIntegerField(default=0)
    alt = models.CharField(_("what can be seen"), max_length=300, blank=True)
    path = models.CharField(max_length=200, help_text="Path of the checked original in private storage.")
    sha256 = models.CharField(max_length=64)
    media_type = models.CharField(max_length=40)
    width = models.PositiveIntegerField(default=0)
    height = models.PositiveIntegerField(default=0)
    variants = models.JSONField(default=list, blank=True)
    state = models.CharField(max_length=10, choices=PictureState, default=PictureState.WAITING)
    added_at = models.DateTimeField()
    added_by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.PROTECT, related_name="+")

    class Meta(Fenced.Meta):
        ordering = ["position", "id"]
        constraints = [models.UniqueConstraint(fields=["product", "sha256"], name="photo_once_a_product")]
