"""Which old code became which new one, when only two lists are known. Pure: no database, no clock."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Hashable, Iterable, Mapping

from betang.regions.catalogue import LEVELS, level_of


def match_recoded(gone: Mapping[str, str], come: Mapping[str, str]) -> dict[str, str]:
    """Pairs of old and new codes that are one region under a new code; `gone` and `come` map codes to names.

    A pair needs the same level and name and must be the only candidate on both sides: first within the parent that
    itself may have a new code, then within the same kabupaten, then (for a kabupaten or kota) anywhere. What is
    ambiguous is left alone: a wrong history is worse than none.
    """
    moved: dict[str, str] = {}
    for level in LEVELS:
        old = {code: name for code, name in gone.items() if level_of(code) == level}
        new = {code: name for code, name in come.items() if level_of(code) == level}

        def home(code: str, parts: int) -> str:
            prefix = ".".join(code.split(".")[:parts])
            return moved.get(prefix, prefix)

        depth = LEVELS.index(level)
        for parts in dict.fromkeys((depth, min(depth, 2), 0 if depth == 1 else min(depth, 2))):
            pairs = _only_pairs(
                (code for code in old if code not in moved),
                (code for code in new if code not in set(moved.values())),
                old_key=lambda code, parts=parts, old=old: (home(code, parts) if parts else "", old[code].casefold()),  # type: ignore[misc]
                new_key=lambda code, parts=parts, new=new: (".".join(code.split(".")[:parts]), new[code].casefold()),  # type: ignore[misc]
            )
            moved.update(pairs)
    return moved


def _only_pairs(
    old: Iterable[str], new: Iterable[str], *, old_key: Callable[[str], Hashable], new_key: Callable[[str], Hashable]
) -> dict[str, str]:
    left: dict[Hashable, list[str]] = defaultdict(list)
    right: dict[Hashable, list[str]] = defaultdict(list)
    for code in old:
        left[old_key(code)].append(code)
    for code in new:
        right[new_key(code)].append(code)
    return {codes[0]: right[key][0] for key, codes in left.items() if len(codes) == 1 and len(right.get(key, ())) == 1}
