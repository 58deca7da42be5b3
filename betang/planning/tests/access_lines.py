"""Who gets what at the desk of plans, and at the photos of the work.

Citra plans for the province: she opens the desk of the province's plan, and no plan of Kapuas or of a village. Nobody else of the
cast writes plans. Plans are public, so a page that is for others says so (403) instead of hiding.
"""

from __future__ import annotations

from uuid import UUID

from betang.accounts.actors import SYSTEM
from tests.access import Row

NOBODYS = UUID(int=7)
NUMBER = "62-2026-1.03.10.2.01.0032"


def _line(house) -> None:
    """A line of the province's plan, which Citra tends."""
    from betang.planning.actions.lines import save_line
    from betang.planning.terms import Phase
    from betang.planning.tests.writers import AT, BRIDGE, settle

    settle(house)
    save_line(
        actor=SYSTEM, government=house.province, fiscal_year=2026, code=BRIDGE, name="Jembatan", amounts={Phase.BUDGETED: 9_000_000}, at=AT
    )


def _kapuas_line(house) -> None:
    from betang.planning.tests.writers import settle, works_line

    works_line(settle(house), actor=SYSTEM)


def _kapuas_number(house) -> dict[str, str]:
    from betang.planning.models import Line

    return {"number": Line.objects.get().number}


def _photo(house) -> None:
    import io

    from django.core.files.uploadedfile import SimpleUploadedFile
    from PIL import Image

    from betang.planning.actions.progress import add_photo
    from betang.planning.models import Line
    from betang.planning.tests.writers import AT

    _line(house)
    out = io.BytesIO()
    Image.new("RGB", (64, 48), "white").save(out, "JPEG")
    add_photo(actor=SYSTEM, line=Line.objects.get(), file=SimpleUploadedFile("a.jpg", out.getvalue()), alt="Jembatan", at=AT)


def _photo_name(house) -> dict[str, str]:
    from betang.planning.models import Photo

    return {"name": Photo.objects.get().path.rpartition("/")[2]}


CITRA = {"nobody": 302, "citra": 200}
LATER = {"nobody": 302, "citra": 302}
NONE = {"nobody": 302}

LINES: list[Row] = [
    Row("planning:photo", kwargs=_photo_name, prepare=_photo),
    Row("planning_desk:home", answers=CITRA, others=403, shows="Provinsi Kalimantan Tengah"),
    Row(
        "planning_desk:lines",
        kwargs={"code": "62", "year": 2026},
        prepare=_line,
        answers=CITRA,
        others=403,
        shows="Jembatan",
        hides="Jembatan",
    ),
    Row("planning_desk:lines", kwargs={"code": "62.03", "year": 2026}, answers=NONE, others=403),
    Row("planning_desk:lines", kwargs={"code": "62.03.05", "year": 2026}, answers={"nobody": 302, "citra": 404}, others=403),
    Row("planning_desk:add", kwargs={"code": "62", "year": 2026}, prepare=_line, answers=CITRA, others=403),
    Row("planning_desk:add", kwargs={"code": "62.03.05.2004", "year": 2026}, answers=NONE, others=403),
    Row("planning_desk:add", method="post", kwargs={"code": "62.03", "year": 2026}, answers=NONE, others=403),
    Row("planning_desk:line", kwargs={"number": NUMBER}, prepare=_line, answers=CITRA, others=403, shows="Jembatan", hides="Jembatan"),
    Row("planning_desk:line", kwargs=_kapuas_number, prepare=_kapuas_line, answers=NONE, others=403, hides="Pembangunan Jembatan"),
    Row("planning_desk:line", method="post", kwargs=_kapuas_number, prepare=_kapuas_line, answers=NONE, others=403),
    Row(
        "planning_desk:withdraw", method="post", kwargs={"number": NUMBER}, prepare=_line, data={"reason": "uji"}, answers=LATER, others=403
    ),
    Row(
        "planning_desk:withdraw",
        method="post",
        kwargs=_kapuas_number,
        prepare=_kapuas_line,
        data={"reason": "uji"},
        answers=NONE,
        others=403,
    ),
    Row("planning_desk:realisation", kwargs={"number": NUMBER}, prepare=_line, answers=CITRA, others=403, hides="Jembatan"),
    Row("planning_desk:realisation", method="post", kwargs=_kapuas_number, prepare=_kapuas_line, answers=NONE, others=403),
    Row(
        "planning_desk:remove_realisation",
        kwargs={"number": NUMBER, "realisation_id": NOBODYS},
        prepare=_line,
        answers={"nobody": 302, "citra": 404},
        others=403,
    ),
    Row("planning_desk:photos", kwargs={"number": NUMBER}, prepare=_photo, answers=CITRA, others=403, hides="Jembatan"),
    Row("planning_desk:photos", method="post", kwargs=_kapuas_number, prepare=_kapuas_line, answers=NONE, others=403),
    Row(
        "planning_desk:remove_photo",
        method="post",
        kwargs={"number": NUMBER, "photo_id": NOBODYS},
        prepare=_line,
        answers=LATER,
        others=403,
    ),
    Row("planning_desk:promises", kwargs={"number": NUMBER}, prepare=_line, answers=CITRA, others=403, hides="Jembatan"),
    Row("planning_desk:promises", method="post", kwargs=_kapuas_number, prepare=_kapuas_line, answers=NONE, others=403),
    Row("planning_desk:steps", kwargs={"number": NUMBER}, prepare=_line, answers=CITRA, others=403, hides="Jembatan"),
    Row("planning_desk:steps", method="post", kwargs=_kapuas_number, prepare=_kapuas_line, answers=NONE, others=403),
    Row("planning_desk:history", kwargs={"number": NUMBER}, prepare=_line, answers=CITRA, others=403, hides="Jembatan"),
]
