"""Meetings of the demo world: of both years, for villages, kecamatan and kabupaten, with minutes; one that people are invited to now.

The proposals are there already, each with the day on which its level decided. A meeting gathers those of one place that were decided in
the days after it, so that its list, its decisions and its proposals' own timelines say the same.
"""

from __future__ import annotations

import random
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime, time, timedelta

from betang.accounts.actors import SYSTEM
from betang.audit.models import Entry
from betang.casework.actions.stepping import quietly
from betang.casework.terms import Level
from betang.kernel import clock
from betang.proposals import rules as proposal_rules
from betang.proposals.meetings import actions, queries, rules
from betang.proposals.meetings.actions import MeetingValues
from betang.proposals.meetings.rules import Guest
from betang.proposals.models import LevelOpinion, Meeting, Objection, Proposal, Ranked, Signature
from betang.proposals.terms import MeetingKind, MeetingState, RankingWay
from betang.regions.queries import by_code

VILLAGES = 12
"""How many villages have meetings, and the kecamatan that they lie in; the fullest first."""

WINDOW_DAYS = 12
"""What was decided in so many days after a meeting was decided in it: officers enter it when they are back at their desks."""

KINDS = {
    Level.VILLAGE: MeetingKind.VILLAGE_ASSEMBLY,
    Level.DISTRICT: MeetingKind.DISTRICT_FORUM,
    Level.PLANNING: MeetingKind.REGENCY_FORUM,
}
TITLES = {
    MeetingKind.VILLAGE_ASSEMBLY: "Musyawarah perencanaan {place} untuk {year}",
    MeetingKind.DISTRICT_FORUM: "Musrenbang {place} untuk {year}",
    MeetingKind.REGENCY_FORUM: "Musrenbang RKPD {place} untuk {year}",
}
AGAIN = "Musyawarah lanjutan {place} untuk {year}: usulan yang baru masuk"
"""What a second assembly of a village for the same year is called."""

PLACES = {
    MeetingKind.VILLAGE_ASSEMBLY: "Balai Desa",
    MeetingKind.DISTRICT_FORUM: "Aula kantor Kecamatan",
    MeetingKind.REGENCY_FORUM: "Aula Bappeda",
}
AGENDA = (
    "08.00 | Pendaftaran dan pembukaan | Panitia\n08.30 | Cerita pembangunan tahun lalu | Kepala desa\n"
    "09.00 | Usulan dusun dan kelompok perempuan | Wakil warga\n10.30 | Menilai dan mengurutkan usulan | Semua peserta\n"
    "12.00 | Keputusan dan berita acara | Pimpinan musyawarah"
)
INVITED = (
    "Ketua RT | 6\nBPD | 5\nPKK dan kelompok perempuan | 8\nKarang taruna | 4\nTokoh adat dan agama | 4\nKelompok tani dan nelayan | 6"
)
WOMEN = ("Rusmini", "Siti Aminah", "Dewi", "Lestari", "Marni", "Yuliana", "Norhayati", "Kristina", "Ida", "Salasiah", "Helda", "Murni")
MEN = ("Hendra", "Suparman", "Yusuf", "Darius", "Jumadi", "Rahman", "Untung", "Kornelius", "Arbain", "Tiwi", "Sahrudin", "Bambang")
LAST = ("Usop", "Sangen", "Mahar", "Tarung", "Bahen", "Rangkap", "Nyahu", "Dehen", "Singa", "Lambung", "Kahayan", "Tingang")
FROM = ("RT 01", "RT 02", "RT 03", "BPD", "PKK", "Karang taruna", "Kelompok tani", "Tokoh adat", "Posyandu", "Perangkat desa")
RESOLVED = (
    "Musyawarah dibuka dan berjalan tertib. Setiap usulan dibacakan, ditanyakan lahannya, lalu dinilai bersama.\n"
    "Peserta menyepakati urutan di atas. Yang belum dapat didanai disimpan dan dibahas lagi tahun depan dengan nomor yang sama."
)
OBJECTIONS = (
    ("Warga RT 03", "Jalan ke kebun sudah tiga tahun kami usulkan dan belum pernah masuk.", "Menjadi yang pertama dibahas tahun depan."),
    ("Kelompok perempuan", "Air bersih seharusnya di urutan pertama, bukan lampu.", "Nilai dihitung ulang di depan peserta; urutan tetap."),
    ("Nelayan", "Dermaga lebih mendesak karena musim banjir sudah dekat.", "Diperbaiki darurat dengan gotong royong."),
)


