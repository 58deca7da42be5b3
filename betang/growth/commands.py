"""`betang growth …`: put a ladder in force, count what groups achieved."""

from __future__ import annotations

import argparse
import tomllib
from pathlib import Path
from typing import Any

from betang.accounts.actors import Actor

OPERATOR = Actor(name="betang", is_system=True)


def register(verbs: Any) -> None:
    """Add the verb `growth`, and what this package can bring in."""
    from betang.growth.spread import commands as spread

    spread.register(verbs)
    growth = verbs.add_parser("growth", help="groups: the ladder of stages, counting what was achieved")
    what = growth.add_subparsers(dest="what", metavar="WHAT", required=True)
    ladder = what.add_parser("ladder", help="put a ladder in force from a TOML file, or the one that ships: `ladder --built-in`")
    ladder.add_argument("file", nargs="?", type=Path, metavar="FILE")
    ladder.add_argument("--built-in", action="store_true", help="the ladder that ships with the program, where none is in force")
    ladder.add_argument("--region", default="", help="whose ladder it is (default: the province's)")
    ladder.set_defaults(run=_ladder)
    record = what.add_parser("record", help="record the activities that the trail tells of and that are not in the record yet")
    record.set_defaults(run=_record)
    count = what.add_parser("count", help="count now what every group achieved (the worker does it each night)")
    count.set_defaults(run=_count)
    courses = what.add_parser("courses", help="load the courses that ship with the program, or bring them up to date")
    courses.set_defaults(run=_courses)


def _ladder(options: argparse.Namespace) -> int:
    from django.conf import settings

    from betang.growth import actions
    from betang.kernel import clock
    from betang.kernel.errors import InvalidInput
    from betang.regions.queries import by_code

    if options.built_in:
        row = actions.ensure_ladder(actor=OPERATOR, at=clock.now())
    else:
        if options.file is None or not options.file.is_file():
            raise InvalidInput(f"{options.file or 'FILE'}: no such file")
        try:
            told = tomllib.loads(options.file.read_text(encoding="utf-8"))
        except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
            raise InvalidInput(f"{options.file}: {error}") from error
        region = by_code(options.region or settings.PROVINCE_CODE)
        row = actions.set_ladder(actor=OPERATOR, region=region, ladder=told, on=clock.today(), at=clock.now())
    print(f"{row.name}: {row.stages.count()} tahap / stages, {row.region.code}")
    return 0


def _record(options: argparse.Namespace) -> int:
    from betang.audit.models import Entry
    from betang.growth import actions
    from betang.growth.models import Activity
    from betang.growth.recording import READERS

    before = Activity.objects.count()
    seen = actions.note_deeds(entries=Entry.objects.filter(verb__in=tuple(READERS)).order_by("at", "id").iterator(chunk_size=2000))
    print(f"{seen} dibaca / read, {Activity.objects.count() - before} dicatat / recorded")
    return 0


def _count(options: argparse.Namespace) -> int:
    from betang.growth import actions
    from betang.kernel import clock

    print(f"{actions.count_measures(at=clock.now())} kelompok dihitung / groups counted")
    return 0


def _courses(options: argparse.Namespace) -> int:
    from betang.growth.courses import actions
    from betang.kernel import clock

    for course in actions.load_built_in(actor=OPERATOR, at=clock.now()):
        print(f"{course.title}: {course.lessons.count()} pelajaran / lessons, versi / version {course.version}")
    return 0
