"""Planning a training: its programme, who is invited, its materials; announcing it, and calling it off."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import IO, Any
from uuid import UUID

from django.conf import settings
from django.core.files.base import ContentFile
from django.core.files.storage import storages
from django.db import transaction
from django.db.models import Q
from django.urls import reverse
from django.utils.formats import date_format
from django.utils.text import slugify
from django.utils.translation import gettext, override

from betang.accounts.actors import Actor
from betang.accounts.models import Appointment
from betang.accounts.terms import Post
from betang.communities.terms import GroupKind
from betang.growth.models import Material, Presence, Registration, Session, Training
from betang.growth.terms import PRESENT_PERCENT, TITLE_LENGTH, SeatState, TrainingKind, TrainingState
from betang.growth.trainings import policies, queries
from betang.growth.trainings.actions.common import invalid, locked, must_be, note, weigh
from betang.growth.trainings.actions.seats import fill_seats, seat_url
from betang.guard.files import check_upload
from betang.guard.saving import disk_full_told
from betang.kernel import clock
from betang.kernel.errors import Refused
from betang.notices.actions import tell
from betang.notices.models import Notice
from betang.regions.models import Region

FOLDER = "pelatihan/materi"
RESERVED = frozenset({"hadir", "kursi", "materi", "baru"})
INVITED, CALLED_OFF = "growth.training.invited", "growth.training.cancelled"


@dataclass(frozen=True, slots=True, kw_only=True)
class Part:
    """A row of the programme; `key` names the one that it changes."""

    starts_at: datetime
    ends_at: datetime
    topic: str
    speaker: str = ""
    counts: bool = True
    key: UUID | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class TrainingValues:
    """What somebody typed of a training."""

    kind: str
    title: str
    region: Region
    organiser: str
    place: str
    programme: Sequence[Part]
    about: str = ""
    place_region: Region | None = None
    is_online: bool = False
    signs_up_until: datetime | None = None
    capacity: int | None = None
    seats_a_group: int | None = None
    invited_kinds: Sequence[str] = ()
    invited_regions: Sequence[str] = ()
    is_open_to_all: bool = False
    present_percent: int = PRESENT_PERCENT
    questions: Sequence[dict[str, str]] = field(default_factory=tuple)


@transaction.atomic
def plan_training(*, actor: Actor, values: TrainingValues, at: datetime, is_sample: bool = False) -> Training:
    """Keep a new training as a draft, which only the office sees. Raises `InvalidInput` by field."""
    policies.may_plan_in(actor, values.region.code).require()
    _weigh(values)
    kept = Training(address=_free_address(values), created_at=at, changed_at=at, is_sample=is_sample)
    _put(kept, values)
    kept.save(force_insert=True)
    _put_programme(kept, values.programme)
    note("planned", kept, actor=actor, at=at)
    return kept


@transaction.atomic
def change_training(*, actor: Actor, training: Training, values: TrainingValues, at: datetime) -> Training:
    """Change what is planned. More seats are filled from the waiting list at once; fewer take nobody's seat away."""
    kept = locked(training)
    policies.may_change(actor, kept).require()
    policies.may_plan_in(actor, values.region.code).require()
    _weigh(values)
    _put(kept, values)
    kept.changed_at = at
    kept.save()
    _put_programme(kept, values.programme)
    risen = fill_seats(kept, at=at) if kept.state == TrainingState.ANNOUNCED else []
    note("changed", kept, actor=actor, at=at, moved_up=len(risen))
    return kept


def _weigh(values: TrainingValues) -> None:
    wrong: dict[str, str] = {}
    if values.kind not in TrainingKind.values:
        wrong["kind"] = gettext("Choose what kind of event it is.")
    for name, least in (("title", 5), ("organiser", 3), ("place", 3)):
        if len(" ".join(getattr(values, name).split())) < least:
            wrong[name] = gettext("This is too short to be understood.")
    if not values.programme:
        wrong["programme"] = gettext("A training has at least one row in its programme: day, time and what is done.")
    if any(part.ends_at <= part.starts_at for part in values.programme):
        wrong["programme"] = gettext("In one row the end comes before the beginning.")
    if values.programme and not any(part.counts for part in values.programme):
        wrong["programme"] = gettext("At least one row must count for presence, else nobody can get a certificate.")
    if not 1 <= values.present_percent <= 100:
        wrong["present_percent"] = gettext("Between 1 and 100 percent.")
    if values.invited_kinds and not set(values.invited_kinds) <= set(GroupKind.values):
        wrong["invited_kinds"] = gettext("Choose kinds from the list.")
    home = values.region.code
    if any(code != home and not code.startswith(f"{home}.") for code in values.invited_regions):
        wrong["invited_regions"] = gettext("You invite places of your own region.")
    if wrong:
        raise invalid(wrong)
    weigh({"title": values.title, "about": values.about, "place": values.place, "organiser": values.organiser}, is_personal_allowed=False)
    weigh({"programme": "\n".join(f"{part.topic}\n{part.speaker}" for part in values.programme)})


