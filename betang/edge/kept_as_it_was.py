"""Archived sites: pages that stay as they were. No form stands on one, and nothing that is sent to one is read.

In one place, for every view of today and tomorrow: a page that a package adds next year carries no form on an archived site either.
"""

from __future__ import annotations

import re
from typing import Any

from django.utils.translation import gettext as _

from betang.edge import hosts
from betang.hosting.terms import Rest
from betang.kernel.errors import Refused

_FORM = re.compile(rb"<form\b.*?</form\s*>", re.DOTALL | re.IGNORECASE)
_READING = frozenset({"GET", "HEAD", "OPTIONS"})


def is_archived(house: Any) -> bool:
    """The request is for a site that is kept as it was."""
    return isinstance(house, hosts.SiteHost) and house.rest == Rest.ARCHIVED


def check(request: Any, house: Any) -> None:
    """Refuse whatever is sent to an archived site."""
    if is_archived(house) and request.method not in _READING:
        raise Refused(
            _("This site is archived: its pages stay as they were, and nothing new is taken in."),
            hint=_("The group wakes it up at its desk. Ask the coordinator of the kabupaten for who to turn to."),
        )


def without_forms(response: Any, house: Any) -> None:
    """Take every form out of an archived site's page."""
    if not is_archived(house) or response.streaming or not response.headers.get("Content-Type", "").startswith("text/html"):
        return
    if b"<form" in response.content.lower():
        response.content = _FORM.sub(b"", response.content)
        if "Content-Length" in response.headers:
            response.headers["Content-Length"] = str(len(response.content))
