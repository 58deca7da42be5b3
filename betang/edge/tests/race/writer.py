"""A process that publishes numbers: `python -m betang.edge.tests.race.writer <slug> <first> <count> <file>`.

After each commit it writes the number into `file`; whoever reads the number there knows that it is committed. With `seed` in the
place of the slug it makes two sites.
"""

from __future__ import annotations

import os
import sys
import time
from pathlib import Path

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "betang.edge.tests.race.settings")


def seed() -> None:
    from betang.accounts.actors import SYSTEM
    from betang.communities.models import Group
    from betang.hosting.actions import create_site
    from betang.regions.models import Region
    from betang.regions.terms import Kind, Level

    province = Region.objects.create(code="62", name="Kalimantan Tengah", level=Level.PROVINCE, kind=Kind.PROVINSI)
    for slug in ("satu", "dua"):
        group = Group.objects.create(name=f"KIM {slug}", slug=slug, region=province)
        create_site(actor=SYSTEM, group=group, slug=slug, title="Nomor 0")


def main(words: list[str]) -> None:
    import django

    django.setup()
    if words[0] == "seed":
        seed()
        return
    from betang.accounts.actors import SYSTEM
    from betang.hosting import actions
    from betang.hosting.models import Site

    slug, first, count, path = words[0], int(words[1]), int(words[2]), Path(words[3])
    site = Site.objects.get(slug=slug)
    if first < 0:  # go on from where a writer was killed
        first = int(site.title.removeprefix("Nomor ")) + 1
    if words[4:] == ["suspend"]:
        actions.suspend_site(actor=SYSTEM, site=site, reason="Diretas; sedang dibersihkan.")
        return
    with path.open("r+b" if path.exists() else "w+b") as file:
        for number in range(first, first + count):
            actions.change_look(actor=SYSTEM, site=site, title=f"Nomor {number}", hue=site.hue, motif=site.motif)
            os.pwrite(file.fileno(), number.to_bytes(8), 0)
            time.sleep(0.002)


if __name__ == "__main__":
    main(sys.argv[1:])
