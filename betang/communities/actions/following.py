"""Groups follow the region that they sit in: under its new code or name, into what it was merged with, or to where somebody says.

A region that lives on keeps its row, so its groups stay with it and only what was written down with its code is brought up to date.
One that ended has one successor, which its groups go to by themselves, or several (or none that is known): then the coordinator is asked.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext

from betang.accounts.actors import Actor
from betang.audit import trail
from betang.audit.models import Entry
from betang.communities import policies, queries
from betang.communities.actions.standing import site_id_of
from betang.communities.documents import index_group
from betang.communities.models import Application, Group, SeatQuestion
from betang.communities.queries.register import within
from betang.communities.terms import ApplicationStatus
from betang.kernel.errors import Refused
from betang.regions.models import Region, Succession

UNDECIDED = (ApplicationStatus.DRAFT, ApplicationStatus.SUBMITTED, ApplicationStatus.RETURNED)
_TYPED_PLACES = ("regency", "district", "village")


def follow_region(*, entry: Entry) -> None:
    """What became of a region (`regions.region.*`, `regions.list.loaded`) is what becomes of its groups, in the same transaction."""
    what = entry.verb.rpartition(".")[2]
    if what == "merged":
        _follow_merger(entry)
    elif what in ("moved", "recoded"):
        _follow_codes(entry, entry.data.get("codes") or {entry.data["from"]: entry.data["to"]}, why=what)
    elif what == "renamed":
        code = entry.data["code"]
        for group in Group.objects.filter(within(code)).select_related("region"):
            _note(group, entry, why=what, before=code)
    elif what == "split":
        _ask_after_split(entry)
    elif what == "loaded":
        _follow_codes(entry, _recoded_since(entry.data["province"]), why="recoded")
        for region_id in set(
            Group.objects.filter(within(entry.data["province"]), region__valid_to__isnull=False).values_list("region_id", flat=True)
        ):
            _follow_or_ask(Region.objects.get(pk=region_id), entry)


def _recoded_since(province: str) -> dict[str, str]:
    """Old codes to new ones, where applications still carry the old: a loaded list names only its first changes."""
    rows = Application.objects.filter(within(province, "region_code"), region__isnull=False).exclude(region_code="")
    return {old: new for old, new in rows.values_list("region_code", "region__code").distinct() if old != new}


def _note(group: Group, entry: Entry, *, why: str, before: str, actor: Actor | None = None, reason: str | None = None) -> None:
    """The history of the group says it, its site's pages are made anew, and search knows its place."""
    trail.record(
        "communities.group.followed",
        group,
        actor=actor or Actor(id=entry.actor_id, name=entry.actor_name),
        at=entry.at,
        reason=entry.reason if reason is None else reason,
        data={"group_id": str(group.pk), "slug": group.slug, "why": why, "from_code": before, "to_code": group.region.code},
        site_id=site_id_of(group),
        public=True,
    )
    index_group(group)


def _retype(codes: Mapping[str, str]) -> None:
    """Applications on their way name the place by its present code, in the column and in what was typed."""
    if not codes:
        return
    for row in Application.objects.select_related("region").filter(status__in=UNDECIDED):
        typed = {name: codes[str(row.typed[name])] for name in _TYPED_PLACES if str(row.typed.get(name, "")) in codes}
        if not typed and row.region_code not in codes:
            continue
        row.typed = row.typed | typed
        if row.region is not None:
            row.region_code = row.region.code
        row.save(update_fields=["typed", "region_code"])


def _follow_codes(entry: Entry, codes: Mapping[str, str], *, why: str) -> None:
    old_of = {new: old for old, new in codes.items()}
    for group in Group.objects.filter(region__code__in=list(old_of), region__valid_to__isnull=True).select_related("region"):
        _note(group, entry, why=why, before=old_of[group.region.code])
    for row in Application.objects.filter(region_code__in=list(codes)).select_related("region").exclude(status__in=UNDECIDED):
        if row.region is not None:
            Application.objects.filter(pk=row.pk).update(region_code=row.region.code)
    for question in SeatQuestion.objects.filter(answered_at__isnull=True):
        if set(question.options) & set(codes):
            question.options = [codes.get(option, option) for option in question.options]
            question.save(update_fields=["options"])
    _retype(codes)


