"""Who may bring files into a plan: who writes that plan. An office's own officers bring its realisation."""

from __future__ import annotations

from uuid import UUID

from betang.accounts.actors import Actor
from betang.kernel.verdict import YES, Verdict, hidden
from betang.planning import policies
from betang.planning.models import ImportRun
from betang.planning.terms import FileKind


def may_bring(actor: Actor, government_code: str, office_id: UUID | None, kind: str) -> Verdict:
    """May bring a file of this kind for this government (and office)."""
    if kind == FileKind.REALISATION:
        return policies.may_tend_office(actor, government_code, office_id)
    return policies.may_plan(actor, government_code)


def may_see_run(actor: Actor, run: ImportRun) -> Verdict:
    """May see an import before it is published, answer its questions, confirm or drop it: who may bring such a file."""
    return YES if may_bring(actor, run.government.code, run.office_id, run.kind) else hidden()
