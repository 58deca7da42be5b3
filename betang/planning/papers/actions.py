"""Bringing documents and their versions, reading their PDFs, letting them be seen."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime
from typing import IO, Any
from uuid import UUID

from django.conf import settings
from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from betang.accounts.actors import SYSTEM, Actor
from betang.audit import trail
from betang.guard.actions import report_file
from betang.guard.files import DangerousFile, check_upload
from betang.kernel import clock
from betang.kernel.errors import InvalidInput, NotFound, Refused
from betang.planning.models import Document, DocumentPage, Version
from betang.planning.papers import documents, files, jobs, policies, queries, reading, rules
from betang.planning.papers.terms import CHUNK_PAGES, MASKED
from betang.planning.terms import YEAR_FIRST, YEAR_LAST, DocumentStatus, VersionKind
from betang.regions.models import Office, Region

PAGES_AT_ONCE = 200


def _is_public(document: Document) -> bool:
    return document.status in rules.PUBLIC


def _data(document: Document, **more: Any) -> dict[str, Any]:
    return {"government": document.government.code, "kind": document.kind, "address": document.address, **more}


def _free_address(wanted: str) -> str:
    taken = set(Document.objects.filter(address__startswith=wanted).values_list("address", flat=True))
    number, address = 2, wanted
    while address in taken:
        address, number = f"{wanted}-{number}", number + 1
    return address


def _check_years(from_year: int, to_year: int) -> None:
    if not YEAR_FIRST <= from_year <= YEAR_LAST:
        raise InvalidInput(_("The years do not fit."), fields={"from_year": _("Write a year between 2000 and 2099.")})
    if not from_year <= to_year <= min(YEAR_LAST, from_year + rules.LONGEST_SPAN_YEARS - 1):
        raise InvalidInput(_("The years do not fit."), fields={"to_year": _("The last year lies after the first, at most 25 years on.")})


def bring_document(
    *,
    actor: Actor,
    government: Region,
    office: Office | None = None,
    kind: str,
    title: str,
    from_year: int,
    to_year: int,
    status: str = DocumentStatus.PREPARED,
    is_sample: bool = False,
    at: datetime,
) -> Document:
    """Enter a document without any version yet. Raises `InvalidInput` for a kind that this government does not make."""
    if kind not in rules.kinds_of(government.level):
        raise InvalidInput(_("A government of this kind has no such document."), fields={"kind": _("Choose another kind.")})
    if rules.needs_office(kind) and office is None:
        raise InvalidInput(_("This document is an office’s own."), fields={"office": _("Choose the office.")})
    if not rules.needs_office(kind):
        office = None
    if office is not None and office.region_id != government.pk:
        raise InvalidInput(_("This office belongs to another government."), fields={"office": _("Choose another office.")})
    policies.may_bring(actor, government.code, kind, office.pk if office else None).require()
    _check_years(from_year, to_year)
    wanted = rules.address_of(kind, government.code, from_year, to_year, (office.short_name or office.name) if office else "")
    with transaction.atomic():
        document = Document(
            kind=kind, government=government, office=office, title=" ".join(title.split())[:250], address=_free_address(wanted),
            from_year=from_year, to_year=to_year, status=status, is_sample=is_sample,
        )  # fmt: skip
        document.save(force_insert=True)
        trail.record(
            "planning.document.brought", document, actor=actor, at=at, data=_data(document, status=status), public=_is_public(document)
        )
        documents.index_document(document)
    return document


@transaction.atomic
def change_document(*, actor: Actor, document: Document, title: str, from_year: int, to_year: int, status: str, at: datetime) -> Document:
    """Change a document's title, years and status. What was public once does not go back into the drawer."""
    policies.may_tend(actor, document).require()
    row = Document.objects.select_for_update(of=("self",)).select_related("government", "office").get(pk=document.pk)
    _check_years(from_year, to_year)
    if not rules.may_become(row.status, status):
        raise Refused(
            _("What people have seen is not «being prepared» again."), hint=_("Say that it is no longer in force, or bring a revision.")
        )
    before = row.status
    row.title, row.from_year, row.to_year, row.status = " ".join(title.split())[:250], from_year, to_year, status
    row.save(update_fields=["title", "from_year", "to_year", "status"])
    trail.record(
        "planning.document.changed", row, actor=actor, at=at, data=_data(row, **{"from": before, "to": status}), public=_is_public(row)
    )
    documents.index_document(row)
    return row


