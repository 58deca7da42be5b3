"""What everybody reads of meetings, and how anybody checks their minutes."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from typing import Any
from uuid import UUID

from django.conf import settings
from django.core.files.storage import storages
from django.http import HttpRequest, HttpResponse, HttpResponseBase, JsonResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.http import urlencode
from django.utils.translation import gettext

from betang.accounts.tokens import full_url
from betang.audit import signet
from betang.guard.forms import public_form
from betang.kernel.pages import fresh, kept
from betang.proposals.meetings import paper, queries, rules
from betang.proposals.meetings.forms import CheckForm
from betang.proposals.meetings.queries import Filters
from betang.proposals.models import Meeting, Minutes
from betang.proposals.terms import MeetingKind, MeetingState
from betang.regions.queries import path_of, place_line

TONES = {"invited": "wait", "held": "wait", "minuted": "good", "signed": "good", "cancelled": "stop"}


def address_of(meeting: Meeting) -> str:
    """The public address of a meeting."""
    return reverse("proposals:meeting", kwargs={"address": rules.address_of(meeting.number)})


@kept("jenis", "keadaan", "setelah", "tahun", "wilayah")
def meetings(request: HttpRequest) -> HttpResponse:
    """`/musyawarah/`: meetings of all places, with filters in the address."""
    filters = Filters.read({name: request.GET.get(name, "") for name in ("wilayah", "jenis", "keadaan", "tahun")})
    page = queries.public_list(filters, after=request.GET.get("setelah", "")[:120])
    params = filters.params()
    return render(
        request,
        "proposals/meetings/list.html",
        {
            "filters": filters,
            "page": page,
            "rows": [
                (one, address_of(one), str(MeetingKind(one.kind).label), str(MeetingState(one.state).label), TONES.get(one.state, "plain"))
                for one in page.rows
            ],
            "place": place_line(filters.region_code) if filters.region_code else "",
            "is_narrowed": bool(params),
            "kinds": MeetingKind.choices,
            "states": [(state.value, state.label) for state in queries.PUBLIC_STATES],
            "next_url": "?" + urlencode(sorted({**params, "setelah": page.after}.items())) if page.after else "",
        },
    )


@kept()
def meeting(request: HttpRequest, address: str) -> HttpResponse:
    """`/musyawarah/<number>/`: agenda, numbers of people, the list in its order with reasons, objections, minutes."""
    found = queries.of_address(address, is_public=True)
    page = queries.page_of(found)
    return render(
        request,
        "proposals/meetings/meeting.html",
        {
            "page": page,
            "meeting": found,
            "tone": TONES.get(found.state, "plain"),
            "here": full_url(address_of(found)),
            "photos": [one for one in page.files if one.is_public],
            "path": path_of(found.region_code),
        },
    )


@kept()
def photo(request: HttpRequest, address: str, file_id: str) -> HttpResponse:
    """A photo of a meeting that was marked public, and no other file whatever the key."""
    found = queries.of_address(address, is_public=True)
    try:
        row = found.files.filter(pk=UUID(file_id), is_public=True, kind="photo").first()
    except ValueError:
        row = None
    if row is None:
        raise queries.gone()
    return stored(row.path, row.media_type, is_public=True)


def stored(path: str, media_type: str, *, is_public: bool, name: str = "") -> HttpResponse:
    """A file of the private storage as what it is. Raises `NotFound` where it is gone."""
    storage = storages["private"]
    if not storage.exists(path):
        raise queries.gone()
    with storage.open(path) as file:
        response = HttpResponse(file.read(), content_type=media_type)
    response["X-Content-Type-Options"] = "nosniff"
    response["Content-Security-Policy"] = "default-src 'none'; sandbox"
    if name:
        response["Content-Disposition"] = f'attachment; filename="{name}"'
    response["Cache-Control"] = "public, max-age=3600" if is_public else "private, no-store"
    return response


def file_name(minutes: Minutes) -> str:
    """What the PDF is called on somebody's phone."""
    return f"berita-acara-{rules.address_of(minutes.meeting.number)}-{minutes.number}.pdf"


