"""Who gets what at the exchange with the national system: planners of the kabupaten, and a kecamatan's officers for their part."""

from __future__ import annotations

from typing import Any

from tests.access import Row


def _staff(house: Any) -> dict[str, str]:
    from betang.proposals.tests.access import _sent

    _sent(house)
    return {"wilayah": "62.03", "tahun": "2028"}


def _run(house: Any) -> dict[str, Any]:
    from betang.proposals.models import ExchangeRun
    from betang.proposals.tests.worlds import AT

    _staff(house)
    row = dict.fromkeys(("number", "action", "done"), "") | {"row": 2, "id": "9001", "title": "Sumur bor rahasia", "kind": "same"}
    row |= {"notes": [], "problems": []}
    run, _made = ExchangeRun.objects.get_or_create(
        region=house.kapuas, fiscal_year=2028, file_name="usulan.csv", sha256="a" * 64,
        defaults={"report": {"rows": [row], "counts": {"same": 1}, "needs": []}, "created_at": AT, "state": "done", "post": "planning"},
    )  # fmt: skip
    return {"run_id": run.pk}


ROWS: list[Row] = [
    Row("proposals_desk:exchange", prepare=_staff, answers={"nobody": 302, "citra": 200, "gita": 200}, others=403),
    Row(
        "proposals_desk:exchange_bring", method="post", data=_staff, answers={"nobody": 302, "citra": 422, "gita": 404}, others=403,
    ),
    Row(
        "proposals_desk:exchange_take", method="post", data=lambda house: {**_staff(house), "bentuk": "csv"},
        answers={"nobody": 302, "citra": 200, "gita": 404}, others=403, shows="id_usulan", hides="id_usulan",
    ),
    Row(
        "proposals_desk:exchange_run", kwargs=_run, answers={"nobody": 302, "citra": 200, "gita": 404}, others=403,
        shows="Sumur bor rahasia", hides="Sumur bor rahasia",
    ),
]  # fmt: skip
