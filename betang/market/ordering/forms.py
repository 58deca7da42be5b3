"""What a buyer and a seller type, parsed. Nothing is decided here and nothing saved."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from decimal import Decimal
from typing import Any
from uuid import UUID

from django import forms
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from betang.market.forms import Amount, Line, Rupiah
from betang.market.models import DeliveryWay, Product
from betang.market.ordering import rules
from betang.market.ordering.placing import Buyer, Wish, amount_words, field_of, way_key
from betang.market.terms import NOTE_LENGTH, CancelReason, CodeSource, PayWay

ELSEWHERE = "luar"


class OrderForm(forms.Form):
    """A basket of one seller: how many of each, how it comes, who orders. It is a form and a page's address, never a cookie."""

    way = forms.ChoiceField(label=_("How does it come to you?"), required=False, widget=forms.RadioSelect)
    name = Line(
        label=_("Your name"), required=False, max_length=120, widget=forms.TextInput(attrs={"autocomplete": "name", "maxlength": 120})
    )
    phone = Line(
        label=_("Your WhatsApp or mobile number"),
        required=False,
        max_length=30,
        widget=forms.TextInput(attrs={"inputmode": "tel", "autocomplete": "tel", "maxlength": 30}),
        help_text=_("Like 0812 3456 7890. Only this seller sees it."),
    )
    region_code = forms.ChoiceField(label=_("Your kabupaten or city"), required=False)
    address = Line(
        label=_("Where to?"),
        required=False,
        max_length=NOTE_LENGTH,
        widget=forms.TextInput(attrs={"autocomplete": "street-address", "maxlength": NOTE_LENGTH}),
        help_text=_("Village, RT, and what one sees from the road or the river. Not needed if you fetch it."),
    )
    wanted_on = forms.DateField(label=_("By when?"), required=False, widget=forms.DateInput(attrs={"type": "date"}))
    note = Line(
        label=_("A word for the seller"), required=False, max_length=NOTE_LENGTH, widget=forms.TextInput(attrs={"maxlength": NOTE_LENGTH})
    )
    consent = forms.BooleanField(label=_("The seller may see my name, number and place for this order."), required=False)

    def __init__(
        self,
        *args: Any,
        products: Sequence[Product],
        ways: Sequence[DeliveryWay],
        way_labels: Sequence[tuple[str, str]],
        regencies: Sequence[tuple[str, str]],
        **options: Any,
    ) -> None:
        super().__init__(*args, **{"label_suffix": "", **options})
        self.products = tuple(products)
        way, region = self.fields["way"], self.fields["region_code"]
        assert isinstance(way, forms.ChoiceField)
        assert isinstance(region, forms.ChoiceField)
        way.choices = list(way_labels)
        if len(ways) == 1:
            way.initial = way_key(ways[0])
        region.choices = [("", _("Choose")), *regencies, (ELSEWHERE, _("elsewhere"))]
        for name in ("way", "name", "phone"):  # asked for by the action, with better words than «required»
            self.fields[name].is_plainly_optional = True  # type: ignore[attr-defined]
        for row in self.products:
            self.fields[field_of(row.pk)] = Amount(
                label=row.name,
                required=False,
                max_length=12,
                widget=forms.TextInput(
                    attrs={
                        "inputmode": "decimal" if rules.is_divisible(row.unit) else "numeric",
                        "autocomplete": "off",
                        "maxlength": 12,
                        "placeholder": "0",
                    }
                ),
            )

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        for row in self.products:
            value = data.get(field_of(row.pk))
            if isinstance(value, Decimal) and value < 0:
                self.add_error(field_of(row.pk), _("Not less than nothing."))
        return data

    def wish(self) -> Wish:
        """What is ordered; products with nothing beside them are left out."""
        data = self.cleaned_data
        quantities: dict[UUID, Decimal] = {row.pk: data[field_of(row.pk)] for row in self.products if data.get(field_of(row.pk))}
        return Wish(quantities=quantities, way=data["way"], note=data["note"], wanted_on=data["wanted_on"])

    def buyer(self) -> Buyer:
        """Who orders."""
        data = self.cleaned_data
        code = "" if data["region_code"] == ELSEWHERE else data["region_code"]
        return Buyer(name=data["name"], phone=data["phone"], address=data["address"], region_code=code)

    def typed(self) -> list[tuple[str, str]]:
        """Every field as it was typed, for the page that shows it back before it is sent."""
        return [(name, str(self.data.get(name, ""))) for name in self.fields if self.data.get(name)]


def initial_of(products: Sequence[Product], asked: Mapping[str, str]) -> dict[str, Any]:
    """What an address says of the basket: `?barang=<slug>&jumlah=2`, or `?<slug>=2` for several."""
    found: dict[str, Any] = {}
    for row in products:
        text = asked.get(row.slug, "")
        if not text and asked.get("barang") == row.slug:
            text = asked.get("jumlah", "") or amount_words(row.min_order)
        if text and len(text) <= 12:
            found[field_of(row.pk)] = text
    return found


def _choices(reasons: Sequence[CancelReason]) -> list[tuple[str, str | Promise]]:
    return [(one.value, one.label) for one in reasons]


class BuyerCancelForm(forms.Form):
    """Why a buyer takes an order back."""

    reason = forms.ChoiceField(label=_("Why?"), choices=_choices(rules.BUYER_REASONS))
    words = Line(label=_("A word for the seller"), required=False, max_length=NOTE_LENGTH)


class CancelForm(forms.Form):
    """Why a seller cannot go on with an order."""

    reason = forms.ChoiceField(label=_("Why?"), choices=_choices(rules.SELLER_REASONS))
    words = Line(label=_("A word for the buyer"), required=False, max_length=NOTE_LENGTH)


class StepForm(forms.Form):
    """A step with an order, and a word for the buyer."""

    promised_on = forms.DateField(label=_("Ready by"), required=False, widget=forms.DateInput(attrs={"type": "date"}))
    words = Line(label=_("A word for the buyer"), required=False, max_length=NOTE_LENGTH)


class DeliveryForm(forms.Form):
    """What delivery costs, once both agreed."""

    delivery_idr = Rupiah(label=_("Delivery costs"), help_text=_("As you agreed with the buyer. Nought if nothing."))


class PaidForm(forms.Form):
    """How and when it was paid."""

    paid_way = forms.ChoiceField(label=_("How was it paid?"), choices=PayWay.choices)
    paid_on = forms.DateField(label=_("On"), required=False, widget=forms.DateInput(attrs={"type": "date"}), help_text=_("Empty: today."))


class WhyForm(forms.Form):
    """A few words that say why."""

    words = Line(label=_("Why?"), max_length=NOTE_LENGTH)


class CodeForm(forms.Form):
    """A seller's own static QRIS code, as a picture or as its text."""

    picture = forms.FileField(
        label=_("A photo or picture of your QRIS"),
        required=False,
        widget=forms.ClearableFileInput(attrs={"accept": "image/*"}),
        help_text=_("The one that hangs at your stall. It is read here and not kept."),
    )
    payload = forms.CharField(
        label=_("Or the text of the code"),
        required=False,
        max_length=600,
        widget=forms.Textarea(attrs={"rows": 4, "autocomplete": "off", "spellcheck": "false"}),
        help_text=_("Long, without spaces; it begins with 000201."),
    )
    source = forms.ChoiceField(required=False, choices=CodeSource.choices, widget=forms.HiddenInput)
