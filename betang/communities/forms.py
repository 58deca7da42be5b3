"""Parsing what people type: the parts of the application, and the forms of the desk.

Each part of the application is a Django form over the same flat dictionary, `Application.typed`, which holds every field as typed.
So the same class reads what comes from the phone, shows what was kept, and understands it again when the application is sent.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

from django import forms
from django.conf import settings
from django.utils.translation import gettext, pgettext_lazy
from django.utils.translation import gettext_lazy as _

from betang.accounts.phones import normal_phone
from betang.communities import queries, rules
from betang.communities.models import Application, Group
from betang.communities.terms import (
    PUBLIC,
    Audience,
    ContentKind,
    DecreeSigner,
    Field,
    GroupKind,
    Medium,
    OfficerRole,
    RefusalCode,
    ReportPeriod,
    Seat,
    Standing,
)
from betang.kernel import clock
from betang.kernel.errors import InvalidInput
from betang.regions.models import Region
from betang.regions.queries import children_of

DATE_FORMATS = ["%Y-%m-%d", "%d/%m/%Y", "%d-%m-%Y", "%d.%m.%Y", "%d %B %Y", "%d %b %Y"]


class Day(forms.DateField):
    """A date from a phone's date picker, or typed as people here write it."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(
            input_formats=DATE_FORMATS, widget=forms.DateInput(attrs={"type": "date", "autocomplete": "off"}, format="%Y-%m-%d"), **kwargs
        )


def person_name(text: str) -> str:
    """A person's name with single spaces; raises `ValidationError` for a number or nothing at all."""
    name = " ".join(text.split())
    problem = rules.name_problem(name) if name else ""
    if problem:
        raise forms.ValidationError(problem)
    return name


class Part(forms.Form):
    """One part of the application. `uploads` names the uploads that belong to it."""

    step = ""
    title: Any = ""
    uploads: tuple[str, ...] = ()

    def __init__(
        self,
        data: Mapping[str, Any] | None = None,
        *,
        asked: rules.Requirements,
        application: Application | None = None,
        initial: Mapping[str, Any] | None = None,
    ) -> None:
        self.asked = asked
        self.application = application
        self.values: Mapping[str, Any] = (data if data is not None else initial) or {}
        super().__init__(data, initial=dict(initial or {}), label_suffix="")
        self.use_required_attribute = False


