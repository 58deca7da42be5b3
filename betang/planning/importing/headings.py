"""Finding the table on a sheet: which rows are its header, and which column holds which field. Pure but for the dictionary file.

A header may lie below banner rows, take one to three rows, and have merged cells; below it often stands a row of numbers.
"""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import lru_cache
from pathlib import Path

from betang.guard.sheets.cells import Cell, normal, text_of
from betang.planning.terms import FileKind

LOOKED_AT = 60
"""Rows from the top in which a header is looked for."""
HEADER_ROWS = 3
IGNORED = "ignored"
AMOUNTS = ("amount", "amount_proposed", "amount_ceiling", "amount_budgeted", "amount_revised")
YEARLY = ("target_year", "amount_year")

_YEAR_NUMBER = re.compile(r"\b(?:20\d\d|[1-6])\b")


@lru_cache(maxsize=1)
def dictionary() -> dict[str, str]:
    """Known spelling → field."""
    with (Path(__file__).parent / "data" / "columns.toml").open("rb") as file:
        read = tomllib.load(file)
    return {spelling: name for name, entry in read.items() for spelling in entry["spellings"]}


@lru_cache(maxsize=1)
def spellings() -> dict[str, tuple[str, ...]]:
    """Field → known spellings."""
    found: dict[str, list[str]] = {}
    for spelling, name in dictionary().items():
        found.setdefault(name, []).append(spelling)
    return {name: tuple(some) for name, some in found.items()}


@lru_cache(maxsize=20_000)
def meaning(heading: str) -> tuple[str, int, float]:
    """`(field, number of the year or 0, how sure)` of a heading in normal form; the field is empty where it is unknown."""
    if not heading:
        return "", 0, 0.0
    known = dictionary()
    numbers = [int(one) for one in _YEAR_NUMBER.findall(heading)]
    if numbers:
        pattern = _YEAR_NUMBER.sub("{n}", heading, count=1)
        if known.get(pattern) in YEARLY:
            return known[pattern], numbers[0], 1.0
    if heading in known:
        return known[heading], 0, 1.0
    bare = " ".join(word for word in _YEAR_NUMBER.sub(" ", heading).split() if word not in {"ta", "tahun", "rp", "rupiah", "dalam"})
    if bare in known and known[bare] not in YEARLY:
        return known[bare], 0, 0.9
    longest = max((spelling for spelling in known if len(spelling) > 4 and heading.startswith(spelling + " ")), key=len, default="")
    if longest and "{" not in longest:
        return known[longest], 0, 0.6
    inside = max((one for one in known if len(one) > 9 and f" {one} " in f" {heading} " and "{" not in one), key=len, default="")
    return (known[inside], 0, 0.5) if inside else ("", 0, 0.0)


@dataclass(slots=True)
class Table:
    """Where the table of a sheet lies. Rows count from 1, columns from 0; `columns`: field → columns (a code may take several).

    Fields of a year carry it: `amount_year:3`, `target_year:2025`. `headings`: column → heading in normal form.
    """

    first_row: int = 0
    last_row: int = 0
    headings: dict[int, str] = field(default_factory=dict)
    labels: dict[int, str] = field(default_factory=dict)
    columns: dict[str, list[int]] = field(default_factory=dict)
    score: float = 0.0

    @property
    def is_found(self) -> bool:
        """Is there a header at all?"""
        return self.last_row > 0


def needed(kind: str) -> tuple[frozenset[str], ...]:
    """Groups of fields of which one each must have a column before a file of the kind can be read."""
    naming = frozenset({"code", "name"})
    if kind == FileKind.STRATEGY:
        return (naming, frozenset({"amount_year"}))
    if kind == FileKind.REALISATION:
        return (naming, frozenset({"spent", "percent"}))
    return (naming, frozenset(AMOUNTS))


def missing(table: Table, kind: str) -> list[str]:
    """Which of the needed groups has no column: the first field of each."""
    have = {name.partition(":")[0] for name in table.columns}
    order = ("code", "amount", "amount_year", "spent", *AMOUNTS)
    return [next((one for one in order if one in group), sorted(group)[0]) for group in needed(kind) if not have & group]


def find(
    rows: Sequence[tuple[int, list[Cell]]],
    merged: Iterable[tuple[int, int, int, int]] = (),
    *,
    kind: str,
    memory: Mapping[str, str] | None = None,
) -> Table:
    """The header among the first rows of a sheet: the one to three rows whose headings mean most."""
    spans = list(merged)
    by_number = dict(rows)
    best = Table()
    for number, _row in rows[:LOOKED_AT]:
        for depth in range(1, HEADER_ROWS + 1):
            block = [by_number.get(number + down, []) for down in range(depth)]
            if not block[-1] and depth > 1:
                continue
            if depth > 1 and _is_data(block[-1]):
                break
            table = _as_table(number, block, spans, kind, memory or {})
            if table.score > best.score + 0.01:
                best = table
    if best.score < 2.5:
        return Table()
    below = by_number.get(best.last_row + 1)
    if below and _is_numbering(below):
        best.last_row += 1
    return best


