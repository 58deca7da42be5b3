"""The kinds of things that people are told of. A package names its own in `AppConfig.ready`; what nobody named is «other»."""

from __future__ import annotations

from collections.abc import Callable
from fnmatch import fnmatchcase

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

OTHER = "other"
Label = str | Promise | Callable[[], str]
_topics: dict[str, tuple[tuple[str, ...], str | Promise]] = {}


def register(topic: str, label: str | Promise, *patterns: str) -> None:
    """`topic` is what a person chooses a pace for; it holds the kinds that match one of `patterns` (`publishing.*`)."""
    _topics[topic] = (patterns, label)


def topic_of(kind: str) -> str:
    """The topic that a notice's kind belongs to."""
    for topic, (patterns, _label) in _topics.items():
        if any(fnmatchcase(kind, pattern) for pattern in patterns):
            return topic
    return OTHER


def topics() -> list[tuple[str, str]]:
    """Every topic with its label, the catch-all last."""
    return [*((topic, str(label)) for topic, (_patterns, label) in _topics.items()), (OTHER, str(_("Everything else")))]


register("groups", _("Groups: applications, decisions, officers"), "communities.*")
register("sites", _("Sites: new, renamed, suspended"), "hosting.*")
register("news", _("News: submitted, returned, published"), "publishing.article.*", "publishing.page.*")
register("comments", _("Comments that wait for you"), "publishing.comment.*")
register("imports", _("Imports that have finished"), "publishing.import.*")
register("account", _("Your account and posts"), "accounts.*")
