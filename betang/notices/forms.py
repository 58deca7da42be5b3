"""How a person wants to hear of things."""

from __future__ import annotations

from typing import Any

from django import forms

from betang.notices.terms import Pace


class PaceForm(forms.Form):
    """One choice for each topic; the topics are given by the page."""

    def __init__(self, *args: Any, topics: list[tuple[str, str, Pace]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for topic, label, pace in topics:
            self.fields[topic] = forms.ChoiceField(label=label, choices=Pace.choices, initial=pace, widget=forms.RadioSelect)
