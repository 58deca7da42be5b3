from __future__ import annotations

from datetime import UTC, datetime

import pytest
from django.core.cache import cache
from django.test import Client

NOW = datetime(2026, 11, 24, 3, 0, tzinfo=UTC)


def at_localhost(headers=None):
    """A browser that asks the portal's host."""
    return Client(headers={"host": "localhost", **(headers or {})})


@pytest.fixture
def client():
    return at_localhost()


@pytest.fixture(autouse=True)
def _no_old_counts():
    """Attempts of one test must not count in the next."""
    cache.clear()


@pytest.fixture
def hana(db):
    """Somebody with a password, an address and a number, and no post yet."""
    from betang.accounts.models import Person

    return Person.objects.create_user(name="Hana Contoh", email="hana@contoh.test", phone="+6281234567890", password="perahu kayu biru")


@pytest.fixture
def queue():
    """Runs what is queued now, as the worker would; returns the names of the jobs."""

    def run() -> list[str]:
        from django_tasks_db.models import DBTaskResult

        from betang.kernel.jobs import registry

        done = []
        for row in list(DBTaskResult.objects.order_by("enqueued_at")):
            kwargs = row.args_kwargs["kwargs"]
            registry[kwargs["name"]](**kwargs["kwargs"])
            done.append(kwargs["name"].rpartition(".")[2])
            row.delete()
        return done

    return run
