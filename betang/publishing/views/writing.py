"""The desk of articles, made for a thumb: the list, the editor with its autosave, and each step on a page of its own."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect, JsonResponse, QueryDict
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST
from markupsafe import Markup

from betang.accounts import stash
from betang.accounts.actors import Actor
from betang.audit import trail
from betang.guard.text import Finding
from betang.guard.words import tidy_text
from betang.hosting import addresses
from betang.hosting import queries as hosting
from betang.hosting.desk import site_desk
from betang.hosting.models import Site
from betang.kernel import clock
from betang.kernel.errors import DomainError, InvalidInput, NotFound, Refused, TooLarge
from betang.publishing import actions, policies, queries, rules
from betang.publishing.actions.articles import initial_of
from betang.publishing.actions.articles import render as render_text
from betang.publishing.actions.guarding import fields_of, line_of
from betang.publishing.actions.shelves import default_shelves
from betang.publishing.actions.writing import FIELD_NAMES, KEPT_LENGTH
from betang.publishing.compare import differences
from betang.publishing.forms import AddressForm, ArticleForm, CategoryForm, ScheduleForm, WordsForm
from betang.publishing.models import Article, WorkingCopy
from betang.publishing.pictures import actions as pictures
from betang.publishing.pictures.views import choices_at_desk, for_desk
from betang.publishing.rules import Step
from betang.publishing.terms import ArticleState, BodyFormat

PAGE_SIZE = 30
TABS = (ArticleState.DRAFT, ArticleState.SUBMITTED, ArticleState.SCHEDULED, ArticleState.PUBLISHED, ArticleState.WITHDRAWN)


def actor_of(request: HttpRequest) -> Actor:
    """Who sits at the desk."""
    return request.actor  # type: ignore[attr-defined,no-any-return]


def _at(name: str, site: Site, article: Article | UUID, **more: Any) -> str:
    key = article if isinstance(article, UUID) else article.pk
    return reverse(f"publishing_desk:{name}", kwargs={"site_slug": site.slug, "article_id": key, **more})


def shelf_choices() -> list[tuple[str, str]]:
    """The site's shelves, and those that every site is offered. One query."""
    there = [(row.slug, row.name) for row in queries.categories()]
    known = {slug for slug, _name in there}
    return there + [(slug, name) for slug, name in default_shelves() if slug not in known]


def told(findings: tuple[Finding, ...], typed: Mapping[str, str], labels: Mapping[str, str]) -> list[dict[str, Any]]:
    """What the guard found, as the page shows it: in which field, on which line, why."""
    return [
        {
            "field": labels.get(one.field, ""),
            "line": line_of(typed.get(one.field, ""), one.start) if "\n" in typed.get(one.field, "") else 0,
            "excerpt": one.excerpt,
            "explanation": one.explanation,
            "is_refused": one.is_refused,
        }
        for one in findings
    ]


@site_desk()
def articles(request: HttpRequest, site: Site) -> HttpResponse:
    """Every article of the site: what is being written, what waits, what readers see."""
    state = request.GET.get("keadaan", "")
    if state not in ArticleState.values:
        state = ""
    q = request.GET.get("q", "").strip()[:100]
    before = queries.read_cursor(request.GET.get("hal", ""))
    found = queries.desk_articles(state=state, q=q, before=before, limit=PAGE_SIZE + 1)
    counts = queries.state_counts()
    shown = found[:PAGE_SIZE]
    last = shown[-1] if len(found) > PAGE_SIZE else None
    keep = request.GET.copy()
    keep.pop("hal", None)
    here = reverse("publishing_desk:articles", kwargs={"site_slug": site.slug})
    next_url = ""
    if last:
        keep["hal"] = queries.cursor_of(last.updated_at, last.id)
        next_url = f"?{keep.urlencode()}"
    tabs = [(_("All"), here, not state)]
    tabs += [(f"{one.label} ({counts[one]})", f"{here}?keadaan={one.value}", state == one) for one in TABS if counts.get(one)]
    return render(
        request, "publishing/desk/articles.html",
        {"site": site, "articles": shown, "tabs": tabs, "q": q, "next_url": next_url, "has_any": bool(counts), "state": state},
    )  # fmt: skip


