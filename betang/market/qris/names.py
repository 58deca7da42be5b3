"""Does the merchant's name in a code resemble the stall's or its owner's? Pure."""

from __future__ import annotations

import re
import unicodedata
from difflib import SequenceMatcher

ALIKE = 0.8
"""How alike two words are taken for the same with a slip: house rule."""
_PLAIN = frozenset(
    (
        "ibu", "bu", "pak", "bapak", "mama", "acil", "haji", "hj", "warung", "toko", "dapur", "kebun", "rumah", "produksi", "usaha", "ud",
        "cv", "kios", "lapak", "galeri", "kelompok", "tani", "jaya", "makmur", "berkah", "dan",
    )
)  # fmt: skip
"""Words that many stalls share: they prove nothing."""


def words_of(name: str) -> tuple[str, ...]:
    """The words of a name that tell it from others, in plain small letters."""
    plain = unicodedata.normalize("NFKD", name).encode("ascii", "ignore").decode().lower()
    words = [one for one in re.split(r"[^a-z0-9]+", plain) if len(one) > 1]
    return tuple(one for one in words if one not in _PLAIN)


def _same(one: str, other: str) -> bool:
    shorter, longer = sorted((one, other), key=len)
    if len(shorter) >= 4 and longer.startswith(shorter):  # a code holds 25 letters: names are cut
        return True
    return one == other or (len(shorter) >= 4 and SequenceMatcher(None, one, other).ratio() >= ALIKE)


def are_alike(merchant: str, *others: str) -> bool:
    """A telling word of the merchant's name stands in one of the other names, cut off or with a slip of the pen at most."""
    theirs = words_of(merchant)
    return any(_same(one, word) for name in others for word in words_of(name) for one in theirs)
