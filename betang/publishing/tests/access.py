"""Who gets what of publishing's addresses."""

from __future__ import annotations

from betang.kernel import fence
from betang.publishing.models import Comment, Page, Revision
from betang.publishing.terms import ArticleState
from betang.publishing.tests import access_files, made
from tests.access import Row

SITE = {"site_slug": "batang-danum"}
ARTICLE = {**SITE, "article_id": made.ARTICLE}
GROUP_ONLY = {"nobody": 302, "budi": 200}
GROUP_POST = {"nobody": 302, "budi": 302}


def article(state: str):
    def prepare(house):
        return made.make(house, state=state, id=made.ARTICLE)

    return prepare


def comment(house):
    held = made.make_comment(house, made.make(house))
    with fence.open_site(house.site.pk):
        Comment.objects.filter(pk=held.pk).update(id=made.COMMENT)


def page(house):
    made_page = made.make_page(house)
    with fence.open_site(house.site.pk):
        Page.objects.filter(pk=made_page.pk).update(id=made.PAGE)


def revision(house):
    found = made.make(house, state=ArticleState.DRAFT, id=made.ARTICLE)
    with fence.open_site(house.site.pk):
        Revision.objects.filter(article=found).update(id=made.REVISION)


def desk(name: str, *, kwargs=ARTICLE, prepare=None, method="get", data=None, answers=None, shows="") -> Row:
    """A row of the desk: everybody but Budi is told that there is nothing; who is not signed in is sent to the door."""
    return Row(
        f"publishing_desk:{name}",
        method=method,
        kwargs=kwargs,
        prepare=prepare,
        data=data or {},
        answers=answers or GROUP_ONLY,
        others=404,
        shows=shows,
        hides=made.SECRET,
    )


DRAFT = article(ArticleState.DRAFT)
ROWS = [
    Row("publishing:news", prepare=article(ArticleState.PUBLISHED), shows=made.SECRET),
    Row("publishing:articles", where="site", prepare=article(ArticleState.PUBLISHED), shows=made.SECRET),
    Row("publishing:article", where="site", kwargs={"slug": "rahasia-dermaga"}, prepare=article(ArticleState.PUBLISHED), shows=made.SECRET),
    Row("publishing:article", where="site", kwargs={"slug": "rahasia-dermaga"}, prepare=DRAFT, others=404, hides=made.SECRET),
    Row(
        "publishing:article",
        where="site",
        kwargs={"slug": "rahasia-dermaga"},
        prepare=article(ArticleState.SCHEDULED),
        others=404,
        hides=made.SECRET,
    ),
    Row(
        "publishing:article",
        where="site",
        kwargs={"slug": "rahasia-dermaga"},
        prepare=article(ArticleState.WITHDRAWN),
        others=410,
        hides=made.SECRET,
    ),
    Row("publishing:comment", where="site", kwargs={"slug": "rahasia-dermaga"}, prepare=article(ArticleState.PUBLISHED)),
    Row("publishing:comment", where="site", kwargs={"slug": "rahasia-dermaga"}, prepare=DRAFT, others=404, hides=made.SECRET),
    Row(
        "publishing:category",
        where="site",
        kwargs={"slug": "kegiatan"},
        shows=made.SECRET,
        prepare=lambda house: made.make(house, category="kegiatan"),
    ),
    Row(
        "publishing:tag",
        where="site",
        kwargs={"slug": "sungai"},
        prepare=lambda house: made.make(house, tags=("sungai",)),
        shows=made.SECRET,
    ),
    Row(
        "publishing:tag",
        where="site",
        kwargs={"slug": "sungai"},
        others=404,
        prepare=lambda house: made.make(house, state=ArticleState.DRAFT, tags=("sungai",)),
    ),
    Row("publishing:page", where="site", kwargs={"slug": "tentang-kami"}, prepare=made.make_page),
    Row(
        "publishing:page",
        where="site",
        kwargs={"slug": "tentang-kami"},
        prepare=lambda house: made.make_page(house, is_published=False),
        others=404,
    ),
    Row("publishing_last:old_address", where="site", kwargs={"rest": "2023/08/tidak-ada/"}, others=404),
    desk("articles", kwargs=SITE, prepare=DRAFT, shows=made.SECRET),
    desk("start", kwargs=SITE),
    desk("start", kwargs=SITE, method="post", answers=GROUP_POST),
    desk("categories", kwargs=SITE),
    desk("rendered", kwargs=SITE, method="post", data={"text": "**tebal**"}, shows="<strong>tebal</strong>"),
    desk("article", prepare=DRAFT, shows=made.SECRET),
    desk("article", prepare=DRAFT, method="post", data={"title": "Judul", "body": "Isi", "versi": "1"}, answers=GROUP_POST),
    desk("autosave", prepare=DRAFT, method="post", data={"title": "Judul", "body": "Isi", "versi": "1"}),
    desk("preview", prepare=DRAFT, shows=made.SECRET),
    desk(
        "step", prepare=article(ArticleState.SUBMITTED), method="post", data={"langkah": "take_back", "kunci": "satu"}, answers=GROUP_POST
    ),
    desk("send_back", prepare=article(ArticleState.SUBMITTED), shows=made.SECRET),
    desk("withdraw", prepare=article(ArticleState.PUBLISHED), shows=made.SECRET),
    desk("correct", prepare=article(ArticleState.PUBLISHED), shows=made.SECRET),
    desk("address", prepare=article(ArticleState.PUBLISHED), shows=made.SECRET),
    desk("schedule", prepare=DRAFT, shows=made.SECRET),
    desk("history", prepare=DRAFT, shows=made.SECRET),
    desk("revision", kwargs={**ARTICLE, "revision_id": made.REVISION}, prepare=revision, shows=made.SECRET),
    desk("discard", prepare=DRAFT, shows=made.SECRET),
    desk("forget", prepare=DRAFT, method="post", answers=GROUP_POST),
    desk("comments", kwargs=SITE, prepare=comment, shows="Terima kasih kabarnya."),
    desk("comment", kwargs={**SITE, "comment_id": made.COMMENT}, prepare=comment, shows="Terima kasih kabarnya."),
    desk("pages", kwargs=SITE, prepare=page, shows="Tentang kami"),
    desk("start_page", kwargs=SITE),
    desk("page", kwargs={**SITE, "page_id": made.PAGE}, prepare=page, shows="Tentang kami"),
    desk("remove_page", kwargs={**SITE, "page_id": made.PAGE}, prepare=page, shows="Tentang kami"),
]
ROWS += access_files.ROWS
