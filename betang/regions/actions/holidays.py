"""Corrections of the working calendar: late decisions, and days that only one region has off.

They stand here and not in `statutes`, because whoever changes a term leaves an audit entry, and `statutes` may not know of it.
"""

from __future__ import annotations

from datetime import date, datetime

from django.db import transaction
from django.utils.translation import gettext

from betang.audit import trail
from betang.kernel.actor import Actor
from betang.kernel.errors import InvalidInput
from betang.regions import policies, queries
from betang.statutes.models import Holiday
from betang.statutes.terms import HolidayKind


@transaction.atomic
def set_holiday(
    *, actor: Actor, province_code: str, on: date, name: str, kind: HolidayKind, region_code: str, basis: str, at: datetime
) -> Holiday:
    """Enter a day off, or a working day after all, for a region (empty: everywhere); the same day again is corrected."""
    policies.may_keep(actor, region_code or province_code).require()
    name, basis = " ".join(name.split())[:120], " ".join(basis.split())[:200]
    fields = {}
    if not name:
        fields["name"] = gettext("Type what the day is.")
    if not basis:
        fields["basis"] = gettext("Name the decision, with its number.")
    if fields:
        raise InvalidInput(gettext("Something is missing."), fields=fields)
    if region_code:
        queries.by_code(region_code)
    holiday, _made = Holiday.objects.update_or_create(on=on, region_code=region_code, defaults={"name": name, "kind": kind, "basis": basis})
    trail.record(
        "regions.holiday.set",
        holiday,
        actor=actor,
        at=at,
        reason=basis,
        public=True,
        data={"on": on.isoformat(), "name": name, "kind": kind.value, "region_code": region_code},
    )
    return holiday


@transaction.atomic
def remove_holiday(*, actor: Actor, province_code: str, holiday: Holiday, at: datetime) -> None:
    """Take a correction back: the official calendar counts again."""
    policies.may_keep(actor, holiday.region_code or province_code).require()
    trail.record(
        "regions.holiday.removed", holiday, actor=actor, at=at, public=True, data={"on": holiday.on.isoformat(), "name": holiday.name}
    )
    holiday.delete()
