"""The life of regions: renamed, moved under a new code, split, merged. Nothing is ever deleted.

The living row keeps its key through a new name or code, so that whatever points to it (groups, posts, offices) goes along;
what it was before becomes a past span with a succession to the living row. A region that ends keeps its row with
`valid_to`, and its successions say what its land became.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime

from django.db import transaction
from django.utils.translation import gettext

from betang.audit import trail
from betang.kernel import clock
from betang.kernel.actor import Actor
from betang.kernel.errors import InvalidInput, Refused
from betang.regions import catalogue, documents, policies, sheets
from betang.regions.actions.loading import past_span
from betang.regions.models import Region, Succession
from betang.regions.terms import KINDS_OF_LEVEL, NAME_LIMIT, Kind, Level, SuccessionKind

FIRST_DAY = date(1945, 8, 18)
"""No decision on a region of the republic is older."""


@dataclass(frozen=True, slots=True)
class NewRegion:
    """A region that comes into being by a split."""

    code: str
    name: str
    kind: Kind


@transaction.atomic
def rename_region(*, actor: Actor, region: Region, name: str, kind: Kind | None = None, on: date, basis: str, at: datetime) -> Region:
    """Give a region a new name, or a new kind (a desa that becomes a kelurahan keeps its code until it gets another)."""
    _check(actor, region, on=on, basis=basis, at=at)
    name = _name(name)
    kind = kind or Kind(region.kind)
    if kind not in KINDS_OF_LEVEL[Level(region.level)]:
        raise InvalidInput(gettext("A region of this level cannot be of this kind."), fields={"kind": gettext("Choose another kind.")})
    if (name, kind) == (region.name, region.kind):
        raise Refused(gettext("The region already has this name."))
    old = region.full_name
    _keep_past(region, SuccessionKind.RENAMED, on=on, basis=basis)
    region.name, region.kind = name, kind
    region.save()
    documents.reindex([region.code])
    trail.record(
        "regions.region.renamed",
        region,
        actor=actor,
        at=at,
        reason=basis,
        public=True,
        data={"code": region.code, "from": old, "to": region.full_name, "on": on.isoformat()},
    )
    return region


@transaction.atomic
def move_region(
    *, actor: Actor, region: Region, new_code: str, on: date, basis: str, at: datetime, name: str = "", kind: Kind | None = None
) -> Region:
    """Give a region, with all that lies in it, a new code; its new parent is the region that the code names.

    Each region below keeps the end of its own code. Raises `Refused` when a code is taken or the new parent is missing.
    """
    _check(actor, region, on=on, basis=basis, at=at)
    new_code = new_code.strip()
    if not catalogue.is_code(new_code) or catalogue.level_of(new_code) != region.level:
        raise InvalidInput(
            gettext("“%(code)s” is not a code of this level.") % {"code": new_code},
            fields={"new_code": gettext("Type it with its dots, like %(example)s.") % {"example": region.code}},
        )
    if new_code == region.code:
        raise Refused(gettext("The region already has this code."))
    parent = _parent_for(new_code)
    if parent is not None and (parent.code == region.code or parent.code.startswith(region.code + ".")):
        raise Refused(gettext("A region cannot be moved into itself."))
    old_code = region.code
    below = list(Region.objects.filter(code__startswith=old_code + ".", valid_to__isnull=True).order_by("code"))
    codes = {one.code: new_code + one.code[len(old_code) :] for one in [region, *below]}
    taken = set(Region.objects.filter(code__in=codes.values(), valid_to__isnull=True).values_list("code", flat=True)) - set(codes)
    if taken or set(codes.values()) & set(codes):
        raise Refused(gettext("The code %(code)s is already in use.") % {"code": ", ".join(sorted(taken)[:3]) or new_code})
    kind_of_move = SuccessionKind.RECODED if parent is not None and parent.pk == region.parent_id else SuccessionKind.MOVED
    old_parent = old_code.rpartition(".")[0]
    for one in [region, *below]:
        _keep_past(one, kind_of_move if one is region else SuccessionKind.RECODED, on=on, basis=basis)
        one.code = codes[one.code]
    region.parent = parent
    if name:
        region.name = _name(name)
    if kind is not None and kind in KINDS_OF_LEVEL[Level(region.level)]:
        region.kind = kind
    for one in [region, *below]:
        one.save()
    sheets.redraw({old_parent, new_code.rpartition(".")[0], new_code, *(one.code for one in below if one.level == Level.DISTRICT)})
    documents.reindex([new_code], gone=codes)
    trail.record(
        "regions.region.moved",
        region,
        actor=actor,
        at=at,
        reason=basis,
        public=True,
        data={"from": old_code, "to": new_code, "codes": codes, "on": on.isoformat()},
    )
    return region


@transaction.atomic
def split_region(
    *, actor: Actor, region: Region, parts: Sequence[NewRegion], continues: bool, on: date, basis: str, at: datetime
) -> list[Region]:
    """Split a region: `parts` come into being; `continues` says whether the region itself lives on beside them.

    A region that ends must have nothing in it any more: move its villages first. Returns the new regions.
    """
    _check(actor, region, on=on, basis=basis, at=at)
    if not parts or (not continues and len(parts) < 2):
        raise InvalidInput(gettext("Name the regions that come out of the split: at least one, or two if the old one ends."))
    made = []
    for part in parts:
        if not catalogue.is_code(part.code) or catalogue.level_of(part.code) != region.level:
            raise InvalidInput(gettext("“%(code)s” is not a code of this level.") % {"code": part.code})
        if part.kind not in KINDS_OF_LEVEL[Level(region.level)]:
            raise InvalidInput(gettext("A region of this level cannot be of this kind."))
        if Region.objects.filter(code=part.code, valid_to__isnull=True).exists():
            raise Refused(gettext("The code %(code)s is already in use.") % {"code": part.code})
        parent = _parent_for(part.code)
        made.append(
            Region.objects.create(
                code=part.code, name=_name(part.name), level=region.level, kind=part.kind, parent=parent, valid_from=on,
                postal_code=region.postal_code,
            )
        )  # fmt: skip
    if not continues:
        _end(region, on)
    Succession.objects.bulk_create(
        Succession(predecessor=region, successor=one, kind=SuccessionKind.SPLIT, on=on, basis=basis) for one in made
    )
    documents.reindex([one.code for one in made], gone=[] if continues else [region.code])
    trail.record(
        "regions.region.split",
        region,
        actor=actor,
        at=at,
        reason=basis,
        public=True,
        data={"code": region.code, "into": [one.code for one in made], "continues": continues, "on": on.isoformat()},
    )
    return made


@transaction.atomic
def merge_regions(*, actor: Actor, regions: Sequence[Region], into: Region, on: date, basis: str, at: datetime) -> Region:
    """Merge regions of one level into one that lives on. Those that end must have nothing in them any more."""
    ending = [one for one in regions if one.pk != into.pk]
    if not ending:
        raise InvalidInput(gettext("Choose at least one other region that is merged into this one."))
    _check(actor, into, on=on, basis=basis, at=at)
    for one in ending:
        if one.level != into.level:
            raise Refused(gettext("Only regions of the same level can be merged."))
        _check(actor, one, on=on, basis=basis, at=at)
        _end(one, on)
    Succession.objects.bulk_create(
        Succession(predecessor=one, successor=into, kind=SuccessionKind.MERGED, on=on, basis=basis) for one in ending
    )
    sheets.redraw({one.code.rpartition(".")[0] for one in [*ending, into]})
    documents.reindex([], gone=[one.code for one in ending])
    for one in ending:
        trail.record(
            "regions.region.merged",
            one,
            actor=actor,
            at=at,
            reason=basis,
            public=True,
            data={"code": one.code, "region_id": str(one.pk), "into": into.code, "into_id": str(into.pk), "on": on.isoformat()},
        )
    return into


def _check(actor: Actor, region: Region, *, on: date, basis: str, at: datetime) -> None:
    policies.may_keep(actor, region.code).require()
    if region.valid_to is not None:
        raise Refused(gettext("%(name)s no longer exists.") % {"name": region.full_name})
    if not basis.strip():
        raise InvalidInput(gettext("Name the law or decision."), fields={"basis": gettext("For example: Perda Kabupaten Kapuas 3/2026.")})
    if on < FIRST_DAY or (region.valid_from is not None and on < region.valid_from):
        raise InvalidInput(gettext("The region did not exist yet on that day."), fields={"on": gettext("Choose a later day.")})
    if on > at.astimezone(clock.zone()).date():
        raise InvalidInput(
            gettext("That day is still to come."), fields={"on": gettext("Enter the change on the day from which it counts, or later.")}
        )


def _keep_past(region: Region, kind: SuccessionKind, *, on: date, basis: str) -> None:
    span = past_span(region, on)
    if span is None:
        return
    span.save(force_insert=True)
    Succession.objects.create(predecessor=span, successor=region, kind=kind, on=on, basis=basis)
    region.valid_from = on


def _end(region: Region, on: date) -> None:
    if region.valid_from is not None and on <= region.valid_from:
        raise InvalidInput(gettext("The region did not exist yet on that day."), fields={"on": gettext("Choose a later day.")})
    if Region.objects.filter(parent=region, valid_to__isnull=True).exists():
        raise Refused(
            gettext("%(name)s still has regions in it.") % {"name": region.full_name}, hint=gettext("Give them their new codes first.")
        )
    region.valid_to = on
    region.save(update_fields=["valid_to"])


def _parent_for(code: str) -> Region | None:
    parent_code = code.rpartition(".")[0]
    if not parent_code:
        return None
    parent = Region.objects.filter(code=parent_code, valid_to__isnull=True).first()
    if parent is None:
        raise Refused(
            gettext("There is no region with the code %(code)s for it to lie in.") % {"code": parent_code},
            hint=gettext("Enter the new parent first."),
        )
    return parent


def _name(text: str) -> str:
    name = " ".join(text.split())
    if not name or len(name) > NAME_LIMIT or any(ord(char) < 32 for char in name):
        raise InvalidInput(
            gettext("Type the region's name, without the word for its kind."), fields={"name": gettext("For example: Mantangai Hilir.")}
        )
    return name
