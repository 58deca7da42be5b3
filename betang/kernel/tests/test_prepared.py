"""A prepared question gives what its query set gives, to the site that is open, and to nobody else."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
from django.db import connection, connections
from django.db.models import CharField, DateTimeField, Q, UUIDField
from django.test.utils import CaptureQueriesContext

from betang.kernel import fence, ids
from betang.kernel.errors import FenceError
from betang.kernel.prepared import Prepared, Slot, slots, spread
from betang.publishing.models import Article

pytestmark = pytest.mark.django_db
NOW = datetime(2026, 11, 24, 8, tzinfo=UTC)
COLUMNS = ("id", "title", "published_at", "tag_list", "category__name", "site_id")


@pytest.fixture
def written(house):
    for site, word in ((house.site, "dekat"), (house.far_site, "jauh")):
        with fence.open_site(site.pk):
            for n in range(4):
                Article.objects.create(
                    slug=f"kabar-{n}", title=f"Kabar {word} {n}", published_at=NOW - timedelta(days=n), tag_list=[["Banjir", "banjir"]],
                    created_at=NOW, updated_at=NOW,
                )  # fmt: skip
    return house


def rows_before(at, key, limit):
    older = Q(published_at__lt=at) | Q(id__lt=key)
    return Article.objects.filter(older, published_at__lte=at).order_by("-published_at").values_list(*COLUMNS)[:limit]


def test_it_gives_what_the_query_set_gives_whatever_the_values(written):
    question = Prepared(lambda limit: rows_before(Slot("at", DateTimeField()), Slot("key", UUIDField()), limit))
    key = ids.uuid7()
    for site in (written.site, written.far_site, written.site):
        with fence.open_site(site.pk):
            for at, limit in ((NOW, 2), (NOW - timedelta(days=2), 2), (NOW + timedelta(days=1), 3), (NOW - timedelta(days=9), 2)):
                assert question.rows(limit, at=at, key=key) == list(rows_before(at, key, limit))
            assert len(question.rows(3, at=NOW, key=key)) == 3


def test_it_is_built_once_a_connection_and_asked_with_one_statement(written):
    built = []
    question = Prepared(lambda: built.append(1) or Article.objects.filter(slug=Slot("slug", CharField())).values_list("title")[:1])
    with fence.open_site(written.site.pk), CaptureQueriesContext(connection) as asked:
        assert question.first(slug="kabar-2") == ("Kabar dekat 2",)
        assert question.first(slug="kabar-3") == ("Kabar dekat 3",)
        assert question.first(slug="' OR 1=1 --") is None
    assert (len(built), len(asked)) == (1, 3)


def test_a_question_built_at_one_site_is_answered_for_the_one_that_is_open(written):
    question = Prepared(lambda: Article.objects.filter(slug=Slot("slug", CharField())).values_list("title", "site_id"))
    for site, word in ((written.site, "dekat"), (written.far_site, "jauh")):
        with fence.open_site(site.pk):
            assert question.rows(slug="kabar-0") == [(f"Kabar {word} 0", site.pk)]
    with fence.unfenced("a test looks at both"):
        assert len(question.rows(slug="kabar-0")) == 2
    with fence.open_site(written.site.pk):
        assert len(question.rows(slug="kabar-0")) == 1
    with pytest.raises(FenceError):
        question.rows(slug="kabar-0")


def test_the_guard_still_stands_before_it(written):
    """A query set that found a way around the manager's filter is refused, prepared or not."""
    with fence.unfenced("building without a filter"):
        unfiltered = Prepared(lambda: Article.objects.values_list("title"))
        unfiltered.rows()
    known = connections["default"].__dict__["betang_prepared"]
    known[unfiltered, fence.OpenSite, ()] = known[unfiltered, fence.Unfenced, ()]
    with fence.open_site(written.site.pk), pytest.raises(FenceError):
        unfiltered.rows()


def test_a_query_set_that_can_find_nothing_asks_nothing(written):
    question = Prepared(lambda: Article.objects.filter(pk__in=[]).values_list("title"))
    with fence.open_site(written.site.pk), CaptureQueriesContext(connection) as asked:
        assert question.rows() == []
    assert len(asked) == 0


@pytest.mark.parametrize("count", [0, 1, 2, 3, 4])
def test_a_list_of_any_length_is_asked_for(written, count):
    question = Prepared(lambda places: Article.objects.filter(slug__in=slots("slug", places, CharField())).values_list("slug"))
    wanted = [f"kabar-{n}" for n in range(count)]
    places, values = spread("slug", wanted)
    assert len(values) == places >= count
    with fence.open_site(written.site.pk):
        assert sorted(question.rows(places, **values)) == [(slug,) for slug in wanted]


def test_none_is_refused_and_so_are_rows_that_are_objects(written):
    question = Prepared(lambda: Article.objects.filter(slug=Slot("slug", CharField())).values_list("title"))
    with fence.open_site(written.site.pk):
        with pytest.raises(TypeError):
            question.rows(slug=None)
        with pytest.raises(KeyError):
            question.rows()
        with pytest.raises(TypeError):
            Prepared(lambda: Article.objects.all()).rows()
