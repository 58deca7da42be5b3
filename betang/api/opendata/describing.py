"""Descriptions for programs: the Fiscal Data Package and the catalogue in the form of Project Open Data 1.1 (DCAT-US)."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.db.models import Max, Min

from betang.api.opendata.datasets import DATASETS, Dataset
from betang.hosting.addresses import portal_url
from betang.planning.models import Line

POD = "https://project-open-data.cio.gov/v1.1/schema"
NEVER = "2026-01-01"
PHASES = (
    ("indikatif", "proposed"), ("usulan", "proposed"), ("pagu", "proposed"), ("anggaran", "approved"), ("perubahan", "adjusted"),
    ("realisasi", "executed"),
)  # fmt: skip
"""Columns of amounts with their phase in the words of the Fiscal Data Package."""


def contact() -> str:
    """Where questions about data go."""
    domain = settings.BASE_DOMAIN if "." in settings.BASE_DOMAIN else f"{settings.BASE_DOMAIN}.localdomain"
    return settings.DATA_EMAIL or f"data@{domain}"


def _resource(one: Dataset) -> dict[str, Any]:
    fields = []
    for column in one.columns:
        made: dict[str, Any] = {"name": column.name, "type": column.type, "description": column.about}
        if column.type == "datetime":
            made["format"] = "any"
        if column.column_type:
            made["columnType"] = column.column_type
        fields.append(made)
    schema: dict[str, Any] = {"fields": fields, "missingValues": [""]}
    if one.key:
        schema["primaryKey"] = one.key
    if fields[0]["name"] == "nomor" and one.name != "rencana":
        schema["foreignKeys"] = [{"fields": "nomor", "reference": {"resource": "rencana", "fields": "nomor"}}]
    return {
        "profile": "tabular-data-resource",
        "name": one.name,
        "title": one.title,
        "description": one.about,
        "path": f"{one.name}.csv",
        "format": "csv",
        "mediatype": "text/csv",
        "encoding": "utf-8",
        "schema": schema,
    }


def _dimension(kind: str, key: str, labels: dict[str, str], more: dict[str, Any] | None = None) -> dict[str, Any]:
    attributes: dict[str, Any] = {key: {"source": key, "resource": "rencana"}}
    for label, of in labels.items():
        attributes[label] = {"source": label, "resource": "rencana", "labelfor": of}
    return {"dimensionType": kind, "primaryKey": key, "attributes": attributes, **(more or {})}


def fiscal_package() -> dict[str, Any]:
    """The Fiscal Data Package. Two queries. Source: https://fiscal.datapackage.org, profile of the Frictionless registry."""
    span = Line.objects.filter(is_withdrawn=False).aggregate(first=Min("fiscal_year"), last=Max("fiscal_year"))
    first, last = span["first"] or 2026, span["last"] or 2026
    functional, administrative = {"classificationType": "functional"}, {"classificationType": "administrative"}
    return {
        "profile": "tabular-data-package",
        "name": f"betang-{settings.PROVINCE_CODE.replace('.', '-')}",
        "id": portal_url("/data/datapackage.json"),
        "title": "Rencana, anggaran, dan realisasi dari provinsi sampai desa",
        "description": (
            "Angka menurut tahap, rupiah utuh. Kode wilayah menurut Kemendagri. Kolom contoh menandai data percobaan. "
            "Teks yang diawali tanda = + - @ diberi tanda petik tunggal di depannya."
        ),
        "homepage": portal_url("/data/"),
        "keywords": ["anggaran", "APBD", "APB Desa", "rencana"],
        "licenses": [{"name": settings.DATA_LICENSE_NAME, "path": settings.DATA_LICENSE}],
        "contributors": [{"title": settings.OPERATOR_NAME, "email": contact(), "role": "publisher"}],
        "countryCode": "ID",
        "granularity": "aggregated",
        "fiscalPeriod": {"start": f"{first}-01-01", "end": f"{last}-12-31"},
        "model": {
            "measures": {
                name: {"source": name, "resource": "rencana", "currency": "IDR", "direction": "expenditure", "phase": phase}
                for name, phase in PHASES
            },
            "dimensions": {
                "tahun": _dimension("datetime", "tahun", {}),
                "pemerintah": _dimension("classification", "kode_pemerintah", {"pemerintah": "kode_pemerintah"}, administrative),
                "perangkat": _dimension("classification", "kode_perangkat", {"perangkat": "kode_perangkat"}, administrative),
                "bidang": _dimension("classification", "kode_bidang", {}, functional),
                "program": _dimension("activity", "kode_program", {}),
                "pekerjaan": _dimension("activity", "kode", {"nama": "kode"}),
                "sumber_dana": _dimension("other", "sumber_dana", {}),
                "tempat": _dimension("location", "kode_wilayah", {}),
            },
        },
        "resources": [_resource(one) for one in DATASETS.values()],
    }


