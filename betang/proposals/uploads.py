"""Files that come with a form: photos, and the papers of a proposal. One that cannot be kept is told apart, the others are kept."""

from __future__ import annotations

from datetime import datetime

from django.http import HttpRequest
from django.utils.functional import Promise
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from betang.kernel.errors import DomainError, Refused
from betang.proposals import actions
from betang.proposals.models import Proposal
from betang.proposals.terms import AttachmentKind

PAPERS: tuple[tuple[str, str | Promise, str | Promise], ...] = (
    (AttachmentKind.COST_PLAN, _("Cost plan (RAB)"), _("What it costs, item by item.")),
    (AttachmentKind.LETTER, _("Letter"), _("Of the RT, the group or the village; it may be signed by those who ask.")),
    (AttachmentKind.LAND, _("Proof of the land"), _("A statement that the land may be used, or a copy of its certificate.")),
)
"""The papers that a form asks for: kind, name and hint. In the form each is called `berkas_<kind>`."""

FIELDS = (("photos", AttachmentKind.PHOTO), *((f"berkas_{kind}", kind) for kind, _name, _hint in PAPERS))


def keep_uploads(request: HttpRequest, proposal: Proposal, *, at: datetime) -> list[str]:
    """Attach everything that came. Returns what is wrong with those that were not kept, each by the file's name."""
    problems: list[str] = []
    for field, kind in FIELDS:
        for file in request.FILES.getlist(field):
            try:
                actions.attach(proposal=proposal, file=file, kind=kind, at=at)
            except Refused:
                raise
            except DomainError as error:
                said = {"file": str(file.name)[:80], "problem": f"{error.message} {error.hint}".strip()}
                problems.append(gettext("%(file)s was not kept: %(problem)s") % said)
    return problems
