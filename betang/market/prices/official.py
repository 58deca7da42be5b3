"""Official series out of a table: commodity × day, day × commodity, or one figure a row. Looked through first; twice changes nothing."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import IO, Any

from django.conf import settings
from django.db import transaction
from django.utils.translation import gettext as _

from betang.accounts.actors import Actor
from betang.audit import trail
from betang.guard.sheets import files
from betang.guard.sheets.cells import Cell, amount, column_letters, day, normal, text_of
from betang.guard.words import slug_of, tidy_line
from betang.kernel import clock
from betang.kernel.errors import InvalidInput
from betang.kernel.money import rupiah
from betang.market.models import Commodity, OfficialPrice, OfficialSeries
from betang.market.prices import policies
from betang.market.prices.commodities import names_of
from betang.market.terms import PriceLevel
from betang.regions.queries import by_code, places_within

FOLDER = "pasar/harga"
LOOKED_AT = 40
"""Rows from the top in which a header is looked for."""
FIGURES_MOST = 60_000
PROBLEMS_MOST = 500
BATCH = 1000
SLACK = 3
"""An official figure so many times beyond a commodity's bounds is a slip."""

_COMMODITY = {
    "komoditas", "komoditas rp", "nama komoditas", "bahan pokok", "bahan pangan", "jenis komoditas", "commodity", "uraian",
    "nama bahan pokok", "jenis barang",
}  # fmt: skip
_DAY = {"tanggal", "tgl", "date", "hari", "periode"}
_PRICE = {"harga", "harga rp", "price", "nilai", "harga rata rata", "harga rupiah"}
_PLACE = {"wilayah", "kode wilayah", "kabupaten", "kabupaten kota", "kab kota", "provinsi", "daerah", "region", "kode"}
_SPACED = re.compile(r"\s*([/.-])\s*")


@dataclass(frozen=True, slots=True, kw_only=True)
class Problem:
    """Something about a cell or a row; what it is about is left out of what is written."""

    row: int
    column: str
    text: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Figure:
    """One price as it stands in a cell."""

    slug: str
    region_code: str
    on: date
    price_idr: int


@dataclass(slots=True, kw_only=True)
class Read:
    """What a table says. `header_row` is 0 where no header was found; `form`: wide, days or long."""

    sheet: str = ""
    header_row: int = 0
    form: str = ""
    figures: dict[tuple[str, str, date], int] = field(default_factory=dict)
    problems: list[Problem] = field(default_factory=list)
    more_problems: int = 0

    def problem(self, row: int, column: int, text: str) -> None:
        if len(self.problems) < PROBLEMS_MOST:
            self.problems.append(Problem(row=row, column=column_letters(column) if column >= 0 else "", text=text))
        else:
            self.more_problems += 1


@dataclass(frozen=True, slots=True, kw_only=True)
class Known:
    """What a table is read with: names of commodities and places in normal form, bounds, and the last day that can be."""

    commodities: Mapping[str, str]
    bounds: Mapping[str, tuple[int, int]]
    places: Mapping[str, str]
    region_code: str
    today: date


def day_of(cell: Cell) -> date | None:
    """The day in a heading or a cell; `02/ 01/ 2023`, as PIHPS writes it, too."""
    found, _is_read = day(_SPACED.sub(r"\1", cell) if isinstance(cell, str) else cell)
    return found


def read(rows: Iterable[tuple[int, list[Cell]]], known: Known, *, sheet: str = "") -> Read:
    """Read a sheet from its first row. Pure."""
    found = Read(sheet=sheet)
    days: dict[int, date] = {}
    names: dict[int, str] = {}
    columns: dict[str, int] = {}
    where: dict[tuple[str, str, date], int] = {}
    for number, row in rows:
        if not found.header_row:
            if number > LOOKED_AT:
                break
            found.form, columns, days, names = _header(row, known)
            if found.form:
                found.header_row = number
            continue
        if not any(text_of(cell) for cell in row):
            continue
        if len(found.figures) >= FIGURES_MOST:
            found.problem(number, -1, _("Only the first %(count)s figures of a file are read.") % {"count": FIGURES_MOST})
            break
        code = _place_in(row, columns, known, found, number)
        if not code:
            continue
        if found.form == "days":
            on = day_of(row[columns["day"]]) if columns["day"] < len(row) else None
            if on is None:
                found.problem(number, columns["day"], _("There is no day here."))
                continue
            for column, slug in names.items():
                _take(found, where, known, number, column, row, slug, code, on)
            continue
        slug = _commodity_in(row, columns["commodity"], known, found, number)
        if not slug:
            continue
        if found.form == "long":
            on = day_of(row[columns["day"]]) if columns["day"] < len(row) else None
            if on is None:
                found.problem(number, columns["day"], _("There is no day here."))
            else:
                _take(found, where, known, number, columns["price"], row, slug, code, on)
        else:
            for column, on in days.items():
                if not _take(found, where, known, number, column, row, slug, code, on):
                    break
    return found


