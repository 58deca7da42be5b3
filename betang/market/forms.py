"""What people type, parsed. Nothing is decided here and nothing saved; a form that comes back holds what was typed."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal, InvalidOperation
from typing import Any

from django import forms
from django.utils.dates import MONTHS
from django.utils.translation import gettext as _t
from django.utils.translation import gettext_lazy as _

from betang.guard.words import tidy_line, tidy_text
from betang.kernel.errors import InvalidInput
from betang.kernel.money import parse_rupiah, rupiah
from betang.market.actions.products import Goods
from betang.market.actions.sellers import Stall
from betang.market.models import Product, Seller
from betang.market.rules import months_of
from betang.market.terms import (
    NAME_LENGTH,
    NOTE_LENGTH,
    WORDS_LENGTH,
    Category,
    Complaint,
    Measure,
    PayWay,
    PermitKind,
    Supply,
    Unit,
    WayKind,
)


class Line(forms.CharField):
    """One line of text, tidied before it is judged."""

    def to_python(self, value: Any) -> str:
        return tidy_line(str(value)) if value else ""


class Prose(forms.CharField):
    """Text of several lines, as typed."""

    widget = forms.Textarea

    def to_python(self, value: Any) -> str:
        return tidy_text(str(value)).strip() if value else ""


class Rupiah(forms.CharField):
    """Whole rupiah as people write them: 15000, 15.000, Rp 15.000."""

    def __init__(self, **options: Any) -> None:
        options.setdefault("widget", forms.TextInput(attrs={"inputmode": "numeric", "autocomplete": "off"}))
        super().__init__(**options)

    def prepare_value(self, value: Any) -> Any:
        return rupiah(value).removeprefix("Rp") if isinstance(value, int) else value

    def clean(self, value: Any) -> int | None:
        text = str(super().clean(value) or "").strip()
        if not text:
            return None
        try:
            return parse_rupiah(text)
        except InvalidInput as error:
            raise forms.ValidationError(error.message) from None


class Amount(forms.CharField):
    """A number that may have a comma: 2, 0,5, 1.250."""

    def __init__(self, **options: Any) -> None:
        options.setdefault("widget", forms.TextInput(attrs={"inputmode": "decimal", "autocomplete": "off"}))
        super().__init__(**options)

    def prepare_value(self, value: Any) -> Any:
        return f"{value.normalize():f}".replace(".", ",") if isinstance(value, Decimal) else value

    def clean(self, value: Any) -> Decimal | None:
        text = str(super().clean(value) or "").strip().replace(" ", "")
        if not text:
            return None
        if "," in text:
            text = text.replace(".", "").replace(",", ".")
        elif "." in text and all(len(part) == 3 for part in text.split(".")[1:]):
            text = text.replace(".", "")
        try:
            number = Decimal(text)
        except InvalidOperation:
            raise forms.ValidationError(_t("A number, like 2 or 0,5.")) from None
        if not number.is_finite() or number.as_tuple().exponent < -3 or abs(number) >= 10**7:  # type: ignore[operator]
            raise forms.ValidationError(_t("A number with at most three places after the comma."))
        return number


def _months() -> list[tuple[str, str]]:
    return [(str(number), str(name)) for number, name in MONTHS.items()]


class ProductForm(forms.Form):
    """A product, in the order in which somebody tells of it."""

    name = Line(label=_("What is it called?"), max_length=NAME_LENGTH, help_text=_("For example: Snakehead fish crackers, shrimp taste"))
    price_idr = Rupiah(label=_("Price"), help_text=_("In rupiah, for one. Without delivery."))
    unit = forms.ChoiceField(label=_("For one"), choices=Unit.choices)
    content = Amount(label=_("A pack holds"), required=False, help_text=_("For example 250"))
    content_measure = forms.ChoiceField(label=_("Measured in"), required=False, choices=[("", "—"), *Measure.choices])
    category = forms.ChoiceField(label=_("Shelf"), choices=[("", _("Choose")), *Category.choices])
    words = Prose(
        label=_("Tell about it"),
        required=False,
        max_length=WORDS_LENGTH,
        widget=forms.Textarea(attrs={"rows": 6}),
        help_text=_("What it is made of, by whom, how large, how it tastes, how long it keeps. No promise to heal."),
    )
    supply = forms.ChoiceField(label=_("How does it come about?"), choices=Supply.choices, widget=forms.RadioSelect)
    stock = Amount(label=_("How many are there now?"), required=False, help_text=_("Leave it empty if you do not count."))
    min_order = Amount(label=_("At least how many in one order?"), required=False)
    lead_days = forms.IntegerField(
        label=_("Days from order to ready"),
        required=False,
        min_value=0,
        max_value=365,
        widget=forms.TextInput(attrs={"inputmode": "numeric"}),
    )
    capacity = Amount(label=_("The most that you can make in a month"), required=False, help_text=_("For shops and offices that buy much."))
    months = forms.MultipleChoiceField(
        label=_("In which months is there any?"),
        required=False,
        choices=_months,
        widget=forms.CheckboxSelectMultiple,
        help_text=_("Tick none if there is some all year."),
    )
    season_note = Line(label=_("About the season"), required=False, max_length=120)
    is_not_halal = forms.BooleanField(
        label=_("It is not halal"), required=False, help_text=_("Goods of forbidden ingredients must say so (UU 33/2014).")
    )
    reason = Line(label=_("Why it is right"), required=False, max_length=NOTE_LENGTH)

    @staticmethod
    def initial_of(row: Product) -> dict[str, Any]:
        """The form of a saved product."""
        names = (
            "name",
            "price_idr",
            "unit",
            "content",
            "content_measure",
            "category",
            "words",
            "supply",
            "stock",
            "min_order",
            "lead_days",
            "capacity",
            "season_note",
            "is_not_halal",
        )
        return {name: getattr(row, name) for name in names} | {"months": [str(one) for one in months_of(row.season)]}

    def goods(self) -> Goods:
        """The cleaned form as the action takes it."""
        data = self.cleaned_data
        return Goods(
            name=data["name"],
            category=data["category"],
            price_idr=data["price_idr"] or 0,
            unit=data["unit"],
            words=data["words"],
            content=data["content"],
            content_measure=data["content_measure"],
            supply=data["supply"],
            stock=data["stock"],
            min_order=Decimal(1) if data["min_order"] is None else data["min_order"],
            capacity=data["capacity"],
            lead_days=data["lead_days"],
            months=tuple(int(one) for one in data["months"]),
            season_note=data["season_note"],
            is_not_halal=data["is_not_halal"],
        )


class SellerForm(forms.Form):
    """Who sells, and where."""

    name = Line(label=_("Name of the stall"), max_length=NAME_LENGTH, help_text=_("As buyers see it. For example: Kerupuk Ibu Siti"))
    owner = Line(label=_("Who sells?"), max_length=120, help_text=_("The name of the person. It stays inside the group."))
    phone = Line(
        label=_("WhatsApp number"),
        max_length=30,
        widget=forms.TextInput(attrs={"inputmode": "tel", "autocomplete": "tel"}),
        help_text=_("Orders come to this number."),
    )
    region_code = forms.ChoiceField(label=_("Village"), required=False)
    place_note = Line(
        label=_("How is it found?"), required=False, max_length=NOTE_LENGTH, help_text=_("For example: behind the ferry landing")
    )
    about = Prose(label=_("About the seller"), required=False, max_length=WORDS_LENGTH, widget=forms.Textarea(attrs={"rows": 4}))
    pay_ways = forms.MultipleChoiceField(
        label=_("How can one pay?"), required=False, choices=PayWay.choices, widget=forms.CheckboxSelectMultiple
    )
    min_order_idr = Rupiah(label=_("Smallest order in rupiah"), required=False)
    is_phone_public = forms.BooleanField(label=_("Show the number to everybody"), required=False)
    reason = Line(label=_("Why it is right"), required=False, max_length=NOTE_LENGTH)

    def __init__(self, *args: Any, villages: Sequence[tuple[str, str]] = (), **options: Any) -> None:
        super().__init__(*args, **options)
        field = self.fields["region_code"]
        assert isinstance(field, forms.ChoiceField)
        field.choices = list(villages)

    @staticmethod
    def initial_of(row: Seller) -> dict[str, Any]:
        """The form of a saved seller."""
        names = ("name", "owner", "phone", "region_code", "place_note", "about", "pay_ways", "is_phone_public")
        return {name: getattr(row, name) for name in names} | {"min_order_idr": row.min_order_idr or None}

    def stall(self) -> Stall:
        """The cleaned form as the action takes it."""
        data = self.cleaned_data
        return Stall(
            name=data["name"],
            owner=data["owner"],
            phone=data["phone"],
            about=data["about"],
            region_code=data["region_code"],
            place_note=data["place_note"],
            pay_ways=tuple(data["pay_ways"]),
            min_order_idr=data["min_order_idr"] or 0,
            is_phone_public=data["is_phone_public"],
        )


class ApplyForm(SellerForm):
    """The same with the seller's yes."""

    consent = forms.BooleanField(
        label=_("The seller has agreed: stall, place and goods are shown to everybody; the number is for orders."), required=False
    )
    is_own = forms.BooleanField(label=_("It is my own stall"), required=False)


