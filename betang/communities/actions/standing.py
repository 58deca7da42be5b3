"""Standing: what a coordinator sets, what a group's own work sets, what silence sets."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from django.db import transaction
from django.db.models import F
from django.utils.translation import gettext

from betang.accounts.actors import SYSTEM, Actor
from betang.audit import trail
from betang.audit.models import Entry
from betang.communities import links, policies, queries, rules
from betang.communities.documents import index_group
from betang.communities.models import Activity, Group, StandingChange
from betang.communities.terms import Standing, SystemReason
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


def mark_dormant(*, at: datetime) -> int:
    """Lay to rest the groups that have been silent longer than their region allows; returns how many. Each in its own transaction.

    A light version: one step, without warning. The ladder of reminders stands on the same rows and comes later.
    """
    candidates = (
        Group.objects.filter(standing__in=(Standing.VERIFIED, Standing.ACTIVE))
        .select_related("region")
        .order_by(F("last_active_at").asc(nulls_first=True), "id")
    )
    asked: dict[str, rules.Requirements] = {}
    count = 0
    for group in list(candidates):
        code = queries.regency_code(group.region.code)
        if code not in asked:
            asked[code] = queries.requirements_of(code)
        alive_at = max(filter(None, (group.last_active_at, group.registered_at)), default=None)
        if alive_at is None or not rules.is_dormant(alive_at, dormancy_days=asked[code].dormancy_days, at=at):
            continue
        count += _lay_to_rest(group.pk, days=asked[code].dormancy_days, at=at)
    return count


@transaction.atomic
def _lay_to_rest(group_id: UUID, *, days: int, at: datetime) -> bool:
    group = Group.objects.select_for_update(of=("self",)).select_related("region").get(pk=group_id)
    alive_at = max(filter(None, (group.last_active_at, group.registered_at)), default=at)
    if group.standing not in (Standing.VERIFIED, Standing.ACTIVE) or not rules.is_dormant(alive_at, dormancy_days=days, at=at):
        return False
    before = group.standing
    set_standing(group, Standing.DORMANT, actor=None, at=at, reason=SystemReason.SILENT.value)
    trail.record(
        "communities.group.standing_changed",
        group,
        actor=SYSTEM,
        at=at,
        reason=SystemReason.SILENT.value,
        data={"group_id": str(group.pk), "slug": group.slug, "from": before, "to": Standing.DORMANT.value, "days": days},
        site_id=site_id_of(group),
        public=True,
    )
    index_group(group)
    return True
