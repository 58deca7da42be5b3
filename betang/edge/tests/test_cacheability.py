"""Every address says of itself whether it may be kept."""

from __future__ import annotations

from betang.edge.cacheability import MARKS, lines, render


def test_every_view_carries_a_mark():
    unmarked = [line for line in lines() if line.mark not in MARKS]
    assert unmarked == []


def test_nothing_at_the_desk_is_ever_kept():
    assert [line for line in lines() if line.path.startswith("/meja/") and line.mark == "kept"] == []


def test_a_private_page_on_a_groups_own_host_is_known_by_its_secret_link_alone():
    """There is no session there: what is not for everybody (a draft) is opened by who has its link, and kept nowhere."""
    assert [line.path for line in lines() if line.host == "site" and line.mark == "private" and "/<str:token>/" not in line.path] == []


def test_the_table_names_every_address():
    table = render()
    assert all(f"`{line.path}`" in table for line in lines())
