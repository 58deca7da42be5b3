"""Targets year by year and points on the map: typed at the desk, read on the line's page, kept when the line is saved again."""

from __future__ import annotations

from dataclasses import replace

import pytest

from betang.accounts.actors import SYSTEM
from betang.audit.models import Entry
from betang.kernel.errors import InvalidInput, NotAllowed
from betang.planning import forms
from betang.planning.actions import Place, Promise, set_promises
from betang.planning.models import Indicator, LinePlace
from betang.planning.tests.writers import AT, settle, village_line, works_line

HOST = {"host": "localhost"}
WELLS = Promise(kind="output", text="Sumur bor yang berfungsi", year=2026, target="3 unit")


@pytest.fixture
def plans(house):
    return settle(house)


@pytest.fixture
def well(plans):
    return village_line(plans, actor=SYSTEM)


def test_a_village_officer_types_targets_and_a_point_and_everybody_reads_them(plans, well, client):
    indra = plans.sign_in(client, "indra")
    place = LinePlace.objects.filter(line=well).first()
    plans.house.village.latitude, plans.house.village.longitude = -2.5, 114.6
    plans.house.village.save()
    here = f"/meja/rencana/baris/{well.number}/sasaran/"
    form = indra.get(here, headers=HOST).content.decode()
    assert f'name="point_{place.pk.hex}"' in form
    typed = {
        "kunci": "satu", "text_1": WELLS.text, "kind_1": "output", "year_1": "2026", "target_1": "3 unit", "reached_1": "1,5",
        "text_2": WELLS.text, "kind_2": "output", "year_2": "2027", "target_2": "5 unit",
    }  # fmt: skip
    wrong = indra.post(here, typed | {f"point_{place.pk.hex}": "dekat masjid"}, headers=HOST)
    assert wrong.status_code == 422
    assert "dekat masjid" in wrong.content.decode()
    assert indra.post(here, typed | {f"point_{place.pk.hex}": "2°32'32\"S 114°37'52\"E"}, headers=HOST).status_code == 302
    assert [(one.year, one.target, one.unit) for one in Indicator.objects.order_by("year")] == [(2026, 3, "unit"), (2027, 5, "unit")]
    page = client.get(f"/rencana/baris/{well.number}/", headers=HOST).content.decode()
    assert "5 unit" in page
    assert '<svg class="map spot"' in page
    assert "-2.54222" in page
    entry = Entry.objects.get(verb="planning.line.measured")
    assert (entry.data["measures"], entry.data["points"]) == (2, 1)


def test_what_is_the_same_writes_nothing_and_half_a_measure_is_refused(well):
    set_promises(actor=SYSTEM, line=well, promises=[WELLS], points={}, at=AT)
    kept = Indicator.objects.get().pk
    set_promises(actor=SYSTEM, line=well, promises=[WELLS], points={}, at=AT)
    assert Indicator.objects.get().pk == kept
    assert Entry.objects.filter(verb="planning.line.measured").count() == 1
    for wrong in ([replace(WELLS, target=" ")], [WELLS, replace(WELLS, text=WELLS.text.upper())], [replace(WELLS, year=1200)]):
        with pytest.raises(InvalidInput):
            set_promises(actor=SYSTEM, line=well, promises=wrong, points={}, at=AT)
    place = LinePlace.objects.filter(line=well).first()
    with pytest.raises(InvalidInput):
        set_promises(actor=SYSTEM, line=well, promises=[WELLS], points={place.pk: (52.5, 13.4)}, at=AT)
    assert Indicator.objects.get().pk == kept


def test_another_villages_officer_may_not(plans, well):
    with pytest.raises(NotAllowed):
        set_promises(actor=plans.house.actor("fajar"), line=well, promises=[WELLS], points={}, at=AT)


def test_points_and_shares_stay_when_the_line_is_saved_again(plans, client):
    line = works_line(plans, actor=SYSTEM, places=[Place(region=plans.house.village, detail="Simpang Lamunti")])
    place = LinePlace.objects.filter(line=line).first()
    LinePlace.objects.filter(pk=place.pk).update(share_idr=1_000_000)
    set_promises(actor=SYSTEM, line=line, promises=[], points={place.pk: (-2.5, 114.6)}, at=AT)
    hana = plans.sign_in(client, "hana")
    here = f"/meja/rencana/baris/{line.number}/"
    form = forms.LineForm(government=plans.house.kapuas, scheme=line.scheme, fiscal_year=2026, line=line)
    typed = {name: form[name].value() if form[name].value() is not None else "" for name in form.fields}
    typed.pop("is_amount_sure")
    answer = hana.post(here, typed | {"kunci": "lagi", "name": "Nama yang lebih jelas"}, headers=HOST)
    assert answer.status_code == 302, answer.content.decode()
    place.refresh_from_db()
    assert (place.share_idr, place.latitude) == (1_000_000, -2.5)
