"""Who gets what at each address of the register."""

from __future__ import annotations

from typing import Any

from betang.communities.tests.worlds import TYPED, honest
from tests.access import Row

KEY = "kunci-untuk-tabel-akses"


def _draft(house: Any) -> Any:
    from betang.communities import actions
    from betang.communities.tests.worlds import AT, decree_file

    application, token = actions.start_application(key=KEY, typed=TYPED, language="id", at=AT)
    if application.status == "draft" and not application.files.exists():
        actions.attach_file(application=application, purpose="decree", upload=decree_file(), at=AT)
    return application, token


def _sent(house: Any) -> Any:
    from betang.communities import actions
    from betang.communities.tests.worlds import AT

    application, _token = _draft(house)
    return actions.submit_application(application=application, at=AT)


def _token(house: Any) -> dict[str, str]:
    return {"token": _draft(house)[1]}


def _application(house: Any) -> dict[str, Any]:
    return {"application_id": _sent(house).pk}


DESK = {"nobody": 302, "eka": 200, "gita": 200}
DECIDE = {"nobody": 302, "eka": 403, "gita": 422}
GROUP = {"nobody": 302, "budi": 200, "eka": 200, "gita": 200}
OWN = {"slug": "batang-danum"}

ROWS: list[Row] = [
    Row("communities:register", shows="KIM Batang Danum", others=200),
    Row("communities:group", kwargs=OWN, shows="62.03/KIM/2024/0017", hides="62.03/KIM"),
    Row("communities:group", kwargs={"slug": "tidak-ada"}, others=404),
    Row("communities:begin", others=200),
    Row("communities:begin", method="post", data=lambda house: honest(name="KIM Baru", kunci="akses"), others=302),
    Row("communities:application", kwargs=_token, prepare=_draft, others=200),
    Row("communities:application", kwargs={"token": "bukan-tautan"}, others=404, hides="Agus Contoh"),
    Row("communities:application_part", kwargs=lambda house: {**_token(house), "step": "orang"}, shows="Agus Contoh"),
    Row("communities:application_part", kwargs={"token": "bukan-tautan", "step": "orang"}, others=404),
    Row("communities:autosave", method="post", kwargs=_token, data=lambda house: honest(chair="Sari"), others=200),
    Row("communities:name_check", kwargs=_token, others=200),
    Row("communities:application_file", kwargs=lambda house: {**_token(house), "purpose": "decree"}, others=200),
    Row("communities:application_file", kwargs={"token": "bukan-tautan", "purpose": "decree"}, others=404),
    Row("communities_desk:applications", answers=DESK, others=403, prepare=_sent, hides="Basarang"),
    Row("communities_desk:application", kwargs=_application, answers=DESK, others=403, hides="Basarang"),
    Row(
        "communities_desk:application_file",
        kwargs=lambda house: {**_application(house), "file_id": _sent(house).files.get().pk},
        answers=DESK,
        others=403,
    ),
    Row("communities_desk:return_application", method="post", kwargs=_application, answers=DECIDE, others=403),
    Row("communities_desk:refuse_application", method="post", kwargs=_application, answers=DECIDE, others=403),
    Row("communities_desk:approve_application", method="post", kwargs=_application, answers=DECIDE, others=403),
    Row("communities_desk:groups", answers=DESK, others=403, hides="62.03/KIM"),
    Row("communities_desk:register_import", answers=DESK, others=403),
    Row("communities_desk:register_import", method="post", answers={"nobody": 302, "eka": 422, "gita": 422}, others=403),
    Row("communities_desk:register_example", answers=DESK, others=403),
    Row("communities_desk:register_confirm", kwargs={"sha256": "0" * 64}, answers={"nobody": 302, "eka": 404, "gita": 404}, others=403),
    Row(
        "communities_desk:register_confirm",
        method="post",
        kwargs={"sha256": "0" * 64},
        data={"aksi": "ya"},
        answers={"nobody": 302, "eka": 404, "gita": 404},
        others=403,
    ),
    Row("communities_desk:settings_list", answers=DESK, others=403),
    Row("communities_desk:settings_page", kwargs={"code": "62.03"}, answers=DESK, others=403),
    Row("communities_desk:settings_page", kwargs={"code": "62.06"}, answers={"nobody": 302, "eka": 200, "gita": 404}, others=403),
    Row("communities_desk:mapping", answers=DESK, others=403),
    Row("communities_desk:mapping_xlsx", answers=DESK, others=403),
    *(
        Row(f"communities_desk:{name}", kwargs=OWN, answers=GROUP, others=404, hides="Batang Danum")
        for name in ("group_data", "group_officers", "group_members", "group_access", "group_standing", "group_place", "group_history")
    ),
    Row(
        "communities_desk:group_data",
        kwargs={"slug": "nelayan-katingan"},
        answers={"nobody": 302, "fajar": 200, "eka": 200},
        others=404,
        hides="Nelayan Katingan",
    ),
    Row(
        "communities_desk:group_officers",
        method="post",
        kwargs=OWN,
        answers={"nobody": 302, "budi": 403, "eka": 404, "gita": 404},
        others=404,
    ),
    Row(
        "communities_desk:group_standing",
        method="post",
        kwargs=OWN,
        answers={"nobody": 302, "budi": 403, "eka": 422, "gita": 422},
        others=404,
    ),
    Row(
        "communities_desk:group_place",
        method="post",
        kwargs=OWN,
        answers={"nobody": 302, "budi": 403, "eka": 422, "gita": 422},
        others=404,
    ),
]
