"""What accounts must know of a group: its name and where it lies. Groups stand above accounts in the house, so the model is
named by a setting (`GROUP_MODEL`), as the fence's is; it has `name`, `slug` and `region`.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from uuid import UUID

from django.apps import apps
from django.conf import settings


@dataclass(frozen=True, slots=True)
class GroupPlace:
    """A group's name, its slug and the code of the region in which it has its seat."""

    id: UUID
    name: str
    slug: str
    region_code: str


def places(group_ids: Iterable[UUID]) -> dict[UUID, GroupPlace]:
    """The places of the groups that exist among `group_ids`. One query."""
    wanted = list(group_ids)
    if not wanted:
        return {}
    model = apps.get_model(settings.GROUP_MODEL)
    rows = model._default_manager.filter(pk__in=wanted).values_list("pk", "name", "slug", "region__code")
    return {pk: GroupPlace(pk, name, slug, code) for pk, name, slug, code in rows}


def place(group_id: UUID) -> GroupPlace | None:
    """The place of one group, or None."""
    return places([group_id]).get(group_id)


def ids_in_region(region_code: str) -> list[UUID]:
    """The keys of the groups that have their seat in the region or below it. One query."""
    model = apps.get_model(settings.GROUP_MODEL)
    inside = model._default_manager.filter(region__code=region_code) | model._default_manager.filter(
        region__code__startswith=region_code + "."
    )
    return list(inside.values_list("pk", flat=True))
