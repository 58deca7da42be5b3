"""The coordinator's lists have no end where they should not: every row is on exactly one page, found by name or number."""

from __future__ import annotations

import re
from datetime import timedelta
from html import unescape

import pytest

from betang.communities import queries
from betang.communities.models import Application, Group
from betang.communities.terms import ApplicationStatus, Standing
from betang.communities.tests.worlds import AT

pytestmark = pytest.mark.django_db
HOST = {"host": "localhost"}


def walk(client, path: str, pattern: str) -> tuple[list[list[str]], str]:
    """Every page from the first to the last, and the address of the last."""
    pages = []
    while True:
        html = client.get(path, headers=HOST).content.decode()
        pages.append(re.findall(pattern, html))
        found = re.search(r'rel="next" href="([^"]+)"', html)
        if found is None:
            return pages, path
        path = path.partition("?")[0] + unescape(found[1])


def test_every_group_is_on_one_page_and_back_again(house, client):
    Group.objects.bulk_create(
        Group(name=f"KIM {n // 2:03d}", slug=f"kim-{n}", region=house.village, standing=Standing.VERIFIED, register_number=f"R-{n}")
        for n in range(120)
    )
    house.sign_in(client, "gita")
    pages, last = walk(client, "/meja/register/", r"/meja/kim/([\w-]+)/data/")
    slugs = [one for page in pages for one in page]
    assert [len(page) for page in pages] == [50, 50, 21]
    assert len(set(slugs)) == 121
    html = client.get(last, headers=HOST).content.decode()
    back = client.get("/meja/register/" + unescape(re.search(r'rel="prev" href="([^"]+)"', html)[1]), headers=HOST).content.decode()
    assert re.findall(r"/meja/kim/([\w-]+)/data/", back) == pages[1]
    found = client.get("/meja/register/?q=kim+007&status=verified", headers=HOST).content.decode()
    assert set(re.findall(r"/meja/kim/([\w-]+)/data/", found)) == {"kim-14", "kim-15"}
    assert "nelayan-katingan" not in slugs


def test_every_application_is_on_one_page_in_its_turn(house, client):
    states = (ApplicationStatus.SUBMITTED, ApplicationStatus.RETURNED, ApplicationStatus.REFUSED)
    Application.objects.bulk_create(
        Application(
            token_hash=f"{n:064d}", status=states[n % 3], number=f"62.03/PD/2026/{n:04d}", name=f"KIM {n}", region=house.village,
            region_code=house.village.code, created_at=AT, saved_at=AT, submitted_at=AT + timedelta(minutes=n // 5),
            due_on=AT.date() + timedelta(days=n % 4 - 2) if n % 7 else None,
        )
        for n in range(120)
    )  # fmt: skip
    gita = house.actor("gita")
    whole = [line.number for line in queries.application_lines(gita, today=AT.date(), limit=500)]
    seen: list[str] = []
    page = queries.application_page(gita, today=AT.date(), limit=13)
    while True:
        seen += [line.number for line in page.lines]
        if not page.next_after:
            break
        before = page
        page = queries.application_page(gita, today=AT.date(), limit=13, after=page.next_after)
        assert queries.application_page(gita, today=AT.date(), limit=13, before=page.previous_before).lines == before.lines
    assert seen == whole
    assert page.waiting == 40
    house.sign_in(client, "gita")
    pages, _last = walk(client, "/meja/pendaftaran/?q=2026/001", r"62\.03/PD/2026/(\d+)")
    assert [sorted(one) for one in pages] == [[f"{n:04d}" for n in range(10, 20)]]
    assert queries.application_page(house.actor("fajar"), today=AT.date()).lines == ()
