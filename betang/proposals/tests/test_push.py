"""Following on a phone: from the page's request to what the browser reads, decrypted by hand and not by our own code."""

from __future__ import annotations

import base64
import hashlib
import hmac
import json
import struct

import pytest
from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from betang.casework import queries as casework
from betang.guard.forms import honest_fields
from betang.proposals.tests.worlds import accept, sent, staff

AUTH = b"0123456789abcdef"


def _text(data: bytes) -> str:
    return base64.urlsafe_b64encode(data).rstrip(b"=").decode()


def _raw(key) -> bytes:
    return key.public_bytes(serialization.Encoding.X962, serialization.PublicFormat.UncompressedPoint)


def _browser(name: str = "abc"):
    key = ec.generate_private_key(ec.SECP256R1())
    keys = {"p256dh": _text(_raw(key.public_key())), "auth": _text(AUTH)}
    return key, {"endpoint": f"https://updates.push.services.mozilla.com/wpush/v2/{name}", "expirationTime": None, "keys": keys}


def _hkdf(salt: bytes, secret: bytes, info: bytes, length: int) -> bytes:
    """RFC 5869 in two lines of HMAC, for at most one block."""
    return hmac.new(hmac.new(salt, secret, hashlib.sha256).digest(), info + b"\x01", hashlib.sha256).digest()[:length]


def _read(body: bytes, key) -> dict[str, str]:
    """What the browser does with it. Source: RFC 8291 section 3.4, RFC 8188 section 2.1"""
    salt, size, length = body[:16], struct.unpack("!I", body[16:20])[0], body[20]
    sender, record = body[21 : 21 + length], body[21 + length :]
    assert len(record) <= size
    shared = key.exchange(ec.ECDH(), ec.EllipticCurvePublicKey.from_encoded_point(ec.SECP256R1(), sender))
    secret = _hkdf(AUTH, shared, b"WebPush: info\x00" + _raw(key.public_key()) + sender, 32)
    content_key = _hkdf(salt, secret, b"Content-Encoding: aes128gcm\x00", 16)
    nonce = _hkdf(salt, secret, b"Content-Encoding: nonce\x00", 12)
    padded = AESGCM(content_key).decrypt(nonce, record, None)
    content, _mark, rest = padded.rpartition(b"\x02")
    assert not rest.strip(b"\x00")
    return json.loads(content)


class PushService:
    """Stands for the browser's push service: keeps what it was sent, answers as it is told."""

    def __init__(self) -> None:
        self.status, self.got = 201, []

    def __call__(self, endpoint, body, headers) -> int:
        self.got.append((endpoint, body, dict(headers)))
        return self.status


@pytest.fixture
def service(monkeypatch) -> PushService:
    made = PushService()
    monkeypatch.setattr("betang.notices.webpush.post_over_https", made)
    return made


@pytest.fixture
def client(client):
    client.defaults["HTTP_HOST"] = "localhost"
    return client


def _say(client, address: str, what: str, given) -> object:
    here = f"/usulan/{address}/ikuti/gawai/"
    return client.post(here, {**honest_fields(), "aksi": what, "langganan": given if isinstance(given, str) else json.dumps(given)})


def test_a_phone_follows_a_proposal_reads_each_step_and_stops(house, client, service, run_jobs):
    office = staff(house)
    proposal = sent(house).proposal
    address = proposal.matter.address
    run_jobs()
    page = client.get(f"/usulan/{address}/")
    assert "<push-follow hidden" in page.content.decode()
    asked = client.get(f"/usulan/{address}/ikuti/gawai/").json()
    assert len(base64.urlsafe_b64decode(asked["key"] + "=")) == 65
    key, given = _browser()
    other_key, other = _browser("lain")
    answer = _say(client, address, "ikuti", given)
    assert answer.json() == {"follows": True}
    assert not answer.cookies
    _say(client, address, "ikuti", given)
    _say(client, address, "ikuti", other)
    assert casework.follower_count(proposal.matter) == 2
    accept(house, proposal, "ani")
    run_jobs()
    told = {endpoint: body for endpoint, body, _headers in service.got}
    assert len(service.got) == 2
    read = _read(told[given["endpoint"]], key)
    assert proposal.matter.number in read["title"]
    assert read["url"].endswith(f"/usulan/{address}/")
    with pytest.raises(Exception):  # noqa: B017, PT011  # another phone's key opens nothing
        _read(told[given["endpoint"]], other_key)
    headers = service.got[0][2]
    assert headers["Content-Encoding"] == "aes128gcm"
    assert headers["Authorization"].startswith("vapid t=")
    assert _say(client, address, "berhenti", other).json() == {"follows": False}
    accept(house, proposal, "gita")
    run_jobs()
    assert [endpoint for endpoint, _body, _headers in service.got[2:]] == [given["endpoint"]]
    service.status = 410
    accept(house, proposal, "citra", office=office)
    run_jobs()
    assert casework.follower_count(proposal.matter) == 0


def test_what_is_no_subscription_and_what_is_no_push_service_is_refused_in_words(house, client, service, run_jobs):
    address = sent(house).proposal.matter.address
    _key, given = _browser()
    for wrong in ("", "[]", "{", "x" * 5000, {**given, "endpoint": "https://dalam.rumah.test/x"}, {**given, "keys": {}}):
        answer = _say(client, address, "ikuti", wrong)
        assert answer.status_code == 422
        assert answer.json()["message"]
    assert _say(client, "62.03-U-2026-9999", "ikuti", given).status_code == 404
    run_jobs()
    assert not service.got


def test_the_worker_stands_above_the_pages_and_reaches_no_further(client, db):
    answer = client.get("/usulan/pekerja.js")
    assert answer["Content-Type"].startswith("text/javascript")
    assert "Service-Worker-Allowed" not in answer
    assert b"showNotification" in answer.content
    assert not answer.cookies
