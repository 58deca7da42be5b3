"""Agencies (perangkat daerah) of the governments: the first ones by seed, the rest at the desk."""

from __future__ import annotations

from datetime import date, datetime

from django.db import transaction
from django.utils.translation import gettext

from betang.audit import trail
from betang.kernel.actor import Actor
from betang.kernel.errors import InvalidInput, Refused
from betang.regions import policies
from betang.regions.models import Office, Region
from betang.regions.terms import Kind, Level, OfficeKind

PROVINCE_OFFICES = (
    (OfficeKind.COMMS, "Dinas Komunikasi, Informatika, Persandian dan Statistik", "Diskominfosantik"),
    (OfficeKind.PLANNING, "Badan Perencanaan Pembangunan Daerah, Penelitian dan Pengembangan", "Bappedalitbang"),
)
REGENCY_OFFICES = (
    (OfficeKind.COMMS, "Dinas Komunikasi, Informatika, Statistik dan Persandian", "Diskominfo"),
    (OfficeKind.PLANNING, "Badan Perencanaan Pembangunan, Riset dan Inovasi Daerah", "Bapperida"),
)


@transaction.atomic
def set_up_offices(*, actor: Actor, province_code: str, at: datetime) -> int:
    """Give the province and each kabupaten and kota the two offices that others must find, where one is lacking.

    The names are the usual ones; each government corrects its own at the desk. Twice changes nothing. Returns how many
    were made.
    """
    governments = list(
        Region.objects.filter(code__startswith=province_code, level__in=[Level.PROVINCE, Level.REGENCY], valid_to__isnull=True)
    )
    there = set(Office.objects.filter(region__in=governments, valid_to__isnull=True).values_list("region_id", "kind"))
    made = []
    for region in governments:
        wanted = PROVINCE_OFFICES if region.level == Level.PROVINCE else REGENCY_OFFICES
        for kind, name, short_name in wanted:
            if (region.pk, kind.value) not in there:
                made.append(
                    Office(region=region, kind=kind, name=f"{name} {region.full_name}", short_name=f"{short_name} {_short(region)}")
                )
    Office.objects.bulk_create(made)
    province = next((one for one in governments if one.level == Level.PROVINCE), None)
    if made and province is not None:
        trail.record("regions.offices.set_up", province, actor=actor, at=at, data={"offices": len(made)})
    return len(made)


def _short(region: Region) -> str:
    return {Kind.PROVINSI: f"Prov. {region.name}", Kind.KOTA: f"Kota {region.name}"}.get(Kind(region.kind), region.name)


@transaction.atomic
def save_office(
    *, actor: Actor, region: Region, kind: OfficeKind, name: str, short_name: str = "", code: str = "", at: datetime,
    office: Office | None = None,
) -> Office:  # fmt: skip
    """Add an office to a region's government, or correct one."""
    policies.may_keep(actor, region.code).require()
    name = " ".join(name.split())
    if not name or len(name) > 200:
        raise InvalidInput(gettext("Type the office's name."), fields={"name": gettext("At most 200 letters.")})
    if office is not None and office.region_id != region.pk:
        raise Refused(gettext("This office belongs to another government."))
    is_new = office is None
    row = office or Office(region=region)
    row.kind, row.name, row.short_name, row.code = kind, name, " ".join(short_name.split())[:60], code.strip()[:30]
    row.save()
    trail.record(
        "regions.office.added" if is_new else "regions.office.corrected",
        row,
        actor=actor,
        at=at,
        public=True,
        data={"region_code": region.code, "name": name},
    )
    return row


@transaction.atomic
def close_office(*, actor: Actor, office: Office, on: date, at: datetime) -> Office:
    """End an office: it stays in histories and is offered nowhere any more."""
    policies.may_keep(actor, office.region.code).require()
    if office.valid_to is not None:
        raise Refused(gettext("This office is already closed."))
    office.valid_to = on
    office.save(update_fields=["valid_to"])
    trail.record("regions.office.closed", office, actor=actor, at=at, public=True, data={"region_code": office.region.code})
    return office
