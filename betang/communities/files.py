"""Sending a private file: as what it was checked to be, to whom the view has let in, and so that it cannot run."""

from __future__ import annotations

from django.core.files.storage import storages
from django.http import FileResponse
from django.utils.translation import gettext

from betang.communities.models import ApplicationFile
from betang.kernel.errors import NotFound


def send_private(file: ApplicationFile) -> FileResponse:
    """The file's bytes. Threat: a file that a stranger made, opened on the desk's own host.

    A picture is shown; a PDF is handed over to be saved, because it is a program's input and the sandbox keeps viewers out.
    """
    storage = storages["private"]
    if not storage.exists(file.path):
        raise NotFound(gettext("This file is not there any more."))
    response = FileResponse(
        storage.open(file.path, "rb"),
        content_type=file.media_type,
        as_attachment=not file.media_type.startswith("image/"),
        filename=f"{file.purpose}.{file.extension}",
    )
    response.headers["Content-Security-Policy"] = "default-src 'none'; sandbox"
    response.headers["X-Content-Type-Options"] = "nosniff"
    response.headers["Cross-Origin-Resource-Policy"] = "same-origin"
    response.headers["Cache-Control"] = "private, no-store"
    return response
