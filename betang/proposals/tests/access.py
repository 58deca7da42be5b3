"""Who gets what at each address of this package."""

from __future__ import annotations

from typing import Any

from betang.proposals.tests.access_bank import ROWS as BANK
from betang.proposals.tests.access_calendar import ROWS as CALENDAR
from betang.proposals.tests.access_exchange import ROWS as EXCHANGE
from betang.proposals.tests.access_meetings import ROWS as MEETINGS
from tests.access import Row

KEY = "kunci-untuk-tabel-akses"


def _office(house: Any) -> Any:
    from betang.proposals.tests import worlds
    from betang.regions.models import Office

    return Office.objects.filter(region=house.kapuas).first() or worlds.staff(house)


def _sent(house: Any) -> Any:
    from betang.accounts.actors import NOBODY
    from betang.proposals import actions, photos  # noqa: F401
    from betang.proposals.models import Attachment
    from betang.proposals.tests.worlds import AT, values

    _office(house)
    sent = actions.propose(actor=NOBODY, values=values(house), at=AT, has_consent=True, key=KEY)
    if not sent.proposal.attachments.exists():
        from django.core.files.base import ContentFile
        from django.core.files.storage import storages

        if not storages["private"].exists("usulan/akses.webp"):
            storages["private"].save("usulan/akses.webp", ContentFile(b"RIFF"))
        for kind in ("photo", "letter", "cost_plan"):
            Attachment.objects.create(
                proposal=sent.proposal, kind=kind, name=kind, path="usulan/akses.webp", media_type="image/webp", size_bytes=4,
                sha256=kind, is_public=kind == "cost_plan", added_at=AT,
            )  # fmt: skip
    return sent


def _at(house: Any) -> dict[str, str]:
    return {"address": _sent(house).proposal.matter.address}


def _mine(house: Any) -> dict[str, str]:
    sent = _sent(house)
    return {"address": sent.proposal.matter.address, "token": sent.token.replace("-", "")}


def _file(house: Any, kind: str = "photo") -> dict[str, Any]:
    return {**_at(house), "attachment_id": _sent(house).proposal.attachments.get(kind=kind).pk}


def _draft(house: Any) -> Any:
    from betang.accounts.actors import NOBODY
    from betang.proposals import actions
    from betang.proposals.models import Attachment
    from betang.proposals.tests.worlds import AT

    _sent(house)
    draft, token = actions.start_draft(
        actor=NOBODY, at=AT, key=f"{KEY}-draf", typed={"problem": "Rahasia sampai dikirim", "heading": "Jembatan"}
    )
    if not draft.attachments.exists():
        Attachment.objects.create(
            proposal=draft,
            kind="photo",
            name="foto",
            path="usulan/akses.webp",
            media_type="image/webp",
            size_bytes=4,
            sha256="x",
            added_at=AT,
        )
    return draft, token


def _token(house: Any) -> dict[str, str]:
    return {"token": _draft(house)[1]}


def _support(house: Any) -> dict[str, str]:
    from betang.proposals import actions
    from betang.proposals.models import Support
    from betang.proposals.tests.worlds import AT

    proposal = _sent(house).proposal
    made = actions.support(proposal=proposal, contact="081234567899", at=AT)
    if made.path:
        return {"token": made.path.split("/")[-2]}
    from betang.accounts.tokens import link_token

    return {"token": link_token(Support.objects.get(proposal=proposal, withdrawn_at=None).pk, 1)}


def _honest(**more: str) -> Any:
    def fields(house: Any) -> dict[str, str]:
        from betang.guard.forms import honest_fields

        return {**honest_fields(), **more}

    return fields


UNKNOWN = {"address": "62.03-U-2026-9999"}
OFFICES = {"nobody": 302, "ani": 200, "gita": 200, "citra": 200, "eka": 200}
"""Who sits at a level of the village's way. Dedi's agency has nothing of it yet; Fajar sits far away; Budi's group did not file it."""

