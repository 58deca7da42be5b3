"""The desk: a meeting from its plan to its signed minutes, one page for each thing that is done in the hall."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.http import urlencode
from django.utils.translation import gettext, ngettext, pgettext

from betang.accounts.actors import Actor
from betang.accounts.desk import desk_page
from betang.audit import trail
from betang.casework.terms import Level
from betang.kernel import clock
from betang.kernel.errors import DomainError, InvalidInput, NotFound
from betang.proposals import machine
from betang.proposals.calendar.queries import quota_state
from betang.proposals.calendar.quotas import passes_on
from betang.proposals.forms import DecideForm, DeskForm, read
from betang.proposals.meetings import actions, forms, policies, queries, rules
from betang.proposals.meetings import paper as papers
from betang.proposals.meetings.queries import Item, MeetingPage
from betang.proposals.meetings.views import TONES, stored
from betang.proposals.models import Meeting, Proposal
from betang.proposals.policies import may_decide
from betang.proposals.terms import Channel, MeetingKind, MeetingState
from betang.regions.queries import offices_of, place_line

STEPS = ("planned", "invited", "held", "minuted", "signed")


def _actor(request: HttpRequest) -> Actor:
    actor: Actor = request.actor  # type: ignore[attr-defined]
    return actor


def _found(request: HttpRequest, address: str) -> Meeting:
    found = queries.of_address(address, is_public=False)
    policies.may_run(_actor(request), found).require()
    return found


def _url(found: Meeting, name: str = "meeting", **more: Any) -> str:
    return reverse(f"proposals_desk:{name}", kwargs={"address": rules.address_of(found.number), **more})


def _once(request: HttpRequest, act: Callable[[], str], *, to: str) -> HttpResponseBase:
    """Carry out what a form asks, once, and go on to `to`. Domain errors are for the caller to show."""
    with trail.once(request.POST.get("kunci", ""), scope=f"proposals.meetings.{_actor(request).id}") as once:
        if not once.repeated:
            said = act()
            if said:
                messages.success(request, said)
            once.location = to
    return redirect(once.location or to)


def _shown(error: DomainError) -> bool:
    """The page says it; doors and things that do not exist are answered by the house."""
    return error.status not in (401, 403, 404)


def _stages(found: Meeting) -> list[str]:
    return [gettext("planned"), gettext("invited"), pgettext("meeting", "held"), gettext("minutes"), gettext("signed")]


def _context(request: HttpRequest, found: Meeting, page: MeetingPage | None = None, **more: Any) -> dict[str, Any]:
    return {
        "meeting": found,
        "page": page or queries.page_of(found),
        "tone": TONES.get(found.state, "plain"),
        "stages": _stages(found),
        "stage_at": STEPS.index(found.state) + 1 if found.state in STEPS else 0,
        "address": rules.address_of(found.number),
        "is_public": found.state in queries.PUBLIC_STATES,
        "problem": None,
        "typed": request.POST if request.method == "POST" else {},
        **more,
    }


@desk_page(*policies.DESK_POSTS)
def meetings(request: HttpRequest) -> HttpResponse:
    """`/meja/usulan/musyawarah/`: the meetings that I may run."""
    page = queries.desk_list(_actor(request), after=request.GET.get("setelah", "")[:120])
    return render(
        request,
        "proposals/meetings/desk/list.html",
        {
            "rows": [
                (one, _url(one), str(MeetingKind(one.kind).label), str(MeetingState(one.state).label), TONES.get(one.state, "plain"))
                for one in page.rows
            ],
            "places": page.places,
            "next_url": "?" + urlencode({"setelah": page.after}) if page.after else "",
            "may_plan": bool(policies.kinds_for(_actor(request))),
        },
    )


@desk_page(*policies.DESK_POSTS)
def plan(request: HttpRequest) -> HttpResponseBase:
    """`/meja/usulan/musyawarah/baru/`: plan a meeting, or enter one that was held without network."""
    actor = _actor(request)
    kinds = policies.kinds_for(actor)
    if not kinds:
        raise NotFound(gettext("This page does not exist."))
    choices = []
    for code, kind in kinds:
        if kind == MeetingKind.AGENCY_FORUM:
            mine = {held.office_id for held in actor.posts if held.region_code == code and held.office_id}
            offices = [one for one in offices_of(code).order_by("name") if not mine or one.pk in mine]
            choices += [(f"{kind}:{code}:{one.pk}", f"{kind.label}: {one.name}") for one in offices]
        else:
            choices.append((f"{kind}:{code}:", f"{kind.label}, {place_line(code)}"))
    if not choices:
        raise NotFound(gettext("This page does not exist."))
    choices.sort(key=lambda one: one[0].startswith(MeetingKind.AGENCY_FORUM))
    form = forms.MeetingForm(request.POST if request.method == "POST" else None, initial=forms.offered())
    chosen = request.POST.get("rapat", choices[0][0])
    status = 200
    if request.method == "POST":
        status = 422
        if chosen not in dict(choices):
            form.add_error(None, gettext("Choose a meeting from the list."))
        elif form.is_valid():
            kind_name, code, office = chosen.split(":")
            found: list[Meeting] = []

            def act() -> str:
                made = actions.plan_meeting(
                    actor=actor, kind=kind_name, region_code=code, values=form.values(), at=clock.now(),
                    office_id=UUID(office) if office else None, is_afterwards=bool(request.POST.get("sudah")),
                )  # fmt: skip
                found.append(made)
                return gettext("%(number)s is planned.") % {"number": made.number}

            try:
                with trail.once(request.POST.get("kunci", ""), scope=f"proposals.meetings.{actor.id}") as once:
                    if not once.repeated:
                        messages.success(request, act())
                        once.location = _url(found[0])
                return redirect(once.location)
            except DomainError as error:
                if not _shown(error):
                    raise
                form.take_errors(error)
    return render(
        request,
        "proposals/meetings/desk/plan.html",
        {"form": form, "choices": choices, "chosen": chosen, "is_afterwards": bool(request.POST.get("sudah") or request.GET.get("sudah"))},
        status=status,
    )


@desk_page(*policies.DESK_POSTS)
def change(request: HttpRequest, address: str) -> HttpResponseBase:
    """Change what was planned."""
    found = _found(request, address)
    form = forms.MeetingForm(request.POST if request.method == "POST" else None, before=found, initial=forms.typed_of(found))
    problem = None
    if request.method == "POST" and form.is_valid():

        def act() -> str:
            actions.change_meeting(actor=_actor(request), meeting=found, values=form.values(), at=clock.now())
            return gettext("The meeting was changed.")

        try:
            return _once(request, act, to=_url(found))
        except DomainError as error:
            if not _shown(error):
                raise
            form.take_errors(error)
    context = _context(request, found, form=form, problem=problem)
    return render(request, "proposals/meetings/desk/change.html", context, status=422 if form.errors else 200)


@desk_page(*policies.DESK_POSTS)
def meeting(request: HttpRequest, address: str) -> HttpResponse:
    """`/meja/usulan/musyawarah/<number>/`: where it stands, and what comes next."""
    return _show(request, _found(request, address))


def _show(request: HttpRequest, found: Meeting, *, problem: DomainError | None = None, **more: Any) -> HttpResponse:
    page = queries.page_of(found)
    current = page.current
    may_sign = policies.may_sign(_actor(request), current) if current else None
    items = [(str(one.ranked.pk), f"{one.number} {one.proposal.title}") for one in page.items]
    context = _context(
        request,
        found,
        page,
        problem=problem,
        current=current,
        may_sign=bool(may_sign) or bool(may_sign is not None and may_sign.needs_second_factor),
        signed_by_me=bool(current and policies.has_signed(_actor(request), current)),
        objection_form=more.pop("objection_form", None) or forms.ObjectionForm(items=items),
        paper_form=more.pop("paper_form", None) or forms.PaperSignatureForm(),
        photo_form=more.pop("photo_form", None) or forms.PhotoForm(),
        can_decide=rules.DECISIONS[found.kind],
        open_fold=more.pop("open_fold", ""),
        **more,
    )
    status = problem.status if problem is not None else 200
    return render(request, "proposals/meetings/desk/meeting.html", context, status=status)


def _posted(
    request: HttpRequest, address: str, act: Callable[[Meeting], str], *, fold: str = "", form_name: str = "", form: Any = None
) -> HttpResponseBase:
    """A small form of the meeting's page: done once, or the page again with what is wrong."""
    found = _found(request, address)
    if request.method != "POST":
        query = request.META.get("QUERY_STRING", "")
        return redirect(_url(found) + (f"?{query}" if query else ""))
    more = {form_name: form} if form_name else {}
    if form is not None and not form.is_valid():
        return _show(request, found, problem=InvalidInput(gettext("Something is not right yet")), open_fold=fold, **more)
    try:
        return _once(request, lambda: act(found), to=_url(found))
    except DomainError as error:
        if not _shown(error):
            raise
        if form is not None:
            form.take_errors(error)
        return _show(request, _found(request, address), problem=error, open_fold=fold, **more)


