"""The kept sums: written with sets in SQL, in the transaction of each change; counted again, slowly and another way, by `recount`.

Rules of counting. Withdrawn lines do not count. A line counts once in each place, and once in each region above it within the
government; in each fund; with its whole amount, unless its share there is known: then with the share, never more than the amount.
Amounts that a file divides by fund count as divided. So places and funds need not add up to the total, and pages say so.

Who writes lines of a government takes `hold` first: two writers of the same government and year come one after the other.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from hashlib import blake2b
from typing import Any

from django.db import connection, transaction

from betang.planning.models import Line, Rollup
from betang.planning.rules import AMOUNT_COLUMNS, WEIGHT_ORDER
from betang.planning.terms import Dimension, Phase

COLUMNS = tuple(AMOUNT_COLUMNS.values())
SUMMED = (*COLUMNS, "effective_idr")
PHASES = tuple(AMOUNT_COLUMNS)
BATCH = 400
"""Governments in one statement: far below the number of parameters that SQLite takes."""
HELD_ONE_BY_ONE = 50
"""More governments than this are held all together: a lock for each would fill PostgreSQL's lock table."""

Keys = Mapping[Dimension, Iterable[str]]


# ---------- Holding ----------


def _lock_number(text: str) -> int:
    return int.from_bytes(blake2b(text.encode(), digest_size=8, person=b"betang.plan").digest(), signed=True)


_HOUSE = _lock_number("all")


def hold(*pairs: tuple[str, int]) -> None:
    """Be the only writer of the plans of these `(government code, fiscal year)` until the open transaction ends.

    On SQLite the transaction itself is the only writer. On PostgreSQL one advisory lock a pair, taken in order.
    """
    if not connection.in_atomic_block:
        raise transaction.TransactionManagementError("hold() must stand in the action's own transaction")
    if connection.vendor != "postgresql":
        return
    wanted = sorted({_lock_number(f"{code}:{year}") for code, year in pairs})
    with connection.cursor() as cursor:
        if len(wanted) > HELD_ONE_BY_ONE:
            cursor.execute("SELECT pg_advisory_xact_lock(%s)", [_HOUSE])
            return
        cursor.execute("SELECT pg_advisory_xact_lock_shared(%s)", [_HOUSE])
        for number in wanted:
            cursor.execute("SELECT pg_advisory_xact_lock(%s)", [number])


# ---------- Rebuilding ----------


def rebuild(government_code: str, fiscal_year: int) -> None:
    """Count every sum of a government's year anew. A few statements, whatever the number of lines."""
    rebuild_many([(government_code, fiscal_year)])


def rebuild_many(pairs: Iterable[tuple[str, int]]) -> None:
    """`rebuild` for many governments at once: the statements are the same for four hundred as for one."""
    by_year: dict[int, set[str]] = defaultdict(set)
    for code, year in pairs:
        by_year[year].add(code)
    with transaction.atomic():
        hold(*((code, year) for year, codes in by_year.items() for code in codes))
        for year, codes in by_year.items():
            ordered = sorted(codes)
            for start in range(0, len(ordered), BATCH):
                some = ordered[start : start + BATCH]
                Rollup.objects.filter(fiscal_year=year, government_code__in=some).delete()
                for dimension in Dimension:
                    _count(dimension, year, some)


def touch(line: Line, before: Keys | None = None) -> None:
    """Count anew the sums that a changed line stands in, and those where it stood (`before`, from `keys_of`). After the line is saved.

    The caller holds the government (`hold`). Costs two statements for each of seven dimensions, over indexed rows.
    """
    after = keys_of(line)
    for dimension in Dimension:
        keys = sorted({*after.get(dimension, ()), *(before or {}).get(dimension, ())})
        if keys:
            rows = Rollup.objects.filter(government_code=line.government_code, fiscal_year=line.fiscal_year, dimension=dimension)
            rows.filter(key__in=keys)._raw_delete(rows.db)
            _count(dimension, line.fiscal_year, [line.government_code], keys)


def keys_of(line: Line) -> dict[Dimension, set[str]]:
    """In which sums a saved line stands. Two queries."""
    codes = line.places.values_list("region_code", flat=True)
    return {
        Dimension.TOTAL: {""},
        Dimension.OFFICE: {str(line.office_id)} if line.office_id else set(),
        Dimension.FIELD: _named(line.field_code),
        Dimension.PROGRAMME: _named(line.programme_code),
        Dimension.ACTIVITY: _named(line.activity_code),
        Dimension.FUND: set(line.funds.values_list("code", flat=True)),
        Dimension.PLACE: {key for code in codes for key in places_above(code, line.government_code)},
    }


