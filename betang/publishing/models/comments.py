"""What readers say to an article."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from betang.kernel.models import Fenced
from betang.publishing.terms import CommentRefusal, CommentState


class Comment(Fenced):
    """A reader's words under an article, held until somebody of the group lets them through.

    No e-mail address and no network address of the reader is kept: neither is needed.
    """

    article = models.ForeignKey("publishing.Article", on_delete=models.CASCADE, related_name="comments")
    parent = models.ForeignKey("self", null=True, blank=True, on_delete=models.PROTECT, related_name="answers")
    name = models.CharField(_("name"), max_length=80)
    text = models.TextField(_("comment"))
    state = models.CharField(max_length=10, choices=CommentState, default=CommentState.HELD)
    is_from_group = models.BooleanField(default=False, help_text=_("The group itself answers."))
    sent_at = models.DateTimeField()
    decided_by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    decided_at = models.DateTimeField(null=True, blank=True)
    refusal = models.CharField(max_length=12, choices=CommentRefusal, blank=True)
    erased_at = models.DateTimeField(null=True, blank=True, help_text=_("When name or text was removed because of personal data."))

    class Meta(Fenced.Meta):
        ordering = ["sent_at", "id"]
        indexes = [
            models.Index(fields=["article", "state", "sent_at"], name="comment_under_article"),
            models.Index(fields=["site", "state", "-sent_at"], name="comment_at_desk"),
        ]

    def __str__(self) -> str:
        return f"{self.name}: {self.text[:40]}"
