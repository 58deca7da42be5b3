"""PDF files out of HTML or a drawing: in one place, because of what has to be minded each time."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from django.utils.translation import gettext as _
from PIL import ImageFile

from betang.kernel.errors import Unavailable


def _nothing(url: str, *args: Any, **kwargs: Any) -> Any:
    """The paper needs nothing from outside; an address in a name must not make the server fetch it."""
    raise ValueError("nothing is fetched for a PDF")


def pdf_of(html: str, *, instead: str, stylesheet: Path | None = None) -> bytes:
    """`html` as a PDF. Raises `Unavailable`, with `instead` as what to do, where the system's libraries for it are missing."""
    try:
        import weasyprint
    except (ImportError, OSError) as error:  # Pango is a library of the system, not of Python
        raise Unavailable(
            _("PDF files cannot be made on this machine: its library for drawing text (Pango) is missing."), hint=instead
        ) from error
    finally:
        ImageFile.LOAD_TRUNCATED_IMAGES = False  # WeasyPrint sets it for the whole process: photos cut in two would pass the guard
    sheets = [weasyprint.CSS(filename=str(stylesheet))] if stylesheet else []
    made: bytes = weasyprint.HTML(string=html, url_fetcher=_nothing).write_pdf(stylesheets=sheets)
    return made
