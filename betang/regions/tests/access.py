"""Who may open the desk of the tree: the province's administrator alone."""

from __future__ import annotations

import hashlib
from datetime import date
from uuid import UUID

from django.core.files.base import ContentFile
from django.core.files.storage import storages

from betang.regions.models import Office
from betang.regions.terms import OfficeKind
from betang.statutes.models import Holiday
from betang.statutes.terms import HolidayKind
from tests.access import Row

DATA = b"code,lat,lng\n62.03.05.2004,-1.9,114.5\n"
SHA = hashlib.sha256(DATA).hexdigest()
OFFICE = UUID("01890000-0000-7000-8000-000000000001")
HOLIDAY = UUID("01890000-0000-7000-8000-000000000002")
KEEPER = {"nobody": 302, "eka": 200}


def staged(house) -> None:
    if not storages["private"].exists(f"regions/{SHA}"):
        storages["private"].save(f"regions/{SHA}", ContentFile(DATA))


def with_office(house) -> None:
    Office.objects.create(pk=OFFICE, region=house.kapuas, kind=OfficeKind.AGENCY, name="Dinas Perikanan")


def with_holiday(house) -> None:
    Holiday.objects.create(pk=HOLIDAY, on=date(2026, 12, 9), name="Pilkades", kind=HolidayKind.PUBLIC)


def keeper(name: str, **more) -> Row:
    return Row(f"regions_desk:{name}", answers=KEEPER, others=403, **more)


ROWS = [
    keeper("index", shows="Kapuas"),
    keeper("import"),
    keeper("import_confirm", kwargs={"sha256": SHA}, prepare=staged, shows="nama"),
    keeper("region", kwargs={"code": "62.03"}, shows="Kapuas", hides="langkah"),
    keeper("office", kwargs={"code": "62.03", "office_id": OFFICE}, prepare=with_office, shows="Dinas Perikanan", hides="Dinas Perikanan"),
    keeper("days", shows="2026"),
    Row(
        "regions_desk:remove_day",
        method="post",
        kwargs={"holiday_id": HOLIDAY},
        prepare=with_holiday,
        answers={"nobody": 302, "eka": 302},
        others=403,
    ),
]
