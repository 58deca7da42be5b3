"""Pages of the periodic report."""

from __future__ import annotations

from datetime import timedelta
from typing import Any
from uuid import UUID

from django import forms
from django.http import HttpRequest, HttpResponse, HttpResponseBase, JsonResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_GET, require_http_methods

from betang.accounts.desk import desk_page
from betang.audit.models import Entry
from betang.communities.queries import mapping_scopes, requirements_of
from betang.communities.rules import period as period_named
from betang.communities.rules import period_of
from betang.communities.terms import period_words
from betang.growth import tables
from betang.growth.desk import actor_of, carry_out
from betang.growth.forms import ReasonForm
from betang.growth.models import PeriodReport
from betang.growth.policies import COORDINATING_POSTS
from betang.growth.queries.climbs import in_care
from betang.growth.reporting import actions, policies, writing
from betang.growth.terms import TITLE_LENGTH, ReportState
from betang.kernel import clock
from betang.kernel.errors import DomainError, InvalidInput, NotFound
from betang.regions.queries import by_code

PERIODS = 6
MOST_SHOWN = 200


class TextForm(forms.Form):
    """The text of a report."""

    text = forms.CharField(
        label=gettext_lazy("Text of the report"), max_length=actions.TEXT_LENGTH, widget=forms.Textarea(attrs={"rows": 22}), strip=False
    )


class SendForm(forms.Form):
    """To whom it goes."""

    sent_to = forms.CharField(label=gettext_lazy("To whom does it go?"), max_length=TITLE_LENGTH)


def _periods(region_code: str) -> list[str]:
    """The keys of the last periods of the region's own length, the running one first."""
    length = requirements_of(region_code).report_period
    found = period_of(clock.today(), length)
    keys = []
    for _count in range(PERIODS):
        keys.append(found.key)
        found = period_of(found.first - timedelta(days=1), length)
    return keys


@desk_page(*COORDINATING_POSTS)
@require_http_methods(["GET", "POST"])
def reports(request: HttpRequest) -> HttpResponseBase:
    """`/meja/pembinaan/laporan/`: what was written and sent; begin one."""
    actor = actor_of(request)
    scopes = mapping_scopes(actor)
    region = request.POST.get("wilayah", "") or request.GET.get("wilayah", "") or (scopes[0][0] if scopes else "")
    if region not in dict(scopes):
        raise NotFound(_("This page does not exist."))
    keys = _periods(region)

    def show(*, status: int = 200, problem: DomainError | None = None) -> HttpResponse:
        rows = PeriodReport.objects.filter(in_care(actor, "region__code")).select_related("region")
        context = {
            "rows": [(row, period_words(row.period)) for row in rows.order_by("-counted_at", "id")[:MOST_SHOWN]],
            "scopes": scopes, "region": region, "periods": [(key, period_words(key)) for key in keys],
            "chosen": keys[1] if len(keys) > 1 else keys[0], "problem": problem,
        }  # fmt: skip
        return render(request, "growth/reporting/reports.html", context, status=status)

    if request.method == "GET":
        return show()
    try:
        period = period_named(request.POST.get("periode", ""))
        row = actions.begin(actor=actor, region=by_code(region), period=period, at=clock.now())
    except ValueError:
        return show(status=422, problem=InvalidInput(_("Choose a period.")))
    except DomainError as error:
        if error.status in (403, 404):
            raise
        return show(status=error.status, problem=error)
    return redirect("growth_desk:report", report_id=row.pk)


def _report(request: HttpRequest, report_id: UUID) -> PeriodReport:
    row = PeriodReport.objects.select_related("region", "sent_by").filter(pk=report_id).first()
    if row is None:
        raise NotFound(_("This page does not exist."))
    policies.may_write(actor_of(request), row.region.code).require()
    return row


@desk_page(*COORDINATING_POSTS)
@require_http_methods(["GET", "POST"])
def report(request: HttpRequest, report_id: UUID) -> HttpResponseBase:
    """`/meja/pembinaan/laporan/<key>/`: edit, count again, send; once sent: as it was, with its notes."""
    actor = actor_of(request)
    row = _report(request, report_id)
    act_name = request.POST.get("aksi", "teks")
    here = reverse("growth_desk:report", kwargs={"report_id": row.pk})
    text_form = TextForm(
        request.POST if request.method == "POST" and act_name in ("teks", "") else None, initial={"text": row.text}, label_suffix=""
    )
    send_form = SendForm(request.POST if act_name == "kirim" and request.method == "POST" else None, label_suffix="")
    note_form = ReasonForm(request.POST if act_name == "catat" and request.method == "POST" else None, label_suffix="")

    def show(*, status: int = 200, problem: DomainError | None = None) -> HttpResponse:
        notes = Entry.objects.filter(subject_type="growth.periodreport", subject_id=row.pk, verb="growth.report.noted").order_by("at")
        context: dict[str, Any] = {
            "report": row, "period": period_words(row.period), "text_form": text_form, "send_form": send_form, "note_form": note_form,
            "tables": writing.tables(row.facts), "definitions": writing.definitions(), "notes": list(notes) if row.sent_at else [],
            "may_send": policies.may_send(actor, row.region.code), "is_over": period_named(row.period).last < clock.today(),
            "ends_on": period_named(row.period).last, "paragraphs": [one for one in row.text.split("\n") if one.strip()],
            "problem": problem, "xlsx": (row.facts.get("files") or {}).get("xlsx", {}), "is_sent": row.state == ReportState.SENT,
        }  # fmt: skip
        return render(request, "growth/reporting/report.html", context, status=status)

    if request.method == "GET":
        return show()
    if request.headers.get("X-Requested-With") == "auto-save":
        if not text_form.is_valid():
            return JsonResponse({"errors": text_form.errors}, status=422)
        actions.keep_text(actor=actor, report=row, text=text_form.cleaned_data["text"], at=clock.now(), is_draft=True)
        return JsonResponse({})

    def keep() -> str:
        actions.keep_text(actor=actor, report=row, text=text_form.cleaned_data["text"], at=clock.now())
        return _("Kept.")

    def count() -> str:
        actions.recount(actor=actor, report=row, at=clock.now(), writes_anew=act_name == "tulis")
        return _("Counted again.") if act_name == "hitung" else _("Counted and written anew.")

    def send() -> str:
        actions.send(actor=actor, report=row, to=send_form.cleaned_data["sent_to"], at=clock.now())
        return _("Kept as sent. Nothing of it changes from now on.")

    def note() -> str:
        actions.note(actor=actor, report=row, words=note_form.cleaned_data["reason"], at=clock.now())
        return _("The note stands beside the report.")

    doings = {
        "teks": (text_form, keep),
        "hitung": (None, count),
        "tulis": (None, count),
        "kirim": (send_form, send),
        "catat": (note_form, note),
    }
    if act_name not in doings:
        return show(status=422)
    form, act = doings[act_name]
    return carry_out(request, form, act, show, to=here)


@desk_page(*COORDINATING_POSTS)
@require_GET
def file(request: HttpRequest, report_id: UUID, form: str) -> HttpResponse:
    """The kept PDF or workbook of a report that was sent."""
    row = _report(request, report_id)
    body, digest = actions.file_of(row, form)
    response = HttpResponse(body, content_type="application/pdf" if form == "pdf" else tables.XLSX_TYPE)
    response["Content-Disposition"] = f'attachment; filename="laporan-kim-{row.region.code}-{row.period}.{form}"'
    response["X-Content-Type-Options"] = "nosniff"
    response["ETag"] = f'"{digest}"'
    return response
