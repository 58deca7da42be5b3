"""Reading the bank: what everybody sees of it, what a meeting is offered, which years wait to be closed."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from django.db.models import Count, Max, OuterRef, Q, QuerySet, Subquery
from django.urls import reverse
from django.utils.translation import gettext, ngettext

from betang.accounts.actors import Actor
from betang.accounts.terms import Post
from betang.casework.models import Step
from betang.casework.terms import Level
from betang.kernel.waiting import Waiting
from betang.proposals.bank import rules
from betang.proposals.machine import PROPOSAL
from betang.proposals.models import Phase, Proposal, YearClosing
from betang.proposals.queries.listing import public_rows
from betang.proposals.terms import ClosingState, Sector
from betang.regions.queries import place_lines, prefixes

PAGE_SIZE = 20
_MARK = re.compile(r"(\d{1,4})-(\d{4})-([0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12})")


@dataclass(frozen=True, slots=True, kw_only=True)
class Filters:
    """What the address asks: `least` deferrals at least, first asked for in or before the year `since`."""

    region_code: str = ""
    sector: str = ""
    least: int = 0
    since: int | None = None

    @classmethod
    def read(cls, params: dict[str, str]) -> Filters:
        """From `wilayah`, `bidang`, `kali`, `sejak`; what is wrong is left out."""
        code, times, since = params.get("wilayah", "")[:13], params.get("kali", ""), params.get("sejak", "")
        return cls(
            region_code=code if code and all(part.isascii() and part.isdecimal() for part in code.split(".")) else "",
            sector=params["bidang"] if params.get("bidang") in Sector.values else "",
            least=int(times) if re.fullmatch(r"[1-9]", times) else 0,
            since=int(since) if re.fullmatch(r"[0-9]{4}", since) else None,
        )

    def params(self) -> dict[str, str]:
        """The same as parts of an address, in the one order in which a page is kept."""
        found = {
            "bidang": self.sector, "kali": str(self.least or ""), "sejak": str(self.since or ""), "wilayah": self.region_code,
        }  # fmt: skip
        return {name: value for name, value in found.items() if value}


@dataclass(frozen=True, slots=True)
class Kept:
    """One proposal in the bank: why it is there, in words."""

    proposal: Proposal
    place: str
    reason: str


@dataclass(frozen=True, slots=True)
class BankPage:
    """One page, what was put off most often first. `counts` is how many by number of deferrals, for the whole question."""

    rows: list[Kept]
    after: str
    counts: dict[int, int]

    @property
    def total(self) -> int:
        """How many there are."""
        return sum(self.counts.values())


def deferred_rows(region_code: str = "") -> QuerySet[Proposal]:
    """Everything in the bank, of a place and what lies in it."""
    rows = public_rows().filter(matter__state="deferred")
    if region_code:
        rows = rows.filter(Q(region_code=region_code) | Q(region_code__startswith=f"{region_code}."))
    return rows


def why(proposal: Proposal) -> str:
    """For which coded reason it was put off last."""
    return next((str(one.label) for one in PROPOSAL.reasons if one.code == proposal.stopped_reason and one.kind == "defer"), "")


def bank(filters: Filters, *, after: str = "", size: int = PAGE_SIZE) -> BankPage:
    """Three queries, however deep the page; a wrong `after` is answered with the first page."""
    rows = deferred_rows(filters.region_code)
    if filters.sector:
        rows = rows.filter(field_code=filters.sector)
    if filters.since:
        rows = rows.filter(first_year__lte=filters.since)
    if filters.least:
        rows = rows.filter(deferral_count__gte=filters.least)
    counts: dict[int, int] = dict(rows.order_by().values_list("deferral_count").annotate(Count("pk")))
    if (mark := _MARK.fullmatch(after)) is not None:
        times, year, key = int(mark[1]), int(mark[2]), UUID(mark[3])
        rows = rows.filter(
            Q(deferral_count__lt=times)
            | Q(deferral_count=times, first_year__gt=year)
            | Q(deferral_count=times, first_year=year, pk__gt=key)
        )
    found = list(rows.order_by("-deferral_count", "first_year", "pk")[: size + 1])
    shown = found[:size]
    last = shown[-1] if len(found) > size else None
    places = place_lines({one.region_code for one in shown})
    return BankPage(
        [Kept(one, places.get(one.region_code, ""), why(one)) for one in shown],
        f"{last.deferral_count}-{last.first_year}-{last.pk}" if last is not None else "",
        counts,
    )


def from_last_year(region_code: str, *, fiscal_year: int | None = None) -> list[Kept]:
    """What a meeting of a region is offered from the years before `fiscal_year`, the most often deferred first. Two queries."""
    rows = deferred_rows(region_code)
    if fiscal_year is not None:
        rows = rows.filter(fiscal_year__lt=fiscal_year)
    found = list(rows.order_by("-deferral_count", "-support_count", "first_year", "pk")[:200])
    places = place_lines({one.region_code for one in found})
    return [Kept(one, places.get(one.region_code, ""), why(one)) for one in found]


def of_desk(actor: Actor) -> list[Kept]:
    """What is offered to somebody at the desk: the bank of the regions in which they sit."""
    codes = actor.regions_of(Post.VILLAGE_OFFICER, Post.DISTRICT_OFFICER, Post.PLANNER, Post.COUNCIL_MEMBER)
    wide = [code for code in codes if not any(code != other and code.startswith(f"{other}.") for other in codes)]
    return [one for code in wide for one in from_last_year(code)]


# ---------- The close of a year ----------


def to_close(region_code: str, fiscal_year: int) -> QuerySet[Proposal]:
    """What the close of a year of a government would put into the bank: what waits with it or below it, of that year or before.

    What was passed to the province, or was returned by it, is closed by the province.
    """
    province = region_code.split(".")[0]
    returned_by = Step.objects.filter(matter=OuterRef("matter"), action="send_back").order_by("-seq").values("by_code")[:1]
    rows = Proposal.objects.filter(
        Q(region_code=region_code) | Q(region_code__startswith=f"{region_code}."),
        matter__state__in=rules.WAITING,
        matter__closed_at__isnull=True,
        fiscal_year__lte=fiscal_year,
    ).annotate(returned_by=Subquery(returned_by))
    at_province = Q(matter__holder_code=province) | Q(matter__level=Level.SENDER, returned_by=province)
    return rows.filter(at_province) if region_code == province else rows.exclude(at_province)


def end_of(region_code: str, fiscal_year: int) -> date:
    """The last day of a planning year: of the calendar of that place, or the usual one. One query."""
    told = Phase.objects.filter(region__code__in=prefixes(region_code), fiscal_year=fiscal_year, kind__in=rules.PLANNING)
    last: date | None = told.aggregate(last=Max("closes_on"))["last"]
    return last or rules.usual_end(fiscal_year)


@dataclass(frozen=True, slots=True)
class ByState:
    """How many wait in a state."""

    label: str
    count: int


def preview(closing: YearClosing) -> list[ByState]:
    """Where those lie that the close would put into the bank. One query."""
    counted = dict(to_close(closing.region.code, closing.fiscal_year).order_by().values_list("matter__state").annotate(Count("pk")))
    return [ByState(str(one.label), counted[one.name]) for one in PROPOSAL.states if one.name in counted]


def closings_of(actor: Actor) -> list[YearClosing]:
    """The years of the governments for which somebody plans, the newest first. One query."""
    codes = actor.regions_of(Post.PLANNER)
    return list(YearClosing.objects.filter(region__code__in=codes).select_related("region", "confirmed_by").order_by("-fiscal_year")[:20])


def waiting_for(actor: Actor) -> list[Waiting]:
    """A year to close, and what last year's bank offers to a meeting. At most two queries."""
    found: list[Waiting] = []
    planner_of = actor.regions_of(Post.PLANNER)
    if planner_of:
        for one in YearClosing.objects.filter(region__code__in=planner_of, state=ClosingState.OFFERED).select_related("region")[:3]:
            found.append(
                Waiting(
                    title=gettext("Close the planning year %(year)d") % {"year": one.fiscal_year},
                    url=reverse("proposals_desk:closings"),
                    detail=gettext("What was not decided is kept for next year; nothing is lost."),
                )
            )
    villages = actor.regions_of(Post.VILLAGE_OFFICER)
    if villages:
        waiting = deferred_rows().filter(region_code__in=villages).count()
        if waiting:
            found.append(
                Waiting(
                    title=ngettext("%(count)d proposal from last year", "%(count)d proposals from last year", waiting) % {"count": waiting},
                    url=reverse("proposals_desk:bank"),
                    detail=gettext("Put them before this year's meeting, or take them out with a reason."),
                )
            )
    return found
