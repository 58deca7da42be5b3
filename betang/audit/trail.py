"""Writing the trail: `record` an entry, `once` for a form's key, `subscribe` to what others record."""

from __future__ import annotations

import hashlib
import json
import secrets
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from fnmatch import fnmatchcase
from typing import Any
from uuid import UUID

from django.db import connection, models, transaction

from betang.audit.models import Entry, Head, Pending, Receipt
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


def subscription(name: str) -> Subscription | None:
    """The subscription of that name, if some package still makes it."""
    return next((one for one in _subscriptions if one.name == name), None)


def actor_mark(name: str, salt: str) -> str:
    """The digest that stands for an actor's name in the chain. Without the salt a name cannot be guessed from it."""
    return hashlib.sha256(f"{salt}:{name}".encode()).hexdigest() if name else ""


def entry_hash(entry: Entry) -> str:
    """SHA-256 over the entry's canonical JSON (sorted keys, no spaces, UTF-8), which contains the hash before it."""
    body = {
        "id": str(entry.id),
        "verb": entry.verb,
        "subject": [entry.subject_type, str(entry.subject_id), entry.subject_seq],
        "actor": [str(entry.actor_id) if entry.actor_id else None, entry.actor_mark],
        "at": entry.at.astimezone(UTC).isoformat(timespec="microseconds"),
        "reason": entry.reason,
        "data": entry.data,
        "site": str(entry.site_id) if entry.site_id else None,
        "public": entry.is_public,
        "previous": entry.previous_hash,
    }
    return hashlib.sha256(json.dumps(body, sort_keys=True, separators=(",", ":"), ensure_ascii=False).encode()).hexdigest()


def _locked_head(subject_type: str, subject_id: UUID) -> Head:
    """The end of the subject's chain, held until the transaction ends: who comes second waits, and continues from there."""
    heads = Head.objects.select_for_update().filter(subject_type=subject_type, subject_id=subject_id)
    head = heads.first()
    if head is None:
        Head.objects.bulk_create([Head(subject_type=subject_type, subject_id=subject_id)], ignore_conflicts=True)
        head = heads.get()
    return head


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

    `site_id` is the open site's where none is given. `data` must be JSON and hold no personal data: it cannot be erased.
    Costs three queries, five for a subject's first entry, and one more where somebody has subscribed.
    """
    if not connection.in_atomic_block:
        raise transaction.TransactionManagementError("record() must stand in the action's own transaction")
    subject_type = subject._meta.label_lower
    name = actor.name[:120]
    salt = secrets.token_hex(16) if name else ""
    head = _locked_head(subject_type, subject.pk)
    entry = Entry(
        verb=verb,
        subject_type=subject_type,
        subject_id=subject.pk,
        subject_seq=head.seq + 1,
        actor_id=actor.id,
        actor_name=name,
        actor_salt=salt,
        actor_mark=actor_mark(name, salt),
        at=at or clock.now(),
        reason=reason,
        data=json.loads(json.dumps(dict(data or {}))),
        site_id=site_id or fence.current_site_id(),
        is_public=public,
        previous_hash=head.hash,
    )
    entry.hash = entry_hash(entry)
    entry.save()
    Head.objects.filter(pk=head.pk).update(seq=entry.subject_seq, hash=entry.hash)
    matching = [one for one in _subscriptions if fnmatchcase(verb, one.pattern)]
    later = [Pending(entry=entry, subscriber=one.name, try_at=clock.now()) for one in matching if not one.inline]
    if later:
        Pending.objects.bulk_create(later)
    for one in matching:
        if one.inline:
            one.handler(entry)
    return entry


def record_first(
    verb: str,
    rows: Iterable[tuple[models.Model, Mapping[str, Any], UUID | None]],
    *,
    actor: Actor,
    at: datetime | None = None,
    public: bool = False,
) -> list[Entry]:
    """The first entry of many new subjects, as (subject, data, site key), in two statements for each 500.

    Subscribers are not told: let the last subject go through `record`, so that they hear once.
    """
    moment = at or clock.now()
    name = actor.name[:120]
    entries: list[Entry] = []
    for subject, data, site_id in rows:
        salt = secrets.token_hex(16) if name else ""
        entry = Entry(
            verb=verb,
            subject_type=subject._meta.label_lower,
            subject_id=subject.pk,
            subject_seq=1,
            actor_id=actor.id,
            actor_name=name,
            actor_salt=salt,
            actor_mark=actor_mark(name, salt),
            at=moment,
            data=json.loads(json.dumps(dict(data))),
            site_id=site_id,
            is_public=public,
        )
        entry.hash = entry_hash(entry)
        entries.append(entry)
    Head.objects.bulk_create(
        [Head(subject_type=one.subject_type, subject_id=one.subject_id, seq=1, hash=one.hash) for one in entries], batch_size=500
    )
    return Entry.objects.bulk_create(entries, batch_size=500)


@dataclass(slots=True)
class Once:
    """What `once` yields: whether the key was seen before, and where the answer leads."""

    repeated: bool
    location: str = ""


@contextmanager
def once(key: str, *, scope: str) -> Iterator[Once]:
    """Carry out what a form asks once for each `key`, in one transaction.

    The block sets `location`; a second sending of the same key, even at the same moment in another process, waits for
    the first, finds `repeated` set and the first `location`, and must do nothing. A block that raises, or that sets no
    `location` because the input was refused, leaves the key unused. An empty key (a client that sends none) is never a
    repetition.
    """
    digest = hashlib.sha256(f"{scope}:{key}".encode()).hexdigest() if key else ""
    with transaction.atomic():  # on SQLite this takes the write lock at once; on PostgreSQL the insert waits for its twin
        if digest:
            receipt, created = Receipt.objects.get_or_create(key=digest, defaults={"scope": scope[:80], "at": clock.now()})
            if not created:
                yield Once(repeated=True, location=receipt.location)
                return
        answer = Once(repeated=False)
        yield answer
        if digest and answer.location:
            Receipt.objects.filter(key=digest).update(location=answer.location[:500])
        elif digest:
            Receipt.objects.filter(key=digest).delete()
