"""Who may write plans. Each government writes its own; a village's officers write the village's; an agency tends what is its own.

Reading needs no policy: plans are public. Law: UU 23/2014 art. 391; UU 6/2014 art. 82, 86.
"""

from __future__ import annotations

from uuid import UUID

from django.conf import settings
from django.utils.translation import gettext

from betang.accounts.actors import Actor
from betang.accounts.terms import Post
from betang.kernel.verdict import YES, Verdict, no, second_factor
from betang.planning.models import Line
from betang.regions.queries import current_codes

WRITING_POSTS = (Post.PLANNER, Post.AGENCY_OFFICER, Post.VILLAGE_OFFICER)
"""Posts for which the desk of plans opens at all."""


def may_plan(actor: Actor, government_code: str) -> Verdict:
    """May write the whole plan of a government: its planners; in a village its officers. Never from a government above.

    Lines keep the code under which they were planned: where the region has another code today, its people of today write on.
    No query for a government's own people; else up to three.
    """
    if actor.is_system or any(
        actor.holds_exactly_in(code, Post.PLANNER, Post.VILLAGE_OFFICER) for code in _codes_today(actor, government_code)
    ):
        return YES
    return no(gettext("Each government writes its own plan. Your post does not belong to this one."))


def _codes_today(actor: Actor, government_code: str) -> tuple[str, ...]:
    """The government's code, or what it was renamed to, moved to or merged into; after a split nobody follows by itself."""
    if actor.holds_exactly_in(government_code, *WRITING_POSTS) or not actor.holds_any(*WRITING_POSTS):
        return (government_code,)
    today = current_codes(government_code)
    return today if len(today) == 1 else (government_code,)


def may_tend_office(actor: Actor, government_code: str, office_id: UUID | None) -> Verdict:
    """May tend the lines of an office: who may plan for the government, and the office's own officers."""
    if may_plan(actor, government_code):
        return YES
    if office_id is not None and any(held.post == Post.AGENCY_OFFICER and held.office_id == office_id for held in actor.posts):
        return YES  # an office belongs to one government
    return no(gettext("Only the planners of this government and the officers of this office write here."))


def may_change_line(actor: Actor, line: Line) -> Verdict:
    """May change what a line is and what it costs, or withdraw it: who writes the government's plan."""
    return may_plan(actor, line.government_code)


def may_tend_line(actor: Actor, line: Line) -> Verdict:
    """May say what became of a line: realisation, photos, milestones."""
    return may_tend_office(actor, line.government_code, line.office_id)


def may_load_codes(actor: Actor) -> Verdict:
    """May load official code lists: the operator, and the province's administrator with a second factor."""
    if actor.is_system:
        return YES
    if not actor.holds_exactly_in(settings.PROVINCE_CODE, Post.PROVINCE_ADMIN):
        return no(gettext("Only the province's administrator loads code lists."))
    return YES if actor.has_second_factor else second_factor()


def governments_of(actor: Actor) -> tuple[str, ...]:
    """The governments whose plan a person writes or tends, by code."""
    return actor.regions_of(*WRITING_POSTS)


def offices_of(actor: Actor, government_code: str) -> frozenset[UUID] | None:
    """The offices whose lines a person tends there; None for all of them."""
    if may_plan(actor, government_code):
        return None
    return frozenset(
        held.office_id
        for held in actor.posts
        if held.post == Post.AGENCY_OFFICER and held.region_code == government_code and held.office_id is not None
    )
