"""A village's meeting without network is entered, its minutes are signed, and a neighbour finds a forged copy."""

from __future__ import annotations

import re
from datetime import date, timedelta

from tests import axe
from tests.journeys import steps


def clean(page) -> None:
    found = axe.complaints(page)
    assert not found, "\n".join(found)


def sent(page, name: str) -> None:
    with page.expect_navigation():
        page.get_by_role("button", name=name, exact=True).first.click()


def test_minutes_are_signed_and_anybody_can_check_them(running, phone):
    officer = phone()
    steps.sign_in(officer, running, "lina@contoh.test")
    officer.goto(running.url("/meja/usulan/musyawarah/baru/?sudah=1"))
    officer.fill("[name=title]", "Musyawarah desa tanpa sinyal")
    officer.fill("[name=day]", (date.today() - timedelta(days=2)).isoformat())
    officer.fill("[name=time]", "08:00")
    officer.fill("[name=place]", "Balai desa")
    officer.fill("[name=quorum]", "2")
    clean(officer)
    sent(officer, "Simpan musyawarah")
    meeting = officer.url

    officer.get_by_role("link", name="Siapa yang hadir").click()
    officer.fill("[name=guests]", "Siti Maimunah; PKK; P\nHendra Wijaya; RT 01; L\nRusmini; RT 02; P")
    sent(officer, "Catat")
    officer.goto(f"{meeting}usul/")
    officer.fill("[name=problem]", "Lampu dermaga padam sejak Juni, perahu sering menabrak tiang.")
    officer.fill("[name=heading]", "Lampu surya di dermaga RT 01")
    officer.select_option("[name=sector]", "2.15")
    sent(officer, "Kirim usulan")
    officer.get_by_role("link", name="Nilai dan urutan").click()
    for box in officer.locator(".scores input").all():
        box.fill("80")
    clean(officer)
    sent(officer, "Simpan dan urutkan")
    officer.goto(meeting)
    officer.get_by_role("link", name="Putuskan", exact=True).click()
    officer.select_option("[name=accept-reason]", "meets_needs")
    officer.fill("[name=accept-words]", "Disepakati semua yang hadir.")
    clean(officer)
    with officer.expect_navigation():
        officer.locator("#accept form button.btn").click()
    officer.goto(f"{meeting}berita-acara/")
    officer.fill("[name=minutes_text]", "Warga sepakat lampu dermaga didahulukan.")
    sent(officer, "Tutup dan buat berita acara")
    clean(officer)
    sent(officer, "Tanda tangani berita acara")
    steps.shows(officer, "Anda sudah menandatangani")

    # A neighbour without JavaScript was sent the PDF, and somebody sent another.
    neighbour = phone(script=False)
    neighbour.goto(running.url("/musyawarah/"))
    neighbour.get_by_role("link", name="Musyawarah desa tanpa sinyal").click()
    told = neighbour.locator("main").inner_text()
    assert "Lampu surya di dermaga RT 01" in told
    assert "80,00" in told
    assert "Maimunah" not in told
    neighbour.get_by_role("link", name=re.compile("salinan saya asli")).click()
    steps.shows(neighbour, "Lina")
    page = neighbour.url
    body = neighbour.request.get(f"{page}berkas.pdf").body()
    for copy, word in ((body, "Asli"), (body.replace(b"%%EOF", b"%%EOf"), "Tidak sama")):
        neighbour.goto(page)
        neighbour.wait_for_timeout(2100)
        neighbour.set_input_files("[name=file]", {"name": "berita-acara.pdf", "mimeType": "application/pdf", "buffer": copy})
        with neighbour.expect_navigation():
            neighbour.get_by_role("button", name="Bandingkan").click()
        assert neighbour.locator(".note b").first.inner_text() == word
