"""Who gets what of the feeds and maps: everybody the same."""

from __future__ import annotations

from betang.publishing.terms import ArticleState
from betang.publishing.tests import made
from tests.access import Row

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
]
