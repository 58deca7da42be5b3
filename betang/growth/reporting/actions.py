"""Writing, sending and keeping a report. What was sent is kept with its hashes and never changes: a mistake is put right by a note."""

from __future__ import annotations

import hashlib
from datetime import datetime
from importlib import resources
from pathlib import Path

from django.conf import settings
from django.core.files.base import ContentFile
from django.core.files.storage import storages
from django.db import transaction
from django.template.loader import render_to_string
from django.utils import translation
from django.utils.translation import gettext

from betang.accounts.actors import Actor
from betang.audit import trail
from betang.communities.rules import Period
from betang.communities.rules import period as period_named
from betang.communities.terms import period_words
from betang.growth import tables
from betang.growth.models import PeriodReport
from betang.growth.reporting import facts, policies, writing
from betang.growth.terms import TITLE_LENGTH, ReportState
from betang.guard.saving import disk_full_told
from betang.guard.text import check_text, refused
from betang.kernel import clock
from betang.kernel.errors import InvalidInput, NotFound, Refused, Unavailable
from betang.planning.paper import pdf_of
from betang.regions.models import Region

FOLDER = "laporan"
STYLESHEET = Path(str(resources.files("betang.growth").joinpath("report.css")))
TEXT_LENGTH = 30_000


@transaction.atomic
def begin(*, actor: Actor, region: Region, period: Period, at: datetime, is_sample: bool = False) -> PeriodReport:
    """Count a period and write its report as a draft. Begun twice it is one."""
    policies.may_write(actor, region.code).require()
    found = PeriodReport.objects.select_related("region").filter(region=region, period=period.key).first()
    if found is not None:
        return found
    if period.first > at.astimezone(clock.zone()).date():
        raise Refused(gettext("This period has not begun yet."))
    with translation.override(settings.LANGUAGE_CODE):
        counted = facts.gather(region.code, period, at=at)
        text = writing.written(counted, period.key)
    row = PeriodReport.objects.create(region=region, period=period.key, facts=counted, text=text, counted_at=at, is_sample=is_sample)
    trail.record("growth.report.begun", row, actor=actor, at=at, data={"region": region.code, "period": period.key})
    return row


@transaction.atomic
def recount(*, actor: Actor, report: PeriodReport, at: datetime, writes_anew: bool = False) -> PeriodReport:
    """Count a draft's period again; the text is written anew only where that is asked for."""
    row = _draft(report)
    policies.may_write(actor, row.region.code).require()
    with translation.override(settings.LANGUAGE_CODE):
        row.facts = facts.gather(row.region.code, period_named(row.period), at=at)
        if writes_anew:
            row.text = writing.written(row.facts, row.period)
    row.counted_at = at
    row.save(update_fields=["facts", "text", "counted_at"])
    trail.record("growth.report.counted", row, actor=actor, at=at, data={"writes_anew": writes_anew})
    return row


@transaction.atomic
def keep_text(*, actor: Actor, report: PeriodReport, text: str, at: datetime, is_draft: bool = False) -> PeriodReport:
    """Keep the text of a draft. What is being typed (`is_draft`) makes no entry in the trail."""
    row = _draft(report)
    policies.may_write(actor, row.region.code).require()
    if not text.strip():
        raise InvalidInput(gettext("The report is empty."), fields={"text": gettext("Write something, or have it written anew.")})
    row.text = text.replace("\r\n", "\n").strip()[:TEXT_LENGTH]
    row.save(update_fields=["text"])
    if not is_draft:
        trail.record("growth.report.edited", row, actor=actor, at=at)
    return row


