"""Groups of the demo world that have not been decided on: what a coordinator finds on the desk in the morning."""

from __future__ import annotations

import random
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.core.files.uploadedfile import SimpleUploadedFile

from betang.communities import actions
from betang.web.seeds import drawings, people


@dataclass(frozen=True, slots=True)
class Applicant:
    """An application: where, what, how many days ago it was sent."""

    regency: str
    village: str
    name: str
    slug: str
    kind: str
    about: str
    days_ago: int


APPLICANTS = (
    Applicant("62.03", "Basungkai", "KIM Tani Basungkai", "tani-basungkai", "farmer", "Kami mencatat musim tanam dan harga gabah.", 12),
    Applicant("62.03", "Mantangai Tengah", "KIM Anyam Mantangai", "anyam-mantangai", "women", "Kami menganyam dan mengabarkan pesanan.", 2),
    Applicant("62.03", "", "KIM Pemuda Hilir Kapuas", "pemuda-hilir-kapuas", "youth", "Kami memotret jalan dan jembatan kampung.", 1),
    Applicant("62.06", "", "KIM Riak Katingan", "riak-katingan", "tourism", "Kami mengantar tamu menyusuri sungai.", 3),
    Applicant("62.02", "", "KIM Nelayan Ujung Mentaya", "nelayan-ujung-mentaya", "fisher", "Kami menulis harga udang tiap pagi.", 1),
)


def send(villages: dict[str, list[tuple[str, str, str]]], *, now: datetime, seed: int) -> int:
    """Send every application through the real form's actions, in the transaction that is open; returns their number."""
    rng = random.Random(seed)
    decree, _words = drawings.draw("rapat", 7)
    for one in APPLICANTS:
        named = [row for row in villages[one.regency] if row[1] == one.village]
        code, place, _district = named[0] if named else rng.choice(villages[one.regency])
        at = now - timedelta(days=one.days_ago)
        folk = people.pick(rng, 12)
        typed = {
            "name": one.name, "kind": one.kind, "seat": "village", "about": one.about, "regency": one.regency, "district": code[:8],
            "village": code, "chair": folk[0], "secretary": folk[1], "treasurer": folk[2], "members": "\n".join(folk[3:]), "age_stated": "on",
            "decree_number": f"{rng.randrange(5, 40)}/SK/2026", "decree_on": (at - timedelta(days=30)).date().isoformat(),
            "decree_signer": "village_head", "wished_name": one.slug, "contact_name": folk[0], "contact_phone": "081200000000",
            "contact_email": "pendaftar@contoh.test", "consent": "on",
        }  # fmt: skip
        application, _token = actions.start_application(key=f"dunia-contoh-{one.slug}", typed=typed, language="id", at=at)
        upload = SimpleUploadedFile(f"SK {place}.jpg", decree, content_type="image/jpeg")
        actions.attach_file(application=application, purpose="decree", upload=upload, at=at)
        actions.submit_application(application=application, at=at)
    return len(APPLICANTS)
