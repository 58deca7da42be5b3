"""What a page needs to know to show a picture; `picture(…)` in `ui/components.html` draws it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

BEST_FIRST = ("image/avif", "image/webp")


@dataclass(frozen=True, slots=True, kw_only=True)
class Picture:
    """`src` is what every browser can show; `sources` are better ones as (media type, srcset), best first.

    `alt` is empty for a picture that only decorates. `width` and `height` are those of the picture and keep the page from jumping.
    """

    src: str
    width: int
    height: int
    alt: str = ""
    sources: tuple[tuple[str, str], ...] = ()
    srcset: str = ""
    caption: str = ""
    credit: str = ""


def shown(given: Any) -> Picture:
    """A `Picture` from whatever a package keeps: a `Picture`, or anything with `alt`, `width`, `height` and `variants`.

    `variants` are mappings with `path` (an absolute path or address), `width`, `height` and `media_type`, in any order; at
    least one is there.
    """
    if isinstance(given, Picture):
        return given
    by_type: dict[str, list[Mapping[str, Any]]] = {}
    for variant in sorted(given.variants, key=lambda one: int(one["width"])):
        by_type.setdefault(str(variant["media_type"]), []).append(variant)
    plain_type = next((kind for kind in by_type if kind not in BEST_FIRST), next(iter(by_type)))
    plain = by_type[plain_type]
    return Picture(
        src=str(plain[-1]["path"]),
        srcset=_srcset(plain) if len(plain) > 1 else "",
        sources=tuple((kind, _srcset(by_type[kind])) for kind in BEST_FIRST if kind in by_type and kind != plain_type),
        width=int(plain[-1]["width"]),
        height=int(plain[-1]["height"]),
        alt=given.alt,
        caption=getattr(given, "caption", ""),
        credit=getattr(given, "credit", ""),
    )


def _srcset(variants: list[Mapping[str, Any]]) -> str:
    return ", ".join(f"{variant['path']} {variant['width']}w" for variant in variants)
