"""Pictures at the desk, and the files themselves on the site's own host."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import FileResponse, HttpRequest, HttpResponse, HttpResponseBase, HttpResponseNotAllowed, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods

from betang.accounts.actors import Actor
from betang.audit import trail
from betang.hosting import files
from betang.hosting.desk import site_desk
from betang.hosting.models import Site
from betang.kernel import clock, fence
from betang.kernel.errors import DomainError, InvalidInput, NotFound, Refused
from betang.kernel.pages import fresh
from betang.publishing import policies
from betang.publishing.actions import GamblingFound
from betang.publishing.models import Picture
from betang.publishing.pictures import actions, markup, queries
from betang.publishing.pictures.forms import WordsForm
from betang.publishing.terms import PictureState

MOST_AT_ONCE = 20
SANDBOX = "default-src 'none'; sandbox"


def _actor(request: HttpRequest) -> Actor:
    actor: Actor = request.actor  # type: ignore[attr-defined]
    return actor


def _answer_file(name: str, site_id: UUID, cache: str) -> FileResponse:
    found = files.find(site_id, name)
    if found is None:
        raise NotFound(_("This picture does not exist."))
    path, media_type = found
    response = FileResponse(path.open("rb"), content_type=media_type)
    response["Cache-Control"] = cache
    response["Content-Security-Policy"] = SANDBOX
    response["X-Content-Type-Options"] = "nosniff"
    response["Cross-Origin-Resource-Policy"] = "cross-origin"
    response["Content-Disposition"] = "inline"
    return response


@fresh
def media(request: HttpRequest, name: str) -> HttpResponseBase:
    """A size of a picture, on its site's own host. No query: which site is told by the host. It never changes, so it may be kept."""
    if request.method not in ("GET", "HEAD"):
        return HttpResponseNotAllowed(["GET", "HEAD"])
    site_id = fence.current_site_id()
    if site_id is None:
        raise NotFound(_("This picture does not exist."))
    lasting = "public, max-age=86400" if name.endswith(files.WHOLE) else "public, max-age=31536000, immutable"
    return _answer_file(name, site_id, lasting)


@site_desk()
@require_http_methods(["GET", "HEAD"])
def desk_media(request: HttpRequest, site: Site, name: str) -> HttpResponseBase:
    """The same file at the desk, for people of the group: the desk stands on another host."""
    policies.may_see_desk(_actor(request), site).require()
    return _answer_file(name, site.pk, "private, max-age=3600")


def _at_desk(site: Site, picture: Picture) -> dict[str, Any]:
    """A picture as the desk's templates show it."""
    small = [one for one in picture.variants if one["media_type"] == "image/jpeg"]
    thumb = ""
    if small:
        name = str(small[0]["path"]).removeprefix(files.PUBLIC)
        thumb = reverse("publishing_desk:desk_media", kwargs={"site_slug": site.slug, "name": name})
    return {
        "row": picture,
        "url": reverse("publishing_desk:picture", kwargs={"site_slug": site.slug, "picture_id": picture.pk}),
        "thumb": thumb,
        "width": int(small[0]["width"]) if small else 0,
        "height": int(small[0]["height"]) if small else 0,
        "is_waiting": picture.state == PictureState.WAITING,
        "is_failed": picture.state == PictureState.FAILED,
    }


def choices_at_desk(site: Site, *, with_key: str = "", limit: int = 12) -> list[dict[str, Any]]:
    """The newest pictures to choose from, as the desk shows them, and the one with `with_key` first. At most two queries."""
    rows = queries.choices(limit)
    if with_key and all(str(row.pk) != with_key for row in rows):
        rows = [*Picture.objects.filter(pk=with_key), *rows]
    return [_at_desk(site, row) for row in rows]