def _named(code: str) -> set[str]:
    return {code} if code else set()


def places_above(region_code: str, government_code: str) -> list[str]:
    """The place itself and the regions above it down from the government's own: `62.03.05.2004` of 62.03 → …2004, 62.03.05, 62.03."""
    found = [region_code]
    if region_code.startswith(government_code + "."):
        code = region_code
        while code != government_code:
            code = code.rpartition(".")[0]
            found.append(code)
    return found


# ---------- The statements ----------


def _list(count: int) -> str:
    return ", ".join(["%s"] * count)


def _new_id() -> str:
    return "gen_random_uuid()" if connection.vendor == "postgresql" else "lower(hex(randomblob(16)))"


def _office_text() -> str:
    if connection.vendor == "postgresql":
        return "l.office_id::text"
    cut = ((1, 8), (9, 4), (13, 4), (17, 4), (21, 12))
    return " || '-' || ".join(f"substr(l.office_id, {start}, {length})" for start, length in cut)


def _capped_amount(column: str) -> str:
    """The line's amount, or its share where that is known and smaller; an unknown amount stays unknown."""
    return f"CASE WHEN h.share < h.{column} THEN h.share ELSE h.{column} END"


_LINES = "FROM planning_line l WHERE l.fiscal_year = %s AND l.government_code IN ({codes}) AND NOT l.is_withdrawn"


def _count(dimension: Dimension, year: int, codes: list[str], keys: list[str] | None = None) -> None:
    """Insert the sums of one dimension; of `keys` alone where they are given. What was there has been deleted before."""
    if dimension == Dimension.PLACE:
        counted, params = _by_place(year, codes)
    elif dimension == Dimension.FUND:
        counted, params = _by_fund(year, codes)
    else:
        counted, params = _by_column(dimension, year, codes, keys)
    where = ""
    if keys is not None:
        where, params = f"WHERE c.key IN ({_list(len(keys))})", [*params, *keys]
    now = f"COALESCE({', '.join('c.' + AMOUNT_COLUMNS[phase] for phase in WEIGHT_ORDER)})"
    sums = ", ".join(f"COALESCE(SUM({column}), 0)" for column in (*(f"c.{column}" for column in COLUMNS), now))
    sql = (
        f"INSERT INTO planning_rollup (id, government_code, fiscal_year, dimension, key, line_count, {', '.join(COLUMNS)}, effective_idr) "  # noqa: S608
        f"SELECT {_new_id()}, s.* FROM (SELECT c.government_code, c.fiscal_year, CAST(%s AS varchar(10)) AS dimension, c.key, "
        f"COUNT(*) AS n, {sums} FROM ({counted}) c {where} GROUP BY c.government_code, c.fiscal_year, c.key) s"
    )
    with connection.cursor() as cursor:
        cursor.execute(sql, [dimension.value, *params])


def _by_column(dimension: Dimension, year: int, codes: list[str], keys: list[str] | None) -> tuple[str, list[Any]]:
    columns = {
        Dimension.TOTAL: "''",
        Dimension.OFFICE: _office_text(),
        Dimension.FIELD: "l.field_code",
        Dimension.PROGRAMME: "l.programme_code",
        Dimension.ACTIVITY: "l.activity_code",
    }
    amounts = ", ".join(f"l.{column}" for column in COLUMNS)
    sql = f"SELECT l.government_code, l.fiscal_year, {columns[dimension]} AS key, {amounts} " + _LINES.format(codes=_list(len(codes)))
    params: list[Any] = [year, *codes]
    if dimension == Dimension.OFFICE:
        sql += " AND l.office_id IS NOT NULL"
    elif dimension != Dimension.TOTAL:
        sql += f" AND {columns[dimension]} <> ''"
        if keys is not None:  # said here as well, where an index can be used
            sql, params = sql + f" AND {columns[dimension]} IN ({_list(len(keys))})", [*params, *keys]
    return sql, params


