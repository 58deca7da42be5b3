"""Where an old address of the site leads now."""

from __future__ import annotations

from datetime import datetime
from urllib.parse import parse_qsl, unquote, urlencode

from betang.publishing.models import Redirect

LONGEST = 500
_QUERY_NAMES = frozenset({"p", "page_id", "attachment_id", "cat", "tag", "m", "author"})
"""Parameters by which other systems name a page in its address (`/?p=12`); everything else of a query is thrown away."""


def normal(path: str, query: str = "") -> str:
    """One spelling of an address: unquoted, lower case, one slash before and none after, and only telling parameters."""
    clean = "/" + unquote(path).strip().strip("/").lower()
    telling = sorted((name, value) for name, value in parse_qsl(query) if name in _QUERY_NAMES)
    return f"{clean}?{urlencode(telling)}" if telling else clean


def find(path: str, query: str = "") -> str:
    """The path where `path` (with its query) leads on the open site, or nothing. One query."""
    wanted = list(dict.fromkeys((normal(path, query), normal(path))))
    if any(len(one) > LONGEST or "\x00" in one for one in wanted):
        return ""
    found = dict(Redirect.objects.filter(path__in=wanted).values_list("path", "target"))
    return next((found[one] for one in wanted if one in found), "")


def lead(old: str, new: str, *, at: datetime) -> None:
    """From now on `old` leads to `new`, and so does whatever led to `old`; what led away from `new` no longer does."""
    source = normal(old)
    Redirect.objects.filter(path=normal(new)).delete()
    Redirect.objects.filter(target=old).update(target=new)
    Redirect.objects.update_or_create(path=source, defaults={"target": new, "created_at": at})
