"""Sellers and goods: who may, what is asked, what buyers see, at every exit."""

from __future__ import annotations

import io
import json
import re
from datetime import date, timedelta
from decimal import Decimal

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from PIL import Image

from betang.audit.models import Entry
from betang.hosting import files
from betang.kernel import clock, fence
from betang.kernel.errors import DomainError, InvalidInput, NotAllowed, NotFound, Refused
from betang.market import photos
from betang.market.actions import daily, places, products, sellers
from betang.market.actions.guarding import LookNeeded, WordsRefused
from betang.market.actions.products import ChangedMeanwhile
from betang.market.models import Permit, Product, ProductPhoto, Seller
from betang.market.terms import PictureState, ProductState, SellerState
from betang.market.tests import made
from betang.publishing.tests import made as people
from betang.search import queries as search
from betang.web import shell

SITE = {"host": "batang-danum.localhost"}
PORTAL = {"host": "localhost"}


def test_a_writer_applies_for_a_neighbour_and_the_editor_admits(house, near):
    writer, budi, now = people.writer(house), house.actor("budi"), clock.now()
    with pytest.raises(InvalidInput) as error:
        sellers.apply_seller(actor=writer, site=near, stall=made.stall(), has_consent=False, at=now)
    assert "consent" in error.value.fields
    row = sellers.apply_seller(actor=writer, site=near, stall=made.stall(), has_consent=True, at=now)
    assert row.state == SellerState.APPLIED
    assert row.phone == "+6281234567890"
    with pytest.raises(NotAllowed):
        sellers.move_seller(actor=writer, site=near, seller=row, move="admit", at=now)
    for stranger in ("fajar", "citra", "gita", "nobody"):
        with pytest.raises(NotFound):
            sellers.move_seller(actor=house.actor(stranger), site=near, seller=row, move="admit", at=now)
    with pytest.raises(InvalidInput):
        sellers.move_seller(actor=budi, site=near, seller=row, move="refuse", reason=" ", at=now)
    row = sellers.move_seller(actor=budi, site=near, seller=row, move="admit", at=now)
    assert row.is_open
    with pytest.raises(Refused):
        sellers.move_seller(actor=budi, site=near, seller=row, move="admit", at=now)
    verbs = list(Entry.objects.filter(subject_id=row.pk).order_by("subject_seq").values_list("verb", flat=True))
    assert verbs == ["market.seller.applied", "market.seller.admitted"]
    assert "0812" not in json.dumps([one.data for one in Entry.objects.filter(subject_id=row.pk)])


def test_the_chair_or_editor_who_applies_has_admitted_and_a_seller_keeps_its_own_stall_only(house, near):
    writer, now = people.writer(house), clock.now()
    own = sellers.apply_seller(actor=writer, site=near, stall=made.stall(), has_consent=True, is_own=True, at=now)
    other = made.seller(house, name="Kebun Pak Ardi")
    assert other.is_open
    products.add_product(actor=writer, site=near, seller=own, goods=made.goods(), at=now)
    with pytest.raises(NotAllowed):
        products.add_product(actor=writer, site=near, seller=other, goods=made.goods(), at=now)


@pytest.mark.parametrize(
    ("change", "field"),
    [
        ({"name": "x"}, "name"),
        ({"phone": "12"}, "phone"),
        ({"owner": ""}, "owner"),
        ({"region_code": "62.06.01.2003"}, "region_code"),
        ({"name": "y" * 90}, "name"),
    ],
)
def test_a_seller_is_written_whole(house, near, change, field):
    with pytest.raises(InvalidInput) as error:
        sellers.apply_seller(actor=house.actor("budi"), site=near, stall=made.stall(**change), has_consent=True, at=clock.now())
    assert field in error.value.fields


@pytest.mark.parametrize(
    ("change", "field"),
    [
        ({"name": "ab"}, "name"),
        ({"price_idr": 0}, "price_idr"),
        ({"price_idr": 10**10}, "price_idr"),
        ({"category": "senjata"}, "category"),
        ({"unit": "x"}, "unit"),
        ({"stock": Decimal(-1)}, "stock"),
        ({"min_order": Decimal(0)}, "min_order"),
        ({"content": Decimal(0)}, "content"),
        ({"content_measure": "x"}, "content_measure"),
        ({"lead_days": 400}, "lead_days"),
    ],
)
def test_a_product_is_written_whole(house, stall, near, change, field):
    with pytest.raises(InvalidInput) as error:
        products.add_product(actor=house.actor("budi"), site=near, seller=stall, goods=made.goods(**change), at=clock.now())
    assert field in error.value.fields


