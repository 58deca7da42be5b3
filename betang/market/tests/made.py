"""What tests need made: sellers, goods with a photo, permits, reports."""

from __future__ import annotations

import io
from decimal import Decimal
from uuid import UUID

from django.core.files.uploadedfile import SimpleUploadedFile
from PIL import Image

from betang.hosting import files
from betang.hosting.models import Site
from betang.kernel import clock, fence
from betang.market import photos
from betang.market.actions import products, sellers
from betang.market.actions.products import Goods
from betang.market.actions.sellers import Stall
from betang.market.models import Product, ProductPhoto, ProductReport, Seller, Takedown
from betang.market.terms import ComplaintState, PictureState, ProductState, SellerState

SELLER = UUID("0193b000-0000-7000-8000-000000000001")
PRODUCT = UUID("0193b000-0000-7000-8000-000000000002")
REPORT = UUID("0193b000-0000-7000-8000-000000000003")
TAKEDOWN = UUID("0193b000-0000-7000-8000-000000000004")
PERMIT = UUID("0193b000-0000-7000-8000-000000000005")
PHOTO = UUID("0193b000-0000-7000-8000-000000000006")
SECRET = "Kerupuk Rahasia"
WORDS = "Dibuat dari ikan gabus segar, tepung tapioka dan bawang."


def full(site: Site) -> Site:
    return Site.objects.select_related("group__region").get(pk=site.pk)


def stall(**more) -> Stall:
    return Stall(**{"name": "Dapur Ibu Siti", "owner": "Siti Aminah", "phone": "0812 3456 7890", **more})


def goods(**more) -> Goods:
    return Goods(
        **{
            "name": SECRET,
            "category": "makanan",
            "price_idr": 15_000,
            "unit": "bungkus",
            "words": WORDS,
            "content": Decimal(250),
            "content_measure": "g",
            **more,
        }
    )


def picture(color: str = "tan", *, name: str = "foto.jpg", size: tuple[int, int] = (64, 48)) -> SimpleUploadedFile:
    out = io.BytesIO()
    Image.new("RGB", size, color).save(out, "JPEG")
    return SimpleUploadedFile(name, out.getvalue(), content_type="image/jpeg")


def seller(house, *, site=None, by=None, id=SELLER, state=SellerState.ADMITTED, **more) -> Seller:
    """A seller of Budi's group (or of `site`), written by its editor."""
    site = full(site or house.site)
    actor = by or house.actor("fajar" if site.pk == house.far_site.pk else "budi")
    with fence.open_site(site.pk):
        made = sellers.apply_seller(actor=actor, site=site, stall=stall(**more), has_consent=True, at=clock.now())
        Seller.objects.filter(pk=made.pk).update(id=id, state=state)
        return Seller.objects.get(pk=id)


def product(house, *, of: Seller | None = None, id=PRODUCT, state=ProductState.SHOWN, at=None, **more) -> Product:
    """A product with a ready photo, shown to buyers unless said otherwise."""
    of = of or seller(house)
    site = full(Site.objects.get(pk=of.site_id))
    actor = house.actor("fajar" if site.pk == house.far_site.pk else "budi")
    now = at or clock.now()
    with fence.open_site(site.pk):
        made = products.add_product(actor=actor, site=site, seller=of, goods=goods(**more), at=now)
        if id is not None:
            Product.objects.filter(pk=made.pk).update(id=id)
        made = products.read_product(site, id or made.pk)
        ready_photo(made)
        if state == ProductState.SHOWN:
            products.show_product(actor=actor, site=site, product=made, at=now)
        return products.read_product(site, made.pk)


def ready_photo(row: Product, *, id=None) -> ProductPhoto:
    """A photo whose sizes were made, without making them."""
    photo = ProductPhoto(
        product=row,
        alt=row.name,
        path=f"x/{row.pk.hex}.jpg",
        sha256=row.pk.hex * 2,
        media_type="image/jpeg",
        added_at=clock.now(),
        state=PictureState.READY,
        width=480,
        height=360,
    )
    if id is not None:
        photo.id = id
    photo.variants = [{"path": files.public_path(photo.id, "480.jpg"), "width": 480, "height": 360, "media_type": "image/jpeg"}]
    photo.save(force_insert=True)
    photos.refresh_cover(row.pk)
    return photo


def report(house) -> ProductReport:
    made = product(house)
    with fence.open_site(made.site_id):
        return ProductReport.objects.create(
            id=REPORT, seller_id=made.seller_id, product=made, kind="health", words=SECRET, at=clock.now(), state=ComplaintState.OPEN
        )


def takedown(house) -> Takedown:
    from betang.market.actions import trust

    made = product(house)
    with fence.open_site(made.site_id):
        down = trust.take_down(
            actor=house.actor("gita"),
            site=full(house.site),
            seller=made.seller,
            product=made,
            kind="health",
            reason="Janji menyembuhkan.",
            at=clock.now(),
        )
        Takedown.objects.filter(pk=down.pk).update(id=TAKEDOWN)
        return Takedown.objects.get(pk=TAKEDOWN)
