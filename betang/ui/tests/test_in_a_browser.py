"""The parts of a page in a real browser: nothing seriously wrong for those who hear or press, and no word is ever lost."""

from __future__ import annotations

import io
import json
import threading
from collections.abc import Iterator
from typing import Any

import pytest
from PIL import Image

from betang.ui.tests import gallery
from tests import axe
from tests.browser import DESK, PHONE, chromium

pytestmark = pytest.mark.journey
SAVED_AFTER = 2800  # ms from the last keystroke until the text is sent


@pytest.fixture(scope="module")
def address() -> Iterator[str]:
    server = gallery.serve()
    threading.Thread(target=server.serve_forever, daemon=True).start()
    yield f"http://127.0.0.1:{server.server_port}"
    server.shutdown()


@pytest.fixture(scope="module")
def browser() -> Iterator[Any]:
    with chromium() as running:
        yield running


@pytest.fixture
def patient(page: Any) -> Any:
    """A page whose clock runs as the real one does, and can be put forward: nobody waits until something is sent."""
    page.clock.install()
    return page


@pytest.fixture
def page(browser: Any) -> Iterator[Any]:
    """A phone's page that remembers what went wrong in it."""
    context = browser.new_context(**PHONE, locale="id-ID")
    page = context.new_page()
    page.faults = []
    page.on("pageerror", lambda error: page.faults.append(str(error)))
    yield page
    assert page.faults == []
    context.close()


class Server:
    """Answers the automatic saving in the place of the product: `answer` is a status, `redirect` or `silence`."""

    def __init__(self, page: Any) -> None:
        self.answer: Any = 200
        self.sent: list[str] = []
        self.told: dict[str, Any] = {}
        page.route("**/simpan/", self._handle)

    def _handle(self, route: Any) -> None:
        if self.answer == "silence":
            return route.abort()
        self.sent.append(route.request.post_data)
        if self.answer == "redirect":
            return route.fulfill(status=302, headers={"Location": "/masuk/"})
        body = json.dumps({"version": len(self.sent) + 1, **self.told})
        return route.fulfill(status=self.answer, content_type="application/json", body=body)


def is_sent(page: Any) -> None:
    """So much later that what was typed is sent; returns when the page has read the answer."""
    with page.expect_response("**/simpan/") as answered:
        page.clock.fast_forward(SAVED_AFTER)
    answered.value.finished()
    page.evaluate("() => new Promise((read) => setTimeout(read, 50))")


@pytest.mark.parametrize(("screen", "scheme"), [(PHONE, "light"), (DESK, "dark")], ids=["phone-light", "desk-dark"])
def test_axe_finds_nothing_serious_on_any_page(browser: Any, address: str, screen: dict[str, Any], scheme: str) -> None:
    context = browser.new_context(**screen, color_scheme=scheme, reduced_motion="reduce")
    page = context.new_page()
    refused: list[str] = []
    page.on("console", lambda message: refused.append(message.text) if "Content Security Policy" in message.text else None)
    for name, hue in zip(gallery.PAGES, (28, 165, 250, 340, 90, 210), strict=True):
        page.goto(f"{address}/{name}?hue={hue}")
        page.evaluate("document.fonts.ready")
        assert axe.complaints(page) == [], name
        assert page.evaluate("document.documentElement.scrollWidth") <= screen["viewport"]["width"], f"{name} is wider than the screen"
    assert refused == []
    context.close()


def test_every_control_is_large_enough_for_a_thumb(page: Any, address: str) -> None:
    small = """() => [...document.querySelectorAll('button, .btn, nav a, summary, input:not([type=hidden]), select, .skip')]
        .filter((one) => one.offsetParent && getComputedStyle(one).position !== 'absolute')
        .filter((one) => !one.matches('.crumbs a, input[type=checkbox], input[type=radio]'))
        .map((one) => [one.textContent.trim() || one.name, one.getBoundingClientRect().height])
        .filter(([, height]) => height < 44)"""
    for name in gallery.PAGES:
        page.goto(f"{address}/{name}")
        page.evaluate("document.fonts.ready")
        assert page.evaluate(small) == [], name


def test_everything_can_be_read_and_sent_without_script(browser: Any, address: str) -> None:
    context = browser.new_context(**PHONE, java_script_enabled=False)
    page = context.new_page()
    page.goto(f"{address}/write")
    assert page.locator("textarea").is_visible()
    assert page.get_by_role("button", name="Kirim ke penyunting").is_visible()
    assert page.locator(".tools, .saved").count() == 0
    page.goto(f"{address}/article")
    assert page.get_by_role("link", name="Bagikan ke WhatsApp").is_visible()
    assert page.get_by_role("button", name="Salin alamat").count() == 0
    context.close()


