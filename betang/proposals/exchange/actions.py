"""A file is looked through, and after a yes taken over row by row, each through the actions that an officer at the desk would take."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import IO, Any
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext

from betang.accounts.actors import SYSTEM, Actor
from betang.accounts.queries import actor_of
from betang.audit import trail
from betang.casework.terms import ReasonKind
from betang.guard.sheets import files
from betang.kernel.errors import DomainError, InvalidInput, Refused
from betang.proposals import actions, machine
from betang.proposals.exchange import policies, reading, weighing
from betang.proposals.exchange.weighing import Places, Weighed
from betang.proposals.models import ExchangeRun, Proposal
from betang.proposals.terms import ExchangeState
from betang.regions.models import Region

FOLDER = "usulan-sipd"
KEPT_DAYS = 30
"""How long a file that nobody said yes or no to is kept: it names people. House rule."""

NEEDS = {"refuse": ReasonKind.REFUSE, "send_back": ReasonKind.RETURN}


def records_of(path: str) -> list[reading.Record]:
    """Every row of the first sheet that has the national system's header. Raises `InvalidInput` where none has."""
    rows = files.rows_of(path)
    for sheet in rows.sheets:
        header = None if sheet.is_hidden else reading.find_header(rows.of(sheet, 1, reading.LOOKED_AT))
        if header is not None:
            at, columns = header
            found = reading.read_rows(rows.of(sheet, at + 1), columns, unsaved=frozenset(rows.formulas.get(sheet.name, ())))
            if found:
                return found
    raise InvalidInput(
        gettext("No row of this file has the national system's names of columns (id_usulan, giat_teks, masalah …)."),
        hint=gettext("Take the list out of the national system again, or take the form from this page and fill it."),
    )


def weigh_all(records: list[reading.Record], *, region_code: str, level: str, fiscal_year: int) -> list[Weighed]:
    """What every row would do. Some five queries for a file, whatever its length."""
    existing = weighing.known(records, region_code)
    places = Places(region_code)
    seen: dict[str, int] = {}
    made: list[Weighed] = []
    for record in records:
        national = record.text.get("national_id", "")
        if national and national in seen:
            record.wrong("national_id", gettext("The same number stands in row %(row)d already.") % {"row": seen[national]})
        seen.setdefault(national, record.row)
        made.append(weighing.weigh(record, existing=existing, places=places, level=level, fiscal_year=fiscal_year))
    return made


def _row(one: Weighed) -> dict[str, Any]:
    matter = one.proposal.matter if one.proposal is not None else None
    return {
        "row": one.record.row,
        "id": one.record.text.get("national_id", ""),
        "title": (one.proposal.title if one.proposal is not None else one.record.text.get("title", ""))[:150],
        "number": matter.number if matter is not None else "",
        "kind": one.kind,
        "action": one.action if one.kind != "wrong" else "",
        "notes": one.notes,
        "problems": [{"cell": each.cell, "text": each.text} for each in one.problems],
        "done": "",
    }


def _report(made: list[Weighed]) -> dict[str, Any]:
    rows = [_row(one) for one in made]
    counts: dict[str, int] = {}
    for row in rows:
        counts[row["kind"]] = counts.get(row["kind"], 0) + 1
    return {"rows": rows, "counts": counts, "needs": sorted({row["action"] for row in rows if row["action"] in NEEDS})}


@transaction.atomic
def look_through(*, actor: Actor, region: Region, fiscal_year: int, file: IO[bytes] | Any, file_name: str, at: datetime) -> ExchangeRun:
    """Keep a file and say what it would do. Nothing else is written."""
    policies.may_exchange(actor, region.code).require()
    received = files.receive(file, folder=FOLDER)
    level = policies.level_of(actor, region.code)
    report = _report(weigh_all(records_of(received.path), region_code=region.code, level=level, fiscal_year=fiscal_year))
    return ExchangeRun.objects.create(
        region=region, fiscal_year=fiscal_year, person_id=actor.id, post=level, file_name=" ".join(file_name.split())[:200],
        sha256=received.sha256, path=received.path, report=report, created_at=at,
    )  # fmt: skip


@transaction.atomic
def confirm(
    *, actor: Actor, run: ExchangeRun, at: datetime, reasons: dict[str, str] | None = None, in_background: bool = True
) -> ExchangeRun:
    """Say yes: a job takes the rows over. `reasons` is the coded reason of what the file refuses or sends back. Twice is once."""
    kept = ExchangeRun.objects.select_for_update(of=("self",)).select_related("region").get(pk=run.pk)
    policies.may_take_over(actor, kept.region.code).require()
    if kept.state == ExchangeState.DISCARDED:
        raise Refused(gettext("This file was put aside. Bring it again."))
    if kept.state != ExchangeState.LOOKED_THROUGH:
        return kept
    wrong = {}
    for action in kept.report["needs"]:
        code = (reasons or {}).get(action, "")
        if machine.PROPOSAL.reason(code, NEEDS[action]) is None:
            wrong[action] = gettext("Choose a reason from the list.")
    if wrong:
        raise InvalidInput(gettext("Choose the reason for what the file refuses or sends back."), fields=wrong)
    kept.state, kept.person_id = ExchangeState.RUNNING, actor.id
    kept.report = {**kept.report, "reasons": dict(reasons or {})}
    kept.save(update_fields=["state", "person", "report"])
    data = {"code": kept.region.code, "year": kept.fiscal_year, "sha256": kept.sha256, "rows": len(kept.report["rows"])}
    trail.record("proposals.exchange.confirmed", kept, actor=actor, at=at, data=data)
    if in_background:
        from betang.proposals.exchange.jobs import take_over

        take_over.enqueue(run_id=str(kept.pk))
    return kept


