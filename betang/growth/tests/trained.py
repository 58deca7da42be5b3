"""A training of two days with seats, its scanners, and people who signed up."""

from __future__ import annotations

from datetime import datetime, timedelta

from betang.growth.models import Registration, Training
from betang.growth.tests.worlds import AT
from betang.growth.trainings import actions
from betang.growth.trainings.actions.attending import scanner_token

BEFORE = AT - timedelta(days=10)
DAY_ONE = AT.replace(hour=8, minute=0) - timedelta(days=2)
"""The training's first morning; it ends the afternoon after."""
AFTER = DAY_ONE + timedelta(days=1, hours=9)
TITLE = "Bimtek menulis berita desa"


def values(house, **changed) -> actions.TrainingValues:
    """A training of Kapuas with three parts, of which two count."""
    given = {
        "kind": "workshop",
        "title": TITLE,
        "about": "Membawa ponsel dan buku catatan.",
        "region": house.kapuas,
        "organiser": "Diskominfo Kapuas",
        "place": "Aula kecamatan Mantangai",
        "programme": [
            actions.Part(starts_at=DAY_ONE, ends_at=DAY_ONE + timedelta(hours=3), topic="Enam pertanyaan", speaker="Ibu Contoh"),
            actions.Part(starts_at=DAY_ONE + timedelta(hours=4), ends_at=DAY_ONE + timedelta(hours=5), topic="Makan siang", counts=False),
            actions.Part(starts_at=DAY_ONE + timedelta(days=1), ends_at=DAY_ONE + timedelta(days=1, hours=4), topic="Praktik"),
        ],
    }
    return actions.TrainingValues(**{**given, **changed})


def planned(house, **changed) -> Training:
    """A draft of Gita's."""
    return actions.plan_training(actor=house.actor("gita"), values=values(house, **changed), at=BEFORE)


def announced(house, **changed) -> Training:
    """An announced training."""
    return actions.announce(actor=house.actor("gita"), training=planned(house, **changed), at=BEFORE)


def signed_up(training, number: int = 1, *, group: str = "Batang Danum", at: datetime = BEFORE, **changed) -> Registration:
    """The person of this number takes a seat."""
    given = {
        "name": f"Peserta Contoh {'ABCDEFGHIJKLMNOPQRSTUVWXYZ'[number % 26]}",
        "phone": f"0812 3456 7{number:03d}",
        "has_consented": True,
    }
    sought = actions.Sought(**{**given, "group_name": group, **changed})
    return actions.sign_up(training=training, sought=sought, sending_key=f"kunci-{training.pk}-{number}", at=at)


def scanner(house, training, name: str = "Pintu depan"):
    """A helper's phone and its token."""
    row = actions.make_scanner(actor=house.actor("gita"), training=training, name=name, at=BEFORE)
    return row, scanner_token(row)
