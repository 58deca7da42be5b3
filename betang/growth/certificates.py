"""Certificates: issued at once, drawn as a PDF in a job, sealed, and checked by anyone with the code.

The row is the certificate; the file is its picture. It is made once and never again: what was printed yesterday is checked by its hash.
"""

from __future__ import annotations

import hashlib
from datetime import date, datetime
from html import escape
from importlib import resources
from pathlib import Path
from uuid import UUID

import segno
from django.conf import settings
from django.core.cache import cache
from django.core.files.base import ContentFile
from django.core.files.storage import storages
from django.db import transaction
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import translation
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from betang.accounts.actors import SYSTEM, Actor
from betang.audit import signet, trail
from betang.casework.rules import token_from, token_shown, token_typed
from betang.communities.actions.numbers import next_number
from betang.communities.models import Group
from betang.growth.models import Certificate, Registration
from betang.growth.terms import CertificateKind
from betang.guard.saving import disk_full_told
from betang.hosting.addresses import portal_url
from betang.kernel import clock
from betang.kernel.errors import InvalidInput, NotFound, Refused
from betang.kernel.ids import uuid7
from betang.planning.paper import pdf_of
from betang.regions.models import Region
from betang.regions.queries import by_code

NUMBER_PATTERN = "{kode}/SERT/{tahun}/{nomor}"
FOLDER = "sertifikat"
STYLESHEET = Path(str(resources.files("betang.growth").joinpath("certificate.css")))

SENTENCES = {
    CertificateKind.TRAINING: _("took part in the training"),
    CertificateKind.COURSE: _("finished the course"),
    CertificateKind.STAGE: _("reached, after verification on the spot, the stage"),
    CertificateKind.CONTEST: _("was awarded in the contest"),
    CertificateKind.MENTOR: _("mentored a young group:"),
}


@transaction.atomic
def issue(
    *,
    kind: str,
    holder: str,
    title: str,
    region: Region,
    group: Group | None = None,
    registration: Registration | None = None,
    signer: str,
    signer_post: str,
    on: date,
    at: datetime,
    actor: Actor,
    is_sample: bool = False,
    is_drawn: bool = True,
) -> Certificate:
    """Issue a certificate in the action's own transaction: number, code, entry; its PDF is made by a job after the commit.

    Where many are issued at once (`is_drawn` False), the file is made when somebody first asks for it.

    `region` is whose office issues it (the number begins with its code). `holder` is what stands on it as name. One for a registration.
    """
    if registration is not None:
        before: Certificate | None = Certificate.objects.filter(registration=registration).first()
        if before is not None:
            return before
    key = uuid7()
    year = on.year
    row = Certificate.objects.create(
        pk=key,
        code=token_from(hashlib.sha256(key.bytes + settings.SECRET_KEY.encode()).digest()),
        kind=kind,
        number=next_number("certificate", region.code, year, pattern=NUMBER_PATTERN),
        holder=holder[:120],
        title=title[:250],
        group=group,
        registration=registration,
        region=region,
        signer=signer[:120],
        signer_post=signer_post[:120],
        issued_on=on,
        issued_at=at,
        is_sample=is_sample,
    )
    trail.record(
        "growth.certificate.issued", row, actor=actor, at=at, public=True,
        data={"number": row.number, "kind": kind, "title": row.title, "group_id": str(group.pk) if group else None},
    )  # fmt: skip
    if is_drawn:
        _draw_soon(row)
    return row


def _draw_soon(row: Certificate) -> None:
    from betang.growth import jobs

    if cache.add(f"growth.certificate.{row.pk}", 1, timeout=300):  # asked for again, it is under way already
        jobs.draw_certificate.enqueue(certificate_id=str(row.pk))


@transaction.atomic
def revoke(*, actor: Actor, certificate: Certificate, reason: str, at: datetime) -> Certificate:
    """Revoke a certificate, with words. Its page stays and says so. The caller has asked its own policy."""
    if not reason.strip():
        raise InvalidInput(gettext("Say why."), fields={"reason": gettext("Say why.")})
    kept = Certificate.objects.select_for_update().get(pk=certificate.pk)
    if kept.revoked_at is not None:
        raise Refused(gettext("This certificate has been revoked already."))
    kept.revoked_at, kept.revoked_reason = at, reason.strip()
    kept.save(update_fields=["revoked_at", "revoked_reason"])
    trail.record(
        "growth.certificate.revoked", kept, actor=actor, at=at, reason=reason.strip(), public=True, data={"number": kept.number}
    )  # fmt: skip
    return kept


