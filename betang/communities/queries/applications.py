"""Applications: by their link, in the coordinator's list, and what is understood of what was typed."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime
from typing import TYPE_CHECKING, Any
from uuid import UUID

from django.conf import settings
from django.db.models import Case, Count, DateField, IntegerField, Q, QuerySet, Value, When
from django.db.models.functions import Coalesce
from django.urls import reverse
from django.utils.translation import gettext, ngettext

from betang.accounts.actors import Actor
from betang.accounts.terms import APPROVING_POSTS, Post
from betang.accounts.tokens import token_hash
from betang.communities import links, names, rules
from betang.communities.models import Application, ApplicationFile, Group
from betang.communities.queries.desk import seat_questions_of
from betang.communities.queries.register import within
from betang.communities.queries.requirements import requirements_of
from betang.communities.terms import REGISTERED, ApplicationStatus, FilePurpose, Standing
from betang.kernel import clock
from betang.kernel.errors import InvalidInput, NotFound
from betang.kernel.waiting import Waiting
from betang.regions.queries import path_of, place_lines, regencies

if TYPE_CHECKING:
    from betang.communities.forms import Part

OPEN = (ApplicationStatus.SUBMITTED, ApplicationStatus.RETURNED)
"""Applications that are on their way: each holds the name that it wished for."""


@dataclass(frozen=True, slots=True, kw_only=True)
class NameState:
    """What is to say of a name: `name` as it would be, whether it is free, else why not and what else is."""

    name: str
    is_free: bool
    words: str = ""
    hint: str = ""
    suggestions: tuple[str, ...] = ()


def government_names() -> tuple[str, ...]:
    """The governments of this installation, whose names no group may carry alone. One query."""
    here = [region.name for region in regencies(settings.PROVINCE_CODE)]
    province = [name for _code, name in path_of(settings.PROVINCE_CODE)]
    return tuple(dict.fromkeys((*names.GOVERNMENTS, *here, *(name.partition(" ")[2] for name in province))))


def is_name_taken(name: str, *, apart_from: UUID | None = None) -> bool:
    """A group, a site or another application on its way holds this name. Up to three queries."""
    return Group.objects.filter(slug=name).exists() or _is_wished(name, apart_from) or links.is_taken(name)


def _is_wished(name: str, apart_from: UUID | None) -> bool:
    return Application.objects.filter(wished_name=name, status__in=OPEN).exclude(Q(pk=apart_from) if apart_from else Q()).exists()


def name_state(text: str, *, region_code: str = "", apart_from: UUID | None = None) -> NameState:
    """Whether a name may be carried and is free, and if not, names that are. About five queries, more where it is not free."""
    governments = government_names()
    try:
        name = names.check_name(text, governments=governments)
    except InvalidInput as error:
        return NameState(
            name=names.normalise(text),
            is_free=False,
            words=error.message,
            hint=error.hint,
            suggestions=_free_names(text, region_code, apart_from),
        )
    if is_name_taken(name, apart_from=apart_from):
        return NameState(
            name=name,
            is_free=False,
            words=gettext("“%(name)s” is taken already.") % {"name": name},
            hint=gettext("Add the name of the place."),
            suggestions=_free_names(name, region_code, apart_from),
        )
    return NameState(name=name, is_free=True, words=gettext("“%(name)s” is free.") % {"name": name})


def _free_names(text: str, region_code: str, apart_from: UUID | None) -> tuple[str, ...]:
    places = [name.partition(" ")[2] for code, name in reversed(path_of(region_code)) if code.count(".") >= 1] if region_code else []
    return tuple(name for name in names.alternatives(text, places) if not is_name_taken(name, apart_from=apart_from))[:3]


def application_by_token(token: str) -> Application:
    """The application that a link leads to; raises `NotFound`. The token itself is kept nowhere. One query."""
    found = Application.objects.select_related("region", "group").filter(token_hash=token_hash(token)).first()
    if found is None:
        raise NotFound(
            gettext("There is no application at this link."), hint=gettext("Check that the whole link was copied, to its last letter.")
        )
    return found


def current_files(application: Application) -> dict[str, ApplicationFile]:
    """The file that counts for each purpose. One query."""
    found: dict[str, ApplicationFile] = {}
    for file in application.files.filter(removed_at__isnull=True):
        found.setdefault(file.purpose, file)
    return found


def parts_of(application: Application, *, asked: rules.Requirements | None = None) -> list[Part]:
    """Every part of the form over what was typed, in order, ready to be asked whether it is valid."""
    from betang.communities.forms import PARTS

    wanted = asked or requirements_of(str(application.typed.get("regency", "")))
    return [part(application.typed, asked=wanted, application=application) for part in PARTS]


def parts_done(application: Application) -> dict[str, bool]:
    """Which parts are filled so that they can be sent: step → yes or no. About twelve queries."""
    files = current_files(application)
    asked = requirements_of(str(application.typed.get("regency", "")))
    done = {part.step: part.is_valid() for part in parts_of(application, asked=asked)}
    if asked.decree_required or application.typed.get("decree_number"):
        done["sk"] = done["sk"] and FilePurpose.DECREE in files
    if asked.statutes_required:
        done["sk"] = done["sk"] and FilePurpose.STATUTES in files
    return done


def facts_of(application: Application) -> rules.Facts:
    """What was typed, understood as far as it can be."""
    from betang.communities.forms import PeoplePart, PlacePart

    known: dict[str, Any] = {}
    officers: tuple[rules.OfficerFacts, ...] = ()
    region_code = ""
    for part in parts_of(application):
        part.is_valid()
        known |= {name: value for name, value in part.cleaned_data.items() if value not in (None, "")}
        if isinstance(part, PeoplePart):
            officers = part.officers()
        if isinstance(part, PlacePart):
            region_code = part.region_code
    files = current_files(application)
    decree = None
    if known.get("decree_number") and known.get("decree_on") and known.get("decree_signer"):
        decree = rules.DecreeFacts(
            number=known["decree_number"],
            on=known["decree_on"],
            signer=known["decree_signer"],
            signer_name=known.get("decree_signer_name", ""),
        )
    plain = ("name", "kind", "seat", "about", "founded_on", "wished_name", "contact_name", "contact_phone", "contact_email", "chair_phone")
    return rules.Facts(
        **{name: known[name] for name in plain if name in known},
        region_code=region_code,
        officers=officers,
        members=known.get("members", ()),
        age_stated=bool(known.get("age_stated")),
        decree=decree,
        has_decree_file=FilePurpose.DECREE in files,
        has_statutes_file=FilePurpose.STATUTES in files,
        consent=bool(known.get("consent")),
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class ApplicationLine:
    """One application in the coordinator's list."""

    id: UUID
    number: str
    name: str
    place: str
    status: str
    status_label: str
    submitted_at: datetime | None
    due_on: date | None
    is_waiting: bool
    is_overdue: bool


