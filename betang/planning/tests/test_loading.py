"""Many rows at once: made in a second thread, put away in this one, all or nothing."""

from __future__ import annotations

import contextlib
import sqlite3
import threading
from collections.abc import Iterator
from typing import Any

import pytest
from django.db import IntegrityError, connection, transaction

from betang.accounts.actors import SYSTEM
from betang.kernel.ids import uuid7
from betang.planning import rollups
from betang.planning.importing import actions, loading, writing
from betang.planning.importing.loading import Later, insert, made_ahead, room, with_parents, without_indexes
from betang.planning.importing.writing import keys
from betang.planning.models import Figure, ImportRun, Line, LineFund, LinePlace, Nomenclature, Rollup
from betang.planning.terms import Scheme
from betang.planning.tests.test_importing import renja
from betang.planning.tests.writers import AT, settle

COLUMNS = ("id", "scheme", "version", "name", "basis")


def lists(count: int, *, flaw_at: int = -1, twice_at: int = -1) -> Iterator[tuple[Any, ...]]:
    """Rows of code lists; one raises, or says again what another said."""
    for number, key in zip(range(count), keys(), strict=False):
        if number == flaw_at:
            raise ValueError("the row cannot be made")
        yield key, Scheme.REGIONAL.value, str(0 if number == twice_at else number), "made", ""


def test_things_come_in_their_order_from_a_second_thread() -> None:
    makers = set()

    def numbers() -> Iterator[int]:
        for number in range(200):
            makers.add(threading.current_thread())
            yield number

    with made_ahead(numbers(), most=3) as things:
        assert list(things) == list(range(200))
    assert threading.current_thread() not in makers


def test_what_the_second_thread_raises_is_raised_here_and_the_thread_ends() -> None:
    before = threading.active_count()

    def flawed() -> Iterator[int]:
        yield 1
        raise ValueError("broken")

    with made_ahead(flawed()) as things:
        assert next(things) == 1
        with pytest.raises(ValueError, match="broken"):
            next(things)
    assert threading.active_count() == before


def test_a_block_that_is_left_early_takes_its_thread_along() -> None:
    before = threading.active_count()
    with made_ahead(iter(range(10_000)), most=2) as things:
        assert next(things) == 0
    assert threading.active_count() == before


def test_a_later_answer_is_the_same_in_a_thread_of_its_own_and_without() -> None:
    begun: Later[str] = Later(lambda: threading.current_thread().name)
    begun.begin()
    begun.begin()
    assert begun.result() == "later"
    assert Later(lambda: threading.current_thread().name).result() == threading.current_thread().name

    def fails() -> int:
        raise ValueError("no answer")

    broken = Later(fails)
    broken.begin()
    with pytest.raises(ValueError, match="no answer"):
        broken.result()


@pytest.mark.django_db
@pytest.mark.parametrize("ahead", [False, True])
def test_rows_are_put_away_whole_parcels_and_what_is_left(ahead: bool) -> None:
    heard: list[int] = []
    count = 2 * loading.PARCEL + 7
    insert("planning_nomenclature", COLUMNS, lists(count), told=heard.append, ahead=ahead)
    assert Nomenclature.objects.filter(name="made").count() == count == sum(heard)
    assert heard == [loading.PARCEL, loading.PARCEL, 7]


@pytest.mark.django_db
def test_a_row_that_cannot_be_made_leaves_nothing() -> None:
    with pytest.raises(ValueError, match="cannot be made"), transaction.atomic():
        insert("planning_nomenclature", COLUMNS, lists(900, flaw_at=850), ahead=True)
    assert not Nomenclature.objects.filter(name="made").exists()


@pytest.mark.django_db
def test_a_row_that_the_database_refuses_is_refused_in_its_own_words_and_leaves_nothing() -> None:
    with pytest.raises(IntegrityError), transaction.atomic():
        insert("planning_nomenclature", COLUMNS, lists(900, twice_at=500), ahead=True)
    assert not Nomenclature.objects.filter(name="made").exists()


# ---------- Indexes ----------


@pytest.fixture
def lines(house: Any) -> Any:
    """Three lines of a plan, ready to be saved."""
    from betang.planning.tests.plans import line

    return [line(house.kapuas, f"1.03.10.2.01.000{number}", f"Pekerjaan {number}") for number in range(3)]


def index_names() -> set[str]:
    with connection.cursor() as cursor:
        found = connection.introspection.get_constraints(cursor, Line._meta.db_table)
    return {name for name, about in found.items() if about["index"] or about["unique"]}


@pytest.mark.django_db
@pytest.mark.parametrize("twin", [{"number": "62.03-2026-x"}, {"code": "1.03.10.2.01.0009", "key": ""}])
def test_no_two_lines_have_one_number_or_one_code(lines: Any, twin: dict[str, str]) -> None:
    first, second, _third = lines
    for name, value in twin.items():
        setattr(first, name, value)
        setattr(second, name, value)
    first.save()
    with pytest.raises(IntegrityError), transaction.atomic():
        second.save()