@desk_page(*policies.DESK_POSTS)
def invite(request: HttpRequest, address: str) -> HttpResponseBase:
    """Make it public."""

    def act(found: Meeting) -> str:
        actions.invite(actor=_actor(request), meeting=found, at=clock.now())
        return gettext("Everybody can read the invitation now. Print it, and send its address on.")

    return _posted(request, address, act)


@desk_page(*policies.DESK_POSTS)
def cancel(request: HttpRequest, address: str) -> HttpResponseBase:
    """Call it off."""

    def act(found: Meeting) -> str:
        actions.cancel(actor=_actor(request), meeting=found, reason=request.POST.get("alasan", ""), at=clock.now())
        return gettext("The meeting was called off.")

    return _posted(request, address, act, fold="batal")


@desk_page(*policies.DESK_POSTS)
def attendance(request: HttpRequest, address: str) -> HttpResponseBase:
    """Who came: names for the desk, numbers for everybody."""
    found = _found(request, address)
    here = _url(found, "meeting_attendance")
    form = forms.AttendanceForm(
        request.POST if request.method == "POST" and not request.POST.get("hapus") else None,
        initial={"held_on": found.held_on or found.starts_at.astimezone(clock.zone()).date()},
    )
    problem: DomainError | None = None
    try:
        if request.method == "POST" and request.POST.get("hapus"):
            key = _uuid(request.POST["hapus"])

            def remove() -> str:
                actions.remove_attendance(actor=_actor(request), meeting=found, attendance_id=key, at=clock.now())
                return gettext("Taken off the list.")

            return _once(request, remove, to=here)
        if request.method == "POST" and form.is_valid():
            guests = form.read()

            def act() -> str:
                made = actions.record_attendance(
                    actor=_actor(request), meeting=found, guests=guests, at=clock.now(), held_on=form.cleaned_data.get("held_on")
                )
                return ngettext("%(count)d person was written down.", "%(count)d people were written down.", len(made)) % {
                    "count": len(made)
                }

            if not form.errors:
                return _once(request, act, to=here)
    except DomainError as error:
        if not _shown(error):
            raise
        problem = error
        form.take_errors(error) if form.is_bound else None
    context = _context(request, found, form=form, problem=problem, rows=range(1, form.ROWS + 1), people=list(queries.attendances_of(found)))
    return render(request, "proposals/meetings/desk/attendance.html", context, status=422 if form.errors or problem else 200)


