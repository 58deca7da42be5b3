"""Reports, take-downs, objections, restoring: from a reader's form to the coordinator's word."""

from __future__ import annotations

import re
from datetime import timedelta

import pytest

from betang.guard.forms import honest_fields
from betang.kernel import clock, fence
from betang.kernel.errors import InvalidInput, NotAllowed, NotFound, Refused, SecondFactorNeeded
from betang.market.actions import daily, trust
from betang.market.models import Product, ProductReport, Seller, Takedown
from betang.market.queries import waiting_for
from betang.market.terms import AppealState, ComplaintState, ProductState, SellerState
from betang.market.tests import made
from betang.notices.models import Notice

SITE = {"host": "batang-danum.localhost", "origin": "http://batang-danum.localhost:8000"}


def send(client, **more):
    return client.post(
        "/produk/kerupuk-rahasia/lapor/",
        {"kind": "health", "words": "Katanya menyembuhkan kanker.", **honest_fields(), **more},
        headers={"host": "batang-danum.localhost", "sec-fetch-site": "same-origin"},
    )


def test_a_reader_reports_and_group_and_coordinator_are_told(house, client):
    made.product(house)
    assert send(client, words="pendek").status_code == 422
    answer = send(client, contact="ani@contoh.test", kunci="satu")
    assert answer.status_code == 200
    assert send(client, contact="ani@contoh.test", kunci="satu").status_code == 200
    with fence.open_site(house.site.pk):
        row = ProductReport.objects.get()
        assert row.contact == "ani@contoh.test"
    told = set(Notice.objects.filter(kind="market.trust").values_list("person_id", flat=True))
    assert told == {house.budi.pk, house.gita.pk}
    assert waiting_for(house.actor("budi"))
    assert waiting_for(house.actor("gita"))
    assert not waiting_for(house.actor("fajar"))
    assert not waiting_for(house.actor("ani"))
    daily.turn_the_day(at=clock.now() + timedelta(days=91))
    with fence.open_site(house.site.pk):
        assert ProductReport.objects.get().contact == ""


def test_a_take_down_is_objected_to_and_the_coordinator_restores(house, near):
    row, report = made.product(house), None
    report = trust.report_goods(
        site=near, seller=row.seller, product=row, kind="false", words="Isinya kurang dari 250 gram.", at=clock.now()
    )
    gita, budi, now = house.actor("gita"), house.actor("budi"), clock.now()
    with pytest.raises(SecondFactorNeeded):
        trust.take_down(
            actor=house.actor("gita", second_factor=False),
            site=near,
            seller=row.seller,
            product=row,
            kind="false",
            reason="Kurang isi.",
            at=now,
        )
    with pytest.raises(InvalidInput):
        trust.take_down(actor=gita, site=near, seller=row.seller, product=row, kind="false", reason="", at=now)
    down = trust.take_down(
        actor=gita,
        site=near,
        seller=row.seller,
        product=row,
        kind="false",
        reason="Isi kurang dari keterangan.",
        report_id=report.pk,
        at=now,
    )
    assert ProductReport.objects.get(pk=report.pk).state == ComplaintState.UPHELD
    assert Product.objects.get(pk=row.pk).state == ProductState.TAKEN_DOWN
    with pytest.raises(Refused):
        trust.take_down(actor=gita, site=near, seller=row.seller, product=row, kind="false", reason="Sekali lagi.", at=now)
    with pytest.raises(NotAllowed):
        trust.decide_takedown(actor=budi, site=near, takedown=down, restores=True, words="Sudah benar.", at=now)
    down = trust.appeal(actor=budi, site=near, takedown=down, words="Timbangan sudah diganti.", at=now)
    assert down.appeal == AppealState.OPEN
    with pytest.raises(NotAllowed):
        trust.appeal(actor=budi, site=near, takedown=down, words="Lagi.", at=now)
    with pytest.raises(NotFound):
        trust.decide_takedown(actor=house.actor("fajar"), site=near, takedown=down, restores=True, words="Boleh.", at=now)
    down = trust.decide_takedown(actor=gita, site=near, takedown=down, restores=True, words="Sudah ditimbang bersama.", at=now)
    back = Product.objects.get(pk=row.pk)
    assert (down.appeal, back.state, back.is_public) == (AppealState.GRANTED, ProductState.SHOWN, True)


