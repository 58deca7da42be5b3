"""The demo world's proposals as values: who proposed what, where, and every step that it took. Decided by one seed. Pure."""

from __future__ import annotations

import random
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from betang.casework.terms import Level
from betang.proposals.machine import NEXT_LEVEL
from betang.proposals.seeds import words
from betang.proposals.seeds.words import Topic
from betang.proposals.terms import Channel

V, D, C, P, G, B = Level.VILLAGE, Level.DISTRICT, Level.COUNCIL, Level.PLANNING, Level.AGENCY, Level.BUDGET_TEAM
A = "accept"

Route = tuple[str, ...]
"""Steps after sending, in order. `accept`, `send_back`, `refuse` and `defer` are taken by the level where it lies."""

ROUTES: tuple[tuple[str, Route, int], ...] = (
    ("village_review", (), 11),
    ("district_review", (A,), 9),
    ("planning_review", (A, A), 8),
    ("agency_review", (A, A, A), 7),
    ("budget_team_review", (A, A, A, A), 6),
    ("returned_village", ("send_back",), 3),
    ("returned_district", (A, "send_back"), 3),
    ("returned_planning", (A, A, "send_back"), 2),
    ("returned_agency", (A, A, A, "send_back"), 2),
    ("returned_budget_team", (A, A, A, A, "send_back"), 1),
    ("refused_village", ("refuse",), 3),
    ("refused_district", (A, "refuse"), 4),
    ("refused_planning", (A, A, "refuse"), 4),
    ("refused_agency", (A, A, A, "refuse"), 3),
    ("refused_budget_team", (A, A, A, A, "refuse"), 3),
    ("deferred", (A, A, "defer"), 4),
    ("deferred", (A, A, A, A, "defer"), 4),
    ("deferred", (A, A, A, A, A, "budget", "drop"), 2),
    ("district_review", (A, A, "defer", "retable", A), 2),
    ("planned", (A, A, "defer", "retable", A, A, A, A, A), 2),
    ("planned", (A, A, A, A, A), 12),
    ("planned", ("send_back", "resend", A, A, A, A, A), 3),
    ("planned", (A, A, A, "reroute", A, A), 3),
    ("planned", (A, A, "to_province", A, A, A), 2),
    ("planning_review", (A, A, "to_province"), 2),
    ("agency_review", (A, "refuse", "dispute", A), 2),
    ("district_review", ("refuse", "reopen", A), 2),
    ("budgeted", (A, A, A, A, A, "budget"), 6),
    ("budgeted", (A, "send_back", "resend", A, A, A, A, "budget"), 3),
    ("in_progress", (A, A, A, A, A, "budget", "start", "progress"), 8),
    ("in_progress", (A, A, A, "reroute", A, A, "budget", "start", "progress", "progress"), 2),
    ("completed", (A, A, A, A, A, "budget", "start", "progress", "progress", "complete"), 14),
    ("completed", (A, "send_back", "resend", A, A, A, A, "budget", "start", "progress", "complete"), 4),
    ("village_planned", ("take",), 4),
    ("village_planned", (A, A, "refuse", "rescue"), 3),
    ("village_budgeted", ("take", "budget"), 4),
    ("in_progress", ("take", "budget", "start", "progress"), 4),
    ("completed", ("take", "budget", "start", "progress", "complete"), 7),
    ("completed", (A, "refuse", "rescue", "budget", "start", "complete"), 2),
    ("cancelled", ("cancel",), 2),
    ("cancelled", (A, "cancel"), 2),
    ("merged", (A, "merge"), 4),
    ("split", (A, A, "split"), 2),
)
"""Where it ends, the way there, and how many go it. Together: every state of the machine that a village's proposal can be in."""

COUNCIL_ROUTES: tuple[tuple[str, Route, int], ...] = (
    ("council_review", (), 3), ("returned_council", ("send_back",), 1), ("refused_council", ("refuse",), 2), ("planning_review", (A,), 2),
    ("agency_review", (A, A), 2), ("planned", (A, A, A, A), 3), ("deferred", (A, "defer"), 1),
)  # fmt: skip
SHOWCASE_ROUTES = (0, 0, 0, 0, 1, 1, 2, 3, 5, 6, 10, 11, 12, 15, 20, 21, 24, 27, 29, 31, 31, 33, 35, 37, 38, 39, 41)
"""Which ways proposals of the showcase village go (places in `ROUTES`), so that its people find some of everything."""