def _by_place(year: int, codes: list[str]) -> tuple[str, list[Any]]:
    """One row for each line and place or region above; its share there where every place of the line within states one.

    Lines are joined once and carried along: a second join to a grouped subquery is what a planner without statistics (right
    after an import) turns into a loop within a loop.
    """
    carried = ", ".join(f"l.{column}" for column in COLUMNS)
    mine = f"l.fiscal_year = %s AND l.government_code IN ({_list(len(codes))}) AND NOT l.is_withdrawn"
    base = f"l.government_code, l.fiscal_year, {carried} FROM planning_lineplace p JOIN planning_line l ON l.id = p.line_id WHERE {mine}"
    itself = f"SELECT p.line_id, p.region_code AS key, p.share_idr, {base}"
    above = [
        f"SELECT p.line_id, substr(p.region_code, 1, {length}) AS key, p.share_idr, {base} AND length(p.region_code) > {length} "
        f"AND length(l.government_code) <= {length} "
        f"AND substr(p.region_code, 1, length(l.government_code) + 1) = l.government_code || '.'"
        for length in (2, 5, 8)
    ]
    params: list[Any] = [year, *codes]
    kept_along = ", ".join(f"MAX(l.{column}) AS {column}" for column in COLUMNS)
    held = (
        "SELECT l.line_id, l.key, MAX(l.government_code) AS government_code, MAX(l.fiscal_year) AS fiscal_year, "  # noqa: S608
        f"CASE WHEN COUNT(*) = COUNT(l.share_idr) THEN SUM(l.share_idr) END AS share, {kept_along} "
        f"FROM ({' UNION ALL '.join([itself, *above])}) l GROUP BY l.line_id, l.key"
    )
    amounts = ", ".join(f"{_capped_amount(column)} AS {column}" for column in COLUMNS)
    return f"SELECT h.government_code, h.fiscal_year, h.key, {amounts} FROM ({held}) h", params * 4  # noqa: S608


def _by_fund(year: int, codes: list[str]) -> tuple[str, list[Any]]:
    """One row for each line and fund: divided as the figures divide it; else by the fund's own amount; else whole.

    Figures are asked only for lines with several funds, one by one over their index.
    """
    carried = ", ".join(f"l.{column}" for column in COLUMNS)
    funds = (
        f"SELECT f.line_id, f.code AS key, f.amount_idr AS share, COUNT(*) OVER (PARTITION BY f.line_id) AS number, "  # noqa: S608
        f"l.government_code, l.fiscal_year, {carried} FROM planning_linefund f JOIN planning_line l ON l.id = f.line_id "
        f"WHERE l.fiscal_year = %s AND l.government_code IN ({_list(len(codes))}) AND NOT l.is_withdrawn"
    )
    amounts = ", ".join(f"{_fund_amount(phase, column)} AS {column}" for phase, column in AMOUNT_COLUMNS.items())
    return f"SELECT h.government_code, h.fiscal_year, h.key, {amounts} FROM ({funds}) h", [year, *codes]  # noqa: S608


def _fund_amount(phase: Phase, column: str) -> str:
    figures = f"planning_figure g WHERE g.line_id = h.line_id AND g.phase = '{phase.value}' AND g.is_current"
    return (
        f"CASE WHEN h.number = 1 OR h.{column} IS NULL THEN h.{column} "  # noqa: S608
        f"WHEN EXISTS (SELECT 1 FROM {figures} AND g.fund_code <> '') "
        f"THEN COALESCE((SELECT SUM(g.amount_idr) FROM {figures} AND g.fund_code = h.key), 0) "
        f"ELSE {_capped_amount(column)} END"
    )


# ---------- The independent count ----------


@dataclass(slots=True)
class Sums:
    """What one rollup should hold."""

    line_count: int = 0
    indicative_idr: int = 0
    proposed_idr: int = 0
    ceiling_idr: int = 0
    budgeted_idr: int = 0
    revised_idr: int = 0
    realised_idr: int = 0
    effective_idr: int = 0


