"""The way of a request: host, language, errors; then, at the desk alone, session, CSRF, person and actor."""

from __future__ import annotations

import logging
from collections.abc import Callable
from typing import Any

from django.conf import settings
from django.contrib.auth.middleware import AuthenticationMiddleware
from django.contrib.messages.middleware import MessageMiddleware
from django.contrib.sessions.middleware import SessionMiddleware
from django.http import HttpRequest, HttpResponse, HttpResponsePermanentRedirect
from django.middleware.csrf import CsrfViewMiddleware
from django.urls import set_script_prefix, set_urlconf
from django.utils import translation

from betang.edge import hosts
from betang.kernel import fence
from betang.kernel.errors import DomainError, SignInNeeded

GetResponse = Callable[[HttpRequest], Any]
log = logging.getLogger(__name__)


class Gate:
    """Host to site, `/en/` to a language, and the fence opened to that one site."""

    def __init__(self, get_response: GetResponse) -> None:
        self.get_response = get_response

    def __call__(self, request: Any) -> Any:
        host = request.META.get("HTTP_HOST", "").rpartition(":")[0] or request.META.get("HTTP_HOST", "")
        request.house = hosts.resolve(host.lower().rstrip("."))
        request.is_desk = False
        language = settings.LANGUAGE_CODE
        path = request.path_info
        if path == "/en" or path.startswith("/en/"):
            language = "en"
            request.path_info = path[3:] or "/"
            set_script_prefix("/en/")
        else:
            set_script_prefix("/")
        request.LANGUAGE_CODE = language
        with translation.override(language):
            match request.house:
                case hosts.PortalHost():
                    request.is_desk = request.path_info.startswith("/meja/")
                    set_urlconf(None)
                    return self.get_response(request)
                case hosts.SiteHost(site_id=site_id):
                    request.urlconf = settings.SITE_URLCONF
                    set_urlconf(settings.SITE_URLCONF)
                    with fence.open_site(site_id):
                        return self.get_response(request)
                case hosts.MovedHost(host=present):
                    port = f":{settings.PUBLIC_PORT}" if settings.PUBLIC_PORT else ""
                    return HttpResponsePermanentRedirect(f"{settings.PUBLIC_SCHEME}://{present}{port}{request.get_full_path()}")
                case hosts.SuspendedHost(reason=reason):
                    return HttpResponse(reason, status=503, content_type="text/plain; charset=utf-8")
                case _:
                    return HttpResponse(
                        "Alamat ini tidak dikenal. / Unknown address.", status=421, content_type="text/plain; charset=utf-8"
                    )


class Errors:
    """Every domain error becomes one page, here and nowhere else."""

    def __init__(self, get_response: GetResponse) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> Any:
        return self.get_response(request)

    def process_exception(self, request: HttpRequest, error: Exception) -> HttpResponse | None:
        if isinstance(error, SignInNeeded):
            from django.shortcuts import redirect

            return redirect(f"/meja/akun/masuk/?next={request.path}")
        if isinstance(error, DomainError):
            return HttpResponse(f"{error.message} {error.hint}", status=error.status, content_type="text/plain; charset=utf-8")
        return None


def _only_at_desk(base: type[Any]) -> type[Any]:
    """The same middleware, for the desk alone: public pages have no session, no cookie and no person."""

    class DeskOnly(base):  # type: ignore[misc, valid-type]
        def __call__(self, request: Any) -> Any:
            if not request.is_desk:
                return self.get_response(request)
            return super().__call__(request)

        def process_view(self, request: Any, *args: Any, **kwargs: Any) -> Any:
            inherited = getattr(super(), "process_view", None)
            return inherited(request, *args, **kwargs) if inherited and request.is_desk else None

    DeskOnly.__name__ = DeskOnly.__qualname__ = f"Desk{base.__name__}"
    return DeskOnly


DeskSession = _only_at_desk(SessionMiddleware)
DeskCsrf = _only_at_desk(CsrfViewMiddleware)
DeskAuthentication = _only_at_desk(AuthenticationMiddleware)
DeskMessages = _only_at_desk(MessageMiddleware)


class DeskActor:
    """`request.actor`: who acts, with their posts of today. Everywhere but at the desk it is nobody."""

    def __init__(self, get_response: GetResponse) -> None:
        self.get_response = get_response

    def __call__(self, request: Any) -> Any:
        from betang.accounts.actors import NOBODY
        from betang.accounts.queries import actor_of_request

        request.actor = actor_of_request(request) if request.is_desk else NOBODY
        return self.get_response(request)
