"""Pages of contests: for everybody, for the office, for a group, for a judge."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseBase, JsonResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods

from betang.accounts.desk import desk_page
from betang.audit import trail
from betang.casework.rules import token_shown
from betang.communities.models import Group
from betang.communities.queries import mapping_scopes
from betang.communities.terms import GroupKind
from betang.growth.contests import actions, policies, queries, rules
from betang.growth.contests.forms import ContestForm, DecideForm, EntryForm, JudgeForm, ScoreForm
from betang.growth.desk import actor_of, carry_out, group_room, rooms_of
from betang.growth.forms import ReasonForm
from betang.growth.models import Contest, ContestEntry, Judge
from betang.growth.policies import COORDINATING_POSTS
from betang.growth.terms import ContestState
from betang.kernel import clock
from betang.kernel.errors import DomainError, InvalidInput, NotFound
from betang.kernel.pages import kept
from betang.regions.queries import by_code, prefixes

MOST_SHOWN = 200
"""Contests in a list: a province holds some fifteen a year."""


# ---------- For everybody ----------


@kept()
def public_list(request: HttpRequest) -> HttpResponse:
    """`/lomba/`: what is on, what was decided."""
    rows = list(queries.public_contests()[:MOST_SHOWN])
    context = {
        "running": [row for row in rows if row.state != ContestState.DECIDED],
        "decided": [row for row in rows if row.state == ContestState.DECIDED],
        "is_sample": any(row.is_sample for row in rows),
        "today": clock.today(),
    }
    return render(request, "growth/contests/public_list.html", context)


@kept()
def public(request: HttpRequest, address: str) -> HttpResponse:
    """`/lomba/<address>/`: what it is and who takes part; once decided the scores by criterion, the reasons, the certificates."""
    contest = queries.public_contest(address)
    decided = contest.state == ContestState.DECIDED
    sheet = queries.sheet_of(contest) if decided else None
    kinds = dict(GroupKind.choices)
    context = {
        "contest": contest,
        "criteria": sheet.criteria if sheet else queries.criteria_of(contest),
        "entries": [] if decided else queries.entries_of(contest),
        "sheet": sheet,
        "codes": {
            line.entry.pk: token_shown(line.entry.certificate.code) for line in (sheet.lines if sheet else ()) if line.entry.certificate
        },
        "kinds": [kinds[one] for one in contest.invited_kinds if one in kinds],
        "above": contest.above if contest.above is not None and contest.above.state != ContestState.DRAFT else None,
        "today": clock.today(),
    }
    return render(request, "growth/contests/public.html", context)


# ---------- The office ----------


@desk_page(*COORDINATING_POSTS)
@require_GET
def contests(request: HttpRequest) -> HttpResponse:
    """`/meja/lomba/`: the contests of my regions."""
    rows = list(queries.contests_for(actor_of(request))[:MOST_SHOWN])
    return render(request, "growth/contests/contests.html", {"rows": rows, "today": clock.today()})


def _form(request: HttpRequest, contest: Contest | None) -> ContestForm:
    actor = actor_of(request)
    scopes = mapping_scopes(actor)
    above = Contest.objects.exclude(state=ContestState.DECIDED).exclude(pk__in=[contest.pk] if contest else [])
    codes = {prefix for code, _name in scopes for prefix in prefixes(code)[:-1]}
    aboves = list(above.filter(region__code__in=codes).select_related("region").order_by("-year", "title")[:20])
    criteria: list[rules.Asked] | None = list(rules.DEFAULTS)
    initial: dict[str, Any] = {"year": clock.today().year, "region": scopes[-1][0] if scopes else "", "sent_up": 1}
    if contest is not None:
        scopes = [(contest.region.code, contest.region.full_name)]
        initial = {
            name: getattr(contest, name)
            for name in ("title", "year", "opens_on", "closes_on", "about", "rules_text", "prizes", "invited_kinds", "sent_up")
        } | {"region": contest.region.code, "above": str(contest.above_id or "")}
        criteria = None
        if contest.state == ContestState.DRAFT:
            criteria = [rules.Asked(one.key, one.name, one.weight, one.explanation) for one in queries.criteria_of(contest)]
    bound = request.POST if request.method == "POST" else None
    return ContestForm(bound, regions=scopes, aboves=aboves, criteria=criteria, initial=initial)


def _show_form(request: HttpRequest, form: ContestForm, contest: Contest | None, **more: Any) -> HttpResponse:
    status = more.pop("status", 200)
    context = {"form": form, "contest": contest, "source": rules.DEFAULTS_SOURCE, "problem": more.get("problem")}
    return render(request, "growth/contests/edit.html", context, status=status)


@desk_page(*COORDINATING_POSTS)
@require_http_methods(["GET", "POST"])
def create(request: HttpRequest) -> HttpResponseBase:
    """`/meja/lomba/baru/`: prepare a contest."""
    form = _form(request, None)

    def show(*, status: int = 200, problem: DomainError | None = None) -> HttpResponse:
        return _show_form(request, form, None, status=status, problem=problem)

    if request.method == "GET":
        return show()
    if not form.is_valid():
        return show(status=422)
    try:
        with trail.once(request.POST.get("kunci", ""), scope=f"growth.{actor_of(request).id}") as once:
            if not once.repeated:
                row = actions.create_contest(
                    actor=actor_of(request), region=by_code(form.cleaned_data["region"]), about=form.about_of(),
                    criteria=form.criteria_of() or [], at=clock.now(),
                )  # fmt: skip
                once.location = reverse("growth_desk:contest", kwargs={"contest_id": row.pk})
                messages.success(request, _("Kept. Nobody else sees it until you open it."))
    except InvalidInput as error:
        for field, words in error.fields.items():
            form.add_error(field if field in form.fields else None, words)
        return show(status=422)
    return redirect(once.location)


@desk_page(*COORDINATING_POSTS)
@require_http_methods(["GET", "POST"])
def change(request: HttpRequest, contest_id: UUID) -> HttpResponseBase:
    """`/meja/lomba/<key>/ubah/`: change what it says."""
    contest = _run(request, contest_id)
    form = _form(request, contest)

    def show(*, status: int = 200, problem: DomainError | None = None) -> HttpResponse:
        return _show_form(request, form, contest, status=status, problem=problem)

    def act() -> str:
        actions.change_contest(
            actor=actor_of(request), contest=contest, about=form.about_of(), criteria=form.criteria_of(), at=clock.now()
        )  # fmt: skip
        return _("Kept.")

    if request.method == "GET":
        return show()
    return carry_out(request, form, act, show, to=reverse("growth_desk:contest", kwargs={"contest_id": contest.pk}))


def _run(request: HttpRequest, contest_id: UUID) -> Contest:
    contest = queries.contest_by_id(contest_id)
    policies.may_run(actor_of(request), contest.region.code).require()
    return contest


@desk_page(*COORDINATING_POSTS)
@require_http_methods(["GET", "POST"])
def contest(request: HttpRequest, contest_id: UUID) -> HttpResponseBase:
    """`/meja/lomba/<key>/`: the judges, the entries, where it stands, the next step."""
    actor = actor_of(request)
    row = _run(request, contest_id)
    act_name = request.POST.get("aksi", "")
    here = reverse("growth_desk:contest", kwargs={"contest_id": row.pk})
    judge_form = JudgeForm(request.POST if act_name == "juri" else None, label_suffix="")
    reason_form = ReasonForm(request.POST if act_name.startswith("lepas:") else None, label_suffix="")
    issued: list[Any] = []

    def show(*, status: int = 200, problem: DomainError | None = None) -> HttpResponse:
        sheet = queries.sheet_of(row)
        owed = {judge.pk: number for judge, number in sheet.owed}
        groups = [line.entry.group for line in sheet.lines]
        context = {
            "contest": row,
            "sheet": sheet,
            "entries": sorted((line.entry for line in sheet.lines), key=lambda one: one.group.name),
            "judges": [(one, owed.get(one.pk, 0), queries.conflict_of(row, one.person, groups)) for one in sheet.judges],
            "judge_form": judge_form,
            "reason_form": reason_form,
            "may_invite": policies.may_invite_judge(actor, row),
            "problem": problem,
            "issued": issued[0] if issued else None,
            "today": clock.today(),
            "min_judges": rules.MIN_JUDGES,
            "risen": list(row.feeders.filter(state=ContestState.DECIDED)[:20]),
        }
        return render(request, "growth/contests/contest.html", context, status=status)

    if request.method == "GET":
        return show()
    if act_name == "juri":
        if not judge_form.is_valid():
            return show(status=422)
        typed = judge_form.cleaned_data
        try:
            with trail.once(request.POST.get("kunci", ""), scope=f"growth.{actor.id}") as once:
                if not once.repeated:
                    named = actions.add_judge(
                        actor=actor, contest=row, name=typed["name"], post=typed["post"], email=typed["email"], at=clock.now()
                    )
                    once.location = here
                    if named.issued is not None:
                        issued.append(named.issued)
        except DomainError as error:
            if error.status in (403, 404):
                raise
            return show(status=error.status, problem=error)
        if issued:  # the link is shown once: it stands in no log
            judge_form = JudgeForm(label_suffix="")
            return show()
        messages.success(request, _("The judge is named and was told."))
        return redirect(here)
    if act_name.startswith("lepas:"):

        def remove() -> str:
            key = _key(act_name.partition(":")[2])
            judge = Judge.objects.select_related("contest").filter(contest=row, pk=key).first() if key else None
            if judge is None:
                raise NotFound(_("This page does not exist."))
            actions.remove_judge(actor=actor, judge=judge, reason=reason_form.cleaned_data["reason"], at=clock.now())
            return _("Taken out. What this judge gave does not count.")

        return carry_out(request, reason_form, remove, show, to=here)
    steps = {
        "buka": (actions.open_contest, _("Open: everybody sees it at Contests.")),
        "nilai": (actions.begin_judging, _("Judging begins.")),
    }
    if act_name in steps:
        step, told = steps[act_name]

        def go() -> str:
            step(actor=actor, contest=row, at=clock.now())
            return told

        return carry_out(request, None, go, show, to=here)
    return show(status=422)


def _key(text: str) -> UUID | None:
    try:
        return UUID(text)
    except ValueError:
        return None


@desk_page(*COORDINATING_POSTS)
@require_http_methods(["GET", "POST"])
def decide(request: HttpRequest, contest_id: UUID) -> HttpResponseBase:
    """`/meja/lomba/<key>/putusan/`: the count, the prizes with their reasons, the decision."""
    row = _run(request, contest_id)
    actor = actor_of(request)
    sheet = queries.sheet_of(row)
    form = DecideForm(request.POST if request.method == "POST" else None, sheet=sheet)
    may = policies.may_decide(actor, row)

    def show(*, status: int = 200, problem: DomainError | None = None) -> HttpResponse:
        context = {
            "contest": row, "sheet": sheet, "form": form, "may": may, "problem": problem,
            "owed": [rules.missing_words(judge.label, number) for judge, number in sheet.owed],
        }  # fmt: skip
        return render(request, "growth/contests/decide.html", context, status=status)

    if request.method == "GET":
        return show()
    may.require()

    def act() -> str:
        actions.decide(actor=actor, contest=row, awards=form.awards(), words=form.cleaned_data["words"], at=clock.now())
        return _("Decided. The result is public, the certificates are being made.")

    return carry_out(request, form, act, show, to=reverse("growth_desk:contest", kwargs={"contest_id": row.pk}))


# ---------- A group ----------


@group_room
@require_GET
def offers(request: HttpRequest, group: Group) -> HttpResponse:
    """`/meja/kim/<slug>/lomba/`: contests that invite the group, and those it took part in."""
    context = {
        "group": group,
        "rooms": rooms_of(actor_of(request), group, "offers"),
        "offers": queries.offers_for(group),
        "today": clock.today(),
    }
    return render(request, "growth/contests/offers.html", context)


@group_room
@require_http_methods(["GET", "POST"])
def enter(request: HttpRequest, group: Group, contest_id: UUID) -> HttpResponseBase:
    """`/meja/kim/<slug>/lomba/<key>/`: enter, change the entry, withdraw it."""
    actor = actor_of(request)
    row = queries.contest_by_id(contest_id)
    entry = ContestEntry.objects.select_related("contest", "group__region").filter(contest=row, group=group).first()
    if row.state == ContestState.DRAFT or (entry is None and not policies.fits(row, group)):
        raise NotFound(_("This page does not exist."))
    may = policies.may_enter(actor, row, group)
    initial = {"title": entry.title, "words": entry.words, "links": "\n".join(entry.links)} if entry else {}
    taking_back = request.POST.get("aksi") == "tarik"
    form = EntryForm(request.POST if request.method == "POST" and not taking_back else None, initial=initial, label_suffix="")
    here = reverse("growth_desk:offers", kwargs={"slug": group.slug})

    def show(*, status: int = 200, problem: DomainError | None = None) -> HttpResponse:
        context = {
            "group": group,
            "rooms": rooms_of(actor, group, "offers"),
            "contest": row,
            "entry": entry,
            "is_in": entry is not None and entry.withdrawn_at is None,
            "form": form,
            "may": may,
            "is_time": row.opens_on <= clock.today() <= row.closes_on,
            "criteria": queries.criteria_of(row),
            "problem": problem,
        }
        return render(request, "growth/contests/enter.html", context, status=status)

    if request.method == "GET":
        return show()
    if may.hidden:  # the coordinator reads this page, and does not act for the group
        raise NotFound(may.reason)
    if not actor.holds_in_group(group.pk):
        may.require()
    if taking_back:

        def take_back() -> str:
            if entry is None:
                raise NotFound(_("This page does not exist."))
            actions.withdraw(actor=actor, entry=entry, at=clock.now())
            return _("Withdrawn. You can enter again until the last day.")

        return carry_out(request, None, take_back, show, to=here)

    def send() -> str:
        typed = form.cleaned_data
        actions.enter(
            actor=actor, contest=row, group=group, title=typed["title"], words=typed["words"], links=form.lines(), at=clock.now()
        )  # fmt: skip
        return _("Your entry is in. You can change it until the last day.")

    return carry_out(request, form, send, show, to=here)


# ---------- A judge ----------


def _seat(request: HttpRequest, contest_id: UUID) -> Judge:
    seat = queries.judge_of(actor_of(request), queries.contest_by_id(contest_id))
    if seat is None:
        raise NotFound(_("This page does not exist."))
    return seat


@desk_page()
@require_GET
def judging(request: HttpRequest, contest_id: UUID) -> HttpResponse:
    """`/meja/lomba/<key>/juri/`: every entry with what I gave it; the second look before the decision."""
    seat = _seat(request, contest_id)
    own = queries.own_sheet(seat)
    context = {
        "contest": seat.contest,
        "seat": seat,
        "own": own,
        "owed": sum(one.owed for one in own),
        "criteria": queries.criteria_of(seat.contest),
        "is_judging": seat.contest.state == ContestState.JUDGING,
    }
    return render(request, "growth/contests/judging.html", context)


@desk_page()
@require_http_methods(["GET", "POST"])
def score(request: HttpRequest, contest_id: UUID, entry_id: UUID) -> HttpResponseBase:
    """`/meja/lomba/<key>/juri/<entry>/`: one entry and my scores; kept while they are typed."""
    seat = _seat(request, contest_id)
    entry = (
        ContestEntry.objects.select_related("group__region").filter(pk=entry_id, contest_id=contest_id, withdrawn_at__isnull=True).first()
    )
    if entry is None or seat.contest.state not in (ContestState.JUDGING, ContestState.DECIDED):
        raise NotFound(_("This page does not exist."))
    criteria = queries.criteria_of(seat.contest)
    form = ScoreForm(request.POST if request.method == "POST" else None, criteria=criteria, given=queries.scores_of(seat, entry))
    own = queries.own_sheet(seat)
    order = sorted(own, key=lambda one: one.entry.group.name)
    at = next(place for place, one in enumerate(order) if one.entry.pk == entry.pk)
    here = reverse("growth_desk:judging", kwargs={"contest_id": contest_id})
    following = order[at + 1] if at + 1 < len(order) else None

    def show(*, status: int = 200, problem: DomainError | None = None) -> HttpResponse:
        context = {
            "contest": seat.contest, "entry": entry, "form": form, "problem": problem, "number": at + 1, "count": len(order),
            "is_judging": seat.contest.state == ContestState.JUDGING,
        }  # fmt: skip
        return render(request, "growth/contests/score.html", context, status=status)

    def give(*, is_draft: bool = False) -> int:
        return actions.give_scores(actor=actor_of(request), judge=seat, entry=entry, given=form.given(), at=clock.now(), is_draft=is_draft)

    if request.method == "GET":
        return show()
    if request.headers.get("X-Requested-With") == "auto-save":
        if not form.is_valid():
            return JsonResponse({"errors": form.errors}, status=422)
        return JsonResponse({"count": give(is_draft=True)})

    def act() -> str:
        count = give()
        return _("Kept.") if count == len(criteria) else _("Kept. Scores are still missing here.")

    to = reverse("growth_desk:score", kwargs={"contest_id": contest_id, "entry_id": following.entry.pk}) if following else here
    return carry_out(request, form, act, show, to=to)
