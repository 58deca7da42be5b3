"""Reading the trail: the history of one thing, the published roots, what is stuck."""

from __future__ import annotations

from django.db import models
from django.utils import timezone

from betang.audit.models import Entry, Leaf, Pending, Root

STUCK_FROM = 5
"""Failed tries after which a delivery is shown to the administrator."""


def history(subject: models.Model, *, public_only: bool) -> list[Entry]:
    """All entries on one thing, the oldest first; only those that everybody may see, where `public_only`. One query."""
    rows = Entry.objects.filter(subject_type=subject._meta.label_lower, subject_id=subject.pk)
    if public_only:
        rows = rows.filter(is_public=True)
    return list(rows.order_by("subject_seq"))


def roots(limit: int = 400) -> list[Root]:
    """The daily roots for the page `/jejak/`, the newest first. One query."""
    return list(Root.objects.order_by("-day")[:limit])


def leaves(root: Root) -> list[Leaf]:
    """What one root covers, in the order in which it was hashed: enough to compute the root again elsewhere. One query."""
    return list(root.leaves.order_by("subject_type", "subject_id"))


def waiting() -> int:
    """How many deliveries are due now. One query."""
    return Pending.objects.filter(try_at__lte=timezone.now()).count()


def stuck() -> list[Pending]:
    """Deliveries that have failed again and again, with what they failed on. One query."""
    return list(Pending.objects.filter(tries__gte=STUCK_FROM).select_related("entry").order_by("try_at")[:100])
