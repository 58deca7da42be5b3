"""The demo world's trainings: held ones with presence, evaluations and certificates, and coming ones, of which one is full."""

from __future__ import annotations

import random
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID, uuid4

from django.conf import settings
from django.urls import reverse

from betang.accounts.actors import SYSTEM, Actor, HeldPost
from betang.accounts.models import Appointment
from betang.accounts.terms import Post
from betang.accounts.tokens import full_url, link_token, token_hash
from betang.communities.models import Group, Member
from betang.communities.terms import REGISTERED
from betang.growth.courses.actions import load_built_in
from betang.growth.models import Evaluation, Material, Presence, Registration, Scanner, Training
from betang.growth.terms import MarkWay, SeatState, TrainingKind
from betang.growth.trainings import actions
from betang.growth.trainings.actions.closing import evaluation_mark
from betang.growth.trainings.actions.seats import new_seat
from betang.growth.trainings.terms import CONTACT_DAYS, SCANNER_DAYS
from betang.kernel import clock
from betang.kernel.ids import uuid7
from betang.regions.models import Region

SEED = 62_03
HOME = "62.03"
"""The kabupaten of the demo's coordinator: some trainings are hers."""


@dataclass(frozen=True, slots=True)
class Plan:
    """One training of the demo: how many days from now, whose (0 is the home kabupaten), what, and in which parts."""

    days: int
    whose: int
    kind: TrainingKind
    title: str
    about: str
    place: str
    parts: tuple[tuple[str, str], ...]
    capacity: int | None = None
    a_group: int | None = None
    is_open: bool = False
    coming: int = 18


PLANS = (
    Plan(
        -236,
        0,
        TrainingKind.OUTREACH,
        "Sosialisasi KIM untuk desa sepanjang Sungai Kapuas",
        "Apa itu KIM, siapa yang boleh mendirikan, dan apa manfaatnya bagi desa.",
        "Aula kantor bupati, Kuala Kapuas",
        (
            ("Mengapa desa butuh juru kabar", "Kepala bidang informasi publik"),
            ("Mendirikan kelompok, langkah demi langkah", "Koordinator KIM"),
        ),
    ),
    Plan(
        -188,
        1,
        TrainingKind.WORKSHOP,
        "Bimtek menulis berita desa",
        "Membawa ponsel dan satu bahan berita dari desa sendiri.",
        "Gedung pertemuan kecamatan",
        (("Enam pertanyaan", "Wartawan muda setempat"), ("Menulis bersama", ""), ("Saling membaca", "")),
    ),
    Plan(
        -151,
        0,
        TrainingKind.WORKSHOP,
        "Bimtek memotret dengan ponsel",
        "Dekat, terang, bercerita: praktik di pasar terapung.",
        "Balai desa Mantangai Hilir",
        (("Cahaya pagi", "Juru foto kelompok"), ("Praktik di pasar", "")),
        24,
        3,
    ),
    Plan(
        -124,
        2,
        TrainingKind.TRAINING,
        "Pelatihan memeriksa kabar bohong",
        "Berhenti, tanya, periksa, baru teruskan.",
        "Perpustakaan daerah",
        (("Lima tanda kabar bohong", "Guru informatika"), ("Memeriksa foto", "Guru informatika"), ("Meluruskan dengan lembut", "")),
    ),
    Plan(
        -96,
        0,
        TrainingKind.WORKSHOP,
        "Bimtek menjawab pertanyaan warga",
        "Cara menjawab layanan dan keluhan dengan sumber yang jelas.",
        "Aula Diskominfo, Kuala Kapuas",
        (("Di mana jawabannya?", "Petugas PPID"), ("Latihan menjawab", "Koordinator KIM")),
    ),
    Plan(
        -71,
        3,
        TrainingKind.OUTREACH,
        "Sosialisasi pelindungan data pribadi",
        "Untuk kelompok dan perangkat desa.",
        "Balai kelurahan",
        (("Data siapa, untuk apa", "Petugas Diskominfo"), ("Tanya jawab", "")),
        None,
        None,
        True,
    ),
    Plan(
        -43,
        1,
        TrainingKind.TRAINING,
        "Pelatihan berjualan jujur di pasar daring",
        "Untuk anggota yang menjual anyaman, ikan olahan dan madu.",
        "Rumah produksi bersama",
        (("Menulis barang apa adanya", "Pelaku usaha"), ("Menghitung harga", "Penyuluh"), ("Memotret produk", "")),
    ),
    Plan(
        -27,
        0,
        TrainingKind.WORKSHOP,
        "Bimtek mengusulkan pembangunan lewat musyawarah",
        "Menulis usulan yang bisa ditimbang di musrenbang.",
        "Aula kecamatan Mantangai",
        (("Dari keluhan menjadi usulan", "Perencana kabupaten"), ("Mengisi usulan bersama", "Koordinator KIM")),
    ),
    Plan(
        -6,
        0,
        TrainingKind.WORKSHOP,
        "Bimtek siaga kabut asap",
        "Apa yang dikabarkan lebih dulu ketika udara memburuk.",
        "Balai desa Mantangai Hilir",
        (("Membaca angka udara", "Petugas puskesmas"), ("Menulis peringatan", "")),
    ),
    Plan(
        9,
        0,
        TrainingKind.WORKSHOP,
        "Bimtek pengurus baru KIM",
        "Buku kas, buku rapat, dan pembagian tugas.",
        "Aula kantor bupati, Kuala Kapuas",
        (("Tugas ketua, sekretaris, bendahara", "Koordinator KIM"), ("Praktik buku kas", "Penyuluh")),
        20,
        2,
        False,
        31,
    ),
    Plan(
        16,
        2,
        TrainingKind.TRAINING,
        "Pelatihan video pendek untuk juru kabar",
        "Satu menit yang ditonton sampai habis.",
        "Perpustakaan daerah",
        (("Bercerita dalam satu menit", "Juru video"), ("Menyunting di ponsel", "")),
        30,
        None,
        False,
        12,
    ),
    Plan(
        23,
        0,
        TrainingKind.OUTREACH,
        "Sosialisasi pasar KIM untuk perajin purun",
        "Menjual anyaman lewat kelompok.",
        "Balai desa Mantangai Hilir",
        (("Siapa boleh menjual", "Koordinator KIM"), ("Foto dan harga", "")),
        40,
        None,
        True,
        17,
    ),
    Plan(
        41,
        4,
        TrainingKind.TRAINING,
        "Temu KIM se-provinsi dan kelas juru kabar",
        "Dua puluh kelompok berbagi cara kerja.",
        "Palangka Raya",
        (("Berbagi praktik", "Admin provinsi"), ("Kelas juru kabar", "Wartawan"), ("Rencana tahun depan", "")),
        120,
        4,
        False,
        24,
    ),
)
"""Held ones first: the last of them waits to be closed."""

