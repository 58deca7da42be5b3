"""Taking a register over: a table is kept and looked through, and after the yes each of its groups comes whole or not at all."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, datetime
from typing import IO, Any

from django.conf import settings
from django.db import transaction
from django.utils.translation import gettext as _

from betang.accounts.actors import Actor
from betang.audit import trail
from betang.communities import policies, queries
from betang.communities.actions.numbers import next_number
from betang.communities.actions.standing import set_standing
from betang.communities.documents import index_group
from betang.communities.importing import plan
from betang.communities.importing.plan import FOLDER, Preview, Row
from betang.communities.models import Decree, Group, Member, Officer
from betang.communities.queries.register import regency_code
from betang.communities.terms import Standing
from betang.guard.sheets import files
from betang.guard.sheets.files import Received
from betang.kernel import clock
from betang.kernel.errors import InvalidInput, NotFound
from betang.regions.queries import by_code

CHOICES = (Standing.VERIFIED, Standing.ACTIVE)
KEPT_S = 3 * 86400
"""A table holds names of people: one that nobody says yes to goes after three days."""


def keep(*, actor: Actor, file: IO[bytes] | Any, code: str = "") -> Received:
    """Keep a table to be looked through. Raises `InvalidInput` with what is wrong with the file."""
    policies.may_take_register_over(actor).require()
    received = files.receive(file, folder=FOLDER)
    try:
        preview(actor=actor, sha256=received.sha256, today=clock.today(), code=code)
    except InvalidInput:
        files.forget(received.path)
        raise
    return received


def path_of(sha256: str) -> str:
    """Where the table of this name lies; raises `NotFound`."""
    for extension in files.MEDIA_TYPES:
        path = f"{FOLDER}/{sha256}.{extension}"
        if files.private(path).exists():
            return path
    raise NotFound(_("This file is no longer here."), hint=_("Choose it once more."))


def codes_of(actor: Actor, code: str = "") -> tuple[str, ...]:
    """The regions that somebody may fill a register for: the system for the whole province, or for `code`."""
    if actor.is_system:
        return (code or settings.PROVINCE_CODE,)
    return policies.regions_of_register(actor)


def preview(*, actor: Actor, sha256: str, today: date, code: str = "") -> Preview:
    """What a kept table would bring. Writes nothing."""
    policies.may_take_register_over(actor).require()
    return plan.look(path_of(sha256), codes=codes_of(actor, code), today=today)


def take_over(*, actor: Actor, sha256: str, standing: str, at: datetime, code: str = "") -> Iterator[Group]:
    """Take every group over that is ready, each in a transaction of its own, and yield it.

    May be killed anywhere and begun again: what is here already is found to be here. The caller may put one transaction round all of it.
    """
    policies.may_take_register_over(actor).require()
    if standing not in CHOICES:
        raise InvalidInput(_("Choose how the groups stand."), fields={"standing": _("Choose one.")})
    for row in preview(actor=actor, sha256=sha256, today=at.astimezone(clock.zone()).date(), code=code).ready:
        yield take_group(actor=actor, row=row, standing=Standing(standing), at=at)


@transaction.atomic
def take_group(*, actor: Actor, row: Row, standing: Standing, at: datetime) -> Group:
    """One group with its number, decree, officers and standing; the inline subscriber of `hosting` makes its site in the same transaction.

    Records `communities.group.taken_over` with the data of an approval.
    """
    region = by_code(row.region_code)
    number = row.number or next_number(
        "register",
        regency_code(row.region_code),
        at.astimezone(clock.zone()).year,
        pattern=queries.requirements_of(row.region_code).number_pattern,
    )
    group: Group = Group.objects.create(
        name=row.name, slug=row.slug, kind=row.kind, seat=row.seat, region=region, address=row.address, founded_on=row.founded_on,
        kim_id_number=row.kim_id, register_number=number, registered_at=at,
    )  # fmt: skip
    decree = None
    if row.decree is not None:
        decree = Decree.objects.create(group=group, number=row.decree.number, on=row.decree.on, signer=row.decree.signer)
    since = row.decree.on if row.decree else at.astimezone(clock.zone()).date()
    Officer.objects.bulk_create(Officer(group=group, role=one.role, name=one.name, decree=decree, from_on=since) for one in row.officers)
    Member.objects.bulk_create(Member(group=group, name=one.name, joined_on=since) for one in row.officers)
    why = _("Taken over from the register that was kept before.")
    set_standing(group, Standing.APPLIED, actor=None, at=at)
    set_standing(group, Standing.VERIFIED, actor=actor, at=at, reason=why)
    if standing == Standing.ACTIVE:
        set_standing(group, Standing.ACTIVE, actor=actor, at=at, reason=why)
    trail.record(
        "communities.group.taken_over",
        group,
        actor=actor,
        at=at,
        reason=why,
        data={
            "group_id": str(group.pk),
            "slug": group.slug,
            "site_slug": group.slug,
            "name": group.name,
            "register_number": number,
            "standing": str(standing),
        },
        public=True,
    )
    index_group(group)
    return group


def forget(sha256: str) -> None:
    """Remove a table that was taken over or given up."""
    files.forget(path_of(sha256))


def forget_old_tables(*, at: datetime) -> int:
    """Remove tables that nobody said yes to; returns how many files went."""
    folder = files.private(FOLDER)
    old = at.timestamp() - KEPT_S
    found = [one for one in folder.glob("*") if one.is_file() and one.stat().st_mtime < old] if folder.is_dir() else []
    for one in found:
        one.unlink(missing_ok=True)
    return len(found)


__all__ = ["CHOICES", "codes_of", "forget", "forget_old_tables", "keep", "preview", "take_group", "take_over"]
