"""A contest from its preparation to its result.

Entries are taken while it is open; scores are given once it is closed; the result is decided when every judge gave every score. What was
decided does not change any more.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from urllib.parse import urlsplit
from uuid import UUID

from django.conf import settings
from django.db import transaction
from django.urls import reverse
from django.utils.text import slugify
from django.utils.translation import gettext

from betang.accounts.actions import IssuedInvitation, create_person, issue_reset
from betang.accounts.actors import SYSTEM, Actor
from betang.accounts.models import Person
from betang.accounts.queries import actor_of, people_who_hold
from betang.accounts.terms import Post
from betang.audit import trail
from betang.communities.models import Group
from betang.communities.terms import GroupKind
from betang.growth import certificates
from betang.growth.contests import policies, queries, rules
from betang.growth.models import Contest, ContestCriterion, ContestEntry, Judge, Score
from betang.growth.terms import SCORE_MAX, CertificateKind, ContestState
from betang.guard.text import check_fields, refused
from betang.guard.words import free_slug, slug_of
from betang.kernel import clock
from betang.kernel.errors import InvalidInput, Refused
from betang.notices.actions import tell
from betang.regions.models import Region


@dataclass(frozen=True, slots=True, kw_only=True)
class About:
    """What a contest says about itself."""

    title: str
    year: int
    opens_on: date
    closes_on: date
    about: str = ""
    rules_text: str = ""
    prizes: str = ""
    invited_kinds: tuple[str, ...] = ()
    sent_up: int = 1
    above: Contest | None = None


def _checked(about: About, region: Region) -> None:
    faults: dict[str, str] = {}
    if not about.title.strip():
        faults["title"] = gettext("Give the contest a name.")
    if about.closes_on < about.opens_on:
        faults["closes_on"] = gettext("It closes before it opens.")
    if any(one not in GroupKind.values for one in about.invited_kinds):
        faults["invited_kinds"] = gettext("There is no such kind of group.")
    above = about.above
    if above is not None and (not region.code.startswith(above.region.code + ".") or above.state == ContestState.DECIDED):
        faults["above"] = gettext("The level above is an undecided contest of the region above.")
    texts = {"title": about.title, "about": about.about, "rules_text": about.rules_text, "prizes": about.prizes}
    for finding in check_fields(texts):
        if finding.is_refused:
            faults.setdefault(finding.field, finding.explanation)
    if faults:
        raise InvalidInput(gettext("Something is not right yet."), fields=faults)


@transaction.atomic
def create_contest(
    *, actor: Actor, region: Region, about: About, criteria: Sequence[rules.Asked], at: datetime, is_sample: bool = False
) -> Contest:
    """Begin a contest of a kabupaten, a city or the province. Nobody but the office sees it until it is opened."""
    policies.may_run(actor, region.code).require()
    if region.code.count(".") > 1:
        raise InvalidInput(gettext("A contest is held by a kabupaten, a city or the province."))
    _checked(about, region)
    base = slug_of(f"{about.title} {about.year}" if str(about.year) not in about.title else about.title, fallback=f"lomba-{about.year}")
    address = free_slug(base, lambda slug: Contest.objects.filter(address=slug).exists())
    row = Contest.objects.create(address=address, region=region, is_sample=is_sample, **_columns(about))
    _set_criteria(row, criteria)
    trail.record("growth.contest.created", row, actor=actor, at=at, data={"title": row.title, "region": region.code})
    return row


def _columns(about: About) -> dict[str, object]:
    return {
        "title": about.title.strip(), "year": about.year, "opens_on": about.opens_on, "closes_on": about.closes_on,
        "about": about.about.strip(), "rules_text": about.rules_text.strip(), "prizes": about.prizes.strip(),
        "invited_kinds": list(about.invited_kinds), "sent_up": about.sent_up, "above": about.above,
    }  # fmt: skip


def _set_criteria(contest: Contest, criteria: Sequence[rules.Asked]) -> None:
    problem = rules.problem_of(criteria)
    if problem:
        raise InvalidInput(problem, fields={"criteria": problem})
    ContestCriterion.objects.filter(contest=contest).delete()
    ContestCriterion.objects.bulk_create(
        ContestCriterion(
            contest=contest, key=f"{slugify(one.name)[:34] or 'k'}-{order}", order=order, name=one.name.strip(),
            explanation=one.explanation.strip(), weight=one.weight,
        )
        for order, one in enumerate(criteria, start=1)
    )  # fmt: skip


@transaction.atomic
def change_contest(*, actor: Actor, contest: Contest, about: About, criteria: Sequence[rules.Asked] | None = None, at: datetime) -> Contest:
    """Change what a contest says. Its criteria and the kinds it invites change only before it is opened; nothing once it is judged."""
    row = _locked(contest)
    policies.may_run(actor, row.region.code).require()
    if row.state not in (ContestState.DRAFT, ContestState.OPEN):
        raise Refused(gettext("A contest that is being judged stays as it is."))
    _checked(about, row.region)
    if row.state == ContestState.OPEN:
        if tuple(row.invited_kinds) != tuple(about.invited_kinds) or row.opens_on != about.opens_on:
            raise Refused(gettext("Who is invited, and from when, was announced already and does not change any more."))
        if about.closes_on < row.closes_on:
            raise Refused(gettext("The last day was announced: it can be later, not earlier."))
    elif criteria is not None:
        _set_criteria(row, criteria)
    for name, value in _columns(about).items():
        setattr(row, name, value)
    row.save()
    trail.record("growth.contest.changed", row, actor=actor, at=at, public=row.state != ContestState.DRAFT, data={"title": row.title})
    return row


@transaction.atomic
def open_contest(*, actor: Actor, contest: Contest, at: datetime) -> Contest:
    """Announce a contest: everybody sees it, groups can enter. Winners of decided contests below rise into it at once."""
    row = _locked(contest)
    policies.may_run(actor, row.region.code).require()
    if row.state != ContestState.DRAFT:
        raise Refused(gettext("This contest was opened already."))
    problem = rules.problem_of([rules.Asked(one.key, one.name, one.weight) for one in queries.criteria_of(row)])
    if problem:
        raise Refused(problem)
    if row.closes_on < _day(at):
        raise Refused(gettext("Its last day for entries is past."), hint=gettext("Set a later day first."))
    row.state = ContestState.OPEN
    row.save(update_fields=["state"])
    trail.record("growth.contest.opened", row, actor=actor, at=at, public=True, data={"title": row.title, "region": row.region.code})
    for feeder in row.feeders.filter(state=ContestState.DECIDED).select_related("region"):
        _lift(feeder, row, actor=actor, at=at)
    return row


@dataclass(frozen=True, slots=True)
class Named:
    """A judge, with the link that lets somebody new into their account."""

    judge: Judge
    issued: IssuedInvitation | None = None


@transaction.atomic
def add_judge(
    *, actor: Actor, contest: Contest, at: datetime, person: Person | None = None, name: str = "", post: str = "", email: str = ""
) -> Named:
    """Name a judge: a `person`, or whoever has this e-mail address; somebody new gets an account and the link to open it.

    Raises `Refused` where they hold a post in a group that takes part, or coordinate only some of the groups.
    """
    row = _locked(contest)
    policies.may_invite_judge(actor, row).require()
    if row.state == ContestState.DECIDED:
        raise Refused(gettext("This contest is decided."))
    issued = None
    if person is None:
        address = email.strip().lower()
        if not address:
            raise InvalidInput(gettext("Type the judge’s e-mail address."), fields={"email": gettext("Type an address.")})
        person = Person.objects.filter(email__iexact=address, is_active=True, erased_at__isnull=True).first()
        if person is None:
            if not name.strip():
                raise InvalidInput(gettext("Type the judge’s name."), fields={"name": gettext("Type a name.")})
            person = create_person(actor=SYSTEM, name=name, email=address, at=at)
        if not person.has_usable_password() and not actor_of(person).posts:  # they were never in: the link opens their account
            issued = issue_reset(actor=SYSTEM, person=person, at=at)
    conflict = queries.conflict_of(row, person)
    if conflict:
        raise Refused(conflict, hint=gettext("Name somebody who has nothing to do with the groups that take part."))
    label = ", ".join(part for part in ((name.strip() or person.name), post.strip()) if part)[:120]
    judge, is_new = Judge.objects.get_or_create(contest=row, person=person, defaults={"label": label, "added_at": at})
    if not is_new:
        if judge.removed_at is None:
            raise Refused(gettext("%(name)s is a judge of this contest already.") % {"name": person.name})
        judge.removed_at, judge.added_at, judge.label = None, at, label
        judge.save(update_fields=["removed_at", "added_at", "label"])
    trail.record("growth.judge.added", judge, actor=actor, at=at, data={"contest_id": str(row.pk)})
    tell(
        kind="growth.judge", title=gettext("You are asked to judge: %(title)s") % {"title": row.title},
        body=gettext("You find the entries at your desk as soon as judging begins."), person=person, at=at,
        url=reverse("growth_desk:judging", urlconf=settings.ROOT_URLCONF, kwargs={"contest_id": row.pk}),
    )  # fmt: skip
    return Named(judge, issued)


@transaction.atomic
def remove_judge(*, actor: Actor, judge: Judge, reason: str, at: datetime) -> Judge:
    """Take a judge out, with words. What they gave does not count any more; it stays on record."""
    contest = _locked(judge.contest)
    policies.may_run(actor, contest.region.code).require()
    if contest.state == ContestState.DECIDED:
        raise Refused(gettext("This contest is decided."))
    if not reason.strip():
        raise InvalidInput(gettext("Say why."), fields={"reason": gettext("Say why.")})
    judge.removed_at = at
    judge.save(update_fields=["removed_at"])
    trail.record("growth.judge.removed", judge, actor=actor, at=at, reason=reason.strip(), data={"contest_id": str(contest.pk)})
    return judge


@transaction.atomic
def enter(*, actor: Actor, contest: Contest, group: Group, title: str, words: str, links: Sequence[str] = (), at: datetime) -> ContestEntry:
    """Enter a group, or change its entry while the contest is open. One entry a group."""
    row = _locked(contest)
    policies.may_enter(actor, row, group).require()
    day = _day(at)
    if not row.opens_on <= day <= row.closes_on:
        raise Refused(gettext("Entries are taken from %(first)s to %(last)s.") % {"first": row.opens_on, "last": row.closes_on})
    kept_links = [one.strip() for one in links if one.strip()]
    faults: dict[str, str] = {}
    if not title.strip():
        faults["title"] = gettext("Give your entry a title.")
    if not words.strip():
        faults["words"] = gettext("Tell the judges what you show.")
    if len(kept_links) > rules.MOST_LINKS or not all(_is_address(one) for one in kept_links):
        faults["links"] = gettext("Up to five whole addresses, one on each line, like https://…")
    findings = check_fields({"title": title, "words": words, "links": "\n".join(kept_links)})
    if refused(findings):
        for finding in findings:
            if finding.is_refused:
                faults.setdefault(finding.field, finding.explanation)
    if faults:
        raise InvalidInput(gettext("Something is not right yet."), fields=faults)
    typed = {"title": title.strip()[:160], "words": words.strip(), "links": kept_links, "withdrawn_at": None}
    entry, is_new = ContestEntry.objects.get_or_create(contest=row, group=group, defaults={**typed, "at": at, "by_id": actor.id})
    if not is_new:
        for name, value in typed.items():
            setattr(entry, name, value)
        entry.save(update_fields=list(typed))
    verb = "growth.contest_entry.sent" if is_new else "growth.contest_entry.changed"
    trail.record(verb, entry, actor=actor, at=at, data=_entry_data(entry, row))
    return entry


def _entry_data(entry: ContestEntry, contest: Contest) -> dict[str, str]:
    return {"contest_id": str(contest.pk), "group_id": str(entry.group_id), "title": contest.title}


def _is_address(text: str) -> bool:
    try:
        parts = urlsplit(text)
    except ValueError:
        return False
    return parts.scheme in ("https", "http") and "." in (parts.hostname or "") and len(text) <= 300 and " " not in text


@transaction.atomic
def withdraw(*, actor: Actor, entry: ContestEntry, at: datetime) -> ContestEntry:
    """Take a group's entry back while the contest is open. It may enter again."""
    row = _locked(entry.contest)
    policies.may_enter(actor, row, entry.group).require()
    kept = ContestEntry.objects.get(pk=entry.pk)
    if kept.withdrawn_at is not None:
        raise Refused(gettext("This entry was withdrawn already."))
    kept.withdrawn_at = at
    kept.save(update_fields=["withdrawn_at"])
    trail.record("growth.contest_entry.withdrawn", kept, actor=actor, at=at, data=_entry_data(kept, row))
    return kept


