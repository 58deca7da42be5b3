"""The demo world's tending: visits with tasks, six mentorships, and a few groups on each rung of silence."""

from __future__ import annotations

import random
from collections.abc import Sequence
from datetime import datetime, timedelta
from uuid import UUID

from django.db.models import Q

from betang.accounts.actors import Actor, HeldPost
from betang.accounts.models import Appointment
from betang.accounts.terms import Post
from betang.communities.models import Group
from betang.communities.terms import REGISTERED, Standing
from betang.growth import actions
from betang.growth.models import Activity, Climb, Held, Mentorship, Quiet, Task, Visit
from betang.growth.seeds import coordinators
from betang.growth.tending import dormancy, ladder, mentoring, queries, signs, tasks
from betang.growth.terms import QUIET_DAYS, Origin, QuietStep, TaskFor, TaskState, VisitKind

SEED = 623
MOST_VISITS = 24
RUNGS = (4, 4, 3, 2, 3, 2, 1, 2, 3, 1)
"""How far down each sleeper stands, where its silence is long enough: the longest silent ones first."""

SEEN = (
    "Papan informasi di depan balai desa masih terisi, tetapi berita di situs terakhir tiga minggu lalu.",
    "Bertemu ketua dan dua penulis muda. Mereka memotret dengan telepon dan menulis bergantian.",
    "Sekretariat dipakai bersama Karang Taruna. Buku rapat ada, daftar hadir lengkap.",
    "Ibu-ibu kelompok anyaman ingin menulis juga, tetapi belum tahu cara mengunggah foto.",
)
ADVICE = (
    "Tulis satu berita pendek setiap Senin; tidak perlu panjang, yang penting jelas siapa, apa, dan kapan.",
    "Ajak perangkat desa menjawab pertanyaan warga sebulan sekali.",
    "Minta izin dulu sebelum memotret orang, terutama anak-anak.",
    "Simpan catatan harga pasar di satu buku, lalu kirim setiap Jumat.",
)
AGREED = (
    (TaskFor.GROUP, "Membuat jadwal piket menulis untuk tiga bulan"),
    (TaskFor.GROUP, "Menerbitkan satu berita tentang posyandu"),
    (TaskFor.GROUP, "Menambah dua orang penulis perempuan"),
    (TaskFor.COORDINATOR, "Mengirim buku panduan dan contoh daftar hadir"),
    (TaskFor.COORDINATOR, "Menanyakan jaringan internet desa kepada kecamatan"),
)
RESULTS = ("Sudah jalan sejak minggu lalu.", "Selesai, fotonya ada di situs.", "Sudah dikirim lewat travel.")
AIMS = (
    "Menulis kabar desa setiap minggu dan memotret dengan telepon.",
    "Menjawab pertanyaan warga dan memeriksa kabar sebelum dibagikan.",
    "Memasarkan hasil anyaman lewat halaman produk.",
)


def sow(now: datetime) -> None:
    """Everything at its own moment of the past, in less than two seconds."""
    rng = random.Random(SEED)
    in_charge = coordinators()
    awake = list(
        Group.objects.filter(standing=Standing.ACTIVE, last_active_at__gt=now - timedelta(days=30))
        .select_related("region")
        .order_by("slug")
    )
    _visit([one for one in awake if one.region.code[:5] in in_charge][:MOST_VISITS], in_charge, rng, now)
    _mentor(awake, in_charge, rng, now)
    _fall_asleep(now)


def _visit(groups: Sequence[Group], in_charge: dict[str, Actor], rng: random.Random, now: datetime) -> None:
    for place, group in enumerate(groups):
        actor = in_charge[group.region.code[:5]]
        at = now - timedelta(days=rng.randint(6, 75), hours=rng.randint(0, 6))
        on = dormancy.day_of(at)
        agreed = [
            actions.Agreed(text, whose, on + timedelta(days=rng.choice((10, 21, 45))))
            for whose, text in rng.sample(AGREED, rng.randint(1, 2))
        ]
        visit = actions.record_visit(
            actor=actor, group=group, kind=VisitKind.COACHING if place % 3 else VisitKind.MONITORING, on=on,
            seen=SEEN[place % len(SEEN)],
            advice=ADVICE[place % len(ADVICE)], people_met=rng.randint(2, 14), is_online=place % 5 == 4, agreed=agreed,
            at=at, is_sample=True,
        )  # fmt: skip
        if place % 2:
            for task in visit.tasks.all():
                tasks.close_task(actor=actor, task=task, result=rng.choice(RESULTS), at=min(now, at + timedelta(days=rng.randint(2, 20))))


