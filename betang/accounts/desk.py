"""The desk's door: a view behind it has a person (`request.actor`), and where needed one with a certain post."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import Any
from urllib.parse import urlencode, urlsplit

from django.http import HttpRequest, HttpResponse, HttpResponseBase, HttpResponseRedirect
from django.urls import reverse
from django.utils.html import format_html
from django.utils.translation import gettext

from betang.accounts.terms import Post
from betang.kernel.errors import DomainError, NotAllowed, SecondFactorNeeded, SignInNeeded
from betang.kernel.pages import View, private


def desk_page(*posts: Post) -> Callable[[View], View]:
    """A private page for whoever is signed in, or, where `posts` are named, for who holds one of them anywhere.

    It is only the door: whether this person may do this to this thing is for the package's `policies` to say.
    """

    def mark(view: View) -> View:
        @wraps(view)
        def answer(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
            actor = request.actor  # type: ignore[attr-defined]
            if not actor.is_known:
                raise SignInNeeded(gettext("Sign in first. What you typed is kept."))
            if posts and not any(held.post in posts for held in actor.posts):
                raise NotAllowed(gettext("This page is for others. Ask your coordinator if you should be able to open it."))
            return view(request, *args, **kwargs)

        return private(answer)

    return mark


def refilled(request: HttpRequest, response: HttpResponseBase) -> HttpResponseBase:
    """The page with what was typed before the session ended, where its view did not take it out of the stash itself.

    Called by `edge.middleware.DeskActor` for every page of the desk.
    """
    from betang.accounts import stash
    from betang.accounts.refill import refill

    if request.method != "GET" or stash.PARAM not in request.GET or response.status_code != 200 or not isinstance(response, HttpResponse):
        return response
    if not response.headers.get("Content-Type", "").startswith("text/html"):
        return response
    typed = stash.take(request)
    if typed is not None:
        words = gettext("Your session had ended or changed, so nothing was sent. What you typed stands here again: look at it and send it.")
        note = format_html('<div class="note wait" role="status"><p>{}</p></div>', words)
        response.content = refill(response.content.decode(), dict(typed.lists()), note=note).encode()
    return response


def after_csrf_failure(request: HttpRequest) -> HttpResponse | None:
    """The way back to a desk form whose safety key is old because the session changed in another tab; None for all else.

    Only for what the browser says came from this very host: otherwise a stranger's page could lay words into a form of ours.
    """
    if request.method != "POST" or not request.path.startswith("/meja/") or _is_script(request) or not _is_surely_from_here(request):
        return None
    if not request.actor.is_known and request.path.startswith("/meja/akun/"):  # type: ignore[attr-defined]
        return None
    address = return_address(request)
    return HttpResponseRedirect(address) if f"{_stash_param()}=" in address else None


def _stash_param() -> str:
    from betang.accounts import stash

    return stash.PARAM


def _is_surely_from_here(request: HttpRequest) -> bool:
    site = request.headers.get("Sec-Fetch-Site")
    if site is not None:
        return site == "same-origin"
    told = request.headers.get("Origin") or request.headers.get("Referer")
    return bool(told) and urlsplit(told or "").netloc.lower() == request.get_host().lower()


def answer_for(error: DomainError, request: HttpRequest) -> HttpResponse | None:
    """The way on from a closed door: to the sign-in, or to the second factor; None for every other error.

    Called by `edge.middleware.Errors`. What was typed is stashed, and the page behind `next` fills its form with it again.
    A script that asks (autosave, htmx) gets a plain 401 or 403 instead of a page that it cannot use.
    """
    if isinstance(error, SignInNeeded):
        target = reverse("account_login")
    elif isinstance(error, SecondFactorNeeded):
        target = reverse("accounts_desk:second_factor")
    else:
        return None
    if _is_script(request):
        answer = HttpResponse(error.message, status=error.status, content_type="text/plain; charset=utf-8")
        if request.headers.get("HX-Request"):
            answer["HX-Redirect"] = f"{target}?{urlencode({'next': page_of(request)})}"
        return answer
    return HttpResponseRedirect(f"{target}?{urlencode({'next': return_address(request)})}")


def _is_script(request: HttpRequest) -> bool:
    mode = request.headers.get("Sec-Fetch-Mode", "navigate")
    return mode != "navigate" or bool(request.headers.get("HX-Request"))


def page_of(request: HttpRequest) -> str:
    """The page on which the form stood: for a POST its referrer, if that is a page of this desk; else the address itself."""
    if request.method in ("GET", "HEAD"):
        return request.get_full_path()
    referrer = urlsplit(request.headers.get("Referer", ""))
    if referrer.netloc == request.get_host() and referrer.path.startswith("/meja/") and not referrer.path.startswith("/meja/akun/"):
        return referrer.path + (f"?{referrer.query}" if referrer.query else "")
    return request.path


def return_address(request: HttpRequest) -> str:
    """Where to come back to, with a token for what was typed (`accounts.stash`)."""
    from betang.accounts import stash

    page = page_of(request)
    if request.method != "POST":
        return page
    path, _question, query = page.partition("?")
    kept = [part for part in query.split("&") if part and not part.startswith(f"{stash.PARAM}=")]
    token = stash.put(request, path=path)
    if token:
        kept.append(f"{stash.PARAM}={token}")
    return path + ("?" + "&".join(kept) if kept else "")
