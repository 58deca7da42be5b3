"""The demo world's plans as values: which line stands where, for how much in each phase, what was spent. Decided by one seed. Pure."""

from __future__ import annotations

import random
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date

from betang.planning.seeds import words
from betang.planning.seeds.words import OfficeSeed, Work
from betang.planning.terms import Phase

DONE_YEAR, RUNNING_YEAR, NEXT_YEAR = 2025, 2026, 2027
YEARS = (DONE_YEAR, RUNNING_YEAR, NEXT_YEAR)
QUARTERS = {DONE_YEAR: ((6, 30), (12, 31)), RUNNING_YEAR: ((3, 31), (6, 30), (9, 30))}
"""The days until which realisation was reported, by year: all of the year that has ended, three quarters of the one that runs."""

Reports = tuple[tuple[date, int, int, str], ...]
"""Until when, what was spent, percent of the work, words."""


@dataclass(frozen=True, slots=True)
class Place:
    """A region by code and name; `above` is the name of the kecamatan of a village."""

    code: str
    name: str
    kind: str
    above: str = ""

    @property
    def words(self) -> str:
        """As a work plan writes it."""
        if self.kind in ("desa", "kelurahan"):
            return f"Kec. {self.above}, {'Desa' if self.kind == 'desa' else 'Kel.'} {self.name}"
        return {"provinsi": "Provinsi", "kabupaten": "Kab.", "kota": "Kota", "kecamatan": "Kec."}[self.kind] + f" {self.name}"


@dataclass(frozen=True, slots=True, kw_only=True)
class Setting:
    """What the world is made of: the list of codes (code → name, unit), the governments, the districts and villages of the demo.

    `others` are the kabupaten that have no plan of their own here, but in which the province builds.
    """

    codes: Mapping[str, tuple[str, str]]
    province: Place
    regencies: Sequence[Place]
    districts: Mapping[str, Sequence[Place]]
    villages: Mapping[str, Sequence[Place]]
    others: Sequence[Place] = ()
    showcase: str = ""
    seed: int = 62


