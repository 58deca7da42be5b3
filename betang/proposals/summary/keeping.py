"""The kept counts of the summary: moved by one inside the database, by triggers, in the transaction of each change.

Where a proposal stands hangs on three tables (the proposal, its matter, what the levels said), and on every action of two
packages that writes one of them, those of tomorrow too. The rows themselves are the one place that all of them pass: a trigger
takes a row out of the counts as it was, and puts it in as it is. No action can forget it, nor can a statement written by hand.

Each proposal counts for its province, kabupaten, kecamatan and village (`LADDER`); one whose place is wider counts for its own place
there, as the page shows it. Of wide places there are counts of all years and of all sectors together as well, so that no page adds up
more than some hundred rows. Only what everybody may see counts; what the levels said, and what quotas count, counts always.

On PostgreSQL each session moves counts of its own (`part`), so that no two wait for one another or lock each other out; `fold`
adds them up. On SQLite there is one writer at a time and one part. Whoever reads adds the parts up.

Built after every migration, as SQLite loses a table's triggers when one copies it, and counted anew where one was missing.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any

from django.db import connection as default_connection
from django.db import transaction
from django.db.backends.base.base import BaseDatabaseWrapper

from betang.casework.terms import Level
from betang.proposals.models import LevelOpinion, PassedCount, Proposal, SaidCount, StandingCount

LETTERS = (2, 5, 8, 13)
"""So many letters of a code name the province, the kabupaten, the kecamatan and the village."""

WIDE = 2
"""Down to this depth (kabupaten) there are counts of all years and of all sectors together."""

EVERY_YEAR, EVERY_SECTOR = 0, "*"

STEPS = tuple(
    (depth, above, letters, every_year, every_sector)
    for depth, (above, letters) in enumerate(zip((0, *LETTERS), LETTERS, strict=False), 1)
    for every_year in ((0, 1) if depth <= WIDE else (0,))
    for every_sector in ((0, 1) if depth <= WIDE else (0,))
)
"""The counts in which one proposal stands: depth, letters of the place above and of the place, whether of all years, of all sectors."""

_STEP = "SELECT {} AS depth, {} AS above, {} AS letters, {} AS years, {} AS sectors"
LADDER = f"({' UNION ALL '.join(_STEP.format(*one) for one in STEPS)}) d"

STANDING, SAID, PASSED = "proposals_standingcount", "proposals_saidcount", "proposals_passedcount"
WATCHED = ("proposals_proposal", "casework_matter", "proposals_levelopinion")
UNKNOWN_DAYS = -1
"""Stands for days that nobody knows: a key of which a part is NULL would be no key."""


@dataclass(frozen=True, slots=True)
class Table:
    """A table of counts: the columns by which a row is found, those that follow from them, and what is counted."""

    name: str
    key: tuple[str, ...]
    follows: tuple[str, ...]
    counts: tuple[str, ...]

    @property
    def columns(self) -> str:
        """All but the key that the database gives, in order."""
        return ", ".join(("part", *self.key, *self.follows, *self.counts))

    @property
    def adding(self) -> str:
        """What happens where the row is there already."""
        sums = ", ".join(f"{one} = {self.name}.{one} + excluded.{one}" for one in self.counts)
        return f"ON CONFLICT (part, {', '.join(self.key)}) DO UPDATE SET {sums}"


_PLACED = ("depth", "code", "fiscal_year", "field_code")
TABLES = (
    Table(STANDING, (*_PLACED, "state", "stopped_level", "stopped_reason"), ("above_code",), ("proposal_count", "sample_count")),
    Table(SAID, (*_PLACED, "level", "recommendation", "days"), (), ("opinion_count",)),
    Table(PASSED, ("level", "code", "fiscal_year"), ("above_code",), ("proposal_count",)),
)
_STANDING, _SAID, _PASSED = TABLES
_PART = {"sqlite": "0", "postgresql": "pg_backend_pid()"}


# ---------- The statements ----------


def _placed(place: str, year: str, sector: str) -> str:
    return (
        f"d.depth, substr({place}, 1, d.letters), CASE d.years WHEN 1 THEN {EVERY_YEAR} ELSE {year} END, "
        f"CASE d.sectors WHEN 1 THEN '{EVERY_SECTOR}' ELSE {sector} END"
    )


def _standing(vendor: str, sign: str, proposal: str, matter: str, source: str) -> str:
    """Move what one proposal counts for. `proposal` and `matter` are what the two rows are called in `source`."""
    return (
        f"INSERT INTO {STANDING} ({_STANDING.columns}) "  # noqa: S608
        f"SELECT {_PART[vendor]}, {_placed(f'{proposal}.region_code', f'{proposal}.fiscal_year', f'{proposal}.field_code')}, "
        f"{matter}.state, {proposal}.stopped_level, {proposal}.stopped_reason, substr({proposal}.region_code, 1, d.above), "
        f"{sign}1, CASE WHEN {proposal}.is_sample THEN {sign}1 ELSE 0 END "
        f"FROM {LADDER}{source} AND {matter}.is_public AND {matter}.merged_into_id IS NULL {_STANDING.adding}"
    )


def _said(vendor: str, sign: str, proposal: str, opinion: str, source: str) -> str:
    """Move what one opinion, or all of a proposal, count for."""
    return (
        f"INSERT INTO {SAID} ({_SAID.columns}) "  # noqa: S608
        f"SELECT {_PART[vendor]}, {_placed(f'{proposal}.region_code', f'{opinion}.fiscal_year', f'{proposal}.field_code')}, "
        f"{opinion}.level, {opinion}.recommendation, COALESCE({opinion}.days, {UNKNOWN_DAYS}), {sign}COUNT(*) "
        f"FROM {LADDER}{source} GROUP BY 2, 3, 4, 5, 6, 7, 8 {_SAID.adding}"
    )


def _passes(proposal: str, opinion: str) -> str:
    """This opinion passed the proposal on: see `calendar.queries.passing`."""
    return (
        f"({opinion}.level IN ('village', 'district') AND {opinion}.recommendation = 'accepted' "  # noqa: S608
        f"OR {opinion}.level = 'planning' AND {opinion}.recommendation = 'rerouted' AND EXISTS (SELECT 1 FROM casework_step s WHERE "
        f"s.id = {opinion}.step_id AND s.level = 'planning' AND s.holder_code = substr({proposal}.region_code, 1, {LETTERS[0]})))"
    )


def _letters(opinion: str, of: tuple[int, int, int]) -> str:
    """So many letters of a code name who passes on, or who is above it: a village, a kecamatan or a kabupaten."""
    village, district, planning = of
    return f"CASE {opinion}.level WHEN 'village' THEN {village} WHEN 'district' THEN {district} ELSE {planning} END"


def _passing(proposal: str, matter: str, opinion: str, source: str) -> str:
    """What opinions count for in quotas: the columns of `_PASSED` but for the count, and whence they come."""
    province, regency, district, village = LETTERS
    return (
        f"{opinion}.level, substr({proposal}.region_code, 1, {_letters(opinion, (village, district, regency))}) AS code, "
        f"{opinion}.fiscal_year, substr({proposal}.region_code, 1, {_letters(opinion, (district, regency, province))}) AS above_code "
        f"FROM {source} AND {matter}.state NOT IN ('cancelled', 'merged') AND {_passes(proposal, opinion)}"
    )


def _passed(vendor: str, sign: str, proposal: str, matter: str, opinion: str, source: str) -> str:
    """Move what one proposal counts for in quotas: once for each level and year, whatever was said how often."""
    return (
        f"INSERT INTO {PASSED} ({_PASSED.columns}) SELECT {_PART[vendor]}, x.level, x.code, x.fiscal_year, x.above_code, {sign}1 "  # noqa: S608
        f"FROM (SELECT DISTINCT {_passing(proposal, matter, opinion, source)}) x WHERE true {_PASSED.adding}"
    )


def _differs(*columns: str) -> str:
    return " OR ".join(f"OLD.{column} IS DISTINCT FROM NEW.{column}" for column in columns)


def _of_proposal(vendor: str, sign: str, row: str) -> tuple[str, ...]:
    matter = f"casework_matter m WHERE m.id = {row}.matter_id"
    heard = f"casework_matter m, proposals_levelopinion o WHERE m.id = {row}.matter_id AND o.proposal_id = {row}.id"
    return _standing(vendor, sign, row, "m", f", {matter}"), _passed(vendor, sign, row, "m", "o", heard)


def _of_matter(vendor: str, sign: str, row: str) -> tuple[str, ...]:
    proposal = f"proposals_proposal p WHERE p.matter_id = {row}.id"
    heard = f"proposals_proposal p, proposals_levelopinion o WHERE p.matter_id = {row}.id AND o.proposal_id = p.id"
    return _standing(vendor, sign, "p", row, f", {proposal}"), _passed(vendor, sign, "p", row, "o", heard)


def _all_said(vendor: str, sign: str, row: str) -> tuple[str, ...]:
    return (_said(vendor, sign, row, "o", f", proposals_levelopinion o WHERE o.proposal_id = {row}.id"),)


def _one_said(vendor: str, sign: str, row: str) -> tuple[str, ...]:
    first = (
        f"proposals_proposal p, casework_matter m WHERE p.id = {row}.proposal_id AND m.id = p.matter_id "  # noqa: S608
        f"AND NOT EXISTS (SELECT 1 FROM proposals_levelopinion o WHERE o.proposal_id = {row}.proposal_id AND o.id <> {row}.id "
        f"AND o.level = {row}.level AND o.fiscal_year = {row}.fiscal_year AND {_passes('p', 'o')})"
    )
    said = _said(vendor, sign, "p", row, f", proposals_proposal p WHERE p.id = {row}.proposal_id")
    return said, _passed(vendor, sign, "p", "m", row, first)


@dataclass(frozen=True, slots=True)
class Move:
    """What happens on a table: on inserting, changing (where `when` holds) or deleting, these statements run in turn."""

    name: str
    table: str
    event: str
    when: str
    statements: tuple[str, ...]


def moves(vendor: str) -> tuple[Move, ...]:
    """Every trigger of a kind of database. What one table puts in another takes out again, in whichever order rows come and go."""
    made: list[Move] = []

    def on(table: str, short: str, of_row: Callable[[str, str, str], tuple[str, ...]], columns: tuple[str, ...]) -> None:
        into, out = of_row(vendor, "", "NEW"), of_row(vendor, "-", "OLD")
        made.append(Move(f"kept_{short}_added", table, "INSERT", "", into))
        made.append(Move(f"kept_{short}_changed", table, "UPDATE", _differs(*columns), (*out, *into)))
        made.append(Move(f"kept_{short}_removed", table, "DELETE", "", out))

    asked = ("fiscal_year", "region_code", "field_code")
    on("proposals_proposal", "proposal", _of_proposal, ("matter_id", *asked, "stopped_level", "stopped_reason", "is_sample"))
    on("proposals_proposal", "heard", _all_said, ("region_code", "field_code"))
    on("casework_matter", "matter", _of_matter, ("state", "is_public", "merged_into_id"))
    on("proposals_levelopinion", "opinion", _one_said, ("proposal_id", "step_id", "fiscal_year", "level", "recommendation", "days"))
    return tuple(made)


# ---------- Building ----------


def build(connection: BaseDatabaseWrapper) -> bool:
    """Bring the triggers of this database in step, and count anew where they were not. True where it did."""
    there = set(connection.introspection.table_names())
    if not {*WATCHED, STANDING, SAID, PASSED} <= there or connection.vendor not in _PART:
        return False
    with transaction.atomic(using=connection.alias):
        if _wanted(connection) == _standing_now(connection):
            return False
        lift(connection)
        with connection.cursor() as cursor:
            for statement in _wanted(connection).values():
                cursor.execute(statement)
        refill(connection)
    return True


def _wanted(connection: BaseDatabaseWrapper) -> dict[str, str]:
    if connection.vendor == "sqlite":
        return {
            move.name: f'CREATE TRIGGER "{move.name}" AFTER {move.event} ON "{move.table}" '
            + (f"WHEN {move.when} ".replace("IS DISTINCT FROM", "IS NOT") if move.when else "")
            + f"BEGIN {' '.join(f'{one};' for one in move.statements)} END"
            for move in moves("sqlite")
        }
    made: dict[str, str] = {}
    for move in moves("postgresql"):
        body = " ".join(f"{one};" for one in move.statements)
        if move.when:
            body = f"IF {move.when} THEN {body} END IF;"
        made[f"{move.name}()"] = (
            f"CREATE OR REPLACE FUNCTION {move.name}() RETURNS trigger LANGUAGE plpgsql AS $kept$BEGIN {body} RETURN NULL; END$kept$"
        )
        made[move.name] = f"CREATE TRIGGER {move.name} AFTER {move.event} ON {move.table} FOR EACH ROW EXECUTE FUNCTION {move.name}()"
    return made


def _standing_now(connection: BaseDatabaseWrapper) -> dict[str, str]:
    """What stands, in the words of `_wanted` where it is the same."""
    with connection.cursor() as cursor:
        if connection.vendor == "sqlite":
            cursor.execute("SELECT name, sql FROM sqlite_master WHERE type = 'trigger' AND name LIKE 'kept\\_%%' ESCAPE '\\'", [])
            return dict(cursor.fetchall())
        wanted = _wanted(connection)
        cursor.execute(
            "SELECT t.tgname, f.prosrc FROM pg_trigger t JOIN pg_proc f ON f.oid = t.tgfoid JOIN pg_class c ON c.oid = t.tgrelid "
            "WHERE t.tgname LIKE 'kept\\_%%' AND c.relnamespace = current_schema()::regnamespace AND t.tgenabled <> 'D'",
            [],
        )
        found: dict[str, str] = {}
        for name, source in cursor.fetchall():
            found[name] = wanted.get(name, "")
            made = wanted.get(f"{name}()", "")
            found[f"{name}()"] = made if made.partition("$kept$")[2].partition("$kept$")[0] == source else source
        return found


def lift(connection: BaseDatabaseWrapper) -> None:
    """Take the triggers off: before tables are copied or emptied. The next `build` puts them back and counts anew."""
    if connection.vendor not in _PART:
        return
    with connection.cursor() as cursor:
        cursor.execute(_TRIGGERS[connection.vendor], [])
        for name, table in cursor.fetchall():
            cursor.execute(f'DROP TRIGGER "{name}"' + (f' ON "{table}"' if connection.vendor == "postgresql" else ""))


_TRIGGERS = {
    "sqlite": "SELECT name, tbl_name FROM sqlite_master WHERE type = 'trigger' AND name LIKE 'kept\\_%%' ESCAPE '\\'",
    "postgresql": "SELECT t.tgname, c.relname FROM pg_trigger t JOIN pg_class c ON c.oid = t.tgrelid "
    "WHERE t.tgname LIKE 'kept\\_%%' AND c.relnamespace = current_schema()::regnamespace",
}


def before_migration(using: str, plan: Any = (), **kwargs: Any) -> None:
    """`pre_migrate`: SQLite cannot rename a copied table while a trigger of another names it."""
    from django.db import connections

    if plan:
        lift(connections[using])


def after_migration(using: str, **kwargs: Any) -> None:
    """`post_migrate`."""
    from django.db import connections

    build(connections[using])


# ---------- Counting anew ----------


def refill(connection: BaseDatabaseWrapper = default_connection) -> None:
    """Count everything anew, in a few statements. Who changes proposals meanwhile waits until it is done."""
    with transaction.atomic(using=connection.alias), connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            cursor.execute(f"LOCK TABLE {', '.join(WATCHED)} IN SHARE ROW EXCLUSIVE MODE")
        for table in TABLES:
            cursor.execute(f"DELETE FROM {table.name}")  # noqa: S608
        cursor.execute(
            f"INSERT INTO {STANDING} ({_STANDING.columns}) "  # noqa: S608
            f"SELECT 0, {_placed('g.region_code', 'g.fiscal_year', 'g.field_code')}, g.state, g.stopped_level, g.stopped_reason, "
            f"MIN(substr(g.region_code, 1, d.above)), SUM(g.n), SUM(g.samples) FROM {LADDER}, ("
            "SELECT p.region_code, p.fiscal_year, p.field_code, m.state, p.stopped_level, p.stopped_reason, COUNT(*) AS n, "
            "SUM(CASE WHEN p.is_sample THEN 1 ELSE 0 END) AS samples "
            "FROM proposals_proposal p JOIN casework_matter m ON m.id = p.matter_id "
            "WHERE m.is_public AND m.merged_into_id IS NULL GROUP BY 1, 2, 3, 4, 5, 6) g GROUP BY 2, 3, 4, 5, 6, 7, 8"
        )
        cursor.execute(
            f"INSERT INTO {SAID} ({_SAID.columns}) "  # noqa: S608
            f"SELECT 0, {_placed('g.region_code', 'g.fiscal_year', 'g.field_code')}, g.level, g.recommendation, g.days, SUM(g.n) "
            f"FROM {LADDER}, (SELECT p.region_code, o.fiscal_year, p.field_code, o.level, o.recommendation, "
            f"COALESCE(o.days, {UNKNOWN_DAYS}) AS days, COUNT(*) AS n FROM proposals_levelopinion o "
            "JOIN proposals_proposal p ON p.id = o.proposal_id GROUP BY 1, 2, 3, 4, 5, 6) g GROUP BY 2, 3, 4, 5, 6, 7, 8"
        )
        every = "proposals_proposal p, casework_matter m, proposals_levelopinion o WHERE m.id = p.matter_id AND o.proposal_id = p.id"
        cursor.execute(
            f"INSERT INTO {PASSED} ({_PASSED.columns}) SELECT 0, x.level, x.code, x.fiscal_year, x.above_code, COUNT(*) "  # noqa: S608
            f"FROM (SELECT DISTINCT p.id, {_passing('p', 'm', 'o', every)}) x GROUP BY 2, 3, 4, 5"
        )


@transaction.atomic
def fold() -> None:
    """Add up what sessions have moved each on their own, and drop what has come to nothing. It waits for nobody."""
    with default_connection.cursor() as cursor:
        if default_connection.vendor == "postgresql":
            cursor.execute("SELECT pg_advisory_xact_lock(hashtext('betang.proposals.kept'))")
            for table in TABLES:
                rest = ", ".join((*table.key, *table.follows))
                cursor.execute(
                    f"WITH gone AS (DELETE FROM {table.name} WHERE id IN "  # noqa: S608
                    f"(SELECT id FROM {table.name} WHERE part <> 0 FOR UPDATE SKIP LOCKED) RETURNING {rest}, {', '.join(table.counts)}) "
                    f"INSERT INTO {table.name} ({table.columns}) SELECT 0, {rest}, {', '.join(f'SUM({one})' for one in table.counts)} "
                    f"FROM gone GROUP BY {rest} {table.adding}"
                )
        for table in TABLES:
            cursor.execute(f"DELETE FROM {table.name} WHERE part = 0 AND {' AND '.join(f'{one} = 0' for one in table.counts)}")  # noqa: S608


# ---------- The independent count ----------

Key = tuple[Any, ...]


@dataclass(frozen=True, slots=True)
class Difference:
    """What is kept, and what was counted."""

    where: str
    kept: int
    counted: int


def _ladder(code: str, year: int, sector: str) -> Iterator[tuple[int, str, str, int, str]]:
    parts = code.split(".")
    for depth in range(1, 5):
        for asked_year in (year, 0) if depth < 3 else (year,):
            for asked_sector in (sector, "*") if depth < 3 else (sector,):
                yield depth, ".".join(parts[:depth]), ".".join(parts[: depth - 1]), asked_year, asked_sector


_PASSING_DEPTH = {Level.VILLAGE: 4, Level.DISTRICT: 3, Level.PLANNING: 2}


def recount() -> dict[Key, int]:
    """Every count, proposal by proposal and opinion by opinion in Python: what must be kept. Slow."""
    found: Counter[Key] = Counter()
    for row in Proposal.objects.exclude(matter=None).select_related("matter").iterator(chunk_size=2000):
        assert row.matter is not None
        if not row.matter.is_public or row.matter.merged_into_id is not None:
            continue
        for depth, code, above, year, sector in _ladder(row.region_code, row.fiscal_year, row.field_code):
            key = (depth, code, year, sector, row.matter.state, row.stopped_level, row.stopped_reason, above)
            found[STANDING, 0, *key] += 1
            found[STANDING, 1, *key] += row.is_sample
    passed: set[Key] = set()
    for said in LevelOpinion.objects.select_related("proposal__matter", "step").iterator(chunk_size=2000):
        asks = said.proposal
        days = UNKNOWN_DAYS if said.days is None else said.days
        for depth, code, _above, year, sector in _ladder(asks.region_code, said.fiscal_year, asks.field_code):
            found[SAID, 0, depth, code, year, sector, said.level, said.recommendation, days] += 1
        up = said.step.level == Level.PLANNING and said.step.holder_code == asks.region_code.split(".")[0]
        passing = said.recommendation == ("rerouted" if said.level == Level.PLANNING else "accepted")
        counts = passing and said.level in _PASSING_DEPTH and (up or said.level != Level.PLANNING)
        if counts and asks.matter is not None and asks.matter.state not in ("cancelled", "merged"):
            passed.add((asks.pk, said.level, said.fiscal_year, asks.region_code))
    for _pk, level, year, place in passed:
        parts = place.split(".")
        depth = _PASSING_DEPTH[level]
        found[PASSED, 0, level, ".".join(parts[:depth]), year, ".".join(parts[: depth - 1])] += 1
    return {key: count for key, count in found.items() if count}


def kept() -> dict[Key, int]:
    """Every count as it is kept, all parts added up."""
    found: Counter[Key] = Counter()
    for table, model in zip(TABLES, (StandingCount, SaidCount, PassedCount), strict=True):
        asked = (*table.key, *table.follows)
        for row in model._default_manager.values_list(*asked, *table.counts).iterator(chunk_size=2000):
            for number, count in enumerate(row[len(asked) :]):
                found[table.name, number, *row[: len(asked)]] += count
    return {key: count for key, count in found.items() if count}


@transaction.atomic
def differences() -> list[Difference]:
    """Where what is kept is not what was counted, in order. On PostgreSQL who changes proposals waits meanwhile."""
    if default_connection.vendor == "postgresql":
        with default_connection.cursor() as cursor:
            cursor.execute(f"LOCK TABLE {', '.join(WATCHED)} IN SHARE MODE")
    stands, counted = kept(), recount()
    return [
        Difference(" ".join(str(part) or "–" for part in key), stands.get(key, 0), counted.get(key, 0))
        for key in sorted({*stands, *counted}, key=str)
        if stands.get(key, 0) != counted.get(key, 0)
    ]
