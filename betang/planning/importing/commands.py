"""`betang import plan FILE`: a plan, a budget, a five-year plan or realisation from the command line."""

from __future__ import annotations

import argparse
import sys
from datetime import date
from pathlib import Path
from typing import Any

from betang.kernel.verbs import import_sources

SHOWN = 60


def register(verbs: Any) -> None:
    """Add `plan` to what `betang import` can bring in."""
    plan = import_sources(verbs).add_parser("plan", help="a plan, a budget, a five-year plan or realisation: XLSX, XLS, ODS or CSV")
    plan.add_argument("file", type=Path, metavar="FILE")
    plan.add_argument("--government", required=True, metavar="CODE", help="code of the province, kabupaten, kota or desa: 62.03")
    plan.add_argument("--year", required=True, type=int, help="fiscal year; of a five-year plan its first")
    plan.add_argument(
        "--kind", default="", choices=["", "plan", "strategy", "realisation", "village"], help="default: plan, for a desa village"
    )
    plan.add_argument("--phase", default="ceiling", choices=["indicative", "proposed", "ceiling", "budgeted", "revised"])
    plan.add_argument("--office", default="", metavar="NAME", help="the office whose file it is: name, short name or code")
    plan.add_argument("--until", type=date.fromisoformat, metavar="YYYY-MM-DD", help="of realisation: spent until")
    plan.add_argument("--accept", action="store_true", help="accept every suggestion, keep as it is what has none; never what stops")
    plan.add_argument("--withdraw-gone", action="store_true", help="take lines out of the plan that the file no longer names")
    plan.add_argument("--yes", action="store_true", help="write it, if no question is open; without this it is only looked through")
    plan.set_defaults(run=_plan)


def _plan(options: argparse.Namespace) -> int:
    from django.conf import settings
    from django.db.models import Q
    from django.utils import translation

    from betang.accounts.actors import SYSTEM
    from betang.kernel import clock
    from betang.kernel.errors import InvalidInput, NotFound
    from betang.planning.importing import actions, wording
    from betang.planning.importing.problems import open_ones
    from betang.regions.queries import by_code, offices_of
    from betang.regions.terms import Level

    with translation.override(settings.LANGUAGE_CODE):
        if not options.file.is_file():
            raise InvalidInput(translation.gettext("There is no file %(file)s.") % {"file": options.file})
        government = by_code(options.government)
        office = None
        if options.office:
            same = Q(name__iexact=options.office) | Q(short_name__iexact=options.office) | Q(code=options.office)
            office = offices_of(government.code).filter(same).first()
            if office is None:
                raise NotFound(translation.gettext("This government has no office “%(name)s”.") % {"name": options.office})
        kind = options.kind or ("village" if government.level == Level.VILLAGE else "plan")
        with options.file.open("rb") as file:
            run = actions.receive_file(
                actor=SYSTEM, government=government, office=office, kind=kind, fiscal_year=options.year, phase=options.phase,
                until_on=options.until, file=file, file_name=options.file.name, at=clock.now(),
            )  # fmt: skip
        prepared = actions.examine(run)
        for _round in range(3):  # an answer may bring a further question
            if not options.accept or not open_ones(run.report.get("problems", []), run.choices["answers"]):
                break
            run = actions.accept_suggestions(actor=SYSTEM, run=run, at=clock.now(), keep_others=True)
            prepared = actions.examine(run)
        report = run.report
        if report.get("error"):
            raise InvalidInput(report["error"], hint=report.get("hint", ""))
        for problem in report["problems"][:SHOWN]:
            answer = run.choices["answers"].get(problem["key"], {}).get("a", "")
            kind, where = wording.SEVERITY[problem["severity"]][0], wording.where(problem)
            print(f"{kind}: {where}: {wording.what(problem)} {wording.suggestion(problem)} {answer}".rstrip())
        for (year, phase), amount in zip(report["slots"], report["sums"], strict=True):
            print(f"{year} {phase}: {amount}")
        print(
            f"{report['rows']} rows, {report['lines']} lines: {report['added']} new, {report['changed']} changed, "
            f"{report['unchanged']} as they were, {report['gone']} gone; "
            f"{report['totals_agreeing']} totals reconcile, {report['totals_differing']} differ"
        )
        waiting = open_ones(report["problems"], run.choices["answers"])
        if not options.yes or waiting:
            actions.discard(actor=SYSTEM, run=run, at=clock.now())
            if waiting and options.yes:
                print(f"{len(waiting)} questions are open; nothing was written", file=sys.stderr)
                return 1
            return 0
        if options.withdraw_gone:
            run = actions.choose_gone(actor=SYSTEM, run=run, gone=actions.GONE_WITHDRAW, at=clock.now())
        actions.confirm(actor=SYSTEM, run=run, at=clock.now(), in_background=False)
        actions.carry_out(run.pk, prepared=prepared)
        run.refresh_from_db()
        print(f"{run.state}: {run.report.get('counts', {})}")
        return 0 if run.state == "done" else 1
