"""What people find, and what they do not."""

from __future__ import annotations

import random
from argparse import ArgumentParser
from datetime import UTC, datetime, timedelta
from uuid import UUID

import pytest
import time_machine
from django.db import connection, transaction

from betang.search import commands, index, queries, sources, words
from betang.search.models import Document
from betang.search.queries import search

pytestmark = pytest.mark.django_db
START = datetime(2026, 11, 1, 8, tzinfo=UTC)
HERE, THERE = UUID(int=1), UUID(int=2)


def main(words: list[str]) -> int:
    """The package's own verbs, as `betang` runs them."""
    parser = ArgumentParser()
    commands.register(parser.add_subparsers())
    options = parser.parse_args(words)
    return options.run(options)


def put(key: str, title: str, body: str = "", *, kind: str = "article", site_id=None, days: float = 0, **more):
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
    assert keys("rencana perahu") == []


@pytest.mark.parametrize(
    ("prefix", "way"), [("jem", "'~ajem'"), ("jemb", "'~ajemb'"), ("jemba", "'ajemba':*"), ("jembatan", "'ajembatan':*")]
)
def test_on_postgresql_a_short_beginning_is_a_token_of_its_own(prefix, way):
    assert queries._match(queries.Term("bangun", prefix), index.any_token, "postgresql") == f"('abangun' | {way})"
    put("a", "Pembangunan jembatan")
    tokens = set(Document.objects.get(key="a").tokens.split())
    assert ({"~ajem", "~bjem", "~ajemb", "~bjemb"} <= tokens) == (connection.vendor == "postgresql")


def test_the_last_word_may_be_only_begun_and_the_others_not():
    put("a", "Pembangunan jembatan")
    assert keys("jemb") == ["a"]
    assert keys("pembang") == ["a"]
    assert keys("pembangunan jem") == ["a"]
    assert keys("jem pembangunan") == []
    assert keys("jemb ") == [], "a space says that the word is whole"
    assert keys("je") == [], "two letters begin too many words"


@pytest.mark.parametrize(
    "q",
    [
        "62.03/KIM/2024/0017",
        "62.03/kim/2024",
        "0017",
        "kim 2024",
        "6203",
        "62.03.05.2004",
        "62.03.05",
        "1.500.000",
        "1500000",
        "Rp1.500.000",
    ],
)
def test_numbers_and_codes_are_found_whole_by_their_beginning_and_by_their_parts(q):
    put("a", "Terdaftar dengan nomor 62.03/KIM/2024/0017", "Di desa 62.03.05.2004, dana Rp1.500.000.")
    put("b", "Terdaftar dengan nomor 62.06/KIM/2023/0003", "Di desa 62.06.01.2003, dana Rp2.500.000.")
    assert keys(q) == ["a"]


@pytest.mark.parametrize("most", [queries.MOST_TERMS, 3])
def test_a_long_beginning_finds_every_word_that_begins_so_however_many_there_are(monkeypatch, most):
    """Asked for by name up to a number of words, and by the engine's own means beyond it."""
    monkeypatch.setattr(queries, "MOST_TERMS", most)
    names = ["kuayan", *(f"kuayangan{letter}" for letter in "abcdefg")]
    for name in names:
        put(name, f"Dermaga {name}", "Sungai.")
    put("other", "Kuayu dan kuaya")
    assert set(keys("kuayang")) == set(names[1:])
    assert set(keys("dermaga kuayangan")) == set(names[1:])
    assert keys("kuayanganb") == ["kuayanganb"]
    assert keys("kuayanganz") == []
    index.remove("article", "kuayanganb")
    assert keys("kuayanganb") == []
    assert len(keys("kuayang")) == len(names) - 2


