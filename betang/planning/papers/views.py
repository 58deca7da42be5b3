"""Documents for everybody: the list, one document with its versions, its pages, what changed, a search inside."""

from __future__ import annotations

from typing import Any

from django.core.paginator import Paginator
from django.http import FileResponse, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import render
from django.urls import reverse
from django.utils.http import urlencode
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from betang.kernel.errors import NotFound
from betang.kernel.pages import fresh, kept
from betang.planning.models import Document, DocumentPage, ImportRun, Version
from betang.planning.papers import files, queries, reading
from betang.planning.papers.queries import PAGE_SIZE
from betang.planning.terms import DocumentKind, RunState
from betang.regions.models import Region

SANDBOX = "default-src 'none'; sandbox"
LISTED = 30
MARK = 12
"""Letters of the file's SHA-256 in the address of a picture: another file has another address."""


def _whole(text: str) -> int:
    return int(text) if text.isascii() and text.isdecimal() and len(text) < 6 else 0


@kept("hal", "jenis", "tahun", "wilayah")
def documents(request: HttpRequest) -> HttpResponse:
    """`/rencana/dokumen/`: by government, kind and year. Five queries."""
    chosen = {name: request.GET.get(name, "") for name in ("wilayah", "jenis", "tahun")}
    kind = chosen["jenis"] if chosen["jenis"] in DocumentKind.values else ""
    rows = queries.listed(region_code=chosen["wilayah"][:13], kind=kind, year=_whole(chosen["tahun"]))
    page = Paginator(rows, LISTED).get_page(_whole(request.GET.get("hal", "")) or 1)
    spans = queries.public_documents().order_by().values_list("government_id", "from_year", "to_year").distinct()
    government_ids: set[Any] = set()
    years: set[int] = set()
    for government_id, first, last in spans:
        government_ids.add(government_id)
        years.update(range(first, last + 1))
    governments = [(one.code, one.full_name) for one in Region.objects.filter(pk__in=government_ids).order_by("code")]
    from betang.planning.papers.forms import Filter

    filters: dict[str, str | int] = {name: value for name, value in chosen.items() if value}

    def address(number: int) -> str:
        return "?" + urlencode({**filters, "hal": number})

    return render(
        request,
        "planning/papers/list.html",
        {
            "page": page,
            "form": Filter(initial=chosen, governments=governments, years=sorted(years, reverse=True)),
            "is_filtered": bool(filters),
            "place": dict(governments).get(chosen["wilayah"], ""),
            "previous_url": address(page.previous_page_number()) if page.has_previous() else "",
            "next_url": address(page.next_page_number()) if page.has_next() else "",
        },
    )


def picture_url(version: Version, page: int, *, small: bool = False) -> str:
    """The address of a page's picture."""
    name = "document_thumb" if small else "document_picture"
    return reverse(
        f"planning:{name}",
        kwargs={"address": version.document.address, "number": version.number, "page": page, "mark": version.file_sha256[:MARK]},
    )


def page_url(document: Document, version: Version, page: int) -> str:
    """The address of one page."""
    return reverse("planning:document_page", kwargs={"address": document.address, "number": version.number, "page": page})


@kept("hal", "versi")
def document(request: HttpRequest, address: str) -> HttpResponse:
    """`/rencana/dokumen/<address>/`: what it is, its versions, what changed, its pages. Six queries."""
    found = queries.by_address(address)
    versions = queries.visible_versions(found)
    wanted = _whole(request.GET.get("versi", ""))
    shown = next((one for one in versions if one.number == wanted), None) if wanted else (versions[0] if versions else None)
    if wanted and shown is None:
        raise NotFound(_("This page does not exist."))
    context: dict[str, Any] = {
        "document": found,
        "versions": versions,
        "shown": shown,
        "newest": versions[0] if versions else None,
        "with_text": 0,
        "thumbs": [],
        "runs": [],
        "previous_url": "",
        "next_url": "",
    }
    if shown is not None:
        shown.document = found
        if shown.file_path:
            pages = Paginator(range(1, shown.page_count + 1), PAGE_SIZE).get_page(_whole(request.GET.get("hal", "")) or 1)
            version = {"versi": shown.number} if wanted else {}
            context["with_text"] = queries.pages_with_text(shown)
            context["thumbs"] = [(page, page_url(found, shown, page), picture_url(shown, page, small=True)) for page in pages]
            context["previous_url"] = (
                "?" + urlencode({**version, "hal": pages.previous_page_number()}) + "#halaman" if pages.has_previous() else ""
            )
            context["next_url"] = "?" + urlencode({**version, "hal": pages.next_page_number()}) + "#halaman" if pages.has_next() else ""
        context["runs"] = list(ImportRun.objects.filter(version__in=versions, state=RunState.DONE).select_related("file", "version")[:6])
        if len(versions) > 1:
            context["changed"] = _difference(found, versions, versions[0].number)
    return render(request, "planning/papers/document.html", context)


