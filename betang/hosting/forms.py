"""Parsing of what people type about a site."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from betang.hosting import rules
from betang.hosting.models import Site
from betang.hosting.terms import Motif, Section
from betang.ui import hues


class LookForm(forms.Form):
    """How the site looks. Hue and motif are drawn as swatches by the template."""

    title = forms.CharField(label=_("Name of the site"), max_length=120, help_text=_("It stands at the top of every page."))
    hue = forms.TypedChoiceField(label=_("Colour"), coerce=int, widget=forms.RadioSelect)
    motif = forms.ChoiceField(label=_("Woven pattern"), choices=Motif.choices, widget=forms.RadioSelect)
    logo = forms.FileField(
        label=_("Logo"), required=False, help_text=_("A picture, best square. It is made smaller by itself."), widget=forms.FileInput
    )
    removes_logo = forms.BooleanField(label=_("Take the logo away"), required=False)

    def __init__(self, site: Site, *args: Any, **kwargs: Any) -> None:
        initial = {"title": site.title, "hue": hues.nearest(site.hue), "motif": site.motif}
        kwargs["initial"] = initial
        super().__init__(*args, **kwargs)
        offered = sorted({*rules.hues(), hues.nearest(site.hue)})
        self.fields["hue"].choices = [(str(hue), str(hue)) for hue in offered]  # type: ignore[attr-defined]
        order = rules.ordered(site.sections, Section.values)
        self.fields["logo"].widget.attrs["accept"] = "image/*"
        for place in range(len(order)):
            self.fields[f"section_{place}"] = forms.ChoiceField(
                label=_("Place %(number)s on the first page") % {"number": place + 1},
                choices=Section.choices,
                initial=order[place],
                required=False,
            )
            self.fields[f"section_{place}"].is_plainly_optional = True  # type: ignore[attr-defined]

    def sections(self) -> list[str]:
        """The order that was chosen; a section named twice counts once, and one that is named nowhere follows at the end."""
        return [self.cleaned_data[name] for name in self.fields if name.startswith("section_") and self.cleaned_data[name]]


class ApprovalForm(forms.Form):
    """Whether writers publish by themselves."""

    needs_approval = forms.BooleanField(
        label=_("An editor reads every article before it is published"),
        required=False,
        help_text=_("Recommended: two pairs of eyes see more than one."),
    )


class RenameForm(forms.Form):
    """Another address."""

    slug = forms.CharField(label=_("New address"), max_length=63, help_text=_("Only the first part, like batang-danum."))
    reason = forms.CharField(
        label=_("Why does it change?"), max_length=500, widget=forms.Textarea(attrs={"rows": 2}), help_text=_("Everybody may read this.")
    )


class ReasonForm(forms.Form):
    """A reason for suspending or opening again."""

    reason = forms.CharField(
        label=_("Reason"),
        max_length=1000,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=_("Everybody may read this. Say what is wrong and what must be put right."),
    )
