"""One proposal: what everybody may see of it, and the ways by which its sender comes to it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from django.utils.translation import gettext, pgettext

from betang.accounts.tokens import token_hash
from betang.casework import queries as casework
from betang.casework.models import Matter
from betang.casework.rules import number_typed, same_hash
from betang.casework.terms import Level
from betang.casework.tokens import hash_of
from betang.kernel.errors import NotFound
from betang.planning import photos as plan_photos
from betang.planning.links import line_url
from betang.planning.models import Photo
from betang.proposals.actions.supporting import by_token as by_support_token
from betang.proposals.models import Attachment, Proposal
from betang.proposals.terms import AttachmentKind, Channel, Recommendation, Sector
from betang.regions.queries import place_line
from betang.ui.pictures import Picture

_WITH = ("matter__region", "matter__office", "region", "office", "group", "price_entry", "origin__matter")


def _gone() -> NotFound:
    return NotFound(gettext("This page does not exist."))


def by_draft_token(token: str) -> Proposal:
    """The draft, or what was sent of it, behind a secret link. Raises `NotFound`. One query."""
    found = Proposal.objects.select_related(*_WITH).filter(draft_token_hash=token_hash(token)).first()
    if found is None:
        raise NotFound(gettext("There is no draft at this link."), hint=gettext("Begin a new proposal; it takes about ten minutes."))
    return found


def of_number(number: str) -> Proposal:
    """The proposal to which a number leads, as typed or as in an address; a merged one leads to what it was merged into."""
    matter = casework.by_number(number)
    found = Proposal.objects.select_related(*_WITH).filter(matter=matter).first()
    if found is None or not matter.is_public:
        raise _gone()
    return found


def by_tracking(number: str, token: str) -> Proposal:
    """The proposal of whoever shows its token; the token of what was split opens its parts too. A wrong token is an unknown number."""
    try:
        matter = casework.by_token(number, token)
    except NotFound:
        part = Matter.objects.filter(number=number_typed(number), split_from__isnull=False).select_related("split_from").first()
        if part is None or part.split_from is None or not same_hash(part.split_from.token_hash, hash_of(token)):
            raise
        matter = part
    found = Proposal.objects.select_related(*_WITH).filter(matter=matter).first()
    if found is None:
        raise _gone()
    return found


def who_proposed(proposal: Proposal) -> str:
    """Initials and role: `S. M., a resident`; `KIM Batang Danum, for S. M.`"""
    initials = proposal.proposer_label
    if proposal.channel == Channel.GROUP and proposal.group is not None:
        group = proposal.group.name
        return gettext("%(group)s, for %(who)s") % {"group": group, "who": initials} if initials and proposal.is_for_another else group
    role = str(Channel(proposal.channel).label)
    return f"{initials}, {role}" if initials and proposal.channel != Channel.MEETING else role


@dataclass(frozen=True, slots=True, kw_only=True)
class LevelWord:
    """What one level said: the triple beside what was asked. `share` is the amount in per cent of what was asked."""

    who: str
    short: str
    recommendation: str
    label: str
    volume: Decimal | None
    amount_idr: int | None
    words: str
    at: datetime
    share: int | None


@dataclass(frozen=True, slots=True, kw_only=True)
class LineOf:
    """A line of a plan that it became: where it is read, its amounts by phase, how far the work is, photos of it."""

    number: str
    name: str
    url: str
    year: int
    phases: tuple[tuple[str, int], ...]
    part_idr: int | None
    percent: Decimal | None
    spent_idr: int | None
    photos: tuple[Picture, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class ProposalPage:
    """Everything that stands on the public page."""

    proposal: Proposal
    matter: Matter
    place: str
    who: str
    sector: str
    lines: tuple[casework.TimelineStep, ...]
    now: casework.TimelineStep | None
    levels: tuple[LevelWord, ...]
    outcomes: tuple[LineOf, ...]
    photos: tuple[Attachment, ...]
    papers: tuple[Attachment, ...]
    follower_count: int
    parts: tuple[Matter, ...]
    merged: tuple[str, ...]

    @property
    def next(self) -> casework.TimelineStep | None:
        """What comes after now."""
        return next((line for line in self.lines if line.when == "next"), None)


def page_of(proposal: Proposal, *, today: date | None = None) -> ProposalPage:
    """The public page of one proposal: some 15 queries, whatever its length. The page is kept, so they are paid once a change."""
    matter = proposal.matter
    if matter is None:
        raise _gone()
    lines = casework.timeline(matter, today=today)
    files = list(proposal.attachments.all())
    return ProposalPage(
        proposal=proposal,
        matter=matter,
        place=place_line(proposal.region_code),
        who=who_proposed(proposal),
        sector=str(Sector(proposal.field_code).label) if proposal.field_code in Sector.values else "",
        lines=lines,
        now=next((line for line in lines if line.when == "now"), None),
        levels=_levels(proposal),
        outcomes=_outcomes(proposal),
        photos=tuple(one for one in files if one.kind == AttachmentKind.PHOTO),
        papers=tuple(one for one in files if one.kind != AttachmentKind.PHOTO and one.is_public),
        follower_count=casework.follower_count(matter),
        parts=tuple(Matter.objects.filter(split_from=matter).order_by("number")),
        merged=tuple(Matter.objects.filter(merged_into=matter).order_by("number").values_list("number", flat=True)),
    )


def level_words() -> dict[str, str]:
    """The levels in a word each, for beside a bar."""
    return {
        Level.VILLAGE: pgettext("level", "village"),
        Level.DISTRICT: gettext("kecamatan"),
        Level.COUNCIL: gettext("council"),
        Level.PLANNING: gettext("Bappeda"),
        Level.AGENCY: pgettext("level", "office"),
        Level.BUDGET_TEAM: gettext("budget team"),
    }


def _levels(proposal: Proposal) -> tuple[LevelWord, ...]:
    rows = list(proposal.opinions.select_related("step__by_office"))
    asked = proposal.estimate_idr
    short = level_words()
    return tuple(
        LevelWord(
            who=str(Level(one.level).label),
            short=short.get(one.level, one.level),
            recommendation=one.recommendation,
            label=str(Recommendation(one.recommendation).label),
            volume=one.volume,
            amount_idr=one.amount_idr,
            words=one.words,
            at=one.at,
            share=min(100, round(100 * one.amount_idr / asked)) if asked and one.amount_idr is not None else None,
        )
        for one in rows
    )


_PHASES = (
    ("proposed_idr", "proposed"), ("ceiling_idr", "ceiling"), ("budgeted_idr", "budgeted"), ("revised_idr", "revised"),
    ("realised_idr", "realised"),
)  # fmt: skip


def _outcomes(proposal: Proposal) -> tuple[LineOf, ...]:
    from betang.planning.terms import Phase

    found = list(proposal.outcomes.select_related("line"))
    photos: dict[Any, list[Picture]] = {}
    for photo in Photo.objects.filter(line__in=[one.line_id for one in found]) if found else ():
        photos.setdefault(photo.line_id, []).append(plan_photos.as_picture(photo))
    return tuple(
        LineOf(
            number=one.line.number,
            name=one.line.name,
            url=line_url(one.line.number),
            year=one.line.fiscal_year,
            phases=tuple(
                (str(Phase(phase).label), amount) for column, phase in _PHASES if (amount := getattr(one.line, column)) is not None
            ),
            part_idr=one.amount_idr,
            percent=one.line.physical_percent,
            spent_idr=one.line.realised_idr,
            photos=tuple(photos.get(one.line_id, ())),
        )
        for one in found
    )


__all__ = [
    "LevelWord",
    "LineOf",
    "ProposalPage",
    "by_draft_token",
    "by_support_token",
    "by_tracking",
    "of_number",
    "page_of",
    "who_proposed",
]
