"""What people type, parsed. Nothing is decided here and nothing saved; a form that comes back holds what was typed."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Any
from uuid import UUID

from django import forms
from django.utils.translation import gettext_lazy as _

from betang.guard.words import split_tags, tidy_line, tidy_text
from betang.kernel import clock
from betang.publishing.actions import Draft, PageDraft
from betang.publishing.terms import BODY_LENGTH, BYLINE_LENGTH, COMMENT_LENGTH, SUMMARY_LENGTH, TITLE_LENGTH, BodyFormat, CommentRefusal


class Line(forms.CharField):
    """One line of text, tidied before it is judged."""

    def to_python(self, value: Any) -> str:
        return tidy_line(str(value)) if value else ""


class Prose(forms.CharField):
    """Text of several lines, as typed."""

    widget = forms.Textarea

    def __init__(self, **options: Any) -> None:
        super().__init__(strip=False, **options)

    def to_python(self, value: Any) -> str:
        return tidy_text(str(value)) if value else ""


class ArticleForm(forms.Form):
    """Title, text and what sorts it. Nothing is required to keep a draft."""

    title = Line(label=_("Title"), max_length=TITLE_LENGTH, required=False)
    summary = Line(
        label=_("In one sentence"), max_length=SUMMARY_LENGTH, required=False,
        help_text=_("Stands under the title and where the article is shared."), widget=forms.Textarea(attrs={"rows": 2}),
    )  # fmt: skip
    body = Prose(label=_("Text"), max_length=BODY_LENGTH, required=False, widget=forms.Textarea(attrs={"rows": 14}))
    category = forms.ChoiceField(label=_("Category"), required=False)
    tags = Line(label=_("Tags"), max_length=600, required=False, help_text=_("Divided by commas: flood, village road"))
    byline = Line(label=_("Written by"), max_length=BYLINE_LENGTH, required=False, help_text=_("As readers see it."))
    lead_picture = forms.UUIDField(label=_("Picture"), required=False, widget=forms.HiddenInput)
    comments_open = forms.BooleanField(label=_("Readers may comment"), required=False)

    def __init__(self, *args: Any, shelves: Sequence[tuple[str, str]] = (), **options: Any) -> None:
        super().__init__(*args, **options)
        for name in ("title", "body"):  # a draft may lack them, but nobody should be told to leave them out
            self.fields[name].is_plainly_optional = True  # type: ignore[attr-defined]
        category = self.fields["category"]
        assert isinstance(category, forms.ChoiceField)
        category.choices = [("", _("None")), *shelves]

    def draft(self, *, body_format: str = BodyFormat.MARKDOWN) -> Draft:
        """The cleaned form as the action takes it."""
        data = self.cleaned_data
        return Draft(
            title=data["title"], summary=data["summary"], body=data["body"], category=data["category"],
            tags=tuple(split_tags(data["tags"])), byline=data["byline"], comments_open=data["comments_open"],
            lead_picture_id=data["lead_picture"], body_format=body_format,
        )  # fmt: skip


class WordsForm(forms.Form):
    """A few sentences: why something is withdrawn, what should be changed."""

    words = Prose(label=_("Your words"), max_length=1000, widget=forms.Textarea(attrs={"rows": 4}))

    def __init__(self, *args: Any, label: Any = "", hint: Any = "", is_required: bool = True, **options: Any) -> None:
        super().__init__(*args, **options)
        self.fields["words"].label = label or self.fields["words"].label
        self.fields["words"].help_text = hint
        self.fields["words"].required = is_required


class ScheduleForm(forms.Form):
    """A day and a time, as the province's clock shows it."""

    day = forms.DateField(label=_("Day"), widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"), input_formats=["%Y-%m-%d"])
    time = forms.TimeField(
        label=_("Time"), widget=forms.TimeInput(attrs={"type": "time"}, format="%H:%M"), input_formats=["%H:%M", "%H:%M:%S"]
    )

    def moment(self) -> datetime:
        """The moment that was chosen, in the province's time zone."""
        return datetime.combine(self.cleaned_data["day"], self.cleaned_data["time"], tzinfo=clock.zone())


class AddressForm(forms.Form):
    """The readable end of an article's address."""

    slug = Line(
        label=_("Address"), max_length=120, help_text=_("Small letters, digits and hyphens. The old address will lead to the new one.")
    )


class CommentForm(forms.Form):
    """What a reader says. No e-mail address: none is needed."""

    name = Line(label=_("Your name"), max_length=80, widget=forms.TextInput(attrs={"autocomplete": "name"}))
    text = Prose(label=_("Your comment"), max_length=COMMENT_LENGTH, widget=forms.Textarea(attrs={"rows": 5}))
    balas = forms.UUIDField(required=False, widget=forms.HiddenInput)


class AnswerForm(forms.Form):
    """The group answers a comment."""

    text = Prose(label=_("Answer of the group"), max_length=COMMENT_LENGTH, widget=forms.Textarea(attrs={"rows": 4}))


class RefusalForm(forms.Form):
    """Why a comment is not shown."""

    refusal = forms.ChoiceField(label=_("Why not?"), choices=CommentRefusal, widget=forms.RadioSelect)


class EraseForm(forms.Form):
    """A comment without the personal data in it."""

    name = Line(label=_("Name to show"), max_length=80, required=False, help_text=_("Leave it empty to show no name."))
    text = Prose(label=_("Text to show"), max_length=COMMENT_LENGTH, required=False, widget=forms.Textarea(attrs={"rows": 4}))


class PageForm(forms.Form):
    """A standing page."""

    title = Line(label=_("Title"), max_length=TITLE_LENGTH)
    body = Prose(label=_("Text"), max_length=BODY_LENGTH, required=False, widget=forms.Textarea(attrs={"rows": 14}))
    slug = Line(label=_("Address"), max_length=120, required=False, help_text=_("Leave it empty and it is made of the title."))
    parent = forms.ChoiceField(label=_("Stands under"), required=False)
    position = forms.IntegerField(
        label=_("Order in the menu"), required=False, min_value=0, max_value=9999, help_text=_("Smaller numbers come first.")
    )
    in_menu = forms.BooleanField(label=_("Show it in the menu"), required=False)
    is_published = forms.BooleanField(label=_("Readers can see it"), required=False)

    def __init__(self, *args: Any, pages: Sequence[tuple[str, str]] = (), **options: Any) -> None:
        super().__init__(*args, **options)
        parent = self.fields["parent"]
        assert isinstance(parent, forms.ChoiceField)
        parent.choices = [("", _("No page, it stands alone")), *pages]

    def draft(self, *, body_format: str = BodyFormat.MARKDOWN) -> PageDraft:
        """The cleaned form as the action takes it."""
        data = self.cleaned_data
        return PageDraft(
            title=data["title"], body=data["body"], slug=data["slug"], parent_id=UUID(data["parent"]) if data["parent"] else None,
            position=data["position"] or 0, in_menu=data["in_menu"], is_published=data["is_published"], body_format=body_format,
        )  # fmt: skip


class CategoryForm(forms.Form):
    """The name of a shelf."""

    name = Line(label=_("Name of the category"), max_length=60)
