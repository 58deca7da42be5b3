"""From a file to a plan: received, looked through, answered, confirmed, written. Nothing of the plan changes before the yes.

The writing is one transaction: a worker that is killed in it leaves nothing, and whoever is given the job again begins from
the rows that were kept. What is written in an open transaction nobody else can see, so progress is told beside it, in the
cache. The same file a second time finds nothing to change.
"""

from __future__ import annotations

import gc
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path
from typing import IO, Any
from uuid import UUID

from django.core.cache import cache
from django.db import transaction
from django.utils.translation import gettext as _

from betang.accounts.actors import Actor
from betang.audit import trail
from betang.guard.sheets import files
from betang.kernel import clock
from betang.kernel.errors import DomainError, InvalidInput, Refused
from betang.planning import rollups
from betang.planning.importing import lookup, policies
from betang.planning.importing.checking.reader import read
from betang.planning.importing.checking.reading import Reading
from betang.planning.importing.comparing import Comparer, Comparison, Existing
from betang.planning.importing.headings import IGNORED
from betang.planning.importing.loading import Later, room
from betang.planning.importing.lookup import Lookup
from betang.planning.importing.problems import ACCEPT, KEEP, KINDS, SKIP, TYPED, open_ones
from betang.planning.importing.reports import report_of
from betang.planning.importing.summing import sums_of, write_sums
from betang.planning.importing.writing import Writer, withdraw
from betang.planning.models import ColumnMemory, ImportRun, SourceFile, Version
from betang.planning.terms import YEAR_FIRST, YEAR_LAST, FileKind, Phase, RunState
from betang.regions.models import Office, Region
from betang.regions.terms import Level

IN_THE_REQUEST_BYTES = 1_500_000
"""Smaller files are looked through while the person waits; larger ones in the background, with a page that shows how far it is."""
PROGRESS_S = 3600
GONE_KEEP, GONE_WITHDRAW = "keep", "withdraw"


# ---------- Progress ----------


def _progress_key(run_id: UUID) -> str:
    return f"planning.import.{run_id.hex}"


def tell_progress(run_id: UUID, step: str, done: int, total: int) -> None:
    """Say how far a run is. Beside the transaction, where others can see it."""
    cache.set(_progress_key(run_id), {"step": step, "done": done, "total": total}, PROGRESS_S)


def progress_of(run_id: UUID) -> dict[str, Any]:
    """`step` (reading, writing, counting), `done`, `total`; empty where nothing was said."""
    return cache.get(_progress_key(run_id)) or {}


# ---------- Receiving ----------


def _check_choice(government: Region, office: Office | None, kind: str, fiscal_year: int, phase: str) -> None:
    if not YEAR_FIRST <= fiscal_year <= YEAR_LAST:
        words = _("Type the year of the plan in four digits.")
        raise InvalidInput(words, fields={"fiscal_year": words})
    if office is not None and office.region_id != government.pk:
        words = _("This office belongs to another government.")
        raise InvalidInput(words, fields={"office": words})
    if (kind == FileKind.VILLAGE) != (government.level == Level.VILLAGE) and kind != FileKind.REALISATION:
        words = _("A village brings village budgets; a province, kabupaten or kota brings work plans, budgets and five-year plans.")
        raise InvalidInput(words, fields={"kind": words})
    if kind == FileKind.PLAN and phase == Phase.REALISED:
        words = _("What was spent is brought as realisation.")
        raise InvalidInput(words, fields={"phase": words})


