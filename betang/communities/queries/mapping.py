"""The mapping of groups that a communication office must write, and the indicator on which it is measured.

Source: nomenclature 2.16.02.2.01.0031 (kabupaten, city) and 2.16.02.1.01.0033 (province): number of groups that are active in
disseminating AND registered; the kabupaten maps by audience, media, content and field, names public issues for each audience, says
strength and reach, and which groups to coach first.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import datetime, time, timedelta

from django.db.models import Max

from betang.accounts.actors import Actor
from betang.accounts.terms import APPROVING_POSTS
from betang.communities.models import Activity, Group, IssueNote, Member, StandingChange
from betang.communities.queries.register import regency_code, within
from betang.communities.rules import Period
from betang.communities.terms import REGISTERED, Audience, ContentKind, Field, GroupKind, Medium, Standing
from betang.kernel import clock
from betang.regions.queries import by_code, place_lines, regencies
from betang.regions.terms import Level

KABUPATEN_CODE = "2.16.02.2.01.0031"
PROVINCE_CODE = "2.16.02.1.01.0033"
"""Codes of the indicator in the budget nomenclature, for a kabupaten or city and for the province."""


@dataclass(frozen=True, slots=True, kw_only=True)
class MappingRow:
    """One group in the report, with its labels in words. `is_active`: it published in the period."""

    name: str
    slug: str
    register_number: str
    place: str
    regency_code: str
    kind: str
    standing: str
    members: int
    audiences: tuple[str, ...]
    media: tuple[str, ...]
    content_kinds: tuple[str, ...]
    fields: tuple[str, ...]
    strength: str
    is_priority: bool
    is_active: bool
    last_active_at: datetime | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Share:
    """One line of a table of categories: of all registered groups, how many, and how many of those are active."""

    value: str
    label: str
    registered: int
    active: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Issue:
    """What moves an audience, in the words of the office of one region."""

    region_code: str
    region_name: str
    audience: str
    label: str
    text: str


@dataclass(frozen=True, slots=True, kw_only=True)
class MappingReport:
    """The report of a region in a period. `active` is the indicator: groups that are registered and were active."""

    region_code: str
    region_name: str
    indicator_code: str
    is_province: bool
    period: Period
    rows: tuple[MappingRow, ...]
    registered: int
    active: int
    dormant: int
    regencies: tuple[Share, ...]
    kinds: tuple[Share, ...]
    audiences: tuple[Share, ...]
    media: tuple[Share, ...]
    content_kinds: tuple[Share, ...]
    fields: tuple[Share, ...]
    issues: tuple[Issue, ...]
    unmapped: int

    @property
    def priority(self) -> tuple[MappingRow, ...]:
        """The groups to coach first."""
        return tuple(row for row in self.rows if row.is_priority)

    @property
    def percent(self) -> float:
        """Active among registered, in per cent."""
        return 100 * self.active / self.registered if self.registered else 0.0


def mapping_scopes(actor: Actor) -> list[tuple[str, str]]:
    """The regions whose report this person may open, widest first: `(code, name)`. Up to two queries."""
    codes = actor.regions_of(*APPROVING_POSTS)
    found: dict[str, str] = {}
    for code in codes:
        region = by_code(code)
        found[code] = region.full_name
        if region.level == Level.PROVINCE:
            found.update({one.code: one.full_name for one in regencies(code)})
    return sorted(found.items())


def bounds(period: Period) -> tuple[datetime, datetime]:
    """The moments between which a period lies, in the civil time zone; the second is the first that no longer belongs to it."""
    zone = clock.zone()
    return (
        datetime.combine(period.first, time.min, tzinfo=zone),
        datetime.combine(period.last + timedelta(days=1), time.min, tzinfo=zone),
    )


def registered_groups(region_code: str, period: Period) -> list[tuple[Group, str]]:
    """The groups that were registered when the period ended, with the standing that they had then. Two queries."""
    _start, end = bounds(period)
    groups = list(
        Group.objects.filter(within(region_code), register_number__isnull=False)
        .exclude(registered_at__gte=end)
        .select_related("region")
        .order_by("region__code", "name", "id")
    )
    then: dict[object, str] = {}
    for group_id, standing in (
        StandingChange.objects.filter(within(region_code, "group__region__code"), at__lt=end)
        .order_by("at", "id")
        .values_list("group_id", "to_standing")
    ):
        then[group_id] = standing
    found = [(group, then.get(group.pk, group.standing)) for group in groups]
    return [(group, standing) for group, standing in found if standing in REGISTERED]


def active_group_ids(region_code: str, period: Period) -> dict[object, datetime]:
    """The groups that did something in the period, and when last. One query."""
    start, end = bounds(period)
    return dict(
        Activity.objects.filter(within(region_code, "group__region__code"), at__gte=start, at__lt=end)
        .order_by()
        .values_list("group_id")
        .annotate(Max("at"))
    )


def mapping_report(region_code: str, period: Period) -> MappingReport:
    """The whole report. Eight queries, whatever the number of groups."""
    region = by_code(region_code)
    is_province = region.level == Level.PROVINCE
    groups = registered_groups(region_code, period)
    active = active_group_ids(region_code, period)
    places = place_lines({group.region.code for group, _standing in groups}) if groups else {}
    members = Counter(
        Member.objects.filter(within(region_code, "group__region__code"), joined_on__lte=period.last)
        .exclude(left_on__lte=period.last)
        .order_by()
        .values_list("group_id", flat=True)
    )
    rows = tuple(
        MappingRow(
            name=group.name,
            slug=group.slug,
            register_number=group.register_number or "",
            place=places.get(group.region.code, ""),
            regency_code=regency_code(group.region.code),
            kind=group.kind,
            standing=standing,
            members=members.get(group.pk, 0),
            audiences=tuple(group.audiences),
            media=tuple(group.media),
            content_kinds=tuple(group.content_kinds),
            fields=tuple(group.fields),
            strength=group.strength,
            is_priority=group.is_priority,
            is_active=group.pk in active,
            last_active_at=active.get(group.pk),
        )
        for group, standing in groups
    )
    below = [(one.code, one.full_name) for one in regencies(region_code)] if is_province else []
    notes = (
        IssueNote.objects.filter(within(region_code), year=period.last.year)
        .exclude(text="")
        .select_related("region")
        .order_by("region__code", "audience")
    )
    labels = dict(Audience.choices)
    return MappingReport(
        region_code=region_code,
        region_name=region.full_name,
        indicator_code=PROVINCE_CODE if is_province else KABUPATEN_CODE,
        is_province=is_province,
        period=period,
        rows=rows,
        registered=len(rows),
        active=sum(row.is_active for row in rows),
        dormant=sum(row.standing == Standing.DORMANT for row in rows),
        regencies=_shares(below, rows, lambda row: (row.regency_code,)),
        kinds=_shares(GroupKind.choices, rows, lambda row: (row.kind,)),
        audiences=_shares(Audience.choices, rows, lambda row: row.audiences),
        media=_shares(Medium.choices, rows, lambda row: row.media),
        content_kinds=_shares(ContentKind.choices, rows, lambda row: row.content_kinds),
        fields=_shares(Field.choices, rows, lambda row: row.fields),
        issues=tuple(
            Issue(
                region_code=note.region.code,
                region_name=note.region.full_name,
                audience=note.audience,
                label=str(labels.get(note.audience, note.audience)),
                text=note.text,
            )
            for note in notes
        ),
        unmapped=sum(not (row.audiences and row.media and row.content_kinds and row.fields) for row in rows),
    )


def _shares(
    choices: Iterable[tuple[str, object]], rows: tuple[MappingRow, ...], values_of: Callable[[MappingRow], tuple[str, ...]]
) -> tuple[Share, ...]:
    return tuple(
        Share(
            value=value,
            label=str(label),
            registered=sum(value in values_of(row) for row in rows),
            active=sum(row.is_active and value in values_of(row) for row in rows),
        )
        for value, label in choices
    )