@site_desk()
@require_http_methods(["GET", "HEAD", "POST"])
def start(request: HttpRequest, site: Site) -> HttpResponse:
    """What will it be? One touch begins a draft."""
    actor = actor_of(request)
    policies.may_write(actor, site).require()
    if request.method == "POST":
        with trail.once(request.POST.get("kunci", ""), scope=f"article.start:{site.pk}:{actor.id}") as asked:
            if not asked.repeated:
                slug = request.POST.get("kategori", "")
                if slug not in dict(shelf_choices()):
                    slug = ""
                article = actions.start_article(actor=actor, site=site, category=slug, at=clock.now())
                asked.location = _at("article", site, article)
        return HttpResponseRedirect(asked.location)
    return render(request, "publishing/desk/start.html", {"site": site, "shelves": shelf_choices()})


@site_desk()
@require_http_methods(["GET", "HEAD", "POST"])
def article(request: HttpRequest, site: Site, article_id: UUID) -> HttpResponse:
    """The editor. Its buttons save, send, publish or show; an article that is not the person's to change is shown only."""
    actor = actor_of(request)
    found = queries.article_for_desk(site, article_id)
    policies.may_see_desk(actor, site).require()
    if not policies.may_edit(actor, site, found):
        if request.method == "POST":
            policies.may_edit(actor, site, found).require()
        return _only_shown(request, site, found)
    if request.method == "POST":
        return _write(request, site, found, actor)
    copies = queries.working_copies(found)
    own = next((one for one in copies if one.person_id == actor.id), None)
    typed = stash.take(request)
    initial: Mapping[str, Any] = initial_of(found, own)
    if typed is not None:
        initial = {name: typed.get(name, "") for name in FIELD_NAMES} | {"comments_open": "comments_open" in typed}
    form = ArticleForm(initial=initial, shelves=shelf_choices(), auto_id="id_%s")
    return _editor(request, site, found, actor, form, copies=copies, own=own, is_brought_back=typed is not None)


def _editor(
    request: HttpRequest,
    site: Site,
    found: Article,
    actor: Actor,
    form: ArticleForm,
    *,
    copies: list[WorkingCopy] | None = None,
    own: WorkingCopy | None = None,
    base_version: int | None = None,
    theirs: Article | None = None,
    findings: list[dict[str, Any]] | None = None,
    asks_agreement: bool = False,
    is_brought_back: bool = False,
    error: DomainError | None = None,
    status: int = 200,
) -> HttpResponse:
    if copies is None:
        copies = queries.working_copies(found)
        own = next((one for one in copies if one.person_id == actor.id), None)
    hand = policies.hand_of(actor, site, found)
    steps = rules.steps_from(found.state, hand, needs_approval=site.needs_approval)
    base = base_version if base_version is not None else (own.base_version if own else found.version)
    if findings is None and found.state == ArticleState.SUBMITTED and policies.is_approver(actor, site):
        typed = _typed_of(found)
        findings = told(actions.look(typed), typed, _labels(form))
    return render(
        request, "publishing/desk/article.html",
        {
            "site": site, "article": found, "form": form, "base_version": base, "own": own,
            "others": [one for one in copies if one.person_id != actor.id],
            "is_behind": own is not None and own.base_version < found.version and theirs is None,
            "theirs": theirs, "findings": findings or [], "asks_agreement": asks_agreement,
            "may_agree": bool(policies.may_allow_personal_data(actor, site)),
            "is_brought_back": is_brought_back, "error": error, "steps": steps, "Step": Step,
            "may_discard": bool(policies.may_discard(actor, site, found)),
            "is_seen": found.state in (ArticleState.PUBLISHED, ArticleState.SCHEDULED),
            "is_html": found.body_format == BodyFormat.HTML,
            "public_url": _public_url(site, found), "autosave_url": _at("autosave", site, found), "serial": own.serial if own else 0,
            **_pictures(site, form),
        },
        status=status,
    )  # fmt: skip


