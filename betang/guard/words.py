"""What people type, made fit to keep: stray control signs go, letters of every alphabet and emoji stay."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable

from django.utils.text import slugify

_CONTROLS = re.compile(r"[\x00-\x08\x0b-\x1f\x7f-\x9f\ufeff\ufff9-\ufffb]")
_BIDI = re.compile(r"[\u200e\u200f\u061c\u202a-\u202e\u2066-\u2069]")
"""Marks that turn the direction of letters around them: a title with one would turn a whole list, and can disguise words."""
_INVISIBLE = re.compile(r"[\u00ad\u180e\u200b\u2060-\u2064]")
_SURROGATES = re.compile(r"[\ud800-\udfff]")
_SPACES = re.compile(r"\s+")
SLUG_LENGTH = 90


def tidy_line(text: str) -> str:
    """One line: composed letters, single spaces, no controls, no signs that are not seen. The joiners of emoji and scripts stay."""
    for unseen in (_SURROGATES, _BIDI, _INVISIBLE):
        text = unseen.sub("", text)
    text = _CONTROLS.sub("", _SPACES.sub(" ", text))
    return _SPACES.sub(" ", unicodedata.normalize("NFC", text)).strip()


def tidy_text(text: str) -> str:
    """Several lines, as typed: only line ends are made one kind and control characters removed."""
    text = text.replace("\r\n", "\n").replace("\r", "\n").replace("\u2028", "\n").replace("\u2029", "\n")
    return _CONTROLS.sub("", _SURROGATES.sub("", text))


def slug_of(text: str, *, fallback: str) -> str:
    """A readable address of `text`, cut at a word; `fallback` where no Latin letter or digit is left (other alphabets, emoji)."""
    slug = slugify(text)
    if len(slug) > SLUG_LENGTH:
        slug = slug[:SLUG_LENGTH].rpartition("-")[0] or slug[:SLUG_LENGTH]
    return slug.strip("-_") or fallback


def free_slug(base: str, is_taken: Callable[[str], bool]) -> str:
    """`base`, or `base-2`, `base-3` … whichever is free first."""
    slug, number = base, 2
    while is_taken(slug):
        slug = f"{base}-{number}"
        number += 1
    return slug


def split_tags(text: str) -> list[str]:
    """`banjir, jalan desa,, Banjir` to `["banjir", "jalan desa"]`: without repetitions, whatever their letters' case."""
    found: dict[str, str] = {}
    for part in re.split(r"[,;\n]", text):
        name = tidy_line(part).lstrip("#").strip()
        if name:
            found.setdefault(name.casefold(), name[:60])
    return list(found.values())
