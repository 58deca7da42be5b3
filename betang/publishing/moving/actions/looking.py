"""Looking an export through: nothing of it is taken over before somebody starts it."""

from __future__ import annotations

import hashlib
from datetime import datetime
from pathlib import Path
from typing import IO, Any
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext as _

from betang.accounts.actors import Actor
from betang.audit import trail
from betang.guard.text import check_fields
from betang.guard.words import tidy_line
from betang.hosting import files
from betang.hosting.models import Site
from betang.kernel.errors import InvalidInput, Refused
from betang.kernel.ids import uuid7
from betang.publishing import policies
from betang.publishing.models import ImportRun
from betang.publishing.moving import plan as plans
from betang.publishing.moving import wxr
from betang.publishing.moving.actions.running import clear
from betang.publishing.moving.actions.taking import held_back, title_for_list
from betang.publishing.moving.media import at_hand
from betang.publishing.moving.plan import ARTICLE, NOTHING, PAGE, Plan
from betang.publishing.terms import (
    ImportState,
)

LOOKED_INTO = 500
"""Files with up to this many items are looked into by the guard already in the preview."""


def _private_path(site: Site, run_id: UUID, extension: str) -> str:
    return f"{site.pk}/imports/{run_id.hex}.{extension}"


def look_through(
    *,
    actor: Actor,
    site: Site,
    file: IO[bytes] | Any,
    file_name: str,
    media: IO[bytes] | Any | None = None,
    media_folder: str = "",
    at: datetime,
) -> ImportRun:
    """Read an export from its first to its last byte and say what would become of it. Nothing of the site changes.

    The file (and a ZIP of pictures) is kept in private storage until the run is done or dropped; `media_folder` is a folder or a
    ZIP of this machine. Where the same file is being taken over already (a killed command stopped in its middle), that run comes
    back, to go on with. Raises `BrokenExport` with the line, `InvalidInput`, `Unavailable` when the disk is full; nothing is left
    behind then.
    """
    policies.may_manage_pages(actor, site).require()
    run_id = uuid7()
    path, media_path = _private_path(site, run_id, "xml"), _private_path(site, run_id, "zip")
    try:
        files.keep(files.private(path), file)
        notes: dict[str, Any] = {}
        if media is not None:
            files.keep(files.private(media_path), media)
            notes["media"] = str(files.private(media_path))
        elif media_folder:
            if not Path(media_folder).exists():
                raise InvalidInput(_("There is no folder %(folder)s.") % {"folder": media_folder})
            notes["media"] = str(Path(media_folder).resolve())
        digest = hashlib.sha256()
        with files.private(path).open("rb") as kept:
            while chunk := kept.read(1024 * 1024):
                digest.update(chunk)
        under_way = _under_way(digest.hexdigest(), notes)
        if under_way is not None:
            files.private(path).unlink(missing_ok=True)
            return under_way
        plan = plans.make(files.private(path), at_hand(notes.get("media", "")), now=at)
        notes |= _preview(plan, files.private(path))
        with transaction.atomic():
            run: ImportRun = ImportRun.objects.create(
                id=run_id, file_name=tidy_line(file_name)[:200], sha256=digest.hexdigest(), path=path, total=len(plan.rows), notes=notes,
                started_by_id=actor.id, started_at=at,
            )  # fmt: skip
            trail.record(
                "publishing.import.looked_through", run, actor=actor, at=at, data={"group_id": str(site.group_id), "items": run.total}
            )
    except BaseException:
        files.private(path).unlink(missing_ok=True)
        files.private(media_path).unlink(missing_ok=True)
        raise
    return run


def _under_way(sha256: str, notes: dict[str, Any]) -> ImportRun | None:
    """The run that takes this very file over already, and was not finished. Pictures that come with it now are its pictures."""
    run: ImportRun | None = ImportRun.objects.filter(sha256=sha256, state=ImportState.RUNNING).first()
    if run is None or not files.private(run.path).exists():
        return None
    if "media" in notes:
        place = Path(notes["media"])
        at_hand(notes["media"])  # a broken ZIP is told before it takes the place of a good one
        if place.is_relative_to(files.private("")):
            place = place.replace(files.private(run.path).with_suffix(".zip"))
        run.notes["media"] = str(place)
        run.save(update_fields=["notes"])
    return run


def _preview(plan: Plan, path: Path) -> dict[str, Any]:
    """What the page shows before anything is written: counts, what stays behind, what the guard would hold back."""
    flagged: list[dict[str, str]] = []
    if len(plan.rows) <= LOOKED_INTO:
        for item in wxr.items(path):
            if item.kind in ("post", "page"):
                found = check_fields({"title": item.title, "body": item.content})
                why = held_back(found)
                if why:
                    flagged.append({"title": item.title or item.link, "reason": why})
    left = [{"title": title_for_list(row), "kind": row.item.kind, "reason": row.reason} for row in plan.rows if row.becomes == NOTHING]
    changed = [
        {"title": title_for_list(row), "kind": row.item.kind, "reason": row.reason}
        for row in plan.rows
        if row.becomes != NOTHING and row.reason
    ]
    states: dict[str, int] = {}
    for row in plan.rows:
        if row.becomes in (ARTICLE, PAGE):
            states[row.state] = states.get(row.state, 0) + 1
    return {
        "source_title": plan.source.title[:200],
        "source_url": plan.source.base_url[:200],
        "counts": plan.counts(),
        "states": states,
        "left_out": left[:1000],
        "changed": changed[:1000],
        "flagged": flagged[:500],
        "known": sum(row.target_id is not None for row in plan.rows),
    }


@transaction.atomic
def start(*, actor: Actor, site: Site, run: ImportRun, at: datetime, in_background: bool = True) -> ImportRun:
    """Begin to take over what was looked through. In the background the worker does it; a command does it itself."""
    policies.may_manage_pages(actor, site).require()
    row: ImportRun = ImportRun.objects.select_for_update(of=("self",)).get(pk=run.pk)
    if row.state != ImportState.PREVIEW:
        raise Refused(_("This import has begun already."))
    row.state, row.started_at = ImportState.RUNNING, at
    row.save(update_fields=["state", "started_at"])
    trail.record(
        "publishing.import.started",
        row,
        actor=actor,
        at=at,
        data={"group_id": str(site.group_id), "items": row.total, "file": row.file_name},
    )
    if in_background:
        from betang.publishing.moving import jobs

        jobs.carry_on.enqueue(run_id=str(row.pk))
    return row


@transaction.atomic
def push(*, actor: Actor, site: Site, run: ImportRun, at: datetime) -> None:
    """Have the worker go on with a run that stands still."""
    policies.may_manage_pages(actor, site).require()
    if run.state != ImportState.RUNNING:
        return
    trail.record("publishing.import.pushed", run, actor=actor, at=at, data={"group_id": str(site.group_id), "done": run.done})
    from betang.publishing.moving import jobs

    jobs.carry_on.enqueue(run_id=str(run.pk))


@transaction.atomic
def drop(*, actor: Actor, site: Site, run: ImportRun, at: datetime) -> None:
    """Throw away a preview with its files; nothing of it was taken over."""
    policies.may_manage_pages(actor, site).require()
    if run.state != ImportState.PREVIEW:
        raise Refused(_("This import has begun already."))
    trail.record("publishing.import.dropped", run, actor=actor, at=at, data={"group_id": str(site.group_id)})
    kept = run.path
    run.delete()
    transaction.on_commit(lambda: clear(kept))
