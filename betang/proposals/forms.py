"""What people type: the parts of a proposal, and what an office decides.

Each part is a form over the same flat dictionary, `Proposal.typed`, which holds every field as it was typed, right or wrong.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from decimal import Decimal
from typing import Any
from uuid import UUID

from django import forms
from django.conf import settings
from django.db.models import Case, Q, Value, When
from django.utils.formats import number_format
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from betang.casework.machines import Transition
from betang.casework.terms import ReasonKind
from betang.kernel.errors import DomainError, InvalidInput
from betang.kernel.money import parse_rupiah, rupiah
from betang.proposals import rules
from betang.proposals.machine import PROPOSAL
from betang.proposals.models import PriceEntry, Proposal
from betang.proposals.rules import Values
from betang.proposals.terms import TEXT_LENGTH, TITLE_LENGTH, Channel, LandStatus, Sector
from betang.regions.models import Region
from betang.regions.queries import current, offices_of, place_line, place_lines, prefixes
from betang.regions.spots import km_between, point_of

VILLAGES_SHOWN = 20
PRICES_SHOWN = 300
FAR_KM = 75
"""A point further from its village than that is a slip: no village of the province is so wide. House rule."""


class Volume(forms.CharField):
    """`1.250,5` and `1250.5` alike."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(max_length=24, required=False, widget=forms.TextInput(attrs={"inputmode": "decimal"}), **kwargs)

    def clean(self, value: Any) -> Decimal | None:
        text = str(super().clean(value) or "").strip()
        if not text:
            return None
        read = rules.parse_volume(text)
        if read is None:
            raise forms.ValidationError(gettext("“%(text)s” is not a volume. Type a number, like 250 or 1,5.") % {"text": text[:30]})
        return read


class Rupiah(forms.CharField):
    """`1.500.000`, `Rp 1500000`."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(max_length=40, required=False, widget=forms.TextInput(attrs={"inputmode": "numeric"}), **kwargs)

    def clean(self, value: Any) -> int | None:
        text = str(super().clean(value) or "").strip()
        if not text:
            return None
        try:
            amount = parse_rupiah(text)
        except InvalidInput as error:
            raise forms.ValidationError(error.message) from None
        if rules.is_absurd(amount):
            raise forms.ValidationError(gettext("That amount cannot be right. Look at the zeros."))
        return amount


class Count(forms.CharField):
    """`1.250` people."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(max_length=12, required=False, widget=forms.TextInput(attrs={"inputmode": "numeric"}), **kwargs)

    def clean(self, value: Any) -> int | None:
        text = str(super().clean(value) or "").strip().replace(".", "")
        if not text:
            return None
        if not text.isascii() or not text.isdecimal() or not 0 < int(text) < 2_000_000_000:
            raise forms.ValidationError(gettext("Type a whole number, like 60."))
        return int(text)


class Part(forms.Form):
    """One part of a proposal. `required_ones` is what the next part waits for; the rest may stay empty."""

    step = ""
    title: Any = ""

    def __init__(
        self, data: Mapping[str, Any] | None = None, *, proposal: Proposal, initial: Mapping[str, Any] | None = None, fence: str = ""
    ) -> None:
        self.proposal = proposal
        self.fence = fence or settings.PROVINCE_CODE
        self.values: Mapping[str, Any] = (data if data is not None else initial) or {}
        super().__init__(data, initial=dict(initial or {}), label_suffix="")
        self.use_required_attribute = False

    def take_errors(self, error: DomainError) -> None:
        """Put what an action found beside the fields that it names."""
        named = getattr(error, "fields", {}) or {}
        for name, message in named.items():
            self.add_error(_FIELD_OF.get(name, name) if _FIELD_OF.get(name, name) in self.fields else None, message)
        if not named:
            self.add_error(None, f"{error.message} {error.hint}".strip())


_FIELD_OF = {
    "region_code": "village", "field_code": "sector", "latitude": "point", "estimate_idr": "estimate", "beneficiary_count": "count",
    "price_entry_id": "price", "office_id": "office",
}  # fmt: skip


def _words(**kwargs: Any) -> forms.CharField:
    rows = kwargs.pop("rows", 4)
    return forms.CharField(max_length=TEXT_LENGTH, widget=forms.Textarea(attrs={"rows": rows}), **kwargs)