def _mentor(groups: Sequence[Group], in_charge: dict[str, Actor], rng: random.Random, now: datetime) -> None:
    """Four that run, one that is proposed, one that has ended with a certificate."""
    rows = Appointment.objects.filter(post=Post.CHAIR, until_on__isnull=True, group_id__isnull=False).select_related("person")
    chairs = {
        row.group_id: Actor(id=row.person.pk, name=row.person.name, posts=(HeldPost(post=Post.CHAIR, group_id=row.group_id),))
        for row in rows
        if row.group_id is not None
    }
    grown = set(Held.objects.filter(until_on__isnull=True, stage__order__gte=mentoring.GROWN).values_list("group_id", flat=True))
    young = [one for one in groups if one.pk not in grown and one.pk in chairs and one.region.code[:5] in in_charge]
    ends = ["running", "running", "ended", "proposed", "running", "running"]
    rng.shuffle(young)
    for group in young:
        if not ends:
            return
        coordinator = in_charge[group.region.code[:5]]
        near = [one.group for one in queries.candidates(group, 3) if one.group.pk in chairs and one.mentored < 2]
        if not near:
            continue
        _pair(group, near[0], coordinator, chairs, ends.pop(0), len(ends), rng, now)


def _pair(
    group: Group, mentor: Group, coordinator: Actor, chairs: dict[UUID, Actor], ends: str, place: int, rng: random.Random, now: datetime
) -> None:
    at = now - timedelta(days=3 if ends == "proposed" else rng.randint(60, 120))
    aim = AIMS[place % len(AIMS)]
    row = mentoring.propose(actor=coordinator, group=group, mentor=mentor, aim=aim, at=at, is_sample=True)
    row = mentoring.agree(actor=chairs[mentor.pk], mentorship=row, at=at + timedelta(days=1))
    if ends == "proposed":
        return
    row = mentoring.agree(actor=chairs[group.pk], mentorship=row, at=at + timedelta(days=2))
    seen_at = at + timedelta(days=20)
    actions.record_visit(
        actor=chairs[mentor.pk], group=group, kind=VisitKind.COACHING, on=dormancy.day_of(seen_at),
        seen="Menulis dua berita bersama di balai desa.",
        advice="Lain kali mulai dari foto, baru tulisannya.", people_met=rng.randint(3, 8), mentorship=row, at=seen_at, is_sample=True,
        agreed=[actions.Agreed("Mengirim tiga naskah untuk dibaca bersama", TaskFor.GROUP, dormancy.day_of(now) + timedelta(days=5))],
    )  # fmt: skip
    if ends == "ended":
        over = now - timedelta(days=5)
        row = mentoring.end(actor=coordinator, mentorship=row, reason="Tujuan tercapai: kelompok menulis sendiri setiap minggu.", at=over)
        mentoring.certify(actor=coordinator, mentorship=row, signer_post="Koordinator KIM", at=over)


def _fall_asleep(now: datetime) -> None:
    """Groups that neither wrote nor told anything of late, each as far down the ladder as its silence reaches."""
    busy = set(Visit.objects.values_list("group_id", flat=True)) | set(Climb.objects.values_list("group_id", flat=True))
    busy |= set(Mentorship.objects.values_list("mentor_id", flat=True))
    quiet = Q(last_active_at__isnull=True) | Q(last_active_at__lt=now - timedelta(days=60))
    found = Group.objects.filter(quiet, standing__in=REGISTERED).exclude(pk__in=busy).select_related("region").order_by("slug")
    rows = list(found[: 2 * len(RUNGS)])
    Activity.objects.filter(group__in=rows, origin=Origin.STATED, is_sample=True).delete()
    alive = signs.last_of(rows, at=now)
    rows.sort(key=lambda group: alive[group.pk])
    for group, most in zip(rows, RUNGS, strict=False):
        since = alive[group.pk]
        for step in ladder.STEPS[:most]:
            at = since + timedelta(days=QUIET_DAYS[step])
            if at <= now:
                dormancy.take_step(group, QuietStep(step), since=dormancy.day_of(since), silent_days=QUIET_DAYS[step], at=at)
    Task.objects.filter(group__in=rows, made_by__isnull=True).update(is_sample=True)


def counted() -> dict[str, int]:
    """For the tests: how much of each there is."""
    return {
        "visits": Visit.objects.filter(is_sample=True).count(),
        "mentorships": Mentorship.objects.filter(is_sample=True).count(),
        "overdue": Task.objects.filter(is_sample=True, state=TaskState.OPEN).count(),
        **{step.value: Quiet.objects.filter(step=step, woke_at__isnull=True).count() for step in ladder.STEPS},
    }
