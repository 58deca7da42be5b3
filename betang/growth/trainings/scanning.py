"""A helper's phone at the door: a page that also works without network, and without script as a plain form, one code at a time.

Where the browser reads no QR codes itself (most but those of Android), the house reads them from a photo.
"""

from __future__ import annotations

import json
from datetime import UTC, datetime
from pathlib import Path
from typing import Any
from uuid import UUID

from django.conf import settings
from django.http import HttpRequest, HttpResponse, HttpResponseBase, JsonResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _

from betang.accounts.tokens import token_hash
from betang.casework.rules import token_shown
from betang.growth.models import Registration, Scanner
from betang.growth.terms import SeatState
from betang.growth.trainings import actions, queries, rules
from betang.growth.trainings.actions.attending import must_scan
from betang.growth.trainings.forms import CodeForm
from betang.growth.trainings.terms import CODE_LENGTH
from betang.guard.codes import texts_on
from betang.guard.forms import count, public_form
from betang.kernel import clock
from betang.kernel.errors import DomainError, InvalidInput, TooLarge
from betang.kernel.ids import uuid7
from betang.kernel.pages import kept, private

_WORKER = Path(__file__).with_name("worker.js")
LONGEST = 100_000
PHOTOS = "900/h"
"""Photos that one door may have read: four seconds a person."""


@kept()
def worker(request: HttpRequest) -> HttpResponse:
    """`/pelatihan/hadir/pekerja.js`: its place is its reach, so it stands beside the scanners' pages and not among the static files."""
    return HttpResponse(_WORKER.read_bytes(), content_type="text/javascript; charset=utf-8")


@private
@public_form(rate="600/h", shortest_s=0)
def scanner(request: HttpRequest, token: str) -> HttpResponseBase:
    """`/pelatihan/hadir/<token>/`: scan or type codes; a POST without script notes one."""
    row = queries.scanner_by_token(token)
    now = clock.now()
    must_scan(row, at=now)
    sessions = [one for one in queries.programme(row.training) if one.counts]
    nearest = min(sessions, key=lambda one: (now > one.ends_at, abs(one.starts_at - now)), default=None)
    form = CodeForm(request.POST or None, request.FILES or None, sessions=sessions, initial={"session": str(nearest.pk) if nearest else ""})
    done, problem, status = "", "", 200
    if request.method == "POST":
        status = 422
        code, problem = _code_of(form) if form.is_valid() else ("", "")
        if code:
            mark = actions.Mark(key=_key_of(request), code=code, session_id=form.session_id(), at=now)
            result = actions.hand_in(scanner=row, marks=[mark], at=now).results[mark.key]
            if result == "kept":
                done, status = token_shown(code), 200
                form = CodeForm(None, sessions=sessions, initial={"session": form.cleaned_data["session"]})
            else:
                problem = _("%(code)s: nobody signed up for this training with this code.") % {"code": token_shown(code)}
    context = {
        "row": row,
        "training": row.training,
        "token": token,
        "form": form,
        "done": done,
        "problem": problem,
        "key": str(uuid7()),
        "counts": [(one, queries.session_counts(row.training).get(one.pk, 0)) for one in sessions],
        "data_url": reverse("growth:scanner_data", urlconf=settings.ROOT_URLCONF, kwargs={"token": token}),
        "photo_url": reverse("growth:scanner_photo", urlconf=settings.ROOT_URLCONF, kwargs={"token": token}),
        "worker_url": reverse("growth:scanner_worker", urlconf=settings.ROOT_URLCONF),
    }
    return render(request, "growth/trainings/scanner.html", context, status=status)


def _code_of(form: CodeForm) -> tuple[str, str]:
    """The code that was typed or photographed; and what to say where there is none."""
    typed = rules.code_typed(form.cleaned_data["code"])
    if typed:
        return typed, ""
    try:
        found = codes_on(form.cleaned_data["photo"])
    except DomainError as error:
        return "", f"{error.message} {error.hint}".strip()
    if len(found) != 1:
        return "", _("Several codes are on the photo. Take one at a time.") if found else _no_code()
    return found[0], ""


