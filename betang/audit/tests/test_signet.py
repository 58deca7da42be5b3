"""The installation's signet."""

from __future__ import annotations

import base64
import hashlib
import stat

import pytest
from cryptography.hazmat.primitives.serialization import load_pem_public_key

from betang.audit import signet


@pytest.fixture(autouse=True)
def _own_home(tmp_path, settings):
    settings.HOME = tmp_path
    signet._key.cache_clear()
    yield
    signet._key.cache_clear()


def test_a_signature_holds_for_its_file_alone():
    digest = hashlib.sha256(b"berita acara").hexdigest()
    seal = signet.sign(digest)
    assert signet.is_signed(digest, seal)
    assert not signet.is_signed(hashlib.sha256(b"berita acara lain").hexdigest(), seal)
    assert not signet.is_signed(digest, "bukan tanda tangan")
    assert not signet.is_signed(digest, "")


def test_the_key_is_made_once_and_is_its_owners_alone(tmp_path):
    first = signet.public_key()
    signet._key.cache_clear()
    assert signet.public_key() == first
    assert stat.S_IMODE((tmp_path / signet.FILE).stat().st_mode) == 0o600


def test_another_installation_is_told_apart(tmp_path, settings):
    digest = hashlib.sha256(b"sertifikat").hexdigest()
    ours, key = signet.sign(digest), signet.public_key()
    settings.HOME = tmp_path / "lain"
    signet._key.cache_clear()
    assert not signet.is_signed(digest, ours)
    assert signet.is_signed(digest, ours, public_key=key)


def test_the_public_key_is_read_by_others():
    digest = hashlib.sha256(b"x").hexdigest()
    pem = load_pem_public_key(signet.public_key_pem().encode())
    pem.verify(base64.b64decode(signet.sign(digest)), digest.encode())
