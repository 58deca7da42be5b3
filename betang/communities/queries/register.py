"""The public register: pages of it, one group's card, counts."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any
from uuid import UUID

from django.db.models import CharField, Count, Q, QuerySet
from django.utils.translation import gettext

from betang.communities import links
from betang.communities.models import Group, Member, Officer
from betang.communities.terms import PUBLIC, GroupKind, OfficerRole, Seat, Standing
from betang.kernel.errors import NotFound
from betang.kernel.prepared import Prepared, Slot
from betang.regions.queries import place_line, place_lines
from betang.regions.terms import Level

PlaceLines = Callable[[Iterable[str]], Mapping[str, str]]
"""From region codes to lines that say where they lie, as `regions.queries.place_lines` does."""

PAGE_SIZE = 20
"""Groups on one page of the register."""


@dataclass(frozen=True, slots=True, kw_only=True)
class GroupLine:
    """One group in a list. `url` is its site's, or empty where it has none."""

    id: UUID
    slug: str
    name: str
    kind: str
    kind_label: str
    seat_label: str
    standing: str
    standing_label: str
    region_code: str
    place: str
    register_number: str
    url: str


@dataclass(frozen=True, slots=True, kw_only=True)
class OfficerLine:
    """One serving officer: name and role are public, nothing else is."""

    role: str
    role_label: str
    section: str
    name: str
    since: date


@dataclass(frozen=True, slots=True, kw_only=True)
class GroupCard:
    """Everything public about one group. `member_count` counts members, whose names are nobody's business."""

    id: UUID
    slug: str
    name: str
    kind: str
    kind_label: str
    seat: str
    seat_label: str
    standing: str
    standing_label: str
    region_code: str
    place: str
    register_number: str
    kim_id_number: str
    about: str
    address: str
    founded_on: date | None
    registered_at: datetime | None
    decree_number: str
    decree_on: date | None
    decree_signer: str
    officers: tuple[OfficerLine, ...]
    member_count: int
    site_url: str
    site_id: UUID | None


@dataclass(frozen=True, slots=True, kw_only=True)
class RegisterPage:
    """A page of the register. `total` counts all groups that match; `next_after` and `previous_before` lead on."""

    lines: tuple[GroupLine, ...]
    total: int
    next_after: str
    previous_before: str


def regency_code(code: str) -> str:
    """The kabupaten or city that a code lies in (`62.03.05.2004` → `62.03`); a province's code is its own."""
    return ".".join(code.split(".")[:2])


def within(code: str, field: str = "region__code") -> Q:
    """Rows whose region is `code` or lies in it; an empty code is everywhere."""
    return Q(**{field: code}) | Q(**{f"{field}__startswith": code + "."}) if code else Q()


def public_groups() -> QuerySet[Group]:
    """The groups that the register shows."""
    return Group.objects.filter(standing__in=PUBLIC)


_BELOW = Q(region__code=Slot("region", CharField())) | Q(region__code__startswith=Slot("below", CharField()))
_LINE_COLUMNS = ("id", "slug", "name", "kind", "seat", "standing", "region__code", "register_number")


@dataclass(frozen=True, slots=True)
class _Shape:
    """What of a question to the register changes its SQL."""

    in_region: bool
    has_kind: bool
    has_standing: bool

    def rows(self) -> QuerySet[Group]:
        rows = public_groups().filter(_BELOW) if self.in_region else public_groups()
        if self.has_kind:
            rows = rows.filter(kind=Slot("kind", CharField()))
        return rows.filter(standing=Slot("standing", CharField())) if self.has_standing else rows


_FIRST_PAGE = Prepared(lambda shape, limit: shape.rows().order_by("name", "id").values_list(*_LINE_COLUMNS)[:limit])
_TOTALS = Prepared(lambda shape: shape.rows().order_by().values_list("standing").annotate(Count("id")))


def register(
    *,
    q: str = "",
    region_code: str = "",
    kind: str = "",
    standing: str = "",
    after: str = "",
    before: str = "",
    limit: int = PAGE_SIZE,
) -> RegisterPage:
    """One page of the public register by name. Four queries, five beyond the first page, whatever the number of groups.

    `after` and `before` are the id of a group at the edge of another page (keyset paging); an unknown one is the first page.
    """
    kind = kind if kind in GroupKind.values else ""
    standing = standing if standing in PUBLIC else ""
    if q.split() or after or before:
        rows = public_groups().filter(
            within(region_code), **({"kind": kind} if kind else {}), **({"standing": standing} if standing else {})
        )
        for word in q.split()[:5]:
            rows = rows.filter(name__icontains=word)
        total = rows.count()
        page, has_previous, has_next = keyset(rows, after=after, before=before, limit=limit)
        lines = group_lines(page)
    else:
        shape = _Shape(bool(region_code), bool(kind), bool(standing))
        asked = {"region": region_code, "below": region_code + ".", "kind": kind, "standing": standing}
        total = sum(count for _standing, count in _TOTALS.rows(shape, **asked))
        found = _FIRST_PAGE.rows(shape, limit + 1, **asked)
        lines = _lines(found[:limit])
        has_previous, has_next = False, len(found) > limit
    return RegisterPage(
        lines=lines,
        total=total,
        next_after=str(lines[-1].id) if lines and has_next else "",
        previous_before=str(lines[0].id) if lines and has_previous else "",
    )