class WayForm(forms.Form):
    """One way in which goods reach a buyer."""

    kind = forms.ChoiceField(label=_("Way"), required=False, choices=[("", "—"), *WayKind.choices])
    where = Line(label=_("Where to"), required=False, max_length=NOTE_LENGTH)
    fee_idr = Rupiah(label=_("Costs"), required=False)
    days_from = forms.IntegerField(
        label=_("Days, at least"), required=False, min_value=0, max_value=90, widget=forms.TextInput(attrs={"inputmode": "numeric"})
    )
    days_to = forms.IntegerField(
        label=_("Days, at most"), required=False, min_value=0, max_value=90, widget=forms.TextInput(attrs={"inputmode": "numeric"})
    )

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        first, last = data.get("days_from"), data.get("days_to")
        if first is not None and last is not None and last < first:
            self.add_error("days_to", _t("Not fewer days than at least."))
        if not data.get("kind") and (data.get("where") or data.get("fee_idr")):
            self.add_error("kind", _t("Choose the way."))
        return data


WaySet = forms.formset_factory(WayForm, extra=2, max_num=8, validate_max=True)


class PermitForm(forms.Form):
    """A permit and its number; its form is checked when it is noted."""

    kind = forms.ChoiceField(label=_("Permit"), choices=PermitKind.choices)
    number = Line(label=_("Number"), max_length=60)
    name = Line(label=_("Name of the permit"), required=False, max_length=NAME_LENGTH, help_text=_("Only for another permit."))
    expires_on = forms.DateField(label=_("Valid until"), required=False, widget=forms.DateInput(attrs={"type": "date"}))
    evidence = forms.FileField(
        label=_("Photo or PDF of it"),
        required=False,
        help_text=_("For the group and the coordinator; buyers do not see it."),
        widget=forms.ClearableFileInput(attrs={"accept": "image/*,application/pdf"}),
    )


class LinkForm(forms.Form):
    """Where else it is sold."""

    url = Line(label=_("Address of your shop or product there"), max_length=300, widget=forms.TextInput(attrs={"inputmode": "url"}))


class ReportForm(forms.Form):
    """What is wrong with a product or a seller."""

    kind = forms.ChoiceField(label=_("What is wrong?"), choices=Complaint.choices, widget=forms.RadioSelect)
    words = Prose(label=_("What did you see?"), max_length=2000, widget=forms.Textarea(attrs={"rows": 4}))
    contact = Line(
        label=_("Your number or e-mail"),
        required=False,
        max_length=120,
        help_text=_("Only if you want an answer. Nobody but the group and the coordinator sees it; it is erased after 90 days."),
    )


class WordsForm(forms.Form):
    """A few sentences that say why."""

    words = Prose(label=_("Why?"), max_length=2000, widget=forms.Textarea(attrs={"rows": 4}))


class TakedownForm(WordsForm):
    """Why something is taken from buyers."""

    kind = forms.ChoiceField(label=_("Ground"), choices=Complaint.choices)
    law = Line(label=_("Law"), required=False, max_length=200, help_text=_("For example: UU 33/2014"))
    field_order = ("kind", "words", "law")