def _follow_merger(entry: Entry) -> None:
    ended = Region.objects.get(pk=entry.subject_id)
    into = Region.objects.get(code=entry.data["into"], valid_to__isnull=True)
    for group in Group.objects.filter(region=ended).select_related("region"):
        _move(group, into, entry, why="merged")
    _retype_region(ended, into)


def _retype_region(ended: Region, into: Region) -> None:
    Application.objects.filter(region=ended).update(region=into, region_code=into.code)
    _retype({ended.code: into.code})


def _move(group: Group, into: Region, entry: Entry, *, why: str) -> None:
    before = group.region.code
    group.region = into
    group.save(update_fields=["region"])
    SeatQuestion.objects.filter(group=group, answered_at__isnull=True).update(answered_at=entry.at, answer=into.code)
    _note(group, entry, why=why, before=before)


def _ask_after_split(entry: Entry) -> None:
    region = Region.objects.get(pk=entry.subject_id)
    options = [*([region.code] if entry.data["continues"] else []), *entry.data["into"]]
    for group in Group.objects.filter(region=region).select_related("region"):
        _ask(group, options, entry)


def _ask(group: Group, options: Sequence[str], entry: Entry) -> None:
    SeatQuestion.objects.update_or_create(
        group=group, answered_at__isnull=True, defaults={"options": list(options), "asked_at": entry.at, "basis": entry.reason[:200]}
    )
    trail.record(
        "communities.group.place_asked",
        group,
        actor=Actor(id=entry.actor_id, name=entry.actor_name),
        at=entry.at,
        reason=entry.reason,
        data={"group_id": str(group.pk), "slug": group.slug, "options": list(options)},
        site_id=site_id_of(group),
    )


def _follow_or_ask(ended: Region, entry: Entry) -> None:
    """A region that is not in the new list any more: to its one successor, or asked."""
    after = list(Succession.objects.filter(predecessor=ended, successor__valid_to__isnull=True).select_related("successor"))
    for group in Group.objects.filter(region=ended).select_related("region"):
        if len(after) == 1:
            _move(group, after[0].successor, entry, why="merged")
        elif not SeatQuestion.objects.filter(group=group, answered_at__isnull=True).exists():
            _ask(group, [one.successor.code for one in after], entry)
    if len(after) == 1:
        _retype_region(ended, after[0].successor)


def ask_where_new(group: Group, *, actor: Actor, at: datetime) -> None:
    """A group that was taken in from an application whose place ended meanwhile: the coordinator is asked where it sits now."""
    if group.region.valid_to is None:
        return
    SeatQuestion.objects.create(group=group, options=[], asked_at=at)


@transaction.atomic
def choose_place(*, actor: Actor, group: Group, code: str, reason: str = "", at: datetime) -> Group:
    """The coordinator says in which of the successors the group sits. Its register number stays: it tells where it was taken in."""
    policies.may_coordinate(actor, group).require()
    kept = Group.objects.select_for_update(of=("self",)).select_related("region").get(pk=group.pk)
    question = SeatQuestion.objects.select_for_update().filter(group=kept, answered_at__isnull=True).first()
    if question is None:
        raise Refused(gettext("Nobody asks any more where this group sits: it was answered already."))
    allowed = {one.code: one for one in queries.seat_options(question)}
    if code not in allowed:
        raise Refused(gettext("The group cannot sit there."), hint=gettext("Choose one of the places in the list."))
    before = kept.region.code
    kept.region = allowed[code]
    kept.save(update_fields=["region"])
    question.answered_at, question.answer, question.answered_by_id = at, code, actor.id
    question.save(update_fields=["answered_at", "answer", "answered_by"])
    trail.record(
        "communities.group.followed",
        kept,
        actor=actor,
        at=at,
        reason=reason.strip() or question.basis,
        data={"group_id": str(kept.pk), "slug": kept.slug, "why": "chosen", "from_code": before, "to_code": code},
        site_id=site_id_of(kept),
        public=True,
    )
    index_group(kept)
    return kept