def _uuid(text: str) -> UUID:
    try:
        return UUID(text)
    except ValueError:
        raise NotFound(gettext("This page does not exist.")) from None


@desk_page(*policies.DESK_POSTS)
def listing(request: HttpRequest, address: str) -> HttpResponseBase:
    """What the meeting will weigh: what waits at its level, and what the bank kept."""
    found = _found(request, address)
    here = _url(found, "meeting_list")
    problem: DomainError | None = None
    if request.method == "POST":
        try:
            if request.POST.get("hapus"):
                key = _uuid(request.POST["hapus"])

                def remove() -> str:
                    actions.take_down(actor=_actor(request), meeting=found, ranked_id=key, at=clock.now())
                    return gettext("Taken off the list.")

                return _once(request, remove, to=here)
            keys = [_uuid(text) for text in request.POST.getlist("usulan")]
            if not keys:
                raise InvalidInput(gettext("Tick at least one proposal."))

            def act() -> str:
                made = actions.take_up(actor=_actor(request), meeting=found, proposal_ids=keys, at=clock.now())
                return ngettext("%(count)d proposal was put on the list.", "%(count)d proposals were put on the list.", len(made)) % {
                    "count": len(made)
                }

            return _once(request, act, to=here)
        except DomainError as error:
            if not _shown(error):
                raise
            problem = error
    context = _context(request, found, problem=problem, offered=queries.offered_to(found))
    return render(request, "proposals/meetings/desk/listing.html", context, status=problem.status if problem else 200)


