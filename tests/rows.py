"""A valid row of any model, made from its fields alone, so that tests reach models that did not exist when they were written.

A package whose constraints ask for more names it in `betang/<package>/tests/rows.py`: `ROWS = {Model: lambda house: {...}}`.
"""

from __future__ import annotations

import itertools
import uuid
from datetime import UTC, date, datetime, time
from importlib import import_module
from importlib.util import find_spec
from typing import Any

from django.contrib.auth import get_user_model
from django.db import models

_count = itertools.count(1)


def _special(model: type[models.Model]) -> Any:
    module = f"betang.{model._meta.app_label}.tests.rows"
    if find_spec(f"betang.{model._meta.app_label}") and find_spec(module):
        return import_module(module).ROWS.get(model)
    return None


def _value(field: models.Field, house: Any, site: models.Model) -> Any:
    n = next(_count)
    if isinstance(field, models.ForeignKey):
        target = field.related_model
        if target is type(site):
            return site
        if target is get_user_model():
            return list(house.people.values())[next(_count) % len(house.people)]
        return build(target, house, site)
    if field.choices:
        return next(key for key, _label in field.flatchoices if key not in ("", None))
    match field:
        case models.UUIDField():
            return uuid.uuid4()
        case models.EmailField():
            return f"orang{n}@contoh.test"
        case models.URLField():
            return f"https://contoh.test/{n}"
        case models.SlugField():
            return f"contoh-{n}"
        case models.BooleanField():
            return False
        case models.DateTimeField():
            return datetime(2026, 11, 1, 8, n % 60, tzinfo=UTC)
        case models.DateField():
            return date(2026, 11, 1 + n % 28)
        case models.TimeField():
            return time(8, n % 60)
        case models.JSONField():
            return {}
        case models.IntegerField() | models.FloatField() | models.DecimalField():
            return n % 1000
        case models.BinaryField():
            return b"contoh"
        case models.CharField() | models.TextField():
            return f"contoh {n}"[: field.max_length or 200]
    raise NotImplementedError(f"{field} of {field.model}: teach tests/rows.py this kind of field")


def values(model: type[models.Model], house: Any, site: models.Model) -> dict[str, Any]:
    """What a new row needs beyond its defaults. Rows that it points to are made."""
    special = _special(model)
    given = dict(special(house)) if special else {}
    unique = {name for one in model._meta.total_unique_constraints for name in one.fields}
    for field in model._meta.concrete_fields:
        if field.name in given or field.primary_key or field.name == "site":
            continue
        if field.null or (field.has_default() and not (field.unique or field.name in unique)):
            continue
        if field.blank and not field.unique and field.name not in unique and not isinstance(field, models.ForeignKey):
            continue
        if getattr(field, "auto_now", False) or getattr(field, "auto_now_add", False):
            continue
        given[field.name] = _value(field, house, site)
    return given


def build(model: type[models.Model], house: Any, site: models.Model) -> models.Model:
    """Make one row, in `site` where the model is fenced; the site must be open (or the fence down)."""
    from betang.kernel import fence

    given = values(model, house, site)
    if fence.is_fenced(model):
        given["site"] = site
    return model._default_manager.create(**given)
