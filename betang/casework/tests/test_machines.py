"""What a machine may not be, and how it is drawn. No database."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta

import pytest

from betang.casework import machines, rules
from betang.casework.machines import BadMachine, Reason, State, Transition
from betang.casework.terms import ClockKind, Outcome, Party, ReasonKind
from betang.casework.tests.worlds import CLOCK, SYSTEM, TRIAL, declared
from betang.statutes.calendar import for_indonesia


def test_the_trial_machine_is_sound_and_is_declared_once():
    assert machines.problems(TRIAL) == []
    with declared():
        assert machines.machine_named("trial") is TRIAL
        machines.declare(TRIAL)
        with pytest.raises(BadMachine, match="declared already"):
            machines.declare(replace(TRIAL))
        with pytest.raises(BadMachine, match="letter X is taken"):
            machines.declare(replace(TRIAL, name="other"))
    with pytest.raises(KeyError):
        machines.machine_named("trial")


def changed(name: str, /, **changes):
    return replace(TRIAL, transitions=tuple(replace(one, **changes) if one.action == name else one for one in TRIAL.transitions))


def more(*transitions: Transition, states: tuple[State, ...] = ()):
    return replace(TRIAL, transitions=(*TRIAL.transitions, *transitions), states=(*TRIAL.states, *states))


BAD = [
    (more(Transition("close", "Tutup", ("village",), "done", needs_words=5)), "a path leads from silence to done"),
    (more(Transition("close", "Tutup", ("village",), "done", by=SYSTEM)), "silence leads to done"),
    (more(Transition("close", "Tutup", ("village",), "done", needs_words=5, by=SYSTEM, is_answer=True)), "the clock answers nothing"),
    (replace(changed("finish", is_answer=False), transitions=tuple(
        replace(one, is_answer=False) if one.action in ("finish", "accept") else one for one in TRIAL.transitions
    )), "a path leads from silence to done"),
    (changed("finish", needs_words=0), "an answer without a reason or words is none"),
    (changed("refuse", needs_reason=None, needs_words=20), r"refused needs a coded reason \(refuse\)"),
    (changed("refuse", needs_reason=ReasonKind.RETURN), r"refused needs a coded reason \(refuse\)"),
    (changed("defer", needs_reason=None), r"deferred needs a coded reason \(defer\)"),
    (changed("return", needs_reason=None), r"to send it back \(returned\) needs a coded reason"),
    (changed("withdraw", by=frozenset({Party.HOLDER})), "only whoever sent it reaches withdrawn"),
    (changed("dispute", needs_reason=None), r"it must have a coded reason \(dispute\)"),
    (changed("reopen", action="again", needs_reason=None), "opens again only for a coded reason"),
    (changed("merge", action="join"), "merged is reached by merging or splitting"),
    (changed("forward", by=frozenset({"camat"})), "camat is neither a level nor a party"),
    (changed("forward", by=frozenset()), "nobody may do it"),
    (changed("forward", to_state="desa"), "there is no state desa"),
    (changed("finish", moves_level=True), "what is closed lies with nobody"),
    (changed("report", action="pause"), "pause is a step of every machine already"),
    (changed("report", action="kabar baru"), "must be a short word"),
    (more(Transition("forward", "Lain", ("village",), "district")), "forward can mean two things in village"),
    (more(states=(State("lost", "Hilang"),)), "no path leads to lost"),
    (more(Transition("lose", "Hilangkan", ("village",), "lost"), states=(State("lost", "Hilang"),)), "no path leads out of lost"),
    (more(states=(State("shut", "Tutup", is_final=True),)), "a final state has an outcome"),
    (more(states=(State("open", "Buka", outcome=Outcome.SOLVED),)), "a final state has an outcome"),
    (replace(TRIAL, way=("village", "moon")), "there is no state moon"),
    (replace(TRIAL, begins=("done",)), "cannot begin in a final state"),
    (replace(TRIAL, reasons=()), "no reason can be chosen"),
    (replace(TRIAL, reasons=(*TRIAL.reasons, Reason("no_budget", ReasonKind.DEFER, "Lagi"))), "a reason stands twice"),
    (changed("forward", starts_clock=replace(CLOCK, term=3)), "clocks must have names of their own"),
]  # fmt: skip


@pytest.mark.parametrize(
    ("machine", "problem"), [pair for pair in BAD if pair[1]], ids=lambda value: value if isinstance(value, str) else ""
)
def test_a_machine_that_breaks_a_promise_is_not_declared(machine, problem):
    with pytest.raises(BadMachine, match=problem):
        machines.declare(machine)
    assert machine not in machines.declared()


def test_one_answer_on_the_way_is_enough():
    assert machines.problems(changed("accept", is_answer=False)) == [], "the end of the work is an answer too"


def test_the_drawing_shows_every_state_step_and_reason():
    with declared():
        book = machines.book()
    for one in TRIAL.states:
        assert f"`{one.name}`" in book
    for one in TRIAL.transitions:
        assert f": {one.action}\n" in book
        assert f"| `{one.action}` |" in book
    assert "[*] --> village" in book
    assert "done --> [*]" in book
    assert "10 + 7 " in book
    assert "UU 14/2008 art. 22(7)" in book
    assert "`no_budget`" in book


@pytest.mark.parametrize(
    ("typed", "number"),
    [
        ("62.03/U/2026/0042", "62.03/U/2026/0042"),
        (" 62.03-u-2026-42 ", "62.03/U/2026/0042"),
        ("62.03/U/2026/12345", "62.03/U/2026/12345"),
        ("apa saja", "APASAJA"),
        ("", ""),
        ("/" * 90, "/" * 40),
    ],
)
def test_numbers_are_read_as_people_type_them(typed, number):
    assert rules.number_typed(typed) == number


def test_a_number_names_the_kabupaten():
    assert rules.number_code("62.03.05.2004") == "62.03"
    assert rules.number_code("62") == "62"
    assert rules.number_text("U", "62.03", 2026, 42) == "62.03/U/2026/0042"


def test_a_token_is_twelve_letters_that_nobody_confuses():
    token = rules.token_from(bytes(range(32)))
    assert len(token) == 12
    assert not set(token) & set("01OILUS5") - set("S5U")
    assert rules.token_typed(rules.token_shown(token).lower()) == token


def test_clocks_count_working_days_or_calendar_days():
    calendar = for_indonesia()
    start = date(2026, 12, 22)
    assert rules.deadline(ClockKind.WORKDAYS, start, 2, calendar).due_on == date(2026, 12, 28), "Christmas and its joint leave lie between"
    assert rules.deadline(ClockKind.CALENDAR_DAYS, start, 2, calendar).due_on == date(2026, 12, 24)
    far = date(2040, 12, 22)
    assert rules.deadline(ClockKind.WORKDAYS, far, 12, calendar).is_estimate, "nobody has decided on the holidays of 2041"
    assert not rules.deadline(ClockKind.CALENDAR_DAYS, far, 12, calendar).is_estimate
    assert not rules.deadline(ClockKind.WORKDAYS, start, 2, calendar).is_estimate
    assert rules.first_deadline(replace(CLOCK, term_of=lambda code: 1), start, "62", calendar).due_on == date(2026, 12, 23)
    assert rules.workdays_late(start, start, calendar) == 0
    assert rules.workdays_late(start, start + timedelta(days=7), calendar) == 3
    assert rules.workdays_late(None, start, calendar) == 0
    assert rules.days_left(ClockKind.WORKDAYS, start, date(2026, 12, 28), calendar) == 2
