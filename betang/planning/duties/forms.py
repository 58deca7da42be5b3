"""Parsing what a village's officer types about income and poster."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from betang.kernel.errors import InvalidInput
from betang.kernel.money import parse_rupiah
from betang.planning.duties import rules
from betang.planning.models import VillageIncome

_PHASES = (("b", "budgeted_idr", _("budgeted")), ("r", "revised_idr", _("revised budget")), ("s", "realised_idr", _("received")))


class Rupiah(forms.CharField):
    """Whole rupiah as people type them; empty where there is none."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(required=False, max_length=30, widget=forms.TextInput(attrs={"inputmode": "numeric", "class": "end"}), **kwargs)

    def clean(self, value: Any) -> Any:
        text = str(super().clean(value)).strip()
        if not text:
            return None
        try:
            return parse_rupiah(text)
        except InvalidInput as error:
            raise forms.ValidationError(error.message) from error


class IncomeForm(forms.Form):
    """A row for each account, a field for each phase."""

    def __init__(self, *args: Any, rows: Mapping[str, VillageIncome], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.label_suffix = ""
        self.use_required_attribute = False
        for code, name in rules.INCOMES:
            row = rows.get(code)
            for letter, column, label in _PHASES:
                amount = getattr(row, column) if row is not None else None
                shown = "" if amount is None else f"{amount:,}".replace(",", ".")
                self.fields[f"{letter}_{code}"] = Rupiah(label=f"{name}, {label}", initial=shown)

    def table(self) -> list[tuple[str, str, list[Any]]]:
        """`(code, name, bound fields)` for the template."""
        return [(code, name, [self[f"{letter}_{code}"] for letter, _column, _label in _PHASES]) for code, name in rules.INCOMES]

    @property
    def headers(self) -> list[Any]:
        return [label for _letter, _column, label in _PHASES]

    def amounts(self) -> dict[str, tuple[int | None, int | None, int | None]]:
        """What was typed, by account; accounts without any amount are left out."""
        found = {}
        for code, _name in rules.INCOMES:
            one = tuple(self.cleaned_data.get(f"{letter}_{code}") for letter, _column, _label in _PHASES)
            if any(amount is not None for amount in one):
                found[code] = (one[0], one[1], one[2])
        return found


class HangingForm(forms.Form):
    """Where the poster hangs, since when."""

    place = forms.CharField(label=_("Where it hangs"), max_length=120, help_text=_("Like: in front of the village office."))
    on = forms.DateField(
        label=_("Put up on"), input_formats=["%Y-%m-%d", "%d/%m/%Y", "%d-%m-%Y"],
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
    )  # fmt: skip

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.label_suffix = ""
        self.use_required_attribute = False


class OverviewFilter(forms.Form):
    """A kabupaten and a year."""

    wilayah = forms.ChoiceField(label=_("Kabupaten or city"))
    tahun = forms.ChoiceField(label=_("Year"))

    def __init__(self, *args: Any, regencies: Sequence[tuple[str, str]], today: date, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.label_suffix = ""
        self.fields["wilayah"] = forms.ChoiceField(label=_("Kabupaten or city"), choices=list(regencies))
        years = [(str(year), str(year)) for year in range(today.year + 1, today.year - 5, -1)]
        self.fields["tahun"] = forms.ChoiceField(label=_("Year"), choices=years)
