"""Orders: what may be ordered, written once before anything else happens, each step, who sees the buyer, what is forgotten, every exit."""

from __future__ import annotations

import csv
import io
import json
import re
from datetime import date, timedelta
from decimal import Decimal

import openpyxl
import pytest
from django.db import IntegrityError, transaction
from hypothesis import given, settings
from hypothesis import strategies as st

from betang.audit.models import Entry
from betang.guard.forms import honest_fields
from betang.kernel import clock, fence
from betang.kernel.errors import InvalidInput, NotAllowed, NotFound, Refused, TooMany
from betang.market.models import BuyerContact, DeliveryWay, Order, OrderLine, OrderStep, Product, Receipt, Seller
from betang.market.ordering import daily, handling, messages, placing, queries, receipts, reporting, rules
from betang.market.ordering.rules import Offer, Trouble
from betang.market.queries import waiting_for
from betang.market.rules import amount_of
from betang.market.terms import BUYER_CONTACT_DAYS, CancelReason, OrderState, StepKind
from betang.market.tests import made, ordered
from betang.notices.models import Notice
from betang.publishing.tests import made as people
from betang.search import queries as search

SITE = {"host": "batang-danum.localhost", "sec-fetch-site": "same-origin"}
FORM = "/pesan/dapur-ibu-siti/"


def offer(**more) -> Offer:
    return Offer(
        **{
            "unit": "bungkus",
            "supply": "stok",
            "stock": None,
            "season": 0,
            "min_order": Decimal(1),
            "capacity": None,
            "price_idr": 15_000,
            **more,
        }
    )


@pytest.mark.parametrize(
    ("more", "quantity", "trouble"),
    [
        ({}, "2", None),
        ({"is_public": False}, "2", Trouble.GONE),
        ({"season": 1}, "2", Trouble.LATER),
        ({"stock": Decimal(0)}, "1", Trouble.SOLD_OUT),
        ({"stock": Decimal(3)}, "4", Trouble.STOCK),
        ({"stock": Decimal(3)}, "3", None),
        ({"stock": Decimal(0), "supply": "pesanan"}, "4", None),
        ({}, "0.5", Trouble.WHOLE),
        ({"unit": "kg"}, "1.5", None),
        ({"min_order": Decimal(5)}, "4", Trouble.LEAST),
        ({"capacity": Decimal(20)}, "21", Trouble.CAPACITY),
        ({}, "2000000", Trouble.LARGE),
    ],
)
def test_what_may_be_ordered(more, quantity, trouble):
    assert rules.trouble_of(offer(**more), Decimal(quantity), month=11) == trouble


def test_steps_lead_where_the_table_says():
    new, confirmed, ready, over, gone = OrderState.NEW, OrderState.CONFIRMED, OrderState.READY, OrderState.HANDED_OVER, OrderState.CANCELLED
    steps = (StepKind.CONFIRMED, StepKind.READY, StepKind.HANDED_OVER, StepKind.CANCELLED)
    table = {
        new: (confirmed, ready, over, gone),
        confirmed: (None, ready, over, gone),
        ready: (None, None, over, gone),
        over: (None, None, None, None),
        gone: (None, None, None, None),
    }
    assert {state: tuple(rules.next_state(step, state) for step in steps) for state in table} == table


@given(
    st.lists(st.text("abc deé×", min_size=1, max_size=150), min_size=1, max_size=30),
    st.text("Siti ", min_size=3, max_size=80),
    st.text("Wulan ", min_size=2, max_size=120),
)
@settings(max_examples=60, deadline=None)
def test_the_message_is_short_whatever_is_ordered_and_ends_with_the_number(lines, stall, buyer):
    text = messages.order_text(
        number="62.03/P/2026/0042", stall=stall, lines=lines, total_idr=10**10, way="x" * 300, buyer=buyer, has_open_delivery=True
    )
    assert len(text) <= messages.LONGEST
    assert "62.03/P/2026/0042" in text


# ---------- placing ----------