@transaction.atomic
def begin_judging(*, actor: Actor, contest: Contest, at: datetime) -> Contest:
    """Close the entries and let the judges begin: after the last day, with enough judges, none of them in conflict."""
    row = _locked(contest)
    policies.may_run(actor, row.region.code).require()
    if row.state != ContestState.OPEN:
        raise Refused(gettext("Judging begins when a contest was open."))
    if _day(at) <= row.closes_on:
        raise Refused(gettext("Entries are still taken until %(day)s.") % {"day": row.closes_on})
    entries, judges = queries.entries_of(row), queries.judges_of(row)
    if not entries:
        raise Refused(gettext("No group takes part."))
    if len(judges) < rules.MIN_JUDGES:
        raise Refused(gettext("At least %(least)d judges are needed.") % {"least": rules.MIN_JUDGES})
    _no_conflict(row, judges, entries)
    row.state = ContestState.JUDGING
    row.save(update_fields=["state"])
    trail.record(
        "growth.contest.judging_begun", row, actor=actor, at=at, public=True, data={"entries": len(entries), "judges": len(judges)}
    )
    for judge in judges:
        tell(
            kind="growth.judge", title=gettext("Judging begins: %(title)s") % {"title": row.title},
            body=gettext("The entries are at your desk."), person=judge.person, at=at,
            url=reverse("growth_desk:judging", urlconf=settings.ROOT_URLCONF, kwargs={"contest_id": row.pk}),
        )  # fmt: skip
    return row


