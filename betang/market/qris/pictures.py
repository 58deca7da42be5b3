"""The text of a code from its picture."""

from __future__ import annotations

from typing import IO

from django.utils.translation import gettext as _

from betang.guard.codes import texts_on
from betang.kernel.errors import InvalidInput


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