@kept()
def minutes_file(request: HttpRequest, code: str) -> HttpResponse:
    """`/berita-acara/<code>/berkas.pdf`: the file as it was made, also of a number that was replaced."""
    found = queries.minutes_by_code(code)
    return stored(found.path, "application/pdf", is_public=True, name=file_name(found))


@fresh
@public_form(rate="60/h")
def minutes(request: HttpRequest, code: str) -> HttpResponseBase:
    """`/berita-acara/<code>/`: what was signed, by whom and when; anybody can put a PDF here to have it compared. Nothing is kept of it."""
    found = queries.minutes_by_code(code)
    form = CheckForm(request.POST, request.FILES) if request.method == "POST" else CheckForm()
    result, other, digest = "", None, ""
    seal_url = full_url(reverse("proposals:minutes_seal", kwargs={"code": found.code}))
    if request.method == "POST" and form.is_valid():
        digest, result, other = _compare(found, form.cleaned_data["file"], form)
    return render(
        request,
        "proposals/meetings/minutes.html",
        {
            "minutes": found,
            "meeting": found.meeting,
            "meeting_url": address_of(found.meeting),
            "place": place_line(found.meeting.region_code),
            "signatures": list(found.signatures.all()),
            "later": found.meeting.minutes.filter(replaced_at__isnull=True).first() if found.replaced_at else None,
            "is_sealed": is_sealed(found),
            "is_whole": is_whole(found),
            "form": form,
            "result": result,
            "other": other,
            "digest": digest,
            "command": f"python3 verify_minutes.py {file_name(found)} {seal_url}",
        },
        status=422 if form.errors else 200,
    )


def _compare(found: Minutes, file: Any, form: CheckForm) -> tuple[str, str, Minutes | None]:
    if file.size > settings.UPLOAD_LIMIT_BYTES:
        form.add_error("file", gettext("This file is larger than any minutes are. Choose the PDF of the minutes."))
        return "", "", None
    counted = hashlib.sha256()
    for chunk in file.chunks():
        counted.update(chunk)
    digest = counted.hexdigest()
    if digest == found.sha256:
        return digest, "same", None
    other = Minutes.objects.select_related("meeting").filter(sha256=digest, meeting__state__in=queries.PUBLIC_STATES).first()
    return digest, "other" if other else "changed", other


def is_sealed(minutes: Minutes) -> bool:
    """The seal fits the hash and the key that made it."""
    key = bytes.fromhex(minutes.public_key) if len(minutes.public_key) == 64 else None
    return bool(minutes.seal) and signet.is_signed(minutes.sha256, minutes.seal, public_key=key)


def _chunks(path: str) -> Iterator[bytes]:
    with storages["private"].open(path) as file:
        yield from file.chunks()


def is_whole(minutes: Minutes) -> bool:
    """The file in the house's own storage is still the one that was sealed."""
    if not storages["private"].exists(minutes.path):
        return False
    counted = hashlib.sha256()
    for chunk in _chunks(minutes.path):
        counted.update(chunk)
    return counted.hexdigest() == minutes.sha256


@kept()
def seal(request: HttpRequest, code: str) -> JsonResponse:
    """`/berita-acara/<code>/segel.json`: everything that the offline check needs (`docs/howto/verify.md`)."""
    found = queries.minutes_by_code(code)
    body = {
        "format": "betang-seal-1",
        "title": found.meeting.title,
        "number": f"{found.meeting.number} ({found.number})",
        "code": found.code,
        "page": paper.minutes_url(found.code),
        "made_at": found.made_at.isoformat(),
        "replaced_at": found.replaced_at.isoformat() if found.replaced_at else None,
        "sha256": found.sha256,
        "seal": found.seal,
        "public_key": found.public_key,
        "is_sample": found.meeting.is_sample,
        "signatures": [
            {"name": one.name, "role": one.role, "at": one.at.isoformat(), "on_paper": one.is_on_paper} for one in found.signatures.all()
        ],
    }
    response = JsonResponse(body, json_dumps_params={"ensure_ascii": False, "indent": 1})
    response["Access-Control-Allow-Origin"] = "*"
    return response


@kept()
def key(request: HttpRequest) -> HttpResponse:
    """`/berita-acara/kunci.pem`: the installation's public key."""
    return HttpResponse(signet.public_key_pem(), content_type="application/x-pem-file")
