"""The shape of an access row. Each package lists its own rows in `tests/access.py`; `tests/test_access.py` walks the resolver."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

EVERYBODY = ("nobody", "ani", "budi", "citra", "dedi", "eka", "gita", "fajar")


@dataclass(frozen=True)
class Row:
    """One URL × method, and what each person gets. `answers` maps a person to a status; `others` is for the rest.

    `name` is the full URL name (`publishing:article`); `where` is `portal` or `site` (Budi's group's site).
    `kwargs` may be a function of the house, for addresses that hold a key; `prepare` makes what the address needs.
    `shows` must stand in every 200 answer; `hides` must stand in no answer that is not 200.
    """

    name: str
    where: str = "portal"
    method: str = "get"
    kwargs: Mapping[str, Any] | Callable[[Any], Mapping[str, Any]] = field(default_factory=dict)
    data: Mapping[str, Any] | Callable[[Any], Mapping[str, Any]] = field(default_factory=dict)
    prepare: Callable[[Any], Any] | None = None
    answers: Mapping[str, int] = field(default_factory=dict)
    others: int = 200
    shows: str = ""
    hides: str = ""

    @property
    def id(self) -> str:
        return f"{self.where}-{self.method}-{self.name}"

    def expected(self, person: str) -> int:
        return self.answers.get(person, self.others)
