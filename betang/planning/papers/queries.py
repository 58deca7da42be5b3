"""Reading documents: what the public sees, what the desk sees, pages, hits, differences."""

from __future__ import annotations

import json
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import asdict, dataclass
from typing import Any

from django.db.models import Exists, OuterRef, Q, QuerySet
from django.utils.translation import gettext

from betang.accounts.actors import Actor
from betang.accounts.terms import Post
from betang.guard import saving
from betang.kernel.errors import NotFound
from betang.kernel.waiting import Waiting
from betang.planning.models import Document, DocumentPage, Figure, Version
from betang.planning.papers import files, rules
from betang.planning.papers.terms import MASKED
from betang.planning.terms import OFFICE_DOCUMENTS, VILLAGE_DOCUMENTS, Phase
from betang.regions.models import Office, Region

PAGE_SIZE = 30
MOST_HITS = 60
DIFFERENCE_PAGES = 80
"""Longer texts are compared in the job only; a page never waits for it."""

LINES_SHOWN = 100
_SEEN = Q(is_read=True) | Q(file_path="")
"""A version is seen once its text was read and held nobody's NIK, or has no file at all."""


def public_documents() -> QuerySet[Document]:
    """What is no draft in the making, with its government and office."""
    return Document.objects.filter(status__in=rules.PUBLIC).select_related("government", "office")


def listed(*, region_code: str = "", kind: str = "", year: int = 0, within: bool = False) -> QuerySet[Document]:
    """Public documents, newest period first. `within` takes in the governments inside the region too."""
    rows = public_documents().order_by("-to_year", "government__code", "kind", "title")
    if region_code:
        mine = Q(government__code=region_code)
        rows = rows.filter(mine | Q(government__code__startswith=region_code + ".")) if within else rows.filter(mine)
    if kind:
        rows = rows.filter(kind=kind)
    if year:
        rows = rows.filter(from_year__lte=year, to_year__gte=year)
    return rows


def by_address(address: str) -> Document:
    """A public document. Raises `NotFound`, also for one that is being prepared. One query."""
    found = public_documents().filter(address=address).first()
    if found is None:
        raise NotFound(gettext("This page does not exist."))
    return found


def visible_versions(document: Document) -> list[Version]:
    """The versions that people may see, newest first. One query."""
    return list(Version.objects.filter(_SEEN, document=document).order_by("-number"))


def newest_visible(document: Document) -> Version | None:
    """The version that holds now."""
    return Version.objects.filter(_SEEN, document=document).order_by("-number").first()


def version_of(address: str, number: int) -> Version:
    """A version of a public document, with its document. Raises `NotFound`. One query."""
    found = (
        Version.objects.filter(_SEEN, document__address=address, document__status__in=rules.PUBLIC, number=number)
        .select_related("document__government", "document__office")
        .first()
    )
    if found is None:
        raise NotFound(gettext("This page does not exist."))
    return found


def pages_with_text(version: Version) -> int:
    """How many pages hold text: none of a scanned PDF."""
    return DocumentPage.objects.filter(version=version).exclude(text="").count()


def page_hits(version: Version, q: str) -> tuple[list[rules.PageHit], int]:
    """The pages in which all words stand, in order, and how many there are. One query over the pages of one version."""
    words = rules.search_words(q)
    if not words:
        return [], 0
    rows = DocumentPage.objects.filter(version=version)
    for word in words:
        rows = rows.filter(text__icontains=word)
    hits = [hit for number, text in rows.order_by("number").values_list("number", "text") if (hit := rules.page_hit(number, text, words))]
    return hits[:MOST_HITS], len(hits)


# ---------- differences ----------


def text_difference(before: Version, after: Version) -> rules.TextDifference | None:
    """What changed in the text; None while it is still being worked out, or where one of the two holds no text."""
    path = files.difference_path(before.file_sha256, after.file_sha256)
    try:
        told = json.loads(path.read_text(encoding="utf-8"))
        changes = tuple(rules.PageChange(**{**one, "gone": tuple(one["gone"]), "come": tuple(one["come"])}) for one in told["changes"])
        return rules.TextDifference(same=told["same"], changes=changes)
    except (OSError, ValueError, KeyError, TypeError):
        pass
    if max(before.page_count, after.page_count) > DIFFERENCE_PAGES:
        return None
    return work_out_difference(before, after)


def work_out_difference(before: Version, after: Version) -> rules.TextDifference | None:
    """Compare two texts and keep what was found."""
    if not (before.file_sha256 and after.file_sha256 and before.is_read and after.is_read):
        return None
    texts: dict[Any, list[str]] = defaultdict(list)
    for version_id, text in DocumentPage.objects.filter(version__in=[before, after]).order_by("number").values_list("version_id", "text"):
        texts[version_id].append(text)
    if not any(texts[before.pk]) or not any(texts[after.pk]):
        return None
    found = rules.compare(texts[before.pk], texts[after.pk])
    told = json.dumps({"same": found.same, "changes": [asdict(one) for one in found.changes]}, ensure_ascii=False).encode()
    saving.write(files.difference_path(before.file_sha256, after.file_sha256), lambda out: out.write(told))
    return found


@dataclass(frozen=True, slots=True)
class LineChange:
    """A line of the plan that two versions state differently in one phase. An amount is None where a version has none."""

    number: str
    code: str
    name: str
    phase: str
    before: int | None
    after: int | None

    @property
    def by(self) -> int:
        return (self.after or 0) - (self.before or 0)


