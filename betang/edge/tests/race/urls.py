"""Pages whose whole content is what the database says at the moment at which they are read."""

from __future__ import annotations

import time

from django.conf import settings
from django.http import HttpRequest, HttpResponse, HttpResponseBase, StreamingHttpResponse
from django.urls import path

from betang.config.urls_portal import handler400, handler403, handler404, handler500
from betang.edge import urls as edge
from betang.hosting.models import Site
from betang.kernel import fence
from betang.kernel.errors import Refused
from betang.kernel.pages import fresh, kept

PADDING = "<p>" + "kabar dari desa " * 440 + "</p>"


def _title() -> str:
    site_id = fence.current_site_id()
    sites = Site.objects.filter(pk=site_id) if site_id else Site.objects.order_by("slug")
    return sites.values_list("title", flat=True).first() or "-"


@kept("halaman", "urut")
def number(request: HttpRequest) -> HttpResponse:
    return HttpResponse(f"<title>{_title()}</title>{PADDING}")


@kept()
def slow(request: HttpRequest) -> HttpResponse:
    """Reads, then waits until the test lets it go on: a render that began before an edit and ends after it."""
    title = _title()
    (settings.HOME / "slow.read").touch()
    for _ in range(400):
        if (settings.HOME / "slow.go").exists():
            break
        time.sleep(0.02)
    return HttpResponse(f"<title>{title}</title>{PADDING}")


@fresh
def echo(request: HttpRequest) -> HttpResponse:
    """What arrived: for tests of what the front passes on."""
    told = [f"{name}={value}" for name, value in sorted(request.META.items()) if name.startswith(("HTTP_", "REMOTE_", "CONTENT_"))]
    return HttpResponse(
        "\n".join([request.method or "", request.get_full_path(), request.scheme, *told, str(len(request.read()))]),
        content_type="text/plain",
    )


@fresh
def sized(request: HttpRequest, size: int) -> HttpResponseBase:
    """A large answer whose length nobody says."""
    return StreamingHttpResponse((b"x" * 1000 for _ in range(size // 1000)), content_type="application/octet-stream")


@fresh
def refused(request: HttpRequest) -> HttpResponse:
    raise Refused("Tidak bisa begitu.", hint="Coba begini.")


@fresh
def broken(request: HttpRequest) -> HttpResponse:
    raise RuntimeError("a secret of the program")


@kept()
def cookie(request: HttpRequest) -> HttpResponse:
    response = HttpResponse("a cookie that must not be")
    response.set_cookie("jejak", "1")
    return response


urlpatterns = [
    path("", number, name="number"),
    path("lambat/", slow, name="slow"),
    path("gema/", echo, name="echo"),
    path("besar/<int:size>/", sized, name="sized"),
    path("ditolak/", refused, name="refused"),
    path("rusak/", broken, name="broken"),
    path("kuki/", cookie, name="cookie"),
    *edge.portal,
]
__all__ = ["handler400", "handler403", "handler404", "handler500", "urlpatterns"]
