"""Writing around the trail: tell subscribers, publish the day's root, forget a name, prune."""

from __future__ import annotations

import hashlib
import logging
from contextlib import ExitStack
from datetime import date, datetime, timedelta
from uuid import UUID

from django.db import models, transaction

from betang.audit import trail
from betang.audit.models import Entry, Head, Leaf, Pending, Receipt, Root
from betang.kernel import clock, fence

log = logging.getLogger(__name__)

HELD = timedelta(minutes=5)
"""A delivery that was begun is left alone for so long; when its worker dies, another takes it up after that."""

FIRST_PAUSE = timedelta(seconds=5)
LONGEST_PAUSE = timedelta(hours=6)
RECEIPTS_KEPT = timedelta(days=30)


def deliver_pending(*, at: datetime | None = None, limit: int = 100) -> int:
    """Tell subscribers of entries that they have not heard of. Returns how many were told.

    Each is told in a transaction of its own, which also takes the outbox row away, with the entry's site open. One that
    fails is tried again after a growing pause, without end; it holds up no other subscriber.
    """
    now = at or clock.now()
    told = 0
    for pending in list(Pending.objects.filter(try_at__lte=now).order_by("try_at", "pk").select_related("entry")[:limit]):
        mine = Pending.objects.filter(pk=pending.pk, try_at=pending.try_at).update(try_at=now + HELD, tries=models.F("tries") + 1)
        if mine:
            told += _deliver(pending, now)
    return told


def _deliver(pending: Pending, now: datetime) -> bool:
    subscription = trail.subscription(pending.subscriber)
    if subscription is None:  # its package is gone from this version; nobody is left to tell
        Pending.objects.filter(pk=pending.pk).delete()
        return False
    try:
        with ExitStack() as stack:
            stack.enter_context(transaction.atomic())
            if pending.entry.site_id is not None:
                stack.enter_context(fence.open_site(pending.entry.site_id))
            subscription.handler(pending.entry)
            Pending.objects.filter(pk=pending.pk).delete()
    except Exception as error:
        log.exception("subscriber %s failed on %s", pending.subscriber, pending.entry)
        pause = min(FIRST_PAUSE * 4 ** min(pending.tries, 10), LONGEST_PAUSE)
        Pending.objects.filter(pk=pending.pk).update(try_at=now + pause, last_error=f"{type(error).__name__}: {error}"[:300])
        return False
    return True


def root_hash(day: date, previous_hash: str, leaves: list[Leaf]) -> str:
    """SHA-256 over the day, the root before and one line for each leaf (`type uuid seq hash`), sorted."""
    lines = sorted(f"{leaf.subject_type} {leaf.subject_id} {leaf.seq} {leaf.hash}" for leaf in leaves)
    return hashlib.sha256("\n".join([day.isoformat(), previous_hash, *lines]).encode()).hexdigest()


def publish_root(*, day: date, at: datetime) -> Root | None:
    """Seal every chain that moved since the last root. Returns None when the day (or a later one) already has its root."""
    with transaction.atomic():
        last = Root.objects.select_for_update().order_by("-day").first()
        if last is not None and last.day >= day:
            return None
        heads = list(Head.objects.select_for_update().filter(seq__gt=models.F("rooted_seq")).order_by("pk"))
        leaves = [Leaf(subject_type=head.subject_type, subject_id=head.subject_id, seq=head.seq, hash=head.hash) for head in heads]
        previous = last.hash if last else ""
        root = Root.objects.create(day=day, at=at, chains=len(leaves), previous_hash=previous, hash=root_hash(day, previous, leaves))
        for leaf in leaves:
            leaf.root = root
        Leaf.objects.bulk_create(leaves, batch_size=500)
        for start in range(0, len(heads), 500):
            Head.objects.filter(pk__in=[head.pk for head in heads[start : start + 500]]).update(rooted_seq=models.F("seq"))
    return root


def forget_actor(person_id: UUID) -> int:
    """Erase a person's name from every entry that they made; the chains still verify. Returns the number of entries.

    The caller (the erasure in `accounts`) asks its policy and records that it was done.
    """
    return Entry.objects.filter(actor_id=person_id).exclude(actor_name="").forget_names()


def prune(*, at: datetime) -> int:
    """Throw receipts of forms away that nobody can send again."""
    removed, _each = Receipt.objects.filter(at__lt=at - RECEIPTS_KEPT).delete()
    return removed
