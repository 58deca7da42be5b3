"""A price as a thumb types it, an alert, and an official series."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

from django import forms
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from betang.market.models import Commodity, OfficialSeries
from betang.market.prices import rules
from betang.market.prices.commodities import sides_of
from betang.market.terms import AlertWay, PriceLevel, SourceKind, Unit
from betang.ui.formats import day as day_words

PRODUCERS = (SourceKind.FARMER, SourceKind.FISHER)


class Rupiah(forms.CharField):
    """Whole rupiah, in any of the ways in which people write them."""

    def __init__(self, **kwargs: Any) -> None:
        kwargs.setdefault("widget", forms.TextInput(attrs={"inputmode": "decimal", "autocomplete": "off", "class": "short"}))
        super().__init__(max_length=40, **kwargs)

    def clean(self, value: Any) -> Any:
        text = super().clean(value)
        price = rules.typed_price(text) if text else None
        if text and price is None:
            raise forms.ValidationError(gettext("Write the price in rupiah, like 45.000."))
        return price


class PriceForm(forms.Form):
    """One price of one commodity in a place that the address names."""

    use_required_attribute = False

    price = Rupiah(label=_("Price"))
    level = forms.ChoiceField(label=_("Which price is it?"), choices=PriceLevel.choices, widget=forms.RadioSelect)
    on = forms.ChoiceField(label=_("When?"))
    place = forms.CharField(
        label=_("Market or village"), max_length=80, required=False, widget=forms.TextInput(attrs={"autocomplete": "off"})
    )
    phone = forms.CharField(
        label=_("Your phone number"),
        max_length=30,
        required=False,
        help_text=_("It is not kept and not shown. It only sees to it that one person counts once a day."),
        widget=forms.TextInput(attrs={"inputmode": "tel", "autocomplete": "tel", "type": "tel"}),
    )

    def __init__(self, *args: Any, commodity: Commodity, who: str, today: date, **kwargs: Any) -> None:
        super().__init__(*args, **{"label_suffix": "", **kwargs})
        sides = sides_of(commodity.slug)
        own = PriceLevel.PRODUCER.value if who in PRODUCERS else PriceLevel.CONSUMER.value
        self.fields["price"].label = gettext("Price in rupiah for 1 %(unit)s") % {"unit": Unit(commodity.unit).label}
        self.fields["level"].choices = [(key, label) for key, label in PriceLevel.choices if key in sides]  # type: ignore[attr-defined]
        self.fields["level"].initial = own if own in sides else sides[0]
        if len(sides) == 1:
            self.fields["level"].widget = forms.HiddenInput()
        days = [today - timedelta(days=back) for back in range(rules.BACK_DAYS + 1)]
        words = {0: gettext("today"), 1: gettext("yesterday")}
        self.fields["on"].choices = [  # type: ignore[attr-defined]
            (day.isoformat(), f"{words[back]}, {day_words(day)}" if back in words else day_words(day)) for back, day in enumerate(days)
        ]
        self.fields["on"].initial = today.isoformat()

    def clean_phone(self) -> str:
        """Digits alone, as from abroad; a number that is none is said rather than dropped."""
        digits = "".join(sign for sign in self.cleaned_data["phone"] if sign.isdigit())
        if not digits:
            return ""
        if not 9 <= len(digits) <= 15:
            raise forms.ValidationError(gettext("That is not a whole phone number. Leave it empty if you like."))
        return "62" + digits[1:] if digits.startswith("0") else digits

    def clean_on(self) -> date:
        return date.fromisoformat(self.cleaned_data["on"])


class AlertForm(forms.Form):
    """Tell me when it rises above, or falls below."""

    use_required_attribute = False

    way = forms.ChoiceField(label=_("When the price"), choices=AlertWay.choices, widget=forms.RadioSelect)
    price = Rupiah(label=_("Price in rupiah"))
    email = forms.EmailField(label=_("Your e-mail address"), widget=forms.EmailInput(attrs={"autocomplete": "email"}))


class DecideForm(forms.Form):
    """Let it count or not, and why."""

    reason = forms.CharField(
        label=_("Why?"), max_length=300, help_text=_("Whom did you ask, or what is wrong? It stands in the trail, with your name.")
    )


class OfficialForm(forms.Form):
    """A file, and whose figures it holds."""

    use_required_attribute = False

    file = forms.FileField(
        label=_("File"), help_text=_("Excel, LibreOffice or CSV: commodities with days beside them, or tanggal, komoditas, harga.")
    )
    series = forms.ChoiceField(label=_("Series"), required=False)
    name = forms.CharField(label=_("Name of a new series"), max_length=120, required=False)
    publisher = forms.CharField(label=_("Who publishes it"), max_length=120, required=False)
    url = forms.URLField(label=_("Where it is published"), required=False, assume_scheme="https")
    level = forms.ChoiceField(label=_("Which prices"), choices=PriceLevel.choices, initial=PriceLevel.CONSUMER)
    region = forms.ChoiceField(label=_("Of which region, where the file does not say so"))

    def __init__(self, *args: Any, series: list[OfficialSeries], regions: list[tuple[str, str]], **kwargs: Any) -> None:
        super().__init__(*args, **{"label_suffix": "", **kwargs})
        self.known = {one.key: one for one in series}
        self.fields["series"].choices = [("", gettext("a new series"))] + [  # type: ignore[attr-defined]
            (one.key, f"{one.name} · {one.publisher} · {PriceLevel(one.level).label}") for one in series
        ]
        self.fields["region"].choices = regions  # type: ignore[attr-defined]

    def clean(self) -> dict[str, Any]:
        data: dict[str, Any] = super().clean() or {}
        if not data.get("series"):
            for name in ("name", "publisher"):
                if not (data.get(name) or "").strip():
                    self.add_error(name, gettext("Say it for a new series."))
        return data


class SheetForm(forms.Form):
    """A round through the market at a group's desk: one day, one side, as many prices as were seen."""

    use_required_attribute = False

    level = forms.ChoiceField(label=_("Which prices"), choices=PriceLevel.choices, initial=PriceLevel.CONSUMER, widget=forms.RadioSelect)
    on = forms.DateField(label=_("Day"), widget=forms.DateInput(attrs={"type": "date"}))
    place = forms.CharField(label=_("Market or village"), max_length=80, required=False)

    def __init__(self, *args: Any, commodities: list[Commodity], today: date, **kwargs: Any) -> None:
        super().__init__(*args, **{"label_suffix": "", **kwargs})
        self.fields["on"].initial = today.isoformat()
        self.commodities = commodities
        for one in commodities:
            price = Rupiah(label=f"{one.name}, 1 {Unit(one.unit).label}", required=False)
            price.is_plainly_optional = True  # type: ignore[attr-defined]
            self.fields[f"p-{one.slug}"] = price

    def prices(self) -> list[tuple[Commodity, int]]:
        """What was typed, in the order of the board."""
        return [(one, self.cleaned_data[f"p-{one.slug}"]) for one in self.commodities if self.cleaned_data.get(f"p-{one.slug}")]
