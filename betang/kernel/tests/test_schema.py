from __future__ import annotations

import pytest
from django.db import models
from django.db.migrations.operations import AddField, CreateModel
from django.db.migrations.state import ProjectState, StateApps

from betang.kernel.schema import new_models_alone

PLACE = CreateModel("Place", [("id", models.BigAutoField(primary_key=True)), ("name", models.CharField(max_length=20))])
HOUSE = CreateModel("House", [("id", models.BigAutoField(primary_key=True)), ("place", models.ForeignKey("town.Place", models.CASCADE))])
ROOM = CreateModel("Room", [("id", models.BigAutoField(primary_key=True)), ("house", models.ForeignKey("town.House", models.CASCADE))])


@pytest.fixture
def made(monkeypatch):
    """The names of models whose classes were made, in order."""
    names: list[str] = []
    render = StateApps.render_multiple

    def heard(apps, states):
        names.extend(state.name for state in states)
        return render(apps, states)

    monkeypatch.setattr(StateApps, "render_multiple", heard)
    return names


def town(*operations, state: ProjectState | None = None) -> ProjectState:
    state = state or ProjectState()
    assert state.apps  # as the executor does before the first step
    for operation in operations:
        operation.state_forwards("town", state)
    return state


def test_a_new_model_makes_its_own_class_and_is_related_both_ways(made):
    with new_models_alone():
        state = town(PLACE, HOUSE, ROOM)
    assert made == ["Place", "House", "Room"]
    place, house, room = (state.apps.get_model("town", name) for name in ("place", "house", "room"))
    assert house._meta.get_field("place").related_model is place
    assert room._meta.get_field("house").related_model is house
    assert place.house_set.rel.related_model is house
    assert [one.related_model for one in house._meta.related_objects] == [room]


def test_what_changes_afterwards_is_made_anew_with_all_that_is_related(made):
    with new_models_alone():
        state = town(PLACE, HOUSE, ROOM)
        made.clear()
        town(AddField("House", "twin", models.ForeignKey("town.Place", models.CASCADE, related_name="twins")), state=state)
    assert {"Place", "House", "Room"} <= set(made)
    place = state.apps.get_model("town", "place")
    assert state.apps.get_model("town", "house")._meta.get_field("twin").related_model is place


def test_a_model_that_comes_back_is_made_anew_with_all_that_is_related(made):
    with new_models_alone():
        state = town(PLACE, HOUSE)
        made.clear()
        town(HOUSE, state=state)
    assert set(made) == {"Place", "House"}


def test_outside_everything_is_as_django_has_it(made):
    with pytest.raises(ZeroDivisionError), new_models_alone():
        raise ZeroDivisionError
    town(PLACE, HOUSE, ROOM)
    assert made.count("Place") > 1
