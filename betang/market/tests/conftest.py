"""A town with stalls, made once for each test that asks."""

from __future__ import annotations

import pytest

from betang.kernel import fence
from betang.market.tests import made


@pytest.fixture
def stall(house):
    """An admitted seller of Budi's group, its site standing open."""
    return made.seller(house)


@pytest.fixture
def near(house):
    """Budi's site with its region, open for the length of the test."""
    site = made.full(house.site)
    with fence.open_site(site.pk):
        yield site
