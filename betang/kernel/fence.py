"""The tenancy fence: a fenced row is read and written only while its own site is open.

Three walls, each enough on its own:

1. `FencedManager` filters every query to the open site and stamps new rows with it.
2. `guard_sql` watches every statement below the ORM: one that names a fenced table while no site is open, or that
   does not carry the open site's key among its parameters, never reaches the database.
3. On PostgreSQL, row-level security refuses the same again (`kernel.postgresql`).

The threat is a filter that somebody forgets: in a shared table that is a leak between villages.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass
from functools import cache
from typing import Any
from uuid import UUID

from django.db import models

from betang.kernel.errors import FenceError


@dataclass(frozen=True, slots=True)
class OpenSite:
    """The fence stands open to the rows of one site."""

    site_id: UUID


@dataclass(frozen=True, slots=True)
class Unfenced:
    """The fence is down on purpose; `why` says for what, and is searched for in reviews."""

    why: str


_state: ContextVar[OpenSite | Unfenced | None] = ContextVar("betang_fence", default=None)


def state() -> OpenSite | Unfenced | None:
    """What the fence is open to at this moment in this thread or task."""
    return _state.get()


def current_site_id() -> UUID | None:
    """The open site's key, or None."""
    current = _state.get()
    return current.site_id if isinstance(current, OpenSite) else None


@contextmanager
def open_site(site_id: UUID) -> Iterator[None]:
    """Open one site for the length of the block. Opening a second site inside the first is refused."""
    current = _state.get()
    if isinstance(current, OpenSite) and current.site_id != site_id:
        raise FenceError(f"site {current.site_id} is open; {site_id} cannot be opened inside it")
    token = _state.set(OpenSite(site_id))
    try:
        yield
    finally:
        _state.reset(token)


@contextmanager
def unfenced(why: str) -> Iterator[None]:
    """Take the fence down for the block: the only way to touch rows of several sites at once."""
    if not why.strip():
        raise FenceError("unfenced() needs a reason")
    token = _state.set(Unfenced(why))
    try:
        yield
    finally:
        _state.reset(token)


class FencedQuerySet[M: models.Model](models.QuerySet[M]):
    """A query set that stamps the open site on what it creates and refuses rows of another."""

    def _stamp(self, row: M) -> None:
        current = _state.get()
        if current is None:
            raise FenceError(f"{type(row).__name__} written while no site is open")
        if isinstance(current, OpenSite):
            if row.site_id is None:  # type: ignore[attr-defined]
                row.site_id = current.site_id  # type: ignore[attr-defined]
            elif row.site_id != current.site_id:  # type: ignore[attr-defined]
                raise FenceError(f"{type(row).__name__} of site {row.site_id} written in {current.site_id}")  # type: ignore[attr-defined]

    def create(self, **kwargs: Any) -> M:
        current = _state.get()
        if isinstance(current, OpenSite) and "site" not in kwargs and "site_id" not in kwargs:
            kwargs["site_id"] = current.site_id
        return super().create(**kwargs)

    def bulk_create(self, objs: Iterable[M], *args: Any, **kwargs: Any) -> list[M]:
        rows = list(objs)
        for row in rows:
            self._stamp(row)
        return super().bulk_create(rows, *args, **kwargs)


class FencedManager(models.Manager[Any]):
    """Hands out only rows of the open site; raises `FenceError` when none is open."""

    use_in_migrations = False

    def get_queryset(self) -> FencedQuerySet[Any]:
        current = _state.get()
        if current is None:
            raise FenceError(f"{self.model.__name__} read while no site is open")
        rows: FencedQuerySet[Any] = FencedQuerySet(self.model, using=self._db)
        if isinstance(current, OpenSite):
            return rows.filter(site_id=current.site_id)
        return rows


