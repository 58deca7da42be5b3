"""What surrounds a page: whose house it is, its menu, its footer. Given to every template as `shell`."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest

from betang.ui.shell import Shell


def context(request: HttpRequest) -> dict[str, Any]:
    """Context processor."""
    return {"shell": Shell(kind="portal", name="Betang", place="", language="id")}