def _pictures(site: Site, form: ArticleForm) -> dict[str, Any]:
    """The lead picture that the form holds now, and the others that it may be."""
    chosen = str(form["lead_picture"].value() or "")
    rows = choices_at_desk(site, with_key=chosen)
    return {"picture": next((one for one in rows if str(one["row"].pk) == chosen), None), "pictures": rows}


def _labels(form: ArticleForm) -> dict[str, str]:
    return {name: str(one.label) for name, one in form.fields.items()}


def _typed_of(found: Article) -> dict[str, str]:
    tags = ", ".join(name for name, _slug in found.tag_list)
    return fields_of(title=found.title, summary=found.summary, body=found.body, byline=found.byline, tags=tags)


def _public_url(site: Site, found: Article) -> str:
    if not found.is_public:
        return ""
    host = hosting.hosts_of([site.pk]).get(site.pk, "")
    return addresses.site_url(host, f"/berita/{found.slug}/") if host else ""


def _only_shown(request: HttpRequest, site: Site, found: Article) -> HttpResponse:
    actor = actor_of(request)
    hand = policies.hand_of(actor, site, found)
    return render(
        request, "publishing/desk/article_shown.html",
        {
            "site": site, "article": found, "html": Markup(for_desk(site, found.html)),  # noqa: S704 - made by guard.html at saving
            "why": policies.may_edit(actor, site, found).reason, "public_url": _public_url(site, found),
            "steps": rules.steps_from(found.state, hand, needs_approval=site.needs_approval), "Step": Step,
        },
    )  # fmt: skip


def _write(request: HttpRequest, site: Site, found: Article, actor: Actor) -> HttpResponse:
    what = request.POST.get("aksi", "simpan")
    base_version, _serial = _versions(request.POST.get("versi"), found.version)
    sent, photo_error = _with_photo(request, site, actor)
    form = ArticleForm(sent, shelves=shelf_choices(), auto_id="id_%s")
    agreed = request.POST.get("setuju_data_pribadi") == "ya"
    typed = {name: sent.get(name, "") for name in FIELD_NAMES if name in sent}
    if photo_error is not None:
        _keep_typed(actor, site, found, typed, base_version)
        return _editor(request, site, found, actor, form, base_version=base_version, error=photo_error, status=photo_error.status)
    if what == "lihat":
        actions.keep_working_copy(
            actor=actor, site=site, article=found, fields=typed, base_version=base_version, serial=None, at=clock.now()
        )
        return HttpResponseRedirect(_at("preview", site, found))
    if not form.is_valid():
        return _editor(request, site, found, actor, form, base_version=base_version, status=422)
    try:
        with trail.once(request.POST.get("kunci", ""), scope=f"article:{found.pk}:{actor.id}") as asked:
            if not asked.repeated:
                saved = actions.save_article(
                    actor=actor, site=site, article=found, draft=form.draft(body_format=found.body_format), base_version=base_version,
                    personal_data_agreed=agreed, at=clock.now(),
                )  # fmt: skip
                asked.location = _carry_out(what, request, site, saved, actor, agreed)
        return HttpResponseRedirect(asked.location)
    except actions.WrittenMeanwhile as error:
        _keep_typed(actor, site, found, typed, error.article.version)
        return _editor(
            request, site, error.article, actor, form, base_version=error.article.version, theirs=error.article, error=error, status=409
        )
    except (actions.GamblingFound, actions.PersonalDataFound) as error:
        _keep_typed(actor, site, found, typed, base_version)
        fields = fields_of(**{name: str(form.cleaned_data.get(name, "")) for name in ("title", "summary", "body", "byline", "tags")})
        return _editor(
            request, site, found, actor, form, base_version=base_version, findings=told(error.findings, fields, _labels(form)),
            asks_agreement=isinstance(error, actions.PersonalDataFound), error=error, status=422,
        )  # fmt: skip
    except InvalidInput as error:
        _keep_typed(actor, site, found, typed, base_version)
        for name, message in error.fields.items():
            form.add_error(name if name in form.fields else None, message)
        return _editor(request, site, found, actor, form, base_version=base_version, error=error, status=422)