def _no_conflict(contest: Contest, judges: Sequence[Judge], entries: Sequence[ContestEntry]) -> None:
    groups = [entry.group for entry in entries]
    for judge in judges:
        conflict = queries.conflict_of(contest, judge.person, groups)
        if conflict:
            raise Refused(conflict, hint=gettext("Take this judge out and name somebody else."))


@transaction.atomic
def give_scores(
    *, actor: Actor, judge: Judge, entry: ContestEntry, given: Mapping[UUID, tuple[int | None, str]], at: datetime, is_draft: bool = False
) -> int:
    """Keep what a judge gives an entry, by criterion: a score of 0 to 100 with words. Returns how many stand.

    What is being typed (`is_draft`) is kept without an entry in the trail; pressing the button makes one.
    """
    contest = _locked(judge.contest)
    judge.contest = contest
    policies.may_judge(actor, judge).require()
    if entry.contest_id != contest.pk or entry.withdrawn_at is not None:
        raise Refused(gettext("This entry takes no part."))
    conflict = queries.conflict_of(contest, judge.person, [entry.group])
    if conflict:
        raise Refused(conflict)
    known = {one.pk: one for one in queries.criteria_of(contest)}
    faults = {
        f"value_{known[key].key}": gettext("A whole number from 0 to 100.")
        for key, (value, _words) in given.items()
        if key in known and value is not None and not 0 <= value <= SCORE_MAX
    }
    if faults:
        raise InvalidInput(gettext("A score is a whole number from 0 to 100."), fields=faults)
    for key, (value, words) in given.items():
        if key not in known:
            continue
        if value is None:
            Score.objects.filter(entry=entry, judge=judge, criterion_id=key).delete()
            continue
        Score.objects.update_or_create(
            entry=entry, judge=judge, criterion_id=key, defaults={"value": value, "words": words.strip()[:2000], "at": at}
        )
    count = Score.objects.filter(entry=entry, judge=judge).count()
    if not is_draft:
        trail.record(
            "growth.scores.given",
            judge,
            actor=actor,
            at=at,
            data={"contest_id": str(contest.pk), "entry_id": str(entry.pk), "scores": count},
        )
    return count


