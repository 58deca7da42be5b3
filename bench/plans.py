"""How long the pages of plans take: `python -m bench.plans [--lines 300000]`, on SQLite and on PostgreSQL.

A province with its kabupaten and villages plans two years; every page is asked for uncached, through the whole of Django.
Beside each stands a plain SQL sum of the same year's lines: what a page without kept sums would have to do at least once.
Goal: DESIGN 5, and at most 200 ms a page.
"""

from __future__ import annotations

import random
import sys
import time
from datetime import UTC, datetime
from itertools import batched
from typing import Any

from bench import engines

GOAL_MS = 200.0
YEARS = (2025, 2026)
AT = datetime(2026, 1, 15, tzinfo=UTC)
FIELDS = [f"{affair}.{number:02}" for affair, count in ((1, 6), (2, 18), (3, 7), (5, 4)) for number in range(1, count + 1)]
VILLAGE_FIELDS = ("01", "02", "03", "04", "05")
FUNDS = [f"1.2.1.01.{number:02}" for number in range(1, 9)]
THINGS = ("jalan", "sekolah", "jembatan", "puskesmas", "irigasi", "sumur", "pasar", "drainase", "posyandu", "dermaga")


def regions() -> list[Any]:
    """A province of 14 kabupaten, 136 kecamatan and 1,571 villages."""
    from betang.regions.models import Region

    rng = random.Random(62)
    made = [Region(code="62", name="Contoh", level="province", kind="provinsi", population=2_800_000)]
    villages = 0
    for kabupaten in range(1, 15):
        above = Region(
            code=f"62.{kabupaten:02}", name=f"Kabupaten {kabupaten}", level="regency", kind="kabupaten", parent=made[0], population=190_000
        )
        made.append(above)
        for district in range(1, 11):
            middle = Region(
                code=f"{above.code}.{district:02}", name=f"Kecamatan {district}", level="district", kind="kecamatan", parent=above
            )
            made.append(middle)
            for number in range(1, 13):
                if villages < 1571:
                    villages += 1
                    code = f"{middle.code}.{2000 + number}"
                    made.append(
                        Region(
                            code=code, name=f"Desa {number}", level="village", kind="desa", parent=middle, population=rng.randint(300, 4000)
                        )
                    )
    return made


def plan(count: int) -> tuple[list[Any], list[Any], list[Any], list[Any]]:
    """Offices, lines, places and funds: two thirds of the lines are the kabupaten's, one third the villages'."""
    from betang.planning.models import Line, LineFund, LinePlace
    from betang.planning.rules import parts
    from betang.regions.models import Office, Region

    rng = random.Random(3)
    places = {region.code: region for region in Region.objects.all()}
    villages = [code for code in places if len(code) == 13]
    governments = [code for code in places if len(code) in (2, 5)]
    offices = [Office(region=places[code], name=f"Dinas {number} {places[code].name}") for code in governments for number in range(30)]
    of = {code: [office for office in offices if office.region.code == code] for code in governments}
    lines, located, funded = [], [], []

    def add(code: str, scheme: str, number: str, office: Any, n: int, year: int) -> None:
        found = parts(number, scheme)
        amount = int(rng.lognormvariate(19, 1.6)) if scheme == "regional" else int(rng.lognormvariate(17, 1))
        line = Line(
            government_id=places[code].pk, government_code=code, fiscal_year=year, office=office, scheme=scheme, code=number,
            field_code=found.field, programme_code=found.programme, activity_code=found.activity, key=str(n), number=f"{code}-{year}-{n}",
            name=f"Pembangunan {rng.choice(THINGS)} {rng.choice(THINGS)} tahap {n}", location_text="Kecamatan dan desa setempat",
            proposed_idr=amount, ceiling_idr=amount, budgeted_idr=amount if rng.random() < 0.9 else None,
            realised_idr=int(amount * rng.random()) if rng.random() < 0.6 else None, changed_at=AT,
        )  # fmt: skip
        lines.append(line)
        where = [code] if len(code) == 13 else rng.sample([one for one in villages if one.startswith(code)], rng.choice((1, 1, 1, 2, 4)))
        located.extend(LinePlace(line=line, region_id=places[one].pk, region_code=one) for one in where)
        funded.append(LineFund(line=line, code=rng.choice(FUNDS)))

    per_year = count // len(YEARS)
    upper = per_year * 2 // 3
    for year in YEARS:
        for n in range(upper):
            code = governments[n % len(governments)]
            field = rng.choice(FIELDS)
            number = f"{field}.{rng.randint(1, 8):02}.{1 if len(code) == 2 else 2}.{rng.randint(1, 6):02}.{rng.randint(1, 20):04}"
            add(code, "regional", number, rng.choice(of[code]), n, year)
        for n in range(upper, per_year):
            number = f"{rng.choice(VILLAGE_FIELDS)}.{rng.randint(1, 6):02}.{rng.randint(1, 20):02}"
            add(villages[n % len(villages)], "village_activity", number, None, n, year)
    return offices, lines, located, funded


