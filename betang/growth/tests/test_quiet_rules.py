"""The ladder of silence by rules alone: thirteen months, day by day."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from betang.growth.tending import ladder
from betang.growth.tending.queries import nearness
from betang.growth.terms import QuietStep

LAST = date(2026, 1, 10)
STEPS = ladder.STEPS


def walk(alive_on: date, first: date, nights: int, days, grace: int = 14) -> list[tuple[int, QuietStep]]:
    """What the nightly job does from `first` on: (days of silence, step)."""
    taken: dict[str, date] = {}
    found = []
    for night in range(nights):
        today = first + timedelta(days=night)
        step = ladder.next_step(alive_on=alive_on, today=today, taken=taken, days=days, grace_days=grace)
        if step is not None:
            assert step not in taken
            taken[step] = today
            found.append(((today - alive_on).days, step))
    return found


def test_thirteen_months_day_by_day():
    assert walk(LAST, LAST, 396, ladder.days_for(90)) == [
        (30, QuietStep.REMINDED),
        (90, QuietStep.TASKED),
        (180, QuietStep.READ_ONLY),
        (365, QuietStep.ARCHIVED),
    ]


def test_a_server_that_slept_archives_nobody_at_once():
    found = walk(LAST, LAST + timedelta(days=400), 60, ladder.days_for(90))
    assert found == [(400, QuietStep.REMINDED), (414, QuietStep.TASKED), (428, QuietStep.READ_ONLY), (442, QuietStep.ARCHIVED)]


@pytest.mark.parametrize(
    ("dormancy", "expected"),
    [
        (10, [(3, QuietStep.REMINDED), (10, QuietStep.TASKED), (180, QuietStep.READ_ONLY), (365, QuietStep.ARCHIVED)]),
        (1, [(1, QuietStep.REMINDED), (2, QuietStep.TASKED), (180, QuietStep.READ_ONLY), (365, QuietStep.ARCHIVED)]),
        (365, [(30, QuietStep.REMINDED), (365, QuietStep.TASKED), (455, QuietStep.READ_ONLY), (640, QuietStep.ARCHIVED)]),
        (0, [(30, QuietStep.REMINDED)]),
    ],
)
def test_the_registers_own_days_of_dormancy_keep_their_meaning(dormancy, expected):
    assert walk(LAST, LAST, 700, ladder.days_for(dormancy)) == expected


@given(start=st.integers(0, 800), dormancy=st.integers(0, 500), grace=st.integers(0, 40), gaps=st.lists(st.integers(1, 90), max_size=20))
def test_steps_come_in_order_never_early_and_never_without_their_grace(start, dormancy, grace, gaps):
    """Whatever nights the job runs on."""
    days = ladder.days_for(dormancy)
    taken: dict[str, date] = {}
    order = []
    today = LAST + timedelta(days=start)
    for gap in [0, *gaps]:
        today += timedelta(days=gap)
        step = ladder.next_step(alive_on=LAST, today=today, taken=taken, days=days, grace_days=grace)
        if step is None:
            continue
        assert (today - LAST).days >= days[step]
        if order:
            assert (today - taken[order[-1]]).days >= min(grace, days[step] - days[order[-1]])
        taken[step] = today
        order.append(step)
        assert ladder.next_step(alive_on=LAST, today=today, taken=taken, days=days, grace_days=max(1, grace)) is None or not grace
    assert order == list(STEPS[: len(order)])
    assert ladder.last_of(taken) == (order[-1] if order else None)


def test_nearness():
    assert (
        nearness("62.03.01.2001", "62.03.01.2009") < nearness("62.03.01.2001", "62.03.02.2001") < nearness("62.03.01.2001", "62.06.01.2001")
    )
    pulang_pisau, seruyan = nearness("62.03.01.2001", "62.11.01.2001"), nearness("62.03.01.2001", "62.08.01.2001")
    assert pulang_pisau < seruyan, "Pulang Pisau lies beside Kapuas, Seruyan does not"
    assert nearness("62.03.01.2001", "99.99.01.2001") == (2, 100_000)
