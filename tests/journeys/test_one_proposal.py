"""One proposal through all levels: returned, rerouted, kept for next year, brought back, planned, built. Its page is right each time."""

from __future__ import annotations

import re
import subprocess
import sys

import pytest

from tests import axe
from tests.journeys import steps
from tests.journeys.conftest import ROOT

WORDS = "Disepakati karena dipakai anak sekolah setiap hari."


@pytest.fixture(scope="module")
def line(running) -> str:
    """The number of the plan's line that the proposal becomes; people of every level are there."""
    made = subprocess.run(
        [sys.executable, "-m", "tests.journeys.levels"], env=running.environment, cwd=ROOT, check=True, capture_output=True, text=True
    )
    return made.stdout.strip()


def sent(page, act: str, *, wait_ms: int = 0) -> None:
    """Press the button that does it."""
    page.wait_for_timeout(wait_ms)
    with page.expect_navigation():
        page.locator(f'main form button[name="aksi"][value="{act}"]').first.click()


def typed(resident, running) -> tuple[str, str]:
    """A resident without JavaScript types a proposal and sends it; returns its address and the secret page of whoever sent it."""
    resident.goto(running.url("/usulan/tulis/"))
    resident.fill("[name=problem]", "Titian kayu ke sekolah lapuk, anak-anak takut melewatinya ketika air naik.")
    resident.wait_for_timeout(2100)
    with resident.expect_navigation():
        resident.locator("main form .actions button").first.click()
    resident.fill("[name=idea]", "Ganti lantai titian dengan papan ulin.")
    resident.select_option("[name=sector]", "1.03")
    resident.fill("[name=heading]", "Titian kayu ke sekolah RT 02")
    sent(resident, "lanjut")
    resident.fill("[name=find]", "Mantangai Hilir")
    sent(resident, "cari")
    resident.locator("[name=village]").first.check()
    resident.fill("[name=detail]", "RT 02, dekat sekolah")
    sent(resident, "lanjut")
    resident.fill("[name=volume]", "20")
    resident.fill("[name=unit]", "meter")
    resident.fill("[name=estimate]", "45.000.000")
    sent(resident, "lanjut")
    resident.fill("[name=name]", "Suri Contoh")
    resident.fill("[name=phone]", "0812 3456 7890")
    resident.check("[name=consent]")
    sent(resident, "lanjut")
    sent(resident, "kirim", wait_ms=2100)
    number = resident.locator("main .fact").first.inner_text()
    return number.strip().replace("/", "-"), resident.locator("main .wrap a").get_attribute("href")


class Desk:
    """An officer at the desk, who takes steps with one proposal."""

    def __init__(self, phone, running, name: str, address: str) -> None:
        self.page = phone(width=1280)
        self.here = running.url(f"/meja/usulan/{address}/")
        steps.sign_in(self.page, running, f"{name}@contoh.test")

    def take(self, action: str, *, reason: str = "", words: str = WORDS, office: str = "", again: bool = False) -> None:
        """Open the form of a step, fill it in and send it; fails where the desk did not take it."""
        page = self.page
        page.goto(self.here)
        fold = page.locator(f"details#{action}")
        assert fold.count(), f"{action} is not offered: {page.locator('main').inner_text()[-600:]}"
        if fold.get_attribute("open") is None:
            fold.locator("summary").click()
        if reason:
            page.select_option(f"[name={action}-reason]", reason)
        if office:
            choice = page.locator(f"[name={action}-office] option", has_text=office).first
            page.select_option(f"[name={action}-office]", choice.get_attribute("value"))
        page.fill(f"[name={action}-words]", words)
        with page.expect_navigation():
            fold.locator("form button.btn").click()
        told = page.locator("main .summary")
        if told.count() and "sudah bergerak lebih dahulu" in told.first.inner_text() and not again:
            return self.take(action, reason=reason, words=words, office=office, again=True)  # the worker took a step meanwhile
        assert not told.count(), told.first.inner_text()
        return None


