"""What a group could write about when it does not know where to begin: short, doable this week with a phone."""

from __future__ import annotations

from datetime import date
from uuid import UUID

from django.utils.translation import gettext_lazy as _

IDEAS = (
    _("Photograph the board at the village office and write what is new on it."),
    _("Ask three neighbours what they pay for rice, fish and chillies this week, and write the prices down."),
    _("Tell who won, planted, built or opened something in the village this month."),
    _("Write how one gets a letter from the village office: what to bring, when it is open, how long it takes."),
    _("Ask the midwife or the health post when the next immunisation day is, and tell everybody."),
    _("Choose one product of the village: who makes it, how, and where to buy it."),
    _("Ask the oldest person in your street how the village got its name."),
    _("Which rumour went round this week? Ask somebody who must know, and write what is true."),
)


def idea_for(group_id: UUID, day: date) -> str:
    """An idea for this group in this month: another one each month, and not the same for all neighbours."""
    return str(IDEAS[(group_id.int + day.year * 12 + day.month) % len(IDEAS)])