def issuer_of(region_code: str) -> Region:
    """Whose office issues for a place: its kabupaten's or city's; the province's for the province itself."""
    parts = region_code.split(".")
    return by_code(".".join(parts[:2]))


def draw(certificate_id: UUID) -> None:
    """Make the PDF of a certificate, seal it and keep it. Told twice, it is made once. Nothing where PDF files cannot be made here."""
    row = Certificate.objects.select_related("region", "group").get(pk=certificate_id)
    if row.path:
        return
    with translation.override(settings.LANGUAGE_CODE):
        body = pdf_of(sheet_of(row), instead=gettext("The certificate can be checked on its page all the same."), stylesheet=STYLESHEET)
    digest = hashlib.sha256(body).hexdigest()
    path = f"{FOLDER}/{row.code}-{digest[:12]}.pdf"
    storage = storages["private"]
    with disk_full_told():
        if not storage.exists(path):
            storage.save(path, ContentFile(body))
    with transaction.atomic():
        kept = Certificate.objects.select_for_update(of=("self",)).get(pk=row.pk)
        if kept.path:
            return
        kept.path, kept.sha256, kept.seal, kept.public_key = path, digest, signet.sign(digest), signet.public_key().hex()
        kept.save(update_fields=["path", "sha256", "seal", "public_key"])
        trail.record(
            "growth.certificate.drawn", kept, actor=SYSTEM, at=clock.now(), public=True, data={"sha256": digest, "seal": kept.seal}
        )


def sheet_of(row: Certificate) -> str:
    """The certificate as an HTML page for the PDF."""
    url = page_url(row)
    return render_to_string(
        "growth/certificate_paper.html",
        {
            "row": row,
            "sentence": SENTENCES[CertificateKind(row.kind)],
            "region": row.region.full_name,
            "url": url,
            "code": token_shown(row.code),
            "qr": qr_svg(url),
        },
    )


def qr_svg(text: str, *, dark: str = "#211a14", label: str = "") -> str:
    """A QR code as an SVG of squares, one unit a module, with the quiet zone of four modules that ISO/IEC 18004 asks for."""
    matrix = segno.make(text, error="m", micro=False).matrix
    size = len(matrix) + 8
    path = "".join(f"M{x + 4} {y + 4}h1v1h-1z" for y, row in enumerate(matrix) for x, bit in enumerate(row) if bit)
    label = escape(label or gettext("QR code that leads to %(url)s") % {"url": text})
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {size} {size}" role="img" aria-label="{label}" shape-rendering="crispEdges">'
        f'<rect width="{size}" height="{size}" fill="#fff"/><path fill="{dark}" d="{path}"/></svg>'
    )


def page_url(row: Certificate) -> str:
    """The whole address of a certificate's page: what its QR says."""
    return portal_url(reverse("growth:certificate", urlconf=settings.ROOT_URLCONF, kwargs={"code": token_shown(row.code)}))


def by_typed_code(text: str) -> Certificate:
    """The certificate of a code as somebody typed it. Raises `NotFound`."""
    row = Certificate.objects.select_related("region", "group").filter(code=token_typed(text)).first()
    if row is None:
        raise NotFound(
            gettext("There is no certificate with this code."),
            hint=gettext("Compare the twelve letters with the paper. If they are the same, the paper does not come from this house."),
        )
    return row


def body_of(row: Certificate) -> bytes | None:
    """The kept file; None while it is being made, which this begins where nobody has."""
    if not row.path:
        _draw_soon(row)
        return None
    with storages["private"].open(row.path) as file:
        return bytes(file.read())


def is_genuine(row: Certificate, sha256: str) -> bool:
    """Is a file of this SHA-256 the certificate as it was made and sealed here?"""
    return bool(row.sha256) and row.sha256 == sha256 and signet.is_signed(row.sha256, row.seal, public_key=bytes.fromhex(row.public_key))
