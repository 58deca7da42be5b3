"""Who gets what of the feeds and maps: everybody the same."""

from __future__ import annotations

from typing import Any

from betang.publishing.terms import ArticleState
from betang.publishing.tests import made
from tests.access import Row


def _work(house: Any) -> None:
    from datetime import UTC, datetime

    from betang.planning.models import Line

    Line.objects.create(
        government=house.kapuas, government_code="62.03", fiscal_year=2026, code="1.03.10.2.01.0032", field_code="1.03",
        name="Rehabilitasi Jalan", number="62.03-2026-x", budgeted_idr=1, changed_at=datetime(2026, 11, 24, tzinfo=UTC),
    )  # fmt: skip


ROWS = [
    *(
        Row("api:feed", where=where, kwargs={"kind": kind}, prepare=made.make, shows=made.SECRET)
        for where in ("portal", "site")
        for kind in ("rss.xml", "atom.xml", "feed.json")
    ),
    Row(
        "api:feed", where="site", kwargs={"kind": "lain.xml"}, prepare=lambda house: made.make(house, state=ArticleState.DRAFT), others=404
    ),
    Row("api:map", where="site", prepare=made.make, shows="/berita/rahasia-dermaga/"),
    Row("api:robots", where="site", shows="Sitemap: "),
    Row("api:map", shows="/peta-situs/wilayah-1.xml"),
    Row("api:map_of_pages", shows="/berita/"),
    Row("api:map_of_regions", kwargs={"number": 1}, shows="/wilayah/62.03/"),
    Row("api:map_of_groups", kwargs={"number": 1}, shows="/kim/batang-danum/"),
    Row("api:robots", shows="Disallow: /meja/"),
    Row("api:data", shows="/data/rencana.csv"),
    Row("api:catalogue", shows="dcat:Catalog"),
    Row("api:datapackage", shows="fiscalPeriod"),
    Row("api:table_csv", kwargs={"name": "wilayah"}, shows="62.03.05.2004"),
    Row("api:table_json", kwargs={"name": "kim"}, shows="batang-danum"),
    Row("api:oc4ids", prepare=_work, shows="oc4ids-betang-"),
]
