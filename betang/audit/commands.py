"""`betang audit verify`: is the trail what was written?"""

from __future__ import annotations

import argparse
from typing import Any
from uuid import UUID


def register(verbs: Any) -> None:
    audit = verbs.add_parser("audit", help="the audit trail: check it, publish the day's root")
    kinds = audit.add_subparsers(dest="what", required=True)
    verify = kinds.add_parser("verify", help="compute every chain and root again; status 1 when something was changed")
    verify.add_argument("--subject", nargs=2, metavar=("TYPE", "ID"), help="only this subject: publishing.article 0198…")
    verify.set_defaults(run=_verify)
    root = kinds.add_parser("root", help="publish the root of yesterday now (the worker does so every night)")
    root.set_defaults(run=_root)


def _verify(options: argparse.Namespace) -> int:
    from django.utils.translation import gettext, override

    from betang.audit.verification import verify

    subject_type, subject_id = options.subject or ("", None)
    try:
        key = UUID(subject_id) if subject_id else None
    except ValueError:
        print(f"not a key: {subject_id}")
        return 2
    with override("id"):
        report = verify(subject_type=subject_type.lower(), subject_id=key)
        for problem in report.problems:
            print(problem)
        print(
            gettext("%(entries)s entries in %(chains)s chains under %(roots)s roots; %(forgotten)s names erased; %(problems)s problems.")
            % {
                "entries": report.entries,
                "chains": report.chains,
                "roots": report.roots,
                "forgotten": report.forgotten,
                "problems": len(report.problems),
            }
        )
    return 1 if report.problems else 0


def _root(options: argparse.Namespace) -> int:
    from betang.audit import jobs

    jobs.seal_the_day()
    return 0
