"""Taking an export over: one transaction an item, so that whatever kills the run leaves whole items only."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime
from uuid import UUID

from django.db import transaction
from django.db.models import QuerySet
from django.utils.translation import gettext as _

from betang.accounts.actors import SYSTEM, Actor
from betang.audit import trail
from betang.hosting import files
from betang.kernel import clock
from betang.kernel.errors import DomainError
from betang.publishing.models import ImportItem, ImportRun, Picture
from betang.publishing.moving import plan as plans
from betang.publishing.moving import wxr
from betang.publishing.moving.actions.comments import leave_comments
from betang.publishing.moving.actions.taking import Taking, known_item, note
from betang.publishing.moving.actions.writings import put_under_parents, take_article, take_menu_entry, take_page, take_picture
from betang.publishing.moving.media import at_hand
from betang.publishing.moving.plan import ARTICLE, MENU, NOTHING, PAGE, PICTURE, Planned
from betang.publishing.moving.wxr import SourceItem
from betang.publishing.terms import (
    ImportOutcome,
    ImportState,
)


def carry_on(run_id: UUID, *, at: datetime | None = None) -> Iterator[tuple[int, int]]:
    """Take over what is not taken yet, yielding (done, all) after each item. May be killed anywhere and begun again.

    An item that was finished in this run is not looked at again; one that was finished in an earlier run is compared by its
    fingerprint and changed only where its source changed and nobody worked on it here.
    """
    run = ImportRun.objects.select_related("site__group__region", "started_by").filter(pk=run_id).first()
    if run is None or run.state != ImportState.RUNNING:
        return
    now = at or clock.now()
    site = run.site
    person = run.started_by
    actor = Actor(id=person.pk if person else None, name=person.name if person else SYSTEM.name, is_system=True)
    path = files.private(run.path)
    try:
        media = at_hand(run.notes.get("media", ""))
        plan = plans.make(path, media, now=now)
    except (DomainError, FileNotFoundError) as error:
        with transaction.atomic():
            if _is_mine(run):  # not where another process has just finished it and thrown the file away
                _stop(run, actor, error, now)
        return
    from betang.regions.queries import place_line

    taking = Taking(run, site, actor, plan, media, now, place_line(site.group.region.code))
    taking.finished = set(_finished(run).values_list("source_key", flat=True))
    _know_pictures(taking)
    by_key = {row.key: row for row in plan.rows}
    for phase in ((PICTURE, NOTHING), (ARTICLE, PAGE), (MENU,)):
        if not path.exists():  # another process has finished the run meanwhile
            return
        seen: set[str] = set()
        for item in wxr.items(path):
            row = by_key[plans.key_of(plan.source, item, seen)]
            if row.becomes not in phase or row.key in taking.finished:
                continue
            with transaction.atomic():
                if not _is_mine(run):
                    return
                if not _was_taken_beside(taking, row):
                    _take(taking, row, item)
                taking.finished.add(row.key)
                ImportRun.objects.filter(pk=run.pk).update(done=len(taking.finished), total=len(plan.rows))
            yield len(taking.finished), len(plan.rows)
    with transaction.atomic():
        put_under_parents(taking)
        counts = {outcome: _finished(run).filter(outcome=outcome).count() for outcome in ImportOutcome.values}
        changed = ImportRun.objects.filter(pk=run.pk, state=ImportState.RUNNING).update(
            state=ImportState.DONE, finished_at=at or clock.now(), done=len(plan.rows)
        )
        if changed:
            trail.record(
                "publishing.import.finished", run, actor=actor, at=now, data={"group_id": str(site.group_id), **counts}, public=False
            )
    clear(run.path)


def _is_mine(run: ImportRun) -> bool:
    """Hold the run for this item: another process may carry it on too (a worker, and a command that was begun again)."""
    return ImportRun.objects.select_for_update(of=("self",)).filter(pk=run.pk, state=ImportState.RUNNING).first() is not None


def _was_taken_beside(taking: Taking, row: Planned) -> bool:
    """Whether another process has finished the item since this one began."""
    done = _finished(taking.run).filter(source_key=row.key).first()
    if done is not None and row.becomes == PICTURE and done.target_id is not None:
        picture = Picture.objects.filter(pk=done.target_id).first()
        if picture is not None:
            taking.pictures[row.key] = picture
    return done is not None


def _finished(run: ImportRun) -> QuerySet[ImportItem]:
    rows: QuerySet[ImportItem] = ImportItem.objects.filter(run=run).exclude(outcome=ImportOutcome.WAITING).exclude(kind="comment")
    return rows


@transaction.atomic
def _stop(run: ImportRun, actor: Actor, error: Exception, at: datetime) -> None:
    why = error.message if isinstance(error, DomainError) else _("The file is gone. Send it once more; what was taken over stays.")
    run.notes["error"] = why
    run.state, run.finished_at = ImportState.FAILED, at
    run.save(update_fields=["notes", "state", "finished_at"])
    trail.record("publishing.import.stopped", run, actor=actor, at=at, reason=why)


def _know_pictures(taking: Taking) -> None:
    keys = {row.target_id: row.key for row in taking.plan.rows if row.item.kind == "attachment" and row.target_id}
    for picture in Picture.objects.filter(pk__in=list(keys)):
        taking.pictures[keys[picture.pk]] = picture


def _take(taking: Taking, row: Planned, item: SourceItem) -> None:
    if row.becomes == PICTURE:
        take_picture(taking, row, item)
    elif row.becomes == ARTICLE:
        take_article(taking, row, item)
    elif row.becomes == PAGE:
        take_page(taking, row, item)
    elif row.becomes == MENU:
        take_menu_entry(taking, row)
    else:
        known = known_item(row)
        same = known is not None and known.target_id is not None
        note(
            taking, row, ImportOutcome.UNCHANGED if same else ImportOutcome.LEFT_OUT, reason=row.reason,
            target_id=known.target_id if known else None, fingerprint=known.fingerprint if known else "",
        )  # fmt: skip
    if item.comments and row.becomes != ARTICLE:
        leave_comments(taking, row, item, _("pages have no comments here") if row.becomes == PAGE else _("its article was not taken over"))


def clear(path: str) -> None:
    """The export holds readers' e-mail addresses: it is not kept a day longer than it is needed."""
    if path:
        files.private(path).unlink(missing_ok=True)
        files.private(path).with_suffix(".zip").unlink(missing_ok=True)
