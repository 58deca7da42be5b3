"""`betang check`: what an administrator wants to know before going home. Each line says what is so, and what to do where it is not well.

Nothing is changed. Quick parts look at settings, disk, worker and queues; `--all` also counts every kept sum anew, walks the whole
audit trail and looks for each file that a row names.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import timedelta

from django.apps import apps
from django.conf import settings
from django.core.files.storage import storages
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from betang.kernel import clock, fence, health, queue

GOOD, WARN, STOP = "good", "warn", "stop"
LATE_JOBS = timedelta(hours=1)
SHOWN = 5


@dataclass(frozen=True)
class Line:
    """One thing that was looked at: `good`, `warn` (see to it) or `stop` (people are harmed by it now), and what to do."""

    state: str
    said: str
    todo: str = ""


def settings_lines() -> Iterator[Line]:
    """What an installation for real people must have set."""
    is_public = settings.BASE_DOMAIN != "localhost"
    if settings.DEBUG:
        yield Line(
            STOP if is_public else WARN, _("BETANG_DEBUG is on: errors show the program to everybody."), _("Take it away and restart.")
        )
    if not is_public:
        yield Line(WARN, _("BETANG_BASE_DOMAIN is localhost: nobody outside reaches this house."), "docs/howto/operate.md")
    elif settings.PUBLIC_SCHEME != "https":
        yield Line(STOP, _("Passwords travel openly: BETANG_SCHEME is not https."), _("Put Caddy or nginx in front; see ops/."))
    if "filebased" in settings.MAILERS["default"]["BACKEND"]:
        yield Line(
            STOP if is_public else WARN,
            _("Letters are written into %(folder)s and reach nobody.") % {"folder": settings.HOME / "mail"},
            _("Set BETANG_MAIL_URL, like smtp://user:password@host:587."),
        )
    if is_public and not settings.TRUSTED_PROXIES:
        yield Line(
            WARN, _("BETANG_TRUSTED_PROXIES is empty: all visitors count as one address."), _("Name the server in front, like 127.0.0.1.")
        )
    if is_public and settings.IS_DEMO():
        yield Line(STOP, _("This is the demo world, and its password is known to everybody."), _("Begin with an empty BETANG_HOME."))


def machine_lines() -> Iterator[Line]:
    """The disk, the database, the worker and what waits for it."""
    free = health.free_bytes()
    room = _("%(free)s MB are free in %(folder)s.") % {"free": free // 1048576, "folder": settings.HOME}
    yield (
        Line(GOOD, room)
        if free >= 5 * health.DISK_NEEDED_BYTES
        else Line(
            WARN if free >= health.DISK_NEEDED_BYTES else STOP,
            room,
            _("Make room: pages/ and private/planning/pages/ may be deleted at any time."),
        )
    )
    missing = health.missing_migrations()
    yield (
        Line(GOOD, _("The database is of this version."))
        if not missing
        else Line(
            STOP, ngettext("%(n)d migration is missing.", "%(n)d migrations are missing.", missing) % {"n": missing}, "betang migrate"
        )
    )
    if missing:
        return  # what follows asks tables that may not be there
    silent_s = health.worker_silence_s()
    if silent_s is None or silent_s > health.HEARTBEAT_MAX_AGE_S:
        yield Line(STOP, _("The worker does not work: no letters, no pictures, no publishing on time."), "betang run  /  betang worker")
    else:
        yield Line(GOOD, _("The worker works."))
    counts = queue.counts()
    late = queue.late(since=clock.now() - LATE_JOBS)
    yield Line(GOOD, ngettext("%(n)d job waits.", "%(n)d jobs wait.", counts["ready"]) % {"n": counts["ready"]}) if not late else Line(
        WARN, ngettext("%(n)d job waits for more than an hour.", "%(n)d jobs wait for more than an hour.", late) % {"n": late},
        _("Is the worker strong enough? Start a second one: betang worker"),
    )  # fmt: skip
    if counts["failed"]:
        yield Line(
            WARN,
            ngettext("%(n)d job has failed in sixty days.", "%(n)d jobs have failed in sixty days.", counts["failed"])
            % {"n": counts["failed"]},
            _("Each stands in the log with its reason."),
        )
    yield from _untold()


def _untold() -> Iterator[Line]:
    from betang.audit.models import Pending

    stuck = Pending.objects.filter(tries__gte=3)
    count = stuck.count()
    if count:
        one = stuck.order_by("-tries").first()
        assert one is not None
        yield Line(
            WARN,
            ngettext("%(n)d event could not be passed on.", "%(n)d events could not be passed on.", count) % {"n": count},
            f"{one.subscriber}: {one.last_error}",
        )


def law_lines() -> Iterator[Line]:
    """Do the rules' laws resolve, and are the holidays of the year to come known?"""
    from betang.statutes import book, calendar

    for complaint in book.problems()[:SHOWN]:
        yield Line(WARN, complaint)
    year = clock.today().year
    for one in (year, year + 1) if clock.today().month >= 11 else (year,):
        if not calendar.is_official(one):
            yield Line(
                WARN,
                _("The holidays of %(year)d are an estimate: terms may end a day off.") % {"year": one},
                _("Update the program once the joint decree is out, or enter the days at the desk."),
            )