def visible_applications(actor: Actor) -> QuerySet[Application]:
    """The applications that this person may see: those sent from the regions that they coordinate."""
    regions = actor.regions_of(*APPROVING_POSTS)
    where = Q(pk__in=[])
    for code in regions:
        where |= within(code, "region_code")
    return Application.objects.exclude(status=ApplicationStatus.DRAFT).filter(where)


APPLICATIONS_A_PAGE = 50
"""Applications on one page of the coordinator's list."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ApplicationPage:
    """A page of the coordinator's list; `waiting` and `overdue` count all that this person may see, not the page."""

    lines: tuple[ApplicationLine, ...]
    waiting: int
    overdue: int
    next_after: str
    previous_before: str


def _in_turn(rows: QuerySet[Application]) -> QuerySet[Any]:
    """With the columns by which they stand in line: what waits first, then what is due first, then what was sent last."""
    turn = Case(
        When(status=ApplicationStatus.SUBMITTED, then=Value(0)),
        When(status=ApplicationStatus.RETURNED, then=Value(1)),
        default=Value(2),
        output_field=IntegerField(),
    )
    due = Coalesce("due_on", Value(date.max), output_field=DateField())
    return rows.annotate(turn=turn, due=due)


def _matching(actor: Actor, *, status: str, region_code: str, q: str) -> QuerySet[Application]:
    rows = visible_applications(actor).filter(within(region_code, "region_code"))
    if status in ApplicationStatus.values:
        rows = rows.filter(status=status)
    for word in q.split()[:5]:
        rows = rows.filter(Q(name__icontains=word) | Q(number__icontains=word))
    return rows


def application_lines(
    actor: Actor, *, status: str = "", region_code: str = "", today: date, limit: int = 100
) -> tuple[ApplicationLine, ...]:
    """Applications, those that wait first and the oldest of them on top. Two queries."""
    rows = _in_turn(_matching(actor, status=status, region_code=region_code, q=""))
    return lines_of(list(rows.order_by("turn", "due", "-submitted_at", "id")[:limit]), today=today)