def _with_photo(request: HttpRequest, site: Site, actor: Actor) -> tuple[QueryDict, DomainError | None]:
    """What was sent, with a photo that came along taken in and made the lead picture; or why it could not be taken.

    The photo is kept before the text is looked at: whatever is wrong with the words, it need not be sent a second time.
    """
    upload = request.FILES.get("foto")
    if upload is None:
        return request.POST, None
    try:
        picture = pictures.add_picture(
            actor=actor, site=site, file=upload, name=upload.name or "", alt=request.POST.get("foto_alt", ""), at=clock.now()
        )
    except DomainError as error:
        return request.POST, error
    sent = request.POST.copy()
    sent["lead_picture"] = str(picture.pk)
    return sent, None


def _keep_typed(actor: Actor, site: Site, found: Article, typed: Mapping[str, str], base_version: int) -> None:
    actions.keep_working_copy(actor=actor, site=site, article=found, fields=typed, base_version=base_version, serial=None, at=clock.now())


def _carry_out(what: str, request: HttpRequest, site: Site, saved: Article, actor: Actor, agreed: bool) -> str:
    """After the text is saved: what the button that was touched asks for. Returns where to go."""
    now = clock.now()
    here = _at("article", site, saved)
    if what == "kirim":
        actions.submit_article(actor=actor, site=site, article=saved, at=now)
        messages.success(request, _("Sent. An editor or the chair will read it."))
    elif what == "terbitkan":
        actions.publish_article(actor=actor, site=site, article=saved, personal_data_agreed=agreed, at=now)
        messages.success(request, _("Published. Readers see it now."))
    elif what == "jadwal":
        return _at("schedule", site, saved)
    elif saved.is_public:
        messages.success(request, _("Saved. Readers see the new text now."))
    else:
        messages.success(request, _("Saved at %(time)s.") % {"time": time_of(now)})
    return here


def time_of(moment: Any) -> str:
    """`10.42`, on the province's clock."""
    return date_format(timezone.localtime(moment, clock.zone()), "H.i")


def _versions(text: str | None, fallback: int) -> tuple[int, int | None]:
    """`3.12`: the article's version that a form began from, and the serial of the unsaved copy that it shows."""
    base, _dot, serial = (text or "").partition(".")
    return number_of(base, fallback), number_of(serial, 0) if serial else None


def number_of(text: str | None, fallback: int) -> int:
    """A small whole number that a form carries, or `fallback`."""
    return int(text) if text and text.isascii() and text.isdigit() and len(text) < 9 else fallback


@site_desk()
@require_http_methods(["POST", "PUT"])
def autosave(request: HttpRequest, site: Site, article_id: UUID) -> HttpResponse:
    """Keep what has been typed so far; answers JSON. The article itself does not change."""
    actor = actor_of(request)
    found = queries.article_for_desk(site, article_id)
    verdict = policies.may_edit(actor, site, found)
    if not verdict and not verdict.hidden:
        raise Refused(verdict.reason)  # 409: the form stops and says that the article has moved on, 403 would look like a lost session
    fields = _sent_fields(request)
    base_version, serial = _versions(fields.get("versi"), found.version)
    kept = actions.keep_working_copy(
        actor=actor, site=site, article=found, fields={name: fields[name] for name in FIELD_NAMES if name in fields},
        base_version=base_version, serial=serial, at=clock.now(),
    )  # fmt: skip
    answer: dict[str, Any] = {
        "saved_at": kept.saved_at.isoformat(), "time": time_of(kept.saved_at), "conflict": False,
        "version": f"{base_version}.{kept.serial}",
        "message": _("saved %(time)s") % {"time": time_of(kept.saved_at)},
    }  # fmt: skip
    if kept.set_aside is not None:
        answer |= {
            "conflict": True,
            "message": _("You wrote in this article on another device too. That text is kept in the history."),
            "look_at": _at("revision", site, found, revision_id=kept.set_aside.pk),
        }
    elif kept.newer_version is not None:
        answer |= {
            "conflict": True,
            "message": _("Somebody else has saved this article in the meantime. Yours is kept; when you save, you see both."),
            "look_at": _their_text(site, found),
        }
    return JsonResponse(answer)


