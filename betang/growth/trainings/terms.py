"""Constants of trainings, with where they come from."""

from __future__ import annotations

from django.utils.translation import gettext

CONTACT_DAYS = 180
"""Days after a training in which phone number and e-mail are kept (`TRAINING_CONTACT_DAYS`): house rule. Law: UU 27/2022 art. 16(2)(g)"""

CODE_LENGTH = 8
"""Letters of a seat's code: 30 letters to the power of eight, and it opens nothing but a tick on a list."""

SCANNER_DAYS = 14
"""How long after a training a scanner may still hand in what it noted without network: house rule."""

BATCH_MOST = 200
"""Marks that a device hands in at once."""

CLOCK_MINUTES = 10
"""How far a device's clock may be off before that is noted: house rule."""

RESULTS_LEAST = 3
"""From how many evaluations on their results are shown: with fewer, one could guess whose they are."""

SCALE = (1, 2, 3, 4, 5)


def usual_questions() -> list[dict[str, str]]:
    """What is asked of an evaluation where the organiser asks nothing of their own."""
    return [
        {"key": "guna", "text": gettext("How useful was it for your group?"), "kind": "scale"},
        {"key": "jelas", "text": gettext("How well could you follow?"), "kind": "scale"},
        {"key": "tempat", "text": gettext("How were place and time?"), "kind": "scale"},
        {"key": "bagus", "text": gettext("What helped you most?"), "kind": "words"},
        {"key": "kurang", "text": gettext("What should be better next time?"), "kind": "words"},
    ]
