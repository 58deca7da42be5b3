"""The demo world: Central Kalimantan with about a hundred groups that do not exist, believable enough to try everything on."""

from __future__ import annotations

from betang.web.seeds.build import build_if_empty, greeting, second_factor_code

__all__ = ["build_if_empty", "greeting", "second_factor_code"]
