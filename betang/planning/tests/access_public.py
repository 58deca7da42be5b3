"""Who gets what at the public pages of plans: everybody everything."""

from __future__ import annotations

from typing import Any

from betang.planning.tests import plans
from tests.access import Row


def _codes(house: Any) -> None:
    plans.codes()


def _road(house: Any) -> dict[str, Any]:
    return {"number": "62.03-2026-1.03.10.2.01.0032"}


def _office(house: Any) -> dict[str, Any]:
    from betang.regions.models import Office

    return {"office_id": Office.objects.get(short_name="PUPR").pk}


ROWS = [
    Row("planning:explorer"),
    Row("planning:glossary", shows="Dana Desa"),
    Row("planning:compare"),
    Row("planning:compare_paper", others=404),
    Row("planning:export", kwargs={"form": "csv"}, shows="nomor"),
    Row("planning:field", kwargs={"code": "1.03"}, prepare=_codes, shows="Pekerjaan umum"),
    Row("planning:programme", kwargs={"code": "1.03.10"}, prepare=_codes, shows="Penyelenggaraan jalan"),
    Row("planning:activity", kwargs={"code": "1.03.10.2.01"}, prepare=_codes),
    Row("planning:sub_activity", kwargs={"code": "1.03.10.2.01.0032"}, prepare=_codes, shows="Panjang jalan"),
    Row("planning:office", kwargs=_office, prepare=plans.world, shows="PUPR"),
    Row("planning:line_paper", kwargs={"number": "62.03-2026-9.99"}, others=404),
    Row("planning:line", kwargs=_road, prepare=plans.world, shows="Rehabilitasi jalan Mantangai"),
]