@pytest.mark.django_db
def test_indexes_that_were_taken_down_stand_again_and_what_runs_meanwhile_is_called_before(lines: Any, monkeypatch: Any) -> None:
    monkeypatch.setattr(loading, "FROM_ROWS", 1)
    before = index_names()
    seen: list[set[str]] = []
    with without_indexes(len(lines), meanwhile=lambda: seen.append(index_names())):
        Line.objects.bulk_create(lines)
    assert index_names() == before
    down = before - seen[0]
    assert down >= {"line_number_once", "plan_line_once", "line_worth"} if connection.vendor == "sqlite" else not down


@pytest.mark.django_db
def test_what_is_there_twice_is_found_when_the_index_is_built_and_nothing_stays(lines: Any, monkeypatch: Any) -> None:
    monkeypatch.setattr(loading, "FROM_ROWS", 1)
    before = index_names()
    lines[1].number = lines[0].number
    with pytest.raises(IntegrityError), transaction.atomic(), without_indexes(len(lines)):
        Line.objects.bulk_create(lines)
    assert index_names() == before
    assert not Line.objects.exists()


# ---------- Room ----------


@pytest.mark.skipif(connection.vendor != "sqlite", reason="PostgreSQL looks after itself")
@pytest.mark.django_db
def test_a_large_write_has_room_and_gives_it_back_whatever_happens() -> None:
    def settings() -> list[int]:
        with connection.cursor() as cursor:
            return [cursor.execute(f"PRAGMA {name}").fetchone()[0] for name in ("cache_size", "wal_autocheckpoint")]

    before = settings()
    with room(loading.FROM_ROWS - 1):
        assert settings() == before
    within: list[int] = []

    def fails() -> None:
        with room(loading.FROM_ROWS):
            within.extend(settings())
            raise ValueError("broken")

    with pytest.raises(ValueError, match="broken"):
        fails()
    assert within == [-100_000, 0]
    assert settings() == before


def test_the_log_is_put_away_beside_whoever_has_the_database_open(tmp_path: Any) -> None:
    path = tmp_path / "a.sqlite3"
    with contextlib.closing(sqlite3.connect(path, isolation_level=None)) as writer:
        writer.executescript("PRAGMA journal_mode=WAL; PRAGMA wal_autocheckpoint=0; CREATE TABLE a (b)")
        writer.execute("INSERT INTO a VALUES (zeroblob(100000))")
        small = path.stat().st_size
        loading.put_log_away(str(path))
        assert path.stat().st_size > small + 90_000
        assert writer.execute("SELECT COUNT(*) FROM a").fetchone() == (1,)


# ---------- Foreign keys ----------


def role() -> str:
    with connection.cursor() as cursor:
        cursor.execute("SHOW session_replication_role")
        return str(cursor.fetchone()[0])


@pytest.mark.skipif(connection.vendor != "postgresql", reason="SQLite asks for each row")
@pytest.mark.django_db
def test_what_new_rows_point_at_is_asked_for_once_and_must_be_there(house: Any) -> None:
    with transaction.atomic():
        with with_parents(lambda: {"regions_region": {house.kapuas.pk}}):
            assert role() == "replica"
        assert role() == "origin"
    with pytest.raises(IntegrityError), transaction.atomic(), with_parents(lambda: {"regions_region": {house.kapuas.pk, uuid7()}}):
        pytest.fail("rows were written that point at nothing")
    with pytest.raises(ValueError, match="broken"), transaction.atomic(), with_parents(lambda: {"regions_region": {house.kapuas.pk}}):
        raise ValueError("broken")
    assert role() == "origin"


@pytest.mark.skipif(connection.vendor != "postgresql", reason="SQLite asks for each row")
@pytest.mark.django_db
def test_without_the_right_to_it_every_row_is_asked_for(house: Any, monkeypatch: Any) -> None:
    monkeypatch.setattr(loading, "_may_leave_checks_out", lambda: False)
    with transaction.atomic(), with_parents(dict):
        assert role() == "origin"


# ---------- The whole ----------


@pytest.mark.django_db
def test_a_plan_that_is_written_the_large_way_is_the_same_to_the_last_sum(house: Any, monkeypatch: Any) -> None:
    settle(house)

    def bring() -> ImportRun:
        run = actions.receive_file(
            actor=SYSTEM, government=house.kapuas, kind="plan", fiscal_year=2026, phase="ceiling", file=renja(),
            file_name="renja.xlsx", at=AT,
        )  # fmt: skip
        actions.examine(run)
        actions.accept_suggestions(actor=SYSTEM, run=run, at=AT, keep_others=True)
        actions.confirm(actor=SYSTEM, run=run, at=AT, in_background=False)
        actions.carry_out(run.pk, at=AT)
        run.refresh_from_db()
        return run

    def written() -> list[tuple[Any, ...]]:
        return sorted(Line.objects.values_list("number", "name", "ceiling_idr", "figures__cell", "funds__code", "places__region_code"))

    first = bring()
    assert first.report["counts"]["added"] == 2
    expected = written()
    for model in (Figure, LineFund, LinePlace, Line, Rollup, ImportRun):
        model.objects.all().delete()
    for module in (loading, writing):
        monkeypatch.setattr(module, "FROM_ROWS", 1)
    bring()
    assert written() == expected
    assert not rollups.differences("62.03", 2026)
    assert bring().report["counts"] == {"added": 0, "changed": 0, "unchanged": 2, "withdrawn": 0}
