"""What people type about trainings: at the desk, on the public pages, and on a helper's phone."""

from __future__ import annotations

from datetime import datetime, time
from typing import Any
from uuid import UUID

from django import forms
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from betang.communities.forms import Day
from betang.communities.terms import GroupKind
from betang.growth.models import Session, Training
from betang.growth.terms import PRESENT_PERCENT, TITLE_LENGTH, TrainingKind
from betang.growth.trainings.actions import Part, Sought, TrainingValues
from betang.growth.trainings.terms import SCALE
from betang.kernel import clock
from betang.regions.models import Region

ROWS_MOST = 12


class Hour(forms.TimeField):
    """A time of day: 08:30, or 8.30 as people here write it."""

    def __init__(self, **kwargs: Any) -> None:
        widget = forms.TimeInput(attrs={"type": "time"}, format="%H:%M")
        super().__init__(input_formats=["%H:%M", "%H.%M", "%H:%M:%S"], widget=widget, **kwargs)


class PartForm(forms.Form):
    """A row of the programme; one without a topic is left out."""

    key = forms.UUIDField(required=False, widget=forms.HiddenInput)
    topic = forms.CharField(label=_("What is done"), max_length=TITLE_LENGTH, required=False)
    speaker = forms.CharField(label=_("Who leads it"), max_length=TITLE_LENGTH, required=False)
    on = Day(label=_("Day"), required=False)
    starts = Hour(label=_("From"), required=False)
    ends = Hour(label=_("Until"), required=False)
    counts = forms.BooleanField(label=_("Presence counts"), required=False, initial=True)

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        if data.get("topic") or data.get("speaker"):
            for name in ("topic", "on", "starts", "ends"):
                if not data.get(name) and name not in self.errors:
                    self.add_error(name, gettext("This is needed for the row."))
            if data.get("starts") and data.get("ends") and data["ends"] <= data["starts"]:
                self.add_error("ends", gettext("The end comes before the beginning."))
        return data

    def part(self) -> Part | None:
        """The row as the action takes it; None where it is empty."""
        data = self.cleaned_data
        if not data.get("topic"):
            return None
        zone = clock.zone()
        return Part(
            key=data.get("key"),
            topic=" ".join(data["topic"].split()),
            speaker=" ".join(data["speaker"].split()),
            starts_at=datetime.combine(data["on"], data["starts"], tzinfo=zone),
            ends_at=datetime.combine(data["on"], data["ends"], tzinfo=zone),
            counts=bool(data.get("counts")),
        )


class _Rows(forms.BaseFormSet):  # type: ignore[type-arg]
    """The programme, row by row."""


PartRows = forms.formset_factory(PartForm, formset=_Rows, extra=3, max_num=ROWS_MOST, absolute_max=ROWS_MOST)


def rows_of(training: Training | None, data: Any = None) -> Any:
    """The rows of a programme to type in: those that stand, and three more."""
    zone = clock.zone()
    initial = []
    for row in training.sessions.order_by("order") if training else ():
        starts, ends = row.starts_at.astimezone(zone), row.ends_at.astimezone(zone)
        initial.append(
            {
                "key": row.pk, "topic": row.topic, "speaker": row.speaker, "on": starts.date(), "starts": starts.time(),
                "ends": ends.time(), "counts": row.counts,
            }
        )  # fmt: skip
    return PartRows(data, initial=initial, prefix="acara", form_kwargs={"label_suffix": ""})


class TrainingForm(forms.Form):
    """A training as its office plans it; the programme is typed beside it."""

    kind = forms.ChoiceField(label=_("What kind of event?"), choices=TrainingKind, widget=forms.RadioSelect)
    title = forms.CharField(label=_("Title"), max_length=TITLE_LENGTH, widget=forms.TextInput(attrs={"autocomplete": "off"}))
    about = forms.CharField(
        label=_("What is it about, and what should people bring?"),
        max_length=4000,
        required=False,
        widget=forms.Textarea(attrs={"rows": 4}),
    )
    region = forms.ChoiceField(label=_("Whose training is it?"))
    organiser = forms.CharField(label=_("Organiser"), max_length=TITLE_LENGTH, help_text=_("As it stands on the page: Diskominfo Kapuas."))
    place = forms.CharField(label=_("Place"), max_length=200, help_text=_("Building and road, so that somebody from afar finds it."))
    is_online = forms.BooleanField(label=_("It is held online"), required=False)
    invited_regions = forms.MultipleChoiceField(
        label=_("Which places are invited?"), required=False, widget=forms.CheckboxSelectMultiple, help_text=_("None chosen: all of them.")
    )
    invited_kinds = forms.MultipleChoiceField(
        label=_("Which kinds of groups?"), choices=GroupKind, required=False, widget=forms.CheckboxSelectMultiple,
        help_text=_("None chosen: all kinds."),
    )  # fmt: skip
    is_open_to_all = forms.BooleanField(label=_("Residents without a group may come too"), required=False)
    capacity = forms.IntegerField(
        label=_("Seats"),
        min_value=1,
        max_value=5000,
        required=False,
        help_text=_("Empty: as many as come. Who comes later waits on a list."),
    )
    seats_a_group = forms.IntegerField(label=_("Seats of one group"), min_value=1, max_value=500, required=False)
    until_on = Day(label=_("Signing up until"), required=False, help_text=_("Empty: until it begins."))
    present_percent = forms.IntegerField(
        label=_("How much of it for a certificate, in percent"), min_value=1, max_value=100, initial=PRESENT_PERCENT
    )

    def __init__(self, *args: Any, regions: list[Region], inner: list[Region], **kwargs: Any) -> None:
        kwargs.setdefault("label_suffix", "")
        super().__init__(*args, **kwargs)
        self.regions = {one.code: one for one in regions}
        self.fields["region"].choices = [(one.code, one.full_name) for one in regions]  # type: ignore[attr-defined]
        self.fields["invited_regions"].choices = [(one.code, one.full_name) for one in inner]  # type: ignore[attr-defined]

    def values(self, parts: list[Part]) -> TrainingValues:
        """What was typed, as the action takes it."""
        data = dict(self.cleaned_data)
        until = data.pop("until_on")
        data["region"] = self.regions[data["region"]]
        closes = datetime.combine(until, time(23, 59), tzinfo=clock.zone()) if until else None
        return TrainingValues(programme=parts, signs_up_until=closes, **data)


