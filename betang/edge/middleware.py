"""The way of a request: host, language, errors; then, at the desk alone, session, CSRF, person and actor."""

from __future__ import annotations

import hashlib
import logging
import os
import re
import uuid
from collections.abc import Callable
from typing import Any

from django.conf import settings
from django.contrib.auth.middleware import AuthenticationMiddleware
from django.contrib.messages.middleware import MessageMiddleware
from django.contrib.sessions.middleware import SessionMiddleware
from django.http import HttpRequest, HttpResponse, HttpResponseBase, HttpResponseNotModified, HttpResponsePermanentRedirect
from django.middleware.csrf import CsrfViewMiddleware
from django.template import loader
from django.urls import set_script_prefix, set_urlconf
from django.utils import translation

from betang.edge import errors, headers, hosts, kept_as_it_was, limits, plain
from betang.hosting.addresses import portal_url
from betang.hosting.terms import SiteStatus
from betang.kernel import fence

GetResponse = Callable[[HttpRequest], Any]
log = logging.getLogger("betang.edge")

METHODS = frozenset({"GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS"})
ANY_HOST = frozenset({"/-/sehat", "/-/siap", "/-/tls-tanya"})
"""Addresses for machines (load balancers, the TLS proxy), which ask by number or by another name."""

_REQUEST_ID = re.compile(r"[A-Za-z0-9-]{8,64}")


class Gate:
    """Host to site, `/en/` to a language, and the fence opened to that one site; headers on the way out."""

    def __init__(self, get_response: GetResponse) -> None:
        self.get_response = get_response
        self.front_build = os.environ.get("BETANG_BUILD", "") if os.environ.get("BETANG_BEHIND_FRONT") == "1" else ""
        self.trusts_all = bool(self.front_build)
        self.trusted = frozenset(filter(None, os.environ.get("BETANG_TRUSTED_PROXIES", "").split(",")))

    def __call__(self, request: Any) -> Any:
        request.is_desk = False
        request.house = hosts.UnknownHost()
        request.LANGUAGE_CODE = settings.LANGUAGE_CODE
        self._know_the_client(request)
        try:
            response = self._answer(request)
        except Exception as error:
            found = errors.answer(error, request)
            if found is None:
                raise
            response = found
        return self._finish(request, response)

    def _know_the_client(self, request: Any) -> None:
        """The client's address, the scheme and the request's number, from the proxy in front if that one is trusted."""
        meta = request.META
        if self.trusts_all or meta.get("REMOTE_ADDR") in self.trusted:
            client = meta.get("HTTP_X_FORWARDED_FOR", "").rpartition(",")[2].strip()
            if client:
                meta["REMOTE_ADDR"] = client
            if meta.get("HTTP_X_FORWARDED_PROTO") in ("http", "https"):
                request.environ["wsgi.url_scheme"] = meta["HTTP_X_FORWARDED_PROTO"]
            told = meta.get("HTTP_X_REQUEST_ID", "")
            request.request_id = told if _REQUEST_ID.fullmatch(told) else uuid.uuid4().hex
        else:
            request.request_id = uuid.uuid4().hex
        for name in ("HTTP_X_FORWARDED_FOR", "HTTP_X_FORWARDED_PROTO", "HTTP_X_FORWARDED_HOST", "HTTP_FORWARDED", "HTTP_X_REAL_IP"):
            meta.pop(name, None)

    def _answer(self, request: Any) -> HttpResponseBase:
        if request.method not in METHODS:
            return _plain(405)
        host = hosts.canonical(request.META.get("HTTP_HOST", ""))
        path = request.path_info
        if path in ANY_HOST:
            house: hosts.HostAnswer = hosts.PortalHost()
        elif not host:
            return _plain(400 if not request.META.get("HTTP_HOST") else 421)
        else:
            house = hosts.resolve(host)
        request.house = house
        language = settings.LANGUAGE_CODE
        if path == "/en":
            return HttpResponsePermanentRedirect("/en/")
        if path.startswith("/en/"):
            language = "en"
            request.path_info = path[3:]
            set_script_prefix("/en/")
        else:
            set_script_prefix("/")
        request.LANGUAGE_CODE = language
        try:
            with translation.override(language):
                match house:
                    case hosts.PortalHost():
                        request.is_desk = request.path_info.startswith("/meja/")
                        set_urlconf(None)
                        limits.check(request)
                        return self.get_response(request)  # type: ignore[no-any-return]
                    case hosts.SiteHost(site_id=site_id):
                        kept_as_it_was.check(request, house)
                        request.urlconf = settings.SITE_URLCONF
                        set_urlconf(settings.SITE_URLCONF)
                        limits.check(request)
                        with fence.open_site(site_id):
                            return self.get_response(request)  # type: ignore[no-any-return]
                    case hosts.MovedHost(host=present):
                        port = f":{settings.PUBLIC_PORT}" if settings.PUBLIC_PORT else ""
                        moved = HttpResponsePermanentRedirect(f"{settings.PUBLIC_SCHEME}://{present}{port}{request.get_full_path()}")
                        moved["Cache-Control"] = "no-cache"
                        return moved
                    case hosts.SuspendedHost():
                        return _closed(request, house)
                    case _:
                        return _plain(421)
        except Exception as error:
            with translation.override(language):
                found = errors.answer(error, request)
            if found is None:
                raise
            return found

    def _finish(self, request: Any, response: Any) -> Any:
        kept_as_it_was.without_forms(response, request.house)
        is_wide = getattr(response, "with_pictures_of_sites", False) and isinstance(getattr(request, "house", None), hosts.PortalHost)
        for name, value in headers.for_every_answer(with_pictures_of_sites=is_wide):
            if name not in response.headers:
                response.headers[name] = value
        if not response.streaming and not response.has_header("Content-Length"):
            response.headers["Content-Length"] = str(len(response.content))
        if not request.is_desk:
            if response.cookies:
                log.error("a public page tried to set a cookie: %s %s", request.path, sorted(response.cookies))
                response.cookies.clear()
            if getattr(response, "keep", False) and not response.streaming:
                return self._kept(request, response)
        response.headers.setdefault("X-Request-Id", request.request_id)
        return response

    def _kept(self, request: Any, response: Any) -> Any:
        """A page that may be kept: a tag by its content, and for our own front what it is valid under."""
        generations = getattr(request.house, "generations", None)
        tag = f'"{hashlib.sha256(response.content).hexdigest()[:24]}"'
        response.headers["ETag"] = tag
        response.headers.setdefault("Cache-Control", "no-cache")
        if self.front_build and generations is not None and generations.scope and _is_plain_query(request):
            mark = generations.mark(with_portal=getattr(response, "keep_portal", False))
            response.headers["X-Betang-Keep"] = f"{self.front_build};{mark}"
        elif not self.front_build and tag in request.META.get("HTTP_IF_NONE_MATCH", ""):
            unchanged = HttpResponseNotModified()
            for name in ("ETag", "Cache-Control", "Vary"):
                if name in response.headers:
                    unchanged.headers[name] = response.headers[name]
            return unchanged
        return response


