"""A small world of plans for tests: a province, a kabupaten and a village, two years, made with a few bulk inserts."""

from __future__ import annotations

from datetime import UTC, date, datetime
from decimal import Decimal
from types import SimpleNamespace
from typing import Any

from betang.planning import rollups
from betang.planning.models import (
    Code,
    Figure,
    ImportRun,
    Indicator,
    Line,
    LineFund,
    LinePlace,
    Milestone,
    Nomenclature,
    Realisation,
    SourceFile,
)
from betang.planning.rules import parts
from betang.planning.terms import CodeLevel, FileKind, IndicatorKind, Phase, RunState, Scheme
from betang.regions.models import Office

AT = datetime(2026, 1, 15, 3, tzinfo=UTC)
YEAR = 2026

CODES = (
    ("1.01", CodeLevel.FIELD, "URUSAN PEMERINTAHAN BIDANG PENDIDIKAN"),
    ("1.03", CodeLevel.FIELD, "URUSAN PEMERINTAHAN BIDANG PEKERJAAN UMUM DAN PENATAAN RUANG"),
    ("1.03.10", CodeLevel.PROGRAMME, "PROGRAM PENYELENGGARAAN JALAN"),
    ("1.03.10.2.01", CodeLevel.ACTIVITY, "Penyelenggaraan Jalan Kabupaten/Kota"),
    ("1.03.10.2.01.0032", CodeLevel.SUB_ACTIVITY, "Rehabilitasi Jalan"),
    ("1.03.10.2.01.0033", CodeLevel.SUB_ACTIVITY, "Pemeliharaan Rutin Jalan"),
    ("1.01.02", CodeLevel.PROGRAMME, "PROGRAM PENGELOLAAN PENDIDIKAN"),
    ("1.01.02.2.01", CodeLevel.ACTIVITY, "Pengelolaan Pendidikan Sekolah Dasar"),
    ("1.01.02.2.01.0001", CodeLevel.SUB_ACTIVITY, "Pembangunan Unit Sekolah Baru"),
)
VILLAGE_CODES = (
    ("02", CodeLevel.FIELD, "BIDANG PELAKSANAAN PEMBANGUNAN DESA"),
    ("02.03", CodeLevel.PROGRAMME, "Sub Bidang Pekerjaan Umum dan Penataan Ruang"),
    ("02.03.10", CodeLevel.ACTIVITY, "Pembangunan/Rehabilitasi/Peningkatan Jalan Desa"),
    ("04", CodeLevel.FIELD, "BIDANG PEMBERDAYAAN MASYARAKAT DESA"),
    ("04.01", CodeLevel.PROGRAMME, "Sub Bidang Kelautan dan Perikanan"),
    ("04.01.01", CodeLevel.ACTIVITY, "Pemeliharaan Karamba/Kolam Perikanan Darat Milik Desa"),
)


def line(government: Any, code: str, name: str, *, year: int = YEAR, office: Any = None, key: str = "", **values: Any) -> Line:
    """An unsaved line."""
    scheme = Scheme.VILLAGE_ACTIVITY if len(code.partition(".")[0]) == 2 else Scheme.REGIONAL
    found = parts(code, scheme)
    return Line(
        government=government, government_code=government.code, fiscal_year=year, office=office, scheme=scheme, code=code,
        field_code=found.field, programme_code=found.programme, activity_code=found.activity, name=name, key=key,
        number=f"{government.code}-{year}-{code}{'-' + key if key else ''}", changed_at=AT, **values,
    )  # fmt: skip


def codes() -> None:
    """The code lists of the world."""
    regional = Nomenclature.objects.create(scheme=Scheme.REGIONAL, version="900.1.15.5-1317", name="Kepmendagri 900.1.15.5-1317/2023")
    village = Nomenclature.objects.create(scheme=Scheme.VILLAGE_ACTIVITY, version="permendagri-20-2018", name="Permendagri 20/2018")
    funds = Nomenclature.objects.create(scheme=Scheme.FUND_SOURCE, version="050-5889", name="Kepmendagri 050-5889/2021")
    Code.objects.bulk_create(
        [
            *(
                Code(
                    nomenclature=regional, code=code, level=level, name=name, unit="km" if code.endswith("0032") else "",
                    performance="Terpeliharanya jalan kabupaten" if code.endswith("0032") else "",
                    indicator="Panjang jalan yang direhabilitasi" if code.endswith("0032") else "",
                )
                for code, level, name in CODES
            ),
            *(Code(nomenclature=village, code=code, level=level, name=name) for code, level, name in VILLAGE_CODES),
            Code(nomenclature=funds, code="1.2.1.01.02", level=CodeLevel.ITEM, name="Dana Alokasi Umum (DAU)"),
            Code(nomenclature=funds, code="4.2.1", level=CodeLevel.ITEM, name="Dana Desa"),
        ]
    )  # fmt: skip


