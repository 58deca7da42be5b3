"""Pages that readers open: on a group's site, and the portal's newest news. All of them are kept whole."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.http import HttpRequest, HttpResponse, HttpResponsePermanentRedirect
from django.shortcuts import render
from django.urls import Resolver404, get_script_prefix, resolve
from django.utils.translation import gettext as _
from markupsafe import Markup

from betang.hosting import addresses, files
from betang.kernel.errors import NotFound
from betang.kernel.pages import kept
from betang.publishing import queries, redirects
from betang.publishing.forms import CommentForm
from betang.publishing.pictures.markup import fill
from betang.publishing.queries import ArticlePage
from betang.regions import queries as regions
from betang.ui.structured import json_block

PAGE_SIZE = 20


def full_address(request: HttpRequest, path: str) -> str:
    """`path` on the host that this page stands on, with scheme and port."""
    return addresses.site_url(request.META.get("HTTP_HOST", "").rpartition(":")[0] or request.META.get("HTTP_HOST", ""), path)


def _nothing_here() -> NotFound:
    return NotFound(_("This page does not exist."), hint=_("It may have been moved. The search of this site finds what there is."))


def _led_on(request: HttpRequest) -> HttpResponsePermanentRedirect | None:
    target = redirects.find(request.path_info, request.META.get("QUERY_STRING", ""))
    return HttpResponsePermanentRedirect(get_script_prefix() + target.lstrip("/")) if target else None


def _list(request: HttpRequest, *, title: str, category: str = "", tag: str = "") -> HttpResponse:
    before = queries.read_cursor(request.GET.get("hal", ""))
    found = queries.news_page(category=category, tag=tag, before=before, limit=PAGE_SIZE + 1)
    shown = found[:PAGE_SIZE]
    if before and not shown:
        raise _nothing_here()
    last = shown[-1] if len(found) > PAGE_SIZE else None
    return render(
        request,
        "publishing/articles.html",
        {
            "title": title,
            "articles": shown,
            "categories": [] if tag else queries.filled_categories(),
            "category": category,
            "tag": tag,
            "is_first": before is None,
            "next_url": f"?hal={queries.cursor_of(last.published_at, last.id)}" if last else "",
        },
    )


@kept("hal")
def articles(request: HttpRequest) -> HttpResponse:
    """The site's news, newest first."""
    return _list(request, title=_("News"))


@kept("hal")
def category(request: HttpRequest, slug: str) -> HttpResponse:
    """What stands on one shelf."""
    name = queries.category_name(slug)
    if not name:
        led = _led_on(request)
        if led:
            return led
        raise _nothing_here()
    return _list(request, title=name, category=slug)


@kept("hal")
def tag(request: HttpRequest, slug: str) -> HttpResponse:
    """What carries one tag."""
    name = queries.tag_name(slug)
    if not name:
        led = _led_on(request)
        if led:
            return led
        raise _nothing_here()
    return _list(request, title=_("Tag: %(name)s") % {"name": name}, tag=slug)


@kept()
def article(request: HttpRequest, slug: str) -> HttpResponse:
    """One article with its thread. Three questions, four where its text shows pictures; a withdrawn one answers 410, kindly."""
    found = queries.article_page(slug)
    if found is None:
        led = _led_on(request)
        if led:
            return led
        raise _nothing_here()
    if found.is_withdrawn:
        return render(request, "publishing/withdrawn.html", {"article": found}, status=410)
    address = full_address(request, found.path)
    return render(
        request,
        "publishing/article.html",
        {
            "article": found,
            "html": in_all_sizes(found.html),
            "address": address,
            "machine": json_block(news_article(request, found, address)),
            "image": picture_address(request, found),
            "comments": queries.comments_of(found.id) if found.comment_count else [],
            "more": queries.before_this(found),
            "empty_form": _empty_form,
            "comment_url": f"{found.path}tanggapan/",
        },
    )


