"""Who gets what at the bank of unfunded proposals and the close of a year."""

from __future__ import annotations

from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

from tests.access import Row

OVER = datetime(2028, 1, 10, 9, 0, tzinfo=ZoneInfo("Asia/Pontianak"))


def _kept(house: Any) -> Any:
    """A proposal that the close of 2028 put into the bank."""
    from betang.proposals import actions
    from betang.proposals.tests.access import _sent

    proposal = _sent(house).proposal
    proposal.matter.refresh_from_db()
    if proposal.matter.state != "deferred":
        actions.decide(
            actor=house.actor("ani"), proposal=proposal, action="defer", reason_code="no_budget",
            words="Dana desa tahun ini sudah habis dibagi.", at=OVER,
        )  # fmt: skip
    return proposal


def _at(house: Any) -> dict[str, str]:
    return {"address": _kept(house).matter.address}


def _closing(house: Any) -> dict[str, Any]:
    from betang.proposals.models import YearClosing
    from betang.proposals.tests.access import _sent

    _sent(house)
    YearClosing.objects.get_or_create(region=house.kapuas, fiscal_year=2026, defaults={"offered_at": OVER})
    return {"code": "62.03", "year": 2026}


READERS = {"nobody": 302, "ani": 200, "gita": 200, "citra": 200, "fajar": 200}

ROWS: list[Row] = [
    Row("proposals:bank", prepare=_kept, shows="Sumur bor"),
    Row("proposals_desk:bank", prepare=_kept, answers=READERS, others=403),
    Row(
        "proposals_desk:take_up", method="post", kwargs=_at,
        answers={"nobody": 302, "ani": 302, "gita": 403, "citra": 403, "fajar": 404}, others=403,
    ),
    Row(
        "proposals_desk:retire", method="post", kwargs=_at,
        answers={"nobody": 302, "ani": 422, "gita": 403, "citra": 403, "fajar": 404}, others=403,
    ),
    Row("proposals_desk:closings", prepare=_closing, answers={"nobody": 302, "citra": 200}, others=403, hides="Tutup tahun 2026"),
    Row("proposals_desk:close", method="post", kwargs=_closing, answers={"nobody": 302, "citra": 302}, others=403),
]  # fmt: skip

ROWS += [
    Row("proposals:worker", shows="showNotification"),
    Row("proposals:push", kwargs=lambda house: _sent_at(house), shows="key"),
    Row("proposals:push", kwargs={"address": "62.03-U-2026-9999"}, others=404),
]


def _sent_at(house: Any) -> dict[str, str]:
    from betang.proposals.tests.access import _at as sent_at

    return sent_at(house)
