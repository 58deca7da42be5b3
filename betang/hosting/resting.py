"""Sites that rest because their group is silent: what is refused there, in one place, and the words for it.

A site that nobody tends is where others write their gambling advertisements (DOMAIN §5). So whoever has been silent for half a year
finds the pens put away: everybody reads on, and one tap of the group's own people brings everything back.
"""

from __future__ import annotations

from dataclasses import dataclass
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from betang.accounts.desk import return_address
from betang.hosting.models import Site
from betang.hosting.terms import Rest
from betang.kernel.errors import Refused

READING = frozenset({"GET", "HEAD", "OPTIONS"})


@dataclass(frozen=True, slots=True)
class Resting:
    """What the desk says above every page of a resting site, with the button."""

    title: str
    words: str
    wake_url: str
    next_url: str


def note_for(request: HttpRequest, site: Site) -> Resting | None:
    """What to say of a resting site at its desk; None for one that is awake."""
    if site.rest == Rest.AWAKE:
        return None
    day = date_format(site.rested_on, "j F Y") if site.rested_on else ""
    archived = site.rest == Rest.ARCHIVED
    return Resting(
        title=_("This site is archived since %(day)s") % {"day": day} if archived else _("This site rests since %(day)s") % {"day": day},
        words=_("Your group was silent for a long time. Everybody can still read the site; to write on it, wake it up with one tap."),
        wake_url=reverse("hosting_desk:wake", kwargs={"site_slug": site.slug}),
        next_url=request.get_full_path(),
    )


def refusal() -> Refused:
    """Why nothing is written on a resting site."""
    return Refused(
        _("This site rests, so nothing was changed on it."),
        hint=_("Wake it up at the desk with one tap; then send this again. What you typed is kept."),
    )


def answer(request: HttpRequest, site: Site) -> HttpResponse:
    """The page instead of a writing action: why, and the button. What was typed comes back into its form after waking.

    A script (autosave) gets the same words as JSON, by the error that the edge answers.
    """
    accept = request.headers.get("Accept", "")
    if "application/json" in accept and "text/html" not in accept:
        raise refusal()
    context = {"site": site, "refusal": refusal(), "note_of_rest": note_for(request, site), "next_url": return_address(request)}
    return render(request, "hosting/resting.html", context, status=409)


def require_awake(site_id: UUID | None) -> None:
    """For public forms that write on a site: raises `Refused` where it rests."""
    if site_id is not None and Site.objects.filter(pk=site_id).exclude(rest=Rest.AWAKE).exists():
        raise Refused(
            _("This site rests: its group has been silent for a long time, and nothing new is taken in."),
            hint=_("Everything can still be read. Ask the coordinator of the kabupaten for who to turn to."),
        )
