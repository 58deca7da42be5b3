"""What is counted of a group: one function a measure, for many groups at once. No measure counts log-ins, visits of pages or followers.

Each takes the groups' keys and a span `since < moment ≤ until` (None: since ever) and gives a number for each group that has any.
A group's deeds are counted where they stand (articles that are published today, proposals that were sent), not from a tally, so that
what is withdrawn stops counting.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from django.db.models import Count, QuerySet
from django.db.models.functions import TruncMonth
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from betang.communities.models import Decree, Member, Officer
from betang.growth.models import Activity, Certificate, Completion, Mentorship, Presence, Visit
from betang.growth.rules import measure_key
from betang.growth.terms import CertificateKind
from betang.kernel import clock, fence
from betang.market.models import Order, Product
from betang.market.terms import OrderState, ProductState, SellerState
from betang.proposals.models import Proposal
from betang.publishing.models import Article, Comment
from betang.publishing.terms import ArticleState, CommentState

Counted = dict[UUID, int]
Counter = Callable[[Collection[UUID], datetime | None, datetime], Counted]


@dataclass(frozen=True, slots=True)
class Measure:
    """`words` names it in a list; `is_substance`: it is something that somebody else got from the group (DOMAIN §1.3)."""

    name: str
    words: str | Promise
    count: Counter
    is_substance: bool = False


CLARIFYING = ("periksa-kabar", "klarifikasi", "cek-fakta")
"""Shelves of a site on which rumours are cleared up, by their addresses."""

MEASURES: dict[str, Measure] = {}
"""Every measure by its name. Packages above add theirs by `measure`."""


def measure(name: str, words: str | Promise, *, is_substance: bool = False) -> Callable[[Counter], Counter]:
    """Make a function a measure."""

    def mark(function: Counter) -> Counter:
        MEASURES[name] = Measure(name, words, function, is_substance)
        return function

    return mark


def counted(group_ids: Collection[UUID], wanted: Collection[tuple[str, int | None]], *, until: datetime) -> dict[UUID, dict[str, int]]:
    """Values of (measure, days) pairs for each group, by `rules.measure_key`. One or two queries a pair, whatever the number of groups."""
    values: dict[UUID, dict[str, int]] = {one: {} for one in group_ids}
    for name, days in sorted(set(wanted), key=str):
        since = until - timedelta(days=days) if days else None
        for group_id, value in MEASURES[name].count(group_ids, since, until).items():
            values[group_id][measure_key(name, days)] = value
    return values


def substance_of(group_ids: Collection[UUID], *, since: datetime, until: datetime) -> dict[UUID, dict[str, int]]:
    """What others got from each group in a span, by measure."""
    found: dict[UUID, dict[str, int]] = {one: {} for one in group_ids}
    for one in MEASURES.values():
        if one.is_substance:
            for group_id, value in one.count(group_ids, since, until).items():
                found[group_id][one.name] = value
    return found


def _span(field: str, since: datetime | None, until: datetime) -> dict[str, Any]:
    bounds: dict[str, Any] = {f"{field}__lte": until}
    return bounds | {f"{field}__gt": since} if since else bounds


def _days(field: str, since: datetime | None, until: datetime) -> dict[str, Any]:
    bounds: dict[str, Any] = {f"{field}__lte": until.astimezone(clock.zone()).date()}
    return bounds | {f"{field}__gt": since.astimezone(clock.zone()).date()} if since else bounds


def _by(rows: QuerySet[Any], group: str, *, of: str = "pk", distinct: bool = False) -> Counted:
    found = rows.order_by().values_list(group).annotate(n=Count(of, distinct=distinct))
    return {key: number for key, number in found if key is not None}


@measure("officers", _("serving officers"))
def _officers(groups: Collection[UUID], since: datetime | None, until: datetime) -> Counted:
    rows = Officer.objects.filter(group_id__in=groups, until_on__isnull=True)
    return _by(rows, "group_id", of="role", distinct=True)


@measure("members", _("members"))
def _members(groups: Collection[UUID], since: datetime | None, until: datetime) -> Counted:
    return _by(Member.objects.filter(group_id__in=groups, left_on__isnull=True), "group_id")


@measure("decrees", _("decrees (SK) on record"))
def _decrees(groups: Collection[UUID], since: datetime | None, until: datetime) -> Counted:
    return _by(Decree.objects.filter(group_id__in=groups), "group_id")


def _articles(groups: Collection[UUID], since: datetime | None, until: datetime) -> QuerySet[Any]:
    return Article.objects.filter(site__group_id__in=groups, state=ArticleState.PUBLISHED, **_span("published_at", since, until))


@measure("news", _("news published"))
def _news(groups: Collection[UUID], since: datetime | None, until: datetime) -> Counted:
    with fence.unfenced("growth counts the published articles of all groups"):
        return _by(_articles(groups, since, until), "site__group_id")


@measure("months_with_news", _("months with news"))
def _months(groups: Collection[UUID], since: datetime | None, until: datetime) -> Counted:
    with fence.unfenced("growth counts the months with articles of all groups"):
        rows = _articles(groups, since, until).order_by().annotate(month=TruncMonth("published_at", tzinfo=clock.zone()))
        return _by(rows, "site__group_id", of="month", distinct=True)


@measure("clarifications", _("clarifications of rumours"), is_substance=True)
def _clarifications(groups: Collection[UUID], since: datetime | None, until: datetime) -> Counted:
    with fence.unfenced("growth counts the clarifications of all groups"):
        return _by(_articles(groups, since, until).filter(category__slug__in=CLARIFYING), "site__group_id")


@measure("corrections", _("corrections owned up to"), is_substance=True)
def _corrections(groups: Collection[UUID], since: datetime | None, until: datetime) -> Counted:
    with fence.unfenced("growth counts the corrected articles of all groups"):
        rows = Article.objects.filter(site__group_id__in=groups, state=ArticleState.PUBLISHED, **_span("corrected_at", since, until))
        return _by(rows, "site__group_id")


@measure("answers", _("answers to residents"), is_substance=True)
def _answers(groups: Collection[UUID], since: datetime | None, until: datetime) -> Counted:
    with fence.unfenced("growth counts the answers of all groups"):
        rows = Comment.objects.filter(
            site__group_id__in=groups,
            is_from_group=True,
            parent__isnull=False,
            state=CommentState.SHOWN,
            **_span("sent_at", since, until),
        )
        return _by(rows, "site__group_id", of="parent", distinct=True)


@measure("proposals", _("proposals filed for residents"), is_substance=True)
def _proposals(groups: Collection[UUID], since: datetime | None, until: datetime) -> Counted:
    return _by(Proposal.objects.filter(group_id__in=groups, **_span("sent_at", since, until)), "group_id")


@measure("products", _("products on offer"))
def _products(groups: Collection[UUID], since: datetime | None, until: datetime) -> Counted:
    with fence.unfenced("growth counts the products of all groups"):
        rows = Product.objects.filter(site__group_id__in=groups, state=ProductState.SHOWN, seller__state=SellerState.ADMITTED)
        return _by(rows, "site__group_id")


@measure("sold", _("orders handed over"), is_substance=True)
def _sold(groups: Collection[UUID], since: datetime | None, until: datetime) -> Counted:
    with fence.unfenced("growth counts the orders of all groups"):
        rows = Order.objects.filter(site__group_id__in=groups, state=OrderState.HANDED_OVER, **_span("handed_over_at", since, until))
        return _by(rows, "site__group_id")


@measure("activities", _("activities recorded"))
def _activities(groups: Collection[UUID], since: datetime | None, until: datetime) -> Counted:
    return _by(_deeds(groups, since, until), "group_id")


@measure("letters", _("letters of ADINDA with an activity"))
def _letters(groups: Collection[UUID], since: datetime | None, until: datetime) -> Counted:
    return _by(_deeds(groups, since, until), "group_id", of="letter", distinct=True)


def _deeds(groups: Collection[UUID], since: datetime | None, until: datetime) -> QuerySet[Any]:
    return Activity.objects.filter(group_id__in=groups, removed_at__isnull=True, **_days("on", since, until))


@measure("trained", _("people with a certificate of a training or course"))
def _trained(groups: Collection[UUID], since: datetime | None, until: datetime) -> Counted:
    rows = Certificate.objects.filter(
        group_id__in=groups,
        kind__in=(CertificateKind.TRAINING, CertificateKind.COURSE),
        revoked_at__isnull=True,
        **_span("issued_at", since, until),
    )
    return _by(rows, "group_id", of="holder", distinct=True)


@measure("attended", _("trainings attended"))
def _attended(groups: Collection[UUID], since: datetime | None, until: datetime) -> Counted:
    rows = Presence.objects.filter(registration__group_id__in=groups, removed_at__isnull=True, **_span("at", since, until))
    return _by(rows, "registration__group_id", of="registration__training", distinct=True)


@measure("courses", _("courses finished"))
def _courses(groups: Collection[UUID], since: datetime | None, until: datetime) -> Counted:
    return _by(Completion.objects.filter(group_id__in=groups, **_span("at", since, until)), "group_id")


@measure("visits", _("visits received"))
def _visits(groups: Collection[UUID], since: datetime | None, until: datetime) -> Counted:
    return _by(Visit.objects.filter(group_id__in=groups, **_days("on", since, until)), "group_id")


@measure("mentoring", _("groups mentored"))
def _mentoring(groups: Collection[UUID], since: datetime | None, until: datetime) -> Counted:
    rows = Mentorship.objects.filter(mentor_id__in=groups, from_on__isnull=False, **_days("from_on", None, until))
    found: Counted = defaultdict(int)
    for mentor, until_on in rows.values_list("mentor_id", "until_on"):
        if until_on is None or since is None or until_on > since.astimezone(clock.zone()).date():
            found[mentor] += 1
    return dict(found)


def total(values: Mapping[str, int]) -> int:
    """All that a group gave, as one number for sorting. Each counts the same: no weight has a source."""
    return sum(values.values())
