"""From a host name to what it means, as a value. Nothing else in the house looks at `Host`."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from datetime import date
from uuid import UUID

from django.conf import settings
from django.db import connection

from betang.hosting.terms import HostKind, Rest, SiteStatus

_NAME = re.compile(r"(?=.{1,253}\Z)[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?(?:\.[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?)*")
_PORT = re.compile(r":[0-9]{0,5}\Z")


@dataclass(frozen=True, slots=True)
class Generations:
    """The generations that were present before anything of the page was read: of its own house, of the portal, of the whole."""

    scope: str = ""
    own: int = 0
    portal: int = 0
    house: int = 0

    def mark(self, *, with_portal: bool) -> str:
        """What the front keeps a page under: `scopes;values`."""
        if self.scope == "portal":
            return f"portal,house;{self.portal},{self.house}"
        if with_portal:
            return f"{self.scope},portal,house;{self.own},{self.portal},{self.house}"
        return f"{self.scope},house;{self.own},{self.house}"


@dataclass(frozen=True, slots=True)
class PortalHost:
    """The province's portal."""

    generations: Generations = field(default=Generations(), compare=False)


@dataclass(frozen=True, slots=True)
class SiteHost:
    """A group's site that answers."""

    site_id: UUID
    slug: str
    rest: str = Rest.AWAKE.value
    rested_on: date | None = None
    generations: Generations = field(default=Generations(), compare=False)


@dataclass(frozen=True, slots=True)
class SuspendedHost:
    """A site that is suspended or archived: only its reason page answers."""

    site_id: UUID
    reason: str
    status: str = SiteStatus.SUSPENDED.value
    title: str = ""
    generations: Generations = field(default=Generations(), compare=False)


@dataclass(frozen=True, slots=True)
class MovedHost:
    """An earlier name of a site; `host` is the present one."""

    host: str


@dataclass(frozen=True, slots=True)
class UnknownHost:
    """Not ours. Refused before any question about content."""


HostAnswer = PortalHost | SiteHost | SuspendedHost | MovedHost | UnknownHost


def canonical(raw: str) -> str:
    """The host name of a `Host` header, lower case, without port and final dot; empty where it is not one.

    Names in other scripts come as browsers send them (`xn--…`) or are turned into that form. Underscores, addresses in brackets,
    user names and spaces are no host names.
    """
    name = _PORT.sub("", raw.strip()).lower()
    name = name.removesuffix(".")
    if not name.isascii():
        try:
            name = name.encode("idna").decode("ascii")
        except UnicodeError:
            return ""
    return name if _NAME.fullmatch(name) else ""


_WAY = """
SELECT h.kind, h.site_id, s.slug, s.status, s.status_reason, s.title, s.rest, s.rested_on, p.host, g.value, gp.value, gh.value
FROM hosting_hostname h
JOIN hosting_site s ON s.id = h.site_id
LEFT JOIN hosting_hostname p ON p.site_id = h.site_id AND p.kind = 'primary'
LEFT JOIN edge_generation g ON g.scope = {scope}
LEFT JOIN edge_generation gp ON gp.scope = 'portal'
LEFT JOIN edge_generation gh ON gh.scope = 'house'
WHERE h.host = %s
"""


def _day(value: object) -> date | None:
    """A day as either database gives it."""
    return date.fromisoformat(value) if isinstance(value, str) else value if isinstance(value, date) else None


_PORTAL = "SELECT scope, value FROM edge_generation WHERE scope IN ('portal', 'house')"


def resolve(host: str) -> HostAnswer:
    """What `host` (canonical) stands for. One query, whatever the number of sites.

    It is one statement on purpose: the site's state and the generation come from the same snapshot. Read one after the other,
    a page could be kept under a generation that already says that the site is suspended.
    """
    if not host:
        return UnknownHost()
    if host == settings.BASE_DOMAIN:
        with connection.cursor() as cursor:
            cursor.execute(_PORTAL)
            values = dict(cursor.fetchall())
        return PortalHost(Generations("portal", 0, values.get("portal", 0), values.get("house", 0)))
    scope = "replace(h.site_id::text, '-', '')" if connection.vendor == "postgresql" else "h.site_id"
    with connection.cursor() as cursor:
        cursor.execute(_WAY.format(scope=scope), [host])
        row = cursor.fetchone()
    if row is None:
        return UnknownHost()
    kind, key, slug, status, reason, title, rest, rested_on, present, own, portal, house = row
    site_id = key if isinstance(key, UUID) else UUID(key)
    if kind == HostKind.REDIRECT:
        return MovedHost(present) if present else UnknownHost()
    generations = Generations(site_id.hex, own or 0, portal or 0, house or 0)
    if status != SiteStatus.OPEN:
        return SuspendedHost(site_id, reason, status, title, generations)
    return SiteHost(site_id, slug, rest, _day(rested_on), generations)