def add_version(
    *,
    actor: Actor,
    document: Document,
    kind: str,
    legal_basis: str = "",
    fixed_on: date | None = None,
    note: str = "",
    file: IO[bytes] | Any | None = None,
    name: str = "",
    at: datetime,
) -> Version:
    """Add the first version or a revision, with its PDF where there is one. A job reads it; people see it after that.

    Raises `InvalidInput` with what is wrong with the file (damaged, locked, something else inside), `Refused` where the same
    file is a version already, `Unavailable` where the disk is full.
    """
    policies.may_tend(actor, document).require()
    if kind == VersionKind.REVISED and not note.strip():
        raise InvalidInput(_("Say what the revision changes."), fields={"note": _("One or two sentences that everybody understands.")})
    checked = None
    if file is not None:
        try:
            checked = check_upload(file, accept=frozenset({"pdf"}), limit_bytes=settings.DOCUMENT_LIMIT_BYTES)
        except DangerousFile:
            report_file(actor=actor, where="planning.document", name=name, site_id=None)
            raise
        there = Version.objects.filter(document=document, file_sha256=checked.sha256).first()
        if there is not None:
            raise Refused(
                _("This very PDF is version %(number)d already.") % {"number": there.number}, hint=_("Choose the file of the revision.")
            )
        files.keep_pdf(checked.sha256, file)
    with transaction.atomic():
        row = Document.objects.select_for_update(of=("self",)).select_related("government", "office").get(pk=document.pk)
        last = Version.objects.filter(document=row).order_by("-number").first()
        if last is not None and kind == VersionKind.FIRST:
            raise Refused(_("There is a first version already."), hint=_("Bring this one as a revision."))
        version = Version(
            document=row, number=(last.number if last else 0) + 1, kind=kind, legal_basis=legal_basis.strip()[:250], fixed_on=fixed_on,
            note=note.strip(), file_path=files.pdf_path(checked.sha256) if checked else "",
            file_name=_file_name(name) if checked else "", file_sha256=checked.sha256 if checked else "",
            file_bytes=checked.size_bytes if checked else 0, page_count=checked.pages if checked else 0,
        )  # fmt: skip
        try:
            with transaction.atomic():
                version.save(force_insert=True)
        except IntegrityError:
            raise Refused(_("Somebody brought a version at the same moment."), hint=_("Look at it, then try again.")) from None
        data = _data(row, version=version.number, sha256=version.file_sha256, bytes=version.file_bytes)
        trail.record("planning.version.added", row, actor=actor, at=at, data=data, public=_is_public(row) and not version.file_path)
        if version.file_path:
            jobs.read_version.enqueue(version_id=str(version.pk))
        else:
            documents.index_document(row)
    return version


def _file_name(name: str) -> str:
    plain = "".join(letter for letter in name.rpartition("/")[2].rpartition("\\")[2] if letter.isprintable() and letter not in '"<>:|?*')
    return (plain.strip()[-190:] or "dokumen.pdf") if plain.lower().endswith(".pdf") else "dokumen.pdf"


def read_version(version_id: UUID, *, at: datetime | None = None) -> bool:
    """Keep the text of every page and let the version be seen, unless a page holds somebody's NIK. May be run again.

    A PDF of which no text can be had (the child died) is seen with its pictures alone. Returns whether it can be seen.
    """
    version = Version.objects.select_related("document__government", "document__office").filter(pk=version_id).first()
    if version is None or not version.file_path:
        return False
    if version.is_read:
        return True
    path = files.on_disk(version.file_path)
    if not path.is_file():
        raise NotFound("the PDF is not there (any more)")
    try:
        texts = reading.page_texts(path)
    except reading.Unreadable:
        texts = [""] * version.page_count
    covered = [reading.without_secrets(text) for text in texts]
    held = [number for number, text in enumerate(covered, 1) if MASKED in text]
    with transaction.atomic():
        row = Version.objects.select_for_update(of=("self",)).select_related("document__government", "document__office").get(pk=version_id)
        if row.is_read:
            return True
        DocumentPage.objects.filter(version=row).delete()
        DocumentPage.objects.bulk_create(
            [DocumentPage(version=row, number=number, text=text) for number, text in enumerate(covered, 1)], batch_size=PAGES_AT_ONCE
        )
        row.page_count = len(covered) or row.page_count
        row.is_read = not held
        row.save(update_fields=["page_count", "is_read"])
        data = {"version": row.number, "pages": row.page_count, "with_text": sum(bool(text) for text in covered)}
        _seen(row, SYSTEM, "planning.version.held" if held else "planning.version.read", at or clock.now(), data | {"held": held[:50]})
    return row.is_read


