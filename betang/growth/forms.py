"""Forms of the desk."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from betang.communities.forms import Day
from betang.growth.models import Criterion
from betang.growth.photos import MOST
from betang.growth.terms import TITLE_LENGTH, Adinda


class Photos(forms.ClearableFileInput):
    """Several photos at once."""

    allow_multiple_selected = True


class PhotosField(forms.FileField):
    """Gives a list of files, empty where none was chosen."""

    widget = Photos

    def clean(self, data: Any, initial: Any = None) -> list[Any]:
        files = data if isinstance(data, (list, tuple)) else [data]
        return [super(PhotosField, self).clean(one, initial) for one in files if one]


class ActivityForm(forms.Form):
    """What a group did away from Betang."""

    letter = forms.ChoiceField(label=_("What kind of activity was it?"), choices=Adinda, widget=forms.RadioSelect)
    title = forms.CharField(label=_("What did you do?"), max_length=TITLE_LENGTH, widget=forms.TextInput(attrs={"autocomplete": "off"}))
    on = Day(label=_("On which day?"))
    place = forms.CharField(label=_("Where?"), max_length=TITLE_LENGTH, required=False)
    people_count = forms.IntegerField(label=_("How many people took part?"), min_value=0, max_value=100_000, required=False)
    words = forms.CharField(label=_("Tell a little more"), max_length=4000, required=False, widget=forms.Textarea(attrs={"rows": 4}))
    photos = PhotosField(
        label=_("Photos"), required=False, widget=Photos(attrs={"accept": "image/*", "multiple": True}),
        help_text=_("At most six. Ask the people on it first. Everybody can see them."),
    )  # fmt: skip

    most = MOST


class ReasonForm(forms.Form):
    """Words for a no."""

    reason = forms.CharField(
        label=_("Why?"), max_length=2000, widget=forms.Textarea(attrs={"rows": 3}), help_text=_("The group reads this.")
    )


class ApplyForm(forms.Form):
    """An application for a stage: words, and a proof for each criterion that cannot be counted."""

    words = forms.CharField(
        label=_("What do you want to say about your group?"), max_length=4000, required=False, widget=forms.Textarea(attrs={"rows": 4})
    )

    def __init__(self, *args: Any, criteria: list[Criterion], **kwargs: Any) -> None:
        super().__init__(*args, **({"label_suffix": ""} | kwargs))
        self.criteria = criteria
        for one in criteria:
            self.fields[f"words_{one.key}"] = forms.CharField(
                label=one.name, required=False, max_length=2000, widget=forms.Textarea(attrs={"rows": 2}), help_text=one.how_to
            )
            self.fields[f"file_{one.key}"] = forms.FileField(
                label=_("Photo or PDF"), required=False, widget=forms.FileInput(attrs={"accept": "image/*,application/pdf"})
            )

    def rows(self) -> list[tuple[Criterion, Any, Any]]:
        """For the template: the criterion, its field for words, its field for a file."""
        return [(one, self[f"words_{one.key}"], self[f"file_{one.key}"]) for one in self.criteria]


class VisitForm(forms.Form):
    """What somebody saw at a group."""

    on = Day(label=_("When were you there?"))
    people_met = forms.IntegerField(label=_("How many people did you meet?"), min_value=0, max_value=10_000, required=False)
    seen = forms.CharField(label=_("What did you see?"), max_length=4000, widget=forms.Textarea(attrs={"rows": 4}))
    advice = forms.CharField(label=_("What do you advise?"), max_length=4000, required=False, widget=forms.Textarea(attrs={"rows": 3}))
    task = forms.CharField(label=_("One thing that the group will do next"), max_length=250, required=False)
    task_due_on = Day(label=_("Until when?"), required=False)
    photos = PhotosField(
        label=_("Photos"), required=False, widget=Photos(attrs={"accept": "image/*", "multiple": True}),
        help_text=_("Only the office and the group see them."),
    )  # fmt: skip


class CodeForm(forms.Form):
    """A certificate's code as it stands on the paper, or the file itself."""

    kode = forms.CharField(label=_("Code on the certificate"), max_length=40, widget=forms.TextInput(attrs={"autocomplete": "off"}))
