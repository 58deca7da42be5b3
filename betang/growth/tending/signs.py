"""Signs of life: what shows that a group is there. Publishing, an activity told, an answer, a proposal, goods and orders, a visit at
which people were met, and its own word «we are still here». Signing in is none of them.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from django.db.models import Max

from betang.audit.models import Entry
from betang.communities.models import Group
from betang.growth.models import Activity, Quiet, Visit
from betang.growth.recording import READERS, deed_of, group_of
from betang.hosting.models import Site

BY_ANYBODY = ("publishing.article.published",)
"""Shows life even where the clock carried it out: somebody of the group wrote it and set the time."""

BY_A_PERSON = (
    "publishing.article.corrected",
    "publishing.comment.answered",
    "publishing.page.made",
    "publishing.page.changed",
    "market.product.added",
    "market.product.changed",
    "market.product.shown",
    "market.product.counted",
    "market.seller.applied",
    "market.order.confirmed",
    "market.order.ready",
    "market.order.handed_over",
    "market.order.paid",
    "growth.activity.told",
)
"""Shows life where a person of the group did it. An order that a buyer places shows that the buyer is alive."""

OTHERS = ("casework.proposal.open", "growth.visit.recorded", "growth.training.attended")

VERBS = (*BY_ANYBODY, *BY_A_PERSON, *OTHERS)
BACK = timedelta(days=800)
"""How far back the trail is asked: twice the longest step, and some."""


def last_of(groups: Iterable[Group], *, at: datetime) -> dict[UUID, datetime]:
    """The last sign of life of each group up to `at`. Five queries, whatever their number.

    A group that never gave one is counted from the day on which it came into the register.
    """
    rows = list(groups)
    keys = [group.pk for group in rows]
    found: dict[UUID, datetime] = {}
    for group in rows:
        known = [moment for moment in (group.last_active_at, group.registered_at) if moment is not None and moment <= at]
        if known:
            found[group.pk] = max(known)

    def add(pairs: Iterable[tuple[UUID | None, datetime | None]]) -> None:
        for key, moment in pairs:
            if key is not None and moment is not None and (key not in found or found[key] < moment):
                found[key] = moment

    few = len(keys) <= 500

    def of(field: str, all_rows: Any) -> Any:
        return all_rows.filter(**{f"{field}__in": keys}) if few else all_rows

    add(of("group", Activity.objects.filter(at__lte=at)).order_by().values_list("group").annotate(last=Max("at")))
    add(of("group", Visit.objects.filter(at__lte=at, people_met__gt=0)).order_by().values_list("group").annotate(last=Max("at")))
    add(of("group", Quiet.objects.filter(woke_at__lte=at)).order_by().values_list("group").annotate(last=Max("woke_at")))
    sites: dict[UUID, UUID] = dict(of("group", Site.objects.all()).values_list("pk", "group_id"))
    deeds = Entry.objects.filter(at__gt=at - BACK, at__lte=at, verb__in=(*BY_ANYBODY, *BY_A_PERSON), site_id__isnull=False)
    if few:
        deeds = deeds.filter(site_id__in=list(sites))
    deeds = deeds.exclude(verb__in=BY_A_PERSON, actor_id__isnull=True)
    add((sites.get(site_id), last) for site_id, last in deeds.order_by().values_list("site_id").annotate(last=Max("at")))
    wanted = set(keys)
    return {key: moment for key, moment in found.items() if key in wanted}


def groups_of(entry: Entry) -> Collection[UUID]:
    """Whose sign of life an entry is; empty where it is nobody's."""
    if entry.verb in BY_A_PERSON and entry.actor_id is None:
        return ()
    found: set[UUID] = set()
    deed = deed_of(entry) if entry.verb in READERS else None
    if deed is not None:
        found.add(deed.group_id)
    if entry.verb == "growth.visit.recorded":
        if Visit.objects.filter(pk=entry.subject_id, people_met__gt=0).exists():
            own = group_of(entry)
            found |= {own} if own else set()
    elif deed is None:
        own = group_of(entry)
        found |= {own} if own else set()
    return found