def _difference(document: Document, versions: list[Version], number: int) -> dict[str, Any]:
    after = next((one for one in versions if one.number == number), None)
    before = next((one for one in versions if one.number < number), None)
    if after is None or before is None:
        raise NotFound(_("This page does not exist."))
    return {
        "before": before,
        "after": after,
        "text": queries.text_difference(before, after),
        "plan": queries.plan_difference(before, after),
        "is_long": max(before.page_count, after.page_count) > queries.DIFFERENCE_PAGES,
        "url": reverse("planning:document_changes", kwargs={"address": document.address, "number": number}),
    }


@kept()
def changes(request: HttpRequest, address: str, number: int) -> HttpResponse:
    """What changed from the version before: the words page by page, the lines of the plan by phase. Five queries."""
    found = queries.by_address(address)
    told = _difference(found, queries.visible_versions(found), number)
    return render(request, "planning/papers/changes.html", {"document": found, "changed": told})


@kept()
def page(request: HttpRequest, address: str, number: int, page: int) -> HttpResponse:
    """One page: its picture and its text. Two queries."""
    version = queries.version_of(address, number)
    if not 1 <= page <= version.page_count:
        raise NotFound(_("This page does not exist."))
    text = DocumentPage.objects.filter(version=version, number=page).values_list("text", flat=True).first() or ""
    return render(
        request,
        "planning/papers/page.html",
        {
            "document": version.document,
            "version": version,
            "page": page,
            "text": text,
            "picture": picture_url(version, page),
            "previous_url": page_url(version.document, version, page - 1) if page > 1 else "",
            "next_url": page_url(version.document, version, page + 1) if page < version.page_count else "",
        },
    )


@fresh
@require_safe
def search(request: HttpRequest, address: str) -> HttpResponse:
    """`…/cari/?q=`: the pages of the newest version in which all words stand. Three queries."""
    found = queries.by_address(address)
    version = queries.newest_visible(found)
    q = request.GET.get("q", "").strip()[:100]
    hits, total = queries.page_hits(version, q) if version is not None else ([], 0)
    shown = [(hit, page_url(found, version, hit.page)) for hit in hits] if version is not None else []
    return render(request, "planning/papers/search.html", {"document": found, "version": version, "q": q, "hits": shown, "total": total})


def send_pdf(version: Version, *, cache: str) -> FileResponse:
    """The PDF, to be saved: it is a program's input, and our own host never opens it."""
    path = files.on_disk(version.file_path) if version.file_path else None
    if path is None or not path.is_file():
        raise NotFound(_("This file is not there any more."))
    response = FileResponse(
        path.open("rb"), content_type="application/pdf", as_attachment=True, filename=version.file_name or "dokumen.pdf"
    )
    response["Cache-Control"] = cache
    response["Content-Security-Policy"] = SANDBOX
    response["X-Content-Type-Options"] = "nosniff"
    response["ETag"] = f'"{version.file_sha256[:32]}"'
    return response


@fresh
@require_safe
def pdf(request: HttpRequest, address: str, number: int) -> HttpResponseBase:
    """The PDF as it was received. One query."""
    return send_pdf(queries.version_of(address, number), cache="public, max-age=3600")


def send_picture(version: Version, page: int, size: str, *, cache: str) -> HttpResponseBase:
    """A page as a picture, drawn now if it never was."""
    if not version.file_path or not 1 <= page <= version.page_count:
        raise NotFound(_("This picture does not exist."))
    path = reading.picture_of(version.file_sha256, files.on_disk(version.file_path), page, size)
    if path is None:
        raise NotFound(_("This page cannot be drawn."))
    response = FileResponse(path.open("rb"), content_type="image/webp")
    response["Cache-Control"] = cache
    response["Content-Security-Policy"] = SANDBOX
    response["X-Content-Type-Options"] = "nosniff"
    response["Content-Disposition"] = "inline"
    return response


def _picture(address: str, number: int, page: int, mark: str, size: str) -> HttpResponseBase:
    version = queries.version_of(address, number)
    if mark != version.file_sha256[:MARK]:
        raise NotFound(_("This picture does not exist."))
    return send_picture(version, page, size, cache="public, max-age=31536000, immutable")


@fresh
@require_safe
def picture(request: HttpRequest, address: str, number: int, page: int, mark: str) -> HttpResponseBase:
    """The picture of a page. One query. Its address changes with the file, so it may be kept for a year."""
    return _picture(address, number, page, mark, "page")


@fresh
@require_safe
def thumb(request: HttpRequest, address: str, number: int, page: int, mark: str) -> HttpResponseBase:
    """The small picture of a page. One query."""
    return _picture(address, number, page, mark, "thumb")