def post(client, product, *, act="kirim", quantity="2", **more):
    data = {
        placing.field_of(product.pk): quantity,
        "way": "ambil",
        "name": ordered.BUYER,
        "phone": ordered.PHONE,
        "consent": "on",
        "kunci": "kunci-1",
        "aksi": act,
        **honest_fields(),
        **more,
    }
    return client.post(FORM, {key: value for key, value in data.items() if value is not None}, headers=SITE)


def test_a_buyer_orders_without_cookie_and_the_row_stands_before_whatsapp(house, client):
    product = made.product(house, stock=Decimal(5))
    page = client.get(f"{FORM}?barang={product.slug}&jumlah=3", headers=SITE).content.decode()
    assert re.search(rf'name="{placing.field_of(product.pk)}"[^>]*value="3"|value="3"[^>]*name="{placing.field_of(product.pk)}"', page)
    assert "0812-3456-7890" not in page
    look = post(client, product, act="lihat")
    assert look.status_code == 200
    assert "0813-4567-8901" in look.content.decode()
    with fence.open_site(house.site.pk):
        assert not Order.objects.exists()
    sent = post(client, product, dilihat="30000")
    assert sent.status_code == 302
    assert not sent.cookies
    assert not client.cookies
    again = post(client, product, dilihat="30000")
    assert again["Location"] == sent["Location"]
    with fence.open_site(house.site.pk):
        row = Order.objects.get()
        assert row.number == f"62.03/P/{clock.today().year}/0001"
        assert (row.goods_idr, row.delivery_idr, row.total_idr) == (30_000, 0, 30_000)
        assert Product.objects.get(pk=product.pk).stock == 3
        assert row.buyer.phone == "+6281345678901"
        assert [one.kind for one in row.steps.all()] == [StepKind.PLACED]
    mine = client.get(sent["Location"], headers=SITE)
    body = mine.content.decode()
    assert mine["Cache-Control"] == "private, no-store"
    link = re.search(r'href="(https://wa\.me/[^"]+)"', body)[1]
    assert link.startswith("https://wa.me/6281234567890?text=")
    assert "0813-4567-8901" not in body
    told = Notice.objects.get(kind="market.order")
    assert told.person_id == house.budi.pk
    assert ordered.BUYER not in told.title + told.body
    assert any("/pesanan/" in one.url for one in waiting_for(house.actor("budi")))
    assert not waiting_for(house.actor("fajar"))
    entry = Entry.objects.get(verb="market.order.placed")
    assert not entry.is_public
    assert "8134567" not in json.dumps(entry.data)
    assert ordered.BUYER not in json.dumps(entry.data)


@pytest.mark.parametrize(
    ("more", "field"),
    [
        ({"phone": "0536 322 4455"}, "phone"),
        ({"phone": "+60123456789"}, "phone"),
        ({"phone": "0813"}, "phone"),
        ({"name": "x"}, "name"),
        ({"way": "kapal"}, "way"),
        ({"way": ""}, "way"),
        ({"consent": None}, "consent"),
        ({"quantity": "9"}, "n-"),
        ({"quantity": "-1"}, "n-"),
        ({"quantity": "1,5"}, "n-"),
        ({"quantity": ""}, ""),
        ({"wanted_on": "2020-01-01"}, "wanted_on"),
        ({"note": "slot gacor maxwin daftar"}, "note"),
    ],
)
def test_what_is_not_right_comes_back_with_what_was_typed(house, client, more, field):
    product = made.product(house, stock=Decimal(5))
    answer = post(client, product, **more)
    assert answer.status_code == 422
    body = answer.content.decode()
    assert ordered.BUYER in body or more.get("name") == "x"
    assert 'class="summary"' in body
    assert not field or f'id="id_{field}' in body
    with fence.open_site(house.site.pk):
        assert not Order.objects.exists()
        assert Product.objects.get(pk=product.pk).stock == 5


