"""The desk: what lies with me, one proposal with everything that decides it, filing for others."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.http import urlencode
from django.utils.translation import gettext

from betang.accounts.actors import Actor
from betang.accounts.desk import desk_page
from betang.accounts.phones import shown_phone
from betang.accounts.terms import GROUP_POSTS, Post
from betang.audit import trail
from betang.casework.terms import Level, ReasonKind
from betang.communities.models import Group
from betang.hosting.queries import sites_of_actor
from betang.kernel import clock
from betang.kernel.errors import DomainError, InvalidInput, NotFound
from betang.kernel.ids import uuid7
from betang.planning.models import Line
from betang.proposals import actions, forms, machine, policies, queries, rules
from betang.proposals.actions.deciding import RECOMMENDS, PartOf
from betang.proposals.bank.policies import READERS
from betang.proposals.calendar.policies import POSTS as CALENDAR_POSTS
from betang.proposals.calendar.queries import QuotaState, quota_state, quotas_of_desk
from betang.proposals.calendar.quotas import passes_on
from betang.proposals.exchange.policies import POSTS as EXCHANGE_POSTS
from betang.proposals.meetings import policies as meeting_policies
from betang.proposals.models import Proposal
from betang.proposals.prices.policies import POSTS as PRICE_POSTS
from betang.proposals.queries.desk import FILTERS
from betang.proposals.terms import Channel
from betang.proposals.uploads import PAPERS, keep_uploads
from betang.proposals.views.following import own_context
from betang.proposals.views.reading import picture
from betang.regions.queries import offices_of, place_line

WORK = ("budget", "budget_in_village", "start_work", "report_progress", "complete", "drop")
ORDER = (
    "accept",
    "take_into_village_plan",
    "rescue_into_village_plan",
    "budget",
    "budget_in_village",
    "start_work",
    "report_progress",
    "complete",
    "send_back",
    "reroute",
    "defer",
    "drop",
    "refuse",
    "reopen",
)
PARTS_SHOWN = 3


def _actor(request: HttpRequest) -> Actor:
    actor: Actor = request.actor  # type: ignore[attr-defined]
    return actor


def _found(request: HttpRequest, address: str) -> Proposal:
    found = queries.of_number(address)
    policies.may_open(_actor(request), found).require()
    return found


@desk_page(*policies.DESK_POSTS)
def queue(request: HttpRequest) -> HttpResponse:
    """`/meja/usulan/`: what lies with me, the longest waiting first."""
    actor = _actor(request)
    kind = request.GET.get("pilih", FILTERS[0])
    kind = kind if kind in FILTERS else FILTERS[0]
    found = queries.queue(actor, kind=kind, after=request.GET.get("setelah", "")[:120])
    words = {
        "semua": gettext("all"),
        "terlambat": gettext("overdue"),
        "ditimbang": gettext("to be decided"),
        "direncanakan": gettext("in the plan"),
        "dikerjakan": gettext("budget and work"),
    }
    own = (
        Proposal.objects.filter(group_id__in=actor.group_ids).select_related("matter").order_by("-sent_at")[:30] if actor.group_ids else []
    )
    return render(
        request,
        "proposals/desk/queue.html",
        {
            "queue": found,
            "kind": kind,
            "tabs": [(f"{words[name]} ({found.counts[name]})", "?" + urlencode({"pilih": name}), name == kind) for name in FILTERS],
            "rows": [(one, machine.PROPOSAL.state(one.matter.state).label) for one in found.rows if one.matter is not None],
            "own": [(one, machine.PROPOSAL.state(one.matter.state).label) for one in own if one.matter is not None],
            "next_url": "?" + urlencode({"pilih": kind, "setelah": found.after}) if found.after else "",
            "today": clock.today(),
            "may_file": bool(_channels(actor)),
            "keeps_prices": actor.holds_any(*PRICE_POSTS),
            "keeps_calendar": actor.holds_any(*CALENDAR_POSTS),
            "quotas": quotas_of_desk(actor, {one.fiscal_year for one in found.rows} | {rules.year_asked(clock.today())}),
            "sits": actor.holds_any(*policies.OFFICE_POSTS),
            "holds_meetings": actor.holds_any(*meeting_policies.DESK_POSTS),
            "year_links": _year_links(actor),
        },
    )


def _year_links(actor: Actor) -> list[tuple[str, str]]:
    """What is done once a year: (words, address)."""
    found: list[tuple[str, str]] = []
    if actor.holds_any(*READERS):
        found.append((gettext("From last year"), reverse("proposals_desk:bank")))
    if actor.holds_any(Post.PLANNER):
        found.append((gettext("Close a planning year"), reverse("proposals_desk:closings")))
    if actor.holds_any(*EXCHANGE_POSTS):
        found.append((gettext("Exchange with SIPD"), reverse("proposals_desk:exchange")))
    return found


def _channels(actor: Actor) -> list[tuple[str, str]]:
    """As what somebody can file at the desk: (value, words)."""
    found = [(f"group:{card.group_id}", gettext("for %(group)s") % {"group": card.group_name}) for card in sites_of_actor(actor)]
    if actor.holds_any(Post.VILLAGE_OFFICER, Post.DISTRICT_OFFICER):
        found.append((Channel.MEETING, gettext("for the people, as an officer")))
    if actor.holds_any(Post.COUNCIL_MEMBER):
        found.append((Channel.COUNCIL, gettext("as a council member (pokir)")))
    return found


def _fence_of(actor: Actor) -> str:
    codes = actor.regions_of(Post.VILLAGE_OFFICER, Post.DISTRICT_OFFICER, Post.COUNCIL_MEMBER)
    if len(codes) == 1:
        return codes[0]
    group = Group.objects.select_related("region").filter(pk__in=actor.group_ids).first()
    return ".".join(group.region.code.split(".")[:2]) if group is not None else ""


@desk_page(Post.VILLAGE_OFFICER, Post.DISTRICT_OFFICER, Post.COUNCIL_MEMBER, *sorted(GROUP_POSTS))
def file(request: HttpRequest) -> HttpResponseBase:
    """`/meja/usulan/tulis/`: an officer, a council member or a KIM proposes, for themselves or for somebody who agreed to it."""
    actor = _actor(request)
    channels = _channels(actor)
    if not channels:
        raise NotFound(gettext("This page does not exist."))
    chosen = request.POST.get("sebagai") or request.GET.get("sebagai") or channels[0][0]
    chosen = chosen if chosen in dict(channels) else channels[0][0]
    kind, _colon, group_id = chosen.partition(":")
    blank = Proposal(channel=kind, fiscal_year=rules.year_asked(clock.today()))
    wants = kind != Channel.COUNCIL
    fence = _fence_of(actor)
    initial = {"village": fence} if fence.count(".") == 3 else {}
    form = forms.DeskForm(
        request.POST if request.method == "POST" else None, proposal=blank, initial=initial, fence=fence, wants_proposer=wants
    )
    status = 200
    key = (request.POST.get("draf") or uuid7().hex)[:32]
    act = request.POST.get("aksi", "")
    file_problems: list[str] = []
    draft: Proposal | None = None
    if request.method == "POST" and (request.FILES or request.POST.get("draf")):
        draft = _desk_draft(actor, key, kind, group_id)
        if draft.matter_id is None:
            file_problems = keep_uploads(request, draft, at=clock.now())
            if act.startswith("hapus-") and (row := forms.uuid_of(act.removeprefix("hapus-"))):
                actions.detach(proposal=draft, attachment_id=row, at=clock.now())
    if request.method == "POST" and (act == "cari" or act.startswith("hapus-")):
        form = forms.DeskForm(proposal=blank, initial=request.POST.dict(), fence=fence, wants_proposer=wants)
    elif request.method == "POST":
        status = 422
        if form.is_valid() and not file_problems:
            try:
                with trail.once(request.POST.get("kunci", ""), scope=f"proposals.{actor.id}") as once:
                    if not once.repeated:
                        sent = _file(actor, draft or _desk_draft(actor, key, kind, group_id), kind, request, form)
                        assert sent.proposal.matter is not None
                        once.location = reverse("proposals_desk:proposal", kwargs={"address": sent.proposal.matter.address})
                        messages.success(
                            request,
                            gettext("Sent as %(number)s. The secret code for whoever proposed it: %(code)s. It is shown only now.")
                            % {"number": sent.proposal.matter.number, "code": sent.token},
                        )
                return redirect(once.location)
            except DomainError as error:
                if error.status == 404:
                    raise
                form.take_errors(error)
    return render(
        request,
        "proposals/desk/file.html",
        {
            "form": form,
            "channels": channels,
            "chosen": chosen,
            "wants": wants,
            "draft_key": key,
            "files": list(draft.attachments.all()) if draft is not None and draft.matter_id is None else [],
            "papers": PAPERS,
            "file_problems": file_problems,
        },
        status=status,
    )


def _desk_draft(actor: Actor, key: str, kind: str, group_id: str) -> Proposal:
    """The draft in which the files of this form are kept until it is sent; the same form gives the same one."""
    group = UUID(group_id) if group_id else None
    site = next((card.id for card in sites_of_actor(actor) if card.group_id == group), None) if group else None
    draft, _token = actions.start_draft(
        actor=actor, at=clock.now(), key=f"meja.{actor.id}.{key}", channel=kind, group_id=group, site_id=site
    )
    if draft.matter_id is None and (draft.channel, draft.group_id) != (kind, group):
        draft = actions.readdress_draft(proposal=draft, channel=kind, group_id=group, site_id=site)
    return draft


def _file(actor: Actor, draft: Proposal, kind: str, request: HttpRequest, form: forms.DeskForm) -> actions.Sent:
    values = forms.read({**request.POST.dict(), "name": request.POST.get("name", "") or (actor.name if kind == Channel.COUNCIL else "")})
    for_another = bool(form.cleaned_data.get("for_another"))
    return actions.send_proposal(
        actor=actor,
        proposal=draft,
        values=values,
        at=clock.now(),
        has_consent=for_another or kind in (Channel.COUNCIL, Channel.MEETING),
        is_for_another=for_another,
    )


@desk_page(*policies.DESK_POSTS)
def proposal(request: HttpRequest, address: str) -> HttpResponseBase:
    """`/meja/usulan/<number>/`: everything that decides it on one page, and what I may do with it."""
    return _show(request, _found(request, address))


def _transitions(actor: Actor, found: Proposal) -> tuple[list[Any], bool]:
    """What this person may do now, in the order in which it is offered; and whether a second factor must be shown first."""
    assert found.matter is not None
    offered: list[Any] = []
    needs_factor = False
    for one in machine.PROPOSAL.transitions_from(found.matter.state):
        if one.action not in ORDER:
            continue
        verdict = policies.may_decide(actor, found, one.action)
        if verdict or verdict.needs_second_factor:
            offered.append(one)
            needs_factor = needs_factor or verdict.needs_second_factor
    offered.sort(key=lambda one: ORDER.index(one.action))
    return offered, needs_factor


def _quota(found: Proposal) -> QuotaState | None:
    """The quota of those who hold it and could pass it on."""
    matter = found.matter
    if matter is None or matter.state not in machine.LEVEL_OF or (matter.level == Level.PLANNING and "." not in matter.holder_code):
        return None
    return quota_state(matter.level, found.region_code, found.fiscal_year)


def _form(found: Proposal, transition: Any, data: Any = None, *, quota: QuotaState | None = None) -> forms.DecideForm:
    matter = found.matter
    assert matter is not None
    wants_office = (transition.action == "accept" and matter.level == Level.PLANNING) or (
        transition.action == "reroute" and matter.level == Level.AGENCY
    )
    offices = [(str(one.pk), one.name) for one in offices_of(matter.holder_code).order_by("name")] if wants_office else []
    initial: dict[str, Any] = {"office": str(found.office_id or "")}
    last = found.opinions.exclude(amount_idr=None, volume=None).order_by("-at").first()
    volume = last.volume if last is not None and last.volume is not None else found.volume
    amount = last.amount_idr if last is not None and last.amount_idr is not None else found.estimate_idr
    if volume is not None:
        initial["volume"] = f"{volume.normalize():f}".replace(".", ",")
    if amount is not None:
        initial["amount"] = f"{amount:,}".replace(",", ".")
    return forms.DecideForm(
        data,
        transition=transition,
        offices=offices,
        initial=initial,
        may_go_up=transition.action == "reroute" and matter.level == Level.PLANNING,
        may_exceed=quota is not None and quota.is_full and quota.quota.allows_more and _needs_place(found, transition),
    )


def _needs_place(found: Proposal, transition: Any) -> bool:
    matter = found.matter
    return matter is not None and passes_on(transition.action, matter, to_province=transition.action == "reroute")


def _show(
    request: HttpRequest,
    found: Proposal,
    *,
    bound: forms.DecideForm | None = None,
    problem: DomainError | None = None,
    status: int = 200,
    **more: Any,
) -> HttpResponse:
    actor = _actor(request)
    matter = found.matter
    assert matter is not None
    offered, needs_factor = _transitions(actor, found)
    quota = _quota(found)
    can_merge = machine.PROPOSAL.transition("merge", matter.state) is not None
    may_merge = can_merge and bool(policies.may_decide(actor, found, "merge"))
    may_link = policies.may_link(actor, found)
    sees_contact = policies.may_see_contact(actor, found)
    may_show = policies.may_show_paper(actor, found)
    group_may_complete = matter.state.startswith("returned_") and policies.is_own(actor, found)
    return render(
        request,
        "proposals/desk/proposal.html",
        {
            "page": queries.page_of(found),
            "open_fold": "",
            "proposal": found,
            "matter": matter,
            "place": place_line(found.region_code),
            "state_label": machine.PROPOSAL.state(matter.state).label,
            "is_late": bool(matter.due_on and matter.due_on < clock.today()),
            "forms": [
                (bound if bound is not None and bound.transition.action == one.action else _form(found, one, quota=quota), one)
                for one in offered
            ],
            "quota": quota,
            "quota_forms": [one.action for one in offered if quota is not None and _needs_place(found, one)],
            "open_action": bound.transition.action if bound is not None else "",
            "needs_factor": needs_factor,
            "problem": problem,
            "sees_contact": bool(sees_contact) and found.contact_erased_at is None,
            "phone": shown_phone(found.proposer_phone) if found.proposer_phone else "",
            "files": list(found.attachments.all()),
            "may_show_paper": bool(may_show),
            "papers": PAPERS,
            "may_merge": may_merge,
            "merge_reasons": forms.reasons(ReasonKind.MERGE),
            "split_reasons": forms.reasons(ReasonKind.SPLIT),
            "similar": queries.similar(
                title=found.title, problem=found.problem, region_code=found.region_code, field_code=found.field_code, apart_from=found.pk
            )
            if may_merge
            else [],
            "part_numbers": range(1, PARTS_SHOWN + 1),
            "may_split": may_merge and machine.PROPOSAL.transition("split", matter.state) is not None,
            "may_link": (bool(may_link) or may_link.needs_second_factor) and matter.state in actions.outcomes.HOLDABLE,
            "complete": (more.get("complete") or forms.CompleteForm(proposal=found, initial=forms.typed_of(found)))
            if group_may_complete
            else None,
            "returned": own_context(found)["returned"],
            "typed": request.POST if request.method == "POST" else {},
            "is_work": bool(offered) and offered[0].action in WORK,
            **more,
        },
        status=status,
    )


def _back(request: HttpRequest, address: str) -> HttpResponse:
    """Somebody comes back from the sign-in to the address of a form: its page, with what was typed."""
    query = request.META.get("QUERY_STRING", "")
    return redirect(reverse("proposals_desk:proposal", kwargs={"address": address}) + (f"?{query}" if query else ""))


def _act(request: HttpRequest, address: str, act: Callable[[Proposal, int | None], str], **kept: Any) -> HttpResponseBase:
    """Carry out what a form asks, once; where it cannot be, show the page again with what was typed."""
    found = _found(request, address)
    here = reverse("proposals_desk:proposal", kwargs={"address": address})
    seen = int(request.POST["langkah"]) if request.POST.get("langkah", "").isdecimal() else None
    bound: forms.DecideForm | None = kept.get("bound")
    try:
        with trail.once(request.POST.get("kunci", ""), scope=f"proposals.{_actor(request).id}") as once:
            if not once.repeated:
                messages.success(request, act(found, seen))
                once.location = here
        return redirect(here)
    except DomainError as error:
        if error.status in (403, 404):
            raise
        if bound is not None:
            bound.take_errors(error)
        return _show(request, _found(request, address), problem=error, status=error.status, **kept)


@desk_page(*policies.DESK_POSTS)
def decide(request: HttpRequest, address: str, action: str) -> HttpResponseBase:
    """One decision or one step of the work."""
    if request.method != "POST":
        return _back(request, address)
    actor = _actor(request)
    found = _found(request, address)
    assert found.matter is not None
    transition = machine.PROPOSAL.transition(action, found.matter.state)
    if transition is None or action not in ORDER:
        known = next((one for one in machine.PROPOSAL.transitions if one.action == action and action in ORDER), None)
        if known is None:
            raise NotFound(gettext("This page does not exist."))
        policies.may_decide(actor, found, action).require()
        message = gettext("%(number)s has moved on meanwhile.") % {"number": found.matter.number}
        bound = _form(found, known, request.POST)
        return _show(request, found, bound=bound, problem=InvalidInput(message), status=409)
    policies.may_decide(actor, found, action).require()
    form = _form(found, transition, request.POST, quota=_quota(found))
    if not form.is_valid():
        return _show(request, found, bound=form, status=422)
    said = form.cleaned_data

    def act(kept: Proposal, seen: int | None) -> str:
        at = clock.now()
        words = said.get("words", "")
        if action in RECOMMENDS:
            office = said.get("office")
            actions.decide(
                actor=actor,
                proposal=kept,
                action=action,
                at=at,
                reason_code=said.get("reason", ""),
                words=words,
                volume=said.get("volume"),
                amount_idr=said.get("amount"),
                office_id=UUID(office) if office else None,
                to_province=bool(said.get("to_province")),
                beyond_quota=bool(said.get("beyond_quota")),
                seen=seen,
            )
        elif action == "drop":
            actions.drop(actor=actor, proposal=kept, at=at, reason_code=said.get("reason", ""), words=words, seen=seen)
        else:
            do: dict[str, Callable[..., Any]] = {
                "budget": actions.budget,
                "budget_in_village": actions.budget,
                "start_work": actions.start_work,
                "report_progress": actions.report_progress,
                "complete": actions.complete,
            }
            do[action](actor=actor, proposal=kept, at=at, words=words, seen=seen)
        return gettext("%(number)s: %(what)s. Whoever follows it is told.") % {
            "number": kept.matter.number if kept.matter else "",
            "what": transition.told,
        }

    return _act(request, address, act, bound=form)


@desk_page(*policies.DESK_POSTS)
def merge(request: HttpRequest, address: str) -> HttpResponseBase:
    """Merge it into another."""
    if request.method != "POST":
        return _back(request, address)

    def act(kept: Proposal, seen: int | None) -> str:
        try:
            into = queries.of_number(request.POST.get("ke_nomor", "") or request.POST.get("ke", ""))
        except NotFound:
            message = gettext("There is no proposal with this number.")
            raise InvalidInput(message, fields={"into": message}) from None
        number = kept.matter.number if kept.matter else ""
        actions.merge_into(
            actor=_actor(request),
            proposal=kept,
            into=into,
            at=clock.now(),
            reason_code=request.POST.get("alasan", ""),
            words=request.POST.get("words", ""),
            seen=seen,
        )
        return gettext("%(number)s was merged. Its followers and supporters went along.") % {"number": number}

    found = _found(request, address)
    policies.may_decide(_actor(request), found, "merge").require()
    answer = _act(request, address, act, open_fold="gabung")
    return redirect("proposals_desk:queue") if answer.status_code == 302 else answer


@desk_page(*policies.DESK_POSTS)
def split(request: HttpRequest, address: str) -> HttpResponseBase:
    """Make several of it."""
    if request.method != "POST":
        return _back(request, address)
    found = _found(request, address)
    policies.may_decide(_actor(request), found, "split").require()

    def act(kept: Proposal, seen: int | None) -> str:
        parts = []
        for at in range(1, PARTS_SHOWN + 1):
            title = request.POST.get(f"judul_{at}", "").strip()
            if title:
                amount = request.POST.get(f"biaya_{at}", "").strip()
                read = forms.amount_of(amount)
                if amount and read is None:
                    message = gettext("“%(text)s” is not an amount in rupiah. Type it like 1.500.000.") % {"text": amount[:30]}
                    raise InvalidInput(message, fields={"parts": message})
                volume = rules.parse_volume(request.POST.get(f"volume_{at}", ""))
                parts.append(PartOf(title=title, volume=volume, estimate_idr=read))
        made = actions.split_into(
            actor=_actor(request),
            proposal=kept,
            parts=parts,
            at=clock.now(),
            reason_code=request.POST.get("alasan", ""),
            words=request.POST.get("words", ""),
            seen=seen,
        )
        return gettext("Split into %(numbers)s.") % {"numbers": ", ".join(one.matter.number for one in made if one.matter)}

    return _act(request, address, act, open_fold="pecah")


@desk_page(*policies.DESK_POSTS)
def link(request: HttpRequest, address: str) -> HttpResponseBase:
    """Say which line of a plan it became."""
    if request.method != "POST":
        return _back(request, address)
    found = _found(request, address)
    policies.may_link(_actor(request), found).require()

    def act(kept: Proposal, _seen: int | None) -> str:
        number = request.POST.get("nomor", "").strip().rstrip("/").rpartition("/")[2]
        line = Line.objects.filter(number=number).first()
        if line is None:
            message = gettext("There is no line with this number. Copy the address of its page from the plan.")
            raise InvalidInput(message, fields={"line": message})
        text = request.POST.get("bagian", "").strip()
        amount = forms.amount_of(text)
        if text and amount is None:
            message = gettext("“%(text)s” is not an amount in rupiah. Type it like 1.500.000.") % {"text": text[:30]}
            raise InvalidInput(message, fields={"amount_idr": message})
        actions.link_outcome(actor=_actor(request), proposal=kept, line=line, at=clock.now(), amount_idr=amount)
        return gettext("It is linked with %(line)s.") % {"line": line.name[:120]}

    return _act(request, address, act, open_fold="baris")


@desk_page(*policies.DESK_POSTS)
def complete(request: HttpRequest, address: str) -> HttpResponseBase:
    """Whoever filed it at the desk completes what came back, and sends it again."""
    if request.method != "POST":
        return _back(request, address)
    found = _found(request, address)
    policies.may_act_as_sender(_actor(request), found, has_token=False).require()
    form = forms.CompleteForm(request.POST, proposal=found)
    if not form.is_valid():
        return _show(request, found, complete=form, status=422)

    def act(kept: Proposal, seen: int | None) -> str:
        if wrong := keep_uploads(request, kept, at=clock.now()):
            raise InvalidInput(" ".join(wrong))
        try:
            actions.answer_return(
                actor=_actor(request),
                proposal=kept,
                values=forms.read(form.data),
                at=clock.now(),
                words=form.cleaned_data["words"],
                seen=seen,
            )
        except InvalidInput as error:
            form.take_errors(error)
            raise
        return gettext("It is on its way again.")

    return _act(request, address, act, complete=form)


@desk_page(*policies.DESK_POSTS)
def file_of(request: HttpRequest, address: str, attachment_id: UUID) -> HttpResponse:
    """A photo or paper, for everybody at the desks of its levels and for whoever filed it."""
    return picture(_found(request, address).attachments.filter(pk=attachment_id).first(), is_public=False)


@desk_page(*policies.DESK_POSTS)
def show_paper(request: HttpRequest, address: str, attachment_id: UUID) -> HttpResponseBase:
    """Let everybody read a paper, or nobody but the offices again."""
    if request.method != "POST":
        return _back(request, address)
    is_public = request.POST.get("umum") == "ya"
    policies.may_show_paper(_actor(request), _found(request, address)).require()

    def act(kept: Proposal, _seen: int | None) -> str:
        actions.show_paper(actor=_actor(request), proposal=kept, attachment_id=attachment_id, is_public=is_public, at=clock.now())
        return gettext("Everybody can read it now.") if is_public else gettext("Only the offices can read it now.")

    return _act(request, address, act)
