"""Reading what villages show of their budgets. Set-based: one village or all of a kabupaten cost the same six queries."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db.models import BigIntegerField, Count, Exists, F, OuterRef, Q, Sum
from django.db.models.functions import Coalesce

from betang.kernel import clock
from betang.planning.duties import rules
from betang.planning.models import Document, Hanging, Line, LinePlace, Realisation, VillageIncome
from betang.planning.papers.rules import PUBLIC
from betang.planning.terms import VILLAGE_DOCUMENTS, Scheme
from betang.regions.models import Region
from betang.regions.terms import Kind, Level

BIGGEST = 6
_AMOUNT = Coalesce(F("revised_idr"), F("budgeted_idr"), output_field=BigIntegerField())


def _lines(codes: Sequence[str] | None, within: str, year: int) -> Any:
    rows = Line.objects.filter(scheme=Scheme.VILLAGE_ACTIVITY, fiscal_year=year, is_withdrawn=False)
    return rows.filter(government_code__in=codes) if codes is not None else rows.filter(government_code__startswith=within + ".")


def _facts(year: int, *, codes: Sequence[str] | None = None, within: str = "") -> dict[str, rules.Facts]:
    """What is here by village, for some villages or all within a region. Six queries."""

    def of(field: str) -> Q:
        return Q(**{f"{field}__in": codes}) if codes is not None else Q(**{f"{field}__startswith": within + "."})

    documents: dict[str, set[str]] = defaultdict(set)
    for code, kind in Document.objects.filter(
        of("government__code"), kind__in=VILLAGE_DOCUMENTS, status__in=PUBLIC, from_year__lte=year, to_year__gte=year
    ).values_list("government__code", "kind"):
        documents[code].add(kind)
    placed = Exists(LinePlace.objects.filter(line=OuterRef("pk")))
    lines = {
        row["government_code"]: row
        for row in _lines(codes, within, year)
        .annotate(amount=_AMOUNT, placed=placed)
        .values("government_code")
        .annotate(
            lines=Count("pk"),
            without_place=Count("pk", filter=Q(placed=False, location_text="")),
            without_amount=Count("pk", filter=Q(amount__isnull=True)),
            spending=Sum("amount"),
            own=Sum("amount", filter=Q(code__startswith=rules.OWN_FIELD + ".")),
            samples=Count("pk", filter=Q(is_sample=True)),
        )
        .order_by()
    }
    realised: dict[str, set[date]] = defaultdict(set)
    for code, day in (
        Realisation.objects.filter(of("line__government_code"), line__fiscal_year=year, line__is_withdrawn=False, spent_idr__isnull=False)
        .filter(line__scheme=Scheme.VILLAGE_ACTIVITY)
        .values_list("line__government_code", "until_on")
        .distinct()
        .order_by()
    ):
        realised[code].add(day)
    incomes = dict(
        VillageIncome.objects.filter(of("village_code"), fiscal_year=year).values_list("village_code").annotate(n=Count("pk")).order_by()
    )
    hangings: dict[str, list[tuple[str, date]]] = defaultdict(list)
    for code, place, day in Hanging.objects.filter(of("village_code"), fiscal_year=year).values_list("village_code", "place", "on"):
        hangings[code].append((place, day))
    found = {}
    for code in set(codes or ()) | set(documents) | set(lines) | set(realised) | set(incomes) | set(hangings):
        row: dict[str, Any] = lines.get(code, {})
        found[code] = rules.Facts(
            code=code, year=year, documents=frozenset(documents.get(code, ())), lines=row.get("lines", 0),
            without_place=row.get("without_place", 0), without_amount=row.get("without_amount", 0),
            spending_idr=row.get("spending") or 0, own_idr=row.get("own") or 0, realised=tuple(sorted(realised.get(code, ()))),
            incomes=incomes.get(code, 0), hangings=tuple(hangings.get(code, ())), is_sample=bool(row.get("samples")),
        )  # fmt: skip
    return found


def facts_of(code: str, year: int) -> rules.Facts:
    """What is here of one village and year. Five queries."""
    return _facts(year, codes=[code])[code]


def summary(code: str, year: int, *, today: date | None = None) -> rules.Summary:
    """How a village stands, for its region's page. Five queries."""
    facts = facts_of(code, year)
    return rules.summary_of(facts, rules.duties(facts, today=today or clock.today()))


