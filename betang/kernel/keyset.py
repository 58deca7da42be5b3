"""Where a page of a long list ended: a moment and a key, in a form that fits an address and tells nothing else."""

from __future__ import annotations

import base64
from datetime import UTC, datetime
from uuid import UUID


def mark(at: datetime, key: UUID) -> str:
    """What stands in the address of the next page. `read_mark` reads it again."""
    return base64.urlsafe_b64encode(f"{at.astimezone(UTC).isoformat()} {key.hex}".encode()).decode().rstrip("=")


def read_mark(text: str) -> tuple[datetime, UUID] | None:
    """What `mark` wrote; None for anything else."""
    try:
        moment, _space, key = base64.urlsafe_b64decode(text + "=" * (-len(text) % 4)).decode().partition(" ")
        read = datetime.fromisoformat(moment)
        return (read, UUID(key)) if read.tzinfo else None
    except (ValueError, UnicodeError):
        return None
