"""Who gets what at the addresses of contests."""

from __future__ import annotations

from typing import Any

from tests.access import Row

OWN = {"slug": "batang-danum"}
WORDS = "Kami mengawal usulan titian"


def _open(house: Any) -> Any:
    from betang.growth.models import Contest
    from betang.growth.tests.contest_worlds import about, entered, opened

    found = Contest.objects.filter(title="Lomba Terbuka").first()
    if found is None:
        found = opened(
            house, title="Lomba Terbuka", opens_on=about().opens_on.replace(year=2024), closes_on=about().closes_on.replace(year=2036)
        )
        entered(house, found, "dedi")
    return found


def _judged(house: Any) -> Any:
    from betang.growth.contests import actions
    from betang.growth.models import Contest
    from betang.growth.tests.contest_worlds import LATER, entered, judge, opened

    found = Contest.objects.filter(title="Lomba Dinilai").first()
    if found is None:
        found = opened(house, title="Lomba Dinilai")
        entered(house, found, "dedi")
        judge(house, found)
        actions.add_judge(actor=house.actor("eka"), contest=found, person=house.citra, at=LATER)
        actions.begin_judging(actor=house.actor("eka"), contest=found, at=LATER)
    return found


def _key(house: Any) -> dict[str, Any]:
    return {"contest_id": _open(house).pk}


def _group_key(house: Any) -> dict[str, Any]:
    return {**OWN, **_key(house)}


def _judge_key(house: Any) -> dict[str, Any]:
    return {"contest_id": _judged(house).pk}


def _entry_key(house: Any) -> dict[str, Any]:
    return {**_judge_key(house), "entry_id": _judged(house).entries.get().pk}


OFFICE = {"nobody": 302, "eka": 200, "gita": 200}
ROOM = {"nobody": 302, "dedi": 200, "budi": 200, "eka": 200, "gita": 200}
TOO_EARLY = {"nobody": 302, "eka": 409, "gita": 409}
ENTERS = {"nobody": 302, "dedi": 422, "budi": 422, "eka": 404, "gita": 404}
JUDGE = {"nobody": 302, "citra": 200}

ROWS: list[Row] = [
    Row("growth:contests", prepare=_open, shows="Lomba Terbuka"),
    Row("growth:contest", kwargs=lambda house: {"address": _open(house).address}, shows="Lomba Terbuka", hides=WORDS),
    Row("growth:contest", kwargs={"address": "tidak-ada"}, others=404),
    Row("growth_desk:contests", prepare=_open, answers=OFFICE, others=403, shows="Lomba Terbuka"),
    Row("growth_desk:create_contest", answers=OFFICE, others=403),
    Row("growth_desk:create_contest", method="post", answers={"nobody": 302, "eka": 422, "gita": 422}, others=403),
    Row("growth_desk:contest", kwargs=_key, answers=OFFICE, others=403, shows=WORDS, hides=WORDS),
    Row("growth_desk:contest", kwargs=_key, method="post", data={"aksi": "nilai"}, answers=TOO_EARLY, others=403),
    Row("growth_desk:change_contest", kwargs=_key, answers=OFFICE, others=403),
    Row("growth_desk:decide_contest", kwargs=_judge_key, answers=OFFICE, others=403),
    Row("growth_desk:decide_contest", kwargs=_judge_key, method="post", answers={"nobody": 302, "eka": 409, "gita": 409}, others=403),
    Row("growth_desk:judging", kwargs=_judge_key, answers=JUDGE, others=404),
    Row("growth_desk:score", kwargs=_entry_key, answers=JUDGE, others=404, shows=WORDS, hides=WORDS),
    Row("growth_desk:score", kwargs=_entry_key, method="post", answers={"nobody": 302, "citra": 302}, others=404),
    Row("growth_desk:offers", kwargs=OWN, prepare=_open, answers=ROOM, others=404, shows="Lomba Terbuka"),
    Row("growth_desk:enter_contest", kwargs=_group_key, answers=ROOM, others=404, shows=WORDS),
    Row("growth_desk:enter_contest", kwargs=_group_key, method="post", answers=ENTERS, others=404),
]  # fmt: skip