def _is_plain_query(request: Any) -> bool:
    """No parameter twice, none empty: one page has one address, and nobody fills the store with copies of it."""
    raw = request.META.get("QUERY_STRING", "")
    if not raw:
        return True
    parts = [part.partition("=") for part in raw.split("&")]
    names = [name for name, _, value in parts if name and value]
    return len(raw) <= 200 and len(names) == len(parts) == len(set(names)) and names == sorted(names)


def _plain(status: int) -> HttpResponse:
    response = HttpResponse(plain.page(status), status=status)
    response["Cache-Control"] = "no-store"
    return response


def _closed(request: Any, house: hosts.SuspendedHost) -> HttpResponse:
    """Why a site does not answer, and whom to ask; nothing of its content. 503, for it is meant to come back; 410 if archived."""
    archived = house.status == SiteStatus.ARCHIVED
    status = 410 if archived else 503
    request.urlconf = settings.SITE_URLCONF
    words = {
        "title": house.title,
        "reason": house.reason,
        "is_archived": archived,
        "operator": settings.OPERATOR_NAME,
        "portal": portal_url(),
        "register": portal_url("/kim/"),
    }
    try:
        body = loader.render_to_string("edge/closed.html", words, request=request).encode()
    except Exception:
        log.exception("the page of a closed site could not be drawn")
        body = plain.closed(house.title, house.reason)
    response = HttpResponse(body, status=status)
    response["Cache-Control"] = "no-store"
    response["X-Robots-Tag"] = "noindex"
    if not archived:
        response["Retry-After"] = "86400"
    return response


class Errors:
    """Every error that a view raises becomes one page (`edge.errors`)."""

    def __init__(self, get_response: GetResponse) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> Any:
        return self.get_response(request)

    def process_exception(self, request: HttpRequest, error: Exception) -> HttpResponseBase | None:
        return errors.answer(error, request)


def _only_at_desk(base: type[Any]) -> type[Any]:
    """The same middleware, for the desk alone: public pages have no session, no cookie and no person."""

    class DeskOnly(base):  # type: ignore[misc]
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
        from betang.accounts.desk import refilled
        from betang.accounts.queries import actor_of_request

        request.actor = actor_of_request(request) if request.is_desk else NOBODY
        if request.actor.id is None:
            return self.get_response(request)
        request.LANGUAGE_CODE = request.user.language
        with translation.override(request.user.language):  # at the desk it is the person's, not the path's
            return refilled(request, self.get_response(request))
