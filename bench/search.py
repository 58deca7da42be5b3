"""How long a search takes: `python -m bench.search [--documents 200000]`, on SQLite and on PostgreSQL.

The corpus is made from an Indonesian vocabulary with natural frequencies, spread over sites of very different size.
Queries are two words, the last one sometimes only begun, as people type them. Goals: DESIGN 5.
"""

from __future__ import annotations

import argparse
import os
import random
import shutil
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from itertools import batched
from typing import Any
from uuid import UUID

GOAL_SITE_MS = 2.0
GOAL_ALL_MS = 50.0
SITES = 1571


def vocabulary(rng: random.Random) -> list[str]:
    """Forms of the roots that the lexicon knows, the commonest first, then names that are made of syllables."""
    from betang.search.lexicon import ROOT_WORDS, nasal

    forms = [form for root in ROOT_WORDS for form in (root, nasal("me", root)[0] + "kan", nasal("pe", root)[0] + "an", "di" + root)]
    rng.shuffle(forms)
    syllables = [
        "ba",
        "ka",
        "ting",
        "ma",
        "nta",
        "ngai",
        "da",
        "num",
        "ra",
        "pu",
        "lau",
        "sei",
        "ha",
        "lim",
        "be",
        "to",
        "ru",
        "ju",
        "ma",
        "ngu",
    ]
    names = {"".join(rng.choices(syllables, k=rng.randint(2, 4))) for _ in range(20_000)}
    return [*forms, *sorted(names)]


def documents(count: int) -> Iterator[Any]:
    from betang.search.index import prepare

    rng = random.Random(62)
    words = vocabulary(rng)
    weights = [1 / (rank + 8) for rank in range(len(words))]
    stream = rng.choices(words, weights, k=400_000)
    sites = [UUID(int=rng.getrandbits(128), version=4) for _ in range(SITES)]
    start = datetime(2021, 1, 1, tzinfo=UTC)
    for n in range(count):
        at = rng.randrange(len(stream) - 200)
        length = rng.randint(40, 120)
        code = f"62.{rng.randint(1, 14):02}.{rng.randint(1, 15):02}.{rng.randint(2001, 2030)}"
        yield prepare(
            kind="article",
            key=str(n),
            title=" ".join(rng.choices(stream, k=6)),
            body=" ".join(stream[at : at + length]),
            path=f"/berita/{n}/",
            site_id=sites[min(int(rng.expovariate(1 / 300)), SITES - 1)],
            region_code=code,
            published_at=start + timedelta(minutes=int(n * 3_000_000 / count)),
            place="Desa Contoh",
        )


def questions(count: int) -> list[str]:
    rng = random.Random(7)
    words = vocabulary(random.Random(62))
    weights = [1 / (rank + 8) for rank in range(len(words))]
    made = []
    for _ in range(count):
        first, second = rng.choices(words, weights, k=2)
        made.append(f"{first} {second[: rng.randint(3, len(second))] if rng.random() < 0.5 and len(second) > 3 else second}")
    return made


def measure(count: int) -> None:
    """In this process, on the database that the environment names."""
    import django

    django.setup()
    from django.db import connection, transaction

    from betang.kernel.schema import migrate
    from betang.search.models import Document
    from betang.search.queries import search

    migrate("search")
    began = time.perf_counter()
    if connection.vendor == "postgresql":  # as one fills a database at once: the index is made when everything is there
        with connection.cursor() as cursor:
            cursor.execute("DROP INDEX search_document_vector")
    with transaction.atomic():
        for some in batched(documents(count), 2000):
            Document.objects.bulk_create(some, batch_size=1000)
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE search_document")
        if connection.vendor == "sqlite":
            cursor.execute("INSERT INTO search_index(search_index) VALUES('optimize')")
        else:
            cursor.execute("SET maintenance_work_mem = '512MB'")
            cursor.execute("CREATE INDEX search_document_vector ON search_document USING gin (vector)")
            connection.close()
            with connection.cursor() as fresh:
                fresh.execute("VACUUM ANALYZE search_document")
    built = time.perf_counter() - began
    sites = list(Document.objects.exclude(site_id=None).values_list("site_id", flat=True).distinct()[:400])
    rows = []
    asked = questions(600)
    for where, goal in (("one site", GOAL_SITE_MS), ("one kabupaten", GOAL_ALL_MS), ("everything", GOAL_ALL_MS)):
        times = []
        hits = 0
        for n, q in enumerate(asked):
            filters: dict[str, Any] = {
                "one site": {"site_id": sites[n % len(sites)]},
                "one kabupaten": {"region_code": f"62.{n % 14 + 1:02}"},
            }.get(where, {})
            start = time.perf_counter()
            results = search(q, **filters)
            times.append((time.perf_counter() - start) * 1000)
            hits += bool(results.hits)
        cuts = statistics.quantiles(times[50:], n=100)
        rows.append((where, statistics.median(times[50:]), cuts[94], max(times[50:]), goal, 100 * hits // len(asked)))
    print(f"\n{connection.vendor}: {count:,} documents, built in {built:.0f} s ({count / built:,.0f} a second)")
    print(f"{'':14}{'p50 ms':>9}{'p95 ms':>9}{'max ms':>9}{'goal p95':>10}{'with hits':>11}")
    for where, p50, p95, most, goal, share in rows:
        print(f"{where:14}{p50:9.2f}{p95:9.2f}{most:9.2f}{goal:10.0f}{share:10}% {'' if p95 <= goal else 'MISSED'}")


def main(words: list[str]) -> int:
    parser = argparse.ArgumentParser(prog="bench.search")
    parser.add_argument("--documents", type=int, default=200_000)
    parser.add_argument("--engine", choices=["sqlite", "postgresql", "both"], default="both")
    parser.add_argument("--here", action="store_true", help=argparse.SUPPRESS)
    options = parser.parse_args(words)
    if options.here:
        measure(options.documents)
        return 0
    from tests.postgres import server

    home = tempfile.mkdtemp(prefix="betang-bench-")
    env = {**os.environ, "BETANG_HOME": home, "DJANGO_SETTINGS_MODULE": "betang.config.settings"}
    env.pop("BETANG_DATABASE_URL", None)
    command = [sys.executable, "-m", "bench.search", "--here", "--documents", str(options.documents)]
    try:
        if options.engine in ("sqlite", "both"):
            subprocess.run(command, env=env, check=True)
        if options.engine in ("postgresql", "both"):
            with server(shared_buffers="512MB", autovacuum="on") as url:
                subprocess.run(command, env={**env, "BETANG_DATABASE_URL": url}, check=True)
    finally:
        shutil.rmtree(home, ignore_errors=True)
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
