"""Who acts: the smallest thing that an audit entry needs to know of a person, a job or nobody."""

from __future__ import annotations

from dataclasses import dataclass
from uuid import UUID


@dataclass(frozen=True, slots=True, kw_only=True)
class Actor:
    """`id` is the person's, or None for nobody and for the system itself; `name` is shown in histories."""

    id: UUID | None = None
    name: str = ""
    is_system: bool = False

    @property
    def is_known(self) -> bool:
        """A person who is signed in, or the system."""
        return self.id is not None or self.is_system
