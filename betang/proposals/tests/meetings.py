"""Meetings to try things with."""

from __future__ import annotations

from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from betang.proposals.meetings import actions, rules
from betang.proposals.meetings.rules import Guest
from betang.proposals.terms import MeetingKind

ZONE = ZoneInfo("Asia/Pontianak")
DAY = datetime(2026, 11, 23, 8, 0, tzinfo=ZONE)
"""The meeting; `AT` of the worlds is a day later."""

AT = datetime(2026, 11, 24, 9, 0, tzinfo=ZONE)
CROWD = [Guest(f"Warga Nomor{at}", "RT 01", at % 2 == 0) for at in range(1, 7)]
WORDS = "Sudah dibahas dan disepakati oleh warga yang hadir."
MINUTES = "Musyawarah berjalan tertib. Warga sepakat mendahulukan air bersih."


def said(**more) -> actions.MeetingValues:
    """What a village's meeting says of itself."""
    whole = {
        "title": "Musyawarah Desa Mantangai Hilir",
        "starts_at": DAY,
        "place": "Balai Desa Mantangai Hilir",
        "fiscal_year": 2028,
        "agenda": rules.agenda_of("08.00 | Pembukaan | Kepala desa\n09.00 | Mengurutkan usulan | BPD"),
        "invited": rules.invited_of("Ketua RT | 4\nPKK | 5"),
        "quorum": 5,
        "criteria": rules.criteria_typed("Mendesak | 60\nWarga terbantu | 40"),
    }
    return actions.MeetingValues(**(whole | more))


def planned(
    house, who: str = "ani", *, kind: str = MeetingKind.VILLAGE_ASSEMBLY, region=None, at: datetime = DAY - timedelta(days=7), **more
):
    """A meeting that is only planned."""
    afterwards = more.pop("is_afterwards", False)
    code = (region or house.village).code
    return actions.plan_meeting(actor=house.actor(who), kind=kind, region_code=code, values=said(**more), at=at, is_afterwards=afterwards)


def held(house, proposals=(), *, guests=CROWD, who: str = "ani", **more):
    """A meeting to which people have come, with its list."""
    meeting = planned(house, who, **more)
    actions.invite(actor=house.actor(who), meeting=meeting, at=DAY - timedelta(days=6))
    actions.take_up(actor=house.actor(who), meeting=meeting, proposal_ids=[one.pk for one in proposals], at=DAY)
    if guests:
        actions.record_attendance(actor=house.actor(who), meeting=meeting, guests=guests, at=DAY)
    return meeting


def decide(house, meeting, row, action: str = "accept", *, who: str = "ani", at: datetime = AT, reason: str = "meets_needs", **more):
    """Let the meeting decide on one of its list."""
    return actions.decide_item(
        actor=house.actor(who), meeting=meeting, ranked_id=row.pk, action=action, at=at, reason_code=reason, words=WORDS, **more
    )
