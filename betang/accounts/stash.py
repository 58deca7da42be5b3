"""What somebody typed after their session had ended: kept for its writer, so that nothing typed is lost without JavaScript.

A form that arrives without a session is not carried out. Its text is sealed with a token that only the writer's browser
gets (in `?simpanan=…` of the page to return to), and the form page takes it out again, once.

The threats: strangers filling the disk (few and small, for a day), somebody else's text in a form (bound to host and page,
found only by the token), and a copy of the database (sealed with the token, of which only a hash is kept).
"""

from __future__ import annotations

import base64
import hashlib
import json
import secrets
from datetime import datetime, timedelta

from cryptography.fernet import Fernet, InvalidToken
from django.http import HttpRequest, QueryDict

from betang.accounts.models import Stash
from betang.accounts.terms import STASH_HOURS
from betang.accounts.tokens import token_hash
from betang.guard import forms as guard_forms
from betang.kernel import clock
from betang.kernel.errors import TooMany

PARAM = "simpanan"
LIMIT_BYTES = 400_000
"""The longest article that we take, twice over: more is no form of ours."""
RATE = "30/h"
_SECRET = ("password", "oldpassword", "password1", "password2", "credential", "csrfmiddlewaretoken", "kunci", "token")
_SECRET_IN_ACCOUNTS = ("code",)
"""A second-factor code; elsewhere a field of this name holds the code of a region or an office."""


def _seal(token: str) -> Fernet:
    return Fernet(base64.urlsafe_b64encode(hashlib.sha256(b"betang.stash:" + token.encode()).digest()))


def _clean_host(request: HttpRequest) -> str:
    return request.get_host().lower()[:253]


def put(request: HttpRequest, *, path: str) -> str:
    """Keep the text fields of a POST for the page at `path`; returns the token, or "" where there is nothing to keep.

    Files are not kept: their names in the form would promise what is gone. Secrets never are.
    """
    secret = (*_SECRET, *_SECRET_IN_ACCOUNTS) if request.path.startswith("/meja/akun/") else _SECRET
    fields = {name: values for name, values in request.POST.lists() if name not in secret and not name.startswith("password")}
    if not any(value.strip() for values in fields.values() for value in values):
        return ""
    body = json.dumps(fields, ensure_ascii=False).encode()
    if len(body) > LIMIT_BYTES:
        return ""
    try:
        guard_forms.count("accounts.stash", guard_forms.client_address(request), RATE)
    except TooMany:
        return ""
    token = secrets.token_urlsafe(24)
    Stash.objects.create(
        token_hash=token_hash(token),
        host=_clean_host(request),
        path=path[:300],
        sealed=_seal(token).encrypt(body),
        expires_at=clock.now() + timedelta(hours=STASH_HOURS),
    )
    return token


def take(request: HttpRequest) -> QueryDict | None:
    """What was kept for this very page, once: give it to the form (`initial=stash.take(request)` or as its data).

    None where the address carries no token, or it is unknown, over, used, or made for another page or host.
    """
    token = request.GET.get(PARAM, "")
    if not token:
        return None
    found = Stash.objects.filter(token_hash=token_hash(token), host=_clean_host(request), path=request.path[:300]).first()
    if found is None:
        return None
    Stash.objects.filter(pk=found.pk).delete()
    if found.expires_at <= clock.now():
        return None
    try:
        fields = json.loads(_seal(token).decrypt(bytes(found.sealed)))
    except (InvalidToken, ValueError):
        return None
    typed = QueryDict(mutable=True)
    for name, values in fields.items():
        typed.setlist(name, values)
    return typed


def clear_expired(*, at: datetime) -> int:
    """Remove what nobody fetched in time; returns how many."""
    return Stash.objects.filter(expires_at__lte=at).delete()[0]
