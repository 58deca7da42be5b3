"""Ladders: the one that the product brings, and those that a jurisdiction sets."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from datetime import date, datetime
from importlib import resources
from typing import Any

from django.conf import settings
from django.db import transaction
from django.utils.translation import gettext

from betang.accounts.actors import Actor
from betang.audit import trail
from betang.growth.measures import MEASURES
from betang.growth.models import Criterion, Ladder, Stage
from betang.growth.terms import Proof
from betang.kernel import clock
from betang.kernel.errors import InvalidInput
from betang.regions.models import Region
from betang.regions.queries import by_code


def built_in() -> dict[str, Any]:
    """The ladder of `growth/data/ladder.toml`."""
    return tomllib.loads(resources.files("betang.growth").joinpath("data/ladder.toml").read_text(encoding="utf-8"))


def ensure_ladder(*, actor: Actor, at: datetime) -> Ladder:
    """The province's ladder; the one that the product brings, where there is none yet."""
    province = by_code(settings.PROVINCE_CODE)
    kept = Ladder.objects.filter(region=province, valid_to__isnull=True).first()
    return kept or set_ladder(actor=actor, region=province, ladder=built_in(), on=at.astimezone(clock.zone()).date(), at=at)


@transaction.atomic
def set_ladder(*, actor: Actor, region: Region, ladder: Mapping[str, Any], on: date, at: datetime) -> Ladder:
    """Put a ladder in force in a region from a day on; the one before ends the day before. Stages that groups hold stay theirs.

    `ladder` has `name`, `source` and `stages`, each with `key`, `name`, `aim` and `criteria` (see `growth/data/ladder.toml`).
    Raises `InvalidInput` for a ladder that could not be climbed, or that would count something nobody counts.
    """
    problem = problem_of(ladder)
    if problem:
        raise InvalidInput(problem)
    Ladder.objects.filter(region=region, valid_to__isnull=True).update(valid_to=on)
    row = Ladder.objects.create(region=region, name=ladder["name"], source=ladder["source"], valid_from=on)
    for order, told in enumerate(ladder["stages"], start=1):
        stage = Stage.objects.create(ladder=row, key=told["key"], order=order, name=told["name"], aim=told.get("aim", ""))
        Criterion.objects.bulk_create(
            Criterion(
                stage=stage,
                key=one["key"],
                order=place,
                name=one["name"],
                proof=one.get("proof", Proof.COMPUTED),
                measure=one.get("measure", ""),
                threshold=one.get("threshold", 1),
                within_days=one.get("within_days"),
                how_to=one.get("how_to", ""),
                how_to_path=one.get("how_to_path", ""),
                source=one.get("source", ""),
            )
            for place, one in enumerate(told.get("criteria", ()), start=1)
        )
    trail.record(
        "growth.ladder.set", row, actor=actor, at=at, public=True,
        data={"region": region.code, "name": row.name, "source": row.source, "stages": [one["key"] for one in ladder["stages"]]},
    )  # fmt: skip
    return row


def problem_of(ladder: Mapping[str, Any]) -> str:
    """Why a ladder cannot be used; empty where it can."""
    stages = ladder.get("stages") or []
    if not ladder.get("name") or not ladder.get("source"):
        return gettext("A ladder needs a name, and the source it stands on.")
    if len(stages) < 2 or stages[0].get("criteria"):
        return gettext("A ladder has at least two stages, and the first, on which every registered group stands, asks for nothing.")
    keys = [one.get("key") for one in stages]
    if len(set(keys)) != len(keys):
        return gettext("Two stages have the same key.")
    for stage in stages[1:]:
        criteria = stage.get("criteria") or []
        if not criteria:
            return gettext("The stage %(name)s asks for nothing.") % {"name": stage.get("name", "")}
        if len({one.get("key") for one in criteria}) != len(criteria):
            return gettext("The stage %(name)s has two criteria of the same key.") % {"name": stage.get("name", "")}
        for one in criteria:
            if one.get("proof", Proof.COMPUTED) == Proof.COMPUTED and one.get("measure") not in MEASURES:
                return gettext("Nothing counts %(measure)s. Choose one of: %(all)s.") % {
                    "measure": one.get("measure") or one.get("key"),
                    "all": ", ".join(sorted(MEASURES)),
                }
            if one.get("threshold", 1) < 1:
                return gettext("A criterion that zero reaches asks for nothing: %(name)s.") % {"name": one.get("name", "")}
    return ""
