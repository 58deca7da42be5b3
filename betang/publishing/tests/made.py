"""What tests need made: articles in any state, comments, pages, a writer and a chair beside the cast."""

from __future__ import annotations

from datetime import date, timedelta
from uuid import UUID

from betang.accounts.models import Appointment, Person
from betang.accounts.terms import Post
from betang.kernel import clock, fence
from betang.publishing import actions
from betang.publishing.models import Article, Comment, Page
from betang.publishing.terms import ArticleState

ARTICLE = UUID("0193a000-0000-7000-8000-000000000001")
COMMENT = UUID("0193a000-0000-7000-8000-000000000002")
PAGE = UUID("0193a000-0000-7000-8000-000000000003")
REVISION = UUID("0193a000-0000-7000-8000-000000000004")
SECRET = "Rahasia Dermaga"


def writer(house, name: str = "wati"):
    """A writer of Budi's group, made on first use."""
    person = Person.objects.filter(email=f"{name}@contoh.test").first()
    if person is None:
        person = Person.objects.create_user(name=name.capitalize(), email=f"{name}@contoh.test", password=None)
        Appointment.objects.create(person=person, post=Post.WRITER, group_id=house.group.pk, from_on=date(2024, 1, 2))
        house.people[name] = person
    return house.actor(name)


def make(
    house, *, state: str = ArticleState.PUBLISHED, title: str = SECRET, body: str = "Isi berita.", by=None, site=None, **more
) -> Article:
    """An article of Budi's site (or of `site`) brought to `state` by the real actions."""
    site = site or house.site
    actor = by or house.actor("fajar" if site.pk == house.far_site.pk else "budi")
    editor = house.actor("fajar" if site.pk == house.far_site.pk else "budi")
    now = clock.now()
    at = more.pop("at", now)
    with fence.open_site(site.pk):
        article = actions.start_article(actor=actor, site=site, at=at)
        key = more.pop("id", None)
        if key is not None:
            Article.objects.filter(pk=article.pk).delete()
            article.pk = key
            article.save(force_insert=True)
        article.site = site
        article = actions.save_article(
            actor=actor,
            site=site,
            article=article,
            draft=actions.Draft(**{"title": title, "body": body, "byline": actor.name, **more}),
            base_version=0,
            at=at,
        )
        if state == ArticleState.SUBMITTED:
            article = actions.submit_article(actor=actor, site=site, article=article, at=at)
        elif state == ArticleState.SCHEDULED:
            article = actions.schedule_article(actor=editor, site=site, article=article, publish_at=now + timedelta(days=1), at=at)
        elif state in (ArticleState.PUBLISHED, ArticleState.WITHDRAWN):
            article = actions.publish_article(actor=editor, site=site, article=article, at=at)
            if state == ArticleState.WITHDRAWN:
                article = actions.withdraw_article(actor=editor, site=site, article=article, reason="Keliru menyebut tanggal.", at=at)
    return article


def make_comment(
    house, article: Article, *, shown: bool = False, name: str = "Sari", text: str = "Terima kasih kabarnya.", parent=None, **more
) -> Comment:
    """A comment under an article, held or let through."""
    with fence.open_site(article.site_id):
        comment = actions.send_comment(
            article=article,
            group_id=house.group.pk,
            name=name,
            text=text,
            parent_id=parent.pk if parent else None,
            at=more.get("at", clock.now()),
        )
        if shown:
            comment = actions.show_comment(actor=house.actor("budi"), site=house.site, comment=comment, at=clock.now())
    return comment


def make_page(house, *, title: str = "Tentang kami", is_published: bool = True, **more) -> Page:
    """A standing page of Budi's site."""
    with fence.open_site(house.site.pk):
        return actions.save_page(
            actor=house.actor("budi"),
            site=house.site,
            page=None,
            at=clock.now(),
            draft=actions.PageDraft(title=title, body=more.pop("body", "Kami warga hulu."), is_published=is_published, **more),
        )
