"""The demo world's growth: activities, stages and what leads to them, through the same actions as in earnest, at moments of the past."""

from __future__ import annotations

import random
from collections.abc import Sequence
from datetime import date, datetime, timedelta
from uuid import UUID

from django.contrib.auth.hashers import make_password

from betang.accounts.actors import SYSTEM, Actor, HeldPost
from betang.accounts.models import Appointment, Person
from betang.accounts.terms import Post
from betang.audit.models import Entry
from betang.communities.models import Group
from betang.communities.terms import OfficerRole, Standing
from betang.growth import actions, certificates, rules
from betang.growth.models import Activity, Climb
from betang.growth.queries import ladders
from betang.growth.recording import READERS
from betang.growth.terms import Adinda, CertificateKind, Origin, Proof, VisitKind
from betang.growth.trainings import seeds as trainings
from betang.kernel import clock
from betang.kernel.errors import DomainError

SEED = 620

TOLD: tuple[tuple[Adinda, str, str, str], ...] = (
    (
        Adinda.DISCUSSION,
        "Rapat bulanan anggota di {place}",
        "sekretariat",
        "Membahas jadwal tulisan dan siapa yang meliput musyawarah desa.",
    ),
    (Adinda.DISCUSSION, "Ngobrol warga soal air bersih", "balai desa", "Pertanyaan warga dicatat dan dibawa ke perangkat desa."),
    (Adinda.ACCESS, "Papan informasi desa diperbarui", "depan balai desa", "Jadwal posyandu, harga ikan, dan nomor penting."),
    (Adinda.ACCESS, "Membuka layanan tanya di pasar", "pasar desa", "Warga bertanya tentang kartu keluarga dan bantuan pupuk."),
    (Adinda.IMPLEMENTATION, "Praktik membuat kompos dari sabut kelapa", "kebun kelompok", "Hasil bacaan dari penyuluhan dicoba bersama."),
    (Adinda.IMPLEMENTATION, "Praktik memotret produk dengan ponsel", "rumah anyaman", "Setiap peserta membawa satu produk untuk dipotret."),
    (Adinda.NETWORKING, "Kunjungan ke KIM tetangga", "desa sebelah", "Belajar cara membagi tugas menulis dan memotret."),
    (Adinda.NETWORKING, "Bertemu penyuluh pertanian kecamatan", "kantor kecamatan", "Sepakat berbagi jadwal tanam setiap musim."),
    (Adinda.ASPIRATION, "Mengumpulkan usulan warga tiga RT", "rumah ketua RT", "Usulan terbanyak: jembatan titian dan lampu jalan."),
    (Adinda.ASPIRATION, "Menyampaikan keluhan sinyal ke kecamatan", "kantor kecamatan", "Dicatat dan diteruskan ke Diskominfo."),
    (Adinda.DISSEMINATION, "Pengeras suara keliling: jadwal imunisasi", "jalan desa", "Tiga kali putaran dengan perahu dan sepeda motor."),
)
"""(letter, what, where, in their words)"""

SEEN = (
    "Sekretariat buka, papan informasi terisi, buku rapat rapi sampai bulan lalu.",
    "Bertemu sembilan anggota. Penulisnya dua orang muda, keduanya sudah ikut kursus.",
    "Buku kas dan daftar hadir ada. Warga yang kami tanya tahu ke mana bertanya.",
)
ADVICE = (
    "Ajak kelompok perempuan menulis juga.",
    "Jadwalkan rapat tetap setiap Jumat pertama.",
    "Simpan foto asli di komputer sekretariat.",
)
NEXT = ("Membuat jadwal piket penulis", "Mengundang perangkat desa menjawab pertanyaan warga", "Menambah dua penulis baru")
COURSE = "Juru kabar desa"
STAGE_WORDS = "Kami sudah berjalan hampir setahun dan ingin melangkah lebih jauh."