def test_a_price_that_changed_is_shown_again_before_it_is_sent(house, client):
    product = made.product(house)
    with fence.open_site(house.site.pk):
        Product.objects.filter(pk=product.pk).update(price_idr=16_000)
    answer = post(client, product, dilihat="30000")
    assert answer.status_code == 409
    assert "Rp32.000" in answer.content.decode()
    assert post(client, product, dilihat="32000").status_code == 302


def test_smallest_order_and_ways_as_they_really_are(house, near):
    product = made.product(house)
    boat = DeliveryWay.objects.create(seller=product.seller, kind="kapal", where="ke Kuala Kapuas", fee_idr=None)
    Seller.objects.filter(pk=product.seller_id).update(min_order_idr=50_000)
    seller = Seller.objects.get(pk=product.seller_id)

    def check(quantity, **more):
        who = more.pop("buyer", ordered.buyer())
        return placing.check(
            seller=seller, wish=ordered.wish(product, quantity=quantity, **more), buyer=who, products=[product], at=clock.now()
        )

    with pytest.raises(InvalidInput) as error:
        check(3, way=boat.pk.hex)
    assert "quantities" in error.value.fields
    with pytest.raises(InvalidInput) as error:
        check(4, way=boat.pk.hex, buyer=ordered.buyer(address=""))
    assert "address" in error.value.fields
    draft = check(4, way=boat.pk.hex)
    assert (draft.goods_idr, draft.delivery_idr, draft.total_idr) == (60_000, None, 60_000)
    with pytest.raises(InvalidInput) as error:
        check(4, way="ambil")
    assert "way" in error.value.fields


def test_the_last_one_is_sold_once_even_where_no_lock_holds(house, near, monkeypatch):
    product = made.product(house, stock=Decimal(1))
    stale = Product.objects.select_related("seller").get(pk=product.pk)
    ordered.place(house, product, quantity=1, key="a")
    monkeypatch.setattr(placing, "check", lambda **given: _draft_of(stale))
    with pytest.raises(InvalidInput) as error:
        ordered.place(house, product, quantity=1, key="b")
    assert placing.field_of(product.pk) in error.value.fields
    assert Order.objects.count() == 1
    assert Product.objects.get(pk=product.pk).stock == 0


def _draft_of(product):
    line = placing.Line(product=product, name=product.name, unit="bungkus", quantity=Decimal(1), price_idr=15_000, amount_idr=15_000)
    who = ordered.buyer(phone="+6281345678901")
    return placing.Draft(
        lines=(line,), way="ambil", way_note="", goods_idr=15_000, delivery_idr=0, total_idr=15_000, buyer=who, note="", wanted_on=None
    )


def test_the_database_itself_keeps_sums_and_sendings(house, near):
    row = ordered.order(house)
    with pytest.raises(IntegrityError), transaction.atomic():
        Order.objects.filter(pk=row.pk).update(total_idr=1)
    with pytest.raises(IntegrityError), transaction.atomic():
        Order.objects.filter(pk=row.pk).update(state=OrderState.CANCELLED)
    with pytest.raises(IntegrityError), transaction.atomic():
        Order.objects.filter(pk=row.pk).update(state=OrderState.HANDED_OVER)


def test_many_unanswered_orders_of_one_number_stop(house, near):
    product = made.product(house)
    for number in range(rules.OPEN_ORDERS_MAX):
        ordered.place(house, product, key=str(number))
    with pytest.raises(TooMany):
        ordered.place(house, product, key="z")
    ordered.place(house, product, key="z", who=ordered.buyer(phone="0821 4567 8901"))


def test_a_stall_that_pauses_takes_no_orders(house, client, near):
    product = made.product(house)
    seller = product.seller
    Seller.objects.filter(pk=seller.pk).update(state="paused")
    with pytest.raises(Refused):
        ordered.place(house, product)


# ---------- steps ----------


def move(house, near, row, step, **more):
    who = more.pop("by", "budi")
    actor = house.actor(who) if isinstance(who, str) else who
    return handling.move_order(actor=actor, site=near, order=row, step=step, at=more.pop("at", clock.now()), **more)


