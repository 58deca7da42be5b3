"""The door before a form on a public page, where there is no session, no cookie and no CSRF token.

In this order, each cheap: one client address may send only so often, the sending page must be of the same host, a field that
people do not see must be empty, and the page must have been open for two seconds. Where many forms come at once, a proof of work
(`guard.proof`) that the browser made in the background keeps the door as wide as ever; without one it is narrower and slower.
"""

from __future__ import annotations

import fcntl
import hashlib
import hmac
import ipaddress
import re
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import timedelta
from functools import wraps
from typing import Any
from urllib.parse import urlsplit

from django.conf import settings
from django.core.cache import cache
from django.core.signing import BadSignature, Signer
from django.http import HttpRequest, HttpResponseBase
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from markupsafe import Markup

from betang.guard import proof
from betang.kernel import clock
from betang.kernel.errors import Refused, TooMany
from betang.kernel.pages import View

HONEYPOT = "situs_web"
STAMP = "cap_waktu"
SHORTEST_S = 2
"""Nobody reads and fills a form in less. A page that is kept whole carries an old stamp, so there is no longest."""

UNITS_S = {"s": 1, "min": 60, "h": 3600, "d": 86400}
_signer = Signer(salt="betang.guard.forms")


def stamp(at_s: float | None = None) -> str:
    """A signed moment (Unix seconds), put into a form when its page is made."""
    return _signer.sign(str(int(time.time() if at_s is None else at_s)))


def public_form_fields(*, program: str = "") -> Markup:
    """The hidden inputs that every public form carries; a template writes `{{ public_form_fields() }}` inside its form.

    `program` is the address of the script that solves puzzles (`web.shell` knows it).
    """
    label = _("Leave this empty")
    return Markup(
        '<input type="hidden" name="{stamp_name}" value="{value}">'
        '<p hidden><label>{label} <input type="text" name="{trap}" value="" tabindex="-1" autocomplete="off"></label></p>'
    ).format(stamp_name=STAMP, value=stamp(), label=label, trap=HONEYPOT) + (
        Markup('<script type="module" src="{}" async></script>').format(program) if program else ""
    )


def honest_fields(*, age_s: int = 60) -> dict[str, str]:
    """What a browser sends back of `public_form_fields` that were made `age_s` seconds ago (for tests and the demo)."""
    return {STAMP: stamp(time.time() - age_s), HONEYPOT: ""}


def client_address(request: HttpRequest) -> str:
    """The network that asks: an IPv4 address, or the /64 of an IPv6 one (a household gets a whole /64).

    `X-Forwarded-For` counts only when the request came from one of `settings.TRUSTED_PROXIES`.
    """
    address = request.META.get("REMOTE_ADDR", "")
    if address in getattr(settings, "TRUSTED_PROXIES", ()):
        address = request.META.get("HTTP_X_FORWARDED_FOR", "").rpartition(",")[2].strip() or address
    try:
        parsed = ipaddress.ip_address(address)
    except ValueError:
        return "unknown"
    if isinstance(parsed, ipaddress.IPv6Address):
        if parsed.ipv4_mapped:
            return str(parsed.ipv4_mapped)
        return str(ipaddress.ip_network((parsed, 64), strict=False))
    return str(parsed)


def parse_rate(rate: str) -> tuple[int, int]:
    """`"10/h"` to (10, 3600). Units: s, min, h, d."""
    found = re.fullmatch(r"(\d+)/(s|min|h|d)", rate)
    if found is None:
        raise ValueError(f"a rate looks like 10/h, not {rate!r}")
    return int(found[1]), UNITS_S[found[2]]


@contextmanager
def _alone(name: str) -> Iterator[None]:
    """One process or thread at a time for each `name` (64 lock files, so strangers seldom wait for each other)."""
    folder = settings.HOME / "locks"
    folder.mkdir(parents=True, exist_ok=True)
    with (folder / f"rate-{int(hashlib.sha256(name.encode()).hexdigest(), 16) % 64:02d}").open("a") as file:
        fcntl.flock(file, fcntl.LOCK_EX)
        yield


