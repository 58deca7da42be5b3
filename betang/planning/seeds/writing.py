"""Writing the demo world's plans: in bulk where rows need no history, through the importer where every figure shall lead to its cell."""

from __future__ import annotations

import io
import random
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime
from typing import Any
from uuid import UUID

from django.db import connection, transaction

from betang.accounts.actors import SYSTEM
from betang.audit import trail
from betang.kernel.ids import uuid7
from betang.planning import photos, rollups, rules
from betang.planning.importing import actions as importing
from betang.planning.importing.comparing import native
from betang.planning.importing.loading import insert
from betang.planning.importing.problems import open_ones
from betang.planning.importing.writing import (
    FIGURE_COLUMNS,
    FUND_COLUMNS,
    INDICATOR_COLUMNS,
    LINE_COLUMNS,
    PLACE_COLUMNS,
    keys,
)
from betang.planning.models import Code, Document, Hanging, LinePlace, Photo, Version, VillageIncome
from betang.planning.papers.documents import index_document
from betang.planning.papers.rules import address_of
from betang.planning.seeds import words
from betang.planning.seeds.plan import DONE_YEAR, NEXT_YEAR, RUNNING_YEAR, LineSeed, Setting, VillageYear, World
from betang.planning.terms import DocumentKind, DocumentStatus, FileKind, IndicatorKind, Phase, Scheme, VersionKind
from betang.regions.models import Office, Region
from betang.regions.seeds import sample_point
from betang.regions.terms import OfficeKind

BATCH = 2000
STATED = {
    Phase.PROPOSED: (-1, 5, 20), Phase.CEILING: (-1, 8, 14), Phase.BUDGETED: (-1, 12, 22), Phase.REVISED: (0, 10, 2),
}  # fmt: skip
"""When a phase is usually stated: years from the fiscal year, month, day."""
PHOTOGRAPHED = 36
POINTED = 48
"""How many lines of the running year lie at a point of the map, twelve of them in the village that is shown."""


@dataclass(frozen=True, slots=True)
class Brought:
    """A file that is read by the importer: of which government, year and phase (or, of what was spent, until when)."""

    government: str
    year: int
    phase: Phase
    until: date | None = None


FILES = (
    Brought("62.03", RUNNING_YEAR, Phase.BUDGETED),
    Brought("62.03", RUNNING_YEAR, Phase.REALISED, date(RUNNING_YEAR, 9, 30)),
    Brought("62.02", RUNNING_YEAR, Phase.BUDGETED),
    Brought("62.71", RUNNING_YEAR, Phase.BUDGETED),
    Brought("62", RUNNING_YEAR, Phase.BUDGETED),
)
"""What the governments brought as files; a showcase village's budget comes as one too."""


def moment(phase: Phase, year: int, now: datetime) -> datetime:
    """When an amount was stated; never after `now`."""
    apart, month, day = STATED[phase]
    return min(datetime(year + apart, month, day, 3, tzinfo=UTC), now)


@dataclass(frozen=True, slots=True)
class Written:
    """The row of a line: its key and its readable number."""

    id: UUID
    number: str


TABLES: dict[str, tuple[str, ...]] = {
    "planning_line": LINE_COLUMNS + ("physical_percent",),
    "planning_figure": FIGURE_COLUMNS,
    "planning_linefund": FUND_COLUMNS,
    "planning_lineplace": PLACE_COLUMNS,
    "planning_indicator": (*INDICATOR_COLUMNS, "reached"),
    "planning_realisation": ("id", "line_id", "until_on", "spent_idr", "percent", "words", "sheet", "cell", "stated_at"),
    "planning_milestone": ("id", "line_id", "name", "due_on", "done_on"),
}
"""Tables of what is written in bulk, lines first."""


class _Rows:
    """Rows as the database takes them: tens of thousands of objects would take most of a minute."""

    def __init__(self) -> None:
        self.keys = keys()
        self.of: dict[str, list[tuple[Any, ...]]] = {table: [] for table in TABLES}

    def add(self, table: str, *values: Any) -> None:
        self.of[table].append((next(self.keys), *values))

    def save(self) -> None:
        for table, columns in TABLES.items():
            insert(table, columns, self.of[table])