SAID = (
    "Latihannya banyak, tidak hanya mendengar.",
    "Contohnya dari desa kami sendiri.",
    "Pemateri sabar menjawab.",
    "Makan siangnya enak.",
)
MISSING = ("Waktunya kurang, tolong dua hari.", "Sinyal di tempat acara lemah.", "Mohon diadakan di kecamatan juga.", "")
WATER_TAXI = ("perlu tumpangan dari dermaga", "membawa bayi", "duduk di depan karena pendengaran kurang")


def sow(now: datetime) -> None:
    """Load the courses, and hold and plan trainings as if in earnest. About three seconds."""
    rng = random.Random(SEED)
    load_built_in(actor=SYSTEM, at=now - timedelta(days=200))
    offices = _offices()
    if not offices:
        return
    groups = list(Group.objects.filter(standing__in=REGISTERED).select_related("region").order_by("slug"))
    members: dict[UUID, list[str]] = defaultdict(list)
    for group_id, name in Member.objects.filter(left_on__isnull=True).order_by("pk").values_list("group_id", "name"):
        members[group_id].append(name)
    for plan in PLANS:
        actor, region = offices[plan.whose % len(offices)]
        invited = [one for one in groups if one.region.code.startswith(f"{region.code}.") and members[one.pk]]
        if invited:
            _hold(plan, actor, region, invited, members, rng, now)


def _offices() -> list[tuple[Actor, Region]]:
    """Who coordinates where, the demo's own kabupaten first, the province last."""
    rows = Appointment.objects.filter(post__in=(Post.COORDINATOR, Post.PROVINCE_ADMIN), until_on__isnull=True).select_related(
        "person", "region"
    )
    found = []
    for row in rows:
        if row.region is not None:
            held = HeldPost(post=Post(row.post), region_code=row.region.code)
            found.append((Actor(id=row.person.pk, name=row.person.name, posts=(held,), has_second_factor=True), row.region))
    return (
        sorted(found, key=lambda one: (one[1].code != HOME, "." not in one[1].code, one[1].code))[:4]
        + [one for one in found if "." not in one[1].code][:1]
    )


