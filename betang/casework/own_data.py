"""What is kept here of one person. Law: UU 27/2022 art. 7, 8"""

from __future__ import annotations

from datetime import datetime
from typing import Any

from betang.accounts.models import Person
from betang.casework.models import Follower, Matter


def export(person: Person) -> dict[str, Any]:
    """What the person sent while signed in, and what they follow."""
    return {
        "sent": list(Matter.objects.filter(sender=person).values("number", "title", "state", "opened_at", "closed_at")),
        "followed": list(Follower.objects.filter(person=person).values("matter__number", "at", "ended_at")),
    }


def erase(person: Person, at: datetime) -> None:
    """Nobody knows any more who sent it, and they are told of nothing; the matters stay, for they are everybody's."""
    Matter.objects.filter(sender=person).update(sender=None)
    Follower.objects.filter(person=person).delete()
    if person.email:
        Follower.objects.filter(email=person.email.lower()).delete()
