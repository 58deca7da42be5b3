"""What people are told of a step, and where they read on."""

from __future__ import annotations

from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from betang.accounts.tokens import full_url
from betang.casework.machines import Machine, machine_named
from betang.casework.models import Matter, Step
from betang.ui.formats import day

ENGINE_STEPS = {
    "open": _("Sent"),
    "pause": _("The clock was stopped"),
    "resume": _("The clock runs again"),
    "extend": _("More time was taken"),
    "hand_over": _("Handed to another office"),
    "overdue": _("The term has passed"),
    "receive": _("Others that ask for the same were added"),
}
"""What the steps are called that every machine has."""


def step_title(machine: Machine, step: Step) -> str:
    """What happened, in a few words."""
    if step.action in ENGINE_STEPS:
        return str(ENGINE_STEPS[step.action])
    transition = machine.transition(step.action, step.from_state)
    return str(transition.told) if transition else str(machine.state(step.to_state).label)


def reason_label(machine: Machine, step: Step) -> str:
    """The coded reason in words; the code itself where the machine has dropped it since."""
    if not step.reason_code:
        return ""
    found = next((one for one in machine.reasons if one.code == step.reason_code and one.kind == step.reason_kind), None)
    return str(found.label) if found else step.reason_code


def page_url(matter: Matter) -> str:
    """The public page of a matter, as a whole address; empty where its machine has none."""
    path = machine_named(matter.machine).path
    return full_url(path.format(address=matter.address)) if path else ""


def step_notice(step: Step) -> tuple[str, str]:
    """Title and body of the notice about a step, in the language that is active."""
    matter = step.matter
    machine = machine_named(matter.machine)
    lines = [matter.title] if matter.title else []
    reason = reason_label(machine, step)
    if reason:
        lines.append(gettext("Reason: %(reason)s.") % {"reason": reason})
    if step.words:
        lines.append(step.words)
    lines.append(gettext("It is now: %(state)s.") % {"state": machine.state(step.to_state).label})
    if step.due_on:
        lines.append(gettext("An answer is owed by %(day)s.") % {"day": day(step.due_on)})
    return gettext("%(number)s: %(what)s") % {"number": matter.number, "what": step_title(machine, step)}, "\n\n".join(lines)