def test_an_order_goes_from_new_to_the_receipt_and_its_figures_stay(house, near, client):
    row = ordered.order(house)
    budi = house.actor("budi")
    for stranger in ("fajar", "gita", "citra", "nobody"):
        with pytest.raises(NotFound):
            move(house, near, row, StepKind.CONFIRMED, by=stranger)
    with pytest.raises(NotAllowed):
        move(house, near, row, StepKind.CONFIRMED, by=people.writer(house))
    promised = clock.today() + timedelta(days=3)
    row = move(house, near, row, StepKind.CONFIRMED, promised_on=promised, words="Kirim hari Sabtu")
    with pytest.raises(Refused):
        move(house, near, row, StepKind.CONFIRMED)
    row = handling.agree_delivery(actor=budi, site=near, order=row, delivery_idr=12_500, at=clock.now())
    assert (row.delivery_idr, row.total_idr) == (12_500, 42_500)
    with pytest.raises(Refused):
        handling.give_receipt(actor=budi, site=near, order=row, at=clock.now())
    row = handling.mark_paid(actor=budi, site=near, order=row, way="qris", at=clock.now())
    with pytest.raises(Refused):
        handling.agree_delivery(actor=budi, site=near, order=row, delivery_idr=1, at=clock.now())
    row = handling.take_payment_back(actor=budi, site=near, order=row, words="Salah pesanan", at=clock.now())
    row = handling.mark_paid(actor=budi, site=near, order=row, way="cash", at=clock.now())
    move(house, near, row, StepKind.READY)
    row = move(house, near, row, StepKind.HANDED_OVER)
    assert row.closed_at
    given = receipts.read(row)
    assert (given.number, given.total_idr) == (f"62.03/KW/{clock.today().year}/0001", 42_500)
    assert given.body["in_words"] == "empat puluh dua ribu lima ratus rupiah"
    assert ordered.BUYER not in json.dumps(given.body)
    before = json.dumps(given.body, sort_keys=True)
    Seller.objects.filter(pk=row.seller_id).update(name="Nama Baru")
    Product.objects.update(name="Barang Baru", price_idr=1)
    with pytest.raises(Refused):
        handling.take_payment_back(actor=budi, site=near, order=row, words="Kembali", at=clock.now())
    assert receipts.give(site=near, order=handling.read_order(row.pk), at=clock.now()).pk == given.pk
    assert json.dumps(Receipt.objects.get().body, sort_keys=True) == before
    page = client.get(f"/pesanan/{ordered.token()}/kuitansi/", headers=SITE).content.decode()
    assert "Dapur Ibu Siti" in page
    assert "Rp42.500" in page
    kinds = [one.kind for one in OrderStep.objects.filter(order=row)]
    assert kinds == ["placed", "confirmed", "changed", "paid", "unpaid", "paid", "ready", "handed_over"]
    verbs = list(Entry.objects.filter(subject_id=row.pk).order_by("subject_seq").values_list("verb", flat=True))
    assert [one.rpartition(".")[2] for one in verbs] == [
        "placed", "confirmed", "changed", "paid", "unpaid", "paid", "readied", "handed_over",
    ]  # fmt: skip


def test_a_receipt_is_printed(house, near):
    ordered.order(house)
    row = Order.objects.select_related("seller").get()
    row = move(house, near, row, StepKind.HANDED_OVER)
    handling.mark_paid(actor=house.actor("budi"), site=near, order=row, way="cash", at=clock.now())
    assert receipts.pdf(receipts.read(row)).startswith(b"%PDF")


def test_delivery_that_is_not_agreed_is_agreed_before_it_is_paid(house, near):
    row = ordered.order(house)
    Order.objects.filter(pk=row.pk).update(delivery_idr=None, total_idr=row.goods_idr)
    with pytest.raises(InvalidInput) as error:
        handling.mark_paid(actor=house.actor("budi"), site=near, order=row, way="cash", at=clock.now())
    assert "delivery_idr" in error.value.fields
    with pytest.raises(InvalidInput):
        handling.agree_delivery(actor=house.actor("budi"), site=near, order=row, delivery_idr=-1, at=clock.now())


