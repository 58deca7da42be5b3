"""Check minutes of a meeting: is this PDF the one that was sealed? Needs Python 3.10 and nothing else.

    python3 verify_minutes.py FILE.pdf SEAL [KEY.pem]

SEAL is `segel.json` of the minutes' page, as a file or as its address. KEY.pem is the public key of the house, taken once from
`/berita-acara/kunci.pem` and kept: with it you need not believe the key that stands in the seal. Ends with status 1 when the file is not
the one that was sealed. The signature is Ed25519 (RFC 8032) over the 64 hexadecimal letters of the file's SHA-256.
"""

from __future__ import annotations

import base64
import hashlib
import json
import sys
import urllib.request
from pathlib import Path

P = 2**255 - 19
L = 2**252 + 27742317777372353535851937790883648493
D = -121665 * pow(121666, P - 2, P) % P


def recover_x(y: int, sign: int) -> int | None:
    """The other coordinate of a point, or None where there is none."""
    if y >= P:
        return None
    square = (y * y - 1) * pow(D * y * y + 1, P - 2, P) % P
    if square == 0:
        return None if sign else 0
    x = pow(square, (P + 3) // 8, P)
    if (x * x - square) % P:
        x = x * pow(2, (P - 1) // 4, P) % P
    if (x * x - square) % P:
        return None
    return P - x if x & 1 != sign else x


Point = tuple[int, int, int, int]
BASE_Y = 4 * pow(5, P - 2, P) % P
BASE_X = recover_x(BASE_Y, 0) or 0
BASE: Point = (BASE_X, BASE_Y, 1, BASE_X * BASE_Y % P)


def add(one: Point, two: Point) -> Point:
    """Two points of the curve, added (extended coordinates)."""
    a, b = (one[1] - one[0]) * (two[1] - two[0]) % P, (one[1] + one[0]) * (two[1] + two[0]) % P
    c, d = 2 * one[3] * two[3] * D % P, 2 * one[2] * two[2] % P
    e, f, g, h = b - a, d - c, d + c, b + a
    return e * f % P, g * h % P, f * g % P, e * h % P


def times(number: int, point: Point) -> Point:
    """A point, so many times."""
    found: Point = (0, 1, 1, 0)
    while number:
        if number & 1:
            found = add(found, point)
        point, number = add(point, point), number >> 1
    return found


def read_point(raw: bytes) -> Point | None:
    """32 bytes as a point."""
    if len(raw) != 32:
        return None
    number = int.from_bytes(raw, "little")
    y = number & ((1 << 255) - 1)
    x = recover_x(y, number >> 255)
    return None if x is None else (x, y, 1, x * y % P)


def is_signed(message: bytes, signature: bytes, key: bytes) -> bool:
    """The signature over the message was made with the private half of the key (RFC 8032, 5.1.7)."""
    point, r = read_point(key), read_point(signature[:32])
    s = int.from_bytes(signature[32:], "little")
    if point is None or r is None or len(signature) != 64 or s >= L:
        return False
    h = int.from_bytes(hashlib.sha512(signature[:32] + key + message).digest(), "little") % L
    left, right = times(s, BASE), add(r, times(h, point))
    return not ((left[0] * right[2] - right[0] * left[2]) % P or (left[1] * right[2] - right[1] * left[2]) % P)


def read(where: str) -> bytes:
    """A file, or what lies at an address."""
    if where.startswith(("http://", "https://")):
        with urllib.request.urlopen(where, timeout=20) as answer:  # noqa: S310 - http and https only
            return bytes(answer.read())
    return Path(where).read_bytes()


def main(words: list[str]) -> int:
    """Say what is so. Returns the command's status."""
    if len(words) not in (2, 3):
        print(__doc__)
        return 2
    seal = json.loads(read(words[1]))
    digest = hashlib.sha256(read(words[0])).hexdigest()
    key = bytes.fromhex(seal["public_key"])
    wrong = []
    if seal.get("format") != "betang-seal-1":
        wrong.append("the seal is in a form that this program does not know")
    if len(words) == 3:
        lines = [line for line in read(words[2]).decode().splitlines() if not line.startswith("-----")]
        if base64.b64decode("".join(lines))[-32:] != key:
            wrong.append("the seal was made with another key than the one you kept")
    if digest != seal["sha256"]:
        wrong.append(f"the file is not the one that was sealed: its SHA-256 is {digest}, sealed was {seal['sha256']}")
    if not is_signed(seal["sha256"].encode(), base64.b64decode(seal["seal"]), key):
        wrong.append("the seal does not fit the key that it names")
    for one in wrong:
        print(f"{seal['number']}: {one}")
    if wrong:
        return 1
    print(f"{seal['number']}: genuine, sealed on {seal['made_at']}.")
    for one in seal["signatures"]:
        print(f"  signed by {one['name']}, {one['role']}, {one['at']}{', by hand' if one['on_paper'] else ''}")
    if seal["replaced_at"]:
        print(f"  but it was replaced on {seal['replaced_at']}: open {seal['page']}")
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
