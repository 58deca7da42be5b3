"""Reading of sites and host names. No question here grows with the number of sites of the province."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import date
from typing import Any
from uuid import UUID

from django.db.models import Q, QuerySet, UUIDField
from django.urls import reverse
from django.utils.translation import gettext as _

from betang.accounts.actors import Actor
from betang.accounts.terms import Post
from betang.communities.links import SiteLink
from betang.hosting.addresses import default_host, site_url
from betang.hosting.models import HostName, Site
from betang.hosting.terms import HostKind, SiteStatus
from betang.kernel.errors import NotFound
from betang.kernel.prepared import Prepared, slots, spread
from betang.kernel.waiting import Waiting


@dataclass(frozen=True, slots=True, kw_only=True)
class SiteCard:
    """What others need to know of a site: its names, its look, its state, its group."""

    id: UUID
    slug: str
    title: str
    host: str
    hue: int
    motif: str
    logo: str
    sections: tuple[str, ...]
    status: str
    status_reason: str
    rest: str
    rested_on: date | None
    needs_approval: bool
    group_id: UUID
    group_name: str
    group_slug: str
    region_code: str

    @property
    def url(self) -> str:
        """The site's home, with scheme and host."""
        return site_url(self.host)

    @property
    def logo_url(self) -> str:
        """Path of the logo on the site's own host, or nothing."""
        return f"/-/logo/{self.logo.rpartition('/')[2]}" if self.logo else ""

    @property
    def is_open(self) -> bool:
        return self.status == SiteStatus.OPEN


_COLUMNS = (
    "site_id", "site__slug", "site__title", "host", "site__hue", "site__motif", "site__logo", "site__sections", "site__status",
    "site__status_reason", "site__rest", "site__rested_on", "site__needs_approval",
    "site__group_id", "site__group__name", "site__group__slug", "site__group__region__code",
)  # fmt: skip


def _primary() -> QuerySet[HostName]:
    return HostName.objects.filter(kind=HostKind.PRIMARY)


def _cards(names: QuerySet[HostName]) -> list[SiteCard]:
    return [
        SiteCard(
            id=row[0], slug=row[1], title=row[2], host=row[3], hue=row[4], motif=row[5], logo=row[6], sections=tuple(row[7]),
            status=row[8], status_reason=row[9], rest=row[10], rested_on=row[11], needs_approval=row[12], group_id=row[13],
            group_name=row[14], group_slug=row[15], region_code=row[16],
        )
        for row in names.values_list(*_COLUMNS)
    ]  # fmt: skip


def site_card(site_id: UUID) -> SiteCard:
    """The card of one site; raises `NotFound`. One query."""
    cards = _cards(_primary().filter(site_id=site_id))
    if not cards:
        raise NotFound(_("This page does not exist."))
    return cards[0]


def site_of_group(group_id: UUID) -> SiteCard | None:
    """The card of a group's site, or None where the group has none. One query."""
    cards = _cards(_primary().filter(site__group_id=group_id))
    return cards[0] if cards else None


def sites_of_actor(actor: Actor) -> list[SiteCard]:
    """The sites of the groups in which the actor holds a post, by title. One query, none for who holds none."""
    if not actor.group_ids:
        return []
    return _cards(_primary().filter(site__group_id__in=actor.group_ids).order_by("site__title", "site_id"))


_HOSTS = Prepared(lambda count: _primary().filter(site__id__in=slots("site", count, UUIDField())).values_list("site_id", "host"))


def hosts_of(site_ids: Iterable[UUID]) -> dict[UUID, str]:
    """The present host of each of `site_ids`. One query."""
    wanted = set(site_ids)
    if not wanted:
        return {}
    count, values = spread("site", wanted)
    return dict(_HOSTS.rows(count, **values))


def is_host_free(slug: str) -> bool:
    """Whether a new site may take `slug` as its name: neither a site's now nor one's earlier name."""
    return not HostName.objects.filter(host=default_host(slug)).exists() and not Site.objects.filter(slug=slug).exists()


def earlier_hosts(site_id: UUID) -> list[str]:
    """Names that the site had before; each still leads to it."""
    return list(HostName.objects.filter(site_id=site_id, kind=HostKind.REDIRECT).order_by("-created_at").values_list("host", flat=True))


def open_sites() -> list[tuple[UUID, str, str]]:
    """`(id, host, title)` of every site that answers, for site maps and jobs (not for pages: it grows with the province)."""
    rows: Any = HostName.objects.filter(kind=HostKind.PRIMARY, site__status=SiteStatus.OPEN).order_by("host")
    return list(rows.values_list("site_id", "host", "site__title"))


_LINKS = Prepared(
    lambda count: (
        _primary()
        .filter(site__group__id__in=slots("group", count, UUIDField()), site__status=SiteStatus.OPEN)
        .values_list("site__group_id", "site_id", "host")
    )
)


def links_of_groups(group_ids: Collection[UUID]) -> dict[UUID, SiteLink]:
    """The open site of each group, for `communities.links`. One query."""
    count, values = spread("group", group_ids)
    return {group_id: SiteLink(site_id=site_id, url=site_url(host)) for group_id, site_id, host in _LINKS.rows(count, **values)}


def holds_name(name: str) -> bool:
    """Whether a site holds `name` now or held it before, for `communities.links`."""
    return not is_host_free(name)


@dataclass(frozen=True, slots=True)
class SitePage:
    """One page of the coordinator's list."""

    cards: list[SiteCard]
    total: int
    number: int
    has_next: bool


def sites_over(actor: Actor, *, words: str = "", status: str = "", number: int = 1, size: int = 50) -> SitePage:
    """The sites in the regions that the actor coordinates or administers, by title. Two queries."""
    codes = actor.regions_of(Post.COORDINATOR, Post.PROVINCE_ADMIN)
    where = Q(pk__in=[])
    for code in codes:
        where |= Q(site__group__region__code=code) | Q(site__group__region__code__startswith=f"{code}.")
    names = _primary().filter(where)
    if words:
        names = names.filter(Q(site__title__icontains=words) | Q(host__icontains=words) | Q(site__group__name__icontains=words))
    if status in SiteStatus.values:
        names = names.filter(site__status=status)
    number = max(1, number)
    cards = _cards(names.order_by("site__title", "site_id")[(number - 1) * size : number * size + 1])
    return SitePage(cards[:size], names.count(), number, len(cards) > size)


def waiting_for(actor: Actor) -> list[Waiting]:
    """A suspended site of the actor's own group: it waits for them to put right what the reason says."""
    return [
        Waiting(
            title=_("Your site is suspended: %(title)s") % {"title": card.title},
            url=reverse("hosting_desk:site", kwargs={"site_slug": card.slug}),
            detail=card.status_reason,
            weight=100,
        )
        for card in sites_of_actor(actor)
        if card.status == SiteStatus.SUSPENDED
    ]
