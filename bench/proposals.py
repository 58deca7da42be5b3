"""How long the summary of proposals takes: `python -m bench.proposals [--proposals 100000]`, on SQLite and on PostgreSQL.

A province proposes for three years; each proposal has come some way, with what each level said of it. The page is asked for uncached,
through the whole of Django, with every filter, as a file, and in a place of each level. Beside each stands one plain GROUP BY over the
proposals: what a page without kept counts would have to do at least once. Then what the counts cost whoever decides, and `fold`.
Goal: 200 ms a page.
"""

from __future__ import annotations

import random
import statistics
import sys
import time
from datetime import UTC, datetime, timedelta
from typing import Any

from bench import engines
from bench.plans import insert, regions

GOAL_MS = 200.0
YEARS = (2026, 2027, 2028)
AT = datetime(2026, 11, 2, tzinfo=UTC)
MOVES = 300

PLAIN = (
    "SELECT p.fiscal_year, p.field_code, substr(p.region_code, 1, 5), m.state, p.stopped_level, p.stopped_reason, COUNT(*) "
    "FROM proposals_proposal p JOIN casework_matter m ON m.id = p.matter_id "
    "WHERE m.is_public AND m.merged_into_id IS NULL GROUP BY 1, 2, 3, 4, 5, 6"
)


def proposals(count: int) -> tuple[list[Any], list[Any], list[Any], list[Any]]:
    """Matters, proposals, steps and opinions: a third lies somewhere, a third has stopped, a third stands in a plan or is built."""
    from betang.casework.models import Matter, Step
    from betang.casework.terms import Level, ReasonKind
    from betang.kernel.ids import uuid7
    from betang.proposals import machine
    from betang.proposals.models import LevelOpinion, Proposal
    from betang.proposals.terms import Sector
    from betang.regions.models import Region

    rng = random.Random(62)
    villages = list(Region.objects.filter(level="village"))
    weights = [rng.expovariate(1) for _village in villages]
    sectors = list(Sector.values)
    way = (Level.VILLAGE, Level.DISTRICT, Level.PLANNING, Level.AGENCY, Level.BUDGET_TEAM)
    why = {kind: [one.code for one in machine.REASONS if one.kind == kind] for kind in (ReasonKind.REFUSE, ReasonKind.DEFER)}
    made: tuple[list[Any], list[Any], list[Any], list[Any]] = ([], [], [], [])
    matters, asked, steps, opinions = made
    for n, village in enumerate(rng.choices(villages, weights, k=count)):
        far = min(len(way), int(rng.expovariate(0.45)))
        fate = rng.random()
        level, reason, final = "", "", True
        if far == len(way):
            state = rng.choice(("planned", "budgeted", "in_progress", "completed", "completed"))
            final = state == "completed"
        elif fate < 0.45:
            level, reason = way[far], rng.choice(why[ReasonKind.REFUSE])
            state = machine.refused_at(level)
        elif fate < 0.65:
            level, reason, state = way[far], rng.choice(why[ReasonKind.DEFER]), "deferred"
        else:
            state, final = machine.REVIEWS[way[far]], False
        year = rng.choice(YEARS)
        sent = AT - timedelta(days=rng.randint(1, 700))
        matter = Matter(
            machine=machine.NAME, number=f"{village.code[:5]}/U/{year}/{n}", token_hash=f"{n:064}", region=village, state=state,
            level="nobody" if final else "village", opened_at=sent, since=sent, changed_at=sent, is_public=n % 50 != 0,
            closed_at=sent if final else None,
            outcome="solved" if state == "completed" else "deferred" if state == "deferred" else "refused" if final else "",
        )  # fmt: skip
        proposal = Proposal(
            matter=matter, sending_key=f"bench.{n}", fiscal_year=year, first_year=year, region=village, region_code=village.code,
            title=f"Sumur bor nomor {n}", field_code=rng.choice(sectors), stopped_level=level, stopped_reason=reason, created_at=sent,
            changed_at=sent, sent_at=sent,
        )  # fmt: skip
        matters.append(matter)
        asked.append(proposal)
        for seq, passed in enumerate(way[: far + bool(level)], 1):
            ends = passed == level
            step = Step(
                matter=matter, seq=seq, action="refuse" if ends else "accept", to_state=state, level=passed, at=sent, entry_id=uuid7()
            )
            steps.append(step)
            opinions.append(
                LevelOpinion(
                    proposal=proposal,
                    step=step,
                    level=passed,
                    fiscal_year=year,
                    days=int(rng.expovariate(0.05)),
                    at=sent,
                    recommendation=("deferred" if state == "deferred" else "refused") if ends else "accepted",
                )
            )
    return made


