"""News lies where its group sits, also after that place has a new code."""

from __future__ import annotations

from datetime import date

import pytest

from betang.audit.actions import deliver_pending
from betang.hosting.models import Site
from betang.hosting.terms import SiteStatus
from betang.kernel import clock, fence
from betang.publishing import queries
from betang.publishing.models import Article
from betang.publishing.terms import ArticleState
from betang.publishing.tests import made
from betang.regions.actions.history import move_region
from betang.search.models import Document

pytestmark = pytest.mark.django_db


def test_news_and_pages_are_found_in_the_new_region(house):
    article = made.make(house)
    draft = made.make(house, title="Belum jadi", state=ArticleState.DRAFT)
    far = made.make(house, title="Kabar Katingan", site=house.far_site)
    page = made.make_page(house)
    move_region(
        actor=house.actor("eka"), region=house.mantangai, new_code="62.06.15", on=date(2026, 11, 1), basis="Perda 1/2026", at=clock.now()
    )
    house.group.refresh_from_db()
    code = house.group.region.code
    assert code.startswith("62.06.15.")
    with fence.open_site(house.site.pk):
        assert Article.objects.get(pk=article.pk).region_code == code
        assert Article.objects.get(pk=draft.pk).region_code == ""
    with fence.open_site(house.far_site.pk):
        assert Article.objects.get(pk=far.pk).region_code == house.far_village.code
    assert {one.title for one in queries.latest_for_portal(region_code="62.06.15", limit=9)} == {article.title}
    assert deliver_pending() >= 1
    for row in (article, page):
        assert Document.objects.get(key=str(row.pk)).region_code == code
    assert not Document.objects.filter(key=str(draft.pk)).exists()


def test_news_of_a_suspended_site_follows_and_stays_hidden(house):
    article = made.make(house)
    Site.objects.filter(pk=house.site.pk).update(status=SiteStatus.SUSPENDED)
    Document.objects.all().delete()
    move_region(
        actor=house.actor("eka"), region=house.mantangai, new_code="62.06.15", on=date(2026, 11, 1), basis="Perda 1/2026", at=clock.now()
    )
    with fence.open_site(house.site.pk):
        assert Article.objects.get(pk=article.pk).region_code.startswith("62.06.15.")
    deliver_pending()
    assert not Document.objects.filter(key=str(article.pk)).exists()
