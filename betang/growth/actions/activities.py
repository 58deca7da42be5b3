"""What a group did: recorded by itself from the trail, and told by the group for what happened in the village hall."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date, datetime
from typing import IO, Any
from uuid import UUID

from django.db import IntegrityError, transaction
from django.utils.translation import gettext

from betang.accounts.actors import Actor
from betang.audit import trail
from betang.audit.models import Entry
from betang.communities.links import sites_of
from betang.communities.models import Group
from betang.growth import photos, policies
from betang.growth.models import Activity, ActivityPhoto
from betang.growth.recording import deed_of
from betang.growth.terms import TITLE_LENGTH, Adinda, Origin
from betang.guard import text as guard
from betang.kernel import clock
from betang.kernel.errors import InvalidInput


def note_deed(*, entry: Entry) -> Activity | None:
    """Keep what an entry tells of a group. Told twice, or done twice to the same thing, it is kept once."""
    row = _row(entry)
    if row is None or not Group.objects.filter(pk=row.group_id).exists():
        return None
    try:
        with transaction.atomic():
            row.save(force_insert=True)
    except IntegrityError:  # told before
        return None
    return row


def note_deeds(*, entries: Iterable[Entry], is_sample: bool = False) -> int:
    """Keep what many entries tell, in few statements; returns how many were looked at. For a trail that is older than the record."""
    rows = [row for row in map(_row, entries) if row is not None]
    for row in rows:
        row.is_sample = is_sample
    Activity.objects.bulk_create(rows, batch_size=500, ignore_conflicts=True)
    return len(rows)


def _row(entry: Entry) -> Activity | None:
    deed = deed_of(entry)
    if deed is None:
        return None
    return Activity(
        group_id=deed.group_id,
        site_id=entry.site_id,
        letter=deed.letter,
        origin=Origin.RECORDED,
        verb=entry.verb,
        entry_id=entry.pk,
        subject_id=entry.subject_id,
        on=entry.at.astimezone(clock.zone()).date(),
        title=deed.title[:TITLE_LENGTH],
        path=deed.path[:200],
        at=entry.at,
    )


@transaction.atomic
def tell_activity(
    *,
    actor: Actor,
    group: Group,
    letter: str,
    on: date,
    title: str,
    words: str = "",
    place: str = "",
    people_count: int | None = None,
    files: Sequence[IO[bytes] | Any] = (),
    alts: Sequence[str] = (),
    at: datetime,
    is_sample: bool = False,
) -> Activity:
    """Record an activity that happened away from Betang, with photos. Raises `InvalidInput` by field; gambling words are refused."""
    policies.may_tell(actor, group).require()
    wrong: dict[str, str] = {}
    title, words, place = " ".join(title.split()), words.strip(), " ".join(place.split())
    if letter not in Adinda.values:
        wrong["letter"] = gettext("Choose what kind of activity it was.")
    if len(title) < 5:
        wrong["title"] = gettext("Say in a few words what you did.")
    elif len(title) > TITLE_LENGTH:
        wrong["title"] = gettext("That is too long for a title. Put the rest below.")
    if on > at.astimezone(clock.zone()).date():
        wrong["on"] = gettext("That day has not come yet. Record it when it is done.")
    if len(files) > photos.MOST:
        wrong["photos"] = gettext("At most %(most)d photos.") % {"most": photos.MOST}
    for name, text in (("title", title), ("words", words), ("place", place)):
        for finding in guard.check_text(text) if text else ():
            if finding.is_refused or finding.kind in guard.PERSONAL:
                wrong.setdefault(name, finding.explanation)
    if wrong:
        raise InvalidInput(gettext("It is not kept yet. Look at what is marked."), fields=wrong)
    made = [photos.keep(file) for file in files]
    row = Activity.objects.create(
        group=group,
        site_id=_site_of(group),
        letter=letter,
        origin=Origin.STATED,
        on=on,
        title=title,
        words=words,
        place=place[:TITLE_LENGTH],
        people_count=people_count,
        at=at,
        by_id=actor.id,
        is_sample=is_sample,
    )
    ActivityPhoto.objects.bulk_create(
        ActivityPhoto(
            activity=row,
            path=one.path,
            media_type=one.media_type,
            width=one.width,
            height=one.height,
            alt=(alts[at_] if at_ < len(alts) else "")[:250],
            added_at=at,
        )
        for at_, one in enumerate(made)
    )
    trail.record(
        "growth.activity.told",
        row,
        actor=actor,
        at=at,
        data={"group_id": str(group.pk), "slug": group.slug, "letter": letter, "on": on.isoformat(), "title": title, "photos": len(made)},
        site_id=row.site_id,
        public=True,
    )
    return row


@transaction.atomic
def remove_activity(*, actor: Actor, activity: Activity, reason: str, at: datetime) -> Activity:
    """Take an activity out of the record, with words. What was recorded by itself stays: it happened."""
    kept = Activity.objects.select_for_update(of=("self",)).select_related("group__region").get(pk=activity.pk)
    policies.may_remove(actor, kept).require()
    if kept.origin == Origin.RECORDED:
        raise InvalidInput(gettext("This was recorded by itself. Withdraw the article or the proposal instead."))
    if not reason.strip():
        raise InvalidInput(gettext("Say why."), fields={"reason": gettext("Say why.")})
    if kept.removed_at is not None:
        return kept
    kept.removed_at = at
    kept.save(update_fields=["removed_at"])
    trail.record(
        "growth.activity.removed",
        kept,
        actor=actor,
        at=at,
        reason=reason.strip(),
        data={"group_id": str(kept.group_id), "slug": kept.group.slug},
        site_id=kept.site_id,
        public=True,
    )
    return kept


def _site_of(group: Group) -> UUID | None:
    site = sites_of([group.pk]).get(group.pk)
    return site.site_id if site else None
