"""What the tests of the register stand on: a good application, and how a phone sends one."""

from __future__ import annotations

import io
import re
from datetime import date, datetime
from typing import Any
from zoneinfo import ZoneInfo

from django.core.files.uploadedfile import SimpleUploadedFile
from PIL import Image

from betang.guard.forms import honest_fields

ZONE = ZoneInfo("Asia/Pontianak")
AT = datetime(2026, 11, 24, 9, 0, tzinfo=ZONE)

TYPED = {
    "name": "KIM Tani Basarang Jaya",
    "kind": "farmer",
    "seat": "village",
    "founded_on": "2026-08-17",
    "about": "Kami berkumpul tiap Jumat dan menulis kabar panen.",
    "regency": "62.03",
    "district": "62.03.05",
    "village": "62.03.05.2004",
    "chair": "Sari Contoh",
    "secretary": "Dodi Contoh",
    "treasurer": "Rina Contoh",
    "sections": "Berita: Yusuf Contoh",
    "members": "1. Agus Contoh\n2. Lina Contoh\n- Tono Contoh",
    "age_stated": "on",
    "decree_number": "141/12/SK/2026",
    "decree_on": "2026-09-01",
    "decree_signer": "village_head",
    "decree_signer_name": "Hendra Contoh",
    "wished_name": "basarang-jaya",
    "contact_name": "Dodi Contoh",
    "contact_phone": "0812 3456 7890",
    "contact_email": "dodi@contoh.test",
    "chair_phone": "",
    "consent": "on",
}


def picture(colour: str = "white", size: tuple[int, int] = (640, 480)) -> bytes:
    """A small JPEG, as a phone would send one of a decree."""
    out = io.BytesIO()
    Image.new("RGB", size, colour).save(out, "JPEG")
    return out.getvalue()


def decree_file(name: str = "sk.jpg", content: bytes | None = None) -> SimpleUploadedFile:
    return SimpleUploadedFile(name, picture() if content is None else content, content_type="image/jpeg")


def draft(at: datetime = AT, *, with_decree: bool = True, **changes: Any):
    """A draft that is ready to be sent, with the secret of its link."""
    from betang.communities import actions

    key = "".join(re.findall(r"\w", f"kunci{changes.get('name', '')}{changes.get('wished_name', '')}{id(changes)}"))
    application, token = actions.start_application(key=key, typed=TYPED | changes, language="id", at=at)
    if with_decree:
        actions.attach_file(application=application, purpose="decree", upload=decree_file(), at=at)
    return application, token


def sent(at: datetime = AT, **changes: Any):
    """An application that waits for the coordinator."""
    from betang.communities import actions

    application, _token = draft(at, **changes)
    return actions.submit_application(application=application, at=at)


def sent_with_token(at: datetime = AT, **changes: Any):
    from betang.communities import actions

    application, token = draft(at, **changes)
    return actions.submit_application(application=application, at=at), token


def approved(house: Any, at: datetime = AT, **changes: Any):
    """A group that came into the register by Gita's approval."""
    from betang.communities import actions

    return actions.approve_application(actor=house.actor("gita"), application=sent(at, **changes), at=at).group


def honest(**fields: Any) -> dict[str, Any]:
    """A public form's fields with what every browser sends along."""
    return honest_fields() | fields


DAY = date(2026, 11, 24)
