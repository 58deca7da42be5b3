"""A fisher reports what haruan brings, without JavaScript; it stands on the board and in the year; an absurd price is held and refused."""

from __future__ import annotations

import re

from tests import axe
from tests.journeys import steps

REASON = "Saya tanya di dermaga: enam puluh lima ribu."


def send(page, price: str, *, back: int = 0) -> None:
    page.fill("[name=price]", price)
    if back:
        page.locator("summary").first.click()
        page.select_option("[name=on]", index=back)
    page.wait_for_timeout(2050)  # nobody types a price within two seconds of opening a page; machines do
    page.get_by_role("button", name="Kirim", exact=True).click()


def test_a_fisher_reports_and_an_absurd_price_is_held_and_refused(running, phone):
    # On a phone without JavaScript: place, who, fish, price. The place stays in the address.
    fisher = phone(script=False)
    fisher.goto(running.url("/harga/"))
    fisher.get_by_role("link", name="Laporkan harga").first.click()
    fisher.get_by_role("link", name=re.compile("Kapuas$")).click()
    fisher.get_by_role("link", name=re.compile("Mantangai$")).click()
    fisher.get_by_role("link", name="Nelayan").click()
    choosing = fisher.url
    fisher.get_by_role("link", name=re.compile("haruan")).click()
    assert fisher.locator("[name=level][value=produsen]").is_checked()
    send(fisher, "65 ribu")
    steps.shows(fisher, "sudah ada di papan harga")
    assert "siapa=nelayan" in fisher.url
    fisher.get_by_role("link", name=re.compile("haruan")).click()
    send(fisher, "61.000", back=7)

    # It stands on the board of the place, and the year has its line and its table.
    fisher.goto(running.url("/harga/"))
    fisher.get_by_role("link", name=re.compile("Kapuas$")).first.click()
    steps.shows(fisher, "Rp65.000")
    fisher.get_by_role("link", name=re.compile("haruan")).click()
    fisher.get_by_role("link", name=re.compile("petani|nelayan")).first.click()
    assert fisher.locator("svg path.line").count() == 1
    steps.shows(fisher, "61.000", "table")

    # Somebody types a zero too many and insists: it is pointed out, then held, and on no board.
    other = phone()
    other.goto(choosing)
    other.get_by_role("link", name=re.compile("haruan")).click()
    send(other, "650000")
    steps.shows(other, "Maksudnya Rp65.000?")
    axe_clean(other)
    other.get_by_role("button", name="Tidak, memang Rp650.000").click()
    steps.shows(other, "memeriksanya dulu")
    board = running.url(f"/harga/?wilayah={re.search(r'wilayah=([0-9.]+)', choosing)[1]}")
    other.goto(board)
    assert "Rp650.000" not in other.locator("main").inner_text()
    steps.shows(other, "Rp65.000")
    axe_clean(other)
    assert not [trouble for trouble in other.troubles if "422" not in trouble]

    # The coordinator sees it on the desk, and refuses it with a reason; the board stays as it was.
    office = phone()
    steps.sign_in(office, running, "gita@contoh.test")
    office.get_by_role("link", name=re.compile("harga ditahan")).first.click()
    office.get_by_role("link", name=re.compile("Rp650.000")).click()
    axe_clean(office)
    office.fill("[name=reason]", REASON)
    office.get_by_role("button", name="Tidak dihitung").click()
    steps.shows(office, "tidak dihitung")
    other.goto(board)
    assert "Rp650.000" not in other.locator("main").inner_text()


def axe_clean(page) -> None:
    found = axe.complaints(page)
    assert not found, "\n".join(found)