def test_a_refused_objection_leaves_it_down_and_late_ones_are_not_taken(house, near):
    row = made.product(house)
    gita, budi, now = house.actor("gita"), house.actor("budi"), clock.now()
    down = trust.take_down(actor=gita, site=near, seller=row.seller, product=row, kind="forbidden", reason="Tidak boleh dijual.", at=now)
    with pytest.raises(Refused):
        trust.decide_takedown(actor=gita, site=near, takedown=down, restores=False, words="Tetap.", at=now)
    with pytest.raises(Refused):
        trust.appeal(actor=budi, site=near, takedown=down, words="Terlambat sekali.", at=now + timedelta(days=31))
    trust.appeal(actor=budi, site=near, takedown=down, words="Ini bukan barang itu.", at=now)
    down = trust.decide_takedown(actor=gita, site=near, takedown=down, restores=False, words="Tetap tidak boleh.", at=now)
    assert down.appeal == AppealState.REFUSED
    assert not Product.objects.get(pk=row.pk).is_public


def test_a_group_takes_down_and_restores_its_own_seller_with_all_its_goods(house, near):
    row = made.product(house)
    budi, now = house.actor("budi"), clock.now()
    down = trust.take_down(
        actor=budi, site=near, seller=row.seller, product=None, kind="fraud", reason="Uang diterima, barang tidak dikirim.", at=now
    )
    assert down.is_by_group
    assert Seller.objects.get(pk=row.seller_id).state == SellerState.TAKEN_DOWN
    assert not Product.objects.get(pk=row.pk).is_public
    trust.decide_takedown(actor=budi, site=near, takedown=down, restores=True, words="Uang sudah kembali.", at=now)
    assert Product.objects.get(pk=row.pk).is_public


def test_the_words_are_looked_at_once_more_when_a_product_comes_back(house, near):
    from betang.market.actions.guarding import WordsRefused

    row = made.product(house)
    gita, now = house.actor("gita"), clock.now()
    down = trust.take_down(actor=gita, site=near, seller=row.seller, product=row, kind="health", reason="Janji menyembuhkan.", at=now)
    Product.objects.filter(pk=row.pk).update(words="Menyembuhkan semua penyakit.")
    with pytest.raises(WordsRefused):
        trust.decide_takedown(actor=gita, site=near, takedown=down, restores=True, words="Boleh lagi.", at=now)
    assert Takedown.objects.get().ended_at is None


def test_a_dismissed_report_says_why(house, near):
    row = made.product(house)
    report = trust.report_goods(site=near, seller=row.seller, product=row, kind="rude", words="Fotonya jelek sekali.", at=clock.now())
    with pytest.raises(NotFound):
        trust.dismiss_report(actor=house.actor("citra"), site=near, report_id=report.pk, words="Tidak benar.", at=clock.now())
    done = trust.dismiss_report(
        actor=house.actor("budi"), site=near, report_id=report.pk, words="Foto jelek bukan penghinaan.", at=clock.now()
    )
    assert done.state == ComplaintState.DISMISSED
    with pytest.raises(Refused):
        trust.dismiss_report(actor=house.actor("budi"), site=near, report_id=report.pk, words="Sekali lagi.", at=clock.now())


def test_the_coordinators_desk_takes_down(house, client):
    made.report(house)
    house.sign_in(client, "gita")
    path = f"/meja/pasar/batang-danum/laporan/{made.REPORT}/"
    assert client.post(path, {"aksi": "turunkan", "kind": "health", "words": ""}, headers={"host": "localhost"}).status_code == 422
    answer = client.post(path, {"aksi": "turunkan", "kind": "health", "words": "Janji menyembuhkan."}, headers={"host": "localhost"})
    assert answer.status_code == 302
    with fence.open_site(house.site.pk):
        assert Takedown.objects.get().reason == "Janji menyembuhkan."
    assert made.SECRET not in client.get("/produk/", headers={"host": "localhost"}).content.decode()
    page = client.get("/produk/kerupuk-rahasia/", headers={"host": "batang-danum.localhost"})
    assert page.status_code == 410
    assert "diturunkan" in page.content.decode()


def test_who_judges_sees_the_good_as_it_stands_also_when_buyers_cannot(house, client, near):
    down = made.takedown(house)
    office = f"/meja/pasar/batang-danum/turun/{down.pk}/"
    house.sign_in(client, "gita")
    body = client.get(office, headers={"host": "localhost"}).content.decode()
    assert made.WORDS in body
    assert re.search(r'src="/produk/foto/[0-9a-f]{32}/', body)
    assert f"/produk/{down.product.slug}/" not in body, "buyers have no page of it now"
    assert client.get(f"/produk/{down.product.slug}/", headers={"host": "batang-danum.localhost"}).status_code == 410
