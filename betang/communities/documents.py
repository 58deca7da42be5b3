"""What search knows of a group."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from betang.communities.models import Group, Officer
from betang.communities.terms import PUBLIC, Field, GroupKind
from betang.kernel import clock
from betang.regions.queries import place_line
from betang.search import index


def index_group(group: Group) -> None:
    """Make a group findable, or take it out where it is no longer in the register. In the action's own transaction."""
    if group.standing not in PUBLIC:
        index.remove("group", str(group.pk))
        return
    index.put(**_document(group))


def every_document() -> Iterator[dict[str, Any]]:
    """All documents of the register, for making the index anew."""
    for group in Group.objects.filter(standing__in=PUBLIC).select_related("region").order_by("pk").iterator(chunk_size=500):
        yield _document(group)


def _document(group: Group) -> dict[str, Any]:
    labels = dict(Field.choices)
    officers = Officer.objects.filter(group=group, until_on__isnull=True).values_list("name", flat=True)
    return {
        "kind": "group",
        "key": str(group.pk),
        "title": group.name,
        "body": " ".join(
            [
                group.about,
                str(GroupKind(group.kind).label),
                *(str(labels.get(one, "")) for one in group.fields),
                *officers,
                group.register_number or "",
            ]
        ),
        "path": f"/kim/{group.slug}/",
        "site_id": None,
        "region_code": group.region.code,
        "published_at": group.registered_at or clock.now(),
        "place": place_line(group.region.code),
    }