def insert(model: Any, rows: list[Any]) -> None:
    """Many rows in few statements, without asking for anything back."""
    from django.db import connection

    fields = [field for field in model._meta.concrete_fields if not field.generated]
    quoted = ", ".join(connection.ops.quote_name(field.column) for field in fields)
    sql = f"INSERT INTO {model._meta.db_table} ({quoted}) VALUES ({', '.join(['%s'] * len(fields))})"
    with connection.cursor() as cursor:
        for some in batched(rows, 5000):
            cursor.executemany(sql, [[field.get_db_prep_save(getattr(row, field.attname), connection) for field in fields] for row in some])


def measure(count: int) -> None:
    """In this process, on the database that the environment names."""
    import django

    django.setup()
    from django.conf import settings
    from django.db import connection, transaction
    from django.test import Client

    from betang.kernel.schema import migrate
    from betang.planning import indexes, rollups
    from betang.planning.models import Line, LineFund, LinePlace
    from betang.regions.models import Office, Region

    migrate()
    began = time.perf_counter()
    with transaction.atomic():
        Region.objects.bulk_create(regions())
        offices, lines, located, funded = plan(count)
        Office.objects.bulk_create(offices)
        for model, rows in ((Line, lines), (LinePlace, located), (LineFund, funded)):
            insert(model, rows)
    made = time.perf_counter() - began
    began = time.perf_counter()
    rollups.rebuild_many({(line.government_code, line.fiscal_year) for line in lines})
    summed = time.perf_counter() - began
    indexes.count_anew()  # as after an import, and no more than that
    office = offices[0].pk
    busy = next(line for line in lines if len(line.government_code) == 5 and line.fiscal_year == YEARS[-1])
    village = next(line.government_code for line in lines if len(line.government_code) == 13)
    del lines, located, funded
    print(f"{connection.vendor}: {count:,} lines made in {made:.0f} s, their sums in {summed:.1f} s")
    settings.ALLOWED_HOSTS = ["*"]
    client = Client(headers={"host": settings.BASE_DOMAIN})
    pages = {
        "everything": "/rencana/",
        "one kabupaten and its villages": "/rencana/?wilayah=62.03",
        "a kabupaten's own plan": "/rencana/?oleh=kab&wilayah=62.03",
        "all villages": "/rencana/?oleh=desa",
        "a kecamatan": "/rencana/?wilayah=62.03.05",
        "a village": f"/rencana/?wilayah={village}",
        "a sector": "/rencana/?urusan=1.03",
        "a sector of villages": "/rencana/bidang/02/",
        "a programme": f"/rencana/program/{busy.programme_code}/",
        "an activity": f"/rencana/kegiatan/{busy.activity_code}/",
        "a sub-activity": f"/rencana/sub-kegiatan/{busy.code}/",
        "a fund": f"/rencana/?dana={FUNDS[0]}",
        "a fund in a kabupaten": f"/rencana/?dana={FUNDS[0]}&wilayah=62.03",
        "a fund in a sector": f"/rencana/?dana={FUNDS[0]}&urusan=1.03",
        "an office": f"/rencana/perangkat/{office}/",
        "a word that every line has": "/rencana/?q=pembangunan",
        "a word of every fifth line": "/rencana/?q=jalan",
        "two words": "/rencana/?q=jembatan+pasar",
        "a word as it is typed": "/rencana/?q=je",
        "a word that few lines have": "/rencana/?q=7777",
        "a word that no line has": "/rencana/?q=helikopter",
        "a word in a kabupaten": "/rencana/?q=pembangunan&wilayah=62.03",
        "a word in kabupaten's own plans": "/rencana/?oleh=kab&q=pembangunan",
        "a word in all villages": "/rencana/?oleh=desa&q=pembangunan",
        "a word, a fund and a phase": f"/rencana/?dana={FUNDS[0]}&q=pembangunan&tahap=realised",
        "the last page of a word": "/rencana/?hal=400&q=jalan",
        "a phase that no line has": "/rencana/?tahap=indicative",
        "the last page of a fund": f"/rencana/?dana={FUNDS[0]}&hal=400",
        "the tenth page": "/rencana/?hal=10",
        "kabupaten side by side": "/rencana/bandingkan/?wilayah=62.03",
        "villages side by side": f"/rencana/bandingkan/?wilayah={village}",
        "a line": f"/rencana/baris/{busy.number}/",
        "a region's page": "/wilayah/62.03/",
        "a village's page": f"/wilayah/{village}/",
    }
    plain = f"SELECT field_code, SUM(budgeted_idr), COUNT(*) FROM planning_line WHERE fiscal_year = {YEARS[-1]} GROUP BY field_code"
    engines.table_beside_plain_sql(client, pages, plain=plain, plain_is="a plain sum of the year's lines by sector", goal_ms=GOAL_MS)


def main() -> int:
    return engines.on_each("bench.plans", what="lines", count=300_000, measure=measure, about=__doc__)


if __name__ == "__main__":
    sys.exit(main())