@desk_page(*policies.DESK_POSTS)
def ranking(request: HttpRequest, address: str) -> HttpResponseBase:
    """Scores by criterion, or points: ranks follow by themselves."""
    found = _found(request, address)
    page = queries.page_of(found)
    problem: DomainError | None = None
    if request.method == "POST":
        try:
            return _once(request, lambda: _rank(request, found, page), to=_url(found, "meeting_ranking"))
        except DomainError as error:
            if not _shown(error):
                raise
            problem = error
    context = _context(request, found, page, problem=problem, wrong=getattr(problem, "fields", {}))
    return render(request, "proposals/meetings/desk/ranking.html", context, status=problem.status if problem else 200)


def _rank(request: HttpRequest, found: Meeting, page: MeetingPage) -> str:
    wrong: dict[str, str] = {}

    def number(name: str) -> int | None:
        text = request.POST.get(name, "").strip()
        if not text:
            return None
        if not text.isascii() or not text.isdecimal() or len(text) > 6:
            wrong[name] = gettext("Type a whole number.")
            return None
        return int(text)

    at = clock.now()
    if page.is_by_points:
        points = {one.ranked.pk: value for one in page.items if (value := number(f"{one.ranked.pk}:points")) is not None}
        if wrong:
            raise InvalidInput(gettext("It was not kept yet. Look at what is marked."), fields=wrong)
        actions.give_points(actor=_actor(request), meeting=found, points=points, at=at)
    else:
        scores: dict[UUID, dict[str, int]] = {}
        for one in page.items:
            given = {item.key: value for item in page.criteria if (value := number(f"{one.ranked.pk}:{item.key}")) is not None}
            if given:
                scores[one.ranked.pk] = given
        if wrong:
            raise InvalidInput(gettext("It was not kept yet. Look at what is marked."), fields=wrong)
        actions.score(actor=_actor(request), meeting=found, scores=scores, at=at)
    return gettext("Kept. The order follows from it.")


def _decide_form(found: Meeting, proposal: Proposal, action: str, data: Any = None) -> DecideForm | None:
    matter = proposal.matter
    assert matter is not None
    transition = machine.PROPOSAL.transition(action, matter.state)
    if transition is None:
        return None
    wants_office = action == "accept" and matter.level == Level.PLANNING
    offices = [(str(one.pk), one.name) for one in offices_of(matter.holder_code).order_by("name")] if wants_office else []
    initial: dict[str, Any] = {"office": str(proposal.office_id or "")}
    if proposal.volume is not None:
        initial["volume"] = f"{proposal.volume.normalize():f}".replace(".", ",")
    if proposal.estimate_idr is not None:
        initial["amount"] = f"{proposal.estimate_idr:,}".replace(",", ".")
    quota = quota_state(matter.level, proposal.region_code, proposal.fiscal_year) if passes_on(action, matter, to_province=False) else None
    may_exceed = quota is not None and quota.is_full and quota.quota.allows_more
    return DecideForm(data, transition=transition, offices=offices, initial=initial, may_exceed=may_exceed)


@desk_page(*policies.DESK_POSTS)
def decide(request: HttpRequest, address: str, ranked_id: UUID) -> HttpResponseBase:
    """What the meeting decides on one proposal: its reason, its words, volume and amount."""
    found = _found(request, address)
    page = queries.page_of(found)
    item = next((one for one in page.items if one.ranked.pk == ranked_id), None)
    if item is None:
        raise NotFound(gettext("This page does not exist."))
    chosen = request.POST.get("putusan", "")
    bound = _decide_form(found, item.proposal, chosen, request.POST) if chosen in rules.DECISIONS[found.kind] else None
    problem: DomainError | None = None
    status = 200
    if request.method == "POST":
        status = 422
        if bound is None:
            problem = InvalidInput(gettext("This proposal has moved on meanwhile. Look at it first."))
        elif bound.is_valid():
            try:
                return _once(request, lambda: _decided(request, found, item, chosen, bound), to=_url(found) + "#daftar")
            except DomainError as error:
                if not _shown(error):
                    raise
                bound.take_errors(error)
                problem, status = error, error.status
    matter = item.proposal.matter
    assert matter is not None
    offered = []
    if not item.ranked.decision:
        for action in rules.DECISIONS[found.kind]:
            verdict = may_decide(_actor(request), item.proposal, action)
            if machine.PROPOSAL.transition(action, matter.state) is None or not (verdict or verdict.needs_second_factor):
                continue
            form = bound if bound is not None and action == chosen else _decide_form(found, item.proposal, action)
            if form is not None:
                offered.append((action, form, form.transition))
    context = _context(request, found, page, problem=problem, item=item, offered=offered, chosen=chosen, matter=matter)
    return render(request, "proposals/meetings/desk/decide.html", context, status=status)


