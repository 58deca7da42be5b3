"""Writing of sites: made, named, dressed, suspended, opened again. Each leaves one entry on the site."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from datetime import datetime
from typing import IO, TYPE_CHECKING, Any
from uuid import UUID

from django.conf import settings
from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from betang.accounts.actors import Actor
from betang.audit import trail
from betang.audit.models import Entry
from betang.communities.names import check_name
from betang.guard import text as guard_text
from betang.hosting import policies, rules
from betang.hosting.addresses import default_host
from betang.hosting.logos import keep_logo
from betang.hosting.models import HostName, Site
from betang.hosting.terms import HostKind, Motif, Rest, Section, SiteStatus
from betang.kernel import clock
from betang.kernel.errors import InvalidInput, Refused
from betang.search import index

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


def on_application_approved(entry: Entry) -> None:
    """The inline subscriber of an approval, or of a group that is taken over: the group's site, in the same transaction."""
    told = entry.data
    open_room(
        actor=Actor(id=entry.actor_id, name=entry.actor_name, is_system=entry.actor_id is None),
        group_id=UUID(str(told["group_id"])),
        slug=str(told.get("site_slug") or told["slug"]),
        title=str(told.get("name") or "") or _group_name(told["group_id"]),
        at=entry.at,
    )


def _group_name(group_id: str) -> str:
    from betang.communities.models import Group

    return Group.objects.values_list("name", flat=True).get(pk=group_id)


def _locked(site: Site) -> Site:
    """The site as it is now, held until the transaction ends; `group` and its region come along."""
    return Site.objects.select_related("group__region").select_for_update(of=("self",)).get(pk=site.pk)


@transaction.atomic
def rename_site(*, actor: Actor, site: Site, slug: str, reason: str, at: datetime | None = None) -> Site:
    """Give the site another address. The old one leads on for ever (301, path and all) and is never given to another site."""
    kept = _locked(site)
    policies.may_rename(actor, kept).require()
    slug = check_name(slug)
    host = _usable(slug)
    if not reason.strip():
        raise InvalidInput(_("Say why the address changes."), fields={"reason": _("Say why the address changes.")})
    present = HostName.objects.get(site=kept, kind=HostKind.PRIMARY)
    if present.host == host:
        raise Refused(_("The site has this address already."))
    other = HostName.objects.filter(host=host).first()
    if (other is not None and other.site_id != kept.pk) or Site.objects.filter(slug=slug).exclude(pk=kept.pk).exists():
        raise _taken(host)
    HostName.objects.filter(pk=present.pk).update(kind=HostKind.REDIRECT)
    if other is not None:  # back to a name that it had before
        HostName.objects.filter(pk=other.pk).update(kind=HostKind.PRIMARY)
    else:
        try:
            with transaction.atomic():
                HostName.objects.create(host=host, site=kept, kind=HostKind.PRIMARY)
        except IntegrityError as error:
            raise _taken(host) from error
    old_slug, kept.slug = kept.slug, slug
    kept.save(update_fields=["slug"])
    trail.record(
        "hosting.site.renamed",
        kept,
        actor=actor,
        at=at,
        reason=reason.strip(),
        data={"from": present.host, "to": host, "old_slug": old_slug},
        site_id=kept.pk,
        public=True,
    )
    return kept


@transaction.atomic
def suspend_site(*, actor: Actor, site: Site, reason: str, at: datetime | None = None) -> Site:
    """Have the site answer with nothing but `reason`. Its pages, feeds and search hits are gone from the next request on."""
    kept = _locked(site)
    policies.may_suspend(actor, kept).require()
    reason = reason.strip()
    if len(reason) < 10:
        raise InvalidInput(
            _("Say why, in a sentence that everybody may read."), fields={"reason": _("Say why, in a sentence that everybody may read.")}
        )
    if guard_text.personal(guard_text.check_text(reason)):
        raise InvalidInput(
            _("The reason is public and holds somebody's personal data."),
            fields={"reason": _("Leave out numbers and addresses of people.")},
        )
    if kept.status == SiteStatus.SUSPENDED:
        raise Refused(_("The site is suspended already."))
    kept.status, kept.status_reason = SiteStatus.SUSPENDED, reason
    kept.save(update_fields=["status", "status_reason"])
    index.remove_site(kept.pk)
    trail.record("hosting.site.suspended", kept, actor=actor, at=at, reason=reason, site_id=kept.pk, public=True)
    return kept


