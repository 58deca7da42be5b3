"""What becomes of each row of a coordinator's table. Reads, and writes nothing."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date

from django.utils.translation import gettext as _

from betang.communities import names, queries, rules
from betang.communities.importing import columns
from betang.communities.importing.columns import Line, Table
from betang.communities.models import Group
from betang.communities.queries.register import regency_code, within
from betang.communities.terms import DecreeSigner, GroupKind, OfficerRole, Seat
from betang.guard.sheets import cells, files
from betang.guard.text import check_text, refused
from betang.kernel.errors import InvalidInput
from betang.regions.queries import Place, family_of, prefixes

MOST_ROWS = 5_000
FOLDER = "registers"
_LONG_NUMBER = re.compile(r"\d{6,}")
"""A person's number that stands where a name belongs is not shown again."""


@dataclass(frozen=True, slots=True)
class Problem:
    """Something about one cell, for people. `stops`: the row stays behind; else the group comes without it."""

    cell: str
    words: str
    stops: bool = True


@dataclass(slots=True)
class Row:
    """One group as the table tells of it."""

    line: Line
    name: str = ""
    kind: str = GroupKind.GENERAL
    seat: str = Seat.VILLAGE
    region_code: str = ""
    place: str = ""
    slug: str = ""
    decree: rules.DecreeFacts | None = None
    officers: list[rules.OfficerFacts] = field(default_factory=list)
    kim_id: str = ""
    number: str = ""
    founded_on: date | None = None
    address: str = ""
    duplicate: str = ""
    problems: list[Problem] = field(default_factory=list)

    @property
    def is_ready(self) -> bool:
        """It can be taken over."""
        return not self.duplicate and not any(one.stops for one in self.problems)


@dataclass(frozen=True, slots=True)
class Preview:
    """The whole table: what is ready, what is here already, what stays behind and why."""

    tables: tuple[Table, ...]
    rows: tuple[Row, ...]

    @property
    def ready(self) -> list[Row]:
        return [row for row in self.rows if row.is_ready]

    @property
    def known(self) -> list[Row]:
        return [row for row in self.rows if row.duplicate]

    @property
    def stopped(self) -> list[Row]:
        return [row for row in self.rows if not row.duplicate and not row.is_ready]

    @property
    def remarks(self) -> list[tuple[Row, Problem]]:
        """What comes without something."""
        return [(row, one) for row in self.ready for one in row.problems]


class _Land:
    """The places of the regions that somebody answers for, by code and by name."""

    def __init__(self, codes: Iterable[str]) -> None:
        self.codes = tuple(codes)
        self.places: dict[str, Place] = {}
        self.by_name: dict[tuple[int, str], list[Place]] = defaultdict(list)
        for code in self.codes:
            path, below = family_of(code)
            for one in (*path[-1:], *below):
                self.places[one.code] = one
        for one in self.places.values():
            self.by_name[one.code.count("."), columns.bare(one.name)].append(one)

    def line(self, code: str) -> str:
        """`Desa Mantangai Hilir, Kecamatan Mantangai`."""
        above = [self.places[part] for part in reversed(prefixes(code)) if part in self.places and part.count(".") >= 1]
        return ", ".join(one.full_name for one in above)

    def named(self, depth: int, words: str, inside: str = "") -> list[Place]:
        """Places of a depth (1 kabupaten, 2 kecamatan, 3 village) of that name, in a region."""
        found = self.by_name.get((depth, columns.bare(words)), [])
        return [one for one in found if not inside or one.code.startswith(inside + ".")]


def look(path: str, *, codes: Sequence[str], today: date) -> Preview:
    """Look through a kept table for whoever answers for the regions `codes`. Raises `InvalidInput` where no table of groups is in it.

    Queries: four, and about five for each row that can be taken over.
    """
    rows = files.rows_of(path)
    tables: list[Table] = []
    lines: list[Line] = []
    for sheet in rows.sheets:
        if sheet.is_hidden:
            continue
        read = list(rows.of(sheet, 1, MOST_ROWS + columns.LOOKED_AT))
        table = columns.find_table(sheet.name, read)
        if table is not None:
            tables.append(table)
            lines += columns.lines_of(table, read)
    if not tables:
        raise InvalidInput(
            _("No table of groups was found in the file."),
            hint=_("One row must hold the headings, among them “Nama KIM” and “Desa/Kelurahan” or “Kecamatan”."),
        )
    if len(lines) > MOST_ROWS:
        raise InvalidInput(_("The table has more than %(most)s rows.") % {"most": MOST_ROWS}, hint=_("Split it by kabupaten."))
    land = _Land(codes)
    found = [_read(line, land, today) for line in lines]
    _find_duplicates(found, codes)
    _give_names(found)
    return Preview(tuple(tables), tuple(found))


