"""Somebody three kabupaten away orders from a phone without JavaScript, WhatsApp never opens; the seller's day follows."""

from __future__ import annotations

import re
import sqlite3
import subprocess
import sys

import pytest

from tests import axe
from tests.journeys import steps
from tests.journeys.conftest import ROOT


@pytest.fixture(scope="module")
def stall(running) -> None:
    """A stall with two goods and a payment code."""
    subprocess.run([sys.executable, "-m", "tests.journeys.stalls"], env=running.environment, cwd=ROOT, check=True)


def press(page, act: str, *, reads: bool = False) -> None:
    """Press a button; on a public page as somebody who reads it first, for machines are quicker than two seconds."""
    if reads:
        page.wait_for_timeout(2100)
    with page.expect_navigation():
        page.locator(f'main button[name="aksi"][value="{act}"]').first.click()


def rows(running, sql: str) -> list[tuple]:
    """What stands in the house's own database."""
    (path,) = running.home.glob("*.sqlite3")
    with sqlite3.connect(f"file:{path}?mode=ro", uri=True) as database:
        return database.execute(sql).fetchall()


def test_a_buyer_orders_without_javascript_and_the_seller_hands_over(running, phone, stall):
    buyer = phone(script=False)
    buyer.goto(running.url("/produk/"))
    buyer.get_by_role("link", name=re.compile("Kerupuk Ikan Gabus")).first.click()
    buyer.get_by_role("link", name="Pesan", exact=True).click()
    assert "pasar-sungai.localhost" in buyer.url
    fits = "document.documentElement.scrollWidth"
    lines = buyer.locator(".basket-lines li")
    assert lines.count() == 2
    lines.filter(has_text="Ikan Gabus").locator("input").fill("3")
    lines.filter(has_text="Udang Galah").locator("input").fill("1")
    buyer.locator("main .field.choices label", has_text="Kuala Kapuas").click()
    buyer.fill("[name=name]", "Wulan Contoh")
    buyer.fill("[name=phone]", "0536 3224455")
    buyer.fill("[name=address]", "Jalan Titian 4, dekat dermaga")
    buyer.check("[name=consent]")
    press(buyer, "lihat", reads=True)
    steps.shows(buyer, "nomor ponsel", "main .summary")
    assert lines.filter(has_text="Ikan Gabus").locator("input").input_value() == "3"
    buyer.fill("[name=phone]", "0813 4567 8901")
    press(buyer, "lihat", reads=True)
    look = buyer.locator("main").inner_text()
    assert "0813-4567-8901" in look
    assert "Rp63.000" in look
    assert rows(running, "select count(*) from market_order") == [(0,)]
    press(buyer, "kirim", reads=True)
    mine = buyer.url
    assert "/pesanan/" in mine
    number = buyer.locator("main h1").inner_text().strip()
    link = buyer.locator("main a.btn[href^='https://wa.me/']").first.get_attribute("href")
    assert link.startswith("https://wa.me/6281234567890?text=")
    assert len(link) < 2000
    # WhatsApp is never opened: the order stands all the same, and what it took is reserved.
    assert rows(running, "select number, state, total_idr from market_order") == [(number, "new", 63000)]
    assert sorted(one[0] for one in rows(running, "select stock from market_product")) == [9, 11]
    assert not buyer.context.cookies()

    desk = phone()
    steps.sign_in(desk, running, "rusmini@contoh.test", second_factor=False)
    desk.get_by_role("link", name=re.compile("pesanan baru")).first.click()
    assert desk.evaluate(f"{fits} <= 360")
    desk.get_by_role("link", name=number).click()
    steps.shows(desk, "Wulan Contoh")
    complaints = axe.complaints(desk)
    assert not complaints, "\n".join(complaints)
    assert desk.evaluate(f"{fits} <= 360")
    desk.fill("[name=langkah-words]", "Dibawa klotok hari Sabtu")
    press(desk, "terima")
    desk.fill("[name=ongkir-delivery_idr]", "20.000")
    press(desk, "ongkir")

    buyer.goto(mine)
    body = buyer.locator("main").inner_text()
    assert "Dibawa klotok hari Sabtu" in body
    assert "Rp83.000" in body
    assert "delapan puluh tiga ribu rupiah" in body
    assert buyer.locator("svg.qris").count() == 1

    press(desk, "siap")
    press(desk, "serah")
    desk.locator("details", has_text="Uangnya sudah diterima").locator("summary").click()
    desk.select_option("[name=bayar-paid_way]", "qris")
    press(desk, "bayar")
    steps.shows(desk, "/KW/")

    buyer.goto(mine)
    buyer.get_by_role("link", name="Kuitansi").click()
    receipt = buyer.locator("main").inner_text()
    assert "Rp83.000" in receipt
    assert "Wulan" not in receipt
    desk.goto(running.url("/meja/kim/pasar-sungai/pasar/penjualan/"))
    steps.shows(desk, "Rp83.000", "main .facts")
    assert not desk.troubles
