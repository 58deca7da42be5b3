"""What a page needs to know to show a picture; whoever keeps pictures hands this to `picture(…)` in `ui/components.html`."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True, kw_only=True)
class Picture:
    """`src` is what every browser can show; `sources` are better ones as (media type, srcset), best first.

    `alt` is empty for a picture that only decorates. `width` and `height` are those of `src` and keep the page from jumping.
    """

    src: str
    width: int
    height: int
    alt: str = ""
    sources: tuple[tuple[str, str], ...] = ()
    srcset: str = ""
    caption: str = ""
    credit: str = ""