def _read(line: Line, land: _Land, today: date) -> Row:
    row = Row(line, name=line.text("name")[:200], address=line.text("address")[:300])
    if not row.name:
        row.problems.append(Problem(line.place("name"), _("The name of the group is missing.")))
    elif len(row.name) > 120:
        row.problems.append(Problem(line.place("name"), _("The name is longer than 120 letters.")))
    elif refused(check_text(row.name)):
        row.problems.append(Problem(line.place("name"), _("The name advertises gambling.")))
    _read_kind(row)
    _read_place(row, land)
    _read_decree(row, today)
    _read_people(row)
    _read_numbers(row, today)
    return row


def _read_kind(row: Row) -> None:
    words = row.line.text("kind")
    if not words:
        return
    kind = columns.kind_of(words)
    if kind is None:
        told = _("“%(words)s” is no kind of group that is known; it becomes “general”.") % {"words": words[:60]}
        row.problems.append(Problem(row.line.place("kind"), told, stops=False))
    else:
        row.kind = kind


def _read_place(row: Row, land: _Land) -> None:
    line = row.line
    code, village, district, regency = (line.text(name) for name in ("code", "village", "district", "regency"))
    seat = columns.seat_of(line.text("seat")) if line.text("seat") else None
    if line.text("seat") and seat is None:
        told = _("“%(words)s” is no seat that is known: one village, one district, or a theme.") % {"words": line.text("seat")[:60]}
        row.problems.append(Problem(line.place("seat"), told))
    place: Place | None = None
    if code:
        place = land.places.get(code)
        if place is None:
            told = _("There is no place with the code %(code)s in your region.") % {"code": code[:20]}
            row.problems.append(Problem(line.place("code"), told))
            return
    else:
        place = _named(row, land, regency, district, village)
        if place is None:
            return
    row.region_code, row.place = place.code, land.line(place.code)
    row.seat = seat or (Seat.VILLAGE if place.code.count(".") == 3 else Seat.DISTRICT if place.code.count(".") == 2 else Seat.THEMED)
    if not rules.fits_seat(row.seat, place.code):
        told = _("A group of this seat does not sit in %(place)s.") % {"place": place.full_name}
        row.problems.append(Problem(line.place("seat"), told))


def _named(row: Row, land: _Land, regency: str, district: str, village: str) -> Place | None:
    """The place that the words name, or None with the problem told."""
    inside = ""
    place: Place | None = None
    for depth, name, words in ((1, "regency", regency), (2, "district", district), (3, "village", village)):
        if not words:
            continue
        found = land.named(depth, words, inside)
        if not found:
            told = _("“%(words)s” was not found in your region.") % {"words": words[:60]}
            if inside:
                told = _("“%(words)s” was not found in %(place)s.") % {"words": words[:60], "place": land.places[inside].full_name}
            row.problems.append(Problem(row.line.place(name), told))
            return None
        if len(found) > 1:
            where = "; ".join(land.line(one.code) + f" ({one.code})" for one in found[:4])
            told = _("There are %(count)d places of this name: %(where)s. Add a column “Kode wilayah”.") % {
                "count": len(found),
                "where": where,
            }
            row.problems.append(Problem(row.line.place(name), told))
            return None
        place, inside = found[0], found[0].code
    if place is None:
        row.problems.append(Problem(row.line.place("village"), _("Where the group sits is not said: village or district.")))
    return place


_SIGNERS = {Seat.VILLAGE: DecreeSigner.VILLAGE_HEAD, Seat.DISTRICT: DecreeSigner.DISTRICT_HEAD, Seat.THEMED: DecreeSigner.COMMS_OFFICE}


def _read_decree(row: Row, today: date) -> None:
    line = row.line
    number, words = line.text("decree_number"), line.text("signer")
    on, _is_read = cells.day(line.cells.get("decree_on", ""))
    if not number:
        told = _("No decree (SK) is named.")
        row.problems.append(Problem(line.place("decree_number"), told, stops=False))
        return
    if on is None or on > today or on.year < 1998:
        told = _("The day of the decree is missing: the decree is not taken over.")
        if line.text("decree_on"):
            told = _("“%(words)s” is not the day of a decree: the decree is not taken over.") % {"words": line.text("decree_on")[:40]}
        row.problems.append(Problem(line.place("decree_on"), told, stops=False))
        return
    signer = columns.signer_of(words) if words else None
    if signer is None:
        signer = DecreeSigner.WARD_HEAD if row.place.startswith("Kelurahan") else _SIGNERS[Seat(row.seat)]
        told = _("Who signed the decree is not said; “%(signer)s” is taken, from the seat. Change it later where it is not so.")
        row.problems.append(Problem(line.place("signer"), told % {"signer": signer.label}, stops=False))
    row.decree = rules.DecreeFacts(number=number[:80], on=on, signer=signer)


