"""Forms of tending."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from betang.communities.forms import Day
from betang.growth import actions
from betang.growth.forms import Photos, PhotosField
from betang.growth.terms import TaskFor, VisitKind

TASKS = 3
"""How many tasks can be noted with a visit; more are added one by one."""


class VisitForm(forms.Form):
    """What somebody saw at a group, what they advise, and what was agreed, by whom, until when."""

    kind = forms.ChoiceField(label=_("Why did you come?"), choices=VisitKind, widget=forms.RadioSelect)
    on = Day(label=_("When were you there?"))
    is_online = forms.BooleanField(label=_("It was by telephone or video"), required=False)
    people_met = forms.IntegerField(
        label=_("How many people did you meet?"), min_value=0, max_value=10_000, required=False, help_text=_("0 where you met nobody.")
    )
    seen = forms.CharField(label=_("What did you see?"), max_length=4000, widget=forms.Textarea(attrs={"rows": 4}))
    advice = forms.CharField(label=_("What do you advise?"), max_length=4000, required=False, widget=forms.Textarea(attrs={"rows": 3}))
    photos = PhotosField(
        label=_("Photos"), required=False, widget=Photos(attrs={"accept": "image/*", "multiple": True}),
        help_text=_("Only the office and the group see them."),
    )  # fmt: skip

    def __init__(self, *args: Any, is_mentor: bool = False, **kwargs: Any) -> None:
        super().__init__(*args, **({"label_suffix": ""} | kwargs))
        if is_mentor:
            del self.fields["kind"]
        choices = [(value, label) for value, label in TaskFor.choices if not is_mentor or value != TaskFor.COORDINATOR]
        for place in range(TASKS):
            self.fields[f"task_{place}"] = forms.CharField(label=_("What is to be done?"), max_length=250, required=False)
            self.fields[f"whose_{place}"] = forms.ChoiceField(label=_("Who does it?"), choices=choices, required=False)
            self.fields[f"due_{place}"] = Day(label=_("Until when?"), required=False)

    def facts(self) -> list[Any]:
        """For the template: everything but the tasks."""
        return [bound for bound in self if not bound.name.startswith(("task_", "whose_", "due_"))]

    def tasks(self) -> list[tuple[Any, Any, Any]]:
        """For the template: what, who, until when."""
        return [(self[f"task_{place}"], self[f"whose_{place}"], self[f"due_{place}"]) for place in range(TASKS)]

    def agreed(self) -> list[actions.Agreed]:
        """The tasks that were typed."""
        typed = self.cleaned_data
        return [
            actions.Agreed(typed[f"task_{place}"], typed[f"whose_{place}"] or TaskFor.GROUP, typed[f"due_{place}"])
            for place in range(TASKS)
            if typed[f"task_{place}"]
        ]


class TaskForm(forms.Form):
    """One more task."""

    text = forms.CharField(label=_("What is to be done?"), max_length=250)
    whose = forms.ChoiceField(label=_("Who does it?"), choices=TaskFor)
    due_on = Day(label=_("Until when?"), required=False)

    def __init__(self, *args: Any, is_office: bool = False, **kwargs: Any) -> None:
        super().__init__(*args, **({"label_suffix": ""} | kwargs))
        if not is_office:
            self.fields["whose"].choices = [one for one in TaskFor.choices if one[0] != TaskFor.COORDINATOR]  # type: ignore[attr-defined]


class ResultForm(forms.Form):
    """What came of a task."""

    result = forms.CharField(label=_("What came of it?"), max_length=2000, widget=forms.Textarea(attrs={"rows": 2}))


class ProposeForm(forms.Form):
    """A mentor KIM and the aim."""

    mentor = forms.SlugField(label=_("The mentor KIM"), max_length=63, widget=forms.HiddenInput)
    aim = forms.CharField(
        label=_("What shall the group learn?"), max_length=1000, widget=forms.Textarea(attrs={"rows": 2}),
        help_text=_("For example: writing news every week, and taking photos with the telephone."),
    )  # fmt: skip


class EndForm(forms.Form):
    """How a mentorship went, or why it is declined."""

    reason = forms.CharField(label=_("How did it go, or why not?"), max_length=2000, widget=forms.Textarea(attrs={"rows": 2}))
