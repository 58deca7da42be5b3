"""Loading official code lists, and saying which code continues which."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _

from betang.accounts.actors import Actor
from betang.audit import trail
from betang.kernel.errors import InvalidInput
from betang.planning import catalogue, policies
from betang.planning.catalogue import CodeRow
from betang.planning.models import Code, CodeSuccession, Nomenclature
from betang.planning.rules import level_of, parent_code
from betang.planning.terms import Scheme

BATCH = 500


@dataclass(frozen=True, slots=True, kw_only=True)
class Loaded:
    """What a loading did."""

    nomenclature: Nomenclature
    listed: int
    created: int
    changed: int


@transaction.atomic
def load_nomenclature(
    *,
    actor: Actor,
    scheme: str,
    version: str,
    name: str,
    rows: Iterable[CodeRow],
    from_year: int | None,
    to_year: int | None,
    at: datetime,
    basis: str = "",
) -> Loaded:
    """Bring a version of a code list to what `rows` say. Entries that `rows` lack stay: plans may use them.

    The same rows twice change nothing and write no entry. Raises `InvalidInput` for a code whose depth the scheme does not have.
    """
    policies.may_load_codes(actor).require()
    if scheme not in Scheme.values:
        raise InvalidInput(_("There is no code list of the kind “%(scheme)s”.") % {"scheme": scheme})
    wanted = {row.code: row for row in rows}
    if not wanted:
        raise InvalidInput(_("The list has no codes."))
    for code in wanted:
        if level_of(code, scheme) is None or len(code) > 40:
            raise InvalidInput(_("The code %(code)s is none of this list.") % {"code": code})
    nomenclature, is_new = Nomenclature.objects.get_or_create(
        scheme=scheme, version=version, defaults={"name": name, "basis": basis, "from_year": from_year, "to_year": to_year}
    )
    described = (name, basis or nomenclature.basis, from_year, to_year)
    is_described_anew = described != (nomenclature.name, nomenclature.basis, nomenclature.from_year, nomenclature.to_year)
    if is_described_anew:
        nomenclature.name, nomenclature.basis, nomenclature.from_year, nomenclature.to_year = described
        nomenclature.save()
    there = {one.code: one for one in nomenclature.codes.all()}
    created: list[Code] = []
    changed: list[Code] = []
    for code in sorted(wanted, key=lambda one: (one.count("."), one)):
        row = wanted[code]
        facts = {"name": row.name, "performance": row.performance, "indicator": row.indicator, "unit": row.unit[:120]}
        facts["description"] = row.description
        entry = there.get(code)
        if entry is None:
            entry = Code(nomenclature=nomenclature, code=code, level=str(level_of(code, scheme) or ""), **facts)
            entry.parent = _above(code, scheme, there)
            there[code] = entry
            created.append(entry)
        elif any(getattr(entry, field) != value for field, value in facts.items()):
            for field, value in facts.items():
                setattr(entry, field, value)
            changed.append(entry)
    Code.objects.bulk_create(created, batch_size=BATCH)
    Code.objects.bulk_update(changed, ["name", "performance", "indicator", "unit", "description"], batch_size=BATCH)
    if is_new or is_described_anew or created or changed:
        data = {"scheme": scheme, "version": version, "listed": len(wanted), "created": len(created), "changed": len(changed)}
        trail.record("planning.codes.loaded", nomenclature, actor=actor, at=at, data=data, public=True)
    return Loaded(nomenclature=nomenclature, listed=len(wanted), created=len(created), changed=len(changed))


def _above(code: str, scheme: str, there: dict[str, Code]) -> Code | None:
    """The nearest entry above that the list has: some lists leave a level out."""
    above = parent_code(code, scheme)
    while above and above not in there:
        above = parent_code(above, scheme)
    return there.get(above)


def load_built_in(*, actor: Actor, at: datetime) -> list[Loaded]:
    """Load every code list that ships with the package."""
    return [
        load_nomenclature(
            actor=actor,
            scheme=one.scheme,
            version=one.version,
            name=one.name,
            basis=one.basis,
            rows=catalogue.built_in_rows(one),
            from_year=one.from_year,
            to_year=None,
            at=at,
        )
        for one in catalogue.BUILT_IN
    ]


@transaction.atomic
def relate_codes(
    *, actor: Actor, older: Nomenclature, newer: Nomenclature, pairs: Iterable[tuple[str, str]], at: datetime, note: str = ""
) -> int:
    """Say that codes of `older` are continued by codes of `newer`: `(old, new)` pairs, several of either allowed. Returns how many are new.

    Raises `InvalidInput` for a code that its list does not have, and for two lists of different schemes.
    """
    policies.may_load_codes(actor).require()
    if older.scheme != newer.scheme or older.pk == newer.pk:
        raise InvalidInput(_("Only two versions of one code list can follow each other."))
    old = {one.code: one for one in older.codes.all()}
    new = {one.code: one for one in newer.codes.all()}
    known = set(CodeSuccession.objects.filter(predecessor__nomenclature=older).values_list("predecessor__code", "successor__code"))
    rows = []
    for before, after in dict.fromkeys(pairs):
        if before not in old or after not in new:
            raise InvalidInput(_("The code %(code)s is none of this list.") % {"code": before if before not in old else after})
        if (before, after) not in known:
            rows.append(CodeSuccession(predecessor=old[before], successor=new[after], note=note))
    CodeSuccession.objects.bulk_create(rows, batch_size=BATCH)
    if rows:
        data = {"older": older.version, "newer": newer.version, "count": len(rows)}
        trail.record("planning.codes.related", newer, actor=actor, at=at, data=data, public=True)
    return len(rows)
