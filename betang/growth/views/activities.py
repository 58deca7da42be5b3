"""What a group did: the record at the desk, one more by hand with photos, and the photos for everybody."""

from __future__ import annotations

from datetime import timedelta
from uuid import UUID

from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from betang.communities.models import Group
from betang.growth import actions, photos, policies
from betang.growth.desk import actor_of, carry_out, group_room, rooms_of
from betang.growth.forms import ActivityForm, ReasonForm
from betang.growth.models import Activity, ActivityPhoto
from betang.growth.queries import activities as queries
from betang.growth.terms import Adinda, Origin
from betang.kernel import clock
from betang.kernel.errors import DomainError, NotFound
from betang.kernel.pages import kept

SPAN_DAYS = 180


@group_room
@require_http_methods(["GET", "POST"])
def activities(request: HttpRequest, group: Group) -> HttpResponseBase:
    """`/meja/kim/<slug>/kegiatan/`: the record by the six letters; POST adds what happened in the village hall."""
    actor = actor_of(request)
    today = clock.today()
    letter = request.GET.get("huruf", "")
    form = ActivityForm(
        request.POST if request.method == "POST" else None,
        request.FILES if request.method == "POST" else None,
        initial={"on": today, "letter": letter},
        label_suffix="",
    )
    here = reverse("growth_desk:activities", kwargs={"slug": group.slug})

    def show(*, status: int = 200, problem: DomainError | None = None) -> HttpResponse:
        page = queries.of_group(group.pk, letter=letter, after=request.GET.get("setelah", ""))
        filtered = f"&huruf={letter}" if letter in Adinda.values else ""
        context = {
            "group": group,
            "rooms": rooms_of(actor, group, "activities"),
            "letters": queries.letters_of(group.pk, since=today - timedelta(days=SPAN_DAYS), until=today),
            "span": SPAN_DAYS,
            "page": page,
            "letter": letter if letter in Adinda.values else "",
            "form": form,
            "may_tell": policies.may_tell(actor, group),
            "may_remove": {row.pk: bool(policies.may_remove(actor, row)) for row in page.rows if row.origin == Origin.STATED},
            "reason_form": ReasonForm(label_suffix=""),
            "next_url": f"{here}?setelah={page.next_after}{filtered}" if page.next_after else "",
            "problem": problem,
            "is_open": request.method == "POST" or "catat" in request.GET,
        }
        return render(request, "growth/activities.html", context, status=status)

    if request.method == "GET":
        return show()

    def act() -> str:
        typed = dict(form.cleaned_data)
        actions.tell_activity(actor=actor, group=group, files=typed.pop("photos"), at=clock.now(), **typed)
        return _("Kept. Everybody can see it on the group’s page.")

    return carry_out(request, form, act, show, to=here)


@group_room
@require_POST
def remove(request: HttpRequest, group: Group, activity_id: UUID) -> HttpResponseBase:
    """Take an activity out of the record, with words."""
    row = Activity.objects.select_related("group__region").filter(pk=activity_id, group=group).first()
    if row is None:
        raise NotFound(_("This page does not exist."))
    here = reverse("growth_desk:activities", kwargs={"slug": group.slug})
    form = ReasonForm(request.POST, label_suffix="")

    def show(*, status: int = 200, problem: DomainError | None = None) -> HttpResponse:
        context = {
            "group": group, "rooms": rooms_of(actor_of(request), group, "activities"), "row": row, "form": form, "problem": problem,
            "back_url": here,
        }  # fmt: skip
        return render(request, "growth/remove_activity.html", context, status=status)

    def act() -> str:
        actions.remove_activity(actor=actor_of(request), activity=row, reason=form.cleaned_data["reason"], at=clock.now())
        return _("Taken out of the record.")

    return carry_out(request, form, act, show, to=here)


@kept()
def photo(request: HttpRequest, photo_id: UUID) -> HttpResponse:
    """A photo of an activity that stands in the record."""
    row = ActivityPhoto.objects.filter(pk=photo_id, activity__removed_at__isnull=True).first()
    if row is None:
        raise NotFound(_("This page does not exist."))
    return photos.answer(row.path, row.media_type, is_public=True)
