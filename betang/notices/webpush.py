"""Web push: a notice in the browser of somebody who has no account. RFC 8030 (delivery), 8291 (encryption), 8292 (VAPID).

What a browser gives (`PushSubscription.toJSON()`) holds an address to which this server will send: so only the known push services
are spoken to, by HTTPS, and no redirect is followed. The content is encrypted for that browser; the service cannot read it.
"""

from __future__ import annotations

import base64
import hashlib
import json
import os
import struct
import urllib.error
import urllib.request
from collections.abc import Callable, Mapping
from datetime import datetime, timedelta
from functools import cache
from typing import Any
from urllib.parse import urlsplit

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec, utils
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.kdf.hkdf import HKDF
from django.conf import settings
from django.utils.translation import gettext

from betang.kernel.errors import InvalidInput

SERVICES = ("fcm.googleapis.com", ".push.services.mozilla.com", ".notify.windows.com", "web.push.apple.com", ".push.apple.com")
"""The push services of the browsers in use. A name that begins with a dot stands for everything below it."""

RECORD_SIZE = 4096
LONGEST_PAYLOAD = 3000
"""Bytes of content: a push service takes 4,096 bytes of body at least (RFC 8030 section 7.2)."""
KEEP_S = 3 * 86_400
TIMEOUT_S = 10
_CURVE_ORDER = 0xFFFFFFFF00000000FFFFFFFFFFFFFFFFBCE6FAADA7179E84F3B9CAC2FC632551


class Gone(Exception):
    """The browser does not listen any more; nothing will ever reach it."""


def _plain(text: str) -> bytes:
    return base64.urlsafe_b64decode(text + "=" * (-len(text) % 4))


def _text(data: bytes) -> str:
    return base64.urlsafe_b64encode(data).rstrip(b"=").decode()


def is_known_service(endpoint: str) -> bool:
    """Whether an address belongs to a browser's push service, by HTTPS on its ordinary port."""
    try:
        parts = urlsplit(endpoint)
        host, port = (parts.hostname or "").lower(), parts.port
    except ValueError:
        return False
    known = any(host == one.removeprefix(".") or (one.startswith(".") and host.endswith(one)) for one in SERVICES)
    return parts.scheme == "https" and known and port in (None, 443) and not parts.username and len(endpoint) <= 1000


def check_subscription(given: Mapping[str, Any]) -> dict[str, Any]:
    """What is kept of a browser's subscription. Raises `InvalidInput` for one to which nothing can or may be sent."""
    keys = given.get("keys")
    try:
        endpoint = str(given["endpoint"])
        if not is_known_service(endpoint) or not isinstance(keys, Mapping):
            raise ValueError
        public, auth = _plain(str(keys["p256dh"])), _plain(str(keys["auth"]))
        ec.EllipticCurvePublicKey.from_encoded_point(ec.SECP256R1(), public)
        if len(auth) != 16:
            raise ValueError
    except (KeyError, ValueError):
        raise InvalidInput(
            gettext("This browser cannot be told."), hint=gettext("Leave your e-mail address instead, and we write to you.")
        ) from None
    return {"endpoint": endpoint, "keys": {"p256dh": _text(public), "auth": _text(auth)}}


@cache
def _server_key(secret: str) -> ec.EllipticCurvePrivateKey:
    digest = HKDF(algorithm=hashes.SHA256(), length=48, salt=b"", info=b"betang vapid").derive(secret.encode())
    return ec.derive_private_key(int.from_bytes(digest, "big") % (_CURVE_ORDER - 1) + 1, ec.SECP256R1())


def _point(key: ec.EllipticCurvePublicKey) -> bytes:
    return key.public_bytes(serialization.Encoding.X962, serialization.PublicFormat.UncompressedPoint)


def server_key() -> str:
    """The `applicationServerKey` with which a page subscribes: it follows from the installation's secret, none is kept."""
    return _text(_point(_server_key(settings.SECRET_KEY).public_key()))


def vapid_header(endpoint: str, *, at: datetime) -> str:
    """Who sends, signed for this push service and for half a day (RFC 8292)."""
    parts = urlsplit(endpoint)
    claims = {
        "aud": f"https://{parts.netloc}",
        "exp": int((at + timedelta(hours=12)).timestamp()),
        "sub": f"{settings.PUBLIC_SCHEME}://{settings.BASE_DOMAIN}/",
    }
    signed = ".".join(_text(json.dumps(one, separators=(",", ":")).encode()) for one in ({"typ": "JWT", "alg": "ES256"}, claims))
    r, s = utils.decode_dss_signature(_server_key(settings.SECRET_KEY).sign(signed.encode(), ec.ECDSA(hashes.SHA256())))
    return f"vapid t={signed}.{_text(r.to_bytes(32, 'big') + s.to_bytes(32, 'big'))}, k={server_key()}"


