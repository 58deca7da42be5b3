"""Numbers of the register: in sequence for each kabupaten and year, without gaps, whoever approves at the same moment."""

from __future__ import annotations

from betang.communities import rules
from betang.communities.models import Application, Group, Sequence


def next_number(series: str, region_code: str, year: int, *, pattern: str) -> str:
    """The next number of a series. The row of the series stays locked until the action ends, so a number is given once.

    An action that fails gives its number back with everything else. A number that is in use already (a register that was
    taken over from elsewhere) is passed over.
    """
    row, _made = Sequence.objects.select_for_update().get_or_create(series=series, region_code=region_code, year=year)
    while True:
        row.last += 1
        number = rules.register_number(pattern, region_code=region_code, year=year, number=row.last)
        if not _is_used(series, number):
            row.save(update_fields=["last"])
            return number


def _is_used(series: str, number: str) -> bool:
    if series == "application":
        return Application.objects.filter(number=number).exists()
    return Group.objects.filter(register_number=number).exists()
