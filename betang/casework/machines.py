"""Machines of states: what can happen to a matter, who may do it, what they must say. Declared by a domain in `AppConfig.ready`.

A machine is checked when it is declared, and drawn into `docs/machines.md` (`drawing`). Pure: no database.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from betang.casework.terms import DECIDING, ClockKind, Level, Outcome, Party, ReasonKind

Label = str | Promise


class BadMachine(ValueError):
    """A machine was declared that breaks a promise of the house. Always a programming error."""


@dataclass(frozen=True, slots=True)
class State:
    """Where a matter can be. `owed_by` says who owes the next move; `expects` says it to people («The village meeting weighs it»).

    A final state has an `outcome`. `is_waiting`: an office waits for somebody outside (a returned proposal), nobody is late.
    """

    name: str
    label: Label
    is_final: bool = False
    outcome: Outcome | None = None
    is_waiting: bool = False
    owed_by: str = Party.HOLDER
    expects: Label = ""


@dataclass(frozen=True, slots=True)
class ClockRule:
    """A term for whoever holds a matter. The day on which it starts is day zero. It may be extended once, by `extension`.

    `term_of` gives the term of a region where it is a setting there; `term` is then the default. `law` names the source, if any.
    """

    name: str
    term: int
    kind: ClockKind = ClockKind.WORKDAYS
    extension: int = 0
    may_pause: bool = True
    law: str = ""
    term_of: Callable[[str], int] | None = None


@dataclass(frozen=True, slots=True)
class Reason:
    """A coded reason: chosen from a list, so that it can be counted; `min_words` is how many characters must be said with it."""

    code: str
    kind: ReasonKind
    label: Label
    min_words: int = 20
    law: str = ""


@dataclass(frozen=True, slots=True)
class Transition:
    """One step that can be taken. `to_state` empty: it stays where it is (progress of work).

    `needs_reason` asks for a coded reason of that kind; `needs_words` for so many characters in any case. `moves_level`: the caller
    must say who holds it next; without it the holder stays (`to_sender`: it goes back to whoever sent it). `is_answer`: the office
    has said what it decides; without one nothing is ever solved. `by` names levels and parties; who they are, `policies` knows.
    """

    action: str
    label: Label
    from_states: tuple[str, ...]
    to_state: str = ""
    needs_reason: ReasonKind | None = None
    needs_words: int = 0
    moves_level: bool = False
    to_sender: bool = False
    starts_clock: ClockRule | None = None
    stops_clock: bool = False
    is_answer: bool = False
    by: frozenset[str] = frozenset({Party.HOLDER})
    done_label: Label = ""

    @property
    def told(self) -> Label:
        """What the timeline says once it has happened."""
        return self.done_label or self.label


COMMON_REASONS: tuple[Reason, ...] = (
    Reason("incomplete", ReasonKind.RETURN, _("Something is missing")),
    Reason("unclear", ReasonKind.RETURN, _("It is not clear what is meant")),
    Reason("wrong_place", ReasonKind.RETURN, _("The place is not right or cannot be found")),
    Reason("against_law", ReasonKind.REFUSE, _("The law does not allow it")),
    Reason("not_our_task", ReasonKind.REFUSE, _("It is not the task of any office here")),
    Reason("not_feasible", ReasonKind.REFUSE, _("It cannot be done")),
    Reason("already_done", ReasonKind.REFUSE, _("It exists already or is being built")),
    Reason("low_priority", ReasonKind.DEFER, _("Others are more urgent this year")),
    Reason("no_budget", ReasonKind.DEFER, _("There is no money for it this year")),
    Reason("not_ready", ReasonKind.DEFER, _("It is not ready yet (land, permit, design)")),
    Reason("other_office", ReasonKind.REROUTE, _("It is the task of another office")),
    Reason("other_level", ReasonKind.REROUTE, _("It is the task of another level of government")),
    Reason("staff_change", ReasonKind.HAND_OVER, _("Somebody else sees to it from now on"), min_words=0),
    Reason("other_office", ReasonKind.HAND_OVER, _("It is the task of another office")),
    Reason("other_level", ReasonKind.HAND_OVER, _("It is the task of another level of government")),
    Reason("region_changed", ReasonKind.HAND_OVER, _("The region has changed"), min_words=0),
    Reason("duplicate", ReasonKind.MERGE, _("It asks for the same as another"), min_words=0),
    Reason("same_work", ReasonKind.MERGE, _("Both are done with one work"), min_words=0),
    Reason("several_tasks", ReasonKind.SPLIT, _("It holds several things for different offices")),
    Reason("wish_of_sender", ReasonKind.CANCEL, _("Whoever sent it takes it back"), min_words=0),
    Reason("awaits_document", ReasonKind.PAUSE, _("A document must come from elsewhere")),
    Reason("awaits_visit", ReasonKind.PAUSE, _("The place must be looked at first")),
    Reason("awaits_sender", ReasonKind.PAUSE, _("Whoever sent it was asked something")),
    Reason("large_search", ReasonKind.EXTEND, _("Much has to be looked through")),
    Reason("needs_others", ReasonKind.EXTEND, _("Other offices must be asked")),
    Reason("not_answered", ReasonKind.DISPUTE, _("The answer does not answer what was asked")),
    Reason("not_true", ReasonKind.DISPUTE, _("What the answer says is not so")),
    Reason("not_done", ReasonKind.DISPUTE, _("What was promised was not done")),
    Reason("new_facts", ReasonKind.REOPEN, _("Something new is known")),
    Reason("mistake", ReasonKind.REOPEN, _("It was closed by mistake")),
    Reason("meets_needs", ReasonKind.ACCEPT, _("It is needed and can be done"), min_words=0),
    Reason("partly", ReasonKind.ACCEPT, _("Part of it can be done")),
)
"""Reasons of the house for every machine; a machine may leave some out and add its own. No law at hand fixes such a list."""


@dataclass(frozen=True, slots=True)
class Machine:
    """A way that matters go. `letter` stands in their numbers (`62.03/U/2026/0042`); the first state is where they begin.

    `way` names the states of the ordinary way, for «what comes next»; `begins` are the states a matter can be opened in; `path` is where
    its public page stands (`/usulan/{address}/`), for notices.
    """

    name: str
    title: Label
    states: tuple[State, ...]
    transitions: tuple[Transition, ...]
    letter: str = "U"
    reasons: tuple[Reason, ...] = COMMON_REASONS
    way: tuple[str, ...] = ()
    begins: tuple[str, ...] = ()
    first_clock: ClockRule | None = None
    may_hand_over: frozenset[str] = frozenset({Party.HOLDER})
    path: str = ""

    @property
    def initial(self) -> tuple[str, ...]:
        """The states in which a matter can be opened; the first is the ordinary one."""
        return self.begins or (self.states[0].name,)

    def state(self, name: str) -> State:
        """The state of that name. Raises `KeyError`."""
        for one in self.states:
            if one.name == name:
                return one
        raise KeyError(name)

    def transition(self, action: str, from_state: str) -> Transition | None:
        """What `action` does in that state; None where it cannot be done there."""
        return next((one for one in self.transitions if one.action == action and from_state in one.from_states), None)

    def transitions_from(self, state: str) -> tuple[Transition, ...]:
        """Everything that can be done in that state."""
        return tuple(one for one in self.transitions if state in one.from_states)

    def reason(self, code: str, kind: ReasonKind) -> Reason | None:
        """The reason with that code, if it is one of that kind."""
        return next((one for one in self.reasons if one.code == code and one.kind == kind), None)

    def reasons_for(self, kind: ReasonKind) -> tuple[Reason, ...]:
        """What can be chosen for a step that needs a reason of that kind."""
        return tuple(one for one in self.reasons if one.kind == kind)

    def clock(self, name: str) -> ClockRule | None:
        """The rule of that name."""
        return next((one for one in self.clocks if one.name == name), None)

    @property
    def clocks(self) -> tuple[ClockRule, ...]:
        """Every rule of the machine."""
        found = [one.starts_clock for one in self.transitions if one.starts_clock is not None]
        return tuple(dict.fromkeys([*([self.first_clock] if self.first_clock else []), *found]))


_machines: dict[str, Machine] = {}


def declare(machine: Machine) -> Machine:
    """Make a machine known, after it has been checked. Raises `BadMachine` with everything that is wrong with it."""
    wrong = problems(machine)
    other = _machines.get(machine.name)
    if other is not None and other is not machine:
        wrong.append(f"a machine called {machine.name} is declared already")
    if any(one.letter == machine.letter and one.name != machine.name for one in _machines.values()):
        wrong.append(f"the letter {machine.letter} is taken")
    if wrong:
        raise BadMachine(f"{machine.name}: " + "; ".join(wrong))
    _machines[machine.name] = machine
    return machine


def machine_named(name: str) -> Machine:
    """The machine of that name. Raises `KeyError`."""
    return _machines[name]


def declared() -> tuple[Machine, ...]:
    """Every machine, by name."""
    return tuple(_machines[name] for name in sorted(_machines))


def withdraw(name: str) -> None:
    """Forget a machine: for tests."""
    _machines.pop(name, None)


ENDS_WITHOUT_ANSWER = frozenset({Outcome.CANCELLED, Outcome.MERGED, Outcome.SPLIT, Outcome.DEFERRED})
RESERVED = frozenset({"open", "pause", "resume", "extend", "hand_over", "overdue", "receive"})
"""Steps of the engine itself, which every machine has; a machine does not declare them."""
_MUST_NAME = {"dispute": ReasonKind.DISPUTE, "reopen": ReasonKind.REOPEN, "merge": ReasonKind.MERGE, "split": ReasonKind.SPLIT}


def problems(machine: Machine) -> list[str]:
    """Everything that is wrong with a machine, in words for its author; empty for one that keeps the promises of the house."""
    names = [one.name for one in machine.states]
    known = set(names)
    wrong: list[str] = []
    if len(names) != len(known) or not names:
        wrong.append("its states must have names of their own")
    for word in [machine.name, *names, *(one.action for one in machine.transitions)]:
        if not word.isidentifier() or len(word) > 40:
            wrong.append(f"{word!r} must be a short word of letters and underscores")
    for name in [*machine.way, *machine.begins]:
        if name not in known:
            wrong.append(f"there is no state {name}")
    for state in machine.states:
        if state.is_final != (state.outcome is not None):
            wrong.append(f"{state.name}: a final state has an outcome, and no other has one")
    if any(machine.state(name).is_final for name in machine.initial if name in known):
        wrong.append("a matter cannot begin in a final state")
    for one in machine.transitions:
        wrong += [f"{one.action}: {what}" for what in _problems_of(machine, one, known)]
    pairs = [(one.action, state) for one in machine.transitions for state in one.from_states]
    for action, where in sorted({pair for pair in pairs if pairs.count(pair) > 1}):
        wrong.append(f"{action} can mean two things in {where}")
    clocks = [one.name for one in machine.clocks]
    if len(clocks) != len(set(clocks)):
        wrong.append("its clocks must have names of their own")
    codes = [(one.code, one.kind) for one in machine.reasons]
    if len(codes) != len(set(codes)):
        wrong.append("a reason stands twice in its list")
    return wrong or _problems_of_ways(machine)


def _problems_of(machine: Machine, one: Transition, known: set[str]) -> list[str]:
    wrong = [f"there is no state {name}" for name in (*one.from_states, one.to_state) if name and name not in known]
    if wrong:
        return wrong
    if one.action in RESERVED:
        return [f"{one.action} is a step of every machine already"]
    if not one.from_states:
        wrong.append("it can be done in no state")
    if not one.by:
        wrong.append("nobody may do it")
    for party in one.by:
        if party not in Level.values and party not in Party.values:
            wrong.append(f"{party} is neither a level nor a party")
    if one.moves_level and one.to_sender:
        wrong.append("it goes to another level or back to the sender, not both")
    kind = _MUST_NAME.get(one.action)
    if kind is not None and one.needs_reason != kind:
        wrong.append(f"it must have a coded reason ({kind.value})")
    if one.needs_reason is not None and not machine.reasons_for(one.needs_reason):
        wrong.append(f"no reason can be chosen ({one.needs_reason.value})")
    if one.is_answer and one.needs_reason is None and one.needs_words < 1:
        wrong.append("an answer without a reason or words is none")
    if one.is_answer and one.by == {Party.SYSTEM}:
        wrong.append("the clock answers nothing")
    leaves_final = [name for name in one.from_states if machine.state(name).is_final]
    if leaves_final and one.to_state and not machine.state(one.to_state).is_final and one.needs_reason is None:
        wrong.append(f"what is closed ({', '.join(leaves_final)}) opens again only for a coded reason")
    end = machine.state(one.to_state) if one.to_state else None
    if end is not None and end.is_final:
        if one.moves_level:
            wrong.append("what is closed lies with nobody")
        if Party.SYSTEM in one.by and end.outcome not in (Outcome.DEFERRED, Outcome.CANCELLED):
            wrong.append(f"silence leads to {end.name}")
        needed = {Outcome.REFUSED: ReasonKind.REFUSE, Outcome.DEFERRED: ReasonKind.DEFER}.get(end.outcome or Outcome.SOLVED)
        if needed is not None and one.needs_reason != needed:
            wrong.append(f"{end.name} needs a coded reason ({needed.value})")
        if end.outcome == Outcome.CANCELLED and one.needs_reason is None and one.by != {Party.SENDER}:
            wrong.append(f"only whoever sent it reaches {end.name} without a coded reason")
        if end.outcome in (Outcome.MERGED, Outcome.SPLIT) and one.action not in ("merge", "split"):
            wrong.append(f"{end.name} is reached by merging or splitting")
    if end is not None and end.is_waiting and not end.is_final and Party.SENDER not in one.by and one.needs_reason is None:
        wrong.append(f"to send it back ({end.name}) needs a coded reason")
    if one.needs_reason in DECIDING and one.by == {Party.SYSTEM} and one.needs_reason != ReasonKind.DEFER:
        wrong.append("the clock decides nothing")
    return wrong


def _reach(machine: Machine, start: Iterable[str], *, without_answers: bool = False) -> set[str]:
    seen = set(start)
    front = list(seen)
    while front:
        at = front.pop()
        for one in machine.transitions_from(at):
            to = one.to_state or at
            if to not in seen and not (without_answers and one.is_answer):
                seen.add(to)
                front.append(to)
    return seen


def _problems_of_ways(machine: Machine) -> list[str]:
    """What only the whole graph shows: states out of reach, dead ends, and ways from silence to solved."""
    wrong: list[str] = []
    reached = _reach(machine, machine.initial)
    wrong += [f"no path leads to {one.name}" for one in machine.states if one.name not in reached]
    finals = {one.name for one in machine.states if one.is_final}
    if not finals:
        wrong.append("it never ends")
    for one in machine.states:
        if not one.is_final and not _reach(machine, [one.name]) & finals:
            wrong.append(f"no path leads out of {one.name}")
    again = [one.to_state for one in machine.transitions if one.to_state and any(machine.state(name).is_final for name in one.from_states)]
    unanswered = _reach(machine, [*machine.initial, *(name for name in again if name not in finals)], without_answers=True)
    for one in machine.states:
        if one.outcome in (Outcome.SOLVED, Outcome.REFUSED) and one.name in unanswered:
            wrong.append(f"a path leads from silence to {one.name}: some step on each way there must be an answer")
    return wrong


def drawing(machine: Machine) -> str:
    """The machine as Markdown: a Mermaid state diagram, and the table of its steps."""
    lines = [f"## {machine.title} (`{machine.name}`, {machine.letter})", "", "```mermaid", "stateDiagram-v2"]
    lines += [f"    [*] --> {name}" for name in machine.initial]
    for one in machine.transitions:
        for name in one.from_states:
            lines.append(f"    {name} --> {one.to_state or name} : {one.action}")
    lines += [f"    {one.name} --> [*]" for one in machine.states if one.is_final]
    lines += ["```", "", "| state | what people read | next move | ends as |", "|---|---|---|---|"]
    for state in machine.states:
        lines.append(f"| `{state.name}` | {state.label} | {state.owed_by if not state.is_final else ''} | {state.outcome or ''} |")
    lines += ["", "| step | from | to | by | reason | words | clock | answer |", "|---|---|---|---|---|---|---|---|"]
    for one in machine.transitions:
        clock = _clock_words(one.starts_clock) if one.starts_clock else "stops" if one.stops_clock else ""
        lines.append(
            f"| `{one.action}` | {', '.join(one.from_states)} | {one.to_state or '(stays)'} | {', '.join(sorted(one.by))} "
            f"| {one.needs_reason or ''} | {one.needs_words or ''} | {clock} | {'yes' if one.is_answer else ''} |"
        )
    kinds = sorted({one.needs_reason for one in machine.transitions if one.needs_reason} | {ReasonKind.HAND_OVER})
    lines += ["", "| for | code | reason | least words |", "|---|---|---|---|"]
    lines += [f"| {kind} | `{one.code}` | {one.label} | {one.min_words or ''} |" for kind in kinds for one in machine.reasons_for(kind)]
    return "\n".join([*lines, ""])


def _clock_words(rule: ClockRule) -> str:
    more = f" + {rule.extension}" if rule.extension else ""
    law = f" ({rule.law})" if rule.law else ""
    return f"{rule.term}{more} {rule.kind.label}{law}"


def book() -> str:
    """Every declared machine, for `docs/machines.md`."""
    intro = [
        "# Machines",
        "",
        "What can happen to a matter that waits for an answer, who may do it and what they must say. Checked when it is declared:",
        "no path leads from silence to solved; no refusal, return or deferral goes without a coded reason; every state can be reached,",
        "and from every open one a way leads on. Besides these, every machine knows `pause`, `resume`, `extend` (once), `hand_over` and",
        "`overdue`, which change no state.",
        "",
    ]
    return "\n".join([*intro, *(drawing(one) for one in declared())])
