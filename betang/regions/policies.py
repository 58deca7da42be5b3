"""Who may change the tree: the province's administrator, with a second factor shown.

Regions stand below accounts, so a person is known here only by what the tree needs of them (`Keeper`).
"""

from __future__ import annotations

from typing import Protocol
from uuid import UUID

from django.utils.translation import gettext

from betang.kernel.verdict import YES, Verdict, no, second_factor

KEEPER_POST = "province_admin"
"""The post of `accounts.terms.Post` that keeps the tree."""


class Keeper(Protocol):
    """What of a person (`accounts.actors.Actor`) the tree asks."""

    @property
    def id(self) -> UUID | None: ...
    @property
    def name(self) -> str: ...
    @property
    def is_system(self) -> bool: ...
    @property
    def has_second_factor(self) -> bool: ...
    def holds_over(self, region_code: str, *posts: str) -> bool: ...


def may_see_keeping(actor: object, province_code: str) -> Verdict:
    """May see the pages on which the tree is kept."""
    if _is_system(actor) or (hasattr(actor, "holds_over") and actor.holds_over(province_code, KEEPER_POST)):
        return YES
    return no(gettext("Only the province's administrator keeps the regions."))


def may_keep(actor: object, region_code: str) -> Verdict:
    """May change the tree, its maps, its offices and its holidays within the province of `region_code`."""
    if _is_system(actor):
        return YES
    verdict = may_see_keeping(actor, region_code[:2])
    if not verdict:
        return verdict
    return YES if getattr(actor, "has_second_factor", False) else second_factor()


def _is_system(actor: object) -> bool:
    return bool(getattr(actor, "is_system", False))
