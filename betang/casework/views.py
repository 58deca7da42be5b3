"""The one page of the engine itself: where a follower confirms an address and where they stop. All others are the domains'."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext

from betang.casework import actions, queries, texts
from betang.guard.forms import public_form
from betang.kernel import clock
from betang.kernel.errors import NotFound
from betang.kernel.pages import private


@private
@public_form(rate="60/h", shortest_s=0)
def following(request: HttpRequest, token: str) -> HttpResponse:
    """`/ikuti/<token>/`: nothing happens by opening the link alone, for mail programs open links by themselves."""
    follower = queries.follower_by_token(token)
    if follower is None:
        raise NotFound(
            gettext("This link does not count any more."), hint=gettext("You hear of nothing by it. Open the page to follow it again.")
        )
    what = request.POST.get("apa", "") if request.method == "POST" else ""
    if what == "ikuti":
        follower = actions.confirm_follow(token=token, at=clock.now())
    elif what == "berhenti":
        actions.unfollow(token=token, at=clock.now())
    return render(
        request,
        "casework/follow.html",
        {
            "follower": follower,
            "is_stopped": what == "berhenti",
            "is_confirmed": follower.confirmed_at is not None,
            "just_confirmed": what == "ikuti",
            "page_url": texts.page_url(follower.matter),
        },
    )
