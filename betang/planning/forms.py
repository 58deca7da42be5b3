"""What officers and planners type about lines: parsed into amounts, funds, places and days; decided elsewhere."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from typing import Any

from django import forms
from django.db.models import Q
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from betang.kernel.errors import InvalidInput
from betang.kernel.money import parse_rupiah
from betang.planning.actions.lines import NAME_LIMIT, FundShare, Place
from betang.planning.actions.measuring import MOST_PROMISES, Point, Promise
from betang.planning.actions.progress import MOST_MILESTONES, Step
from betang.planning.models import Line
from betang.planning.queries.codes import funds_for
from betang.planning.rules import AMOUNT_COLUMNS, semester_ends
from betang.planning.terms import YEAR_FIRST, YEAR_LAST, IndicatorKind, Phase, Scheme
from betang.regions.models import Office, Region
from betang.regions.queries import current, place_lines
from betang.regions.spots import in_words, point_of
from betang.regions.terms import Kind
from betang.ui.formats import day as day_words

FUND_ROWS = 3
EMPTY_STEPS = 3
EMPTY_PROMISES = 2
MOST_POINTS = 40
OTHER_DAY = "lain"


class Day(forms.DateField):
    """A day, typed with the phone's own calendar."""

    def __init__(self, **options: Any) -> None:
        options.setdefault("widget", forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"))
        super().__init__(**options)


class Rupiah(forms.CharField):
    """Whole rupiah as people type them; None where nothing is typed."""

    def __init__(self, **options: Any) -> None:
        options.setdefault("max_length", 40)
        options.setdefault("widget", forms.TextInput(attrs={"inputmode": "decimal", "autocomplete": "off", "class": "num"}))
        super().__init__(**options)

    def clean(self, value: Any) -> Any:
        """An int, or None."""
        text = str(super().clean(value)).strip()
        if not text:
            return None
        if text[0] in "-−–(":
            raise forms.ValidationError(gettext("An amount cannot be less than nothing."))
        try:
            return parse_rupiah(text)
        except InvalidInput as error:
            raise forms.ValidationError(error.message) from error

    def prepare_value(self, value: Any) -> Any:
        """`85.000.000` for a number; what was typed stays as it was typed."""
        return f"{value:,}".replace(",", ".") if isinstance(value, int) else value


VILLAGE_PHASES = (Phase.BUDGETED, Phase.REVISED)
"""What a village types: its budget (APB Desa), and the budget as it was changed."""
REGIONAL_PHASES = (Phase.INDICATIVE, Phase.PROPOSED, Phase.CEILING, Phase.BUDGETED, Phase.REVISED)

_PHASE_LABELS = {
    Phase.INDICATIVE: _("Indicative (five-year plan)"),
    Phase.PROPOSED: _("Proposed (Renja)"),
    Phase.CEILING: _("Ceiling (PPAS)"),
    Phase.BUDGETED: _("Budget"),
    Phase.REVISED: _("Budget after its change"),
}


class LineForm(forms.Form):
    """One line. `line` is the one that is changed; without it a new one is typed."""

    name = forms.CharField(
        label=_("What is done"), max_length=NAME_LIMIT, widget=forms.Textarea(attrs={"rows": 2}), help_text=_("As people here say it.")
    )

    def __init__(
        self,
        data: Any = None,
        *,
        government: Region,
        scheme: str,
        fiscal_year: int,
        offices: Iterable[Office] = (),
        line: Line | None = None,
        initial: dict[str, Any] | None = None,
    ) -> None:
        self.government, self.scheme, self.line = government, scheme, line
        self.is_village = scheme == Scheme.VILLAGE_ACTIVITY
        self.phases = VILLAGE_PHASES if self.is_village else REGIONAL_PHASES
        super().__init__(data, initial=initial or (_initial_of(line) if line else None), label_suffix="")
        if not self.is_village and line is None:
            self.fields["office"] = forms.ChoiceField(
                label=_("Office"), choices=[("", gettext("Choose …")), *((str(one.pk), one.name) for one in offices)]
            )
        for phase in self.phases:
            self.fields[phase.value] = Rupiah(label=_PHASE_LABELS[phase], required=self.is_village and phase == Phase.BUDGETED)
        self.fields[Phase.BUDGETED.value].help_text = _("Whole rupiah, like 85.000.000.")
        self.fields[Phase.REVISED.value].help_text = _("Only once the budget was changed.")
        funds = [("", gettext("Choose …")), *((one.code, f"{one.name} ({one.code})") for one in funds_for(scheme, fiscal_year))]
        known = {value for value, _label in funds}
        if line is not None:
            funds += [(one.code, one.code) for one in line.funds.all() if one.code not in known]
        for number in range(1, FUND_ROWS + 1):
            label = _("Source of money") if number == 1 else _("Source of money %(number)s") % {"number": number}
            self.fields[f"fund_{number}"] = forms.ChoiceField(label=label, choices=funds, required=False)
            self.fields[f"fund_amount_{number}"] = Rupiah(label=_("How much of it"), required=False)
        hint = (
            _("One place a line, like: RT 02/RW 01, Jalan Kenanga.")
            if self.is_village
            else _("One place a line: a village or kecamatan (name or code), then after a comma RT/RW or road.")
        )
        self.fields["places"] = forms.CharField(
            label=_("Where in the village") if self.is_village else _("Where"),
            required=False,
            max_length=4000,
            widget=forms.Textarea(attrs={"rows": 2}),
            help_text=hint,
        )
        self.fields["starts_on"] = Day(label=_("Begins on"), required=False)
        self.fields["ends_on"] = Day(label=_("Ends on"), required=False)
        self.fields["note"] = forms.CharField(label=_("Note"), required=False, max_length=2000, widget=forms.Textarea(attrs={"rows": 2}))
        self.fields["is_amount_sure"] = forms.BooleanField(required=False, label=_("Yes, the amount is right"))

    def clean_places(self) -> list[Place]:
        """The places as regions of the government."""
        text = self.cleaned_data["places"]
        rows = [" ".join(row.split()) for row in text.splitlines() if row.strip()]
        if self.is_village:
            return [Place(region=self.government, detail=row[:200]) for row in dict.fromkeys(rows)] or [Place(region=self.government)]
        try:
            return read_places(rows, self.government)
        except InvalidInput as error:
            raise forms.ValidationError(error.message) from error

    def amounts(self) -> dict[Phase, int | None]:
        """What was typed, by phase; phases that this form does not ask for stay as they are."""
        found = {phase: getattr(self.line, column) for phase, column in AMOUNT_COLUMNS.items()} if self.line else {}
        return {**found, **{phase: self.cleaned_data.get(phase.value) for phase in self.phases}}

    def funds(self) -> list[FundShare]:
        """The sources of money that were chosen."""
        rows = [(self.cleaned_data.get(f"fund_{n}"), self.cleaned_data.get(f"fund_amount_{n}")) for n in range(1, FUND_ROWS + 1)]
        return [FundShare(code=code, amount_idr=amount) for code, amount in rows if code]

    def take_errors(self, error: InvalidInput) -> None:
        """Put the messages of a refused action at their fields."""
        aliases = {"funds": "fund_1", "code": None}
        for field, words in error.fields.items():
            name = aliases.get(field, field)
            self.add_error(name if name in self.fields else None, words)
        if not error.fields:
            self.add_error(None, f"{error.message} {error.hint}".strip())


def _initial_of(line: Line) -> dict[str, Any]:
    found: dict[str, Any] = {
        "name": line.name,
        "starts_on": line.starts_on,
        "ends_on": line.ends_on,
        "note": line.note,
        "places": "\n".join(_place_words(line)),
    }
    for phase, column in AMOUNT_COLUMNS.items():
        found[phase.value] = getattr(line, column)
    for number, fund in enumerate(line.funds.order_by("code")[:FUND_ROWS], start=1):
        found[f"fund_{number}"], found[f"fund_amount_{number}"] = fund.code, fund.amount_idr
    return found


def _place_words(line: Line) -> list[str]:
    rows = list(line.places.order_by("region_code", "detail"))
    if line.scheme == Scheme.VILLAGE_ACTIVITY:
        return [one.detail for one in rows if one.detail]
    return [f"{one.region_code}, {one.detail}" if one.detail else one.region_code for one in rows]


def read_places(rows: Iterable[str], government: Region) -> list[Place]:
    """Places of a government from what people type: `Mantangai Hilir, RT 02` or `62.03.05.2004, RT 02`. Two queries at most.

    Raises `InvalidInput` for a name that nobody has there, or that several have (they are named with their codes).
    """
    wanted = [(part[0].strip(), part[2].strip()) for part in (row.partition(",") for row in rows)]
    if not wanted:
        return []
    heads = {head for head, _detail in wanted}
    inside = current().filter(Q(code=government.code) | Q(code__startswith=government.code + "."))
    asked = Q(code__in=heads)
    for head in heads:
        asked |= Q(name__iexact=_bare_name(head))
    by_head: dict[str, list[Region]] = {head: [] for head in heads}
    for region in inside.filter(asked):
        for head in heads:
            if head == region.code or head.casefold() in (region.name.casefold(), region.full_name.casefold()):
                by_head[head].append(region)
    found = []
    for head, detail in wanted:
        regions = by_head[head]
        if not regions:
            words = gettext("There is no village or kecamatan “%(name)s” in the region of this plan.") % {"name": head}
            raise InvalidInput(words, fields={"places": words})
        if len(regions) > 1:
            lines = place_lines(one.code for one in regions)
            listed = "; ".join(f"{one.code} {lines.get(one.code, one.full_name)}" for one in regions)
            words = gettext("“%(name)s” is the name of several: type the code. %(listed)s") % {"name": head, "listed": listed}
            raise InvalidInput(words, fields={"places": words})
        found.append(Place(region=regions[0], detail=detail[:200]))
    return list({(one.region.code, one.detail): one for one in found}.values())


def _bare_name(text: str) -> str:
    """The name without the word for its kind: `Desa Mantangai Hilir` → `Mantangai Hilir`."""
    for kind in Kind:
        if text.casefold().startswith(f"{kind.label} ".casefold()):
            return text[len(str(kind.label)) + 1 :]
    return text


def periods(fiscal_year: int, today: date, *, is_village: bool) -> list[tuple[str, str]]:
    """The days until which one usually reports: half-years of a village, quarters of a region, today, another day."""
    if is_village:
        ends = [(one, gettext("Half-year %(number)s") % {"number": n}) for n, one in enumerate(semester_ends(fiscal_year), start=1)]
    else:
        days = ((3, 31), (6, 30), (9, 30), (12, 31))
        ends = [
            (date(fiscal_year, month, last), gettext("Quarter %(number)s") % {"number": n}) for n, (month, last) in enumerate(days, start=1)
        ]
    found = [
        (one.isoformat(), gettext("%(period)s, until %(day)s") % {"period": name, "day": day_words(one)})
        for one, name in ends
        if one <= today
    ]
    if today.year == fiscal_year and today.isoformat() not in dict(found):
        found.append((today.isoformat(), gettext("Until today, %(day)s") % {"day": day_words(today)}))
    return [*found, (OTHER_DAY, gettext("Until another day"))]


class RealisationForm(forms.Form):
    """Money and work until a day."""

    period = forms.ChoiceField(label=_("Counted from the beginning of the year"))
    until_on = Day(label=_("Which day"), required=False, help_text=_("Only if you chose “another day”."))
    spent = Rupiah(label=_("Spent until then"), required=False, help_text=_("All since January, not only of this period."))
    percent = forms.DecimalField(
        label=_("How far the work is, in percent"),
        required=False,
        max_digits=5,
        decimal_places=2,
        localize=True,
        widget=forms.TextInput(attrs={"inputmode": "decimal", "autocomplete": "off"}),
    )
    words = forms.CharField(
        label=_("What people should know"),
        required=False,
        max_length=1000,
        widget=forms.Textarea(attrs={"rows": 2}),
        help_text=_("For example: the road is done up to the bridge."),
    )
    is_sure = forms.BooleanField(required=False, label=_("Yes, the amount is right"))

    def __init__(self, line: Line, data: Any = None, *, today: date) -> None:
        super().__init__(data, label_suffix="")
        choices = periods(line.fiscal_year, today, is_village=line.scheme == Scheme.VILLAGE_ACTIVITY)
        self.fields["period"].choices = choices  # type: ignore[attr-defined]
        self.initial.setdefault("period", choices[-2][0] if len(choices) > 1 else OTHER_DAY)

    def clean(self) -> dict[str, Any]:
        """The day out of the two fields."""
        found = super().clean() or {}
        chosen = found.get("period")
        if chosen == OTHER_DAY and not found.get("until_on") and "until_on" not in self.errors:
            self.add_error("until_on", gettext("Say until which day."))
        elif chosen and chosen != OTHER_DAY:
            found["until_on"] = date.fromisoformat(chosen)
        return found

    def take_errors(self, error: InvalidInput) -> None:
        """Put the messages of a refused action at their fields."""
        for field, words in error.fields.items():
            self.add_error(field if field in self.fields else None, words)
        if not error.fields:
            self.add_error(None, error.message)


PROGRESS = ((0, _("0 %: before the work")), (50, _("50 %: half done")), (100, _("100 %: done")))


class PhotoForm(forms.Form):
    """A photo of the work."""

    file = forms.FileField(label=_("Photo"), allow_empty_file=True, widget=forms.FileInput(attrs={"accept": "image/*"}))
    percent = forms.TypedChoiceField(
        label=_("What it shows"), coerce=int, empty_value=None, choices=[("", _("Choose …")), *PROGRESS], required=False
    )
    alt = forms.CharField(label=_("Describe it in a few words"), max_length=250, help_text=_("For people who cannot see it."))
    taken_on = Day(label=_("Taken on"), required=False)

    def take_errors(self, error: InvalidInput) -> None:
        """Put the messages of a refused action at their fields."""
        for field, words in error.fields.items():
            self.add_error(field if field in self.fields else None, words)
        if not error.fields:
            self.add_error("file", f"{error.message} {error.hint}".strip())


class ReasonForm(forms.Form):
    """Why something is taken out, or put back."""

    reason = forms.CharField(label=_("Why"), max_length=300, help_text=_("It stands on the public page."))


class StepsForm(forms.Form):
    """The milestones of a line, one a row."""

    def __init__(self, line: Line, data: Any = None) -> None:
        super().__init__(data, label_suffix="")
        there = list(line.milestones.all())
        self.count = min(MOST_MILESTONES, len(there) + EMPTY_STEPS)
        if data is not None:
            typed = [int(name[5:]) for name in data if name.startswith("name_") and name[5:].isdigit() and len(name) < 8]
            self.count = min(MOST_MILESTONES, max([self.count, *typed]))
        for number in range(1, self.count + 1):
            row = there[number - 1] if number <= len(there) else None
            self.fields[f"name_{number}"] = forms.CharField(
                label=_("Step %(number)s") % {"number": number}, max_length=200, required=False, initial=row.name if row else ""
            )
            self.fields[f"due_{number}"] = Day(label=_("Due on"), required=False, initial=row.due_on if row else None)
            self.fields[f"done_{number}"] = Day(label=_("Done on"), required=False, initial=row.done_on if row else None)

    def rows(self) -> list[tuple[forms.BoundField, forms.BoundField, forms.BoundField]]:
        """The fields, three a step."""
        return [(self[f"name_{n}"], self[f"due_{n}"], self[f"done_{n}"]) for n in range(1, self.count + 1)]

    def steps(self) -> list[Step]:
        """What was typed; rows without a name are left out."""
        found = self.cleaned_data
        return [
            Step(name=found[f"name_{n}"], due_on=found.get(f"due_{n}"), done_on=found.get(f"done_{n}"))
            for n in range(1, self.count + 1)
            if found.get(f"name_{n}")
        ]

    def clean(self) -> dict[str, Any]:
        """A day without a step would be lost: it is asked about."""
        found = super().clean() or {}
        for n in range(1, self.count + 1):
            if not found.get(f"name_{n}") and (found.get(f"due_{n}") or found.get(f"done_{n}")):
                self.add_error(f"name_{n}", gettext("Say what is to be done on this day."))
        return found


class PromisesForm(forms.Form):
    """What a line is to reach, one measure and year a row, and a point for each of its places."""

    def __init__(self, line: Line, data: Any = None) -> None:
        super().__init__(data, label_suffix="")
        there = list(line.indicators.order_by("kind", "text", "year"))
        self.count = min(MOST_PROMISES, len(there) + EMPTY_PROMISES)
        if data is not None:
            typed = [int(name[5:]) for name in data if name.startswith("text_") and name[5:].isdigit() and len(name) < 8]
            self.count = min(MOST_PROMISES, max([self.count, *typed]))
        for n in range(1, self.count + 1):
            row = there[n - 1] if n <= len(there) else None
            self.fields[f"kind_{n}"] = forms.ChoiceField(
                label=_("Kind"), choices=IndicatorKind.choices, initial=row.kind if row else IndicatorKind.OUTPUT, required=False
            )
            words = forms.Textarea(attrs={"rows": 2})
            self.fields[f"text_{n}"] = forms.CharField(
                label=_("What is measured"), max_length=400, required=False, initial=row.text if row else "", widget=words
            )
            self.fields[f"year_{n}"] = forms.IntegerField(
                label=_("Year"), min_value=YEAR_FIRST, max_value=YEAR_LAST, required=False, initial=row.year if row else line.fiscal_year
            )
            self.fields[f"target_{n}"] = forms.CharField(
                label=_("To be reached"), max_length=120, required=False, initial=row.target_text if row else "",
            )  # fmt: skip
            self.fields[f"reached_{n}"] = forms.DecimalField(
                label=_("Reached so far"), max_digits=20, decimal_places=4, required=False, localize=True,
                initial=row.reached.normalize() if row and row.reached is not None else None,
            )  # fmt: skip
        self.places = list(line.places.select_related("region").order_by("region_code", "detail")[:MOST_POINTS])
        for place in self.places:
            where = f"{place.region.full_name}, {place.detail}" if place.detail else place.region.full_name
            point = in_words(place.latitude, place.longitude) if place.latitude is not None and place.longitude is not None else ""
            self.fields[f"point_{place.pk.hex}"] = forms.CharField(label=where, max_length=500, required=False, initial=point)

    def rows(self) -> list[list[forms.BoundField]]:
        """The fields, five a measure."""
        return [[self[f"{name}_{n}"] for name in ("text", "kind", "year", "target", "reached")] for n in range(1, self.count + 1)]

    def point_fields(self) -> list[forms.BoundField]:
        """A field for each place."""
        return [self[f"point_{place.pk.hex}"] for place in self.places]

    def clean(self) -> dict[str, Any]:
        """A row that is half filled is asked about, and so is a point that nobody can read."""
        found = super().clean() or {}
        for n in range(1, self.count + 1):
            text, target = found.get(f"text_{n}", ""), found.get(f"target_{n}", "")
            if (target or found.get(f"reached_{n}") is not None) and not text:
                self.add_error(f"text_{n}", gettext("Say what is measured."))
            elif text and not target:
                self.add_error(f"target_{n}", gettext("Say what is to be reached, like: 3 units."))
            elif text and not found.get(f"year_{n}"):
                self.add_error(f"year_{n}", gettext("Say in which year."))
        for place in self.places:
            name = f"point_{place.pk.hex}"
            if found.get(name) and point_of(found[name]) is None:
                self.add_error(name, gettext("This is no point. Write two numbers, like: -2.5423, 114.6312."))
        return found

    def promises(self) -> list[Promise]:
        """What was typed; rows without words are left out."""
        found = self.cleaned_data
        return [
            Promise(
                kind=found.get(f"kind_{n}") or IndicatorKind.OUTPUT.value, text=found[f"text_{n}"], year=found[f"year_{n}"],
                target=found[f"target_{n}"], reached=found.get(f"reached_{n}"),
            )
            for n in range(1, self.count + 1)
            if found.get(f"text_{n}")
        ]  # fmt: skip

    def points(self) -> dict[Any, Point | None]:
        """Each place with its point, or None where the field is empty."""
        return {place.pk: point_of(self.cleaned_data.get(f"point_{place.pk.hex}", "")) for place in self.places}