def sow(now: datetime) -> list[Meeting]:
    """All meetings of the demo world, in the transaction that is open. Some ten seconds, most of it for the PDFs."""
    rng = random.Random("62:meetings")
    by_place: dict[tuple[str, str, int], list[LevelOpinion]] = defaultdict(list)
    rows = LevelOpinion.objects.filter(
        level__in=list(KINDS), proposal__is_sample=True, recommendation__in=("accepted", "returned", "deferred", "refused")
    )
    for one in rows.select_related("proposal__matter", "step").order_by("at", "pk"):
        code = _seat(one)
        if code:
            by_place[one.level, code, one.fiscal_year].append(one)
    totals: dict[str, int] = defaultdict(int)
    for (level, code, _year), opinions in by_place.items():
        if level == Level.VILLAGE:
            totals[code] += len(opinions)
    villages = set(sorted(totals, key=lambda code: (-totals[code], code))[:VILLAGES])
    districts = {code[:8] for code in villages}
    made = []
    with quietly():
        for (level, code, year), opinions in sorted(by_place.items(), key=lambda pair: (pair[0][1].count("."), pair[0])):
            if (level == Level.VILLAGE and code not in villages) or (level == Level.DISTRICT and code not in districts):
                continue
            held = _held(rng, level, code, year, opinions, now)
            if held is not None:
                made.append(held)
        invited = _invited(rng, sorted(villages, key=lambda code: (-totals[code], code)), now)
        made += [invited] if invited is not None else []
    return made


def _seat(one: LevelOpinion) -> str:
    code = one.proposal.region_code
    if one.level == Level.VILLAGE:
        return code if code.count(".") == 3 else ""
    return code[:8] if one.level == Level.DISTRICT else proposal_rules.government_of(code)


def _fullest(opinions: Sequence[LevelOpinion]) -> list[LevelOpinion]:
    """Those of the fullest stretch of `WINDOW_DAYS`, each proposal once."""
    best: list[LevelOpinion] = []
    for at, first in enumerate(opinions):
        until = first.at + timedelta(days=WINDOW_DAYS)
        here = {one.proposal_id: one for one in reversed(opinions[at:]) if one.at <= until}
        if len(here) > len(best):
            best = sorted(here.values(), key=lambda one: (one.at, str(one.pk)))
    return best


def _values(rng: random.Random, kind: MeetingKind, code: str, year: int, starts_at: datetime, *, by_points: bool) -> MeetingValues:
    place = by_code(code).full_name
    return MeetingValues(
        title=TITLES[kind].format(place=place, year=year),
        starts_at=starts_at,
        place=f"{PLACES[kind]} {by_code(code).name}"[:200],
        fiscal_year=year,
        agenda=rules.agenda_of(AGENDA),
        invited=rules.invited_of(INVITED),
        invitation="Mari bersama menentukan apa yang dibangun lebih dulu.",
        quorum=20 if kind == MeetingKind.VILLAGE_ASSEMBLY else 30,
        ranking_way=RankingWay.POINTS if by_points else RankingWay.CRITERIA,
        points_each=5,
    )


def _guests(rng: random.Random, count: int) -> list[Guest]:
    names = [
        (f"{first} {last}", is_woman)
        for first, is_woman in (*((one, True) for one in WOMEN), *((one, False) for one in MEN))
        for last in LAST
    ]
    return [Guest(name, rng.choice(FROM), is_woman, rng.random() < 0.9) for name, is_woman in rng.sample(names, count)]


def _morning(moment: datetime, days: int) -> datetime:
    day = moment.astimezone(clock.zone()).date() + timedelta(days=days)
    return datetime.combine(day, time(8, 0), tzinfo=clock.zone())