@transaction.atomic
def send(*, actor: Actor, report: PeriodReport, to: str, at: datetime) -> PeriodReport:
    """Say that the report was sent, to whom, and keep it: PDF and workbook with their SHA-256. From here on nothing of it changes.

    The PDF is left out where this machine cannot make one; the workbook holds text and numbers too.
    """
    row = _draft(report)
    policies.may_send(actor, row.region.code).require()
    if not to.strip():
        raise InvalidInput(gettext("To whom does it go?"), fields={"sent_to": gettext("To whom does it go?")})
    if refused(check_text(f"{to}\n{row.text}")):
        raise InvalidInput(gettext("This text cannot be sent."), fields={"text": gettext("It advertises gambling.")})
    last = period_named(row.period).last
    if at.astimezone(clock.zone()).date() <= last:
        raise Refused(gettext("The period is not over yet: it ends on %(day)s.") % {"day": last})
    row.sent_to, row.sent_at, row.sent_by_id, row.state = to.strip()[:TITLE_LENGTH], at, actor.id, ReportState.SENT
    with translation.override(settings.LANGUAGE_CODE):
        workbook = as_xlsx(row)
        try:
            paper: bytes | None = as_pdf(row)
        except Unavailable:
            paper = None
    name = f"{row.region.code}-{row.period}"
    row.facts = {**row.facts, "files": {"xlsx": dict(zip(("path", "sha256"), _kept(workbook, f"{name}.xlsx"), strict=True))}}
    if paper is not None:
        row.path, row.sha256 = _kept(paper, f"{name}.pdf")
    row.save(update_fields=["sent_to", "sent_at", "sent_by", "state", "facts", "path", "sha256"])
    trail.record(
        "growth.report.sent", row, actor=actor, at=at,
        data={"region": row.region.code, "period": row.period, "pdf": row.sha256, "xlsx": row.facts["files"]["xlsx"]["sha256"]},
    )  # fmt: skip
    return row


@transaction.atomic
def note(*, actor: Actor, report: PeriodReport, words: str, at: datetime) -> None:
    """Put something right about a report that was sent: the note stands beside it for good."""
    row = PeriodReport.objects.select_related("region").get(pk=report.pk)
    policies.may_send(actor, row.region.code).require()
    if row.state != ReportState.SENT:
        raise Refused(gettext("A draft is simply edited."))
    if not words.strip():
        raise InvalidInput(gettext("Say what is to be put right."), fields={"reason": gettext("Say what is to be put right.")})
    trail.record("growth.report.noted", row, actor=actor, at=at, reason=words.strip()[:4000])


def _draft(report: PeriodReport) -> PeriodReport:
    row = PeriodReport.objects.select_for_update(of=("self",)).select_related("region").get(pk=report.pk)
    if row.state == ReportState.SENT:
        raise Refused(gettext("This report was sent and stays as it was."), hint=gettext("Put a mistake right by a note."))
    return row


def _kept(body: bytes, name: str) -> tuple[str, str]:
    digest = hashlib.sha256(body).hexdigest()
    path = f"{FOLDER}/{digest[:16]}-{name}"
    with disk_full_told():
        if not storages["private"].exists(path):
            storages["private"].save(path, ContentFile(body))
    return path, digest


def as_pdf(row: PeriodReport) -> bytes:
    """The report on paper."""
    sheet = render_to_string(
        "growth/reporting/paper.html",
        {
            "report": row,
            "period": period_words(row.period),
            "paragraphs": [one for one in row.text.split("\n") if one.strip()],
            "tables": writing.tables(row.facts),
            "definitions": writing.definitions(),
        },
    )
    return pdf_of(sheet, instead=gettext("The workbook holds the same text and numbers."), stylesheet=STYLESHEET)


def as_xlsx(row: PeriodReport) -> bytes:
    """The report as a workbook: the text, each table, the definitions."""
    title = gettext("Report on KIMs: %(region)s, %(period)s") % {"region": row.facts["region"], "period": period_words(row.period)}
    text = [[title], *([one] for one in row.text.split("\n") if one.strip())]
    return tables.as_xlsx(
        [
            (gettext("Report"), text),
            *writing.tables(row.facts),
            (gettext("What the numbers mean"), [[gettext("Word"), gettext("Meaning")], *(list(one) for one in writing.definitions())]),
        ]
    )


def file_of(report: PeriodReport, form: str) -> tuple[bytes, str]:
    """The kept file of a sent report and its SHA-256. Raises `NotFound`, also where it is not what was kept."""
    about = {"path": report.path, "sha256": report.sha256} if form == "pdf" else (report.facts.get("files") or {}).get("xlsx", {})
    path = about.get("path", "")
    if not path or not storages["private"].exists(path):
        raise NotFound(gettext("There is no such file of this report."))
    with storages["private"].open(path) as file:
        body = bytes(file.read())
    if hashlib.sha256(body).hexdigest() != about["sha256"]:
        raise NotFound(
            gettext("The kept file is not what was sent any more."), hint=gettext("Ask the operator to bring it back from a backup.")
        )
    return body, about["sha256"]