class GroupPart(Part):
    step = "kelompok"
    title = _("The group")

    name = forms.CharField(
        label=_("Name of the group"), max_length=120, help_text=_("As it stands in the decree, for example KIM Batang Danum.")
    )
    kind = forms.ChoiceField(label=_("What binds the members?"), choices=(), widget=forms.RadioSelect)
    seat = forms.ChoiceField(label=_("For whom is the group?"), choices=(), widget=forms.RadioSelect)
    founded_on = Day(label=_("Founded on"), required=False)
    about = forms.CharField(
        label=_("What does the group do?"),
        required=False,
        max_length=3000,
        widget=forms.Textarea(attrs={"rows": 5}),
        help_text=_("Two or three sentences. They stand on the group’s page later and can be changed."),
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["kind"].choices = [(value, label) for value, label in GroupKind.choices if value in self.asked.kinds]  # type: ignore[attr-defined]
        self.fields["seat"].choices = [(value, label) for value, label in Seat.choices if value in self.asked.seats]  # type: ignore[attr-defined]

    def clean_name(self) -> str:
        return " ".join(str(self.cleaned_data["name"]).split())

    def clean_founded_on(self) -> date | None:
        day: date | None = self.cleaned_data["founded_on"]
        if day is not None and day > clock.today():
            raise forms.ValidationError(gettext("This day lies in the future."))
        return day


class PlacePart(Part):
    """Kabupaten, then kecamatan, then desa: each list appears once the one before it is chosen, without JavaScript too."""

    step = "tempat"
    title = _("The place")

    regency = forms.ChoiceField(label=_("Kabupaten or city"), choices=())
    district = forms.ChoiceField(label=_("Kecamatan"), choices=(), required=False)
    village = forms.ChoiceField(label=_("Desa or kelurahan"), choices=(), required=False)

    def __init__(self, data: Mapping[str, Any] | None = None, **kwargs: Any) -> None:
        super().__init__(data, **kwargs)
        self.seat = str(self.application.typed.get("seat", "")) if self.application else ""
        chosen = {name: str(self.values.get(name, "") or "") for name in ("regency", "district", "village")}
        if chosen["district"] and not chosen["district"].startswith(chosen["regency"] + "."):
            chosen["district"] = ""
        self._choose("regency", settings.PROVINCE_CODE, gettext("Choose a kabupaten or city"))
        if chosen["regency"] in self.codes("regency"):
            self._choose("district", chosen["regency"], gettext("Choose a kecamatan"))
            if chosen["district"] in self.codes("district") and self.seat != Seat.DISTRICT:
                self._choose("village", chosen["district"], gettext("Choose a desa or kelurahan"))
        for name in ("district", "village"):
            if not self.codes(name):
                del self.fields[name]

    def codes(self, name: str) -> list[str]:
        """The codes that can be chosen in a list."""
        return [str(code) for code, _label in self.fields[name].choices if code] if name in self.fields else []  # type: ignore[attr-defined]

    def _choose(self, name: str, parent: str, invitation: str) -> None:
        found: list[Region] = list(children_of(parent))
        self.fields[name].choices = [("", invitation), *((one.code, one.full_name) for one in found)]  # type: ignore[attr-defined]

    @property
    def needs_more(self) -> bool:
        """Another list has to be chosen from before the place is known."""
        return bool(self.values.get("regency")) and not rules.fits_seat(self.seat, self.region_code)

    @property
    def region_code(self) -> str:
        """The narrowest place that was chosen among those offered."""
        for name in ("village", "district", "regency"):
            value = str(self.values.get(name, "") or "")
            if value and value in self.codes(name):
                return value
        return ""

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        if not self.errors and not rules.fits_seat(self.seat, self.region_code):
            missing = "village" if "village" in self.fields else "district" if "district" in self.fields else "regency"
            words = {
                "village": gettext("Choose the desa or kelurahan."),
                "district": gettext("Choose the kecamatan."),
                "regency": gettext("Choose the kabupaten or city."),
            }
            self.add_error(missing, words[missing])
        return cleaned


class PeoplePart(Part):
    step = "orang"
    title = _("The people")

    chair = forms.CharField(label=_("Chair"), max_length=120)
    secretary = forms.CharField(label=_("Secretary"), max_length=120)
    treasurer = forms.CharField(label=_("Treasurer"), max_length=120)
    sections = forms.CharField(
        label=_("Section heads"),
        required=False,
        max_length=4000,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=_("One on each line: the section, a colon, the name. For example “News: Sari Contoh”."),
    )
    members = forms.CharField(
        label=_("Other members"),
        required=False,
        max_length=12000,
        widget=forms.Textarea(attrs={"rows": 8}),
        help_text=_("One name on each line. Officers are counted already. Names only: no NIK, no phone numbers."),
    )
    age_stated = forms.BooleanField(required=False)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if self.asked.min_officer_age:
            self.fields["age_stated"].label = gettext("All officers are %(age)d years old or older.") % {"age": self.asked.min_officer_age}
        else:
            del self.fields["age_stated"]

    def clean_chair(self) -> str:
        return person_name(self.cleaned_data["chair"])

    def clean_secretary(self) -> str:
        return person_name(self.cleaned_data["secretary"])

    def clean_treasurer(self) -> str:
        return person_name(self.cleaned_data["treasurer"])

    def clean_sections(self) -> tuple[rules.OfficerFacts, ...]:
        found = []
        for line in str(self.cleaned_data["sections"]).splitlines():
            if not line.strip():
                continue
            section, colon, name = line.partition(":")
            if not colon or not section.strip() or not name.strip():
                raise forms.ValidationError(gettext("“%(line)s”: write the section, a colon, then the name.") % {"line": line.strip()[:60]})
            found.append(rules.OfficerFacts(role=OfficerRole.SECTION_HEAD, section=" ".join(section.split())[:80], name=person_name(name)))
        return tuple(found)

    def clean_members(self) -> tuple[str, ...]:
        found, problem = rules.parse_names(self.cleaned_data["members"])
        if problem:
            raise forms.ValidationError(problem)
        return tuple(found)

    def officers(self) -> tuple[rules.OfficerFacts, ...]:
        """Officers as far as they were understood."""
        known = self.cleaned_data if self.is_bound else {}
        heads = [
            rules.OfficerFacts(role=role, name=known[name])
            for name, role in (("chair", OfficerRole.CHAIR), ("secretary", OfficerRole.SECRETARY), ("treasurer", OfficerRole.TREASURER))
            if known.get(name)
        ]
        return (*heads, *known.get("sections", ()))

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        if self.errors:
            return cleaned
        if "age_stated" in self.fields and not cleaned.get("age_stated"):
            self.add_error("age_stated", gettext("Confirm this, or name other officers."))
        facts = rules.Facts(officers=self.officers(), members=cleaned.get("members", ()), age_stated=True)
        for finding in rules.findings(facts, self.asked, today=clock.today()):
            if finding.step == self.step and not finding.is_met:
                self.add_error(None, gettext("Not met yet: %(what)s") % {"what": finding.words})
        return cleaned


class DecreePart(Part):
    step = "sk"
    title = _("The decree (SK)")
    uploads = ("decree", "statutes")

    decree_number = forms.CharField(label=_("Number of the decree"), max_length=80)
    decree_on = Day(label=_("Date of the decree"))
    decree_signer = forms.ChoiceField(label=_("Signed by"), choices=(), widget=forms.RadioSelect)
    decree_signer_name = forms.CharField(label=_("Name of the signer"), max_length=120, required=False)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["decree_signer"].choices = [  # type: ignore[attr-defined]
            (value, label) for value, label in DecreeSigner.choices if value in self.asked.signers
        ]
        if not self.asked.decree_required:
            for name in ("decree_number", "decree_on", "decree_signer"):
                self.fields[name].required = False

    def clean_decree_on(self) -> date | None:
        day: date | None = self.cleaned_data["decree_on"]
        if day is not None and day > clock.today():
            raise forms.ValidationError(gettext("This day lies in the future."))
        return day

    def clean_decree_signer_name(self) -> str:
        return person_name(self.cleaned_data["decree_signer_name"])

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        if not cleaned.get("decree_number") and not cleaned.get("decree_on"):
            cleaned["decree_signer"] = ""  # a radio button cannot be un-chosen; alone it says nothing
        told = [bool(cleaned.get(name)) for name in ("decree_number", "decree_on", "decree_signer")]
        if not self.errors and any(told) and not all(told):
            self.add_error(None, gettext("A decree needs its number, its date and who signed it."))
        return cleaned


class SitePart(Part):
    step = "situs"
    title = _("The name of the site")

    wished_name = forms.CharField(
        label=_("Name of the site"),
        max_length=80,
        widget=forms.TextInput(attrs={"autocapitalize": "none", "autocorrect": "off", "spellcheck": "false", "autocomplete": "off"}),
        help_text=_("Short, so that it can be told over the phone. For example batang-danum."),
    )

    def clean_wished_name(self) -> str:
        state = queries.name_state(
            self.cleaned_data["wished_name"],
            region_code=self.application.region_code if self.application else "",
            apart_from=self.application.pk if self.application else None,
        )
        if not state.is_free:
            raise forms.ValidationError(" ".join(filter(None, (state.words, state.hint))))
        return state.name


class ContactPart(Part):
    step = "kirim"
    title = _("Check and send")

    contact_name = forms.CharField(label=_("Your name"), max_length=120, widget=forms.TextInput(attrs={"autocomplete": "name"}))
    contact_phone = forms.CharField(
        label=_("Your phone number"),
        max_length=30,
        required=False,
        widget=forms.TextInput(attrs={"type": "tel", "autocomplete": "tel"}),
        help_text=_("Only the coordinator sees it. WhatsApp is best."),
    )
    contact_email = forms.EmailField(
        label=_("Your e-mail address"), required=False, widget=forms.EmailInput(attrs={"autocomplete": "email"})
    )
    chair_phone = forms.CharField(
        label=_("Phone number of the chair"),
        max_length=30,
        required=False,
        widget=forms.TextInput(attrs={"type": "tel", "autocomplete": "off"}),
        help_text=_("The chair gets the invitation to the desk. Leave it empty where you are the chair."),
    )
    consent = forms.BooleanField(
        label=_("I agree, and the people whom I named know that I name them here."),
        error_messages={"required": _("Without this agreement we may not take the application.")},
    )

    def clean_contact_name(self) -> str:
        return person_name(self.cleaned_data["contact_name"])

    def _phone(self, name: str) -> str:
        text = self.cleaned_data[name].strip()
        try:
            return normal_phone(text) if text else ""
        except InvalidInput as error:
            raise forms.ValidationError(error.message)

    def clean_contact_phone(self) -> str:
        return self._phone("contact_phone")

    def clean_chair_phone(self) -> str:
        return self._phone("chair_phone")

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        if not self.errors and not cleaned.get("contact_phone") and not cleaned.get("contact_email"):
            self.add_error("contact_phone", gettext("Give a phone number or an e-mail address, so that we can ask back."))
        return cleaned


PARTS: tuple[type[Part], ...] = (GroupPart, PlacePart, PeoplePart, DecreePart, SitePart, ContactPart)
STEPS = tuple(part.step for part in PARTS)
FIELDS = frozenset(name for part in PARTS for name in part.base_fields)


def part_of(step: str) -> type[Part]:
    """The part of the form that a step names; raises `KeyError`."""
    return {part.step: part for part in PARTS}[step]


class ReturnForm(forms.Form):
    """The coordinator asks for a correction."""

    fields_to_correct = forms.MultipleChoiceField(
        label=_("What should be corrected?"),
        choices=[(part.step, part.title) for part in PARTS],
        widget=forms.CheckboxSelectMultiple,
        error_messages={"required": _("Choose at least one part, so that the applicant finds it.")},
    )
    words = forms.CharField(
        label=_("Your question or request"),
        max_length=2000,
        widget=forms.Textarea(attrs={"rows": 4}),
        help_text=_("The applicant reads this."),
    )


class RefuseForm(forms.Form):
    """The coordinator refuses, with a coded reason and words."""

    code = forms.ChoiceField(label=_("Reason"), choices=RefusalCode.choices, widget=forms.RadioSelect)
    words = forms.CharField(
        label=_("In your own words"), max_length=2000, widget=forms.Textarea(attrs={"rows": 4}), help_text=_("The applicant reads this.")
    )


class ApproveForm(forms.Form):
    """The coordinator approves, and may give the site another name than the one that was wished for."""

    site_name = forms.CharField(
        label=_("Name of the site"), max_length=80, widget=forms.TextInput(attrs={"autocapitalize": "none", "autocomplete": "off"})
    )


class GroupDataForm(forms.ModelForm[Group]):
    """What a group says of itself, and how it is mapped."""

    audiences = forms.MultipleChoiceField(
        label=_("Audiences"), choices=Audience.choices, required=False, widget=forms.CheckboxSelectMultiple
    )
    media_ = forms.MultipleChoiceField(label=_("Media used"), choices=Medium.choices, required=False, widget=forms.CheckboxSelectMultiple)
    content_kinds = forms.MultipleChoiceField(
        label=_("Kinds of content"), choices=ContentKind.choices, required=False, widget=forms.CheckboxSelectMultiple
    )
    fields_ = forms.MultipleChoiceField(label=_("Fields"), choices=Field.choices, required=False, widget=forms.CheckboxSelectMultiple)
    founded_on = Day(label=_("Founded on"), required=False)

    class Meta:
        model = Group
        fields = ("about", "kind", "founded_on", "address", "is_address_public", "strength")
        labels = {"strength": _("Strength and reach")}
        widgets = {
            "about": forms.Textarea(attrs={"rows": 6}),
            "strength": forms.Textarea(attrs={"rows": 3}),
            "kind": forms.Select,
        }

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        group: Group | None = kwargs.get("instance")
        initial = {name: getattr(group, name) for name in ("audiences", "content_kinds")} if group else {}
        if group:
            initial |= {"fields_": group.fields, "media_": group.media}
        kwargs["initial"] = initial | (kwargs.get("initial") or {})
        kwargs.setdefault("label_suffix", "")
        super().__init__(*args, **kwargs)


class OfficeDataForm(forms.Form):
    """What the communication office says of a group."""

    kim_id_number = forms.CharField(label=_("KIM.ID number"), max_length=40, required=False)
    is_priority = forms.BooleanField(label=_("Priority for coaching"), required=False)


class OfficerForm(forms.Form):
    """A new officer, or the hand-over of an office: the successor begins, the predecessor ends the day before."""

    role = forms.ChoiceField(label=pgettext_lazy("of a person", "Office"), choices=OfficerRole.choices)
    section = forms.CharField(label=_("Section"), max_length=80, required=False, help_text=_("For a section head: which one."))
    name = forms.CharField(label=_("Name"), max_length=120)
    from_on = Day(label=_("From"))

    def clean_name(self) -> str:
        return person_name(self.cleaned_data["name"])


class HandOverForm(forms.Form):
    """All chief offices at once, as after a meeting that elected anew. An empty name leaves the office as it is."""

    from_on = Day(label=_("From"))
    chair = forms.CharField(label=_("New chair"), max_length=120, required=False)
    chair_phone = forms.CharField(
        label=_("WhatsApp number of the new chair"),
        max_length=30,
        required=False,
        widget=forms.TextInput(attrs={"inputmode": "tel", "autocomplete": "off"}),
        help_text=_("For the link to the desk. Nobody else sees it."),
    )
    secretary = forms.CharField(label=_("New secretary"), max_length=120, required=False)
    treasurer = forms.CharField(label=_("New treasurer"), max_length=120, required=False)
    decree_number = forms.CharField(label=_("Number of the decree"), max_length=80, required=False)
    decree_on = Day(label=_("Date of the decree"), required=False)
    decree_signer = forms.ChoiceField(label=_("Signed by"), choices=[("", "—"), *DecreeSigner.choices], required=False)

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        for name in ("chair", "secretary", "treasurer"):
            if cleaned.get(name):
                cleaned[name] = person_name(cleaned[name])
        if not any(cleaned.get(name) for name in ("chair", "secretary", "treasurer")):
            raise forms.ValidationError(gettext("Name at least one new officer."))
        told = [bool(cleaned.get(name)) for name in ("decree_number", "decree_on", "decree_signer")]
        if any(told) and not all(told):
            raise forms.ValidationError(gettext("A decree needs its number, its date and who signed it."))
        return cleaned


class EndOfficerForm(forms.Form):
    until_on = Day(label=_("Last day"))


class MembersForm(forms.Form):
    """Many new members at once."""

    names = forms.CharField(
        label=_("New members"),
        max_length=24000,
        widget=forms.Textarea(attrs={"rows": 6}),
        help_text=_("One name on each line. Names only: no NIK, no phone numbers."),
    )
    joined_on = Day(label=_("Joined on"), required=False)

    def clean_names(self) -> tuple[str, ...]:
        found, problem = rules.parse_names(self.cleaned_data["names"])
        if problem:
            raise forms.ValidationError(problem)
        if not found:
            raise forms.ValidationError(gettext("Write at least one name."))
        return tuple(found)


class InviteForm(forms.Form):
    """Somebody new at the group's desk."""

    name = forms.CharField(label=_("Name"), max_length=120)
    post = forms.ChoiceField(label=_("Post"), choices=())
    phone = forms.CharField(label=_("Phone number"), max_length=30, required=False, widget=forms.TextInput(attrs={"type": "tel"}))
    email = forms.EmailField(label=_("E-mail address"), required=False)


class StandingForm(forms.Form):
    """A coordinator changes a group's standing, with words."""

    to = forms.ChoiceField(label=_("New standing"), choices=())
    reason = forms.CharField(label=_("Why?"), max_length=1000, widget=forms.Textarea(attrs={"rows": 3}))

    def __init__(self, *args: Any, standing: str, **kwargs: Any) -> None:
        super().__init__(*args, **{"label_suffix": "", **kwargs})
        allowed = rules.TRANSITIONS[Standing(standing)]
        self.fields["to"].choices = [(value, label) for value, label in Standing.choices if value in allowed]  # type: ignore[attr-defined]


class PlaceForm(forms.Form):
    """In which of the places a group sits now."""

    code = forms.ChoiceField(label=_("The group now sits in"), choices=(), widget=forms.RadioSelect)
    reason = forms.CharField(label=_("A note for the history"), required=False, max_length=300)

    def __init__(self, *args: Any, places: Sequence[tuple[str, str]], **kwargs: Any) -> None:
        super().__init__(*args, **{"label_suffix": "", **kwargs})
        self.fields["code"].choices = places  # type: ignore[attr-defined]


class SettingsForm(forms.Form):
    """What a region asks. Everything may stay empty: then it is as in the region above."""

    min_members = forms.IntegerField(label=_("Fewest members"), required=False, min_value=1, max_value=500)
    max_members = forms.IntegerField(
        label=_("Most members"), required=False, min_value=0, max_value=2000, help_text=_("0: no upper limit.")
    )
    min_officers = forms.IntegerField(label=_("Fewest officers"), required=False, min_value=3, max_value=50)
    min_officer_age = forms.IntegerField(
        label=_("Least age of officers"), required=False, min_value=0, max_value=60, help_text=_("0: not asked.")
    )
    decree_required = forms.TypedChoiceField(label=_("A decree (SK) is needed"), required=False)
    signers = forms.MultipleChoiceField(
        label=_("Who may sign the decree"), choices=DecreeSigner.choices, required=False, widget=forms.CheckboxSelectMultiple
    )
    statutes_required = forms.TypedChoiceField(label=_("Statutes (AD/ART) are needed"), required=False)
    kinds = forms.MultipleChoiceField(
        label=_("Kinds that are taken"), choices=GroupKind.choices, required=False, widget=forms.CheckboxSelectMultiple
    )
    seats = forms.MultipleChoiceField(
        label=_("Seats that are taken"), choices=Seat.choices, required=False, widget=forms.CheckboxSelectMultiple
    )
    number_pattern = forms.CharField(
        label=_("Pattern of the register number"), max_length=60, required=False, help_text=_("With {kode}, {tahun} and {nomor}.")
    )
    answer_workdays = forms.IntegerField(label=_("Working days to answer an application"), required=False, min_value=1, max_value=60)
    dormancy_days = forms.IntegerField(
        label=_("Days without activity before a group is dormant"), required=False, min_value=0, max_value=2000, help_text=_("0: never.")
    )
    report_period = forms.ChoiceField(label=_("Period of the report"), required=False)
    source_note = forms.CharField(
        label=_("Where these rules stand"),
        required=False,
        max_length=1000,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=_("The rule of the region, with its number."),
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **{"label_suffix": "", **kwargs})
        above = ("", gettext("as in the region above"))
        for name in ("decree_required", "statutes_required"):
            field: Any = self.fields[name]
            field.choices = [above, ("yes", gettext("yes")), ("no", gettext("no"))]
            field.coerce = lambda value: value == "yes"
            field.empty_value = None
        self.fields["report_period"].choices = [above, *ReportPeriod.choices]  # type: ignore[attr-defined]

    def clean_number_pattern(self) -> str:
        pattern = str(self.cleaned_data["number_pattern"]).strip()
        problem = rules.pattern_problem(pattern) if pattern else ""
        if problem:
            raise forms.ValidationError(problem)
        return pattern

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        least, most = cleaned.get("min_members"), cleaned.get("max_members")
        if least and most and least > most:
            self.add_error("max_members", gettext("This is less than the fewest members."))
        return cleaned


class IssuesForm(forms.Form):
    """Public issues, one field for each audience, named `isu_<audience>`."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **{"label_suffix": "", **kwargs})
        for value, label in Audience.choices:
            self.fields[f"isu_{value}"] = forms.CharField(
                label=label, required=False, max_length=2000, widget=forms.Textarea(attrs={"rows": 2})
            )


class RegisterFilter(forms.Form):
    """The filter of the public register; everything is optional and stands in the address."""

    q = forms.CharField(label=_("Name of a group"), required=False, max_length=80, widget=forms.TextInput(attrs={"type": "search"}))
    wilayah = forms.ChoiceField(label=_("Region"), required=False)
    jenis = forms.ChoiceField(label=_("Kind"), required=False, choices=())
    status = forms.ChoiceField(label=_("Standing"), required=False, choices=())

    def __init__(self, *args: Any, regions: list[tuple[str, str]], **kwargs: Any) -> None:
        super().__init__(*args, **{"label_suffix": "", **kwargs})
        self.fields["wilayah"].choices = [("", gettext("the whole province")), *regions]  # type: ignore[attr-defined]
        self.fields["jenis"].choices = [("", gettext("all kinds")), *GroupKind.choices]  # type: ignore[attr-defined]
        self.fields["status"].choices = [  # type: ignore[attr-defined]
            ("", gettext("all standings")),
            *((value, label) for value, label in Standing.choices if value in PUBLIC),
        ]