def test_filters_by_site_region_and_kind():
    put("a", "Panen padi", site_id=HERE, region_code="62.03.05.2004")
    put("b", "Panen padi", site_id=THERE, region_code="62.06.01.2003", days=1)
    put("c", "Panen padi", kind="page", region_code="62.03.05", days=2)
    put("d", "Panen padi", kind="region", region_code="62", days=3)
    assert keys("panen") == ["a", "b", "c", "d"]
    assert keys("panen", site_id=HERE) == ["a"]
    assert keys("panen", site_id=THERE) == ["b"]
    assert keys("panen", region_code="62.03") == ["a", "c"]
    assert keys("panen", region_code="62.03.05.2004") == ["a"]
    assert keys("panen", region_code="62.0") == [], "a code is not a run of letters"
    assert keys("panen", region_code="62.03", kind="page") == ["c"]
    assert keys("panen", kind="page", site_id=HERE) == []


def test_nothing_of_one_site_is_found_from_another_even_when_their_marks_are_the_same(monkeypatch):
    monkeypatch.setattr(index, "site_mark", lambda site_id: "0" * 8)
    put("a", "Panen padi", site_id=HERE)
    assert keys("panen", site_id=HERE) == ["a"]
    assert keys("panen", site_id=THERE) == []


def test_a_title_stands_before_a_text_what_it_is_about_before_a_mention_and_new_before_old():
    put("mention", "Kabar desa", "Ada jembatan.", days=400)
    put("about", "Kabar desa", "Jembatan itu jembatan kita, jembatan kayu.", days=400)
    put("title", "Jembatan dibuka", days=400)
    put("newer", "Kabar desa", "Ada jembatan.", days=1)
    with time_machine.travel(START, tick=False):
        assert keys("jembatan") == ["title", "about", "newer", "mention"]


def test_what_is_put_again_replaces_and_what_is_removed_is_gone_at_once():
    put("a", "Panen padi")
    put("a", "Lomba perahu", days=3)
    assert (keys("panen"), keys("lomba"), Document.objects.count()) == ([], ["a"], 1)
    with transaction.atomic():
        index.remove("article", "a")
        assert keys("lomba") == []
        transaction.set_rollback(True)
    assert keys("lomba") == ["a"]
    index.remove("article", "a")
    index.remove("article", "never there")
    put("b", "Lomba", site_id=HERE)
    put("c", "Lomba", site_id=THERE)
    index.remove_site(HERE)
    assert keys("lomba") == ["c"]


HOSTILE = [
    *("", " ", "a", "yang di dan", "'", '"', '" OR "', "NEAR(", "panen*", "tokens:panen", "-panen", "panen AND", "(", "panen & !x | <->"),
    *("\\", "\0panen", "%s", "{}", "😀", "١٢", "لون", "x" * 100_000, "panen " * 10_000, "panen\u200bx", "a.b.c/" * 99),
]


@pytest.mark.parametrize("q", HOSTILE)
def test_no_query_breaks_the_search(q):
    put("a", "Panen padi")
    results = search(q)
    assert results.total in (0, 1)
    assert search(q, site_id=HERE, region_code="'x", kind='"y').total == 0


def test_excerpts_mark_the_words_and_nothing_of_a_text_is_markup():
    put("a", "Kabar", "Awal. " * 60 + "<script>alert(1)</script> Warga merencanakan <b>jembatan</b> & pasar 62.03.05. " + "Akhir. " * 60)
    (hit,) = search("rencana jembatan").hits
    assert "<mark>merencanakan</mark>" in hit.excerpt_html
    assert "<mark>jembatan</mark>" in hit.excerpt_html
    assert hit.excerpt_html.replace("<mark>", "").replace("</mark>", "").count("<") == 0
    assert hit.excerpt_html.startswith("… ")
    assert hit.excerpt_html.endswith(" …")
    assert "<mark>62.03.05</mark>" in search("62.03.05").hits[0].excerpt_html
    assert "<mark>jembatan</mark>" in search("jemb").hits[0].excerpt_html


