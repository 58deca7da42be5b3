"""Reading for the desk: whose plans a person writes, the lines of a year, what waits."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from django.db.models import Count, Exists, OuterRef, Q, QuerySet, Sum
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from betang.accounts.actors import Actor
from betang.accounts.terms import Post
from betang.kernel import clock
from betang.kernel.errors import NotFound
from betang.kernel.waiting import Waiting
from betang.planning import policies
from betang.planning.models import Line, Realisation
from betang.planning.rules import semester_ends
from betang.planning.terms import YEAR_FIRST, YEAR_LAST, Scheme
from betang.regions.models import Region, Succession
from betang.regions.queries import MAX_HOPS, by_code, place_lines
from betang.regions.terms import Kind, Level, SuccessionKind

CONTINUED = (SuccessionKind.RENAMED, SuccessionKind.RECODED, SuccessionKind.MOVED, SuccessionKind.MERGED)
"""After these the new region goes on with the plan of the old one; after a split it does not."""


def scheme_of(government: Region) -> Scheme:
    """Which codes the lines of a government bear."""
    return Scheme.VILLAGE_ACTIVITY if government.level == Level.VILLAGE else Scheme.REGIONAL


def has_plan(government: Region) -> bool:
    """Whether a region has a budget of its own: province, kabupaten, kota and desa; a kecamatan or kelurahan has none."""
    return government.level in (Level.PROVINCE, Level.REGENCY) or government.kind in (Kind.DESA, Kind.DESA_ADAT)


def plan_codes(code: str) -> list[str]:
    """The codes under which a government's lines stand: its own, and those that it bore before or that were merged into it."""
    found, front = [code], list(Region.objects.filter(code=code, valid_to__isnull=True).values_list("pk", flat=True))
    for _hop in range(MAX_HOPS):
        rows = Succession.objects.filter(successor__in=front, kind__in=CONTINUED).values_list("predecessor_id", "predecessor__code")
        front = [pk for pk, _code in rows]
        if not front:
            break
        found += [one for _pk, one in rows if one not in found]
    return found


def government_for_desk(actor: Actor, code: str, fiscal_year: int) -> Region:
    """The government whose plan of a year is opened at the desk. Raises `NotFound`, or `NotAllowed` for others' plans."""
    if not YEAR_FIRST <= fiscal_year <= YEAR_LAST:
        raise NotFound(_("This page does not exist."))
    government = by_code(code)
    if not has_plan(government):
        raise NotFound(_("This page does not exist."))
    verdict = policies.may_plan(actor, code)
    if not verdict and not policies.offices_of(actor, code):
        verdict.require()
    return government


def desk_lines(codes: Iterable[str], fiscal_year: int, offices: frozenset[UUID] | None, *, q: str = "", only: str = "") -> QuerySet[Line]:
    """The lines of a year that a person tends. `only` is `tanpa-realisasi`, `ditarik`, or empty for all that count."""
    rows = Line.objects.filter(government_code__in=list(codes), fiscal_year=fiscal_year, is_withdrawn=only == "ditarik")
    if offices is not None:
        rows = rows.filter(office__in=offices)
    if only == "tanpa-realisasi":
        rows = rows.filter(~Exists(Realisation.objects.filter(line=OuterRef("pk"))))
    for word in q.split():
        rows = rows.filter(Q(name__icontains=word) | Q(code__startswith=word) | Q(location_text__icontains=word))
    return rows.order_by("code", "name", "pk")


@dataclass(frozen=True, slots=True, kw_only=True)
class Totals:
    """What a person's lines of a year add up to."""

    lines: int
    worth_idr: int
    spent_idr: int
    reported: int


def totals(rows: QuerySet[Line]) -> Totals:
    """One query."""
    found = rows.order_by().aggregate(n=Count("pk"), worth=Sum("effective_idr"), spent=Sum("realised_idr"), reported=Count("realised_idr"))
    return Totals(lines=found["n"], worth_idr=found["worth"] or 0, spent_idr=found["spent"] or 0, reported=found["reported"])


def newest_year(codes: Iterable[str], offices: frozenset[UUID] | None) -> int | None:
    """The newest year in which a person tends lines that count; None where there are none. One query."""
    rows = Line.objects.filter(government_code__in=list(codes), is_withdrawn=False)
    if offices is not None:
        rows = rows.filter(office__in=offices)
    return rows.order_by("-fiscal_year").values_list("fiscal_year", flat=True).first()