def test_words_that_sell_what_must_not_be_sold_stop_and_a_hint_asks_for_a_reason(house, stall, near):
    budi, now = house.actor("budi"), clock.now()
    for words in ("Paruh enggang asli.", "Madu ini menyembuhkan kanker."):
        with pytest.raises(WordsRefused):
            products.add_product(actor=budi, site=near, seller=stall, goods=made.goods(words=words), at=now)
    with pytest.raises(LookNeeded):
        products.add_product(actor=budi, site=near, seller=stall, goods=made.goods(name="Mandau hias"), at=now)
    row = products.add_product(
        actor=budi, site=near, seller=stall, goods=made.goods(name="Mandau hias"), reason="Hiasan dinding, tidak diasah.", at=now
    )
    entry = Entry.objects.get(subject_id=row.pk)
    assert entry.reason == "Hiasan dinding, tidak diasah."
    assert entry.data["hints"] == 1


def test_a_product_needs_photo_and_words_before_buyers_see_it_and_every_exit_follows(house, stall, near, client):
    budi, now = house.actor("budi"), clock.now()
    row = products.add_product(actor=budi, site=near, seller=stall, goods=made.goods(words="Enak."), at=now)
    with pytest.raises(InvalidInput) as error:
        products.show_product(actor=budi, site=near, product=row, at=now)
    assert set(error.value.fields) == {"words", "photo"}
    made.ready_photo(row)
    row = products.change_product(actor=budi, site=near, product=row, goods=made.goods(), base_version=row.version, at=now)
    exits = {
        "/produk/": PORTAL,
        "/produk/umpan.xml": PORTAL,
        "/produk/umpan.tsv": PORTAL,
        "/produk/batang-danum/kerupuk-rahasia/": PORTAL,
    }
    own = {
        "/produk/": SITE,
        "/produk/kerupuk-rahasia/": SITE,
        "/produk/umpan.xml": SITE,
        "/produk/penjual/dapur-ibu-siti/": SITE,
        "/sitemap.xml": SITE,
        "/": SITE,
    }

    def seen() -> set[bool]:
        shell.forget()
        found = set()
        for paths in (exits, own):
            for path, host in paths.items():
                body = client.get(path, headers=host).content.decode()
                found.add(("kerupuk-rahasia" if path == "/sitemap.xml" else made.SECRET) in body)
        found.add(bool(search.search("kerupuk rahasia", kind="product").hits))
        return found

    return_seen = _outside(near, seen)
    assert return_seen() == {False}
    row = products.show_product(actor=budi, site=near, product=row, at=now)
    assert row.is_public
    assert return_seen() == {True}
    sellers.move_seller(actor=budi, site=near, seller=stall, move="pause", at=now)
    assert return_seen() == {False}
    sellers.move_seller(actor=budi, site=near, seller=Seller.objects.get(pk=stall.pk), move="go_on", at=now)
    assert return_seen() == {True}
    products.hide_product(actor=budi, site=near, product=row, at=now)
    assert return_seen() == {False}


def _outside(site, look):
    """Ask from outside the fence that the test stands in."""
    import contextvars

    def asked():
        return contextvars.Context().run(look)

    return asked


def test_two_people_who_change_one_product_notice_each_other(house, stall, near):
    budi, now = house.actor("budi"), clock.now()
    row = products.add_product(actor=budi, site=near, seller=stall, goods=made.goods(), at=now)
    products.change_product(actor=budi, site=near, product=row, goods=made.goods(price_idr=16_000), base_version=1, at=now)
    with pytest.raises(ChangedMeanwhile):
        products.change_product(actor=budi, site=near, product=row, goods=made.goods(price_idr=17_000), base_version=1, at=now)
    assert Product.objects.get(pk=row.pk).price_idr == 16_000


def test_a_new_name_or_place_of_the_seller_stands_on_its_goods(house, near):
    row = made.product(house)
    budi, now = house.actor("budi"), clock.now()
    sellers.change_seller(actor=budi, site=near, seller=row.seller, stall=made.stall(name="Dapur Bu Siti Baru"), at=now)
    assert Product.objects.get(pk=row.pk).seller_name == "Dapur Bu Siti Baru"
    moved = places.name_new_place(group_id=near.group_id, from_code="62.03.05.2004", to_code="62.15.01.2004")
    assert (moved, Product.objects.get(pk=row.pk).region_code) == (1, "62.15.01.2004")


