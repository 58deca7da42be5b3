"""What people find, and what they do not."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from uuid import uuid4

import pytest

from betang.search import index
from betang.search.queries import search

pytestmark = pytest.mark.django_db
START = datetime(2026, 11, 1, 8, tzinfo=UTC)


def put(key: str, title: str, body: str = "", *, kind: str = "article", site_id=None, days: int = 0, **more):
    index.put(
        kind=kind, key=key, title=title, body=body, path=f"/{key}/", site_id=site_id, published_at=START - timedelta(days=days), **more
    )


def keys(q: str, **filters) -> list[str]:
    return [hit.key for hit in search(q, **filters).hits]


def test_a_word_finds_its_derivations():
    put("a", "Perencanaan jembatan desa", "Warga bermusyawarah.")
    put("b", "Kabar panen", "Kelompok tani merencanakan tanam padi.")
    put("c", "Lomba perahu")
    assert set(keys("rencana")) == {"a", "b"}
    assert keys("direncanakan jembatan") == ["a"]
    assert keys("musyawarah desa") == ["a"]
    assert keys("perahu") == ["c"]
