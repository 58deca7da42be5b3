"""Words of people and posts."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class Post(models.TextChoices):
    """A post that a person holds for a time; every permission follows from posts, through `policies`."""

    PROVINCE_ADMIN = "province_admin", _("province administrator")
    COORDINATOR = "coordinator", _("KIM coordinator of the communication office")
    PLANNER = "planner", _("planner")
    AGENCY_OFFICER = "agency_officer", _("officer of an agency")
    BUDGET_TEAM = "budget_team", _("member of the budget team (TAPD)")
    COUNCIL_MEMBER = "council_member", _("member of the council (DPRD)")
    DISTRICT_OFFICER = "district_officer", _("district officer")
    VILLAGE_OFFICER = "village_officer", _("village officer")
    INFORMATION_OFFICER = "information_officer", _("information officer (PPID)")
    CHAIR = "chair", _("chair of a KIM")
    EDITOR = "editor", _("editor of a KIM")
    WRITER = "writer", _("writer of a KIM")


GROUP_POSTS = frozenset({Post.CHAIR, Post.EDITOR, Post.WRITER})
"""Posts in a group; the others are posts in an office or a region."""

APPROVING_POSTS = frozenset({Post.PROVINCE_ADMIN, Post.COORDINATOR})
"""Posts that approve others' requests: they must show a second factor."""


class Purpose(models.TextChoices):
    """What a link that we hand out is for."""

    JOIN = "join", _("invitation to a post")
    RESET = "reset", _("new password")


class ConsentKind(models.TextChoices):
    """What a person can agree to. Law: UU 27/2022 art. 20(2)(a), 22"""

    ACCOUNT = "account", _("an account at the desk")


INVITATION_DAYS = 14
"""How long an invitation can be used (`INVITATION_DAYS` in the settings): house rule."""

RESET_HOURS = 24
"""How long a link for a new password can be used when a coordinator hands it out: house rule."""

ERASURE_WAIT_DAYS = 3
"""Days between the wish to be erased and the erasure (`ERASURE_WAIT_DAYS`). Law: UU 27/2022 art. 40"""

STASH_HOURS = 24
"""How long what was typed without a session is kept for its writer: house rule."""
