"""Writing of sites: made, named, dressed, suspended, opened again. Each leaves one entry on the site."""

from __future__ import annotations

import re
from collections.abc import Iterable
from datetime import datetime
from typing import TYPE_CHECKING
from uuid import UUID

from django.conf import settings
from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from betang.accounts.actors import Actor
from betang.audit import trail
from betang.hosting import policies
from betang.hosting.addresses import default_host
from betang.hosting.models import HostName, Site
from betang.hosting.terms import HostKind
from betang.kernel import clock
from betang.kernel.errors import InvalidInput, Refused

if TYPE_CHECKING:
    from betang.communities.models import Group

_SLUG = re.compile(r"[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?")


def _usable(slug: str) -> str:
    """The host name that `slug` gives; raises `InvalidInput` where it cannot be one and `Refused` where it is the portal's."""
    if not _SLUG.fullmatch(slug):
        raise InvalidInput(
            _("“%(slug)s” cannot be an address.") % {"slug": slug}, hint=_("Use small letters, digits and hyphens, like batang-danum.")
        )
    host = default_host(slug)
    if host == settings.BASE_DOMAIN:
        raise Refused(_("The address %(host)s is the portal's own.") % {"host": host}, hint=_("Choose another name."))
    return host


def _taken(host: str) -> Refused:
    return Refused(
        _("The address %(host)s is already in use.") % {"host": host},
        hint=_("Choose another name, for example with the name of the village added."),
    )


@transaction.atomic
def create_site(*, actor: Actor, group: Group, slug: str, title: str, at: datetime | None = None) -> Site:
    """Give `group` its site at `<slug>.<sites domain>`; raises `Refused` where the name or the group already has one."""
    policies.may_create_site(actor, group).require()
    return open_room(actor=actor, group_id=group.pk, slug=slug, title=title, at=at)


def open_room(*, actor: Actor, group_id: UUID, slug: str, title: str, at: datetime | None = None) -> Site:
    """`create_site` without asking who may: for an action that asked already (the approval of an application)."""
    host = _usable(slug)
    if Site.objects.filter(group_id=group_id).exists():
        raise Refused(_("This group already has a site."), hint=_("Rename the site that it has instead."))
    if HostName.objects.filter(host=host).exists() or Site.objects.filter(slug=slug).exists():
        raise _taken(host)
    try:
        with transaction.atomic():
            site = Site.objects.create(group_id=group_id, slug=slug, title=title.strip()[:120] or slug, hue=_first_hue(slug))
            HostName.objects.create(host=host, site=site, kind=HostKind.PRIMARY)
    except IntegrityError as error:  # two at the same moment
        raise _taken(host) from error
    trail.record("hosting.site.created", site, actor=actor, at=at, data={"host": host}, site_id=site.pk, public=True)
    return site


def _first_hue(slug: str) -> int:
    """A hue to begin with: spread over the wheel by the name, so that neighbours differ; the group may change it."""
    return sum(ord(letter) * (index + 7) for index, letter in enumerate(slug)) * 47 % 360


def create_sites_in_bulk(rows: Iterable[tuple[UUID, str, str]], *, actor: Actor, at: datetime | None = None) -> list[Site]:
    """Sites for many groups at once from `(group id, slug, title)`: for the demo world, moves of a whole province and the bench.

    One transaction, four statements for each 500 sites; each site still gets its entry in the trail. Only the system may.
    """
    policies.may_create_in_bulk(actor).require()
    sites: list[Site] = []
    names: list[HostName] = []
    for group_id, slug, title in rows:
        host = _usable(slug)
        site = Site(group_id=group_id, slug=slug, title=title.strip()[:120] or slug, hue=_first_hue(slug), sections=[])
        sites.append(site)
        names.append(HostName(host=host, site=site, kind=HostKind.PRIMARY))
    try:
        with transaction.atomic():
            Site.objects.bulk_create(sites, batch_size=500)
            HostName.objects.bulk_create(names, batch_size=500)
            _record_all(sites, names, actor=actor, at=at or clock.now())
    except IntegrityError as error:
        raise Refused(_("One of these names or groups already has a site."), hint=str(error)) from error
    return sites


def _record_all(sites: list[Site], names: list[HostName], *, actor: Actor, at: datetime) -> None:
    """The first entry of each site in one statement; the last one goes the usual way, so that subscribers hear once."""
    if not sites:
        return
    rows = [(site, {"host": name.host}, site.pk) for site, name in zip(sites[:-1], names, strict=False)]
    trail.record_first("hosting.site.created", rows, actor=actor, at=at, public=True)
    trail.record("hosting.site.created", sites[-1], actor=actor, at=at, data={"host": names[-1].host}, site_id=sites[-1].pk, public=True)
