"""A reader's comment: sent without an account, held, shown, answered, refused, cleaned of personal data."""

from __future__ import annotations

import pytest
from django.urls import reverse

from betang.audit.models import Entry
from betang.guard.forms import honest_fields
from betang.kernel import clock, fence
from betang.publishing import actions, queries
from betang.publishing.models import Comment
from betang.publishing.terms import ArticleState, CommentState
from betang.publishing.tests import made

pytestmark = pytest.mark.django_db
SITE = {"host": "batang-danum.localhost"}
ARTICLE = "/berita/rahasia-dermaga/"
FORM = f"{ARTICLE}tanggapan/"


@pytest.fixture(autouse=True)
def _fresh_limits(settings, tmp_path):
    settings.CACHES = {"default": {"BACKEND": "django.core.cache.backends.locmem.LocMemCache", "LOCATION": str(tmp_path)}}
    settings.PRIVATE_ROOT = tmp_path


def send(client, **fields):
    return client.post(FORM, {**honest_fields(), "name": "Sari", "text": "Terima kasih kabarnya.", **fields}, headers=SITE)


def rows() -> list[Comment]:
    with fence.unfenced("looking at rows in a test"):
        return list(Comment.objects.order_by("sent_at", "id"))


def at(name: str, comment=None) -> str:
    kwargs = {"site_slug": "batang-danum"} | ({"comment_id": comment.pk} if comment else {})
    return reverse(f"publishing_desk:{name}", kwargs=kwargs)


def test_a_comment_is_held_and_its_writer_sees_that(house, client):
    made.make(house)
    answer = send(client, text="Kapan perahunya\nberangkat lagi?")
    page = answer.content.decode()
    assert answer.status_code == 200
    assert "sudah kami terima" in page
    assert "berangkat lagi?" in page
    assert [one.state for one in rows()] == [CommentState.HELD]
    assert "berangkat lagi?" not in client.get(ARTICLE, headers=SITE).content.decode()
    assert not answer.cookies


def test_what_is_sent_twice_is_kept_once(house, client):
    made.make(house)
    assert send(client).status_code == 200
    assert "Terima kasih kabarnya." in send(client).content.decode()
    assert len(rows()) == 1
    assert Entry.objects.filter(verb="publishing.comment.sent").count() == 1
    send(client, text="Yang lain.")
    assert len(rows()) == 2


def test_a_comment_that_is_let_through_stands_under_the_article(house, client):
    article = made.make(house)
    comment = made.make_comment(house, article)
    assert [one.title for one in queries.waiting_for(house.actor("budi"))] == ["1 tanggapan menunggu ditampilkan"]
    house.sign_in(client, "budi")
    assert "Terima kasih kabarnya." in client.get(at("comments")).content.decode()
    assert client.post(at("comment", comment), {"langkah": "tampilkan", "kunci": "a"}).status_code == 302
    page = client.get(ARTICLE, headers=SITE).content.decode()
    assert "Terima kasih kabarnya." in page
    assert "1 tanggapan" in page
    assert Entry.objects.get(verb="publishing.comment.shown").is_public
    assert queries.waiting_for(house.actor("budi")) == []


def test_a_thread_is_answered_by_readers_and_by_the_group(house, client):
    article = made.make(house)
    first = made.make_comment(house, article, shown=True, text="Jam berapa?")
    held = made.make_comment(house, article, text="Belum tampil")
    form = client.get(f"{FORM}?balas={first.pk}", headers=SITE).content.decode()
    assert "Jam berapa?" in form
    assert f'name="balas" value="{first.pk}"' in form
    send(client, balas=str(first.pk), text="Jam enam.")
    send(client, balas=str(held.pk), text="Membalas yang ditahan")
    by_text = {one.text: one for one in rows()}
    assert by_text["Jam enam."].parent_id == first.pk
    assert by_text["Membalas yang ditahan"].parent_id is None, "what is held cannot be answered"
    house.sign_in(client, "budi")
    assert client.post(at("comment", held), {"langkah": "balas", "text": "Kami cek dulu.", "kunci": "b"}).status_code == 302
    page = client.get(ARTICLE, headers=SITE).content.decode()
    assert "Belum tampil" in page, "an answer shows what it answers"
    assert "Kami cek dulu." in page
    assert "jawaban kelompok" in page
    assert page.index("Belum tampil") < page.index("Kami cek dulu.")


def test_a_refused_comment_has_a_coded_reason_and_is_not_shown(house, client):
    article = made.make(house)
    comment = made.make_comment(house, article, shown=True)
    house.sign_in(client, "budi")
    assert client.post(at("comment", comment), {"langkah": "tolak", "refusal": "tidak-ada", "kunci": "a"}).status_code == 422
    assert client.post(at("comment", comment), {"langkah": "tolak", "refusal": "rude", "kunci": "b"}).status_code == 302
    assert "Terima kasih kabarnya." not in client.get(ARTICLE, headers=SITE).content.decode()
    assert Entry.objects.get(verb="publishing.comment.refused").reason == "rude"
    with fence.open_site(house.site.pk):
        assert queries.article_page("rahasia-dermaga").comment_count == 0