def at(
    rows: Sequence[tuple[int, list[Cell]]],
    merged: Iterable[tuple[int, int, int, int]],
    first: int,
    last: int,
    *,
    kind: str,
    memory: Mapping[str, str],
) -> Table:
    """The table whose header is said to stand in these rows."""
    by_number = dict(rows)
    block = [by_number.get(number, []) for number in range(first, last + 1)]
    while len(block) > 1 and _is_numbering(block[-1]):
        block.pop()
    table = _as_table(first, block, list(merged), kind, memory)
    table.last_row = last
    return table


def _is_data(row: list[Cell]) -> bool:
    """A row below a header that is no longer header: it holds numbers that are not just 1, 2, 3."""
    return not _is_numbering(row) and any(isinstance(cell, (int, float)) and not 1990 <= cell <= 2100 for cell in row)


def _is_numbering(row: list[Cell]) -> bool:
    """`1 | 2 | 3 | 4`, `(1) (2)`, also with `a`, `b` or `6=4+5`."""
    texts = [text_of(cell).strip("() ") for cell in row if text_of(cell)]
    if len(texts) < 3:
        return False
    small = [one for one in texts if re.fullmatch(r"\d{1,2}(\s*[=x+*/-].*)?|[a-z]", one)]
    rising = [int(match[0]) for one in texts if (match := re.match(r"\d{1,2}", one))]
    return len(small) == len(texts) and rising == sorted(rising) and (rising[:1] or [0])[0] <= 2


def _as_table(number: int, block: list[list[Cell]], merged: list[tuple[int, int, int, int]], kind: str, memory: Mapping[str, str]) -> Table:
    width = max((len(row) for row in block), default=0)
    texts = [[text_of(row[column]) if column < len(row) else "" for column in range(width)] for row in block]
    for top, left, bottom, right in merged:  # what stands in a merged cell is said of all its columns
        for down in range(max(top, number - 1), min(bottom, number + len(block) - 2) + 1):
            line = texts[down - number + 1]
            source = texts[top - number + 1][left] if number - 1 <= top and top - number + 1 < len(texts) and left < width else ""
            for column in range(left, min(right, width - 1) + 1):
                if down == top and not line[column] and source:
                    line[column] = source
    for index, line in enumerate(texts[:-1]):  # without merges (CSV): an upper heading reaches as far as the row below goes on
        for column in range(1, width):
            if not line[column] and line[column - 1] and texts[index + 1][column] and texts[index + 1][column - 1]:
                line[column] = line[column - 1]
    labels: dict[int, str] = {}
    for column in range(width):
        said = list(dict.fromkeys(line[column] for line in texts if line[column]))
        if said:
            labels[column] = " ".join(said)
    headings = {column: normal(label) for column, label in labels.items()}
    table = Table(number, number + len(block) - 1, headings, labels)
    _assign(table, texts, kind, memory)
    return table


def _assign(table: Table, texts: list[list[str]], kind: str, memory: Mapping[str, str]) -> None:
    found: dict[str, list[tuple[float, int]]] = {}
    for column, heading in table.headings.items():
        said = memory.get(heading)
        if said:
            found.setdefault(said, []).append((1.5, column))
            continue
        name, year, sure = meaning(heading)
        lower = normal(texts[-1][column]) if len(texts) > 1 else ""
        if lower and lower != heading:  # the row below alone may say more: `Indikator | Target`
            other, other_year, other_sure = meaning(lower)
            if other_sure > sure:
                name, year, sure = other, other_year, other_sure
        if not name or (name in YEARLY and kind != FileKind.STRATEGY):
            continue
        if kind == FileKind.STRATEGY and name in AMOUNTS:
            continue
        found.setdefault(f"{name}:{year}" if name in YEARLY else name, []).append((sure, column))
    score = 0.0
    for name, some in found.items():
        if name == IGNORED:
            score += 0.2 * min(len(some), 3)
            continue
        some.sort(key=lambda one: (-one[0], one[1]))
        surest = [column for sure, column in some if sure == some[0][0]]
        if name == "code":
            # one heading merged over several columns: the parts of the code stand in cells of their own
            twins = [column for column in surest if table.headings[column] == table.headings[surest[0]]]
            table.columns[name] = _run(twins)
        else:
            table.columns[name] = [surest[-1] if name == "name" and len(surest) > 1 else surest[0]]
        score += some[0][0]
    groups = needed(kind)
    have = {name.partition(":")[0] for name in table.columns}
    score += sum(1 for group in groups if have & group)
    table.score = score - 0.05 * (len(texts) - 1)
    if not all(have & group for group in groups[:1]):
        table.score -= 2


def _run(columns: list[int]) -> list[int]:
    """The first columns that stand side by side."""
    run = columns[:1]
    for column in columns[1:]:
        if column != run[-1] + 1:
            break
        run.append(column)
    return run
