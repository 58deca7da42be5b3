"""Writing lines and their figures at the desk. Every action holds the government's plan, then the line, then counts the sums anew."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any
from uuid import UUID

from django.db import transaction
from django.db.models import Sum
from django.utils.translation import gettext as _

from betang.accounts.actors import Actor
from betang.audit import trail
from betang.guard import text as guard
from betang.kernel.errors import InvalidInput, NotFound, Refused
from betang.kernel.money import rupiah
from betang.planning import policies, rollups, rules
from betang.planning.models import Figure, ImportRun, Line, LineFund, LinePlace
from betang.planning.queries.codes import LEAF, entry_of
from betang.planning.terms import YEAR_FIRST, YEAR_LAST, Phase, Scheme
from betang.regions.models import Office, Region

NAME_LIMIT = 400
TYPED_PHASES = tuple(phase for phase in Phase if phase is not Phase.REALISED)
"""What was spent is not typed here: it is reported with its day."""
COMPARED_LINES = 400
"""With how many lines of the same plan an amount is compared."""


@dataclass(frozen=True, slots=True, kw_only=True)
class FundShare:
    """A fund source of a line, with its part of the amount where the amount is divided."""

    code: str
    amount_idr: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Place:
    """Where a line is carried out: a region of the government, and RT/RW or road in words."""

    region: Region
    detail: str = ""
    share_idr: int | None = None
    latitude: float | None = None
    longitude: float | None = None


class LooksSlipped(InvalidInput):
    """An amount is likely a thousand times too large or too small: `suggested_idr` was probably meant. A deliberate yes keeps it."""

    def __init__(self, *, field: str, amount_idr: int, suggested_idr: int) -> None:
        words = _("Did you mean %(suggested)s? %(typed)s differs a thousandfold from what is usual here.") % {
            "suggested": rupiah(suggested_idr),
            "typed": rupiah(amount_idr),
        }
        super().__init__(words, fields={field: words}, hint=_("Correct it, or say that the amount is right."))
        self.field = field
        self.amount_idr = amount_idr
        self.suggested_idr = suggested_idr


# ---------- Pieces ----------


def locked(line: Line) -> Line:
    """The line as it is now, held with its government's plan until the transaction ends."""
    rollups.hold((line.government_code, line.fiscal_year))
    found = Line.objects.select_for_update(of=("self",)).select_related("government", "office").filter(pk=line.pk).first()
    if found is None:
        raise NotFound(_("There is no plan line with this number."))
    return found


def check_amount(field: str, amount_idr: int) -> None:
    """Raise `InvalidInput` for an amount that no line can have."""
    problem = rules.amount_problem(amount_idr)
    if problem == "negative":
        raise InvalidInput(_("An amount cannot be less than nothing."), fields={field: _("An amount cannot be less than nothing.")})
    if problem:
        words = _("%(amount)s is more than the whole country spends on one programme. Count the zeros.") % {"amount": rupiah(amount_idr)}
        raise InvalidInput(words, fields={field: words})


def check_words(fields: Mapping[str, str]) -> None:
    """Raise `InvalidInput` where text for a public page advertises gambling or tells somebody's personal data."""
    findings = guard.check_fields(fields)
    bad = [one for one in findings if one.is_refused] + list(guard.personal(findings))
    if bad:
        words = {one.field: f"{one.excerpt}: {one.explanation}" for one in bad}
        raise InvalidInput(_("This would stand on a public page. Take out what is marked."), fields=words)


def restate(
    line: Line,
    phase: Phase,
    amounts: Mapping[str, int] | None,
    *,
    at: datetime,
    run: ImportRun | None = None,
    sheet: str = "",
    cell: str = "",
) -> bool:
    """Let the line's current figures of a phase be these, by fund; True where that changes them.

    `{"": amount}` is undivided, None is no amount. Figures that say the same stay, with their source. The line's own column is
    set; who calls saves the line.
    """
    current = list(Figure.objects.filter(line=line, phase=phase, is_current=True))
    stated = {one.fund_code: one.amount_idr for one in current}
    wanted = dict(amounts or {})
    is_same = stated == wanted or (run is None and len(wanted) == 1 and stated == {"": sum(wanted.values())})
    setattr(line, rules.AMOUNT_COLUMNS[phase], sum(wanted.values()) if amounts is not None else None)
    if is_same:
        return False
    gone = [one.pk for one in current if wanted.get(one.fund_code) != one.amount_idr]
    Figure.objects.filter(pk__in=gone).update(is_current=False)
    Figure.objects.bulk_create(
        Figure(line=line, phase=phase, fund_code=fund, amount_idr=amount, run=run, sheet=sheet, cell=cell, stated_at=at)
        for fund, amount in wanted.items()
        if stated.get(fund) != amount
    )
    return True


