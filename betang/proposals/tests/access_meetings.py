"""Who gets what at meetings and their minutes."""

from __future__ import annotations

from typing import Any

from tests.access import Row


def _meeting(house: Any) -> Any:
    """A village's meeting that is held, with one proposal on its list and a photo that is not public."""
    from betang.proposals.meetings import actions
    from betang.proposals.models import Meeting, MeetingFile
    from betang.proposals.tests.access import _sent
    from betang.proposals.tests.meetings import AT, DAY, held

    found = Meeting.objects.filter(region_code=house.village.code).order_by("number").first()
    if found is not None:
        return found
    proposal = _sent(house).proposal
    found = held(house, fiscal_year=proposal.fiscal_year)
    actions.take_up(actor=house.actor("ani"), meeting=found, proposal_ids=[proposal.pk], at=DAY)
    for kind, is_public in (("form", False), ("photo", True)):
        MeetingFile.objects.create(
            meeting=found, kind=kind, path="usulan/akses.webp", media_type="image/webp", width=4, height=4, alt="Balai desa",
            is_public=is_public, added_at=AT,
        )  # fmt: skip
    return found


def _closed(house: Any) -> Any:
    """The same, with minutes."""
    from betang.proposals.meetings import actions
    from betang.proposals.tests.meetings import AT, MINUTES

    found = _meeting(house)
    if not found.minutes.exists():
        actions.close(actor=house.actor("ani"), meeting=found, minutes_text=MINUTES, at=AT)
    return found


def _at(house: Any) -> dict[str, str]:
    from betang.proposals.meetings.rules import address_of

    return {"address": address_of(_meeting(house).number)}


def _closed_at(house: Any) -> dict[str, str]:
    _closed(house)
    return _at(house)


def _planned_at(house: Any) -> dict[str, str]:
    from betang.proposals.meetings.rules import address_of
    from betang.proposals.models import Meeting
    from betang.proposals.tests.meetings import planned

    _meeting(house)
    found = Meeting.objects.filter(region_code=house.village.code, state="planned").first() or planned(house)
    return {"address": address_of(found.number)}


def _code(house: Any) -> dict[str, str]:
    return {"code": _closed(house).minutes.get().code}


def _item(house: Any) -> dict[str, Any]:
    return {**_at(house), "ranked_id": _meeting(house).ranked.get().pk}


def _file(house: Any, kind: str = "form") -> dict[str, Any]:
    return {**_at(house), "file_id": _meeting(house).files.filter(kind=kind).first().pk}


def _public_file(house: Any, kind: str) -> dict[str, Any]:
    return {key: str(value) for key, value in _file(house, kind).items()}


UNKNOWN = {"address": "62.03.05.2004-MD-2099-99"}
RUNS = {"nobody": 302, "ani": 200, "budi": 403, "eka": 403}
"""Ani is the village's officer. Gita, Citra, Dedi and Fajar hold other meetings; there is no such meeting for them."""

DOES = {"nobody": 302, "ani": 302, "budi": 403, "eka": 403}
ASKED = {"nobody": 302, "ani": 422, "budi": 403, "eka": 403}

ROWS: list[Row] = [
    Row("proposals:meetings", prepare=_meeting, shows="Musyawarah Desa Mantangai Hilir"),
    Row("proposals:meeting", kwargs=_at, shows="Musyawarah Desa Mantangai Hilir"),
    Row("proposals:meeting", kwargs=_planned_at, others=404, hides="Musyawarah Desa Mantangai Hilir"),
    Row("proposals:meeting", kwargs=UNKNOWN, others=404),
    Row("proposals:meeting_photo", kwargs=lambda house: _public_file(house, "photo")),
    Row("proposals:meeting_photo", kwargs=lambda house: _public_file(house, "form"), others=404),
    Row("proposals:minutes", kwargs=_code, shows="SHA-256"),
    Row("proposals:minutes", kwargs={"code": "TIDAKADA22"}, others=404),
    Row("proposals:minutes_file", kwargs=_code),
    Row("proposals:minutes_seal", kwargs=_code, shows="betang-seal-1"),
    Row("proposals:minutes_key", shows="PUBLIC KEY"),
    Row("proposals_desk:meetings", prepare=_meeting, answers={"nobody": 302, "budi": 403, "eka": 403}, others=200),
    Row("proposals_desk:meeting_plan", prepare=_meeting, answers={"nobody": 302, "budi": 403, "eka": 403}, others=200),
    Row("proposals_desk:meeting", kwargs=_at, answers=RUNS, others=404, hides="Musyawarah Desa Mantangai Hilir"),
    Row("proposals_desk:meeting", kwargs=UNKNOWN, prepare=_meeting, answers={"nobody": 302, "budi": 403, "eka": 403}, others=404),
    Row("proposals_desk:meeting_change", kwargs=_planned_at, answers=RUNS, others=404),
    Row("proposals_desk:meeting_attendance", kwargs=_at, answers=RUNS, others=404, shows="Warga Nomor1", hides="Warga Nomor1"),
    Row("proposals_desk:meeting_list", kwargs=_at, answers=RUNS, others=404, hides="Sumur bor"),
    Row("proposals_desk:meeting_ranking", kwargs=_at, answers=RUNS, others=404, hides="Sumur bor"),
    Row("proposals_desk:meeting_decide", kwargs=_item, answers=RUNS, others=404, hides="Sumur bor"),
    Row("proposals_desk:meeting_propose", kwargs=_at, answers=RUNS, others=404),
    Row("proposals_desk:meeting_close", kwargs=_at, answers=RUNS, others=404),
    Row("proposals_desk:meeting_photo", kwargs=_file, answers=RUNS, others=404),
    Row("proposals_desk:meeting_paper", kwargs=lambda house: {**_at(house), "paper": "undangan"}, answers=RUNS, others=404),
    Row(
        "proposals_desk:meeting_paper", kwargs=lambda house: {**_at(house), "paper": "rahasia"},
        answers={"nobody": 302, "budi": 403, "eka": 403}, others=404,
    ),
    Row("proposals_desk:meeting_invite", method="post", kwargs=_planned_at, answers=DOES, others=404),
    Row("proposals_desk:meeting_cancel", method="post", kwargs=_planned_at, answers=ASKED, others=404),
    Row("proposals_desk:meeting_attendance", method="post", kwargs=_at, answers=ASKED, others=404),
    Row("proposals_desk:meeting_list", method="post", kwargs=_at, answers=ASKED, others=404),
    Row("proposals_desk:meeting_ranking", method="post", kwargs=_at, answers=DOES, others=404),
    Row("proposals_desk:meeting_decide", method="post", kwargs=_item, answers=ASKED, others=404),
    Row("proposals_desk:meeting_objections", method="post", kwargs=_at, answers=ASKED, others=404),
    Row("proposals_desk:meeting_photos", method="post", kwargs=_at, answers=ASKED, others=404),
    Row(
        "proposals_desk:meeting_photo", method="post", kwargs=lambda house: _file(house, "photo"), data={"apa": "simpan"}, answers=DOES,
        others=404,
    ),
    Row("proposals_desk:meeting_close", method="post", kwargs=_at, answers=ASKED, others=404),
    Row("proposals_desk:meeting_sign", method="post", kwargs=_closed_at, answers=DOES, others=404),
    Row("proposals_desk:meeting_reopen", method="post", kwargs=_closed_at, answers=DOES, others=404),
]  # fmt: skip
