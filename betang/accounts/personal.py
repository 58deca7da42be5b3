"""One's own data: what is kept of a person, from every package, to take away and to erase.

A package registers what it keeps in its `AppConfig.ready`:
`personal.register("notices", exporter, eraser)`.

Law: UU 27/2022 art. 7, 8, 13(1)
"""

from __future__ import annotations

import io
import json
import zipfile
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.core.serializers.json import DjangoJSONEncoder
from django.utils.translation import gettext

from betang.accounts.models import Appointment, Consent, Erasure, Invitation, Person

Exporter = Callable[[Person], Any]
Eraser = Callable[[Person, datetime], None]


@dataclass(frozen=True, slots=True)
class Source:
    """What one package keeps of a person: how to read it (as JSON), how to erase it."""

    name: str
    export: Exporter
    erase: Eraser


_sources: dict[str, Source] = {}


def register(name: str, exporter: Exporter, eraser: Eraser) -> None:
    """Have a package's data of a person be part of their export and of their erasure."""
    _sources[name] = Source(name, exporter, eraser)


def sources() -> tuple[Source, ...]:
    """Every source, in the order in which they were registered."""
    return tuple(_sources.values())


def collect(person: Person) -> dict[str, Any]:
    """Everything that is kept of the person, by source."""
    return {
        "profile": _profile(person),
        "posts": _posts(person),
        "invitations": _invitations(person),
        "consents": list(Consent.objects.filter(person=person).values("kind", "text_version", "text_sha256", "given_at", "withdrawn_at")),
        "erasures": list(Erasure.objects.filter(person=person).values("asked_at", "due_at", "cancelled_at", "done_at")),
        "sign_in": _sign_in(person),
        "history": _history(person),
        **{source.name: source.export(person) for source in sources()},
    }


def export_zip(person: Person, *, at: datetime) -> bytes:
    """A ZIP with one JSON file for each source and a page that says what is what."""
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as archive:
        readme = gettext("What is kept of %(name)s at this desk, as of %(at)s. Each file is JSON: any computer can read it.") % {
            "name": person.name,
            "at": at.isoformat(timespec="minutes"),
        }
        archive.writestr("BACA.txt", readme + "\n")
        for name, body in collect(person).items():
            archive.writestr(f"{name}.json", json.dumps(body, cls=DjangoJSONEncoder, ensure_ascii=False, indent=1))
    return buffer.getvalue()


def _profile(person: Person) -> dict[str, Any]:
    return {
        "id": person.pk,
        "name": person.name,
        "email": person.email,
        "phone": person.phone,
        "language": person.language,
        "created_at": person.created_at,
        "last_login": person.last_login,
    }


def _posts(person: Person) -> list[dict[str, Any]]:
    rows = Appointment.objects.filter(person=person).select_related("region", "office").order_by("from_on")
    return [
        {
            "post": row.post,
            "region": row.region.code if row.region else "",
            "office": str(row.office or ""),
            "group_id": row.group_id,
            "from": row.from_on,
            "until": row.until_on,
        }
        for row in rows
    ]


def _invitations(person: Person) -> list[dict[str, Any]]:
    rows = Invitation.objects.filter(person=person).order_by("created_at")
    kept = rows.values("purpose", "post", "name", "email", "phone", "created_at", "expires_at", "accepted_at", "revoked_at")
    return [dict(row) for row in kept]


def _sign_in(person: Person) -> dict[str, Any]:
    from allauth.mfa.models import Authenticator
    from allauth.usersessions.models import UserSession

    return {
        "sessions": list(UserSession.objects.filter(user=person).values("ip", "user_agent", "created_at", "last_seen_at")),
        "second_factors": list(Authenticator.objects.filter(user=person).values("type", "created_at", "last_used_at")),
    }


def _history(person: Person) -> list[dict[str, Any]]:
    from betang.audit.models import Entry

    rows = Entry.objects.filter(actor_id=person.pk).order_by("at")
    return [dict(row) for row in rows.values("verb", "subject_type", "subject_id", "at", "reason", "data")]
