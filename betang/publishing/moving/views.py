"""Moving in at the desk: send the export, see what would become of it, say yes, watch it, read what was not taken over."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods

from betang.accounts.actors import Actor
from betang.audit import trail
from betang.hosting.desk import site_desk
from betang.hosting.models import Site
from betang.kernel import clock
from betang.kernel.errors import DomainError, InvalidInput
from betang.publishing import policies
from betang.publishing.models import ImportRun
from betang.publishing.moving import actions, queries
from betang.publishing.terms import ArticleState, ImportOutcome, ImportState

KINDS = {
    "post": gettext_lazy("news"),
    "page": gettext_lazy("page"),
    "attachment": gettext_lazy("file"),
    "nav_menu_item": gettext_lazy("menu entry"),
    "comment": gettext_lazy("comment"),
}
"""What WordPress's kinds are called here."""
SHOWN_AT_FIRST = 8


def _actor(request: HttpRequest) -> Actor:
    actor: Actor = request.actor  # type: ignore[attr-defined]
    return actor


def _url(site: Site, run: ImportRun | None = None, name: str = "import") -> str:
    if run is None:
        return reverse("publishing_desk:moving", kwargs={"site_slug": site.slug})
    return reverse(f"publishing_desk:{name}", kwargs={"site_slug": site.slug, "run_id": run.pk})


@site_desk()
@require_http_methods(["GET", "HEAD", "POST"])
def imports(request: HttpRequest, site: Site) -> HttpResponse:
    """How to move in, the form for the file, and earlier imports."""
    actor = _actor(request)
    policies.may_see_desk(actor, site).require()
    error: DomainError | None = None
    if request.method == "POST":
        policies.may_manage_pages(actor, site).require()
        try:
            sent = request.FILES.get("berkas")
            if sent is None:
                raise InvalidInput(_("No file was chosen."), hint=_("Choose the file that WordPress gave you; its name ends in .xml."))
            with trail.once(request.POST.get("kunci", ""), scope=f"import:{site.pk}:{actor.id}") as asked:
                if not asked.repeated:
                    run = actions.look_through(
                        actor=actor, site=site, file=sent, file_name=sent.name or "", media=request.FILES.get("foto"), at=clock.now()
                    )
                    asked.location = _url(site, run)
            return HttpResponseRedirect(asked.location)
        except InvalidInput as refused:
            error = refused
    return render(
        request,
        "publishing/moving/imports.html",
        {"site": site, "runs": queries.runs(), "error": error, "may_import": bool(policies.may_manage_pages(actor, site))},
        status=422 if error else 200,
    )


def _kind(kind: str) -> str:
    return str(KINDS.get(kind, kind))


@site_desk()
@require_http_methods(["GET", "HEAD"])
def an_import(request: HttpRequest, site: Site, run_id: UUID) -> HttpResponse:
    """One import: the preview before, the progress during, the account after."""
    actor = _actor(request)
    policies.may_see_desk(actor, site).require()
    run = queries.run(run_id)
    context: dict[str, Any] = {"site": site, "run": run, "may_import": bool(policies.may_manage_pages(actor, site))}
    if run.state == ImportState.PREVIEW:
        notes = run.notes
        states = notes.get("states", {})
        lists = [
            (_("Held back as drafts"), "wait", [("", one["title"], one["reason"]) for one in notes.get("flagged", [])]),
            (
                _("Taken over with a change"),
                "plain",
                [(_kind(one["kind"]), one["title"], one["reason"]) for one in notes.get("changed", [])],
            ),
            (_("Not taken over"), "stop", [(_kind(one["kind"]), one["title"], one["reason"]) for one in notes.get("left_out", [])]),
        ]
        context |= {
            "counts": notes.get("counts", {}),
            "published": states.get(ArticleState.PUBLISHED, 0),
            "scheduled": states.get(ArticleState.SCHEDULED, 0),
            "drafts": states.get(ArticleState.DRAFT, 0),
            "lists": [(title, tone, rows[:SHOWN_AT_FIRST], rows[SHOWN_AT_FIRST:]) for title, tone, rows in lists if rows],
            "known": notes.get("known", 0),
        }
        return render(request, "publishing/moving/preview.html", context)
    outcome = request.GET.get("hasil", ImportOutcome.LEFT_OUT)
    page = int(request.GET["hal"]) if request.GET.get("hal", "").isdecimal() and len(request.GET["hal"]) < 6 else 1
    rows, has_more = queries.items(run, outcome=outcome, page=page)
    counts = queries.outcome_counts(run)
    here = _url(site, run)
    context |= {
        "rows": [(_kind(one.kind), one) for one in rows],
        "outcome": outcome,
        "outcomes": [
            (value, label, sum(count for (kind, found), count in counts.items() if found == value), f"{here}?hasil={value}")
            for value, label in ImportOutcome.choices
            if value != ImportOutcome.WAITING
        ],
        "kinds": _by_kind(counts),
        "previous_url": f"{here}?hasil={outcome}&hal={page - 1}" if page > 1 else "",
        "next_url": f"{here}?hasil={outcome}&hal={page + 1}" if has_more else "",
        "error": run.notes.get("error", ""),
    }
    response = render(request, "publishing/moving/run.html", context)
    if run.state == ImportState.RUNNING:
        response["Refresh"] = "4"
    return response


def _by_kind(counts: dict[tuple[str, str], int]) -> list[tuple[str, int, int]]:
    """(kind, taken or already here, left out), in the order of what people ask for first."""
    kinds = [*KINDS, *sorted({kind for kind, _outcome in counts} - set(KINDS))]
    found = []
    for kind in kinds:
        here = counts.get((kind, ImportOutcome.TAKEN), 0) + counts.get((kind, ImportOutcome.UNCHANGED), 0)
        left = counts.get((kind, ImportOutcome.LEFT_OUT), 0)
        if here or left:
            found.append((_kind(kind), here, left))
    return found


@site_desk()
@require_http_methods(["POST"])
def start(request: HttpRequest, site: Site, run_id: UUID) -> HttpResponse:
    """Yes: take it over."""
    actor = _actor(request)
    run = queries.run(run_id)
    with trail.once(request.POST.get("kunci", ""), scope=f"import-start:{run.pk}") as asked:
        if not asked.repeated:
            actions.start(actor=actor, site=site, run=run, at=clock.now())
            asked.location = _url(site, run)
    return HttpResponseRedirect(asked.location)


@site_desk()
@require_http_methods(["POST"])
def push(request: HttpRequest, site: Site, run_id: UUID) -> HttpResponse:
    """It stands still: have the worker go on."""
    run = queries.run(run_id)
    actions.push(actor=_actor(request), site=site, run=run, at=clock.now())
    return HttpResponseRedirect(_url(site, run))


@site_desk()
@require_http_methods(["POST"])
def drop(request: HttpRequest, site: Site, run_id: UUID) -> HttpResponse:
    """No: throw the preview away."""
    run = queries.run(run_id)
    actions.drop(actor=_actor(request), site=site, run=run, at=clock.now())
    messages.success(request, _("The file is gone again; nothing of it was taken over."))
    return HttpResponseRedirect(_url(site))
