"""The tenancy fence: a fenced row is read and written only while its own site is open.

Three walls, each enough on its own:

1. `FencedManager` filters every query to the open site and stamps new rows with it.
2. `guard_sql` watches every statement below the ORM: one that names a fenced table while no site is open, or that
   does not carry the open site's key among its parameters, never reaches the database.
3. The database itself: on PostgreSQL, row-level security refuses the same again (`kernel.postgresql`); on both engines
   a fenced row cannot point to a row of another site (`kernel.walls`).

The threat is a filter that somebody forgets: in a shared table that is a leak between villages.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass
from functools import cache, lru_cache
from typing import Any
from uuid import UUID, uuid4

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


STAND_IN = uuid4()
"""The key of no site: it stands in a prepared query set where the open site's key is put when it is asked (`kernel.prepared`)."""


@contextmanager
def stand_in() -> Iterator[None]:
    """For `kernel.prepared` alone: query sets are built for a site that exists nowhere, so that nothing can be read in the block."""
    token = _state.set(OpenSite(STAND_IN))
    try:
        yield
    finally:
        _state.reset(token)


def _site_of(row: models.Model) -> UUID | None:
    return row.site_id  # type: ignore[attr-defined, no-any-return]


def _admit(row: models.Model) -> None:
    """Stamp the open site on a row about to be written; refuse a row of another site, or one that points to another's."""
    current = _state.get()
    name = type(row).__name__
    if current is None:
        raise FenceError(f"{name} written while no site is open")
    if isinstance(current, OpenSite):
        if _site_of(row) is None:
            row.site_id = current.site_id  # type: ignore[attr-defined]
        elif _site_of(row) != current.site_id:
            raise FenceError(f"{name} of site {_site_of(row)} written in {current.site_id}")
    for field, held in row._state.fields_cache.items():
        if field != "site" and held is not None and is_fenced(type(held)) and _site_of(held) != _site_of(row):
            raise FenceError(f"{name}.{field} points to a row of site {_site_of(held)} from {_site_of(row)}")


class FencedQuerySet[M: models.Model](models.QuerySet[M]):
    """A query set that stamps the open site on what it creates, and never moves a row to another site."""

    def create(self, **kwargs: Any) -> M:
        current = _state.get()
        if isinstance(current, OpenSite) and "site" not in kwargs and "site_id" not in kwargs:
            kwargs["site_id"] = current.site_id
        return super().create(**kwargs)

    def bulk_create(self, objs: Iterable[M], *args: Any, **kwargs: Any) -> list[M]:
        rows = list(objs)
        for row in rows:
            _admit(row)
        if kwargs.get("update_conflicts") and not {"site", "site_id"} & set(kwargs.get("unique_fields") or ()):
            raise FenceError("an upsert of fenced rows needs `site` among its unique fields: else it could meet another site's row")
        return super().bulk_create(rows, *args, **kwargs)

    def update(self, **kwargs: Any) -> int:
        if "site" in kwargs or "site_id" in kwargs:
            raise FenceError(f"{self.model.__name__}: a row never moves to another site")
        return super().update(**kwargs)

    def iterator(self, *args: Any, **kwargs: Any) -> Iterator[M]:
        """Like Django's, but a cursor that is read on after the fence has moved is refused."""
        begun = _state.get()
        for row in super().iterator(*args, **kwargs):
            if _state.get() != begun:
                raise FenceError(f"an iterator over {self.model.__name__} was carried out of its site")
            yield row


class FencedManager(models.Manager[Any]):
    """Hands out only rows of the open site; raises `FenceError` when none is open.

    For a query set of one's own, subclass `FencedQuerySet` and use `FencedManager.from_queryset(...)`.
    """

    use_in_migrations = False
    _queryset_class = FencedQuerySet

    def get_queryset(self) -> FencedQuerySet[Any]:
        current = _state.get()
        if current is None:
            raise FenceError(f"{self.model.__name__} read while no site is open")
        rows: FencedQuerySet[Any] = super().get_queryset()  # type: ignore[assignment]
        if isinstance(current, OpenSite):
            return rows.filter(site_id=current.site_id)
        return rows


def stamp_on_save(sender: type[models.Model], instance: models.Model, raw: bool = False, **kwargs: Any) -> None:
    """`pre_save` of every fenced model: a row takes the open site, and never another's."""
    if not raw:
        _admit(instance)


def check_on_delete(sender: type[models.Model], instance: models.Model, **kwargs: Any) -> None:
    """`pre_delete` of every fenced model: a row is removed only inside its own site."""
    current = _state.get()
    if current is None or (isinstance(current, OpenSite) and _site_of(instance) != current.site_id):
        raise FenceError(f"{sender.__name__} deleted outside its site")


def is_fenced(model: type[models.Model]) -> bool:
    """Do the model's rows live behind the fence?"""
    from betang.kernel.models import Fenced

    return issubclass(model, Fenced)


def fenced_models() -> list[type[models.Model]]:
    """Every concrete model behind the fence, in the order of the app registry."""
    from django.apps import apps

    return [model for model in apps.get_models(include_auto_created=True) if is_fenced(model)]


