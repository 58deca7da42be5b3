"""Which dates hold for a place, what they say of a day, and what law or custom offers where nobody has stated any. Pure."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from betang.proposals.rules import year_asked
from betang.proposals.terms import PhaseKind

TAKING = (PhaseKind.VILLAGE_PROPOSALS, PhaseKind.VILLAGE_ASSEMBLY)
"""The phases in which proposals of residents are weighed as they come."""

VILLAGE_KINDS = (PhaseKind.VILLAGE_PROPOSALS, PhaseKind.VILLAGE_ASSEMBLY, PhaseKind.VILLAGE_PLAN, PhaseKind.VILLAGE_BUDGET)
"""What a village states for itself; the rest is its kabupaten's or the province's."""

LONGEST_DAYS = 366


@dataclass(frozen=True, slots=True, kw_only=True)
class Span:
    """A phase as it holds for a place. `region_code` is whose dates they are: the place's own, or one around it."""

    region_code: str
    fiscal_year: int
    kind: str
    opens_on: date
    closes_on: date
    source: str = ""
    is_verified: bool = False
    note: str = ""

    @property
    def label(self) -> str:
        """What it is called for people."""
        return str(PhaseKind(self.kind).label)

    def is_open(self, on: date) -> bool:
        """Both its days included."""
        return self.opens_on <= on <= self.closes_on


@dataclass(frozen=True, slots=True, kw_only=True)
class OpenNow:
    """What a day is in the planning year of a place.

    `taking` is the span in which proposals are weighed as they come, None where it is closed; `next` is the next one, if it is known.
    `year` is the year for which what is sent now asks.
    """

    region_code: str
    on: date
    spans: tuple[Span, ...]
    taking: Span | None
    next: Span | None
    year: int
    is_known: bool


def effective(spans: Iterable[Span]) -> list[Span]:
    """Of each phase of a year the dates of the nearest region, by opening day: a village's before its kabupaten's."""
    nearest: dict[tuple[int, str], Span] = {}
    for span in spans:
        key = (span.fiscal_year, span.kind)
        if key not in nearest or len(span.region_code) > len(nearest[key].region_code):
            nearest[key] = span
    order = list(PhaseKind.values)
    return sorted(nearest.values(), key=lambda span: (span.opens_on, order.index(span.kind), span.fiscal_year))


def standing(spans: Iterable[Span], *, region_code: str, on: date, kinds: tuple[str, ...] = TAKING) -> OpenNow:
    """What is open on a day, what comes next, and the year that is asked for."""
    held = effective(spans)
    taking = [span for span in held if span.kind in kinds]
    now = min((span for span in taking if span.is_open(on)), key=lambda span: span.fiscal_year, default=None)
    coming = next((span for span in taking if span.opens_on > on), None)
    year = now.fiscal_year if now else coming.fiscal_year if coming else year_asked(on)
    return OpenNow(
        region_code=region_code,
        on=on,
        spans=tuple(span for span in held if span.is_open(on)),
        taking=now,
        next=coming,
        year=year,
        is_known=bool(taking),
    )


@dataclass(frozen=True, slots=True)
class Usual:
    """Dates that are offered where none are stated. `is_law`: the source binds; otherwise it is only a custom to go by."""

    opens_on: date
    closes_on: date
    source: str
    is_law: bool = True


_GUIDE = "Pedoman musrenbang (kebiasaan, bukan hukum)"


def usual(kind: str, fiscal_year: int) -> Usual | None:
    """What law or custom says of a phase of the plan for `fiscal_year`; None where neither does.

    The custom of taking proposals is that of Kalimantan Tengah in 2025 (9 January to 14 February).
    Law: PP 43/2014 art. 101, 114(2), 118(5), 118(6); UU 25/2004 art. 23(2); PP 12/2019 art. 90, 104, 106
    """
    before = fiscal_year - 1

    def span(opens: tuple[int, int], closes: tuple[int, int], source: str, *, is_law: bool = True) -> Usual:
        return Usual(date(before, *opens), date(before, *closes), source, is_law)

    match kind:
        case PhaseKind.VILLAGE_PROPOSALS:
            return span((1, 9), (2, 14), "Kebiasaan Kalimantan Tengah 2025 (bukan hukum)", is_law=False)
        case PhaseKind.VILLAGE_ASSEMBLY:
            return span((1, 1), (6, 30), "PP 43/2014 pasal 114 ayat (2): paling lambat Juni")
        case PhaseKind.DISTRICT_FORUM:
            return span((2, 1), (2, 28), _GUIDE, is_law=False)
        case PhaseKind.AGENCY_FORUM:
            return span((2, 15), (3, 15), _GUIDE, is_law=False)
        case PhaseKind.REGENCY_FORUM | PhaseKind.PROVINCE_FORUM:
            return span((3, 1), (3, 31), "UU 25/2004 pasal 23 ayat (2): paling lambat Maret")
        case PhaseKind.BUDGET:
            return span((7, 8), (11, 30), "PP 12/2019 pasal 90, 104, 106: minggu kedua Juli sampai 30 November")
        case PhaseKind.VILLAGE_PLAN:
            return span((7, 1), (9, 30), "PP 43/2014 pasal 118 ayat (5) dan (6): mulai Juli, paling lambat akhir September")
        case PhaseKind.VILLAGE_BUDGET:
            return span((10, 1), (12, 31), "PP 43/2014 pasal 101: paling lambat 31 Desember")
    return None
