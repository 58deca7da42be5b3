"""Run in a process of its own. Without a word: a KIM and an announced training of today; prints its address and two people's codes.

`over <address>`: the training was yesterday, for nobody waits a day in a test. `doors`: another training, with two helpers' links.
"""

from __future__ import annotations

import json
import sys
from datetime import timedelta

import django

from tests.journeys.people import PASSWORD


def begin(title: str = "Bimtek menulis berita desa", doors: int = 0) -> None:
    from betang.accounts.actions.inviting import record_consent
    from betang.accounts.models import Appointment, Person
    from betang.accounts.queries import actor_of
    from betang.accounts.terms import Post
    from betang.communities.models import Group
    from betang.growth.trainings import actions
    from betang.growth.trainings.actions.attending import scanner_token
    from betang.kernel import clock
    from betang.regions.models import Region

    now = clock.now()
    kapuas = Region.objects.get(code="62.03", valid_to__isnull=True)
    village = Region.objects.get(name="Mantangai Hilir", code__startswith="62.03.")
    known = {"name": "KIM Titian Ulin", "kind": "general", "seat": "village", "region": village, "standing": "active"}
    group, is_new = Group.objects.get_or_create(slug="titian-ulin", defaults=known)
    if is_new:
        editor = Person.objects.create_user(name="Utus", email="utus@contoh.test", password=PASSWORD)
        record_consent(editor, at=now)
        Appointment.objects.create(person=editor, post=Post.EDITOR, group_id=group.pk, from_on=clock.today())
    gita = actor_of(Person.objects.get(email="gita@contoh.test"), has_second_factor=True)
    part = actions.Part(starts_at=now + timedelta(hours=1), ends_at=now + timedelta(hours=3), topic="Enam pertanyaan", speaker="Ibu Contoh")
    values = actions.TrainingValues(
        kind="workshop", title=title, about="Membawa ponsel.", region=kapuas, organiser="Diskominfo Kapuas",
        place="Aula kecamatan Mantangai", programme=[part], capacity=10,
    )  # fmt: skip
    training = actions.plan_training(actor=gita, values=values, at=now)
    actions.announce(actor=gita, training=training, at=now)
    codes = []
    for number, name in enumerate(("Suri Contoh", "Tingang Contoh")):
        sought = actions.Sought(name=name, group_name="Titian Ulin", phone=f"0812 3456 780{number}", has_consented=True)
        codes.append(actions.sign_up(training=training, sought=sought, at=now).code)
    made = [actions.make_scanner(actor=gita, training=training, name=f"Pintu {number}", at=now) for number in range(doors)]
    links = [f"/pelatihan/hadir/{scanner_token(row)}/" for row in made]
    print(json.dumps({"address": training.address, "key": str(training.pk), "codes": codes, "doors": links}))


def over(address: str) -> None:
    from django.db.models import F

    from betang.growth.models import Session, Training

    day = timedelta(days=1)
    rows = Training.objects.filter(address=address)
    rows.update(starts_at=F("starts_at") - day, ends_at=F("ends_at") - day)
    Session.objects.filter(training__in=rows).update(starts_at=F("starts_at") - day, ends_at=F("ends_at") - day)


if __name__ == "__main__":
    django.setup()
    match sys.argv[1:]:
        case ["over", address]:
            over(address)
        case ["doors"]:
            begin("Bimtek memotret yang bercerita", doors=2)
        case _:
            begin()
