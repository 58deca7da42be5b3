"""The desk of plans through HTTP: a village officer with a phone, an officer of an agency, a planner."""

from __future__ import annotations

import io
from datetime import UTC, date, datetime

import pytest
import time_machine
from django.core.files.uploadedfile import SimpleUploadedFile
from PIL import Image

from betang.planning import queries, rollups
from betang.planning.models import Line, LineFund, LinePlace, Milestone, Photo, Realisation
from betang.planning.queries import desk as desk_queries
from betang.planning.tests.writers import BRIDGE, FUND, OTHER_FUND, ROAD, WELL, settle, village_line, works_line

HOST = {"host": "localhost"}
VILLAGE = "62.03.05.2004"
ADD = f"/meja/rencana/pemerintah/{VILLAGE}/2026/tambah/"
TYPED = {
    "kode": WELL,
    "name": "Sumur bor RT 02",
    "budgeted": "85.000.000",
    "fund_1": "4.2.1",
    "places": "RT 02/RW 01\nRT 03",
    "kunci": "kunci-1",
}


@pytest.fixture(autouse=True)
def _now():
    with time_machine.travel(datetime(2026, 11, 24, 3, 0, tzinfo=UTC)):
        yield


@pytest.fixture
def plans(house):
    return settle(house)


@pytest.fixture
def indra(plans, client):
    return plans.sign_in(client, "indra")


def text(answer) -> str:
    return answer.content.decode()


def test_a_village_officer_finds_the_activity_and_types_the_line_once(plans, indra):
    home = text(indra.get("/meja/rencana/", headers=HOST))
    assert "Desa Mantangai Hilir" in home
    assert 'href="/meja/rencana/impor/"' in home
    fields = text(indra.get(ADD, headers=HOST))
    assert "?bidang=02" in fields
    found = text(indra.get(f"{ADD}?q=sumber+air", headers=HOST))
    assert f"?kode={WELL}" in found
    assert f"?kode={ROAD}" not in found
    form = text(indra.get(f"{ADD}?kode={WELL}", headers=HOST))
    assert "Dana Desa (4.2.1)" in form
    for _twice in range(2):
        answer = indra.post(ADD, TYPED, headers=HOST)
        assert answer.status_code == 302
    line = Line.objects.get()
    assert answer["Location"] == f"/meja/rencana/baris/{line.number}/"
    assert (line.name, line.budgeted_idr) == ("Sumur bor RT 02", 85_000_000)
    assert set(LinePlace.objects.values_list("region_code", "detail")) == {(VILLAGE, "RT 02/RW 01"), (VILLAGE, "RT 03")}
    assert LineFund.objects.get().code == "4.2.1"
    listed = text(indra.get(f"/meja/rencana/pemerintah/{VILLAGE}/2026/", headers=HOST))
    assert "Sumur bor RT 02" in listed
    assert "Rp85.000.000" in listed


@pytest.mark.parametrize(
    ("change", "shown"),
    [
        ({"budgeted": "-5000"}, "-5000"),
        ({"budgeted": "1.5"}, "1.5"),
        ({"budgeted": ""}, "Sumur bor RT 02"),
        ({"name": ""}, "85.000.000"),
        ({"budgeted": "9.000.000.000.000.000"}, "9.000.000.000.000.000"),
        ({"fund_2": "4.2.3", "fund_amount_1": "5", "fund_amount_2": "6"}, "Sumur bor RT 02"),
        ({"note": "Hubungi NIK 6203051203800001"}, "6203051203800001"),
    ],
)
def test_what_is_refused_comes_back_as_it_was_typed(indra, change, shown):
    answer = indra.post(ADD, TYPED | change, headers=HOST)
    assert answer.status_code == 422
    page = text(answer)
    assert shown in page
    assert 'class="error"' in page or "has-error" in page or 'role="alert"' in page
    assert not Line.objects.exists()


def test_a_slip_is_asked_about_and_either_answer_is_taken(plans, indra):
    for rt in range(3):
        village_line(plans, f"Sumur RT 1{rt}", amount=80_000_000 + rt)
    answer = indra.post(ADD, TYPED | {"budgeted": "85.000", "kunci": "a"}, headers=HOST)
    assert answer.status_code == 422
    assert "Rp85.000.000" in text(answer)
    assert 'value="budgeted:85000000"' in text(answer)
    sure = indra.post(ADD, TYPED | {"budgeted": "85.000", "is_amount_sure": "on", "kunci": "b"}, headers=HOST)
    assert sure.status_code == 302
    taken = indra.post(ADD, TYPED | {"name": "Lain", "budgeted": "85.000", "pakai": "budgeted:85000000", "kunci": "c"}, headers=HOST)
    assert taken.status_code == 302
    assert sorted(Line.objects.values_list("budgeted_idr", flat=True))[:1] == [85_000]
    assert Line.objects.get(name="Lain").budgeted_idr == 85_000_000


