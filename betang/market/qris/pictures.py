"""The text of a code from its picture."""

from __future__ import annotations

import io
from typing import IO

import zxingcpp
from django.utils.translation import gettext as _
from PIL import Image, ImageOps

from betang.guard.files import check_upload
from betang.kernel.errors import InvalidInput

WIDEST = 1600
"""Pixels of the longer side that are looked at: a code fills a good part of its poster."""


def texts_on(file: IO[bytes]) -> set[str]:
    """The texts of all QR codes on a picture. Raises `InvalidInput` for what is no picture.

    The picture is checked and remade in grey before anything looks for a code in it: what reads it never sees the upload itself.
    """
    check_upload(file, accept=frozenset({"image"}))
    file.seek(0)
    with Image.open(io.BytesIO(file.read())) as opened:
        opened.draft("L", (WIDEST, WIDEST))
        grey = ImageOps.exif_transpose(opened).convert("L")
    grey.thumbnail((WIDEST, WIDEST))
    return {one.text for one in zxingcpp.read_barcodes(grey, formats=zxingcpp.BarcodeFormat.QRCode)}


def read_picture(file: IO[bytes]) -> str:
    """The text of the one QR code on a picture. Raises `InvalidInput`."""
    texts = texts_on(file)
    if not texts:
        message = _("No code can be seen on the picture. Photograph it from straight ahead, in good light, so that it fills the picture.")
        raise InvalidInput(message, fields={"picture": message})
    if len(texts) > 1:
        message = _("There is more than one code on the picture. Cut it so that only yours is left.")
        raise InvalidInput(message, fields={"picture": message})
    return texts.pop()
