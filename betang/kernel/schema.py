"""Bringing a database to this version, in a third of the time that Django takes by itself.

Before each step Django holds every model as it was then, as a class. For a model that is created it makes the classes of all models
anew that are related to it however remotely, which in a house where nearly everything belongs to a region, a group or a person are
nearly all: 12,700 classes for a hundred and thirty models, 11 of 18 seconds. But nothing can refer yet to a model that is just
created, so its own class is enough.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from django.core.management import call_command
from django.db.migrations.state import ModelState, ProjectState

from betang.kernel import fence


def migrate(*labels: str, verbosity: int = 0, **options: Any) -> None:
    """`migrate` of Django, with whole tables in sight of the fence. `labels` and `options` are those of the command."""
    with fence.migrating(), new_models_alone():
        call_command("migrate", *labels, interactive=False, verbosity=verbosity, **options)


@contextmanager
def new_models_alone() -> Iterator[None]:
    """Within, a created model makes its own class and no other."""
    whole = ProjectState.add_model

    def add_model(state: ProjectState, model_state: ModelState) -> None:
        key = model_state.app_label, model_state.name_lower
        apps = state.__dict__.get("apps")  # asking for the attribute would make all classes
        if apps is None or key[1] in apps.all_models[key[0]]:
            whole(state, model_state)
            return
        del state.__dict__["apps"]
        try:
            whole(state, model_state)  # what else it does, without any class
        finally:
            state.__dict__["apps"] = apps
        apps.render_multiple([model_state])

    ProjectState.add_model = add_model  # type: ignore[assignment, method-assign]
    try:
        yield
    finally:
        ProjectState.add_model = whole  # type: ignore[method-assign]
