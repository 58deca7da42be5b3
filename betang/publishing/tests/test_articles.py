"""From an empty draft to readers and back, as the people at the desk do it."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.urls import reverse

from betang.audit.models import Entry
from betang.kernel import clock, fence
from betang.kernel.errors import InvalidInput, NotAllowed, NotFound
from betang.publishing import actions, jobs, queries, redirects
from betang.publishing.models import Article, Revision, WorkingCopy
from betang.publishing.rules import Step
from betang.publishing.terms import ArticleState
from betang.publishing.tests import made
from betang.search import queries as search

pytestmark = pytest.mark.django_db
SITE = {"host": "batang-danum.localhost"}


def at(name: str, article=None, **more) -> str:
    kwargs = {"site_slug": "batang-danum", **more}
    if article is not None:
        kwargs["article_id"] = article.pk
    return reverse(f"publishing_desk:{name}", kwargs=kwargs)


def again(article) -> Article:
    with fence.unfenced("looking at a row in a test"):
        return Article.objects.get(pk=article.pk)


def found_by_search(words: str) -> list[str]:
    return [hit.title for hit in search.search(words).hits]


def test_an_editor_writes_and_publishes_in_one_go(house, client):
    house.sign_in(client, "budi")
    answer = client.post(at("start"), {"kategori": "kegiatan", "kunci": "k1"})
    editor = answer["Location"]
    typed = {
        "title": "Dermaga lama dibuka lagi",
        "summary": "Ongkos turun sepertiga.",
        "body": "Sekali jalan kini **Rp40.000**.",
        "category": "kegiatan",
        "tags": "dermaga, ongkos",
        "byline": "Budi",
        "comments_open": "on",
        "versi": "0.0",
        "kunci": "k2",
        "aksi": "terbitkan",
    }
    answer = client.post(editor, typed)
    assert answer.status_code == 302, answer.content.decode()
    shown = client.get("/berita/dermaga-lama-dibuka-lagi/", headers=SITE)
    assert shown.status_code == 200
    page = shown.content.decode()
    assert "<strong>Rp40.000</strong>" in page
    assert "Ongkos turun sepertiga." in page
    assert "/berita/tag/dermaga/" in page
    assert "/berita/kategori/kegiatan/" in page
    assert found_by_search("dermaga") == ["Dermaga lama dibuka lagi"]
    published = Entry.objects.get(verb="publishing.article.published")
    assert published.is_public
    assert published.data["group_id"] == str(house.group.pk)
    assert published.data["title"] == "Dermaga lama dibuka lagi"
    assert published.site_id == house.site.pk


def test_what_is_sent_twice_is_kept_once(house, client):
    house.sign_in(client, "budi")
    first = client.post(at("start"), {"kunci": "sama"})["Location"]
    assert client.post(at("start"), {"kunci": "sama"})["Location"] == first
    typed = {"title": "Bibit padi", "body": "Dibagi Kamis.", "versi": "0", "kunci": "k", "aksi": "terbitkan"}
    assert client.post(first, typed)["Location"] == client.post(first, typed)["Location"]
    assert Entry.objects.filter(verb="publishing.article.published").count() == 1
    with fence.open_site(house.site.pk):
        assert Article.objects.count() == 1
        assert Revision.objects.count() == 2  # saved, published


def test_an_empty_draft_is_given_again_instead_of_a_second(house, client):
    house.sign_in(client, "budi")
    first = client.post(at("start"), {"kunci": "a"})["Location"]
    assert client.post(at("start"), {"kunci": "b", "kategori": "kegiatan"})["Location"] == first


def test_a_writer_sends_and_an_editor_publishes(house, client):
    writer = made.writer(house)
    article = made.make(house, state=ArticleState.DRAFT, by=writer, title="Air pasang")
    house.sign_in(client, "wati")
    page = client.get(at("article", article)).content.decode()
    assert 'value="kirim"' in page
    assert 'value="terbitkan"' not in page
    typed = {"title": "Air pasang", "body": "Pukul enam.", "versi": "1", "kunci": "k1"}
    assert client.post(at("article", article), {**typed, "aksi": "terbitkan"}).status_code == 403
    assert again(article).state == ArticleState.DRAFT
    assert client.post(at("article", article), {**typed, "kunci": "k2", "aksi": "kirim"}).status_code == 302
    assert again(article).state == ArticleState.SUBMITTED
    assert [one.title for one in queries.waiting_for(house.actor("budi"))] == ["“Air pasang” menunggu persetujuan Anda"]
    assert queries.waiting_for(house.actor("fajar")) == []
    # The writer reads it but changes it no more.
    shown = client.get(at("article", article))
    assert shown.status_code == 200
    assert b"<textarea" not in shown.content
    assert client.post(at("article", article), {**typed, "versi": "2", "kunci": "k3"}).status_code == 403
    house.sign_in(client, "budi")
    assert 'value="terbitkan"' in client.get(at("article", article)).content.decode()
    assert client.post(at("article", article), {**typed, "versi": "2", "kunci": "k4", "aksi": "terbitkan"}).status_code == 302
    assert again(article).state == ArticleState.PUBLISHED
    assert again(article).author_id == writer.id


def test_an_article_sent_back_says_why_and_waits_for_its_writer(house, client):
    writer = made.writer(house)
    article = made.make(house, state=ArticleState.SUBMITTED, by=writer, title="Air pasang")
    house.sign_in(client, "budi")
    assert client.post(at("send_back", article), {"words": "  ", "kunci": "a"}).status_code == 422
    assert client.post(at("send_back", article), {"words": "Tambahkan jamnya.", "kunci": "b"}).status_code == 302
    row = again(article)
    assert (row.state, row.returned_note) == (ArticleState.DRAFT, "Tambahkan jamnya.")
    waiting = queries.waiting_for(writer)
    assert [one.detail for one in waiting] == ["Tambahkan jamnya."]
    house.sign_in(client, "wati")
    assert "Tambahkan jamnya." in client.get(at("article", article)).content.decode()


def test_where_the_site_trusts_its_writers_they_publish_and_withdraw_their_own(house):
    house.site.needs_approval = False
    house.site.save()
    writer, other = made.writer(house), made.writer(house, "yuli")
    article = made.make(house, state=ArticleState.DRAFT, by=writer)
    with fence.open_site(house.site.pk):
        with pytest.raises(NotAllowed):
            actions.publish_article(actor=other, site=house.site, article=article, at=clock.now())
        article = actions.publish_article(actor=writer, site=house.site, article=article, at=clock.now())
        article = actions.withdraw_article(actor=writer, site=house.site, article=article, reason="Keliru.", at=clock.now())
    assert article.state == ArticleState.WITHDRAWN


def test_withdrawn_is_gone_from_every_exit_and_says_so_kindly(house, client):
    article = made.make(house, title="Kabar yang keliru", body="Isi yang keliru.")
    assert found_by_search("keliru") == ["Kabar yang keliru"]
    house.sign_in(client, "budi")
    assert client.post(at("withdraw", article), {"words": "Tanggalnya salah.", "kunci": "k"}).status_code == 302
    answer = client.get("/berita/kabar-yang-keliru/", headers=SITE)
    assert answer.status_code == 410
    assert "Tanggalnya salah." in answer.content.decode()
    assert b"Isi yang keliru" not in answer.content
    assert found_by_search("keliru") == []
    for path, host in [
        ("/berita/", SITE), ("/umpan/rss.xml", SITE), ("/umpan/atom.xml", SITE), ("/umpan/feed.json", SITE), ("/sitemap.xml", SITE),
        ("/berita/", {"host": "localhost"}), ("/umpan/rss.xml", {"host": "localhost"}),
    ]:  # fmt: skip
        answer = client.get(path, headers=host)
        assert answer.status_code == 200
        assert b"keliru" not in answer.content, path
    assert client.post("/berita/kabar-yang-keliru/tanggapan/", {"name": "A", "text": "B"}, headers=SITE).status_code != 200


def test_a_withdrawn_article_comes_back_at_its_old_address(house):
    article = made.make(house, state=ArticleState.WITHDRAWN)
    first = article.published_at
    budi = house.actor("budi")
    with fence.open_site(house.site.pk):
        article = actions.take_step(actor=budi, site=house.site, article=article, step=Step.REOPEN, at=clock.now())
        article = actions.publish_article(actor=budi, site=house.site, article=article, at=clock.now())
    assert article.slug == "rahasia-dermaga"
    assert article.published_at == first
    assert article.withdrawal_reason == ""


def test_a_scheduled_article_is_published_by_the_clock_and_not_before(house, client):
    article = made.make(house, state=ArticleState.SCHEDULED, title="Musyawarah desa")
    assert client.get("/berita/musyawarah-desa/", headers=SITE).status_code == 404
    jobs.publish_all_due()
    with fence.open_site(house.site.pk):
        jobs.publish_due(article_id=str(article.pk))
    assert again(article).state == ArticleState.SCHEDULED
    due = article.publish_at
    with fence.open_site(house.site.pk):
        assert not actions.publish_due_article(article.pk, at=due - timedelta(minutes=1))
        assert actions.publish_due_article(article.pk, at=due)
        assert not actions.publish_due_article(article.pk, at=due), "a job that runs twice publishes once"
    row = again(article)
    assert row.state == ArticleState.PUBLISHED
    assert row.published_at == due
    assert client.get("/berita/musyawarah-desa/", headers=SITE).status_code == 200
    entry = Entry.objects.get(verb="publishing.article.published")
    assert entry.actor_id is None
    assert entry.actor_name == "Betang"


def test_the_sweep_publishes_what_is_overdue_in_every_site(house):
    mine = made.make(house, state=ArticleState.SCHEDULED, title="Satu")
    theirs = made.make(house, state=ArticleState.SCHEDULED, title="Dua", site=house.far_site)
    with fence.unfenced("making both overdue in a test"):
        Article.objects.filter(pk__in=[mine.pk, theirs.pk]).update(publish_at=clock.now() - timedelta(minutes=2))
    jobs.publish_all_due()
    assert {again(mine).state, again(theirs).state} == {ArticleState.PUBLISHED}


def test_a_time_is_set_and_taken_off_at_the_desk(house, client):
    article = made.make(house, state=ArticleState.DRAFT)
    house.sign_in(client, "budi")
    past = client.post(at("schedule", article), {"day": "2020-01-01", "time": "08:00", "kunci": "a"})
    assert past.status_code == 422
    assert "masih akan datang" in past.content.decode()
    assert client.post(at("schedule", article), {"day": "2099-01-01", "time": "08:00", "kunci": "b"}).status_code == 302
    row = again(article)
    assert row.state == ArticleState.SCHEDULED
    assert row.publish_at.astimezone(clock.zone()).hour == 8
    assert client.post(at("step", article), {"langkah": "unschedule", "kunci": "c"}).status_code == 302
    assert again(article).state == ArticleState.DRAFT
    with fence.open_site(house.site.pk):
        assert not actions.publish_due_article(article.pk, at=clock.now() + timedelta(days=400_0))


def test_the_address_stays_after_publication_and_leads_on_when_it_is_changed(house, client):
    article = made.make(house, title="Bibit padi dibagi")
    house.sign_in(client, "budi")
    typed = {"title": "Bibit padi Siam dibagi Kamis", "body": "Isi.", "versi": "1", "kunci": "k1", "aksi": "simpan"}
    assert client.post(at("article", article), typed).status_code == 302
    assert again(article).slug == "bibit-padi-dibagi"
    assert found_by_search("siam") == ["Bibit padi Siam dibagi Kamis"]
    assert client.post(at("address", article), {"slug": "Bibit Padi Siam", "kunci": "k2"}).status_code == 302
    moved = client.get("/berita/bibit-padi-dibagi/", headers=SITE)
    assert (moved.status_code, moved["Location"]) == (301, "/berita/bibit-padi-siam/")
    assert client.get("/en/berita/bibit-padi-dibagi/", headers=SITE)["Location"] == "/en/berita/bibit-padi-siam/"
    # Back again: no circle, and the middle name still leads there.
    assert client.post(at("address", article), {"slug": "bibit-padi-dibagi", "kunci": "k3"}).status_code == 302
    assert client.get("/berita/bibit-padi-dibagi/", headers=SITE).status_code == 200
    assert client.get("/berita/bibit-padi-siam/", headers=SITE)["Location"] == "/berita/bibit-padi-dibagi/"
    made.make(house, title="Yang lain")
    assert client.post(at("address", article), {"slug": "yang-lain", "kunci": "k4"}).status_code == 422


def test_two_articles_of_one_title_have_two_addresses(house):
    assert [made.make(house, title="Kerja bakti").slug for _n in range(3)] == ["kerja-bakti", "kerja-bakti-2", "kerja-bakti-3"]
    assert made.make(house, title="Kerja bakti", site=house.far_site).slug == "kerja-bakti"


def test_every_text_is_kept_and_can_be_brought_back(house, client):
    article = made.make(house, state=ArticleState.DRAFT, body="Naskah pertama.")
    house.sign_in(client, "budi")
    client.post(at("article", article), {"title": "Judul", "body": "Naskah kedua.", "versi": "1", "kunci": "a"})
    page = client.get(at("history", article)).content.decode()
    assert page.count(">tersimpan<") == 2
    with fence.open_site(house.site.pk):
        first = Revision.objects.filter(article=article).order_by("saved_at").first()
    assert "Naskah pertama." in client.get(at("revision", article, revision_id=first.pk)).content.decode()
    assert client.post(at("revision", article, revision_id=first.pk), {"kunci": "b"}).status_code == 302
    row = again(article)
    assert (row.body, row.version) == ("Naskah pertama.", 3)
    with fence.open_site(house.site.pk):
        assert Revision.objects.filter(article=article, body="Naskah kedua.").exists()


def test_a_revision_of_another_article_is_not_restored_here(house):
    one, other = made.make(house, state=ArticleState.DRAFT, title="Satu"), made.make(house, state=ArticleState.DRAFT, title="Dua")
    with fence.open_site(house.site.pk):
        foreign = Revision.objects.filter(article=other).first()
        with pytest.raises(NotFound):
            actions.restore_revision(actor=house.actor("budi"), site=house.site, article=one, revision=foreign, at=clock.now())


def test_a_correction_stands_on_the_page(house, client):
    article = made.make(house)
    house.sign_in(client, "budi")
    assert client.post(at("correct", article), {"words": "Semula tertulis Rabu.", "kunci": "a"}).status_code == 302
    page = client.get("/berita/rahasia-dermaga/", headers=SITE).content.decode()
    assert "Semula tertulis Rabu." in page
    assert '"correction":"Semula tertulis Rabu."' in page
    assert client.post(at("correct", article), {"words": "", "kunci": "b"}).status_code == 302
    assert "Semula" not in client.get("/berita/rahasia-dermaga/", headers=SITE).content.decode()


def test_a_draft_is_thrown_away_but_never_what_readers_have_seen(house, client):
    draft, shown = made.make(house, state=ArticleState.DRAFT), made.make(house, title="Terbit")
    house.sign_in(client, "budi")
    assert client.get(at("discard", draft)).status_code == 200
    assert client.post(at("discard", draft)).status_code == 302
    assert client.get(at("article", draft)).status_code == 404
    assert client.post(at("discard", shown)).status_code == 403
    assert again(shown).state == ArticleState.PUBLISHED


def test_nothing_is_published_without_title_and_text(house, client):
    house.sign_in(client, "budi")
    editor = client.post(at("start"), {"kunci": "a"})["Location"]
    answer = client.post(
        editor, {"title": "", "body": "  ", "summary": "Ringkasan yang diketik", "versi": "0", "kunci": "b", "aksi": "terbitkan"}
    )
    page = answer.content.decode()
    assert answer.status_code == 422
    assert "Beri judul" in page
    assert "Ringkasan yang diketik" in page
    with fence.open_site(house.site.pk):
        copy = WorkingCopy.objects.get()
    assert copy.fields["summary"] == "Ringkasan yang diketik"


def test_a_closed_site_publishes_nothing_and_is_not_found(house, client):
    article = made.make(house, title="Sebelum ditutup")
    draft = made.make(house, state=ArticleState.DRAFT, title="Belum terbit")
    house.site.status = "suspended"
    house.site.save()
    with fence.open_site(house.site.pk), pytest.raises(NotAllowed):
        actions.publish_article(actor=house.actor("budi"), site=house.site, article=draft, at=clock.now())
    assert b"Sebelum ditutup" not in client.get("/berita/", headers={"host": "localhost"}).content
    assert b"Sebelum ditutup" not in client.get("/umpan/rss.xml", headers={"host": "localhost"}).content
    assert again(article).state == ArticleState.PUBLISHED


def test_too_long_a_text_is_told_and_stays_typed(house, client):
    article = made.make(house, state=ArticleState.DRAFT)
    house.sign_in(client, "budi")
    answer = client.post(at("article", article), {"title": "J" * 151, "body": "x" * 60_001, "versi": "1", "kunci": "k"})
    assert answer.status_code == 422
    page = answer.content.decode()
    assert "J" * 151 in page
    assert "x" * 60_001 in page
    assert again(article).title == made.SECRET
    with fence.open_site(house.site.pk), pytest.raises(InvalidInput):
        actions.save_article(
            actor=house.actor("budi"), site=house.site, article=article, draft=actions.Draft(title="a", body="x" * 60_001), base_version=1,
            at=clock.now(),
        )  # fmt: skip


def test_the_list_is_searched_filtered_and_paged(house, client):
    for n in range(34):
        made.make(house, state=ArticleState.DRAFT, title=f"Kabar nomor {n:02d}", at=clock.now() - timedelta(minutes=40 - n))
    made.make(house, title="Terbit sendiri")
    house.sign_in(client, "budi")
    first = client.get(at("articles")).content.decode()
    assert "Terbit sendiri" in first
    assert first.count("Kabar nomor") >= 29
    second_url = first.split('rel="next" href="')[1].split('"')[0].replace("&amp;", "&")
    second = client.get(at("articles") + second_url).content.decode()
    assert "Kabar nomor 00" in second
    assert "Kabar nomor 33" not in second
    assert "Kabar nomor" not in client.get(at("articles") + "?keadaan=published").content.decode()
    assert client.get(at("articles") + "?q=nomor+07").content.decode().count("Kabar nomor") == 1
    assert client.get(at("articles") + "?hal=bukan-tempat").status_code == 404


def test_redirects_know_one_spelling(house):
    with fence.open_site(house.site.pk):
        redirects.lead("/2023/08/Kabar-Desa/", "/berita/kabar-desa/", at=clock.now())
        assert redirects.find("/2023/08/kabar-desa") == "/berita/kabar-desa/"
        assert redirects.find("/2023/08/KABAR-desa/", "utm_source=wa") == "/berita/kabar-desa/"
        assert redirects.find("/2023/08/lain/") == ""
        assert redirects.normal("/", "p=12&x=1") == "/?p=12"
    with fence.open_site(house.far_site.pk):
        assert redirects.find("/2023/08/kabar-desa") == ""