@cache
def _fenced_tables() -> re.Pattern[str] | None:
    tables = sorted((model._meta.db_table for model in fenced_models()), key=len, reverse=True)
    return re.compile(rf"(?<!\w)(?:{'|'.join(map(re.escape, tables))})(?!\w)", re.IGNORECASE) if tables else None


@lru_cache(maxsize=4096)
def names_fenced_table(sql: str) -> bool:
    """Does a statement name a fenced table, quoted or not? About 15 µs for a new statement, 0.1 µs for a known one."""
    tables = _fenced_tables()
    return tables is not None and tables.search(sql) is not None


_CATALOGUE = re.compile(r"\s*pragma\b", re.IGNORECASE)
_BY_KEY = re.compile(
    r'\s*(?:DELETE FROM|UPDATE) "(?P<table>\w+)"(?: SET (?:"\w+" = (?:%s|NULL)(?:, )?)+)?'
    r' WHERE "(?P=table)"\."\w+" (?:IN \((?:%s(?:, )?)+\)|= %s)\s*$'
)
"""What Django's deletion collector sends: a DELETE, or an UPDATE to NULL, by keys alone. The guard narrows it to the site."""


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

    It cannot read SQL; it asks for the least that every honest statement has, the open site's key among its
    parameters. Django's collector deletes by keys alone: such a statement gets the site added, so that a forged key
    removes nothing. Schema statements pass only inside `migrating()`.
    """
    if not isinstance(sql, str):
        sql = sql.as_string(context["connection"].connection)
    if names_fenced_table(sql) and not _migrating.get() and not _CATALOGUE.match(sql):
        current = _state.get()
        if current is None:
            raise FenceError(f"a fenced table was named while no site is open: {sql[:200]}")
        if isinstance(current, OpenSite):
            rows = params if many and params is not None else [params]
            if not all(_carries(row, current.site_id) for row in rows):
                narrowed = _BY_KEY.match(sql)
                if narrowed is None or many:
                    raise FenceError(f"a statement on a fenced table does not carry its site: {sql[:200]}")
                native = context["connection"].features.has_native_uuid_field
                sql = f'{sql} AND "{narrowed["table"]}"."site_id" = %s'
                params = (*(params or ()), current.site_id if native else current.site_id.hex)
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


def check_models(**kwargs: Any) -> list[Any]:
    """System check: what would open a gap in the fence is refused before the house starts."""
    from django.apps import apps
    from django.core.checks import Error

    from betang.kernel.models import Fenced

    problems: list[Any] = []
    for model in apps.get_models(include_auto_created=True):
        fenced = is_fenced(model)
        if fenced:
            for manager in model._meta.managers:
                if not isinstance(manager, FencedManager):
                    problems.append(Error(f"{manager.name} of a fenced model is no FencedManager", obj=model, id="kernel.E001"))
                elif not issubclass(manager._queryset_class, FencedQuerySet):
                    problems.append(Error(f"{manager.name} hands out no FencedQuerySet", obj=model, id="kernel.E001"))
            if model._meta.parents:
                problems.append(Error("a fenced model cannot have a parent table: its own table has no site", obj=model, id="kernel.E002"))
            if not (model._meta.base_manager_name == model._meta.default_manager_name == "objects"):
                problems.append(Error("Meta of a fenced model must inherit Fenced.Meta (its base manager)", obj=model, id="kernel.E003"))
        for field in model._meta.get_fields():
            target = field.related_model
            if isinstance(field, models.ForeignKey) and not fenced and isinstance(target, type) and issubclass(target, Fenced):
                problems.append(Error(f"{field.name} points to a fenced row from outside the fence", obj=model, id="kernel.E004"))
            if isinstance(field, models.ManyToManyField) and field.remote_field.through is not None:
                through = field.remote_field.through
                if (fenced or is_fenced(field.related_model)) and not is_fenced(through):
                    problems.append(Error(f"{field.name} needs a through model that is fenced itself", obj=model, id="kernel.E005"))
    return problems


def install() -> None:
    """Hang the fence on every fenced model and every database connection. Called once, by `KernelConfig.ready`."""
    from django.core import checks
    from django.db import connections
    from django.db.backends.signals import connection_created
    from django.db.models.signals import pre_delete, pre_save

    for model in fenced_models():
        pre_save.connect(stamp_on_save, sender=model, dispatch_uid=f"fence.save.{model._meta.label}")
        pre_delete.connect(check_on_delete, sender=model, dispatch_uid=f"fence.delete.{model._meta.label}")

    def on_connection(connection: Any, **kwargs: Any) -> None:
        if guard_sql not in connection.execute_wrappers:
            connection.execute_wrappers.append(guard_sql)

    for connection in connections.all(initialized_only=True):
        on_connection(connection)
    connection_created.connect(on_connection, dispatch_uid="fence.connection", weak=False)
    checks.register(check_models)


__all__ = [
    "FencedManager",
    "FencedQuerySet",
    "OpenSite",
    "Unfenced",
    "current_site_id",
    "fenced_models",
    "install",
    "is_fenced",
    "migrating",
    "names_fenced_table",
    "open_site",
    "state",
    "unfenced",
]