def keyset(rows: QuerySet[Group], *, after: str, before: str, limit: int) -> tuple[list[Group], bool, bool]:
    """One page of groups by name, after or before the group with that id, and whether more lies on either side. Up to two queries."""
    edge = None
    for text in (after, before):
        try:
            edge = edge or (Group.objects.filter(pk=UUID(text)).values_list("name", "pk").first() if text else None)
        except ValueError:
            continue
    if edge is None:
        found = list(rows.select_related("region").order_by("name", "id")[: limit + 1])
        return found[:limit], False, len(found) > limit
    name, key = edge
    if after:
        later = rows.filter(Q(name__gt=name) | Q(name=name, id__gt=key))
        found = list(later.select_related("region").order_by("name", "id")[: limit + 1])
        return found[:limit], True, len(found) > limit
    earlier = rows.filter(Q(name__lt=name) | Q(name=name, id__lt=key))
    found = list(earlier.select_related("region").order_by("-name", "-id")[: limit + 1])
    return found[:limit][::-1], len(found) > limit, True


def group_lines(groups: Iterable[Group]) -> tuple[GroupLine, ...]:
    """Lines for groups whose `region` is loaded. Two queries: places and sites."""
    return _lines([(one.pk, one.slug, one.name, one.kind, one.seat, one.standing, one.region.code, one.register_number) for one in groups])


def first_lines(region_code: str, *, limit: int, places_of: PlaceLines = place_lines) -> tuple[GroupLine, ...]:
    """The first groups, by name, that are seated in a region or below it. Three queries, two where `places_of` asks none."""
    rows = _FIRST_PAGE.rows(_Shape(True, False, False), limit, region=region_code, below=region_code + ".")
    return _lines(rows, places_of)


def _lines(rows: list[tuple[Any, ...]], places_of: PlaceLines = place_lines) -> tuple[GroupLine, ...]:
    places = places_of({row[6] for row in rows}) if rows else {}
    sites = links.sites_of([row[0] for row in rows])
    return tuple(
        GroupLine(
            id=key,
            slug=slug,
            name=name,
            kind=kind,
            kind_label=str(GroupKind(kind).label),
            seat_label=str(Seat(seat).label),
            standing=standing,
            standing_label=str(Standing(standing).label),
            region_code=code,
            place=places.get(code, ""),
            register_number=number or "",
            url=sites[key].url if key in sites else "",
        )
        for key, slug, name, kind, seat, standing, code, number in rows
    )


def group_card(slug: str) -> GroupCard:
    """The public card of a group; raises `NotFound` for one that is unknown or not registered yet. Six queries."""
    group = Group.objects.select_related("region").filter(slug=slug, standing__in=(*PUBLIC, Standing.ARCHIVED)).first()
    if group is None:
        raise NotFound(gettext("There is no group by this name in the register."))
    return card_of(group)


def card_of(group: Group) -> GroupCard:
    """The public card of a group at hand. Five queries."""
    decree = group.decrees.first()
    site = links.sites_of([group.pk]).get(group.pk)
    order = {role: place for place, role in enumerate(OfficerRole.values)}
    officers = sorted(Officer.objects.filter(group=group, until_on__isnull=True), key=lambda one: (order[one.role], one.from_on))
    return GroupCard(
        id=group.pk,
        slug=group.slug,
        name=group.name,
        kind=group.kind,
        kind_label=str(GroupKind(group.kind).label),
        seat=group.seat,
        seat_label=str(Seat(group.seat).label),
        standing=group.standing,
        standing_label=str(Standing(group.standing).label),
        region_code=group.region.code,
        place=place_line(group.region.code),
        register_number=group.register_number or "",
        kim_id_number=group.kim_id_number,
        about=group.about,
        address=group.address if group.is_address_public else "",
        founded_on=group.founded_on,
        registered_at=group.registered_at,
        decree_number=decree.number if decree else "",
        decree_on=decree.on if decree else None,
        decree_signer=str(decree.get_signer_display()) if decree else "",
        officers=tuple(
            OfficerLine(role=one.role, role_label=str(OfficerRole(one.role).label), section=one.section, name=one.name, since=one.from_on)
            for one in officers
        ),
        member_count=Member.objects.filter(group=group, left_on__isnull=True).count(),
        site_url=site.url if site else "",
        site_id=site.site_id if site else None,
    )


_DEPTH = {Level.PROVINCE: 1, Level.REGENCY: 2, Level.DISTRICT: 3, Level.VILLAGE: 4}


Seats = Sequence[tuple[str, str, int]]
"""`(region code, standing, how many)` of the groups of the register."""


def _seats(in_region: bool) -> QuerySet[Group, Any]:
    rows = public_groups().filter(_BELOW) if in_region else public_groups()
    return rows.order_by().values_list("region__code", "standing").annotate(Count("id"))


_SEATS = Prepared(_seats)


def seats(region_code: str = "") -> Seats:
    """Where the groups of the register are seated, and their standing. One query, from which all counts of a page can be made."""
    return _SEATS.rows(bool(region_code), region=region_code, below=region_code + ".")


def counts_by_region(level: str = Level.REGENCY, known: Seats | None = None) -> dict[str, int]:
    """How many registered groups lie in each region of a level: `{"62.03": 17}`; regions without a group are left out.

    One query, none where the seats are `known`.
    """
    depth = _DEPTH[Level(level)]
    counts: dict[str, int] = {}
    for code, _standing, count in seats() if known is None else known:
        key = ".".join(code.split(".")[:depth])
        if key.count(".") == depth - 1:
            counts[key] = counts.get(key, 0) + count
    return counts


def standing_counts(region_code: str = "") -> dict[str, int]:
    """How many groups of the register have which standing. One query."""
    return dict(public_groups().filter(within(region_code)).order_by().values_list("standing").annotate(Count("id")))
