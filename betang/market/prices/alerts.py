"""«Tell me when rubber in Kapuas rises above Rp 12,000»: by e-mail, once for each crossing, at most once a day."""

from __future__ import annotations

from datetime import datetime, timedelta

from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from django.db import transaction
from django.urls import reverse
from django.utils import translation
from django.utils.translation import gettext as _

from betang.accounts.tokens import full_url, link_token, token_hash
from betang.hosting.addresses import portal_url
from betang.kernel import clock
from betang.kernel.errors import InvalidInput, NotFound
from betang.kernel.ids import uuid7
from betang.kernel.money import rupiah
from betang.market.models import Commodity, PriceAlert, PriceReport
from betang.market.prices import rules
from betang.market.terms import PRICE_MAX_IDR, AlertWay, PriceLevel, Unit
from betang.notices.actions import tell
from betang.regions.queries import by_code, place_line, prefixes

CONFIRM_DAYS = 3
"""Days in which a wish is confirmed before it is forgotten."""
LIMIT = 30
"""Alerts of one address: a house rule against misuse."""


def token_of(alert: PriceAlert) -> str:
    """The token in the links of an alert: the same each time, kept only as a hash."""
    return link_token(alert.pk, 1)


def path_of(alert: PriceAlert) -> str:
    """Where it is confirmed, and where it ends."""
    from django.conf import settings

    return reverse("market:price_alert", kwargs={"token": token_of(alert)}, urlconf=settings.ROOT_URLCONF)


def by_token(token: str) -> PriceAlert:
    """The alert of a link; raises `NotFound` for one that ended or was never confirmed in time."""
    found: PriceAlert | None = PriceAlert.objects.select_related("commodity").filter(token_hash=token_hash(token)).first()
    if found is None or (found.confirmed_at is None and clock.now() - found.set_at > timedelta(days=CONFIRM_DAYS)):
        raise NotFound(_("This link does not count any more."), hint=_("Open the price and ask once more to be told."))
    return found


def words(alert: PriceAlert) -> str:
    """`Karet (lump), Kabupaten Kapuas: rises above Rp12.000 for 1 kilogram`."""
    return _("%(commodity)s, %(place)s (%(level)s): %(way)s %(price)s for 1 %(unit)s") % {
        "commodity": alert.commodity.name,
        "place": place_line(alert.region_code),
        "level": PriceLevel(alert.level).label,
        "way": AlertWay(alert.way).label,
        "price": rupiah(alert.price_idr),
        "unit": Unit(alert.commodity.unit).label,
    }


@transaction.atomic
def ask(*, commodity: Commodity, level: str, region_code: str, way: str, price_idr: int, email: str, language: str, at: datetime) -> None:
    """Note the wish and write to the address; it counts once the link there is opened. Answers nobody whether it was known."""
    email = email.strip().lower()
    wrong: dict[str, str] = {}
    try:
        validate_email(email)
    except ValidationError:
        wrong["email"] = _("That is not a whole e-mail address. It looks like nama@contoh.id.")
    if way not in AlertWay.values:
        wrong["way"] = _("Choose above or below.")
    if not 0 < price_idr <= PRICE_MAX_IDR:
        wrong["price"] = _("Write the price in rupiah, like 45.000.")
    if level not in PriceLevel.values:
        wrong["level"] = _("Choose which price it is.")
    if wrong:
        raise InvalidInput(_("Something is not right yet."), fields=wrong)
    by_code(region_code)
    if PriceAlert.objects.filter(email=email).count() >= LIMIT:
        return
    key = uuid7()
    alert, is_new = PriceAlert.objects.get_or_create(
        email=email, commodity=commodity, level=level, region_code=region_code, way=way,
        defaults={"id": key, "price_idr": price_idr, "token_hash": token_hash(link_token(key, 1)), "language": language, "set_at": at},
    )  # fmt: skip
    if not is_new:
        if alert.confirmed_at is not None:
            if alert.price_idr != price_idr:  # whoever types an address does not change what its owner set
                _tell_there_is_one(alert, at)
            return
        if at - alert.set_at < timedelta(hours=1):
            return  # one letter an hour is enough
        alert.price_idr, alert.set_at, alert.language = price_idr, at, language
        alert.save(update_fields=["price_idr", "set_at", "language"])
    tell(
        kind="market.alert",
        title=_("Shall we write to you about this price?"),
        body=words(alert) + "\n\n" + _("Somebody asked for this with your address. If it was you, open the link. If not, do nothing."),
        url=full_url(path_of(alert)),
        email=email,
        at=at,
    )