def sow(now: datetime, *, most: int = 200, showcase: str = "", steady: Sequence[str] = ()) -> None:
    """Record what the trail tells, let groups tell of their village halls, and let up to `most` of them apply for stages.

    The group of the slug `showcase` holds the second stage and waits for its visit for the third; those of `steady` hold the third
    where the record of their year carries it.
    """
    rng = random.Random(SEED)
    actions.ensure_ladder(actor=SYSTEM, at=now)
    trainings.sow(now)
    actions.note_deeds(entries=Entry.objects.filter(verb__in=tuple(READERS)).order_by("at", "id"), is_sample=True)
    groups = list(Group.objects.filter(standing__in=(Standing.ACTIVE, Standing.VERIFIED)).select_related("region").order_by("slug"))
    _tell(groups, rng, now, steady)
    _teach(groups, rng, now)
    chairs = _chairs(groups, now)
    in_charge = coordinators()
    chosen = sorted(groups, key=lambda group: group.slug != showcase)[:most]
    for place, group in enumerate(chosen):
        coordinator = in_charge.get(group.region.code[:5])
        if coordinator is not None:
            ends = _ends_of(group, place, showcase, steady)
            _climb(group, chairs[group.pk], coordinator, ends, rng, now)
    actions.count_measures(at=now)


def _tell(groups: Sequence[Group], rng: random.Random, now: datetime, steady: Sequence[str]) -> None:
    rows = []
    today = now.astimezone(clock.zone()).date()
    for group in groups:
        for letter, what, where, words in TOLD if group.slug in steady else rng.sample(TOLD, rng.randint(3, 9)):
            on = today - timedelta(days=rng.randint(2, 170))
            rows.append(
                Activity(
                    group=group, letter=letter, origin=Origin.STATED, on=on, title=what.format(place=where), words=words, place=where,
                    people_count=rng.randint(6, 48), at=now - timedelta(days=(today - on).days - 1), is_sample=True,
                )
            )  # fmt: skip
    Activity.objects.bulk_create(rows, batch_size=500)


def _teach(groups: Sequence[Group], rng: random.Random, now: datetime) -> None:
    """Two or three members of most groups finished the first course; their certificates are drawn when somebody asks for them."""
    for group in groups:
        if rng.random() < 0.25:
            continue
        at = now - timedelta(days=rng.randint(70, 140))
        for member in group.members.filter(left_on__isnull=True)[: rng.randint(2, 3)]:
            certificates.issue(
                kind=CertificateKind.COURSE, holder=member.name, title=COURSE, region=certificates.issuer_of(group.region.code),
                group=group,
                signer="", signer_post="", on=_day(at), at=at, actor=SYSTEM, is_sample=True, is_drawn=False,
            )  # fmt: skip


def _chairs(groups: Sequence[Group], now: datetime) -> dict[UUID, Actor]:
    """Who chairs each group, as somebody who can act; the chair on the list of officers gets a person where there is none yet."""
    held = {
        row.group_id: row.person
        for row in Appointment.objects.filter(post=Post.CHAIR, group_id__in=[group.pk for group in groups]).select_related("person")
        if row.group_id is not None
    }
    names = {
        officer.group_id: officer.name
        for group in groups
        for officer in group.officers.filter(role=OfficerRole.CHAIR, until_on__isnull=True)
    }
    new = [
        Person(name=names.get(group.pk, group.name)[:120], email=f"ketua.{group.slug}@contoh.test", password=make_password(None))
        for group in groups
        if group.pk not in held
    ]
    Person.objects.bulk_create(new, batch_size=500)
    by_mail = {person.email: person for person in new}
    since = (now - timedelta(days=400)).date()
    rows = []
    for group in groups:
        person = held.get(group.pk) or by_mail[f"ketua.{group.slug}@contoh.test"]
        if group.pk not in held:
            rows.append(Appointment(person=person, post=Post.CHAIR, group_id=group.pk, from_on=since))
            held[group.pk] = person
    Appointment.objects.bulk_create(rows, batch_size=500)
    return {key: Actor(id=person.pk, name=person.name, posts=(HeldPost(post=Post.CHAIR, group_id=key),)) for key, person in held.items()}


