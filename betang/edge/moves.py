"""Moving generations: what an action recorded decides which pages are no longer valid, in the action's own transaction."""

from __future__ import annotations

import time
from collections.abc import Iterable
from fnmatch import fnmatchcase
from functools import cache
from typing import Any
from uuid import UUID

from django.conf import settings
from django.db import DEFAULT_DB_ALIAS, connections
from django.db.models import Q
from django.db.utils import Error as DatabaseTrouble

from betang.audit.models import Entry
from betang.casework.models import Matter
from betang.edge.stamps import CommitUnknown, Stamps
from betang.edge.store import Direct
from betang.hosting.models import Site
from betang.regions.queries import prefixes

PORTAL, HOUSE = "portal", "house"

HOUSE_WIDE = ("regions.*", "statutes.*", "house.*", "proposals.calendar.*")
"""Verbs whose effect may show on every site: names of regions, holidays, settings, what is open in the planning year."""

WITHDRAWING = (
    "*.withdrawn",
    "*.unpublished",
    "*.suspended",
    "*.archived",
    "*.removed",
    "*.deleted",
    "*.erased",
    "*.hidden",
    "*.quarantined",
)
"""Verbs that take something from the public: older pages of the scope are then not shown even while the database is down."""

_MOVE = (
    "INSERT INTO edge_generation (scope, value, floor) VALUES (%s, %s, %s) ON CONFLICT (scope) DO UPDATE SET "
    "value = CASE WHEN edge_generation.value >= excluded.value THEN edge_generation.value + 1 ELSE excluded.value END, "
    "floor = CASE WHEN excluded.floor = 0 THEN edge_generation.floor "
    "WHEN edge_generation.value >= excluded.value THEN edge_generation.value + 1 ELSE excluded.value END"
)


@cache
def stamps() -> Stamps:
    """The counters of this machine (`BETANG_HOME`)."""
    return Stamps(settings.EDGE_STATE)


@cache
def direct() -> Direct:
    """The tree that Caddy or nginx may read beside the front."""
    return Direct(settings.HOME / "pages")


def scope_of(site_id: UUID) -> str:
    return site_id.hex


def on_entry(entry: Entry) -> None:
    """The inline subscriber of every verb: notes which scopes the transaction must move when it commits.

    Noted, not moved at once: the rows are locked for the length of a commit only, always in one order, so that two actions
    neither wait for each other's work nor deadlock; and a transaction with a thousand entries moves each scope once.
    """
    scopes = {PORTAL}
    if entry.site_id is not None:
        scopes.add(scope_of(entry.site_id))
    if entry.subject_type == "casework.matter":
        scopes.update(scope_of(pk) for pk in _sites_at(entry.subject_id))
    elif entry.verb.startswith("market.price."):
        scopes.update(scope_of(pk) for pk in _sites_around(entry.data["region_code"]))
    elif entry.site_id is None and entry.verb.startswith("communities."):
        group_id = entry.data.get("group_id") or (entry.subject_id if entry.subject_type == "communities.group" else None)
        if group_id:
            scopes.update(scope_of(pk) for pk in Site.objects.filter(group_id=group_id).values_list("pk", flat=True))
    if any(fnmatchcase(entry.verb, pattern) for pattern in HOUSE_WIDE):
        scopes.add(HOUSE)
    note(scopes, withdraws=any(fnmatchcase(entry.verb, pattern) for pattern in WITHDRAWING))


def _sites_at(matter_id: UUID) -> Iterable[UUID]:
    """The sites whose home shows what is proposed at the place of a matter: of its village, and of each region around it."""
    code = Matter.objects.filter(pk=matter_id).values_list("region__code", flat=True).first()
    return Site.objects.filter(group__region__code__in=prefixes(code)).values_list("pk", flat=True) if code else ()


def note(scopes: set[str], *, withdraws: bool = False) -> None:
    """Have the open transaction move `scopes` when it commits."""
    noted: dict[str, bool] = connections[DEFAULT_DB_ALIAS].__dict__.setdefault("betang_moves", {})
    for scope in scopes:
        noted[scope] = noted.get(scope, False) or withdraws


def _sites_around(code: str) -> Iterable[UUID]:
    """The sites whose home shows what is paid where a price was reported: in its kecamatan, and of the regions around it."""
    district = ".".join(code.split(".")[:3])
    here = Q(group__region__code__in=prefixes(code)) | Q(group__region__code__startswith=f"{district}.")
    return Site.objects.filter(here).values_list("pk", flat=True)


def _close(scopes: list[str], withdrawn: list[str], now: int) -> None:
    direct().close(scopes)
    for scope in withdrawn:
        direct().set_floor(scope, now)


def hook(connection: Any, **kwargs: Any) -> None:
    """`connection_created`: the connection's own `commit` moves what was noted, and counts it for the fronts.

    Django has no hook between the last statement of a transaction and its commit; this is it.
    """
    if connection.alias != DEFAULT_DB_ALIAS or "betang_hooked" in connection.__dict__:
        return
    connection.betang_hooked = True
    plain_commit, plain_rollback = connection.commit, connection.rollback

    def commit() -> None:
        noted: dict[str, bool] = connection.__dict__.pop("betang_moves", {})
        if not noted:
            plain_commit()
            return
        scopes = sorted(noted)
        now = time.time_ns() // 1000
        try:
            with stamps().writing(before=lambda: _close(scopes, [scope for scope in scopes if noted[scope]], now)):
                with connection.cursor() as cursor:
                    for scope in scopes:
                        cursor.execute(_MOVE, [scope, now, now if noted[scope] else 0])
                try:
                    plain_commit()
                except DatabaseTrouble as error:
                    raise CommitUnknown from error
        except CommitUnknown as unknown:
            raise unknown.__cause__ from None  # type: ignore[misc]

    def rollback() -> None:
        connection.__dict__.pop("betang_moves", None)
        plain_rollback()

    connection.commit, connection.rollback = commit, rollback
