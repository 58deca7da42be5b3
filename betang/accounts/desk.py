"""The desk's door: a view behind it has a person (`request.actor`), and where needed one with a certain post."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import Any
from urllib.parse import urlencode, urlsplit

from django.http import HttpRequest, HttpResponse, HttpResponseBase, HttpResponseRedirect
from django.urls import reverse
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
