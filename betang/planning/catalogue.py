"""The code lists that ship with the package, and how a CSV of codes is read."""

from __future__ import annotations

import csv
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path

from django.utils.translation import gettext as _

from betang.kernel.errors import InvalidInput
from betang.planning.terms import Scheme

DATA = Path(__file__).resolve().parent / "data"


@dataclass(frozen=True, slots=True, kw_only=True)
class CodeRow:
    """One entry of a code list as it is loaded."""

    code: str
    name: str
    performance: str = ""
    indicator: str = ""
    unit: str = ""
    description: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class BuiltIn:
    """A list that ships: its file, and what it is called."""

    scheme: Scheme
    version: str
    name: str
    basis: str
    file: str
    from_year: int | None = None


BUILT_IN = (
    BuiltIn(
        scheme=Scheme.REGIONAL,
        version="900.1.15.5-1317",
        name="Klasifikasi, Kodefikasi, dan Nomenklatur Perencanaan Pembangunan dan Keuangan Daerah",
        basis="Kepmendagri 900.1.15.5-1317/2023",
        file="regional.csv",
        from_year=2024,
    ),
    BuiltIn(
        scheme=Scheme.VILLAGE_ACTIVITY,
        version="20-2018",
        name="Bidang, Sub Bidang, dan Kegiatan Belanja Desa",
        basis="Permendagri 20/2018",
        file="village_activities.csv",
        from_year=2019,
    ),
    BuiltIn(
        scheme=Scheme.VILLAGE_ACCOUNT,
        version="20-2018",
        name="Kode Rekening APB Desa",
        basis="Permendagri 20/2018",
        file="village_accounts.csv",
        from_year=2019,
    ),
    BuiltIn(
        scheme=Scheme.ACCOUNT,
        version="900.1.15.5-1317",
        name="Kode Rekening Belanja Daerah",
        basis="Kepmendagri 900.1.15.5-1317/2023",
        file="accounts.csv",
        from_year=2024,
    ),
    BuiltIn(
        scheme=Scheme.FUND_SOURCE,
        version="900.1.15.5-1317",
        name="Sumber Dana",
        basis="Kepmendagri 900.1.15.5-1317/2023",
        file="funds.csv",
        from_year=2024,
    ),
)

_NAMES = {
    "code": ("code", "kode"),
    "name": ("name", "nama", "uraian", "nomenklatur"),
    "performance": ("performance", "kinerja"),
    "indicator": ("indicator", "indikator"),
    "unit": ("unit", "satuan"),
    "description": ("description", "keterangan", "definisi operasional"),
}


def built_in_rows(one: BuiltIn) -> list[CodeRow]:
    """The entries of a list that ships."""
    with (DATA / one.file).open(encoding="utf-8", newline="") as file:
        return list(read_rows(file))


def read_rows(lines: Iterable[str]) -> Iterator[CodeRow]:
    """Entries from the lines of a CSV with headings (English or Indonesian); raises `InvalidInput` without code and name columns."""
    reader = csv.DictReader(lines)
    headings = {heading.strip().casefold(): heading for heading in reader.fieldnames or []}
    columns = {field: next((headings[name] for name in names if name in headings), None) for field, names in _NAMES.items()}
    if columns["code"] is None or columns["name"] is None:
        raise InvalidInput(_("A code list needs the columns “code” and “name”."), hint=_("Put them into the first row of the CSV."))
    for row in reader:
        values = {field: " ".join((row.get(column) or "").split()) for field, column in columns.items() if column}
        if values["code"] and values["name"]:
            yield CodeRow(**values)
