"""Who gets what of the addresses of prices."""

from __future__ import annotations

from uuid import UUID

from betang.kernel import clock
from betang.market.models import Commodity, PriceAlert, PriceReport
from betang.market.prices import alerts
from tests.access import Row

SITE = {"site_slug": "batang-danum"}
REPORT = UUID("0193b000-0000-7000-8000-0000000000a1")
ALERT = UUID("0193b000-0000-7000-8000-0000000000a2")
SECRET = "Rp987.000"
GROUP = {"nobody": 302, "budi": 200}
OFFICE = {"nobody": 302, "eka": 200, "gita": 200}
FISH = {"slug": "ikan-haruan"}


def held(house) -> None:
    """A held price in the kecamatan of Budi's group."""
    PriceReport.objects.create(
        id=REPORT, commodity=Commodity.objects.get(slug="ikan-haruan"), level="konsumen", region_code=house.mantangai.code,
        on=clock.today(), price_idr=987_000, source_kind="warga", state="held", held_reason="Jauh dari yang lain.", at=clock.now(),
    )  # fmt: skip


def counted(house) -> None:
    held(house)
    PriceReport.objects.filter(pk=REPORT).update(state="counted")


def alert(house) -> None:
    row = PriceAlert(
        id=ALERT, email="nelayan@contoh.test", commodity=Commodity.objects.get(slug="ikan-haruan"), level="konsumen", way="above",
        region_code=house.kapuas.code, price_idr=90_000, set_at=clock.now(),
    )  # fmt: skip
    row.token_hash = alerts.token_hash(alerts.token_of(row))
    row.save(force_insert=True)


ROWS = [
    Row("market:price_board", prepare=counted, shows=SECRET),
    Row("market:price_board", prepare=held),
    Row("market:price_board", where="site", prepare=counted, shows=SECRET),
    Row("market:price", kwargs=FISH, prepare=counted, shows=SECRET),
    Row("market:price", kwargs={"slug": "emas"}, others=404),
    Row("market:price_report"),
    Row("market:price_report", where="site"),
    Row("market:price_tell_me", kwargs=FISH),
    Row("market:price_alert", kwargs=lambda house: {"token": alerts.token_of(PriceAlert(id=ALERT))}, prepare=alert),
    Row("market:price_alert", kwargs={"token": "tidak-ada"}, others=404),
    Row("market_desk:prices", prepare=held, answers=OFFICE, others=403, shows=SECRET, hides=SECRET),
    Row("market_desk:price", kwargs={"report_id": REPORT}, prepare=held, answers=OFFICE, others=403, shows=SECRET, hides=SECRET),
    Row("market_desk:prices_official", answers=OFFICE, others=403),
    Row("market_desk:site_prices", kwargs=SITE, prepare=held, answers=GROUP, others=404, shows=SECRET, hides=SECRET),
    Row("market_desk:site_price_sheet", kwargs=SITE, answers=GROUP, others=404),
    Row(
        "market_desk:site_price", kwargs={**SITE, "report_id": REPORT}, prepare=held, answers=GROUP, others=404, shows=SECRET, hides=SECRET
    ),
]
