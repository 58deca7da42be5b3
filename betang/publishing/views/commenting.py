"""A reader's comment: no session, no account, no e-mail. The door is `guard.forms.public_form`."""

from __future__ import annotations

from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from betang.guard.forms import public_form
from betang.hosting.resting import require_awake
from betang.kernel import clock, fence
from betang.kernel.errors import InvalidInput, NotFound, Refused
from betang.kernel.pages import fresh
from betang.publishing import actions, queries
from betang.publishing.forms import CommentForm
from betang.publishing.models import Article
from betang.publishing.queries import ArticlePage
from betang.publishing.terms import CommentState

RATE = "20/h"
"""One household, one connection: more than a lively talk, less than a flood."""


@fresh
@require_http_methods(["GET", "HEAD", "POST"])
@public_form(rate=RATE)
def comment(request: HttpRequest, slug: str) -> HttpResponse:
    """The form by itself (to answer a comment, or without script), and what it sends."""
    found = queries.article_page(slug)
    if found is None or found.is_withdrawn:
        raise NotFound(_("This page does not exist."))
    require_awake(fence.current_site_id())
    parent_id = _key(request.POST.get("balas", "") or request.GET.get("balas", ""))
    if request.method != "POST":
        return _form_page(request, found, CommentForm(initial={"balas": parent_id}), parent_id)
    form = CommentForm(request.POST)
    if not form.is_valid():
        return _form_page(request, found, form, parent_id, status=422)
    article = Article.objects.only("id", "site_id", "title", "state", "comments_open").get(pk=found.id)
    try:
        sent = actions.send_comment(
            article=article, group_id=found.group_id, name=form.cleaned_data["name"], text=form.cleaned_data["text"],
            parent_id=parent_id, at=clock.now(),
        )  # fmt: skip
    except InvalidInput as error:
        for name, message in error.fields.items():
            form.add_error(name if name in form.fields else None, message)
        return _form_page(request, found, form, parent_id, status=error.status)
    except actions.GamblingFound as error:
        for one in error.findings:
            form.add_error(one.field if one.field in form.fields else None, one.explanation)
        return _form_page(request, found, form, parent_id, status=422)
    except Refused as error:
        form.add_error(None, error.message)
        return _form_page(request, found, form, parent_id, status=error.status)
    return render(
        request,
        "publishing/comment_sent.html",
        {"article": found, "comment": sent, "paragraphs": queries.paragraphs(sent.text), "is_shown": sent.state == CommentState.SHOWN},
    )


def _form_page(request: HttpRequest, found: ArticlePage, form: CommentForm, parent_id: UUID | None, *, status: int = 200) -> HttpResponse:
    parent = queries.shown_comment(found.id, parent_id) if parent_id else None
    return render(request, "publishing/comment.html", {"article": found, "form": form, "parent": parent}, status=status)


def _key(text: str) -> UUID | None:
    try:
        return UUID(text)
    except ValueError:
        return None
