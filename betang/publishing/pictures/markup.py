"""Pictures in texts: a text refers to a picture by one address; readers get every size, and words where it is not ready."""

from __future__ import annotations

import re
from collections.abc import Mapping
from uuid import UUID

from django.utils.translation import gettext as _
from markupsafe import escape

from betang.hosting import files
from betang.publishing.models import Picture
from betang.publishing.pictures.queries import pictures_in
from betang.publishing.terms import PictureState
from betang.ui.pictures import shown

SIZES = "(min-width: 52rem) 42rem, 100vw"
_IMG = re.compile(r'<img\b((?:\s+[a-z-]+="[^"]*")*)\s*/?>')
_ATTRIBUTE = re.compile(r'([a-z-]+)="([^"]*)"')
_OURS = re.compile(r"/-/berkas/([0-9a-f]{32})/[a-z0-9-]+\.[a-z]{3,4}")


def reference(picture: Picture) -> str:
    """What an editor puts into a Markdown text to show the picture there."""
    alt = re.sub(r"[\[\]\\]", "", picture.alt)
    return f"![{alt}]({files.public_path(picture.pk)})"


def _element(picture: Picture, alt: str) -> str:
    drawn = shown(picture)
    sources = "".join(f'<source type="{kind}" srcset="{escape(srcset)}" sizes="{SIZES}">' for kind, srcset in drawn.sources)
    srcset = f' srcset="{escape(drawn.srcset)}" sizes="{SIZES}"' if drawn.srcset else ""
    return (
        f'<picture>{sources}<img src="{escape(drawn.src)}"{srcset} alt="{alt}" width="{drawn.width}" height="{drawn.height}" '
        f'loading="lazy" decoding="async"></picture>'
    )


def with_sizes(html: str, pictures: Mapping[UUID, Picture]) -> str:
    """`html` (clean already) with every `<img>` of ours in all its sizes; what is not ready or gone becomes a line of words.

    Words written in the text itself win over the picture's own.
    """

    def put(found: re.Match[str]) -> str:
        attributes = dict(_ATTRIBUTE.findall(found[1]))
        ours = _OURS.fullmatch(attributes.get("src", ""))
        if ours is None:
            return found[0]
        picture = pictures.get(UUID(ours[1]))
        if picture is None:
            return f"<em>{escape(_('(This picture is not here any more.)'))}</em>"
        if picture.state != PictureState.READY or not picture.variants:
            return f"<em>{escape(_('(This picture is being prepared.)'))}</em>"
        return _element(picture, attributes.get("alt") or str(escape(picture.alt)))

    return _IMG.sub(put, html)


def fill(html: str) -> str:
    """`with_sizes` for one text of the open site. One query where it shows pictures, none where it does not."""
    found = pictures_in([html])
    return with_sizes(html, found) if found or "/-/berkas/" in html else html
