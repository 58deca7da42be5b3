"""A passkey from its making to signing in with it, in a real browser with a virtual authenticator, under our CSP."""

from __future__ import annotations

import os

import pytest

from tests.browser import chromium

PASSWORD = "perahu kayu biru"

pytestmark = [pytest.mark.journey, pytest.mark.slow]


@pytest.fixture(scope="module")
def browser():
    os.environ.setdefault("DJANGO_ALLOW_ASYNC_UNSAFE", "true")
    with chromium() as opened:
        yield opened


@pytest.fixture
def people(transactional_db):
    from datetime import date

    from betang.accounts.models import Appointment, Person
    from betang.accounts.terms import Post
    from betang.regions.models import Region
    from betang.regions.terms import Kind, Level

    region = Region.objects.create(code="62", name="Kalimantan Tengah", level=Level.PROVINCE, kind=Kind.PROVINSI)
    gita = Person.objects.create_user(name="Gita", email="gita@contoh.test", password=PASSWORD)
    Appointment.objects.create(person=gita, post=Post.COORDINATOR, region=region, from_on=date(2024, 1, 2))
    return gita


def with_authenticator(page):
    client = page.context.new_cdp_session(page)
    client.send("WebAuthn.enable")
    client.send(
        "WebAuthn.addVirtualAuthenticator",
        {
            "options": {
                "protocol": "ctap2",
                "transport": "internal",
                "hasResidentKey": True,
                "hasUserVerification": True,
                "isUserVerified": True,
                "automaticPresenceSimulation": True,
            }
        },
    )
    return client


def _end(page) -> None:
    """Leave the page and let the server finish what it still asks for: the tables are emptied next."""
    page.goto("about:blank")
    page.wait_for_timeout(300)
    page.context.close()


def test_a_passkey_is_made_and_signs_in_and_counts_as_the_second_factor(browser, people, live_server):
    base = live_server.url.replace("127.0.0.1", "localhost")
    context = browser.new_context(viewport={"width": 360, "height": 740})
    page = context.new_page()
    page.set_default_timeout(15_000)
    refused: list[str] = []
    page.on("console", lambda said: refused.append(said.text) if said.type == "error" and "Content Security Policy" in said.text else None)
    with_authenticator(page)

    page.goto(f"{base}/meja/saya/pengaman/")
    page.get_by_label("Surel atau nomor telepon").fill("gita@contoh.test")
    page.locator("input[name=password]").fill(PASSWORD)
    page.get_by_role("button", name="Masuk", exact=True).click()
    page.get_by_role("link", name="Tambah passkey").click()
    page.locator("input[name=password]").fill(PASSWORD)
    page.get_by_role("button", name="Lanjut").click()
    page.get_by_label("Nama perangkat ini").fill("Ponsel Gita")
    page.wait_for_load_state("load")  # the button means something once its script is there
    page.get_by_role("button", name="Tambah passkey").click()
    page.wait_for_url("**/pengaman/kode/")
    assert page.locator("ul.codes code").count() == 10

    from allauth.mfa.models import Authenticator

    kept = Authenticator.objects.get(type=Authenticator.Type.WEBAUTHN)
    assert kept.wrap().name == "Ponsel Gita"
    assert kept.wrap().is_passwordless

    page.goto(f"{base}/meja/akun/keluar/")
    page.get_by_role("button", name="Keluar").first.click()
    page.goto(f"{base}/meja/akun/masuk/?next=/meja/orang/62/undang/")
    page.wait_for_load_state("load")
    page.get_by_role("button", name="Masuk dengan passkey").click()
    page.wait_for_url("**/meja/orang/62/undang/")
    assert page.locator("h1").inner_text().startswith("Undang") or "undang" in page.url
    assert refused == []
    _end(page)


def test_without_javascript_one_signs_in_and_invites(browser, people, live_server):
    from allauth.mfa.totp.internal.auth import TOTP

    from betang.accounts.tests.test_second_factor import SECRET, code_of

    TOTP.activate(people, SECRET)
    base = live_server.url.replace("127.0.0.1", "localhost")
    page = browser.new_context(viewport={"width": 360, "height": 740}, java_script_enabled=False).new_page()
    page.goto(f"{base}/meja/akun/masuk/")
    page.get_by_label("Surel atau nomor telepon").fill("gita@contoh.test")
    page.locator("input[name=password]").fill(PASSWORD)
    page.get_by_role("button", name="Masuk", exact=True).click()
    page.get_by_label("Kode").fill(code_of(SECRET))
    page.get_by_role("button", name="Masuk", exact=True).click()
    page.goto(f"{base}/meja/saya/")
    assert page.get_by_label("Nama", exact=True).input_value() == "Gita"
    assert page.evaluate("document.documentElement.scrollWidth") <= 360
    _end(page)