def count(scope: str, who: str, rate: str, *, factor: float = 1.0) -> None:
    """Count one attempt of `who` at `scope`; raises `TooMany` past `factor` times `rate`. The address itself is never stored.

    A fixed window from the first attempt on; counted under a file lock, because the file cache alone could lose
    attempts that come at once.
    """
    most, window_s = parse_rate(rate)
    most = max(1, int(most * factor))
    digest = hmac.new(settings.SECRET_KEY.encode(), f"{scope}\0{who}".encode(), hashlib.sha256).hexdigest()
    key = f"betang.rate.{digest}"
    now = time.time()
    with _alone(digest):
        used, until = cache.get(key) or (0, now + window_s)
        if until <= now:
            used, until = 0, now + window_s
        if used < most:
            cache.set(key, (used + 1, until), timeout=max(1, int(until - now) + 1))
            return
    wait_s = max(1, int(until - now) + 1)
    minutes = -(-wait_s // 60)
    raise TooMany(
        ngettext(
            "Too many messages were sent from your connection. Try again in %(minutes)d minute.",
            "Too many messages were sent from your connection. Try again in %(minutes)d minutes.",
            minutes,
        )
        % {"minutes": minutes},
        retry_after_s=wait_s,
        hint=_("What you typed is still there: go back in your browser."),
    )


HOUR_S = 3600
DAY_S = 86400


def _tally(name: str, window_s: int, *, add: int) -> int:
    """How much was counted under a name within its window, before now; `add` is put to it."""
    digest = hmac.new(settings.SECRET_KEY.encode(), name.encode(), hashlib.sha256).hexdigest()
    key, now = f"betang.tally.{digest}", time.time()
    if not add:
        used, until = cache.get(key) or (0, 0)
        return int(used) if until > now else 0
    with _alone(digest):
        used, until = cache.get(key) or (0, 0)
        if until <= now:
            used, until = 0, now + window_s
        cache.set(key, (used + add, until), timeout=max(1, int(until - now) + 1))
        return int(used)


_week: dict[str, list[int]] = {}


def _is_unusual(*, add: int) -> bool:
    """Whether the house gets far more forms today than in the week before; the days before are read once a day and process."""
    today = clock.today()
    name = today.isoformat()
    if name not in _week:
        _week.clear()
        days = [_tally(f"day {(today - timedelta(days=back)).isoformat()}", 9 * DAY_S, add=0) for back in range(1, 8)]
        _week[name] = [day for day in days if day]
    return proof.is_unusual(_tally(f"day {name}", 9 * DAY_S, add=add), _week[name])


def puzzle_for(request: HttpRequest) -> dict[str, str | int]:
    """What the browser is to solve before it sends a public form from here: mostly nothing (an empty `puzzle`)."""
    sent = _tally(f"network {client_address(request)}", HOUR_S, add=0)
    asked = proof.demand(sent=sent + 1, is_unusual=_is_unusual(add=0), is_proven=False)  # one ahead: the next page may be kept, and old
    return {"puzzle": proof.puzzle(asked.bits) if asked.bits else "", "shares": proof.SHARES, "field": proof.FIELD}


def _pass_the_proof(request: HttpRequest) -> proof.Demand:
    """Count this form for its network and for the day, and say what it is held to. A solution is used up here."""
    told = request.POST.get(proof.FIELD, "")[:300]
    is_proven = False
    if told:
        with _alone(proof.seed_of(told)):
            is_proven = proof.is_solved(told)
    sent = _tally(f"network {client_address(request)}", HOUR_S, add=1)
    return proof.demand(sent=sent, is_unusual=_is_unusual(add=1), is_proven=is_proven)


def _is_from_this_host(request: HttpRequest) -> bool:
    """Browsers say where a form was sent from; one that says nothing (very old phones) has no cookie to be abused."""
    site = request.headers.get("Sec-Fetch-Site")
    if site is not None:
        return site == "same-origin"
    told = request.headers.get("Origin") or request.headers.get("Referer")
    if not told:
        return True
    return bool(urlsplit(told).netloc.lower() == request.META.get("HTTP_HOST", "").lower())


def _check(request: HttpRequest, *, shortest_s: float, asked: proof.Demand) -> None:
    back = _("What you typed is still there: go back in your browser, wait a moment and send it again.")
    if not _is_from_this_host(request):
        raise Refused(_("This form was sent from another site."), hint=_("Open the page itself and fill the form there."))
    if request.POST.get(HONEYPOT, ""):
        raise Refused(_("A field that must stay empty was filled, as programs do."), hint=back)
    try:
        made_s = int(_signer.unsign(request.POST.get(STAMP, "")))
    except (BadSignature, ValueError):
        raise Refused(_("The form is not complete."), hint=_("Load the page again and send the form from there.")) from None
    if time.time() - made_s < shortest_s:
        raise Refused(_("That was too fast for a person."), hint=back)
    if time.time() - made_s < asked.slow_s:
        raise Refused(
            _("Many messages come from your connection just now, so this form waits %(seconds)d seconds before it can be sent.")
            % {"seconds": asked.slow_s},
            hint=_("What you typed is still there: go back in your browser, wait a moment and send it again.")
            + " "
            + _("With JavaScript switched on there is no wait."),
        )


def public_form(*, rate: str = "10/h", shortest_s: float = SHORTEST_S) -> Callable[[View], View]:
    """A view that takes a form from a public page. GET and HEAD pass; a POST must pass the door.

    `rate` is for who brings no proof on a quiet day; `guard.proof.demand` says how it widens and narrows.

    Stand it inside the page's mark: `@fresh`, then `@public_form(rate="10/h")`. Raises `Refused` or `TooMany`. A form whose
    address is a secret already (the later parts of an application) sets `shortest_s=0`: who only presses «next» is no program.
    """
    parse_rate(rate)

    def mark(view: View) -> View:
        scope = f"{view.__module__}.{getattr(view, '__name__', 'form')}"

        @wraps(view)
        def answer(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
            if request.method == "POST":
                asked = _pass_the_proof(request) if shortest_s else proof.Demand()
                count(scope, client_address(request), rate, factor=asked.factor)
                _check(request, shortest_s=shortest_s, asked=asked)
            return view(request, *args, **kwargs)

        answer.public_form_rate = rate  # type: ignore[attr-defined]
        return answer

    return mark
