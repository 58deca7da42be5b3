"""What is kept here of one person. Law: UU 27/2022 art. 7, 8"""

from __future__ import annotations

from datetime import datetime
from typing import Any

from betang.accounts.models import Person
from betang.notices.models import Delivery, Notice, Preference


def export(person: Person) -> dict[str, Any]:
    """The person's notices and how they want to hear of things."""
    return {
        "notices": list(Notice.objects.filter(person=person).values("kind", "title", "body", "url", "created_at", "read_at")),
        "preferences": list(Preference.objects.filter(person=person).values("kind", "pace")),
    }


def erase(person: Person, at: datetime) -> None:
    """Remove the inbox, the choices, and what was sent to the person's addresses before they had an account."""
    Notice.objects.filter(person=person).delete()
    Preference.objects.filter(person=person).delete()
    addresses = [address for address in (person.email, person.phone) if address]
    Notice.objects.filter(person__isnull=True, pk__in=Delivery.objects.filter(address__in=addresses).values("notice_id")).delete()