def test_a_cancelled_order_gives_back_what_it_took_once_and_says_why(house, near):
    product = made.product(house, stock=Decimal(5))
    row = ordered.order(house, product=product)
    assert Product.objects.get(pk=product.pk).stock == 3
    with pytest.raises(InvalidInput):
        move(house, near, row, StepKind.CANCELLED, reason="")
    with pytest.raises(InvalidInput):
        move(house, near, row, StepKind.CANCELLED, reason=CancelReason.OTHER)
    row = move(house, near, row, StepKind.CANCELLED, reason=CancelReason.SOLD_OUT)
    assert Product.objects.get(pk=product.pk).stock == 5
    assert row.closed_at
    for step in (StepKind.CANCELLED, StepKind.CONFIRMED, StepKind.HANDED_OVER):
        with pytest.raises(Refused):
            move(house, near, row, step, reason=CancelReason.SOLD_OUT)
    assert Product.objects.get(pk=product.pk).stock == 5


def test_what_is_not_counted_is_not_given_back(house, near):
    product = made.product(house)
    row = ordered.order(house, product=product)
    Product.objects.filter(pk=product.pk).update(stock=Decimal(7))
    move(house, near, row, StepKind.CANCELLED, reason=CancelReason.SOLD_OUT)
    assert Product.objects.get(pk=product.pk).stock == 7


def test_a_paid_order_is_not_cancelled_before_the_money_went_back(house, near):
    row = ordered.order(house)
    handling.mark_paid(actor=house.actor("budi"), site=near, order=row, way="cash", at=clock.now())
    with pytest.raises(Refused):
        move(house, near, row, StepKind.CANCELLED, reason=CancelReason.SOLD_OUT)


def test_the_buyer_takes_back_while_new_and_says_that_it_came(house, client):
    row = ordered.order(house)
    here = f"/pesanan/{ordered.token()}/"
    site = made.full(house.site)
    with fence.open_site(site.pk):
        move(house, site, row, StepKind.CONFIRMED)
    late = client.post(here, {"aksi": "batal", "reason": "mistake", **honest_fields()}, headers=SITE)
    assert late.status_code == 422
    assert client.post(here, {"aksi": "terima", **honest_fields()}, headers=SITE).status_code == 302
    assert client.post(here, {"aksi": "terima", **honest_fields()}, headers=SITE).status_code == 302
    with fence.open_site(site.pk):
        kept = Order.objects.get()
        assert kept.state == OrderState.HANDED_OVER
        assert kept.handed_over_at
        assert [one.is_by_buyer for one in OrderStep.objects.filter(order=kept, kind=StepKind.HANDED_OVER)] == [True]
        other = ordered.place(house, Product.objects.select_related("seller").get(), key="neu")
    theirs = f"/pesanan/{placing.token_of(other)}/"
    assert client.post(theirs, {"aksi": "batal", "reason": "", **honest_fields()}, headers=SITE).status_code == 422
    assert client.post(theirs, {"aksi": "batal", "reason": "mistake", **honest_fields()}, headers=SITE).status_code == 302
    with fence.open_site(site.pk):
        assert Order.objects.get(pk=other.pk).cancel_reason == "mistake"
    assert client.post(theirs, {"aksi": "batal", "reason": "mistake"}, headers={**SITE, "sec-fetch-site": "cross-site"}).status_code == 409


def test_a_secret_link_opens_nothing_on_another_site(house, client):
    ordered.order(house)
    far = {"host": house.far_site.host_names.get(kind="primary").host, "sec-fetch-site": "same-origin"}
    for path in ("", "kuitansi/", "kuitansi.pdf"):
        assert client.get(f"/pesanan/{ordered.token()}/{path}", headers=far).status_code == 404
    assert client.post(f"/pesanan/{ordered.token()}/", {"aksi": "terima", **honest_fields()}, headers=far).status_code == 404


