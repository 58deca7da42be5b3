"""Pages of the bank: everybody's, the meeting's list from last year, and the close of a year."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.http import urlencode
from django.utils.translation import gettext, ngettext

from betang.accounts.actors import Actor
from betang.accounts.desk import desk_page
from betang.accounts.terms import Post
from betang.audit import trail
from betang.casework.terms import ReasonKind
from betang.kernel import clock
from betang.kernel.errors import DomainError, NotFound
from betang.kernel.pages import kept
from betang.proposals import forms
from betang.proposals import queries as proposals
from betang.proposals.bank import actions, policies, queries
from betang.proposals.bank.queries import Filters
from betang.proposals.models import Proposal, YearClosing
from betang.proposals.terms import ClosingState, Sector
from betang.regions.queries import by_code, place_line

DEFERRALS = (2, 3, 4)


def _actor(request: HttpRequest) -> Actor:
    actor: Actor = request.actor  # type: ignore[attr-defined]
    return actor


@kept("bidang", "kali", "sejak", "setelah", "wilayah")
def bank(request: HttpRequest) -> HttpResponse:
    """`/usulan/bank/`: what waits for money, by place and sector, how often it was put off and since when."""
    asked = {name: request.GET.get(name, "") for name in ("wilayah", "bidang", "kali", "sejak")}
    filters = Filters.read(asked)
    place = place_line(filters.region_code) if filters.region_code else ""
    if filters.region_code and not place:
        raise NotFound(gettext("There is no region with this code."))
    page = queries.bank(filters, after=request.GET.get("setelah", "")[:60])
    params = filters.params()
    return render(
        request,
        "proposals/bank/bank.html",
        {
            "filters": filters,
            "place": place,
            "page": page,
            "sectors": Sector.choices,
            "sector_label": dict(Sector.choices).get(filters.sector, ""),
            "times": [(times, ngettext("%(num)s time", "%(num)s times", times) % {"num": times}) for times in DEFERRALS],
            "often": sum(count for times, count in page.counts.items() if times >= DEFERRALS[0]),
            "next_url": "?" + urlencode(sorted({**params, "setelah": page.after}.items())) if page.after else "",
            "is_narrowed": bool(params),
        },
    )


@desk_page(*policies.READERS)
def from_last_year(request: HttpRequest) -> HttpResponse:
    """`/meja/usulan/bank/`: what a meeting is offered from the years before: put it before the meeting, or take it out."""
    return _list(request)


def _list(request: HttpRequest, *, problem: DomainError | None = None, open_at: str = "", status: int = 200) -> HttpResponse:
    actor = _actor(request)
    rows = []
    for one in queries.of_desk(actor):
        verdict = policies.may_take_up(actor, one.proposal)
        rows.append((one, bool(verdict), verdict.needs_second_factor, actions.year_offered(one.proposal, clock.now()) if verdict else 0))
    return render(
        request,
        "proposals/desk/bank.html",
        {
            "rows": rows,
            "needs_factor": any(row[2] for row in rows),
            "reasons": forms.reasons(ReasonKind.REFUSE),
            "problem": problem,
            "open_at": open_at,
            "typed": request.POST if request.method == "POST" else {},
            "is_planner": actor.holds_any(Post.PLANNER),
        },
        status=status,
    )


def _found(request: HttpRequest, address: str) -> Proposal:
    found = proposals.of_number(address)
    verdict = policies.may_take_up(_actor(request), found)
    verdict.require()
    return found


@desk_page(*policies.READERS)
def take_up(request: HttpRequest, address: str) -> HttpResponseBase:
    """Put it before this year's meeting: one tap."""
    found = _found(request, address)
    return _carry_out(request, found, retires=False) if request.method == "POST" else redirect("proposals_desk:bank")


@desk_page(*policies.READERS)
def retire(request: HttpRequest, address: str) -> HttpResponseBase:
    """Take it out of the bank, with a reason."""
    found = _found(request, address)
    return _carry_out(request, found, retires=True) if request.method == "POST" else redirect("proposals_desk:bank")


def _carry_out(request: HttpRequest, found: Proposal, *, retires: bool) -> HttpResponseBase:
    actor = _actor(request)
    assert found.matter is not None
    said: dict[str, Any] = {"number": found.matter.number}
    try:
        with trail.once(request.POST.get("kunci", ""), scope=f"proposals.bank.{actor.id}") as once:
            if not once.repeated:
                if retires:
                    actions.retire(
                        actor=actor, proposal=found, at=clock.now(), reason_code=request.POST.get("alasan", ""),
                        words=request.POST.get("words", ""),
                    )  # fmt: skip
                    messages.success(request, gettext("%(number)s was taken out of the bank. Whoever follows it is told.") % said)
                else:
                    actions.take_up(actor=actor, proposal=found, at=clock.now())
                    year = {"year": found.fiscal_year}
                    messages.success(request, gettext("%(number)s lies before the meeting for %(year)d.") % (said | year))
                once.location = reverse("proposals_desk:bank")
        return redirect(once.location)
    except DomainError as error:
        if error.status in (403, 404):
            raise
        return _list(request, problem=error, open_at=found.matter.address if retires else "", status=error.status)


@desk_page(Post.PLANNER)
def closings(request: HttpRequest) -> HttpResponse:
    """`/meja/usulan/tutup-tahun/`: years that are over, and what their close would keep."""
    return _closings(request)


def _closings(request: HttpRequest, *, problem: DomainError | None = None, status: int = 200) -> HttpResponse:
    rows = queries.closings_of(_actor(request))
    shown = [
        (one, queries.preview(one) if one.state != ClosingState.DONE else [], policies.may_close(_actor(request), one.region.code))
        for one in rows
    ]
    return render(
        request,
        "proposals/desk/closings.html",
        {
            "rows": [(one, states, sum(each.count for each in states), bool(may), may.needs_second_factor) for one, states, may in shown],
            "problem": problem,
        },
        status=status,
    )


@desk_page(Post.PLANNER)
def close(request: HttpRequest, code: str, year: int) -> HttpResponseBase:
    """Say yes to the close of a year."""
    region = by_code(code)
    policies.may_close(_actor(request), region.code).require()
    if not YearClosing.objects.filter(region=region, fiscal_year=year).exists():
        raise NotFound(gettext("This page does not exist."))
    if request.method != "POST":
        return redirect("proposals_desk:closings")
    try:
        closing = actions.close_year(actor=_actor(request), region=region, fiscal_year=year, at=clock.now())
        messages.success(
            request,
            gettext("The year %(year)d is being closed. What is open is put into the bank, one after the other.")
            % {"year": closing.fiscal_year},
        )
        return redirect("proposals_desk:closings")
    except DomainError as error:
        if error.status in (403, 404):
            raise
        return _closings(request, problem=error, status=error.status)
