"""What people type beside a picture."""

from __future__ import annotations

from django import forms
from django.utils.translation import gettext_lazy as _

from betang.publishing.pictures.actions import ALT_LENGTH, CREDIT_LENGTH


class WordsForm(forms.Form):
    """What can be seen, what it is, who took it. None of it is required; the first is asked for kindly."""

    alt = forms.CharField(
        label=_("What can be seen on the picture?"),
        required=False,
        max_length=ALT_LENGTH,
        widget=forms.Textarea(attrs={"rows": 2}),
        help_text=_(
            "One sentence, for neighbours who cannot see it and for phones that save data. For example: Mothers plait rattan mats."
        ),
    )
    caption = forms.CharField(
        label=_("Caption"), required=False, max_length=ALT_LENGTH, help_text=_("Stands under the picture: who, where, when.")
    )
    credit = forms.CharField(label=_("Taken by"), required=False, max_length=CREDIT_LENGTH)