def receive_file(
    *,
    actor: Actor,
    government: Region,
    kind: str,
    fiscal_year: int,
    phase: str,
    file: IO[bytes] | Any,
    file_name: str,
    at: datetime,
    office: Office | None = None,
    version: Version | None = None,
    until_on: date | None = None,
    is_sample: bool = False,
) -> ImportRun:
    """Keep a file and begin an import of it. Raises `InvalidInput` or `TooLarge` with what to do; nothing is left behind then.

    A small file is read here, so that a broken one is refused at once; look through it with `examine`.
    """
    policies.may_bring(actor, government.code, office.pk if office is not None else None, kind).require()
    phase = {FileKind.STRATEGY: Phase.INDICATIVE.value, FileKind.REALISATION: Phase.REALISED.value}.get(FileKind(kind), phase)
    _check_choice(government, office, kind, fiscal_year, phase)
    received = files.receive(file, folder="plans")
    is_known = SourceFile.objects.filter(sha256=received.sha256).exists()
    try:
        if received.size_bytes <= IN_THE_REQUEST_BYTES:
            files.rows_of(received.path)
        with transaction.atomic():
            source, _made = SourceFile.objects.get_or_create(
                sha256=received.sha256,
                defaults={
                    "name": Path(file_name).name[:200] or "rencana",
                    "path": received.path,
                    "size_bytes": received.size_bytes,
                    "received_at": at,
                    "is_sample": is_sample,
                },
            )
            choices: dict[str, Any] = {"answers": _earlier_answers(source, government, office, kind), "name": Path(file_name).name[:200]}
            if until_on is not None:
                choices["until_on"] = until_on.isoformat()
            run = ImportRun.objects.create(
                file=source, kind=kind, government=government, office=office, version=version, fiscal_year=fiscal_year, phase=phase,
                choices=choices, by_id=actor.id, created_at=at,
            )  # fmt: skip
            trail.record(
                "planning.import.received",
                run,
                actor=actor,
                at=at,
                data={"government": government.code, "file": source.name, "sha256": source.sha256},
            )
    except BaseException:
        if not is_known and not SourceFile.objects.filter(sha256=received.sha256).exists():
            files.forget(received.path)
        raise
    return run


OF_A_VALUE = ("code_unknown", "name_differs", "place_unknown", "place_elsewhere", "fund_unknown", "office_unknown", "field_unknown")
"""Answers to these hold for the next file of the same office too; the others speak of one cell of one file."""


def _earlier_answers(source: SourceFile, government: Region, office: Office | None, kind: str) -> dict[str, Any]:
    """What was answered for this file before, or for the last file of its kind that was written."""
    runs = ImportRun.objects.filter(government=government, office=office, kind=kind, state=RunState.DONE).defer("report")
    same = runs.filter(file=source).first()
    if same is not None:
        return dict(same.choices.get("answers", {}))
    last = runs.first()
    answers = last.choices.get("answers", {}) if last is not None else {}
    return {key: given for key, given in answers.items() if key.partition(":")[0] in OF_A_VALUE}


# ---------- Looking through ----------


@dataclass(slots=True)
class Prepared:
    """A reading with what it was read against, for writing it in the same process."""

    reading: Reading
    look: Lookup


def _read(run: ImportRun) -> tuple[Reading, Lookup]:
    rows = files.rows_of(run.file.path)
    total = sum(sheet.rows for sheet in rows.sheets)
    look = lookup.of_run(run)

    def told(done: int) -> None:
        tell_progress(run.pk, "reading", done, total)

    reading = read(
        rows, look, kind=run.kind, fiscal_year=run.fiscal_year, phase=run.phase, choices=run.choices,
        file_name=run.choices.get("name") or run.file.name, progress=told,
    )  # fmt: skip
    return reading, look


def run_with_everything(run_id: UUID) -> ImportRun:
    """A run with its file, government and office: one query."""
    return ImportRun.objects.select_related("file", "government", "office", "by").get(pk=run_id)


def examine(run: ImportRun) -> Prepared | None:
    """Look a file through and keep what was found in the run's report. Nothing of the plan changes. None where it cannot be read."""
    if run.state not in (RunState.READ, RunState.FAILED):
        raise Refused(_("This import has been confirmed already."))
    try:
        with _without_pauses():
            reading, look = _read(run)
            comparison = Comparer(run, reading, look).compare()
            report = report_of(run, reading, comparison)
    except DomainError as error:
        run.state, run.report = RunState.FAILED, {"error": error.message, "hint": error.hint}
        run.save(update_fields=["state", "report"])
        return None
    run.state = RunState.READ
    run.report = report
    run.total_rows = reading.rows_read
    run.save(update_fields=["state", "report", "total_rows"])
    return Prepared(reading, look)