def _decided(request: HttpRequest, found: Meeting, item: Item, action: str, form: DecideForm) -> str:
    said = form.cleaned_data
    office = said.get("office")
    seen = request.POST.get("langkah", "")
    actions.decide_item(
        actor=_actor(request), meeting=found, ranked_id=item.ranked.pk, action=action, at=clock.now(), reason_code=said.get("reason", ""),
        words=said.get("words", ""), volume=said.get("volume"), amount_idr=said.get("amount"), office_id=UUID(office) if office else None,
        beyond_quota=bool(said.get("beyond_quota")), seen=int(seen) if seen.isdecimal() else None,
    )  # fmt: skip
    return gettext("%(number)s: %(what)s. Whoever follows it is told.") % {"number": item.number, "what": form.transition.told}


@desk_page(*policies.DESK_POSTS)
def propose(request: HttpRequest, address: str) -> HttpResponseBase:
    """A proposal that those present make in the meeting."""
    found = _found(request, address)
    if rules.LEVEL_OF[found.kind] not in (Level.VILLAGE, Level.DISTRICT):
        raise NotFound(gettext("This page does not exist."))
    blank = Proposal(channel=Channel.MEETING, fiscal_year=found.fiscal_year)
    initial = {"village": found.region_code}
    data = {**request.POST.dict(), "village": request.POST.get("village") or found.region_code} if request.method == "POST" else None
    form = DeskForm(data, proposal=blank, initial=initial, fence=found.region_code, wants_proposer=False)
    if request.method == "POST" and form.is_valid():

        def act() -> str:
            sent = actions.propose_here(
                actor=_actor(request), meeting=found, values=read(data or {}), at=clock.now(), key=request.POST.get("kunci", "")[:80]
            )
            matter = sent.proposal.matter
            return gettext("Proposed as %(number)s. It is on the list.") % {"number": matter.number if matter else ""}

        try:
            return _once(request, act, to=_url(found))
        except DomainError as error:
            if not _shown(error):
                raise
            form.take_errors(error)
    names = (
        "problem",
        "idea",
        "heading",
        "sector",
        "village",
        "detail",
        "point",
        "land",
        "price",
        "volume",
        "unit",
        "estimate",
        "count",
        "beneficiaries",
    )
    is_village = found.region_code.count(".") == 3
    fields = [form[name] for name in names if name in form.fields and not (is_village and name == "village")]
    context = _context(request, found, form=form, fields=fields, is_village=is_village)
    return render(request, "proposals/meetings/desk/propose.html", context, status=422 if form.errors else 200)


@desk_page(*policies.DESK_POSTS)
def objections(request: HttpRequest, address: str) -> HttpResponseBase:
    """An objection, or the answer to one."""
    found = _found(request, address)
    if request.POST.get("keberatan"):
        key = _uuid(request.POST["keberatan"])

        def answer(kept: Meeting) -> str:
            actions.answer_objection(
                actor=_actor(request), meeting=kept, objection_id=key, answer=request.POST.get("jawaban", ""), at=clock.now()
            )
            return gettext("The answer stands beside the objection.")

        return _posted(request, address, answer, fold="keberatan")
    items = [(str(one.ranked.pk), f"{one.number} {one.proposal.title}") for one in queries.items_of(found)]
    form = forms.ObjectionForm(request.POST if request.method == "POST" else None, items=items)

    def act(kept: Meeting) -> str:
        said = form.cleaned_data
        actions.record_objection(
            actor=_actor(request), meeting=kept, by_label=said["by_label"], words=said["words"], answer=said["answer"], at=clock.now(),
            ranked_id=UUID(said["about"]) if said["about"] else None,
        )  # fmt: skip
        return gettext("The objection is written down.")

    return _posted(request, address, act, fold="keberatan", form_name="objection_form", form=form)


