"""What an operator writes into the environment becomes what Django wants."""

from __future__ import annotations

import pytest

from betang.config import books, settings


@pytest.mark.parametrize(
    ("url", "host", "port", "user", "password", "use_tls", "use_ssl"),
    [
        ("smtp://kim%40contoh.test:s%2Fr@surat.contoh.test", "surat.contoh.test", 587, "kim@contoh.test", "s/r", True, False),
        ("smtps://surat.contoh.test", "surat.contoh.test", 465, "", "", False, True),
        ("smtp://surat.contoh.test:25?tls=no", "surat.contoh.test", 25, "", "", False, False),
    ],
)
def test_letters_go_to_the_server_that_is_named(monkeypatch, url, host, port, user, password, use_tls, use_ssl):
    from django.core.mail.backends.smtp import EmailBackend

    monkeypatch.setenv("BETANG_MAIL_URL", url)
    made = settings._mailer()
    backend = EmailBackend(alias="default", **made["OPTIONS"])
    assert (backend.host, backend.port, backend.username, backend.password) == (host, port, user, password)
    assert (backend.use_tls, backend.use_ssl) == (use_tls, use_ssl)


def test_an_address_of_letters_that_is_none_is_said(monkeypatch):
    monkeypatch.setenv("BETANG_MAIL_URL", "http://surat.contoh.test")
    with pytest.raises(ValueError, match="smtp://"):
        settings._mailer()


def test_every_setting_stands_in_the_book():
    book = books.environment()
    for name in ("MAIL_URL", "PAGE_MEMORY_MB", "PAGE_CHECK", "HOME"):
        assert f"`BETANG_{name}`" in book
    assert '"30,90,180,365"` |' in book
