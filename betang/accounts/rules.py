"""Who may fill which post, and when two appointments clash. Pure tables and functions.

The posts of a group follow its statutes and the coordinator's decree; no law of the state names them, so all of this is
the house's own rule and stands here as data.
"""

from __future__ import annotations

from datetime import date, timedelta

from betang.accounts.terms import Post

APPOINTERS: dict[Post, frozenset[Post]] = {
    Post.PROVINCE_ADMIN: frozenset(),  # made by the operator at the machine (`betang person admin`), by nobody at the desk
    Post.COORDINATOR: frozenset({Post.PROVINCE_ADMIN}),
    Post.PLANNER: frozenset({Post.PROVINCE_ADMIN}),
    Post.AGENCY_OFFICER: frozenset({Post.PROVINCE_ADMIN, Post.PLANNER}),
    Post.BUDGET_TEAM: frozenset({Post.PROVINCE_ADMIN, Post.PLANNER}),
    Post.COUNCIL_MEMBER: frozenset({Post.PROVINCE_ADMIN, Post.PLANNER}),
    Post.DISTRICT_OFFICER: frozenset({Post.PROVINCE_ADMIN, Post.PLANNER}),
    Post.VILLAGE_OFFICER: frozenset({Post.PROVINCE_ADMIN, Post.PLANNER, Post.DISTRICT_OFFICER}),
    Post.INFORMATION_OFFICER: frozenset({Post.PROVINCE_ADMIN}),
    Post.CHAIR: frozenset({Post.COORDINATOR}),
    Post.EDITOR: frozenset({Post.CHAIR}),
    Post.WRITER: frozenset({Post.CHAIR}),
}
"""Who appoints to a post: one who holds one of these in the same group, in the region, or in one that it lies in."""

SINGLE_HOLDER = frozenset({Post.CHAIR})
"""Posts with one holder at a time in each scope: a new one comes by hand-over."""

PASSWORD_MIN_LENGTH = 10


def spans_overlap(from_on: date, until_on: date | None, other_from_on: date, other_until_on: date | None) -> bool:
    """Whether two spans share a day. Both ends belong to the span; None is without end."""
    return (until_on is None or other_from_on <= until_on) and (other_until_on is None or from_on <= other_until_on)


def last_day_before(successor_from_on: date) -> date:
    """The last day of the one who hands over: the day before the successor begins, so that no day has two or none."""
    return successor_from_on - timedelta(days=1)


def clashes(post: Post, *, same_person: bool) -> bool:
    """Whether overlapping spans of this post in one scope are refused: always for one person, and where one may hold it."""
    return same_person or post in SINGLE_HOLDER