def test_personal_data_is_taken_out_for_good(house, client):
    article = made.make(house)
    comment = made.make_comment(house, article, shown=True, text="Hubungi saya di 0812-5550-1234 ya")
    house.sign_in(client, "budi")
    assert "0812" in client.get(at("comments") + "?keadaan=shown").content.decode()
    answer = client.post(at("comment", comment), {"langkah": "hapus-data", "name": "", "text": "Hubungi saya ya", "kunci": "a"})
    assert answer.status_code == 302
    page = client.get(ARTICLE, headers=SITE).content.decode()
    assert "0812" not in page
    assert "Sari" not in page
    assert "Hubungi saya ya" in page
    assert not Entry.objects.filter(data__icontains="0812").exists()


def test_gambling_is_refused_at_the_door(house, client):
    made.make(house)
    typed = "Ayo main slot gacor di sini, daftar dan deposit pulsa!"
    answer = send(client, text=typed)
    assert answer.status_code == 422
    assert typed in answer.content.decode()
    assert rows() == []


def test_bad_input_keeps_what_was_typed(house, client):
    made.make(house)
    answer = send(client, name="", text="Sudah saya ketik")
    assert answer.status_code == 422
    assert "Sudah saya ketik" in answer.content.decode()
    answer = send(client, text="x" * 2001)
    assert answer.status_code == 422
    assert "x" * 2001 in answer.content.decode()
    assert rows() == []


@pytest.mark.parametrize(
    "wrong",
    [{"situs_web": "http://spam.example"}, {"cap_waktu": "palsu"}, {"cap_waktu": ""}],
)
def test_programs_do_not_pass_the_door(house, client, wrong):
    made.make(house)
    assert send(client, **wrong).status_code in (400, 403, 409, 422)
    assert rows() == []


def test_a_form_from_another_site_does_not_pass(house, client):
    made.make(house)
    answer = client.post(
        FORM,
        {**honest_fields(), "name": "A", "text": "B"},
        headers={**SITE, "origin": "https://lain.example", "sec-fetch-site": "cross-site"},
    )
    assert answer.status_code in (400, 403, 409)
    assert rows() == []


def test_a_flood_is_slowed(house, client):
    made.make(house)
    answers = [send(client, text=f"Tanggapan ke-{n}").status_code for n in range(22)]
    assert answers[0] == 200
    assert answers[-1] == 429


def test_closed_comments_are_closed_everywhere(house, client):
    article = made.make(house, comments_open=False)
    page = client.get(ARTICLE, headers=SITE).content.decode()
    assert "<form" not in page.split('id="isi"')[1].split("<footer")[0]
    assert send(client).status_code == 409
    assert rows() == []
    with fence.open_site(house.site.pk):
        assert article.comments_open is False


@pytest.mark.parametrize("state", [ArticleState.DRAFT, ArticleState.SUBMITTED, ArticleState.SCHEDULED, ArticleState.WITHDRAWN])
def test_nothing_is_commented_that_is_not_public(house, client, state):
    made.make(house, state=state)
    assert send(client).status_code == 404
    assert rows() == []


@pytest.mark.parametrize("count", [1, 25])
def test_the_thread_costs_one_question(house, client, django_assert_max_num_queries, count):
    article = made.make(house)
    for n in range(count):
        made.make_comment(house, article, shown=True, text=f"Tanggapan {n}")
    with fence.open_site(house.site.pk), django_assert_max_num_queries(1):
        assert len(queries.comments_of(article.pk)) == count
    house.sign_in(client, "budi")
    client.get(at("comments"))
    with django_assert_max_num_queries(11):
        client.get(at("comments") + "?keadaan=shown")


def test_hostile_words_are_only_words(house, client):
    article = made.make(house)
    made.make_comment(house, article, shown=True, name="<b>Sari</b>\u202e", text="<script>alert(1)</script>\n[a](javascript:alert(1))")
    page = client.get(ARTICLE, headers=SITE).content.decode()
    assert "<script>alert" not in page
    assert "&lt;script&gt;alert(1)" in page
    assert "\u202e" not in page


def test_a_stranger_cannot_decide(house):
    comment = made.make_comment(house, made.make(house))
    fajar = house.actor("fajar")
    for site in (house.site, house.far_site):
        with fence.open_site(site.pk), pytest.raises(actions.articles.NotFound):
            actions.show_comment(actor=fajar, site=site, comment=comment, at=clock.now())
    assert rows()[0].state == CommentState.HELD
