"""The service worker, and where a browser says that it wants to be told, or no more."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

from django.http import HttpRequest, HttpResponse, JsonResponse
from django.utils.translation import get_language, gettext

from betang.casework import actions as casework
from betang.guard.forms import HONEYPOT, STAMP, public_form, stamp
from betang.kernel import clock
from betang.kernel.errors import DomainError, InvalidInput
from betang.kernel.pages import fresh, kept
from betang.notices import webpush
from betang.proposals import queries

_WORKER = Path(__file__).with_name("worker.js")
LONGEST = 4000


@kept()
def worker(request: HttpRequest) -> HttpResponse:
    """`/usulan/pekerja.js`: its place is its reach, so it stands above the pages of proposals and not among the static files."""
    return HttpResponse(_WORKER.read_bytes(), content_type="text/javascript; charset=utf-8")


@fresh
@public_form(rate="60/h", shortest_s=0)
def push(request: HttpRequest, address: str) -> HttpResponse:
    """`/usulan/<number>/ikuti/gawai/`: the key and the hidden fields; a POST follows (`ikuti`) or stops (`berhenti`)."""
    try:
        found = queries.of_number(address)
        assert found.matter is not None
        if request.method != "POST":
            return JsonResponse({"key": webpush.server_key(), "fields": {STAMP: stamp(), HONEYPOT: ""}})
        given = _subscription(request.POST.get("langganan", ""))
        if request.POST.get("aksi") == "berhenti":
            casework.unfollow(matter=found.matter, endpoint=str(given["endpoint"]), at=clock.now())
            return JsonResponse({"follows": False})
        casework.follow(matter=found.matter, push=given, language=get_language() or "id", at=clock.now())
        return JsonResponse({"follows": True})
    except DomainError as error:
        return JsonResponse({"message": f"{error.message} {error.hint}".strip()}, status=error.status)


def _subscription(text: str) -> dict[str, Any]:
    try:
        given = json.loads(text) if len(text) <= LONGEST else None
    except ValueError:
        given = None
    if not isinstance(given, dict):
        raise InvalidInput(gettext("This browser cannot be told."), hint=gettext("Leave your e-mail address instead, and we write to you."))
    return webpush.check_subscription(given)
