from __future__ import annotations

from betang.edge import hosts


def test_a_host_is_a_value(house):
    assert hosts.resolve("localhost") == hosts.PortalHost()
    assert hosts.resolve("batang-danum.localhost") == hosts.SiteHost(house.site.pk, "batang-danum")
    assert hosts.resolve("tidak-ada.localhost") == hosts.UnknownHost()


def test_an_unknown_host_is_refused_without_a_question_about_content(house, client, django_assert_num_queries):
    with django_assert_num_queries(1):
        answer = client.get("/berita/", headers={"host": "tidak-ada.localhost"})
    assert answer.status_code == 421
