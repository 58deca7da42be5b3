"""Standing: what a coordinator sets, what a group's own work sets, what silence sets."""

from __future__ import annotations

from collections.abc import Collection
from datetime import datetime
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext

from betang.accounts.actors import SYSTEM, Actor
from betang.audit import trail
from betang.audit.models import Entry
from betang.communities import links, policies, rules
from betang.communities.documents import index_group
from betang.communities.models import Activity, Group, StandingChange
from betang.communities.terms import REGISTERED, Standing, SystemReason
from betang.kernel.errors import InvalidInput, Refused


def set_standing(group: Group, to: Standing, *, actor: Actor | None, at: datetime, reason: str = "") -> None:
    """Keep a change of standing as a row, and on the group. No policy, no entry: for the actions of this package."""
    StandingChange.objects.create(
        group=group,
        from_standing="" if to == Standing.APPLIED else group.standing,
        to_standing=to,
        at=at,
        by_id=actor.id if actor else None,
        reason=reason,
    )
    group.standing = to
    group.save(update_fields=["standing"])


def site_id_of(group: Group) -> UUID | None:
    """The key of the group's site, so that an entry moves the site's pages too."""
    site = links.sites_of([group.pk]).get(group.pk)
    return site.site_id if site else None


@transaction.atomic
def change_standing(*, actor: Actor, group: Group, to: str, reason: str, at: datetime) -> Group:
    """A coordinator moves a group's standing, with words: archives it, takes it back, wakes it or lays it to rest."""
    policies.may_coordinate(actor, group).require()
    kept = Group.objects.select_for_update(of=("self",)).select_related("region").get(pk=group.pk)
    if not reason.strip():
        raise InvalidInput(gettext("Say why."), fields={"reason": gettext("Say why.")})
    if to not in Standing.values or not rules.may_move(kept.standing, to):
        raise Refused(
            gettext("A group that is %(before)s cannot become %(after)s.")
            % {"before": kept.get_standing_display(), "after": Standing(to).label if to in Standing.values else to}
        )
    before = kept.standing
    set_standing(kept, Standing(to), actor=actor, at=at, reason=reason.strip())
    trail.record(
        "communities.group.standing_changed",
        kept,
        actor=actor,
        at=at,
        reason=reason.strip(),
        data={"group_id": str(kept.pk), "slug": kept.slug, "from": before, "to": to},
        site_id=site_id_of(kept),
        public=True,
    )
    index_group(kept)
    return kept


def _fell_asleep_after(group: Group, moment: datetime) -> bool:
    """The group was laid to rest after this moment: what it did before (old news that is moved in) does not wake it."""
    return StandingChange.objects.filter(group=group, to_standing=Standing.DORMANT, at__gt=moment).exists()


@transaction.atomic
def note_activity(*, entry: Entry) -> None:
    """A group did something that shows it is alive (`entry.data["group_id"]`). Told twice, it counts once.

    A verified or dormant group becomes active by it. Runs in the transaction of what was done.
    """
    try:
        group_id = UUID(str(entry.data.get("group_id", "")))
    except ValueError:
        return
    group = Group.objects.select_related("region").filter(pk=group_id).first()
    if group is None:
        return
    _row, is_new = Activity.objects.get_or_create(entry_id=entry.pk, defaults={"group": group, "kind": entry.verb[:40], "at": entry.at})
    if not is_new:
        return
    if group.last_active_at is None or group.last_active_at < entry.at:
        group.last_active_at = entry.at
        group.save(update_fields=["last_active_at"])
    if group.standing == Standing.VERIFIED or (group.standing == Standing.DORMANT and not _fell_asleep_after(group, entry.at)):
        before = group.standing
        set_standing(group, Standing.ACTIVE, actor=None, at=entry.at, reason=SystemReason.PUBLISHED.value)
        trail.record(
            "communities.group.standing_changed",
            group,
            actor=SYSTEM,
            at=entry.at,
            reason=SystemReason.PUBLISHED.value,
            data={"group_id": str(group.pk), "slug": group.slug, "from": before, "to": Standing.ACTIVE.value},
            site_id=entry.site_id,
            public=True,
        )


@transaction.atomic
def lay_to_rest(*, group: Group, days: int, at: datetime) -> bool:
    """A group that has been silent for `days` becomes dormant; False where it is not in the register as verified or active.

    When that is, the ladder of silence decides (`growth.tending`), from the region's own `dormancy_days`.
    """
    return _fall_silent(group.pk, Standing.DORMANT, of=(Standing.VERIFIED, Standing.ACTIVE), days=days, at=at)


@transaction.atomic
def archive_silent(*, group: Group, days: int, at: datetime) -> bool:
    """A group that has been silent for `days` leaves the register's lists. Its page and its name stay its own, and it may come back."""
    return _fall_silent(group.pk, Standing.ARCHIVED, of=REGISTERED, days=days, at=at)


def _fall_silent(group_id: UUID, to: Standing, *, of: Collection[Standing], days: int, at: datetime) -> bool:
    group = Group.objects.select_for_update(of=("self",)).select_related("region").get(pk=group_id)
    if group.standing not in of:
        return False
    _move(group, to, actor=SYSTEM, at=at, reason=SystemReason.SILENT, data={"days": days})
    return True


def _move(group: Group, to: Standing, *, actor: Actor, at: datetime, reason: SystemReason, data: dict[str, int] | None = None) -> None:
    before = group.standing
    set_standing(group, to, actor=actor if actor.id else None, at=at, reason=reason.value)
    trail.record(
        "communities.group.standing_changed",
        group,
        actor=actor,
        at=at,
        reason=reason.value,
        data={"group_id": str(group.pk), "slug": group.slug, "from": before, "to": to.value, **(data or {})},
        site_id=site_id_of(group),
        public=True,
    )
    index_group(group)


@transaction.atomic
def wake_group(*, actor: Actor, group: Group, at: datetime) -> bool:
    """A group that fell silent is there again: dormant, or archived by silence, it becomes active; False where there is nothing to wake.

    What a coordinator archived with words, only a coordinator takes back.
    """
    policies.may_wake(actor, group).require()
    kept = Group.objects.select_for_update(of=("self",)).select_related("region").get(pk=group.pk)
    if kept.standing != Standing.DORMANT and not (kept.standing == Standing.ARCHIVED and _archived_by_silence(kept)):
        return False
    _move(kept, Standing.ACTIVE, actor=actor, at=at, reason=SystemReason.WOKEN)
    return True


def _archived_by_silence(group: Group) -> bool:
    last = StandingChange.objects.filter(group=group, to_standing=Standing.ARCHIVED).order_by("-at", "-id").first()
    return last is not None and last.by_id is None and last.reason == SystemReason.SILENT
