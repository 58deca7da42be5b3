"""The desk of comments: what waits, what was decided, answers of the group."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from betang.audit import trail
from betang.hosting.desk import site_desk
from betang.hosting.models import Site
from betang.kernel import clock
from betang.kernel.errors import InvalidInput, NotFound
from betang.publishing import actions, policies, queries
from betang.publishing.forms import AnswerForm, EraseForm, RefusalForm
from betang.publishing.models import Comment
from betang.publishing.terms import CommentState
from betang.publishing.views.writing import actor_of, told

PAGE_SIZE = 30


@site_desk()
def comments(request: HttpRequest, site: Site) -> HttpResponse:
    """The list: held ones first of all, each with its words and two big buttons."""
    policies.may_moderate(actor_of(request), site).require()
    state = request.GET.get("keadaan", "")
    if state not in CommentState.values:
        state = CommentState.HELD
    before = queries.read_cursor(request.GET.get("hal", ""))
    found = queries.desk_comments(state=state, before=before, limit=PAGE_SIZE + 1)
    shown = found[:PAGE_SIZE]
    counts = queries.comment_counts()
    here = reverse("publishing_desk:comments", kwargs={"site_slug": site.slug})
    last = shown[-1] if len(found) > PAGE_SIZE else None
    labels = {"name": _("Name"), "text": _("Comment")}
    return render(
        request, "publishing/desk/comments.html",
        {
            "site": site, "state": state,
            "comments": [
                (one, queries.paragraphs(one.text), told(actions.look({"name": one.name, "text": one.text}), {"text": one.text}, labels))
                for one in shown
            ],
            "tabs": [(f"{one.label} ({counts.get(one, 0)})", f"{here}?keadaan={one.value}", state == one) for one in CommentState],
            "next_url": f"?keadaan={state}&hal={queries.cursor_of(last.sent_at, last.pk)}" if last else "",
            "has_any": bool(counts),
        },
    )  # fmt: skip


@site_desk()
@require_http_methods(["GET", "HEAD", "POST"])
def comment(request: HttpRequest, site: Site, comment_id: UUID) -> HttpResponse:
    """One comment and everything that can be done with it."""
    actor = actor_of(request)
    policies.may_moderate(actor, site).require()
    found = queries.comment_for_desk(comment_id)
    if request.method == "POST":
        return _decide(request, site, found)
    return _comment_page(request, site, found)


def _comment_page(request: HttpRequest, site: Site, found: Comment, status: int = 200, **forms: Any) -> HttpResponse:
    labels = {"name": _("Name"), "text": _("Comment")}
    return render(
        request, "publishing/desk/comment.html",
        {
            "site": site, "comment": found, "paragraphs": queries.paragraphs(found.text), "CommentState": CommentState,
            "findings": told(actions.look({"name": found.name, "text": found.text}), {"text": found.text}, labels),
            "answer_form": forms.get("answer") or AnswerForm(auto_id="id_answer_%s"),
            "refusal_form": forms.get("refusal") or RefusalForm(auto_id="id_refusal_%s"),
            "erase_form": forms.get("erase") or EraseForm(initial={"name": found.name, "text": found.text}, auto_id="id_erase_%s"),
            "error": forms.get("error"),
        },
        status=status,
    )  # fmt: skip


def _decide(request: HttpRequest, site: Site, found: Comment) -> HttpResponse:
    actor = actor_of(request)
    now = clock.now()
    what = request.POST.get("langkah", "")
    back = reverse("publishing_desk:comments", kwargs={"site_slug": site.slug})
    try:
        with trail.once(request.POST.get("kunci", ""), scope=f"comment:{found.pk}:{actor.id}") as asked:
            if asked.repeated:
                return HttpResponseRedirect(asked.location or back)
            asked.location = back
            if what == "tampilkan":
                actions.show_comment(actor=actor, site=site, comment=found, at=now)
                said = _("Readers see the comment now.")
            elif what == "tolak":
                actions.refuse_comment(actor=actor, site=site, comment=found, refusal=request.POST.get("refusal", ""), at=now)
                said = _("The comment is not shown.")
            elif what == "balas":
                actions.answer_comment(actor=actor, site=site, comment=found, text=request.POST.get("text", ""), at=now)
                said = _("Your answer stands under the comment.")
            elif what == "hapus-data":
                form = EraseForm(request.POST)
                form.is_valid()
                name, text = form.cleaned_data.get("name", ""), form.cleaned_data.get("text", "")
                actions.erase_comment(actor=actor, site=site, comment=found, name=name, text=text, at=now)
                said = _("The personal data is gone for good.")
            else:
                raise NotFound(_("This page does not exist."))
    except InvalidInput as error:
        form_of = {"balas": ("answer", AnswerForm, "id_answer_%s"), "tolak": ("refusal", RefusalForm, "id_refusal_%s")}.get(what)
        if form_of is None:
            raise
        name_of, make, auto_id = form_of
        filled: Any = make(request.POST, auto_id=auto_id)
        filled.is_valid()
        for name, message in error.fields.items():
            if not filled.errors.get(name):
                filled.add_error(name, message)
        return _comment_page(request, site, found, 422, **{name_of: filled})
    except (actions.GamblingFound, actions.PersonalDataFound) as error:
        return _comment_page(request, site, found, 422, error=error)
    messages.success(request, said)
    return HttpResponseRedirect(back)
