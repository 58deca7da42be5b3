"""`/-/siap`: what machines are told of the house."""

from __future__ import annotations

import pytest
from django.db import OperationalError

from betang.kernel import health

pytestmark = pytest.mark.django_db


def test_a_house_that_lacks_something_says_what(client, settings, tmp_path, monkeypatch):
    settings.HOME = tmp_path
    answer = client.get("/-/siap", headers={"host": "localhost"})
    assert (answer.status_code, answer.json()) == (200, {"database": "ok", "disk": "ok", "worker": "not started"})
    (tmp_path / "worker.heartbeat").touch()
    monkeypatch.setattr(health, "free_bytes", lambda: 5 * 1024 * 1024)
    answer = client.get("/-/siap", headers={"host": "localhost"})
    assert (answer.status_code, answer.json()) == (503, {"database": "ok", "disk": "only 5 MB are free", "worker": "ok"})

    def silent() -> int:
        raise OperationalError("gone")

    monkeypatch.setattr(health, "missing_migrations", silent)
    assert client.get("/-/siap", headers={"host": "localhost"}).json()["database"] == "no answer (OperationalError)"