@dataclass(frozen=True, slots=True)
class PlanDifference:
    """Lines that came, went or changed between two versions, and sums by phase: `(phase, label, before, after)`."""

    sums: tuple[tuple[str, str, int, int], ...]
    changes: tuple[LineChange, ...]
    total: int


def plan_difference(before: Version, after: Version) -> PlanDifference | None:
    """What changed in the lines that were imported with the two versions; None where either has none. One query."""
    rows = Figure.objects.filter(run__version__in=[before, after], line__is_withdrawn=False).values_list(
        "run__version_id", "line__number", "line__code", "line__name", "phase", "amount_idr", "is_current", "fund_code", "stated_at"
    )
    amounts: dict[Any, dict[tuple[str, str], dict[str, int]]] = {before.pk: {}, after.pk: {}}
    names: dict[str, tuple[str, str]] = {}
    for version_id, number, code, name, phase, amount, _current, fund, _at in rows.order_by("stated_at", "id"):
        amounts[version_id].setdefault((number, phase), {})[fund] = amount  # a later statement of the same version replaces
        names[number] = (code, name)
    if not amounts[before.pk] or not amounts[after.pk]:
        return None
    old = {key: sum(one.values()) for key, one in amounts[before.pk].items()}
    new = {key: sum(one.values()) for key, one in amounts[after.pk].items()}
    changes = [
        LineChange(number, *names[number], phase, old.get((number, phase)), new.get((number, phase)))
        for number, phase in old.keys() | new.keys()
        if old.get((number, phase)) != new.get((number, phase))
    ]
    changes.sort(key=lambda one: (-abs(one.by), one.code, one.number))
    phases = {phase for _number, phase in old.keys() | new.keys()}
    sums = tuple(
        (
            phase.value,
            str(phase.label),
            sum(v for (_n, p), v in old.items() if p == phase),
            sum(v for (_n, p), v in new.items() if p == phase),
        )
        for phase in Phase
        if phase in phases
    )
    return PlanDifference(sums, tuple(changes[:LINES_SHOWN]), len(changes))


# ---------- the desk ----------


@dataclass(frozen=True, slots=True)
class Place:
    """Where a person may bring documents: a government, or one office of it."""

    code: str
    name: str
    level: str
    office_id: Any = None
    office_name: str = ""


def places_of(actor: Actor) -> list[Place]:
    """The governments and offices for which a person may bring documents. Two queries."""
    writing = [held for held in actor.posts if held.post in (Post.PLANNER, Post.AGENCY_OFFICER, Post.VILLAGE_OFFICER) and held.region_code]
    regions = {one.code: one for one in Region.objects.filter(code__in={held.region_code for held in writing}, valid_to__isnull=True)}
    offices = {one.pk: one for one in Office.objects.filter(pk__in=[held.office_id for held in writing if held.office_id])}
    found: list[Place] = []
    for held in writing:
        region = regions.get(held.region_code)
        if region is None or (held.post == Post.AGENCY_OFFICER and held.office_id not in offices):
            continue
        office = offices.get(held.office_id) if held.office_id and held.post == Post.AGENCY_OFFICER else None
        found.append(Place(region.code, region.full_name, region.level, office.pk if office else None, office.name if office else ""))
    return found


def _mine(places: Iterable[Place]) -> Q:
    wanted = Q(pk__in=[])
    for place in places:
        here = Q(government__code=place.code)
        if place.office_id is not None:
            wanted |= here & Q(office_id=place.office_id, kind__in=OFFICE_DOCUMENTS)
        elif place.level == "village":
            wanted |= here & Q(kind__in=VILLAGE_DOCUMENTS)
        else:
            wanted |= here & ~Q(kind__in=VILLAGE_DOCUMENTS)
    return wanted


def desk_documents(actor: Actor) -> QuerySet[Document]:
    """The documents that a person tends, newest first."""
    waits = Version.objects.filter(document=OuterRef("pk"), is_read=False).exclude(file_path="")
    return (
        Document.objects.filter(_mine(places_of(actor)))
        .select_related("government", "office")
        .annotate(has_waiting=Exists(waits))
        .order_by("-to_year", "kind", "title")
    )


def held_pages(version: Version) -> list[int]:
    """The pages on which a NIK or a family card number was covered."""
    return list(DocumentPage.objects.filter(version=version, text__contains=MASKED).order_by("number").values_list("number", flat=True))


def waiting_for(actor: Actor) -> list[Waiting]:
    """Versions that were read but are held back because pages hold somebody's NIK. Three queries, none without the post."""
    if not actor.holds_any(Post.PLANNER, Post.AGENCY_OFFICER, Post.VILLAGE_OFFICER):
        return []
    from django.urls import reverse

    rows = (
        Version.objects.filter(document__in=Document.objects.filter(_mine(places_of(actor))), is_read=False, page_count__gt=0)
        .filter(Exists(DocumentPage.objects.filter(version=OuterRef("pk"))))
        .select_related("document")
    )
    return [
        Waiting(
            title=gettext("Look at “%(title)s” before people see it") % {"title": row.document.title},
            url=reverse("planning_desk:document", kwargs={"document_id": row.document_id}),
            detail=gettext("A page holds what looks like somebody’s NIK."),
            weight=3,
        )
        for row in rows
    ]
