"""Who gets what at the addresses of the calendar, the price dictionary and the summary."""

from __future__ import annotations

from typing import Any

from tests.access import Row


def _office(house: Any) -> Any:
    from betang.proposals.tests import worlds
    from betang.regions.models import Office

    return Office.objects.filter(region=house.kapuas).first() or worlds.staff(house)


def _keepers(house: Any) -> dict[str, Any]:
    """Citra plans for Kapuas, Ani is officer of her village, Fajar of one far away."""
    _office(house)
    return {"code": house.kapuas.code, "year": 2028}


_HIDDEN = {"nobody": 302, "budi": 403, "dedi": 403, "eka": 403, "gita": 403}
FORM = {
    "aksi": "fase:village_proposals",
    "village_proposals-opens_on": "2027-01-09",
    "village_proposals-closes_on": "2027-02-14",
    "village_proposals-source": "Surat Bappeda Kapuas 12/2026",
    "kunci": "kalender-akses",
}

ROWS = [
    Row("proposals:calendar", shows="Kalimantan Tengah"),
    Row("proposals:prices"),
    Row("proposals:summary"),
    Row("proposals:summary_csv"),
    Row("proposals:summary_json"),
    Row("proposals_desk:prices", prepare=_office, answers={**_HIDDEN, "ani": 403, "fajar": 403, "citra": 200}),
    Row("proposals_desk:bring_prices", prepare=_office, answers={**_HIDDEN, "ani": 403, "fajar": 403, "citra": 200}),
    Row(
        "proposals_desk:bring_prices", method="post", prepare=_office, answers={**_HIDDEN, "ani": 403, "fajar": 403, "citra": 422},
    ),
    Row("proposals_desk:calendars", prepare=_office, answers={**_HIDDEN, "ani": 302, "fajar": 302, "citra": 200}),
    Row("proposals_desk:calendar", kwargs=_keepers, answers={**_HIDDEN, "ani": 404, "fajar": 404, "citra": 200}),
    Row(
        "proposals_desk:calendar", method="post", kwargs=_keepers, data=FORM,
        answers={**_HIDDEN, "ani": 404, "fajar": 404, "citra": 302}, hides="Surat Bappeda",
    ),
]  # fmt: skip
