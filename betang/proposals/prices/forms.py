"""A file with prices, for whom and for which year."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from betang.proposals.terms import Channel


class BringForm(forms.Form):
    file = forms.FileField(
        label=_("File"), help_text=_("Excel, LibreOffice or CSV, with a row that names the columns: nama kamus, satuan, harga.")
    )
    government = forms.ChoiceField(label=_("Whose dictionary"))
    fiscal_year = forms.IntegerField(label=_("For the plan of the year"), min_value=2005, max_value=2099)
    channel = forms.ChoiceField(
        label=_("For whom"),
        choices=[(Channel.MEETING, _("for residents, groups and meetings")), (Channel.COUNCIL, _("for council members (pokir)"))],
    )

    def __init__(self, *args: Any, governments: list[tuple[str, str]], year: int, **kwargs: Any) -> None:
        super().__init__(*args, **{"label_suffix": "", **kwargs})
        self.fields["government"].choices = governments  # type: ignore[attr-defined]
        self.fields["fiscal_year"].initial = year
        self.use_required_attribute = False
