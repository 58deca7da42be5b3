"""What officers type about a meeting."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import datetime
from typing import Any

from django import forms
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from betang.kernel import clock
from betang.kernel.errors import DomainError
from betang.proposals.meetings import rules
from betang.proposals.meetings.actions import MeetingValues
from betang.proposals.models import Meeting
from betang.proposals.rules import year_asked
from betang.proposals.terms import RankingWay

AGENDA = (
    "08.00 | Pendaftaran | Panitia\n08.30 | Pembukaan | \n09.00 | Usulan warga dan usulan tahun lalu | \n"
    "10.30 | Menilai dan mengurutkan usulan | \n11.30 | Keputusan dan penandatanganan berita acara | "
)
INVITED = "Ketua RT dan RW | 6\nBPD | 5\nPKK | 5\nKarang Taruna | 3\nTokoh adat dan agama | 4\nWarga | 20"


def _lines(rows: int, **kwargs: Any) -> forms.CharField:
    return forms.CharField(max_length=8000, widget=forms.Textarea(attrs={"rows": rows}), **kwargs)


class Plain(forms.Form):
    """A form that keeps what was typed and takes what an action found."""

    def __init__(self, data: Any = None, files: Any = None, **kwargs: Any) -> None:
        super().__init__(data, files, label_suffix="", **kwargs)
        self.use_required_attribute = False

    def take_errors(self, error: DomainError) -> None:
        """Put what an action found beside the fields that it names."""
        named = getattr(error, "fields", {}) or {}
        for name, message in named.items():
            self.add_error(name if name in self.fields else None, message)
        if not named:
            self.add_error(None, f"{error.message} {error.hint}".strip())


class MeetingForm(Plain):
    """A meeting as it is planned, or as it was held."""

    title = forms.CharField(label=_("Title"), max_length=200)
    day = forms.DateField(label=_("Date"), widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"))
    time = forms.TimeField(label=_("Begins at"), widget=forms.TimeInput(attrs={"type": "time"}, format="%H:%M"))
    place = forms.CharField(label=_("Where"), max_length=200)
    fiscal_year = forms.IntegerField(
        label=_("Year that is planned for"), widget=forms.TextInput(attrs={"inputmode": "numeric"}), min_value=2005, max_value=2099
    )
    agenda = _lines(6, label=_("Agenda"), help_text=_("One point a line: time | what | who."))
    invited = _lines(
        6,
        label=_("Who is invited"),
        required=False,
        help_text=_("One institution or group a line, with how many people: Ketua RT | 6. No names."),
    )
    invitation = _lines(4, label=_("Words of the invitation"), required=False)
    quorum = forms.IntegerField(
        label=_("Least number of people for a decision"), min_value=0, widget=forms.TextInput(attrs={"inputmode": "numeric"})
    )
    women_share_percent = forms.IntegerField(
        label=_("Wanted share of women, in per cent"), min_value=0, max_value=100, widget=forms.TextInput(attrs={"inputmode": "numeric"})
    )
    ranking_way = forms.ChoiceField(label=_("How proposals are put in order"), choices=RankingWay.choices, widget=forms.RadioSelect)
    criteria = _lines(
        5,
        label=_("Criteria"),
        required=False,
        help_text=_("One a line: name | weight. The weights add up to 100. Only to rank by criteria."),
    )
    points_each = forms.IntegerField(
        label=_("Points of each person present"), min_value=1, max_value=100, widget=forms.TextInput(attrs={"inputmode": "numeric"}),
        help_text=_("Only when you rank by points."),
    )  # fmt: skip

    def __init__(self, data: Any = None, *, before: Meeting | None = None, **kwargs: Any) -> None:
        self.before = before
        super().__init__(data, **kwargs)

    def values(self) -> MeetingValues:
        """What was typed, for the action. Only after `is_valid`."""
        said = self.cleaned_data
        before = rules.criteria_of(self.before.criteria) if self.before else ()
        return MeetingValues(
            title=" ".join(said["title"].split()),
            starts_at=datetime.combine(said["day"], said["time"], tzinfo=clock.zone()),
            place=" ".join(said["place"].split()),
            fiscal_year=said["fiscal_year"],
            agenda=rules.agenda_of(said["agenda"]),
            invitation=said["invitation"].strip(),
            invited=rules.invited_of(said["invited"]),
            quorum=said["quorum"],
            women_share_percent=said["women_share_percent"],
            ranking_way=said["ranking_way"],
            criteria=rules.criteria_typed(said["criteria"], before),
            points_each=said["points_each"],
        )


def typed_of(meeting: Meeting) -> dict[str, Any]:
    """A meeting as its form would have been typed."""
    local = meeting.starts_at.astimezone(clock.zone())
    return {
        "title": meeting.title,
        "day": local.date(),
        "time": local.time(),
        "place": meeting.place,
        "fiscal_year": meeting.fiscal_year,
        "agenda": "\n".join(f"{row['time']} | {row['topic']} | {row['speaker']}" for row in meeting.agenda),
        "invited": "\n".join(f"{row['who']} | {row['count']}" for row in meeting.invited),
        "invitation": meeting.invitation,
        "quorum": meeting.quorum,
        "women_share_percent": meeting.women_share_percent,
        "ranking_way": meeting.ranking_way,
        "criteria": criteria_text(rules.criteria_of(meeting.criteria)),
        "points_each": meeting.points_each,
    }


def criteria_text(criteria: Iterable[rules.Criterion]) -> str:
    """Criteria as they are typed."""
    return "\n".join(f"{one.name} | {one.weight}" for one in criteria)


def offered() -> dict[str, Any]:
    """What a new meeting begins with, to be changed freely."""
    return {
        "fiscal_year": year_asked(clock.today()),
        "agenda": AGENDA,
        "invited": INVITED,
        "quorum": 20,
        "women_share_percent": 30,
        "ranking_way": RankingWay.CRITERIA,
        "criteria": criteria_text(rules.DEFAULT_CRITERIA),
        "points_each": 5,
    }


class AttendanceForm(Plain):
    """Who came: a pasted list, and rows to type into."""

    held_on = forms.DateField(label=_("Held on"), required=False, widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"))
    guests = _lines(
        8, label=_("Who was present"), required=False,
        help_text=_("One person a line: name; whom they represent; P for a woman or L for a man. A table copied from a sheet works too."),
    )  # fmt: skip

    ROWS = 5

    def read(self) -> list[rules.Guest]:
        """Everybody who was typed. Adds an error for lines that are no person."""
        found, wrong = rules.read_guests(self.cleaned_data.get("guests", ""))
        if wrong:
            shown = "; ".join(f"{at}: {line}" for at, line in wrong[:5])
            self.add_error(
                "guests", gettext("These lines lack a name, or P or L: %(lines)s. Write: name; whom they represent; P.") % {"lines": shown}
            )
        for at in range(1, self.ROWS + 1):
            name = " ".join(self.data.get(f"nama_{at}", "").split())
            if not name:
                continue
            sex = self.data.get(f"jk_{at}", "")
            if sex not in ("P", "L"):
                self.add_error(None, gettext("Choose woman or man for %(name)s.") % {"name": name[:60]})
                continue
            represents = " ".join(self.data.get(f"wakil_{at}", "").split())
            found.append(rules.Guest(name[:120], represents[:120], sex == "P"))
        if not found and not self.errors:
            self.add_error("guests", gettext("Write one person a line: name; whom they represent; P or L."))
        return found


class ObjectionForm(Plain):
    """An objection, and what was answered."""

    by_label = forms.CharField(label=_("Who objects?"), max_length=120, help_text=_("A role or group, like: people of RT 02. No names."))
    words = _lines(3, label=_("In their own words"))
    about = forms.ChoiceField(label=_("About which proposal?"), required=False, choices=())
    answer = _lines(3, label=_("What was answered"), required=False)

    def __init__(self, data: Any = None, *, items: Iterable[tuple[str, str]] = ()) -> None:
        super().__init__(data)
        self.fields["about"].choices = [("", gettext("about the meeting itself")), *items]  # type: ignore[attr-defined]


class CloseForm(Plain):
    """What was resolved, and for a correction its reason."""

    minutes_text = _lines(
        8, label=_("How it went, and what was resolved"), help_text=_("It stands in the minutes for everybody. No names of residents.")
    )
    reason = forms.CharField(label=_("What does the new number correct?"), max_length=250)

    def __init__(self, data: Any = None, *, is_correction: bool = False, initial: Mapping[str, Any] | None = None) -> None:
        super().__init__(data, initial=dict(initial or {}))
        if not is_correction:
            del self.fields["reason"]


class PaperSignatureForm(Plain):
    """A signature by hand, with the photo of the signed page."""

    name = forms.CharField(label=_("Name under the minutes"), max_length=120, help_text=_("It stands on the public page of the minutes."))
    role = forms.CharField(label=_("For whom"), max_length=120, help_text=_("For example: chair of the BPD, representative of the women."))
    photo = forms.FileField(label=_("Photo of the signed page"), widget=forms.FileInput(attrs={"accept": "image/*"}))


class PhotoForm(Plain):
    """A photo of the form, the attendance list or the meeting."""

    kind = forms.ChoiceField(
        label=_("What it shows"),
        choices=[("form", _("the filled form")), ("attendance", _("the attendance list")), ("photo", _("the meeting"))],
    )
    photo = forms.FileField(label=_("Photo"), widget=forms.FileInput(attrs={"accept": "image/*"}))
    foto_alt = forms.CharField(label=_("What is to be seen"), max_length=250, required=False)
    is_public = forms.BooleanField(label=_("Everybody may see it (only photos of the meeting itself)"), required=False)

    def take_errors(self, error: DomainError) -> None:
        named = getattr(error, "fields", {}) or {}
        if "alt" in named:
            self.add_error("foto_alt", named.pop("alt"))
            if not named:
                return
        super().take_errors(error)


class CheckForm(Plain):
    """A PDF to be compared with the minutes."""

    file = forms.FileField(label=_("The PDF that you were given"), widget=forms.FileInput(attrs={"accept": "application/pdf,.pdf"}))