def _hold(
    plan: Plan, actor: Actor, region: Region, invited: Sequence[Group], members: dict[UUID, list[str]], rng: random.Random, now: datetime
) -> None:
    morning = (now + timedelta(days=plan.days)).astimezone(clock.zone()).replace(hour=8, minute=30, second=0, microsecond=0)
    told = min(morning - timedelta(days=21), now - timedelta(days=4))
    parts = [
        actions.Part(
            starts_at=morning + timedelta(hours=2 * place), ends_at=morning + timedelta(hours=2 * place, minutes=100), topic=topic,
            speaker=speaker,
        )
        for place, (topic, speaker) in enumerate(plan.parts)
    ]  # fmt: skip
    training = actions.plan_training(
        actor=actor,
        values=actions.TrainingValues(
            kind=plan.kind, title=plan.title, about=plan.about, region=region, organiser=f"Diskominfo {region.full_name}", place=plan.place,
            programme=parts, capacity=plan.capacity, seats_a_group=plan.a_group, is_open_to_all=plan.is_open,
        ),
        at=told, is_sample=True,
    )  # fmt: skip
    actions.announce(actor=actor, training=training, at=told)
    lessons = full_url(reverse("growth:courses", urlconf=settings.ROOT_URLCONF))
    Material.objects.create(training=training, name="Belajar sendiri: Juru kabar desa", url=lessons, added_at=told)
    seats = _sign_up(plan, training, invited, members, rng, told, now)
    if plan.days < 0:
        _attend(training, actor, [seat for seat in seats if seat.state == SeatState.SEATED], rng)
        if plan.days < -14:
            actions.close_training(actor=actor, training=training, at=training.ends_at + timedelta(days=2))


def _sign_up(
    plan: Plan,
    training: Training,
    invited: Sequence[Group],
    members: dict[UUID, list[str]],
    rng: random.Random,
    told: datetime,
    now: datetime,
) -> list[Registration]:
    made: list[Registration] = []
    of_group: dict[UUID, int] = defaultdict(int)
    seated = 0
    for nth in range(plan.coming):
        group = invited[nth % len(invited)]
        names = members[group.pk]
        place = nth // len(invited)
        if place >= len(names):
            break
        at = told + timedelta(minutes=40 * nth + rng.randint(1, 30))
        seat = new_seat(training, name=names[-1 - place], contact=f"contoh-{nth}", at=at)
        seat.group, seat.email, seat.is_sample = group, f"peserta{nth}@contoh.test", True
        seat.needs = rng.choice(WATER_TAXI) if rng.random() < 0.12 else ""
        has_room = (plan.capacity is None or seated < plan.capacity) and (plan.a_group is None or of_group[group.pk] < plan.a_group)
        seat.state = SeatState.SEATED if has_room else SeatState.WAITING
        if has_room:
            seated += 1
            of_group[group.pk] += 1
            seat.seated_at = at
        if now - training.ends_at > timedelta(days=CONTACT_DAYS):
            seat.email, seat.needs, seat.contact_erased_at = "", "", training.ends_at + timedelta(days=CONTACT_DAYS)
        made.append(seat)
    Registration.objects.bulk_create(made)
    return made


def _attend(training: Training, actor: Actor, seats: list[Registration], rng: random.Random) -> None:
    """Two doors with a phone each; now and then both noted the same person. Some came for a part only, some not at all."""
    ends = training.ends_at + timedelta(days=SCANNER_DAYS)
    assert actor.id is not None
    doors = [
        Scanner(
            pk=key,
            training=training,
            name=name,
            token_hash=token_hash(link_token(key, 1)),
            made_at=training.starts_at - timedelta(hours=2),
            made_by_id=actor.id,
            ends_at=ends,
            last_seen_at=training.ends_at,
        )
        for name, key in (("Pintu depan", uuid7()), ("Pintu samping", uuid7()))
    ]
    Scanner.objects.bulk_create(doors)
    notes: list[Presence] = []
    there: list[Registration] = []
    parts = list(training.sessions.filter(counts=True))
    for seat in seats:
        fate = rng.random()
        if fate < 0.1:
            continue
        there.append(seat)
        for place, part in enumerate(parts):
            if fate < 0.2 and place:
                continue
            for door in rng.sample(doors, 2 if rng.random() < 0.15 else 1):
                at = part.starts_at + timedelta(minutes=rng.randint(-10, 20))
                way = MarkWay.SCANNED_OFFLINE if rng.random() < 0.6 else MarkWay.SCANNED
                received = part.ends_at + timedelta(hours=rng.randint(1, 9))
                notes.append(Presence(pk=uuid7(), registration=seat, session=part, scanner=door, way=way, at=at, received_at=received))
    Presence.objects.bulk_create(notes, batch_size=500)
    day = training.ends_at.astimezone(clock.zone()).replace(hour=0, minute=0, second=0, microsecond=0) + timedelta(days=1)
    Evaluation.objects.bulk_create(
        Evaluation(
            pk=uuid4(), training=training, mark=evaluation_mark(seat), at=day,
            answers={
                "guna": rng.choice((4, 5, 5)), "jelas": rng.choice((3, 4, 5)), "tempat": rng.choice((2, 3, 4, 5)),
                "bagus": rng.choice(SAID), "kurang": rng.choice(MISSING),
            },
        )
        for seat in there if rng.random() < 0.7
    )  # fmt: skip
