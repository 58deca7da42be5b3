"""The door's camera sees a person's QR: where the browser reads codes itself, and where the house has to read them."""

from __future__ import annotations

import base64
import io
import json
import re
from pathlib import Path

import pytest
import segno
import zxingcpp
from PIL import Image

from betang.growth.certificates import qr_svg
from tests import axe
from tests.browser import another
from tests.journeys import steps
from tests.journeys.test_training import helper

WIDE, HIGH = 640, 480

READER = """window.BarcodeDetector = class {
  static async getSupportedFormats() { return ["qr_code"]; }
  async detect(video) {
    const canvas = Object.assign(document.createElement("canvas"), { width: video.videoWidth, height: video.videoHeight });
    canvas.getContext("2d").drawImage(video, 0, 0);
    return (await reads(canvas.toDataURL("image/png"))).map((rawValue) => ({ rawValue }));
  }
};"""
"""Stands for the reader that Android brings and this machine does not: it sees the same frames, and zxing reads them."""


def seen_by_camera(code: str, where: Path) -> Path:
    """A video (YUV4MPEG2, written by hand) of a phone that shows the QR of a seat and sways a little."""
    svg = qr_svg(code)
    side = int(re.search(r'viewBox="0 0 (\d+)', svg)[1])
    shown = Image.new("L", (side, side), 255)
    for x, y in re.findall(r"M(\d+) (\d+)h1v1h-1z", svg):
        shown.putpixel((int(x), int(y)), 25)
    assert side == len(segno.make(code, error="m", micro=False).matrix) + 8
    shown = shown.resize((300, 300), Image.Resampling.NEAREST)
    soft = bytes([128]) * (WIDE * HIGH // 2)
    with where.open("wb") as film:
        film.write(f"YUV4MPEG2 W{WIDE} H{HIGH} F10:1 Ip A1:1 C420jpeg\n".encode())
        for step in range(10):
            frame = Image.new("L", (WIDE, HIGH), 150)
            frame.paste(shown, (150 + 4 * step, 90))
            film.write(b"FRAME\n" + frame.rotate(step - 5, fillcolor=90).tobytes() + soft)
    return where


def read(address: str) -> list[str]:
    picture = Image.open(io.BytesIO(base64.b64decode(address.partition(",")[2]))).convert("L")
    return [one.text for one in zxingcpp.read_barcodes(picture, formats=zxingcpp.BarcodeFormat.QRCode)]


@pytest.fixture(scope="module")
def training(running) -> dict:
    """A training with two people and the links of two helpers' phones."""
    return json.loads(helper(running, "doors"))


@pytest.fixture(scope="module")
def phone_with_camera(browser, training, tmp_path_factory):
    """Makes phones whose camera sees the seat of the first who signed up: `make(script)` runs it in every page."""
    film = seen_by_camera(training["codes"][0], tmp_path_factory.mktemp("film") / "kode.y4m")
    flags = ("--use-fake-device-for-media-stream", "--use-fake-ui-for-media-stream", f"--use-file-for-fake-video-capture={film}")
    seeing = another(browser, *flags)

    def make(script: str):
        context = seeing.new_context(viewport={"width": 360, "height": 740}, locale="id-ID", permissions=["camera"], has_touch=True)
        context.set_default_timeout(20_000)
        context.add_init_script(script)
        return context.new_page()

    yield make
    seeing.close()


def noted(code: str) -> str:
    return f'[data-part="last"]:has-text("{code[:4]}-{code[4:]} tercatat")'


def test_the_camera_counts_a_person(running, phone_with_camera, training):
    one, two = training["codes"]

    # A phone whose browser reads QR codes: the camera is enough, with network and without.
    page = phone_with_camera(READER)
    page.expose_function("reads", read)
    page.goto(running.url(training["doors"][0]))
    page.wait_for_selector('[data-part="ready"].good')
    assert page.locator("form [data-photo]").is_hidden()
    page.context.set_offline(True)
    page.get_by_role("button", name="Pindai dengan kamera").click()
    page.wait_for_selector(noted(one))
    steps.shows(page, "1", '[data-part="pending"]')
    page.context.set_offline(False)
    page.evaluate("dispatchEvent(new Event('online'))")
    page.wait_for_selector("scan-station[data-pending='0']")
    page.locator("[data-count]", has_text=re.compile("^1$")).wait_for()
    page.get_by_role("button", name="Hentikan kamera").click()
    assert not page.locator("video").count()

    # One that reads none, as this one: it says so, and the house reads what the camera sees.
    other = phone_with_camera("delete window.BarcodeDetector")
    other.goto(running.url(training["doors"][1]))
    other.wait_for_selector('[data-part="ready"].good')
    steps.shows(other, "Peramban ini tidak membaca kode QR sendiri", "scan-station")
    other.get_by_role("button", name="Pindai dengan kamera").click()
    other.get_by_role("button", name="Baca kode ini").click()
    other.wait_for_selector(noted(one))
    other.wait_for_selector("scan-station[data-pending='0']")
    found = axe.complaints(other)
    assert not found, "\n".join(found)

    # Without network it asks for the code; typed, it is kept on the phone.
    other.context.set_offline(True)
    other.get_by_role("button", name="Baca kode ini").click()
    steps.shows(other, "Tanpa jaringan", '[data-part="last"]')
    other.fill("[name=code]", two)
    other.click("form[data-scan] button.btn")
    other.wait_for_selector(noted(two))
    steps.shows(other, "1", '[data-part="pending"]')
    other.context.set_offline(False)
    other.evaluate("dispatchEvent(new Event('online'))")
    other.locator("[data-count]", has_text=re.compile("^2$")).wait_for()
