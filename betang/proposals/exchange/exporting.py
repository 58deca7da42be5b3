"""Proposals of a region and year as a table in the national system's field names: XLSX or CSV."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator
from datetime import datetime
from decimal import Decimal

from django.db import transaction
from django.db.models import Prefetch, Q

from betang.accounts.actors import Actor
from betang.audit import trail
from betang.casework import policies as casework
from betang.casework.models import Step
from betang.casework.terms import Level
from betang.kernel import clock
from betang.proposals import machine
from betang.proposals.exchange import fields, policies
from betang.proposals.exchange.weighing import sector_words
from betang.proposals.models import LevelOpinion, Proposal
from betang.proposals.terms import Channel
from betang.regions.models import Region
from betang.regions.queries import place_lines

Value = str | int | float | None
_NAMES = {level: name for name, level in fields.LEVELS.items()}
KINDS = {
    "asmas": (Channel.RESIDENT, Channel.GROUP, Channel.MEETING),
    "pokir": (Channel.COUNCIL,),
}
_KIND_WORDS = {
    Channel.RESIDENT: "Usulan Aspirasi Masyarakat", Channel.GROUP: "Usulan Aspirasi Masyarakat", Channel.MEETING: "Usulan Musrenbang",
    Channel.COUNCIL: "Usulan Reses / Pokok Pikiran",
}  # fmt: skip
"""What the national system calls them; not ours to translate."""


def safe(text: str) -> str:
    """A text that a spreadsheet would take for a formula is made a text again: what residents type comes from anybody."""
    return f"'{text}" if text.lstrip(" \t\r\n\0")[:1] in ("=", "+", "-", "@") or text[:1] in ("\t", "\r") else text


def rows_of(actor: Actor, region_code: str, fiscal_year: int, kind: str) -> Iterator[dict[str, Value]]:
    """Each proposal as a row. The proposer's name stands in rows of those that lie with whoever asks; elsewhere the initials."""
    rows = (
        Proposal.objects.filter(
            Q(region_code=region_code) | Q(region_code__startswith=f"{region_code}."),
            matter__is_public=True, fiscal_year=fiscal_year, channel__in=KINDS[kind],
        )
        .select_related("matter__region", "matter__office", "office", "group")
        .prefetch_related(
            Prefetch("opinions", LevelOpinion.objects.filter(fiscal_year=fiscal_year).order_by("at", "id")),
            Prefetch("matter__steps", Step.objects.exclude(reason_code="").order_by("seq")),
        )
        .order_by("region_code", "sent_at", "pk")
    )  # fmt: skip
    batch: list[Proposal] = []
    for one in rows.iterator(chunk_size=500):
        batch.append(one)
        if len(batch) == 500:
            yield from _batch(actor, batch)
            batch = []
    yield from _batch(actor, batch)


def _batch(actor: Actor, batch: list[Proposal]) -> Iterator[dict[str, Value]]:
    places = place_lines({one.region_code for one in batch})
    for one in batch:
        yield _row(actor, one, places.get(one.region_code, "").split(", "))


def _number(value: Decimal | None) -> Value:
    return None if value is None else int(value) if value == value.to_integral_value() else float(value)


