"""Contests of the demo world: one of last year that is decided, one that is judged now, one that takes entries, and the
province's; and a list of blank spots."""

from __future__ import annotations

import random
from collections.abc import Sequence
from datetime import date, datetime, timedelta

from django.conf import settings
from django.contrib.auth.hashers import make_password

from betang.accounts.actors import SYSTEM, Actor
from betang.accounts.models import Person
from betang.communities.models import Group
from betang.communities.terms import Standing
from betang.growth.contests import actions, queries, rules
from betang.growth.models import BlankSpot, Contest
from betang.growth.spread.rules import Signal
from betang.kernel import clock
from betang.regions.models import Region
from betang.regions.queries import by_code, current

SEED = 6203
REGENCY = "62.03"
MOST_ENTRIES = 6
JUDGES = (("Wulan Sangalang", "dosen komunikasi"), ("Tiwi Handuran", "wartawan"), ("Rudi Tarung", "pegiat literasi"))
AT_DESK = (("hana@contoh.test", "perencana kabupaten"), ("joko@contoh.test", "petugas kecamatan"))
"""People of the demo world who can sign in, by their e-mail: they judge, so that a judge's desk can be seen."""

TITLES = (
    "Kabar dari tepi sungai", "Dari usulan sampai jembatan", "Menjernihkan kabar banjir", "Anyaman yang sampai ke kota",
    "Belajar menulis di balai desa", "Harga ikan setiap pagi",
)  # fmt: skip
WORDS = (
    "Kami mencatat usulan warga dari tiga RT, mengirimkannya lewat Betang, lalu memasang jawabannya di papan balai desa. "
    "Dua di antaranya kini masuk rencana. Buku rapat dan daftar hadirnya bisa dilihat di sekretariat."
)
REASONS = (
    "Usulan warga dikawal sampai ada jawabannya, dan jawabannya dibagikan kembali. Buktinya lengkap.",
    "Berita terbit teratur sepanjang tahun, dan setiap pertanyaan warga dijawab.",
    "Penjernihan kabarnya cepat dan menyebut sumber.",
)
SOURCE = "Data contoh, bukan daftar resmi"
SPOTS = 36


def sow(now: datetime) -> None:
    """Contests and blank spots, through the same actions as in earnest, at moments of the past."""
    rng = random.Random(SEED)
    province, regency = by_code(settings.PROVINCE_CODE), by_code(REGENCY)
    year = now.astimezone(clock.zone()).year
    _blank_spots(rng, now)
    groups = list(
        Group.objects.filter(region__code__startswith=f"{REGENCY}.", standing=Standing.ACTIVE)
        .select_related("region")
        .order_by("slug")[:MOST_ENTRIES]
    )
    if len(groups) < rules.MIN_JUDGES:
        return
    _decided(regency, groups, year - 1, rng, now)
    above = _begun(
        province, f"KIMFest Kalimantan Tengah {year}", year, now - timedelta(days=20), 70, now,
        about="Kelompok terbaik dari setiap kabupaten dan kota menunjukkan apa yang berubah bagi warga.",
    )  # fmt: skip
    running = _begun(
        regency, f"Lomba KIM Kabupaten Kapuas {year}", year, now - timedelta(days=12), 30, now, above=above,
        about="Tunjukkan satu hal yang berubah di desa Anda karena kerja kelompok.",
    )  # fmt: skip
    _enter(running, groups[1:4], now - timedelta(days=3))
    _judged_now(regency, groups, year, now)


def _begun(
    region: Region, title: str, year: int, opens: datetime, days: int, now: datetime, *, about: str, above: Contest | None = None
) -> Contest:
    first = _day(opens)
    told = actions.About(
        title=title, year=year, opens_on=first, closes_on=first + timedelta(days=days), about=about, above=above, sent_up=2,
        rules_text="Satu karya dari tiap kelompok.\nBukti berupa halaman di situs sendiri.\nKeputusan juri disertai alasan.",
        prizes="Kamera, pelatihan lanjutan, dan sertifikat.",
    )  # fmt: skip
    row = actions.create_contest(actor=SYSTEM, region=region, about=told, criteria=rules.DEFAULTS, at=opens, is_sample=True)
    return actions.open_contest(actor=SYSTEM, contest=row, at=opens)


