"""Keeping a note of what was refused, even though the transaction in which it was refused is rolled back."""

from __future__ import annotations

import json
from collections.abc import Iterable
from datetime import datetime
from pathlib import Path
from uuid import UUID

from django.conf import settings
from django.db import connection, transaction
from django.utils.translation import gettext as _

from betang.guard.models import Report
from betang.guard.terms import Kind
from betang.guard.text import PERSONAL, Finding, check_text, refused
from betang.kernel import clock
from betang.kernel.actor import Actor
from betang.kernel.errors import NotFound, Refused


def _folder() -> Path:
    return Path(settings.PRIVATE_ROOT) / "reports"


def _masked(excerpt: str) -> str:
    """The excerpt with any personal data that it still holds taken out."""
    for one in sorted(check_text(excerpt), key=lambda one: -one.start):
        if one.kind in PERSONAL:
            excerpt = excerpt[: one.start] + one.excerpt + excerpt[one.end :]
    return excerpt[:200]


def report(*, actor: Actor, where: str, findings: Iterable[Finding], site_id: UUID | None = None, at: datetime | None = None) -> int:
    """Keep what of `findings` is refused; returns how many notes were made. Safe to call just before raising.

    Inside a transaction the notes go to a folder first, because the refusal itself rolls the transaction back;
    `collect_reports` brings them into the table (called here, by the desk's page and by the worker).
    """
    moment = at or clock.now()
    rows = [
        Report(
            kind=one.kind,
            where=where[:80],
            field=one.field[:40],
            excerpt=_masked(one.excerpt),
            actor_id=actor.id,
            site_id=site_id,
            at=moment,
        )
        for one in findings
        if one.is_refused and one.kind in Kind.values
    ]
    return _keep(rows)


def report_file(*, actor: Actor, where: str, name: str, site_id: UUID | None = None, at: datetime | None = None) -> int:
    """Keep a note that a dangerous file was refused; `name` is the name it came with."""
    row = Report(kind=Kind.FILE, where=where[:80], excerpt=_masked(name), actor_id=actor.id, site_id=site_id, at=at or clock.now())
    return _keep([row])


def _keep(rows: list[Report]) -> int:
    if not rows:
        return 0
    if not connection.in_atomic_block:
        Report.objects.bulk_create(rows)
        collect_reports()
        return len(rows)
    folder = _folder()
    folder.mkdir(parents=True, exist_ok=True)
    for row in rows:
        body = {
            "kind": row.kind,
            "where": row.where,
            "field": row.field,
            "excerpt": row.excerpt,
            "actor_id": str(row.actor_id) if row.actor_id else None,
            "site_id": str(row.site_id) if row.site_id else None,
            "at": row.at.isoformat(),
        }
        part = folder / f"{row.pk}.part"
        part.write_text(json.dumps(body), encoding="utf-8")
        part.replace(folder / f"{row.pk}.json")
    return len(rows)


def collect_reports() -> int:
    """Bring the notes that wait in the folder into the table; returns how many. May run twice at once."""
    folder = _folder()
    count = 0
    for path in sorted(folder.glob("*.json")) if folder.is_dir() else ():
        try:
            body = json.loads(path.read_text(encoding="utf-8"))
            key = UUID(path.stem)
            body["at"] = datetime.fromisoformat(body["at"])
        except FileNotFoundError:
            continue  # another process was faster
        except (ValueError, KeyError):
            path.replace(path.with_suffix(".broken"))
            continue
        with transaction.atomic():
            _row, created = Report.objects.get_or_create(id=key, defaults=body)
        path.unlink(missing_ok=True)
        count += created
    return count


def refuse(*, actor: Actor, where: str, findings: Iterable[Finding], site_id: UUID | None = None, at: datetime | None = None) -> None:
    """Raise `Refused` with every sentence for the writer, and keep a note, where anything in `findings` is refused."""
    found = tuple(findings)
    if not refused(found):
        return
    report(actor=actor, where=where, findings=found, site_id=site_id, at=at)
    raise Refused(
        " ".join(dict.fromkeys(one.explanation for one in found if one.is_refused)),
        hint=_("Your text is kept. Change it and send it again. The coordinator of your kabupaten has been told."),
    )


def mark_seen(*, actor: Actor, report_id: UUID, at: datetime | None = None) -> None:
    """A coordinator has looked at a note; whoever looked first stays named. Whether they may is for the caller's policy."""
    if actor.id is None:
        raise NotFound(_("This page does not exist."))
    if not Report.objects.filter(pk=report_id).exists():
        raise NotFound(_("This page does not exist."))
    Report.objects.filter(pk=report_id, seen_at__isnull=True).update(seen_at=at or clock.now(), seen_by_id=actor.id)


__all__ = ["collect_reports", "mark_seen", "refuse", "report", "report_file"]
