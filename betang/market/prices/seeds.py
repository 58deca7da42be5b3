"""A year of prices for the demo world: what people report each week in every kabupaten, and a weekly official series."""

from __future__ import annotations

import math
import random
from collections import defaultdict
from collections.abc import Mapping, Sequence
from datetime import UTC, date, datetime, timedelta

from django.conf import settings
from django.utils import translation
from django.utils.translation import gettext as _

from betang.kernel import clock
from betang.market.models import Commodity, OfficialPrice, OfficialSeries, PriceReport
from betang.market.prices.commodities import ensure
from betang.market.terms import PriceLevel, ReportState, SourceKind
from betang.regions.models import Region
from betang.regions.terms import Level

SEED = 47
WEEKS = 53
BATCH = 4000
MARKET, GROWER = PriceLevel.CONSUMER.value, PriceLevel.PRODUCER.value
BASES: dict[str, tuple[int, int]] = {
    "beras-siam": (13_200, 16_500), "beras-medium": (0, 14_200), "gabah-kering": (6_600, 0), "ayam-ras": (27_000, 38_000),
    "ayam-kampung": (62_000, 80_000), "telur-ayam": (27_500, 31_000), "daging-sapi": (0, 155_000), "ikan-patin": (23_000, 32_000),
    "ikan-nila": (32_000, 42_000), "ikan-haruan": (65_000, 85_000), "ikan-papuyu": (60_000, 82_000), "ikan-seluang": (32_000, 45_000),
    "udang-galah": (105_000, 140_000), "ikan-asin": (55_000, 75_000), "bawang-merah": (0, 42_000), "bawang-putih": (0, 41_000),
    "cabai-rawit": (48_000, 68_000), "cabai-merah": (36_000, 52_000), "gula-pasir": (0, 18_500), "minyak-goreng": (0, 18_000),
    "tomat": (11_000, 17_000), "kelapa": (3_500, 6_500), "pisang-kepok": (14_000, 22_000), "singkong": (3_000, 5_500),
    "karet-lump": (10_800, 0), "tbs-sawit": (2_850, 0), "rotan": (6_500, 0), "kopi": (58_000, 78_000), "purun": (9_000, 0),
    "madu-hutan": (120_000, 160_000),
}  # fmt: skip
"""(paid to the grower, paid in the market); 0 where there is no such side."""
SEASONS: dict[str, tuple[float, int]] = {
    "beras": (0.05, 2), "ikan": (0.14, 1), "cabai": (0.30, 1), "bawang": (0.16, 2), "kebun": (0.07, 5), "hutan": (0.10, 8),
    "sayur-buah": (0.10, 12), "ayam": (0.06, 12), "daging": (0.03, 4), "minyak-gula": (0.03, 3),
}  # fmt: skip
"""(how far the year swings, the month in which it is dearest) by group: fish is dear when the rivers are high, chili at new year."""
FAR: dict[str, float] = {
    "62.01": 1.00, "62.02": 0.99, "62.03": 1.00, "62.04": 1.05, "62.05": 1.07, "62.06": 1.04, "62.07": 1.05, "62.08": 1.06,
    "62.09": 1.06, "62.10": 1.05, "62.11": 1.01, "62.12": 1.13, "62.13": 1.06, "62.71": 0.98,
}  # fmt: skip
"""What the way up the river adds to what is brought, and takes from what is fetched."""
OFFICIAL = ("beras-medium", "ayam-ras", "telur-ayam", "daging-sapi", "bawang-merah", "bawang-putih", "cabai-rawit", "cabai-merah",
            "gula-pasir", "minyak-goreng")  # fmt: skip
MARKETS = ("Pasar Pagi", "Pasar Minggu", "pasar apung", "dermaga", "")
SHOWCASE_DISTRICT = "Mantangai"


def price_on(slug: str, group: str, level: str, code: str, day: date, rng: random.Random) -> int:
    """A plausible price: base, way, season, a little rise over the years, and what differs from stall to stall."""
    grower, market = BASES[slug]
    base = grower if level == GROWER else market
    swing, dearest = SEASONS[group]
    far = FAR.get(code, 1.03)
    way = 2 - far if level == GROWER else far
    turn = math.cos((day.timetuple().tm_yday / 365 - (dearest - 0.5) / 12) * 2 * math.pi)
    wave = 0.03 * math.sin(day.toordinal() / 23 + len(slug))
    rise = 1 + (day - date(2026, 11, 1)).days / 365 * 0.04
    value = base * way * (1 + swing * turn + wave) * rise * rng.uniform(0.955, 1.045)
    step = 500 if base >= 10_000 else 100 if base >= 4_000 else 50
    return max(step, round(value / step) * step)