def _entry(one: Dataset, modified: str, place: str) -> dict[str, Any]:
    def file(title: str, kind: str, media_type: str) -> dict[str, Any]:
        return {
            "@type": "dcat:Distribution",
            "title": title,
            "format": kind.upper(),
            "mediaType": media_type,
            "downloadURL": portal_url(f"/data/{one.name}.{kind}"),
        }

    return {
        "@type": "dcat:Dataset",
        "identifier": portal_url(f"/data/#{one.name}"),
        "title": one.title,
        "description": one.about,
        "keyword": list(one.keywords),
        "modified": modified,
        "accrualPeriodicity": "R/PT1S",
        "accessLevel": "public",
        "publisher": {"@type": "org:Organization", "name": settings.OPERATOR_NAME},
        "contactPoint": {"@type": "vcard:Contact", "fn": settings.OPERATOR_NAME, "hasEmail": f"mailto:{contact()}"},
        "landingPage": portal_url(f"/data/#{one.name}"),
        "describedBy": portal_url("/data/datapackage.json"),
        "describedByType": "application/json",
        "language": ["id"],
        "license": settings.DATA_LICENSE,
        "spatial": place,
        "theme": ["Anggaran"] if one.is_money else ["Pemerintahan"],
        "distribution": [file(f"{one.title} (CSV)", "csv", "text/csv"), file(f"{one.title} (JSON)", "json", "application/json")],
    }


def catalogue(place: str) -> dict[str, Any]:
    """`/data.json`, as portals of Satu Data harvest it. One query. Source: https://resources.data.gov/resources/dcat-us/"""
    changed = Line.objects.aggregate(at=Max("changed_at"))["at"]
    modified = changed.date().isoformat() if changed else NEVER
    entries = [_entry(one, modified, place) for one in DATASETS.values()]
    works = _entry(DATASETS["rencana"], modified, place)
    works.update(
        identifier=portal_url("/data/#oc4ids"),
        title="Proyek infrastruktur (OC4IDS)",
        description="Baris rencana yang berupa pekerjaan fisik, dalam bentuk Open Contracting for Infrastructure Data Standard.",
        keyword=["infrastruktur", "OC4IDS", "proyek"],
        landingPage=portal_url("/data/#oc4ids"),
        conformsTo="https://standard.open-contracting.org/infrastructure/0.9/en/",
        distribution=[
            {
                "@type": "dcat:Distribution", "title": "OC4IDS", "format": "JSON", "mediaType": "application/json",
                "downloadURL": portal_url("/data/oc4ids.json"),
            }
        ],
    )  # fmt: skip
    return {
        "@context": f"{POD}/catalog.jsonld",
        "@id": portal_url("/data.json"),
        "@type": "dcat:Catalog",
        "conformsTo": POD,
        "describedBy": f"{POD}/catalog.json",
        "dataset": [*entries, works],
    }
