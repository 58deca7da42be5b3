"""What is kept here of one person: sign-ups with their own phone number or e-mail. Law: UU 27/2022 art. 7, 8"""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.db.models import Q, QuerySet

from betang.accounts.models import Person
from betang.growth.models import Registration
from betang.growth.trainings.actions.closing import forget


def _of(person: Person) -> QuerySet[Registration]:
    mine = Q(person=person)
    if person.email:
        mine |= Q(email__iexact=person.email)
    if person.phone:
        mine |= Q(phone=person.phone)
    return Registration.objects.filter(mine)


def export(person: Person) -> dict[str, Any]:
    """The person's sign-ups for trainings."""
    columns = ("training__title", "training__starts_at", "group__name", "name", "phone", "email", "needs", "state", "at", "withdrawn_at")
    return {"trainings": list(_of(person).values(*columns))}


def erase(person: Person, at: datetime) -> None:
    """Forget the contact; the name stays only where a certificate bears it."""
    for row in _of(person).select_related("certificate"):
        forget(row, at, is_name_kept=hasattr(row, "certificate"))
        row.person = None
        row.save(update_fields=["phone", "email", "needs", "name", "contact_erased_at", "person"])