@transaction.atomic
def discard(*, actor: Actor, run: ExchangeRun, at: datetime) -> None:
    """Put a file aside that was only looked through; the file is removed."""
    kept = ExchangeRun.objects.select_for_update(of=("self",)).select_related("region").get(pk=run.pk)
    policies.may_exchange(actor, kept.region.code).require()
    if kept.state == ExchangeState.LOOKED_THROUGH:
        _end(kept, ExchangeState.DISCARDED, at)


def carry_out(*, run_id: UUID, at: datetime) -> ExchangeRun:
    """Take the rows over, each in a transaction of its own: stopped anywhere, it goes on. A row that cannot be says why."""
    run = ExchangeRun.objects.select_related("region", "person").get(pk=run_id)
    if run.state != ExchangeState.RUNNING:
        return run
    actor = _who(run)
    reasons = run.report.get("reasons", {})
    places = Places(run.region.code)
    rows = {row["row"]: row for row in run.report["rows"]}
    for record in records_of(run.path):
        row = rows.get(record.row)
        if row is None or row["done"] or row["kind"] not in ("new", "link", "step"):
            continue
        try:
            row["done"], row["number"] = _take_row(run, actor, record, places, reasons, at)
        except DomainError as error:
            words = "; ".join([error.message, *getattr(error, "fields", {}).values()])
            row["done"], row["kind"] = gettext("Not taken over: %(why)s") % {"why": words}, "failed"
    counts: dict[str, int] = {}
    for row in run.report["rows"]:
        counts[row["kind"]] = counts.get(row["kind"], 0) + 1
    with transaction.atomic():
        kept = ExchangeRun.objects.select_for_update(of=("self",)).select_related("region").get(pk=run.pk)
        if kept.state == ExchangeState.RUNNING:
            kept.report = {**run.report, "counts": counts}
            _end(kept, ExchangeState.DONE, at)
            data = {"code": kept.region.code, "year": kept.fiscal_year, "sha256": kept.sha256, "counts": counts}
            trail.record("proposals.exchange.finished", kept, actor=actor, at=at, data=data)
    return kept


def _who(run: ExchangeRun) -> Actor:
    """Whoever said yes, with the posts that they hold now: their second factor was shown then."""
    return actor_of(run.person, has_second_factor=True) if run.person is not None else SYSTEM


@transaction.atomic
def _take_row(
    run: ExchangeRun, actor: Actor, record: reading.Record, places: Places, reasons: dict[str, str], at: datetime
) -> tuple[str, str]:
    record.problems.clear()
    existing = weighing.known([record], run.region.code)
    one = weighing.weigh(record, existing=existing, places=places, level=run.post, fiscal_year=run.fiscal_year)
    if one.kind == "wrong":
        raise InvalidInput("; ".join(each.text for each in one.problems))
    proposal = one.proposal
    told: list[str] = []
    if one.kind == "new":
        assert one.values is not None
        proposal = _bring(run, actor, one, at)
        told.append(gettext("Brought as %(number)s.") % {"number": proposal.matter.number if proposal.matter else ""})
    assert proposal is not None
    if one.links:
        _link(actor, proposal, record.text["national_id"], at)
        told.append(gettext("Linked with number %(number)s of the national system.") % {"number": record.text["national_id"]})
    if one.action:
        said = record.said.get(run.post)
        step = actions.decide(
            actor=actor, proposal=proposal, action=one.action, at=at, words=one.words,
            reason_code=reasons.get(one.action, "meets_needs"), volume=said.volume if said else None,
            amount_idr=said.amount_idr if said else None, office_id=places.office(record),
        )  # fmt: skip
        transition = machine.PROPOSAL.transition(step.action, step.from_state)
        told.append(f"{transition.told}." if transition is not None else "")
    assert proposal.matter is not None
    return " ".join(told) or gettext("Nothing is to be done."), proposal.matter.number


def _bring(run: ExchangeRun, actor: Actor, one: Weighed, at: datetime) -> Proposal:
    record = one.record
    national = record.text["national_id"]
    key = f"sipd.{run.region.code.split('.')[0]}.{national}"[:80]
    draft, _token = actions.start_draft(actor=actor, at=at, key=key, channel=record.channel)
    assert one.values is not None
    sent = actions.send_proposal(
        actor=actor, proposal=draft, values=one.values, at=at, has_consent=False, fiscal_year=run.fiscal_year, follows=False,
        brought_as=run.post, holder=one.holder,
    )  # fmt: skip
    _link(actor, sent.proposal, national, at)
    return sent.proposal


def _link(actor: Actor, proposal: Proposal, national_id: str, at: datetime) -> None:
    Proposal.objects.filter(pk=proposal.pk).update(national_id=national_id[:40], changed_at=at)
    proposal.national_id = national_id[:40]
    assert proposal.matter is not None
    data = {"number": proposal.matter.number, "national_id": proposal.national_id}
    trail.record("proposals.proposal.linked", proposal, actor=actor, at=at, data=data, site_id=proposal.site_id, public=True)


def _end(kept: ExchangeRun, state: str, at: datetime) -> None:
    """The file goes, the report without it stays."""
    path, kept.state, kept.done_at, kept.path = kept.path, state, at, ""
    kept.save(update_fields=["state", "done_at", "path", "report"])
    if path and not ExchangeRun.objects.filter(path=path).exists():
        transaction.on_commit(lambda: files.forget(path))


def forget_old(*, at: datetime) -> int:
    """Put aside files that nobody said yes or no to. Returns how many."""
    count = 0
    for run in ExchangeRun.objects.filter(state=ExchangeState.LOOKED_THROUGH, created_at__lt=at - timedelta(days=KEPT_DAYS)):
        discard(actor=SYSTEM, run=run, at=at)
        count += 1
    return count