SPOTS = ("RT 01", "RT 02", "RT 03", "RT 04", "RT 05", "RT 06", "RT 07", "ujung dermaga", "belakang sekolah", "seberang")
LINKS = {"planned", "budgeted", "in_progress", "completed", "village_planned", "village_budgeted"}


@dataclass(frozen=True, slots=True, kw_only=True)
class Spot:
    """A village where people propose. `groups` are the groups that sit there."""

    code: str
    name: str
    kind: str = "desa"
    groups: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Built:
    """A line of a plan that a proposal can become."""

    number: str
    government: str
    village: str
    year: int
    topic: str
    percent: int
    worth_idr: int
    spot: str

    @property
    def is_villages(self) -> bool:
        """Of the village's own budget."""
        return self.government == self.village


@dataclass(slots=True, kw_only=True)
class Move:
    """One step: what, when, at which level it lay, with which coded reason and words."""

    action: str
    at: datetime
    level: str
    reason: str = ""
    said: str = ""
    percent: int = 0


@dataclass(slots=True, kw_only=True)
class ProposalSeed:
    """One proposal from sending to where it is now."""

    number: int
    spot: Spot
    topic: Topic
    channel: str
    group: str
    year: int
    sent_at: datetime
    title: str
    problem: str
    spot_words: str
    size: int
    estimate_idr: int
    people: int
    end: str
    moves: list[Move] = field(default_factory=list)
    line: str = ""
    merges_into: int | None = None
    supports: int = 0
    followers: int = 0
    photos: int = 0


def plan(
    spots: Sequence[Spot], built: Iterable[Built], *, showcase: str, now: datetime, seed: int = 62, most: int | None = None
) -> list[ProposalSeed]:
    """All proposals, in the order in which they were sent. The same input gives the same world."""
    return _Planner(spots, built, showcase, now, seed).plan(most)