def _districts() -> dict[str, list[str]]:
    """Two kecamatan of each kabupaten, in Kapuas the showcase's first."""
    found: dict[str, list[tuple[bool, str]]] = defaultdict(list)
    rows = Region.objects.filter(level=Level.DISTRICT, valid_to__isnull=True, code__startswith=f"{settings.PROVINCE_CODE}.")
    for code, name in rows.order_by("code").values_list("code", "name"):
        found[code[:5]].append((name != SHOWCASE_DISTRICT, code))
    return {code: [one for _is_other, one in sorted(some)[:2]] for code, some in found.items()}


def _days(today: date, rng: random.Random) -> list[date]:
    """A day of each of the last weeks, of every other week before, and most of the last six: somebody reports almost every day."""
    weekly = [today - timedelta(days=7 * back + rng.randint(0, 6)) for back in range(1, WEEKS) if back < 11 or back % 2]
    lately = [today - timedelta(days=back) for back in range(6) if rng.random() < (0.9 if back == 0 else 0.45)]
    return weekly + lately


def sow(now: datetime) -> int:
    """Write the year; returns how many rows. About three seconds."""
    rng = random.Random(SEED)
    today = now.astimezone(clock.zone()).date()
    ensure()
    known = {row.slug: row for row in Commodity.objects.filter(slug__in=BASES)}
    districts = _districts()
    if not districts:
        return 0
    reports: list[PriceReport] = []
    for slug in BASES:
        commodity = known[slug]
        for level, base in zip((GROWER, MARKET), BASES[slug], strict=True):
            if not base:
                continue
            who = _who(commodity.group, level)
            for code, places in districts.items():
                busy = [day for day in _days(today, rng) for _turn in range(3 if code == "62.03" and (today - day).days < 6 else 1)]
                for day in busy:
                    reports.append(
                        _report(commodity, level, rng.choice(places), day, price_on(slug, commodity.group, level, code, day, rng), rng, who)
                    )
    reports += _held(known, districts, today, rng)
    PriceReport.objects.bulk_create(reports, batch_size=BATCH)
    return len(reports) + _official(known, districts, today, now, rng)


def _who(group: str, level: str) -> Sequence[str]:
    if level == MARKET:
        return (SourceKind.TRADER, SourceKind.RESIDENT, SourceKind.KIM)
    return (SourceKind.FISHER, SourceKind.KIM) if group == "ikan" else (SourceKind.FARMER, SourceKind.KIM)


def _report(
    commodity: Commodity, level: str, code: str, day: date, price: int, rng: random.Random, who: Sequence[str], **more: str
) -> PriceReport:
    at = datetime(day.year, day.month, day.day, rng.randint(0, 3), rng.randint(0, 59), tzinfo=UTC)
    return PriceReport(
        commodity=commodity, level=level, region_code=code, on=day, price_idr=price, source_kind=rng.choice(who), at=at, is_sample=True,
        place=rng.choice(MARKETS) if level == MARKET else "", **more,
    )  # fmt: skip


def _held(known: Mapping[str, Commodity], districts: Mapping[str, list[str]], today: date, rng: random.Random) -> list[PriceReport]:
    """Three that the showcase's editor finds on the desk: a slipped zero, thousands left out, and a real surprise."""
    with translation.override(settings.LANGUAGE_CODE):
        reason = _("Far from what others report here.")
    made = []
    for slug, level, price in (("ikan-patin", GROWER, 230_000), ("cabai-rawit", MARKET, 65), ("karet-lump", GROWER, 19_500)):
        code = districts.get("62.03", next(iter(districts.values())))[0]
        made.append(
            _report(
                known[slug],
                level,
                code,
                today - timedelta(days=1),
                price,
                rng,
                (SourceKind.RESIDENT,),
                state=ReportState.HELD,
                held_reason=reason,
            )
        )
    return made


def _official(known: Mapping[str, Commodity], districts: Mapping[str, list[str]], today: date, now: datetime, rng: random.Random) -> int:
    series = OfficialSeries.objects.create(
        key="contoh-harga-pangan-mingguan", name="Harga pangan mingguan (contoh)", publisher="Dinas Perdagangan (contoh)",
        level=MARKET, imported_at=now, is_sample=True,
    )  # fmt: skip
    monday = today - timedelta(days=today.weekday())
    rows = []
    for slug in OFFICIAL:
        commodity = known[slug]
        for back in range(WEEKS):
            day = monday - timedelta(weeks=back)
            prices = []
            for code in districts:
                prices.append(price_on(slug, commodity.group, MARKET, code, day, rng))
                rows.append(OfficialPrice(series=series, commodity=commodity, region_code=code, on=day, price_idr=prices[-1]))
            middle = round(sum(prices) / len(prices) / 50) * 50
            rows.append(OfficialPrice(series=series, commodity=commodity, region_code=settings.PROVINCE_CODE, on=day, price_idr=middle))
    OfficialPrice.objects.bulk_create(rows, batch_size=BATCH)
    return len(rows)