def encrypt(content: bytes, *, p256dh: str, auth: str, salt: bytes = b"", sender: ec.EllipticCurvePrivateKey | None = None) -> bytes:
    """The body of a push message in one record (`aes128gcm`). `salt` and `sender` are given only to check known answers.

    Source: RFC 8291 section 3.4; RFC 8188 section 2
    """
    browser = _plain(p256dh)
    salt = salt or os.urandom(16)
    mine = sender or ec.generate_private_key(ec.SECP256R1())
    point = _point(mine.public_key())
    shared = mine.exchange(ec.ECDH(), ec.EllipticCurvePublicKey.from_encoded_point(ec.SECP256R1(), browser))
    secret = HKDF(hashes.SHA256(), 32, salt=_plain(auth), info=b"WebPush: info\0" + browser + point).derive(shared)
    key = HKDF(hashes.SHA256(), 16, salt=salt, info=b"Content-Encoding: aes128gcm\0").derive(secret)
    nonce = HKDF(hashes.SHA256(), 12, salt=salt, info=b"Content-Encoding: nonce\0").derive(secret)
    return salt + struct.pack("!IB", RECORD_SIZE, len(point)) + point + AESGCM(key).encrypt(nonce, content + b"\x02", None)


def decrypt(body: bytes, *, browser: ec.EllipticCurvePrivateKey, auth: str) -> bytes:
    """What a browser does with it; used to check ourselves. Raises `ValueError`."""
    salt, (_size, length) = body[:16], struct.unpack("!IB", body[16:21])
    point, sealed = body[21 : 21 + length], body[21 + length :]
    shared = browser.exchange(ec.ECDH(), ec.EllipticCurvePublicKey.from_encoded_point(ec.SECP256R1(), point))
    info = b"WebPush: info\0" + _point(browser.public_key()) + point
    secret = HKDF(hashes.SHA256(), 32, salt=_plain(auth), info=info).derive(shared)
    key = HKDF(hashes.SHA256(), 16, salt=salt, info=b"Content-Encoding: aes128gcm\0").derive(secret)
    nonce = HKDF(hashes.SHA256(), 12, salt=salt, info=b"Content-Encoding: nonce\0").derive(secret)
    try:
        return AESGCM(key).decrypt(nonce, sealed, None).rstrip(b"\0")[:-1]
    except InvalidTag:
        raise ValueError("not for this browser") from None


def payload(*, title: str, body: str, url: str) -> bytes:
    """What the service worker shows: a JSON object with `title`, `body`, `url`; the body is cut where it would not fit."""
    while True:
        content = json.dumps({"title": title, "body": body, "url": url}, ensure_ascii=False).encode()
        if len(content) <= LONGEST_PAYLOAD or not body:
            return content
        body = body[: len(body) * 2 // 3].rstrip() + "…" if len(body) > 40 else ""


class _NoRedirect(urllib.request.HTTPRedirectHandler):
    def redirect_request(self, *args: Any, **kwargs: Any) -> None:
        return None


Post = Callable[[str, bytes, Mapping[str, str]], int]


def post_over_https(endpoint: str, body: bytes, headers: Mapping[str, str]) -> int:
    """Send, and return the status. Raises `OSError` where nobody answers."""
    request = urllib.request.Request(endpoint, data=body, headers=dict(headers), method="POST")  # noqa: S310  # https only: `is_known_service`
    try:
        with urllib.request.build_opener(_NoRedirect).open(request, timeout=TIMEOUT_S) as answer:
            return int(answer.status)
    except urllib.error.HTTPError as error:
        return error.code


def send(subscription: Mapping[str, Any], content: bytes, *, at: datetime, topic: str = "", post: Post | None = None) -> None:
    """Send one message. Raises `Gone` when the browser listens no more, `OSError` when it should be tried again."""
    endpoint, keys = subscription["endpoint"], subscription["keys"]
    if not is_known_service(endpoint):
        raise Gone(endpoint)
    headers = {
        "Authorization": vapid_header(endpoint, at=at),
        "Content-Encoding": "aes128gcm",
        "Content-Type": "application/octet-stream",
        "TTL": str(KEEP_S),
        "Urgency": "normal",
    }
    if topic:
        headers["Topic"] = _text(hashlib.sha256(topic.encode()).digest())[:32]
    status = (post or post_over_https)(endpoint, encrypt(content, p256dh=keys["p256dh"], auth=keys["auth"]), headers)
    if status in (403, 404, 410):
        raise Gone(f"the push service says {status}")
    if not 200 <= status < 300:
        raise OSError(f"the push service says {status}")