@dataclass(slots=True, kw_only=True)
class LineSeed:
    """One line. `office` is the short name of its office, empty for a village."""

    government: str
    year: int
    code: str
    name: str
    amounts: dict[Phase, int]
    office: str = ""
    is_one_of_several: bool = False
    funds: tuple[tuple[str, int | None], ...] = ()
    places: tuple[Place, ...] = ()
    detail: str = ""
    target: int = 1
    unit: str = ""
    reports: Reports = ()
    topic: str = ""
    milestones: tuple[tuple[str, date, date | None], ...] = ()

    @property
    def worth(self) -> int:
        """The amount of the phase that it has come to."""
        return next(
            self.amounts[phase] for phase in (Phase.REVISED, Phase.BUDGETED, Phase.CEILING, Phase.PROPOSED) if phase in self.amounts
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class VillageYear:
    """What a village has published of a year besides its lines; and what it has not."""

    village: Place
    year: int
    incomes: tuple[tuple[str, int, int | None], ...]
    documents: tuple[str, ...]
    hung_at: str = ""
    hung_on: date | None = None


@dataclass(slots=True)
class World:
    """All of it."""

    lines: list[LineSeed] = field(default_factory=list)
    offices: list[tuple[Place, OfficeSeed]] = field(default_factory=list)
    village_years: list[VillageYear] = field(default_factory=list)


def world(setting: Setting) -> World:
    """The whole world of plans. The same setting gives the same world."""
    made = World()
    _Regional(made, setting, setting.province, words.PROVINCE_OFFICES, authority="1").write()
    for regency in setting.regencies:
        _Regional(made, setting, regency, words.REGENCY_OFFICES, authority="2").write()
    number = 0
    for regency in setting.regencies:
        for village in setting.villages[regency.code]:
            if village.kind == "desa":
                _village(made, setting, village, number)
                number += 1
    return made


def _rounded(amount: float, step: int = 50_000) -> int:
    return max(step, round(amount / step) * step)


def phases(rng: random.Random, base: float, year: int, *, is_village: bool = False) -> dict[Phase, int]:
    """Amounts on their way from wish to budget, as far as the year has come."""
    proposed = _rounded(base * rng.uniform(1.04, 1.3))
    ceiling = _rounded(base * rng.uniform(0.97, 1.05))
    if year == NEXT_YEAR:
        return {Phase.PROPOSED: proposed} if is_village else {Phase.PROPOSED: proposed, Phase.CEILING: ceiling}
    found = {Phase.PROPOSED: proposed, Phase.CEILING: ceiling, Phase.BUDGETED: _rounded(ceiling * rng.uniform(0.94, 1.0))}
    if is_village:
        del found[Phase.CEILING]
    if year == DONE_YEAR or rng.random() < 0.55:
        found[Phase.REVISED] = _rounded(found[Phase.BUDGETED] * rng.choice((1.0, 1.0, rng.uniform(0.86, 0.98), rng.uniform(1.02, 1.14))))
    return found


def reports(rng: random.Random, worth: int, year: int, *, is_work: bool, skips: frozenset[tuple[int, int]] = frozenset()) -> Reports:
    """What was spent until the end of each quarter (or half year); nothing for a year that has not begun."""
    days = [one for one in QUARTERS.get(year, ()) if one not in skips]
    if not days:
        return ()
    is_late = is_work and rng.random() < 0.12
    is_early = is_work and not is_late and rng.random() < 0.4
    final = rng.uniform(0.35, 0.7) if is_late else rng.uniform(0.88, 0.998)
    pace = rng.uniform(1.3, 2.2) if is_work else rng.uniform(0.95, 1.1)
    found: list[tuple[date, int, int, str]] = []
    for month, day in days:
        passed = min(1.0, month / 9) if is_early else month / 12
        share = final * passed**pace
        spent = min(worth, round(worth * share / 1000) * 1000)
        percent = 100 if share > 0.85 else min(99, round(100 * min(1.0, passed**pace * (0.7 if is_late else 1.06))))
        said = words.WORDS_LATE if is_late else words.WORDS_DONE if percent == 100 else words.WORDS_UNDER_WAY
        found.append((date(year, month, day), spent, percent, rng.choice(said) if is_work else ""))
    return tuple(found)


class _Regional:
    """Plans of one province, kabupaten or kota over the years."""

    def __init__(self, made: World, setting: Setting, government: Place, offices: Sequence[OfficeSeed], *, authority: str) -> None:
        self.made, self.setting, self.government, self.offices, self.authority = made, setting, government, offices, authority
        self.rng = random.Random(f"{setting.seed}:{government.code}")
        self.scale = 2.0 if authority == "1" else {"62.71": 0.8}.get(government.code, 1.0)
        self.part = {"62": 1.0, "62.03": 0.85, "62.02": 0.65, "62.71": 0.65}.get(government.code, 0.65)
        self.by_field: dict[str, list[str]] = {}
        worked = {one.province_code if authority == "1" else one.code for one in words.WORKS}
        for code, (name, _unit) in setting.codes.items():
            pieces = code.split(".")
            if len(pieces) == 6 and pieces[3] == authority and code not in worked and not any(one in name for one in words.UNFIT):
                self.by_field.setdefault(".".join(pieces[:2]), []).append(code)
        if authority == "1":
            self.spots = [*(place for some in setting.villages.values() for place in some), *(list(setting.others) * 6)]
        else:
            self.spots = list(setting.villages[government.code])

    def write(self) -> None:
        """Offices first, then each year: what every office does always, the works that people see, the districts."""
        self.made.offices += [(self.government, one) for one in self.offices]
        districts = self.setting.districts.get(self.government.code, ()) if self.authority == "2" else ()
        self.made.offices += [
            (self.government, OfficeSeed(f"Kecamatan {one.name}", f"Kecamatan {one.name}", ("7.01",), 5, "district")) for one in districts
        ]
        always: list[tuple[OfficeSeed, str, float, int]] = []
        for office in self.offices:
            codes = [code for one in office.fields for code in self.by_field.get(one, ())]
            chosen = sorted(self.rng.sample(codes, min(len(codes), round(office.at_most * self.part))))
            always += [(office, code, self._usual(code), self._target(code)) for code in chosen]
            for pattern in words.SUPPORT:
                code = pattern.format(a=self.authority)
                if code in self.setting.codes:
                    always.append((office, office.fields[0] + code[4:], self._usual(code), self._target(code)))
        for year in YEARS:
            growth = {DONE_YEAR: 0.95, RUNNING_YEAR: 1.0, NEXT_YEAR: 1.06}[year]
            for office, code, usual, target in always:
                if self.rng.random() < 0.94:
                    self._line(office.short, year, code, self._official(code), usual * growth, target, (self.government,))
            for district in districts:
                for code in words.DISTRICT_CODES:
                    usual = self._usual(code) * 0.45
                    self._line(f"Kecamatan {district.name}", year, code, self._official(code), usual * growth, 2, (district,))
            self._works(year)

    def _official(self, code: str) -> str:
        pieces = code.split(".")
        listed = code if code in self.setting.codes else ".".join(["X", "XX", *pieces[2:]])
        return self.setting.codes[listed][0]

    def _unit(self, code: str) -> str:
        return self.setting.codes.get(code, ("", ""))[1] or self.setting.codes.get("X.XX." + code.split(".", 2)[2], ("", ""))[1]

    def _usual(self, code: str) -> float:
        unit = self._unit(code).lower()
        if "02.0001" in code and code.startswith("X"):
            return self.rng.uniform(0.7e9, 2.1e9) * self.scale
        low, high = (40e6, 260e6) if unit in ("dokumen", "laporan", "layanan") else (90e6, 900e6)
        return self.rng.uniform(low, high) * self.scale

    def _target(self, code: str) -> int:
        unit = self._unit(code).lower()
        if unit in ("dokumen", "laporan", "layanan"):
            return self.rng.choice((1, 1, 2, 4, 12))
        return (
            self.rng.choice((20, 40, 60, 120, 250))
            if unit in ("orang", "orang/bulan", "keluarga", "peserta didik")
            else self.rng.randint(1, 12)
        )

    def _works(self, year: int) -> None:
        office_of = {one: office.short for office in self.offices for one in office.fields}
        planned: dict[str, list[tuple[Work, Place]]] = {}
        for place in self.spots:
            is_show = place.code == self.setting.showcase
            count = (
                (5 if is_show else self.rng.choice((1, 2, 2, 3)))
                if self.authority == "2"
                else (2 if is_show else self.rng.choice((0, 0, 1)))
            )
            fit = [one for one in words.WORKS if self.authority == "2" or one.province_code]
            fit = [one for one in fit if place.kind == "desa" or one.topic not in ("jalan_tani", "dermaga")]
            count = count or (1 if place.above == "" else 0)
            for work in self.rng.sample(fit, count):
                planned.setdefault(work.code if self.authority == "2" else work.province_code, []).append((work, place))
        for code in sorted(planned):
            several = len(planned[code]) > 1
            names: Counter[str] = Counter()
            for work, place in planned[code]:
                pattern = work.name if self.authority == "2" else work.province_name
                name = pattern.format(place=place.name)
                names[name] += 1
                if names[name] > 1:
                    name += f", Kec. {place.above}" if place.above else f" Tahap {names[name]}"
                size = self.rng.randint(*work.size)
                price = work.price_idr * self.rng.uniform(0.85, 1.2) * (2.2 if self.authority == "1" else 1.25)
                self._line(
                    office_of[code[:4]], year, code, name, size * price, size, (place,), work=work, several=several,
                    detail=self.rng.choice(words.SPOTS) if place.above else "",
                )  # fmt: skip

    def _line(
        self, office: str, year: int, code: str, name: str, base: float, target: int, places: tuple[Place, ...], *,
        work: Work | None = None, several: bool = False, detail: str = "",
    ) -> None:  # fmt: skip
        amounts = phases(self.rng, base, year)
        line = LineSeed(
            government=self.government.code, year=year, office=office, code=code, name=name, amounts=amounts, is_one_of_several=several,
            places=places, target=target, unit=self._unit(code), topic=work.topic if work else "", detail=detail,
        )  # fmt: skip
        line.funds = self._funds(line.worth, is_work=work is not None)
        line.reports = reports(self.rng, line.worth, year, is_work=work is not None)
        if work is not None and year != NEXT_YEAR:
            line.milestones = milestones(self.rng, line)
        self.made.lines.append(line)

    def _funds(self, worth: int, *, is_work: bool) -> tuple[tuple[str, int | None], ...]:
        own = words.VEHICLE_TAX if self.authority == "1" else words.FUNDS["own"]
        if not is_work:
            return ((self.rng.choice((words.FUNDS["general"], words.FUNDS["general"], own)), None),)
        first = self.rng.choice((words.FUNDS["general"], words.FUNDS["special"], words.FUNDS["profit"]))
        if self.rng.random() < 0.8:
            return ((first, None),)
        part = _rounded(worth * self.rng.uniform(0.55, 0.8))
        return ((first, part), (own, worth - part))


def milestones(rng: random.Random, line: LineSeed) -> tuple[tuple[str, date, date | None], ...]:
    """Contract, half, handed over: done as far as the reports say."""
    percent = line.reports[-1][2] if line.reports else 0
    steps = (("Kontrak ditandatangani", 3, 15, 1), ("Pekerjaan 50 persen", 7, 31, 50), ("Serah terima", 11, 30, 100))
    found: list[tuple[str, date, date | None]] = []
    for name, month, day, needed in steps:
        due = date(line.year, month, day)
        is_done = percent >= needed
        last = line.reports[-1][0] if line.reports else due
        found.append((name, due, min(last, date(line.year, month, max(1, day - rng.randint(0, 12)))) if is_done else None))
    return tuple(found)


# ---------- Villages ----------


def _village(made: World, setting: Setting, village: Place, number: int) -> None:
    rng = random.Random(f"{setting.seed}:{village.code}")
    scale = rng.uniform(0.8, 1.25)
    is_show = village.code == setting.showcase
    keeps_share = is_show or number % 7 != 4
    skips: dict[int, frozenset[tuple[int, int]]] = {}
    if not is_show and number % 4 == 1:
        skips[RUNNING_YEAR] = frozenset({(3, 31), (6, 30)})
    if not is_show and number % 9 == 5:
        skips[DONE_YEAR] = frozenset(QUARTERS[DONE_YEAR])
    for year in YEARS:
        lines = list(_village_lines(rng, village, year, scale, keeps_share=keeps_share, works=9 if is_show else rng.randint(3, 6)))
        for line in lines:
            line.reports = reports(rng, line.worth, year, is_work=bool(line.topic), skips=skips.get(year, frozenset()) | {(3, 31)})
            if line.topic and year != NEXT_YEAR:
                line.milestones = milestones(rng, line)
        made.lines += lines
        if year != NEXT_YEAR:
            made.village_years.append(_village_year(rng, village, year, lines, number, is_show=is_show))
        elif is_show or number % 3 != 1:
            made.village_years.append(VillageYear(village=village, year=year, incomes=(), documents=("rkp_desa",)))


def _village_lines(rng: random.Random, village: Place, year: int, scale: float, *, keeps_share: bool, works: int) -> Iterator[LineSeed]:
    chosen = rng.sample(words.WORKS, works)
    seen: set[str] = set()
    for code, name, millions, fund in words.VILLAGE_ROUTINE:
        if code.startswith("01.01.") or rng.random() < 0.85:
            base = millions * 1_000_000 * scale * (1.0 if not code.startswith("01.01.") else 0.8 if keeps_share else 1.65)
            yield _village_line(rng, village, year, code, name, base, fund)
    for work in chosen:
        spot = rng.choice(words.SPOTS)
        name = work.village_name.format(spot=spot)
        if name not in seen:
            seen.add(name)
            size = rng.randint(*work.village_size)
            price = work.village_price_idr * rng.uniform(0.9, 1.1)
            fund = rng.choice(("4.2.1", "4.2.1", "4.2.1", "4.2.5"))
            yield _village_line(rng, village, year, work.village_code, name, size * price, fund, work=work, size=size, detail=spot)


def _village_line(
    rng: random.Random, village: Place, year: int, code: str, name: str, base: float, fund: str, *, work: Work | None = None,
    size: int = 1, detail: str = "Kantor Desa",
) -> LineSeed:  # fmt: skip
    units = {"jalan": "M", "rawat_jalan": "M", "jembatan": "M", "siring": "M", "drainase": "M", "irigasi": "M", "jalan_tani": "M"}
    return LineSeed(
        government=village.code, year=year, code=code, name=name, amounts=phases(rng, base, year, is_village=True), funds=((fund, None),),
        places=(village,), detail=detail, target=size, unit=(units.get(work.topic, "Unit") if work else "Tahun"),
        topic=work.topic if work else "", is_one_of_several=True,
    )  # fmt: skip


def _village_year(rng: random.Random, village: Place, year: int, lines: Iterable[LineSeed], number: int, *, is_show: bool) -> VillageYear:
    by_fund: Counter[str] = Counter()
    for line in lines:
        by_fund[line.funds[0][0]] += line.amounts[Phase.BUDGETED]
    part = 1.0 if year == DONE_YEAR else 0.75
    incomes = [(code, amount, _rounded(amount * part, 1000)) for code, amount in sorted(by_fund.items())]
    kinds = ["rpjm_desa", "rkp_desa", "apb_desa"] + (["du_rkp_desa"] if number % 3 == 0 and not is_show else [])
    if not is_show and number % 5 == 2:
        kinds = kinds[:1]
    if not is_show and number % 6 == 3:
        incomes = []
    hangs = is_show or number % 3 != 2
    return VillageYear(
        village=village, year=year, incomes=tuple(incomes), documents=tuple(kinds), hung_at="Depan kantor desa" if hangs else "",
        hung_on=date(year, 1, 8 + number % 20) if hangs else None,
    )  # fmt: skip
