"""Writing: one verb a function, each in one transaction with one entry of the trail. Other packages import from here."""

from betang.communities.actions.applying import (
    attach_file,
    forget_old_drafts,
    remove_file,
    save_draft,
    start_application,
    submit_application,
)
from betang.communities.actions.deciding import Approval, approve_application, refuse_application, return_application
from betang.communities.actions.following import choose_place, follow_region
from betang.communities.actions.officers import add_members, end_officer, hand_over_offices, know_officer, name_officer, remove_member
from betang.communities.actions.standing import archive_silent, change_standing, lay_to_rest, note_activity, wake_group
from betang.communities.actions.tending import change_group_data, change_office_data, change_settings, write_issue_notes

__all__ = [
    "Approval",
    "add_members",
    "approve_application",
    "archive_silent",
    "attach_file",
    "change_group_data",
    "change_office_data",
    "change_settings",
    "change_standing",
    "choose_place",
    "end_officer",
    "follow_region",
    "forget_old_drafts",
    "hand_over_offices",
    "know_officer",
    "lay_to_rest",
    "name_officer",
    "note_activity",
    "refuse_application",
    "remove_file",
    "remove_member",
    "return_application",
    "save_draft",
    "start_application",
    "submit_application",
    "wake_group",
    "write_issue_notes",
]
