"""Following: who wants to hear of a matter, by which way, confirmed; and telling them of a step."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from django.db import transaction
from django.utils import translation
from django.utils.translation import gettext

from betang.accounts import queries as accounts
from betang.accounts.models import Person
from betang.accounts.tokens import full_url, link_token, token_hash
from betang.casework import queries, rules
from betang.casework.models import Follower, Matter, Step, Told
from betang.casework.policies import POSTS_AT
from betang.casework.terms import CONFIRM_DAYS, TellAs
from betang.casework.texts import page_url, step_notice
from betang.kernel.errors import InvalidInput, NotFound
from betang.kernel.ids import uuid7
from betang.notices import actions as notices


def follower_token(follower: Follower) -> str:
    """The token in the links of a follower: the same each time, kept nowhere."""
    return link_token(follower.pk, 1)


def follower_path(follower: Follower) -> str:
    """Where a follower confirms and where they stop."""
    return f"/ikuti/{follower_token(follower)}/"


def add_follower(
    matter: Matter,
    *,
    person_id: UUID | None = None,
    email: str = "",
    push: Mapping[str, Any] | None = None,
    language: str = "",
    at: datetime,
    is_confirmed: bool,
    came_from: Matter | None = None,
) -> tuple[Follower, bool]:
    """The follower by that way, and whether they are new. One browser, address or person follows a matter once."""
    key = rules.push_key(str(push["endpoint"])) if push else ""
    known = {"person_id": person_id} if person_id else {"email": email} if email else {"push_key": key}
    found = Follower.objects.filter(matter=matter, ended_at__isnull=True, **known).first()
    if found is not None:
        return found, False
    pk = uuid7()
    made = Follower.objects.create(
        pk=pk,
        matter=matter,
        person_id=person_id,
        email=email,
        push=dict(push) if push else None,
        push_key=key,
        token_hash=token_hash(link_token(pk, 1)),
        language=language or translation.get_language() or "",
        at=at,
        confirmed_at=at if is_confirmed else None,
        came_from=came_from,
    )
    return made, True


@transaction.atomic
def follow(
    *,
    matter: Matter,
    at: datetime,
    person: Person | None = None,
    email: str = "",
    push: Mapping[str, Any] | None = None,
    language: str = "",
) -> Follower:
    """Follow a matter by one way: as a signed-in person, by e-mail (a link must be opened first), or by web push.

    Answers the same whether the address follows already or not, so that nobody learns who follows. `push` is what the browser's
    `PushSubscription.toJSON()` gives. Raises `InvalidInput` for an address that is none, `NotFound` for a matter that is not public.
    """
    if not matter.is_public and (person is None or person.pk != matter.sender_id):
        raise NotFound(gettext("This page does not exist."))
    if person is not None:
        return add_follower(matter, person_id=person.pk, at=at, is_confirmed=True)[0]
    if push is not None:
        from betang.notices.webpush import check_subscription

        return add_follower(matter, push=check_subscription(push), language=language, at=at, is_confirmed=True)[0]
    email = email.strip().lower()
    try:
        validate_email(email)
    except ValidationError:
        message = gettext("That is not a whole e-mail address. It looks like nama@contoh.id.")
        raise InvalidInput(message, fields={"email": message}) from None
    follower, is_new = add_follower(matter, email=email, language=language, at=at, is_confirmed=False)
    stale = follower.confirmed_at is None and not is_new and at - follower.at > timedelta(days=CONFIRM_DAYS)
    if stale:
        Follower.objects.filter(pk=follower.pk).update(at=at)
    if is_new or stale:
        with translation.override(follower.language or translation.get_language() or "id"):
            notices.tell(
                kind="casework.follow",
                title=gettext("Do you want to follow %(number)s?") % {"number": matter.number},
                body=gettext(
                    "Somebody asked that we write to this address when something happens to %(number)s: %(title)s. "
                    "Open the link if it was you. If not, do nothing, and you will not hear of it again."
                )
                % {"number": matter.number, "title": matter.title},
                url=full_url(follower_path(follower)),
                email=email,
                at=at,
            )
    return follower


@transaction.atomic
def confirm_follow(*, token: str, at: datetime) -> Follower:
    """The address is really theirs. Confirming twice is as good as once. Raises `NotFound` for a link that counts no more."""
    follower = queries.follower_by_token(token)
    if follower is None or (follower.confirmed_at is None and at - follower.at > timedelta(days=CONFIRM_DAYS)):
        raise NotFound(gettext("This link does not count any more."), hint=gettext("Open the page again and ask once more to follow it."))
    if follower.confirmed_at is None:
        follower.confirmed_at = at
        follower.save(update_fields=["confirmed_at"])
    return follower


@transaction.atomic
def unfollow(*, at: datetime, token: str = "", matter: Matter | None = None, person: Person | None = None, endpoint: str = "") -> bool:
    """Stop following: by the link in a mail, as a signed-in person, or as the browser whose push address `endpoint` is.

    The address is forgotten. False where nobody followed.
    """
    if endpoint:
        assert matter is not None
        rows = Follower.objects.filter(matter=matter, push_key=rules.push_key(endpoint), ended_at__isnull=True)
    elif token:
        rows = Follower.objects.filter(token_hash=token_hash(token), ended_at__isnull=True)
    else:
        assert matter is not None
        assert person is not None
        rows = Follower.objects.filter(matter=matter, person=person, ended_at__isnull=True)
    return bool(rows.update(ended_at=at, email="", push=None, push_key=""))


def end_push(*, endpoint: str, at: datetime) -> int:
    """A browser that its push service does not know any more: it follows nothing from now on."""
    rows = Follower.objects.filter(push_key=rules.push_key(endpoint), ended_at__isnull=True)
    return rows.update(ended_at=at, email="", push=None, push_key="")


def move_followers(source: Matter, target: Matter) -> int:
    """Whoever followed `source` follows `target`; who follows both already is not doubled. Links in old mails still work."""
    moved = 0
    for one in Follower.objects.filter(matter=source, ended_at__isnull=True).select_related(None):
        same = {"person_id": one.person_id} if one.person_id else {"email": one.email} if one.email else {"push_key": one.push_key}
        there = Follower.objects.filter(matter=target, ended_at__isnull=True, **same).first()
        if there is not None and (there.confirmed_at or not one.confirmed_at):
            Follower.objects.filter(pk=one.pk).update(ended_at=one.confirmed_at or one.at, email="", push=None, push_key="")
            continue
        if there is not None:  # asked for there, but confirmed only here: the confirmed one stays
            Follower.objects.filter(pk=there.pk).update(ended_at=there.at, email="", push=None, push_key="")
        Follower.objects.filter(pk=one.pk).update(matter=target, came_from=source)
        moved += 1
    return moved


def copy_followers(source: Matter, target: Matter, *, at: datetime) -> int:
    """Whoever follows the whole follows a part too."""
    made = 0
    for one in Follower.objects.filter(matter=source, ended_at__isnull=True, confirmed_at__isnull=False):
        _row, is_new = add_follower(
            target,
            person_id=one.person_id,
            email=one.email,
            push=one.push,
            language=one.language,
            at=at,
            is_confirmed=True,
            came_from=source,
        )
        made += is_new
    return made


def tell_followers(*, step: Step, at: datetime, title: str = "", body: str = "") -> int:
    """Tell everybody who follows the matter, and whoever it lies with now, of a step. Returns how many notices were made.

    Runs in a job after `take_step`; who was told already is not told again, so it may run twice. `title` and `body` take the place of
    what the machine says. Each notice in a transaction of its own.
    """
    told = set(Told.objects.filter(step=step).values_list("follower_id", flat=True))
    matter = step.matter
    count = 0
    people: set[UUID] = set()
    for one in Follower.objects.filter(matter=matter, ended_at__isnull=True, confirmed_at__isnull=False).select_related("person"):
        if one.person_id is not None:
            people.add(one.person_id)
        if one.pk in told:
            continue
        language = one.person.language if one.person else one.language
        with translation.override(language or "id"), transaction.atomic():
            what, words = step_notice(step)
            stop = gettext("To hear no more of it: %(url)s") % {"url": full_url(follower_path(one))}
            notice = notices.tell(
                kind=f"casework.{matter.machine}",
                title=title or what,
                body=(body or words) + ("" if one.person_id or one.push else f"\n\n{stop}"),
                url=page_url(matter),
                person=one.person,
                email=one.email,
                push=one.push,
                site_id=matter.site_id,
                at=at,
            )
            is_sender = one.person_id is not None and one.person_id == matter.sender_id
            Told.objects.create(
                step=step, follower=one, told_as=TellAs.SENDER if is_sender else TellAs.FOLLOWER, notice_id=notice.pk, at=at
            )
        count += 1
    return count + _tell_holder(step, people, at)


def _tell_holder(step: Step, already: set[UUID], at: datetime) -> int:
    """The people in the office to which it came, or which is late."""
    matter = step.matter
    before = matter.steps.filter(seq=step.seq - 1).values_list("level", "holder_code", "office_id").first()
    came = before != (step.level, step.holder_code, step.office_id)
    if not (came or step.action == "overdue") or Told.objects.filter(step=step, told_as=TellAs.HOLDER).exists():
        return 0
    posts = POSTS_AT.get(step.level)
    if not posts or not step.holder_code:
        return 0
    count = 0
    with transaction.atomic():
        for person in accounts.people_who_hold(*posts, region_code=step.holder_code):
            if person.pk in already or not _sits_in(person, step):
                continue
            with translation.override(person.language or "id"):
                what, words = step_notice(step)
                notice = notices.tell(
                    kind=f"casework.{matter.machine}",
                    title=what,
                    body=words,
                    url=page_url(matter),
                    person=person,
                    site_id=matter.site_id,
                    at=at,
                )
            Told.objects.create(step=step, told_as=TellAs.HOLDER, notice_id=notice.pk, at=at)
            count += 1
    return count


def _sits_in(person: Person, step: Step) -> bool:
    if step.office_id is None:
        return True
    offices = person.appointments.filter(region__code=step.holder_code, ended_at__isnull=True).values_list("office_id", flat=True)
    return step.office_id in offices or None in offices
