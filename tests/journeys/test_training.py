"""A training from invitation to certificate: sign-up without JavaScript, two phones at the door without network that later agree."""

from __future__ import annotations

import json
import re
import subprocess
import sys
import time

import pytest

from tests import axe
from tests.journeys import steps
from tests.journeys.conftest import ROOT


def helper(running, *words: str) -> str:
    made = subprocess.run(
        [sys.executable, "-m", "tests.journeys.trained", *words],
        env=running.environment, cwd=ROOT, check=True, capture_output=True, text=True,
    )  # fmt: skip
    return made.stdout


@pytest.fixture(scope="module")
def training(running) -> dict:
    return json.loads(helper(running))


def clean(page) -> None:
    found = axe.complaints(page)
    assert not found, "\n".join(found)


def scans(page, codes: list[str]) -> None:
    """Somebody at the door types the codes; each is noted before the next."""
    for code in codes:
        page.fill("[name=code]", code.lower())
        page.click("form[data-scan] button.btn")
        page.wait_for_selector(f'[data-part="last"]:has-text("{code[:4]}-{code[4:]} tercatat")')


def test_from_the_invitation_to_a_certificate_that_a_stranger_checks(running, phone, training):
    # The invitation leads to the page; somebody without JavaScript takes a seat.
    resident = phone(script=False)
    resident.goto(running.url(f"/pelatihan/{training['address']}/?kim=titian-ulin"))
    resident.get_by_role("link", name="Daftar", exact=True).click()
    assert resident.input_value("[name=group_name]") == "KIM Titian Ulin"
    resident.fill("[name=name]", "Rusna Contoh")
    resident.fill("[name=phone]", "0812 3456 7890")
    resident.check("[name=consent]")
    resident.wait_for_timeout(2100)
    with resident.expect_navigation():
        resident.locator("main form .actions button").click()
    seat = resident.url
    code = resident.locator(".seat-code figcaption").inner_text().replace("-", "")
    assert re.fullmatch(r"[2-9A-Z]{8}", code)

    # The coordinator hands two phones their links.
    office = phone(width=1280)
    steps.sign_in(office, running, "gita@contoh.test")
    desk = running.url(f"/meja/pelatihan/{training['key']}/")
    links = []
    for name in ("Pintu depan", "Pintu samping"):
        office.goto(f"{desk}pemindai/")
        office.fill("[name=name]", name)
        with office.expect_navigation():
            office.click('button[value="buat"]')
        links = office.locator(".todo p.wrap a").all_inner_texts()
    clean(office)
    assert len(links) == 2

    # Both open theirs with network, then there is none: the page still opens, and both note people, one of them twice.
    doors = []
    for link in links:
        door = phone()
        door.goto(link)
        door.wait_for_selector('[data-part="ready"].good')
        door.context.set_offline(True)
        door.reload()
        door.wait_for_selector("scan-station[data-ready]")
        doors.append(door)
    one, two = training["codes"]
    scans(doors[0], [code, one])
    scans(doors[1], [one, two])
    for door in doors:
        steps.shows(door, "2", '[data-part="pending"]')

    # The network is back: nothing is lost, nobody counts twice.
    for door in doors:
        door.context.set_offline(False)
        door.evaluate("dispatchEvent(new Event('online'))")
        door.wait_for_selector("scan-station[data-pending='0']")
    doors[0].evaluate("dispatchEvent(new Event('online'))")
    doors[0].locator("[data-count]", has_text=re.compile("^3$")).wait_for()
    clean(doors[0])

    # The day after: what they think of it, and the certificates.
    helper(running, "over", training["address"])
    resident.goto(seat)
    for question in ("guna", "jelas", "tempat"):
        resident.check(f"[name={question}][value='5']")
    resident.fill("[name=bagus]", "Latihannya banyak.")
    with resident.expect_navigation():
        resident.click('button[value="nilai"]')
    steps.shows(resident, "Anda sudah menyampaikannya", "#penilaian")
    office.goto(desk)
    with office.expect_navigation():
        office.click('button[value="tutup"]')
    steps.shows(office, "Sertifikat diterbitkan: 3", "body")
    end = time.monotonic() + 5
    while not resident.get_by_role("link", name="Sertifikat saya").count() and time.monotonic() < end:
        resident.goto(seat)
    certificate = resident.get_by_role("link", name="Sertifikat saya").get_attribute("href")
    status, page = running.get(certificate)
    assert status == 200
    assert "Rusna Contoh" in page
    assert "Bimtek menulis berita desa" in page
