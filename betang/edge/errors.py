"""Every error becomes one answer, here and nowhere else: what happened and what to do, in the look and language of the page.

Whoever asks for JSON (the desk's autosave) gets the same words as JSON. Where the page itself cannot be drawn, because the
database is gone, the plain page of `edge.plain` stands in: nobody ever sees a white one.
"""

from __future__ import annotations

import logging
import sys
from typing import Any

from django.conf import settings
from django.core.exceptions import PermissionDenied, RequestDataTooBig, SuspiciousOperation
from django.db import InterfaceError, OperationalError
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase, JsonResponse
from django.template import loader
from django.utils.translation import gettext as _

from betang.edge import plain
from betang.kernel.errors import (
    DomainError,
    InvalidInput,
    NotAllowed,
    NotFound,
    SecondFactorNeeded,
    SignInNeeded,
    TooLarge,
    TooMany,
    Unavailable,
)

log = logging.getLogger("betang.edge")


def wants_json(request: HttpRequest) -> bool:
    accept = request.headers.get("Accept", "")
    return "application/json" in accept and "text/html" not in accept


def as_domain_error(error: Exception) -> DomainError | None:
    """What Django says, in our words; None for what is nobody's fault but ours."""
    if isinstance(error, DomainError):
        return error
    if isinstance(error, Http404):
        return not_found()
    if isinstance(error, RequestDataTooBig):
        return too_large(settings.DATA_UPLOAD_MAX_MEMORY_SIZE)
    if isinstance(error, PermissionDenied):
        return NotAllowed(_("You may not do this."), hint=_("Ask your coordinator if you should be able to."))
    if isinstance(error, SuspiciousOperation):
        return DomainError(_("This request cannot be read."), hint=_("Go back, reload the page and try once more."))
    return None


def not_found() -> NotFound:
    return NotFound(
        _("This page does not exist."), hint=_("The address may be mistyped, or the page has moved. Search, or begin at the first page.")
    )


def too_large(limit_bytes: int) -> TooLarge:
    return TooLarge(
        _("This is larger than %(limit)s MB, the most that can be sent here.") % {"limit": max(1, limit_bytes // 1048576)},
        hint=_("Make the file smaller and send it again. What you typed is still on the page before."),
    )


def database_down(error: BaseException) -> bool:
    """The database does not answer, or not in time."""
    return isinstance(error, OperationalError | InterfaceError)


def answer(error: Exception, request: HttpRequest) -> HttpResponseBase | None:
    """The answer to `error`, or None where it is a bug (which is logged, and shown as such)."""
    if database_down(error):
        log.error("the database does not answer: %s", error)
        return unavailable(request)
    said = as_domain_error(error)
    if said is None:
        return None
    if isinstance(said, SignInNeeded | SecondFactorNeeded) and not wants_json(request):
        from betang.accounts import desk

        led = getattr(desk, "answer_for", None)
        found = led(said, request) if led is not None else None
        if found is not None:
            return found  # type: ignore[no-any-return]
        if isinstance(said, SignInNeeded):
            from django.shortcuts import redirect

            return redirect(f"/meja/akun/masuk/?next={request.path}")
    return show(said, request)


def show(error: DomainError, request: HttpRequest) -> HttpResponse:
    """One domain error as a page or as JSON."""
    response: HttpResponse
    if wants_json(request):
        body: dict[str, Any] = {"error": error.message, "hint": error.hint}
        if isinstance(error, InvalidInput):
            body["fields"] = error.fields
        response = JsonResponse(body, status=error.status)
    else:
        response = HttpResponse(_page(request, error.status, error.message, error.hint), status=error.status)
    if isinstance(error, TooMany):
        response["Retry-After"] = str(error.retry_after_s)
    if isinstance(error, Unavailable):
        response["Retry-After"] = "60"
    response["Cache-Control"] = "no-store"
    response["Vary"] = "Accept"
    return response


def broken(request: HttpRequest) -> HttpResponse:
    """The page of a bug: a number that finds it in the log, and no word of what it was."""
    code = getattr(request, "request_id", "")
    if wants_json(request):
        response: HttpResponse = JsonResponse({"error": _("Something broke on our side."), "code": code}, status=500)
    else:
        response = HttpResponse(
            _page(
                request,
                500,
                _("Something broke on our side."),
                _("This has been noted. Try again in a moment; what you typed is still on the page before."),
                code=code,
            ),
            status=500,
        )
    response["Cache-Control"] = "no-store"
    return response


def unavailable(request: HttpRequest) -> HttpResponse:
    """The page for a stopped database. It asks nothing of anybody, and lets a front show what it has kept."""
    if wants_json(request):
        response: HttpResponse = JsonResponse(
            {"error": _("The database does not answer just now. Nothing is lost; try again in a minute.")}, status=503
        )
    else:
        response = HttpResponse(plain.page(503), status=503)
    response["Retry-After"] = "30"
    response["Cache-Control"] = "no-store"
    response["X-Betang-Down"] = "database"
    return response


def _page(request: HttpRequest, status: int, message: str, hint: str, *, code: str = "") -> bytes:
    try:
        return loader.render_to_string(
            "edge/error.html", {"status": status, "message": message, "hint": hint, "code": code}, request=request
        ).encode()
    except Exception:
        log.exception("the page for an error could not be drawn")
        return plain.page(status, code=code)


def page_not_found(request: HttpRequest, exception: Exception) -> HttpResponse:
    """`handler404` of both URL roots."""
    return show(not_found(), request)


def server_error(request: HttpRequest) -> HttpResponse:
    """`handler500` of both URL roots."""
    error = sys.exc_info()[1]
    if error is not None and database_down(error):  # raised below the middleware that answers errors: the session, the person
        return unavailable(request)
    return broken(request)


def bad_request(request: HttpRequest, exception: Exception) -> HttpResponse:
    """`handler400` of both URL roots."""
    return show(as_domain_error(exception) or DomainError(_("This request cannot be read.")), request)


def forbidden(request: HttpRequest, exception: Exception) -> HttpResponse:
    """`handler403` of both URL roots."""
    return show(as_domain_error(exception) or NotAllowed(_("You may not do this.")), request)


def forbidden_form(request: HttpRequest, reason: str = "") -> HttpResponse:
    """`CSRF_FAILURE_VIEW`: the form's safety key is missing or old. At the desk what was typed is put back into its form."""
    from betang.accounts.desk import after_csrf_failure

    led = after_csrf_failure(request)
    if led is not None:
        return led
    return show(
        NotAllowed(
            _("The form's safety key is missing or too old, so nothing was changed."),
            hint=_("Go back, reload the page and send the form again. What you typed is still there."),
        ),
        request,
    )
