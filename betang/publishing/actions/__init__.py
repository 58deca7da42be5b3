"""Writing: a verb per function, each in one transaction, each leaving one entry in the trail."""

from __future__ import annotations

from betang.publishing.actions.articles import (
    Draft,
    WrittenMeanwhile,
    change_address,
    correct_article,
    discard_article,
    publish_article,
    publish_due_article,
    restore_revision,
    save_article,
    schedule_article,
    send_back_article,
    start_article,
    submit_article,
    take_step,
    withdraw_article,
)
from betang.publishing.actions.comments import answer_comment, erase_comment, refuse_comment, send_comment, show_comment
from betang.publishing.actions.guarding import GamblingFound, PersonalDataFound, look
from betang.publishing.actions.pages import PageDraft, remove_page, save_page
from betang.publishing.actions.places import name_new_place
from betang.publishing.actions.shelves import add_category, remove_category, rename_category
from betang.publishing.actions.writing import Kept, forget_working_copy, keep_working_copy

__all__ = [
    "Draft",
    "GamblingFound",
    "Kept",
    "PageDraft",
    "PersonalDataFound",
    "WrittenMeanwhile",
    "add_category",
    "answer_comment",
    "change_address",
    "correct_article",
    "discard_article",
    "erase_comment",
    "forget_working_copy",
    "keep_working_copy",
    "look",
    "name_new_place",
    "publish_article",
    "publish_due_article",
    "refuse_comment",
    "remove_category",
    "remove_page",
    "rename_category",
    "restore_revision",
    "save_article",
    "save_page",
    "schedule_article",
    "send_back_article",
    "send_comment",
    "show_comment",
    "start_article",
    "submit_article",
    "take_step",
    "withdraw_article",
]
