"""Words of people and posts."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class Post(models.TextChoices):
    """A post that a person holds for a time; every permission follows from posts, through `policies`."""

    PROVINCE_ADMIN = "province_admin", _("province administrator")
    COORDINATOR = "coordinator", _("KIM coordinator of the communication office")
    PLANNER = "planner", _("planner")
    INFORMATION_OFFICER = "information_officer", _("information officer (PPID)")
    CHAIR = "chair", _("chair of a KIM")
    EDITOR = "editor", _("editor of a KIM")
    WRITER = "writer", _("writer of a KIM")


GROUP_POSTS = frozenset({Post.CHAIR, Post.EDITOR, Post.WRITER})
"""Posts in a group; the others are posts in an office or a region."""

APPROVING_POSTS = frozenset({Post.PROVINCE_ADMIN, Post.COORDINATOR})
"""Posts that approve others' requests: they must show a second factor."""
