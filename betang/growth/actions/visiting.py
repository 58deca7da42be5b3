"""Visits: somebody came to see a group, wrote down what they saw, and agreed on what is to be done next."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import IO, Any

from django.db import transaction
from django.utils.translation import gettext

from betang.accounts.actors import Actor
from betang.accounts.terms import Post
from betang.audit import trail
from betang.communities.models import Group
from betang.growth import photos, policies
from betang.growth.models import Mentorship, Task, Visit, VisitPhoto
from betang.growth.terms import TaskFor, VisitKind
from betang.kernel import clock
from betang.kernel.errors import InvalidInput, NotAllowed, NotFound

TASK_LENGTH = 250


@dataclass(frozen=True, slots=True)
class Agreed:
    """What was agreed to be done, by whom, until when."""

    text: str
    whose: str = TaskFor.GROUP
    due_on: date | None = None


@transaction.atomic
def record_visit(
    *,
    actor: Actor,
    group: Group,
    kind: str,
    on: date,
    seen: str,
    advice: str = "",
    people_met: int | None = None,
    is_online: bool = False,
    agreed: Sequence[Agreed] = (),
    files: Sequence[IO[bytes] | Any] = (),
    mentorship: Mentorship | None = None,
    at: datetime,
    is_sample: bool = False,
) -> Visit:
    """Record a visit with what was seen. The coordinator records any kind; a mentor KIM's chair or editor records coaching.

    A verification needs eyes on the spot: never by telephone. Raises `InvalidInput` by field.
    """
    _may_visit(actor, group, kind, mentorship)
    if actor.id is None:
        raise NotFound(gettext("This page does not exist."))
    wrong: dict[str, str] = {}
    if kind not in VisitKind.values:
        wrong["kind"] = gettext("Choose why you came.")
    if len(seen.split()) < 3:
        wrong["seen"] = gettext("Say in a sentence or two what you saw.")
    if on > at.astimezone(clock.zone()).date():
        wrong["on"] = gettext("That day has not come yet.")
    if kind == VisitKind.VERIFICATION and is_online:
        wrong["is_online"] = gettext("A verification is done on the spot.")
    if len(files) > photos.MOST:
        wrong["photos"] = gettext("At most %(most)d photos.") % {"most": photos.MOST}
    for place, task in enumerate(agreed):
        if task.whose not in TaskFor.values:
            wrong[f"task_{place}"] = gettext("Choose who does it.")
        elif len(task.text) > TASK_LENGTH:
            wrong[f"task_{place}"] = gettext("That is too long. Say it in one sentence.")
    if wrong:
        raise InvalidInput(gettext("It is not kept yet. Look at what is marked."), fields=wrong)
    made = [photos.keep(file) for file in files]
    row = Visit.objects.create(
        group=group,
        kind=kind,
        on=on,
        by_id=actor.id,
        mentorship=mentorship,
        people_met=people_met,
        seen=seen.strip(),
        advice=advice.strip(),
        is_online=is_online,
        at=at,
        is_sample=is_sample,
    )
    VisitPhoto.objects.bulk_create(
        VisitPhoto(visit=row, path=one.path, media_type=one.media_type, width=one.width, height=one.height, added_at=at) for one in made
    )
    Task.objects.bulk_create(
        Task(
            group=group, visit=row, whose=one.whose, text=" ".join(one.text.split()), due_on=one.due_on, made_at=at, made_by_id=actor.id,
            is_sample=is_sample,
        )
        for one in agreed
        if one.text.strip()
    )  # fmt: skip
    trail.record(
        "growth.visit.recorded", row, actor=actor, at=at, public=False,
        data={
            "group_id": str(group.pk), "slug": group.slug, "group_name": group.name, "kind": kind, "on": on.isoformat(),
            "mentor_id": str(mentorship.mentor_id) if mentorship else None, "tasks": sum(1 for one in agreed if one.text.strip()),
        },
    )  # fmt: skip
    return row


def _may_visit(actor: Actor, group: Group, kind: str, mentorship: Mentorship | None) -> None:
    if mentorship is None:
        policies.may_verify(actor, group).require()
        return
    if mentorship.group_id != group.pk or mentorship.from_on is None or mentorship.until_on is not None:
        raise NotAllowed(gettext("You do not mentor this group."))
    if not (actor.is_system or actor.holds_in_group(mentorship.mentor_id, Post.CHAIR, Post.EDITOR)):
        raise NotAllowed(gettext("The chair or an editor of the mentor KIM records its visits."))
    if kind != VisitKind.COACHING:
        raise NotAllowed(gettext("A mentor records coaching; the coordinator verifies."))