def _held(rng: random.Random, level: str, code: str, year: int, opinions: Sequence[LevelOpinion], now: datetime) -> Meeting | None:
    chosen = _fullest(opinions)
    if not chosen:
        return None
    kind = KINDS[Level(level)]
    starts = _morning(chosen[0].at, -1)
    latest = min(now, max(one.at for one in chosen) + timedelta(hours=3))
    if starts.year > year or year > starts.year + 5:
        return None
    by_points = rng.random() < 0.3
    afterwards = level == Level.VILLAGE and rng.random() < 0.25
    meeting = actions.plan_meeting(
        actor=SYSTEM, kind=kind, region_code=code, values=_values(rng, kind, code, year, starts, by_points=by_points),
        at=latest if afterwards else starts - timedelta(days=10), is_afterwards=afterwards, is_sample=True,
    )  # fmt: skip
    if not afterwards:
        actions.invite(actor=SYSTEM, meeting=meeting, at=starts - timedelta(days=9))
    guests = _guests(rng, rng.randint(24, 48) if level == Level.VILLAGE else rng.randint(34, 70))
    actions.record_attendance(actor=SYSTEM, meeting=meeting, guests=guests, at=latest if afterwards else starts + timedelta(hours=1))
    _list(rng, meeting, chosen, len(guests))
    if rng.random() < 0.5:
        by_label, words, answer = rng.choice(OBJECTIONS)
        Objection.objects.create(meeting=meeting, by_label=by_label, words=words, answer=answer, at=latest)
    minutes = actions.close(actor=SYSTEM, meeting=meeting, minutes_text=RESOLVED, at=latest)
    if rng.random() < 0.85:
        names = dict(Entry.objects.filter(pk__in=[one.step.entry_id for one in chosen]).values_list("pk", "actor_name"))
        name = next((names[one.step.entry_id] for one in chosen if names.get(one.step.entry_id)), "")
        if name:
            at = min(now, latest + timedelta(hours=2))
            role = {Level.VILLAGE: "petugas", Level.DISTRICT: "petugas", Level.PLANNING: "perencana"}[Level(level)]
            Signature.objects.create(minutes=minutes, name=name, role=f"{role}, {by_code(code).full_name}"[:120], at=at)
            Meeting.objects.filter(pk=meeting.pk).update(state=MeetingState.SIGNED)
            meeting.state = MeetingState.SIGNED
    return meeting


def _list(rng: random.Random, meeting: Meeting, chosen: Sequence[LevelOpinion], present: int) -> None:
    """The list as it was decided: what was accepted scored higher than what was put off or refused."""
    left = present * meeting.points_each
    rows = []
    for one in chosen:
        low = 55 if one.recommendation == "accepted" else 25
        points = rng.randint(low, low + 40) * left // (100 * max(2, len(chosen)))
        rows.append(
            Ranked(
                meeting=meeting, proposal=one.proposal, decision=one.recommendation, words=one.words, step=one.step,
                scores={} if meeting.ranking_way == RankingWay.POINTS else {
                    item["key"]: min(100, 5 * rng.randint(low // 5, low // 5 + 8)) for item in meeting.criteria
                },
                points=max(1, points) if meeting.ranking_way == RankingWay.POINTS else 0,
            )
        )  # fmt: skip
    Ranked.objects.bulk_create(rows)
    actions.put_in_order(meeting)


def _invited(rng: random.Random, villages: Sequence[str], now: datetime) -> Meeting | None:
    """A meeting to which people are invited now, with what waits for it on its list."""
    starts = _morning(now, 12)
    for code in villages:
        waiting = Proposal.objects.filter(region_code=code, matter__state="village_review", is_sample=True)
        if not waiting.exists():
            continue
        year = max(waiting.values_list("fiscal_year", flat=True))
        if not starts.year <= year <= starts.year + 5:
            continue
        values = _values(rng, MeetingKind.VILLAGE_ASSEMBLY, code, year, starts, by_points=False)
        if Meeting.objects.filter(region_code=code, fiscal_year=year).exists():
            values = replace(values, title=AGAIN.format(place=by_code(code).full_name, year=year))
        meeting = actions.plan_meeting(
            actor=SYSTEM, kind=MeetingKind.VILLAGE_ASSEMBLY, region_code=code, values=values, at=now, is_sample=True
        )
        actions.invite(actor=SYSTEM, meeting=meeting, at=now)
        actions.take_up(actor=SYSTEM, meeting=meeting, proposal_ids=[one.pk for one in queries.offered_to(meeting).waiting], at=now)
        return meeting
    return None