def _header(row: Sequence[Cell], known: Known) -> tuple[str, dict[str, int], dict[int, date], dict[int, str]]:
    columns: dict[str, int] = {}
    days: dict[int, date] = {}
    names: dict[int, str] = {}
    for column, cell in enumerate(row):
        name = normal(text_of(cell))
        for key, words in (("commodity", _COMMODITY), ("day", _DAY), ("price", _PRICE), ("place", _PLACE)):
            if name in words:
                columns.setdefault(key, column)
        if name in known.commodities:
            names[column] = known.commodities[name]
        elif text_of(cell) and name not in _DAY and (on := day_of(cell)) is not None:
            days[column] = on
    if {"commodity", "day", "price"} <= columns.keys():
        return "long", columns, {}, {}
    if "commodity" in columns and days:
        return "wide", columns, days, {}
    if "day" in columns and names:
        return "days", columns, {}, names
    return "", {}, {}, {}


def _place_in(row: Sequence[Cell], columns: Mapping[str, int], known: Known, found: Read, number: int) -> str:
    column = columns.get("place")
    text = text_of(row[column]) if column is not None and column < len(row) else ""
    if not text:
        return known.region_code
    code = known.places.get(normal(text)) or known.places.get(text)
    if code is None:
        found.problem(number, column or 0, _("%(name)s is no place of this region.") % {"name": text[:60]})
        return ""
    return code


def _commodity_in(row: Sequence[Cell], column: int, known: Known, found: Read, number: int) -> str:
    text = text_of(row[column]) if column < len(row) else ""
    if not text:
        return ""
    slug = known.commodities.get(normal(text))
    if slug is None:
        found.problem(number, column, _("%(name)s is not among the commodities that are followed here.") % {"name": text[:60]})
        return ""
    return slug


def _take(
    found: Read, where: dict[tuple[str, str, date], int], known: Known, number: int, column: int, row: Sequence[Cell],
    slug: str, code: str, on: date,
) -> bool:  # fmt: skip
    """Take one cell over; False where the whole row repeats another."""
    if column >= len(row):
        return True
    read_amount = amount(row[column])
    if read_amount.idr is None:
        if read_amount.flaw:
            found.problem(number, column, _("%(text)s is no price.") % {"text": text_of(row[column])[:40]})
        return True
    if read_amount.idr == 0:
        return True
    least, most = known.bounds[slug]
    if not least // SLACK <= read_amount.idr <= most * SLACK:
        found.problem(number, column, _("%(price)s cannot be the price of this.") % {"price": rupiah(read_amount.idr)})
        return True
    if on > known.today:
        found.problem(number, column, _("This day has not come yet: %(day)s.") % {"day": on.isoformat()})
        return True
    key = (slug, code, on)
    if where.get(key, number) != number:
        found.problem(number, -1, _("The same commodity stands in row %(row)s already, which counts.") % {"row": where[key]})
        return False
    where[key] = number
    found.figures[key] = read_amount.idr
    return True


# ---------- the file, the preview, the writing ----------


@dataclass(frozen=True, slots=True, kw_only=True)
class Series:
    """Whose figures these are."""

    name: str
    publisher: str
    url: str = ""
    level: str = PriceLevel.CONSUMER

    @property
    def key(self) -> str:
        return slug_of(f"{self.publisher} {self.name} {self.level}", fallback="seri")[:60]


@dataclass(frozen=True, slots=True, kw_only=True)
class Preview:
    """What bringing the file would do."""

    read: Read
    added: int
    changed: int
    unchanged: int
    first: date | None
    last: date | None
    commodities: int

    @property
    def is_empty(self) -> bool:
        """Nothing would be written."""
        return not (self.added or self.changed)


def receive(*, actor: Actor, region_code: str, file: IO[bytes] | Any) -> str:
    """Keep the file and say where. Raises `InvalidInput` with what to do for what is no table."""
    policies.may_bring(actor, region_code).require()
    return files.receive(file, folder=FOLDER).path


def _known(region_code: str, today: date) -> tuple[Known, dict[str, Commodity]]:
    rows = {one.slug: one for one in Commodity.objects.filter(is_followed=True)}
    region = by_code(region_code)
    places: dict[str, str] = {}
    for one in places_within(region_code):
        if one.code.count(".") <= 1:
            for name in (one.full_name, one.name):
                places.setdefault(normal(name), one.code)
            places[one.code] = one.code
    for name in (region.full_name, region.name):
        places.setdefault(normal(name), region.code)
    places[region.code] = region.code
    places.setdefault(normal(region.full_name.replace("Kabupaten", "Kab")), region.code)
    for name, code in list(places.items()):
        if name.startswith("kabupaten "):
            places.setdefault("kab " + name.removeprefix("kabupaten "), code)
    names: dict[str, str] = {}
    for one_row in rows.values():
        for name in names_of(one_row.slug, one_row.name):
            names.setdefault(name, one_row.slug)
    bounds = {slug: (one_row.least_idr, one_row.most_idr) for slug, one_row in rows.items()}
    return Known(commodities=names, bounds=bounds, places=places, region_code=region_code, today=today), rows


