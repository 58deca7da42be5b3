"""The text of a code from its picture, where the machine has a reader for it (`zxing-cpp`); else the seller pastes the text."""

from __future__ import annotations

import io
from importlib import import_module
from importlib.util import find_spec
from typing import IO, Any

from django.utils.translation import gettext as _
from PIL import Image, ImageOps

from betang.guard.files import check_upload
from betang.kernel.errors import InvalidInput, Unavailable

WIDEST = 1600
"""Pixels of the longer side that are looked at: a code fills a good part of its poster."""


def can_read() -> bool:
    """Whether pictures can be read here."""
    return find_spec("zxingcpp") is not None


def texts_on(file: IO[bytes]) -> set[str]:
    """The texts of all QR codes on a picture. Raises `InvalidInput` for what is no picture, `Unavailable` where no reader is installed.

    The picture is checked and remade in grey before anything looks for a code in it: what reads it never sees the upload itself.
    """
    if not can_read():
        raise Unavailable(
            _("Pictures of codes cannot be read on this machine."),
            hint=_("Open the code in your bank's app, copy its text, and paste it here."),
        )
    reader: Any = import_module("zxingcpp")
    check_upload(file, accept=frozenset({"image"}))
    file.seek(0)
    with Image.open(io.BytesIO(file.read())) as opened:
        opened.draft("L", (WIDEST, WIDEST))
        grey = ImageOps.exif_transpose(opened).convert("L")
    grey.thumbnail((WIDEST, WIDEST))
    return {one.text for one in reader.read_barcodes(grey, formats=reader.BarcodeFormat.QRCode)}


def read_picture(file: IO[bytes]) -> str:
    """The text of the one QR code on a picture. Raises `InvalidInput`, or `Unavailable` where no reader is installed."""
    texts = texts_on(file)
    if not texts:
        message = _("No code can be seen on the picture. Photograph it from straight ahead, in good light, so that it fills the picture.")
        raise InvalidInput(message, fields={"picture": message})
    if len(texts) > 1:
        message = _("There is more than one code on the picture. Cut it so that only yours is left.")
        raise InvalidInput(message, fields={"picture": message})
    return texts.pop()