class _Planner:
    def __init__(self, spots: Sequence[Spot], built: Iterable[Built], showcase: str, now: datetime, seed: int) -> None:
        self.rng = random.Random(f"{seed}:proposals")
        self.spots, self.showcase, self.now = list(spots), showcase, now
        self.built = list(built)
        self.taken: set[str] = set()
        self.titles: set[tuple[str, str]] = set()

    def plan(self, most: int | None) -> list[ProposalSeed]:
        wanted: list[tuple[Spot | None, str, Route, str]] = []
        show = next((one for one in self.spots if one.code == self.showcase), None)
        if show is not None:
            wanted += [(show, *ROUTES[place][:2], "") for place in SHOWCASE_ROUTES]
        wanted += [(None, end, route, "") for end, route, count in ROUTES for _each in range(count)]
        council = [one for one in self.spots if one.code.startswith("62.03.")] or self.spots
        wanted += [
            (self.rng.choice(council), end, route, Channel.COUNCIL) for end, route, count in COUNCIL_ROUTES for _each in range(count)
        ]
        if most is not None:
            wanted = wanted[:: max(1, len(wanted) // most)]
        made = [self._one(number, *one) for number, one in enumerate(wanted)]
        self._merge(made)
        made.sort(key=lambda one: one.sent_at)
        return made

    def _one(self, number: int, spot: Spot | None, end: str, route: Route, channel: str) -> ProposalSeed:
        rng = self.rng
        line = self._line(spot, end, route) if end in LINKS else None
        if spot is None:
            spot = next((one for one in self.spots if line is not None and one.code == line.village), None) or rng.choice(self.spots)
        topic = words.BY_NAME[line.topic] if line is not None else rng.choice(self._fitting(spot))
        is_open = end.endswith("_review") or end.startswith("returned")
        year = line.year if line is not None else 2027 if "budget" not in route and (is_open or rng.random() < 0.5) else 2026
        channel = channel or self._channel(spot)
        where, title = self._title(spot, topic, line.spot if line is not None else "")
        size = rng.randint(*topic.size)
        estimate = line.worth_idr if line is not None else size * topic.price_idr
        made = ProposalSeed(
            number=number, spot=spot, topic=topic, channel=channel, group=rng.choice(spot.groups) if channel == Channel.GROUP else "",
            year=year, sent_at=self.now, title=title, problem=rng.choice(topic.problems), spot_words=where, size=size,
            estimate_idr=round(estimate * rng.uniform(1.0, 1.15) / 500_000) * 500_000, people=rng.randint(25, 640), end=end,
            line=line.number if line is not None else "",
        )  # fmt: skip
        self._when(made, route, line.percent if line is not None else 60)
        big = 22 if spot.code == self.showcase else 12
        made.supports = rng.choice((0, 1, 2, 3, 5, 8, big, big * 2)) if end not in ("cancelled",) else 1
        made.followers = rng.choice((0, 0, 1, 2, 3, 4))
        made.photos = rng.choice((0, 0, 1, 1, 2)) if spot.code == self.showcase or rng.random() < 0.35 else 0
        return made

    def _line(self, spot: Spot | None, end: str, route: Route) -> Built | None:
        of_village = "take" in route or "rescue" in route
        above = "to_province" in route
        wants = {"planned": 2027, "village_planned": 2027}.get(end, 2026)
        found = []
        for one in self.built:
            if (
                one.number in self.taken
                or one.year != wants
                or one.is_villages != of_village
                or (spot is not None and one.village != spot.code)
            ):
                continue
            if above != (one.government.count(".") == 0):
                continue
            if end == "completed" and one.percent < 100 or end == "in_progress" and not 15 <= one.percent < 100:
                continue
            if end in ("budgeted", "village_budgeted") and one.percent > 60:
                continue
            found.append(one)
        if not found:
            return None
        chosen = self.rng.choice(found)
        self.taken.add(chosen.number)
        return chosen

    def _fitting(self, spot: Spot) -> list[Topic]:
        return [one for one in words.TOPICS if spot.kind == "desa" or one.name not in ("jalan_tani", "irigasi", "dermaga")]

    def _channel(self, spot: Spot) -> str:
        if spot.groups and self.rng.random() < 0.45:
            return Channel.GROUP
        return Channel.MEETING if self.rng.random() < 0.28 else Channel.RESIDENT

    def _title(self, spot: Spot, topic: Topic, known: str = "") -> tuple[str, str]:
        """Where exactly, and a title that the village has not used: at the spot of the line that it became, where there is one."""
        where, title = known, topic.titles[0].format(place=spot.name, spot=known)
        for _try in range(12):
            where = known or self.rng.choice(SPOTS)
            title = self.rng.choice(topic.titles).format(place=spot.name, spot=where)
            if (spot.code, title) not in self.titles:
                break
        self.titles.add((spot.code, title))
        return where, title

    # ---------- Days ----------

    def _when(self, made: ProposalSeed, route: Route, percent: int) -> None:
        """Give every step its day: backwards from today where it still waits, forwards through its planning year where it is decided."""
        rng = self.rng
        waits = made.end.endswith("_review") or made.end.startswith("returned") or made.end == "split"
        if waits:
            pauses = [rng.randint(9, 26) for _each in route]
            rest = rng.randint(2, 20) if rng.random() < 0.75 else rng.randint(35, 70)
            if "defer" in route:
                pauses[route.index("retable")] = 210
            elif len(route) >= 2 and made.channel != Channel.COUNCIL:  # far on its way: it was sent in spring, for next year
                spring = datetime(self.now.year, 4, 1, 9, tzinfo=self.now.tzinfo) + timedelta(days=rng.randint(0, 80))
                whole = max((self.now - spring).days - rest, 9 * len(route))
                pauses = [whole // len(route)] * len(route)
            sent = self.now - timedelta(days=sum(pauses) + rest)
            made.year = sent.year + (1 if sent.month <= 6 else 2)
        else:
            start = datetime(made.year - 1, 1, 9, tzinfo=self.now.tzinfo)
            if "retable" in route:
                start = start.replace(year=made.year - 2)
                made.year -= 1
            sent = start + timedelta(days=rng.randint(0, 36))
            pauses = [rng.randint(12, 32) for _each in route]
        made.sent_at = sent.replace(hour=rng.randint(8, 20), minute=rng.randrange(60), second=0, microsecond=0)
        self._steps(made, route, pauses, percent, fiscal=made.year + (0 if waits or "retable" not in route else 1))

    def _steps(self, made: ProposalSeed, route: Route, pauses: list[int], percent: int, *, fiscal: int) -> None:
        at, level = made.sent_at, str(C if made.channel == Channel.COUNCIL else V)
        tz, previous = self.now.tzinfo, ""
        reports = route.count("progress")
        done = 0
        for action, pause in zip(route, pauses, strict=True):
            due = at + timedelta(days=5 if previous in ("send_back",) else 6 if action == "dispute" else pause)
            if action == "retable":
                due = max(due, datetime(fiscal - 1, 1, 14, tzinfo=tz)) if not made.end.endswith("_review") else due
            if action == "budget":
                due = max(due, datetime(fiscal - 1, 12, 23, tzinfo=tz))
            if action == "start":
                due = max(due, datetime(fiscal, 3, 5, tzinfo=tz) + timedelta(days=pause))
            if action == "progress":
                done += 1
                due = max(due, datetime(fiscal, 7 if done == 1 and reports > 1 else 10, 1, tzinfo=tz))
            at = min(max(due, at + timedelta(hours=3)), self.now - timedelta(hours=2))
            at = max(at.replace(minute=self.rng.randrange(60)), made.moves[-1].at if made.moves else made.sent_at)
            reason, said = self._words(action, level, made, percent if done >= reports else percent // 2)
            made.moves.append(
                Move(action=action, at=at, level=level, reason=reason, said=said, percent=percent if done >= reports else percent // 2)
            )
            level = _level_after(action, level)
            previous = action

    def _words(self, action: str, level: str, made: ProposalSeed, percent: int) -> tuple[str, str]:
        rng = self.rng
        village = "take" in [one.action for one in made.moves] or "rescue" in [one.action for one in made.moves]
        fixed = {
            "reroute": ("other_office", words.REROUTED), "to_province": ("other_level", words.TO_PROVINCE), "take": ("meets_needs", words.TAKEN),
            "rescue": ("village_own_plan", words.RESCUED), "resend": ("", words.RESENT), "dispute": ("not_true", words.DISPUTED),
            "reopen": ("new_facts", words.REOPENED), "cancel": ("", words.CANCELLED), "retable": ("", words.RETABLED),
            "start": ("", words.STARTED), "drop": words.DROPPED, "merge": ("same_work", words.MERGED), "split": ("several_tasks", words.SPLIT),
            "budget": ("", (words.BUDGETED_VILLAGE if village else words.BUDGETED).format(year=made.year) + (words.LINKED if made.line else "")),
        }  # fmt: skip
        if action == A:
            return "meets_needs", rng.choice(words.ACCEPTED[level])
        if action == "send_back":
            return words.RETURNED[level]
        if action == "refuse":
            return words.REFUSED[level]
        if action == "defer":
            return rng.choice(words.DEFERRED)
        if action == "progress":
            return "", rng.choice(words.PROGRESS).format(percent=percent)
        if action == "complete":
            return "", rng.choice(words.COMPLETED)
        return fixed[action]

    # ---------- Two that are one ----------

    def _merge(self, made: list[ProposalSeed]) -> None:
        """What is merged goes into another open one of the same kabupaten; it takes over its village and what it is about."""
        targets = [
            one for one in made if one.end in ("district_review", "planning_review", "agency_review") and one.channel != Channel.COUNCIL
        ]
        for one in (seed for seed in made if seed.end == "merged"):
            same = [other for other in targets if other.spot.code == one.spot.code] or [
                other for other in targets if other.spot.code[:5] == one.spot.code[:5]
            ]
            if not same:
                one.end, one.moves = "district_review", one.moves[:1]
                continue
            target = self.rng.choice(same)
            targets.remove(target)
            one.merges_into, one.spot, one.topic, one.channel, one.group = target.number, target.spot, target.topic, Channel.RESIDENT, ""
            one.spot_words, one.title = self._title(target.spot, target.topic)
            one.problem = self.rng.choice(target.topic.problems)
            one.sent_at = target.sent_at + timedelta(days=2)
            last = max(target.moves[-1].at if target.moves else target.sent_at, one.sent_at)
            for place, move in enumerate(one.moves):
                move.at = last + timedelta(hours=5 + place)
            one.year = target.year


def _level_after(action: str, level: str) -> str:
    """With whom it lies after a step, as far as the next step needs to know."""
    if action == A:
        return str(NEXT_LEVEL.get(level, G))
    if action == "dispute":
        return str({V: D}.get(Level(level), P))
    if action in ("rescue", "retable", "take"):
        return str(V)
    if action == "to_province":
        return str(P)
    return level


def states(seeds: Iterable[ProposalSeed]) -> set[str]:
    """In which states they end."""
    return {one.end for one in seeds}
