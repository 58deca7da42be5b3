"""Opening a matter: its number, its secret token, its first step."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db import transaction

from betang.accounts.actors import Actor
from betang.casework import policies, rules
from betang.casework.actions.stepping import bring_up_to_date, check_holder, locked, start_clock, write_step
from betang.casework.machines import machine_named
from betang.casework.models import Matter, Series, Step
from betang.casework.rules import Holder
from betang.casework.terms import Party
from betang.casework.tokens import hash_of, token_of
from betang.kernel import clock
from betang.kernel.ids import uuid7
from betang.regions.queries import by_code
from betang.statutes.calendar import Deadline
from betang.statutes.queries import calendar_for


@dataclass(frozen=True, slots=True)
class Opened:
    """A new matter and the secret token of whoever sent it, to be shown once (`7KQ4-M2XD-9PTA`)."""

    matter: Matter
    token: str
    step: Step


def next_number(letter: str, region_code: str, year: int) -> str:
    """The next number of a series; an action that fails gives it back with everything else."""
    row, _made = Series.objects.select_for_update().get_or_create(letter=letter, region_code=region_code, year=year)
    while True:
        row.last += 1
        number = rules.number_text(letter, region_code, year, row.last)
        if not Matter.objects.filter(number=number).exists():  # one that was taken over from elsewhere is passed over
            row.save(update_fields=["last"])
            return number


@transaction.atomic
def open_matter(
    *,
    machine: str,
    region_code: str,
    holder: Holder,
    actor: Actor,
    at: datetime,
    title: str = "",
    site_id: UUID | None = None,
    data: Mapping[str, Any] | None = None,
    state: str = "",
    as_party: str = "",
    due: Deadline | None = None,
    is_public: bool = True,
    number: str = "",
    split_from: Matter | None = None,
    tells: bool = True,
) -> Opened:
    """Open a matter about a region, with its number, its token and the step `open`.

    `title` is public: what it is in one line. `as_party` says as what it was sent: `sender` (the default: a resident, whose name stands
    nowhere but in `Matter.sender`), or the level whose officer acts (`village`, `group`, `council`). `state` is one of the machine's
    `begins`; `number` one that another system gave. The machine's first clock starts. Who is signed in as sender follows it.
    Costs some 15 queries.
    """
    declared = machine_named(machine)
    region = by_code(region_code)
    begin = state or declared.initial[0]
    if begin not in declared.initial:
        raise ValueError(f"{machine} does not begin in {begin}")
    code, office = check_holder(holder)
    year = at.astimezone(clock.zone()).year
    key = uuid7()
    token = token_of(key, 1)
    matter = Matter(
        pk=key,
        machine=machine,
        number=number or next_number(declared.letter, rules.number_code(region_code), year),
        title=" ".join(title.split())[:200],
        token_hash=hash_of(token),
        region=region,
        site_id=site_id,
        state=begin,
        level=holder.level,
        holder_code=code,
        office=office,
        opened_at=at,
        since=at,
        changed_at=at,
        split_from=split_from,
        is_public=is_public,
    )
    seat = policies.seat_to_open(actor, region_code, as_party)
    if seat.party == Party.SENDER and actor.id is not None:
        matter.sender_id = actor.id
    start_clock(matter, declared.first_clock, due, at, calendar_for(region_code) if declared.first_clock else calendar_for())
    step = write_step(matter, action="open", from_state="", actor=actor, seat=seat, at=at, data=data, tells=tells)
    if matter.sender_id is not None:
        from betang.casework.actions.following import add_follower

        add_follower(matter, person_id=matter.sender_id, at=at, is_confirmed=True)
    return Opened(matter, rules.token_shown(token), step)


@transaction.atomic
def renew_token(*, matter: Matter) -> str:
    """A new secret token; the old one is dead. The caller has made sure of who asks."""
    kept = locked(matter)
    kept.token_serial += 1
    token = token_of(kept.pk, kept.token_serial)
    kept.token_hash = hash_of(token)
    kept.save(update_fields=["token_serial", "token_hash"])
    bring_up_to_date(matter, kept)
    return rules.token_shown(token)