@dataclass(frozen=True, slots=True, kw_only=True)
class YearRow:
    """One year of one government on the desk's page of plans."""

    year: int
    totals: Totals
    url: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Room:
    """One government on the desk's page of plans."""

    code: str
    name: str
    is_village: bool
    is_whole: bool
    years: tuple[YearRow, ...]


def rooms(actor: Actor, *, today: date) -> list[Room]:
    """The plans that a person writes or tends, each with its years: those with lines from the newest on, then this and the next."""
    found = []
    codes = policies.governments_of(actor)
    names = place_lines(codes)
    for code in codes:
        offices = policies.offices_of(actor, code)
        mine = Line.objects.filter(government_code__in=plan_codes(code), is_withdrawn=False)
        if offices is not None:
            mine = mine.filter(office__in=offices)
        counted = mine.order_by().values("fiscal_year")
        rows = {
            row["fiscal_year"]: Totals(lines=row["n"], worth_idr=row["worth"] or 0, spent_idr=row["spent"] or 0, reported=row["reported"])
            for row in counted.annotate(
                n=Count("pk"), worth=Sum("effective_idr"), spent=Sum("realised_idr"), reported=Count("realised_idr")
            )
        }
        nothing = Totals(lines=0, worth_idr=0, spent_idr=0, reported=0)
        years = tuple(
            YearRow(
                year=year,
                totals=rows.get(year, nothing),
                url=reverse("planning_desk:lines", kwargs={"code": code, "year": year}),
            )
            for year in (*sorted(rows, reverse=True), *(one for one in (today.year, today.year + 1) if one not in rows))
        )
        found.append(Room(code=code, name=names.get(code, code), is_village=code.count(".") == 3, is_whole=offices is None, years=years))
    return found


def line_for_desk(actor: Actor, number: str) -> Line:
    """A line that this person may tend. Raises `NotFound`, or `NotAllowed` for a line of others."""
    line = Line.objects.select_related("government", "office", "code_entry").filter(number=number).first()
    if line is None:
        raise NotFound(_("There is no plan line with this number."), hint=_("Look for it in the list of plans."))
    policies.may_tend_line(actor, line).require()
    return line


def waiting_for(actor: Actor) -> list[Waiting]:
    """What the plan of a village waits for: the budget of this year, and the report of the half-year that has ended."""
    villages = actor.regions_of(Post.VILLAGE_OFFICER)
    if not villages:
        return []
    today = clock.today()
    names = place_lines(villages)
    found: list[Waiting] = []
    counted: dict[str, int] = defaultdict(int)
    first, last = semester_ends(today.year)
    ended = first if today > first else date(today.year - 1, 12, 31)
    for code in villages:
        codes = plan_codes(code)
        rows = Line.objects.filter(government_code__in=codes, is_withdrawn=False)
        place = names.get(code, code)
        if today <= last and not rows.filter(fiscal_year=today.year).exists():
            found.append(
                Waiting(
                    title=_("The village budget of %(year)s is not here yet") % {"year": today.year},
                    url=reverse("planning_desk:lines", kwargs={"code": code, "year": today.year}),
                    detail=_("%(place)s: type its activities, or bring the file.") % {"place": place},
                    weight=2,
                )
            )
        reported = Realisation.objects.filter(line=OuterRef("pk"), until_on__gte=ended)
        counted[code] = rows.filter(~Exists(reported), fiscal_year=ended.year, effective_idr__gt=0).count()
        if counted[code]:
            due = date(ended.year, 7, 31) if ended.month == 6 else date(ended.year + 1, 1, 31)
            half = _("first half") if ended.month == 6 else _("second half")
            title = ngettext(
                "%(count)s activity without realisation of the %(half)s of %(year)s",
                "%(count)s activities without realisation of the %(half)s of %(year)s",
                counted[code],
            )
            url = reverse("planning_desk:lines", kwargs={"code": code, "year": ended.year})
            found.append(
                Waiting(
                    title=title % {"count": counted[code], "half": half, "year": ended.year},
                    url=f"{url}?saring=tanpa-realisasi",
                    detail=place,
                    due_on=due,
                    weight=3 if today > due else 1,
                )
            )
    return found
