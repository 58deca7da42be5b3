"""Parsing what is typed about documents."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from betang.planning.models import Document
from betang.planning.papers import rules
from betang.planning.papers.queries import Place
from betang.planning.terms import OFFICE_DOCUMENTS, YEAR_FIRST, YEAR_LAST, DocumentKind, DocumentStatus, VersionKind
from betang.regions.queries import offices_of

_DATES = ["%Y-%m-%d", "%d/%m/%Y", "%d-%m-%Y", "%d.%m.%Y", "%d %B %Y"]
_YEAR: dict[str, Any] = {"min_value": YEAR_FIRST, "max_value": YEAR_LAST, "widget": forms.NumberInput(attrs={"inputmode": "numeric"})}


class VersionForm(forms.Form):
    """A version: the decision that fixed it, and its PDF."""

    kind = forms.ChoiceField(label=_("Version"), choices=VersionKind.choices)
    legal_basis = forms.CharField(
        label=_("Legal basis"), max_length=250, required=False, help_text=_("Like Peraturan Bupati Nomor 21 Tahun 2025.")
    )
    fixed_on = forms.DateField(
        label=_("Fixed on"), required=False, input_formats=_DATES, widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")
    )
    note = forms.CharField(
        label=_("What changed"), required=False, max_length=2000, widget=forms.Textarea(attrs={"rows": 3}),
        help_text=_("One or two sentences that everybody understands. A revision needs them."),
    )  # fmt: skip
    file = forms.FileField(
        label=_("The PDF"), required=False, allow_empty_file=True, widget=forms.ClearableFileInput(attrs={"accept": "application/pdf"}),
        help_text=_("The document as it was signed. Its text becomes findable page by page."),
    )  # fmt: skip

    def __init__(self, *args: Any, is_first: bool = False, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.label_suffix = ""
        self.use_required_attribute = False
        if is_first:
            del self.fields["kind"]
            del self.fields["note"]
        else:
            self.fields["kind"] = forms.ChoiceField(label=_("Version"), choices=[VersionKind.choices[1]], initial=VersionKind.REVISED)


class DocumentForm(forms.Form):
    """What a document is. The kinds and offices are those that the person may bring for the place."""

    kind = forms.ChoiceField(label=_("Kind"))
    office = forms.ChoiceField(label=_("Office"), required=False, help_text=_("Only for Renstra and Renja."))
    title = forms.CharField(label=_("Title"), max_length=250, help_text=_("As it stands on the cover."))
    from_year = forms.IntegerField(label=_("First year"), **_YEAR)
    to_year = forms.IntegerField(label=_("Last year"), required=False, help_text=_("Empty for a document of one year."), **_YEAR)
    status = forms.ChoiceField(
        label=_("Status"), initial=DocumentStatus.ENACTED, help_text=_("While it is being prepared, nobody outside sees it.")
    )

    def __init__(self, *args: Any, place: Place, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.label_suffix = ""
        self.use_required_attribute = False
        kinds = [kind for kind in rules.kinds_of(place.level) if place.office_id is None or kind in OFFICE_DOCUMENTS]
        self.fields["kind"] = forms.ChoiceField(label=_("Kind"), choices=[(kind.value, kind.label) for kind in kinds])
        if place.office_id is not None:
            offices = [(str(place.office_id), place.office_name)]
        elif place.level == "village":
            offices = []
        else:
            offices = [("", "—"), *((str(office.pk), office.name) for office in offices_of(place.code))]
        if offices:
            self.fields["office"] = forms.ChoiceField(
                label=_("Office"),
                choices=offices,
                required=False,
                help_text=_("Only for Renstra and Renja.") if place.office_id is None else "",
            )
        else:
            del self.fields["office"]
        self.fields["status"] = forms.ChoiceField(
            label=_("Status"), choices=DocumentStatus.choices, initial=DocumentStatus.ENACTED,
            help_text=_("While it is being prepared, nobody outside sees it."),
        )  # fmt: skip

    def clean(self) -> dict[str, Any]:
        found: dict[str, Any] = super().clean() or {}
        if found.get("from_year") and not found.get("to_year"):
            found["to_year"] = found["from_year"]
        if found.get("kind") in {kind.value for kind in OFFICE_DOCUMENTS} and not found.get("office"):
            self.add_error("office", _("A Renstra or Renja is an office’s own: choose the office."))
        return found


class ChangeForm(forms.Form):
    """Title, years and status of a document that is there."""

    title = forms.CharField(label=_("Title"), max_length=250)
    from_year = forms.IntegerField(label=_("First year"), **_YEAR)
    to_year = forms.IntegerField(label=_("Last year"), **_YEAR)
    status = forms.ChoiceField(label=_("Status"))

    def __init__(self, *args: Any, document: Document, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.label_suffix = ""
        self.use_required_attribute = False
        allowed = [one for one in DocumentStatus.choices if rules.may_become(document.status, one[0])]
        self.fields["status"] = forms.ChoiceField(label=_("Status"), choices=allowed)


class ReasonForm(forms.Form):
    """Why."""

    reason = forms.CharField(label=_("Reason"), max_length=500, widget=forms.Textarea(attrs={"rows": 2}))

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.label_suffix = ""
        self.use_required_attribute = False


class Filter(forms.Form):
    """What the list of documents shows."""

    wilayah = forms.ChoiceField(label=_("Government"), required=False)
    jenis = forms.ChoiceField(label=_("Kind"), required=False, choices=[("", _("All kinds")), *DocumentKind.choices])
    tahun = forms.ChoiceField(label=_("Year"), required=False)

    def __init__(self, *args: Any, governments: list[tuple[str, str]], years: list[int], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.label_suffix = ""
        self.fields["wilayah"] = forms.ChoiceField(
            label=_("Government"), required=False, choices=[("", _("All governments")), *governments]
        )
        self.fields["tahun"] = forms.ChoiceField(
            label=_("Year"), required=False, choices=[("", _("All years")), *((str(year), str(year)) for year in years)]
        )
