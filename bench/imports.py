"""How long an import takes: `python -m bench.imports [--rows 300000]`, on SQLite and on PostgreSQL.

A workbook of plan lines as an office keeps them (code, name, office, fund, place, amount) is made, and brought in with every
check: read by the child process, every cell understood, held against the plan, written in one transaction, all sums counted.
Beside it, on the same machine in the same run: the bare calamine read of the file and one `executemany` (COPY on PostgreSQL) of
the same rows into a table without a single index or check. Goals: DESIGN 5.
"""

from __future__ import annotations

import argparse
import os
import resource
import shutil
import subprocess
import sys
import tempfile
import time
from pathlib import Path
from typing import Any

GOAL_S = 15.0
GOAL_MB = 400
OFFICES = 60
YEAR = 2026


def codes() -> list[tuple[str, str]]:
    """Sub-activities in official form: enough of them that every office has each once."""
    return [
        (f"{field}.{programme:02}.2.{activity:02}.{number:04}", f"Penyelenggaraan pekerjaan {field} nomor {programme}-{activity}-{number}")
        for field in ("1.01", "1.02", "1.03", "1.04", "2.16", "3.25")
        for programme in range(2, 12)
        for activity in range(1, 6)
        for number in range(1, 19)
    ]


def make(path: Path, rows: int) -> None:
    """The workbook. Rows that repeat a code in an office bear names of their own."""
    import xlsxwriter

    book = xlsxwriter.Workbook(str(path), {"constant_memory": True})
    sheet = book.add_worksheet("Rencana")
    sheet.write(0, 0, "RENCANA KERJA PEMERINTAH DAERAH KABUPATEN KAPUAS TAHUN 2026")
    for column, heading in enumerate(("Kode Sub Kegiatan", "Nama Sub Kegiatan", "Perangkat Daerah", "Sumber Dana", "Lokasi", "Pagu")):
        sheet.write(2, column, heading)
    known = codes()
    total = 0
    for n in range(rows):
        office, place = divmod(n, -(-rows // OFFICES))
        code, name = known[place % len(known)]
        turn = place // len(known)
        amount = 5_000_000 + n * 7919 % 900_000_000
        total += amount
        sheet.write_row(
            3 + n,
            0,
            (
                code,
                f"{name} paket {turn}" if turn else name,
                f"Dinas Pekerjaan Contoh {office:02}",
                "1.2.1.01.02" if n % 3 else "Dana Bagi Hasil",
                f"Kab. Kapuas, Kec. Contoh {n % 15}, Desa Contoh {n % 15}-{n % 14}",
                amount,
            ),
        )
    sheet.write(3 + rows, 1, "JUMLAH")
    sheet.write(3 + rows, 5, total)
    book.close()


def bare(path: Path) -> tuple[float, float]:
    """Seconds of the bare read, and of the bare write of the same rows."""
    from django.db import connection
    from python_calamine import CalamineWorkbook

    began = time.perf_counter()
    with CalamineWorkbook.from_path(str(path)) as book:
        rows = [tuple(row[:6]) for row in book.get_sheet_by_index(0).iter_rows()][3:]
    read = time.perf_counter() - began
    rows = [row for row in rows if row[0]]
    with connection.cursor() as cursor:
        cursor.execute("CREATE TABLE bench_bare (a text, b text, c text, d text, e text, f bigint)")
    began = time.perf_counter()
    from django.db import transaction

    with transaction.atomic(), connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            with cursor.copy("COPY bench_bare FROM STDIN") as copy:
                for row in rows:
                    copy.write_row((*row[:5], int(row[5])))
        else:
            cursor.executemany("INSERT INTO bench_bare VALUES (%s, %s, %s, %s, %s, %s)", ((*row[:5], int(row[5])) for row in rows))
    return read, time.perf_counter() - began


def world() -> Any:
    """A kabupaten with its places, offices and code lists."""
    from betang.planning.models import Code, Nomenclature
    from betang.planning.terms import CodeLevel, Scheme
    from betang.regions.models import Office, Region
    from betang.regions.terms import Kind, Level

    province = Region.objects.create(code="62", name="Kalimantan Tengah", level=Level.PROVINCE, kind=Kind.PROVINSI)
    kapuas = Region.objects.create(code="62.03", name="Kapuas", level=Level.REGENCY, kind=Kind.KABUPATEN, parent=province)
    for n in range(15):
        district = Region.objects.create(
            code=f"62.03.{n + 1:02}", name=f"Contoh {n}", level=Level.DISTRICT, kind=Kind.KECAMATAN, parent=kapuas
        )
        Region.objects.bulk_create(
            Region(code=f"{district.code}.{2001 + m}", name=f"Contoh {n}-{m}", level=Level.VILLAGE, kind=Kind.DESA, parent=district)
            for m in range(14)
        )
    Office.objects.bulk_create(Office(region=kapuas, name=f"Dinas Pekerjaan Contoh {n:02}") for n in range(OFFICES))
    plan = Nomenclature.objects.create(scheme=Scheme.REGIONAL, version="bench", name="bench")
    Code.objects.bulk_create(Code(nomenclature=plan, code=code, name=name, level=CodeLevel.SUB_ACTIVITY) for code, name in codes())
    funds = Nomenclature.objects.create(scheme=Scheme.FUND_SOURCE, version="bench", name="bench")
    for code, name in (("1.2.1.01.02", "Dana Alokasi Umum"), ("1.2.1.01.01", "Dana Bagi Hasil")):
        Code.objects.create(nomenclature=funds, code=code, name=name, level=CodeLevel.ITEM)
    return kapuas


def bring(path: Path, government: Any) -> tuple[Any, dict[str, float]]:
    """One import from the received file to the last sum; seconds by step."""
    from betang.accounts.actors import SYSTEM
    from betang.guard.sheets import files
    from betang.kernel import clock
    from betang.planning.importing import actions

    times: dict[str, float] = {}
    began = last = time.perf_counter()
    worked = _worked()

    def lap(name: str) -> None:
        nonlocal last
        times[name] = time.perf_counter() - last
        last = time.perf_counter()

    with path.open("rb") as file:
        run = actions.receive_file(
            actor=SYSTEM,
            government=government,
            kind="plan",
            fiscal_year=YEAR,
            phase="ceiling",
            file=file,
            file_name=path.name,
            at=clock.now(),
        )
    files.rows_of(run.file.path)
    lap("receive, read")
    prepared = actions.examine(run)
    lap("check, compare")
    actions.confirm(actor=SYSTEM, run=run, at=clock.now(), in_background=False)
    actions.carry_out(run.pk, prepared=prepared)
    lap("compare, write, count")
    run.refresh_from_db()
    times["all"] = time.perf_counter() - began
    times["processor"] = _worked() - worked
    return run, times


def _worked() -> float:
    """Seconds of processor time of this process and the children that ended: what is left of a time on a machine that is busy."""
    return time.process_time() + sum(resource.getrusage(resource.RUSAGE_CHILDREN)[:2])


def measure(path: Path, count: int) -> int:
    """In this process, on the database that the environment names."""
    import django

    django.setup()
    from django.db import connection

    from betang.kernel.schema import migrate
    from betang.planning import rollups
    from betang.planning.models import Line

    migrate()
    government = world()
    run, times = bring(path, government)
    mine = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    child = resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss / 1024
    assert run.state == "done", run.report
    counts = run.report["counts"]
    assert counts["added"] == count == Line.objects.count(), (counts, [(one["kind"], one["said"]) for one in run.report["problems"]][:5])
    kept = rollups.kept("62.03", YEAR)
    assert kept["total", ""].ceiling_idr == run.report["sums"][0]
    again, second = bring(path, government)
    assert again.report["counts"] == {"added": 0, "changed": 0, "unchanged": count, "withdrawn": 0}, again.report["counts"]
    read, write = bare(path)
    print(f"\n{connection.vendor}: {count:,} lines from {path.stat().st_size / 1_048_576:.0f} MB of XLSX")
    for name, seconds in times.items():
        print(f"{name:28}{seconds:8.1f} s")
    print(f"{'rate':28}{count / times['all']:8,.0f} lines/s")
    print(
        f"{'bare read + bare write':28}{read + write:8.1f} s   (read {read:.1f}, write {write:.1f}); all of the above takes {times['all'] / (read + write):.1f} × that"
    )
    print(f"{'the same file again':28}{second['all']:8.1f} s   nothing changed")
    print(f"{'memory':28}{max(mine, child):8.0f} MB  (this process {mine:.0f}, the reading child {child:.0f})")
    for what, value, goal in (("time", times["all"], GOAL_S), ("memory", max(mine, child), GOAL_MB)):
        if count >= 300_000 and value > goal:
            print(f"MISSED: {what} {value:.0f} > {goal:.0f}")
    return 0


def main(words: list[str]) -> int:
    parser = argparse.ArgumentParser(prog="bench.imports")
    parser.add_argument("--rows", type=int, default=300_000)
    parser.add_argument("--engine", choices=["sqlite", "postgresql", "both"], default="both")
    parser.add_argument("--here", type=Path, help=argparse.SUPPRESS)
    options = parser.parse_args(words)
    if options.here:
        return measure(options.here, options.rows)
    from tests.postgres import server

    home = tempfile.mkdtemp(prefix="betang-bench-")
    path = Path(home) / "rencana.xlsx"
    make(path, options.rows)
    env = {**os.environ, "BETANG_HOME": home, "DJANGO_SETTINGS_MODULE": "betang.config.settings"}
    env.pop("BETANG_DATABASE_URL", None)
    command = [sys.executable, "-m", "bench.imports", "--here", str(path), "--rows", str(options.rows)]
    try:
        if options.engine in ("sqlite", "both"):
            subprocess.run(command, env=env, check=True)
        if options.engine in ("postgresql", "both"):
            shutil.rmtree(Path(home) / "private", ignore_errors=True)  # so that the rows are read anew
            with server(shared_buffers="256MB", autovacuum="on") as url:
                subprocess.run(command, env={**env, "BETANG_DATABASE_URL": url}, check=True)
    finally:
        shutil.rmtree(home, ignore_errors=True)
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