class Writer:
    """Writes a `World`. Everything is marked as sample."""

    def __init__(
        self, setting: Setting, world: World, *, now: datetime, pictures: Mapping[str, bytes], files: Sequence[Brought] = FILES
    ) -> None:
        self.setting, self.world, self.now, self.pictures = setting, world, now, pictures
        self.files = [one for one in files if any(line.government == one.government for line in world.lines)]
        if setting.showcase and files:
            self.files.append(Brought(setting.showcase, RUNNING_YEAR, Phase.BUDGETED))
        self.regions = self._regions()
        self.offices: dict[tuple[str, str], Office] = {}
        self.rng = random.Random(f"{setting.seed}:writing")

    @transaction.atomic
    def write(self) -> list[tuple[LineSeed, Written]]:
        """Offices, lines and what hangs on them, files, documents, sums. Returns each seed with its row."""
        self._set_up_offices()
        pairs = self._lines()
        for one in self.files:
            self._bring(one, [(seed, line) for seed, line in pairs if seed.government == one.government and seed.year == one.year])
        rollups.rebuild_many({(seed.government, seed.year) for seed, _line in pairs})
        self._photos(pairs)
        self._points(pairs)
        self._village_years(self.world.village_years)
        self._documents()
        province = self.regions[self.setting.province.code]
        trail.record("planning.sample.written", province, actor=SYSTEM, at=self.now, data={"lines": len(pairs)})
        return pairs

    def _regions(self) -> dict[str, Region]:
        codes = {line.government for line in self.world.lines} | {one.code for line in self.world.lines for one in line.places}
        codes |= {self.setting.province.code}
        found: dict[str, Region] = {}
        wanted = sorted(codes)
        for start in range(0, len(wanted), 500):
            rows = Region.objects.filter(code__in=wanted[start : start + 500], valid_to__isnull=True)
            found |= {row.code: row for row in rows}
        return found

    # ---------- Offices ----------

    def _set_up_offices(self) -> None:
        made = []
        there = {(row.region.code, row.kind): row for row in Office.objects.filter(valid_to__isnull=True).select_related("region")}
        serial: dict[str, int] = defaultdict(int)
        for place, seed in self.world.offices:
            region = self.regions[place.code]
            serial[place.code] += 1
            known = there.get((place.code, seed.kind)) if seed.kind in (OfficeKind.COMMS, OfficeKind.PLANNING) else None
            if known is None:
                tail = "" if seed.kind == OfficeKind.DISTRICT else f" {region.full_name}"
                known = Office(
                    region=region, kind=seed.kind, name=f"{seed.name or seed.short}{tail}",
                    short_name=seed.short if seed.kind == OfficeKind.DISTRICT else f"{seed.short} {place.name}"[:60],
                    code=f"{seed.fields[0]}.0.00.0.00.{serial[place.code]:02d}.0000",
                )  # fmt: skip
                made.append(known)
            self.offices[place.code, seed.short] = known
        Office.objects.bulk_create(made)

    # ---------- Lines ----------

    def _lines(self) -> list[tuple[LineSeed, Written]]:
        entries = {
            (scheme, code): key
            for scheme, code, key in Code.objects.filter(nomenclature__scheme__in=(Scheme.REGIONAL, Scheme.VILLAGE_ACTIVITY)).values_list(
                "nomenclature__scheme", "code", "id"
            )
        }
        from_files = {(one.government, one.year, one.phase, one.until) for one in self.files}
        rows = _Rows()
        pairs = [(seed, self._line(rows, seed, entries, from_files)) for seed in self.world.lines]
        rows.save()
        return pairs

    def _line(
        self, rows: _Rows, seed: LineSeed, entries: Mapping[tuple[str, str], UUID], from_files: set[tuple[str, int, Phase, date | None]]
    ) -> Written:
        scheme = Scheme.REGIONAL if seed.office else Scheme.VILLAGE_ACTIVITY
        parts = rules.parts(seed.code, scheme)
        office = self.offices[seed.government, seed.office].pk if seed.office else None
        key = rules.line_key(seed.name) if seed.is_one_of_several else ""
        listed = seed.code if (scheme, seed.code) in entries else rules.support_code(seed.code)
        number = rules.line_number(seed.government, seed.year, seed.code, office, key)
        where = (seed.government, seed.year)
        typed = {phase: amount for phase, amount in seed.amounts.items() if (*where, phase, None) not in from_files}
        reports = [one for one in seed.reports if (*where, Phase.REALISED, one[0]) not in from_files]
        last = reports[-1] if reports else None
        amounts = [*(typed.get(phase) for phase in rules.AMOUNT_COLUMNS if phase != Phase.REALISED), last[1] if last else None]
        line_id = uuid7()
        mine = native(line_id)
        rows.of["planning_line"].append(
            (
                mine, native(self.regions[seed.government].pk), seed.government, seed.year, native(office), str(scheme), seed.code,
                native(entries.get((scheme, listed))), parts.field, parts.programme, parts.activity, seed.name, key, number, *amounts,
                _location(seed), _day(date(seed.year, 2 if seed.office else 1, 1)), _day(date(seed.year, 12, 15)), "", True, False,
                _moment(self.now), last[2] if last else None,
            )
        )  # fmt: skip
        for phase, amount in typed.items():
            rows.add("planning_figure", mine, phase.value, "", amount, None, "", "", True, _moment(moment(phase, seed.year, self.now)))
        for until, spent, percent, said in reports:
            rows.add("planning_realisation", mine, _day(until), spent, percent, said, "", "", _moment(_after(until, self.now)))
        if last is not None:
            rows.add("planning_figure", mine, Phase.REALISED.value, "", last[1], None, "", "", True, _moment(_after(last[0], self.now)))
        for code, share in seed.funds:
            rows.add("planning_linefund", mine, code, share)
        detail = "" if (*where, Phase.BUDGETED, None) in from_files else seed.detail
        for one in seed.places:
            rows.add("planning_lineplace", mine, native(self.regions[one.code].pk), one.code, detail)
        if (*where, Phase.BUDGETED, None) not in from_files:  # else the file says what is measured
            reached = seed.target * seed.reports[-1][2] // 100 if seed.reports else None
            output, target = IndicatorKind.OUTPUT.value, f"{seed.target} {seed.unit}".strip()
            rows.add("planning_indicator", mine, output, _measure(seed), seed.year, seed.target, target, seed.unit, reached)
        for name, due, done in seed.milestones:
            rows.add("planning_milestone", mine, name, _day(due), _day(done))
        return Written(line_id, number)

    # ---------- Files ----------

    def _bring(self, one: Brought, pairs: Sequence[tuple[LineSeed, Written]]) -> None:
        """Let the importer read a file made of the lines; it stands in the house as it was received."""
        region = self.regions[one.government]
        is_village = one.government.count(".") == 3
        kind = FileKind.REALISATION if one.until else FileKind.VILLAGE if is_village else FileKind.PLAN
        stated = _after(one.until, self.now) if one.until else moment(one.phase, one.year, self.now)
        title = f"{'Realisasi' if one.until else 'APB' if is_village else 'APBD'} {region.full_name} {one.year}"
        body = workbook(title, [seed for seed, _line in pairs], self.offices, one)
        run = importing.receive_file(
            actor=SYSTEM, government=region, kind=kind, fiscal_year=one.year, phase=one.phase, file=io.BytesIO(body),
            file_name=f"{title} (data contoh).xlsx", at=stated, until_on=one.until, is_sample=True,
        )  # fmt: skip
        prepared = importing.examine(run)
        for _round in range(3):
            if not open_ones(run.report.get("problems", []), run.choices["answers"]):
                break
            run = importing.accept_suggestions(actor=SYSTEM, run=run, at=stated, keep_others=True)
            prepared = importing.examine(run)
        waiting = open_ones(run.report.get("problems", []), run.choices["answers"])
        if waiting or run.report.get("error"):
            raise RuntimeError(f"the sample file {title} cannot be read: {run.report.get('error', '')} {waiting[:3]}")
        importing.confirm(actor=SYSTEM, run=run, at=stated, in_background=False)
        importing.carry_out(run.pk, at=stated, prepared=prepared)

    # ---------- Photos, documents, duties ----------

    def _photos(self, pairs: Sequence[tuple[LineSeed, Written]]) -> None:
        shown = [(seed, line) for seed, line in pairs if seed.topic and seed.reports and seed.reports[-1][2] >= 40]
        near = [one for one in shown if any(place.code == self.setting.showcase for place in one[0].places)]
        chosen = near[:12] + self.rng.sample(shown, min(len(shown), PHOTOGRAPHED))
        kept: dict[str, photos.Kept] = {}
        rows: dict[UUID, Photo] = {}
        for seed, line in chosen:
            scene = words.BY_TOPIC[seed.topic].scene
            if scene not in self.pictures:
                continue
            if scene not in kept:
                kept[scene] = photos.keep(io.BytesIO(self.pictures[scene]))
            made, last = kept[scene], seed.reports[-1]
            rows[line.id] = Photo(
                line_id=line.id, path=made.path, width=made.width, height=made.height, alt=f"Gambar contoh: {seed.name}"[:250], taken_on=last[0],
                percent=last[2], added_at=_after(last[0], self.now),
            )  # fmt: skip
        Photo.objects.bulk_create(rows.values())

    def _points(self, pairs: Sequence[tuple[LineSeed, Written]]) -> None:
        """Give lines of the running year an invented point in their kabupaten, so that their page has something to draw."""
        drawn = random.Random(f"{self.setting.seed}:points")
        shown = [(seed, line) for seed, line in pairs if seed.topic and seed.year == RUNNING_YEAR and seed.places]
        near = [one for one in shown if any(place.code == self.setting.showcase for place in one[0].places)]
        chosen = {line.id for _seed, line in near[:12] + drawn.sample(shown, min(len(shown), POINTED - 12))}
        rows = list(LinePlace.objects.filter(line_id__in=chosen).select_related("line").order_by("line__number", "region_code"))
        for row in rows:
            row.latitude, row.longitude = sample_point(row.region_code, salt=row.line.number) or (None, None)
        LinePlace.objects.bulk_update(rows, ["latitude", "longitude"])

    def _village_years(self, years: Iterable[VillageYear]) -> None:
        incomes, hangings = [], []
        for one in years:
            region = self.regions[one.village.code]
            incomes += [
                VillageIncome(
                    village=region, village_code=region.code, fiscal_year=one.year, account_code=code, budgeted_idr=amount, realised_idr=real,
                    is_sample=True, changed_at=self.now,
                )
                for code, amount, real in one.incomes
            ]  # fmt: skip
            if one.hung_on is not None:
                hangings.append(
                    Hanging(
                        village=region, village_code=region.code, fiscal_year=one.year, place=one.hung_at, on=one.hung_on, is_sample=True
                    )
                )
        VillageIncome.objects.bulk_create(incomes, batch_size=BATCH)
        Hanging.objects.bulk_create(hangings, batch_size=BATCH)

    def _documents(self) -> None:
        made: list[Document] = []
        versions: list[Version] = []
        for place in (self.setting.province, *self.setting.regencies):
            region = self.regions[place.code]
            head = (
                "Peraturan Gubernur" if place.kind == "provinsi" else "Peraturan Wali Kota" if place.kind == "kota" else "Peraturan Bupati"
            )
            local = "Peraturan Daerah"
            self._document(made, versions, region, DocumentKind.RPJMD, 2025, 2029, [(local, 9, date(2025, 8, 20))])
            for year in (DONE_YEAR, RUNNING_YEAR, NEXT_YEAR):
                fixed = [(head, 21, date(year - 1, 6, 30))] + ([(head, 34, date(year, 7, 24))] if year != NEXT_YEAR else [])
                self._document(made, versions, region, DocumentKind.RKPD, year, year, fixed)
                if year != NEXT_YEAR:
                    self._document(
                        made,
                        versions,
                        region,
                        DocumentKind.APBD,
                        year,
                        year,
                        [(local, 6, date(year - 1, 12, 22)), (local, 4, date(year, 10, 2))],
                    )
        done: set[tuple[str, str]] = set()
        for one in self.world.village_years:
            region = self.regions[one.village.code]
            for kind in one.documents:
                first, last = (2022, 2029) if kind == DocumentKind.RPJM_DESA else (one.year, one.year)
                if (region.code, f"{kind}{first}") in done:
                    continue
                done.add((region.code, f"{kind}{first}"))
                enacted = (
                    date(2022, 5, 12)
                    if kind == DocumentKind.RPJM_DESA
                    else date(one.year - 1, 12 if kind == DocumentKind.APB_DESA else 9, 24)
                )
                self._document(made, versions, region, DocumentKind(kind), first, last, [("Peraturan Desa", 2 + len(kind) % 5, enacted)])
        Document.objects.bulk_create(made, batch_size=BATCH)
        Version.objects.bulk_create(versions, batch_size=BATCH)
        trail.record_first(
            "planning.document.brought",
            [(one, {"kind": one.kind, "address": one.address, "status": one.status}, None) for one in made],
            actor=SYSTEM, at=self.now, public=True,
        )  # fmt: skip
        for document in made:
            if document.government_id in {self.regions[one.code].pk for one in (self.setting.province, *self.setting.regencies)}:
                index_document(document)

    def _document(
        self, made: list[Document], versions: list[Version], region: Region, kind: DocumentKind, first: int, last: int,
        fixed: Sequence[tuple[str, int, date]],
    ) -> None:  # fmt: skip
        name = kind.label.split(",")[0]
        years = str(first) if first == last else f"{first}–{last}"
        document = Document(
            id=uuid7(), kind=kind, government=region, title=f"{name} {region.name if name.endswith("Desa") else region.full_name} {years}", from_year=first, to_year=last,
            address=address_of(kind, region.code, first, last), status=DocumentStatus.ENACTED, is_sample=True,
        )  # fmt: skip
        made.append(document)
        for number, (basis, serial, on) in enumerate(fixed, 1):
            versions.append(
                Version(
                    document=document, number=number, kind=VersionKind.FIRST if number == 1 else VersionKind.REVISED,
                    legal_basis=f"{basis} Nomor {serial} Tahun {on.year} (contoh)", fixed_on=on,
                    note="Data contoh: nomor dan isi peraturan ini dikarang." if number == 1 else "Perubahan anggaran setelah semester pertama.",
                )
            )  # fmt: skip


