"""Counting what every group achieved, so that a list of all groups asks once. By night, and after what changes one group."""

from __future__ import annotations

from collections.abc import Collection
from datetime import datetime, timedelta
from uuid import UUID

from django.db import transaction

from betang.communities.models import Group
from betang.communities.terms import REGISTERED
from betang.growth import measures, rules
from betang.growth.models import Climb, Held, Ladder, Measures, Stage
from betang.growth.queries import ladders
from betang.growth.terms import CLIMB_OPEN, Proof
from betang.kernel import clock

SPAN_DAYS = 90
"""Over how many days substance is counted; the trend compares with the same span before."""


def count_measures(*, at: datetime, group_ids: Collection[UUID] | None = None) -> int:
    """Count the groups of the register (or those named); returns how many. A few dozen queries, whatever their number."""
    rows = Group.objects.filter(standing__in=REGISTERED).select_related("region")
    groups = list(rows if group_ids is None else rows.filter(pk__in=group_ids))
    if not groups:
        return 0
    keys = [group.pk for group in groups]
    span = timedelta(days=SPAN_DAYS)
    now = measures.substance_of(keys, since=at - span, until=at)
    before = measures.substance_of(keys, since=at - 2 * span, until=at - span)
    held = {row.group_id: row for row in Held.objects.filter(group_id__in=keys, until_on__isnull=True).select_related("stage")}
    waiting = set(Climb.objects.filter(group_id__in=keys, state__in=CLIMB_OPEN).values_list("group_id", flat=True))
    stages = _stages_by_region()
    wanted = {
        (one.measure, one.within_days)
        for on_ladder in stages.values()
        for stage in on_ladder
        for one in ladders.asked_of(tuple(stage.criteria.all()))
        if one.proof == Proof.COMPUTED
    }
    values = measures.counted(keys, wanted | {(name, SPAN_DAYS) for name in ("news", "activities")}, until=at)
    today = at.astimezone(clock.zone()).date()
    made = []
    for group in groups:
        on_ladder = _nearest(stages, group.region.code)
        stage = ladders.place_on(on_ladder, held.get(group.pk)) if on_ladder else None
        above = next((one for one in on_ladder if stage is not None and one.order == stage.order + 1), None)
        alive = max(filter(None, (group.last_active_at, group.registered_at)), default=None)
        quiet = (today - alive.astimezone(clock.zone()).date()).days if alive else 0
        made.append(
            Measures(
                group=group,
                region_code=group.region.code,
                stage_order=stage.order if stage else 1,
                stage_name=stage.name if stage else "",
                substance=measures.total(now[group.pk]),
                substance_before=measures.total(before[group.pk]),
                quiet_days=max(0, quiet),
                need=_need(group.pk, above, values[group.pk], is_waiting=group.pk in waiting),
                values=values[group.pk] | {f"{name}/{SPAN_DAYS}": value for name, value in now[group.pk].items()},
                counted_at=at,
            )
        )
    with transaction.atomic():
        Measures.objects.bulk_create(
            made,
            batch_size=500,
            update_conflicts=True,
            unique_fields=["group"],
            update_fields=[
                "region_code", "stage_order", "stage_name", "substance", "substance_before", "quiet_days", "need", "values", "counted_at",
            ],
        )  # fmt: skip
        if group_ids is None:
            Measures.objects.exclude(group_id__in=keys).delete()
    return len(made)


def _stages_by_region() -> dict[str, tuple[Stage, ...]]:
    rows = Ladder.objects.filter(valid_to__isnull=True).select_related("region").prefetch_related("stages__criteria")
    return {row.region.code: tuple(row.stages.all()) for row in rows}


def _nearest(stages: dict[str, tuple[Stage, ...]], code: str) -> tuple[Stage, ...]:
    parts = code.split(".")
    for length in range(len(parts), 0, -1):
        found = stages.get(".".join(parts[:length]))
        if found:
            return found
    return ()


def _need(group_id: UUID, above: Stage | None, values: dict[str, int], *, is_waiting: bool) -> str:
    """The key of what the group needs most for its next stage: `visit` while it waits for one, nothing at the top."""
    if is_waiting:
        return "visit"
    if above is None:
        return ""
    step = rules.next_step(rules.findings(ladders.asked_of(tuple(above.criteria.all())), values))
    return step.asked.key if step else "apply"
