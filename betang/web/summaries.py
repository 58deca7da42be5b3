"""Numbers with a sentence each: of the province for its portal, of an office for its coordinator's desk."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from django.db.models import CharField, Count, DateTimeField, Q, QuerySet
from django.urls import reverse
from django.utils.translation import ngettext

from betang.communities import queries as communities
from betang.communities.models import Group
from betang.communities.queries import within
from betang.communities.terms import Standing
from betang.kernel import clock, fence
from betang.kernel.prepared import Prepared, Slot
from betang.publishing.models import Article
from betang.publishing.terms import ArticleState
from betang.regions import queries as regions

WEEK = timedelta(days=7)
MONTH = timedelta(days=30)


def _published(in_region: bool) -> QuerySet[Article, Any]:
    rows = Article.objects.filter(state=ArticleState.PUBLISHED, published_at__gte=Slot("since", DateTimeField()))
    if in_region:
        rows = rows.filter(Q(region_code=Slot("region", CharField())) | Q(region_code__startswith=Slot("below", CharField())))
    return rows.order_by().values_list("state").annotate(Count("id"))  # type: ignore[no-any-return]


_PUBLISHED = Prepared(_published)


def _news_since(moment_ago: timedelta, region_code: str = "") -> int:
    """How much was published since, in a region or everywhere. One query."""
    with fence.unfenced("how much was published across sites, for a summary"):
        found = _PUBLISHED.first(bool(region_code), since=clock.now() - moment_ago, region=region_code, below=region_code + ".")
    return int(found[1]) if found else 0


def province(seats: communities.Seats | None = None) -> list[tuple[int, str]]:
    """What the portal says in numbers; a number of nothing is left out. Two queries, one where the seats of groups are known."""
    seated = communities.seats() if seats is None else seats
    groups = sum(count for _code, _standing, count in seated)
    active = sum(count for _code, standing, count in seated if standing == Standing.ACTIVE)
    places = len({code for code, _standing, _count in seated})
    facts = [
        (groups, ngettext("group is in the register", "groups are in the register", groups)),
        (active, ngettext("of them is active", "of them are active", active)),
        (places, ngettext("village or district has a group", "villages and districts have a group", places)),
    ]
    news = _news_since(MONTH)
    facts.append((news, ngettext("piece of news in thirty days", "pieces of news in thirty days", news)))
    return [fact for fact in facts if fact[0]]


@dataclass(frozen=True, slots=True)
class OfficeSummary:
    """What a coordinator sees of the region in their care."""

    name: str
    register_url: str
    facts: tuple[tuple[int, str], ...]


def office(region_code: str) -> OfficeSummary:
    """The region of one office in numbers. Three queries."""
    counts = Group.objects.filter(within(region_code)).aggregate(
        active=Count("id", filter=Q(standing=Standing.ACTIVE)),
        dormant=Count("id", filter=Q(standing=Standing.DORMANT)),
        registered=Count("id", filter=Q(register_number__isnull=False) & ~Q(standing=Standing.ARCHIVED)),
    )
    news = _news_since(WEEK, region_code)
    return OfficeSummary(
        name=regions.by_code(region_code).full_name,
        register_url=reverse("communities_desk:groups"),
        facts=(
            (counts["active"], ngettext("active group", "active groups", counts["active"])),
            (counts["registered"], ngettext("group is registered", "groups are registered", counts["registered"])),
            (counts["dormant"], ngettext("group has fallen silent", "groups have fallen silent", counts["dormant"])),
            (news, ngettext("piece of news in seven days", "pieces of news in seven days", news)),
        ),
    )