def _day(value: date | None) -> Any:
    return connection.ops.adapt_datefield_value(value) if value is not None else None


def _moment(value: datetime) -> Any:
    return connection.ops.adapt_datetimefield_value(value)


def _after(until: date, now: datetime) -> datetime:
    return min(datetime(until.year, until.month, until.day, 3, tzinfo=UTC).replace(hour=9), now)


def _location(seed: LineSeed) -> str:
    return "; ".join(one.words for one in seed.places)


def _measure(seed: LineSeed) -> str:
    return f"Jumlah {seed.unit.lower()} {seed.name[:1].lower()}{seed.name[1:]}" if seed.unit else f"Keluaran {seed.name}"


def workbook(title: str, lines: Sequence[LineSeed], offices: Mapping[tuple[str, str], Office], one: Brought) -> bytes:
    """A table as an office would send it: banner, header, a row for each line, the sum. Every sheet says that it is sample data."""
    import xlsxwriter

    held = io.BytesIO()
    with xlsxwriter.Workbook(held, {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False}) as book:
        book.set_properties({"title": title, "comments": "Data contoh", "created": datetime(2025, 1, 2, tzinfo=UTC).replace(tzinfo=None)})
        bold, money = book.add_format({"bold": True}), book.add_format({"num_format": "#,##0"})
        page = book.add_worksheet("Realisasi" if one.until else "Rencana")
        page.set_column(1, 1, 60)
        page.write_string(0, 0, title.upper(), bold)
        page.write_string(1, 0, "DATA CONTOH: angka di dalam berkas ini dikarang untuk menunjukkan cara kerja", bold)
        is_village = not lines[0].office
        heads = ["Kode", "Uraian"] + ([] if is_village else ["Perangkat Daerah"])
        heads += (
            ["Realisasi", "Fisik (%)", "Keterangan"]
            if one.until
            else ["Lokasi", "Sumber Dana", "Tolok Ukur Keluaran", "Target", "Satuan", "Jumlah Anggaran"]
        )
        for column, text in enumerate(heads):
            page.write_string(3, column, text, bold)
        row, total = 4, 0
        for line in lines:
            report = next((said for said in line.reports if said[0] == one.until), None)
            if one.until and report is None:
                continue
            cells: list[Any] = [line.code, line.name] + ([] if is_village else [offices[line.government, line.office].name])
            if report is not None:
                cells += [report[1], report[2], report[3]]
            else:
                fund = "; ".join(code for code, _amount in line.funds)
                cells += [_location(line), fund, _measure(line), line.target, line.unit, line.amounts[one.phase]]
            for column, value in enumerate(cells):
                if isinstance(value, str):
                    page.write_string(row, column, value)
                else:
                    page.write_number(row, column, value, money)
            total += report[1] if report is not None else line.amounts[one.phase]
            row += 1
        page.write_string(row, 1, "JUMLAH", bold)
        page.write_number(row, 3 if one.until else len(heads) - 1, total, money)
    return held.getvalue()