def recount(government_code: str, fiscal_year: int) -> dict[tuple[str, str], Sums]:
    """Every sum of a government's year by `(dimension, key)`, counted line by line in Python: what `Rollup` must hold. Slow."""
    found: dict[tuple[str, str], Sums] = defaultdict(Sums)
    rows = Line.objects.filter(government_code=government_code, fiscal_year=fiscal_year, is_withdrawn=False)
    for line in rows.prefetch_related("places", "funds", "figures"):
        whole = {phase: getattr(line, column) for phase, column in AMOUNT_COLUMNS.items()}
        _add(found, Dimension.TOTAL, "", whole)
        for dimension, key in (
            (Dimension.OFFICE, str(line.office_id or "")),
            (Dimension.FIELD, line.field_code),
            (Dimension.PROGRAMME, line.programme_code),
            (Dimension.ACTIVITY, line.activity_code),
        ):
            if key:
                _add(found, dimension, key, whole)
        shares: dict[str, list[int | None]] = defaultdict(list)
        for place in line.places.all():
            for key in places_above(place.region_code, government_code):
                shares[key].append(place.share_idr)
        for key, stated in shares.items():
            known = [one for one in stated if one is not None]
            _add(found, Dimension.PLACE, key, _capped(whole, sum(known) if len(known) == len(stated) else None))
        for fund, amounts in _fund_amounts(line, whole).items():
            _add(found, Dimension.FUND, fund, amounts)
    return dict(found)


def _fund_amounts(line: Line, whole: Mapping[Phase, int | None]) -> dict[str, dict[Phase, int | None]]:
    funds = list(line.funds.all())
    if len(funds) == 1:
        return {funds[0].code: dict(whole)}
    divided: dict[Phase, dict[str, int]] = defaultdict(lambda: defaultdict(int))
    for figure in line.figures.all():
        if figure.is_current and figure.fund_code:
            divided[Phase(figure.phase)][figure.fund_code] += figure.amount_idr
    found: dict[str, dict[Phase, int | None]] = {}
    for fund in funds:
        capped = _capped(whole, fund.amount_idr)
        found[fund.code] = {phase: divided[phase].get(fund.code, 0) if phase in divided else capped[phase] for phase in PHASES}
    return found


def _capped(whole: Mapping[Phase, int | None], share: int | None) -> dict[Phase, int | None]:
    return {phase: amount if amount is None or share is None else min(amount, share) for phase, amount in whole.items()}


def _add(found: dict[tuple[str, str], Sums], dimension: Dimension, key: str, amounts: Mapping[Phase, int | None]) -> None:
    sums = found[dimension.value, key]
    sums.line_count += 1
    for phase, column in AMOUNT_COLUMNS.items():
        setattr(sums, column, getattr(sums, column) + (amounts[phase] or 0))
    sums.effective_idr += next((amount for phase in WEIGHT_ORDER if (amount := amounts[phase]) is not None), 0)


def kept(government_code: str, fiscal_year: int) -> dict[tuple[str, str], Sums]:
    """What the rollups hold now, in the same form as `recount`."""
    rows = Rollup.objects.filter(government_code=government_code, fiscal_year=fiscal_year)
    return {(row.dimension, row.key): Sums(row.line_count, *(getattr(row, column) for column in SUMMED)) for row in rows}


@dataclass(frozen=True, slots=True, kw_only=True)
class Difference:
    """One thing that does not add up: a rollup against its lines, or a line against its figures."""

    where: str
    kept: str
    counted: str


def differences(government_code: str, fiscal_year: int) -> list[Difference]:
    """Where the kept sums differ from `recount`, and where a line's amounts differ from the sum of its current figures."""
    found: list[Difference] = []
    now, counted = kept(government_code, fiscal_year), recount(government_code, fiscal_year)
    for dimension, key in sorted({*now, *counted}):
        one, other = now.get((dimension, key), Sums()), counted.get((dimension, key), Sums())
        if one != other:
            name = f"{government_code} {fiscal_year} {dimension} {key}".rstrip()
            found.append(Difference(where=name, kept=_words(one), counted=_words(other)))
    for line in Line.objects.filter(government_code=government_code, fiscal_year=fiscal_year).prefetch_related("figures"):
        sums: dict[str, int] = defaultdict(int)
        for figure in line.figures.all():
            if figure.is_current:
                sums[figure.phase] += figure.amount_idr
        for phase, column in AMOUNT_COLUMNS.items():
            stated = getattr(line, column)
            if stated != sums.get(phase.value):
                found.append(Difference(where=f"{line.number} {phase.value}", kept=str(stated), counted=str(sums.get(phase.value))))
    return found


def _words(sums: Sums) -> str:
    return ", ".join(f"{name}={getattr(sums, name)}" for name in ("line_count", *SUMMED) if getattr(sums, name)) or "0"