def recolumn(line: Line) -> None:
    """Set the line's amount columns to the sums of its current figures; who calls saves the line. One query."""
    rows = Figure.objects.filter(line=line, is_current=True).order_by().values_list("phase").annotate(total=Sum("amount_idr"))
    sums = dict(rows)
    for phase, column in rules.AMOUNT_COLUMNS.items():
        setattr(line, column, sums.get(phase.value))


def _usual_amounts(line: Line) -> rules.Spread | None:
    rows = Line.objects.filter(government_code=line.government_code, fiscal_year=line.fiscal_year, is_withdrawn=False)
    return rules.spread(
        rows.exclude(pk=line.pk).filter(effective_idr__gt=0).order_by().values_list("effective_idr", flat=True)[:COMPARED_LINES]
    )


def _check_slips(line: Line, amounts: Mapping[Phase, int | None], changed: Iterable[Phase]) -> None:
    usual = _usual_amounts(line)
    for phase in changed:
        amount = amounts[phase]
        if amount is None:
            continue
        same = [other for one, other in amounts.items() if one != phase and other is not None]
        suggested = rules.looks_slipped(amount, usual, same=same)
        if suggested is not None:
            raise LooksSlipped(field=phase.value, amount_idr=amount, suggested_idr=suggested)


def _divide(phase: Phase, latest: Phase | None, amount: int | None, funds: Sequence[FundShare]) -> dict[str, int] | None:
    """How an amount is stated by fund: one fund takes all; several divide the latest amount, and no other."""
    if amount is None:
        return None
    if len(funds) == 1:
        return {funds[0].code: amount}
    if len(funds) > 1 and phase == latest and all(one.amount_idr is not None for one in funds):
        return {one.code: one.amount_idr or 0 for one in funds}
    return {"": amount}


def _check_funds(funds: Sequence[FundShare], latest: Phase | None, amount: int) -> None:
    codes = [one.code for one in funds]
    if len(set(codes)) != len(codes):
        raise InvalidInput(_("A source of money is named twice."), fields={"funds": _("Name each source of money once.")})
    known = [one.amount_idr for one in funds if one.amount_idr is not None]
    for one in known:
        check_amount("funds", one)
    if len(funds) < 2 or not known:
        return
    if len(known) < len(funds):
        words = _("Say for each source of money how much it pays, or for none.")
        raise InvalidInput(words, fields={"funds": words})
    if latest is not None and sum(known) != amount:
        words = _("The sources of money add up to %(sum)s, the amount is %(amount)s.") % {
            "sum": rupiah(sum(known)),
            "amount": rupiah(amount),
        }
        raise InvalidInput(words, fields={"funds": words})


# ---------- Actions ----------


@transaction.atomic
def save_line(
    *,
    actor: Actor,
    line: Line | None = None,
    government: Region,
    fiscal_year: int,
    code: str,
    name: str,
    amounts: Mapping[Phase, int | None],
    at: datetime,
    office: Office | None = None,
    funds: Sequence[FundShare] = (),
    places: Sequence[Place] = (),
    starts_on: date | None = None,
    ends_on: date | None = None,
    note: str = "",
    is_amount_sure: bool = False,
    is_sample: bool = False,
) -> Line:
    """Type a line at the desk: a new one, or (`line`) an existing one anew. `amounts` are those of all phases but what was spent.

    An existing line keeps government, year, office, code and number. Raises `InvalidInput` with the fields, `LooksSlipped` for
    an amount that is a thousand times off unless `is_amount_sure`, `Refused` where the plan has this line already.
    """
    if line is None:
        rollups.hold((government.code, fiscal_year))
        kept = Line(
            government=government,
            government_code=government.code,
            fiscal_year=fiscal_year,
            office=office,
            scheme=Scheme.VILLAGE_ACTIVITY if government.code.count(".") == 3 else Scheme.REGIONAL,
            code=code,
            is_sample=is_sample,
            changed_at=at,
        )
        before: dict[Any, Any] = {}
    else:
        kept = locked(line)
        before = rollups.keys_of(kept)
        if kept.is_withdrawn:
            raise Refused(_("This line was taken out of the plan."), hint=_("Put it back first."))
    policies.may_change_line(actor, kept).require()
    name = " ".join(name.split())
    _check_line(kept, name, starts_on, ends_on, places)
    check_words({"name": name, "note": note, "places": "\n".join(one.detail for one in places)})
    wanted: dict[Phase, int | None] = {phase: amounts.get(phase) for phase in TYPED_PHASES}
    for phase, amount in wanted.items():
        if amount is not None:
            check_amount(phase.value, amount)
    if not any(amount is not None for amount in wanted.values()):
        raise InvalidInput(_("A line needs an amount."), fields={Phase.BUDGETED.value: _("Type the amount, in rupiah.")})
    latest = next((phase for phase in rules.WEIGHT_ORDER if wanted[phase] is not None), None)
    _check_funds(funds, latest, wanted[latest] or 0 if latest else 0)
    if not is_amount_sure:
        changed = [phase for phase, amount in wanted.items() if amount != getattr(kept, rules.AMOUNT_COLUMNS[phase])]
        _check_slips(kept, wanted, changed)
    kept.name, kept.note, kept.starts_on, kept.ends_on, kept.changed_at = name, note.strip(), starts_on, ends_on, at
    is_new = line is None
    if is_new:
        _place_in_codes(kept)
        _number(kept)
    was = {phase: getattr(kept, column) for phase, column in rules.AMOUNT_COLUMNS.items()}
    for phase, amount in wanted.items():
        setattr(kept, rules.AMOUNT_COLUMNS[phase], amount)
    kept.save()
    _set_funds(kept, funds)
    _set_places(kept, places)
    restated = [
        phase.value
        for phase, amount in wanted.items()
        if (amount != was[phase] or phase == latest or len(funds) == 1)  # an older amount stays as its file divides it
        and restate(kept, phase, _divide(phase, latest, amount, funds), at=at)
    ]
    rollups.touch(kept, before)
    data = {"number": kept.number, "new": is_new, "amounts": {phase.value: wanted[phase] for phase in wanted if wanted[phase] is not None}}
    trail.record("planning.line.saved", kept, actor=actor, at=at, data={**data, "restated": restated}, public=True)
    return kept


