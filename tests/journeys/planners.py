"""Run in a process of its own: code lists, Hana who plans for Pasangkayu, and a village whose KIM has a site. Prints nothing.

Pasangkayu lies outside of the province of this house: the one real work plan that we hold is from there.
"""

from __future__ import annotations

import sys

import django

from tests.journeys.people import PASSWORD, SECRET


def main() -> None:
    django.setup()
    from allauth.mfa.totp.internal.auth import TOTP

    from betang.accounts.actions.inviting import record_consent
    from betang.accounts.actors import SYSTEM
    from betang.accounts.models import Appointment, Person
    from betang.accounts.terms import Post
    from betang.communities.models import Group
    from betang.communities.terms import Standing
    from betang.hosting.actions import create_site
    from betang.kernel import clock
    from betang.planning.actions.codes import load_built_in
    from betang.planning.actions.lines import FundShare, Place, save_line
    from betang.planning.terms import Phase
    from betang.regions.models import Office, Region

    load_built_in(actor=SYSTEM, at=clock.now())
    province = Region.objects.create(code="76", name="Sulawesi Barat", level="province", kind="provinsi")
    pasangkayu = Region.objects.create(code="76.01", name="Pasangkayu", level="regency", kind="kabupaten", parent=province)
    hana = Person.objects.create_user(name="Hana", email="hana@contoh.test", password=PASSWORD)
    record_consent(hana, at=clock.now())
    Appointment.objects.create(person=hana, post=Post.PLANNER, region=pasangkayu, from_on=clock.today())
    TOTP.activate(hana, SECRET)

    village = Region.objects.get(name="Mantangai Tengah", code__startswith="62.03.")
    kapuas = Region.objects.get(code="62.03")
    group = Group.objects.create(
        name="KIM Danum Bahalap", slug="danum-bahalap", region=village, standing=Standing.ACTIVE, register_number="62.03/KIM/2026/0101"
    )
    create_site(actor=SYSTEM, group=group, slug="danum-bahalap", title="KIM Danum Bahalap", at=clock.now())
    works = Office.objects.create(region=kapuas, name="Dinas Pekerjaan Umum", short_name="PUPR", code="1.03")
    save_line(
        actor=SYSTEM, government=kapuas, fiscal_year=2026, office=works, code="1.03.10.2.01.0032", name="Jembatan gantung Sei Mantangai",
        amounts={Phase.CEILING: 900_000_000, Phase.BUDGETED: 850_000_000}, at=clock.now(),
        funds=[FundShare(code="1.2.1.01.02")], places=[Place(region=village, detail="RT 03")],
    )  # fmt: skip
    save_line(
        actor=SYSTEM, government=village, fiscal_year=2026, code="02.04.11", name="Sumur bor RT 02",
        amounts={Phase.BUDGETED: 85_000_000}, at=clock.now(), places=[Place(region=village, detail="RT 02")],
    )  # fmt: skip


if __name__ == "__main__":
    sys.exit(main())