@desk_page(*policies.DESK_POSTS)
def close(request: HttpRequest, address: str) -> HttpResponseBase:
    """Close the meeting: its minutes are made, sealed, and fixed."""
    found = _found(request, address)
    page = queries.page_of(found)
    form = forms.CloseForm(
        request.POST if request.method == "POST" else None, is_correction=bool(page.minutes), initial={"minutes_text": found.minutes_text}
    )
    if request.method == "POST":
        policies.may_seal(_actor(request), found).require()
    problem: DomainError | None = None
    if request.method == "POST" and form.is_valid():

        def act() -> str:
            made = actions.close(
                actor=_actor(request), meeting=found, minutes_text=form.cleaned_data["minutes_text"],
                reason=form.cleaned_data.get("reason", ""), at=clock.now(),
            )  # fmt: skip
            return gettext("The minutes are made and sealed (code %(code)s). Sign them now.") % {"code": made.code}

        try:
            return _once(request, act, to=_url(found))
        except DomainError as error:
            if not _shown(error):
                raise
            form.take_errors(error)
            problem = error
    context = _context(request, found, page, form=form)
    status = problem.status if problem else 422 if form.errors else 200
    return render(request, "proposals/meetings/desk/close.html", context, status=status)


@desk_page(*policies.DESK_POSTS)
def reopen(request: HttpRequest, address: str) -> HttpResponseBase:
    """Open it again for a correction."""

    def act(found: Meeting) -> str:
        actions.reopen(actor=_actor(request), meeting=found, at=clock.now())
        return gettext("Correct what was written down, then close the meeting again. The minutes that exist count until then.")

    return _posted(request, address, act)


@desk_page(*policies.DESK_POSTS)
def sign(request: HttpRequest, address: str) -> HttpResponseBase:
    """Sign the minutes oneself, or write down a signature by hand."""
    is_paper = request.POST.get("cara") == "kertas"
    form = forms.PaperSignatureForm(request.POST, request.FILES) if is_paper else None

    def act(found: Meeting) -> str:
        current = queries.page_of(found).current
        if current is None:
            raise NotFound(gettext("This page does not exist."))
        if form is None:
            actions.sign(actor=_actor(request), minutes=current, at=clock.now())
            return gettext("You have signed the minutes.")
        said = form.cleaned_data
        actions.sign_on_paper(
            actor=_actor(request), minutes=current, name=said["name"], role=said["role"], file=said["photo"], at=clock.now()
        )
        return gettext("The signature is written down.")

    return _posted(request, address, act, fold="kertas" if is_paper else "", form_name="paper_form" if is_paper else "", form=form)


@desk_page(*policies.DESK_POSTS)
def photos(request: HttpRequest, address: str) -> HttpResponseBase:
    """Photos of the form, the attendance list and the meeting."""
    form = forms.PhotoForm(request.POST, request.FILES) if request.method == "POST" else None

    def act(found: Meeting) -> str:
        assert form is not None
        said = form.cleaned_data
        actions.add_file(
            actor=_actor(request), meeting=found, file=said["photo"], kind=said["kind"], alt=said["foto_alt"], is_public=said["is_public"],
            at=clock.now(),
        )  # fmt: skip
        return gettext("The photo is kept.")

    return _posted(request, address, act, fold="foto", form_name="photo_form" if form else "", form=form)


@desk_page(*policies.DESK_POSTS)
def photo(request: HttpRequest, address: str, file_id: UUID) -> HttpResponseBase:
    """A photo for those who run the meeting; by POST it becomes public, private, or goes."""
    if request.method != "POST":
        found = _found(request, address)
        row = found.files.filter(pk=file_id).first()
        if row is None:
            raise queries.gone()
        return stored(row.path, row.media_type, is_public=False)
    what = request.POST.get("apa", "")

    def act(found: Meeting) -> str:
        if what == "hapus":
            actions.remove_file(actor=_actor(request), meeting=found, file_id=file_id, at=clock.now())
            return gettext("The photo is gone.")
        actions.show_file(actor=_actor(request), meeting=found, file_id=file_id, is_public=what == "tampil", at=clock.now())
        return gettext("Everybody can see the photo now.") if what == "tampil" else gettext("Only the desk sees the photo now.")

    return _posted(request, address, act, fold="foto")


@desk_page(*policies.DESK_POSTS)
def paper(request: HttpRequest, address: str, paper: str) -> HttpResponse:
    """`undangan.pdf` and `formulir.pdf`: to be printed before the meeting."""
    found = _found(request, address)
    makers = {"undangan": papers.invitation_pdf, "formulir": papers.form_pdf}
    if paper not in makers:
        raise queries.gone()
    response = HttpResponse(makers[paper](found), content_type="application/pdf")
    response["Content-Disposition"] = f'inline; filename="{paper}-{rules.address_of(found.number)}.pdf"'
    return response
