"""Writing: one verb a function, each in one transaction with one entry of the trail. Other packages import from here."""

from betang.planning.actions.codes import load_built_in, load_nomenclature, relate_codes
from betang.planning.actions.lines import FundShare, LooksSlipped, Place, restore_line, save_line, state_figure, withdraw_line
from betang.planning.actions.measuring import Promise, set_promises
from betang.planning.actions.progress import (
    NeedsYes,
    Step,
    add_photo,
    record_realisation,
    remove_photo,
    remove_realisation,
    set_milestones,
)

__all__ = [
    "FundShare",
    "LooksSlipped",
    "NeedsYes",
    "Place",
    "Promise",
    "Step",
    "add_photo",
    "load_built_in",
    "load_nomenclature",
    "record_realisation",
    "relate_codes",
    "remove_photo",
    "remove_realisation",
    "restore_line",
    "save_line",
    "set_milestones",
    "set_promises",
    "state_figure",
    "withdraw_line",
]
