"""What stops a seller's words, and what must be looked at first."""

from __future__ import annotations

from collections.abc import Mapping

from django.utils.translation import gettext as _

from betang.accounts.actors import Actor
from betang.guard.actions import report
from betang.guard.text import Finding
from betang.kernel import fence
from betang.kernel.errors import Refused
from betang.market import wording


class WordsRefused(Refused):
    """The words sell what must not be sold, promise to heal, or advertise gambling."""

    def __init__(self, findings: tuple[Finding, ...]) -> None:
        super().__init__(
            _("This cannot be shown as it is."), hint=_("Change what is marked below. An honest word sells better than a big promise.")
        )
        self.findings = findings


class LookNeeded(Refused):
    """Something may be sold only under conditions, or tells personal data: somebody of the group has to say why it is right."""

    def __init__(self, findings: tuple[Finding, ...]) -> None:
        super().__init__(_("Somebody of the group has to look at this first."), hint=_("Say in one sentence below why it is right."))
        self.findings = findings


def require_honest(fields: Mapping[str, str], *, actor: Actor, where: str, reason: str = "") -> tuple[Finding, ...]:
    """Raise `WordsRefused`, or `LookNeeded` where hints stand without a `reason`; returns the hints that were answered."""
    findings = wording.look({name: text for name, text in fields.items() if text})
    refused = wording.refused(findings)
    if refused:
        report(actor=actor, where=where, findings=refused, site_id=fence.current_site_id())
        raise WordsRefused(refused)
    hints = wording.hints(findings)
    if hints and len(reason.strip()) < 5:
        raise LookNeeded(hints)
    return hints