def coordinators() -> dict[str, Actor]:
    """Who coordinates each kabupaten, by its code, as somebody who can act."""
    rows = Appointment.objects.filter(post=Post.COORDINATOR, until_on__isnull=True).select_related("person", "region")
    return {
        row.region.code: Actor(
            id=row.person.pk,
            name=row.person.name,
            posts=(HeldPost(post=Post.COORDINATOR, region_code=row.region.code),),
            has_second_factor=True,
        )
        for row in rows
        if row.region is not None
    }


_ENDS = ("granted", "returned", "waiting", "granted", "visited", "refused", "granted")
"""How applications end, by turns."""


def _ends_of(group: Group, place: int, showcase: str, steady: Sequence[str]) -> tuple[str, ...]:
    """How the applications of a group end, the first one first."""
    if group.slug == showcase:
        return ("granted", "waiting")
    if group.slug in steady:
        return ("granted", "granted")
    return tuple(_ENDS[(place + turn) % len(_ENDS)] if turn or not place % 2 else "granted" for turn in range(len(APPLIED_DAYS)))


APPLIED_DAYS = (52, 24, 9)
"""So many days ago groups applied."""


def _climb(group: Group, chair: Actor, coordinator: Actor, endings: Sequence[str], rng: random.Random, now: datetime) -> None:
    """Let one group apply where it may, some weeks ago; most are granted, some wait, one or two are sent back or refused."""
    left = list(endings)
    for days in APPLIED_DAYS:
        at = now - timedelta(days=days + rng.randint(0, 6), hours=rng.randint(0, 5))
        standing = ladders.standing_of(group, at=at)
        if standing is None or standing.next_stage is None or not standing.may_apply or not left:
            continue
        ends = left.pop(0)
        if ends in ("waiting", "visited", "returned"):
            at = now - timedelta(days=rng.randint(2, 9))
        proofs = {
            one.key: actions.Proved(words=f"{one.name}: buktinya ada di sekretariat, bisa dilihat setiap hari kerja.")
            for one in standing.next_stage.criteria.all()
            if one.proof == Proof.ATTESTED
        }
        try:
            climb = actions.apply_for_stage(actor=chair, group=group, words=STAGE_WORDS, proofs=proofs, at=at, is_sample=True)
            _decide(climb, coordinator, ends, rng, at, now)
        except DomainError:  # the record of that day did not carry it
            return
        if ends != "granted":
            return


def _decide(climb: Climb, coordinator: Actor, ends: str, rng: random.Random, at: datetime, now: datetime) -> None:
    if ends == "waiting":
        return
    later = min(at + timedelta(days=rng.randint(2, 8)), now)
    if ends == "returned":
        actions.return_application(
            actor=coordinator, climb=climb, reason="Foto buku rapatnya belum ada. Tolong kirim dua halaman terakhir.", at=later
        )
        return
    if ends == "refused":
        actions.refuse_application(
            actor=coordinator,
            climb=climb,
            reason="Sekretariat kosong pada dua kunjungan. Ajukan lagi setelah pengurus baru berjalan.",
            at=later,
        )
        return
    visit = actions.record_visit(
        actor=coordinator, group=climb.group, kind=VisitKind.VERIFICATION, on=_day(later), seen=rng.choice(SEEN), advice=rng.choice(ADVICE),
        people_met=rng.randint(4, 14), agreed=[actions.Agreed(rng.choice(NEXT), due_on=_day(later) + timedelta(days=60))], at=later,
        is_sample=True,
    )  # fmt: skip
    for one in ladders.attestations_of(climb):
        actions.confirm_proof(
            actor=coordinator, climb=climb, key=one.criterion.key, is_confirmed=True, found="Dilihat sendiri di sekretariat.", at=later
        )
    if ends == "granted" and rules.may_be_granted(ladders.findings_for(climb.group, climb.stage, climb, at=later)):
        actions.grant_stage(actor=coordinator, climb=climb, visit=visit, at=later)


def _day(at: datetime) -> date:
    return at.astimezone(clock.zone()).date()