def _row(actor: Actor, one: Proposal, place: list[str]) -> dict[str, Value]:
    matter = one.matter
    assert matter is not None
    sees = casework.seat_at(actor, matter.level, matter.holder_code, matter.office_id) is not None or actor.is_system
    last = next(iter(reversed(list(matter.steps.all()))), None)
    state = matter.state
    refused, cancelled, returned = state.startswith("refused_"), state == "cancelled", state.startswith("returned_")
    words = last.words if last is not None else ""
    depth = one.region_code.count(".")
    made: dict[str, Value] = {
        "id_usulan": one.national_id, "tahun_anggaran": one.fiscal_year, "jenis_usul_teks": _KIND_WORDS[Channel(one.channel)],
        "pengusul": (one.proposer_name if sees and one.proposer_name else "") or (one.group.name if one.group else one.proposer_label),
        "giat_teks": one.title, "masalah": one.problem, "detail_gagasan": one.idea, "tujuan_usul": one.beneficiaries,
        "alamat_teks": one.place_detail, "lokus_usulan": ", ".join(place),
        "detail_lurahteks": place[0] if depth == 3 else "",
        "detail_camatteks": place[1] if depth == 3 and len(place) > 1 else place[0] if depth == 2 else "",
        "detail_namakabkota": place[2] if depth == 3 and len(place) > 2 else place[1] if depth == 2 and len(place) > 1 else "",
        "detail_latpeta": one.latitude, "detail_langpeta": one.longitude, "detail_usulvolume": _number(one.volume),
        "koefisien": f"{_number(one.volume)} {one.unit}".strip() if one.volume is not None else "", "satuan": one.unit,
        "anggaran": one.estimate_idr, "bidang_urusan": sector_words(one.field_code),
        "kode_skpd": one.office.code if one.office else "", "nama_skpd": one.office.name if one.office else "",
        "status_usul_teks": str(machine.PROPOSAL.state(state).label),
        "is_verif": int(bool(one.opinions.all()) and not refused), "is_tolak": int(refused), "tolak_teks": words if refused else "",
        "is_batal": int(cancelled), "batal_teks": words if cancelled else "", "is_kembalikan": int(returned),
        "rekom_teks": words if returned else "",
        "created_date": one.sent_at.astimezone(clock.zone()).strftime("%Y-%m-%d") if one.sent_at else "",
        fields.NUMBER: matter.number, fields.REGION: one.region_code,
    }  # fmt: skip
    for said in one.opinions.all():
        name = _NAMES.get(Level(said.level)) if said.level in Level.values else None
        if name is not None and said.recommendation == "accepted":
            made[f"rekom_{name}_anggaran"] = said.amount_idr
            made[f"rekom_{name}_koefisien"] = f"{_number(said.volume)} {one.unit}".strip() if said.volume is not None else ""
            made[f"rekom_{name}_rekomendasi"] = said.words
    return made


@transaction.atomic
def export(*, actor: Actor, region: Region, fiscal_year: int, kind: str, shape: str, at: datetime) -> tuple[bytes, str]:
    """The file and its name. Who took what out stands in the trail: it may name people."""
    policies.may_exchange(actor, region.code).require()
    columns = fields.EXPORTS[kind]
    rows = [[row.get(column) for column in columns] for row in rows_of(actor, region.code, fiscal_year, kind)]
    body = _csv(columns, rows) if shape == "csv" else _xlsx(columns, rows)
    data = {"code": region.code, "year": fiscal_year, "kind": kind, "shape": shape, "rows": len(rows)}
    trail.record("proposals.exchange.exported", region, actor=actor, at=at, data=data)
    return body, f"usulan-{kind}-{region.code}-{fiscal_year}.{shape}"


def _csv(columns: tuple[str, ...], rows: list[list[Value]]) -> bytes:
    text = io.StringIO()
    writer = csv.writer(text, lineterminator="\r\n")
    writer.writerow(columns)
    writer.writerows([["" if cell is None else safe(cell) if isinstance(cell, str) else cell for cell in row] for row in rows])
    return text.getvalue().encode("utf-8-sig")


def _xlsx(columns: tuple[str, ...], rows: list[list[Value]]) -> bytes:
    import xlsxwriter

    held = io.BytesIO()
    with xlsxwriter.Workbook(held, {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False}) as book:
        bold = book.add_format({"bold": True, "bottom": 1})
        page = book.add_worksheet("usulan")
        page.freeze_panes(1, 0)
        for column, name in enumerate(columns):
            page.write_string(0, column, name, bold)
            page.set_column(column, column, 20)
        for at, row in enumerate(rows, 1):
            for column, cell in enumerate(row):
                if isinstance(cell, str):
                    page.write_string(at, column, safe(cell))
                elif cell is not None:
                    page.write_number(at, column, cell)
    return held.getvalue()
