"""What everybody reads: the list, one proposal, its feed, its trail, its photos."""

from __future__ import annotations

from uuid import UUID

from django.core.files.storage import storages
from django.http import HttpRequest, HttpResponse, HttpResponseBase, JsonResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.http import urlencode
from django.utils.translation import gettext, pgettext

from betang.accounts.tokens import full_url
from betang.casework import queries as casework
from betang.hosting.queries import site_card
from betang.kernel import fence
from betang.kernel.errors import NotFound
from betang.kernel.pages import kept
from betang.proposals import machine, queries, rules
from betang.proposals.calendar.queries import open_in_province, open_now, quota_state
from betang.proposals.feeds import Item, atom
from betang.proposals.meetings.queries import meetings_of
from betang.proposals.models import Attachment, Proposal
from betang.proposals.queries.listing import LEVELS, Filters
from betang.proposals.spot import spot_of, where_of
from betang.proposals.terms import AttachmentKind, Sector
from betang.regions.queries import path_of, place_line

FEED_SIZE = 30


def stage_words() -> dict[str, str]:
    """What the stages are called in filters and on tags."""
    return {
        "berjalan": gettext("on its way"),
        "diterima": gettext("in a plan"),
        "dikerjakan": gettext("under way"),
        "selesai": gettext("done"),
        "ditunda": gettext("kept for next year"),
        "ditolak": gettext("refused"),
        "ditarik": gettext("taken back"),
        "dipecah": pgettext("proposal", "split"),
    }


STAGE_TONES = {"selesai": "good", "dikerjakan": "good", "diterima": "good", "berjalan": "wait", "ditolak": "stop", "ditunda": "stop"}


def level_words() -> dict[str, str]:
    """What the levels are called in filters."""
    return {str(level): str(level.label) for level in LEVELS}


def _params(request: HttpRequest) -> dict[str, str]:
    return {name: request.GET.get(name, "") for name in ("wilayah", "bidang", "keadaan", "di", "tahun")}


def _group_region() -> str:
    """The place of the group whose site is open; empty on the portal. One query."""
    site_id = fence.current_site_id()
    return site_card(site_id).region_code if site_id is not None else ""


def _list(request: HttpRequest, *, region_code: str = "") -> HttpResponse:
    filters = Filters.read(_params(request), region_code=region_code)
    page = queries.public_list(filters, after=request.GET.get("setelah", "")[:120])
    stages, levels = queries.stop_counts(Filters(region_code=filters.region_code, sector=filters.sector, year=filters.year))
    params = filters.params()
    if region_code and filters.region_code == region_code:
        params.pop("wilayah", None)

    def without(name: str, **more: str) -> str:
        return "?" + urlencode(sorted({**{key: value for key, value in params.items() if key != name}, **more}.items()))

    words = stage_words()
    is_first = not request.GET.get("setelah")
    return render(
        request,
        "proposals/list.html",
        {
            "filters": filters,
            "params": params,
            "is_narrowed": bool(params),
            "page": page,
            "rows": [
                (
                    one,
                    words.get(stage := rules.stage_of(one.matter.state), ""),
                    STAGE_TONES.get(stage, "plain"),
                    queries.who_proposed(one),
                    str(machine.PROPOSAL.state(one.matter.state).label),
                )
                for one in page.rows
                if one.matter is not None
            ],
            "place": place_line(filters.region_code) if filters.region_code else "",
            "now": open_now(filters.region_code) if is_first and filters.region_code else None,
            "everywhere": open_in_province() if is_first and not filters.region_code else None,
            "stages": [(name, words[name], count, without("keadaan", keadaan=name)) for name, count in stages.items() if count],
            "levels": [
                (str(LEVELS[at].label), one.waiting, one.refused, without("di", di=one.level))
                for at, one in enumerate(levels)
                if one.waiting or one.refused
            ],
            "total": sum(stages.values()),
            "sectors": Sector.choices,
            "level_choices": level_words().items(),
            "stage_choices": words.items(),
            "next_url": without("", setelah=page.after) if page.after else "",
            "all_url": request.path,
            "portal": full_url("") if fence.current_site_id() else "",
            "drop": {name: without(name) for name in params},
        },
    )


@kept("bidang", "di", "keadaan", "setelah", "tahun", "wilayah")
def proposals(request: HttpRequest) -> HttpResponse:
    """`/usulan/`: all proposals, with filters in the address."""
    return _list(request)


@kept("bidang", "di", "keadaan", "setelah", "tahun", "wilayah", with_portal=True)
def site_proposals(request: HttpRequest) -> HttpResponse:
    """`/usulan/` on a KIM's site: those of its own place."""
    return _list(request, region_code=_group_region())


