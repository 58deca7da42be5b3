"""Bringing a price dictionary: looked through first, then written in one transaction. The same file twice changes nothing."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import IO, Any

from django.db import transaction
from django.utils.translation import gettext

from betang.accounts.actors import Actor
from betang.audit import trail
from betang.audit.models import Entry as Trace
from betang.guard.sheets import files
from betang.guard.sheets.cells import normal
from betang.kernel.errors import InvalidInput
from betang.proposals.models import PriceEntry
from betang.proposals.prices import policies
from betang.proposals.prices.reading import Entry, Read, read
from betang.proposals.terms import Channel
from betang.regions.models import Office, Region
from betang.regions.queries import offices_of

FOLDER = "usulan/kamus"
BATCH = 500
KEPT_DAYS = 2
CHANNELS = (Channel.MEETING, Channel.COUNCIL)
"""The national system keeps a list of its own for council members."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Preview:
    """What bringing the file would do. `gone` are entries that it no longer names."""

    read: Read
    added: int
    changed: int
    unchanged: int
    gone: int

    @property
    def is_empty(self) -> bool:
        """Nothing would be written."""
        return not (self.added or self.changed or self.gone)


def receive(*, actor: Actor, region: Region, file: IO[bytes] | Any) -> str:
    """Keep the file and say where. Raises `InvalidInput` with what to do for what is no table."""
    policies.may_bring(actor, region.code).require()
    path = files.receive(file, folder=FOLDER).path
    files.private(path).touch()  # brought once more, it is young again
    return path


def forget_uploads(*, at: datetime) -> int:
    """Remove files that were looked through and never written, once their preview is too old for a yes. Returns how many."""
    written = set(Trace.objects.filter(verb="proposals.prices.brought").values_list("data__sha256", flat=True))
    before = (at - timedelta(days=KEPT_DAYS)).timestamp()
    count = 0
    for one in files.private(FOLDER).glob("*.*"):
        if one.suffix not in (".rows", ".index") and one.stat().st_mtime < before and one.stem not in written:
            files.forget(f"{FOLDER}/{one.name}")
            count += 1
    return count


def _offices(region: Region) -> dict[str, Office]:
    found: dict[str, Office] = {}
    for one in offices_of(region.code):
        for name in (one.name, one.short_name, one.code):
            if name:
                found.setdefault(normal(name), one)
    return found


def _read(region: Region, path: str) -> Read:
    rows = files.rows_of(path)
    offices = {name: office.name for name, office in _offices(region).items()}
    best = Read()
    for sheet in rows.sheets:
        if not sheet.is_hidden:
            found = read(rows.of(sheet), offices, sheet=sheet.name)
            if len(found.entries) > len(best.entries) or (found.header_row and not best.header_row):
                best = found
    if not best.header_row:
        raise InvalidInput(
            gettext("No header was found in the first rows of this file."),
            hint=gettext("It needs a row with “nama kamus” (or “pekerjaan”) and “satuan”, and beside them “harga”."),
        )
    return best


def _kept(region: Region, fiscal_year: int, channel: str) -> dict[tuple[str, str], PriceEntry]:
    rows = PriceEntry.objects.filter(region=region, fiscal_year=fiscal_year, channel=channel)
    return {(row.name.casefold(), row.unit.casefold()): row for row in rows}


def _values(entry: Entry, offices: dict[str, Office]) -> dict[str, Any]:
    office = offices.get(normal(entry.office)) if entry.office else None
    return {
        "code": entry.code, "field_code": entry.sector, "programme_code": entry.programme_code, "programme_name": entry.programme_name,
        "office_id": office.pk if office else None, "unit_price_idr": entry.price_idr, "output_text": entry.output,
        "outcome_text": entry.outcome, "priority_text": entry.priority, "is_locked": entry.is_locked,
    }  # fmt: skip


def _differs(row: PriceEntry, values: dict[str, Any]) -> bool:
    return any(getattr(row, name) != value for name, value in values.items())


def preview(*, actor: Actor, region: Region, fiscal_year: int, channel: str, path: str) -> Preview:
    """Look through a kept file: what would be new, changed and gone, and every problem by row. Nothing is written."""
    policies.may_bring(actor, region.code).require()
    found = _read(region, path)
    kept, offices = _kept(region, fiscal_year, channel), _offices(region)
    named = _by_key(found.entries)
    there = [(kept[key], _values(entry, offices)) for key, entry in named.items() if key in kept]
    changed = sum(_differs(row, values) for row, values in there)
    gone = sum(key not in named and not row.is_locked for key, row in kept.items())
    return Preview(read=found, added=len(named) - len(there), changed=changed, unchanged=len(there) - changed, gone=gone)


def _by_key(entries: Iterable[Entry]) -> dict[tuple[str, str], Entry]:
    return {(entry.name.casefold(), entry.unit.casefold()): entry for entry in entries}


@transaction.atomic
def bring(
    *, actor: Actor, region: Region, fiscal_year: int, channel: str, path: str, at: datetime, file_name: str = "", locks_gone: bool = True
) -> Preview:
    """Write what the file says. Entries that it no longer names are locked (`locks_gone`), never removed: proposals name them.

    What was estimated already stays as it was estimated.
    """
    policies.may_bring(actor, region.code).require()
    if channel not in CHANNELS or not 2005 <= fiscal_year <= 2099:
        raise InvalidInput(gettext("Choose the year and the list."))
    Region.objects.select_for_update().get(pk=region.pk)  # two at once write one after the other
    seen = preview(actor=actor, region=region, fiscal_year=fiscal_year, channel=channel, path=path)
    kept, offices = _kept(region, fiscal_year, channel), _offices(region)
    named = _by_key(seen.read.entries)
    added: list[PriceEntry] = []
    changed: list[PriceEntry] = []
    columns: set[str] = {"is_locked"}
    for key, entry in named.items():
        values = _values(entry, offices)
        columns |= set(values)
        row = kept.get(key)
        if row is None:
            made = PriceEntry(region=region, fiscal_year=fiscal_year, channel=channel, name=entry.name, unit=entry.unit, **values)
            added.append(made)
        elif _differs(row, values):
            for name, value in values.items():
                setattr(row, name, value)
            changed.append(row)
    for key, row in kept.items():
        if locks_gone and key not in named and not row.is_locked:
            row.is_locked = True
            changed.append(row)
    if not added and not changed:
        return seen
    PriceEntry.objects.bulk_create(added, batch_size=BATCH)
    PriceEntry.objects.bulk_update(changed, sorted(column.removesuffix("_id") for column in columns), batch_size=BATCH)
    data = {
        "region": region.code, "year": fiscal_year, "channel": channel, "file": file_name[:200], "sha256": path.rpartition("/")[2][:64],
        "added": len(added), "changed": len(changed), "left_out": seen.read.left_out,
    }  # fmt: skip
    trail.record("proposals.prices.brought", region, actor=actor, at=at, data=data, public=True)
    return seen
