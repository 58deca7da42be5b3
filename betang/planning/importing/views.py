"""Bringing a file at the desk: choose it, see how it was read, answer what is asked, say yes, watch it, read the account."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from betang.accounts.actors import Actor
from betang.accounts.desk import desk_page
from betang.audit import trail
from betang.guard.sheets import files
from betang.kernel import clock
from betang.kernel.errors import DomainError, InvalidInput, TooLarge, Unavailable
from betang.planning import policies
from betang.planning.importing import actions, forms, queries
from betang.planning.importing.forms import BringForm
from betang.planning.importing.problems import open_ones
from betang.planning.links import file_url, line_url
from betang.planning.models import ImportRun
from betang.planning.terms import Phase, RunState

SHOWN = 20
PEEK_ROWS = 6
REFRESH_S = "3"


def _actor(request: HttpRequest) -> Actor:
    actor: Actor = request.actor  # type: ignore[attr-defined]
    return actor


def _url(run: ImportRun, name: str = "import") -> str:
    return reverse(f"planning_desk:{name}", kwargs={"run_id": run.pk})


@desk_page(*policies.WRITING_POSTS)
@require_http_methods(["GET", "HEAD", "POST"])
def imports(request: HttpRequest) -> HttpResponse:
    """`/meja/rencana/impor/`: the form for a file, and earlier imports."""
    actor = _actor(request)
    problem: DomainError | None = None
    form = BringForm(request.POST or None, request.FILES or None, actor=actor)
    if request.method == "POST":
        if form.is_valid():
            data = form.cleaned_data
            try:
                with trail.once(request.POST.get("kunci", ""), scope=f"planning.import:{actor.id}") as asked:
                    if not asked.repeated:
                        run = actions.receive_file(
                            actor=actor,
                            government=data["government"],
                            office=data["office"],
                            version=data["version"],
                            kind=data["kind"],
                            fiscal_year=data["fiscal_year"],
                            phase=data["phase"],
                            until_on=data["until_on"],
                            file=data["file"],
                            file_name=data["file"].name or "",
                            at=clock.now(),
                        )
                        actions.look_through(run)
                        asked.location = _url(run)
                return HttpResponseRedirect(asked.location)
            except (InvalidInput, TooLarge, Unavailable) as error:
                problem = error
        else:
            problem = InvalidInput(_("Something is not right yet."))
    context = {"form": form, "problem": problem, "runs": queries.runs_of(actor)}
    return render(request, "planning/importing/imports.html", context, status=problem.status if problem else 200)


def _steps(run: ImportRun) -> int:
    """Where the run is: 2 columns, 3 questions, 4 the yes."""
    if any(one["kind"] in ("no_table", "columns_missing") for one in run.report.get("problems", [])):
        return 2
    return 3 if open_ones(run.report.get("problems", []), run.choices.get("answers", {})) else 4


@desk_page(*policies.WRITING_POSTS)
@require_safe
def an_import(request: HttpRequest, run_id: UUID) -> HttpResponse:
    """One import: what was read and would change before the yes, how far it is during, the account after."""
    run = queries.run_for(_actor(request), run_id)
    report = run.report
    is_busy = run.state == RunState.CONFIRMED or (run.state == RunState.READ and not report)
    waiting = open_ones(report.get("problems", []), run.choices.get("answers", {}))
    lists = report.get("lists", {})
    context: dict[str, Any] = {
        "run": run,
        "report": report,
        "error": report.get("error", ""),
        "hint": report.get("hint", ""),
        "is_busy": is_busy,
        "progress": actions.progress_of(run.pk) if is_busy else {},
        "at_step": _steps(run),
        "open": len(waiting),
        "stopping": sum(1 for one in waiting if one["severity"] == "stops"),
        "first_problems": [queries.shown(one, run.choices.get("answers", {})) for one in waiting[:3]],
        "notes": sum(1 for one in report.get("problems", []) if one["severity"] == "note"),
        "sums": [
            (year, Phase(phase).label, amount)
            for (year, phase), amount in zip(report.get("slots", []), report.get("sums", []), strict=False)
        ],
        "added": lists.get("added", [])[:SHOWN],
        "changed": [(line_url(row[0]), *row, Phase(row[4]).label if row[4] else "") for row in lists.get("changed", [])[:SHOWN]],
        "gone": [(line_url(row[0]), *row) for row in lists.get("gone", [])[:200]],
        "chosen_gone": run.choices.get("gone", actions.GONE_KEEP),
        "totals": _totals(report)[:SHOWN],
        "source": file_url(run.file.sha256),
    }
    response = render(request, "planning/importing/run.html", context)
    if is_busy:
        response["Refresh"] = REFRESH_S
    return response


def _totals(report: dict[str, Any]) -> list[tuple[str, str, str, int, int, int]]:
    """`(sheet, cell, name, stated, added, difference)` of the totals that differ."""
    return [
        (sheet, cell, name or code, stated, added, stated - added)
        for sheet, cell, code, name, _slot, stated, added in report.get("totals", [])
    ]


@desk_page(*policies.WRITING_POSTS)
@require_http_methods(["GET", "HEAD", "POST"])
def columns(request: HttpRequest, run_id: UUID) -> HttpResponse:
    """Which sheets are read, where their header stands, which column holds what."""
    actor = _actor(request)
    run = queries.run_for(actor, run_id)
    if run.state not in (RunState.READ, RunState.FAILED) or "sheets" not in run.report:
        return HttpResponseRedirect(_url(run))
    if request.method == "POST":
        run = actions.choose_columns(actor=actor, run=run, sheets=forms.parse_columns(request.POST, run.report, run.kind), at=clock.now())
        actions.look_through(run)
        return HttpResponseRedirect(_url(run))
    rows = files.rows_of(run.file.path)
    sheets = []
    for number, sheet in enumerate(run.report["sheets"]):
        index = rows.sheet(sheet["name"])
        held = {column: name for name, some in sheet["columns"].items() for column in some}
        peek = [row for _n, row in rows.of(index, sheet["last"] + 1, sheet["last"] + PEEK_ROWS)] if index is not None else []
        top = [(n, [str(cell)[:40] for cell in row[:8]]) for n, row in rows.of(index, 1, 12)] if index is not None else []
        width = min(60, max((len(row) for row in peek), default=0))
        width = max(width, *(int(column) + 1 for column in sheet["labels"])) if sheet["labels"] else width
        sheets.append(
            {
                **sheet,
                "number": number,
                "top": top,
                "choices": forms.field_choices(run.kind, set(sheet["columns"])),
                "fields": [
                    (
                        column,
                        forms.letter(column),
                        sheet["labels"].get(str(column), ""),
                        held.get(column, ""),
                        [str(row[column])[:60].lstrip("\x01") for row in peek if column < len(row) and row[column] != ""][:2],
                    )
                    for column in range(min(width, 80))
                ],
            }
        )
    return render(request, "planning/importing/columns.html", {"run": run, "sheets": sheets})


def _page(text: str) -> int:
    return max(1, int(text)) if text.isdecimal() and len(text) < 6 else 1


@desk_page(*policies.WRITING_POSTS)
@require_http_methods(["GET", "HEAD", "POST"])
def problems(request: HttpRequest, run_id: UUID) -> HttpResponse:
    """Every problem by cell, with what is suggested and what may be answered."""
    actor = _actor(request)
    run = queries.run_for(actor, run_id)
    only = request.GET.get("saring", "open")
    page = _page(request.GET.get("hal", ""))
    error: DomainError | None = None
    if request.method == "POST":
        try:
            return _answer(request, actor, run)
        except InvalidInput as refused:
            error = refused
    only = only if only in ("open", "note", "all") else "open"
    rows, count = queries.problems_of(run, only="" if only == "all" else only, page=page)
    here = _url(run, "import_problems")
    context = {
        "run": run,
        "rows": rows,
        "count": count,
        "only": only,
        "tabs": [
            (_("Waiting for an answer"), f"{here}?saring=open", only == "open"),
            (_("Notes"), f"{here}?saring=note", only == "note"),
            (_("All"), f"{here}?saring=all", only == "all"),
        ],
        "may_answer": run.state in (RunState.READ, RunState.FAILED),
        "error": error,
        "beyond": sum(run.report.get("beyond", {}).values()),
        "previous_url": f"{here}?saring={only}&hal={page - 1}" if page > 1 else "",
        "next_url": f"{here}?saring={only}&hal={page + 1}" if page * queries.PAGE_SIZE < count else "",
    }
    return render(request, "planning/importing/problems.html", context, status=error.status if error else 200)


def _answer(request: HttpRequest, actor: Actor, run: ImportRun) -> HttpResponse:
    if "semua" in request.POST:
        run = actions.accept_suggestions(actor=actor, run=run, at=clock.now(), keep_others=request.POST["semua"] == "simpan")
    else:
        given: dict[str, tuple[str, str]] = {}
        for key in request.POST:
            if key.startswith("jawab-"):
                number = key.removeprefix("jawab-")
                name = request.POST.get(f"soal-{number}", "")
                if name and request.POST[key]:
                    given[name] = (request.POST[key], request.POST.get(f"nilai-{number}", ""))
        run = actions.answer(actor=actor, run=run, answers=given, at=clock.now())
    actions.look_through(run)
    left = len(open_ones(run.report.get("problems", []), run.choices.get("answers", {})))
    if left:
        messages.info(request, ngettext("%(num)s question is left.", "%(num)s questions are left.", left) % {"num": left})
        return HttpResponseRedirect(_url(run, "import_problems"))
    return HttpResponseRedirect(_url(run))


@desk_page(*policies.WRITING_POSTS)
@require_POST
def confirm(request: HttpRequest, run_id: UUID) -> HttpResponse:
    """The yes."""
    actor = _actor(request)
    run = queries.run_for(actor, run_id)
    with trail.once(request.POST.get("kunci", ""), scope=f"planning.import-yes:{run.pk}") as asked:
        if not asked.repeated:
            chosen: str | list[str] = request.POST.get("hilang", actions.GONE_KEEP)
            if chosen == "pilih":
                chosen = request.POST.getlist("baris")[:1000]
            if run.report.get("gone"):
                run = actions.choose_gone(actor=actor, run=run, gone=chosen, at=clock.now())
            actions.confirm(actor=actor, run=run, at=clock.now())
            asked.location = _url(run)
    return HttpResponseRedirect(asked.location)


@desk_page(*policies.WRITING_POSTS)
@require_POST
def discard(request: HttpRequest, run_id: UUID) -> HttpResponse:
    """No: throw it away."""
    actor = _actor(request)
    run = queries.run_for(actor, run_id)
    actions.discard(actor=actor, run=run, at=clock.now())
    messages.success(request, _("The import was thrown away; nothing of it was written."))
    return HttpResponseRedirect(reverse("planning_desk:imports"))


@desk_page(*policies.WRITING_POSTS)
@require_POST
def again(request: HttpRequest, run_id: UUID) -> HttpResponse:
    """Look the file through once more: it stood still, or the plan has changed."""
    actor = _actor(request)
    run = queries.run_for(actor, run_id)
    if run.state == RunState.CONFIRMED:
        from betang.planning.importing import jobs

        jobs.carry_out.enqueue(run_id=str(run.pk))
    else:
        actions.look_through(run)
    return HttpResponseRedirect(_url(run))
