"""A group is admitted, its chair publishes the first news from a phone, the neighbours read it, and it is taken back."""

from __future__ import annotations

import re
import time

from tests import axe
from tests.journeys import steps

TITLE = "Dermaga baru dipakai mulai Senin"
BODY = "Papan ulin sudah terpasang semua.\n\nJadwal kelotok tetap pukul **05.30** dan 14.00."


def invitation_in(page) -> str:
    found = re.search(r"https?://[^\s\"<>&]+/meja/undangan/[A-Za-z0-9_-]+/", page.content())
    assert found, "the coordinator sees no link to hand on"
    return found[0]


def axe_clean(page) -> None:
    found = axe.complaints(page)
    assert not found, "\n".join(found)


def until(condition, *, seconds: float = 30.0) -> bool:
    """Whether `condition()` comes true within the time; for what a job does in the background."""
    end = time.monotonic() + seconds
    while time.monotonic() < end:
        if condition():
            return True
        time.sleep(0.3)
    return False


def test_from_application_to_first_news_and_back(running, phone):
    # A resident applies for a group, on a phone on a village network.
    applicant = phone(slow=True)
    address = steps.apply_for_group(applicant, running, name="KIM Sungai Lestari", wished="sungai-lestari")
    steps.shows(applicant, "62.03/PD/")
    assert not applicant.troubles

    # The coordinator reads it and says yes.
    office = phone()
    steps.sign_in(office, running, "gita@contoh.test")
    office.get_by_role("link", name=re.compile("Sungai Lestari")).first.click()
    axe_clean(office)
    office.get_by_role("button", name="Setujui dan daftarkan").click()
    office.wait_for_selector("text=/62.03/KIM/")
    link = invitation_in(office)
    applicant.goto(address)
    steps.shows(applicant, "sungai-lestari.localhost")

    # The chair opens the link that came by WhatsApp, and writes the first news with a photo.
    chair = phone(slow=True)
    chair.goto(link)
    axe_clean(chair)
    chair.fill("[name=password]", "kelotok-pagi-hari")
    chair.check("[name=consent]")
    chair.get_by_role("button", name="Terima dan mulai").click()
    chair.get_by_role("link", name="Tulis berita").click()
    chair.get_by_role("button", name="Kegiatan").click()
    chair.wait_for_selector("[name=title]")
    chair.fill("[name=title]", TITLE)
    chair.fill("[name=body]", BODY)
    chair.set_input_files("[name=foto]", {"name": "dermaga.jpg", "mimeType": "image/jpeg", "buffer": steps.photo()})
    chair.fill("[name=foto_alt]", "Dermaga kayu dengan papan baru")
    chair.wait_for_timeout(1500)
    axe_clean(chair)
    with chair.expect_navigation(timeout=60_000):
        chair.get_by_role("button", name="Terbitkan", exact=True).click(timeout=60_000)
    editor = chair.url
    assert not [trouble for trouble in chair.troubles if "Content Security Policy" in trouble]

    # A neighbour without JavaScript reads it; the photo comes as soon as its sizes are made, without where it was taken.
    neighbour = phone(script=False, slow=True)
    neighbour.goto(running.url("/", site="sungai-lestari"))
    neighbour.get_by_role("link", name=TITLE).first.click()
    steps.shows(neighbour, "Papan ulin sudah terpasang")
    path = neighbour.url.partition(f":{running.port}")[2]
    assert until(lambda: "/-/berkas/" in running.get(path, site="sungai-lestari")[1]), "the photo never appeared"
    picture = re.search(r"/-/berkas/[0-9a-f]+/480\.jpg", running.get(path, site="sungai-lestari")[1])
    assert picture

    # Whoever searches the portal finds it; the feeds have it.
    neighbour.goto(running.url("/cari/?q=dermaga+ulin"))
    steps.shows(neighbour, TITLE)
    assert TITLE in running.get("/")[1]
    assert TITLE in running.get("/umpan/atom.xml", site="sungai-lestari")[1]

    # The chair takes it back: gone from the site, search, feeds and kept pages at once.
    chair.goto(editor)
    chair.get_by_role("link", name=re.compile("Tarik")).click()
    chair.locator("main textarea").first.fill("Tanggalnya keliru.")
    with chair.expect_navigation():
        chair.locator("main form button.btn").first.click()
    assert running.get(path, site="sungai-lestari")[0] == 410
    for where, site in (
        ("/", "sungai-lestari"),
        ("/berita/", "sungai-lestari"),
        ("/umpan/atom.xml", "sungai-lestari"),
        ("/", ""),
        ("/berita/", ""),
    ):
        assert TITLE not in running.get(where, site=site)[1], f"{site}{where} still shows it"
    assert TITLE not in running.get("/cari/?q=dermaga+ulin")[1]


def test_public_pages_set_no_cookie_and_pass_axe(running, phone):
    page = phone()
    for path in (
        "/",
        "/berita/",
        "/kim/",
        "/wilayah/",
        "/wilayah/62.03/",
        "/cari/?q=kapuas",
        "/kim/daftar/",
        "/tentang/",
        "/jejak/",
        "/en/",
    ):
        page.goto(running.url(path))
        axe_clean(page)
        assert page.evaluate("document.documentElement.scrollWidth <= window.innerWidth"), f"{path} is wider than the phone"
    assert page.context.cookies() == []
    assert not page.troubles


def test_public_pages_answer_when_the_database_is_gone(running):
    assert running.get("/")[0] == 200
    database = running.home / "betang.sqlite3"
    away = running.home / "away.sqlite3"
    database.rename(away)
    try:
        status, text = running.get("/")
        assert status == 200
        assert "Betang" in text
    finally:
        away.rename(database)