@transaction.atomic
def reopen_site(*, actor: Actor, site: Site, reason: str, at: datetime | None = None) -> Site:
    """Let the site answer again. Who indexes its documents hears `hosting.site.reopened` and puts them back."""
    kept = _locked(site)
    policies.may_suspend(actor, kept).require()
    if kept.status == SiteStatus.OPEN:
        raise Refused(_("The site is open already."))
    if not reason.strip():
        raise InvalidInput(_("Say what has been put right."), fields={"reason": _("Say what has been put right.")})
    kept.status, kept.status_reason = SiteStatus.OPEN, ""
    kept.save(update_fields=["status", "status_reason"])
    trail.record("hosting.site.reopened", kept, actor=actor, at=at, reason=reason.strip(), site_id=kept.pk, public=True)
    return kept


@transaction.atomic
def rest_site(*, actor: Actor, site: Site, rest: str, silent_days: int, at: datetime) -> Site:
    """Have a silent group's site rest: it can only be read, or is kept as it was. Its pages stay. The system alone does this."""
    kept = _locked(site)
    policies.may_rest(actor, kept).require()
    if rest not in (Rest.READ_ONLY, Rest.ARCHIVED):
        raise InvalidInput(_("A site rests so that it can only be read, or is kept as it was."))
    if kept.rest == rest:
        return kept
    kept.rest, kept.rested_on = rest, at.astimezone(clock.zone()).date()
    kept.save(update_fields=["rest", "rested_on"])
    trail.record(
        "hosting.site.rested", kept, actor=actor, at=at, data={"group_id": str(kept.group_id), "rest": rest, "days": silent_days},
        site_id=kept.pk, public=True,
    )  # fmt: skip
    return kept


@transaction.atomic
def wake_site(*, actor: Actor, site: Site, at: datetime) -> Site:
    """The group is there again: everything can be written at once. Who keeps the ladder of silence hears `hosting.site.woken`."""
    kept = _locked(site)
    policies.may_wake(actor, kept).require()
    if kept.rest == Rest.AWAKE:
        return kept
    before, kept.rest, kept.rested_on = kept.rest, Rest.AWAKE.value, None
    kept.save(update_fields=["rest", "rested_on"])
    trail.record(
        "hosting.site.woken", kept, actor=actor, at=at, data={"group_id": str(kept.group_id), "from": before}, site_id=kept.pk, public=True
    )
    return kept


@transaction.atomic
def change_look(
    *,
    actor: Actor,
    site: Site,
    title: str,
    hue: int,
    motif: str,
    sections: Sequence[str] = (),
    logo: IO[bytes] | Any | None = None,
    removes_logo: bool = False,
    at: datetime | None = None,
) -> Site:
    """Dress the site: its title, one hue, one woven motif, the order of sections, a logo. Nothing else can be changed, on purpose."""
    kept = _locked(site)
    policies.may_change_look(actor, kept).require()
    title = " ".join(title.split())
    problems: dict[str, str] = {}
    if not 3 <= len(title) <= 120:
        problems["title"] = _("The title needs 3 to 120 letters.")
    else:
        found = [one for one in guard_text.check_fields({"title": title}) if one.is_refused]
        if found:
            problems["title"] = found[0].explanation
    if not 0 <= hue <= 359:
        problems["hue"] = _("Choose one of the colours.")
    if motif not in Motif.values:
        problems["motif"] = _("Choose one of the patterns.")
    if problems:
        raise InvalidInput(_("Something is not right yet."), fields=problems)
    path = kept.logo
    if logo is not None:
        try:
            path = keep_logo(logo, site_id=kept.pk)
        except InvalidInput as error:
            raise InvalidInput(error.message, hint=error.hint, fields={"logo": f"{error.message} {error.hint}".strip()}) from error
    elif removes_logo:
        path = ""
    wanted = {
        "title": title,
        "hue": hue,
        "motif": motif,
        "logo": path,
        "sections": rules.ordered(sections or kept.sections, Section.values),
    }
    changed = {name: value for name, value in wanted.items() if getattr(kept, name) != value}
    if not changed:
        return kept
    for name, value in changed.items():
        setattr(kept, name, value)
    kept.save(update_fields=list(changed))
    trail.record("hosting.site.dressed", kept, actor=actor, at=at, data=changed, site_id=kept.pk)
    return kept


@transaction.atomic
def change_approval(*, actor: Actor, site: Site, needs_approval: bool, at: datetime | None = None) -> Site:
    """Decide whether an editor must approve what writers write before it is published."""
    kept = _locked(site)
    policies.may_change_approval(actor, kept).require()
    if kept.needs_approval != needs_approval:
        kept.needs_approval = needs_approval
        kept.save(update_fields=["needs_approval"])
        trail.record("hosting.site.approval_changed", kept, actor=actor, at=at, data={"needs_approval": needs_approval}, site_id=kept.pk)
    return kept