def test_what_is_typed_is_saved_and_the_version_moves_on(patient: Any, address: str) -> None:
    page = patient
    server = Server(page)
    page.goto(f"{address}/write")
    page.wait_for_selector("auto-save .saved", state="attached")
    page.fill("#t", "Judul saya")
    is_sent(page)
    page.wait_for_selector("text=/^Tersimpan \\d\\d\\.\\d\\d$/")
    assert "title=Judul+saya" in server.sent[0]
    assert page.input_value("[name=versi]") == "2"
    page.reload()
    page.wait_for_selector("auto-save .saved", state="attached")
    assert page.locator("auto-save .note").count() == 0


def test_after_the_session_ended_the_text_stays_and_stands_there_again(patient: Any, address: str) -> None:
    page = patient
    server = Server(page)
    server.answer = "redirect"
    page.goto(f"{address}/write")
    page.wait_for_selector("auto-save .saved", state="attached")
    page.fill("#t", "Judul saya")
    page.fill("#b", "Satu kalimat yang lama dipikirkan.")
    page.clock.fast_forward(SAVED_AFTER)
    link = page.get_by_role("link", name="Masuk lagi")
    link.wait_for()
    assert link.get_attribute("href") == "/meja/akun/masuk/?next=%2Fwrite"
    page.reload()
    page.get_by_text("Kami kembalikan yang Anda ketik").wait_for()
    assert page.input_value("#t") == "Judul saya"
    assert page.input_value("#b") == "Satu kalimat yang lama dipikirkan."
    page.get_by_role("button", name="Buang").click()
    assert page.input_value("#b") == ""
    page.reload()
    page.wait_for_selector("auto-save .saved", state="attached")
    assert page.input_value("#b") == ""


def test_a_lost_signal_is_said_and_the_text_is_sent_when_it_is_back(patient: Any, address: str) -> None:
    page = patient
    server = Server(page)
    server.answer = "silence"
    page.goto(f"{address}/write")
    page.wait_for_selector("auto-save .saved", state="attached")
    page.fill("#b", "Banjir di handil.")
    page.clock.fast_forward(SAVED_AFTER)
    page.get_by_text("Tersimpan di ponsel ini, belum terkirim").wait_for(timeout=6000)
    server.answer = 200
    page.evaluate("dispatchEvent(new Event('online'))")
    page.wait_for_selector("text=/^Tersimpan \\d\\d\\.\\d\\d$/")
    assert "Banjir+di+handil." in server.sent[0]


def test_a_form_sent_without_a_signal_is_held_back_and_kept(page: Any, address: str) -> None:
    Server(page).answer = 500
    page.goto(f"{address}/write")
    page.wait_for_selector("auto-save .saved", state="attached")
    page.context.set_offline(True)
    page.fill("#t", "Tanpa jaringan")
    page.get_by_role("button", name="Kirim ke penyunting").click()
    page.get_by_text("Tersimpan di ponsel ini, belum terkirim").wait_for()
    assert page.locator(".offline").is_visible()
    assert page.url.endswith("/write")
    page.context.set_offline(False)
    page.reload()
    page.get_by_text("Kami kembalikan yang Anda ketik").wait_for()
    assert page.input_value("#t") == "Tanpa jaringan"


@pytest.mark.parametrize(("complaint", "is_kept"), [("", False), ('<p aria-invalid="true">Judul belum diisi</p>', True)])
def test_a_draft_is_forgotten_only_when_the_answer_took_it(page: Any, address: str, complaint: str, is_kept: bool) -> None:
    Server(page).answer = 500
    page.goto(f"{address}/write")
    page.wait_for_selector("auto-save .saved", state="attached")
    page.fill("#t", "Sudah dikirim")
    html = f'<!doctype html><title>x</title>{complaint}<script type="module" src="/-/s/ui/js/desk.js"></script>'
    page.route("**/write", lambda route: route.fulfill(body=html, content_type="text/html"), times=1)
    page.get_by_role("button", name="Kirim ke penyunting").click()
    page.wait_for_function("!document.querySelector('#t') && sessionStorage.length === 0")
    page.goto(f"{address}/write")
    page.wait_for_selector("auto-save .saved", state="attached")
    assert page.input_value("#t") == ("Sudah dikirim" if is_kept else "")


def test_two_windows_and_two_writers_are_told(patient: Any, address: str) -> None:
    page = patient
    server = Server(page)
    server.told = {"conflict": True, "message": "Orang lain juga menulis.", "look_at": "/riwayat/"}
    page.goto(f"{address}/write")
    page.wait_for_selector("auto-save .saved", state="attached")
    other = page.context.new_page()
    other.goto(f"{address}/write")
    other.wait_for_selector("auto-save .saved", state="attached")
    other.fill("#t", "Dari jendela lain")
    page.get_by_text("Halaman ini juga terbuka di jendela lain.").wait_for()
    page.fill("#t", "Dari jendela ini")
    is_sent(page)
    page.get_by_text("Orang lain juga menulis.").wait_for(timeout=6000)
    assert page.get_by_role("link", name="Bandingkan").get_attribute("href") == "/riwayat/"
    page.fill("#t", "Dari jendela ini, lanjut")
    is_sent(page)
    assert page.locator(".conflict").count() == 1, "it stays until the writer has seen it, and is not said twice"
    page.get_by_role("button", name="Sudah saya lihat").click()
    page.fill("#t", "Dari jendela ini, lanjut lagi")
    is_sent(page)
    assert page.locator(".conflict").count() == 0
    other.close()