def sum_lines() -> Iterator[Line]:
    """Every kept sum of plans and every kept count of proposals, counted anew."""
    from betang.planning import rollups
    from betang.planning.queries.lines import governments_with_lines
    from betang.proposals.summary import keeping

    wrong = [one for code, year in governments_with_lines() for one in rollups.differences(code, year)]
    if not wrong:
        yield Line(GOOD, _("Every sum of every plan is right."))
    for one in wrong[:SHOWN]:
        yield Line(STOP, f"{one.where}: {one.kept} ≠ {one.counted}", "betang plan check --repair")
    miscounted = keeping.differences()
    if not miscounted:
        yield Line(GOOD, _("Every count of proposals is right."))
    for other in miscounted[:SHOWN]:
        yield Line(STOP, f"{other.where}: {other.kept} ≠ {other.counted}", "betang proposals check --repair")


def trail_lines() -> Iterator[Line]:
    """The audit trail, entry by entry."""
    from betang.audit.verification import verify

    report = verify()
    if not report.problems:
        yield Line(GOOD, _("The audit trail is what was written: %(n)s entries.") % {"n": report.entries})
    for problem in report.problems[:SHOWN]:
        yield Line(STOP, str(problem), "betang audit verify")


FILES: tuple[tuple[str, str, str, str], ...] = (
    ("planning.Version", "file_path", "private", ""),
    ("planning.SourceFile", "path", "private", "sha256"),
    ("planning.Photo", "path", "default", ""),
    ("proposals.Attachment", "path", "private", ""),
    ("proposals.Minutes", "path", "private", "sha256"),
    ("proposals.MeetingFile", "path", "private", ""),
    ("communities.ApplicationFile", "path", "private", ""),
    ("growth.ActivityPhoto", "path", "private", ""),
    ("growth.VisitPhoto", "path", "private", ""),
    ("growth.Attestation", "path", "private", ""),
    ("growth.Material", "path", "private", ""),
    ("growth.Certificate", "path", "private", "sha256"),
    ("growth.PeriodReport", "path", "private", "sha256"),
    ("market.Permit", "evidence_path", "private", ""),
)
"""(model, field with the path, storage, field with the SHA-256 that the file must have, or nothing)."""

VARIANTS = ("publishing.Picture", "market.ProductPhoto")
"""Models whose `variants` list the sizes that were made; the original goes once they are there."""


def _named_files() -> Iterator[tuple[str, str, str, str]]:
    """(whose it is, storage, path, SHA-256 or nothing) of every file that a row names."""
    for label, field, storage, digest in FILES:
        columns = (field, digest) if digest else (field,)
        for name, *told in apps.get_model(label)._base_manager.exclude(**{field: ""}).values_list(*columns).iterator(chunk_size=2000):
            yield label, storage, name, told[0] if told else ""
    for label in VARIANTS:
        for site_id, variants in apps.get_model(label)._base_manager.values_list("site_id", "variants").iterator(chunk_size=2000):
            for one in variants:
                yield label, "default", f"{site_id}/{one['path'].removeprefix('/-/berkas/')}", ""


def file_lines() -> Iterator[Line]:
    """Each file that a row names lies where the row says, and those that were sealed are what was sealed."""
    found = broken = 0
    with fence.unfenced("every file of the house is looked for, on every site"):
        for label, storage, name, digest in _named_files():
            if not storages[storage].exists(name):
                said = _("A file is not there: %(name)s") % {"name": f"{label} {name}"}
            elif digest and _sha256(storage, name) != digest:
                said = _("A sealed file was changed: %(name)s") % {"name": f"{label} {name}"}
            else:
                found += 1
                continue
            broken += 1
            if broken <= SHOWN:
                yield Line(STOP, said, _("Bring it back from your backup."))
    if broken > SHOWN:
        yield Line(STOP, _("And %(n)d more files.") % {"n": broken - SHOWN})
    if not broken:
        yield Line(GOOD, _("All %(n)s files are there.") % {"n": found})


def _sha256(storage: str, name: str) -> str:
    with storages[storage].open(name) as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


QUICK: tuple[Callable[[], Iterator[Line]], ...] = (settings_lines, machine_lines, law_lines)
SLOW: tuple[Callable[[], Iterator[Line]], ...] = (sum_lines, trail_lines, file_lines)


def lines(*, everything: bool) -> Iterator[Line]:
    """All lines, as they are found. What breaks while it is looked at is itself a line."""
    for part in QUICK + (SLOW if everything else ()):
        try:
            yield from part()
        except Exception as error:
            yield Line(STOP, f"{part.__name__}: {type(error).__name__}: {error}")
