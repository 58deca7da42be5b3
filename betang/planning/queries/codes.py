"""Reading the code lists: the one in force for a year, an entry by its code, the way down to it, a search for the desk."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass

from django.db.models import Q, QuerySet

from betang.planning.models import Code, Nomenclature
from betang.planning.rules import support_code
from betang.planning.terms import CodeLevel, Scheme

FUND_SCHEMES = {Scheme.REGIONAL: Scheme.FUND_SOURCE, Scheme.VILLAGE_ACTIVITY: Scheme.VILLAGE_ACCOUNT}
"""Which list names the money of a line: a village line's fund is an income account (4.2.1 Dana Desa)."""

LEAF = {Scheme.REGIONAL: CodeLevel.SUB_ACTIVITY, Scheme.VILLAGE_ACTIVITY: CodeLevel.ACTIVITY}
"""On which level a line has its code."""


def nomenclature_for(scheme: str, fiscal_year: int) -> Nomenclature | None:
    """The version of a list in force for plans of a year; the nearest one where none is. One query."""
    versions = list(Nomenclature.objects.filter(scheme=scheme))
    fitting = [
        one for one in versions if (one.from_year or 0) <= fiscal_year and (one.to_year is None or fiscal_year <= one.to_year)
    ] or versions
    return max(fitting, key=lambda one: (one.from_year or 0, one.version), default=None)


def codes_for(scheme: str, fiscal_year: int) -> QuerySet[Code]:
    """The entries in force for a year."""
    return Code.objects.filter(nomenclature=nomenclature_for(scheme, fiscal_year))


def known_codes(scheme: str, fiscal_year: int) -> dict[str, Code]:
    """Every entry in force, by code: for imports. Two queries. Ask it through `rules.listed_code` for support programmes (X.XX)."""
    return {one.code: one for one in codes_for(scheme, fiscal_year)}


def entry_of(scheme: str, code: str, fiscal_year: int) -> Code | None:
    """The entry of a code, by its X.XX form where the list has only that. Two queries."""
    wanted = [code, *filter(None, [support_code(code)])]
    found = {one.code: one for one in codes_for(scheme, fiscal_year).filter(code__in=wanted)}
    return found.get(code) or found.get(wanted[-1])


def names_of(scheme: str, codes: Iterable[str], fiscal_year: int) -> dict[str, str]:
    """Code → name for many codes, support programmes by their X.XX form. Two queries; unknown codes are left out."""
    wanted = {code: support_code(code) for code in codes if code}
    listed = {*wanted, *filter(None, wanted.values())}
    names = dict(codes_for(scheme, fiscal_year).filter(code__in=listed).values_list("code", "name"))
    return {code: names.get(code) or names[general] for code, general in wanted.items() if code in names or general in names}


@dataclass(frozen=True, slots=True)
class Found:
    """An entry that may be chosen for a line, and what it lies in."""

    code: str
    name: str
    above: str


def search_codes(scheme: str, q: str, fiscal_year: int, *, field_code: str = "", limit: int = 40) -> list[Found]:
    """Entries on which a line can stand, by words or a beginning of the code. Three queries.

    Every word must occur. With `field_code`, those of that field, and of the support programme with the field in place of X.XX.
    """
    rows = codes_for(scheme, fiscal_year).filter(level=LEAF.get(Scheme(scheme), CodeLevel.ITEM))
    if re.fullmatch(r"[0-9Xx][0-9Xx.]*", q.strip()):
        rows = rows.filter(code__startswith=q.strip().upper())
    else:
        for word in q.split():
            rows = rows.filter(name__icontains=word)
    if field_code:
        rows = rows.filter(Q(code__startswith=field_code + ".") | Q(code__startswith="X.XX."))
    found = list(rows.select_related("parent").order_by("code")[:limit])
    return [
        Found(
            code=one.code.replace("X.XX", field_code) if field_code else one.code,
            name=one.name,
            above=one.parent.name if one.parent else "",
        )
        for one in found
    ]


def fields_of(scheme: str, fiscal_year: int) -> list[Code]:
    """The fields (bidang) of a list, without X.XX. Two queries."""
    rows = codes_for(scheme, fiscal_year).filter(level=CodeLevel.FIELD)
    return list(rows.exclude(code__startswith="X").order_by("code"))


def funds_for(scheme: str, fiscal_year: int) -> list[Code]:
    """The fund sources that a line of this scheme may name: those without entries below them. Two queries."""
    rows = codes_for(FUND_SCHEMES.get(Scheme(scheme), Scheme.FUND_SOURCE), fiscal_year)
    if scheme == Scheme.VILLAGE_ACTIVITY:
        rows = rows.filter(code__startswith="4.")
    every = list(rows.order_by("code"))
    parents = {one.parent_id for one in every}
    return [one for one in every if one.pk not in parents]
