"""Who gets what at the addresses of planning documents: what is public everybody, the drawer those whose it is."""

from __future__ import annotations

import io
from datetime import UTC, date, datetime
from typing import Any

from betang.planning.tests.pdfs import pdf
from tests.access import Row

AT = datetime(2026, 11, 24, 2, tzinfo=UTC)
TEXT = "Pembangunan jembatan gantung di Desa Mantangai Hilir."


def _document(house: Any, *, status: str) -> Any:
    from betang.planning.papers import actions

    citra = house.actor("citra")
    document = actions.bring_document(
        actor=citra, government=house.province, kind="rkpd", title="RKPD Rahasia 2027", from_year=2027, to_year=2027, status=status, at=AT
    )
    for number, words in enumerate((TEXT, TEXT.replace("gantung", "beton")), 1):
        version = actions.add_version(
            actor=citra, document=document, kind="first" if number == 1 else "revised", fixed_on=date(2026, 7, number),
            note="Jembatannya berbeda.", file=io.BytesIO(pdf(words)), name="rkpd.pdf", at=AT,
        )  # fmt: skip
        actions.read_version(version.pk, at=AT)
    return document


def public(house: Any) -> Any:
    """A document that everybody may see, in two versions."""
    return _document(house, status="enacted")


def prepared(house: Any) -> Any:
    """The same, still in the drawer."""
    return _document(house, status="prepared")


def _key(house: Any) -> dict[str, Any]:
    from betang.planning.models import Document

    return {"document_id": Document.objects.get().pk}


def _version(house: Any) -> dict[str, Any]:
    return {**_key(house), "number": 1}


def _page(house: Any) -> dict[str, Any]:
    return {"address": "rkpd-62-2027", "number": 1, "page": 1}


def _picture(house: Any) -> dict[str, Any]:
    from betang.planning.models import Version

    return {**_page(house), "mark": Version.objects.get(number=1).file_sha256[:12]}


ONE = {"address": "rkpd-62-2027"}
TITLE = "RKPD Rahasia"
DESK = {"nobody": 302, "citra": 200}
SENT = {"nobody": 302, "citra": 422}

PAPERS = [
    Row("planning:documents", prepare=public, shows=TITLE),
    Row("planning:document", kwargs=ONE, prepare=public, shows=TITLE),
    Row("planning:document", kwargs=ONE, prepare=prepared, others=404, hides=TITLE),
    Row("planning:document_search", kwargs=ONE, prepare=public, shows=TITLE),
    Row("planning:document_search", kwargs=ONE, prepare=prepared, others=404, hides=TITLE),
    Row("planning:document_changes", kwargs={**ONE, "number": 2}, prepare=public, shows="Jembatannya berbeda."),
    Row("planning:document_changes", kwargs={**ONE, "number": 2}, prepare=prepared, others=404, hides=TITLE),
    Row("planning:document_pdf", kwargs={**ONE, "number": 1}, prepare=public),
    Row("planning:document_pdf", kwargs={**ONE, "number": 1}, prepare=prepared, others=404),
    Row("planning:document_page", kwargs=_page, prepare=public, shows="jembatan gantung"),
    Row("planning:document_page", kwargs=_page, prepare=prepared, others=404, hides="jembatan"),
    Row("planning:document_picture", kwargs=_picture, prepare=public),
    Row("planning:document_picture", kwargs=_picture, prepare=prepared, others=404),
    Row("planning:document_thumb", kwargs=_picture, prepare=public),
    Row("planning:document_thumb", kwargs=_picture, prepare=prepared, others=404),
    Row("planning_desk:documents", prepare=prepared, answers=DESK, others=403, shows=TITLE, hides=TITLE),
    Row("planning_desk:bring_document", answers=DESK, others=403),
    Row("planning_desk:bring_document", method="post", answers=SENT, others=403),
    Row("planning_desk:document", kwargs=_key, prepare=prepared, answers=DESK, others=403, shows=TITLE, hides=TITLE),
    Row("planning_desk:change_document", method="post", kwargs=_key, prepare=prepared, answers=SENT, others=403),
    Row("planning_desk:add_version", method="post", kwargs=_key, prepare=prepared, answers=SENT, others=403),
    Row("planning_desk:release_version", method="post", kwargs=_version, prepare=prepared, answers=SENT, others=403),
    Row("planning_desk:take_back_version", method="post", kwargs=_version, prepare=prepared, answers=SENT, others=403),
    Row("planning_desk:version_file", kwargs=_version, prepare=prepared, answers=DESK, others=403),
]
