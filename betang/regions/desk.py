"""The door of the pages on which the tree is kept: for the province's administrator."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import Any

from django.conf import settings
from django.http import HttpRequest, HttpResponseBase
from django.utils.translation import gettext

from betang.kernel.errors import SignInNeeded
from betang.kernel.pages import View, private
from betang.regions import policies


def keeper_page(*, with_second_factor: bool = False) -> Callable[[View], View]:
    """A private page for the administrator of this house's province; `with_second_factor` asks for one already at the door.

    Regions stand below accounts, whose `desk_page` they cannot use; this door answers in the same way.
    """

    def mark(view: View) -> View:
        @wraps(view)
        def answer(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
            actor = request.actor  # type: ignore[attr-defined]
            if not actor.is_known:
                raise SignInNeeded(gettext("Sign in first. What you typed is kept."))
            policies.may_see_keeping(actor, settings.PROVINCE_CODE).require()
            if with_second_factor:
                policies.may_keep(actor, settings.PROVINCE_CODE).require()
            return view(request, *args, **kwargs)

        return private(answer)

    return mark
