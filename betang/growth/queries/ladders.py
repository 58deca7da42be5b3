"""Reading ladders and where groups stand on them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.db.models import F, Prefetch

from betang.communities.models import Group
from betang.growth import measures, rules
from betang.growth.models import Attestation, Climb, Criterion, Held, Ladder, Stage
from betang.growth.rules import Asked, Finding
from betang.growth.terms import CLIMB_OPEN, Proof
from betang.regions.queries import prefixes


def ladder_of(region_code: str) -> Ladder | None:
    """The ladder in force for a region: its own, or that of the nearest region above. Stages and criteria are loaded. Three queries."""
    return (
        Ladder.objects.filter(region__code__in=prefixes(region_code), valid_to__isnull=True)
        .prefetch_related(Prefetch("stages", Stage.objects.prefetch_related("criteria")))
        .order_by(F("region__code").desc())
        .first()
    )


def asked_of(criteria: Sequence[Criterion]) -> tuple[Asked, ...]:
    """Criteria as the rules need them."""
    return tuple(
        Asked(one.key, one.name, one.proof, one.measure, one.threshold, one.within_days, one.how_to, one.how_to_path, one.source)
        for one in criteria
    )


@dataclass(frozen=True, slots=True)
class Standing:
    """Where a group stands: its stage, the next one with how far it is, and what it could do this week.

    `stages` are all of the ladder; `held` is None on the first; `next_stage` None at the top; `climb` the open application.
    """

    ladder: Ladder
    stages: tuple[Stage, ...]
    stage: Stage
    held: Held | None
    next_stage: Stage | None
    found: tuple[Finding, ...]
    step: Finding | None
    climb: Climb | None

    @property
    def may_apply(self) -> bool:
        """Everything that is counted is reached, and no application waits."""
        return self.next_stage is not None and self.climb is None and rules.may_be_applied_for(self.found)

    @property
    def met(self) -> int:
        return sum(1 for one in self.found if one.is_met)


def stage_held(group_id: UUID) -> Held | None:
    """The stage that was granted to the group and has not ended."""
    return Held.objects.select_related("stage", "certificate").filter(group_id=group_id, until_on__isnull=True).first()


def place_on(stages: Sequence[Stage], held: Held | None) -> Stage:
    """The stage of `stages` that a group stands on: the one held, the one of the same key in a newer ladder, else the first."""
    if held is not None:
        for one in stages:
            if one.pk == held.stage_id or one.key == held.stage.key:
                return one
    return stages[0]


def standing_of(group: Group, *, at: datetime) -> Standing | None:
    """Where the group stands and what is missing; None where no ladder is in force. Some 15 queries: for one group's own page."""
    ladder = ladder_of(group.region.code)
    if ladder is None:
        return None
    stages = tuple(ladder.stages.all())
    held = stage_held(group.pk)
    stage = place_on(stages, held)
    above = next((one for one in stages if one.order == stage.order + 1), None)
    climb = Climb.objects.filter(group=group, state__in=CLIMB_OPEN).select_related("stage", "visit").first()
    found: tuple[Finding, ...] = ()
    if above is not None:
        found = findings_for(group, above, climb, at=at)
    return Standing(ladder, stages, stage, held, above, found, rules.next_step(found), climb)


def findings_for(group: Group, stage: Stage, climb: Climb | None, *, at: datetime) -> tuple[Finding, ...]:
    """How far a group is with each criterion of a stage, counted now."""
    criteria = asked_of(tuple(stage.criteria.all()))
    wanted = [(one.measure, one.within_days) for one in criteria if one.proof == Proof.COMPUTED]
    values = measures.counted([group.pk], wanted, until=at)[group.pk]
    confirmed = {one.criterion.key: one.is_confirmed for one in attestations_of(climb)} if climb is not None else {}
    return rules.findings(criteria, values, confirmed=confirmed)


def attestations_of(climb: Climb) -> list[Attestation]:
    """The proofs of an application, in the ladder's order."""
    return list(climb.attestations.select_related("criterion", "confirmed_by").order_by("criterion__order"))
