"""Groups at the desk: whose data somebody may tend, and what happened to them."""

from __future__ import annotations

from django.db.models import Q, QuerySet
from django.utils.translation import gettext

from betang.accounts.actors import Actor
from betang.accounts.terms import APPROVING_POSTS, Post
from betang.audit.models import Entry
from betang.communities.models import Group, SeatQuestion
from betang.communities.policies import may_tend
from betang.communities.queries.register import within
from betang.kernel.errors import NotFound
from betang.regions.models import Region
from betang.regions.queries import children_of, current, current_codes


def groups_of(actor: Actor) -> QuerySet[Group]:
    """The groups whose data this person may tend: their own as chair or editor, and those of the regions that they coordinate."""
    own = [held.group_id for held in actor.posts if held.post in (Post.CHAIR, Post.EDITOR) and held.group_id]
    where = Q(pk__in=own)
    for code in actor.regions_of(*APPROVING_POSTS):
        where |= within(code)
    return Group.objects.filter(where).select_related("region").order_by("name", "id")


def group_for_desk(actor: Actor, slug: str) -> Group:
    """The group whose data this person may tend; for everybody else there is no such page (`NotFound`). One query."""
    group = Group.objects.select_related("region").filter(slug=slug).first()
    if group is None or not may_tend(actor, group):
        raise NotFound(gettext("This page does not exist."))
    return group


def open_seat_question(group: Group) -> SeatQuestion | None:
    """The question where the group sits, while the coordinator has not answered it. One query."""
    return SeatQuestion.objects.filter(group=group, answered_at__isnull=True).select_related("group__region").first()


def seat_options(question: SeatQuestion) -> list[Region]:
    """The places that may be chosen: what the region became, as it is called today; where that is unknown, all beside it."""
    codes = {code for option in question.options for code in current_codes(option)}
    if codes:
        return list(current().filter(code__in=codes))
    home = question.group.region.code.rpartition(".")[0]
    return [one for code in current_codes(home) for one in children_of(code)]


def seat_questions_of(actor: Actor) -> list[SeatQuestion]:
    """The open questions of the regions that this person coordinates, the oldest first. One query."""
    where = Q(pk__in=[])
    for code in actor.regions_of(Post.COORDINATOR):
        where |= within(code, "group__region__code")
    return list(SeatQuestion.objects.filter(where, answered_at__isnull=True).select_related("group__region")[:30])


def history_of(group: Group, *, limit: int = 60) -> list[Entry]:
    """What happened to a group, newest first: its own entries and those of the application that it came from. One query."""
    about = Q(subject_type="communities.group", subject_id=group.pk)
    application = getattr(group, "application", None)
    if application is not None:
        about |= Q(subject_type="communities.application", subject_id=application.pk)
    return list(Entry.objects.filter(about).order_by("-at", "-id")[:limit])