def test_a_photo_is_straightened_stripped_resized_and_serves_from_both_hosts(house, stall, near, client, run_jobs):
    budi, now = house.actor("budi"), clock.now()
    row = products.add_product(actor=budi, site=near, seller=stall, goods=made.goods(), at=now)
    out = io.BytesIO()
    exif = Image.Exif()
    exif[0x0112] = 6
    exif[0x010F] = "KAMERA-RAHASIA"
    Image.new("RGB", (600, 400), "tan").save(out, "JPEG", exif=exif)
    file = SimpleUploadedFile("a.jpg", out.getvalue())
    photo = photos.add_photo(actor=budi, site=near, product=row, file=file, at=now)
    assert photos.add_photo(actor=budi, site=near, product=row, file=SimpleUploadedFile("b.jpg", out.getvalue()), at=now).pk == photo.pk
    assert photos.make_sizes(photo.pk)
    photo = ProductPhoto.objects.get(pk=photo.pk)
    assert photo.state == PictureState.READY
    assert photo.width < photo.height
    assert Product.objects.get(pk=row.pk).cover == photo.variants
    path = photos.largest_plain(photo.variants)
    body = files.find(near.pk, path.removeprefix(files.PUBLIC))[0].read_bytes()
    assert b"KAMERA" not in body
    name = path.removeprefix(files.PUBLIC)

    def ask():
        here = client.get(f"/produk/foto/{near.pk.hex}/{name}", headers=PORTAL)
        wrong = client.get(f"/produk/foto/{house.far_site.pk.hex}/{name}", headers=PORTAL)
        broken = client.get(f"/produk/foto/zz/{name}", headers=PORTAL)
        return here["Content-Type"], here.status_code, wrong.status_code, broken.status_code, client.get(path, headers=SITE).status_code

    assert _outside(near, ask)() == ("image/jpeg", 200, 404, 404, 200)
    photos.change_photo(actor=budi, site=near, product=row, photo_id=photo.pk, removes=True, at=now)
    assert Product.objects.get(pk=row.pk).cover == []


def test_what_is_no_photo_leaves_nothing(house, stall, near):
    row = products.add_product(actor=house.actor("budi"), site=near, seller=stall, goods=made.goods(), at=clock.now())
    for body in (b"<svg onload=alert(1)>", b"", b"MZ\x90"):
        with pytest.raises(InvalidInput):
            photos.add_photo(actor=house.actor("budi"), site=near, product=row, file=SimpleUploadedFile("a.jpg", body), at=clock.now())
    assert not ProductPhoto.objects.exists()


def test_a_permit_shows_its_end_never_says_verified_and_its_evidence_stays_inside(house, near, client):
    row = made.product(house)
    budi, now = house.actor("budi"), clock.now()
    permit = sellers.add_permit(
        actor=budi,
        site=near,
        seller=row.seller,
        kind="pirt",
        number="2066203010123-29",
        expires_on=date(2020, 1, 31),
        file=made.picture(),
        at=now,
    )
    with pytest.raises(InvalidInput):
        sellers.add_permit(actor=budi, site=near, seller=row.seller, kind="pirt", number="2066203010123-29", at=now)

    def ask():
        return client.get("/produk/kerupuk-rahasia/", headers=SITE).content.decode()

    body = _outside(near, ask)()
    assert "2066203010123-29" in body
    assert "habis" in body
    assert not re.search("verifi|terverifikasi|resmi", body.partition('<h2 class="h3">Izin</h2>')[2][:900])
    assert permit.evidence_path not in body
    sellers.remove_permit(actor=budi, site=near, seller=row.seller, permit_id=permit.pk, at=now)
    assert not Permit.objects.exists()


def test_a_permit_that_ends_soon_is_told_once_and_its_end_moves_the_pages(house, near):
    row = made.product(house)
    budi, now = house.actor("budi"), clock.now()
    today = now.astimezone(clock.zone()).date()
    sellers.add_permit(
        actor=budi, site=near, seller=row.seller, kind="nib", number="0220001234567", expires_on=today + timedelta(days=20), at=now
    )
    sellers.add_permit(
        actor=budi, site=near, seller=row.seller, kind="halal", number="ID62110000123450124", expires_on=today - timedelta(days=1), at=now
    )
    first, second = daily.turn_the_day(at=now), daily.turn_the_day(at=now)
    assert (first["soon"], second["soon"], first["ended"]) == (1, 0, 1)
    assert Entry.objects.filter(verb="market.permit.ended", site_id=near.pk).exists()


def test_the_product_page_speaks_schema_org(house, near, client):
    made.product(house, content=Decimal(250), content_measure="g")

    def ask():
        return client.get("/produk/kerupuk-rahasia/", headers=SITE).content.decode()

    body = _outside(near, ask)()
    (data,) = re.findall(r'<script type="application/ld\+json">(.*?)</script>', body)
    told = json.loads(data)
    assert told["@type"] == "Product"
    assert told["offers"]["price"] == "15000"
    assert told["offers"]["priceCurrency"] == "IDR"
    assert told["offers"]["availability"].endswith("/InStock")
    assert told["weight"]["value"] == "250"
    assert "aggregateRating" not in told
    assert 'property="og:image"' in body
    assert 'content="product"' in body
    assert "+62812" not in body