class WhatPart(Part):
    """The problem, what would help, in a few words, and the sector."""

    step = "apa"
    title = _("What is it about?")

    problem = _words(
        label=_("What is the problem?"), help_text=_("As you would tell it to a neighbour: what happens, since when, to whom.")
    )
    idea = _words(label=_("What would help?"), required=False)
    sector = forms.ChoiceField(label=_("It is about"), choices=[("", _("Choose"))])
    heading = forms.CharField(
        label=_("Your proposal in a few words"),
        max_length=TITLE_LENGTH,
        help_text=_("For example: a bridge over the river in RT 3."),
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["sector"].choices = [("", gettext("Choose")), *Sector.choices]  # type: ignore[attr-defined]


class WherePart(Part):
    """The village, found by typing part of its name, and the spot in it."""

    step = "tempat"
    title = _("Where is it?")

    find = forms.CharField(
        label=_("Name of the village"),
        required=False,
        max_length=60,
        help_text=_("Type part of the name and press «Find». The name of the kecamatan works too."),
    )
    village = forms.ChoiceField(label=_("Choose the village"), choices=(), widget=forms.RadioSelect)
    detail = forms.CharField(
        label=_("Where in the village?"), required=False, max_length=200, help_text=_("RT and RW, the road, or how people call the spot.")
    )
    point = forms.CharField(
        label=_("Point on the map"),
        required=False,
        max_length=500,
        help_text=_("If you know it: two numbers like -2.5423, 114.6312, or the link of a map. Words above are enough too."),
    )
    land = forms.ChoiceField(label=_("Whose land is it?"), required=False, choices=())

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["land"].choices = [("", gettext("I do not know")), *LandStatus.choices]  # type: ignore[attr-defined]
        self.found = villages_named(str(self.values.get("find", "") or ""), self.fence)
        chosen = str(self.values.get("village", "") or "")
        choices = {row.code: place_label for row, place_label in self.found}
        if chosen and chosen not in choices and chosen.startswith(self.fence):
            line = place_line(chosen)
            if line:
                choices = {chosen: line, **choices}
        self.fields["village"].choices = list(choices.items())  # type: ignore[attr-defined]
        if not choices:
            del self.fields["village"]

    @property
    def has_searched_in_vain(self) -> bool:
        """Something was typed, and no village is called so."""
        return bool(str(self.values.get("find", "") or "").strip()) and not self.found

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        if "village" not in self.fields:
            self.add_error("find", gettext("Find the village first, then choose it."))
        text = cleaned.get("point", "")
        point = point_of(text) if text else None
        if point is not None and (far := self._km_away(point)) > FAR_KM:
            words = gettext("That point lies %(km)d km away from the village. Look at the numbers again, or leave it empty.")
            self.add_error("point", words % {"km": far})
        if text and point is None:
            self.add_error("point", gettext("That is no point on the map. Two numbers are needed, like -2.5423, 114.6312."))
        return cleaned

    def _km_away(self, point: tuple[float, float]) -> int:
        """How far a point is from the chosen village; 0 where that is not known. One query."""
        found = current().filter(code=str(self.values.get("village", "") or ""), latitude__isnull=False, longitude__isnull=False)
        village = found.first()
        if village is None or village.latitude is None or village.longitude is None:
            return 0
        return round(km_between(point, (village.latitude, village.longitude)))


def villages_named(words: str, fence: str) -> list[tuple[Region, str]]:
    """Desa and kelurahan inside `fence` whose name, or whose kecamatan's name, holds the words. At most twenty; three queries."""
    text = " ".join(words.split()).lower()
    for kind in ("desa ", "kelurahan ", "kecamatan ", "kec. ", "kel. "):
        text = text.removeprefix(kind)
    if len(text) < 2:
        return []
    inside = current().filter(Q(code=fence) | Q(code__startswith=f"{fence}."), level="village")
    rows = list(inside.filter(name__icontains=text).order_by("name")[:VILLAGES_SHOWN])
    if len(rows) < VILLAGES_SHOWN:
        known = [one.pk for one in rows]
        rows += inside.filter(parent__name__icontains=text).exclude(pk__in=known).order_by("name")[: VILLAGES_SHOWN - len(rows)]
    rows.sort(key=lambda one: (not one.name.lower().startswith(text), one.name))
    lines = place_lines({one.code for one in rows})
    return [(one, lines.get(one.code, one.full_name)) for one in rows]


class HowMuchPart(Part):
    """How much of what, what it may cost, for whom. Nothing of it must be known."""

    step = "ukuran"
    title = _("How much, for whom?")

    price = forms.ChoiceField(
        label=_("Kind of work"), required=False, choices=(), help_text=_("From the price dictionary of the kabupaten (kamus usulan).")
    )
    volume = Volume(label=_("How much?"), help_text=_("A number: how many units, how many metres."))
    unit = forms.CharField(label=_("Counted in"), required=False, max_length=60, help_text=_("For example: unit, metre, package."))
    estimate = Rupiah(label=_("What may it cost?"), help_text=_("In rupiah, as far as you know. It may stay empty."))
    count = Count(label=_("How many people benefit?"))
    beneficiaries = forms.CharField(label=_("Who are they?"), required=False, max_length=250)
    office = forms.ChoiceField(label=_("For which office?"), required=False, choices=())

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        code = str(self.proposal.typed.get("village", "") or self.proposal.region_code or self.values.get("village", "") or "")
        government = rules.government_of(code) if code else self.fence
        sector = str(self.proposal.typed.get("sector", "") or self.values.get("sector", "") or "")
        self.prices = prices_of(government, self.proposal.fiscal_year, self.proposal.channel, sector)
        if self.prices:
            self.fields["price"].choices = [("", gettext("None of these")), *((str(one.pk), price_words(one)) for one in self.prices)]  # type: ignore[attr-defined]
        else:
            del self.fields["price"]
        offices = list(offices_of(government).order_by("name"))
        if offices:
            words = gettext("I do not know: let the planning agency choose")
            self.fields["office"].choices = [("", words), *((str(one.pk), one.name) for one in offices)]  # type: ignore[attr-defined]
        else:
            del self.fields["office"]

    def reckoned(self) -> dict[str, tuple[str, int]]:
        """Key → (unit, price), for the page that computes while somebody types."""
        return {str(one.pk): (one.unit, one.unit_price_idr) for one in self.prices if one.unit_price_idr is not None}


def prices_of(government: str, year: int, channel: str, sector: str = "") -> list[PriceEntry]:
    """The price dictionary of a government for a year, or the newest that it has; those of the sector first. Two queries."""
    rows = PriceEntry.objects.filter(region__code__in=prefixes(government), is_locked=False)
    newest = rows.filter(fiscal_year__lte=year).order_by("-fiscal_year").values_list("fiscal_year", flat=True).first()
    if newest is None:
        return []
    wanted = Channel.COUNCIL if channel == Channel.COUNCIL else Channel.MEETING
    found: list[PriceEntry] = [
        *rows.filter(fiscal_year=newest, channel=wanted)
        .annotate(is_apart=Case(When(field_code=sector, then=Value(0)), default=Value(1)) if sector else Value(0))
        .select_related("office")
        .order_by("is_apart", "name")[:PRICES_SHOWN]
    ]
    return found


def price_words(entry: PriceEntry) -> str:
    """`Pipa air bersih (meter, Rp85.000)`."""
    price = f", {rupiah(entry.unit_price_idr)}" if entry.unit_price_idr is not None else ""
    return f"{entry.name} ({entry.unit}{price})"


def sum_words(volume: Decimal | None, entry: PriceEntry | None) -> str:
    """How an estimate comes about: `2 unit × Rp75.000.000 = Rp150.000.000`; empty where it cannot be computed."""
    if volume is None or entry is None or entry.unit_price_idr is None:
        return ""
    whole = rules.estimate(volume, entry.unit_price_idr)
    shown = (
        number_format(volume.normalize(), use_l10n=True, force_grouping=True)
        if volume != volume.to_integral()
        else f"{int(volume):,}".replace(",", ".")
    )
    return f"{shown} {entry.unit} × {rupiah(entry.unit_price_idr)} = {rupiah(whole or 0)}"


class WhoPart(Part):
    """Who proposes, how the office reaches them, and that they agree."""

    step = "anda"
    title = _("Who are you?")

    name = forms.CharField(label=_("Your name"), max_length=120, widget=forms.TextInput(attrs={"autocomplete": "name"}))
    phone = forms.CharField(
        label=_("Mobile number"), required=False, max_length=30, widget=forms.TextInput(attrs={"inputmode": "tel", "autocomplete": "tel"})
    )
    email = forms.CharField(
        label=_("E-mail"), required=False, max_length=254, widget=forms.TextInput(attrs={"inputmode": "email", "autocomplete": "email"})
    )
    consent = forms.BooleanField(label=_("I have read this and agree"), required=True)

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        if not cleaned.get("phone") and not cleaned.get("email"):
            self.add_error("phone", gettext("Give a phone number or an e-mail address, so that the office can ask you."))
        if cleaned.get("phone") and rules.support_contact(cleaned["phone"])[0] != "phone":
            self.add_error("phone", gettext("That is no mobile number. It looks like 0812 3456 7890."))
        if cleaned.get("email") and rules.support_contact(cleaned["email"])[0] != "email":
            self.add_error("email", gettext("That is not a whole e-mail address. It looks like nama@contoh.id."))
        return cleaned


PARTS: tuple[type[Part], ...] = (WhatPart, WherePart, HowMuchPart, WhoPart)
STEPS = tuple(part.step for part in PARTS)


def part_of(step: str) -> type[Part]:
    """The form of a part."""
    return next(part for part in PARTS if part.step == step)


def part_with(field: str) -> str:
    """The part in which a field of `Values` is typed."""
    own = {"title": "heading", "place_detail": "detail", "land_status": "land", "proposer_name": "name", "proposer_phone": "phone",
           "proposer_email": "email", "photos": "problem"} | _FIELD_OF  # fmt: skip
    name = own.get(field, field)
    return next((part.step for part in PARTS if name in part.base_fields), STEPS[0])


def uuid_of(text: str) -> UUID | None:
    """A key as typed; None for what is none."""
    try:
        return UUID(text)
    except ValueError:
        return None


def read(typed: Mapping[str, Any]) -> Values:
    """What was typed, as values; what cannot be read is empty, for its part has said so already."""

    def said(name: str) -> str:
        return " ".join(str(typed.get(name, "") or "").split())

    def long(name: str) -> str:
        return str(typed.get(name, "") or "").replace("\r\n", "\n").strip()

    price = uuid_of(said("price"))
    volume = rules.parse_volume(said("volume"))
    estimate, unit = amount_of(said("estimate")), said("unit")
    entry = PriceEntry.objects.filter(pk=price).first() if price else None
    if entry is not None:
        unit = entry.unit
        estimate = rules.estimate(volume, entry.unit_price_idr) if entry.unit_price_idr is not None and volume is not None else estimate
    point = point_of(said("point")) if said("point") else None
    count = said("count").replace(".", "")
    return Values(
        title=said("heading"),
        problem=long("problem"),
        idea=long("idea"),
        region_code=said("village"),
        place_detail=said("detail"),
        latitude=point[0] if point else None,
        longitude=point[1] if point else None,
        field_code=said("sector"),
        price_entry_id=entry.pk if entry else None,
        volume=volume,
        unit=unit,
        estimate_idr=estimate,
        beneficiary_count=int(count) if count.isascii() and count.isdecimal() and int(count) < 2_000_000_000 else None,
        beneficiaries=said("beneficiaries"),
        land_status=said("land"),
        office_id=uuid_of(said("office")) or (entry.office_id if entry else None),
        proposer_name=said("name"),
        proposer_phone=said("phone"),
        proposer_email=said("email").lower(),
    )


def amount_of(text: str) -> int | None:
    """Rupiah as typed; None for nothing, and for what is no amount."""
    try:
        return parse_rupiah(text) if text else None
    except InvalidInput:
        return None


def typed_of(proposal: Proposal) -> dict[str, str]:
    """A sent proposal as it would have been typed, to be completed."""
    volume = "" if proposal.volume is None else f"{proposal.volume.normalize():f}".replace(".", ",")
    return {
        "problem": proposal.problem,
        "idea": proposal.idea,
        "heading": proposal.title,
        "detail": proposal.place_detail,
        "point": f"{proposal.latitude}, {proposal.longitude}" if proposal.latitude is not None else "",
        "land": proposal.land_status,
        "volume": volume,
        "unit": proposal.unit,
        "estimate": f"{proposal.estimate_idr:,}".replace(",", ".") if proposal.estimate_idr is not None else "",
        "count": str(proposal.beneficiary_count or ""),
        "beneficiaries": proposal.beneficiaries,
    }


class CompleteForm(Part):
    """What may be changed of a proposal that came back: everything but the place and the proposer."""

    heading = WhatPart.base_fields["heading"]
    problem = WhatPart.base_fields["problem"]
    idea = WhatPart.base_fields["idea"]
    detail = WherePart.base_fields["detail"]
    point = WherePart.base_fields["point"]
    land = WherePart.base_fields["land"]
    volume = HowMuchPart.base_fields["volume"]
    unit = HowMuchPart.base_fields["unit"]
    estimate = HowMuchPart.base_fields["estimate"]
    count = HowMuchPart.base_fields["count"]
    beneficiaries = HowMuchPart.base_fields["beneficiaries"]
    words = _words(label=_("What have you completed?"), required=False, rows=2, help_text=_("Everybody can read it in the timeline."))

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["land"].choices = [("", gettext("I do not know")), *LandStatus.choices]  # type: ignore[attr-defined]


class DeskForm(Part):
    """The whole proposal on one page, for who files at the desk."""

    for_another = forms.BooleanField(
        label=_("I file this for somebody who knows of it and agrees to what is done with their name and contact"), required=False
    )

    def __init__(self, *args: Any, wants_proposer: bool = True, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        whole: dict[str, forms.Field] = {}
        for part in PARTS:
            inner = part(self.data if self.is_bound else None, proposal=self.proposal, initial=self.initial, fence=self.fence)
            whole |= {name: field for name, field in inner.fields.items() if name != "consent"}
            if part is WherePart:
                self.has_searched_in_vain = inner.has_searched_in_vain  # type: ignore[attr-defined]
        again = self.fields.pop("for_another")
        if not wants_proposer:
            whole = {name: field for name, field in whole.items() if name not in ("name", "phone", "email")}
        for name in ("name", "phone", "email"):
            if name in whole:
                whole[name].required = False
        self.fields = {**whole, **({"for_another": again} if wants_proposer else {})}

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        if "village" not in self.fields:
            self.add_error("find", gettext("Find the village first, then choose it."))
        return cleaned


class SupportForm(forms.Form):
    contact = forms.CharField(
        label=_("Your mobile number or e-mail address"),
        max_length=254,
        help_text=_("So that each person counts once. We keep a mark made of it, not the number or address itself."),
    )


class FollowForm(forms.Form):
    email = forms.CharField(
        label=_("Your e-mail address"), max_length=254, widget=forms.TextInput(attrs={"inputmode": "email", "autocomplete": "email"})
    )


class TrackForm(forms.Form):
    number = forms.CharField(label=_("Number of the proposal"), max_length=40, help_text=_("It looks like 62.03/U/2026/0042."))
    token = forms.CharField(
        label=_("Secret code"),
        max_length=40,
        help_text=_("The twelve letters that you got when you sent it."),
        widget=forms.TextInput(attrs={"autocomplete": "off", "autocapitalize": "characters"}),
    )


def reasons(kind: ReasonKind) -> list[tuple[str, str]]:
    """The coded reasons of a kind, to choose from."""
    return [("", gettext("Choose a reason")), *((one.code, str(one.label)) for one in PROPOSAL.reasons_for(kind))]


class DisputeForm(forms.Form):
    reason = forms.ChoiceField(label=_("Why?"), choices=())
    words = _words(label=_("In your own words"), help_text=_("At least 20 letters. Everybody can read it."))

    def __init__(self, data: Any = None) -> None:
        super().__init__(data, label_suffix="")
        self.fields["reason"].choices = reasons(ReasonKind.DISPUTE)  # type: ignore[attr-defined]


class DecideForm(forms.Form):
    """One decision: its reason, its words and, where the level recommends, volume and amount."""

    reason = forms.ChoiceField(label=_("Reason"), choices=())
    volume = Volume(label=_("Recommended volume"))
    amount = Rupiah(label=_("Recommended amount"))
    office = forms.ChoiceField(label=_("Which office sees to it?"), required=False, choices=())
    to_province = forms.BooleanField(label=_("It is the province's task: pass it to the province's planning agency"), required=False)
    words = _words(label=_("In your own words"), required=False, help_text=_("Everybody reads it, and nobody can change it later."))
    beyond_quota = forms.BooleanField(
        label=_("The quota is used up: pass it on all the same, for the reason in my own words"), required=False
    )

    def __init__(
        self,
        data: Any = None,
        *,
        transition: Transition,
        offices: Iterable[tuple[str, str]] = (),
        may_go_up: bool = False,
        may_exceed: bool = False,
        **kwargs: Any,
    ) -> None:
        super().__init__(data, label_suffix="", prefix=transition.action, **kwargs)
        self.transition = transition
        kind = transition.needs_reason
        if kind is None:
            del self.fields["reason"]
        else:
            self.fields["reason"].choices = reasons(kind)  # type: ignore[attr-defined]
        choices = list(offices)
        if choices:
            self.fields["office"].choices = [("", gettext("Choose an office")), *choices]  # type: ignore[attr-defined]
        else:
            del self.fields["office"]
        if not may_go_up:
            del self.fields["to_province"]
        if not may_exceed:
            del self.fields["beyond_quota"]
        if kind not in (ReasonKind.ACCEPT, ReasonKind.DEFER):
            del self.fields["volume"], self.fields["amount"]
        self.use_required_attribute = False

    def take_errors(self, error: DomainError) -> None:
        """Put what an action found beside the fields that it names."""
        own = {"reason_code": "reason", "amount_idr": "amount", "office_id": "office", "holder": "office"}
        named = getattr(error, "fields", {}) or {}
        for name, message in named.items():
            field = own.get(name, name)
            self.add_error(field if field in self.fields else None, message)
        if not named:
            self.add_error(None, f"{error.message} {error.hint}".strip())
