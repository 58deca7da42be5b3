"""Pages of the spread: at the desk, and the plain numbers for everybody."""

from __future__ import annotations

import re
from typing import Any

from django import forms
from django.conf import settings
from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.http import urlencode
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext
from django.views.decorators.http import require_GET, require_http_methods

from betang.accounts.desk import desk_page
from betang.audit import trail
from betang.communities.forms import Day
from betang.growth import tables
from betang.growth.desk import actor_of
from betang.growth.overview.queries import asked_of, scope_of, sheet_of, training_url
from betang.growth.policies import COORDINATING_POSTS
from betang.growth.spread import importing, queries, rules
from betang.kernel import clock
from betang.kernel.errors import InvalidInput, NotFound, TooLarge
from betang.kernel.pages import kept
from betang.regions.maps import province_map

SHOWN = 25
LONG = 200
_SHA = re.compile(r"[0-9a-f]{64}")


class SourceForm(forms.Form):
    """What a list does not say of itself."""

    source = forms.CharField(
        label=gettext_lazy("Who says so?"),
        max_length=250,
        required=False,
        help_text=gettext_lazy("Where the table has no column “Sumber”."),
    )
    as_of = Day(
        label=gettext_lazy("Of which day is the list?"), required=False, help_text=gettext_lazy("Where the table has no column “Tanggal”.")
    )


@desk_page(*COORDINATING_POSTS)
@require_GET
def spread(request: HttpRequest) -> HttpResponse:
    """`/meja/pembinaan/sebaran/`: where a training helps most, villages without a group, blank spots."""
    asked = asked_of(actor_of(request), request.GET)
    name, _children = scope_of(asked.region)
    found = queries.spread_of(asked.region)
    ranked = found.ranked
    context = {
        "asked": asked,
        "name": name,
        "spread": found,
        "ranked": [(one, training_url(region=one.code)) for one in ranked[:SHOWN]],
        "ranked_count": len(ranked),
        "blanks": found.blanks[:LONG],
        "is_province": "." not in asked.region,
        "village_points": rules.VILLAGE_POINTS,
        "group_points": rules.GROUP_POINTS,
    }
    return render(request, "growth/spread/spread.html", context)


@kept()
def public(request: HttpRequest) -> HttpResponse:
    """`/sebaran/`: how many villages of each kabupaten have a group, and how many have no signal, with the source."""
    region = settings.PROVINCE_CODE
    name, children = scope_of(region)
    found = queries.spread_of(region)
    drawing = province_map({part.code: part.groups for part in found.parts}, province=region, places=children, sheet=sheet_of(region))
    return render(request, "growth/spread/public.html", {"name": name, "spread": found, "map": drawing})


@desk_page(*COORDINATING_POSTS)
@require_GET
def example(request: HttpRequest) -> HttpResponse:
    """The headings of a list, to fill in a spreadsheet."""
    response = HttpResponse(tables.as_csv([importing.EXAMPLE]), content_type=tables.CSV_TYPE)
    response["Content-Disposition"] = 'attachment; filename="blankspot.csv"'
    return response


@desk_page(*COORDINATING_POSTS)
@require_http_methods(["GET", "POST"])
def bring(request: HttpRequest) -> HttpResponseBase:
    """`/meja/pembinaan/sebaran/impor/`: choose the list; it is read and shown before anything is written."""
    actor = actor_of(request)
    asked = asked_of(actor, request.POST if request.method == "POST" else request.GET)
    importing.may_import(actor, asked.region).require()
    form = SourceForm(request.POST or None, label_suffix="")
    error: InvalidInput | TooLarge | None = None
    if request.method == "POST" and form.is_valid():
        sent = request.FILES.get("berkas")
        try:
            if sent is None:
                raise InvalidInput(_("No file was chosen."), hint=_("Choose the Excel, ODS or CSV file of your list."))
            received = importing.keep(actor=actor, file=sent, region=asked.region)
            more = {"wilayah": asked.region, "source": form.cleaned_data["source"], "as_of": form.cleaned_data["as_of"] or ""}
            return redirect(f"{reverse('growth_desk:spread_confirm', kwargs={'sha256': received.sha256})}?{urlencode(more)}")
        except (InvalidInput, TooLarge) as refused:
            error = refused
    context = {"asked": asked, "form": form, "error": error, "example": importing.EXAMPLE}
    return render(request, "growth/spread/bring.html", context, status=422 if error or (form.is_bound and not form.is_valid()) else 200)


@desk_page(*COORDINATING_POSTS)
@require_http_methods(["GET", "POST"])
def confirm(request: HttpRequest, sha256: str) -> HttpResponseBase:
    """`/meja/pembinaan/sebaran/impor/<file>/`: what each row becomes; the yes writes it."""
    actor = actor_of(request)
    params = request.POST if request.method == "POST" else request.GET
    asked = asked_of(actor, params)
    importing.may_import(actor, asked.region).require()
    if not _SHA.fullmatch(sha256):
        raise NotFound(_("This file is no longer here."), hint=_("Choose it once more."))
    form = SourceForm(params, label_suffix="")
    more: dict[str, Any] = {"source": form.cleaned_data["source"], "as_of": form.cleaned_data["as_of"]} if form.is_valid() else {}
    back = f"{reverse('growth_desk:spread')}?wilayah={asked.region}"
    if request.method == "POST":
        with trail.once(request.POST.get("kunci", ""), scope=f"growth.{actor.id}") as once:
            if once.repeated:
                return redirect(once.location or back)
            once.location = back
            if request.POST.get("aksi") == "tidak":
                messages.info(request, _("The file is gone again; nothing of it was taken over."))
            else:
                found = importing.take_in(actor=actor, sha256=sha256, region=asked.region, at=clock.now(), **more)
                told = ngettext("%(num)d village was changed.", "%(num)d villages were changed.", len(found.ready))
                messages.success(request, told % {"num": len(found.ready)})
        importing.forget(sha256)
        return redirect(back)
    context = {
        "asked": asked,
        "preview": importing.look(actor=actor, sha256=sha256, region=asked.region, **more),
        "form": form,
        "shown": LONG,
    }
    return render(request, "growth/spread/confirm.html", context)
