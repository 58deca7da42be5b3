"""A small world of plans: a few codes, two offices of Kapuas, and three people who write plans there.

Hana plans for Kapuas, Indra is officer of the village, Joko of the public works office.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import UTC, date, datetime

from betang.accounts.actors import SYSTEM
from betang.accounts.models import Appointment, Person
from betang.accounts.queries import actor_of
from betang.accounts.terms import Post
from betang.planning.actions.codes import load_nomenclature
from betang.planning.actions.lines import FundShare, Place, save_line
from betang.planning.catalogue import CodeRow
from betang.planning.terms import Phase, Scheme
from betang.regions.models import Office

AT = datetime(2026, 11, 24, 2, 0, tzinfo=UTC)
WELL, ROAD = "02.04.11", "02.03.10"
BRIDGE, CLINIC, DESK = "1.03.10.2.01.0032", "1.02.02.2.01.0001", "1.03.01.2.01.0001"
FUND, OTHER_FUND = "1.2.1.01.02", "1.1.1.01"

CODES = {
    Scheme.REGIONAL: {
        "1": "URUSAN WAJIB",
        "1.02": "URUSAN PEMERINTAHAN BIDANG KESEHATAN",
        "1.02.02": "PROGRAM PEMENUHAN UPAYA KESEHATAN",
        "1.02.02.2.01": "Penyediaan Fasilitas Pelayanan Kesehatan",
        CLINIC: "Pembangunan Puskesmas",
        "1.03": "URUSAN PEMERINTAHAN BIDANG PEKERJAAN UMUM DAN PENATAAN RUANG",
        "1.03.10": "PROGRAM PENYELENGGARAAN JALAN",
        "1.03.10.2.01": "Penyelenggaraan Jalan Kabupaten/Kota",
        BRIDGE: "Pembangunan Jembatan",
        "X": "URUSAN X",
        "X.XX": "BIDANG XX",
        "X.XX.01": "PROGRAM PENUNJANG",
        "X.XX.01.2.01": "Perencanaan",
        "X.XX.01.2.01.0001": "Penyusunan Dokumen Perencanaan",
    },
    Scheme.VILLAGE_ACTIVITY: {
        "02": "BIDANG PELAKSANAAN PEMBANGUNAN DESA",
        "02.03": "Pekerjaan Umum",
        ROAD: "Pengerasan Jalan Desa",
        "02.04": "Kawasan Permukiman",
        WELL: "Sumber Air Bersih Milik Desa",
    },
    Scheme.VILLAGE_ACCOUNT: {"4": "PENDAPATAN", "4.2": "Transfer", "4.2.1": "Dana Desa", "4.2.3": "Alokasi Dana Desa"},
    Scheme.FUND_SOURCE: {"1": "DANA UMUM", FUND: "DAU", OTHER_FUND: "PKB"},
}


@dataclass
class Plans:
    """The people, as policies see them, and the offices."""

    house: object
    works: Office
    health: Office
    people: dict[str, Person] = field(default_factory=dict)

    def actor(self, name: str):
        return actor_of(self.people[name])

    def sign_in(self, client, name: str):
        client.force_login(self.people[name], backend="allauth.account.auth_backends.AuthenticationBackend")
        return client


def settle(house) -> Plans:
    """Load the codes, set up offices and people."""
    for scheme, codes in CODES.items():
        rows = [CodeRow(code=code, name=name) for code, name in codes.items()]
        load_nomenclature(actor=SYSTEM, scheme=scheme, version="uji", name="Uji", rows=rows, from_year=2024, to_year=None, at=AT)
    works = Office.objects.create(region=house.kapuas, name="Dinas Pekerjaan Umum", short_name="PUPR", code="1.03")
    health = Office.objects.create(region=house.kapuas, name="Dinas Kesehatan", code="1.02")
    plans = Plans(house, works, health)
    for name, post, region, office in (
        ("hana", Post.PLANNER, house.kapuas, None),
        ("indra", Post.VILLAGE_OFFICER, house.village, None),
        ("joko", Post.AGENCY_OFFICER, house.kapuas, works),
    ):
        person = Person.objects.create_user(name=name.capitalize(), email=f"{name}@contoh.test", password=None)
        Appointment.objects.create(person=person, post=post, region=region, office=office, from_on=date(2024, 1, 2))
        plans.people[name] = person
    return plans


def village_line(plans: Plans, name: str = "Sumur bor RT 02", *, amount: int = 85_000_000, code: str = WELL, year: int = 2026, **more):
    """A line that Indra types into the village's budget."""
    more.setdefault("places", [Place(region=plans.house.village, detail="RT 02/RW 01")])
    more.setdefault("funds", [FundShare(code="4.2.1")])
    return save_line(
        actor=more.pop("actor", plans.actor("indra")),
        government=plans.house.village,
        fiscal_year=year,
        code=code,
        name=name,
        amounts=more.pop("amounts", {Phase.BUDGETED: amount}),
        at=AT,
        **more,
    )


def works_line(plans: Plans, name: str = "Pembangunan Jembatan", *, code: str = BRIDGE, amounts=None, **more):
    """A line of the public works office that Hana types."""
    return save_line(
        actor=more.pop("actor", plans.actor("hana")),
        government=plans.house.kapuas,
        fiscal_year=2026,
        office=more.pop("office", plans.works),
        code=code,
        name=name,
        amounts=amounts or {Phase.CEILING: 900_000_000, Phase.BUDGETED: 850_000_000},
        at=AT,
        **more,
    )
