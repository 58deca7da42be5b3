"""The proof of work before public forms: when it is asked, what it is worth, and that nobody is shut out without it."""

from __future__ import annotations

import hashlib
import time
from uuid import uuid4

import pytest
import time_machine
from django.http import HttpResponse
from django.test import RequestFactory

from betang.guard import forms, proof
from betang.kernel.errors import Refused, TooMany


@pytest.fixture
def network(monkeypatch):
    """A network of its own, with a form of 16 an hour."""
    monkeypatch.setattr(proof, "BITS", 4)
    address = f"10.{uuid4().int % 250}.{uuid4().int % 250}.{uuid4().int % 250}"

    @forms.public_form(rate="16/h")
    def view(request):
        return HttpResponse("ok")

    class Network:
        def ask(self):
            return forms.puzzle_for(RequestFactory().get("/-/bukti", REMOTE_ADDR=address))

        def send(self, told: str | None = "", *, age_s: int = 60):
            data = {**forms.honest_fields(age_s=age_s), **({proof.FIELD: told} if told else {})}
            return view(RequestFactory().post("/", data, REMOTE_ADDR=address, HTTP_HOST="kim.localhost"))

        def prove(self, **more):
            return self.send(proof.solve(self.ask()["puzzle"]), **more)

    return Network()


@pytest.mark.parametrize(
    ("sent", "is_unusual", "is_proven", "bits", "factor", "slow_s"),
    [
        (0, False, False, 0, 1.0, 0),
        (4, False, False, 0, 1.0, 0),
        (5, False, False, 9, 0.5, 10),
        (5, False, True, 9, 3.0, 0),
        (0, False, True, 0, 3.0, 0),
        (0, True, False, 10, 0.25, 10),
        (0, True, True, 10, 1.0, 0),
    ],
)
def test_what_is_asked(sent, is_unusual, is_proven, bits, factor, slow_s):
    assert proof.demand(sent=sent, is_unusual=is_unusual, is_proven=is_proven) == proof.Demand(bits, factor, slow_s)


@pytest.mark.parametrize(
    ("today", "before", "is_so"),
    [(400, [], False), (401, [], True), (900, [200, 180], False), (1000, [200, 180], True), (401, [3, 2], True)],
)
def test_which_day_is_unusual(today, before, is_so):
    assert proof.is_unusual(today, before) == is_so


def test_a_family_is_asked_nothing(network):
    for _ in range(proof.FREE - 1):
        assert network.ask()["puzzle"] == ""
        network.send(age_s=3)
    assert network.ask()["puzzle"], "the next one may be past the free ones"


def test_with_proofs_more_pass_than_the_rate_says_and_without_fewer(network):
    for _ in range(proof.FREE):
        network.send()
    for _ in range(16 * 3 - proof.FREE):
        assert network.prove(age_s=3).status_code == 200
    with pytest.raises(TooMany):
        network.prove()


def test_without_proofs_fewer_pass_than_the_rate_says(network):
    for _ in range(8):
        network.send()
    with pytest.raises(TooMany):
        network.send()
    assert network.prove().status_code == 200


def test_without_a_proof_the_form_still_works_more_slowly(network):
    for _ in range(proof.FREE):
        network.send(age_s=3)
    with pytest.raises(Refused) as told:
        network.send(age_s=5)
    assert "10" in told.value.message
    assert told.value.hint
    assert network.send(age_s=12).status_code == 200


def test_a_solution_is_good_once(network):
    for _ in range(proof.FREE):
        network.send()
    told = proof.solve(network.ask()["puzzle"])
    assert network.send(told, age_s=3).status_code == 200
    with pytest.raises(Refused):
        network.send(told, age_s=3)


def test_what_is_no_solution():
    puzzle = proof.puzzle(8)
    good = proof.solve(puzzle)
    seed, _, rest = puzzle.partition(".")
    forged = f"{'0' * 16}.1.{int(time.time())}:{puzzle.rpartition(':')[2]}"
    numbers = good.rpartition("~")[2].split(".")
    for told in (
        "", "~", puzzle, f"{puzzle}~", f"{puzzle}~{'.'.join(numbers[:7])}", f"{puzzle}~{'.'.join([*numbers[:7], '-1'])}",
        f"{puzzle}~{'.'.join([*numbers[:7], '9' * 30])}", f"{seed[:-1]}0.{rest}~{'.'.join(numbers)}x", f"{forged}~{'.'.join('0' * 8)}",
    ):  # fmt: skip
        assert not proof.is_solved(told), told
    with time_machine.travel(time.time() + proof.LIVES_S + 1):
        assert not proof.is_solved(good), "too old"
    assert proof.is_solved(good)
    assert not proof.is_solved(good), "used up"


def test_it_costs_a_phone_little_and_nearly_the_same_each_time():
    costs = [
        sum(int(number) + 1 for number in proof.solve(proof.puzzle(proof.BITS_ON_A_BAD_DAY)).rpartition("~")[2].split("."))
        for _ in range(12)
    ]
    assert max(costs) < 30_000, "at ten microseconds a hash this is three tenths of a second"


def test_the_answer_can_be_checked_by_anybody():
    puzzle = proof.puzzle(6)
    seed = puzzle.partition(".")[0]
    for share, number in enumerate(proof.solve(puzzle).rpartition("~")[2].split(".")):
        assert hashlib.sha256(f"{seed}.{share}.{number}".encode()).digest()[0] >> 2 == 0


def test_the_parts_of_a_form_whose_address_is_a_secret_are_not_counted():
    address = "10.99.98.97"

    @forms.public_form(rate="100/h", shortest_s=0)
    def view(request):
        return HttpResponse("ok")

    for _ in range(20):
        data = forms.honest_fields(age_s=0)
        assert view(RequestFactory().post("/", data, REMOTE_ADDR=address, HTTP_HOST="kim.localhost")).status_code == 200
    assert forms.puzzle_for(RequestFactory().get("/", REMOTE_ADDR=address))["puzzle"] == ""