def test_one_proposal_goes_through_every_level(running, phone, line):
    resident = phone(script=False)
    address, secret = typed(resident, running)
    public = running.url(f"/usulan/{address}/")

    def stands(*words: str) -> str:
        """The public page, as a neighbour without JavaScript sees it just now."""
        resident.goto(public)
        text = resident.locator("main").inner_text()
        for one in words:
            assert re.search(one, text), f"{one!r} is not on the page:\n{text[:1500]}"
        assert "Suri Contoh" not in text
        assert "0812" not in text
        return text

    stands("Sedang dibahas|desa", "S. ?C.")
    village = Desk(phone, running, "lina", address)
    village.take("accept", reason="meets_needs")
    stands("kecamatan")
    district = Desk(phone, running, "joko", address)
    district.take("send_back", reason="incomplete", words="Lampirkan panjang titian dan siapa pemilik lahannya.")
    stands("Lampirkan panjang titian")

    resident.goto(secret)
    resident.fill("main textarea[name=words]", "Panjang titian 24 meter, di atas tanah desa.")
    sent(resident, "lengkapi", wait_ms=2100)
    stands("kecamatan")

    district.take("accept", reason="meets_needs")
    planner = Desk(phone, running, "hesti", address)
    planner.take("accept", reason="meets_needs", office="Dinas Perhubungan")
    stands("Dinas Perhubungan")
    transport = Desk(phone, running, "tuti", address)
    transport.take("reroute", reason="other_office", words="Titian adalah urusan pekerjaan umum.", office="Dinas Pekerjaan Umum")
    stands("Dinas Pekerjaan Umum", "Titian adalah urusan pekerjaan umum")
    works = Desk(phone, running, "surya", address)
    works.take("accept", reason="meets_needs")
    budget = Desk(phone, running, "tari", address)
    budget.take("defer", reason="no_budget", words="Anggaran tahun ini habis untuk jalan yang putus karena banjir.")
    stands("tahun depan", "Anggaran tahun ini habis")

    village.page.goto(running.url("/meja/usulan/bank/"))
    with village.page.expect_navigation():
        village.page.locator(f"li[id='{address}'] form button.btn").first.click()
    stands("desa")
    village.take("accept", reason="meets_needs")
    district.take("accept", reason="meets_needs")
    planner.take("accept", reason="meets_needs", office="Dinas Pekerjaan Umum")
    works.take("accept", reason="meets_needs")
    budget.take("accept", reason="meets_needs")
    stands("Masuk rencana|[Dd]alam rencana|rencana")
    planner.page.goto(planner.here)
    fold = planner.page.locator("details", has=planner.page.locator("[name=nomor]"))
    fold.locator("summary").click()
    planner.page.fill("[name=nomor]", line)
    with planner.page.expect_navigation():
        fold.locator("form button.btn").click()
    stands("Jembatan titian Mantangai Hilir")
    works.take("budget", words="Masuk APBD sebesar Rp58 juta.")
    works.take("start_work", words="Pekerjaan dimulai setelah musim hujan.")
    stands("[Bb]erjalan|dikerjakan")
    works.page.goto(running.url(f"/meja/rencana/baris/{line}/realisasi/"))
    works.page.fill("[name=percent]", "100")
    works.page.fill("[name=spent]", "57.500.000")
    with works.page.expect_navigation():
        works.page.locator("main form:has([name=percent]) button.btn").first.click()
    stands("100")
    works.take("complete", words="Titian 24 meter selesai dan diserahkan kepada warga RT 02.")
    told = stands("Selesai", "Titian 24 meter selesai", "Lampirkan panjang titian", "Anggaran tahun ini habis")
    assert told.index("Lampirkan panjang titian") < told.rindex("Titian 24 meter selesai"), "the way is told from its beginning"
    checked = axe.complaints(works.page)
    assert not checked, "\n".join(checked)
