"""Pages of the coordinator's desk."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.http import urlencode
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_GET, require_POST

from betang.accounts.desk import desk_page
from betang.accounts.terms import APPROVING_POSTS
from betang.audit import trail
from betang.communities.queries.register import within
from betang.growth import actions, tables
from betang.growth.actions.counting import SPAN_DAYS
from betang.growth.desk import actor_of
from betang.growth.overview import exporting, queries
from betang.growth.policies import COORDINATING_POSTS
from betang.kernel import clock


@desk_page(*COORDINATING_POSTS)
@require_GET
def overview(request: HttpRequest) -> HttpResponse:
    """`/meja/pembinaan/`: the map, the table behind it, and every group with what it gives and needs."""
    actor = actor_of(request)
    asked = queries.asked_of(actor, request.GET)
    name, children = queries.scope_of(asked.region)
    facets = queries.facets_of(asked.region, children)
    words = queries.need_words()
    page = queries.page_of(asked, after=request.GET.get("setelah", ""), words=words)
    of_all = request.GET.get("peta") == "semua"
    here = reverse("growth_desk:overview")
    codes = actor.regions_of(*APPROVING_POSTS)
    above = asked.region.rpartition(".")[0]
    drawing = queries.map_of(asked.region, facets, children, of_all=of_all)
    with_groups = sorted((one for one in facets.children if one.groups), key=lambda one: -one.groups)
    context = {
        "asked": asked,
        "name": name,
        "facets": facets,
        "map": drawing,
        "bars_of": [] if drawing else with_groups,
        "of_all": of_all,
        "lines": page.lines,
        "next_url": f"{here}?{urlencode(asked.params(setelah=page.next_mark))}" if page.next_mark else "",
        "first_url": f"{here}?{urlencode(asked.params())}" if request.GET.get("setelah") else "",
        "needs": [(key, words.words(key), count) for key, count in facets.needs],
        "quiet_choices": queries.QUIET_CHOICES,
        "orders": [
            ("manfaat", _("most substance")), ("naik", _("risen most")), ("turun", _("fallen most")), ("sepi", _("quiet longest")),
        ],
        "files": urlencode(asked.params()),
        "span": SPAN_DAYS,
        "up_url": f"{here}?wilayah={above}" if any(above == code or above.startswith(f"{code}.") for code in codes) else "",
        "is_filtered": bool(asked.stage is not None or asked.need or asked.quiet is not None),
    }  # fmt: skip
    return render(request, "growth/overview/overview.html", context)


@desk_page(*COORDINATING_POSTS)
@require_GET
def export(request: HttpRequest, form: str) -> HttpResponse:
    """`/meja/pembinaan/kelompok.csv` and `.xlsx`: exactly what the filters show, all of it."""
    asked = queries.asked_of(actor_of(request), request.GET)
    body = exporting.as_csv(asked) if form == "csv" else exporting.as_xlsx(asked)
    response = HttpResponse(body, content_type=tables.CSV_TYPE if form == "csv" else tables.XLSX_TYPE)
    response["Content-Disposition"] = f'attachment; filename="pembinaan-{asked.region}-{clock.today():%Y-%m-%d}.{form}"'
    response["X-Content-Type-Options"] = "nosniff"
    return response


@desk_page(*COORDINATING_POSTS)
@require_POST
def count(request: HttpRequest) -> HttpResponseBase:
    """Count the groups in care now. What is counted by night is the same."""
    from betang.growth.models import Measures

    actor = actor_of(request)
    asked = queries.asked_of(actor, request.POST)
    with trail.once(request.POST.get("kunci", ""), scope=f"growth.{actor.id}") as once:
        if not once.repeated:
            groups = list(queries.registered_in(asked.region))
            number = actions.count_measures(at=clock.now(), group_ids=groups) if groups else 0
            Measures.objects.filter(within(asked.region, "region_code")).exclude(group_id__in=groups).delete()
            once.location = f"{reverse('growth_desk:overview')}?{urlencode(asked.params())}"
            messages.success(request, ngettext("%(num)d group counted.", "%(num)d groups counted.", number) % {"num": number})
    return redirect(once.location)
