"""A list of blank spots taken over: read and shown first, and after the yes all of it or nothing.

A village that the list names as having signal again loses its blank spot. What the list does not name stays as it is.
"""

from __future__ import annotations

import contextlib
from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import IO, Any

from django.conf import settings
from django.db import transaction
from django.utils.translation import gettext as _

from betang.accounts.actors import Actor
from betang.accounts.terms import APPROVING_POSTS
from betang.audit import trail
from betang.communities.importing.columns import bare
from betang.growth.models import BlankSpot
from betang.growth.spread.rules import GOOD, signal_of
from betang.guard.sheets import cells, files
from betang.guard.sheets.files import Received
from betang.kernel.errors import InvalidInput, NotFound
from betang.kernel.verdict import YES, Verdict, hidden, second_factor
from betang.regions.models import Region
from betang.regions.queries import Place, by_code, family_of

FOLDER = "blankspots"
MOST_ROWS = 5_000
LOOKED_AT = 30
HEADINGS: Mapping[str, tuple[str, ...]] = {
    "code": ("kode wilayah", "kode desa", "kode desa kelurahan", "kode kemendagri", "kode"),
    "village": ("desa", "kelurahan", "desa kelurahan", "kelurahan desa", "nama desa", "nama desa kelurahan"),
    "district": ("kecamatan", "nama kecamatan"),
    "regency": ("kabupaten", "kabupaten kota", "kab kota", "kota"),
    "signal": ("sinyal", "status sinyal", "status", "kondisi sinyal", "jaringan"),
    "as_of": ("tanggal", "per tanggal", "tanggal data", "tgl"),
    "source": ("sumber", "sumber data"),
    "note": ("catatan", "keterangan"),
}
EXAMPLE = ("Kode wilayah", "Kecamatan", "Desa/Kelurahan", "Sinyal", "Tanggal", "Sumber", "Catatan")
_FIELD_OF = {heading: name for name, headings in HEADINGS.items() for heading in headings}


def may_import(actor: Actor, region_code: str) -> Verdict:
    """May keep the list of a region: who coordinates it or administers the province, with a second factor; the system everywhere."""
    if actor.is_system:
        return YES
    if not actor.holds_over(region_code, *APPROVING_POSTS):
        return hidden()
    return YES if actor.has_second_factor else second_factor()


@dataclass(slots=True)
class Row:
    """One village as the list tells of it. `becomes`: new, changed, same, ended, or empty where it stays behind."""

    line: int
    words: str
    place: Place | None = None
    signal: str = ""
    as_of: date | None = None
    source: str = ""
    note: str = ""
    becomes: str = ""
    problems: list[tuple[str, str]] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class Preview:
    """The whole list."""

    rows: tuple[Row, ...]

    def those(self, becomes: str) -> list[Row]:
        """The rows that become this."""
        return [row for row in self.rows if row.becomes == becomes]

    @property
    def ready(self) -> list[Row]:
        """What will be written."""
        return [row for row in self.rows if row.becomes in ("new", "changed", "ended")]

    @property
    def stopped(self) -> list[Row]:
        """What stays behind."""
        return [row for row in self.rows if row.problems]


def keep(*, actor: Actor, file: IO[bytes] | Any, region: str) -> Received:
    """Keep a list to be looked through. Raises `InvalidInput` with what is wrong with the file."""
    may_import(actor, region).require()
    received = files.receive(file, folder=FOLDER)
    try:
        look(actor=actor, sha256=received.sha256, region=region)
    except InvalidInput:
        files.forget(received.path)
        raise
    return received


def path_of(sha256: str) -> str:
    """Where the list of this name lies; raises `NotFound`."""
    for extension in files.MEDIA_TYPES:
        path = f"{FOLDER}/{sha256}.{extension}"
        if files.private(path).exists():
            return path
    raise NotFound(_("This file is no longer here."), hint=_("Choose it once more."))


def look(*, actor: Actor, sha256: str, region: str, source: str = "", as_of: date | None = None) -> Preview:
    """What a kept list would bring. Writes nothing. `source` and `as_of` count where a row names none."""
    may_import(actor, region).require()
    table = files.rows_of(path_of(sha256))
    found: list[Row] = []
    has_table = False
    path, below = family_of(region)
    places = {one.code: one for one in (*path[-1:], *below)}
    names: dict[tuple[int, str], list[Place]] = defaultdict(list)
    for one in places.values():
        names[one.code.count("."), bare(one.name)].append(one)
    for sheet in table.sheets:
        if sheet.is_hidden:
            continue
        lines = list(table.of(sheet, 1, MOST_ROWS + LOOKED_AT))
        heading = _heading(lines)
        if heading is None:
            continue
        has_table = True
        number, fields = heading
        for line, values in lines:
            if line <= number:
                continue
            typed = {name: values[column] for column, name in fields.items() if column < len(values) and cells.text_of(values[column])}
            if typed:
                found.append(
                    _read(line, typed, {name: cells.place(line, column) for column, name in fields.items()}, places, names, source, as_of)
                )
    if not has_table:
        raise InvalidInput(
            _("No table of villages was found in the file."),
            hint=_("One row must hold the headings, among them “Desa/Kelurahan” or “Kode wilayah”, and “Sinyal”."),
        )
    _compare(found)
    return Preview(tuple(found))


