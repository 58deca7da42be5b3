"""Readers' comments: sent, held, shown, refused, answered; personal data taken out."""

from __future__ import annotations

import hashlib
from datetime import datetime
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext as _

from betang.accounts.actors import NOBODY, Actor
from betang.audit import trail
from betang.guard.words import tidy_line, tidy_text
from betang.hosting.models import Site
from betang.kernel.errors import InvalidInput, NotFound, Refused
from betang.publishing import policies
from betang.publishing.actions import guarding
from betang.publishing.models import Article, Comment
from betang.publishing.terms import COMMENT_LENGTH, ArticleState, CommentRefusal, CommentState

ERASED_NAME = "—"


def _data(article: Article, site_group: UUID, comment: Comment) -> dict[str, str]:
    return {"group_id": str(site_group), "article_id": str(article.pk), "title": article.title, "comment_id": str(comment.pk)}


def comment_key(article_id: UUID, parent_id: UUID | None, name: str, text: str) -> str:
    """The same words of the same name under the same thing are one comment, however often they are sent.

    A form on a kept page can carry no key of its own: every reader would have the same.
    """
    return hashlib.sha256(f"{article_id}\0{parent_id}\0{name}\0{text}".encode()).hexdigest()


@transaction.atomic
def send_comment(*, article: Article, group_id: UUID, name: str, text: str, parent_id: UUID | None = None, at: datetime) -> Comment:
    """Hold a reader's comment for the group. Sent twice it is kept once. Raises `InvalidInput`, `Refused`, `GamblingFound`."""
    name, text = tidy_line(name), tidy_text(text).strip()
    fields = {}
    if not name:
        fields["name"] = _("Write your name, or how people call you.")
    elif len(name) > 80:
        fields["name"] = _("At most %(limit)s letters; this has %(count)s.") % {"limit": 80, "count": len(name)}
    if not text:
        fields["text"] = _("Write your comment.")
    elif len(text) > COMMENT_LENGTH:
        fields["text"] = _("At most %(limit)s letters; this has %(count)s.") % {"limit": COMMENT_LENGTH, "count": len(text)}
    if fields:
        raise InvalidInput(_("Your comment was not sent yet."), fields=fields)
    if article.state != ArticleState.PUBLISHED or not article.comments_open:
        raise Refused(_("Comments on this article are closed."))
    guarding.refuse_gambling({"name": name, "text": text}, actor=NOBODY, where="publishing.comment")
    parent: Comment | None = None
    if parent_id is not None:
        parent = Comment.objects.filter(pk=parent_id, article=article, state=CommentState.SHOWN).first()
    with trail.once(comment_key(article.pk, parent.pk if parent else None, name, text), scope=f"comment:{article.pk}") as asked:
        if asked.repeated:
            before: Comment | None = Comment.objects.filter(pk=UUID(asked.location)).first() if asked.location else None
            if before is None:
                raise Refused(_("This comment was sent before."))
            return before
        comment: Comment = Comment.objects.create(article=article, parent=parent, name=name, text=text, sent_at=at)
        trail.record("publishing.comment.sent", comment, actor=NOBODY, at=at, data=_data(article, group_id, comment))
        asked.location = str(comment.pk)
    return comment


def _read(comment: Comment) -> Comment:
    row: Comment | None = Comment.objects.select_for_update(of=("self",)).select_related("article").filter(pk=comment.pk).first()
    if row is None:
        raise NotFound(_("This comment does not exist any more."))
    return row


def _count(article: Article) -> None:
    shown = Comment.objects.filter(article=article, state=CommentState.SHOWN).count()
    Article.objects.filter(pk=article.pk).update(comment_count=shown)


@transaction.atomic
def show_comment(*, actor: Actor, site: Site, comment: Comment, at: datetime) -> Comment:
    """Let a comment through. What advertises gambling never passes."""
    policies.may_moderate(actor, site).require()
    row = _read(comment)
    if row.state == CommentState.SHOWN:
        return row
    guarding.refuse_gambling({"name": row.name, "text": row.text}, actor=actor, where="publishing.comment")
    row.state, row.decided_by_id, row.decided_at, row.refusal = CommentState.SHOWN, actor.id, at, ""
    row.save(update_fields=["state", "decided_by", "decided_at", "refusal"])
    _count(row.article)
    trail.record("publishing.comment.shown", row, actor=actor, at=at, data=_data(row.article, site.group_id, row), public=True)
    return row


@transaction.atomic
def refuse_comment(*, actor: Actor, site: Site, comment: Comment, refusal: str, at: datetime) -> Comment:
    """Do not show a comment (any more), for one of the coded reasons."""
    policies.may_moderate(actor, site).require()
    if refusal not in CommentRefusal.values:
        raise InvalidInput(_("Choose a reason."), fields={"refusal": _("Choose a reason.")})
    row = _read(comment)
    row.state, row.decided_by_id, row.decided_at, row.refusal = CommentState.REFUSED, actor.id, at, refusal
    row.save(update_fields=["state", "decided_by", "decided_at", "refusal"])
    _count(row.article)
    trail.record(
        "publishing.comment.refused", row, actor=actor, at=at, reason=refusal, data=_data(row.article, site.group_id, row), public=True
    )
    return row


@transaction.atomic
def answer_comment(*, actor: Actor, site: Site, comment: Comment, text: str, at: datetime) -> Comment:
    """Answer as the group, at once visible; the comment that is answered is shown with it."""
    policies.may_moderate(actor, site).require()
    text = tidy_text(text).strip()
    if not text:
        raise InvalidInput(_("The answer is empty."), fields={"text": _("Write your answer.")})
    if len(text) > COMMENT_LENGTH:
        raise InvalidInput(
            _("The answer is too long."),
            fields={"text": _("At most %(limit)s letters; this has %(count)s.") % {"limit": COMMENT_LENGTH, "count": len(text)}},
        )
    guarding.require_publishable(
        {"text": text}, actor=actor, where="publishing.comment", personal_data_agreed=bool(policies.may_allow_personal_data(actor, site))
    )
    row = _read(comment)
    if row.state != CommentState.SHOWN:
        row = show_comment(actor=actor, site=site, comment=row, at=at)
    answer: Comment = Comment.objects.create(
        article=row.article, parent=row, name=site.title[:80], text=text, state=CommentState.SHOWN, is_from_group=True, sent_at=at,
        decided_by_id=actor.id, decided_at=at,
    )  # fmt: skip
    _count(row.article)
    trail.record("publishing.comment.answered", answer, actor=actor, at=at, data=_data(row.article, site.group_id, answer), public=True)
    return answer


@transaction.atomic
def erase_comment(*, actor: Actor, site: Site, comment: Comment, name: str | None = None, text: str | None = None, at: datetime) -> Comment:
    """Take personal data out of a comment: another name, another text, or nothing at all where neither is given.

    The words before are kept nowhere. Answers to it stay where they are. Law: UU 27/2022 art. 30, 43
    """
    policies.may_moderate(actor, site).require()
    row = _read(comment)
    row.name = tidy_line(name)[:80] if name and tidy_line(name) else ERASED_NAME
    row.text = tidy_text(text).strip()[:COMMENT_LENGTH] if text is not None else ""
    row.erased_at = at
    row.save(update_fields=["name", "text", "erased_at"])
    trail.record(
        "publishing.comment.erased",
        row,
        actor=actor,
        at=at,
        data=_data(row.article, site.group_id, row),
        public=row.state == CommentState.SHOWN,
    )
    return row