# ---------- who sees the buyer ----------


def test_the_buyer_is_seen_by_the_seller_of_that_order_alone(house, near):
    writer = people.writer(house)
    row = ordered.order(house)
    budi = house.actor("budi")
    assert queries.buyer_for(budi, near, row).name == ordered.BUYER
    assert queries.buyer_for(writer, near, row) is None
    Seller.objects.filter(pk=row.seller_id).update(person=writer.id)
    row = handling.read_order(row.pk)
    assert queries.buyer_for(writer, near, row).name == ordered.BUYER
    assert queries.buyer_for(budi, near, row) is None
    for stranger in ("fajar", "gita", "eka", "ani", "nobody"):
        assert queries.buyer_for(house.actor(stranger), near, row) is None


def test_the_desk_shows_others_of_the_group_numbers_without_names(house, client):
    row = ordered.order(house)
    writer = people.writer(house)
    with fence.open_site(row.site_id):
        Seller.objects.filter(pk=row.seller_id).update(person=writer.id)
    house.sign_in(client, "budi")
    for path in ("pesanan/", f"pesanan/{row.pk}/", "penjualan/", "penjualan.csv"):
        answer = client.get(f"/meja/kim/batang-danum/pasar/{path}", headers={"host": "localhost"})
        assert answer.status_code == 200
        body = answer.content.decode()
        assert ordered.BUYER not in body
        assert "8134567" not in body.replace("-", "")


def test_no_buyer_is_found_by_any_other_exit(house, client):
    ordered.order(house)
    for path in (
        "/produk/",
        "/produk/umpan.xml",
        "/produk/kerupuk-rahasia/",
        "/produk/penjual/dapur-ibu-siti/",
        "/cari/?q=Wulan",
        "/sitemap.xml",
    ):
        body = client.get(path, headers=SITE).content.decode()
        assert ordered.BUYER not in body
        assert ordered.NUMBER not in body
    assert search.search("Wulan").total == 0


def test_buyers_are_forgotten_after_the_time_and_orders_stay(house):
    row = ordered.order(house)
    now = clock.now()
    site = made.full(house.site)
    with fence.open_site(site.pk):
        Order.objects.filter(pk=row.pk).update(note="Titip ke Wulan")
        move(house, site, row, StepKind.HANDED_OVER, at=now + timedelta(days=5))
    almost = now + timedelta(days=5 + BUYER_CONTACT_DAYS) - timedelta(minutes=1)
    daily.turn_the_day(at=almost)
    with fence.open_site(site.pk):
        assert BuyerContact.objects.get().name == ordered.BUYER
    assert daily.turn_the_day(at=almost + timedelta(minutes=2))["forgotten"] == 1
    with fence.open_site(site.pk):
        gone = BuyerContact.objects.get()
        assert (gone.name, gone.phone, gone.address, gone.phone_mark) == ("", "", "", "")
        assert Order.objects.get().note == ""
        assert Order.objects.get().total_idr == 30_000
    assert daily.turn_the_day(at=almost + timedelta(days=9))["forgotten"] == 0


def test_an_order_that_nobody_answers_ends_and_frees_the_stock(house):
    product = made.product(house, stock=Decimal(5))
    ordered.order(house, product=product)
    daily.turn_the_day(at=clock.now() + timedelta(days=13))
    with fence.open_site(house.site.pk):
        assert Order.objects.get().state == OrderState.NEW
    daily.turn_the_day(at=clock.now() + timedelta(days=15))
    with fence.open_site(house.site.pk):
        row = Order.objects.get()
        assert (row.state, row.cancel_reason) == (OrderState.CANCELLED, CancelReason.NO_ANSWER)
        assert Product.objects.get(pk=product.pk).stock == 5


# ---------- QRIS of an order ----------