def _put(kept: Training, values: TrainingValues) -> None:
    kept.kind, kept.title, kept.about = values.kind, " ".join(values.title.split())[:TITLE_LENGTH], values.about.strip()
    kept.region, kept.organiser = values.region, " ".join(values.organiser.split())[:TITLE_LENGTH]
    kept.place, kept.place_region, kept.is_online = " ".join(values.place.split())[:200], values.place_region, values.is_online
    kept.starts_at = min(part.starts_at for part in values.programme)
    kept.ends_at = max(part.ends_at for part in values.programme)
    kept.signs_up_until, kept.capacity, kept.seats_a_group = values.signs_up_until, values.capacity, values.seats_a_group
    kept.invited_kinds, kept.invited_regions = list(values.invited_kinds), list(values.invited_regions)
    kept.is_open_to_all, kept.present_percent = values.is_open_to_all, values.present_percent
    kept.questions = list(values.questions) or queries.questions_of(kept)


def _put_programme(kept: Training, programme: Sequence[Part]) -> None:
    """Sessions keep their key, so that presence stays with what it was noted for. Raises `Refused` where one with presence would go."""
    before = {row.pk: row for row in kept.sessions.all()}
    ordered = sorted(programme, key=lambda part: (part.starts_at, part.ends_at))
    going = set(before) - {part.key for part in ordered}
    if Presence.objects.filter(session_id__in=going).exists():
        raise Refused(
            gettext("Presence was noted already for a row that you take out of the programme."),
            hint=gettext("Leave the row, or change its words."),
        )
    kept.sessions.filter(pk__in=going).delete()
    for place, row in enumerate(before.values()):  # out of the way of the new order
        row.order = 1000 + place
    Session.objects.bulk_update([row for key, row in before.items() if key not in going], ["order"])
    for place, part in enumerate(ordered, 1):
        row = (before.get(part.key) if part.key else None) or Session(training=kept)
        row.order, row.starts_at, row.ends_at = place, part.starts_at, part.ends_at
        row.topic, row.speaker, row.counts = part.topic[:TITLE_LENGTH], part.speaker[:TITLE_LENGTH], part.counts
        row.save()


def _free_address(values: TrainingValues) -> str:
    day = min(part.starts_at for part in values.programme).astimezone(clock.zone()).date()
    stem = slugify(values.title)[:60].strip("-") or "pelatihan"
    if stem in RESERVED:
        stem = f"pelatihan-{stem}"
    tries = [f"{stem}-{day:%Y}", f"{stem}-{day:%Y-%m-%d}", *(f"{stem}-{day:%Y-%m-%d}-{count}" for count in range(2, 50))]
    taken = set(Training.objects.filter(address__startswith=stem).values_list("address", flat=True))
    return next(one for one in tries if one not in taken)


@transaction.atomic
def announce(*, actor: Actor, training: Training, at: datetime) -> Training:
    """Show it to everybody, and tell the chairs and editors of every invited group (a job, after the commit)."""
    from betang.growth.trainings import jobs

    kept = locked(training)
    policies.may_change(actor, kept).require()
    must_be(kept, TrainingState.DRAFT)
    if kept.ends_at <= at:
        raise Refused(gettext("This training lies in the past."), hint=gettext("Change the days of its programme first."))
    kept.state, kept.changed_at = TrainingState.ANNOUNCED, at
    kept.save(update_fields=["state", "changed_at"])
    note("announced", kept, actor=actor, at=at, title=kept.title)
    if not kept.is_sample:
        jobs.invite_groups.enqueue(training_id=str(kept.pk))
    training.state = kept.state
    return kept


