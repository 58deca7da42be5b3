"""What the whole house needs of memory with a site for each village: `python -m bench.whole [--sites 1571]`.

A house of its own with the demo world and so many sites, each with three articles, is run as `betang run` does it. Then each site's home and
an article are asked for, in both languages, and the desk's door. Memory is the sum of the processes' own share (PSS: what
several processes share counts once).
"""

from __future__ import annotations

import argparse
import contextlib
import http.client
import os
import shutil
import signal
import subprocess
import sys
import tempfile
import time
from pathlib import Path

from bench.pages import ROOT, free_port, wait_for

GOAL_MB = 400
TEXT = "Warga berkumpul di balai desa dan membahas jalan, air bersih, serta panen tahun ini. " * 30


def build(sites: int) -> None:
    """In a process of its own: the demo world, then groups, sites and articles up to the number."""
    import django

    django.setup()
    from betang.accounts.actors import SYSTEM
    from betang.communities.models import Group
    from betang.hosting.actions import create_sites_in_bulk
    from betang.hosting.models import Site
    from betang.kernel import clock, fence
    from betang.publishing.models import Article
    from betang.regions.models import Region
    from betang.regions.terms import Level

    villages = list(Region.objects.filter(level=Level.VILLAGE, valid_to__isnull=True).order_by("code")[:sites]) or list(
        Region.objects.all()
    )
    more = range(Site.objects.count(), sites)
    groups = [Group(name=f"KIM Desa {n}", slug=f"kim-desa-{n}", region=villages[n % len(villages)], standing="active") for n in more]
    Group.objects.bulk_create(groups, batch_size=500)
    made = create_sites_in_bulk([(group.pk, group.slug, group.name) for group in groups], actor=SYSTEM)
    now = clock.now()
    with fence.unfenced("a bench fills sites that nobody has seen yet"):
        Article.objects.bulk_create(
            (
                Article(
                    site=site, title=f"Kabar {n} dari {site.title}", slug=f"kabar-{n}", summary=TEXT[:150], html=f"<p>{TEXT}</p>",
                    state="published", published_at=now, created_at=now, updated_at=now,
                )
                for site in made
                for n in range(3)
            ),
            batch_size=500,
        )  # fmt: skip
    hosts = "\n".join(f"{site.slug}.localhost" for site in made)
    Path(os.environ["BETANG_HOME"], "bench-hosts").write_text(hosts)


def tree(pid: int) -> list[int]:
    """The process and all below it."""
    found = [pid]
    for folder in Path("/proc").iterdir():
        with contextlib.suppress(OSError, ValueError):
            if folder.name.isdigit() and int((folder / "stat").read_text().rsplit(")", 1)[1].split()[1]) == pid:
                found += tree(int(folder.name))
    return found


def share_mb(pid: int) -> float:
    lines = Path(f"/proc/{pid}/smaps_rollup").read_text().splitlines()
    return next(int(line.split()[1]) for line in lines if line.startswith("Pss:")) / 1024


def name_of(pid: int) -> str:
    words = Path(f"/proc/{pid}/cmdline").read_bytes().decode().replace("\0", " ")
    known = {"betang.edge.front": "front", "betang.config.cli worker": "worker", "granian": "renderer", "resource_tracker": "renderer"}
    known |= {"multiprocessing": "renderer", "betang.config.run": "supervisor"}
    return next((name for part, name in known.items() if part in words), words[:30])


def measured(pid: int) -> dict[str, list[float]]:
    """MB of each process by its part in the house."""
    found: dict[str, list[float]] = {}
    for one in tree(pid):
        with contextlib.suppress(OSError):
            found.setdefault(name_of(one), []).append(share_mb(one))
    return found


def visit(port: int, hosts: list[str]) -> int:
    asked = 0
    link = http.client.HTTPConnection("127.0.0.1", port, timeout=30)
    for host in ["localhost", *hosts]:
        paths = ("/", "/en/", "/kim/", "/berita/", "/meja/akun/masuk/") if host == "localhost" else ("/", "/berita/kabar-1/", "/en/")
        for path in paths:
            link.request("GET", path, headers={"Host": host, "Accept-Encoding": "gzip"})
            answer = link.getresponse()
            answer.read()
            assert answer.status == 200, (host, path, answer.status)
            asked += 1
    return asked


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--sites", type=int, default=1571)
    parser.add_argument("--build", action="store_true", help=argparse.SUPPRESS)
    options = parser.parse_args()
    if options.build:
        build(options.sites)
        return 0
    home = Path(tempfile.mkdtemp(prefix="betang-bench-"))
    port = free_port()
    environment = {
        **{name: value for name, value in os.environ.items() if not name.startswith("BETANG_")},
        "BETANG_HOME": str(home), "BETANG_BIND": "127.0.0.1", "DJANGO_SETTINGS_MODULE": "betang.config.settings", "PYTHONPATH": str(ROOT),
    }  # fmt: skip
    house: subprocess.Popen[bytes] | None = None
    try:
        quiet = {"env": environment, "check": True, "stdout": subprocess.DEVNULL}
        subprocess.run([sys.executable, "-m", "betang.config.run", "prepare", "--demo"], **quiet)  # type: ignore[call-overload]
        subprocess.run([sys.executable, "-m", "bench.whole", "--build", "--sites", str(options.sites)], **quiet)  # type: ignore[call-overload]
        words = [sys.executable, "-m", "betang.config.run", "run", "--port", str(port)]
        house = subprocess.Popen(words, env=environment, stdout=subprocess.DEVNULL)
        wait_for(port, 120, house)
        time.sleep(5)
        begun = measured(house.pid)
        asked = visit(port, (home / "bench-hosts").read_text().split())
        asked += visit(port, (home / "bench-hosts").read_text().split())
        after = measured(house.pid)
        print(f"{'memory (PSS), ' + format(options.sites, ',') + ' sites, MB':44} {'started':>9} {'visited':>9}")
        for name in sorted(after):
            count = len(after[name])
            label = f"{name}, {count} processes" if count > 1 else name
            print(f"{label:44} {sum(begun.get(name, [])):>9.0f} {sum(after[name]):>9.0f}")
        total = sum(map(sum, after.values()))
        print(f"{'the whole, after ' + format(asked, ',') + ' pages':44} {sum(map(sum, begun.values())):>9.0f} {total:>9.0f}")
        print(f"goal: ≤ {GOAL_MB} MB{'' if total <= GOAL_MB else '   MISSED'}")
    finally:
        if house is not None:
            house.send_signal(signal.SIGTERM)
            with contextlib.suppress(subprocess.TimeoutExpired):
                house.wait(15)
        shutil.rmtree(home, ignore_errors=True)
    return 0


if __name__ == "__main__":
    sys.exit(main())
