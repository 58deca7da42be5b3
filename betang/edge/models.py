from __future__ import annotations

from django.db import models


class Generation(models.Model):
    """How often a scope's public pages have changed: a site (its key in hex), the portal, or the whole house.

    Moved in the transaction of every action that may change a page (`edge.moves`). A page that was rendered under
    another value than the present one is never served. Values also carry the clock, so that a database restored from a
    backup never comes back to a value that it had before.
    """

    scope = models.CharField(primary_key=True, max_length=36)
    value = models.BigIntegerField()
    floor = models.BigIntegerField(default=0, help_text="Pages older than this were withdrawn: not even a bad day brings them back.")

    def __str__(self) -> str:
        return f"{self.scope}: {self.value}"