def invite_groups(*, training: Training, at: datetime) -> int:
    """Tell everybody who runs an invited group; told twice, nobody hears it twice. Returns how many were told."""
    if training.state != TrainingState.ANNOUNCED:
        return 0
    url = reverse("growth:training", urlconf=settings.ROOT_URLCONF, kwargs={"address": training.address})
    groups = {group.pk: group for group in queries.invited_groups(training)}
    held = Appointment.objects.filter(Q(until_on__isnull=True) | Q(until_on__gte=at.date()), post__in=(Post.CHAIR, Post.EDITOR))
    told = set(Notice.objects.filter(kind=INVITED, url__startswith=url).values_list("person_id", flat=True))
    count = 0
    for row in held.filter(group_id__in=list(groups)).select_related("person").order_by("pk"):
        if row.person_id in told or row.group_id is None:
            continue
        told.add(row.person_id)
        with override(row.person.language or settings.LANGUAGE_CODE):
            starts = date_format(training.starts_at.astimezone(clock.zone()), "j F Y H.i")
            tell(
                kind=INVITED,
                person=row.person,
                title=gettext("Invitation: %(title)s") % {"title": training.title},
                body=gettext("%(group)s is invited: %(day)s, %(place)s. Sign up on the page; share it with your members.")
                % {"group": groups[row.group_id].name, "day": starts, "place": training.place},
                url=f"{url}?kim={groups[row.group_id].slug}",
                at=at,
            )
        count += 1
    return count


@transaction.atomic
def cancel(*, actor: Actor, training: Training, reason: str, at: datetime) -> Training:
    """Call it off, with words that everybody reads; who signed up is told (a job, after the commit)."""
    from betang.growth.trainings import jobs

    kept = locked(training)
    policies.may_change(actor, kept).require()
    must_be(kept, TrainingState.DRAFT, TrainingState.ANNOUNCED)
    words = reason.strip()
    if len(words) < 5:
        raise invalid({"reason": gettext("Say why: everybody who signed up reads it.")})
    weigh({"reason": words})
    was_announced = kept.state == TrainingState.ANNOUNCED
    kept.state, kept.cancelled_reason, kept.changed_at = TrainingState.CANCELLED, words, at
    kept.save(update_fields=["state", "cancelled_reason", "changed_at"])
    note("cancelled", kept, actor=actor, at=at, reason=words)
    if was_announced:
        jobs.tell_everybody.enqueue(training_id=str(kept.pk))
    training.state = kept.state
    return kept


def tell_everybody(*, training: Training, at: datetime) -> int:
    """Tell everybody with a seat or on the waiting list that the training was called off; nobody twice."""
    if training.state != TrainingState.CANCELLED:
        return 0
    rows = Registration.objects.filter(training=training, contact_erased_at__isnull=True).exclude(state=SeatState.WITHDRAWN)
    count = 0
    for seat in rows:
        url = seat_url(seat)
        if not (seat.email or seat.phone) or Notice.objects.filter(kind=CALLED_OFF, url=url).exists():
            continue
        tell(
            kind=CALLED_OFF,
            title=gettext("Called off: %(title)s") % {"title": training.title},
            body=gettext("The training was called off: %(reason)s") % {"reason": training.cancelled_reason},
            url=url,
            email=seat.email,
            phone=seat.phone,
            at=at,
        )
        count += 1
    return count


@transaction.atomic
def add_material(
    *, actor: Actor, training: Training, name: str, url: str = "", file: IO[bytes] | Any = None, is_public: bool = True, at: datetime
) -> Material:
    """Put a file (PDF or picture) or a link beside the training. Raises `InvalidInput`."""
    kept = locked(training)
    policies.may_manage(actor, kept).require()
    name, url = " ".join(name.split())[:TITLE_LENGTH], url.strip()
    wrong: dict[str, str] = {}
    if len(name) < 3:
        wrong["name"] = gettext("Give it a name that says what it is.")
    if bool(url) == bool(file):
        wrong["url"] = gettext("Choose a file, or give a link: one of the two.")
    elif url and not url.startswith("https://"):
        wrong["url"] = gettext("A link begins with https://")
    if wrong:
        raise invalid(wrong)
    weigh({"name": name, "url": url})
    row = Material(training=kept, name=name, url=url, is_public=is_public, added_at=at)
    if file:
        checked = check_upload(file, accept=frozenset({"image", "pdf"}))
        file.seek(0)
        body = file.read()
        row.path = f"{FOLDER}/{hashlib.sha256(body).hexdigest()[:24]}.{checked.extension.lstrip('.')}"
        row.media_type, row.size_bytes = checked.media_type, checked.size_bytes
        with disk_full_told():
            if not storages["private"].exists(row.path):
                storages["private"].save(row.path, ContentFile(body))
    row.save(force_insert=True)
    note("material_added", kept, actor=actor, at=at, name=name)
    return row


@transaction.atomic
def remove_material(*, actor: Actor, training: Training, material_id: UUID, at: datetime) -> None:
    """Take a material away from the training."""
    kept = locked(training)
    policies.may_manage(actor, kept).require()
    row = kept.materials.filter(pk=material_id).first()
    if row is None:
        raise queries.gone()
    name = row.name
    row.delete()
    note("material_removed", kept, actor=actor, at=at, name=name)