def test_the_tools_write_markdown_that_can_be_undone(page: Any, address: str) -> None:
    Server(page)
    page.goto(f"{address}/write")
    page.wait_for_selector(".tools")

    def choose(start: int, end: int) -> None:
        page.evaluate("([a, b]) => { const one = document.querySelector('#b'); one.focus(); one.setSelectionRange(a, b); }", [start, end])

    def use(name: str) -> str:
        page.get_by_role("button", name=name, exact=True).click()
        return str(page.input_value("#b"))

    page.fill("#b", "halo dunia")
    choose(5, 10)
    assert use("Tebal") == "halo **dunia**"
    assert use("Tebal") == "halo dunia"
    assert use("Miring") == "halo _dunia_"
    page.keyboard.press("Control+z")
    assert page.input_value("#b") == "halo dunia"
    assert use("Daftar") == "- halo dunia"
    page.keyboard.press("End")
    page.keyboard.press("Enter")
    page.keyboard.type("lagi")
    assert page.input_value("#b") == "- halo dunia\n- lagi"
    page.keyboard.press("Enter")
    page.keyboard.press("Enter")
    assert page.input_value("#b") == "- halo dunia\n- lagi\n"
    page.fill("#b", "lihat https://kalteng.go.id/a")
    choose(6, 29)
    assert use("Tautan") == "lihat [](https://kalteng.go.id/a)"
    page.fill("#b", "## Judul\n\n- satu\n- **dua**\n\n<img src=x onerror=alert(1)>")
    page.get_by_role("button", name="Lihat hasil").click()
    pane = page.get_by_role("region", name="Lihat hasil")
    assert pane.locator("h2").inner_text() == "Judul"
    assert pane.locator("li strong").inner_text() == "dua"
    assert pane.locator("img").count() == 0


def test_a_keyboard_that_composes_a_word_is_never_interrupted(page: Any, address: str) -> None:
    Server(page)
    page.goto(f"{address}/write")
    page.wait_for_selector(".tools")
    keyboard = page.context.new_cdp_session(page)
    page.focus("#b")
    keyboard.send("Input.imeSetComposition", {"text": "dayak", "selectionStart": 5, "selectionEnd": 5})
    page.get_by_role("button", name="Daftar", exact=True).dispatch_event("click")
    assert page.input_value("#b") == "dayak"
    keyboard.send("Input.insertText", {"text": "dayak"})
    page.wait_for_function("document.querySelector('#b').value === '- dayak'")


def test_a_phones_photo_becomes_small_and_upright_and_loses_its_place(page: Any, address: str) -> None:
    Server(page)
    page.goto(f"{address}/write")
    page.wait_for_selector(".photos", state="attached")
    exif = Image.Exif()
    exif[0x0112] = 6  # turned by a quarter
    exif.get_ifd(0x8825)[1] = "S"
    file = io.BytesIO()
    Image.effect_noise((3600, 2700), 50).convert("RGB").save(file, "JPEG", quality=90, exif=exif)
    page.set_input_files("#f", [{"name": "IMG_0001.jpg", "mimeType": "image/jpeg", "buffer": file.getvalue()}])
    page.get_by_text("IMG_0001.jpg: ").wait_for(timeout=20_000)
    made = page.evaluate(
        """async () => {
            const [file] = document.querySelector('#f').files;
            const bitmap = await createImageBitmap(file);
            const bytes = String.fromCharCode(...new Uint8Array(await file.slice(0, 4096).arrayBuffer()));
            return [bitmap.width, bitmap.height, file.size, bytes.includes('Exif')];
        }"""
    )
    assert made[:2] == [1500, 2000]
    assert made[2] < len(file.getvalue()) / 2
    assert made[3] is False
    page.get_by_role("button", name="Hapus IMG_0001.jpg").click()
    assert page.evaluate("document.querySelector('#f').files.length") == 0


def test_a_file_that_is_no_photo_is_left_as_it_is(page: Any, address: str) -> None:
    Server(page)
    page.goto(f"{address}/write")
    page.wait_for_selector(".photos", state="attached")
    page.set_input_files("#f", [{"name": "rusak.jpg", "mimeType": "image/jpeg", "buffer": b"not a picture"}])
    page.get_by_text("rusak.jpg").wait_for()
    assert page.evaluate("document.querySelector('#f').files[0].size") == len(b"not a picture")