def test_a_number_stands_on_pages_only_where_the_seller_wants_it(house, near, client):
    row = made.product(house)

    def ask():
        return "wa.me/6281234567890" in client.get("/produk/kerupuk-rahasia/", headers=SITE).content.decode()

    assert not _outside(near, ask)()
    sellers.change_seller(actor=house.actor("budi"), site=near, seller=row.seller, stall=made.stall(is_phone_public=True), at=clock.now())
    assert _outside(near, ask)()


def test_a_day_at_the_desk(house, client, run_jobs):
    """A seller is written down, a product with a photo added, shown, counted, put away."""
    house.sign_in(client, "budi")
    here = "/meja/kim/batang-danum/pasar/"
    answer = client.post(
        here + "penjual/daftar/",
        {"name": "Dapur Ibu Siti", "owner": "Siti", "phone": "081234567890", "consent": "on", "region_code": "62.03.05.2004"},
        headers=PORTAL,
    )
    assert answer.status_code == 302
    seller_url = answer["Location"]
    answer = client.post(
        seller_url + "cara/",
        {
            "cara-TOTAL_FORMS": 1,
            "cara-INITIAL_FORMS": 0,
            "cara-0-kind": "kapal",
            "cara-0-where": "Kuala Kapuas",
            "cara-0-fee_idr": "25.000",
            "cara-0-days_from": 1,
            "cara-0-days_to": 2,
        },
        headers=PORTAL,
    )
    assert answer.status_code == 302
    typed = {
        "name": "Kerupuk haruan",
        "price_idr": "15.000",
        "unit": "bungkus",
        "content": "250",
        "content_measure": "g",
        "category": "makanan",
        "words": made.WORDS,
        "supply": "stok",
        "stock": "12",
        "min_order": "1",
        "kunci": "k1",
    }
    answer = client.post(here + "produk/tambah/", {**typed, "price_idr": "lima belas ribu"}, headers=PORTAL)
    assert answer.status_code == 422
    assert "lima belas ribu" in answer.content.decode()
    answer = client.post(here + "produk/tambah/", {**typed, "foto": made.picture()}, headers=PORTAL)
    again = client.post(here + "produk/tambah/", {**typed, "foto": made.picture()}, headers=PORTAL)
    assert answer["Location"] == again["Location"]
    url = answer["Location"]
    run_jobs()
    with fence.open_site(house.site.pk):
        assert Product.objects.count() == 1
        assert ProductPhoto.objects.get().state == PictureState.READY
    answer = client.post(url, {**typed, "kunci": "k2", "versi": "1", "aksi": "tampilkan"}, headers=PORTAL)
    assert answer.status_code == 302
    assert "Rp15.000" in client.get("/produk/", headers=PORTAL).content.decode()
    assert "Kuala Kapuas" in client.get("/produk/kerupuk-haruan/", headers=SITE).content.decode()
    client.post(url + "langkah/", {"aksi": "stok", "stok": "0"}, headers=PORTAL)
    assert "habis" in client.get("/produk/", headers=PORTAL).content.decode()
    client.post(url + "langkah/", {"aksi": "simpan"}, headers=PORTAL)
    gone = client.get("/produk/kerupuk-haruan/", headers=SITE)
    assert gone.status_code == 410
    with fence.open_site(house.site.pk):
        assert Product.objects.get().state == ProductState.HIDDEN


def test_a_stranger_of_another_group_gets_nothing_of_a_stall(house, near):
    row = made.product(house)
    fajar, now = house.actor("fajar"), clock.now()
    for act in (
        lambda: products.change_product(actor=fajar, site=near, product=row, goods=made.goods(), at=now),
        lambda: products.hide_product(actor=fajar, site=near, product=row, at=now),
        lambda: products.count_stock(actor=fajar, site=near, product=row, stock=Decimal(1), at=now),
        lambda: sellers.change_seller(actor=fajar, site=near, seller=row.seller, stall=made.stall(), at=now),
        lambda: sellers.set_ways(actor=fajar, site=near, seller=row.seller, ways=[], at=now),
        lambda: sellers.add_link(actor=fajar, site=near, seller=row.seller, url="https://shopee.co.id/x", at=now),
        lambda: photos.add_photo(actor=fajar, site=near, product=row, file=made.picture(), at=now),
    ):
        with pytest.raises(DomainError) as error:
            act()
        assert isinstance(error.value, NotFound)