def test_the_same_work_twice_is_refused_with_the_number_of_the_first(plans, indra):
    line = village_line(plans)
    answer = indra.post(ADD, TYPED, headers=HOST)
    assert answer.status_code == 409
    assert line.number in text(answer)


def test_realisation_by_half_year_and_a_doubt_that_is_asked(plans, indra):
    line = village_line(plans)
    where = f"/meja/rencana/baris/{line.number}/realisasi/"
    page = text(indra.get(where, headers=HOST))
    assert 'value="2026-06-30"' in page
    assert 'value="2026-11-24"' in page
    assert 'value="2026-12-31"' not in page
    report = {"period": "2026-06-30", "spent": "30.000.000", "percent": "40", "kunci": "r1"}
    assert indra.post(where, report, headers=HOST).status_code == 302
    assert Line.objects.get().realised_idr == 30_000_000
    more = {"period": "lain", "until_on": "2026-10-31", "spent": "90.000.000", "percent": "55,5", "kunci": "r2"}
    asked = indra.post(where, more, headers=HOST)
    assert asked.status_code == 422
    assert 'name="is_sure"' in text(asked)
    assert indra.post(where, more | {"is_sure": "on"}, headers=HOST).status_code == 302
    assert str(Line.objects.get().physical_percent) == "55.50"
    assert indra.post(where, {"period": "lain", "spent": "5"}, headers=HOST).status_code == 422
    last = Realisation.objects.get(until_on=date(2026, 10, 31))
    assert indra.get(f"{where}{last.pk}/hapus/", headers=HOST).status_code == 200
    assert indra.post(f"{where}{last.pk}/hapus/", {"reason": "Salah ketik"}, headers=HOST).status_code == 302
    assert Line.objects.get().realised_idr == 30_000_000
    assert rollups.differences(VILLAGE, 2026) == []


def photo(colour: str = "green") -> SimpleUploadedFile:
    out = io.BytesIO()
    exif = Image.Exif()
    exif[0x010F] = "Telepon Contoh"
    Image.new("RGB", (1600, 1200), colour).save(out, "JPEG", exif=exif)
    return SimpleUploadedFile("foto.jpg", out.getvalue(), content_type="image/jpeg")


def test_photos_are_made_anew_shown_to_everybody_and_taken_away(plans, indra, client, django_capture_on_commit_callbacks):
    line = village_line(plans)
    where = f"/meja/rencana/baris/{line.number}/foto/"
    data = {"file": photo(), "percent": "0", "alt": "Lahan sumur sebelum digali", "kunci": "f1"}
    assert indra.post(where, data, headers=HOST).status_code == 302
    row = Photo.objects.get()
    assert (row.width, row.height, row.percent) == (1280, 960, 0)
    public = "/rencana/foto/" + row.path.rpartition("/")[2]
    assert public in text(indra.get(where, headers=HOST))
    got = client.get(public, headers=HOST)
    assert got["Content-Type"] == "image/webp"
    assert b"Telepon Contoh" not in got.content
    assert client.get(public.replace(".webp", "-480.webp"), headers=HOST).status_code == 200
    again = indra.post(where, data | {"file": photo(), "kunci": "f2"}, headers=HOST)
    assert again.status_code == 409
    bad = indra.post(where, data | {"file": SimpleUploadedFile("a.jpg", b"<svg onload=1>"), "kunci": "f3"}, headers=HOST)
    assert bad.status_code == 422
    assert "Lahan sumur" in text(bad)
    with django_capture_on_commit_callbacks(execute=True):
        assert indra.post(f"{where}{row.pk}/hapus/", {"kunci": "f4"}, headers=HOST).status_code == 302
    assert client.get(public, headers=HOST).status_code == 404


def test_milestones_are_kept_in_order_and_a_day_without_a_step_is_asked_about(plans, indra):
    line = village_line(plans)
    where = f"/meja/rencana/baris/{line.number}/tahapan/"
    typed = {"name_1": "Survei", "due_1": "2026-03-01", "done_1": "2026-03-02", "name_2": "Serah terima", "due_2": "2026-12-10"}
    assert indra.post(where, typed, headers=HOST).status_code == 302
    assert list(Milestone.objects.values_list("name", "done_on")) == [("Survei", date(2026, 3, 2)), ("Serah terima", None)]
    assert indra.post(where, {"due_1": "2026-03-01"}, headers=HOST).status_code == 422
    late = indra.post(where, {"name_1": "Survei", "done_1": "2027-03-01"}, headers=HOST)
    assert late.status_code == 422
    assert Milestone.objects.count() == 2