def training_typed(training: Training) -> dict[str, Any]:
    """A training as it stands in its form."""
    names = (
        "kind", "title", "about", "organiser", "place", "is_online", "invited_regions", "invited_kinds", "is_open_to_all", "capacity",
        "seats_a_group", "present_percent",
    )  # fmt: skip
    until = training.signs_up_until.astimezone(clock.zone()).date() if training.signs_up_until else None
    return {name: getattr(training, name) for name in names} | {"region": training.region.code, "until_on": until}


class WordsForm(forms.Form):
    """Why a training is called off."""

    reason = forms.CharField(
        label=_("Why?"), max_length=1000, widget=forms.Textarea(attrs={"rows": 3}), help_text=_("Everybody who signed up reads this.")
    )


class MaterialForm(forms.Form):
    """A file or a link beside a training."""

    name = forms.CharField(label=_("What is it?"), max_length=TITLE_LENGTH)
    file = forms.FileField(label=_("PDF or picture"), required=False, widget=forms.FileInput(attrs={"accept": "image/*,application/pdf"}))
    url = forms.URLField(label=_("or a link"), required=False, assume_scheme="https")
    is_public = forms.BooleanField(label=_("Everybody may see it, not only who takes part"), required=False, initial=True)


class ScannerForm(forms.Form):
    """A helper's phone."""

    name = forms.CharField(label=_("Whose phone, at which door?"), max_length=80)


class SignUpForm(forms.Form):
    """A seat, for somebody without an account."""

    name = forms.CharField(
        label=_("Your name"), max_length=120, help_text=_("As it shall stand on the certificate."),
        widget=forms.TextInput(attrs={"autocomplete": "name"}),
    )  # fmt: skip
    group_name = forms.CharField(
        label=_("Your KIM"), max_length=160, required=False, widget=forms.TextInput(attrs={"list": "kelompok", "autocomplete": "off"})
    )
    phone = forms.CharField(
        label=_("Phone number (WhatsApp)"), max_length=30, required=False,
        widget=forms.TextInput(attrs={"type": "tel", "autocomplete": "tel"}),
        help_text=_("Only the organiser sees it, to tell you if something changes."),
    )  # fmt: skip
    email = forms.EmailField(
        label=_("or e-mail"), required=False, widget=forms.EmailInput(attrs={"autocomplete": "email"}),
        help_text=_("Your link and certificate come here, too."),
    )  # fmt: skip
    needs = forms.CharField(
        label=_("What do you need to take part?"), max_length=200, required=False,
        help_text=_("For example: a place without stairs, somebody who signs, a corner for a baby."),
    )  # fmt: skip
    consent = forms.BooleanField(
        label=_("My name and contact may be kept for this training"), required=False,
    )  # fmt: skip

    def sought(self) -> Sought:
        """What was typed, as the action takes it."""
        data = self.cleaned_data
        return Sought(
            name=data["name"], group_name=data["group_name"], phone=data["phone"], email=data["email"], needs=data["needs"],
            has_consented=data["consent"],
        )  # fmt: skip


class EvaluationForm(forms.Form):
    """What somebody thought of a training, question by question."""

    def __init__(self, *args: Any, questions: list[dict[str, str]], **kwargs: Any) -> None:
        kwargs.setdefault("label_suffix", "")
        super().__init__(*args, **kwargs)
        labels = {1: gettext("1 – not at all"), 5: gettext("5 – very")}
        for question in questions:
            if question["kind"] == "scale":
                self.fields[question["key"]] = forms.TypedChoiceField(
                    label=question["text"],
                    coerce=int,
                    widget=forms.RadioSelect,
                    choices=[(mark, labels.get(mark, str(mark))) for mark in SCALE],
                )
            else:
                self.fields[question["key"]] = forms.CharField(
                    label=question["text"], required=False, max_length=1000, widget=forms.Textarea(attrs={"rows": 3})
                )


class CodeForm(forms.Form):
    """A code at the door, one at a time."""

    code = forms.CharField(
        label=_("Code"),
        max_length=40,
        error_messages={"required": _("Type the code, or take a photo of it.")},
        widget=forms.TextInput(attrs={"autocomplete": "off", "autocapitalize": "characters", "spellcheck": "false"}),
    )
    photo = forms.FileField(
        label=_("or a photo of the QR code"),
        required=False,
        widget=forms.FileInput(attrs={"accept": "image/*", "capture": "environment"}),
    )
    session = forms.ChoiceField(label=_("Part of the programme"))
    use_required_attribute = False  # without script, a photo alone may be sent

    def __init__(self, *args: Any, sessions: list[Session], **kwargs: Any) -> None:
        kwargs.setdefault("label_suffix", "")
        super().__init__(*args, **kwargs)
        self.fields["code"].required = not self.files.get("photo")
        self.fields["session"].choices = [  # type: ignore[attr-defined]
            (str(row.pk), f"{row.starts_at.astimezone(clock.zone()):%H.%M} {row.topic}") for row in sessions
        ]

    def session_id(self) -> UUID:
        """The part that was chosen."""
        return UUID(self.cleaned_data["session"])
