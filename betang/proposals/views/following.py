"""What people do with a proposal without an account: support it, follow it, and see to their own by its secret code."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.utils.translation import get_language, gettext

from betang.accounts.actors import NOBODY
from betang.casework import actions as casework
from betang.casework import queries as casework_queries
from betang.casework.rules import token_typed
from betang.guard.forms import public_form
from betang.kernel import clock
from betang.kernel.errors import DomainError, InvalidInput, NotFound
from betang.kernel.pages import fresh, private
from betang.proposals import actions, forms, machine, queries
from betang.proposals.actions.senders import dispute_workdays
from betang.proposals.models import Proposal
from betang.proposals.uploads import PAPERS, keep_uploads
from betang.proposals.views.reading import picture
from betang.statutes.calendar import add_workdays
from betang.statutes.queries import calendar_for


@fresh
@public_form(rate="20/h")
def support(request: HttpRequest, address: str) -> HttpResponse:
    """`/usulan/<number>/dukung/`: one support for each phone number or e-mail address."""
    found = queries.of_number(address)
    form = forms.SupportForm(request.POST if request.method == "POST" else None, label_suffix="")
    supported = None
    if request.method == "POST" and form.is_valid():
        try:
            supported = actions.support(
                proposal=found, contact=form.cleaned_data["contact"], at=clock.now(), language=get_language() or "id"
            )
        except InvalidInput as error:
            for name, message in error.fields.items():
                form.add_error(name, message)
        except DomainError as error:
            form.add_error(None, error.message)
    return render(
        request,
        "proposals/support.html",
        {"proposal": found, "matter": found.matter, "form": form, "supported": supported},
        status=422 if form.errors else 200,
    )


@private
@public_form(rate="60/h", shortest_s=0)
def supported(request: HttpRequest, token: str) -> HttpResponse:
    """`/usulan/dukungan/<token>/`: confirmed or taken away by a button, for mail programs open links by themselves."""
    found = queries.by_support_token(token)
    proposal = found.proposal
    done = ""
    if request.method == "POST":
        done = request.POST.get("apa", "")
        if done == "ya":
            found = actions.confirm_support(token=token, at=clock.now())
        elif done == "tarik":
            actions.withdraw_support(token=token, at=clock.now())
    return render(request, "proposals/supported.html", {"proposal": proposal, "matter": proposal.matter, "support": found, "done": done})


@fresh
@public_form(rate="20/h")
def follow(request: HttpRequest, address: str) -> HttpResponse:
    """`/usulan/<number>/ikuti/`: told by e-mail of every step, or by a feed."""
    found = queries.of_number(address)
    assert found.matter is not None
    form = forms.FollowForm(request.POST if request.method == "POST" else None, label_suffix="")
    is_asked = False
    if request.method == "POST" and form.is_valid():
        try:
            casework.follow(matter=found.matter, email=form.cleaned_data["email"], language=get_language() or "id", at=clock.now())
            is_asked = True
        except InvalidInput as error:
            for name, message in error.fields.items():
                form.add_error(name, message)
    return render(
        request,
        "proposals/follow.html",
        {"proposal": found, "matter": found.matter, "form": form, "is_asked": is_asked},
        status=422 if form.errors else 200,
    )


@private
@public_form(rate="20/h", shortest_s=0)
def track(request: HttpRequest) -> HttpResponseBase:
    """`/usulan/lacak/`: number and secret code lead to one's own proposal."""
    form = forms.TrackForm(request.POST if request.method == "POST" else None, label_suffix="")
    if request.method == "POST" and form.is_valid():
        try:
            found = queries.by_tracking(form.cleaned_data["number"], form.cleaned_data["token"])
            assert found.matter is not None
            return redirect("proposals:mine", address=found.matter.address, token=token_typed(form.cleaned_data["token"]))
        except NotFound:
            form.add_error(None, gettext("There is no proposal with this number and this code. Look at both again."))
    return render(request, "proposals/track.html", {"form": form}, status=422 if form.errors else 200)


