"""Who gets what at each address of growth."""

from __future__ import annotations

from typing import Any

from betang.growth.tests.access_contests import ROWS as CONTEST_ROWS
from betang.growth.tests.access_overview import ROWS as OVERVIEW_ROWS
from betang.growth.tests.access_trainings import ROWS as TRAINING_ROWS
from tests.access import Row

OWN = {"slug": "batang-danum"}
STAGE_WORDS = "AD/ART ada di sekretariat"


def _applied(house: Any) -> Any:
    from betang.accounts.models import Appointment
    from betang.growth.models import Climb
    from betang.growth.tests.worlds import AT, applied, grown, ladder

    found = Climb.objects.filter(group=house.group).first()
    if found is not None:
        return found
    ladder(house)
    grown(house)
    Appointment.objects.create(person=house.dedi, post="chair", group_id=house.group.pk, from_on=AT.date())
    return applied(house, house.actor("dedi"))


def _told(house: Any) -> Any:
    from betang.growth import actions
    from betang.growth.models import Activity
    from betang.growth.tests.worlds import AT, jpeg

    found = Activity.objects.filter(group=house.group, title="Rapat di balai desa").first()
    return found or actions.tell_activity(
        actor=house.actor("budi"), group=house.group, letter="discussion", on=AT.date(), title="Rapat di balai desa", files=[jpeg()], at=AT
    )


def _visit(house: Any) -> Any:
    from betang.growth import actions
    from betang.growth.models import Visit
    from betang.growth.tests.worlds import AT, jpeg

    return Visit.objects.filter(group=house.group).first() or actions.record_visit(
        actor=house.actor("gita"), group=house.group, kind="coaching", on=AT.date(), seen="Kami melihat buku rapat.", files=[jpeg()], at=AT
    )


def _certificate(house: Any) -> Any:
    from betang.accounts.actors import SYSTEM
    from betang.growth import certificates
    from betang.growth.models import Certificate
    from betang.growth.tests.worlds import AT

    found = Certificate.objects.filter(holder="Peserta Contoh").first()
    if found is None:
        found = certificates.issue(
            kind="course", holder="Peserta Contoh", title="Menulis kabar desa", region=house.kapuas, signer="", signer_post="",
            on=AT.date(), at=AT, actor=SYSTEM,
        )  # fmt: skip
        certificates.draw(found.pk)
    return found


def _climb_key(house: Any) -> dict[str, Any]:
    return {"climb_id": _applied(house).pk}


def _activity_key(house: Any) -> dict[str, Any]:
    return {**OWN, "activity_id": _told(house).pk}


def _activity_photo(house: Any) -> dict[str, Any]:
    return {"photo_id": _told(house).photos.get().pk}


def _visit_photo(house: Any) -> dict[str, Any]:
    return {"photo_id": _visit(house).photos.get().pk}


def _code(house: Any) -> dict[str, Any]:
    from betang.casework.rules import token_shown

    return {"code": token_shown(_certificate(house).code)}


ROOM = {"nobody": 302, "budi": 200, "eka": 200, "gita": 200}
CHAIRED = {"nobody": 302, "dedi": 200, "budi": 200, "eka": 200, "gita": 200}
OFFICE = {"nobody": 302, "eka": 200, "gita": 200}
TYPES = {"nobody": 302, "budi": 422, "eka": 422, "gita": 422}
APPLIES = {"nobody": 302, "dedi": 302, "budi": 403, "eka": 403, "gita": 403}
GRANTS = {"nobody": 302, "dedi": 403, "budi": 403, "eka": 409, "gita": 409}

ROWS: list[Row] = [
    Row("growth:ladder", kwargs=OWN, prepare=_told, shows="Rapat di balai desa"),
    Row("growth:ladder", kwargs={"slug": "tidak-ada"}, others=404),
    Row("growth:activity_photo", kwargs=_activity_photo),
    Row("growth:check"),
    Row("growth:certificate", kwargs=_code, shows="Peserta Contoh"),
    Row("growth:certificate", kwargs={"code": "TIDA-KADA-2345"}, others=404, hides="Peserta Contoh"),
    Row("growth:certificate_file", kwargs=_code),
    Row("growth_desk:ladder", kwargs=OWN, answers=ROOM, others=404),
    Row("growth_desk:activities", kwargs=OWN, prepare=_told, answers=ROOM, others=404, shows="Rapat di balai desa"),
    Row("growth_desk:activities", kwargs=OWN, method="post", data={"kunci": "kosong"}, answers=TYPES, others=404),
    Row("growth_desk:remove_activity", kwargs=_activity_key, method="post", answers=TYPES, others=404),
    Row("growth_desk:apply", kwargs=OWN, prepare=_applied, answers=APPLIES, others=404),
    Row("growth_desk:climbs", prepare=_applied, answers=OFFICE, others=403, hides=STAGE_WORDS),
    Row("growth_desk:climb", kwargs=_climb_key, answers=CHAIRED, others=404, shows=STAGE_WORDS, hides=STAGE_WORDS),
    Row("growth_desk:climb", kwargs=_climb_key, method="post", data={"aksi": "berikan"}, answers=GRANTS, others=404),
    Row("growth_desk:proof", kwargs=lambda house: {**_climb_key(house), "key": "statutes"}, answers={"nobody": 302}, others=404),
    Row("growth_desk:tending", kwargs=OWN, prepare=_visit, answers=ROOM, others=404, shows="Kami melihat buku rapat", hides="buku rapat"),
    Row("growth_desk:tending", kwargs=OWN, method="post", data={"aksi": "tugas", "text": ""}, answers=TYPES, others=404),
    Row("growth_desk:wake", kwargs=OWN, answers={"nobody": 302, "budi": 200, "eka": 404, "gita": 404}, others=404),
    Row("growth_desk:wake", kwargs=OWN, method="post", answers={"nobody": 302, "budi": 302, "eka": 404, "gita": 404}, others=404),
    Row("growth_desk:visit_photo", kwargs=_visit_photo, answers=ROOM, others=404),
    *CONTEST_ROWS,
    *OVERVIEW_ROWS,
    *TRAINING_ROWS,
]