def test_an_officer_tends_the_lines_of_the_own_office_and_changes_no_amount(plans, client):
    line = works_line(plans)
    joko = plans.sign_in(client, "joko")
    page = joko.get(f"/meja/rencana/baris/{line.number}/", headers=HOST)
    assert page.status_code == 200
    assert 'name="budgeted"' not in text(page)
    assert joko.post(f"/meja/rencana/baris/{line.number}/", {"name": "Lain", "budgeted": "5"}, headers=HOST).status_code == 403
    assert joko.get("/meja/rencana/pemerintah/62.03/2026/tambah/", headers=HOST).status_code == 403
    assert "Pembangunan Jembatan" in text(joko.get("/meja/rencana/pemerintah/62.03/2026/", headers=HOST))
    where = f"/meja/rencana/baris/{line.number}/realisasi/"
    assert joko.post(where, {"period": "2026-09-30", "spent": "400.000.000"}, headers=HOST).status_code == 302
    other = works_line(plans, "Lain", office=plans.health)
    assert joko.get(f"/meja/rencana/baris/{other.number}/", headers=HOST).status_code == 403


def test_a_planner_types_places_by_name_and_amounts_by_fund(plans, client):
    hana = plans.sign_in(client, "hana")
    where = "/meja/rencana/pemerintah/62.03/2026/tambah/"
    typed = {
        "kode": BRIDGE,
        "name": "Jembatan Sei Tatas",
        "office": str(plans.works.pk),
        "ceiling": "900.000.000",
        "budgeted": "850.000.000",
        "fund_1": FUND,
        "fund_amount_1": "600.000.000",
        "fund_2": OTHER_FUND,
        "fund_amount_2": "250.000.000",
        "places": "Desa Mantangai Hilir, RT 02\n62.03.05",
    }
    assert hana.post(where, typed | {"places": "Telangkah"}, headers=HOST).status_code == 422
    assert hana.post(where, typed | {"office": "00000000-0000-0000-0000-000000000007"}, headers=HOST).status_code == 422
    assert hana.post(where, typed, headers=HOST).status_code == 302
    line = Line.objects.get()
    assert set(line.places.values_list("region_code", "detail")) == {(VILLAGE, "RT 02"), ("62.03.05", "")}
    page = text(hana.get(f"/meja/rencana/baris/{line.number}/", headers=HOST))
    assert "62.03.05.2004, RT 02" in page
    assert 'value="600.000.000"' in page
    change = typed | {"revised": "800.000.000", "fund_amount_1": "550.000.000"}
    assert hana.post(f"/meja/rencana/baris/{line.number}/", change, headers=HOST).status_code == 302
    assert rollups.differences("62.03", 2026) == []
    history = text(hana.get(f"/meja/rencana/baris/{line.number}/riwayat/", headers=HOST))
    assert history.count("Hana") >= 2
    assert hana.post(f"/meja/rencana/baris/{line.number}/tarik/", {"reason": ""}, headers=HOST).status_code == 422
    assert hana.post(f"/meja/rencana/baris/{line.number}/tarik/", {"reason": "Dibatalkan"}, headers=HOST).status_code == 302
    assert "Jembatan Sei Tatas" in text(hana.get("/meja/rencana/pemerintah/62.03/2026/?saring=ditarik", headers=HOST))


def test_the_desk_says_what_the_village_budget_waits_for(plans):
    waiting = queries.waiting_for(plans.actor("indra"))
    assert [one.url for one in waiting] == [f"/meja/rencana/pemerintah/{VILLAGE}/2026/"]
    village_line(plans)
    waiting = queries.waiting_for(plans.actor("indra"))
    assert [(one.due_on, one.weight) for one in waiting] == [(date(2026, 7, 31), 3)]
    for name in ("ani", "citra", "fajar"):
        assert queries.waiting_for(plans.house.actor(name)) == []


def test_the_list_of_lines_costs_the_same_for_one_and_for_fifty(plans, indra, django_assert_max_num_queries):
    for number in range(30):
        village_line(plans, f"Kegiatan {number}")
    with django_assert_max_num_queries(24):
        assert indra.get(f"/meja/rencana/pemerintah/{VILLAGE}/2026/", headers=HOST).status_code == 200
    assert desk_queries.plan_codes(VILLAGE) == [VILLAGE]
