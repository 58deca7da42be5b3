"""QR codes on photos: a seller's payment code, the seat of somebody at the door."""

from __future__ import annotations

from typing import IO, Any

import zxingcpp

from betang.guard import photos

WIDEST = 1600
"""Pixels across that are looked at: a code fills a good part of its picture."""


def texts_on(file: IO[bytes] | Any) -> set[str]:
    """The texts of all QR codes on a picture. Raises `InvalidInput` for what is no picture.

    The picture is checked and made anew in grey before anything looks for a code in it: what reads it never sees the upload itself.
    """
    grey = photos.bare(file, wide=WIDEST).convert("L")
    return {one.text for one in zxingcpp.read_barcodes(grey, formats=zxingcpp.BarcodeFormat.QRCode)}
