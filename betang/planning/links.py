"""Addresses of plans on the portal: a line, an entry of a code list, a document, and the cell of the file that a figure came from.

Every function gives a path on the portal's host, with its leading slash, in the language of the request; a page of a
group's site puts the portal's origin before it.
"""

from __future__ import annotations

from typing import TYPE_CHECKING
from urllib.parse import quote, urlencode

from django.conf import settings
from django.urls import reverse

from betang.planning.terms import Scheme

if TYPE_CHECKING:
    from betang.planning.models import Document, Figure

DIGEST_SHOWN = 12
"""Letters of a file's SHA-256 in the address of its page."""

SOURCE_ROWS = 200
"""Rows of a source file on one page."""

_REGIONAL_BY_DOTS = {1: "field", 2: "programme", 4: "activity", 5: "sub_activity"}
_VILLAGE_BY_DOTS = {0: "field", 1: "programme", 2: "sub_activity"}


def _portal(name: str, *args: str) -> str:
    return reverse(f"planning:{name}", urlconf=settings.ROOT_URLCONF, args=args)


def line_url(number: str) -> str:
    """The page of one line of a plan."""
    return _portal("line", number)


def code_url(scheme: str, code: str) -> str:
    """The page of a sector, programme, activity or sub-activity; empty for a code that has no page (a fund, an account)."""
    by_dots = {Scheme.REGIONAL: _REGIONAL_BY_DOTS, Scheme.VILLAGE_ACTIVITY: _VILLAGE_BY_DOTS}.get(Scheme(scheme), {})
    name = by_dots.get(code.strip(".").count("."), "") if code else ""
    return _portal(name, code) if name else ""


def document_url(document: Document) -> str:
    """The page of a planning document."""
    return _portal("document", document.address)


def file_url(sha256: str, sheet: str = "", cell: str = "") -> str:
    """The page of a source file, at the cell where there is one; empty without a file."""
    if not sha256:
        return ""
    address = _portal("source", sha256[:DIGEST_SHOWN])
    if not cell:
        return address
    row = int("".join(sign for sign in cell if sign.isdigit()) or 1)
    page = (row - 1) // SOURCE_ROWS + 1
    where = urlencode({"lembar": sheet, **({"hal": page} if page > 1 else {})})
    return f"{address}?{where}#{quote('_'.join(sheet.split()) + '!' + cell, safe='!')}"


def source_url(figure: Figure) -> str:
    """Where the figure stands in its file; empty for what was typed at the desk. Read the figure with `run__file` selected."""
    return file_url(figure.run.file.sha256, figure.sheet, figure.cell) if figure.run is not None else ""


def explorer_url(**params: str | int) -> str:
    """The explorer with filters, in the one order under which a page is kept; what is empty is left out."""
    named = {name: str(value) for name, value in sorted(params.items()) if value not in ("", None)}
    return _portal("explorer") + (f"?{urlencode(named)}" if named else "")


def export_url(form: str, **params: str | int) -> str:
    """The file of what the explorer shows with these filters: `csv`, `xlsx`, `json` or `pdf`."""
    named = {name: str(value) for name, value in sorted(params.items()) if value not in ("", None)}
    return _portal("export", form) + (f"?{urlencode(named)}" if named else "")
