"""What the columns of a coordinator's table are called, and how their words are read. Pure: no database, no clock."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from betang.communities.terms import DecreeSigner, GroupKind, OfficerRole, Seat
from betang.guard.sheets.cells import Cell, normal, place, text_of

HEADINGS: Mapping[str, tuple[str, ...]] = {
    "name": ("nama kim", "nama kelompok", "nama komunitas", "nama kelompok informasi masyarakat", "nama", "kim", "kelompok"),
    "code": ("kode wilayah", "kode desa", "kode desa kelurahan", "kode kemendagri", "kode"),
    "village": ("desa", "kelurahan", "desa kelurahan", "kelurahan desa", "nama desa", "nama desa kelurahan"),
    "district": ("kecamatan", "nama kecamatan"),
    "regency": ("kabupaten", "kabupaten kota", "kab kota", "kota"),
    "seat": ("kedudukan", "tempat kedudukan", "lingkup", "cakupan", "tingkat"),
    "kind": ("jenis", "jenis kim", "jenis kelompok", "kategori", "bidang"),
    "decree_number": ("nomor sk", "no sk", "sk", "nomor sk pengukuhan", "no sk pengukuhan", "sk pengukuhan", "nomor keputusan"),
    "decree_on": ("tanggal sk", "tgl sk", "tanggal keputusan", "tanggal pengukuhan"),
    "signer": ("penandatangan", "penanda tangan", "pejabat penandatangan", "penandatangan sk", "ditandatangani oleh"),
    "chair": ("ketua", "nama ketua", "ketua kim"),
    "secretary": ("sekretaris", "nama sekretaris"),
    "treasurer": ("bendahara", "nama bendahara"),
    "kim_id": ("nomor kim id", "no kim id", "kim id", "id kim", "nomor kimid", "no kimid"),
    "number": ("nomor register", "no register", "nomor registrasi", "no registrasi", "nomor induk"),
    "founded_on": ("tanggal berdiri", "tgl berdiri", "berdiri", "tanggal pembentukan", "tanggal dibentuk"),
    "address": ("alamat", "alamat sekretariat", "sekretariat"),
    "site": ("nama situs", "alamat situs", "subdomain", "situs"),
}
"""Field → what people write above it, in the form of `cells.normal`. The first that fits counts."""
PEOPLE = {"chair": OfficerRole.CHAIR, "secretary": OfficerRole.SECRETARY, "treasurer": OfficerRole.TREASURER}
PRIVATE = ("nik", "no ktp", "nomor ktp", "kk", "no kk", "no hp", "hp", "telepon", "no telepon", "no wa", "whatsapp", "email", "surel")
"""Columns that are not needed and are not even read."""
LOOKED_AT = 30
"""Rows in which the line of headings is looked for."""
NEEDED = 2
_FIELD_OF = {heading: name for name, headings in HEADINGS.items() for heading in headings}

KINDS: tuple[tuple[str, GroupKind], ...] = (
    (r"tani|kebun|ternak", GroupKind.FARMER),
    (r"nelayan|ikan|perikanan", GroupKind.FISHER),
    (r"umkm|usaha|dagang", GroupKind.SMALL_BUSINESS),
    (r"pelajar|mahasiswa|siswa|sekolah", GroupKind.STUDENT),
    (r"perempuan|wanita|ibu|pkk", GroupKind.WOMEN),
    (r"pemuda|remaja|karang taruna", GroupKind.YOUTH),
    (r"wisata", GroupKind.TOURISM),
    (r"lingkungan|hutan|sungai", GroupKind.ENVIRONMENT),
    (r"budaya|seni|adat", GroupKind.CULTURE),
    (r"umum|desa|kelurahan|kim|masyarakat", GroupKind.GENERAL),
)
SEATS: tuple[tuple[str, Seat], ...] = (
    (r"tema|lintas", Seat.THEMED),
    (r"desa|kelurahan", Seat.VILLAGE),
    (r"kecamatan", Seat.DISTRICT),
)
SIGNERS: tuple[tuple[str, DecreeSigner], ...] = (
    (r"lurah(?!an)", DecreeSigner.WARD_HEAD),
    (r"kepala desa|kades|desa", DecreeSigner.VILLAGE_HEAD),
    (r"camat", DecreeSigner.DISTRICT_HEAD),
    (r"kominfo|dinas|bupati|wali ?kota", DecreeSigner.COMMS_OFFICE),
)


@dataclass(frozen=True, slots=True)
class Line:
    """One row of the table: its number as the sheet counts it, and its cells by field."""

    row: int
    cells: Mapping[str, Cell]
    at: Mapping[str, str] = field(default_factory=dict)

    def text(self, name: str) -> str:
        """The words of a cell; empty where the column or the cell is not there."""
        words = text_of(self.cells.get(name, ""))
        return "" if words in ("-", "–", "—") else words

    def place(self, name: str) -> str:
        """The cell's own name (`D17`), or the row's first where there is no such column."""
        return self.at.get(name) or place(self.row, 0)


@dataclass(frozen=True, slots=True)
class Table:
    """The rows below a line of headings; `left` are headings that are not taken, `private` those not even read."""

    sheet: str
    heading_row: int
    fields: Mapping[int, str]
    left: tuple[str, ...]
    private: tuple[str, ...]


def find_table(sheet: str, rows: Sequence[tuple[int, Sequence[Cell]]]) -> Table | None:
    """The line of headings among the first rows: the one with most columns that are known, and a name among them."""
    best: Table | None = None
    for number, cells in rows[:LOOKED_AT]:
        fields: dict[int, str] = {}
        left: list[str] = []
        private: list[str] = []
        for column, cell in enumerate(cells):
            heading = normal(text_of(cell))
            name = _FIELD_OF.get(heading, "")
            if name and name not in fields.values():
                fields[column] = name
            elif heading in PRIVATE or heading.startswith(("nik ", "no hp ", "nomor hp")):
                private.append(text_of(cell))
            elif heading and heading not in ("no", "nomor", "urut"):
                left.append(text_of(cell))
        known = len(fields)
        if "name" in fields.values() and known >= NEEDED and (best is None or known > len(best.fields)):
            best = Table(sheet, number, fields, tuple(left[:20]), tuple(private))
    return best


def lines_of(table: Table, rows: Sequence[tuple[int, Sequence[Cell]]]) -> list[Line]:
    """The rows below the headings that hold something in a column that counts. A row that only numbers the columns is none."""
    found = []
    for number, cells in rows:
        if number <= table.heading_row:
            continue
        known = {name: cells[column] for column, name in table.fields.items() if column < len(cells) and text_of(cells[column])}
        if not known or all(re.fullmatch(r"\(?\d{1,2}\)?", text_of(cell)) for cell in known.values()):
            continue
        found.append(Line(number, known, {name: place(number, column) for column, name in table.fields.items()}))
    return found


def _match[T](words: str, table: Sequence[tuple[str, T]]) -> T | None:
    plain = normal(words)
    return next((value for pattern, value in table if re.search(pattern, plain)), None)


def kind_of(words: str) -> GroupKind | None:
    """What binds the members, from the words of a table."""
    return _match(words, KINDS)


def seat_of(words: str) -> Seat | None:
    """What the group covers, from the words of a table."""
    return _match(words, SEATS)


def signer_of(words: str) -> DecreeSigner | None:
    """Who signed, from the words of a table."""
    return _match(words, SIGNERS)


def bare(name: str) -> str:
    """A place's or group's name to compare by: without `Desa`, `Kec.`, `KIM`, signs and spaces."""
    return normal(
        re.sub(r"^(?:desa|kelurahan|kel\.?|kecamatan|kec\.?|kabupaten|kab\.?|kota|kim)\s+", "", name.strip(), flags=re.IGNORECASE)
    ).replace(" ", "")


__all__ = ["HEADINGS", "PEOPLE", "Line", "Table", "bare", "find_table", "kind_of", "lines_of", "seat_of", "signer_of"]