@site_desk()
@require_http_methods(["GET", "HEAD", "POST"])
def pictures(request: HttpRequest, site: Site) -> HttpResponse:
    """The library: newest first, with the form that takes new ones in."""
    actor = _actor(request)
    policies.may_see_desk(actor, site).require()
    problems: list[dict[str, str]] = []
    if request.method == "POST":
        policies.may_write(actor, site).require()
        answer = _take_in(request, site, actor, problems)
        if answer is not None:
            return answer
    only_wordless = request.GET.get("tanpa") == "keterangan"
    page = page_number(request)
    rows, has_more = queries.library(page, without_words=only_wordless)
    here = reverse("publishing_desk:pictures", kwargs={"site_slug": site.slug})
    filtered = "tanpa=keterangan&" if only_wordless else ""
    response = render(
        request,
        "publishing/pictures/library.html",
        {
            "site": site,
            "pictures": [_at_desk(site, row) for row in rows],
            "problems": problems,
            "may_write": bool(policies.may_write(actor, site)),
            "wordless": queries.count_without_words(),
            "only_wordless": only_wordless,
            "here": here,
            "previous_url": f"{here}?{filtered}hal={page - 1}" if page > 1 else "",
            "next_url": f"{here}?{filtered}hal={page + 1}" if has_more else "",
            "most": MOST_AT_ONCE,
        },
        status=422 if problems else 200,
    )
    if any(row.state == PictureState.WAITING for row in rows) and not problems:
        response["Refresh"] = "6"
    return response


@site_desk()
@require_http_methods(["GET", "HEAD"])
def pick(request: HttpRequest, site: Site) -> HttpResponse:
    """A fragment for the editor: the group's photos that are ready, to put one into a text with a touch."""
    actor = _actor(request)
    policies.may_see_desk(actor, site).require()
    page = page_number(request)
    rows, has_more = queries.library(page, only_ready=True)
    return render(
        request,
        "publishing/pictures/pick.html",
        {
            "pictures": [_at_desk(site, row) | {"address": files.public_path(row.pk)} for row in rows],
            "may_write": bool(policies.may_write(actor, site)),
            "library_url": reverse("publishing_desk:pictures", kwargs={"site_slug": site.slug}),
            "previous_url": f"{request.path}?hal={page - 1}" if page > 1 else "",
            "next_url": f"{request.path}?hal={page + 1}" if has_more else "",
        },
    )


def page_number(request: HttpRequest) -> int:
    """`?hal=`, a page of a list from 1 on; whatever else stands there is the first."""
    text = request.GET.get("hal", "")
    return int(text) if text.isascii() and text.isdecimal() and len(text) < 6 else 1


def for_desk(site: Site, html: str) -> str:
    """`html` with the pictures of its texts taken from the desk: their own addresses answer on the site's host alone."""
    here = reverse("publishing_desk:desk_media", kwargs={"site_slug": site.slug, "name": files.WHOLE}).removesuffix(files.WHOLE)
    return html.replace(files.PUBLIC, here)


def _take_in(request: HttpRequest, site: Site, actor: Actor, problems: list[dict[str, str]]) -> HttpResponse | None:
    """Take every sent photo in; what could not be taken is told one by one and keeps no other from being taken."""
    sent = request.FILES.getlist("foto")[:MOST_AT_ONCE]
    if not sent:
        problems.append({"name": "", "message": _("No photo was chosen."), "hint": _("Choose one or more, then send again.")})
        return None
    taken: list[Picture] = []
    for file in sent:
        try:
            taken.append(
                actions.add_picture(
                    actor=actor,
                    site=site,
                    file=file,
                    name=file.name or "",
                    alt=request.POST.get("alt", "") if len(sent) == 1 else "",
                    at=clock.now(),
                )
            )
        except (InvalidInput, Refused) as error:
            problems.append({"name": file.name or "", "message": error.message, "hint": error.hint})
        except DomainError as error:
            problems.append({"name": file.name or "", "message": error.message, "hint": error.hint})
            break
    if taken:
        messages.success(
            request,
            ngettext(
                "%(count)d photo is here. Its sizes are being made.", "%(count)d photos are here. Their sizes are being made.", len(taken)
            )
            % {"count": len(taken)},
        )
    if problems:
        return None
    if len(taken) == 1:
        return HttpResponseRedirect(reverse("publishing_desk:picture", kwargs={"site_slug": site.slug, "picture_id": taken[0].pk}))
    return HttpResponseRedirect(reverse("publishing_desk:pictures", kwargs={"site_slug": site.slug}))