def _their_text(site: Site, found: Article) -> str:
    """Where the text that somebody else saved is compared with one's own."""
    newest = queries.newest_revision(found)
    return _at("revision", site, found, revision_id=newest.pk) if newest else _at("history", site, found)


def _sent_fields(request: HttpRequest) -> dict[str, str]:
    """The fields of an autosave, whether they come as a form or as JSON."""
    if request.content_type == "application/json":
        try:
            read = json.loads(request.body or b"{}")
        except ValueError:
            read = None
        if not isinstance(read, dict):
            raise InvalidInput(_("This could not be read."))
        inner = read.get("fields")
        merged = {**read, **inner} if isinstance(inner, dict) else read
        return {str(name): value if isinstance(value, str) else "on" if value is True else "" if value in (None, False) else str(value)
                for name, value in merged.items() if value is not False}  # fmt: skip
    if request.method == "PUT":
        from django.http import QueryDict

        return dict(QueryDict(request.body).items())  # type: ignore[arg-type]
    return {name: str(value) for name, value in request.POST.items()}


@site_desk()
def preview(request: HttpRequest, site: Site, article_id: UUID) -> HttpResponse:
    """The article as readers will see it, from the unsaved text where the person has one."""
    actor = actor_of(request)
    found = queries.article_for_desk(site, article_id)
    policies.may_see_desk(actor, site).require()
    own = next((one for one in queries.working_copies(found) if one.person_id == actor.id), None)
    text = initial_of(found, own)
    return render(
        request, "publishing/desk/preview.html",
        {
            "site": site, "article": found, "title": text.get("title", ""), "summary": text.get("summary", ""),
            "byline": text.get("byline", ""), "picture": found.lead_picture,
            "html": Markup(for_desk(site, render_text(str(text.get("body", "")), found.body_format))),  # noqa: S704 - guard.html made it just now
        },
    )  # fmt: skip


@site_desk()
@require_POST
def rendered(request: HttpRequest, site: Site) -> HttpResponse:
    """Markdown as readers will see it, for the preview beside the text field."""
    text = request.POST.get("text", "")
    if len(text) > KEPT_LENGTH:
        raise TooLarge(_("This text is longer than can be shown."))
    return HttpResponse(for_desk(site, render_text(tidy_text(text), BodyFormat.MARKDOWN)))


@site_desk()
@require_POST
def step(request: HttpRequest, site: Site, article_id: UUID) -> HttpResponse:
    """The steps that need no words, and publishing a sent article that nobody needs to change."""
    actor = actor_of(request)
    found = queries.article_for_desk(site, article_id)
    what = request.POST.get("langkah", "")
    if what not in (Step.TAKE_BACK, Step.UNSCHEDULE, Step.REOPEN):
        raise NotFound(_("This page does not exist."))
    with trail.once(request.POST.get("kunci", ""), scope=f"article.step:{found.pk}:{actor.id}") as asked:
        if not asked.repeated:
            actions.take_step(actor=actor, site=site, article=found, step=Step(what), at=clock.now())
            asked.location = _at("article", site, found)
    messages.success(request, _("It is a draft again. Readers do not see it."))
    return HttpResponseRedirect(asked.location)


def _words_page(
    request: HttpRequest, site: Site, found: Article, form: Any, *, title: str, button: str, kind: str = "primary", lead: str = "",
    status: int = 200,
) -> HttpResponse:  # fmt: skip
    return render(
        request, "publishing/desk/words.html",
        {"site": site, "article": found, "form": form, "title": title, "button_label": button, "kind": kind, "lead": lead,
         "back_url": _at("article", site, found)},
        status=status,
    )  # fmt: skip


