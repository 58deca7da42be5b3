"""Pages for machines: is the process alive, can it serve, may this name have a certificate."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest, HttpResponse, JsonResponse

from betang.edge import hosts
from betang.guard.forms import puzzle_for
from betang.kernel import health
from betang.kernel.pages import fresh


@fresh
def alive(request: HttpRequest) -> HttpResponse:
    """`/-/sehat`: this process answers. Asks nothing of the database."""
    return HttpResponse("ok\n", content_type="text/plain; charset=utf-8")


@fresh
def ready(request: HttpRequest) -> HttpResponse:
    """`/-/siap`: everything that serving needs is there; 503 with the part that is missing where it is not."""
    parts: dict[str, str] = {"database": _database(), "disk": _disk(), "worker": _worker()}
    status = 503 if any(said != "ok" for name, said in parts.items() if name != "worker") else 200
    return JsonResponse(parts, status=status)


@fresh
def puzzle(request: HttpRequest) -> HttpResponse:
    """`/-/bukti`: what a browser solves while somebody fills a public form; mostly nothing. Asks nothing of the database."""
    return JsonResponse(puzzle_for(request))


def _database() -> str:
    try:
        missing = health.missing_migrations()
    except Exception as error:
        return f"no answer ({type(error).__name__})"
    return f"{missing} migrations are missing" if missing else "ok"


def _disk() -> str:
    free = health.free_bytes()
    return "ok" if free >= health.DISK_NEEDED_BYTES else f"only {free // 1048576} MB are free"


def _worker() -> str:
    silent_s = health.worker_silence_s()
    if silent_s is None:
        return "not started"
    return "ok" if silent_s <= health.HEARTBEAT_MAX_AGE_S else f"silent for {int(silent_s)} s"


@fresh
def may_have_certificate(request: HttpRequest) -> HttpResponse:
    """`/-/tls-tanya?domain=`: 200 where a certificate may be had for the name, 404 where not. One query.

    Earlier names too, because their redirect must be reachable; suspended sites too, because their reason page must be; an
    archived site no longer. A name that nobody gave out is refused, so that a stranger who points a domain here cannot use up
    the certificate authority's quota.
    """
    name = hosts.canonical(request.GET.get("domain", ""))
    match hosts.resolve(name):
        case hosts.PortalHost() | hosts.SiteHost() | hosts.MovedHost():
            known: Any = True
        case hosts.SuspendedHost(status=status):
            known = status != "archived"
        case _:
            known = False
    return HttpResponse("ok\n" if known else "unknown\n", status=200 if known else 404, content_type="text/plain; charset=utf-8")
