"""A group that has done enough for the second stage, and a chair."""

from __future__ import annotations

import io
from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

from django.core.files.uploadedfile import SimpleUploadedFile
from PIL import Image

from betang.growth import actions
from betang.growth.models import Activity, Certificate
from betang.growth.terms import Adinda, CertificateKind, Origin, VisitKind

AT = datetime(2026, 11, 24, 9, 0, tzinfo=ZoneInfo("Asia/Pontianak"))
PROOFS = {
    "statutes": actions.Proved(words="AD/ART ada di sekretariat, ditandatangani semua pengurus."),
    "meetings": actions.Proved(words="Buku rapat ada pada sekretaris."),
}


def jpeg(colour: str = "green") -> SimpleUploadedFile:
    """A photo as a phone sends it."""
    body = io.BytesIO()
    Image.new("RGB", (320, 240), colour).save(body, "JPEG")
    return SimpleUploadedFile("foto.jpg", body.getvalue(), content_type="image/jpeg")


def ladder(house):
    """The built-in ladder, in force in the province."""
    from betang.accounts.actors import SYSTEM

    return actions.ensure_ladder(actor=SYSTEM, at=AT)


def chair(house, name: str = "ani"):
    """Make somebody the group's chair; returns the policies' view of them."""
    from betang.accounts.models import Appointment

    Appointment.objects.create(person=house.people[name], post="chair", group_id=house.group.pk, from_on=date(2024, 1, 2))
    return house.actor(name)


def grown(house) -> None:
    """Give the group what is counted for the stage «KIM digital»: officers, decree, news in four months, three letters, two trained."""
    from betang.communities.models import Decree, Officer
    from betang.kernel import fence
    from betang.publishing.models import Article

    for role, name in (("secretary", "Contoh Dua"), ("treasurer", "Contoh Tiga")):
        Officer.objects.create(group=house.group, role=role, name=name, from_on=date(2024, 1, 2))
    Decree.objects.create(group=house.group, number="188/01", on=date(2024, 1, 2), signer="village_head")
    with fence.open_site(house.site.pk):
        for number in range(7):
            at = AT - timedelta(days=5 + 22 * number)
            Article.objects.create(
                site=house.site, title=f"Kabar {number}", slug=f"kabar-{number}", body="Isi.", state="published", published_at=at,
                created_at=at, updated_at=at, region_code=house.village.code,
            )  # fmt: skip
    for letter in (Adinda.DISCUSSION, Adinda.DISSEMINATION, Adinda.ACCESS):
        Activity.objects.create(
            group=house.group, letter=letter, origin=Origin.STATED, on=AT.date() - timedelta(days=9), title=f"Kegiatan {letter}", at=AT
        )
    for place, name in enumerate(("Peserta Satu", "Peserta Dua")):
        Certificate.objects.create(
            code=f"PESERTA{place:05d}", kind=CertificateKind.COURSE, number=f"62.03/SERT/2026/{9000 + place}", holder=name,
            title="Menulis kabar desa", group=house.group, region=house.kapuas, issued_on=AT.date(), issued_at=AT - timedelta(days=30),
        )  # fmt: skip


def applied(house, actor):
    """The group's application for the next stage."""
    return actions.apply_for_stage(actor=actor, group=house.group, words="Kami siap.", proofs=PROOFS, at=AT)


def visited(house, climb, at=AT):
    """The coordinator was there and confirmed every proof."""
    coordinator = house.actor("gita")
    visit = actions.record_visit(
        actor=coordinator, group=house.group, kind=VisitKind.VERIFICATION, on=at.date(), seen="Sekretariat buka, buku rapat terisi.", at=at
    )
    for key in PROOFS:
        actions.confirm_proof(actor=coordinator, climb=climb, key=key, is_confirmed=True, found="Dilihat sendiri.", at=at)
    return visit
