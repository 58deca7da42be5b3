"""The attendance list on paper."""

from __future__ import annotations

from importlib import resources
from pathlib import Path

from django.template.loader import render_to_string
from django.utils.translation import gettext as _

from betang.casework.rules import token_shown
from betang.growth.certificates import qr_svg
from betang.growth.models import Training
from betang.growth.terms import SeatState
from betang.growth.trainings import queries
from betang.planning.paper import pdf_of

STYLESHEET = Path(str(resources.files("betang.growth.trainings").joinpath("paper.css")))


def attendance_html(training: Training) -> str:
    """The list as a page: everybody with a seat by name, then who waits; their code as QR, and room to sign for each part."""
    people = sorted(queries.attendees(training), key=lambda one: (one.seat.state != SeatState.SEATED, one.seat.name.casefold()))
    rows = [(one.seat, token_shown(one.seat.code), qr_svg(one.seat.code, label=one.seat.code)) for one in people]
    parts = [part for part in queries.programme(training) if part.counts]
    return render_to_string(
        "growth/trainings/paper.html", {"training": training, "rows": rows, "parts": parts, "spare": range(5), "waiting": SeatState.WAITING}
    )


def attendance_pdf(training: Training) -> bytes:
    """The list as a PDF. Raises `Unavailable` where PDF files cannot be made here."""
    return pdf_of(attendance_html(training), instead=_("Tick people off on the page «Who comes» instead."), stylesheet=STYLESHEET)
