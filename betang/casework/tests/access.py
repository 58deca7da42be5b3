"""Who gets what at each address of this package."""

from __future__ import annotations

from typing import Any

from betang.guard.forms import honest_fields
from tests.access import Row


def _follower(house: Any) -> None:
    from betang.casework import machines
    from betang.casework.actions import follow
    from betang.casework.tests.worlds import AT, TRIAL, opened

    if TRIAL not in machines.declared():
        machines.declare(TRIAL)
    house.follower = follow(matter=opened(house).matter, email="warga@contoh.test", at=AT)
    house.casework_token = _token(house)


def _token(house: Any) -> str:
    from betang.casework.actions.following import follower_token

    return follower_token(house.follower)


ROWS: list[Row] = [
    Row("casework:following", kwargs={"token": "tidak-ada"}, others=404),
    Row("casework:following", kwargs={"token": "tidak-ada"}, method="post", data=honest_fields(), others=404),
    Row(
        "casework:following",
        kwargs=lambda house: {"token": house.casework_token},
        prepare=_follower,
        others=200,
        shows="62.03/X/",
    ),
]
