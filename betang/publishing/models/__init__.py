"""The shape of what a site publishes. Every model here is fenced: it lives in one site."""

from __future__ import annotations

from betang.publishing.models.articles import Article, Category, Revision, Tag, Tagging, WorkingCopy
from betang.publishing.models.comments import Comment
from betang.publishing.models.moving import ImportItem, ImportRun, Redirect
from betang.publishing.models.pages import Page
from betang.publishing.models.pictures import Picture

__all__ = [
    "Article",
    "Category",
    "Comment",
    "ImportItem",
    "ImportRun",
    "Page",
    "Picture",
    "Redirect",
    "Revision",
    "Tag",
    "Tagging",
    "WorkingCopy",
]