def stamp_on_save(sender: type[models.Model], instance: models.Model, raw: bool = False, **kwargs: Any) -> None:
    """`pre_save` of every fenced model: a row takes the open site, and never another's."""
    if raw:
        return
    current = _state.get()
    if current is None:
        raise FenceError(f"{sender.__name__} written while no site is open")
    if isinstance(current, OpenSite):
        own = instance.site_id  # type: ignore[attr-defined]
        if own is None:
            instance.site_id = current.site_id  # type: ignore[attr-defined]
        elif own != current.site_id:
            raise FenceError(f"{sender.__name__} of site {own} written in {current.site_id}")


def check_on_delete(sender: type[models.Model], instance: models.Model, **kwargs: Any) -> None:
    """`pre_delete` of every fenced model: a row is removed only inside its own site."""
    current = _state.get()
    if current is None or (isinstance(current, OpenSite) and instance.site_id != current.site_id):  # type: ignore[attr-defined]
        raise FenceError(f"{sender.__name__} deleted outside its site")


def fenced_models() -> list[type[models.Model]]:
    """Every concrete model behind the fence."""
    from django.apps import apps

    from betang.kernel.models import Fenced

    return [model for model in apps.get_models(include_auto_created=True) if issubclass(model, Fenced)]


@cache
def _fenced_tables() -> re.Pattern[str] | None:
    tables = sorted(model._meta.db_table for model in fenced_models())
    return re.compile("|".join(rf'"{re.escape(table)}"' for table in tables)) if tables else None


_SCHEMA = re.compile(r"\s*(create|alter|drop|pragma|comment|analyze|reindex|vacuum|truncate|explain)\b", re.IGNORECASE)


def _carries(params: Any, site_id: UUID) -> bool:
    wanted = {site_id, site_id.hex, str(site_id)}
    values: Iterable[Any] = params.values() if isinstance(params, dict) else (params or ())
    for value in values:
        if isinstance(value, (list, tuple)):
            if any(item in wanted for item in value if isinstance(item, (str, UUID))):
                return True
        elif isinstance(value, (str, UUID)) and value in wanted:
            return True
    return False


def guard_sql(
    execute: Callable[..., Any], sql: str, params: Sequence[Any] | dict[str, Any] | None, many: bool, context: dict[str, Any]
) -> Any:
    """A database execute wrapper: no statement on a fenced table passes without its site.

    Costs one regular-expression search a statement (about 2 µs). Schema statements pass: they carry no rows.
    """
    tables = _fenced_tables()
    if tables is not None and tables.search(sql) and not _SCHEMA.match(sql) and not _migrating.get():
        current = _state.get()
        if current is None:
            raise FenceError(f"a fenced table was named while no site is open: {sql[:200]}")
        if isinstance(current, OpenSite):
            rows = params if many and params is not None else [params]
            if not all(_carries(row, current.site_id) for row in rows):
                raise FenceError(f"a statement on a fenced table does not carry its site: {sql[:200]}")
    return execute(sql, params, many, context)


_migrating: ContextVar[bool] = ContextVar("betang_migrating", default=False)


@contextmanager
def migrating() -> Iterator[None]:
    """For migrations and test tear-down alone: schema work sees whole tables."""
    token = _migrating.set(True)
    whole = _state.set(Unfenced("schema work"))
    try:
        yield
    finally:
        _state.reset(whole)
        _migrating.reset(token)


def install() -> None:
    """Hang the fence on every fenced model and every database connection. Called once, by `KernelConfig.ready`."""
    from django.db.backends.signals import connection_created
    from django.db.models.signals import pre_delete, pre_save

    for model in fenced_models():
        pre_save.connect(stamp_on_save, sender=model, dispatch_uid=f"fence.save.{model._meta.label}")
        pre_delete.connect(check_on_delete, sender=model, dispatch_uid=f"fence.delete.{model._meta.label}")

    def on_connection(connection: Any, **kwargs: Any) -> None:
        if guard_sql not in connection.execute_wrappers:
            connection.execute_wrappers.append(guard_sql)

    connection_created.connect(on_connection, dispatch_uid="fence.connection", weak=False)


__all__ = [
    "FencedManager",
    "FencedQuerySet",
    "OpenSite",
    "Unfenced",
    "current_site_id",
    "fenced_models",
    "install",
    "migrating",
    "open_site",
    "state",
    "unfenced",
]
