"""Places as files name them, found within the area of one government. Pure: it is given the regions once.

`Kab. Kapuas, Kec. Mantangai, Desa Mantangai Hilir` · `Semua Kecamatan, Semua Kelurahan/Desa` · several places after `;`.
"""

from __future__ import annotations

import difflib
import re
from collections.abc import Iterable
from dataclasses import dataclass, field

from betang.guard.sheets.cells import normal

_PART = re.compile(r"[;\n|]+|\s+(?:dan|&)\s+(?=(?:desa|kel|kec)\b)", re.IGNORECASE)
_KIND = re.compile(
    r"^(?P<kind>provinsi|prov|kabupaten|kab|kota(?!\s+besi|\s+waringin)|kecamatan|kec|kelurahan|kel|desa|ds|nagari|kampung)\b\.?\s*",
    re.IGNORECASE,
)
_ALL = re.compile(r"^(?:semua|seluruh|se)[\s-]*(?P<what>kecamatan|kelurahan|desa|kabupaten|kab|kec|kel|wilayah|provinsi)?", re.IGNORECASE)
_DETAIL = re.compile(
    r"^(?:rt|rw|dusun|jalan|jl|jln|gang|gg|simpang|blok|km|sei|sungai|handil|lokasi|kantor|dinas|badan)\b|^\d", re.IGNORECASE
)
_TAIL = re.compile(r"\s+\(?(?:rt|rw|dusun|jl|jalan|blok)\b.*$", re.IGNORECASE | re.DOTALL)
_SPELT = (("palangkaraya", "palangka raya"),)
SUGGESTED = 3
NEAR = 0.72


def plain(name: str) -> str:
    """A place's name as it is compared."""
    text = normal(name)
    for one, other in _SPELT:
        text = text.replace(one, other)
    return text


@dataclass(frozen=True, slots=True)
class Spot:
    """A region of the government: its code, name, level (`regency`, `district`, `village`) and key."""

    code: str
    name: str
    level: str
    id: object


@dataclass(slots=True)
class Found:
    """What a text names: places within, names that no place has (with near ones), names of regions elsewhere."""

    spots: tuple[Spot, ...] = ()
    misses: list[tuple[str, tuple[Spot, ...]]] = field(default_factory=list)
    elsewhere: list[str] = field(default_factory=list)


class Places:
    """The regions of a government, by name. `government` is its own spot; `above` are names of the regions that it lies in."""

    def __init__(self, government: Spot, within: Iterable[Spot], *, above: Iterable[str] = ()) -> None:
        self.government = government
        self.above = {plain(name) for name in above}
        self.by_level: dict[str, dict[str, list[Spot]]] = {"regency": {}, "district": {}, "village": {}}
        for spot in within:
            if spot.level in self.by_level:
                self.by_level[spot.level].setdefault(plain(spot.name), []).append(spot)
        self._known: dict[str, Found] = {}

    def resolve(self, text: str) -> Found:
        """What the text names. A text that was seen before costs one look-up."""
        found = self._known.get(text)
        if found is None:
            found = self._known[text] = self._read(text)
        return found

    def _read(self, text: str) -> Found:
        found = Found()
        spots: dict[str, Spot] = {}
        for part in _PART.split(text):
            area: Spot | None = None
            last: Spot | None = None
            for token in part.split(","):
                words = " ".join(token.split()).strip(" .()-")
                if not words:
                    continue
                spot, area = self._token(words, area, found)
                last = spot or last
            if last is not None:
                spots[last.code] = last
        # what lies in a named place says more than the place
        kept = [spot for spot in spots.values() if not any(other.code.startswith(spot.code + ".") for other in spots.values())]
        found.spots = tuple(kept)
        return found

    def _token(self, words: str, area: Spot | None, found: Found) -> tuple[Spot | None, Spot | None]:
        """The spot that one name stands for, and the area in which the next one is looked for."""
        every = _ALL.match(words)
        if every is not None and (every["what"] or len(words.split()) == 1):
            return area or self.government, area
        kind = _KIND.match(words)
        if kind is None:
            if _DETAIL.match(words):
                return None, area
            return self._bare(words, area, found)
        name = plain(_TAIL.sub("", words[kind.end() :]))
        if not name:
            return None, area
        what = kind["kind"].lower()
        if what in ("provinsi", "prov", "kabupaten", "kab", "kota"):
            own = plain(self.government.name)
            if name == own or name in self.above:
                return self.government, self.government
            inner = self.by_level["regency"].get(name)
            if inner:
                return inner[0], inner[0]
            found.elsewhere.append(words)
            return None, None
        level = "district" if what in ("kecamatan", "kec") else "village"
        if self.government.level == level and name == plain(self.government.name):
            return self.government, self.government
        spot = self._in(level, name, area)
        if spot is not None:
            return spot, spot
        if self.government.level == "village" and level == "district":
            return None, area
        found.misses.append((words, self._near(name, (level,), area)))
        return None, area

    def _bare(self, words: str, area: Spot | None, found: Found) -> tuple[Spot | None, Spot | None]:
        name = plain(_TAIL.sub("", words))
        if name == plain(self.government.name) or name in self.above:
            return self.government, self.government
        for level in ("village", "district", "regency"):
            spot = self._in(level, name, area)
            if spot is not None:
                return spot, spot
        near = self._near(name, ("district", "village", "regency"), area)
        if near or area is None:
            found.misses.append((words, near))
        return None, area

    def _in(self, level: str, name: str, area: Spot | None) -> Spot | None:
        """The one region of the name: in the area if there is one; two of the same name elsewhere are none."""
        spots = self.by_level[level].get(name, [])
        if area is not None and area.code != self.government.code:
            inner = [spot for spot in spots if spot.code.startswith(area.code + ".")]
            if inner:
                return inner[0]
            return None
        return spots[0] if len(spots) == 1 else None

    def _near(self, name: str, levels: tuple[str, ...], area: Spot | None) -> tuple[Spot, ...]:
        names: dict[str, list[Spot]] = {}
        for level in levels:
            for known, spots in self.by_level[level].items():
                inner = [spot for spot in spots if area is None or spot.code.startswith(area.code + ".")]
                if inner:
                    names.setdefault(known, []).extend(inner)
        close = difflib.get_close_matches(name, names, n=SUGGESTED, cutoff=NEAR)
        return tuple(spot for one in close for spot in names[one])[:SUGGESTED]
