"""Proposals to try things with, and the people who sit at the levels."""

from __future__ import annotations

from datetime import date, datetime
from decimal import Decimal
from zoneinfo import ZoneInfo

from betang.proposals.rules import Values

ZONE = ZoneInfo("Asia/Pontianak")
AT = datetime(2026, 11, 24, 9, 0, tzinfo=ZONE)
WORDS = "Sudah kami bahas bersama warga di balai desa."

SEATS = (
    ("ani", "village_officer", "village"),
    ("gita", "district_officer", "mantangai"),
    ("citra", "planner", "kapuas"),
    ("dedi", "agency_officer", "kapuas"),
    ("eka", "budget_team", "kapuas"),
    ("fajar", "village_officer", "far_village"),
)


def values(house, **more) -> Values:
    """A whole proposal of a resident of Mantangai Hilir."""
    said = {
        "title": "Sumur bor untuk RT 03",
        "problem": "Setiap kemarau kami mengambil air ke sungai sejauh satu kilometer.",
        "idea": "Sumur bor 60 meter dengan tandon di samping musala.",
        "region_code": house.village.code,
        "place_detail": "RT 03, samping musala",
        "field_code": "1.03",
        "volume": Decimal("2.00"),
        "unit": "unit",
        "estimate_idr": 150_000_000,
        "beneficiary_count": 60,
        "land_status": "village",
        "proposer_name": "Siti Maimunah",
        "proposer_phone": "0812 3456 7890",
    }
    return Values(**(said | more))


def staff(house):
    """Everybody sits at a level of Kapuas; Fajar at a village far away. The agency has an office. Returns the office."""
    from betang.accounts.models import Appointment
    from betang.regions.models import Office

    office = Office.objects.create(region=house.kapuas, name="Dinas Pekerjaan Umum dan Penataan Ruang", short_name="Dinas PUPR")
    for name, post, region in SEATS:
        Appointment.objects.create(
            person=house.people[name],
            post=post,
            region=getattr(house, region),
            office=office if post == "agency_officer" else None,
            from_on=date(2024, 1, 2),
        )
    return office


def sent(house, *, at: datetime = AT, **more):
    """A resident's proposal that lies with the village."""
    from betang.accounts.actors import NOBODY
    from betang.proposals import actions

    return actions.propose(actor=NOBODY, values=values(house, **more), at=at, has_consent=True)


LEVEL_OF = {"village": "ani", "district": "gita", "planning": "citra", "agency": "dedi", "budget_team": "eka"}
WAY = ("village", "district", "planning", "agency", "budget_team")


def accept(house, proposal, who: str, *, office=None, at: datetime = AT, **more):
    """Let `who` accept what lies with them."""
    from betang.proposals import actions

    more = {"reason_code": "meets_needs", "words": WORDS, "volume": Decimal("2.00"), "amount_idr": 140_000_000} | more
    return actions.decide(
        actor=house.actor(who), proposal=proposal, action="accept", at=at, office_id=office.pk if office is not None else None, **more
    )


def up_to(house, proposal, level: str, office, *, at: datetime = AT) -> None:
    """Let every level below `level` accept; `planned` for all of them."""
    for one in WAY:
        if one == level:
            return
        accept(house, proposal, LEVEL_OF[one], office=office if one == "planning" else None, at=at)