@private
@public_form(rate="60/h", shortest_s=0)
def mine(request: HttpRequest, address: str, token: str) -> HttpResponseBase:
    """`/usulan/lacak/<number>/<code>/`: complete it and send it again, take it back, dispute a refusal, read what was said."""
    found = queries.by_tracking(address, token)
    act = request.POST.get("aksi", "") if request.method == "POST" else ""
    complete = forms.CompleteForm(request.POST if act in ("lengkapi", "foto") else None, proposal=found, initial=forms.typed_of(found))
    dispute = forms.DisputeForm(request.POST if act == "sanggah" else None)
    problem: DomainError | None = None
    if act:
        try:
            if _carry_out(request, found, act, complete, dispute):
                return redirect("proposals:mine", address=address, token=token)
        except DomainError as error:
            problem = error
            if act == "lengkapi":
                complete.take_errors(error)
    matter = found.matter
    assert matter is not None
    return render(
        request,
        "proposals/mine.html",
        {
            **own_context(found),
            "proposal": found,
            "matter": matter,
            "token": token,
            "address": address,
            "complete": complete,
            "dispute": dispute,
            "problem": problem,
            "papers": PAPERS,
        },
        status=422 if act else 200,
    )


def own_context(found: Proposal) -> dict[str, Any]:
    """What a sender sees of where it is and what they may do."""
    matter = found.matter
    assert matter is not None
    returned = matter.steps.filter(action="send_back").order_by("-seq").first() if matter.state.startswith("returned_") else None
    can_dispute_until = None
    if matter.outcome == "refused" and matter.closed_at is not None and not matter.steps.filter(action="dispute").exists():
        last = add_workdays(matter.closed_at.astimezone(clock.zone()).date(), dispute_workdays(), calendar_for(found.region_code))
        can_dispute_until = last if clock.today() <= last else None
    return {
        "lines": casework_queries.timeline(matter),
        "state_label": machine.PROPOSAL.state(matter.state).label,
        "returned": returned,
        "photos": list(found.attachments.all()),
        "can_withdraw": machine.PROPOSAL.transition("cancel", matter.state) is not None,
        "can_dispute_until": can_dispute_until,
        "parts": list(matter.parts.all()),
    }


def _carry_out(request: HttpRequest, found: Proposal, act: str, complete: forms.CompleteForm, dispute: forms.DisputeForm) -> bool:
    at = clock.now()
    seen = int(request.POST["langkah"]) if request.POST.get("langkah", "").isdecimal() else None
    if act in ("lengkapi", "foto"):
        if wrong := keep_uploads(request, found, at=at):
            raise InvalidInput(" ".join(wrong))
        if act == "foto" or not complete.is_valid():
            return False
        values = forms.read(complete.data)
        actions.answer_return(
            actor=NOBODY, proposal=found, values=values, at=at, words=complete.cleaned_data["words"], has_token=True, seen=seen
        )
        return True
    if act.startswith("hapus-"):
        actions.detach(proposal=found, attachment_id=_uuid(act.removeprefix("hapus-")), at=at)
        return True
    if act == "tarik":
        actions.withdraw(actor=NOBODY, proposal=found, at=at, words=request.POST.get("words", "")[:4000], has_token=True, seen=seen)
        return True
    if act == "sanggah" and dispute.is_valid():
        actions.dispute(
            actor=NOBODY,
            proposal=found,
            at=at,
            reason_code=dispute.cleaned_data["reason"],
            words=dispute.cleaned_data["words"],
            has_token=True,
            seen=seen,
        )
        return True
    return False


def _uuid(text: str) -> UUID:
    try:
        return UUID(text)
    except ValueError:
        raise NotFound(gettext("This page does not exist.")) from None


@private
def my_file(request: HttpRequest, address: str, token: str, attachment_id: UUID) -> HttpResponse:
    """The sender looks at a file of their own."""
    return picture(queries.by_tracking(address, token).attachments.filter(pk=attachment_id).first(), is_public=False)
