"""Stating a village's income, and that its poster hangs."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime

from django.db import transaction
from django.utils.translation import gettext as _

from betang.accounts.actors import Actor
from betang.audit import trail
from betang.kernel.errors import InvalidInput
from betang.planning.duties import policies, rules
from betang.planning.models import Hanging, VillageIncome
from betang.planning.terms import AMOUNT_LIMIT_IDR, YEAR_FIRST, YEAR_LAST
from betang.regions.models import Region

Amounts = tuple[int | None, int | None, int | None]
"""Budgeted, revised, received."""


def _check_year(year: int) -> None:
    if not YEAR_FIRST <= year <= YEAR_LAST:
        raise InvalidInput(_("There is no such year."), hint=_("Write a year between 2000 and 2099."))


@transaction.atomic
def state_income(
    *, actor: Actor, village: Region, fiscal_year: int, amounts: Mapping[str, Amounts], is_sample: bool = False, at: datetime
) -> int:
    """State what a village takes in, by account: `{"4.2.1": (budgeted, revised, received)}`. All accounts of the year at once:
    one that is not named is taken out. Returns how many changed; nothing is recorded where none did.
    """
    policies.may_keep(actor, village.code).require()
    _check_year(fiscal_year)
    known = {code for code, _name in rules.INCOMES}
    for code, one in amounts.items():
        if code not in known:
            raise InvalidInput(_("The account %(code)s is not one of a village’s income.") % {"code": code})
        if any(amount is not None and not 0 <= amount <= AMOUNT_LIMIT_IDR for amount in one):
            raise InvalidInput(_("An amount is too large, or less than nothing."), fields={f"b_{code}": _("Count the zeros.")})
    there = {
        row.account_code: row
        for row in VillageIncome.objects.select_for_update().filter(village_code=village.code, fiscal_year=fiscal_year)
    }
    changed = 0
    for code in known:
        wanted = amounts.get(code, (None, None, None))
        row = there.get(code)
        if all(amount is None for amount in wanted):
            if row is not None:
                row.delete()
                changed += 1
            continue
        if row is None:
            row = VillageIncome(village=village, village_code=village.code, fiscal_year=fiscal_year, account_code=code, is_sample=is_sample)
        elif (row.budgeted_idr, row.revised_idr, row.realised_idr) == wanted:
            continue
        row.budgeted_idr, row.revised_idr, row.realised_idr = wanted
        row.changed_at = at
        row.save()
        changed += 1
    if changed:
        data = {"government": village.code, "year": fiscal_year, "accounts": {code: list(one) for code, one in sorted(amounts.items())}}
        trail.record("planning.income.stated", village, actor=actor, at=at, data=data, public=True)
    return changed


@transaction.atomic
def hang_poster(*, actor: Actor, village: Region, fiscal_year: int, place: str, on: date, is_sample: bool = False, at: datetime) -> Hanging:
    """Say where the poster hangs since when. The same place again moves its day."""
    policies.may_keep(actor, village.code).require()
    _check_year(fiscal_year)
    where = " ".join(place.split())[:120]
    if not where:
        raise InvalidInput(_("Say where the poster hangs."), fields={"place": _("Like: in front of the village office.")})
    if on > at.date():
        raise InvalidInput(_("This day is still to come."), fields={"on": _("Write the day on which it was put up.")})
    row, _created = Hanging.objects.update_or_create(
        village_code=village.code, fiscal_year=fiscal_year, place=where,
        defaults={"village": village, "on": on, "by_id": actor.id, "is_sample": is_sample},
    )  # fmt: skip
    data = {"government": village.code, "year": fiscal_year, "place": where, "on": on.isoformat()}
    trail.record("planning.poster.hung", village, actor=actor, at=at, data=data, public=True)
    return row
