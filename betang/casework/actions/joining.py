"""Two that are one, and one that is several: merging and splitting. No follower and no trace is lost."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from django.db import transaction
from django.utils.translation import gettext

from betang.accounts.actors import Actor
from betang.casework.actions.following import copy_followers, move_followers
from betang.casework.actions.opening import Opened, open_matter
from betang.casework.actions.stepping import bring_up_to_date, locked, must_be_open, take_step, write_step
from betang.casework.machines import machine_named
from betang.casework.models import Matter, Step
from betang.casework.policies import Seat
from betang.casework.rules import Holder
from betang.casework.terms import MERGE_LIMIT, Outcome
from betang.kernel.errors import InvalidInput, Refused


@dataclass(frozen=True, slots=True, kw_only=True)
class Part:
    """One part of what is split."""

    title: str
    region_code: str
    holder: Holder
    state: str = ""
    data: Mapping[str, Any] = field(default_factory=dict)


@transaction.atomic
def merge(
    *, matters: Sequence[Matter], into: Matter, actor: Actor, reason_code: str, words: str = "", at: datetime, as_party: str = ""
) -> Step:
    """Close `matters` as the same as `into`, which gets their followers; their numbers lead there from now on.

    The machine must declare `merge` in the state of each. Returns the step `receive` of `into`. All of them, or none.
    """
    keys = {one.pk for one in matters}
    if not keys or into.pk in keys:
        raise InvalidInput(gettext("Choose what should be merged into %(number)s.") % {"number": into.number})
    if len(keys) > MERGE_LIMIT:
        raise InvalidInput(gettext("At most %(limit)d can be merged at once.") % {"limit": MERGE_LIMIT})
    rows = {key: locked(Matter(pk=key)) for key in sorted([*keys, into.pk], key=str)}  # one order: two mergers wait, none is stuck
    target = rows.pop(into.pk)
    machine = machine_named(target.machine)
    must_be_open(target, machine)
    step: Step | None = None
    for key in sorted(rows, key=str):
        row = rows[key]
        if row.machine != target.machine or row.is_public != target.is_public:
            raise Refused(gettext("%(number)s is of another kind and cannot be merged with it.") % {"number": row.number})
        step = take_step(
            matter=row,
            action="merge",
            actor=actor,
            at=at,
            reason_code=reason_code,
            words=words,
            data={"into": target.number},
            as_party=as_party,
            tells=False,
        )
        if row.outcome != Outcome.MERGED:
            raise ValueError(f"merge of {machine.name} does not end as merged")
        Matter.objects.filter(pk=row.pk).update(merged_into=target)
        move_followers(row, target)
    assert step is not None
    seat = Seat(party=step.by_level, post=step.by_post, region_code=step.by_code, office_id=step.by_office_id)
    received = write_step(
        target,
        action="receive",
        from_state=target.state,
        actor=actor,
        seat=seat,
        at=at,
        words=step.words,
        data={"merged": sorted(row.number for row in rows.values())},
    )
    bring_up_to_date(into, target)
    for one in matters:
        one.refresh_from_db()
    return received


@transaction.atomic
def split(
    *, matter: Matter, parts: Sequence[Part], actor: Actor, reason_code: str, words: str = "", at: datetime, as_party: str = ""
) -> list[Opened]:
    """Open a matter for each part and close the whole (or leave it where it is, if the machine's `split` says so).

    Each part has a number and a token of its own, knows from what it was split, and is followed by everybody who followed the whole.
    """
    if len(parts) < 2:
        raise InvalidInput(gettext("Name at least two parts."))
    whole = locked(matter)
    opened = [
        open_matter(
            machine=whole.machine,
            region_code=one.region_code,
            holder=one.holder,
            actor=actor,
            at=at,
            title=one.title,
            site_id=whole.site_id,
            data={**one.data, "split_from": whole.number},
            state=one.state,
            as_party=as_party or _own_party(actor, whole),
            is_public=whole.is_public,
            split_from=whole,
            tells=False,
        )
        for one in parts
    ]
    take_step(
        matter=whole,
        action="split",
        actor=actor,
        at=at,
        reason_code=reason_code,
        words=words,
        data={"parts": [one.matter.number for one in opened]},
        as_party=as_party,
    )
    for one in opened:
        one.matter.sender_id = whole.sender_id
        Matter.objects.filter(pk=one.matter.pk).update(sender_id=whole.sender_id)
        copy_followers(whole, one.matter, at=at)
    bring_up_to_date(matter, whole)
    return opened


def _own_party(actor: Actor, whole: Matter) -> str:
    return "" if actor.is_system or actor.id == whole.sender_id else whole.level
