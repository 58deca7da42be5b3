"""Figures as pages show them: a treemap's tiles, rupiah out of every hundred, and in plain words how far a line has come."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from betang.planning.drawings import MOST_TILES, Item, Treemap, treemap
from betang.planning.queries.explorer import Group, LineRow
from betang.planning.words import of_hundred, percent, short
from betang.ui.formats import number

HUNDRED_SHOWN = 4


def shade(amount: int, spent: int) -> int:
    """How dark a tile is: by fifths of what has been spent of it."""
    return min(max(int(spent * 5 / amount), 0), 4) if amount > 0 else 0


def treemap_of(groups: Sequence[Group], address: Callable[[Group], str]) -> Treemap | None:
    """The breakdown as a drawing; None where there is less than two to compare."""
    items = [
        Item(
            label=group.name,
            value=group.amount,
            title=_("%(name)s: %(amount)s, %(percent)s spent")
            % {"name": group.name, "amount": short(group.amount), "percent": percent(group.spent, group.amount)},
            url=address(group),
            shade=shade(group.amount, group.spent),
        )
        for group in groups[:MOST_TILES]
    ]
    rest = sum(group.amount for group in groups[MOST_TILES:])
    return treemap(items, _("everything else"), rest=rest)


def hundred(groups: Sequence[Group]) -> list[tuple[str, int]]:
    """`(name, rupiah)` of every Rp100, the largest few and the rest; empty for less than two."""
    there = [group for group in groups if group.amount > 0]
    if len(there) < 2:
        return []
    shares = of_hundred([group.amount for group in there])
    rows = [(group.name, share) for group, share in zip(there, shares, strict=True) if share][:HUNDRED_SHOWN]
    rest = 100 - sum(share for _name, share in rows)
    return [*rows, (_("everything else"), rest)] if rest else rows


def progress_words(line: LineRow, *, is_past: bool = False) -> tuple[str, str]:
    """How far a line has come, in plain words, with a tone (good, wait, plain)."""
    physical = line.physical
    if physical is not None and physical >= 100:
        return _("The work is done"), "good"
    if line.realised_idr:
        spent = percent(line.realised_idr, line.amount or 0) if line.amount else short(line.realised_idr)
        if physical is not None:
            return _("%(spent)s spent, the work is %(physical)s%% done") % {"spent": spent, "physical": number(float(physical))}, "plain"
        return _("%(spent)s spent") % {"spent": spent}, "plain"
    if physical:
        return _("The work is %(physical)s%% done") % {"physical": number(float(physical))}, "plain"
    if is_past:
        return _("Nobody has reported what became of it"), "wait"
    if line.realised_idr == 0:
        return _("Nothing spent yet"), "plain"
    if line.revised_idr is not None or line.budgeted_idr is not None:
        return _("In the budget; no report of spending yet"), "plain"
    if line.ceiling_idr is not None:
        return _("Has a ceiling; the budget is not agreed yet"), "wait"
    if line.proposed_idr is not None:
        return _("Proposed; not in the budget yet"), "wait"
    return _("A first estimate; no promise yet"), "wait"


def lines_word(count: int) -> str:
    """`1.234 pieces of work`."""
    return ngettext("%(count)s piece of work", "%(count)s pieces of work", count) % {"count": number(count)}
