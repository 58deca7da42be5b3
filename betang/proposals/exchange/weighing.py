"""What a row of the file would do here: nothing, a new proposal, a step at the level of whoever brings it, or nothing that they may do."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from uuid import UUID

from django.db.models import Q
from django.utils.translation import gettext

from betang.casework.rules import Holder
from betang.casework.terms import Level
from betang.proposals import machine, rules
from betang.proposals.exchange.reading import Problem, Record, plain_name
from betang.proposals.models import Proposal
from betang.proposals.rules import Values
from betang.proposals.terms import Channel, Sector
from betang.regions.models import Office
from betang.regions.queries import places_within

ORDER = (Level.VILLAGE, Level.DISTRICT, Level.COUNCIL, Level.PLANNING, Level.AGENCY, Level.BUDGET_TEAM)


class Places:
    """Desa, kelurahan and kecamatan of a region by name or code, and the offices of its government. Two queries, made once a file."""

    def __init__(self, region_code: str) -> None:
        self.region_code = region_code
        self.government = rules.government_of(region_code)
        within = list(places_within(region_code))
        self.names = {one.code: one.full_name for one in within}
        self.codes: dict[str, list[str]] = {}
        for one in within:
            self.codes.setdefault(plain_name(one.full_name), []).append(one.code)
        self.offices: dict[str, UUID] = {}
        for office in Office.objects.filter(region__code=self.government, valid_to__isnull=True):
            for name in (office.name, office.short_name, office.code):
                if name:
                    self.offices[plain_name(name)] = office.pk

    def of(self, record: Record) -> str:
        """The code of the place a row is about; empty, with the cell pointed out, where it is none of this region or not told apart."""
        told = record.text.get("region_code", "")
        if told:
            if told == self.region_code or told in self.names:
                return told
            record.wrong("region_code", gettext("“%(text)s” is no place in this region.") % {"text": told[:20]})
            return ""
        village, district = plain_name(record.text.get("village", "")), plain_name(record.text.get("district", ""))
        above = [code for code in self.codes.get(district, []) if code.count(".") == 2] if district else []
        if self.region_code.count(".") == 2 and not above:
            above = [self.region_code]
        if not village:
            if len(above) == 1:
                return above[0]
            record.wrong("district", gettext("There is no kecamatan “%(text)s” here.") % {"text": record.text.get("district", "")[:40]})
            return ""
        found = [code for code in self.codes.get(village, []) if code.count(".") == 3]
        if above:
            found = [code for code in found if code.rpartition(".")[0] in above]
        if len(found) == 1:
            return found[0]
        words = (
            gettext("There is no desa or kelurahan “%(text)s” in this region.")
            if not found
            else gettext("Several are called “%(text)s”: fill in the kecamatan too.")
        )
        record.wrong("village", words % {"text": record.text.get("village", "")[:40]})
        return ""

    def office(self, record: Record) -> UUID | None:
        """The office that a row names, if the government has it."""
        for name in ("office_code", "office"):
            if (found := self.offices.get(plain_name(record.text.get(name, "")))) is not None:
                return found
        return None


@dataclass(slots=True)
class Weighed:
    """A row with what it would do. `kind`: `new`, `link`, `step`, `same`, `cannot`, `wrong` or `left`."""

    record: Record
    kind: str = "same"
    proposal: Proposal | None = None
    values: Values | None = None
    holder: Holder | None = None
    action: str = ""
    words: str = ""
    notes: list[str] = field(default_factory=list)
    links: bool = False

    @property
    def problems(self) -> list[Problem]:
        """What keeps it out."""
        return self.record.problems


def known(records: Iterable[Record], region_code: str) -> dict[str, Proposal]:
    """The proposals of a region that rows name, by `#` and our number or by the national number. Two queries."""
    rows = list(records)
    scope = Q(region_code=region_code) | Q(region_code__startswith=f"{region_code}.")
    base = Proposal.objects.filter(scope, matter__isnull=False).select_related("matter__region", "matter__office")
    found: dict[str, Proposal] = {}
    ids = {one.text["national_id"] for one in rows if one.text.get("national_id")}
    numbers = {one.text["number"] for one in rows if one.text.get("number")}
    for start in range(0, len(ids), 500):
        part = sorted(ids)[start : start + 500]
        found |= {one.national_id: one for one in base.filter(national_id__in=part)}
    for start in range(0, len(numbers), 500):
        part = sorted(numbers)[start : start + 500]
        found |= {f"#{one.matter.number}": one for one in base.filter(matter__number__in=part) if one.matter is not None}
    return found


def weigh(record: Record, *, existing: Mapping[str, Proposal], places: Places, level: str, fiscal_year: int) -> Weighed:
    """What one row would do when `level` brings it. No query."""
    made = Weighed(record)
    national, number = record.text.get("national_id", ""), record.text.get("number", "")
    by_number = existing.get(f"#{number}") if number else None
    by_id = existing.get(national) if national else None
    made.proposal = by_number or by_id
    if number and by_number is None:
        record.wrong("number", gettext("There is no proposal with this number in this region."))
    if by_number is not None and by_id is not None and by_number.pk != by_id.pk:
        record.wrong("national_id", gettext("This number of the national system belongs to another proposal here."))
    elif by_number is not None and national and by_number.national_id not in ("", national):
        record.wrong("national_id", gettext("This proposal has another number of the national system here."))
    if record.year is not None and record.year != fiscal_year and made.proposal is None:
        record.wrong(
            "year", gettext("This row is of %(year)d, the file was brought for %(asked)d.") % {"year": record.year, "asked": fiscal_year}
        )
    if made.proposal is None:
        _new(made, places, level)
    elif national and not made.proposal.national_id:
        made.links, made.kind = True, "link"
    if record.problems:
        made.kind = "wrong"
        return made
    if made.kind != "left":
        _step(made, places, level)
    return made


def _new(made: Weighed, places: Places, level: str) -> None:
    record = made.record
    code = places.of(record)
    if record.flag("is_cancelled"):
        made.kind = "left"
        made.notes.append(gettext("Taken back in the national system, and unknown here: it is not brought."))
        return
    text = record.text
    problem = text.get("problem", "")
    if len(problem) < 20:
        problem = ". ".join(part for part in (text.get("title", ""), problem) if part)
    if len(text.get("title", "")) < 8:
        record.wrong("title", gettext("What is proposed is missing, or too short to be understood."))
    elif len(problem) < 20:
        record.wrong("problem", gettext("The problem is missing, or too short to be understood."))
    made.values = Values(
        title=text.get("title", ""), problem=problem, idea=text.get("idea", ""), region_code=code, place_detail=text.get("detail", ""),
        latitude=record.latitude, longitude=record.longitude, field_code=record.sector, volume=record.volume, unit=text.get("unit", ""),
        estimate_idr=record.amount_idr, office_id=places.office(record), proposer_name=text.get("proposer", "")[:120],
    )  # fmt: skip
    made.kind = "new"
    if code:
        made.holder = begins(record, code, level)
        if made.holder is None:
            record.wrong("village", gettext("Choose the village."))
        else:
            made.notes.append(gettext("It begins here with: %(who)s.") % {"who": Level(made.holder.level).label})


def begins(record: Record, region_code: str, level: str) -> Holder | None:
    """Where a proposal that is new here begins: after the last level below one's own that has spoken, and never beyond one's own."""
    is_council = record.channel == Channel.COUNCIL
    first = rules.first_holder(region_code, is_council=is_council)
    if first is None:
        return None
    ends_here = record.flag("is_refused") or record.flag("is_returned")
    holder = first
    while holder.level != level and (holder.level in record.said or ends_here) and holder.level in (
        Level.VILLAGE, Level.DISTRICT, Level.COUNCIL,
    ):  # fmt: skip
        holder = rules.next_holder(holder.level, region_code, holder.region_code, None)
    return holder


def _lies(state: str, proposal: Proposal | None, holder: Holder | None) -> str:
    if holder is not None:
        return str(Level(holder.level).label)
    assert proposal is not None
    assert proposal.matter is not None
    level = rules.level_of_state(state)
    return str(Level(level).label) if level else str(machine.PROPOSAL.state(state).label)


def _step(made: Weighed, places: Places, level: str) -> None:
    """The one step that whoever brings the file may take for it, or why there is none."""
    record, proposal = made.record, made.proposal
    matter = proposal.matter if proposal is not None else None
    state = machine.REVIEWS[made.holder.level] if made.holder is not None else matter.state if matter is not None else ""
    lies = {"who": _lies(state, proposal, made.holder)}
    mine = state == machine.REVIEWS[level]
    said = record.said.get(level)
    if record.flag("is_cancelled"):
        if state != "cancelled":
            _cannot(made, gettext("Taken back in the national system. Here only whoever proposed it can; it lies with: %(who)s.") % lies)
    elif record.flag("is_refused"):
        if not state.startswith("refused_"):
            _take(made, "refuse", record.text.get("refused_words", ""), mine=mine, lies=lies)
    elif record.flag("is_returned"):
        if not state.startswith("returned_"):
            _take(made, "send_back", record.text.get("returned_words", ""), mine=mine, lies=lies)
    elif said is not None and mine:
        if level == Level.PLANNING and places.office(record) is None:
            record.wrong(
                "office",
                gettext("It is passed on to an office, and this government has none called “%(text)s”.")
                % {"text": record.text.get("office", "")[:60]},
            )
            made.kind = "wrong"
            return
        _take(made, "accept", said.words, mine=True, lies=lies)
    _others(made, state, level, lies)


def _take(made: Weighed, action: str, words: str, *, mine: bool, lies: Mapping[str, str]) -> None:
    told = {
        "accept": gettext("Accepted and passed on in the national system."),
        "refuse": gettext("Refused in the national system."),
        "send_back": gettext("Sent back in the national system."),
    }[action]
    if not mine:
        _cannot(made, f"{told} " + gettext("Here only who has it can do that; it lies with: %(who)s.") % lies)
        return
    made.action, made.words = action, f"{told} {words}".strip()
    made.kind = made.kind if made.kind == "new" else "step"
    made.notes.append(told)


def _others(made: Weighed, state: str, level: str, lies: Mapping[str, str]) -> None:
    """Words of other levels that have not been said here: theirs to say."""
    at = rules.level_of_state(state) if state in machine.LEVEL_OF else ""
    if not at or made.action in ("refuse", "send_back"):
        return
    for other in ORDER:
        is_open = ORDER.index(other) >= ORDER.index(Level(at)) and not (other == level and made.action == "accept")
        if other in made.record.said and is_open and other != (level if made.action else ""):
            words = {"level": Level(other).label, **lies}
            _cannot(
                made,
                gettext("%(level)s has recommended it in the national system; here that is theirs to say. It lies with: %(who)s.") % words,
            )


def _cannot(made: Weighed, words: str) -> None:
    made.notes.append(words[:1].upper() + words[1:])
    if made.kind == "same":
        made.kind = "cannot"


def sector_words(code: str) -> str:
    """`1.03 roads, bridges, water and drains`."""
    return f"{code} {Sector(code).label}" if code in Sector.values else ""
