"""Web push: the answers of RFC 8291, only to the browsers' own services, and a browser that is gone is forgotten."""

from __future__ import annotations

import base64
import json
from datetime import UTC, datetime

import pytest
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec, utils

from betang.kernel.errors import InvalidInput
from betang.notices import webpush

AT = datetime(2026, 11, 24, 2, 0, tzinfo=UTC)


def _text(data: bytes) -> str:
    return base64.urlsafe_b64encode(data).rstrip(b"=").decode()


def subscription(host: str = "fcm.googleapis.com"):
    """What a browser gives, and the key that it keeps."""
    key = ec.generate_private_key(ec.SECP256R1())
    return {
        "endpoint": f"https://{host}/wp/abc",
        "expirationTime": None,
        "keys": {"p256dh": _text(webpush._point(key.public_key())), "auth": _text(b"0123456789abcdef")},
    }, key


def test_the_example_of_the_standard_comes_out_to_the_letter():
    secret = int.from_bytes(webpush._plain("yfWPiYE-n46HLnH0KqZOF1fJJU3MYrct3AELtAQ-oRw"), "big")
    body = webpush.encrypt(
        b"When I grow up, I want to be a watermelon",
        p256dh="BCVxsr7N_eNgVRqvHtD0zTZsEc6-VV-JvLexhqUzORcxaOzi6-AYWXvTBHm4bjyPjs7Vd8pZGH6SRpkNtoIAiw4",
        auth="BTBZMqHH6r4Tts7J_aSIgg",
        salt=webpush._plain("DGv6ra1nlYgDCS1FRnbzlw"),
        sender=ec.derive_private_key(secret, ec.SECP256R1()),
    )
    assert _text(body) == (
        "DGv6ra1nlYgDCS1FRnbzlwAAEABBBP4z9KsN6nGRTbVYI_c7VJSPQTBtkgcy27mlmlMoZIIgDll6e3vCYLocInmYWAmS6TlzAC8wEqKK6PBru3jl7A_yl95bQpu6"
        "cVPTpK4Mqgkf1CXztLVBSt2Ks3oZwbuwXPXLWyouBWLVWGNWQexSgSxsj_Qulcy4a-fN"
    )


def test_only_the_browser_reads_it_and_the_sender_is_signed():
    given, key = subscription()
    sent = {}

    def post(endpoint, body, headers):
        sent.update(endpoint=endpoint, body=body, headers=headers)
        return 201

    content = webpush.payload(title="62.03/U/2026/0042", body="Diteruskan", url="https://contoh.test/usulan/")
    webpush.send(webpush.check_subscription(given), content, at=AT, post=post)
    assert json.loads(webpush.decrypt(sent["body"], browser=key, auth=given["keys"]["auth"]))["body"] == "Diteruskan"
    with pytest.raises(ValueError, match="not for this browser"):
        webpush.decrypt(sent["body"], browser=subscription()[1], auth=given["keys"]["auth"])
    token, public = sent["headers"]["Authorization"].removeprefix("vapid t=").split(", k=")
    signed, _dot, signature = token.rpartition(".")
    raw = webpush._plain(signature)
    der = utils.encode_dss_signature(int.from_bytes(raw[:32], "big"), int.from_bytes(raw[32:], "big"))
    sender = ec.EllipticCurvePublicKey.from_encoded_point(ec.SECP256R1(), webpush._plain(public))
    sender.verify(der, signed.encode(), ec.ECDSA(hashes.SHA256()))
    claims = json.loads(webpush._plain(signed.split(".")[1]))
    assert claims["aud"] == "https://fcm.googleapis.com"
    assert 0 < claims["exp"] - AT.timestamp() <= 86_400
    assert public == webpush.server_key()


@pytest.mark.parametrize(
    "endpoint",
    [
        "http://fcm.googleapis.com/wp/abc",
        "https://fcm.googleapis.com.jahat.test/wp",
        "https://127.0.0.1/wp",
        "https://evilpush.services.mozilla.com@10.0.0.1/",
        "https://x@fcm.googleapis.com/wp",
        "https://fcm.googleapis.com:8443/wp",
        "https://jahat-notify.windows.com/",
        "https://[::1/",
        "",
    ],
)
def test_nothing_is_sent_to_any_other_address(endpoint):
    given, _key = subscription()
    with pytest.raises(InvalidInput):
        webpush.check_subscription(given | {"endpoint": endpoint})
    with pytest.raises(webpush.Gone):
        webpush.send({**given, "endpoint": endpoint}, b"x", at=AT, post=lambda *_all: pytest.fail("sent"))


@pytest.mark.parametrize("keys", [None, {}, {"p256dh": "x", "auth": "y"}, {"p256dh": _text(b"\x04" + bytes(64)), "auth": _text(bytes(16))}])
def test_a_subscription_without_good_keys_is_refused(keys):
    with pytest.raises(InvalidInput):
        webpush.check_subscription({"endpoint": "https://updates.push.services.mozilla.com/wpush/v2/abc", "keys": keys})


def test_what_the_service_answers_decides():
    given, _key = subscription("updates.push.services.mozilla.com")
    for status, error in ((404, webpush.Gone), (410, webpush.Gone), (429, OSError), (503, OSError), (302, OSError)):
        with pytest.raises(error):
            webpush.send(given, b"x", at=AT, post=lambda *_all, status=status: status)


def test_a_long_text_is_cut_to_what_fits():
    content = webpush.payload(title="Kabar", body="panjang sekali " * 1000, url="https://contoh.test/")
    assert len(content) <= webpush.LONGEST_PAYLOAD
    assert json.loads(content)["body"].endswith("…")