def test_a_confirmed_order_shows_the_code_with_its_sum_and_only_then(house, client):
    from betang.market.qris import queries as qris

    kept = ordered.code(house)
    with fence.open_site(house.site.pk):
        site = made.full(house.site)
        product = made.product(house, of=kept.seller)
        row = ordered.order(house, product=product)
        assert qris.bill_for(row) is None
        row = move(house, site, row, StepKind.CONFIRMED)
        bill = qris.bill_for(row)
        assert "5405" + "30000" in bill.payload
        assert bill.in_words == "tiga puluh ribu rupiah"
    page = client.get(f"/pesanan/{ordered.token()}/", headers=SITE).content.decode()
    assert "SITI AMINAH" in page
    assert 'class="qris"' in page
    with fence.open_site(house.site.pk):
        handling.mark_paid(actor=house.actor("budi"), site=site, order=row, way="qris", at=clock.now())
    assert 'class="qris"' not in client.get(f"/pesanan/{ordered.token()}/", headers=SITE).content.decode()


# ---------- the desk ----------


def test_a_step_sent_twice_is_taken_once_and_what_is_wrong_comes_back(house, client):
    row = ordered.order(house)
    house.sign_in(client, "budi")
    here = f"/meja/kim/batang-danum/pasar/pesanan/{row.pk}/"

    def step(**data):
        return client.post(f"{here}langkah/", data, headers={"host": "localhost"})

    assert step(aksi="terima", kunci="1").status_code == 302
    assert step(aksi="terima", kunci="1").status_code == 302
    assert step(aksi="terima", kunci="2").status_code == 409
    assert step(aksi="batal", kunci="4").status_code == 422
    assert step(aksi="apa", kunci="5").status_code == 404
    assert step(aksi="bayar", kunci="6", **{"bayar-paid_way": "cash", "bayar-paid_on": "2020-01-01"}).status_code == 422
    assert step(aksi="bayar", kunci="7", **{"bayar-paid_way": "cash"}).status_code == 302
    assert client.get(here, headers={"host": "localhost"}).status_code == 200
    with fence.open_site(row.site_id):
        assert [one.kind for one in OrderStep.objects.filter(order=row)] == ["placed", "confirmed", "paid"]


def test_the_list_asks_as_much_for_one_order_as_for_forty(house, client):
    from django.db import connection
    from django.test.utils import CaptureQueriesContext

    product = made.product(house)
    ordered.place(house, product, key="0")
    house.sign_in(client, "budi")
    here = "/meja/kim/batang-danum/pasar/pesanan/"
    client.get(here, headers={"host": "localhost"})
    with CaptureQueriesContext(
        connection,
    ) as one:
        client.get(here, headers={"host": "localhost"})
    with fence.open_site(house.site.pk):
        row = Order.objects.get()
        for number in range(40):
            values = {f.attname: getattr(row, f.attname) for f in Order._meta.concrete_fields}
            values |= {"id": placing.uuid7(), "number": f"X/{number}", "token_hash": str(number), "sending_key": ""}
            Order.objects.create(**values)
    with CaptureQueriesContext(connection) as many:
        body = client.get(here, headers={"host": "localhost"}).content.decode()
    assert len(many) <= len(one)
    assert "?hal=" in body


# ---------- the report ----------

LINE = st.tuples(
    st.integers(1, 50_000).map(lambda n: Decimal(n) / 1000),
    st.integers(1, 2_000_000),
    st.sampled_from(["Kerupuk", "Madu", "Rotan"]),
)
ORDERS = st.lists(
    st.tuples(
        st.lists(LINE, min_size=1, max_size=4),
        st.one_of(st.none(), st.integers(0, 90_000)),
        st.dates(date(2026, 1, 1), date(2026, 6, 30)),
        st.sampled_from(["ambil", "kapal", "pos"]),
        st.sampled_from(["", "cash", "qris"]),
        st.sampled_from(["Dapur", "Kebun"]),
    ),
    max_size=12,
)


