"""What a view says of itself: is its page public and kept, public and never kept, or private.

Every view carries exactly one of these marks; a test walks the resolver and fails on a view without one, and
`docs/cacheability.md` is made from them.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import Any

from django.http import HttpRequest, HttpResponseBase, HttpResponseNotAllowed

View = Callable[..., HttpResponseBase]


def kept(*params: str, with_portal: bool = False) -> Callable[[View], View]:
    """A public page that depends on its address alone, and is kept whole until its house changes.

    `params` names the query parameters that the page reads; a request with any other is answered but not kept. GET and
    HEAD only. The view must not look at cookies, at the session, at who asks or at the time of day. A page of a site that
    also shows what belongs to the portal or to other sites (notices, news from neighbours) says `with_portal`.
    """

    def mark(view: View) -> View:
        @wraps(view)
        def answer(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
            if request.method not in ("GET", "HEAD"):
                return HttpResponseNotAllowed(["GET", "HEAD"])
            response = view(request, *args, **kwargs)
            if response.status_code == 200 and set(request.GET) <= set(params):
                response.keep = True  # type: ignore[attr-defined]
                response.keep_portal = with_portal  # type: ignore[attr-defined]
            return response

        answer.page_mark = "kept"  # type: ignore[attr-defined]
        answer.page_params = params  # type: ignore[attr-defined]
        answer.page_with_portal = with_portal  # type: ignore[attr-defined]
        return answer

    return mark


def fresh(view: View) -> View:
    """A public page that is made anew for each request: search with free words, a form's answer, a health check."""

    @wraps(view)
    def answer(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        response = view(request, *args, **kwargs)
        response.headers.setdefault("Cache-Control", "no-store")
        return response

    answer.page_mark = "fresh"  # type: ignore[attr-defined]
    return answer


def private(view: View) -> View:
    """A page for one person: never kept anywhere, and its address is told to nobody."""

    @wraps(view)
    def answer(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        response = view(request, *args, **kwargs)
        response.headers["Cache-Control"] = "private, no-store"
        response.headers["Referrer-Policy"] = "same-origin"
        return response

    answer.page_mark = "private"  # type: ignore[attr-defined]
    return answer


def with_pictures_of_sites(view: View) -> View:
    """A page of the portal that shows pictures from the sites' own hosts; only there the policy lets them in. Stand it inside the mark."""

    @wraps(view)
    def answer(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        response = view(request, *args, **kwargs)
        response.with_pictures_of_sites = True  # type: ignore[attr-defined]
        return response

    return answer
