"""Sums and official names as people say them: `Rp1,2 miliar`, `Rp34 of every Rp100`, `Pekerjaan umum dan penataan ruang`."""

from __future__ import annotations

import re
from collections.abc import Sequence

from django.utils.translation import gettext as _

from betang.kernel.money import rupiah
from betang.ui.formats import number

_THOUSAND, _MILLION, _BILLION, _TRILLION = 10**3, 10**6, 10**9, 10**12


def short(amount_idr: int) -> str:
    """`1234567890` becomes `Rp1,2 miliar`: two figures that are read, not fourteen that are counted."""
    size = abs(amount_idr)
    sign = "−" if amount_idr < 0 else ""
    if size < _THOUSAND:
        return rupiah(amount_idr)
    for unit, text in (
        (_TRILLION, _("%(figure)s trillion")),
        (_BILLION, _("%(figure)s billion")),
        (_MILLION, _("%(figure)s million")),
        (_THOUSAND, _("%(figure)s thousand")),
    ):
        if round(size / unit, 1) >= 1:
            figure = size / unit
            places = 1 if figure < 100 and round(figure, 1) != round(figure) else 0
            return f"{sign}Rp" + text % {"figure": number(figure, places)}
    return rupiah(amount_idr)  # pragma: no cover - a thousand is the smallest unit


def percent(part: int, whole: int) -> str:
    """`37%` of a whole; `<1%` for a crumb, and never `100%` for what is not whole."""
    if whole <= 0:
        return "–"
    value = part * 100 / whole
    if 0 < value < 1:
        return "<1%"
    if 99 <= value < 100:
        return "99%"
    return f"{number(value)}%"


def of_hundred(amounts: Sequence[int]) -> list[int]:
    """What each amount is of every hundred rupiah: whole numbers that add up to 100 (to 0 where nothing is there)."""
    whole = sum(amount for amount in amounts if amount > 0)
    if whole <= 0:
        return [0] * len(amounts)
    exact = [max(amount, 0) * 100 / whole for amount in amounts]
    given = [int(one) for one in exact]
    order = sorted(range(len(exact)), key=lambda n: (given[n] - exact[n], n))
    for n in order[: 100 - sum(given)]:
        given[n] += 1
    return given


def each(amount_idr: int, people: int | None) -> str:
    """`Rp340 ribu`: the amount for each of so many people; empty where their number is not known."""
    return short(round(amount_idr / people)) if people else ""


_OFFICIAL = re.compile(r"^(urusan pemerintahan bidang|urusan pemerintahan|program|bidang|sub bidang|sub-bidang)\s+", re.IGNORECASE)
_SMALL = frozenset({"dan", "atau", "di", "ke", "dari", "untuk", "pada", "dengan", "dalam", "oleh", "bagi", "yang", "serta", "per"})
_ACRONYMS = frozenset({
    "DPRD", "SKPD", "PAUD", "SD", "SMP", "SMA", "SMK", "BUMD", "APBD", "APB", "RKPD", "RPJMD", "ASN", "PNS", "KB", "UMKM", "IKM", "TPA",
    "SPAM", "SPM", "TP", "PKK", "DAS", "RTH", "RT", "RW", "BPD", "LPM", "TBC", "HIV", "AIDS", "BOS", "BLUD", "MCK", "PBB", "KTP", "RKP",
})  # fmt: skip


def name_of(official: str) -> str:
    """`URUSAN PEMERINTAHAN BIDANG PENDIDIKAN` becomes `Pendidikan`; a name that is not shouted stays as it is written."""
    text = " ".join(_OFFICIAL.sub("", official.strip()).split()) or official.strip()
    if not text.isupper():
        return text
    words = []
    for place, word in enumerate(text.split()):
        bare = word.strip("(),.;:/-")
        if bare in _ACRONYMS:
            words.append(word)
        elif place and bare.lower() in _SMALL:
            words.append(word.lower())
        else:
            words.append(word.lower() if place else word.capitalize())
    return " ".join(words)
