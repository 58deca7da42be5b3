"""Articles, what sorts them, and every text that was ever saved of them."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from betang.kernel.models import Fenced
from betang.publishing.terms import BYLINE_LENGTH, SUMMARY_LENGTH, TITLE_LENGTH, ArticleState, BodyFormat, RevisionKind


class Category(Fenced):
    """A shelf of the site: Announcements, Activities … An article stands on one shelf or on none."""

    name = models.CharField(_("name"), max_length=60)
    slug = models.SlugField(max_length=80)
    position = models.PositiveSmallIntegerField(default=0)

    class Meta(Fenced.Meta):
        ordering = ["position", "name", "id"]
        constraints = [models.UniqueConstraint(fields=["site", "slug"], name="category_slug_once_a_site")]

    def __str__(self) -> str:
        return self.name


class Tag(Fenced):
    """A word by which articles are found together."""

    name = models.CharField(_("name"), max_length=60)
    slug = models.SlugField(max_length=80)

    class Meta(Fenced.Meta):
        ordering = ["name", "id"]
        constraints = [models.UniqueConstraint(fields=["site", "slug"], name="tag_slug_once_a_site")]

    def __str__(self) -> str:
        return self.name


class Article(Fenced):
    """One piece of news. `body` is as it was typed; `html` is made of it once, at saving, and is safe to show.

    What readers see is the article while `state` is published. Unfinished changes to it stand in `WorkingCopy`.
    """

    title = models.CharField(_("title"), max_length=TITLE_LENGTH, blank=True)
    slug = models.SlugField(max_length=120, help_text=_("Stays as it is once the article has been published."))
    summary = models.CharField(_("summary"), max_length=SUMMARY_LENGTH, blank=True)
    body = models.TextField(_("text"), blank=True)
    body_format = models.CharField(max_length=10, choices=BodyFormat, default=BodyFormat.MARKDOWN)
    html = models.TextField(blank=True, editable=False)
    lead_picture = models.ForeignKey("publishing.Picture", null=True, blank=True, on_delete=models.PROTECT, related_name="led_articles")
    category = models.ForeignKey(Category, null=True, blank=True, on_delete=models.PROTECT, related_name="articles")
    tags = models.ManyToManyField(Tag, through="publishing.Tagging", related_name="articles")
    tag_list = models.JSONField(default=list, blank=True, help_text=_("`[name, slug]` of each tag: pages need no question."))
    byline = models.CharField(_("byline"), max_length=BYLINE_LENGTH, blank=True, help_text=_("Who wrote it, as readers see it."))
    author = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    state = models.CharField(_("state"), max_length=10, choices=ArticleState, default=ArticleState.DRAFT)
    publish_at = models.DateTimeField(_("publish at"), null=True, blank=True)
    submitted_at = models.DateTimeField(null=True, blank=True)
    published_at = models.DateTimeField(null=True, blank=True, help_text=_("The first time that readers could see it."))
    withdrawn_at = models.DateTimeField(null=True, blank=True)
    withdrawal_reason = models.TextField(_("why it was withdrawn"), blank=True)
    returned_note = models.TextField(_("what should be changed"), blank=True)
    correction_note = models.TextField(_("correction"), blank=True)
    corrected_at = models.DateTimeField(null=True, blank=True)
    personal_data_by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    personal_data_at = models.DateTimeField(null=True, blank=True, help_text=_("When somebody who may agreed to personal data in it."))
    comments_open = models.BooleanField(_("comments are open"), default=True)
    comment_count = models.PositiveIntegerField(default=0, help_text=_("Comments that are shown."))
    region_code = models.CharField(max_length=13, blank=True, help_text=_("The group's seat when it was published."))
    version = models.PositiveIntegerField(default=0, help_text=_("Grows with each saving; two writers notice each other by it."))
    created_at = models.DateTimeField()
    updated_at = models.DateTimeField()

    class Meta(Fenced.Meta):
        constraints = [
            models.UniqueConstraint(fields=["site", "slug"], name="article_slug_once_a_site"),
            models.CheckConstraint(
                condition=~Q(state=ArticleState.PUBLISHED) | (Q(published_at__isnull=False) & ~Q(title="")), name="article_published_whole"
            ),
            models.CheckConstraint(condition=~Q(state=ArticleState.SCHEDULED) | Q(publish_at__isnull=False), name="article_scheduled_when"),
        ]
        indexes = [
            models.Index(fields=["site", "state", "-published_at", "-id"], name="article_on_site"),
            models.Index(fields=["site", "-updated_at", "-id"], name="article_at_desk"),
            models.Index(fields=["-published_at", "-id"], condition=Q(state=ArticleState.PUBLISHED), name="article_on_portal"),
            models.Index(fields=["region_code", "-published_at"], condition=Q(state=ArticleState.PUBLISHED), name="article_in_region"),
            models.Index(fields=["publish_at"], condition=Q(state=ArticleState.SCHEDULED), name="article_due"),
        ]

    def __str__(self) -> str:
        return self.title

    @property
    def is_public(self) -> bool:
        """Readers can see it."""
        return self.state == ArticleState.PUBLISHED


class Tagging(Fenced):
    """An article carries a tag."""

    article = models.ForeignKey(Article, on_delete=models.CASCADE, related_name="taggings")
    tag = models.ForeignKey(Tag, on_delete=models.CASCADE, related_name="taggings")

    class Meta(Fenced.Meta):
        constraints = [models.UniqueConstraint(fields=["article", "tag"], name="tag_once_an_article")]


class Revision(Fenced):
    """A text of an article as it was saved once: who, when, why. Never changed; restoring makes a new one."""

    article = models.ForeignKey(Article, on_delete=models.CASCADE, related_name="revisions")
    kind = models.CharField(max_length=10, choices=RevisionKind, default=RevisionKind.SAVED)
    title = models.CharField(max_length=TITLE_LENGTH, blank=True)
    summary = models.CharField(max_length=SUMMARY_LENGTH, blank=True)
    body = models.TextField(blank=True)
    body_format = models.CharField(max_length=10, choices=BodyFormat, default=BodyFormat.MARKDOWN)
    version = models.PositiveIntegerField(help_text=_("The article's version that this text made, or stood beside."))
    saved_by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    saved_by_name = models.CharField(max_length=120, blank=True)
    saved_at = models.DateTimeField()

    class Meta(Fenced.Meta):
        ordering = ["-saved_at", "-id"]
        indexes = [models.Index(fields=["article", "-saved_at"], name="revision_of_article")]


class WorkingCopy(Fenced):
    """What one person is writing in one article and has not saved yet; kept by autosave, letter for letter.

    `fields` holds the form as it was typed, valid or not; `base_version` is the article that it began from.
    """

    article = models.ForeignKey(Article, on_delete=models.CASCADE, related_name="working_copies")
    person = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="+")
    person_name = models.CharField(max_length=120, blank=True)
    title = models.CharField(max_length=TITLE_LENGTH, blank=True)
    fields = models.JSONField(default=dict)
    base_version = models.PositiveIntegerField(default=0)
    serial = models.PositiveIntegerField(default=0, help_text=_("Grows with each autosave; two devices notice each other by it."))
    saved_at = models.DateTimeField()

    class Meta(Fenced.Meta):
        constraints = [models.UniqueConstraint(fields=["article", "person"], name="working_copy_once_a_person")]
