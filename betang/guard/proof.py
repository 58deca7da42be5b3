"""A small proof of work, asked of a browser only when many forms come from its network or to the whole house.

Who writes by hand never waits for it: the browser solves it while they type (`ui/js/proof.js`, about four thousand hashes, less
than three tenths of a second on a cheap phone). A program that sends thousands of forms pays for each of them. Nobody is shut out:
without JavaScript the form still works, more slowly (`demand`). No picture to decipher, no foreign service, nothing about the person.

A puzzle is `seed.bits.moment`, signed. Its solution names eight numbers n0…n7 such that SHA-256 of `seed.i.ni` begins with `bits`
zero bits for every i: eight small puzzles take nearly the same time on every try, where one large one could take five times as long.
"""

from __future__ import annotations

import hashlib
import secrets
import time
from collections.abc import Sequence
from dataclasses import dataclass

from django.conf import settings
from django.core.cache import cache
from django.core.signing import BadSignature, Signer

FIELD = "bukti"
SHARES = 8
BITS = 9
"""About 4,100 hashes: measured in Chromium slowed down six times, as a cheap phone is, about 120 ms."""
BITS_ON_A_BAD_DAY = 10
LIVES_S = 2 * 3600
"""People write slowly, and a phone may be put away in between."""
FREE = settings.PROOF_FREE_FORMS
"""So many forms in an hour from one network are sent without any proof: a family, an office, a class."""
DAY_LEAST = 400
"""Below this many forms a day the house never calls its day unusual."""
DAY_FACTOR = 5
SLOW_S = 10
"""How long a page must have been open where a proof is asked and none comes."""
LONGEST_NUMBER = 9
_signer = Signer(salt="betang.guard.proof")


@dataclass(frozen=True, slots=True)
class Demand:
    """What a form is held to. `bits` is 0 where nothing is asked; `factor` widens or narrows the form's own rate."""

    bits: int = 0
    factor: float = 1.0
    slow_s: int = 0


def demand(*, sent: int, is_unusual: bool, is_proven: bool) -> Demand:
    """What is asked of the next form of a network that sent `sent` forms in this hour.

    Many households share one address of a mobile network: who brings a proof may send three times as many as the form's rate says.
    Who brings none, though one is asked, may send half of it (a quarter on a day when the whole house is flooded), ten seconds after
    the page was opened.
    """
    bits = BITS_ON_A_BAD_DAY if is_unusual else BITS if sent >= FREE else 0
    if is_proven:
        return Demand(bits, 1.0 if is_unusual else 3.0)
    if not bits:
        return Demand()
    return Demand(bits, 0.25 if is_unusual else 0.5, SLOW_S)


def is_unusual(today: int, before: Sequence[int]) -> bool:
    """Whether the whole house gets far more forms today than on the days before it (a week, days without any left out)."""
    usual = sum(before) / len(before) if before else 0
    return today > max(DAY_LEAST, DAY_FACTOR * usual)


def puzzle(bits: int) -> str:
    """A new puzzle, to be solved once."""
    return _signer.sign(f"{secrets.token_hex(8)}.{bits}.{int(time.time())}")


def is_solved(told: str) -> bool:
    """Whether a solution is one, of a puzzle of ours that is not too old and was not used before. Using it up is part of the answer.

    Call it under a lock of the puzzle's seed (`guard.forms` does): two copies sent at once must not both pass.
    """
    signed, _sep, numbers = told.rpartition("~")
    try:
        seed, bits, made = _signer.unsign(signed).split(".")
        given = [number for number in numbers.split(".") if number.isascii() and number.isdecimal() and len(number) <= LONGEST_NUMBER]
        left_s = int(made) + LIVES_S - time.time()
    except (BadSignature, ValueError):
        return False
    if left_s <= 0 or len(given) != SHARES or not all(_fits(seed, share, number, int(bits)) for share, number in enumerate(given)):
        return False
    return bool(cache.add(f"betang.proof.{seed}", 1, timeout=int(left_s) + 60))


def seed_of(told: str) -> str:
    """What names the puzzle of a solution."""
    return told.partition(".")[0][:32]


def _fits(seed: str, share: int, number: str, bits: int) -> bool:
    found = hashlib.sha256(f"{seed}.{share}.{number}".encode()).digest()
    return int.from_bytes(found[:4]) >> (32 - bits) == 0


def solve(signed: str) -> str:
    """The solution, as the browser finds it (for tests and the demo)."""
    seed, bits, _made = _signer.unsign(signed).split(".")
    numbers = []
    for share in range(SHARES):
        number = 0
        while not _fits(seed, share, str(number), int(bits)):
            number += 1
        numbers.append(str(number))
    return f"{signed}~{'.'.join(numbers)}"