def measure(count: int) -> None:
    """In this process, on the database that the environment names."""
    import django

    django.setup()
    from django.conf import settings
    from django.db import connection, transaction
    from django.test import Client

    from betang.casework.models import Matter, Step
    from betang.kernel import fence, schema
    from betang.proposals.models import LevelOpinion, Proposal, Quota, SaidCount, StandingCount
    from betang.proposals.summary import keeping
    from betang.regions.models import Region

    schema.migrate()
    with fence.migrating():
        keeping.lift(connection)
    began = time.perf_counter()
    with transaction.atomic():
        Region.objects.bulk_create(regions())
        for model, rows in zip((Matter, Proposal, Step, LevelOpinion), proposals(count), strict=True):
            insert(model, rows)
        for region in Region.objects.filter(level__in=("province", "regency")):
            for level in ("regency",) if region.level == "province" else ("district", "village"):
                for year in YEARS:
                    Quota.objects.create(region=region, fiscal_year=year, from_level=level, limit=50, source="Surat 050/1")
    made = time.perf_counter() - began
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE")

    def move() -> float:
        """The median of what it costs to change a proposal's state, in microseconds."""
        keys = list(Proposal.objects.values_list("matter_id", flat=True)[:MOVES])
        took = []
        with transaction.atomic():
            for n, key in enumerate(keys):
                began = time.perf_counter()
                Matter.objects.filter(pk=key).update(state=("agency_review", "planned")[n % 2])
                took.append(time.perf_counter() - began)
            transaction.set_rollback(True)
        return statistics.median(took) * 1e6

    without = move()
    began = time.perf_counter()
    with fence.migrating():
        keeping.build(connection)
    counted = time.perf_counter() - began
    rows = StandingCount.objects.count() + SaidCount.objects.count()
    print(f"{connection.vendor}: {count:,} proposals made in {made:.0f} s, counted into {rows:,} rows in {counted:.1f} s")
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE")
    settings.ALLOWED_HOSTS = ["*"]
    client = Client(headers={"host": settings.BASE_DOMAIN})
    busy = max(Region.objects.filter(level="village"), key=lambda one: Proposal.objects.filter(region_code=one.code).count()).code
    page = "/usulan/ringkas/"
    pages = {
        "everything": page,
        "a year": f"{page}?tahun=2027",
        "a sector": f"{page}?bidang=1.03",
        "a sector in a year": f"{page}?bidang=1.03&tahun=2027",
        "a kabupaten": f"{page}?wilayah={busy[:5]}",
        "a kabupaten, a year": f"{page}?tahun=2027&wilayah={busy[:5]}",
        "a kecamatan": f"{page}?wilayah={busy[:8]}",
        "a village": f"{page}?wilayah={busy}",
        "everything as CSV": f"{page}ringkas.csv",
        "everything as JSON": f"{page}ringkas.json",
    }
    plain_is = "a plain GROUP BY over the proposals"
    engines.table_beside_plain_sql(client, pages, plain=PLAIN, plain_is=plain_is, goal_ms=GOAL_MS)
    print(f"  one statement that changes a state: {without:.0f} µs without counts, {move():.0f} with")
    began = time.perf_counter()
    keeping.fold()
    print(f"  adding up what sessions moved: {(time.perf_counter() - began) * 1000:.0f} ms")
    began = time.perf_counter()
    wrong = keeping.differences()
    print(f"  every count by hand: {'right' if not wrong else f'{len(wrong)} WRONG'}, in {time.perf_counter() - began:.0f} s\n")


def main() -> int:
    return engines.on_each("bench.proposals", what="proposals", count=100_000, measure=measure, about=__doc__)


if __name__ == "__main__":
    sys.exit(main())
