"""Writing the trail: `record` an entry, `once` for a form's key, `subscribe` to what others record."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from fnmatch import fnmatchcase
from typing import Any
from uuid import UUID

from django.db import connection, models, transaction

from betang.audit.models import Entry, Pending, Receipt
from betang.kernel import clock, fence
from betang.kernel.actor import Actor

Handler = Callable[[Entry], None]


@dataclass(frozen=True, slots=True)
class Subscription:
    """`pattern` is matched against an entry's verb (`publishing.article.*`)."""

    name: str
    pattern: str
    handler: Handler
    inline: bool


_subscriptions: list[Subscription] = []


def subscribe(pattern: str, handler: Handler, *, name: str, inline: bool = False) -> None:
    """Have `handler` told of each entry whose verb matches `pattern`; called from `AppConfig.ready`.

    `inline` handlers run in the action's own transaction (page generations, search rows): when they fail, the action
    fails. The others run in a job after commit, at least once, and must bear being told twice.
    """
    if not any(one.name == name for one in _subscriptions):
        _subscriptions.append(Subscription(name, pattern, handler, inline))


def subscriptions() -> tuple[Subscription, ...]:
    """All subscriptions, in the order in which they were made."""
    return tuple(_subscriptions)


def entry_hash(entry: Entry) -> str:
    """SHA-256 over the entry's canonical JSON (sorted keys, no spaces, UTF-8), which contains the hash before it."""
    body = {
        "id": str(entry.id),
        "verb": entry.verb,
        "subject": [entry.subject_type, str(entry.subject_id), entry.subject_seq],
        "actor": [str(entry.actor_id) if entry.actor_id else None, entry.actor_name],
        "at": entry.at.isoformat(timespec="microseconds"),
        "reason": entry.reason,
        "data": entry.data,
        "site": str(entry.site_id) if entry.site_id else None,
        "public": entry.is_public,
        "previous": entry.previous_hash,
    }
    return hashlib.sha256(json.dumps(body, sort_keys=True, separators=(",", ":"), ensure_ascii=False).encode()).hexdigest()


def record(
    verb: str,
    subject: models.Model,
    *,
    actor: Actor,
    at: datetime | None = None,
    reason: str = "",
    data: Mapping[str, Any] | None = None,
    site_id: UUID | None = None,
    public: bool = False,
) -> Entry:
    """Write one entry on `subject` (a row with a UUID key) in the transaction that is open; raises if none is.

    `site_id` is the open site's where none is given. `data` must be JSON. Costs three queries.
    """
    if not connection.in_atomic_block:
        raise transaction.TransactionManagementError("record() must stand in the action's own transaction")
    subject_type = subject._meta.label_lower
    last = (
        Entry.objects.filter(subject_type=subject_type, subject_id=subject.pk)
        .order_by("-subject_seq")
        .values_list("subject_seq", "hash")
        .first()
    )
    entry = Entry(
        verb=verb,
        subject_type=subject_type,
        subject_id=subject.pk,
        subject_seq=(last[0] if last else 0) + 1,
        actor_id=actor.id,
        actor_name=actor.name,
        at=at or clock.now(),
        reason=reason,
        data=dict(data or {}),
        site_id=site_id or fence.current_site_id(),
        is_public=public,
        previous_hash=last[1] if last else "",
    )
    entry.hash = entry_hash(entry)
    entry.save(force_insert=True)
    wants_later = False
    for one in _subscriptions:
        if fnmatchcase(verb, one.pattern):
            if one.inline:
                one.handler(entry)
            else:
                wants_later = True
    if wants_later:
        Pending.objects.create(entry=entry)
    return entry


@dataclass(slots=True)
class Once:
    """What `once` yields: whether the key was seen before, and where the answer leads."""

    repeated: bool
    location: str = ""


@contextmanager
def once(key: str, *, scope: str) -> Iterator[Once]:
    """Carry out what a form asks once for each `key`, in one transaction.

    The block sets `location`; a second sending of the same key finds `repeated` set and the first `location`, and must
    do nothing. An empty key (a client that sends none) is never a repetition.
    """
    with transaction.atomic():
        if key:
            receipt, created = Receipt.objects.select_for_update().get_or_create(
                key=hashlib.sha256(f"{scope}:{key}".encode()).hexdigest(), defaults={"scope": scope[:80], "at": clock.now()}
            )
            if not created:
                yield Once(repeated=True, location=receipt.location)
                return
        answer = Once(repeated=False)
        yield answer
        if key:
            Receipt.objects.filter(key=receipt.key).update(location=answer.location[:500])
