"""How a kecamatan is ranked for a training, and how words of a list of blank spots are read. No database.

The rule is plain on purpose, and stands on the page: one point for each village without a group, two for each group on the first stage
that has fewer trained people than the next stage asks. No source gives weights: house rule.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Final

from django.db import models
from django.utils.translation import gettext_lazy as _

from betang.guard.sheets.cells import normal

VILLAGE_POINTS: Final = 1
GROUP_POINTS: Final = 2


class Signal(models.TextChoices):
    """What a list says of a village's signal."""

    NONE = "none", _("no signal")
    WEAK = "weak", _("weak signal")
    SATELLITE = "satellite", _("satellite only")


@dataclass(frozen=True, slots=True)
class Ground:
    """A kecamatan as it is: villages, those without a group, groups in want of a training, blank spots."""

    code: str
    name: str
    villages: int
    without: int
    groups: int
    untrained: int
    blank: int

    @property
    def points(self) -> int:
        """How much a training would help here."""
        return VILLAGE_POINTS * self.without + GROUP_POINTS * self.untrained


def ranked(grounds: list[Ground]) -> list[Ground]:
    """Those with most points first; of equal ones that with more groups to come, then by code. Without points left out."""
    return sorted((one for one in grounds if one.points), key=lambda one: (-one.points, -one.untrained, one.code))


GOOD = "good"
"""A village of the list that has signal again: its blank spot ends."""

_WORDS: tuple[tuple[str, str], ...] = (
    (r"satelit|starlink|vsat", Signal.SATELLITE),
    (r"lemah|weak|edge|2g|kurang", Signal.WEAK),
    (r"blank|tidak ada|tanpa|nihil|none|tak ada|tidak", Signal.NONE),
    (r"ada|bebas|kuat|baik|4g|lte|good|normal", GOOD),
)


def signal_of(words: str) -> str:
    """`none`, `weak`, `satellite`, `good`; empty where the words say nothing that is known."""
    plain = normal(words)
    return next((value for pattern, value in _WORDS if re.search(pattern, plain)), "")
