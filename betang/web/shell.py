"""What surrounds a page: whose house it is, its menu, its footer. Given to every template as `shell`."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest

from betang.guard.forms import public_form_fields
from betang.ui.shell import Shell


def context(request: HttpRequest) -> dict[str, Any]:
    """Context processor."""
    return {"public_form_fields": public_form_fields, "shell": Shell(kind="portal", name="Betang", place="", language="id")}
