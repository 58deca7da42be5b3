"""Who may do what with trainings: the office that holds one; everybody else sees what is public."""

from __future__ import annotations

from django.utils.translation import gettext

from betang.accounts.actors import Actor
from betang.accounts.terms import APPROVING_POSTS
from betang.growth.models import Training
from betang.growth.terms import TrainingState
from betang.kernel.verdict import YES, Verdict, hidden, no, second_factor

OFFICE_POSTS = tuple(sorted(APPROVING_POSTS))


def may_plan_in(actor: Actor, region_code: str) -> Verdict:
    """May plan a training for a place: who coordinates it, or administers the province."""
    if actor.is_system or actor.holds_over(region_code, *APPROVING_POSTS):
        return YES
    return no(gettext("You plan trainings for your own kabupaten."))


def may_manage(actor: Actor, training: Training) -> Verdict:
    """May see who signed up, change the training, note presence and hand out scanners: the office that holds it."""
    return YES if actor.is_system or actor.holds_over(training.region.code, *APPROVING_POSTS) else hidden()


def may_change(actor: Actor, training: Training) -> Verdict:
    """May change what is planned: the office, until it was closed or cancelled."""
    managed = may_manage(actor, training)
    if managed and training.state not in (TrainingState.DRAFT, TrainingState.ANNOUNCED):
        return no(gettext("This training is over. It stays as it was."))
    return managed


def may_certify(actor: Actor, training: Training) -> Verdict:
    """May close a training, which issues certificates: the office, with a second factor."""
    managed = may_manage(actor, training)
    if not managed or actor.is_system:
        return managed
    return YES if actor.has_second_factor else second_factor()
