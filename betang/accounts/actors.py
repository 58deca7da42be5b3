"""Who acts, with the posts that they hold today: the value that every policy asks."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from uuid import UUID

from betang.accounts.terms import GROUP_POSTS, Post
from betang.kernel.actor import Actor as KernelActor


@dataclass(frozen=True, slots=True, kw_only=True)
class HeldPost:
    """A post that is held today. A regional post has a `region_code`, and an `office_id` if it is in one office there; a
    group post has a `group_id`.
    """

    post: Post
    region_code: str = ""
    group_id: UUID | None = None
    office_id: UUID | None = None
    since: date | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Actor(KernelActor):
    """A person with the posts they hold; nobody (`NOBODY`); or the system (`SYSTEM`)."""

    posts: tuple[HeldPost, ...] = ()
    has_second_factor: bool = False

    def holds_in_group(self, group_id: UUID, *posts: Post) -> bool:
        """Holds one of `posts` (any group post, where none is named) in the group."""
        wanted = frozenset(posts) or GROUP_POSTS
        return any(held.group_id == group_id and held.post in wanted for held in self.posts)

    def holds_over(self, region_code: str, *posts: Post) -> bool:
        """Holds one of `posts` in the region or in one that it lies in (62.03 covers 62.03.01)."""
        return any(
            held.region_code and held.post in posts and (region_code == held.region_code or region_code.startswith(held.region_code + "."))
            for held in self.posts
        )

    def holds_exactly_in(self, region_code: str, *posts: Post, office_id: UUID | None = None) -> bool:
        """Holds one of `posts` in this very region, not in one above; in the office where one is named and the post has one."""
        return any(
            held.region_code == region_code and held.post in posts and (office_id is None or held.office_id in (None, office_id))
            for held in self.posts
        )

    def holds_any(self, *posts: Post) -> bool:
        """Holds one of `posts` anywhere."""
        return any(held.post in posts for held in self.posts)

    def regions_of(self, *posts: Post) -> tuple[str, ...]:
        """The codes of the regions in which one of `posts` is held."""
        return tuple(sorted({held.region_code for held in self.posts if held.post in posts and held.region_code}))

    @property
    def group_ids(self) -> frozenset[UUID]:
        """The groups in which any post is held."""
        return frozenset(held.group_id for held in self.posts if held.group_id is not None)


NOBODY = Actor()
SYSTEM = Actor(name="Betang", is_system=True)