def _read_people(row: Row) -> None:
    for name, role in columns.PEOPLE.items():
        words = row.line.text(name)
        if not words:
            if role == OfficerRole.CHAIR:
                row.problems.append(Problem(row.line.place(name), _("The chair is not named."), stops=False))
            continue
        problem = rules.name_problem(words)
        if problem:
            row.problems.append(Problem(row.line.place(name), _LONG_NUMBER.sub("…", problem), stops=False))
        else:
            row.officers.append(rules.OfficerFacts(role=role, name=words))


def _read_numbers(row: Row, today: date) -> None:
    line = row.line
    row.kim_id, row.number = line.text("kim_id")[:40], line.text("number")
    if len(row.number) > 30:
        row.problems.append(Problem(line.place("number"), _("This register number is too long; the house gives a new one."), stops=False))
        row.number = ""
    if line.text("founded_on"):
        founded, _is_read = cells.day(line.cells["founded_on"])
        if founded is None or founded > today:
            told = _("“%(words)s” is no day on which a group was founded.") % {"words": line.text("founded_on")[:40]}
            row.problems.append(Problem(line.place("founded_on"), told, stops=False))
        else:
            row.founded_on = founded


def _find_duplicates(rows: Sequence[Row], codes: Sequence[str]) -> None:
    """Groups that are here already (same name in the kabupaten, same number), and rows that stand twice. Two queries and one a region."""
    here: dict[tuple[str, str], str] = {}
    for code in codes:
        for group in Group.objects.filter(within(code)).select_related("region"):
            told = f"{group.name} ({group.register_number or group.get_standing_display()})"
            here[regency_code(group.region.code), columns.bare(group.name)] = told
    numbers = {row.kim_id for row in rows if row.kim_id}
    by_kim_id: dict[str, str] = (
        dict(Group.objects.filter(kim_id_number__in=numbers).values_list("kim_id_number", "name")) if numbers else {}
    )
    wanted = {row.number for row in rows if row.number}
    by_number: dict[str, str] = (
        {str(number): name for number, name in Group.objects.filter(register_number__in=wanted).values_list("register_number", "name")}
        if wanted
        else {}
    )
    seen: dict[tuple[str, str], str] = {}
    for row in rows:
        if not row.name or not row.region_code:
            continue
        keys = [(regency_code(row.region_code), columns.bare(row.name))]
        keys += [("KIM.ID", row.kim_id)] * bool(row.kim_id) + [("number", row.number)] * bool(row.number)
        told = here.get(keys[0]) or by_kim_id.get(row.kim_id, "") or by_number.get(row.number, "")
        twice = next((seen[key] for key in keys if key in seen), "")
        if told:
            row.duplicate = _("is in the register already: %(group)s") % {"group": told}
        elif twice:
            row.duplicate = _("stands in the table already, in %(cell)s") % {"cell": twice}
        if row.is_ready:
            for key in keys:
                seen.setdefault(key, row.line.place("name"))


def _give_names(rows: Sequence[Row]) -> None:
    """A free address for every group that comes: from its own column, else from its name, else with its place."""
    taken: set[str] = set()
    for row in rows:
        if not row.is_ready:
            continue
        wish = row.line.text("site") or row.name.strip().removeprefix("KIM ").removeprefix("kim ").removeprefix("Kim ")
        state = queries.name_state(wish[:63], region_code=row.region_code)
        free = [state.name] if state.is_free else []
        free += [one for one in state.suggestions if one not in taken]
        if not free or free[0] in taken:
            places = [part.partition(" ")[2] for part in row.place.split(", ")]
            free = [one for one in names.alternatives(wish[:63], places) if one not in taken and queries.name_state(one).is_free] + [
                one for one in free if one not in taken
            ]
        if not free:
            told = f"{state.words} {_('Give it another in a column “Nama situs”.')}"
            row.problems.append(Problem(row.line.place("site" if row.line.text("site") else "name"), told))
            continue
        row.slug = free[0]
        taken.add(row.slug)


__all__ = ["FOLDER", "Preview", "Problem", "Row", "look"]
