"""Proposals that ask for the same, shown before one more is sent: by stems of words, place and sector."""

from __future__ import annotations

from dataclasses import dataclass
from uuid import UUID

from django.db.models import Q

from betang.proposals import rules
from betang.proposals.models import Proposal
from betang.proposals.queries.listing import public_rows
from betang.regions.queries import place_lines
from betang.search import words

CANDIDATES = 400
SHOWN = 3


@dataclass(frozen=True, slots=True)
class Alike:
    """A proposal that may be the same, how alike it is (0 to 1), and where it is."""

    proposal: Proposal
    score: float
    place: str


def _marks(text: str) -> frozenset[str]:
    return rules.trigrams(word.stem for word in words.split(text))


def similar(*, title: str, problem: str, region_code: str, field_code: str = "", apart_from: UUID | None = None) -> list[Alike]:
    """At most three open proposals of the same kecamatan that ask for much the same, the most alike first. Two queries."""
    district = ".".join(region_code.split(".")[:3])
    if not region_code or not title.strip():
        return []
    rows = public_rows().filter(Q(region_code=district) | Q(region_code__startswith=f"{district}."), matter__closed_at__isnull=True)
    if apart_from is not None:
        rows = rows.exclude(pk=apart_from)
    head, body = _marks(title), _marks(f"{title} {problem}")
    found: list[tuple[float, Proposal]] = []
    for one in rows.order_by("-sent_at")[:CANDIDATES]:
        other_head, other_body = _marks(one.title), _marks(f"{one.title} {one.problem}")
        place = {"my_place": region_code, "other_place": one.region_code, "my_field": field_code, "other_field": one.field_code}
        score = max(rules.likeness(head, other_head, **place).score, rules.likeness(body, other_body, **place).score * 0.9)
        if score >= rules.ALIKE_FROM:
            found.append((score, one))
    found.sort(key=lambda pair: (-pair[0], str(pair[1].pk)))
    places = place_lines({one.region_code for _score, one in found[:SHOWN]})
    return [Alike(one, score, places.get(one.region_code, "")) for score, one in found[:SHOWN]]