def world(house: Any) -> SimpleNamespace:
    """Plans of the province, Kapuas and Mantangai Hilir for 2025 and 2026, with their sums; and the people they are for."""
    codes()
    for region, people in ((house.kapuas, 410_000), (house.village, 1_850), (house.katingan, 170_000)):
        region.population = people
        region.save(update_fields=["population"])
    office = Office.objects.create(region=house.kapuas, name="Dinas Pekerjaan Umum dan Penataan Ruang", short_name="PUPR")
    road = line(
        house.kapuas, "1.03.10.2.01.0032", "Rehabilitasi jalan Mantangai – Lamunti", office=office, location_text="Kec. Mantangai",
        proposed_idr=5_000_000_000, ceiling_idr=4_500_000_000, budgeted_idr=4_200_000_000, realised_idr=2_100_000_000,
        physical_percent=Decimal("55"),
    )  # fmt: skip
    upkeep = line(house.kapuas, "1.03.10.2.01.0033", "Pemeliharaan jalan kabupaten", office=office, budgeted_idr=800_000_000)
    school = line(house.kapuas, "1.01.02.2.01.0001", "Pembangunan SD Mantangai Hilir", proposed_idr=900_000_000)
    bridge = line(house.province, "1.03.10.1.01.0007", "Jembatan Sungai Mantangai", budgeted_idr=12_000_000_000)
    footpath = line(house.village, "02.03.10", "Pengerasan jalan RT 4", budgeted_idr=180_000_000, realised_idr=171_000_000,
                    physical_percent=Decimal("100"))  # fmt: skip
    ponds = line(house.village, "04.01.01", "Keramba warga", budgeted_idr=60_000_000)
    old_path = line(house.village, "02.03.10", "Jalan RT 2", year=YEAR - 1, budgeted_idr=150_000_000, realised_idr=149_000_000)
    old_well = line(house.village, "04.01.01", "Kolam ikan", year=YEAR - 1, budgeted_idr=40_000_000)
    old_road = line(house.kapuas, "1.03.10.2.01.0032", "Rehabilitasi jalan Mantangai", year=YEAR - 1, office=office,
                    budgeted_idr=3_000_000_000, realised_idr=2_950_000_000)  # fmt: skip
    far = line(house.far_village, "02.03.10", "Jalan Telangkah", budgeted_idr=77_000_000, is_sample=True)
    gone = line(house.kapuas, "1.03.10.2.01.0033", "Batal", office=office, key="batal", budgeted_idr=1, is_withdrawn=True)
    every = [road, upkeep, school, bridge, footpath, ponds, old_path, old_well, old_road, far, gone]
    Line.objects.bulk_create(every)
    LinePlace.objects.bulk_create(
        [
            LinePlace(line=road, region=house.mantangai, region_code=house.mantangai.code),
            LinePlace(line=school, region=house.village, region_code=house.village.code),
            LinePlace(line=upkeep, region=house.kapuas, region_code=house.kapuas.code),
            LinePlace(line=bridge, region=house.village, region_code=house.village.code, share_idr=7_000_000_000),
            LinePlace(line=bridge, region=house.far_village, region_code=house.far_village.code, share_idr=5_000_000_000),
            LinePlace(line=footpath, region=house.village, region_code=house.village.code, detail="RT 4"),
        ]
    )
    file = SourceFile.objects.create(sha256="ab" * 32, name="APBD Kapuas 2026.xlsx", path="ab/apbd.xlsx", size_bytes=1, received_at=AT)
    run = ImportRun.objects.create(
        file=file, kind=FileKind.PLAN, government=house.kapuas, fiscal_year=YEAR, phase=Phase.BUDGETED, state=RunState.DONE, created_at=AT
    )
    figures = []
    for one in every:
        for phase in Phase:
            amount = getattr(one, f"{phase}_idr")
            if amount is not None:
                is_read = one is road and phase == Phase.BUDGETED
                figures.append(
                    Figure(line=one, phase=phase, amount_idr=amount, stated_at=AT, run=run if is_read else None,
                           sheet="Sheet1" if is_read else "", cell="D17" if is_read else "")
                )  # fmt: skip
    Figure.objects.bulk_create(figures)
    LineFund.objects.bulk_create(
        [
            *(LineFund(line=one, code="1.2.1.01.02") for one in (road, upkeep, school, bridge)),
            *(LineFund(line=one, code="4.2.1") for one in (footpath, ponds)),
        ]
    )
    Indicator.objects.create(
        line=road, kind=IndicatorKind.OUTPUT, text="Panjang jalan", year=YEAR, target=12, target_text="12 km", unit="km"
    )
    Milestone.objects.create(line=road, name="Kontrak", due_on=date(2026, 3, 1), done_on=date(2026, 3, 9))
    Realisation.objects.create(line=road, until_on=date(2026, 6, 30), spent_idr=2_100_000_000, percent=55, words="Hujan", stated_at=AT)
    for government, year in sorted({(one.government_code, one.fiscal_year) for one in every}):
        rollups.rebuild(government, year)
    return SimpleNamespace(
        road=road, upkeep=upkeep, school=school, bridge=bridge, footpath=footpath, ponds=ponds, office=office, far=far, gone=gone
    )