def _tell_there_is_one(alert: PriceAlert, at: datetime) -> None:
    tell(
        kind="market.alert",
        title=_("You are told of this price already"),
        body=words(alert) + "\n\n" + _("To set another line, end this one with the link first, and then ask again."),
        url=full_url(path_of(alert)),
        email=alert.email,
        at=at,
    )


@transaction.atomic
def confirm(*, token: str, at: datetime) -> PriceAlert:
    """The address is really theirs. Twice is as good as once."""
    alert = by_token(token)
    if alert.confirmed_at is None:
        alert.confirmed_at = at
        alert.save(update_fields=["confirmed_at"])
    return alert


@transaction.atomic
def stop(*, token: str) -> None:
    """End it: the address is gone with it."""
    by_token(token).delete()


def forget_unconfirmed(*, at: datetime) -> int:
    """Wishes that nobody confirmed in time are forgotten, with their addresses."""
    gone, _by_model = PriceAlert.objects.filter(confirmed_at__isnull=True, set_at__lt=at - timedelta(days=CONFIRM_DAYS)).delete()
    return gone


def look_later(row: PriceReport) -> None:
    """After a price that counts: have a job see whose line it crossed. Costs a query, and a job only where somebody waits."""
    if PriceAlert.objects.filter(
        commodity_id=row.commodity_id, level=row.level, region_code__in=prefixes(row.region_code), confirmed_at__isnull=False
    ).exists():
        from betang.market.prices.jobs import look_at_alerts

        look_at_alerts.enqueue(commodity_id=str(row.commodity_id), level=row.level, region_code=row.region_code)


@transaction.atomic
def look(*, commodity_id: str, level: str, region_code: str, at: datetime) -> int:
    """Tell whose line the day's price crossed. Only a price of today or yesterday tells anybody anything. Returns how many were told."""
    from betang.market.prices.board import latest_of

    today = at.astimezone(clock.zone()).date()
    rows = (
        PriceAlert.objects.select_for_update(of=("self",))
        .select_related("commodity")
        .filter(commodity_id=commodity_id, level=level, region_code__in=prefixes(region_code), confirmed_at__isnull=False)
    )
    told = 0
    seen: dict[str, tuple[int, int] | None] = {}
    for alert in rows.order_by("pk"):
        if alert.region_code not in seen:
            known = latest_of(alert.commodity.pk, level, alert.region_code, today)
            seen[alert.region_code] = (known.middle, known.count) if known and (today - known.on).days <= 1 else None
        price = seen[alert.region_code]
        if price is None:
            continue
        is_beyond = rules.crosses(alert.way, price[0], alert.price_idr)
        if not is_beyond and alert.told_on is not None and alert.told_on < today:
            alert.told_on = None  # back on the other side: the next crossing is told again
            alert.save(update_fields=["told_on"])
        elif is_beyond and alert.told_on is None:
            _tell(alert, price[0], price[1], at)
            alert.told_on = today
            alert.save(update_fields=["told_on"])
            told += 1
    return told


def _tell(alert: PriceAlert, price: int, count: int, at: datetime) -> None:
    with translation.override(alert.language or translation.get_language() or "id"):
        stop_at = full_url(path_of(alert))
        body = _("The price is now %(price)s, in the middle of %(count)d reports of the day. You wanted to know: %(words)s.") % {
            "price": rupiah(price),
            "count": count,
            "words": words(alert),
        }
        tell(
            kind="market.alert",
            title=_("%(commodity)s: %(price)s") % {"commodity": alert.commodity.name, "price": rupiah(price)},
            body=body + "\n\n" + _("No more letters about it: %(address)s") % {"address": stop_at},
            url=portal_url(f"/harga/{alert.commodity.slug}/?wilayah={alert.region_code}"),
            email=alert.email,
            at=at,
        )
