"""What lies with somebody at the desk."""

from __future__ import annotations

from dataclasses import dataclass

from django.urls import reverse
from django.utils.translation import gettext, ngettext

from betang.accounts.actors import Actor
from betang.casework import queries as casework
from betang.casework.models import Matter
from betang.kernel.waiting import Waiting
from betang.proposals import machine, rules
from betang.proposals.models import Proposal
from betang.regions.queries import place_lines

FILTERS = ("semua", "terlambat", "ditimbang", "direncanakan", "dikerjakan")
_STATES: dict[str, tuple[str, ...]] = {
    "ditimbang": tuple(machine.REVIEWS.values()),
    "direncanakan": ("planned", "village_planned"),
    "dikerjakan": ("budgeted", "village_budgeted", "in_progress"),
}


@dataclass(frozen=True, slots=True)
class Queue:
    """One page of what lies with somebody, the longest waiting first, with counts for the tabs."""

    rows: list[Proposal]
    after: str
    counts: dict[str, int]
    places: dict[str, str]
    shared_place: str = ""
    """What all rows lie in, said once; `places` then holds what is left of each."""


def queue(actor: Actor, *, kind: str = "semua", after: str = "") -> Queue:
    """What lies with `actor`'s posts. Four queries, whatever the number of rows."""
    seats = casework.seats_of(actor)
    counts = dict.fromkeys(FILTERS, 0)
    for one in casework.waiting_counts(seats) if seats else ():
        if one.machine != machine.NAME:
            continue
        counts["semua"] += one.waiting
        counts["terlambat"] += one.late
        for name, states in _STATES.items():
            counts[name] += one.waiting if one.state in states else 0
    page = casework.held_by(seats, machine=machine.NAME, states=_STATES.get(kind, ()), only_late=kind == "terlambat", after=after)
    order = {matter.pk: at for at, matter in enumerate(page.matters)}
    rows = list(Proposal.objects.filter(matter__in=page.matters).select_related("matter__region", "matter__office", "group"))
    rows.sort(key=lambda one: order[one.matter_id])  # type: ignore[index]
    places = place_lines({one.region_code for one in rows})
    shared, short = rules.told_once(places) if len(rows) > 1 else ("", places)
    return Queue(rows, page.after, counts, short, shared)


def waiting_for(actor: Actor) -> list[Waiting]:
    """What waits on the desk's first page: the oldest of the queue, what came back to a group, and how many more, and what the bank
    offers. Five queries."""
    from betang.proposals.bank.queries import waiting_for as from_bank

    found: list[Waiting] = []
    seats = casework.seats_of(actor)
    if seats:
        page = casework.held_by(seats, machine=machine.NAME, states=_STATES["ditimbang"], size=5)
        found += [_waiting(matter) for matter in page.matters]
        total = sum(
            one.waiting for one in casework.waiting_counts(seats) if one.machine == machine.NAME and one.state in _STATES["ditimbang"]
        )
        if total > len(found):
            more = total - len(found)
            found.append(
                Waiting(
                    title=ngettext("%(count)d more proposal", "%(count)d more proposals", more) % {"count": more},
                    url=reverse("proposals_desk:queue"),
                    detail=gettext("They wait for your decision."),
                )
            )
    if actor.group_ids:
        returned = [machine.returned_from(level) for level in machine.REVIEWS]
        for one in Proposal.objects.filter(group_id__in=actor.group_ids, matter__state__in=returned).select_related("matter")[:10]:
            assert one.matter is not None
            found.append(
                Waiting(
                    title=one.title,
                    url=reverse("proposals_desk:proposal", kwargs={"address": one.matter.address}),
                    detail=gettext("It came back to your group to be completed."),
                )
            )
    return found + from_bank(actor)


def _waiting(matter: Matter) -> Waiting:
    level = rules.level_of_state(matter.state)
    state = machine.PROPOSAL.state(matter.state)
    return Waiting(
        title=matter.title,
        url=reverse("proposals_desk:proposal", kwargs={"address": matter.address}),
        detail=str(state.label) if level else "",
        due_on=matter.due_on,
    )