def _with_words(
    request: HttpRequest, site: Site, found: Article, form: Any, page: dict[str, Any], field: str, do: Any, done: str
) -> HttpResponse:
    """A page with one form and one button: shown, checked, carried out once."""
    if request.method != "POST" or not form.is_valid():
        return _words_page(request, site, found, form, status=422 if request.method == "POST" else 200, **page)
    try:
        with trail.once(request.POST.get("kunci", ""), scope=f"article.words:{found.pk}:{actor_of(request).id}") as asked:
            if not asked.repeated:
                do()
                asked.location = _at("article", site, found)
    except InvalidInput as error:
        for _name, message in error.fields.items():
            form.add_error(field, message)
        return _words_page(request, site, found, form, status=422, **page)
    messages.success(request, done)
    return HttpResponseRedirect(asked.location)


@site_desk()
@require_http_methods(["GET", "HEAD", "POST"])
def send_back(request: HttpRequest, site: Site, article_id: UUID) -> HttpResponse:
    """Back to the writer, with words."""
    actor = actor_of(request)
    found = queries.article_for_desk(site, article_id)
    policies.may_take(actor, site, found, Step.SEND_BACK).require()
    form = WordsForm(
        request.POST if request.method == "POST" else None, label=_("What should be changed?"), hint=_("The writer reads this.")
    )
    return _with_words(
        request, site, found, form, {"title": _("Send back"), "button": _("Send back")}, "words",
        lambda: actions.send_back_article(actor=actor, site=site, article=found, words=form.cleaned_data["words"], at=clock.now()),
        _("Sent back. The writer sees your words."),
    )  # fmt: skip


@site_desk()
@require_http_methods(["GET", "HEAD", "POST"])
def withdraw(request: HttpRequest, site: Site, article_id: UUID) -> HttpResponse:
    """Away from readers, with a reason that they see."""
    actor = actor_of(request)
    found = queries.article_for_desk(site, article_id)
    policies.may_take(actor, site, found, Step.WITHDRAW).require()
    form = WordsForm(
        request.POST if request.method == "POST" else None, label=_("Why is it withdrawn?"),
        hint=_("Readers who look for the article see this sentence."),
    )  # fmt: skip
    page = {
        "title": _("Withdraw"), "button": _("Withdraw from readers"), "kind": "danger",
        "lead": _("The article leaves the site, the search, the feeds and the portal at once. You keep the text and can publish it again."),
    }  # fmt: skip
    return _with_words(
        request, site, found, form, page, "words",
        lambda: actions.withdraw_article(actor=actor, site=site, article=found, reason=form.cleaned_data["words"], at=clock.now()),
        _("Withdrawn. Readers do not see it any more."),
    )  # fmt: skip


@site_desk()
@require_http_methods(["GET", "HEAD", "POST"])
def correct(request: HttpRequest, site: Site, article_id: UUID) -> HttpResponse:
    """A note under the article that says what was wrong and is right now."""
    actor = actor_of(request)
    found = queries.article_for_desk(site, article_id)
    policies.may_edit(actor, site, found).require()
    form = WordsForm(
        request.POST if request.method == "POST" else None, initial={"words": found.correction_note}, is_required=False,
        label=_("What was wrong, and what is right?"), hint=_("Readers see it above the text. Leave it empty to remove the note."),
    )  # fmt: skip
    return _with_words(
        request, site, found, form, {"title": _("Correction"), "button": _("Save the correction")}, "words",
        lambda: actions.correct_article(actor=actor, site=site, article=found, note=form.cleaned_data["words"], at=clock.now()),
        _("The correction is saved."),
    )  # fmt: skip


