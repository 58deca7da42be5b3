"""Run in a process of its own: a KIM that lacks one kind of activity for its next stage, and its chair. Prints nothing."""

from __future__ import annotations

import sys
from datetime import timedelta

import django

from tests.journeys.people import PASSWORD


def main() -> None:
    django.setup()
    from betang.accounts.actions.inviting import record_consent
    from betang.accounts.actors import SYSTEM
    from betang.accounts.models import Appointment, Person
    from betang.accounts.terms import Post
    from betang.communities.models import Decree, Group, Officer
    from betang.growth import actions
    from betang.growth.models import Activity, Certificate
    from betang.growth.terms import Adinda, CertificateKind, Origin
    from betang.hosting.actions import create_site
    from betang.kernel import clock, fence
    from betang.publishing.models import Article
    from betang.regions.models import Region

    now, today = clock.now(), clock.today()
    actions.ensure_ladder(actor=SYSTEM, at=now)
    village = Region.objects.get(name="Mantangai Tengah", code__startswith="62.03.")
    group = Group.objects.create(
        name="KIM Tangga Ulin", slug="tangga-ulin", kind="general", seat="village", region=village, standing="active",
        register_number="62.03/KIM/2026/0301",
    )  # fmt: skip
    create_site(actor=SYSTEM, group=group, slug="tangga-ulin", title="KIM Tangga Ulin", at=now)
    chair = Person.objects.create_user(name="Dehen", email="dehen@contoh.test", password=PASSWORD)
    record_consent(chair, at=now)
    Appointment.objects.create(person=chair, post=Post.CHAIR, group_id=group.pk, from_on=today)
    for role in ("chair", "secretary", "treasurer"):
        Officer.objects.create(group=group, role=role, name=f"Contoh {role}", from_on=today)
    Decree.objects.create(group=group, number="188/7", on=today, signer="village_head")
    site = group.site
    with fence.open_site(site.pk):
        for number in range(6):
            at = now - timedelta(days=4 + 25 * number)
            Article.objects.create(
                site=site, title=f"Kabar tangga {number}", slug=f"kabar-tangga-{number}", body="Isi.", html="<p>Isi.</p>",
                state="published", published_at=at, created_at=at, updated_at=at, region_code=village.code,
            )  # fmt: skip
    for letter in (Adinda.DISSEMINATION, Adinda.ACCESS):
        Activity.objects.create(
            group=group, site_id=site.pk, letter=letter, origin=Origin.STATED, on=today, title=f"Kegiatan {letter}", at=now
        )
    kapuas = Region.objects.get(code="62.03", valid_to__isnull=True)
    for place, name in enumerate(("Peserta Satu Contoh", "Peserta Dua Contoh")):
        Certificate.objects.create(
            code=f"TANGGA{place:06d}", kind=CertificateKind.COURSE, number=f"62.03/SERT/2026/{8800 + place}", holder=name,
            title="Menulis kabar desa", group=group, region=kapuas, issued_on=today, issued_at=now,
        )  # fmt: skip


if __name__ == "__main__":
    sys.exit(main())
