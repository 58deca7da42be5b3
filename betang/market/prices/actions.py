"""Reporting a price, and deciding on one that is held."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from uuid import UUID

from django.db import IntegrityError, transaction
from django.db.models import Q
from django.utils.crypto import salted_hmac
from django.utils.translation import gettext as _

from betang.accounts.actors import Actor
from betang.audit import trail
from betang.guard.text import check_text, refused
from betang.guard.words import tidy_line
from betang.hosting.models import Site
from betang.kernel import clock
from betang.kernel.errors import InvalidInput, NotFound, Refused
from betang.kernel.money import rupiah
from betang.market.models import Commodity, PriceReport
from betang.market.prices import alerts, policies, rules
from betang.market.prices.commodities import sides_of
from betang.market.terms import PRICE_MAX_IDR, PriceLevel, ReportState, SourceKind
from betang.regions.queries import by_code


def voice(who: str, on: date) -> str:
    """What is kept of who reported: a keyed hash that another day's cannot be laid beside."""
    return salted_hmac("betang.market.prices.voice", f"{on.isoformat()}\0{who}", algorithm="sha256").hexdigest()


def within(code: str, field: str = "region_code") -> Q:
    """A place and everything in it."""
    return Q(**{field: code}) | Q(**{f"{field}__startswith": f"{code}."})


def ladder_of(commodity_id: UUID, level: str, region_code: str, today: date, *, beside: UUID | None = None) -> list[list[int]]:
    """Recent prices that count: of the kecamatan, the kabupaten, the province. At most two queries."""
    since = today - timedelta(days=rules.RECENT_DAYS)
    rows = PriceReport.objects.filter(commodity_id=commodity_id, level=level, state=ReportState.COUNTED, on__gte=since, on__lte=today)
    if beside is not None:
        rows = rows.exclude(pk=beside)
    parts = region_code.split(".")
    regency = ".".join(parts[:2])
    here = list(rows.filter(within(regency)).order_by("-on", "-id").values_list("region_code", "price_idr")[:500])
    near = []
    if len(parts) > 2:
        district = ".".join(parts[:3])
        near.append([price for code, price in here if code == district or code.startswith(f"{district}.")])
    near.append([price for _code, price in here])
    if len(here) < rules.ENOUGH:
        near.append(list(rows.filter(within(parts[0])).order_by("-on", "-id").values_list("price_idr", flat=True)[:500]))
    return near


@dataclass(frozen=True, slots=True)
class Looked:
    """What a price looks like beside the others: whether it counts at once, and what was probably meant."""

    band: rules.Band
    is_near: bool
    meant: int | None


def look(commodity: Commodity, level: str, region_code: str, price_idr: int, *, today: date, beside: UUID | None = None) -> Looked:
    """Lay a price beside what is reported around it. At most two queries."""
    ladder = ladder_of(commodity.pk, level, region_code, today, beside=beside)
    band = rules.band_for(ladder, least=commodity.least_idr, most=commodity.most_idr)
    is_near = band.holds(price_idr)
    return Looked(band, is_near, None if is_near else rules.meant(price_idr, band))


@dataclass(frozen=True, slots=True, kw_only=True)
class Told:
    """One price as somebody tells it."""

    commodity: Commodity
    level: str
    price_idr: int
    on: date
    region_code: str
    place: str = ""
    source_kind: str = SourceKind.RESIDENT


def check(told: Told, *, today: date) -> None:
    """Raises `InvalidInput` for what cannot be a report. One query."""
    wrong: dict[str, str] = {}
    if told.level not in PriceLevel.values or told.level not in sides_of(told.commodity.slug):
        wrong["level"] = _("Choose which price it is.")
    if not 0 < told.price_idr <= PRICE_MAX_IDR:
        wrong["price"] = _("Write the price in rupiah, like 45.000.")
    if told.on > today or told.on < today - timedelta(days=rules.BACK_DAYS):
        wrong["on"] = _("Choose a day of the last week.")
    if told.source_kind not in SourceKind.values:
        wrong["who"] = _("Choose who you are.")
    if told.place and refused(check_text(told.place)):
        wrong["place"] = _("Write only the name of the market or village.")
    if told.region_code.count(".") < 1:
        wrong["region"] = _("Choose the kabupaten or the kecamatan.")
    else:
        try:
            by_code(told.region_code)
        except NotFound:
            wrong["region"] = _("There is no region with this code.")
    if wrong:
        raise InvalidInput(_("Something is not right yet."), fields=wrong)