@given(ORDERS)
@settings(max_examples=60, deadline=None)
def test_every_table_of_the_report_adds_up_to_the_ledger_to_the_rupiah(orders):
    entries, ledger, paid = [], 0, 0
    for number, (lines, delivery, day, way, paid_way, seller) in enumerate(orders):
        about = {"on": day, "number": str(number), "seller": seller, "way": way, "paid_way": paid_way}
        for quantity, price, what in lines:
            amount = amount_of(quantity, price)
            entries.append(reporting.Entry(what=what, unit="bungkus", quantity=quantity, amount_idr=amount, **about))
            ledger += amount
            paid += amount if paid_way else 0
        if delivery:
            entries.append(reporting.Entry(what="Ongkir", unit="", quantity=Decimal(0), amount_idr=delivery, is_delivery=True, **about))
            ledger += delivery
            paid += delivery if paid_way else 0
    found = reporting.of_entries(entries)
    assert found.total.amount_idr == ledger
    assert found.total.paid_idr == paid
    assert found.total.count == len(orders)
    for table in (found.months, found.products, found.ways, found.pay_ways, found.sellers):
        assert sum(one.amount_idr for one in table) == ledger
        assert sum(one.paid_idr for one in table) == paid
        assert sum(one.unpaid_idr for one in table) == ledger - paid
    rows = list(csv.DictReader(io.StringIO(reporting.as_csv(found).decode("utf-8-sig"))))
    assert sum(int(row["rupiah"]) for row in rows) == ledger


def test_the_report_is_the_sum_of_the_rows_and_the_files_say_the_same(house, near, client):
    product = made.product(
        house, unit="kg", price_idr=33_333, content=None, content_measure="", name="=Ikan Asin", min_order=Decimal("0.1")
    )
    now = clock.now()
    for number, quantity in enumerate(("1", "0.333", "2.5")):
        row = ordered.place(house, product, quantity=quantity, key=str(number))
        move(house, near, row, StepKind.HANDED_OVER, at=now)
        if number:
            handling.mark_paid(actor=house.actor("budi"), site=near, order=handling.read_order(row.pk), way="cash", at=now)
    other = ordered.place(house, product, quantity="9", key="neu")
    found = reporting.report(since=clock.today().replace(day=1), until=clock.today())
    sold = Order.objects.exclude(pk=other.pk)
    ledger = sum(one.amount_idr for one in OrderLine.objects.filter(order__in=sold))
    assert found.total.amount_idr == ledger == sum(one.total_idr for one in sold) == 33_333 + 11_100 + 83_333
    assert found.total.unpaid_idr == 33_333
    assert found.open_count == 1
    book = openpyxl.load_workbook(io.BytesIO(reporting.as_xlsx(found)))
    rows = list(book["penjualan"].iter_rows(min_row=2, values_only=True))
    assert sum(one[6] for one in rows) == ledger
    assert rows[0][3].startswith("'=")
    assert list(book["per bulan"].iter_rows(values_only=True))[-1][2] == ledger
    assert not reporting.report(since=date(2020, 1, 1), until=date(2020, 12, 31)).entries


def test_growth_counts_an_order_on_the_day_on_which_it_was_handed_over(house, near):
    from betang.growth import measures

    row = ordered.order(house)
    handed = clock.now() - timedelta(days=40)
    Order.objects.filter(pk=row.pk).update(placed_at=handed - timedelta(days=3))
    row = move(house, near, handling.read_order(row.pk), StepKind.HANDED_OVER, at=handed)
    handling.mark_paid(actor=house.actor("budi"), site=near, order=row, way="cash", at=clock.now())
    count = measures.MEASURES["sold"].count if hasattr(measures, "MEASURES") else measures._sold
    month = timedelta(days=30)
    assert count([near.group_id], handed - month, handed + timedelta(days=1)) == {near.group_id: 1}
    assert not count([near.group_id], clock.now() - month, clock.now() + month)