def years_of(code: str) -> list[int]:
    """The years of which a village shows anything, newest first. Two queries."""
    found = set(Line.objects.filter(government_code=code, is_withdrawn=False).values_list("fiscal_year", flat=True).distinct().order_by())
    found |= set(VillageIncome.objects.filter(village_code=code).values_list("fiscal_year", flat=True).distinct().order_by())
    return sorted(found, reverse=True)


@dataclass(frozen=True, slots=True)
class VillageRow:
    """A village in the overview of its kabupaten."""

    code: str
    name: str
    district: str
    summary: rules.Summary


def overview(within: str, year: int, *, today: date | None = None) -> list[VillageRow]:
    """All villages (not kelurahan) within a region, those that show least first. Seven queries, however many villages."""
    day = today or clock.today()
    facts = _facts(year, within=within)
    rows = []
    villages = Region.objects.filter(
        code__startswith=within + ".", level=Level.VILLAGE, valid_to__isnull=True, kind__in=(Kind.DESA, Kind.DESA_ADAT)
    ).select_related("parent")
    for village in villages.order_by("code"):
        one = facts.get(village.code) or rules.Facts(code=village.code, year=year)
        parent = village.parent.name if village.parent is not None else ""
        rows.append(VillageRow(village.code, village.full_name, parent, rules.summary_of(one, rules.duties(one, today=day))))
    return rows


@dataclass(frozen=True, slots=True, kw_only=True)
class PosterFigures:
    """Everything that the poster says. Amounts are whole rupiah."""

    incomes: tuple[tuple[str, int], ...]
    fields: tuple[tuple[str, int], ...]
    biggest: tuple[tuple[str, str, int], ...]
    income_idr: int
    spending_idr: int
    left_idr: int
    spent_idr: int | None
    lines: int
    is_revised: bool
    is_sample: bool


def poster_figures(code: str, year: int) -> PosterFigures:
    """The figures of a village's poster. Four queries."""
    lines = _lines([code], "", year).annotate(amount=_AMOUNT)
    fields: dict[str, int] = defaultdict(int)
    spending = spent = count = 0
    is_revised = is_sample = has_spent = False
    for field_code, amount, revised, realised, sample in lines.values_list(
        "field_code", "amount", "revised_idr", "realised_idr", "is_sample"
    ):
        fields[field_code[:2]] += amount or 0
        spending += amount or 0
        spent += realised or 0
        count += 1
        is_revised |= revised is not None
        is_sample |= sample
        has_spent |= realised is not None
    biggest = list(lines.filter(amount__gt=0).exclude(code__startswith=rules.OWN_FIELD + ".").order_by("-amount", "code")[:BIGGEST])
    details: dict[Any, str] = {}
    for line_id, detail, name in LinePlace.objects.filter(line__in=biggest).order_by("id").values_list("line_id", "detail", "region__name"):
        details.setdefault(line_id, detail or name)
    names = dict(rules.INCOMES)
    rows = [
        (row.account_code, (row.revised_idr if row.revised_idr is not None else row.budgeted_idr) or 0, row.is_sample)
        for row in VillageIncome.objects.filter(village_code=code, fiscal_year=year)
    ]
    income = [(names.get(account, account), amount) for account, amount, _sample in rows if account.startswith("4") and amount > 0]
    return PosterFigures(
        incomes=tuple(sorted(income, key=lambda one: -one[1])),
        fields=tuple((rules.FIELDS.get(key, key), amount) for key, amount in sorted(fields.items()) if amount > 0),
        biggest=tuple((line.name, details.get(line.pk) or line.location_text, line.amount) for line in biggest),
        income_idr=sum(amount for _name, amount in income),
        spending_idr=spending,
        left_idr=sum(amount for account, amount, _sample in rows if account.startswith("6.1")),
        spent_idr=spent if has_spent else None,
        lines=count,
        is_revised=is_revised,
        is_sample=is_sample or any(sample for _account, _amount, sample in rows),
    )
