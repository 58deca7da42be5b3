"""Every fenced model, on every way to its rows, from a stranger's seat. The models come from the app registry."""

from __future__ import annotations

import threading

import pytest
from django.apps import apps
from django.db import DatabaseError, connection, models, transaction
from django.db.models import Count, F

from betang.kernel import fence, walls
from betang.kernel.errors import FenceError
from tests import rows

pytestmark = pytest.mark.django_db
MODELS = fence.fenced_models()
every_model = pytest.mark.parametrize("model", MODELS, ids=lambda model: model._meta.label)


def plain_field(model):
    """A column that can be written over without meaning anything: the first that is no key and no reference."""
    unique = {name for one in model._meta.total_unique_constraints for name in one.fields}
    for field in model._meta.concrete_fields:
        if isinstance(field, (models.CharField, models.TextField)) and not (field.unique or field.choices or field.name in unique):
            return field.name
    return next(field.attname for field in model._meta.concrete_fields if not field.primary_key and field.name != "site")


def snapshot(model, pk):
    with fence.unfenced("a test looks at the row itself"):
        return model.objects.filter(pk=pk).values().first()


@pytest.fixture
def near_row(request, house):
    """A row of the model under test, on Budi's site."""
    model = request.node.callspec.params["model"]
    with fence.open_site(house.site.pk):
        return rows.build(model, house, house.site)


def test_there_are_fenced_models_and_the_house_has_no_gap():
    assert MODELS, "nothing is behind the fence, so nothing here is tested"
    assert fence.check_models() == []


def exits(model, row):
    """Each way of reading or writing rows, by name."""
    name = plain_field(model)
    value = getattr(row, name)
    table = connection.ops.quote_name(model._meta.db_table)
    objects = model._default_manager

    def raw_sql(sql, *params):
        def run():
            with connection.cursor() as cursor:
                cursor.execute(sql, params)
                return cursor.fetchall() if cursor.description else cursor.rowcount

        return run

    key = row.pk if connection.features.has_native_uuid_field else row.pk.hex
    return {
        "list": lambda: list(objects.all()),
        "get": lambda: objects.filter(pk=row.pk).first(),
        "base manager": lambda: model._base_manager.filter(pk=row.pk).first(),
        "count": lambda: objects.count(),
        "exists": lambda: objects.filter(pk=row.pk).exists(),
        "aggregate": lambda: objects.aggregate(n=Count("pk"))["n"],
        "newest": lambda: objects.order_by("-pk").first(),
        "values": lambda: list(objects.values("pk")),
        "in_bulk": lambda: objects.in_bulk([row.pk]),
        "iterator": lambda: list(objects.iterator(chunk_size=10)),
        "union": lambda: list(objects.order_by().union(objects.order_by())),
        "subquery": lambda: list(objects.filter(pk__in=objects.values("pk"))),
        "for update": lambda: list(objects.select_for_update().filter(pk=row.pk)),
        "dates": lambda: list(objects.values_list("pk", flat=True).distinct()),
        "raw()": lambda: list(model.objects.raw(f"SELECT * FROM {table}")),  # noqa: S608
        "raw select": raw_sql(f"SELECT * FROM {table}"),  # noqa: S608
        "raw select, unquoted": raw_sql(f"select count(*) from {model._meta.db_table.upper()} where 1=1"),  # noqa: S608
        "raw select in a comment's lee": raw_sql(f"/* x */ SELECT id FROM main.{model._meta.db_table} AS t"),  # noqa: S608
        "raw update": raw_sql(f"UPDATE {table} SET {connection.ops.quote_name(name)} = %s", value),  # noqa: S608
        "raw delete": raw_sql(f"DELETE FROM {table}"),  # noqa: S608
        "raw delete by key": raw_sql(f'DELETE FROM {table} WHERE {table}."id" IN (%s)', key),  # noqa: S608
        "explain": raw_sql(f"EXPLAIN SELECT * FROM {table}"),
        "copy into a table": raw_sql(f"CREATE TABLE taken AS SELECT * FROM {table}"),
        "update": lambda: objects.filter(pk=row.pk).update(**{name: value}),
        "update by expression": lambda: objects.update(**{name: F(name)}),
        "bulk_update": lambda: objects.bulk_update([row], [name]),
        "delete": lambda: objects.filter(pk=row.pk).delete(),
    }


@every_model
def test_nothing_is_read_or_written_while_no_site_is_open(model, near_row, house):
    before = snapshot(model, near_row.pk)
    got_through = []
    for name, attempt in exits(model, near_row).items():
        with transaction.atomic():
            try:
                attempt()
            except FenceError:
                continue
        got_through.append(name)
    assert got_through == []
    for attempt in (near_row.save, near_row.delete, near_row.refresh_from_db):
        with pytest.raises(FenceError), transaction.atomic():
            attempt()
    with pytest.raises(FenceError):
        model.objects.create(site=house.site)
    with pytest.raises(FenceError):
        model._base_manager.bulk_create([model(site=house.site)])
    assert snapshot(model, near_row.pk) == before


HARMLESS = (None, [], {}, 0, False, (0, {}))


@every_model
def test_from_another_site_the_row_does_not_exist_and_stays_as_it_is(model, near_row, house):
    before = snapshot(model, near_row.pk)
    seen = []
    for name, attempt in exits(model, near_row).items():
        with fence.open_site(house.far_site.pk), transaction.atomic():
            try:
                answer = attempt()
            except FenceError:
                continue
            if answer not in HARMLESS:
                seen.append((name, answer))
    assert seen == []
    with fence.open_site(house.far_site.pk):
        for attempt in (near_row.save, near_row.delete):
            with pytest.raises(FenceError), transaction.atomic():
                attempt()
        with pytest.raises(model.DoesNotExist):
            near_row.refresh_from_db()
        with pytest.raises(FenceError):
            model.objects.create(**{**rows.values(model, house, house.far_site), "site": house.site})
        with pytest.raises(FenceError):
            model.objects.bulk_create([model(site=house.site)])
        with pytest.raises(FenceError):
            model.objects.update(site=house.far_site)
    assert snapshot(model, near_row.pk) == before