def _seen(version: Version, actor: Actor, verb: str, at: datetime, data: Mapping[str, Any], reason: str = "") -> None:
    """One entry, and what follows once a version can be seen: found by search, drawn, compared."""
    document = version.document
    public = version.is_read and _is_public(document)
    trail.record(verb, document, actor=actor, at=at, reason=reason, data=_data(document, **data), public=public)
    if version.is_read:
        documents.index_document(document)
        jobs.draw_pages.enqueue(version_id=str(version.pk), first=1)


@transaction.atomic
def release_version(*, actor: Actor, version: Version, reason: str, at: datetime) -> None:
    """Let a version be seen although a page holds what looks like a NIK: somebody has looked, and says why it may."""
    policies.may_tend(actor, version.document).require()
    if len(reason.strip()) < 10:
        raise InvalidInput(_("Say why everybody may see these pages."), fields={"reason": _("At least one sentence.")})
    row = Version.objects.select_for_update(of=("self",)).select_related("document__government", "document__office").get(pk=version.pk)
    if row.is_read or not DocumentPage.objects.filter(version=row).exists():
        raise Refused(_("There is nothing to let through."))
    row.is_read = True
    row.save(update_fields=["is_read"])
    _seen(row, actor, "planning.version.released", at, {"version": row.number}, reason.strip()[:500])


@transaction.atomic
def take_back_version(*, actor: Actor, version: Version, reason: str, at: datetime) -> None:
    """Remove a version with its file: the wrong PDF, or one that must not be seen. Figures that came with it stay, and keep it there."""
    policies.may_tend(actor, version.document).require()
    if len(reason.strip()) < 10:
        raise InvalidInput(_("Say why it is taken back."), fields={"reason": _("At least one sentence.")})
    row = Version.objects.select_for_update(of=("self",)).select_related("document__government", "document__office").get(pk=version.pk)
    if row.runs.exists():
        raise Refused(_("Figures of the plan were imported with this version."), hint=_("Bring a revision instead."))
    document, sha256 = row.document, row.file_sha256
    was_seen = row.is_read and _is_public(document)
    row.delete()
    data = _data(document, version=version.number, sha256=sha256)
    trail.record("planning.version.taken_back", document, actor=actor, at=at, reason=reason.strip()[:500], data=data, public=was_seen)
    documents.index_document(document)
    if sha256 and not Version.objects.filter(file_sha256=sha256).exists():
        transaction.on_commit(lambda: _remove_files(sha256))


def _remove_files(sha256: str) -> None:
    import shutil

    if not Version.objects.filter(file_sha256=sha256).exists():
        files.on_disk(files.pdf_path(sha256)).unlink(missing_ok=True)
        shutil.rmtree(files.picture_path(sha256, 1).parent, ignore_errors=True)


def draw_pages(version_id: UUID, first: int) -> int:
    """Draw the next pages and queue those after them; compare with the version before at the end. Returns how many were drawn."""
    version = Version.objects.select_related("document").filter(pk=version_id).exclude(file_path="").first()
    if version is None:
        return 0
    last = min(version.page_count, first + CHUNK_PAGES - 1)
    try:
        drawn = reading.draw(version.file_sha256, files.on_disk(version.file_path), first, last)
    except reading.Unreadable:
        drawn = 0  # each page tries once more when somebody asks for it
    if last < version.page_count:
        jobs.draw_pages.enqueue(version_id=str(version.pk), first=last + 1)
    else:
        before = Version.objects.filter(document=version.document, number__lt=version.number, is_read=True).order_by("-number").first()
        if before is not None:
            queries.work_out_difference(before, version)
    return drawn
