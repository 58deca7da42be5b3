"""Forms of contests."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django import forms
from django.utils.translation import gettext_lazy as _

from betang.communities.forms import Day
from betang.communities.terms import GroupKind
from betang.growth.contests import rules
from betang.growth.contests.actions import About, Award
from betang.growth.contests.queries import Sheet
from betang.growth.models import Contest, ContestCriterion, Score
from betang.growth.terms import SCORE_MAX, TITLE_LENGTH


class ContestForm(forms.Form):
    """What a contest says about itself, and what it is judged by: a row of three fields for each criterion."""

    region = forms.ChoiceField(label=_("Who holds the contest?"))
    title = forms.CharField(label=_("Name of the contest"), max_length=TITLE_LENGTH)
    year = forms.IntegerField(label=_("Year"), min_value=2000, max_value=2100)
    opens_on = Day(label=_("First day for entries"))
    closes_on = Day(label=_("Last day for entries"))
    about = forms.CharField(label=_("What is it about?"), max_length=4000, required=False, widget=forms.Textarea(attrs={"rows": 4}))
    rules_text = forms.CharField(label=_("Rules"), max_length=8000, required=False, widget=forms.Textarea(attrs={"rows": 5}))
    prizes = forms.CharField(label=_("Prizes"), max_length=2000, required=False, widget=forms.Textarea(attrs={"rows": 3}))
    invited_kinds = forms.MultipleChoiceField(
        label=_("Which kinds of groups are invited?"), choices=GroupKind, required=False, widget=forms.CheckboxSelectMultiple,
        help_text=_("None chosen: all."),
    )  # fmt: skip
    above = forms.ChoiceField(label=_("The level above"), required=False, help_text=_("The best enter it by themselves."))
    sent_up = forms.IntegerField(label=_("How many of the best go there?"), min_value=1, max_value=20, initial=1)

    def __init__(
        self, *args: Any, regions: list[tuple[str, str]], aboves: list[Contest], criteria: list[rules.Asked] | None, **kwargs: Any
    ) -> None:
        super().__init__(*args, **({"label_suffix": ""} | kwargs))
        self.aboves = {str(one.pk): one for one in aboves}
        self.fields["region"].choices = regions  # type: ignore[attr-defined]
        self.fields["above"].choices = [("", _("none")), *((key, one.title) for key, one in self.aboves.items())]  # type: ignore[attr-defined]
        self.has_criteria = criteria is not None
        for place in range(rules.MOST_CRITERIA if criteria is not None else 0):
            one = criteria[place] if criteria is not None and place < len(criteria) else None
            self.fields[f"name_{place}"] = forms.CharField(
                label=_("Criterion %(number)s") % {"number": place + 1}, max_length=TITLE_LENGTH, required=False,
                initial=one.name if one else "",
            )  # fmt: skip
            self.fields[f"weight_{place}"] = forms.IntegerField(
                label=_("Weight in percent"), min_value=1, max_value=rules.WHOLE, required=False, initial=one.weight if one else None
            )
            self.fields[f"explanation_{place}"] = forms.CharField(
                label=_("What judges look at"), max_length=500, required=False, initial=one.explanation if one else ""
            )

    def rows(self) -> list[tuple[Any, Any, Any]]:
        """For the template: name, weight and explanation of each criterion."""
        return [
            (self[f"name_{place}"], self[f"weight_{place}"], self[f"explanation_{place}"])
            for place in range(rules.MOST_CRITERIA if self.has_criteria else 0)
        ]

    def plain(self) -> list[Any]:
        """The other fields, in order."""
        return [self[name] for name in self.fields if name.partition("_")[2].isdigit() is False]

    def about_of(self) -> About:
        """What was typed, for the action."""
        typed = self.cleaned_data
        return About(
            title=typed["title"], year=typed["year"], opens_on=typed["opens_on"], closes_on=typed["closes_on"], about=typed["about"],
            rules_text=typed["rules_text"], prizes=typed["prizes"], invited_kinds=tuple(typed["invited_kinds"]), sent_up=typed["sent_up"],
            above=self.aboves.get(typed["above"]),
        )  # fmt: skip

    def criteria_of(self) -> list[rules.Asked] | None:
        """The rows with a name or a weight; None where they cannot be changed."""
        if not self.has_criteria:
            return None
        typed = self.cleaned_data
        return [
            rules.Asked(str(place), typed[f"name_{place}"], typed[f"weight_{place}"] or 0, typed[f"explanation_{place}"])
            for place in range(rules.MOST_CRITERIA)
            if typed[f"name_{place}"] or typed[f"weight_{place}"]
        ]


class JudgeForm(forms.Form):
    """Somebody who judges."""

    name = forms.CharField(label=_("Name, as the result shows it"), max_length=80)
    post = forms.CharField(label=_("Post or profession"), max_length=60, required=False, help_text=_("It stands behind the name."))
    email = forms.EmailField(
        label=_("E-mail"), help_text=_("Whoever has an account is found by it; for somebody new you get a link to hand on.")
    )


class EntryForm(forms.Form):
    """What a group shows."""

    title = forms.CharField(label=_("Title of your entry"), max_length=TITLE_LENGTH)
    words = forms.CharField(
        label=_("What do you show, and what did it change?"), max_length=6000, widget=forms.Textarea(attrs={"rows": 8}),
        help_text=_("Go through the criteria one by one."),
    )  # fmt: skip
    links = forms.CharField(
        label=_("Pages that prove it"), required=False, max_length=1600, widget=forms.Textarea(attrs={"rows": 4}),
        help_text=_("Addresses on your own site, or a film: one on each line, five at most."),
    )  # fmt: skip

    def lines(self) -> list[str]:
        """One address a line."""
        return [one.strip() for one in str(self.cleaned_data["links"]).splitlines() if one.strip()]


class ScoreForm(forms.Form):
    """A score with words for each criterion."""

    def __init__(self, *args: Any, criteria: list[ContestCriterion], given: dict[UUID, Score], **kwargs: Any) -> None:
        super().__init__(*args, **({"label_suffix": ""} | kwargs))
        self.criteria = criteria
        for one in criteria:
            row = given.get(one.pk)
            self.fields[f"value_{one.key}"] = forms.IntegerField(
                label=_("Score, 0 to 100"), min_value=0, max_value=SCORE_MAX, required=False, initial=row.value if row else None
            )
            self.fields[f"words_{one.key}"] = forms.CharField(
                label=_("Why?"), required=False, max_length=2000, widget=forms.Textarea(attrs={"rows": 2}), initial=row.words if row else ""
            )

    def rows(self) -> list[tuple[ContestCriterion, Any, Any]]:
        """For the template: the criterion with its two fields."""
        return [(one, self[f"value_{one.key}"], self[f"words_{one.key}"]) for one in self.criteria]

    def given(self) -> dict[UUID, tuple[int | None, str]]:
        """What was typed, by criterion."""
        return {one.pk: (self.cleaned_data[f"value_{one.key}"], self.cleaned_data[f"words_{one.key}"]) for one in self.criteria}


class DecideForm(forms.Form):
    """Prizes and reasons."""

    words = forms.CharField(
        label=_("What do the judges say about the whole?"), required=False, max_length=4000, widget=forms.Textarea(attrs={"rows": 4})
    )

    def __init__(self, *args: Any, sheet: Sheet, **kwargs: Any) -> None:
        super().__init__(*args, **({"label_suffix": ""} | kwargs))
        self.sheet = sheet
        for line in sheet.lines:
            self.fields[f"prize_{line.entry.pk}"] = forms.CharField(
                label=_("Prize"), required=False, max_length=80,
                initial=_("Winner %(rank)s") % {"rank": ("I", "II", "III")[line.rank - 1]} if line.rank <= 3 else "",
            )  # fmt: skip
            self.fields[f"reasons_{line.entry.pk}"] = forms.CharField(
                label=_("Reasons, for everybody to read"), required=False, max_length=4000, widget=forms.Textarea(attrs={"rows": 3})
            )

    def rows(self) -> list[tuple[Any, Any, Any]]:
        """For the template: the line with its two fields."""
        return [(line, self[f"prize_{line.entry.pk}"], self[f"reasons_{line.entry.pk}"]) for line in self.sheet.lines]

    def awards(self) -> dict[UUID, Award]:
        """What was typed, by entry."""
        return {
            line.entry.pk: Award(self.cleaned_data[f"prize_{line.entry.pk}"], self.cleaned_data[f"reasons_{line.entry.pk}"])
            for line in self.sheet.lines
        }