@every_model
def test_a_forged_row_removes_nothing(model, near_row, house):
    """Somebody makes an object with another site's key and their own site, and deletes or saves it."""
    forged = model(pk=near_row.pk, site_id=house.far_site.pk)
    before = snapshot(model, near_row.pk)
    with fence.open_site(house.far_site.pk):
        with transaction.atomic():
            forged.delete()
        forged = model(**{**rows.values(model, house, house.far_site), "pk": near_row.pk, "site_id": house.far_site.pk})
        with pytest.raises(DatabaseError), transaction.atomic():
            forged.save()
    assert snapshot(model, near_row.pk) == before


@every_model
def test_everyday_work_inside_the_site_is_not_refused(model, near_row, house):
    name = plain_field(model)
    with fence.open_site(house.site.pk):
        assert model.objects.get(pk=near_row.pk) == near_row
        assert model.objects.count() == len(model.objects.all()) >= 1
        near_row.save()
        near_row.refresh_from_db()
        other = rows.build(model, house, house.site)
        model.objects.bulk_update([near_row, other], [name])
        model.objects.filter(pk__in=[near_row.pk, other.pk]).update(**{name: getattr(near_row, name)})
        found = model.objects.select_for_update().in_bulk([near_row.pk, other.pk])
        assert len(found) == 2
        with transaction.atomic():
            made = model(**rows.values(model, house, house.site))
            assert model.objects.bulk_create([made])[0].site_id == house.site.pk
        references = [field.name for field in walls.references(model)]
        if references:
            list(model.objects.select_related(*references))
            models.prefetch_related_objects(list(model.objects.all()), *references)
            for field in references:
                getattr(model.objects.get(pk=near_row.pk), field)
        for relation in model._meta.related_objects:
            if relation.get_accessor_name() and fence.is_fenced(relation.related_model):
                models.prefetch_related_objects(list(model.objects.all()), relation.get_accessor_name())
        assert other.delete()[0] >= 1
        assert model.objects.filter(pk=made.pk).delete()[0] >= 1
        assert not model.objects.filter(pk__in=[other.pk or made.pk]).exists()
        assert [
            one.pk
            for one in model.objects.raw(
                f"SELECT * FROM {connection.ops.quote_name(model._meta.db_table)} WHERE site_id = %s AND id = %s",  # noqa: S608
                [_bare(house.site.pk), _bare(near_row.pk)],
            )
        ] == [near_row.pk]


def _bare(key):
    return key if connection.features.has_native_uuid_field else key.hex


@every_model
def test_with_the_fence_down_both_sites_are_seen(model, near_row, house):
    with fence.open_site(house.far_site.pk):
        far_row = rows.build(model, house, house.far_site)
    with fence.unfenced("a test counts over all sites"):
        assert {near_row.pk, far_row.pk} <= set(model.objects.values_list("pk", flat=True))
        assert list(model.objects.filter(pk=near_row.pk)) == [near_row]
    with fence.open_site(house.site.pk):
        assert far_row.pk not in set(model.objects.values_list("pk", flat=True))


@every_model
def test_a_query_carried_into_another_site_is_refused(model, near_row, house):
    with fence.open_site(house.site.pk):
        rows.build(model, house, house.site)
        lazy = model.objects.all()
        begun = model.objects.iterator()
        next(begun)
    with fence.open_site(house.far_site.pk):
        with pytest.raises(FenceError):
            list(lazy)
        with pytest.raises(FenceError):
            next(begun)
    with fence.unfenced("made with the fence down"):
        lazy = model.objects.all()
    with fence.open_site(house.site.pk), pytest.raises(FenceError):
        list(lazy)


@every_model
def test_a_row_points_only_to_rows_of_its_own_site(model, near_row, house):
    with fence.unfenced("a test tries to tie two sites together"):
        for field in walls.references(model):
            far_target = rows.build(field.related_model, house, house.far_site)
            near = model.objects.get(pk=near_row.pk)
            setattr(near, field.name, far_target)
            with pytest.raises(FenceError):  # the object is at hand: said at once
                near.save()
            new = {**rows.values(model, house, house.site), "site": house.site}
            new.pop(field.name, None)
            for tie in (
                lambda field=field, far=far_target: model.objects.filter(pk=near_row.pk).update(**{field.attname: far.pk}),
                lambda field=field, far=far_target, new=new: model.objects.create(**new, **{field.attname: far.pk}),
            ):
                with pytest.raises(DatabaseError), transaction.atomic():  # noqa: PT012
                    tie()  # only the key is at hand: the database says it, at the latest when it looks at its constraints
                    connection.check_constraints()


def test_a_thread_begins_with_the_fence_closed(house):
    seen = []
    with fence.open_site(house.site.pk):
        thread = threading.Thread(target=lambda: seen.append(fence.state()))
        thread.start()
        thread.join()
    assert seen == [None]


def test_models_outside_the_fence_hold_no_reference_into_it():
    for model in apps.get_models(include_auto_created=True):
        if fence.is_fenced(model):
            continue
        for field in model._meta.concrete_fields:
            assert not (field.is_relation and fence.is_fenced(field.related_model)), f"{field} opens a way around the fence"
