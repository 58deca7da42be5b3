"""The papers of a meeting: invitation, empty form, and minutes with a QR. In Indonesian always: they are papers of an office."""

from __future__ import annotations

from datetime import datetime
from io import BytesIO
from pathlib import Path
from typing import Any

import segno
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import translation
from django.utils.translation import gettext
from markupsafe import Markup

from betang.accounts.tokens import full_url
from betang.planning import paper as planning_paper
from betang.planning.paper import pdf_of
from betang.proposals.meetings import queries, rules
from betang.proposals.models import Meeting

EMPTY_ROWS = {"guests": 40, "proposals": 12, "objections": 4, "signatures": 6}
"""How many empty lines the paper form has; a meeting that needs more prints it twice."""


def qr(text: str) -> Markup:
    """A QR code as an inline drawing."""
    out = BytesIO()
    segno.make(text, error="m").save(out, kind="svg", scale=3, border=0, xmldecl=False, svgns=True, nl=False)
    return Markup(out.getvalue().decode())  # noqa: S704 - drawn by segno, holds no text


def _pdf(template: str, context: dict[str, Any], *, instead: str) -> bytes:
    with translation.override("id"):
        html = render_to_string(f"proposals/meetings/{template}.html", context)
        return pdf_of(html, instead=instead, stylesheet=Path(planning_paper.__file__).with_name("paper.css"))


def meeting_url(meeting: Meeting) -> str:
    """The public page of a meeting, whole."""
    return full_url(reverse("proposals:meeting", kwargs={"address": rules.address_of(meeting.number)}))


def minutes_url(code: str) -> str:
    """Where a QR leads, whole."""
    return full_url(reverse("proposals:minutes", kwargs={"code": code}))


def invitation_pdf(meeting: Meeting) -> bytes:
    """The invitation, to be printed and carried round."""
    context = {"page": queries.page_of(meeting), "meeting": meeting, "here": meeting_url(meeting), "qr": qr(meeting_url(meeting))}
    return _pdf("paper_invitation", context, instead=gettext("Print the meeting's page from your browser."))


def form_pdf(meeting: Meeting) -> bytes:
    """The empty form: attendance, proposals to rank, objections, signatures. Filled by hand where there is no network."""
    page = queries.page_of(meeting)
    context = {
        "page": page,
        "meeting": meeting,
        "here": meeting_url(meeting),
        "rows": {name: range(1, count + 1) for name, count in EMPTY_ROWS.items()},
        "empty_proposals": range(len(page.items) + 1, max(EMPTY_ROWS["proposals"], len(page.items) + 4) + 1),
    }
    return _pdf("paper_form", context, instead=gettext("Write the lists on paper by hand, and enter them afterwards."))


def minutes_pdf(meeting: Meeting, *, code: str, number: int, reason: str, at: datetime) -> bytes:
    """The minutes of a meeting as they stand now. Numbers of people, nobody's name: officers sign later, at the desk or by hand."""
    with translation.override("id"):
        page = queries.page_of(meeting)
    context = {
        "page": page,
        "meeting": meeting,
        "here": minutes_url(code),
        "qr": qr(minutes_url(code)),
        "code": code,
        "number": number,
        "reason": reason,
        "at": at,
    }
    return _pdf("paper_minutes", context, instead=gettext("Ask the administrator to install it; the meeting stays open until then."))