def look_through(run: ImportRun) -> None:
    """`examine` now, or in the background where the file is large."""
    if run.file.size_bytes <= IN_THE_REQUEST_BYTES:
        examine(run)
        return
    run.report = {}
    run.save(update_fields=["report"])
    from betang.planning.importing import jobs

    jobs.look_through.enqueue(run_id=str(run.pk))


# ---------- Answering ----------


def _open(actor: Actor, run: ImportRun) -> ImportRun:
    """The run, held; only while it is open."""
    held = ImportRun.objects.select_for_update(of=("self",)).select_related("file", "government", "office").get(pk=run.pk)
    policies.may_see_run(actor, held).require()
    if held.state not in (RunState.READ, RunState.FAILED):
        raise Refused(_("This import has been confirmed already."))
    return held


@transaction.atomic
def choose_columns(*, actor: Actor, run: ImportRun, sheets: Mapping[str, Mapping[str, Any]], at: datetime) -> ImportRun:
    """Say which sheets are read, where their header stands and which column holds what: `{sheet: {use, first, last, columns}}`."""
    held = _open(actor, run)
    held.choices["sheets"] = {name: dict(said) for name, said in sheets.items()}
    held.save(update_fields=["choices"])
    trail.record("planning.import.columns_chosen", held, actor=actor, at=at, data={"sheets": len(sheets)})
    return held


def _checked_answer(problem: Mapping[str, Any], answer: str, value: str) -> dict[str, str]:
    """An answer that this problem can have; raises `InvalidInput`."""
    kind = KINDS[problem["kind"]]
    if answer == ACCEPT and problem["suggestion"]:
        return {"a": ACCEPT, "v": problem["suggestion"]}
    if answer == TYPED and kind.typed and not problem["said"].get("beyond"):
        from betang.guard.sheets import cells

        if kind.typed == "amount":
            amount = cells.amount(value)
            if amount.idr is None or amount.idr < 0 or amount.flaw:
                raise InvalidInput(_("“%(text)s” is not an amount in rupiah. Type it like 1.500.000.") % {"text": value[:40]})
            return {"a": TYPED, "v": str(amount.idr)}
        if not value.strip():
            raise InvalidInput(_("Type a code, like 1.03.10.2.01.0032."))
        return {"a": TYPED, "v": " ".join(value.split())[:60]}
    if (answer == KEEP and kind.keep) or (answer == SKIP and kind.skip):
        return {"a": answer}
    raise InvalidInput(_("This question cannot be answered in this way."))


@transaction.atomic
def answer(*, actor: Actor, run: ImportRun, answers: Mapping[str, tuple[str, str]], at: datetime) -> ImportRun:
    """Answer problems of the report, by key: (`accept`, `keep`, `skip` or `typed`; what was typed). An empty answer takes one back."""
    held = _open(actor, run)
    by_key = {one["key"]: one for one in held.report.get("problems", [])}
    given = held.choices.setdefault("answers", {})
    for key, (what, value) in answers.items():
        if not what:
            given.pop(key, None)
        elif key in by_key:
            given[key] = _checked_answer(by_key[key], what, value)
    held.save(update_fields=["choices"])
    trail.record("planning.import.answered", held, actor=actor, at=at, data={"answers": len(answers)})
    return held


@transaction.atomic
def accept_suggestions(*, actor: Actor, run: ImportRun, at: datetime, keep_others: bool = False, kinds: Iterable[str] = ()) -> ImportRun:
    """Accept every suggestion that is open; with `keep_others` also keep as it is what has none (never what stops the import)."""
    held = _open(actor, run)
    given = held.choices.setdefault("answers", {})
    wanted = frozenset(kinds)
    taken = 0
    for problem in open_ones(held.report.get("problems", []), given):
        if wanted and problem["kind"] not in wanted:
            continue
        if problem["severity"] == "stops" and problem["kind"] != "code_missing":
            continue
        is_guess = problem["kind"] == "amount_slipped" and problem["said"].get("why") in ("siblings", "small")
        if problem["suggestion"] and not is_guess:  # an amount is never changed in passing on the strength of its neighbours
            given[problem["key"]] = {"a": ACCEPT, "v": problem["suggestion"]}
        elif keep_others and problem["severity"] == "ask":
            given[problem["key"]] = {"a": KEEP if KINDS[problem["kind"]].keep else SKIP}
        else:
            continue
        taken += 1
    held.save(update_fields=["choices"])
    trail.record("planning.import.answered", held, actor=actor, at=at, data={"answers": taken, "all": True})
    return held


