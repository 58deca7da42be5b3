"""What the guard says of a text before readers see it: gambling never passes, personal data only with a deliberate yes."""

from __future__ import annotations

from collections.abc import Mapping

from django.utils.translation import gettext as _

from betang.accounts.actors import Actor
from betang.guard import text as guard
from betang.guard.actions import report
from betang.guard.text import Finding
from betang.kernel import fence
from betang.kernel.errors import Refused


class GamblingFound(Refused):
    """The text advertises gambling, hides text or defaces: it is not published, by nobody."""

    def __init__(self, findings: tuple[Finding, ...]) -> None:
        super().__init__(
            _("This text cannot be published as it is."),
            hint=_("Take out what is marked below. If you did not write it, tell your coordinator: somebody may have entered the site."),
        )
        self.findings = findings


class PersonalDataFound(Refused):
    """The text tells somebody's personal data and nobody who may has agreed to that yet."""

    def __init__(self, findings: tuple[Finding, ...]) -> None:
        super().__init__(
            _("This text contains somebody's personal data."),
            hint=_("Take it out, or let an editor or the chair confirm that the person agreed to it."),
        )
        self.findings = findings


def fields_of(*, title: str, summary: str = "", body: str = "", byline: str = "", tags: str = "") -> dict[str, str]:
    """What the guard reads of a text, by the names of the form's fields."""
    fields = {"title": title, "summary": summary, "body": body, "byline": byline, "tags": tags}
    return {name: text for name, text in fields.items() if text}


def look(fields: Mapping[str, str]) -> tuple[Finding, ...]:
    """Everything that the guard finds, in the order of the fields."""
    return guard.check_fields(fields)


def refuse_gambling(fields: Mapping[str, str], *, actor: Actor, where: str) -> tuple[Finding, ...]:
    """Raise `GamblingFound` where something may not be published at all, and keep a note of it for the coordinator.

    Returns what else was found.
    """
    findings = look(fields)
    refused = tuple(one for one in findings if one.is_refused)
    if refused:
        report(actor=actor, where=where, findings=refused, site_id=fence.current_site_id())
        raise GamblingFound(refused)
    return findings


def require_publishable(fields: Mapping[str, str], *, actor: Actor, where: str, personal_data_agreed: bool) -> tuple[Finding, ...]:
    """Raise `GamblingFound` or `PersonalDataFound`; returns the personal data that was agreed to."""
    personal = guard.personal(refuse_gambling(fields, actor=actor, where=where))
    if personal and not personal_data_agreed:
        raise PersonalDataFound(personal)
    return personal


def line_of(text: str, start: int) -> int:
    """The line (1 is the first) on which position `start` of a text stands."""
    return text.count("\n", 0, start) + 1
