"""Run in a process of its own: officers at every level of Kapuas, and the plan's line that a proposal becomes. Prints nothing."""

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
    from betang.kernel import clock
    from betang.planning.actions.codes import load_built_in
    from betang.planning.actions.lines import FundShare, Place, save_line
    from betang.planning.terms import Phase
    from betang.regions.models import Office, Region

    load_built_in(actor=SYSTEM, at=clock.now())
    kapuas = Region.objects.get(code="62.03")
    village = Region.objects.get(name="Mantangai Hilir", code__startswith="62.03.")
    transport = Office.objects.create(region=kapuas, name="Dinas Perhubungan", short_name="Dishub", code="2.15")
    works = Office.objects.create(region=kapuas, name="Dinas Pekerjaan Umum dan Penataan Ruang", short_name="PUPR", code="1.03")
    for name, post, region, office in (
        ("Joko", Post.DISTRICT_OFFICER, village.parent, None),
        ("Hesti", Post.PLANNER, kapuas, None),
        ("Tuti", Post.AGENCY_OFFICER, kapuas, transport),
        ("Surya", Post.AGENCY_OFFICER, kapuas, works),
        ("Tari", Post.BUDGET_TEAM, kapuas, None),
    ):
        person = Person.objects.create_user(name=name, email=f"{name.lower()}@contoh.test", password=PASSWORD)
        record_consent(person, at=clock.now())
        Appointment.objects.create(person=person, post=post, region=region, office=office, from_on=clock.today())
        TOTP.activate(person, SECRET)
    line = save_line(
        actor=SYSTEM, government=kapuas, fiscal_year=clock.today().year, office=works, code="1.03.10.2.01.0032",
        name="Jembatan titian Mantangai Hilir",
        amounts={Phase.CEILING: 60_000_000, Phase.BUDGETED: 58_000_000}, at=clock.now(), funds=[FundShare(code="1.2.1.01.02")],
        places=[Place(region=village, detail="RT 02")],
    )  # fmt: skip
    print(line.number)


if __name__ == "__main__":
    sys.exit(main())
