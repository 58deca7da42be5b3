"""Reading applications for stages, for those who decide on them."""

from __future__ import annotations

from datetime import date
from uuid import UUID

from django.conf import settings
from django.db.models import Q, QuerySet
from django.urls import reverse
from django.utils.translation import gettext, ngettext

from betang.accounts.actors import Actor
from betang.accounts.terms import APPROVING_POSTS, Post
from betang.growth.models import Climb, Visit
from betang.growth.terms import CLIMB_OPEN, ClimbState, VisitKind
from betang.kernel import clock
from betang.kernel.waiting import Waiting


def in_care(actor: Actor, field: str) -> Q:
    """Rows whose region lies in the actor's care; nothing for who has none."""
    codes = actor.regions_of(*APPROVING_POSTS)
    wanted = Q(pk__in=[])
    for code in codes:
        wanted |= Q(**{field: code}) | Q(**{f"{field}__startswith": f"{code}."})
    return wanted


def climbs_for(actor: Actor, *, is_open: bool = True) -> QuerySet[Climb]:
    """Applications of groups in the actor's care, those that are due first."""
    rows = Climb.objects.filter(in_care(actor, "group__region__code")).select_related("group__region", "stage")
    if is_open:
        return rows.filter(state__in=CLIMB_OPEN).order_by("due_on", "id")
    return rows.exclude(state__in=CLIMB_OPEN).order_by("-decided_at", "-id")


def climb_by_id(climb_id: UUID) -> Climb | None:
    """An application with its group and stage."""
    return Climb.objects.select_related("group__region", "stage", "applied_by", "decided_by", "visit").filter(pk=climb_id).first()


def visits_for(climb: Climb) -> list[Visit]:
    """Verification visits to the group since it applied."""
    since = climb.applied_at.astimezone(clock.zone()).date()
    return list(
        Visit.objects.filter(group_id=climb.group_id, kind=VisitKind.VERIFICATION, on__gte=since)
        .select_related("by")
        .prefetch_related("photos")
    )


def waiting_for(actor: Actor) -> list[Waiting]:
    """What waits for this person in growth: applications to verify; for a chair, what was sent back. Up to two queries."""
    today = clock.today()
    found: list[Waiting] = []
    if actor.holds_any(Post.COORDINATOR):
        for climb in climbs_for(actor).filter(state=ClimbState.APPLIED)[:30]:
            late = _days_late(climb.due_on, today)
            detail = climb.group.region.full_name
            if late:
                detail = f"{detail}. " + ngettext("Overdue by %(days)d day.", "Overdue by %(days)d days.", late) % {"days": late}
            found.append(
                Waiting(
                    title=gettext("%(name)s applies for the stage %(stage)s") % {"name": climb.group.name, "stage": climb.stage.name},
                    url=reverse("growth_desk:climb", urlconf=settings.ROOT_URLCONF, kwargs={"climb_id": climb.pk}),
                    detail=detail,
                    due_on=climb.due_on,
                    weight=15 if late else 8,
                )
            )
    chaired = [held.group_id for held in actor.posts if held.post == Post.CHAIR and held.group_id is not None]
    if chaired:
        for climb in Climb.objects.filter(group_id__in=chaired, state=ClimbState.RETURNED).select_related("group", "stage"):
            found.append(
                Waiting(
                    title=gettext("The coordinator asks about your application for %(stage)s") % {"stage": climb.stage.name},
                    url=reverse("growth_desk:apply", urlconf=settings.ROOT_URLCONF, kwargs={"slug": climb.group.slug}),
                    detail=climb.reason[:160],
                    weight=10,
                )
            )
    return found


def _days_late(due_on: date, today: date) -> int:
    return max(0, (today - due_on).days)