def _enter(contest: Contest, groups: Sequence[Group], at: datetime) -> None:
    for place, group in enumerate(groups):
        actions.enter(actor=SYSTEM, contest=contest, group=group, title=TITLES[place % len(TITLES)], words=WORDS, at=at)


def _decided(regency: Region, groups: Sequence[Group], year: int, rng: random.Random, now: datetime) -> None:
    opens = now.replace(year=year, month=8, day=1)
    row = _begun(
        regency, f"Lomba KIM Kabupaten Kapuas {year}", year, opens, 45, now, about="Lomba tahunan kelompok informasi di Kabupaten Kapuas."
    )  # fmt: skip
    _enter(row, groups, opens + timedelta(days=10))
    seats = []
    for number, (name, post) in enumerate(JUDGES, start=1):
        person = Person.objects.create(name=name, email=f"juri{number}@contoh.test", password=make_password(None))
        seats.append(actions.add_judge(actor=SYSTEM, contest=row, person=person, post=post, at=opens + timedelta(days=20)).judge)
    row = actions.begin_judging(actor=SYSTEM, contest=row, at=opens + timedelta(days=46))
    criteria = queries.criteria_of(row)
    judged = opens + timedelta(days=60)
    for place, entry in enumerate(queries.entries_of(row)):
        level = 88 - 5 * place
        for seat in seats:
            given = {one.pk: (min(100, level + rng.randint(-6, 6)), "Buktinya bisa dilihat.") for one in criteria}
            actions.give_scores(actor=Actor(id=seat.person_id, name=seat.label), judge=seat, entry=entry, given=given, at=judged)
    awards = {
        line.entry.pk: actions.Award(f"Juara {('I', 'II', 'III')[place]}", REASONS[place])
        for place, line in enumerate(queries.sheet_of(row).lines[:3])
    }
    actions.decide(
        actor=SYSTEM, contest=row, awards=awards, words="Semua kelompok bekerja tanpa menunggu perintah. Itu yang paling kami hargai.",
        at=opens + timedelta(days=66),
    )  # fmt: skip


def _judged_now(regency: Region, groups: Sequence[Group], year: int, now: datetime) -> None:
    """A contest whose scores are due in some days: one judge has given all, the other finds it at their desk."""
    opens = now - timedelta(days=45)
    row = _begun(
        regency, f"Lomba foto desa Kabupaten Kapuas {year}", year, opens, 30, now, about="Satu foto, satu cerita: apa yang berubah di desa?"
    )  # fmt: skip
    _enter(row, groups[:4], opens + timedelta(days=9))
    people = {person.email: person for person in Person.objects.filter(email__in=[email for email, _post in AT_DESK])}
    seats = [
        actions.add_judge(actor=SYSTEM, contest=row, person=people[email], post=post, at=opens + timedelta(days=20)).judge
        for email, post in AT_DESK
        if email in people
    ]
    if len(seats) < rules.MIN_JUDGES:
        return
    row = actions.begin_judging(actor=SYSTEM, contest=row, at=now - timedelta(days=10))
    criteria = queries.criteria_of(row)
    for place, entry in enumerate(queries.entries_of(row)):
        given = {one.pk: (84 - 3 * place, "Fotonya bercerita, keterangannya jelas.") for one in criteria}
        judge = Actor(id=seats[-1].person_id, name=seats[-1].label)
        actions.give_scores(actor=judge, judge=seats[-1], entry=entry, given=given, at=now - timedelta(days=6))


def _blank_spots(rng: random.Random, now: datetime) -> None:
    villages = list(current().filter(level="village", code__startswith=f"{settings.PROVINCE_CODE}.").order_by("code"))
    as_of = _day(now) - timedelta(days=190)
    chosen = rng.sample(villages, min(SPOTS, len(villages)))
    BlankSpot.objects.bulk_create(
        BlankSpot(region=one, as_of=as_of, signal=rng.choice(Signal.values), source=SOURCE, at=now) for one in chosen
    )  # fmt: skip


def _day(at: datetime) -> date:
    return at.astimezone(clock.zone()).date()
