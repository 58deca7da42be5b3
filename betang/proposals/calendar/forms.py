"""What planners type: the dates of a phase with their source, and a quota."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from betang.kernel.errors import DomainError
from betang.proposals.calendar.actions import HIGHEST_QUOTA


def _day(label: Any) -> forms.DateField:
    return forms.DateField(label=label, widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"))


class Stated(forms.Form):
    """What both say: a source."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **{"label_suffix": "", **kwargs})
        self.use_required_attribute = False

    def take_errors(self, error: DomainError) -> None:
        """Put what an action found beside the fields that it names."""
        named = getattr(error, "fields", {}) or {}
        for name, message in named.items():
            self.add_error(name if name in self.fields else None, message)
        if not named:
            self.add_error(None, f"{error.message} {error.hint}".strip())


class PhaseForm(Stated):
    opens_on = _day(_("First day"))
    closes_on = _day(_("Last day"))
    source = forms.CharField(
        label=_("Who fixes it?"), max_length=250, help_text=_("Number and date of the letter, decree or law. Everybody reads it.")
    )
    is_verified = forms.BooleanField(label=_("I have read it there"), required=False)
    note = forms.CharField(label=_("Remark"), required=False, max_length=250)


class QuotaForm(Stated):
    limit = forms.IntegerField(label=_("How many may each of them pass on?"), min_value=1, max_value=HIGHEST_QUOTA)
    source = forms.CharField(
        label=_("Who fixes it?"), max_length=250, help_text=_("Number and date of the letter, decree or law. Everybody reads it.")
    )
    allows_more = forms.BooleanField(label=_("The letter lets more pass where a reason is given"), required=False)