def _read(path: str, known: Known) -> Read:
    book = files.rows_of(path)
    best = Read()
    for sheet in book.sheets:
        if not sheet.is_hidden:
            found = read(book.of(sheet), known, sheet=sheet.name)
            if len(found.figures) > len(best.figures) or (found.header_row and not best.header_row):
                best = found
    if not best.header_row:
        raise InvalidInput(
            _("No header was found in the first rows of this file."),
            hint=_("It needs a row with “komoditas” and days beside it, or “tanggal”, “komoditas” and “harga”."),
        )
    return best


def _kept(series: Series, slugs: set[str]) -> dict[tuple[str, str, date], OfficialPrice]:
    rows = OfficialPrice.objects.filter(series__key=series.key, commodity__slug__in=slugs).select_related("commodity")
    return {(row.commodity.slug, row.region_code, row.on): row for row in rows}


def preview(*, actor: Actor, region_code: str, series: Series, path: str, at: datetime) -> Preview:
    """Look through a kept file: what would be new and changed, and every problem by its cell. Nothing is written."""
    policies.may_bring(actor, region_code).require()
    known, _rows = _known(region_code, at.astimezone(clock.zone()).date())
    return _weigh(_read(path, known), series)


def _weigh(found: Read, series: Series) -> Preview:
    kept = _kept(series, {slug for slug, _code, _on in found.figures})
    there = [key for key in found.figures if key in kept]
    changed = sum(kept[key].price_idr != found.figures[key] for key in there)
    days = [on for _slug, _code, on in found.figures]
    return Preview(
        read=found, added=len(found.figures) - len(there), changed=changed, unchanged=len(there) - changed,
        first=min(days, default=None), last=max(days, default=None), commodities=len({slug for slug, _code, _on in found.figures}),
    )  # fmt: skip


@transaction.atomic
def bring(*, actor: Actor, region_code: str, series: Series, path: str, at: datetime, file_name: str = "") -> Preview:
    """Write what the file says; what it says no more stays. The same file twice changes nothing, not even the trail."""
    policies.may_bring(actor, region_code).require()
    if not series.name.strip() or not series.publisher.strip() or series.level not in PriceLevel.values:
        raise InvalidInput(_("Say whose figures these are: the name of the series, and who publishes it."))
    known, rows = _known(region_code, at.astimezone(clock.zone()).date())
    row, _made = OfficialSeries.objects.get_or_create(
        key=series.key,
        defaults={
            "name": tidy_line(series.name)[:120], "publisher": tidy_line(series.publisher)[:120], "url": series.url, "level": series.level,
        },
    )  # fmt: skip
    row = OfficialSeries.objects.select_for_update().get(pk=row.pk)  # two at once write one after the other
    found = _read(path, known)
    seen = _weigh(found, series)
    if seen.is_empty:
        return seen
    kept = _kept(series, {slug for slug, _code, _on in found.figures})
    added, changed = [], []
    for (slug, code, on), price in found.figures.items():
        there = kept.get((slug, code, on))
        if there is None:
            added.append(OfficialPrice(series=row, commodity=rows[slug], region_code=code, on=on, price_idr=price))
        elif there.price_idr != price:
            there.price_idr = price
            changed.append(there)
    OfficialPrice.objects.bulk_create(added, batch_size=BATCH)
    OfficialPrice.objects.bulk_update(changed, ["price_idr"], batch_size=BATCH)
    row.imported_at, row.imported_by_id, row.file_sha256 = at, actor.id, path.rpartition("/")[2][:64]
    row.save(update_fields=["imported_at", "imported_by", "file_sha256"])
    data = {
        "series": row.key, "publisher": row.publisher, "region": region_code, "file": file_name[:200], "sha256": row.file_sha256,
        "added": len(added), "changed": len(changed),
    }  # fmt: skip
    trail.record("market.prices.brought", row, actor=actor, at=at, data=data, public=True)
    return seen


def series_known() -> list[OfficialSeries]:
    """The series that the house has, with when each was brought last. One query."""
    return list(OfficialSeries.objects.select_related("imported_by"))


def default_region(actor: Actor) -> str:
    """The widest region that the actor may bring figures of."""
    from betang.accounts.terms import APPROVING_POSTS

    codes = sorted(actor.regions_of(*APPROVING_POSTS), key=len)
    return codes[0] if codes else settings.PROVINCE_CODE
