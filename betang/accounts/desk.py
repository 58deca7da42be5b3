"""The desk's door: a view behind it has a person (`request.actor`), and where needed one with a certain post."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import Any

from django.http import HttpRequest, HttpResponseBase
from django.utils.translation import gettext

from betang.accounts.terms import Post
from betang.kernel.errors import NotAllowed, SignInNeeded
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