@kept()
def proposal(request: HttpRequest, address: str) -> HttpResponseBase:
    """`/usulan/<number>/`: everything that everybody may know of one proposal. A merged number leads to what it was merged into."""
    found = queries.of_number(address)
    assert found.matter is not None
    if found.matter.address != address:
        return redirect("proposals:proposal", address=found.matter.address, permanent=False)
    page = queries.page_of(found)
    here = full_url(reverse("proposals:proposal", kwargs={"address": address}))
    path = path_of(found.region_code)
    quota = quota_state(page.matter.level, found.region_code, found.fiscal_year) if page.matter.state in machine.LEVEL_OF else None
    spot = spot_of(found)
    return render(
        request,
        "proposals/proposal.html",
        {
            "page": page,
            "spot": spot,
            "where": where_of(found, with_sketch=spot is None),
            "proposal": found,
            "matter": page.matter,
            "here": here,
            "stage": stage_words().get(rules.stage_of(page.matter.state), ""),
            "tone": STAGE_TONES.get(rules.stage_of(page.matter.state), "plain"),
            "state_label": machine.PROPOSAL.state(page.matter.state).label,
            "meetings": meetings_of(found),
            "share_text": gettext("Proposal %(number)s: %(title)s") % {"number": page.matter.number, "title": found.title},
            "path": path,
            "quota": quota,
            "is_reckoned": found.price_entry is not None
            and found.estimate_idr is not None
            and rules.estimate(found.volume, found.price_entry.unit_price_idr) == found.estimate_idr,
            "quota_place": dict(path).get(quota.code, "") if quota else "",
        },
    )


def _sample_words(proposal: Proposal) -> str:
    """What a feed adds to a proposal of the demo world."""
    return f" ({gettext('sample data')})" if proposal.is_sample else ""


@kept()
def feed(request: HttpRequest, address: str) -> HttpResponse:
    """`/usulan/<number>/umpan.xml`: the steps of one proposal."""
    found = queries.of_number(address)
    assert found.matter is not None
    here = full_url(reverse("proposals:proposal", kwargs={"address": found.matter.address}))
    lines = [line for line in casework.timeline(found.matter, with_names=False) if line.at is not None and line.seq]
    items = [
        Item(
            f"{here}#langkah-{line.seq}",
            line.title,
            f"{here}#langkah-{line.seq}",
            line.at,
            " · ".join(filter(None, (line.who, line.reason, line.words))),
        )
        for line in reversed(lines)
        if line.at is not None
    ]
    title = gettext("Proposal %(number)s: %(title)s") % {"number": found.matter.number, "title": found.title}
    title += _sample_words(found)
    return HttpResponse(
        atom(title=title, url=full_url(request.path), home=here, items=items[:FEED_SIZE]),
        content_type="application/atom+xml; charset=utf-8",
    )


@kept("wilayah")
def place_feed(request: HttpRequest) -> HttpResponse:
    """`/usulan/umpan.xml`: the newest proposals, of a place where one is named."""
    filters = Filters.read({"wilayah": request.GET.get("wilayah", "")})
    page = queries.public_list(filters, size=FEED_SIZE)
    place = place_line(filters.region_code) if filters.region_code else ""
    if filters.region_code and not place:
        raise NotFound(gettext("There is no region with this code."))
    title = gettext("Proposals from %(place)s") % {"place": place} if place else gettext("Proposals of the villages")
    query = f"?wilayah={filters.region_code}" if filters.region_code else ""
    items = [
        Item(
            f"urn:uuid:{one.pk}",
            one.title,
            full_url(reverse("proposals:proposal", kwargs={"address": one.matter.address})),
            one.sent_at or one.created_at,
            f"{page.places.get(one.region_code, '')}{_sample_words(one)}. {one.problem[:300]}",
        )
        for one in page.rows
        if one.matter is not None
    ]
    body = atom(title=title, url=full_url(request.path + query), home=full_url(reverse("proposals:list") + query), items=items)
    return HttpResponse(body, content_type="application/atom+xml; charset=utf-8")


@kept()
def trail(request: HttpRequest, address: str) -> JsonResponse:
    """`/usulan/<number>/jejak.json`: the chain of its trail, to be checked by anybody (`docs/howto/verify.md`)."""
    found = queries.of_number(address)
    assert found.matter is not None
    chain = casework.public_chain(found.matter) | ({"sample": True} if found.is_sample else {})
    response = JsonResponse(chain, json_dumps_params={"ensure_ascii": False, "indent": 1})
    response["Access-Control-Allow-Origin"] = "*"
    return response


@kept()
def photo(request: HttpRequest, address: str, attachment_id: UUID) -> HttpResponse:
    """A photo of a public proposal, and no other file whatever the key."""
    found = queries.of_number(address)
    row = found.attachments.filter(pk=attachment_id, kind=AttachmentKind.PHOTO).first()
    return picture(row, is_public=True)


@kept()
def paper(request: HttpRequest, address: str, attachment_id: UUID) -> HttpResponse:
    """`/usulan/<number>/berkas/<key>/`: a paper that an office has made public, and no other."""
    found = queries.of_number(address)
    row = found.attachments.filter(pk=attachment_id, is_public=True).exclude(kind=AttachmentKind.PHOTO).first()
    response = picture(row, is_public=True)
    response["Cache-Control"] = "public, max-age=60"  # it may be taken back
    return response


def picture(row: Attachment | None, *, is_public: bool) -> HttpResponse:
    """The bytes of a photo, as what they were made."""
    storage = storages["private"]
    if row is None or not storage.exists(row.path):
        raise NotFound(gettext("This page does not exist."))
    with storage.open(row.path) as file:
        response = HttpResponse(file.read(), content_type=row.media_type)
    response["X-Content-Type-Options"] = "nosniff"
    response["Content-Security-Policy"] = "default-src 'none'; sandbox"
    if not row.media_type.startswith("image/"):
        response["Content-Disposition"] = f'attachment; filename="{row.kind}-{row.sha256[:8]}.pdf"'
    response["Cache-Control"] = "public, max-age=86400" if is_public else "private, no-store"
    return response


__all__ = ["feed", "photo", "picture", "place_feed", "proposal", "proposals", "site_proposals", "stage_words", "trail"]