def _check_line(line: Line, name: str, starts_on: date | None, ends_on: date | None, places: Sequence[Place]) -> None:
    if not YEAR_FIRST <= line.fiscal_year <= YEAR_LAST:
        raise InvalidInput(_("There is no plan for the year %(year)s.") % {"year": line.fiscal_year})
    if not name:
        raise InvalidInput(_("The work needs a name."), fields={"name": _("Write what is done, like: repair of the well in RT 02.")})
    if len(name) > NAME_LIMIT:
        raise InvalidInput(_("The name is too long."), fields={"name": _("At most %(limit)s signs.") % {"limit": NAME_LIMIT}})
    if starts_on and ends_on and ends_on < starts_on:
        raise InvalidInput(_("The end lies before the beginning."), fields={"ends_on": _("The end lies before the beginning.")})
    inside = line.government_code
    for place in places:
        if place.region.code != inside and not place.region.code.startswith(inside + "."):
            words = _("%(place)s does not lie in the region of this plan.") % {"place": place.region.full_name}
            raise InvalidInput(words, fields={"places": words})
    if line.office is not None and line.office.region_id != line.government_id and line._state.adding:
        raise InvalidInput(_("This office belongs to another government."), fields={"office": _("Choose an office of this government.")})


def _place_in_codes(line: Line) -> None:
    """Find the line's code in the list of its year, and write down what it lies in."""
    entry = entry_of(line.scheme, line.code, line.fiscal_year)
    if entry is None or entry.level != LEAF[Scheme(line.scheme)] or "X" in line.code:
        words = _("The code %(code)s is none on which a line can stand.") % {"code": line.code}
        raise InvalidInput(words, fields={"code": words}, hint=_("Choose the activity from the list."))
    found = rules.parts(line.code, line.scheme)
    line.code_entry = entry
    line.field_code, line.programme_code, line.activity_code = found.field, found.programme, found.activity


def _number(line: Line) -> None:
    """Give a new line its key and number. A village's lines are told apart by name; an office's only where they share a code."""
    mine = Line.objects.filter(government_code=line.government_code, fiscal_year=line.fiscal_year, office=line.office, code=line.code)
    taken = dict(mine.values_list("key", "number"))
    line.key = rules.line_key(line.name) if line.scheme == Scheme.VILLAGE_ACTIVITY or "" in taken else ""
    if line.key in taken:
        raise Refused(
            _("The plan has this work already: same activity, same name (%(number)s).") % {"number": taken[line.key]},
            hint=_("Change that line, or give this one a name that tells it apart, like the RT or the road."),
        )
    line.number = rules.line_number(line.government_code, line.fiscal_year, line.code, line.office_id, line.key)


def _set_funds(line: Line, funds: Sequence[FundShare]) -> None:
    known = {one.code: one for one in line.funds.all()}
    wanted = {one.code: one for one in funds}
    LineFund.objects.filter(pk__in=[row.pk for code, row in known.items() if code not in wanted]).delete()
    for code, share in wanted.items():
        row = known.get(code)
        if row is None:
            LineFund.objects.create(line=line, code=code, amount_idr=share.amount_idr)
        elif row.amount_idr != share.amount_idr:
            row.amount_idr = share.amount_idr
            row.save(update_fields=["amount_idr"])