@site_desk()
@require_http_methods(["GET", "HEAD", "POST"])
def address(request: HttpRequest, site: Site, article_id: UUID) -> HttpResponse:
    """Another address; the old one leads to it."""
    actor = actor_of(request)
    found = queries.article_for_desk(site, article_id)
    policies.may_edit(actor, site, found).require()
    form = AddressForm(request.POST if request.method == "POST" else None, initial={"slug": found.slug})
    return _with_words(
        request, site, found, form, {"title": _("Address of the article"), "button": _("Change the address")}, "slug",
        lambda: actions.change_address(actor=actor, site=site, article=found, slug=form.cleaned_data["slug"], at=clock.now()),
        _("The address is changed. The old one leads to it."),
    )  # fmt: skip


@site_desk()
@require_http_methods(["GET", "HEAD", "POST"])
def schedule(request: HttpRequest, site: Site, article_id: UUID) -> HttpResponse:
    """A day and a time at which the clock publishes it."""
    actor = actor_of(request)
    found = queries.article_for_desk(site, article_id)
    policies.may_take(actor, site, found, Step.SCHEDULE).require()
    first = timezone.localtime(found.publish_at, clock.zone()) if found.publish_at else None
    initial = {"day": first.date(), "time": first.time()} if first else {}
    form = ScheduleForm(request.POST if request.method == "POST" else None, initial=initial)
    agreed = request.POST.get("setuju_data_pribadi") == "ya"
    context: dict[str, Any] = {"site": site, "article": found, "form": form, "findings": [], "asks_agreement": False, "error": None}
    status = 200
    if request.method == "POST" and form.is_valid():
        try:
            with trail.once(request.POST.get("kunci", ""), scope=f"article.schedule:{found.pk}:{actor.id}") as asked:
                if not asked.repeated:
                    actions.schedule_article(
                        actor=actor, site=site, article=found, publish_at=form.moment(), personal_data_agreed=agreed, at=clock.now()
                    )
                    asked.location = _at("article", site, found)
        except InvalidInput as error:
            for name, message in error.fields.items():
                form.add_error("day" if name == "publish_at" else None, message)
            context["error"] = error
        except (actions.GamblingFound, actions.PersonalDataFound) as error:
            typed = _typed_of(found)
            context |= {
                "error": error, "findings": told(error.findings, typed, _labels(ArticleForm())),
                "asks_agreement": isinstance(error, actions.PersonalDataFound),
            }  # fmt: skip
        else:
            messages.success(request, _("The time is set. The article is published by itself."))
            return HttpResponseRedirect(asked.location)
        status = 422
    elif request.method == "POST":
        status = 422
    context["may_agree"] = bool(policies.may_allow_personal_data(actor, site))
    return render(request, "publishing/desk/schedule.html", context, status=status)


@site_desk()
def history(request: HttpRequest, site: Site, article_id: UUID) -> HttpResponse:
    """Every text that was ever saved, and who is writing now."""
    found = queries.article_for_desk(site, article_id)
    policies.may_see_desk(actor_of(request), site).require()
    return render(
        request, "publishing/desk/history.html",
        {"site": site, "article": found, "revisions": queries.revisions(found), "copies": queries.working_copies(found)},
    )  # fmt: skip