def _empty_form() -> CommentForm:
    return CommentForm(auto_id="id_%s")


def in_all_sizes(html: Markup) -> Markup:
    """A text with its pictures in every size that was made; one question where it shows pictures, none where not."""
    return Markup(fill(html)) if files.PUBLIC in html else html  # noqa: S704 - guard.html made it at saving, fill escapes what it adds


def picture_address(request: HttpRequest, found: ArticlePage) -> str:
    """The largest plain size of the lead picture, with scheme and host, for whoever shows the article elsewhere."""
    if found.picture is None:
        return ""
    plain = [one for one in found.picture.variants if one["media_type"] == "image/jpeg"] or list(found.picture.variants)
    return full_address(request, str(max(plain, key=lambda one: int(one["width"]))["path"]))


def news_article(request: HttpRequest, found: ArticlePage, address: str) -> dict[str, Any]:
    """The article in the words of schema.org."""
    about: dict[str, Any] = {
        "@context": "https://schema.org",
        "@type": "NewsArticle",
        "headline": found.title[:110],
        "url": address,
        "mainEntityOfPage": address,
        "datePublished": found.published_at.isoformat(),
        "dateModified": max(found.updated_at, found.published_at).isoformat(),
        "inLanguage": "id",
        "author": {"@type": "Person", "name": found.byline} if found.byline else {"@type": "Organization", "name": found.group},
        "publisher": {"@type": "Organization", "name": found.site_title, "url": full_address(request, "/")},
        "isAccessibleForFree": True,
        "commentCount": found.comment_count,
    }
    if found.summary:
        about["description"] = found.summary
    if found.category:
        about["articleSection"] = found.category
    if found.tags:
        about["keywords"] = [name for name, _slug in found.tags]
    if found.correction_note:
        about["correction"] = found.correction_note
    image = picture_address(request, found)
    if image:
        about["image"] = [image]
    return about


@kept()
def page(request: HttpRequest, slug: str) -> HttpResponse:
    """One standing page."""
    found = queries.standing_page(slug)
    if found is None:
        led = _led_on(request)
        if led:
            return led
        raise _nothing_here()
    return render(request, "publishing/page.html", {"page": found, "html": in_all_sizes(found.html)})


@kept()
def old_address(request: HttpRequest, rest: str) -> HttpResponse:
    """Whatever no other address answers: an old path leads on, a missing last slash is added, all else does not exist."""
    led = _led_on(request)
    if led:
        return led
    if not request.path_info.endswith("/"):
        try:
            found = resolve(request.path_info + "/", urlconf=settings.SITE_URLCONF)
        except Resolver404:
            raise _nothing_here() from None
        if found.url_name != "old_address":
            query = request.META.get("QUERY_STRING", "")
            return HttpResponsePermanentRedirect(request.path + "/" + (f"?{query}" if query else ""))
    raise _nothing_here()


@kept("wilayah", "hal")
def news(request: HttpRequest) -> HttpResponse:
    """The portal's newest news of all groups, of one region where one is asked for."""
    code = request.GET.get("wilayah", "")
    place = ""
    if code:
        path = regions.path_of(code) if len(code) <= 13 else []
        if not path or path[-1][0] != code:
            raise NotFound(_("There is no region with this code."))
        place = path[-1][1]
    before = queries.read_cursor(request.GET.get("hal", ""))
    found = queries.latest_for_portal(code, PAGE_SIZE + 1, before)
    shown = found[:PAGE_SIZE]
    if before and not shown:
        raise _nothing_here()
    last = shown[-1] if len(found) > PAGE_SIZE else None
    onward = f"?{f'wilayah={code}&' if code else ''}hal={queries.cursor_of(last.published_at, last.id)}" if last else ""
    return render(
        request,
        "publishing/news.html",
        {
            "articles": shown,
            "code": code,
            "place": place,
            "regencies": regions.regency_names(settings.PROVINCE_CODE),
            "is_first": before is None,
            "next_url": onward,
        },
    )