def _set_places(line: Line, places: Sequence[Place]) -> None:
    known = {(one.region_code, one.detail): one for one in line.places.all()}
    wanted = {(one.region.code, " ".join(one.detail.split())): one for one in places}
    LinePlace.objects.filter(pk__in=[row.pk for key, row in known.items() if key not in wanted]).delete()
    for key, place in wanted.items():
        row = known.get(key) or LinePlace(line=line, region=place.region, region_code=key[0], detail=key[1])
        facts = (place.share_idr, place.latitude, place.longitude)
        if facts == (None, None, None):  # who only names the place says nothing of what is known of it
            facts = (row.share_idr, row.latitude, row.longitude)
        if row._state.adding or facts != (row.share_idr, row.latitude, row.longitude):
            row.share_idr, row.latitude, row.longitude = facts
            row.save()


@transaction.atomic
def state_figure(
    *,
    actor: Actor,
    line: Line,
    phase: Phase,
    amount_idr: int,
    at: datetime,
    fund_code: str = "",
    run: ImportRun | None = None,
    sheet: str = "",
    cell: str = "",
    is_amount_sure: bool = False,
) -> Line:
    """State one amount of a line in one phase: what was stated before for this phase and fund is replaced, never changed.

    An undivided amount takes the place of all that was divided by fund, and the other way round. What was spent is stated by
    `record_realisation`. Raises `LooksSlipped` unless `is_amount_sure`.
    """
    if phase == Phase.REALISED:
        raise InvalidInput(_("What was spent is reported as realisation, with its day."))
    kept = locked(line)
    policies.may_change_line(actor, kept).require()
    if kept.is_withdrawn:
        raise Refused(_("This line was taken out of the plan."), hint=_("Put it back first."))
    check_amount(phase.value, amount_idr)
    before = rollups.keys_of(kept)
    current = dict(Figure.objects.filter(line=kept, phase=phase, is_current=True).values_list("fund_code", "amount_idr"))
    wanted = {fund_code: amount_idr}
    if fund_code:
        wanted = {**{fund: amount for fund, amount in current.items() if fund}, **wanted}
    if not is_amount_sure:
        amounts: dict[Phase, int | None] = {one: getattr(kept, rules.AMOUNT_COLUMNS[one]) for one in TYPED_PHASES}
        _check_slips(kept, {**amounts, phase: sum(wanted.values())}, [phase])
    if fund_code:
        LineFund.objects.get_or_create(line=kept, code=fund_code)
    if not restate(kept, phase, wanted, at=at, run=run, sheet=sheet, cell=cell):
        return kept
    kept.changed_at = at
    kept.save()
    rollups.touch(kept, before)
    data = {"number": kept.number, "phase": phase.value, "fund": fund_code, "amount": amount_idr}
    trail.record("planning.line.restated", kept, actor=actor, at=at, data=data, public=True)
    return kept


@transaction.atomic
def withdraw_line(*, actor: Actor, line: Line, reason: str, at: datetime) -> Line:
    """Take a line out of the plan. Its page stays and says so, with the reason; it counts in no sum any more."""
    return _withdraw(actor, line, reason, at, is_withdrawn=True)


@transaction.atomic
def restore_line(*, actor: Actor, line: Line, reason: str, at: datetime) -> Line:
    """Put a withdrawn line back into the plan."""
    return _withdraw(actor, line, reason, at, is_withdrawn=False)


def _withdraw(actor: Actor, line: Line, reason: str, at: datetime, *, is_withdrawn: bool) -> Line:
    kept = locked(line)
    policies.may_change_line(actor, kept).require()
    reason = " ".join(reason.split())
    if not reason:
        raise InvalidInput(_("Say why."), fields={"reason": _("Say why in a few words: it stands on the public page.")})
    check_words({"reason": reason})
    if kept.is_withdrawn == is_withdrawn:
        raise Refused(_("This line is out of the plan already.") if is_withdrawn else _("This line stands in the plan already."))
    kept.is_withdrawn, kept.changed_at = is_withdrawn, at
    kept.save(update_fields=["is_withdrawn", "changed_at"])
    rollups.touch(kept)
    verb = "planning.line.withdrawn" if is_withdrawn else "planning.line.restored"
    trail.record(verb, kept, actor=actor, at=at, reason=reason, data={"number": kept.number}, public=True)
    return kept


def office_of(government: Region, office_id: UUID | None) -> Office | None:
    """An office of this government by its key; raises `InvalidInput` for another's."""
    if office_id is None:
        return None
    found = Office.objects.filter(pk=office_id, region=government).first()
    if found is None:
        raise InvalidInput(_("This office belongs to another government."), fields={"office": _("Choose an office of this government.")})
    return found
