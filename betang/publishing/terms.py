"""Words of publishing: what state a text is in, how it was typed, what a comment waits for, what an import did."""

from django.db import models
from django.utils.translation import gettext_lazy as _

TITLE_LENGTH = 150
SUMMARY_LENGTH = 300
BODY_LENGTH = 60_000
"""Characters of one article or page: about 10,000 words, twenty times a usual village article."""
COMMENT_LENGTH = 2_000
BYLINE_LENGTH = 120
TAG_LIMIT = 8
"""Tags of one article: more than this is decoration, not sorting."""
COMMENT_DEPTH = 3
"""How deep a thread is indented; answers below this stand at the same depth."""


class ArticleState(models.TextChoices):
    """Where an article stands on its way to readers."""

    DRAFT = "draft", _("draft")
    SUBMITTED = "submitted", _("waiting for approval")
    SCHEDULED = "scheduled", _("scheduled")
    PUBLISHED = "published", _("published")
    WITHDRAWN = "withdrawn", _("withdrawn")


class BodyFormat(models.TextChoices):
    """How a text is kept. What people type here is Markdown; what an import brings may be HTML, and stays HTML."""

    MARKDOWN = "markdown", "Markdown"
    HTML = "html", "HTML"


class RevisionKind(models.TextChoices):
    """Why a revision was kept."""

    SAVED = "saved", _("saved")
    PUBLISHED = "published", _("published")
    RESTORED = "restored", _("restored")
    IMPORTED = "imported", _("moved in")
    SET_ASIDE = "set_aside", _("set aside: another text was written at the same time")


class CommentState(models.TextChoices):
    """A comment is held until somebody of the group lets it through."""

    HELD = "held", _("held")
    SHOWN = "shown", _("shown")
    REFUSED = "refused", _("refused")


class CommentRefusal(models.TextChoices):
    """Why a comment is not shown: a coded reason, so that refusals can be counted and answered for."""

    RUDE = "rude", _("it insults somebody")
    UNTRUE = "untrue", _("it is not true or cannot be checked")
    PERSONAL = "personal", _("it tells somebody's personal data")
    ADVERTISING = "advertising", _("it is advertising")
    OFF_TOPIC = "off_topic", _("it has nothing to do with the article")


class PictureState(models.TextChoices):
    """Whether a picture's sizes have been made."""

    WAITING = "waiting", _("being prepared")
    READY = "ready", _("ready")
    FAILED = "failed", _("could not be prepared")


class ImportState(models.TextChoices):
    """Where an import stands."""

    PREVIEW = "preview", _("looked through")
    RUNNING = "running", _("running")
    DONE = "done", _("done")
    FAILED = "failed", _("stopped")


class ImportOutcome(models.TextChoices):
    """What became of one item of an import."""

    TAKEN = "taken", _("taken over")
    UNCHANGED = "unchanged", _("already here")
    LEFT_OUT = "left_out", _("not taken over")
    WAITING = "waiting", _("waiting")
