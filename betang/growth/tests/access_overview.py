"""Who gets what at the coordinator's desk, its reports and the spread."""

from __future__ import annotations

from typing import Any

from tests.access import Row

REPORT = "Laporan contoh tentang Kapuas"


def _counted(house: Any) -> None:
    from betang.growth import actions
    from betang.growth.tests.worlds import AT, ladder

    ladder(house)
    actions.count_measures(at=AT)


def _report(house: Any) -> Any:
    from betang.growth.models import PeriodReport
    from betang.growth.reporting import actions
    from betang.growth.tests.worlds import AT

    found = PeriodReport.objects.filter(region=house.kapuas).first()
    if found is None:
        from betang.communities.rules import period

        found = actions.begin(actor=house.actor("gita"), region=house.kapuas, period=period("2025-S1"), at=AT)
        actions.keep_text(actor=house.actor("gita"), report=found, text=REPORT, at=AT)
        found = actions.send(actor=house.actor("gita"), report=found, to="Kepala Dinas", at=AT)
    return found


def _key(house: Any) -> dict[str, Any]:
    return {"report_id": _report(house).pk}


def _list(house: Any) -> dict[str, Any]:
    import io

    from betang.growth.spread import importing

    body = f"Kode wilayah,Sinyal,Tanggal,Sumber\n{house.village.code},lemah,2026-01-01,Diskominfo\n"
    return {"sha256": importing.keep(actor=house.actor("gita"), file=io.BytesIO(body.encode()), region="62.03").sha256}


OFFICE = {"nobody": 302, "eka": 200, "gita": 200}
DOES = {"nobody": 302, "eka": 302, "gita": 302}
NOTHING_TYPED = {"nobody": 302, "eka": 422, "gita": 422}
HERE = {"wilayah": "62.03"}

ROWS: list[Row] = [
    Row("growth:spread"),
    Row("growth_desk:overview", prepare=_counted, answers=OFFICE, others=403, shows="Kapuas", hides="Batang Danum"),
    Row(
        "growth_desk:overview_export",
        kwargs={"form": "csv"},
        prepare=_counted,
        answers=OFFICE,
        others=403,
        shows="Batang Danum",
        hides="Batang Danum",
    ),
    Row("growth_desk:overview_count", method="post", data=HERE, answers=DOES, others=403),
    Row("growth_desk:reports", prepare=_report, answers=OFFICE, others=403),
    Row("growth_desk:reports", method="post", data=HERE, answers=NOTHING_TYPED, others=403),
    Row("growth_desk:report", kwargs=_key, answers=OFFICE, others=403, shows=REPORT, hides=REPORT),
    Row("growth_desk:report", kwargs=_key, method="post", answers=NOTHING_TYPED, others=403),
    Row("growth_desk:report_file", kwargs=lambda house: {**_key(house), "form": "xlsx"}, answers=OFFICE, others=403),
    Row("growth_desk:spread", prepare=_counted, answers=OFFICE, others=403),
    Row("growth_desk:spread_example", answers=OFFICE, others=403),
    Row("growth_desk:spread_import", answers=OFFICE, others=403),
    Row("growth_desk:spread_import", method="post", data=HERE, answers=NOTHING_TYPED, others=403),
    Row("growth_desk:spread_confirm", kwargs=_list, data=HERE, answers=OFFICE, others=403),
    Row("growth_desk:spread_confirm", kwargs=_list, method="post", data=HERE | {"aksi": "tidak"}, answers=DOES, others=403),
]
