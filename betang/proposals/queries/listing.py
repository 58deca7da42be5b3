"""The public list: filters in the address, pages by the last row seen, never by counting."""

from __future__ import annotations

from dataclasses import dataclass

from django.db.models import Count, Q, QuerySet

from betang.casework.terms import Level
from betang.kernel import keyset
from betang.proposals import machine, rules
from betang.proposals.models import Proposal
from betang.proposals.terms import Sector
from betang.regions.queries import place_lines

PAGE_SIZE = 20


@dataclass(frozen=True, slots=True, kw_only=True)
class Filters:
    """What the address says; what it says wrongly is left out. `level` is where it lies or where it stopped."""

    region_code: str = ""
    sector: str = ""
    stage: str = ""
    level: str = ""
    year: int | None = None

    @classmethod
    def read(cls, params: dict[str, str], *, region_code: str = "") -> Filters:
        """From `wilayah`, `bidang`, `keadaan`, `di`, `tahun`. `region_code` fences them to one place (a KIM's site)."""
        asked = params.get("wilayah", "")[:13]
        inside = not region_code or asked == region_code or asked.startswith(f"{region_code}.")
        year = params.get("tahun", "")
        return cls(
            region_code=asked if asked and inside and all(part.isdecimal() for part in asked.split(".")) else region_code,
            sector=params["bidang"] if params.get("bidang") in Sector.values else "",
            stage=params["keadaan"] if params.get("keadaan") in rules.STAGES else "",
            level=params["di"] if params.get("di") in machine.REVIEWS else "",
            year=int(year) if year.isascii() and year.isdecimal() and len(year) == 4 else None,
        )

    def params(self) -> dict[str, str]:
        """The same as parts of an address, in the one order in which a page is kept."""
        found = {
            "bidang": self.sector, "di": self.level, "keadaan": self.stage, "tahun": str(self.year or ""), "wilayah": self.region_code,
        }  # fmt: skip
        return {name: value for name, value in found.items() if value}


@dataclass(frozen=True, slots=True)
class ListPage:
    """One page of the list; `after` asks for the next, empty where there is none. `places` by region code."""

    rows: list[Proposal]
    after: str
    places: dict[str, str]


def public_rows() -> QuerySet[Proposal]:
    """Everything that everybody may see: sent, public, and not merged into another."""
    return Proposal.objects.filter(matter__is_public=True, matter__merged_into__isnull=True).select_related(
        "matter__region", "matter__office", "group"
    )


def _narrowed(rows: QuerySet[Proposal], filters: Filters) -> QuerySet[Proposal]:
    if filters.region_code:
        rows = rows.filter(Q(region_code=filters.region_code) | Q(region_code__startswith=f"{filters.region_code}."))
    if filters.sector:
        rows = rows.filter(field_code=filters.sector)
    if filters.year:
        rows = rows.filter(fiscal_year=filters.year)
    states = set(rules.STAGES[filters.stage]) if filters.stage else set()
    if filters.level:
        at_level = {machine.REVIEWS[filters.level], machine.refused_at(filters.level), machine.returned_from(filters.level)}
        states = states & at_level if states else at_level
        if not states:
            return rows.none()
    return rows.filter(matter__state__in=states) if states else rows


def public_list(filters: Filters, *, after: str = "", size: int = PAGE_SIZE) -> ListPage:
    """The newest first. Two queries, however deep the page; a wrong `after` is answered with the first page."""
    rows = _narrowed(public_rows(), filters)
    mark = keyset.read_mark(after)
    if mark is not None:
        rows = rows.filter(Q(sent_at__lt=mark[0]) | Q(sent_at=mark[0], pk__lt=mark[1]))
    found = list(rows.order_by("-sent_at", "-pk")[: size + 1])
    shown = found[:size]
    return ListPage(shown, mark_of(shown[-1]) if len(found) > size else "", place_lines({one.region_code for one in shown}))


def mark_of(proposal: Proposal) -> str:
    """Where a page ended, for its next page's address."""
    return keyset.mark(proposal.sent_at or proposal.created_at, proposal.pk)


@dataclass(frozen=True, slots=True)
class StopCount:
    """How many lie with a level, and how many ended there."""

    level: str
    waiting: int
    refused: int


def stop_counts(filters: Filters) -> tuple[dict[str, int], list[StopCount]]:
    """How many there are by stage, and by level: where they lie and where they stopped. One query."""
    rows = _narrowed(public_rows(), filters).order_by()
    by_state: dict[str, int] = dict(rows.values_list("matter__state").annotate(Count("pk")))
    stages = {stage: sum(by_state.get(state, 0) for state in states) for stage, states in rules.STAGES.items()}
    levels = [
        StopCount(
            level,
            by_state.get(state, 0) + by_state.get(machine.returned_from(level), 0),
            by_state.get(machine.refused_at(level), 0),
        )
        for level, state in machine.REVIEWS.items()
    ]
    return stages, levels


LEVELS = tuple(Level(level) for level in machine.REVIEWS)
