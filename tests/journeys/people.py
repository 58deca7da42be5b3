"""Run in a process of its own: the regions and the people that a journey needs before its first step. Prints nothing."""

from __future__ import annotations

import sys

import django

PASSWORD = "perahu-kayu-ulin-7"
SECRET = "JBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXP"


def main() -> None:
    django.setup()
    from allauth.mfa.totp.internal.auth import TOTP

    from betang.accounts.actions.inviting import record_consent
    from betang.accounts.models import Appointment, Person
    from betang.accounts.terms import Post
    from betang.kernel import clock
    from betang.regions.actions.loading import load_regions
    from betang.regions.commands import OPERATOR
    from betang.regions.models import Region

    load_regions(actor=OPERATOR, provinces=["62"], at=clock.now(), on=clock.today())
    village = Region.objects.get(name="Mantangai Hilir", code__startswith="62.03.")
    for name, post, code in (
        ("Gita", Post.COORDINATOR, "62.03"),
        ("Eka", Post.PROVINCE_ADMIN, "62"),
        ("Lina", Post.VILLAGE_OFFICER, village.code),
    ):
        person = Person.objects.create_user(name=name, email=f"{name.lower()}@contoh.test", password=PASSWORD)
        record_consent(person, at=clock.now())
        Appointment.objects.create(person=person, post=post, region=Region.objects.get(code=code), from_on=clock.today())
        TOTP.activate(person, SECRET)


if __name__ == "__main__":
    sys.exit(main())
