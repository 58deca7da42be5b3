"""What the administrator types about regions, offices, holidays and files."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from betang.regions import catalogue
from betang.regions.actions.history import NewRegion
from betang.regions.models import Region
from betang.regions.terms import KINDS_OF_LEVEL, NAME_LIMIT, Kind, Level, OfficeKind
from betang.statutes.terms import HolidayKind

SPLIT_PARTS = 3
"""How many new regions one form of a split has room for."""


class Day(forms.DateField):
    """A day, typed with the phone's own calendar."""

    def __init__(self, **options: Any) -> None:
        options.setdefault("widget", forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"))
        super().__init__(**options)


class CodeField(forms.CharField):
    """A region code, with its dots."""

    def __init__(self, **options: Any) -> None:
        options.setdefault("max_length", 13)
        options.setdefault("widget", forms.TextInput(attrs={"inputmode": "decimal", "autocomplete": "off"}))
        super().__init__(**options)

    def clean(self, value: Any) -> str:
        """The code as text; a wrong form is refused with an example."""
        code = str(super().clean(value)).strip()
        if code and not catalogue.is_code(code):
            raise forms.ValidationError(_("Type the code with its dots, for example 62.03.09.2006."))
        return code


def _kinds(region: Region) -> list[tuple[str, Any]]:
    return [(kind.value, kind.label) for kind in KINDS_OF_LEVEL[Level(region.level)]]


class ChangeForm(forms.Form):
    """What every change of a region needs: from which day, and by which decision."""

    on = Day(label=_("From which day"))
    basis = forms.CharField(
        label=_("By which law or decision"), max_length=200, help_text=_("With its number, for example: Perda Kabupaten Kapuas 3/2026.")
    )

    def __init__(self, region: Region, data: Any = None, **options: Any) -> None:
        self.region = region
        super().__init__(data, prefix=self.Meta.prefix, **options)

    class Meta:
        prefix = ""


class RenameForm(ChangeForm):
    """A new name, or a new kind."""

    name = forms.CharField(label=_("New name"), max_length=NAME_LIMIT, help_text=_("Without the word for its kind."))
    kind = forms.ChoiceField(label=_("Kind"))
    field_order = ("name", "kind", "on", "basis")

    def __init__(self, region: Region, data: Any = None, **options: Any) -> None:
        super().__init__(region, data, **options)
        self.fields["kind"].choices = _kinds(region)  # type: ignore[attr-defined]
        self.initial.setdefault("kind", region.kind)

    class Meta:
        prefix = "nama"


class MoveForm(ChangeForm):
    """A new code, which also says in which region it lies from then on."""

    new_code = CodeField(label=_("New code"), help_text=_("The regions in it get new codes along with it."))
    field_order = ("new_code", "on", "basis")

    class Meta:
        prefix = "kode"


class SplitForm(ChangeForm):
    """The regions that come into being."""

    continues = forms.BooleanField(label=_("The region itself goes on existing beside the new ones"), required=False, initial=True)

    def __init__(self, region: Region, data: Any = None, **options: Any) -> None:
        super().__init__(region, data, **options)
        for number in range(1, SPLIT_PARTS + 1):
            is_first = number == 1
            self.fields[f"code_{number}"] = CodeField(label=_("Code of new region %(number)s") % {"number": number}, required=is_first)
            self.fields[f"name_{number}"] = forms.CharField(
                label=_("Name of new region %(number)s") % {"number": number}, max_length=NAME_LIMIT, required=is_first
            )
            self.fields[f"kind_{number}"] = forms.ChoiceField(
                label=_("Kind of new region %(number)s") % {"number": number}, choices=_kinds(region), initial=region.kind, required=False
            )
        self.order_fields(
            [*(f"{part}_{number}" for number in range(1, SPLIT_PARTS + 1) for part in ("code", "name", "kind")), "continues", "on", "basis"]
        )

    def parts(self) -> list[NewRegion]:
        """The new regions that were filled in."""
        found = []
        for number in range(1, SPLIT_PARTS + 1):
            code, name = self.cleaned_data.get(f"code_{number}", ""), self.cleaned_data.get(f"name_{number}", "")
            if code or name:
                found.append(NewRegion(code, name, Kind(self.cleaned_data.get(f"kind_{number}") or self.region.kind)))
        return found

    class Meta:
        prefix = "pemekaran"


class MergeForm(ChangeForm):
    """The codes of the regions that end in this one."""

    codes = forms.CharField(
        label=_("Codes of the regions that are merged into this one"),
        help_text=_("Several are parted by commas."),
        max_length=400,
    )
    field_order = ("codes", "on", "basis")

    def clean_codes(self) -> list[str]:
        """The codes as a list."""
        codes = [code.strip() for code in self.cleaned_data["codes"].replace("\n", ",").split(",") if code.strip()]
        wrong = [code for code in codes if not catalogue.is_code(code)]
        if wrong or not codes:
            raise forms.ValidationError(_("Type the code with its dots, for example 62.03.09.2006."))
        return codes

    class Meta:
        prefix = "gabung"


class OfficeForm(forms.Form):
    """An office of a government."""

    name = forms.CharField(label=_("Name of the office"), max_length=200)
    short_name = forms.CharField(label=_("Short name"), max_length=60, required=False)
    kind = forms.ChoiceField(label=_("What it is for"), choices=OfficeKind.choices, initial=OfficeKind.AGENCY)
    code = forms.CharField(label=_("Official code"), max_length=30, required=False)


class FileForm(forms.Form):
    """A file with coordinates, areas, populations or outlines."""

    file = forms.FileField(
        label=_("CSV or GeoJSON file"),
        allow_empty_file=True,
        widget=forms.ClearableFileInput(attrs={"accept": ".csv,.geojson,.json,text/csv,application/geo+json"}),
    )


class SourceForm(forms.Form):
    """The yes to an import."""

    source = forms.CharField(
        label=_("Where the data come from"), max_length=200, required=False, help_text=_("It stands with the map, for example: BIG, 2025.")
    )


class HolidayForm(forms.Form):
    """A day off that the official calendar lacks, or a working day after all."""

    on = Day(label=_("Day"))
    name = forms.CharField(label=_("What the day is"), max_length=120)
    kind = forms.ChoiceField(label=_("Kind of day"), choices=HolidayKind.choices)
    region_code = CodeField(label=_("Only in this region"), required=False, help_text=_("Its code; leave it empty for everywhere."))
    basis = forms.CharField(label=_("By which decision"), max_length=200)
