"""What was agreed to be done: closed with a result by those whose it is, or let go with words."""

from __future__ import annotations

from datetime import date, datetime

from django.db import transaction
from django.utils.translation import gettext

from betang.accounts.actors import Actor
from betang.audit import trail
from betang.communities.models import Group
from betang.growth import policies as growth
from betang.growth.actions.visiting import TASK_LENGTH
from betang.growth.models import Task
from betang.growth.tending import policies
from betang.growth.terms import TaskFor, TaskState
from betang.kernel.errors import InvalidInput, Refused


@transaction.atomic
def add_task(*, actor: Actor, group: Group, text: str, whose: str, due_on: date | None, at: datetime, is_sample: bool = False) -> Task:
    """Note something to be done without a visit: the coordinator's, for anybody; the mentor's; the group's for itself."""
    policies.may_see(actor, group).require()
    text = " ".join(text.split())
    wrong: dict[str, str] = {}
    if len(text) < 5:
        wrong["text"] = gettext("Say in a few words what is to be done.")
    elif len(text) > TASK_LENGTH:
        wrong["text"] = gettext("That is too long. Say it in one sentence.")
    if whose not in TaskFor.values:
        wrong["whose"] = gettext("Choose who does it.")
    elif whose == TaskFor.COORDINATOR and not (actor.is_system or growth.coordinates(actor, group)):
        wrong["whose"] = gettext("Only the coordinator takes something on for the coordinator.")
    if wrong:
        raise InvalidInput(gettext("It is not kept yet. Look at what is marked."), fields=wrong)
    row = Task.objects.create(group=group, whose=whose, text=text, due_on=due_on, made_at=at, made_by_id=actor.id, is_sample=is_sample)
    trail.record("growth.task.added", row, actor=actor, at=at, data={"group_id": str(group.pk), "slug": group.slug, "whose": whose})
    return row


@transaction.atomic
def close_task(*, actor: Actor, task: Task, result: str, is_done: bool = True, at: datetime) -> Task:
    """Close a task, done or no longer needed, with words that say what came of it."""
    kept = Task.objects.select_for_update(of=("self",)).select_related("group__region").get(pk=task.pk)
    policies.may_close(actor, kept).require()
    if kept.state != TaskState.OPEN:
        raise Refused(gettext("This task is closed already."))
    result = result.strip()
    if len(result) < 3:
        raise InvalidInput(gettext("It is not closed yet."), fields={"result": gettext("Say in a few words what came of it.")})
    kept.state = TaskState.DONE if is_done else TaskState.DROPPED
    kept.result, kept.closed_at, kept.closed_by_id = result[:2000], at, actor.id
    kept.save(update_fields=["state", "result", "closed_at", "closed_by"])
    trail.record(
        "growth.task.closed", kept, actor=actor, at=at, data={"group_id": str(kept.group_id), "slug": kept.group.slug, "state": kept.state}
    )
    return kept
