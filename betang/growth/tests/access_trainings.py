"""Who gets what at the addresses of trainings and courses."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from tests.access import Row

NAME, PHONE = "Peserta Contoh B", "7890"


def _training(house: Any) -> Any:
    from betang.growth.models import Training
    from betang.growth.tests.trained import TITLE, values
    from betang.growth.trainings import actions
    from betang.kernel import clock

    found = Training.objects.filter(title=TITLE).first()
    if found is None:
        gita, now = house.actor("gita"), clock.now()
        part = actions.Part(starts_at=now + timedelta(days=3), ends_at=now + timedelta(days=3, hours=4), topic="Enam pertanyaan")
        planned = actions.plan_training(actor=gita, values=values(house, programme=[part]), at=now)
        found = actions.announce(actor=gita, training=planned, at=now)
    return found


def _draft(house: Any) -> Any:
    from betang.growth.models import Training
    from betang.growth.tests.trained import values
    from betang.growth.trainings import actions
    from betang.kernel import clock

    found = Training.objects.filter(title="Rancangan bimtek").first()
    part = actions.Part(starts_at=clock.now() + timedelta(days=9), ends_at=clock.now() + timedelta(days=9, hours=4), topic="Praktik")
    made = values(house, programme=[part], title="Rancangan bimtek")
    return found or actions.plan_training(actor=house.actor("gita"), values=made, at=clock.now())


def _seat(house: Any) -> Any:
    from betang.growth.tests.trained import signed_up
    from betang.kernel import clock

    return signed_up(_training(house), 1, phone="0812 3456 7890", at=clock.now())


def _token(house: Any) -> dict[str, Any]:
    from betang.growth.trainings import actions

    return {"token": actions.seat_token(_seat(house))}


def _material(house: Any) -> Any:
    from betang.growth.models import Material
    from betang.growth.tests.worlds import AT, jpeg
    from betang.growth.trainings import actions

    found = Material.objects.first()
    return found or actions.add_material(actor=house.actor("gita"), training=_training(house), name="Bahan umum", file=jpeg(), at=AT)


def _scanner(house: Any) -> dict[str, Any]:
    from betang.growth.models import Scanner
    from betang.growth.trainings import actions
    from betang.growth.trainings.actions.attending import scanner_token
    from betang.kernel import clock

    _seat(house)
    row = Scanner.objects.first()
    row = row or actions.make_scanner(actor=house.actor("gita"), training=_training(house), name="Pintu depan", at=clock.now())
    return {"token": scanner_token(row)}


def _course(house: Any) -> Any:
    from betang.accounts.actors import SYSTEM
    from betang.growth.courses import actions
    from betang.kernel import clock

    return actions.load_built_in(actor=SYSTEM, at=clock.now())[0]


def _lesson(house: Any) -> dict[str, Any]:
    return {"slug": _course(house).slug, "lesson": "memeriksa-kabar"}


def _key(house: Any) -> dict[str, Any]:
    _seat(house)
    return {"training_id": _training(house).pk}


def _address(house: Any) -> dict[str, Any]:
    return {"address": _training(house).address}


def _slug(house: Any) -> dict[str, Any]:
    return {"slug": _course(house).slug}


OFFICE = {"nobody": 302, "eka": 200, "gita": 200}
TYPES = {"nobody": 302, "eka": 422, "gita": 422}
HERE = {"kwargs": _key, "answers": OFFICE, "others": 403}
"""People without such a post are told that the desk is not theirs; another kabupaten's coordinator would be told 404."""

ROWS: list[Row] = [
    Row("growth:trainings", prepare=_seat, shows="Bimtek menulis"),
    Row("growth:training", kwargs=_address, shows="Enam pertanyaan"),
    Row("growth:training", kwargs=lambda house: {"address": _draft(house).address}, others=404, hides="Rancangan bimtek"),
    Row("growth:sign_up", kwargs=_address),
    Row("growth:seat", kwargs=_token, shows=NAME),
    Row("growth:seat", kwargs={"token": "bukan-tokennya"}, others=404, hides=NAME),
    Row("growth:seat_calendar", kwargs=_token),
    Row("growth:seat_material", kwargs=lambda house: {**_token(house), "material_id": _material(house).pk}),
    Row("growth:material", kwargs=lambda house: {"material_id": _material(house).pk}),
    Row("growth:scanner_worker"),
    Row("growth:scanner", kwargs=_scanner),
    Row("growth:scanner", kwargs={"token": "bukan-tokennya"}, others=404),
    Row("growth:scanner_data", kwargs=_scanner),
    Row("growth:scanner_data", kwargs=_scanner, method="post", others=422),
    Row("growth:scanner_photo", kwargs=_scanner, method="post", others=422),
    Row("growth:scanner_photo", kwargs={"token": "bukan-tokennya"}, method="post", others=404),
    Row("growth:courses", prepare=_course, shows="Juru kabar desa"),
    Row("growth:course_worker"),
    Row("growth:course", kwargs=_slug),
    Row("growth:course_end", kwargs=_slug),
    Row("growth:lesson", kwargs=_lesson),
    Row("growth_desk:trainings", prepare=_seat, answers=OFFICE, others=403, shows="Bimtek menulis", hides="Bimtek menulis"),
    Row("growth_desk:training_new", answers=OFFICE, others=403),
    Row("growth_desk:training", **HERE, hides="Bimtek menulis"),
    Row("growth_desk:training", kwargs=_key, method="post", data={"aksi": "entah"}, answers=TYPES, others=403),
    Row("growth_desk:training_edit", **HERE),
    Row("growth_desk:training_people", **HERE, shows=NAME, hides=NAME),
    Row("growth_desk:training_people", kwargs=_key, method="post", answers=TYPES, others=403),
    Row("growth_desk:training_paper", **HERE),
    Row("growth_desk:training_scanners", **HERE),
    Row("growth_desk:training_materials", **HERE),
    Row("growth_desk:training_results", **HERE),
]