def test_pages_of_results_join_without_gap_or_overlap():
    for n in range(45):
        put(f"{n:02}", "Panen padi", days=n)
    first = search("panen", limit=20)
    rest = [hit.key for offset in (20, 40, 60) for hit in search("panen", limit=20, offset=offset).hits]
    assert [hit.key for hit in first.hits] + rest == [f"{n:02}" for n in range(45)]
    assert (first.total, first.is_total_exact) == (45, True)


def test_a_search_costs_two_queries_with_one_and_with_fifty_documents(django_assert_max_num_queries):
    most = 2 if connection.vendor == "sqlite" else 2 + len(queries.FIRST_QUARTERS)
    for n in range(50):
        put(str(n), "Panen padi", days=n, site_id=HERE)
        if n in (0, 49):
            with django_assert_max_num_queries(most):
                search("panen padi")
            with django_assert_max_num_queries(2):
                search("panen padi", site_id=HERE)


def test_documents_of_one_minute_have_keys_of_their_own(monkeypatch):
    monkeypatch.setattr(index, "_SLOTS_BITS", 4)
    for n in range(100):
        put(str(n), "Panen padi")
    assert search("panen").total == 100


# Every query against a plain reading of every document: whichever engine the suite runs on gives this answer.

STEMS = (
    *("rencana", "jembatan", "jalan", "desa", "panen", "padi", "kelompok", "tani", "nelayan", "ikan", "pasar", "sekolah"),
    *("banjir", "hutan", "pelatihan", "musyawarah", "anggaran"),
)
FORMS = [
    *STEMS,
    "perencanaan",
    "merencanakan",
    "pembangunan",
    "bangunan",
    "pertanian",
    "perikanan",
    "melatih",
    "menulis",
    "tulisan",
    "kelompoknya",
]
CODES = ["62.03.05.2004", "62.06.01.2003", "62.03/KIM/2024/0017", "2026", "1.500.000", "RT 3"]


def corpus() -> list[dict]:
    rng = random.Random(3)
    made = []
    for n in range(200):
        made.append(
            {
                "kind": rng.choice(["article", "page", "group"]),
                "key": str(n),
                "title": " ".join(rng.choices(FORMS, k=rng.randint(1, 5))),
                "body": " ".join(rng.choices([*FORMS, *CODES, "yang", "dan", "Katingan", "Kapuas"], k=rng.randint(0, 40))),
                "path": f"/{n}/",
                "site_id": rng.choice([None, HERE, THERE, UUID(int=3)]),
                "region_code": rng.choice(["", "62", "62.03", "62.03.05", "62.03.05.2004", "62.06.01.2003"]),
                "published_at": START - timedelta(minutes=rng.randint(0, 2_000_000)),
                "place": rng.choice(["", "Desa Mantangai Hilir", "Kecamatan Katingan Hilir"]),
            }
        )
    return made


def questions() -> list[tuple[str, dict]]:
    rng = random.Random(4)
    asked = []
    for _ in range(100):
        said = rng.choices([*FORMS, *FORMS, *CODES, "Katingan", "mantangai"], k=rng.randint(1, 3))
        if rng.random() < 0.5:
            said[-1] = said[-1][: rng.randint(2, 7)]
        filters = rng.choice([{}, {}, {"site_id": HERE}, {"site_id": THERE}, {"region_code": "62.03"}, {"kind": "page"}])
        asked.append((" ".join(said), filters))
    return asked


