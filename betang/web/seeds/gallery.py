"""The demo world's drawings with their sizes, made once for each installation and linked into the sites that show them."""

from __future__ import annotations

import hashlib
import json
import os
import shutil
from collections.abc import Iterable, Mapping, Sequence
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any

from betang.guard import making
from betang.hosting import files
from betang.hosting.models import Site
from betang.kernel import fence
from betang.kernel.ids import uuid7
from betang.publishing.models import Picture
from betang.publishing.terms import PictureState
from betang.web.seeds import drawings

VARIETIES = 3
"""Different drawings of one scene."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Drawing:
    """A picture whose sizes were made already: `folder` holds them, `sizes` lists name, width, height and media type."""

    folder: Path
    sizes: Sequence[tuple[str, int, int, str]]
    alt: str
    sha256: str


def name_of(scene: str, seed: int) -> str:
    """The name of one drawing: `sawah-2`."""
    return f"{scene}-{seed % VARIETIES}"


def _make(name: str, folder: str) -> tuple[str, dict[str, Any]]:
    """Draw one picture and its sizes into `folder/name`; done already where its list of sizes stands there."""
    place = Path(folder) / name
    listed = place / "sizes.json"
    if not listed.exists():
        place.mkdir(parents=True, exist_ok=True)
        scene, seed = name.rsplit("-", 1)
        data, alt = drawings.draw(scene, int(seed) + 1)
        original = place / "original"
        original.write_bytes(data)
        sizes = []
        for size in making.sizes(making.open_upright(original)):
            with (place / size.name).open("wb") as file:
                size.fill(file)
            sizes.append((size.name, size.width, size.height, size.media_type))
        original.unlink()
        part = listed.with_suffix(".part")
        part.write_text(json.dumps({"alt": alt, "sha256": hashlib.sha256(data).hexdigest(), "sizes": sizes}))
        part.replace(listed)
    return name, json.loads(listed.read_text())


def hang(folder: Path) -> dict[str, Drawing]:
    """All drawings, made by as many processes as there are cores. About ten seconds the first time, none later."""
    names = [name_of(scene, seed) for scene in drawings.SCENES for seed in range(VARIETIES)]
    folder.mkdir(parents=True, exist_ok=True)
    missing = [name for name in names if not (folder / name / "sizes.json").exists()]
    if missing:
        with ProcessPoolExecutor() as pool:
            list(pool.map(_make, missing, [str(folder)] * len(missing)))
    found = {}
    for name in names:
        _name, told = _make(name, str(folder))
        found[name] = Drawing(folder=folder / name, sizes=[tuple(size) for size in told["sizes"]], alt=told["alt"], sha256=told["sha256"])
    return found


def give(site: Site, names: Iterable[str], drawings: Mapping[str, Drawing], *, at: datetime) -> dict[str, Picture]:
    """Give a site the drawings that it shows, as pictures of its own. One query."""
    made: dict[str, Picture] = {}
    with fence.open_site(site.pk):
        for name in sorted(set(names)):
            drawing, key = drawings[name], uuid7()
            folder = files.folder_of(site.pk, key)
            folder.mkdir(parents=True, exist_ok=True)
            for size, _width, _height, _type in drawing.sizes:
                _place(drawing.folder / size, folder / size)
            made[name] = Picture(
                id=key, site=site, alt=drawing.alt, path=f"{site.pk}/pictures/{key.hex}.jpg", sha256=drawing.sha256, media_type="image/jpeg",
                width=drawing.sizes[-1][1], height=drawing.sizes[-1][2], state=PictureState.READY, added_at=at,
                variants=[
                    {"path": files.public_path(key, size), "width": width, "height": height, "media_type": media_type}
                    for size, width, height, media_type in drawing.sizes
                ],
            )  # fmt: skip
        Picture.objects.bulk_create(made.values())
    return made


def _place(source: Path, target: Path) -> None:
    """The same file under another name, without a second copy where the disk can do that."""
    try:
        os.link(source, target)
    except FileExistsError:
        return
    except OSError:
        shutil.copyfile(source, target)
