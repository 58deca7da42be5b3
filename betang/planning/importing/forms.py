"""What people choose when they bring a file, and which column holds what."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from betang.accounts.actors import Actor
from betang.guard.sheets.cells import column_letters
from betang.kernel import clock
from betang.planning.importing import headings, queries
from betang.planning.importing.headings import AMOUNTS
from betang.planning.importing.wording import field_name
from betang.planning.models import Version
from betang.planning.terms import YEAR_FIRST, YEAR_LAST, FileKind, Phase
from betang.regions.models import Office, Region
from betang.regions.terms import Level

PHASES = [(phase.value, phase.label) for phase in Phase if phase not in (Phase.REALISED,)]


class BringForm(forms.Form):
    """A file, for which government and office, and what it is."""

    file = forms.FileField(
        label=_("File"),
        help_text=_(
            "Excel (.xlsx, .xls), LibreOffice (.ods) or CSV, up to 200 MB. As it is: banner rows, totals and merged cells may stay."
        ),
    )
    government: forms.ModelChoiceField[Region] = forms.ModelChoiceField(None, label=_("For which government"), empty_label=None)
    kind = forms.ChoiceField(label=_("What it is"), choices=FileKind.choices)
    fiscal_year = forms.IntegerField(
        label=_("Year"), min_value=YEAR_FIRST, max_value=YEAR_LAST, help_text=_("Of a five-year plan: its first year.")
    )
    phase = forms.ChoiceField(label=_("The amounts are"), choices=PHASES, initial=Phase.CEILING)
    office: forms.ModelChoiceField[Office] = forms.ModelChoiceField(
        None,
        label=_("Office"),
        required=False,
        empty_label=_("several, or none"),
        help_text=_("Leave it where the file names offices itself."),
    )
    until_on = forms.DateField(
        label=_("Spent until"),
        required=False,
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
        help_text=_("Only for realisation, where no column says it."),
    )
    version: forms.ModelChoiceField[Version] = forms.ModelChoiceField(
        None, label=_("Belongs to the document"), required=False, empty_label=_("none")
    )

    def __init__(self, *args: Any, actor: Actor, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        governments = queries.governments_for(actor)
        for name, rows in (
            ("government", Region.objects.filter(pk__in=[one.pk for one in governments]).order_by("code")),
            ("office", Office.objects.filter(pk__in=[one.pk for one in queries.offices_for(actor, governments)]).order_by("name")),
            (
                "version",
                Version.objects.filter(document__government__in=governments).select_related("document").order_by("-document__to_year"),
            ),
        ):
            self.fields[name].queryset = rows  # type: ignore[attr-defined]
        self.fields["version"].label_from_instance = lambda one: f"{one.document.title}, {one.get_kind_display()}"  # type: ignore[attr-defined]
        self.fields["fiscal_year"].initial = clock.today().year
        if governments and all(one.level == Level.VILLAGE for one in governments):
            self.fields["kind"].initial = FileKind.VILLAGE
            self.fields["phase"].initial = Phase.BUDGETED

    def clean(self) -> dict[str, Any]:
        """A realisation without a day is asked for it later, if no column says it."""
        data = super().clean() or {}
        return data


def fields_of(kind: str) -> list[str]:
    """The fields that a column may hold in a file of a kind."""
    common = ["code", "name", "office", "fund", "location", "note", "unit"]
    if kind == FileKind.REALISATION:
        return ["code", "name", "office", "spent", "percent", "until", "note"]
    measures = ["achievement", "achievement_target", "output", "output_target", "outcome", "outcome_target"]
    if kind == FileKind.STRATEGY:
        return [*common, "output", *(f"target_year:{n}" for n in range(1, 6)), *(f"amount_year:{n}" for n in range(1, 6))]
    return ["code", "name", *AMOUNTS, "office", "fund", "location", "starts", "ends", *measures, "unit", "year", "note"]


def field_choices(kind: str, present: set[str]) -> list[tuple[str, str]]:
    """For the list of a column; years of a five-year plan as the file counts them."""
    wanted = fields_of(kind)
    return [("", str(_("– not used –")))] + [(name, field_name(name)) for name in [*wanted, *sorted(present - set(wanted))]]


def parse_columns(data: Any, report: dict[str, Any], kind: str) -> dict[str, dict[str, Any]]:
    """What was chosen on the page of columns: for each sheet whether it is read, its header rows, and the field of each column."""
    chosen: dict[str, dict[str, Any]] = {}
    known = {name.partition(":")[0] for name in (*headings.spellings(), *fields_of(kind))}
    for number, sheet in enumerate(report["sheets"]):
        first, last = data.get(f"s{number}-first", ""), data.get(f"s{number}-last", "")
        said: dict[str, Any] = {"use": data.get(f"s{number}-use") == "1"}
        header = (int(first), int(last)) if first.isdecimal() and last.isdecimal() and len(first) < 8 and len(last) < 8 else (0, 0)
        has_moved = header != (sheet["first"], sheet["last"])
        if 0 < header[0] <= header[1] <= header[0] + 4:
            said |= {"first": header[0], "last": header[1]}
        if not has_moved:
            columns: dict[str, list[int]] = {}
            for key in data:
                prefix, _dash, column = key.rpartition("-")
                if prefix == f"s{number}-c" and column.isdecimal() and len(column) < 5:
                    name = data[key]
                    if name and name.partition(":")[0] in known:
                        columns.setdefault(name, []).append(int(column))
            if columns:
                said["columns"] = {name: some if name == "code" else some[:1] for name, some in columns.items()}
        chosen[sheet["name"]] = said
    return chosen


def letter(column: int) -> str:
    """The letter of a column."""
    return column_letters(column)