@dataclass(frozen=True, slots=True)
class Award:
    """What an entry gets: a prize and the judges' reasons. A prize without reasons is refused."""

    prize: str = ""
    reasons: str = ""


@transaction.atomic
def decide(*, actor: Actor, contest: Contest, awards: Mapping[UUID, Award], words: str, at: datetime) -> Contest:
    """Decide a contest: totals, ranks, prizes with reasons, certificates; the best rise to the level above where it is open.

    Raises `Refused` naming every judge who still owes scores.
    """
    row = _locked(contest)
    policies.may_decide(actor, row).require()
    if row.state != ContestState.JUDGING:
        raise Refused(gettext("Only a contest that is being judged can be decided."))
    sheet = queries.sheet_of(row)
    if not sheet.is_complete:
        told = " ".join(rules.missing_words(judge.label, owed) for judge, owed in sheet.owed)
        raise Refused(gettext("The judging is not complete."), hint=told)
    _no_conflict(row, sheet.judges, [line.entry for line in sheet.lines])
    faults: dict[str, str] = {}
    for line in sheet.lines:
        award = awards.get(line.entry.pk, Award())
        if award.prize.strip() and not award.reasons.strip():
            faults[f"reasons_{line.entry.pk}"] = gettext("Say why %(group)s wins: everybody reads it.") % {"group": line.entry.group.name}
        if refused(check_fields({"reasons": award.reasons, "prize": award.prize})):
            faults[f"reasons_{line.entry.pk}"] = gettext("This text cannot be published.")
    if not any(award.prize.strip() for award in awards.values()):
        faults["prizes"] = gettext("Name at least one winner.")
    if refused(check_fields({"words": words})):
        faults["words"] = gettext("This text cannot be published.")
    if faults:
        raise InvalidInput(next(iter(faults.values())), fields=faults)
    day = _day(at)
    for line in sheet.lines:
        entry, award = line.entry, awards.get(line.entry.pk, Award())
        entry.total, entry.rank = line.total, line.rank
        entry.prize, entry.reasons = award.prize.strip()[:80], award.reasons.strip()
        if entry.prize:
            entry.certificate = certificates.issue(
                kind=CertificateKind.CONTEST, holder=entry.group.name, title=f"{entry.prize}: {row.title}",
                region=row.region,
                group=entry.group, signer=actor.name if not actor.is_system else "", signer_post=_post_of(actor), on=day, at=at,
                actor=actor,
                is_sample=row.is_sample, is_drawn=not row.is_sample,
            )  # fmt: skip
        entry.save(update_fields=["total", "rank", "prize", "reasons", "certificate"])
    row.state, row.words, row.decided_at, row.decided_by_id = ContestState.DECIDED, words.strip(), at, actor.id
    row.save(update_fields=["state", "words", "decided_at", "decided_by"])
    trail.record(
        "growth.contest.decided", row, actor=actor, at=at, public=True,
        data={"title": row.title, "totals": {str(one.entry.pk): str(one.total) for one in sheet.lines}, "judges": len(sheet.judges)},
    )  # fmt: skip
    if row.above is not None and row.above.state == ContestState.OPEN:
        _lift(row, row.above, actor=actor, at=at)
    if not row.is_sample:
        _tell_result(row, at)
    return row