@site_desk()
@require_http_methods(["GET", "HEAD", "POST"])
def revision(request: HttpRequest, site: Site, article_id: UUID, revision_id: UUID) -> HttpResponse:
    """One text of the history; who may change the article can make it the present one."""
    actor = actor_of(request)
    found = queries.article_for_desk(site, article_id)
    policies.may_see_desk(actor, site).require()
    old = queries.revision_of(found, revision_id)
    own = next((one for one in queries.working_copies(found) if one.person_id == actor.id), None)
    error: DomainError | None = None
    findings: list[dict[str, Any]] = []
    if request.method == "POST":
        policies.may_edit(actor, site, found).require()
        try:
            with trail.once(request.POST.get("kunci", ""), scope=f"article.restore:{found.pk}:{actor.id}") as asked:
                if not asked.repeated:
                    actions.restore_revision(
                        actor=actor, site=site, article=found, revision=old,
                        personal_data_agreed=request.POST.get("setuju_data_pribadi") == "ya", at=clock.now(),
                    )  # fmt: skip
                    asked.location = _at("article", site, found)
        except (actions.GamblingFound, actions.PersonalDataFound) as refused:
            error = refused
            findings = told(refused.findings, fields_of(title=old.title, summary=old.summary, body=old.body), _labels(ArticleForm()))
        except InvalidInput as refused:
            error = refused
        else:
            messages.success(request, _("This text is the present one again."))
            return HttpResponseRedirect(asked.location)
    return render(
        request, "publishing/desk/revision.html",
        {
            "site": site, "article": found, "revision": old, "may_edit": bool(policies.may_edit(actor, site, found)), "error": error,
            "findings": findings, "asks_agreement": isinstance(error, actions.PersonalDataFound),
            "may_agree": bool(policies.may_allow_personal_data(actor, site)),
            "html": Markup(for_desk(site, render_text(old.body, old.body_format))),  # noqa: S704 - guard.html made it just now
            "own": own, "lines": differences(old.body, str(own.fields.get("body", "")) if own else found.body),
        },
        status=422 if error else 200,
    )  # fmt: skip


@site_desk()
@require_http_methods(["GET", "HEAD", "POST"])
def discard(request: HttpRequest, site: Site, article_id: UUID) -> HttpResponse:
    """Throw a draft away, asked once more."""
    actor = actor_of(request)
    found = queries.article_for_desk(site, article_id)
    policies.may_discard(actor, site, found).require()
    if request.method == "POST":
        actions.discard_article(actor=actor, site=site, article=found, at=clock.now())
        messages.success(request, _("The draft is gone."))
        return HttpResponseRedirect(reverse("publishing_desk:articles", kwargs={"site_slug": site.slug}))
    return render(request, "publishing/desk/discard.html", {"site": site, "article": found, "back_url": _at("article", site, found)})


@site_desk()
@require_POST
def forget(request: HttpRequest, site: Site, article_id: UUID) -> HttpResponse:
    """Throw away the unsaved text and go on with the saved one."""
    found = queries.article_for_desk(site, article_id)
    actions.forget_working_copy(actor=actor_of(request), site=site, article=found)
    messages.success(request, _("You see the saved text again."))
    return HttpResponseRedirect(_at("article", site, found))


@site_desk()
@require_http_methods(["GET", "HEAD", "POST"])
def categories(request: HttpRequest, site: Site) -> HttpResponse:
    """The shelves: add one, rename one, take one down."""
    actor = actor_of(request)
    policies.may_manage_pages(actor, site).require()
    form = CategoryForm()
    status = 200
    if request.method == "POST":
        here = HttpResponseRedirect(reverse("publishing_desk:categories", kwargs={"site_slug": site.slug}))
        key = request.POST.get("rak", "")
        chosen = next((row for row in queries.categories() if str(row.pk) == key), None)
        if request.POST.get("aksi") == "hapus":
            if chosen is None:
                raise NotFound(_("This page does not exist."))
            actions.remove_category(actor=actor, site=site, category=chosen, at=clock.now())
            return here
        form = CategoryForm(request.POST)
        if form.is_valid():
            try:
                if key:
                    if chosen is None:
                        raise NotFound(_("This page does not exist."))
                    actions.rename_category(actor=actor, site=site, category=chosen, name=form.cleaned_data["name"], at=clock.now())
                else:
                    with trail.once(request.POST.get("kunci", ""), scope=f"category:{site.pk}:{actor.id}") as asked:
                        if not asked.repeated:
                            actions.add_category(actor=actor, site=site, name=form.cleaned_data["name"], at=clock.now())
                return here
            except NotFound:
                raise
            except DomainError as error:
                form.add_error("name", error.message)
        status = 422
    return render(
        request, "publishing/desk/categories.html", {"site": site, "rows": queries.categories_with_counts(), "form": form}, status=status
    )
