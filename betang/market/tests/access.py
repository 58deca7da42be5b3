"""Who gets what of the market's addresses."""

from __future__ import annotations

from betang.kernel import clock, fence
from betang.market.actions import sellers
from betang.market.models import Permit
from betang.market.terms import ProductState
from betang.market.tests import made
from betang.market.tests.access_orders import ROWS as ORDERS
from betang.market.tests.access_prices import ROWS as PRICES
from tests.access import Row

SITE = {"site_slug": "batang-danum"}
PRODUCT = {**SITE, "product_id": made.PRODUCT}
SELLER = {**SITE, "seller_id": made.SELLER}
REPORT = {**SITE, "report_id": made.REPORT}
TAKEDOWN = {**SITE, "takedown_id": made.TAKEDOWN}
GROUP = {"nobody": 302, "budi": 200}
GROUP_POST = {"nobody": 302, "budi": 302}
OFFICE = {"nobody": 302, "eka": 200, "gita": 200}


def draft(house):
    made.product(house, state=ProductState.DRAFT)


def permit(house):
    row = made.seller(house)
    site = made.full(house.site)
    with fence.open_site(site.pk):
        one = sellers.add_permit(
            actor=house.actor("budi"), site=site, seller=row, kind="nib", number="0220001234567", file=made.picture(), at=clock.now()
        )
        Permit.objects.filter(pk=one.pk).update(id=made.PERMIT)


def second_photo(house):
    row = made.product(house, state=ProductState.DRAFT)
    with fence.open_site(row.site_id):
        row.photos.all().delete()
        made.ready_photo(row, id=made.PHOTO)


def site_file(house):
    from betang.hosting import files

    path = files.folder_of(house.site.pk, made.PHOTO)
    path.mkdir(parents=True, exist_ok=True)
    (path / "480.webp").write_bytes(b"RIFF")


def desk(name: str, *, kwargs=SITE, prepare=None, method="get", data=None, answers=None, shows="", hides=made.SECRET) -> Row:
    """A row of the group's desk: everybody but Budi is told that there is nothing; who is not signed in is sent to the door."""
    return Row(
        f"market_desk:{name}",
        method=method,
        kwargs=kwargs,
        prepare=prepare,
        data=data or {},
        answers=answers or GROUP,
        others=404,
        shows=shows,
        hides=hides,
    )


ROWS = [
    Row("market:catalogue", prepare=made.product, shows=made.SECRET),
    Row("market:near"),
    Row("market:seasons"),
    Row("market:feed", prepare=made.product, shows=made.SECRET),
    Row("market:feed_tsv", prepare=made.product, shows=made.SECRET),
    Row(
        "market:photo",
        prepare=site_file,
        kwargs=lambda house: {"site_key": house.site.pk.hex, "name": f"{made.PHOTO.hex}/480.webp"},
    ),
    Row("market:group", kwargs=SITE, others=302),
    Row("market:product", kwargs={**SITE, "slug": "kerupuk-rahasia"}, prepare=made.product, shows=made.SECRET),
    Row("market:product", kwargs={**SITE, "slug": "kerupuk-rahasia"}, prepare=draft, others=404, hides=made.SECRET),
    Row("market:catalogue", where="site", prepare=made.product, shows=made.SECRET),
    Row("market:feed", where="site", prepare=made.product, shows=made.SECRET),
    Row("market:seller", where="site", kwargs={"slug": "dapur-ibu-siti"}, prepare=made.product, shows=made.SECRET),
    Row("market:report_seller", where="site", kwargs={"slug": "dapur-ibu-siti"}, prepare=made.seller),
    Row("market:product", where="site", kwargs={"slug": "kerupuk-rahasia"}, prepare=made.product, shows=made.SECRET),
    Row("market:product", where="site", kwargs={"slug": "kerupuk-rahasia"}, prepare=draft, others=404, hides=made.SECRET),
    Row("market:report", where="site", kwargs={"slug": "kerupuk-rahasia"}, prepare=made.product, shows=made.SECRET),
    desk("goods", prepare=draft, shows=made.SECRET),
    desk("add", prepare=made.seller),
    desk("product", kwargs=PRODUCT, prepare=draft, shows=made.SECRET),
    desk("step", kwargs=PRODUCT, prepare=draft, method="post", data={"aksi": "stok", "stok": "3"}, answers=GROUP_POST),
    desk(
        "photo",
        kwargs={**PRODUCT, "photo_id": made.PHOTO},
        prepare=second_photo,
        method="post",
        data={"aksi": "pertama"},
        answers=GROUP_POST,
    ),
    desk("photo_file", kwargs={**SITE, "name": f"{made.PHOTO.hex}/480.webp"}, prepare=site_file),
    desk("sellers", prepare=made.seller, shows="Dapur Ibu Siti", hides="Dapur Ibu Siti"),
    desk("apply"),
    desk("seller", kwargs=SELLER, prepare=made.seller, shows="Siti Aminah", hides="Siti Aminah"),
    desk("decide", kwargs=SELLER, prepare=made.seller, method="post", data={"aksi": "jeda"}, answers={"nobody": 302, "budi": 302}),
    desk(
        "ways", kwargs=SELLER, prepare=made.seller, method="post", answers=GROUP_POST, data={"cara-TOTAL_FORMS": 0, "cara-INITIAL_FORMS": 0}
    ),
    desk("permits", kwargs=SELLER, prepare=made.seller),
    desk("evidence", kwargs={**SELLER, "permit_id": made.PERMIT}, prepare=permit),
    desk("remove_permit", kwargs={**SELLER, "permit_id": made.PERMIT}, prepare=permit, method="post", answers=GROUP_POST),
    desk("links", kwargs=SELLER, prepare=made.seller, method="post", data={"url": "https://shopee.co.id/kerupuk"}, answers=GROUP_POST),
    desk("take_down", kwargs=SELLER, prepare=made.seller),
    desk("reports", prepare=made.report, shows=made.SECRET),
    desk("report", kwargs=REPORT, prepare=made.report, shows=made.SECRET),
    desk("takedown", kwargs=TAKEDOWN, prepare=made.takedown, shows=made.SECRET),
    Row("market_desk:office", prepare=made.report, answers=OFFICE, others=403, shows=made.SECRET, hides=made.SECRET),
    Row("market_desk:office_report", kwargs=REPORT, prepare=made.report, answers=OFFICE, others=403, shows=made.SECRET, hides=made.SECRET),
    Row(
        "market_desk:office_takedown",
        kwargs=TAKEDOWN,
        prepare=made.takedown,
        answers=OFFICE,
        others=403,
        shows=made.SECRET,
        hides=made.SECRET,
    ),
]
ROWS += ORDERS + PRICES