def _no_code() -> str:
    return _("No code can be read on the photo. Go nearer, in good light, or type the code.")


def codes_on(file: Any) -> list[str]:
    """The codes of seats on a photo, as they are kept. Raises `InvalidInput` for what is no picture."""
    return sorted({rules.code_typed(text) for text in texts_on(file) if len(text.replace("-", "").strip()) == CODE_LENGTH})


@private
def photo(request: HttpRequest, token: str) -> HttpResponseBase:
    """`/pelatihan/hadir/<token>/foto.json`: which codes stand on a photo, for phones whose browser reads none itself. Keeps nothing."""
    try:
        row = queries.scanner_by_token(token)
        must_scan(row, at=clock.now())
        count("growth.scanner.photo", token_hash(token), PHOTOS)
        file = request.FILES.get("foto")
        if file is None:
            raise InvalidInput(_("Choose the file first."))
        return JsonResponse({"codes": codes_on(file)})
    except DomainError as error:
        return JsonResponse({"message": f"{error.message} {error.hint}".strip()}, status=error.status)


def _key_of(request: HttpRequest) -> UUID:
    """The key of a note that the plain form made when its page was drawn, so that it is kept once when sent twice."""
    try:
        return UUID(request.POST.get("tanda", ""))
    except ValueError:
        return uuid7()


@private
def data(request: HttpRequest, token: str) -> HttpResponseBase:
    """`/pelatihan/hadir/<token>/data.json`: GET gives the codes (hashed) and how many are noted; a POST of JSON hands in notes.

    No cookie is asked and none is set: whoever has the link may do it, so another site's page gains nothing by making a browser send it.
    """
    try:
        row = queries.scanner_by_token(token)
        if request.method == "POST":
            count("growth.scanner", token_hash(token), "600/h")
            given, sent_at = _read(request)
            handed = actions.hand_in(scanner=row, marks=given, sent_at=sent_at, at=clock.now())
            body = {"results": {str(key): value for key, value in handed.results.items()}, "clock_off_minutes": handed.clock_off_minutes}
            return JsonResponse({**body, "counts": _counts(row)})
        must_scan(row, at=clock.now())
        return JsonResponse(_list(row))
    except DomainError as error:
        return JsonResponse({"message": f"{error.message} {error.hint}".strip()}, status=error.status)


def _counts(row: Scanner) -> dict[str, int]:
    return {str(key): value for key, value in queries.session_counts(row.training).items()}


def _list(row: Scanner) -> dict[str, Any]:
    codes = Registration.objects.filter(training_id=row.training_id).exclude(state=SeatState.WITHDRAWN).values_list("code", flat=True)
    return {
        "training": str(row.training_id),
        "title": row.training.title,
        "codes": sorted(rules.code_hash(row.training_id, code) for code in codes),
        "counts": _counts(row),
    }


def _read(request: HttpRequest) -> tuple[list[actions.Mark], datetime | None]:
    """The notes out of the body. Raises `InvalidInput`, `TooLarge`."""
    if int(request.headers.get("Content-Length") or 0) > LONGEST:
        raise TooLarge(_("That is too much at once."))
    try:
        told = json.loads(request.body)
        marks = [
            actions.Mark(
                key=UUID(one["key"]),
                code=str(one["code"])[:40],
                session_id=UUID(one["session"]),
                at=_moment(one["at"]),
                is_offline=bool(one.get("offline")),
            )
            for one in told["marks"]
        ]
        sent_at = _moment(told["sent_at"]) if told.get("sent_at") else None
    except (ValueError, KeyError, TypeError, OverflowError, AttributeError):
        raise InvalidInput(_("This is not what a scanner sends.")) from None
    return marks, sent_at


def _moment(text: Any) -> datetime:
    at = datetime.fromisoformat(str(text))
    at = at if at.tzinfo else at.replace(tzinfo=UTC)
    if not 2000 <= at.year <= 2100:  # a clock that was never set still has a year that the database can keep
        raise ValueError(text)
    return at
