"""Writing: a training planned and announced, seats taken and given up, presence noted, the training closed, contacts forgotten."""

from betang.growth.trainings.actions.attending import HandedIn, Mark, hand_in, make_scanner, note_by_hand, revoke_scanner
from betang.growth.trainings.actions.closing import close_training, evaluate, forget_contacts, give_certificates
from betang.growth.trainings.actions.planning import (
    Part,
    TrainingValues,
    add_material,
    announce,
    cancel,
    change_training,
    invite_groups,
    plan_training,
    remove_material,
    tell_everybody,
)
from betang.growth.trainings.actions.seats import Sought, change_needs, seat_token, seat_url, sign_up, withdraw

__all__ = [
    "HandedIn",
    "Mark",
    "Part",
    "Sought",
    "TrainingValues",
    "add_material",
    "announce",
    "cancel",
    "change_needs",
    "change_training",
    "close_training",
    "evaluate",
    "forget_contacts",
    "give_certificates",
    "hand_in",
    "invite_groups",
    "make_scanner",
    "note_by_hand",
    "plan_training",
    "remove_material",
    "revoke_scanner",
    "seat_token",
    "seat_url",
    "sign_up",
    "tell_everybody",
    "withdraw",
]
