"""Steps that several journeys take."""

from __future__ import annotations

import base64
import hmac
import io
import re
import time

from django.conf import settings
from PIL import Image

from tests.journeys.people import PASSWORD, SECRET


def photo(*, size: tuple[int, int] = (4000, 3000), gps: bool = True) -> bytes:
    """A 12-megapixel JPEG as a phone makes it: lying on its side, with the place where it was taken."""
    picture = Image.linear_gradient("L").resize(size).convert("RGB")
    exif = Image.Exif()
    exif[0x0112] = 6
    exif[0x010F] = "Telepon"
    if gps:
        exif.get_ifd(0x8825).update({1: "S", 2: (2.0, 34.0, 12.0), 3: "E", 4: (114.0, 23.0, 5.0)})
    out = io.BytesIO()
    picture.save(out, "JPEG", quality=80, exif=exif)
    return out.getvalue()


def decree() -> bytes:
    """A photo of a decree: a sheet of paper."""
    out = io.BytesIO()
    Image.new("RGB", (1200, 1600), (236, 231, 214)).save(out, "JPEG")
    return out.getvalue()


def code_now(who: str = "") -> str:
    """What the authenticator app shows now (RFC 6238); waits for the next one where this person used this one a moment ago."""
    counter = int(time.time()) // 30
    while (who, counter) in _used:
        time.sleep(1)
        counter = int(time.time()) // 30
    _used.add((who, counter))
    digest = hmac.digest(base64.b32decode(SECRET), counter.to_bytes(8), "sha1")
    start = digest[-1] & 15
    return f"{(int.from_bytes(digest[start : start + 4]) & 0x7FFFFFFF) % 1_000_000:06d}"


_used: set[tuple[str, int]] = set()


def shows(page, text: str, where: str = "main") -> None:
    """Waits until the page says this: a public form may wait for its proof before it goes (`guard.proof`), so a press returns earlier."""
    page.locator(where).filter(has_text=text).first.wait_for(state="attached")


def sign_in(page, house, email: str, password: str = PASSWORD, *, second_factor: bool = True) -> None:
    """Sign in at the desk as a person would; who did so before in this house comes back with the session they have."""
    context, who = page.context, (house.port, email, second_factor)
    if who in _sessions:
        context.add_cookies(_sessions[who])
    page.goto(house.url("/meja/"))
    if _AT_DESK.search(page.url):
        return
    page.fill("[name=login]", email)
    page.fill("[name=password]", password)
    page.click("main form button.btn")
    if second_factor:
        page.fill("[name=code]", code_now(email))
        page.click("main form button.btn")
    page.wait_for_url(_AT_DESK)
    _sessions[who] = [cookie for cookie in context.cookies() if cookie["name"] == settings.SESSION_COOKIE_NAME]
    assert _sessions[who], "a person who is signed in has a session"


_AT_DESK = re.compile(r"/meja/(\?.*)?$")
_sessions: dict[tuple[int, str, bool], list] = {}


def apply_for_group(page, house, *, name: str, wished: str) -> str:
    """Fill in the application for a group in Mantangai Hilir and send it; returns the applicant's secret address."""
    page.goto(house.url("/"))
    page.get_by_role("link", name="Daftarkan KIM").first.click()
    page.fill("[name=name]", name)
    page.wait_for_timeout(2100)  # nobody types a name within two seconds of opening a page; machines do
    page.get_by_role("button", name="Mulai").click()
    page.wait_for_url(re.compile(r"/kim/daftar/[0-9a-f]{20,}/"))
    address = page.url
    page.get_by_role("link", name="Lanjut").click()
    page.check("[name=kind][value=general]")
    page.check("[name=seat][value=village]")
    page.fill("[name=about]", "Kami warga tepi sungai yang mencatat kabar kampung.")
    _on(page)
    for field, place in (("regency", "Kapuas"), ("district", "Mantangai"), ("village", "Mantangai Hilir")):
        page.wait_for_selector(f"[name={field}]")
        _choose(page, field, place)
        _on(page)
    page.wait_for_selector("[name=chair]")
    for role, person in (("chair", "Tundan Contoh"), ("secretary", "Suri Contoh"), ("treasurer", "Garing Contoh")):
        page.fill(f"[name={role}]", person)
    page.fill(
        "[name=members]",
        "\n".join(f"Anggota {word} Contoh" for word in ("Satu", "Dua", "Tiga", "Empat", "Lima", "Enam", "Tujuh", "Delapan")),
    )
    page.check("[name=age_stated]")
    _on(page)
    page.wait_for_selector("[name=decree_number]")
    page.fill("[name=decree_number]", "14/SK/2026")
    page.fill("[name=decree_on]", "2026-05-04")
    page.check("[name=decree_signer][value=village_head]")
    page.set_input_files("[name=decree]", {"name": "SK kami.jpg", "mimeType": "image/jpeg", "buffer": decree()})
    _on(page)
    page.wait_for_selector("[name=wished_name]")
    page.fill("[name=wished_name]", wished)
    _on(page)
    page.wait_for_selector("[name=contact_name]")
    page.fill("[name=contact_name]", "Tundan Contoh")
    page.fill("[name=contact_phone]", "0812 3456 7890")
    page.check("[name=consent]")
    page.get_by_role("button", name="Kirim pendaftaran").click()
    page.wait_for_url(address)
    return address


def _choose(page, field: str, words: str) -> None:
    option = page.locator(f"[name={field}] option", has_text=re.compile(rf"(^|\s){words}\s*$")).first
    page.select_option(f"[name={field}]", option.get_attribute("value"))


def _on(page) -> None:
    with page.expect_navigation():
        page.locator("main form button[name=aksi][value=lanjut]").click()
