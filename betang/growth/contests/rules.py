"""How a contest is counted. No database: weights, totals, ranks, what is missing.

Everything is counted in fractions and rounded once, at the end, to two decimals (half up): so no order of entries, judges or criteria
changes a total.
"""

from __future__ import annotations

from collections.abc import Collection, Hashable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction

from django.utils.translation import gettext, ngettext

WHOLE = 100
"""What the weights of a contest add up to."""
MOST_CRITERIA = 8
MIN_JUDGES = 2
"""House rule: what one judge alone gave would stand in the public result for everybody to read."""
MOST_LINKS = 5


@dataclass(frozen=True, slots=True)
class Asked:
    """One criterion of a contest."""

    key: str
    name: str
    weight: int
    explanation: str = ""


DEFAULTS: tuple[Asked, ...] = (
    Asked("administrasi", "Administrasi kelompok", 20, "SK, AD/ART, buku rapat, buku kas, daftar anggota."),
    Asked("media", "Pemanfaatan media KIM", 35, "Keragaman isi, keteraturan terbit, mutu tulisan dan foto, jawaban kepada warga."),
    Asked("kegiatan", "Kegiatan inti", 45, "Apa yang berubah bagi warga: usulan yang dikawal, kabar yang dijernihkan, usaha yang tumbuh."),
)
"""What is offered for a new contest."""

DEFAULTS_SOURCE = (
    "Kriteria: Lomba KIM Malang 2015 (administrasi, pemanfaatan media KIM, kegiatan inti) dan LCCK Jawa Timur (keragaman isi blog, waktu "
    "unggah, keaktifan). Tidak ada sumber yang menyebut bobot: bobot ini aturan rumah."
)
"""From where they come: DOMAIN §1.4."""


def problem_of(criteria: Sequence[Asked]) -> str:
    """Why these criteria cannot be judged by; empty where they can."""
    if not criteria:
        return gettext("A contest needs at least one criterion.")
    if len(criteria) > MOST_CRITERIA:
        return gettext("More than %(most)d criteria are too many for a judge.") % {"most": MOST_CRITERIA}
    names = [" ".join(one.name.casefold().split()) for one in criteria]
    if not all(names) or len(set(names)) < len(names):
        return gettext("Each criterion needs a name of its own.")
    if any(not 1 <= one.weight <= WHOLE for one in criteria):
        return gettext("A weight is a whole number from 1 to 100.")
    found = sum(one.weight for one in criteria)
    if found != WHOLE:
        return gettext("The weights add up to %(found)d; together they must be 100.") % {"found": found}
    return ""


def mean(values: Collection[int]) -> Fraction:
    """What judges gave, as one exact number; nothing given is 0."""
    return Fraction(sum(values), len(values)) if values else Fraction(0)


def rounded(value: Fraction) -> Decimal:
    """To two decimals, half up."""
    hundredths = (value * 100 + Fraction(1, 2)).__floor__()
    return Decimal(hundredths).scaleb(-2)


def total(weights: Mapping[str, int], given: Mapping[str, Collection[int]]) -> Decimal:
    """The total of one entry, 0 to 100: for each criterion the mean over judges, by weight. `given` by the criterion's key."""
    return rounded(sum((weight * mean(given.get(key, ())) for key, weight in weights.items()), Fraction(0)) / WHOLE)


def ranks[K: Hashable](totals: Mapping[K, Decimal]) -> dict[K, int]:
    """The rank of each: equal totals share one, and the next after two firsts is third."""
    order = sorted(totals.values(), reverse=True)
    return {key: order.index(value) + 1 for key, value in totals.items()}


def rising[K: Hashable](ranked: Mapping[K, int], most: int) -> list[K]:
    """Who goes to the level above: the best `most`, and whoever shares the last of these ranks."""
    return [key for key, rank in sorted(ranked.items(), key=lambda pair: pair[1]) if rank <= most]


def missing[J: Hashable, E: Hashable, C: Hashable](
    judges: Iterable[J], entries: Collection[E], criteria: Collection[C], given: Collection[tuple[J, E, C]]
) -> dict[J, int]:
    """How many scores each judge still owes; who owes none is left out."""
    there = set(given)
    owed = {one: sum((one, entry, criterion) not in there for entry in entries for criterion in criteria) for one in judges}
    return {one: number for one, number in owed.items() if number}


def missing_words(name: str, number: int) -> str:
    """`Hana Petak still owes 3 scores.`"""
    return ngettext("%(name)s: %(number)d score is missing.", "%(name)s: %(number)d scores are missing.", number) % {
        "name": name,
        "number": number,
    }