@site_desk()
@require_http_methods(["GET", "HEAD", "POST"])
def picture(request: HttpRequest, site: Site, picture_id: UUID) -> HttpResponse:
    """One picture with its words, where it is used, and how to put it into a text."""
    actor = _actor(request)
    policies.may_see_desk(actor, site).require()
    found = queries.picture(picture_id)
    form = WordsForm(initial={"alt": found.alt, "caption": found.caption, "credit": found.credit})
    error: DomainError | None = None
    if request.method == "POST":
        form = WordsForm(request.POST)
        if form.is_valid():
            try:
                with trail.once(request.POST.get("kunci", ""), scope=f"picture:{found.pk}:{actor.id}") as asked:
                    if not asked.repeated:
                        actions.describe_picture(actor=actor, site=site, picture=found, at=clock.now(), **form.cleaned_data)
                        asked.location = request.path
            except GamblingFound as refused:
                error = refused
            else:
                if form.cleaned_data["alt"]:
                    messages.success(request, _("Saved."))
                else:
                    messages.warning(request, _("Saved. A sentence about what can be seen would help those who cannot see it."))
                return HttpResponseRedirect(request.path)
    uses = queries.uses_of(found)
    response = render(
        request,
        "publishing/pictures/picture.html",
        {
            "site": site,
            "picture": found,
            "shown": _at_desk(site, found),
            "form": form,
            "error": error,
            "uses": [{"title": use.title, "url": _use_url(site, use)} for use in uses],
            "reference": markup.reference(found),
            "may_write": bool(policies.may_write(actor, site)),
        },
        status=422 if form.errors or error else 200,
    )
    if found.state == PictureState.WAITING and request.method == "GET" and not uses and found.alt:
        response["Refresh"] = "6"
    return response


def _use_url(site: Site, use: queries.Use) -> str:
    if use.kind == "page":
        return reverse("publishing_desk:page", kwargs={"site_slug": site.slug, "page_id": use.id})
    return reverse("publishing_desk:article", kwargs={"site_slug": site.slug, "article_id": use.id})


@site_desk()
@require_http_methods(["POST"])
def again(request: HttpRequest, site: Site, picture_id: UUID) -> HttpResponse:
    """Make the sizes once more."""
    found = queries.picture(picture_id)
    actions.try_again(actor=_actor(request), site=site, picture=found, at=clock.now())
    return HttpResponseRedirect(reverse("publishing_desk:picture", kwargs={"site_slug": site.slug, "picture_id": found.pk}))


@site_desk()
@require_http_methods(["GET", "HEAD", "POST"])
def remove(request: HttpRequest, site: Site, picture_id: UUID) -> HttpResponse:
    """Remove a picture that nothing shows, asked once more."""
    actor = _actor(request)
    policies.may_write(actor, site).require()
    found = queries.picture(picture_id)
    if request.method == "POST":
        actions.remove_picture(actor=actor, site=site, picture=found, at=clock.now())
        messages.success(request, _("The picture is gone."))
        return HttpResponseRedirect(reverse("publishing_desk:pictures", kwargs={"site_slug": site.slug}))
    uses = [{"title": use.title, "url": _use_url(site, use)} for use in queries.uses_of(found)]
    return render(
        request, "publishing/pictures/remove.html", {"site": site, "picture": found, "shown": _at_desk(site, found), "uses": uses}
    )
