"""What can be done. Other packages and the parts of this one call these."""

from betang.growth.actions.activities import note_deed, note_deeds, remove_activity, tell_activity
from betang.growth.actions.climbing import (
    Proved,
    apply_for_stage,
    complete_application,
    confirm_proof,
    end_stage,
    grant_stage,
    refuse_application,
    return_application,
    withdraw_application,
)
from betang.growth.actions.counting import count_measures
from betang.growth.actions.ladders import built_in, ensure_ladder, problem_of, set_ladder
from betang.growth.actions.visiting import Agreed, record_visit

__all__ = [
    "Agreed",
    "Proved",
    "apply_for_stage",
    "built_in",
    "complete_application",
    "confirm_proof",
    "count_measures",
    "end_stage",
    "ensure_ladder",
    "grant_stage",
    "note_deed",
    "note_deeds",
    "problem_of",
    "record_visit",
    "refuse_application",
    "remove_activity",
    "return_application",
    "set_ladder",
    "tell_activity",
    "withdraw_application",
]
