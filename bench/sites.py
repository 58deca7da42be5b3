"""Does the number of sites show? `python -m bench.sites [--many 10000]`: sites made per second, a host looked up, a group's first page.

In one process with a database of its own, on SQLite or on what `BETANG_DATABASE_URL` names (an empty database). Time is CPU time of
this process, medians of interleaved rounds, so that a busy machine disturbs little.
"""

from __future__ import annotations

import argparse
import os
import statistics
import subprocess
import sys
import tempfile
import time
from pathlib import Path
from typing import Any


def cpu_us(function: object, times: int) -> float:
    began = time.process_time()
    for _ in range(times):
        function()  # type: ignore[operator]
    return (time.process_time() - began) / times * 1e6


def memory_mb() -> float:
    lines = Path("/proc/self/status").read_text().splitlines()
    return next(int(line.split()[1]) for line in lines if line.startswith("VmRSS")) / 1024


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--few", type=int, default=100)
    parser.add_argument("--many", type=int, default=10_000)
    parser.add_argument("--rounds", type=int, default=5)
    parser.add_argument("--alone", action="store_true", help="without the memory of a running house (bench.whole, two minutes)")
    options = parser.parse_args()
    os.environ["BETANG_HOME"] = tempfile.mkdtemp(prefix="betang-bench-")
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "betang.config.settings")
    import django

    django.setup()
    from django.conf import settings
    from django.db import connection
    from django.test import Client

    from betang.accounts.actors import SYSTEM
    from betang.communities.models import Group
    from betang.edge import hosts
    from betang.hosting.actions import create_sites_in_bulk
    from betang.kernel.schema import migrate
    from betang.regions.models import Region
    from betang.regions.terms import Kind, Level

    settings.STORAGES["staticfiles"]["BACKEND"] = "django.contrib.staticfiles.storage.StaticFilesStorage"
    migrate()
    province = Region.objects.create(code="62", name="Kalimantan Tengah", level=Level.PROVINCE, kind=Kind.PROVINSI)

    def grow(first: int, last: int) -> float:
        Group.objects.bulk_create((Group(name=f"KIM {n}", slug=f"kim-{n}", region=province) for n in range(first, last)), batch_size=500)
        keys = dict(Group.objects.values_list("slug", "pk"))
        rows = [(keys[f"kim-{n}"], f"kim-{n}", f"KIM {n}") for n in range(first, last)]
        began = time.perf_counter()
        create_sites_in_bulk(rows, actor=SYSTEM)
        return (last - first) / (time.perf_counter() - began)

    client = Client()

    def page() -> None:
        answer = client.get("/", headers={"host": "kim-7.localhost"})
        assert answer.status_code == 200, answer.status_code

    def measure() -> tuple[float, float, int]:
        page()
        asked: list[str] = []

        def count(execute: Any, sql: str, params: Any, many: bool, context: Any) -> Any:
            asked.append(sql)
            return execute(sql, params, many, context)

        with connection.execute_wrapper(count):
            page()
        lookups = [cpu_us(lambda: hosts.resolve("kim-7.localhost"), 300) for _ in range(options.rounds)]
        pages = [cpu_us(page, 60) for _ in range(options.rounds)]
        return statistics.median(lookups), statistics.median(pages), len(asked)

    grow(0, options.few)
    few = measure()
    few_mb = memory_mb()
    rate = grow(options.few, options.many)
    many = measure()
    print(f"{connection.vendor}; CPU time")
    print(f"{'':32} {options.few:>10,} {options.many:>10,}   ratio")
    for name, one, other in (("host looked up, µs", few[0], many[0]), ("a group's first page, µs", few[1], many[1])):
        print(f"{name:32} {one:>10,.0f} {other:>10,.0f} {other / one:>6.2f}×")
    print(f"{'its queries':32} {few[2]:>10} {many[2]:>10}")
    print(f"{'memory of the process, MB':32} {few_mb:>10,.0f} {memory_mb():>10,.0f}")
    print(f"sites made per second, in bulk: {rate:,.0f}   (goals: ≥ 1,000; ratios ≤ 1.10×; ≤ 5 queries)")
    if options.alone:
        return 0
    print(flush=True)
    return subprocess.run([sys.executable, "-m", "bench.whole"], check=False).returncode


if __name__ == "__main__":
    sys.exit(main())
