"""Reading imports: the runs that a person may see, one run, its problems by cell; and what the public sees of a source file."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.db.models import Q
from django.urls import reverse
from django.utils.translation import gettext as _

from betang.accounts.actors import Actor
from betang.kernel.errors import NotFound
from betang.kernel.waiting import Waiting
from betang.planning import policies as plan_policies
from betang.planning.importing import policies, wording
from betang.planning.importing.problems import NOTE, open_ones
from betang.planning.models import ImportRun, SourceFile, Version
from betang.planning.terms import RunState
from betang.regions.models import Office, Region

PAGE_SIZE = 40


def runs_of(actor: Actor, limit: int = 30) -> list[ImportRun]:
    """The newest imports that a person may see. One query."""
    allowed = Q(pk__in=())
    for code in plan_policies.governments_of(actor):
        offices = plan_policies.offices_of(actor, code)
        allowed |= Q(government__code=code) if offices is None else Q(government__code=code, office__in=offices)
    rows = ImportRun.objects.filter(allowed).exclude(state=RunState.DISCARDED).defer("report", "choices")
    found = list(rows.select_related("file", "government", "office", "by")[: 3 * limit])
    return [run for run in found if policies.may_see_run(actor, run)][:limit]


def run_for(actor: Actor, run_id: UUID) -> ImportRun:
    """One import, if this person may see it; `NotFound` otherwise and for one that is not there."""
    run = ImportRun.objects.select_related("file", "government", "office", "by", "version__document").filter(pk=run_id).first()
    if run is None:
        raise NotFound(_("This page does not exist."))
    policies.may_see_run(actor, run).require()
    return run


def governments_for(actor: Actor) -> list[Region]:
    """The governments for which a person may bring files."""
    codes = plan_policies.governments_of(actor)
    return list(Region.objects.filter(code__in=codes, valid_to__isnull=True).order_by("code"))


def offices_for(actor: Actor, governments: list[Region]) -> list[Office]:
    """The offices for which a person may bring files."""
    wanted = Q(pk__in=())
    for government in governments:
        offices = plan_policies.offices_of(actor, government.code)
        wanted |= Q(region=government) if offices is None else Q(pk__in=offices)
    return list(Office.objects.filter(wanted, valid_to__isnull=True).select_related("region").order_by("region__code", "name"))


def versions_for(governments: list[Region]) -> list[Version]:
    """The document versions that a file may belong to."""
    return list(
        Version.objects.filter(document__government__in=governments).select_related("document").order_by("-document__to_year")[:200]
    )


def problems_of(run: ImportRun, *, only: str = "", page: int = 1) -> tuple[list[dict[str, Any]], int]:
    """One page of the problems, ready to be shown, and how many there are. `only`: `open`, `note` or empty for all."""
    answers = run.choices.get("answers", {})
    rows = run.report.get("problems", [])
    if only == "open":
        rows = open_ones(rows, answers)
    elif only == "note":
        rows = [one for one in rows if one["severity"] == NOTE]
    start = (max(1, page) - 1) * PAGE_SIZE
    return [shown(one, answers) for one in rows[start : start + PAGE_SIZE]], len(rows)


def shown(problem: dict[str, Any], answers: dict[str, Any]) -> dict[str, Any]:
    """A problem as pages show it."""
    label, tone = wording.SEVERITY[problem["severity"]]
    given = answers.get(problem["key"], {})
    return {
        **problem,
        "what": wording.what(problem),
        "where": wording.where(problem),
        "label": str(label),
        "tone": tone,
        "options": wording.answers_of(problem) if problem["severity"] != NOTE else [],
        "answer": given.get("a", ""),
        "typed": given.get("v", "") if given.get("a") == "typed" else "",
    }


def source_by(digest: str) -> tuple[SourceFile, list[ImportRun]]:
    """A published source file by the beginning of its SHA-256, with the imports that were written from it. `NotFound` for others."""
    runs = list(
        ImportRun.objects.filter(file__sha256__startswith=digest, state=RunState.DONE)
        .select_related("file", "government", "office", "version__document")
        .order_by("-done_at")[:20]
    )
    if not runs or len(digest) < 12:
        raise NotFound(_("This page does not exist."))
    return runs[0].file, runs


def waiting_for(actor: Actor) -> list[Waiting]:
    """Imports that wait for answers or for the yes."""
    return [
        Waiting(
            title=_("An import waits for you: %(file)s") % {"file": run.file.name},
            url=reverse("planning_desk:import", kwargs={"run_id": run.pk}),
            detail=f"{run.government.full_name} {run.fiscal_year}",
            weight=1,
        )
        for run in runs_of(actor, 10)
        if run.state == RunState.READ
    ]