ROWS: list[Row] = [
    Row("proposals:list", prepare=_sent, shows="Sumur bor"),
    Row("proposals:list", where="site", prepare=_sent, shows="Sumur bor"),
    Row("proposals:place_feed", prepare=_sent, shows="Sumur bor"),
    Row("proposals:begin"),
    Row("proposals:begin", where="site", shows="Mantangai Hilir"),
    Row("proposals:begin", method="post", data=_honest(problem="Jembatan rusak sejak banjir", kunci="akses"), others=302),
    Row("proposals:draft", kwargs=_token, others=302),
    Row("proposals:draft", where="site", kwargs=_token, others=302),
    Row("proposals:draft", kwargs={"token": "bukan-tautan"}, others=404),
    Row("proposals:part", kwargs=lambda house: {**_token(house), "step": "apa"}, shows="Rahasia sampai dikirim"),
    Row("proposals:part", where="site", kwargs=lambda house: {**_token(house), "step": "apa"}, shows="Rahasia sampai dikirim"),
    Row("proposals:part", kwargs={"token": "bukan-tautan", "step": "apa"}, others=404, hides="Rahasia"),
    Row("proposals:part", kwargs=lambda house: {**_token(house), "step": "kirim"}, shows="Rahasia sampai dikirim"),
    Row("proposals:autosave", method="post", kwargs=_token, data=_honest(idea="Jembatan gantung")),
    Row("proposals:autosave", where="site", method="post", kwargs=_token, data=_honest(idea="Jembatan gantung")),
    Row("proposals:draft_photo", kwargs=lambda house: {**_token(house), "attachment_id": _draft(house)[0].attachments.get().pk}),
    Row(
        "proposals:draft_photo",
        where="site",
        kwargs=lambda house: {**_token(house), "attachment_id": _draft(house)[0].attachments.get().pk},
    ),
    Row(
        "proposals:draft_photo", kwargs=lambda house: {"token": "bukan", "attachment_id": _draft(house)[0].attachments.get().pk}, others=404
    ),
    Row("proposals:track"),
    Row("proposals:mine", kwargs=_mine, shows="Sumur bor"),
    Row("proposals:mine", kwargs=lambda house: {**_mine(house), "token": "7KQ4M2XD9PTA"}, others=404, hides="Sumur bor"),
    Row("proposals:my_file", kwargs=lambda house: {**_mine(house), **_file(house, "letter")}),
    Row("proposals:my_file", kwargs=lambda house: {**_file(house, "letter"), "token": "7KQ4M2XD9PTA"}, others=404),
    Row("proposals:supported", kwargs=_support),
    Row("proposals:supported", kwargs={"token": "bukan-tautan"}, others=404),
    Row("proposals:proposal", kwargs=_at, shows="S. M."),
    Row("proposals:proposal", kwargs=UNKNOWN, others=404),
    Row("proposals:support", kwargs=_at),
    Row("proposals:follow", kwargs=_at),
    Row("proposals:feed", kwargs=_at),
    Row("proposals:trail", kwargs=_at, shows="betang-trail-1"),
    Row("proposals:photo", kwargs=_file),
    Row("proposals:photo", kwargs=lambda house: _file(house, "letter"), others=404),
    Row("proposals_desk:queue", prepare=_sent, answers={"nobody": 302}, others=200),
    Row("proposals_desk:file", prepare=_sent, answers={"nobody": 302, "ani": 200, "budi": 200, "gita": 200, "fajar": 200}, others=403),
    Row("proposals_desk:proposal", kwargs=_at, answers=OFFICES, others=404, hides="Sumur bor"),
    Row("proposals_desk:proposal", kwargs=UNKNOWN, prepare=_sent, answers={"nobody": 302}, others=404),
    Row(
        "proposals_desk:decide",
        method="post",
        kwargs=lambda house: {**_at(house), "action": "accept"},
        answers={"nobody": 302, "ani": 422, "gita": 403, "citra": 403, "eka": 403},
        others=404,
    ),
    Row(
        "proposals_desk:merge",
        method="post",
        kwargs=_at,
        answers={"nobody": 302, "ani": 422, "gita": 403, "citra": 403, "eka": 403},
        others=404,
    ),
    Row(
        "proposals_desk:split",
        method="post",
        kwargs=_at,
        answers={"nobody": 302, "ani": 422, "gita": 403, "citra": 403, "eka": 403},
        others=404,
    ),
    Row(
        "proposals_desk:link",
        method="post",
        kwargs=_at,
        answers={"nobody": 302, "ani": 422, "gita": 403, "citra": 422, "eka": 422},
        others=404,
    ),
    Row("proposals_desk:complete", method="post", kwargs=_at, answers={"nobody": 302}, others=404),
    Row("proposals_desk:file_of", kwargs=_file, answers=OFFICES, others=404),
    Row("proposals_desk:file_of", kwargs=lambda house: _file(house, "letter"), answers=OFFICES, others=404),
    Row("proposals:paper", kwargs=lambda house: _file(house, "letter"), others=404),
    Row("proposals:paper", kwargs=_file, others=404),
    Row("proposals:paper", kwargs=lambda house: _file(house, "cost_plan")),
    Row(
        "proposals_desk:show_paper",
        method="post",
        kwargs=lambda house: _file(house, "letter"),
        data={"umum": "tidak"},
        answers={"nobody": 302, "ani": 302, "gita": 403, "citra": 403, "eka": 403},
        others=404,
    ),
    *CALENDAR,
    *MEETINGS,
    *BANK,
    *EXCHANGE,
]
