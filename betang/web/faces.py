"""The face of a group's site: everything that stands on each of its pages, read in two queries and remembered.

A process remembers a face under the site's generation: while nothing has changed there, no page of the site asks again.
"""

from __future__ import annotations

from collections import OrderedDict
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.conf import settings
from django.db.models import Count, F, Q, UUIDField
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from betang.communities.terms import GroupKind
from betang.hosting.models import HostName
from betang.hosting.terms import HostKind
from betang.kernel import fence
from betang.kernel.errors import NotFound
from betang.kernel.prepared import Prepared, Slot
from betang.market import queries as market
from betang.publishing import queries as publishing
from betang.regions.terms import Kind

REMEMBERED = 512
"""Faces that one process remembers; each is about 3 kB."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Face:
    """A site and its group, as its own pages show them. `menu` and `pages` are (label, path)."""

    site_id: UUID
    title: str
    host: str
    hue: int
    motif: str
    logo: str
    sections: tuple[str, ...]
    group_id: UUID
    group_slug: str
    group_name: str
    kind_label: str
    about: str
    register_number: str
    region_code: str
    place: str
    member_count: int
    menu: tuple[tuple[str, str], ...]


_faces: OrderedDict[tuple[UUID, tuple[int, ...], str], Face] = OrderedDict()

_GROUP = "site__group__"
_REGION = f"{_GROUP}region__"
_COLUMNS = (
    "site__title", "host", "site__hue", "site__motif", "site__logo", "site__sections", f"{_GROUP}id", f"{_GROUP}slug", f"{_GROUP}name",
    f"{_GROUP}kind", f"{_GROUP}about", f"{_GROUP}register_number", f"{_REGION}code", f"{_REGION}kind", f"{_REGION}name",
    f"{_REGION}parent__kind", f"{_REGION}parent__name", f"{_REGION}parent__parent__kind", f"{_REGION}parent__parent__name", "members",
    "has_goods",
)  # fmt: skip


_FACE = Prepared(
    lambda: (
        HostName.objects.filter(site_id=Slot("site", UUIDField()), kind=HostKind.PRIMARY)
        .annotate(has_goods=market.goods_exist())
        .annotate(members=Count(F(f"{_GROUP}members"), filter=Q(**{f"{_GROUP}members__left_on__isnull": True})))
        .order_by()
        .values_list(*_COLUMNS)[:1]
    )
)


def generation_of(house: Any) -> tuple[int, ...]:
    """The generations of the request's house that a face depends on: its own and that of the whole installation."""
    known = house.generations
    return (known.own, known.house)


def face_of(site_id: UUID, generation: tuple[int, ...]) -> Face:
    """The face of a site in the present language; raises `NotFound`. Three queries, none where `generation` is known already."""
    key = (site_id, generation, get_language() or settings.LANGUAGE_CODE)
    if key in _faces:
        _faces.move_to_end(key)
        return _faces[key]
    face = _read(site_id)
    _faces[key] = face
    while len(_faces) > REMEMBERED:
        _faces.popitem(last=False)
    return face


def forget() -> None:
    """Forget every face."""
    _faces.clear()


def _read(site_id: UUID) -> Face:
    with fence.open_site(site_id):  # a suspended site's page has a face too, and there no site is open yet
        row = _FACE.first(site=site_id)
        pages = publishing.menu_for_site(site_id) if row is not None else []
    if row is None:
        raise NotFound(_("This page does not exist."))
    regions = ((row[13], row[14]), (row[15], row[16]), (row[17], row[18]))
    return Face(
        site_id=site_id,
        title=row[0],
        host=row[1],
        hue=row[2],
        motif=row[3],
        logo=row[4],
        sections=tuple(row[5]),
        group_id=row[6],
        group_slug=row[7],
        group_name=row[8],
        kind_label=str(GroupKind(row[9]).label),
        about=row[10],
        register_number=row[11] or "",
        region_code=row[12],
        place=", ".join(f"{Kind(kind).label} {name}" for kind, name in regions if name and kind != Kind.PROVINSI),
        member_count=row[19],
        menu=(*pages, *market.menu_for_site(has_goods=bool(row[20]))),
    )
