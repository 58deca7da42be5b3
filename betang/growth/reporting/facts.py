"""Counting a period: what the groups of a region were, did and got. Plain values, so that what was counted can be kept as it was."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from django.db.models import Count, Q

from betang.communities.models import StandingChange
from betang.communities.queries.mapping import active_group_ids, bounds, registered_groups
from betang.communities.queries.register import within
from betang.communities.rules import Period
from betang.communities.terms import Standing
from betang.growth.measures import MEASURES
from betang.growth.models import Activity, Certificate, Held, Measures, Presence, Training, Visit
from betang.growth.overview.queries import NO_NEED, need_words, scope_of, substance_names
from betang.growth.queries import ladders
from betang.growth.terms import Adinda, CertificateKind, TrainingState
from betang.kernel import clock
from betang.regions.queries import current

BEST = 5
NEEDS = 3
MOMENT = timedelta(microseconds=1)


def gather(region_code: str, period: Period, *, at: datetime) -> dict[str, Any]:
    """Everything that a report states. About thirty queries, whatever the number of groups."""
    name, children = scope_of(region_code)
    start, end = bounds(period)
    then = registered_groups(region_code, period)
    groups = [group for group, _standing in then]
    ids = [group.pk for group in groups]
    active = active_group_ids(region_code, period)
    since, until = start - MOMENT, end - MOMENT
    gave: Counter[UUID] = Counter()
    substance: dict[str, int] = {}
    for one in substance_names():
        found = MEASURES[one].count(ids, since, until)
        substance[one] = sum(found.values())
        gave.update(found)
    changes = StandingChange.objects.filter(within(region_code, "group__region__code"), at__gte=start, at__lt=end)
    with_group = {group.region.code for group in groups}
    villages = set(current().filter(code__startswith=region_code + ".", level="village").values_list("code", flat=True))
    depth = region_code.count(".") + 2
    parts: dict[str, list[int]] = {one.code: [0, 0, 0] for one in children}
    for group, _standing in then:
        row = parts.get(".".join(group.region.code.split(".")[:depth]))
        if row is not None:
            row[0] += 1
            row[1] += group.pk in active
            row[2] += gave[group.pk]
    words = need_words()
    needs = Counter(
        need or NO_NEED for need in Measures.objects.filter(within(region_code, "region_code")).order_by().values_list("need", flat=True)
    )
    names = {group.pk: group.name for group in groups}
    return {
        "counted_on": at.astimezone(clock.zone()).date().isoformat(),
        "region": name,
        "first": period.first.isoformat(),
        "last": period.last.isoformat(),
        "registered": len(groups),
        "active": sum(key in active for key in ids),
        "new": sum(1 for group in groups if group.registered_at is not None and start <= group.registered_at < end),
        "standings": dict(Counter(str(standing) for _group, standing in then)),
        "fell_asleep": changes.filter(to_standing=Standing.DORMANT).values("group").distinct().count(),
        "woke": changes.filter(from_standing=Standing.DORMANT, to_standing=Standing.ACTIVE).values("group").distinct().count(),
        "stages": _stages(region_code, ids, period),
        "adinda": _letters(ids, period),
        "news": sum(MEASURES["news"].count(ids, since, until).values()),
        "products": sum(MEASURES["products"].count(ids, since, until).values()),
        "substance": substance,
        "trainings": _trainings(region_code, start, end),
        "people_present": Presence.objects.filter(
            within(region_code, "session__training__region__code"), removed_at__isnull=True, at__gte=start, at__lt=end
        )
        .values("registration")
        .distinct()
        .count(),
        "visits": Visit.objects.filter(group_id__in=ids, on__gte=period.first, on__lte=period.last).count(),
        "groups_visited": Visit.objects.filter(group_id__in=ids, on__gte=period.first, on__lte=period.last)
        .values("group")
        .distinct()
        .count(),
        "certificates": _certificates(ids, region_code, period),
        "villages": len(villages),
        "villages_without": len(villages - with_group),
        "parts": [[one.code, one.full_name, *parts[one.code]] for one in children],
        "best": [[names[key], value] for key, value in sorted(gave.items(), key=lambda pair: (-pair[1], names[pair[0]]))[:BEST] if value],
        "needs": [[words.words(key), count] for key, count in needs.most_common() if key != NO_NEED][:NEEDS],
    }


def _stages(region_code: str, ids: Collection[UUID], period: Period) -> list[list[Any]]:
    """[order, name, groups] of each stage, as they stood on the last day."""
    on_ladder = ladders.ladder_of(region_code)
    if on_ladder is None:
        return []
    held = Counter(
        Held.objects.filter(Q(until_on__isnull=True) | Q(until_on__gt=period.last), group_id__in=ids, from_on__lte=period.last)
        .order_by()
        .values_list("stage__order", flat=True)
    )
    stages = list(on_ladder.stages.all())
    first = min((stage.order for stage in stages), default=1)
    above = sum(count for order, count in held.items() if order > first)
    return [[stage.order, stage.name, len(ids) - above if stage.order == first else held[stage.order]] for stage in stages]


def _letters(ids: Collection[UUID], period: Period) -> dict[str, int]:
    rows = Activity.objects.filter(group_id__in=ids, removed_at__isnull=True, on__gte=period.first, on__lte=period.last)
    found = dict(rows.order_by().values_list("letter").annotate(Count("pk")))
    return {letter: found.get(letter, 0) for letter in Adinda.values}


def _trainings(region_code: str, start: datetime, end: datetime) -> int:
    held = (TrainingState.ANNOUNCED, TrainingState.CLOSED)
    return Training.objects.filter(within(region_code), state__in=held, starts_at__gte=start, starts_at__lt=end, ends_at__lt=end).count()


def _certificates(ids: Collection[UUID], region_code: str, period: Period) -> dict[str, int]:
    rows = Certificate.objects.filter(within(region_code), revoked_at__isnull=True, issued_on__gte=period.first, issued_on__lte=period.last)
    found = dict(rows.order_by().values_list("kind").annotate(Count("pk")))
    return {kind: found[kind] for kind in CertificateKind.values if found.get(kind)}