@transaction.atomic
def report(
    *, actor: Actor, told: Told, who: str, at: datetime, group_id: UUID | None = None, sending_key: str = "", site_id: UUID | None = None
) -> PriceReport:
    """Keep a price. Near the others it counts at once; far from them it is held until somebody has looked.

    `who` is any mark of the sender (a number, a network); only a keyed hash of it and the day is kept. The same voice tells one
    price a day for a commodity in a place: a second one takes the place of the first, as long as nobody decided on that.
    """
    today = at.astimezone(clock.zone()).date()
    check(told, today=today)
    if sending_key and (there := PriceReport.objects.filter(sending_key=sending_key).first()) is not None:
        return there
    mark = voice(who, told.on)
    row = _earlier(told, mark)
    looked = look(told.commodity, told.level, told.region_code, told.price_idr, today=today, beside=row.pk if row else None)
    if not looked.is_near:  # what is held stands for itself: it neither takes the place of what counts nor makes it go away
        mark = voice(f"{who}\0held", told.on)
        row = _earlier(told, mark)
    if row is not None and row.decided_at is not None:
        raise Refused(_("You told this price today, and somebody has looked at it already."), hint=_("Tell it again tomorrow."))
    is_again = row is not None
    if row is None:
        row = PriceReport(commodity=told.commodity, level=told.level, region_code=told.region_code, on=told.on, reporter_mark=mark)
    row.price_idr, row.place, row.source_kind = told.price_idr, tidy_line(told.place)[:80], told.source_kind
    row.group_id, row.by_id, row.at, row.sending_key = group_id, actor.id, at, sending_key[:80]
    row.state = ReportState.COUNTED if looked.is_near else ReportState.HELD
    row.held_reason = "" if looked.is_near else _reason(looked.band)
    try:
        with transaction.atomic():
            row.save(force_insert=not is_again)
    except IntegrityError:  # the same voice in another request a moment ago: theirs stands
        found = _earlier(told, mark)
        if found is None:
            raise
        return found
    verb = "market.price.reported_again" if is_again else "market.price.reported"
    trail.record(verb, row, actor=actor, at=at, data=_data(row), site_id=site_id)
    if looked.is_near:
        alerts.look_later(row)
    return row


def _earlier(told: Told, mark: str) -> PriceReport | None:
    rows = PriceReport.objects.select_for_update().filter(
        commodity=told.commodity, level=told.level, region_code=told.region_code, on=told.on, reporter_mark=mark
    )
    found: PriceReport | None = rows.first()
    return found


def _reason(band: rules.Band) -> str:
    if band.count:
        return _("Others report around %(middle)s; from %(low)s to %(high)s counts at once.") % {
            "middle": rupiah(band.middle),
            "low": rupiah(band.low),
            "high": rupiah(band.high),
        }
    return _("Nobody near has reported it lately; a first price counts from %(low)s to %(high)s.") % {
        "low": rupiah(band.low),
        "high": rupiah(band.high),
    }


def _data(row: PriceReport) -> dict[str, object]:
    return {
        "commodity": row.commodity.slug,
        "level": row.level,
        "region_code": row.region_code,
        "on": row.on.isoformat(),
        "price_idr": row.price_idr,
        "state": row.state,
        "group_id": str(row.group_id) if row.group_id else None,
    }


def read_report(report_id: UUID) -> PriceReport:
    """One report, for deciding. Raises `NotFound`."""
    row: PriceReport | None = PriceReport.objects.select_related("commodity").filter(pk=report_id).first()
    if row is None:
        raise NotFound(_("This page does not exist."))
    return row


@transaction.atomic
def decide(*, actor: Actor, report_id: UUID, counts: bool, reason: str, at: datetime, site: Site | None = None) -> PriceReport:
    """Let a held price count, or refuse it, with a reason. Who comes second is told what was decided."""
    row: PriceReport | None = PriceReport.objects.select_for_update(of=("self",)).select_related("commodity").filter(pk=report_id).first()
    if row is None:
        raise NotFound(_("This page does not exist."))
    policies.may_decide(actor, row, site).require()
    if row.state != ReportState.HELD:
        raise Refused(_("Somebody has decided on this price already."))
    reason = tidy_line(reason)[:300]
    if len(reason) < 5:
        message = _("Say in a few words why: whom you asked, or what is wrong.")
        raise InvalidInput(message, fields={"reason": message})
    row.state = ReportState.COUNTED if counts else ReportState.REFUSED
    row.decided_at, row.decided_by_id = at, actor.id
    row.save(update_fields=["state", "decided_at", "decided_by"])
    verb = "market.price.released" if counts else "market.price.refused"
    trail.record(verb, row, actor=actor, at=at, reason=reason, data=_data(row), site_id=site.pk if site else None)
    if counts:
        alerts.look_later(row)
    return row


def followed(slugs: Iterable[str] = ()) -> list[Commodity]:
    """The commodities whose price is followed, in the order of the board. One query."""
    rows = Commodity.objects.filter(is_followed=True)
    return list(rows.filter(slug__in=list(slugs)) if slugs else rows)