def application_page(
    actor: Actor, *, status: str = "", q: str = "", after: str = "", before: str = "", today: date, limit: int = APPLICATIONS_A_PAGE
) -> ApplicationPage:
    """One page of the coordinator's list, in the order of `application_lines`. At most four queries, whatever its length.

    `after` and `before` are the id of an application at the edge of another page (keyset paging); an unknown one is the first page.
    """
    counts = visible_applications(actor).aggregate(
        waiting=Count("pk", filter=Q(status=ApplicationStatus.SUBMITTED)),
        overdue=Count("pk", filter=Q(status=ApplicationStatus.SUBMITTED, due_on__lt=today)),
    )
    rows: QuerySet[Any] = _in_turn(_matching(actor, status=status, region_code="", q=q))
    edge = _edge(actor, after or before)
    backwards = bool(edge and not after)
    if edge is not None:
        rows = rows.filter(_beyond(edge, backwards=backwards))
    order = ("-turn", "-due", "submitted_at", "-id") if backwards else ("turn", "due", "-submitted_at", "id")
    found = list(rows.order_by(*order)[: limit + 1])
    has_more = len(found) > limit
    page = found[:limit][::-1] if backwards else found[:limit]
    has_previous, has_next = (has_more, True) if backwards else (edge is not None, has_more)
    return ApplicationPage(
        lines=lines_of(page, today=today),
        waiting=counts["waiting"],
        overdue=counts["overdue"],
        next_after=str(page[-1].pk) if page and has_next else "",
        previous_before=str(page[0].pk) if page and has_previous else "",
    )


def _edge(actor: Actor, text: str) -> Any:
    try:
        key = UUID(text)
    except ValueError:
        return None
    return _in_turn(visible_applications(actor)).filter(pk=key).values_list("turn", "due", "submitted_at", "pk").first()


def _beyond(edge: Any, *, backwards: bool) -> Q:
    """What stands in line after `edge`, or before it."""
    turn, due, sent, key = edge
    up, down = ("lt", "gt") if backwards else ("gt", "lt")
    return (
        Q(**{f"turn__{up}": turn})
        | Q(**{"turn": turn, f"due__{up}": due})
        | Q(**{"turn": turn, "due": due, f"submitted_at__{down}": sent})
        | Q(**{"turn": turn, "due": due, "submitted_at": sent, f"id__{up}": key})
    )


def lines_of(applications: Iterable[Application], *, today: date) -> tuple[ApplicationLine, ...]:
    """Lines for applications at hand. One query."""
    rows = list(applications)
    places = place_lines({row.region_code for row in rows}) if rows else {}
    return tuple(
        ApplicationLine(
            id=row.pk,
            number=row.number or "",
            name=row.name,
            place=places.get(row.region_code, ""),
            status=row.status,
            status_label=str(ApplicationStatus(row.status).label),
            submitted_at=row.submitted_at,
            due_on=row.due_on,
            is_waiting=row.status == ApplicationStatus.SUBMITTED,
            is_overdue=row.status == ApplicationStatus.SUBMITTED and row.due_on is not None and row.due_on < today,
        )
        for row in rows
    )


def lookalikes_of(application: Application) -> list[Group]:
    """Groups of the register that may be the same: of the same name in the kabupaten, or seated in the same village. One query."""
    from betang.communities.queries.register import regency_code

    words = [word for word in application.name.split() if word.casefold() != "kim"]
    alike = Q(name__iexact=application.name) | Q(name__icontains=" ".join(words)) if words else Q(name__iexact=application.name)
    rows = Group.objects.filter(
        (alike & within(regency_code(application.region_code))) | Q(region__code=application.region_code),
        standing__in=(*REGISTERED, Standing.ARCHIVED),
    ).exclude(Q(pk=application.group_id) if application.group_id else Q())
    return list(rows.select_related("region").order_by("name")[:10])


def waiting_for(actor: Actor) -> list[Waiting]:
    """What waits for this person in the register: applications to decide, places to choose, for a coordinator. Up to three queries."""
    if not any(held.post == Post.COORDINATOR for held in actor.posts):
        return []
    today = clock.today()
    found = []
    for line in application_lines(actor, status=ApplicationStatus.SUBMITTED, today=today, limit=30):
        late = (today - line.due_on).days if line.due_on and line.is_overdue else 0
        detail = line.place
        if late:
            detail = f"{line.place}. " + ngettext("Overdue by %(days)d day.", "Overdue by %(days)d days.", late) % {"days": late}
        found.append(
            Waiting(
                title=gettext("%(name)s applies for the register") % {"name": line.name},
                url=reverse("communities_desk:application", urlconf=settings.ROOT_URLCONF, kwargs={"application_id": line.id}),
                detail=detail,
                due_on=line.due_on,
                weight=20 if late else 10,
            )
        )
    for question in seat_questions_of(actor):
        group = question.group
        found.append(
            Waiting(
                title=gettext("Where does %(name)s sit now?") % {"name": group.name},
                url=reverse("communities_desk:group_place", urlconf=settings.ROOT_URLCONF, kwargs={"slug": group.slug}),
                detail=gettext("%(place)s was divided or no longer exists.") % {"place": group.region.full_name},
                weight=15,
            )
        )
    return found
