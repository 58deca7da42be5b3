"""Writing in the register: applications, decisions, groups, officers, members, standing."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from betang.accounts.actors import Actor
from betang.communities.models import Application, Group


@dataclass(frozen=True, slots=True, kw_only=True)
class Approval:
    """What an approval made: the group, and the chair's invitation to hand over (`url` in full, `whatsapp_url` ready to press)."""

    group: Group
    invitation_url: str
    whatsapp_url: str


def approve_application(*, actor: Actor, application: Application, at: datetime) -> Approval:
    """Take the group into the register: all of it in one transaction, or nothing.

    Records `communities.application.approved` on the application with data `{"group_id", "slug", "site_slug", "name"}`; the inline
    subscriber of `hosting` makes the site in the same transaction, and where that fails nothing is kept.
    """
    raise NotImplementedError