def _post_of(actor: Actor) -> str:
    return str(Post(actor.posts[0].post).label).capitalize() if actor.posts else ""


def _lift(feeder: Contest, above: Contest, *, actor: Actor, at: datetime) -> None:
    """Enter the best of a decided contest for the one above; who entered there already stays as they are."""
    if _day(at) > above.closes_on:
        return
    entries = {one.pk: one for one in queries.entries_of(feeder) if one.rank is not None}
    for key in rules.rising({key: one.rank or 0 for key, one in entries.items()}, feeder.sent_up):
        entry = entries[key]
        if not policies.fits(above, entry.group):
            continue
        risen, is_new = ContestEntry.objects.get_or_create(
            contest=above, group=entry.group,
            defaults={"title": entry.title, "words": entry.words, "links": entry.links, "from_entry": entry, "at": at},
        )  # fmt: skip
        if is_new:
            trail.record("growth.contest_entry.risen", risen, actor=actor, at=at, public=True, data=_entry_data(risen, above))


def _tell_result(contest: Contest, at: datetime) -> None:
    url = reverse("growth:contest", urlconf=settings.ROOT_URLCONF, kwargs={"address": contest.address})
    for entry in queries.entries_of(contest):
        for person in people_who_hold(Post.CHAIR, group_id=entry.group_id):
            tell(
                kind="growth.contest", title=gettext("The result of %(title)s stands") % {"title": contest.title}, url=url, person=person,
                body=entry.reasons or gettext("See how the judges valued your entry, criterion by criterion."), at=at,
            )  # fmt: skip


def _locked(contest: Contest) -> Contest:
    return Contest.objects.select_for_update(of=("self",)).select_related("region", "above__region").get(pk=contest.pk)


def _day(at: datetime) -> date:
    return at.astimezone(clock.zone()).date()
