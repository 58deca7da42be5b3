"""The installation's signet: an Ed25519 key that signs what leaves the house as a file, so that anyone can tell it from a forgery.

The private key lies in the installation's own folder, made at the first need, readable by its owner alone. Who loses it can make a new
one; what was signed before is then told by its hash alone.
"""

from __future__ import annotations

import base64
import os
from functools import cache
from pathlib import Path

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat, PublicFormat
from django.conf import settings

FILE = "signet.key"


def _path() -> Path:
    return Path(settings.HOME) / FILE


@cache
def _key(path: Path) -> Ed25519PrivateKey:
    try:
        raw = path.read_bytes()
    except FileNotFoundError:
        made = Ed25519PrivateKey.generate().private_bytes(Encoding.Raw, PrivateFormat.Raw, NoEncryption())
        path.parent.mkdir(parents=True, exist_ok=True)
        part = path.with_name(f".{path.name}.{os.getpid()}")
        part.touch(mode=0o600)
        part.write_bytes(made)
        try:
            os.link(part, path)  # whoever comes first wins: two processes never sign with two keys
        except FileExistsError:
            pass
        finally:
            part.unlink()
        raw = path.read_bytes()
    return Ed25519PrivateKey.from_private_bytes(raw)


def sign(sha256: str) -> str:
    """The signature over a file's SHA-256 (its 64 hexadecimal letters as ASCII), in base64."""
    return base64.b64encode(_key(_path()).sign(sha256.encode("ascii"))).decode("ascii")


def is_signed(sha256: str, seal: str, *, public_key: bytes | None = None) -> bool:
    """Did this installation (or who holds the key of `public_key`, 32 bytes) sign a file of this SHA-256?"""
    key = Ed25519PublicKey.from_public_bytes(public_key) if public_key else _key(_path()).public_key()
    try:
        key.verify(base64.b64decode(seal, validate=True), sha256.encode("ascii"))
    except (InvalidSignature, ValueError):
        return False
    return True


def public_key() -> bytes:
    """The public key, 32 bytes."""
    return _key(_path()).public_key().public_bytes(Encoding.Raw, PublicFormat.Raw)


def public_key_pem() -> str:
    """The public key as a PEM file, which `openssl pkeyutl -verify` reads."""
    return _key(_path()).public_key().public_bytes(Encoding.PEM, PublicFormat.SubjectPublicKeyInfo).decode("ascii")
