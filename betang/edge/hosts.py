"""From a host name to what it means, as a value. Nothing else in the house looks at `Host`."""

from __future__ import annotations

from dataclasses import dataclass
from uuid import UUID

from django.conf import settings

from betang.hosting.models import HostName
from betang.hosting.terms import HostKind, SiteStatus


@dataclass(frozen=True, slots=True)
class PortalHost:
    """The province's portal."""


@dataclass(frozen=True, slots=True)
class SiteHost:
    """A group's site that answers."""

    site_id: UUID
    slug: str


@dataclass(frozen=True, slots=True)
class SuspendedHost:
    """A site that is suspended or archived: only its reason page answers."""

    site_id: UUID
    reason: str


@dataclass(frozen=True, slots=True)
class MovedHost:
    """An earlier name of a site; `host` is the present one."""

    host: str


@dataclass(frozen=True, slots=True)
class UnknownHost:
    """Not ours. Refused before any question about content."""


HostAnswer = PortalHost | SiteHost | SuspendedHost | MovedHost | UnknownHost


def resolve(host: str) -> HostAnswer:
    """What `host` (lower case, no port) stands for. One query at most, whatever the number of sites."""
    if host == settings.BASE_DOMAIN:
        return PortalHost()
    row = HostName.objects.filter(host=host).values_list("kind", "site_id", "site__slug", "site__status", "site__status_reason").first()
    if row is None:
        return UnknownHost()
    kind, site_id, slug, status, reason = row
    if kind == HostKind.REDIRECT:
        present = HostName.objects.filter(site_id=site_id, kind=HostKind.PRIMARY).values_list("host", flat=True).first()
        return MovedHost(present) if present else UnknownHost()
    if status != SiteStatus.OPEN:
        return SuspendedHost(site_id, reason)
    return SiteHost(site_id, slug)
