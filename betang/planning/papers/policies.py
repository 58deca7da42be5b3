"""Who may bring documents: the planner for the government, an agency's officer for the office, the village officer for the village."""

from __future__ import annotations

from uuid import UUID

from django.utils.translation import gettext

from betang.accounts.actors import Actor
from betang.accounts.terms import Post
from betang.kernel.verdict import YES, Verdict, hidden, no
from betang.planning.models import Document
from betang.planning.terms import OFFICE_DOCUMENTS, VILLAGE_DOCUMENTS

WRITERS = (Post.PLANNER, Post.AGENCY_OFFICER, Post.VILLAGE_OFFICER)


def may_bring(actor: Actor, government_code: str, kind: str, office_id: UUID | None) -> Verdict:
    """May bring a document of this kind for this government (and office): only those who sit in it, nobody from above or beside."""
    if kind in VILLAGE_DOCUMENTS:
        if actor.holds_exactly_in(government_code, Post.VILLAGE_OFFICER):
            return YES
        return no(gettext("Documents of a village are brought by its own officer."))
    if actor.holds_exactly_in(government_code, Post.PLANNER):
        return YES
    if kind in OFFICE_DOCUMENTS and office_id is not None:
        for held in actor.posts:
            if held.post == Post.AGENCY_OFFICER and held.region_code == government_code and held.office_id == office_id:
                return YES
    return no(gettext("Documents of this government are brought by its planner, an office’s own also by the office’s officer."))


def may_tend(actor: Actor, document: Document) -> Verdict:
    """May see a document at the desk and change it. Read the document with `government` selected."""
    return YES if may_bring(actor, document.government.code, document.kind, document.office_id) else hidden()