def plain_reading(documents: list[dict], q: str, filters: dict) -> list[str]:
    found = []
    for one in documents:
        if filters.get("site_id") not in (None, one["site_id"]) or filters.get("kind") not in (None, one["kind"]):
            continue
        region = filters.get("region_code", "")
        if region and not (one["region_code"] == region or one["region_code"].startswith(region + ".")):
            continue
        title = {spelling for word in words.split(one["title"]) for spelling in words.spellings(word)}
        body = words.split(one["body"])
        has = title | {spelling for word in [*body, *words.split(one["place"])] for spelling in words.spellings(word)}
        weight = 0
        for term in queries.terms_of(q):
            begun = [spelling for spelling in has if term.prefix and spelling.startswith(term.prefix)]
            if not (term.stem in has or begun or (term.parts and set(term.parts) <= has)):
                break
            if term.stem in title:
                weight += 8
            elif any(spelling in title for spelling in begun):
                weight += 5
            weight += 3 * (sum(word.stem == term.stem for word in body) >= index.STRONG_FROM)
        else:
            age = max(0, int(START.timestamp() // 60) - int(one["published_at"].timestamp() // 60)) / 1440
            rank = round(weight + 4 / (1 + age / 180), 6)
            found.append((rank, index.key_for(one["kind"], one["key"], one["published_at"]), one["key"]))
    return [key for _rank, _id, key in sorted(found, reverse=True)]


def test_two_hundred_documents_and_a_hundred_queries_give_the_answer_of_a_plain_reading():
    documents = corpus()
    for one in documents:
        index.put(**one)
    with_hits = 0
    with time_machine.travel(START, tick=False):
        for q, filters in questions():
            wanted = plain_reading(documents, q, filters)
            results = search(q, **filters, limit=300)
            assert [hit.key for hit in results.hits] == wanted, (q, filters)
            assert (results.total, results.is_total_exact) == (len(wanted), True)
            with_hits += bool(wanted)
    assert with_hits > 60, "the queries must find something for this to say anything"


def test_a_word_that_is_everywhere_is_ranked_among_the_newest_and_among_titles(monkeypatch):
    monkeypatch.setattr(queries, "CANDIDATES", 20)
    monkeypatch.setattr(queries, "TITLE_CANDIDATES", 5)
    documents = [
        {
            "kind": "article",
            "key": str(n),
            "title": "Panen raya" if n % 10 == 9 else "Kabar",
            "body": "panen",
            "path": "/",
            "site_id": HERE if n % 2 else THERE,
            "region_code": "62.03",
            "published_at": START - timedelta(days=n * 10),
        }
        for n in range(120)
    ]
    for one in random.Random(1).sample(documents, 120):
        index.put(**one)
    with time_machine.travel(START, tick=False):
        results = search("panen", limit=100)
        assert {hit.key for hit in results.hits} == {str(n) for n in (*range(20), 29, 39, 49)}
        assert not results.is_total_exact
        of_site = search("panen", site_id=HERE, limit=100)
        assert {hit.key for hit in of_site.hits} == {str(n) for n in (*range(1, 40, 2), 49)}
        assert not of_site.is_total_exact


@pytest.fixture
def own_sources(monkeypatch):
    monkeypatch.setattr(sources, "_sources", {})


def test_a_rebuild_brings_back_what_is_public_and_nothing_else_as_often_as_one_likes(own_sources, capsys):
    documents = [one for one in corpus() if one["kind"] == "article"]
    sources.register("article", lambda: documents)
    put("gone", "Jembatan lama", days=1)
    put("kept", "Jembatan lain", kind="region")
    index.put(**documents[0])
    before = None
    for _ in range(2):
        assert main(["search", "rebuild"]) == 0
        after = list(Document.objects.order_by("kind", "id").values("id", "kind", "key", "title", "tokens"))
        assert before in (None, after)
        before = after
    assert {row["key"] for row in before} == {one["key"] for one in documents} | {"kept"}
    assert keys("jembatan lama") == []
    assert f"article: {len(documents)}" in capsys.readouterr().out
    assert main(["search", "rebuild", "nothing"]) == 2
    assert main(["search", "ask", "jembatan", "lain"]) == 0
    assert main(["search", "ask", "qwertz"]) == 1


def test_every_kind_that_packages_put_has_a_source():
    assert {kind for source in sources.sources() for kind in source.kinds} >= {"article", "page", "group", "region"}
