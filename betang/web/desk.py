"""The desk's first page: one sentence that says what waits, then the things themselves, then the rooms."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import date

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from betang.accounts import queries as accounts
from betang.accounts.actors import Actor
from betang.accounts.desk import desk_page
from betang.accounts.terms import Post
from betang.communities import queries as communities
from betang.growth.contests.queries import waiting_for as contests_wait
from betang.growth.queries.climbs import waiting_for as growth_waits
from betang.growth.reporting.queries import waiting_for as reports_wait
from betang.growth.tending.queries import waiting_for as tending_waits
from betang.growth.trainings.queries import waiting_for as trainings_wait
from betang.hosting import queries as hosting
from betang.hosting.addresses import site_url
from betang.kernel import clock
from betang.kernel.waiting import Waiting
from betang.market import queries as market
from betang.market.prices.queries import waiting_for as prices_wait
from betang.planning import policies as plan_policies
from betang.planning import queries as planning
from betang.proposals import policies as proposal_policies
from betang.proposals import queries as proposals
from betang.publishing import queries as publishing
from betang.ui.shell import MenuItem
from betang.web import summaries

SOURCES: tuple[Callable[[Actor], list[Waiting]], ...] = (
    accounts.waiting_for,
    communities.waiting_for,
    hosting.waiting_for,
    market.waiting_for,
    prices_wait,
    growth_waits,
    contests_wait,
    tending_waits,
    reports_wait,
    trainings_wait,
    planning.waiting_for,
    proposals.waiting_for,
    publishing.waiting_for,
)
"""Every domain that can make somebody wait. A new domain adds its `queries.waiting_for` here."""

OFFICE_POSTS = (Post.COORDINATOR, Post.PROVINCE_ADMIN)
SHOWN_WAITING = 25


@dataclass(frozen=True, slots=True)
class Room:
    """One site on the desk of somebody who works on it."""

    title: str
    public_url: str
    write_url: str
    news_url: str
    links: tuple[tuple[str, str], ...]


def menu_for(actor: Actor) -> tuple[MenuItem, ...]:
    """The desk's menu: only rooms that this person may enter. One query at most (their sites)."""
    return tuple(MenuItem(label=label, url=url) for label, url in _entries(actor))


def _entries(actor: Actor) -> Iterator[tuple[str, str]]:
    if not actor.is_known:
        return
    yield _("My desk"), reverse("web_desk:home")
    sites = hosting.sites_of_actor(actor)
    for card in sites[:1]:
        yield _("News"), reverse("publishing_desk:articles", kwargs={"site_slug": card.slug})
    if actor.holds_any(*plan_policies.WRITING_POSTS):
        yield _("Plans"), reverse("planning_desk:home")
    if actor.holds_any(*proposal_policies.DESK_POSTS):
        yield _("Proposals"), reverse("proposals_desk:queue")
    if any(held.post in OFFICE_POSTS for held in actor.posts):
        yield _("Applications"), reverse("communities_desk:applications")
        yield _("Sites"), reverse("hosting_desk:sites")
        yield _("The register"), reverse("communities_desk:groups")
        yield _("Groups in care"), reverse("growth_desk:overview")
        yield _("Stages"), reverse("growth_desk:climbs")
        yield _("Trainings"), reverse("growth_desk:trainings")
        yield _("Contests"), reverse("growth_desk:contests")
        yield _("Mapping report"), reverse("communities_desk:mapping")
        yield _("People"), reverse("accounts_desk:people")
        yield _("Refused"), reverse("web_desk:refusals")
        yield _("Market"), reverse("market_desk:office")
        yield _("Prices"), reverse("market_desk:prices")
    if any(held.post == Post.PROVINCE_ADMIN for held in actor.posts):
        yield _("Regions"), reverse("regions_desk:index")
    yield _("Messages"), reverse("notices_desk:inbox")
    yield _("My account"), reverse("accounts_desk:profile")


def rooms_of(actor: Actor) -> list[Room]:
    """The sites that the person works on, with what they do there most."""
    rooms = []
    for card in hosting.sites_of_actor(actor):
        place = {"site_slug": card.slug}
        links = [
            (_("Comments"), reverse("publishing_desk:comments", kwargs=place)),
            (_("Pages"), reverse("publishing_desk:pages", kwargs=place)),
            (_("Pictures"), reverse("publishing_desk:pictures", kwargs=place)),
            (_("Products"), reverse("market_desk:goods", kwargs=place)),
            (_("Prices"), reverse("market_desk:site_prices", kwargs=place)),
            (_("Our steps"), reverse("growth_desk:ladder", kwargs={"slug": card.group_slug})),
            (_("Activities"), reverse("growth_desk:activities", kwargs={"slug": card.group_slug})),
            (_("Visits and tasks"), reverse("growth_desk:tending", kwargs={"slug": card.group_slug})),
        ]
        if actor.holds_in_group(card.group_id, Post.CHAIR, Post.EDITOR):
            links += [
                (_("Move in from WordPress"), reverse("publishing_desk:moving", kwargs=place)),
                (_("Look of the site"), reverse("hosting_desk:look", kwargs=place)),
                (_("Group and people"), reverse("communities_desk:group_data", kwargs={"slug": card.group_slug})),
            ]
        rooms.append(
            Room(
                title=card.title,
                public_url=site_url(card.host),
                write_url=reverse("publishing_desk:start", kwargs=place),
                news_url=reverse("publishing_desk:articles", kwargs=place),
                links=tuple(links),
            )
        )
    return rooms


def greeting(name: str, waiting: list[Waiting], today: date, hour: int) -> str:
    """`Good morning, Gita. Seven things wait, two are late.`"""
    first = name.split()[0] if name.split() else ""
    hello = (
        _("Good morning, %(name)s.") if 4 <= hour < 11
        else _("Good day, %(name)s.") if 11 <= hour < 15
        else _("Good afternoon, %(name)s.") if 15 <= hour < 18
        else _("Good evening, %(name)s.")
    ) % {"name": first}  # fmt: skip
    if not waiting:
        return f"{hello} {_('Nothing waits for you.')}"
    waits = ngettext("%(count)d thing waits for you", "%(count)d things wait for you", len(waiting)) % {"count": len(waiting)}
    late = sum(1 for one in waiting if one.due_on is not None and one.due_on < today)
    if late:
        waits += ", " + ngettext("%(count)d is late", "%(count)d are late", late) % {"count": late}
    return f"{hello} {waits}."


@desk_page()
def home(request: HttpRequest) -> HttpResponse:
    """`/meja/`"""
    actor: Actor = request.actor  # type: ignore[attr-defined]
    today = clock.today()
    waiting = sorted(
        (one for source in SOURCES for one in source(actor)),
        key=lambda one: (one.due_on is None, one.due_on or date.max, -one.weight, one.title),
    )
    hour = clock.now().astimezone(clock.zone()).hour
    offices = actor.regions_of(*OFFICE_POSTS)
    context = {
        "greeting": greeting(actor.name, waiting, today, hour),
        "waiting": [(one, (one.due_on - today).days if one.due_on else None) for one in waiting[:SHOWN_WAITING]],
        "more": max(0, len(waiting) - SHOWN_WAITING),
        "rooms": rooms_of(actor),
        "offices": [summaries.office(code) for code in offices],
    }
    return render(request, "web/desk.html", context)
