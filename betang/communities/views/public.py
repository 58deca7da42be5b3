"""The public register: a list and one group's page."""

from __future__ import annotations

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.http import urlencode

from betang.audit.models import Entry
from betang.communities import queries
from betang.communities.forms import RegisterFilter
from betang.communities.terms import WORDS, GroupKind, Standing
from betang.kernel.pages import kept
from betang.regions.queries import regency_names

PARAMS = ("wilayah", "jenis", "status", "setelah", "sebelum")


@kept(*PARAMS)
def register(request: HttpRequest) -> HttpResponse:
    """`/kim/`: groups by name, filtered by what the address says. Six queries at most."""
    chosen = {name: request.GET.get(name, "") for name in (*PARAMS, "q")}
    regions = regency_names(settings.PROVINCE_CODE)
    page = queries.register(
        q=chosen["q"][:80],
        region_code=chosen["wilayah"],
        kind=chosen["jenis"],
        standing=chosen["status"],
        after=chosen["setelah"],
        before=chosen["sebelum"],
    )
    filters = {name: value for name, value in chosen.items() if value and name not in ("setelah", "sebelum")}

    def address(**more: str) -> str:
        return "?" + urlencode({**filters, **more})

    return render(
        request,
        "communities/register.html",
        {
            "page": page,
            "form": RegisterFilter(initial=chosen, regions=regions),
            "is_filtered": bool(filters),
            "region_name": dict(regions).get(chosen["wilayah"], ""),
            "kind_name": dict(GroupKind.choices).get(chosen["jenis"], ""),
            "standing_name": dict(Standing.choices).get(chosen["status"], ""),
            "q": chosen["q"],
            "previous_url": address(sebelum=page.previous_before) if page.previous_before else "",
            "next_url": address(setelah=page.next_after) if page.next_after else "",
        },
    )


@kept()
def group(request: HttpRequest, slug: str) -> HttpResponse:
    """`/kim/<slug>/`: one group. Members are counted, never named; officers by name and office."""
    card = queries.group_card(slug)
    history = Entry.objects.filter(subject_type="communities.group", subject_id=card.id, is_public=True).order_by("-at", "-id")[:10]
    return render(request, "communities/group.html", {**WORDS, "card": card, "history": [entry for entry in history if "to" in entry.data]})
