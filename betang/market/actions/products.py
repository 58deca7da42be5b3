"""Products: add, change, show, put away, count anew."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from typing import Any
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext as _

from betang.accounts.actors import Actor
from betang.audit import trail
from betang.guard.html import render_markdown
from betang.guard.words import free_slug, slug_of, tidy_line, tidy_text
from betang.hosting.models import Site
from betang.kernel.errors import InvalidInput, NotFound, Refused
from betang.market import documents, policies, rules
from betang.market.actions.guarding import require_honest
from betang.market.actions.sellers import read_seller
from betang.market.models import Product, Seller
from betang.market.terms import (
    LEAD_DAYS_MAX,
    NAME_LENGTH,
    PRICE_MAX_IDR,
    QUANTITY_MAX,
    WORDS_LENGTH,
    Category,
    Measure,
    ProductState,
    Supply,
    Unit,
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Goods:
    """What is written of a product."""

    name: str
    category: str
    price_idr: int
    unit: str = Unit.PIECE
    words: str = ""
    content: Decimal | None = None
    content_measure: str = ""
    supply: str = Supply.STOCK
    stock: Decimal | None = None
    min_order: Decimal = Decimal(1)
    capacity: Decimal | None = None
    lead_days: int | None = None
    months: tuple[int, ...] = ()
    season_note: str = ""
    is_not_halal: bool = False


class ChangedMeanwhile(Refused):
    """Somebody else saved the product since this form was opened."""

    def __init__(self) -> None:
        super().__init__(_("Somebody else changed this product in the meantime."), hint=_("Open it again; what you typed stands below."))


def _data(product: Product, site: Site, **more: Any) -> dict[str, Any]:
    return {"group_id": str(site.group_id), "seller": str(product.seller_id), "product": str(product.pk), **more}


def read_product(site: Site, product_id: UUID, *, locked: bool = False) -> Product:
    """A product of the open site with its seller; raises `NotFound`."""
    rows = Product.objects.select_related("seller")
    found: Product | None = (rows.select_for_update(of=("self",)) if locked else rows).filter(pk=product_id).first()
    if found is None:
        raise NotFound(_("This page does not exist."))
    return found


def _tidy(goods: Goods) -> dict[str, Any]:
    name, words, note = tidy_line(goods.name), tidy_text(goods.words).strip(), tidy_line(goods.season_note)
    wrong: dict[str, str] = {}
    if not 3 <= len(name) <= NAME_LENGTH:
        wrong["name"] = _("What is it called? Between 3 and %(limit)s letters.") % {"limit": NAME_LENGTH}
    if len(words) > WORDS_LENGTH:
        wrong["words"] = _("At most %(limit)s letters.") % {"limit": WORDS_LENGTH}
    if not 0 < goods.price_idr <= PRICE_MAX_IDR:
        wrong["price_idr"] = _("A price in whole rupiah, more than nothing.")
    for field, value in (("stock", goods.stock), ("capacity", goods.capacity), ("content", goods.content), ("min_order", goods.min_order)):
        if value is not None and not 0 <= value <= QUANTITY_MAX:
            wrong[field] = _("This number is too large.") if value > 0 else _("Not less than nothing.")
    if goods.min_order <= 0:
        wrong["min_order"] = _("At least something.")
    if goods.content is not None and goods.content <= 0:
        wrong["content"] = _("More than nothing, or leave it empty.")
    if goods.content and goods.content_measure not in Measure.values:
        wrong["content_measure"] = _("Choose grams, kilograms, millilitres, litres or pieces.")
    if goods.lead_days is not None and not 0 <= goods.lead_days <= LEAD_DAYS_MAX:
        wrong["lead_days"] = _("Between 0 and %(limit)s days.") % {"limit": LEAD_DAYS_MAX}
    if goods.category not in Category.values:
        wrong["category"] = _("Choose a shelf.")
    if goods.unit not in Unit.values:
        wrong["unit"] = _("Choose what one is.")
    if wrong:
        raise InvalidInput(_("Something is not right yet."), fields=wrong)
    return {
        "name": name,
        "words": words,
        "html": render_markdown(words),
        "category": goods.category,
        "price_idr": goods.price_idr,
        "unit": goods.unit,
        "content": goods.content or None,
        "content_measure": goods.content_measure if goods.content else "",
        "supply": goods.supply if goods.supply in Supply.values else Supply.STOCK,
        "stock": goods.stock,
        "min_order": goods.min_order,
        "capacity": goods.capacity,
        "lead_days": goods.lead_days,
        "season": rules.mask_of(goods.months),
        "season_note": note[:120],
        "is_not_halal": goods.is_not_halal,
    }


def _require_honest(kept: dict[str, Any], *, actor: Actor, reason: str) -> tuple[Any, ...]:
    return require_honest(
        {field: kept[field] for field in ("name", "words", "season_note")}, actor=actor, where="market.product", reason=reason
    )


@transaction.atomic
def add_product(*, actor: Actor, site: Site, seller: Seller, goods: Goods, reason: str = "", at: datetime) -> Product:
    """Write a new product down. Buyers see it once it is shown."""
    row = read_seller(site, seller.pk, locked=True)
    policies.may_keep(actor, site, row).require()
    kept = _tidy(goods)
    hints = _require_honest(kept, actor=actor, reason=reason)
    slug = free_slug(slug_of(kept["name"], fallback="produk"), lambda one: Product.objects.filter(slug=one).exists())
    product: Product = Product.objects.create(
        seller=row,
        slug=slug,
        seller_name=row.name,
        region_code=row.region_code,
        created_at=at,
        updated_at=at,
        updated_by_id=actor.id,
        version=1,
        **kept,
    )
    trail.record(
        "market.product.added",
        product,
        actor=actor,
        at=at,
        reason=reason[:300] if hints else "",
        data=_data(product, site, hints=len(hints)),
    )
    return product


@transaction.atomic
def change_product(
    *, actor: Actor, site: Site, product: Product, goods: Goods, base_version: int | None = None, reason: str = "", at: datetime
) -> Product:
    """Change a product; where buyers see it they see the change with the commit."""
    row = read_product(site, product.pk, locked=True)
    policies.may_keep(actor, site, row.seller).require()
    if base_version is not None and base_version != row.version:
        raise ChangedMeanwhile
    kept = _tidy(goods)
    hints = _require_honest(kept, actor=actor, reason=reason)
    before = row.price_idr
    for field, value in kept.items():
        setattr(row, field, value)
    if row.shown_at is None:
        row.slug = free_slug(slug_of(row.name, fallback="produk"), lambda one: Product.objects.exclude(pk=row.pk).filter(slug=one).exists())
    row.updated_at, row.updated_by_id, row.version = at, actor.id, row.version + 1
    row.save()
    if row.is_public:
        documents.put_products([row])
    trail.record(
        "market.product.changed",
        row,
        actor=actor,
        at=at,
        public=row.is_public,
        reason=reason[:300] if hints else "",
        data=_data(row, site, version=row.version, hints=len(hints), **({"price_before_idr": before} if before != row.price_idr else {})),
    )
    return row


class NotWhole(InvalidInput):
    """Something that a buyer cannot do without is missing."""


@transaction.atomic
def show_product(*, actor: Actor, site: Site, product: Product, reason: str = "", at: datetime) -> Product:
    """Let buyers see a product (as soon as its seller is admitted). Asks for a name, a price, a few words and a photo."""
    row = read_product(site, product.pk, locked=True)
    policies.may_keep(actor, site, row.seller).require()
    target = rules.PRODUCT_MOVES["show"].get(row.state)
    if target is None:
        raise Refused(_("This product cannot be shown now.") if row.state == ProductState.TAKEN_DOWN else _("It is shown already."))
    told = {
        "name": _("a name"),
        "price": _("a price"),
        "words": _("a few words: what it is made of, how large, how it tastes"),
        "photo": _("a photo"),
    }
    missing = rules.missing_for_show(name=row.name, price_idr=row.price_idr, words=row.words, photos=row.photos.count())
    if missing:
        raise NotWhole(
            _("Buyers still need: %(what)s.") % {"what": "; ".join(told[one.field] for one in missing)},
            fields={one.field: told[one.field] for one in missing},
        )
    hints = _require_honest({"name": row.name, "words": row.words, "season_note": row.season_note}, actor=actor, reason=reason)
    row.state, row.is_public, row.updated_at = target, row.seller.is_open, at
    row.shown_at = row.shown_at or at
    row.seller_name, row.region_code = row.seller.name, row.seller.region_code
    row.save()
    if row.is_public:
        documents.put_products([row])
    trail.record(
        "market.product.shown",
        row,
        actor=actor,
        at=at,
        public=row.is_public,
        reason=reason[:300] if hints else "",
        data=_data(row, site, path=f"/produk/{row.slug}/", category=row.category, region_code=row.region_code, hints=len(hints)),
    )
    return row


@transaction.atomic
def hide_product(*, actor: Actor, site: Site, product: Product, at: datetime) -> Product:
    """Put a product away; it can be shown again at any time."""
    row = read_product(site, product.pk, locked=True)
    policies.may_keep(actor, site, row.seller).require()
    if row.state != ProductState.SHOWN:
        raise Refused(_("The product has moved on in the meantime. Load the page again."))
    row.state, row.is_public, row.updated_at = ProductState.HIDDEN, False, at
    row.save(update_fields=["state", "is_public", "updated_at"])
    documents.remove_products([row.pk])
    trail.record("market.product.hidden", row, actor=actor, at=at, data=_data(row, site))
    return row


@transaction.atomic
def count_stock(*, actor: Actor, site: Site, product: Product, stock: Decimal | None, at: datetime) -> Product:
    """Say how many there are now; None: the seller does not count."""
    row = read_product(site, product.pk, locked=True)
    policies.may_keep(actor, site, row.seller).require()
    if stock is not None and not 0 <= stock <= QUANTITY_MAX:
        raise InvalidInput(_("This number is too large."), fields={"stock": _("A number from 0 on.")})
    row.stock, row.updated_at = stock, at
    row.save(update_fields=["stock", "updated_at"])
    trail.record("market.product.counted", row, actor=actor, at=at, data=_data(row, site, stock=str(stock) if stock is not None else None))
    return row


@transaction.atomic
def discard_product(*, actor: Actor, site: Site, product: Product, at: datetime) -> None:
    """Throw away a product that no buyer ever saw."""
    from betang.market.photos import change_photo

    row = read_product(site, product.pk, locked=True)
    policies.may_keep(actor, site, row.seller).require()
    if row.shown_at is not None:
        raise Refused(_("Buyers have seen this product. Put it away instead."))
    for photo in list(row.photos.all()):
        change_photo(actor=actor, site=site, product=row, photo_id=photo.pk, removes=True, at=at)
    trail.record("market.product.discarded", row, actor=actor, at=at, data=_data(row, site))
    row.delete()