@transaction.atomic
def choose_gone(*, actor: Actor, run: ImportRun, gone: str | list[str], at: datetime) -> ImportRun:
    """Say what becomes of lines that the file no longer names: `keep`, `withdraw`, or the numbers of those that are withdrawn."""
    held = _open(actor, run)
    held.choices["gone"] = gone
    held.save(update_fields=["choices"])
    trail.record("planning.import.gone_chosen", held, actor=actor, at=at, data={"gone": gone if isinstance(gone, str) else len(gone)})
    return held


@transaction.atomic
def discard(*, actor: Actor, run: ImportRun, at: datetime) -> None:
    """Throw an import away before its yes. The file goes too, unless another import needs it."""
    held = _open(actor, run)
    held.state, held.done_at = RunState.DISCARDED, at
    held.save(update_fields=["state", "done_at"])
    trail.record("planning.import.discarded", held, actor=actor, at=at)
    needed = ImportRun.objects.filter(file_id=held.file_id).exclude(state__in=(RunState.DISCARDED,)).exists()
    if not needed:
        path = held.file.path
        transaction.on_commit(lambda: files.forget(path))


# ---------- The yes ----------


@transaction.atomic
def confirm(*, actor: Actor, run: ImportRun, at: datetime, in_background: bool = True) -> ImportRun:
    """The yes. Refused while a question is open. The worker writes; a command does it itself (`carry_out`)."""
    held = _open(actor, run)
    report = held.report
    if held.state != RunState.READ or not report or report.get("error"):
        raise Refused(_("This file has not been read yet."))
    waiting = open_ones(report.get("problems", []), held.choices.get("answers", {}))
    if waiting:
        raise Refused(_("%(count)s questions still wait for an answer.") % {"count": len(waiting)}, hint=_("Answer them first."))
    held.state = RunState.CONFIRMED
    held.progress_rows = 0
    held.by_id = actor.id or held.by_id
    held.choices["sheets"] = {
        one["name"]: {"use": one["used"], "first": one["first"], "last": one["last"], "columns": one["columns"]} for one in report["sheets"]
    }
    held.save(update_fields=["state", "progress_rows", "by", "choices"])
    _remember(held, at)
    trail.record(
        "planning.import.confirmed", held, actor=actor, at=at,
        data={
            "government": held.government.code, "year": held.fiscal_year, "kind": held.kind, "file": held.file.name,
            "lines": report["lines"],
        },
    )  # fmt: skip
    if in_background:
        from betang.planning.importing import jobs

        jobs.carry_out.enqueue(run_id=str(held.pk))
    return held


def _remember(run: ImportRun, at: datetime) -> None:
    """Learn which headings this office's files use for which field."""
    for sheet in run.report["sheets"]:
        if not sheet["used"]:
            continue
        fields = {column: name for name, columns in sheet["columns"].items() for column in columns}
        for column, heading in sheet["headings"].items():
            if not heading:
                continue
            ColumnMemory.objects.update_or_create(
                government=run.government, office=run.office, kind=run.kind, heading=heading[:200],
                defaults={"field": fields.get(int(column), IGNORED)[:40], "used_at": at},
            )  # fmt: skip


def carry_out(run_id: UUID, *, at: datetime | None = None, prepared: Prepared | None = None) -> None:
    """Write a confirmed import: one transaction, safe to begin again. Where the plan has changed meanwhile so that new questions
    arise, nothing is written and the run goes back to its questions.
    """
    run = ImportRun.objects.select_related("file", "government", "office", "by").filter(pk=run_id).first()
    if run is None or run.state != RunState.CONFIRMED:
        return
    with _without_pauses():
        _carry_out(run, at or clock.now(), prepared)
    cache.delete(_progress_key(run.pk))


