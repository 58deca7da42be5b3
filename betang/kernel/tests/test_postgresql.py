"""The third wall, from the seat of somebody who got past the first two. The suite's role owns the tables and is no superuser."""

from __future__ import annotations

import psycopg
import pytest
from django.db import connection, transaction

from betang.kernel import fence
from tests import rows

pytestmark = [pytest.mark.postgres, pytest.mark.django_db]
MODELS = fence.fenced_models()
every_model = pytest.mark.parametrize("model", MODELS, ids=lambda model: model._meta.label)


def settings_of_session():
    with connection.connection.cursor() as cursor:  # psycopg's own cursor: no wrapper of ours sees this
        return cursor.execute("SELECT current_setting('betang.site', true), current_setting('betang.unfenced', true)").fetchone()


def test_the_suite_runs_as_an_ordinary_role():
    with connection.cursor() as cursor:
        cursor.execute("SELECT rolsuper, rolbypassrls FROM pg_roles WHERE rolname = current_user")
        assert cursor.fetchone() == (False, False)


@every_model
def test_a_statement_below_every_wrapper_sees_and_changes_nothing_of_another_site(model, house):
    with fence.open_site(house.site.pk):
        row = rows.build(model, house, house.site)
    table = model._meta.db_table
    values = {field.column: field.get_db_prep_save(getattr(row, field.attname), connection) for field in model._meta.concrete_fields}
    with fence.unfenced("tables that the row needs"):
        model.objects.filter(pk=row.pk).first()
    seats = {"nobody": "", "a stranger": str(house.far_site.pk)}
    for name, site in seats.items():
        with connection.connection.cursor() as cursor:
            cursor.execute("SELECT set_config('betang.site', %s, false), set_config('betang.unfenced', '', false)", [site])
            connection._told = None
            assert cursor.execute(f'SELECT count(*) FROM "{table}"').fetchone() == (0,), name
            assert cursor.execute(f'UPDATE "{table}" SET site_id = site_id').rowcount == 0, name
            assert cursor.execute(f'DELETE FROM "{table}"').rowcount == 0, name
            columns, marks = ", ".join(f'"{one}"' for one in values), ", ".join(["%s"] * len(values))
            with pytest.raises(psycopg.errors.InsufficientPrivilege), transaction.atomic():
                cursor.execute(f'INSERT INTO "{table}" ({columns}) VALUES ({marks})', list(values.values()))
    with fence.open_site(house.site.pk):
        assert model.objects.filter(pk=row.pk).exists()


def test_the_session_is_told_again_after_a_rollback(house):
    model = MODELS[0]
    with fence.open_site(house.far_site.pk):
        assert model.objects.count() == 0
    with fence.open_site(house.site.pk):
        with pytest.raises(ZeroDivisionError), transaction.atomic():  # noqa: PT012
            rows.build(model, house, house.site)
            raise ZeroDivisionError  # takes the setting back to the far site with it
        row = rows.build(model, house, house.site)
        assert model.objects.get(pk=row.pk) == row
        assert settings_of_session() == (str(house.site.pk), "")
    with fence.unfenced("to see the switch"):
        assert model.objects.count() == 1
        assert settings_of_session() == ("", "on")
    with fence.open_site(house.site.pk):
        assert model.objects.count() == 1
        assert settings_of_session() == (str(house.site.pk), "")


@pytest.mark.django_db(transaction=True)
def test_a_new_connection_knows_nothing_and_is_told(house):
    model = MODELS[0]
    with fence.open_site(house.site.pk):
        row = rows.build(model, house, house.site)
        connection.close()
        connection.ensure_connection()
        assert settings_of_session() in {(None, None), ("", "")}
        assert model.objects.get(pk=row.pk) == row


@pytest.mark.django_db(transaction=True)
def test_behind_a_pooler_nothing_stays_with_the_session(house):
    model = MODELS[0]
    connection.close()
    connection.settings_dict["OPTIONS"]["fence"] = "transaction"
    try:
        with fence.open_site(house.site.pk):
            row = rows.build(model, house, house.site)
            assert settings_of_session() in {(None, None), ("", "")}
            assert model.objects.get(pk=row.pk) == row
            assert [one.pk for one in model.objects.iterator(chunk_size=1)] == [row.pk]
            with transaction.atomic():
                assert model.objects.count() == 1
                assert settings_of_session() == (str(house.site.pk), "")
            assert settings_of_session() in {(None, None), ("", "")}
    finally:
        connection.close()
        del connection.settings_dict["OPTIONS"]["fence"]


def test_one_word_to_the_server_a_change_of_site_and_none_else(house, django_assert_num_queries):
    model = MODELS[0]
    with fence.open_site(house.site.pk):
        model.objects.count()
        told = []
        tell = connection.tell_fence
        connection.tell_fence = lambda: (told.append(connection._told), tell())
        try:
            with django_assert_num_queries(2):
                model.objects.count()
                model.objects.exists()
        finally:
            del connection.tell_fence
        assert told == [(str(house.site.pk), "")] * 2
