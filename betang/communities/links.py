"""Where a group's site is: asked here, answered by `hosting`, which stands above and hangs its answers in at start.

`hosting` calls, in its `AppConfig.ready()`:

    links.register(sites_of_groups)       # (group ids) -> {group id: SiteLink(site_id, url)}
    links.register_name_check(is_taken)   # (name) -> True where a site or host name holds it

Without `hosting` there are no links, and every name that no group holds is free.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass
from uuid import UUID


@dataclass(frozen=True, slots=True)
class SiteLink:
    """The site of a group: its key and the full address of its home page."""

    site_id: UUID
    url: str


Resolver = Callable[[Collection[UUID]], Mapping[UUID, SiteLink]]
NameCheck = Callable[[str], bool]

_resolvers: list[Resolver] = []
_name_checks: list[NameCheck] = []


def register(function: Resolver) -> None:
    """Have `function` answer for the sites of groups. It must cost one query whatever the number of groups."""
    if function not in _resolvers:
        _resolvers.append(function)


def register_name_check(function: NameCheck) -> None:
    """Have `function` say whether a site or a host name, present or former, holds a name."""
    if function not in _name_checks:
        _name_checks.append(function)


def sites_of(group_ids: Collection[UUID]) -> dict[UUID, SiteLink]:
    """The open sites of these groups; a group without one is left out."""
    found: dict[UUID, SiteLink] = {}
    if group_ids:
        for resolve in _resolvers:
            found.update(resolve(group_ids))
    return found


def is_taken(name: str) -> bool:
    """A site or host name holds this name."""
    return any(check(name) for check in _name_checks)
