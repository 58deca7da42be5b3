"""The privacy notice that a person agrees to, by version. An old version is never changed: consents point at it.

The notice says what the law wants said: by what right, for what, which data, how long, and what a person may ask.

Law: UU 27/2022 art. 21, 22
"""

from __future__ import annotations

import hashlib
from dataclasses import dataclass

from django.conf import settings
from django.utils.translation import gettext

CURRENT_VERSION = "2026-11"


@dataclass(frozen=True, slots=True)
class Notice:
    """A version of the notice in the language that is active."""

    version: str
    lines: tuple[tuple[str, str], ...]

    @property
    def sha256(self) -> str:
        """The hash of the text as it is shown."""
        return hashlib.sha256("\n".join(f"{title}: {text}" for title, text in self.lines).encode()).hexdigest()


def current_notice() -> Notice:
    """The notice of today. Law: UU 27/2022 art. 21(1)"""
    return Notice(
        CURRENT_VERSION,
        (
            (
                gettext("Who keeps your data"),
                gettext("%(operator)s keeps it, on its own machines.") % {"operator": settings.OPERATOR_NAME},
            ),
            (
                gettext("By what right"),
                gettext("By your consent, and because informing citizens is a public service (UU 27/2022 art. 20)."),
            ),
            (
                gettext("Which data"),
                gettext("Your name, your e-mail address or phone number, your posts, and what you do at the desk. Never your NIK or KK."),
            ),
            (
                gettext("What for"),
                gettext("So that you can work at the desk, so that we can reach you, and so that it stays clear who decided what."),
            ),
            (
                gettext("How long"),
                gettext(
                    "As long as you have an account. After you leave, your name is taken out; that something was decided, and when, stays."
                ),
            ),
            (
                gettext("Who sees it"),
                gettext("Your e-mail address and phone number: only those who coordinate your group or office. They are not published."),
            ),
            (
                gettext("Your rights"),
                gettext("You can see, correct, take away and erase your data on the page “My data”, and take this consent back there."),
            ),
        ),
    )
