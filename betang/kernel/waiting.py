"""One thing that waits for a person: what every domain offers to the desk's first page."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date


@dataclass(frozen=True, slots=True, kw_only=True)
class Waiting:
    """A line on the desk: `title` links to `url`; `detail` says what it is about; `due_on` by when, if there is a term."""

    title: str
    url: str
    detail: str = ""
    due_on: date | None = None
    weight: int = 0
