"""What every action of a training does: hold the row, weigh what everybody reads, write the trail."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from django.utils.translation import gettext

from betang.accounts.actors import Actor
from betang.audit import trail
from betang.growth.models import Training
from betang.growth.terms import TrainingState
from betang.guard import text as guard
from betang.kernel.errors import InvalidInput, Refused


def locked(training: Training) -> Training:
    """The row as it is now, held until the transaction ends: who takes the last seat is decided by who comes first here.

    On SQLite the transaction holds the whole database already.
    """
    return Training.objects.select_for_update(of=("self",)).select_related("region", "place_region").get(pk=training.pk)


def must_be(kept: Training, *states: TrainingState) -> None:
    """Raise `Refused` where the training is in another state by now."""
    if kept.state not in states:
        raise Refused(
            gettext("The training is %(state)s by now, so this cannot be done.") % {"state": TrainingState(kept.state).label},
            hint=gettext("Nothing was changed. Look at the training first."),
        )


def weigh(texts: Mapping[str, str], *, is_personal_allowed: bool = False) -> None:
    """Raise `InvalidInput` by field for what may not stand in public: gambling, and numbers that belong to a person."""
    wrong: dict[str, str] = {}
    for name, text in texts.items():
        for finding in guard.check_text(text) if text else ():
            if finding.is_refused or (not is_personal_allowed and finding.kind in guard.PERSONAL):
                wrong.setdefault(name, finding.explanation)
    if wrong:
        raise invalid(wrong)


def invalid(wrong: Mapping[str, str]) -> InvalidInput:
    """What is not right, by field."""
    return InvalidInput(
        gettext("It was not kept yet. Look at what is marked."), fields=wrong, hint=gettext("Everything that you typed is still here.")
    )


def note(what: str, kept: Training, *, actor: Actor, at: datetime, reason: str = "", **data: Any) -> None:
    """Write the entry. `data` holds numbers and keys, nobody's name; drafts are not for everybody."""
    trail.record(
        f"growth.training.{what}", kept, actor=actor, at=at, reason=reason, data={"address": kept.address, **data},
        public=kept.state != TrainingState.DRAFT,
    )  # fmt: skip
