"""Comments with their threads, as they are taken over."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from django.utils.translation import gettext as _

from betang.guard.html import plain_text
from betang.guard.text import check_text, personal, refused
from betang.guard.words import tidy_line, tidy_text
from betang.kernel.ids import uuid7
from betang.publishing.models import Article, Comment, ImportItem
from betang.publishing.moving.actions.taking import Taking, fingerprint_of
from betang.publishing.moving.plan import Planned
from betang.publishing.moving.wxr import SourceComment, SourceItem
from betang.publishing.terms import (
    COMMENT_LENGTH,
    CommentState,
    ImportOutcome,
)


def _comment_key(row: Planned, comment: SourceComment) -> str:
    return f"{row.key[:270]}#{comment.id[:20]}"


def _comment_title(comment: SourceComment) -> str:
    return f"{tidy_line(comment.author)[:60] or '—'}: {tidy_line(plain_text(comment.text))[:100]}"


def _why_left(comment: SourceComment) -> str:
    if comment.kind in ("pingback", "trackback"):
        return _("is a note from another site (%(kind)s), not a comment") % {"kind": comment.kind}
    if comment.kind not in ("", "comment"):
        return _("is not a comment")
    if comment.is_approved in ("spam", "trash", "post-trashed"):
        return _("was in the bin or marked as spam")
    if not plain_text(comment.text).strip():
        return _("has no words")
    if refused(check_text(comment.author) + check_text(comment.text)):
        return _("advertises gambling")
    return ""


def _note_comments(taking: Taking, rows: list[tuple[str, SourceComment, str, str, UUID | None, str]]) -> None:
    """Write down what became of comments: (key, comment, outcome, reason, target, fingerprint). Two queries and one a new row's batch."""
    known = {one.source_key: one for one in ImportItem.objects.filter(kind="comment", source_key__in=[row[0] for row in rows])}
    fresh = []
    for key, comment, outcome, reason, target, mark in rows:
        item = known.get(key)
        if item is None:
            fresh.append(
                ImportItem(
                    run=taking.run,
                    source_key=key,
                    kind="comment",
                    title=_comment_title(comment),
                    outcome=outcome,
                    reason=reason,
                    target_id=target,
                    fingerprint=mark,
                )
            )
        else:
            item.run, item.outcome, item.reason, item.target_id, item.fingerprint = taking.run, outcome, reason, target, mark
            item.save()
    ImportItem.objects.bulk_create(fresh)


def leave_comments(taking: Taking, row: Planned, item: SourceItem, why: str) -> None:
    """Note that the comments of an item were left out, and why."""
    _note_comments(taking, [(_comment_key(row, one), one, ImportOutcome.LEFT_OUT, why, None, "") for one in item.comments])


def _when(comment: SourceComment, fallback: datetime) -> datetime:
    from datetime import UTC

    try:
        found = datetime.fromisoformat(comment.at)
    except ValueError:
        return fallback
    return found.replace(tzinfo=UTC) if 1990 <= found.year <= 2200 else fallback


def take_comments(taking: Taking, row: Planned, item: SourceItem, article: Article) -> None:
    """The comments of an article with their threads. Approved ones are shown, the others wait to be looked at."""
    if not item.comments:
        return
    known: dict[str, ImportItem] = {
        one.source_key: one
        for one in ImportItem.objects.filter(kind="comment", source_key__in=[_comment_key(row, one) for one in item.comments])
    }
    there = {one.pk: one for one in Comment.objects.filter(article=article)}
    ids: dict[str, UUID] = {}
    fresh: list[Comment] = []
    noted: list[tuple[str, SourceComment, str, str, UUID | None, str]] = []
    waiting = {one.id: one for one in item.comments}
    ordered: list[SourceComment] = []
    while waiting:
        ready = [one for one in waiting.values() if one.parent not in waiting or one.parent == one.id] or list(waiting.values())
        ordered += ready
        for one in ready:
            waiting.pop(one.id)
    for one in ordered:
        key, before = _comment_key(row, one), known.get(_comment_key(row, one))
        why = _why_left(one)
        if why:
            noted.append((key, one, ImportOutcome.LEFT_OUT, why, None, ""))
            continue
        name = tidy_line(one.author)[:80] or _("a reader")
        words = tidy_text(plain_text(one.text)).strip()
        reason = ""
        if len(words) > COMMENT_LENGTH:
            words, reason = words[: COMMENT_LENGTH - 1] + "…", _("was shortened")
        is_shown = one.is_approved == "1"
        if is_shown and personal(check_text(words) + check_text(name)):
            is_shown, reason = False, _("holds personal data; it waits to be looked at")
        mark = fingerprint_of(name, words, one.is_approved)
        if before is not None and before.target_id is not None:
            comment = there.get(before.target_id)
            if comment is not None:
                ids[one.id] = comment.pk
                if before.fingerprint != mark:
                    comment.name, comment.text = name, words
                    comment.save(update_fields=["name", "text"])
                    noted.append((key, one, ImportOutcome.TAKEN, reason, comment.pk, mark))
                    continue
            noted.append((key, one, ImportOutcome.UNCHANGED, before.reason, before.target_id, before.fingerprint))
            continue
        comment = Comment(
            id=uuid7(), site=taking.site, article=article, parent_id=ids.get(one.parent), name=name, text=words,
            state=CommentState.SHOWN if is_shown else CommentState.HELD, sent_at=_when(one, taking.now),
        )  # fmt: skip
        ids[one.id] = comment.pk
        fresh.append(comment)
        noted.append((key, one, ImportOutcome.TAKEN, reason, comment.pk, mark))
    Comment.objects.bulk_create(fresh)
    _note_comments(taking, noted)
    count = Comment.objects.filter(article=article, state=CommentState.SHOWN).count()
    if count != article.comment_count:
        Article.objects.filter(pk=article.pk).update(comment_count=count)