def _carry_out(run: ImportRun, moment: datetime, prepared: Prepared | None) -> None:
    actor = Actor(id=run.by_id, name=run.by.name if run.by is not None else "Betang", is_system=True)
    try:
        reading, look = (prepared.reading, prepared.look) if prepared is not None else _read(run)
    except DomainError as error:
        _fail(run, actor, error, moment)
        return
    years = sorted({slot.year for slot in reading.slots} or {run.fiscal_year})
    total = max(1, len(reading.items))
    with room(len(reading.items)), transaction.atomic():
        rollups.hold(*((run.government.code, year) for year in years))
        held = ImportRun.objects.select_for_update(of=("self",)).get(pk=run.pk)
        if held.state != RunState.CONFIRMED:
            return
        comparison = Comparer(run, reading, look).compare()
        report = report_of(run, reading, comparison)
        if open_ones(report["problems"], run.choices.get("answers", {})):
            run.state, run.report = RunState.READ, {**report, "returned": True}
            run.save(update_fields=["state", "report"])
            trail.record("planning.import.returned", run, actor=actor, at=moment)
            return
        # of plans that were empty the sums are counted from the rows in memory, while SQLite builds its indexes
        sums = Later(lambda: {year: sums_of(run.government.code, year, reading, comparison) for year in comparison.empty_years})

        def told(done: int) -> None:
            tell_progress(run.pk, "writing", done, total)

        Writer(run, reading, look, comparison, at=moment, progress=told, meanwhile=sums.begin).write()
        withdrawn = _chosen_gone(run, comparison)
        withdraw([line.id for line in withdrawn], moment)
        if not comparison.is_empty or withdrawn:
            tell_progress(run.pk, "counting", total, total)
            counted = sums.result()
            for year in years:
                if year in counted:
                    write_sums(run.government.code, year, counted[year])
                else:
                    rollups.rebuild(run.government.code, year)
        counts = {
            "added": len(comparison.added),
            "changed": _changed(comparison),
            "unchanged": comparison.unchanged,
            "withdrawn": len(withdrawn),
        }
        run.state, run.done_at, run.progress_rows = RunState.DONE, moment, reading.rows_read
        run.report = {**report, "counts": counts, "withdrawn": [comparison.numbers[line.id] for line in withdrawn[:500]]}
        run.save(update_fields=["state", "done_at", "progress_rows", "report"])
        trail.record(
            "planning.import.done", run, actor=actor, at=moment, public=True,
            data={
                "government": run.government.code, "years": years, "kind": run.kind, "phase": run.phase, "file": run.file.name,
                "sha256": run.file.sha256, **counts, "numbers": [comparison.numbers[line.id] for line in withdrawn[:200]],
            },
        )  # fmt: skip


def _changed(comparison: Comparison) -> int:
    return len(comparison.changed) + sum(1 for one in comparison.progressed if one.is_changed)


def _chosen_gone(run: ImportRun, comparison: Comparison) -> list[Existing]:
    chosen = run.choices.get("gone", GONE_KEEP)
    if chosen == GONE_WITHDRAW:
        return comparison.gone
    if isinstance(chosen, list):
        return [line for line in comparison.gone if comparison.numbers.get(line.id) in set(chosen)]
    return []


@contextmanager
def _without_pauses() -> Iterator[None]:
    """Rows of a large file hold each other in no circles: the collector would only walk over them again and again."""
    was_on = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if was_on:
            gc.enable()


@transaction.atomic
def _fail(run: ImportRun, actor: Actor, error: DomainError, at: datetime) -> None:
    run.state, run.done_at = RunState.FAILED, at
    run.report = {**run.report, "error": error.message, "hint": error.hint}
    run.save(update_fields=["state", "report", "done_at"])
    trail.record("planning.import.failed", run, actor=actor, at=at, reason=error.message)