def _heading(lines: Sequence[tuple[int, Sequence[cells.Cell]]]) -> tuple[int, dict[int, str]] | None:
    for number, values in lines[:LOOKED_AT]:
        fields: dict[int, str] = {}
        for column, cell in enumerate(values):
            name = _FIELD_OF.get(cells.normal(cells.text_of(cell)), "")
            if name and name not in fields.values():
                fields[column] = name
        if "signal" in fields.values() and ("village" in fields.values() or "code" in fields.values()):
            return number, fields
    return None


def _read(
    line: int, typed: Mapping[str, cells.Cell], at: Mapping[str, str], places: Mapping[str, Place],
    names: Mapping[tuple[int, str], list[Place]], source: str, as_of: date | None,
) -> Row:  # fmt: skip
    def text(name: str) -> str:
        return cells.text_of(typed.get(name, ""))

    row = Row(line, " · ".join(part for part in (text("village") or text("code"), text("district")) if part)[:120])
    row.place, problem = _place(text, places, names)
    if problem:
        row.problems.append((at.get("village") or at.get("code", ""), problem))
    row.signal = signal_of(text("signal"))
    if not row.signal:
        row.problems.append((at["signal"], _("“%(words)s” says nothing of the signal that is known.") % {"words": text("signal")[:40]}))
    row.as_of = as_of
    if "as_of" in typed:
        row.as_of, is_read = cells.day(typed["as_of"])
        if not is_read:
            row.problems.append((at["as_of"], _("“%(words)s” is no day.") % {"words": text("as_of")[:40]}))
    row.source, row.note = (text("source") or source)[:250], text("note")[:250]
    if row.as_of is None and not any(cell == at.get("as_of") for cell, _words in row.problems):
        row.problems.append((at.get("as_of", ""), _("The day of the list is missing.")))
    if not row.source:
        row.problems.append((at.get("source", ""), _("The source of the list is missing.")))
    return row


def _place(text: Any, places: Mapping[str, Place], names: Mapping[tuple[int, str], list[Place]]) -> tuple[Place | None, str]:
    code = text("code")
    if code:
        found = places.get(code)
        if found is None or code.count(".") != 3:
            return None, _("There is no village with the code %(code)s in your region.") % {"code": code[:20]}
        return found, ""
    village, district = text("village"), text("district")
    inside = ""
    if district:
        those = names.get((2, bare(district)), [])
        if not those:
            return None, _("“%(words)s” was not found in your region.") % {"words": district[:60]}
        inside = those[0].code if len(those) == 1 else ""
    rows = [one for one in names.get((3, bare(village)), []) if not inside or one.code.startswith(inside + ".")]
    if not rows:
        return None, _("“%(words)s” was not found in your region.") % {"words": village[:60]}
    if len(rows) > 1:
        return None, _("There are several villages called “%(words)s”: name the kecamatan or the code.") % {"words": village[:60]}
    return rows[0], ""


def _compare(rows: list[Row]) -> None:
    codes = [row.place.code for row in rows if row.place is not None]
    known = {spot.region.code: spot for spot in BlankSpot.objects.filter(region__code__in=codes).select_related("region")}
    seen: set[str] = set()
    for row in rows:
        if row.problems or row.place is None:
            continue
        if row.place.code in seen:
            row.problems.append(("", _("This village stands in the list twice.")))
            continue
        seen.add(row.place.code)
        spot = known.get(row.place.code)
        if row.signal == GOOD:
            row.becomes = "ended" if spot else "same"
        elif spot is None:
            row.becomes = "new"
        elif (spot.signal, spot.as_of, spot.source, spot.note) == (row.signal, row.as_of, row.source, row.note):
            row.becomes = "same"
        else:
            row.becomes = "changed"


@transaction.atomic
def take_in(*, actor: Actor, sha256: str, region: str, at: datetime, source: str = "", as_of: date | None = None) -> Preview:
    """Write what a kept list brings; rows that stay behind stay behind."""
    found = look(actor=actor, sha256=sha256, region=region, source=source, as_of=as_of)
    rows = {row.place.code: row for row in found.ready if row.place is not None}
    regions = {one.code: one for one in Region.objects.filter(code__in=rows, valid_to__isnull=True)}
    for code, row in rows.items():
        if row.becomes == "ended":
            BlankSpot.objects.filter(region=regions[code]).delete()
        elif row.as_of is not None:
            BlankSpot.objects.update_or_create(
                region=regions[code],
                defaults={"as_of": row.as_of, "signal": row.signal, "source": row.source, "note": row.note, "at": at},
            )
    trail.record(
        "growth.blank_spots.imported", by_code(region), actor=actor, at=at,
        data={"sha256": sha256, **{name: len(found.those(name)) for name in ("new", "changed", "ended", "same")}},
    )  # fmt: skip
    return found


def forget(sha256: str) -> None:
    """Remove a list that was taken over or given up; one that is gone already is gone."""
    with contextlib.suppress(NotFound):
        files.forget(path_of(sha256))


def whole_province() -> str:
    """The region for which the operator brings a list."""
    return str(settings.PROVINCE_CODE)
