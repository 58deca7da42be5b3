"""The desk's pages for files of the national system."""

from __future__ import annotations

from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.utils.translation import gettext, pgettext

from betang.accounts.actors import Actor
from betang.accounts.desk import desk_page
from betang.casework.terms import ReasonKind
from betang.kernel import clock
from betang.kernel.errors import DomainError, InvalidInput, NotFound
from betang.proposals import forms, rules
from betang.proposals.exchange import actions, policies
from betang.proposals.exchange.exporting import KINDS, export
from betang.proposals.models import ExchangeRun
from betang.proposals.terms import ExchangeState
from betang.regions.models import Region
from betang.regions.queries import by_code

SHOWN = 300
TYPES = {"csv": "text/csv; charset=utf-8", "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"}


def _actor(request: HttpRequest) -> Actor:
    actor: Actor = request.actor  # type: ignore[attr-defined]
    return actor


def kind_words() -> dict[str, str]:
    """What the kinds of rows are called."""
    return {
        "new": gettext("new"), "link": gettext("number added"), "step": gettext("a step"), "same": gettext("as it is here"),
        "cannot": gettext("not yours to do"), "wrong": gettext("left out"), "left": gettext("not brought"),
        "failed": pgettext("row", "not taken over"),
    }  # fmt: skip


TONES = {"new": "good", "link": "good", "step": "good", "cannot": "wait", "wrong": "stop", "failed": "stop"}


@desk_page(*policies.POSTS)
def home(request: HttpRequest) -> HttpResponseBase:
    """`/meja/usulan/sipd/`: bring a file, take one out, and what was brought before."""
    return _home(request)


def _home(request: HttpRequest, *, problem: DomainError | None = None, status: int = 200) -> HttpResponse:
    codes = policies.regions_of(_actor(request))
    regions = Region.objects.filter(code__in=codes, valid_to__isnull=True)
    return render(
        request,
        "proposals/desk/exchange.html",
        {
            "regions": sorted(regions, key=lambda one: (-one.code.count("."), one.code)),
            "runs": list(ExchangeRun.objects.filter(region__code__in=codes).select_related("region", "person")[:20]),
            "year": request.POST.get("tahun") or rules.year_asked(clock.today()),
            "typed": request.POST if request.method == "POST" else {},
            "problem": problem,
        },
        status=status,
    )


def _region(request: HttpRequest) -> Region:
    code = request.POST.get("wilayah", "") or next(iter(policies.regions_of(_actor(request))), "")
    region = by_code(code)
    policies.may_exchange(_actor(request), region.code).require()
    return region


def _year(request: HttpRequest) -> int:
    text = request.POST.get("tahun", "").strip()
    if not (text.isascii() and text.isdecimal() and 2000 <= int(text) <= 2100):
        message = gettext("“%(text)s” is not a year.") % {"text": text[:10]}
        raise InvalidInput(message, fields={"tahun": message})
    return int(text)


@desk_page(*policies.POSTS)
def bring(request: HttpRequest) -> HttpResponseBase:
    """A file is looked through; nothing else is written."""
    if request.method != "POST":
        return redirect("proposals_desk:exchange")
    try:
        region, file = _region(request), request.FILES.get("berkas")
        if file is None:
            raise InvalidInput(gettext("Choose a file first."))
        run = actions.look_through(
            actor=_actor(request), region=region, fiscal_year=_year(request), file=file, file_name=str(file.name), at=clock.now()
        )
        return redirect("proposals_desk:exchange_run", run_id=run.pk)
    except DomainError as error:
        if error.status in (403, 404):
            raise
        return _home(request, problem=error, status=error.status)


@desk_page(*policies.POSTS)
def take_out(request: HttpRequest) -> HttpResponseBase:
    """The proposals of a region and year as a file."""
    if request.method != "POST":
        return redirect("proposals_desk:exchange")
    kind, shape = request.POST.get("jenis", "asmas"), request.POST.get("bentuk", "xlsx")
    if kind not in KINDS or shape not in TYPES:
        raise NotFound(gettext("This page does not exist."))
    try:
        body, name = export(
            actor=_actor(request), region=_region(request), fiscal_year=_year(request), kind=kind, shape=shape, at=clock.now()
        )
    except DomainError as error:
        if error.status in (403, 404):
            raise
        return _home(request, problem=error, status=error.status)
    response = HttpResponse(body, content_type=TYPES[shape])
    response["Content-Disposition"] = f'attachment; filename="{name}"'
    return response


def _run(request: HttpRequest, run_id: UUID) -> ExchangeRun:
    run = ExchangeRun.objects.select_related("region", "person").filter(pk=run_id).first()
    if run is None:
        raise NotFound(gettext("This page does not exist."))
    policies.may_exchange(_actor(request), run.region.code).require()
    return run


@desk_page(*policies.POSTS)
def one(request: HttpRequest, run_id: UUID) -> HttpResponseBase:
    """`/meja/usulan/sipd/<key>/`: row by row what the file would do; a yes, or putting it aside."""
    run = _run(request, run_id)
    if request.method != "POST":
        return _show(request, run)
    if request.POST.get("aksi") == "sisihkan":
        actions.discard(actor=_actor(request), run=run, at=clock.now())
        messages.success(request, gettext("The file was put aside. Nothing was written."))
        return redirect("proposals_desk:exchange")
    policies.may_take_over(_actor(request), run.region.code).require()
    try:
        reasons = {action: request.POST.get(f"alasan_{action}", "") for action in actions.NEEDS}
        actions.confirm(actor=_actor(request), run=run, reasons=reasons, at=clock.now())
        messages.success(request, gettext("The file is being taken over, row by row. Load this page again to see how far it is."))
        return redirect("proposals_desk:exchange_run", run_id=run.pk)
    except DomainError as error:
        if error.status in (403, 404):
            raise
        return _show(request, run, problem=error, status=error.status)


def _show(request: HttpRequest, run: ExchangeRun, *, problem: DomainError | None = None, status: int = 200) -> HttpResponse:
    words, counts = kind_words(), run.report.get("counts", {})
    asked = request.GET.get("pilih", "")
    rows = [row for row in run.report["rows"] if asked in ("", row["kind"])]
    may = policies.may_take_over(_actor(request), run.region.code)
    return render(
        request,
        "proposals/desk/exchange_run.html",
        {
            "run": run,
            "rows": [(row, words[row["kind"]], TONES.get(row["kind"], "plain")) for row in rows[:SHOWN]],
            "more": max(0, len(rows) - SHOWN),
            "tabs": [(f"{gettext('all')} ({len(run.report['rows'])})", "?", not asked)]
            + [(f"{words[kind]} ({counts[kind]})", f"?pilih={kind}", asked == kind) for kind in words if counts.get(kind)],
            "writes": sum(counts.get(kind, 0) for kind in ("new", "link", "step")),
            "is_open": run.state == ExchangeState.LOOKED_THROUGH,
            "may": bool(may),
            "needs_factor": may.needs_second_factor,
            "needs": [
                (
                    action,
                    gettext("Reason for what is refused") if action == "refuse" else gettext("Reason for what is sent back"),
                    forms.reasons(kind),
                )
                for action, kind in (("refuse", ReasonKind.REFUSE), ("send_back", ReasonKind.RETURN))
                if action in run.report.get("needs", [])
            ],
            "typed": request.POST if request.method == "POST" else {},
            "problem": problem,
        },
        status=status,
    )
