from __future__ import annotations

from django.db import models


class Document(models.Model):
    """What the public may find. One row for each public thing; derived from it, and made anew by `betang search rebuild`.

    `id` is not a counter: it holds the minute of publication in its upper bits, so that «newest first» is the order of
    the key itself and both engines can cut a candidate set without sorting (`index.key_for`). The long columns stand
    last: SQLite reads a row from its beginning, and ranking needs the short ones alone.
    """

    id = models.BigIntegerField(primary_key=True)
    kind = models.CharField(max_length=40)
    key = models.CharField(max_length=100)
    site_id = models.UUIDField(null=True, blank=True, db_index=True)
    region_code = models.CharField(max_length=13, blank=True)
    place = models.CharField(max_length=200, blank=True)
    title = models.CharField(max_length=300)
    path = models.CharField(max_length=500)
    published_at = models.DateTimeField()
    title_stems = models.CharField(max_length=600, blank=True)
    strong_stems = models.TextField(blank=True, help_text="Stems that stand in the text three times or more.")
    body = models.TextField(blank=True)
    tokens = models.TextField(blank=True, help_text="What the engine indexes: each token once, marked by what it is for.")

    class Meta:
        constraints = [models.UniqueConstraint(fields=["kind", "key"], name="search_one_document_a_thing")]

    def __str__(self) -> str:
        return self.title
