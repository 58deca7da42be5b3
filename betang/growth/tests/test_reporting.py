"""The periodic report: counted, written, sent, and kept as it was."""

from __future__ import annotations

import hashlib
import io
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from django.urls import reverse

from betang.communities.models import StandingChange
from betang.communities.rules import period
from betang.growth.models import PeriodReport
from betang.growth.reporting import actions, facts, writing
from betang.growth.tests.worlds import AT, grown, ladder
from betang.kernel import clock
from betang.kernel.errors import InvalidInput, NotFound, Refused, SecondFactorNeeded

pytestmark = pytest.mark.django_db

AFTER = datetime(2027, 1, 4, 9, 0, tzinfo=ZoneInfo("Asia/Pontianak"))
PERIOD = period("2026-S2")


@pytest.fixture(autouse=True)
def _now(monkeypatch):
    monkeypatch.setattr(clock, "now", lambda: AFTER)


@pytest.fixture
def client(client):
    client.defaults["HTTP_HOST"] = "localhost"
    return client


@pytest.fixture
def written(house):
    """The draft for Kapuas."""
    ladder(house)
    grown(house)
    group = house.group
    group.registered_at, group.register_number = AT - timedelta(days=30), "62.03/KIM/2026/0001"
    group.save()
    StandingChange.objects.create(group=group, from_standing="", to_standing="active", at=AT - timedelta(days=30))
    return actions.begin(actor=house.actor("gita"), region=house.kapuas, period=PERIOD, at=AFTER)


def test_it_counts_the_period_and_says_it(house, written):
    told = written.facts
    assert (told["registered"], told["new"]) == (1, 1)
    assert told["news"] == 7
    assert told["adinda"] == {"access": 1, "discussion": 1, "implementation": 0, "networking": 0, "dissemination": 1, "aspiration": 0}
    assert told["certificates"] == {"course": 2}
    assert told["villages_without"] == told["villages"] - 1
    assert "Kapuas" in written.text
    assert f"{told['villages_without']}" in written.text
    assert actions.begin(actor=house.actor("gita"), region=house.kapuas, period=PERIOD, at=AFTER).pk == written.pk


def test_what_lies_outside_the_period_does_not_count(house, written):
    before = facts.gather("62.03", period("2026-T3"), at=AFTER)
    after = facts.gather("62.03", period("2027-S1"), at=AFTER)
    assert before["new"] == after["new"] == 0
    assert after["news"] == 0
    assert before["registered"] == before["news"] == 0, "the group was not in the register yet"
    assert facts.gather("62.03", period("2026-T4"), at=AFTER)["news"] == 3, "of seven, those since October"


def test_only_the_office_of_the_place_and_the_second_factor_sends(house, written):
    for name in ("ani", "budi", "citra", "dedi", "fajar"):
        with pytest.raises(NotFound):
            actions.keep_text(actor=house.actor(name), report=written, text="Lain.", at=AFTER)
    with pytest.raises(NotFound):
        actions.begin(actor=house.actor("gita"), region=house.katingan, period=PERIOD, at=AFTER)
    with pytest.raises(SecondFactorNeeded):
        actions.send(actor=house.actor("gita", second_factor=False), report=written, to="Kepala Dinas", at=AFTER)
    with pytest.raises(Refused):
        actions.send(actor=house.actor("gita"), report=written, to="Kepala Dinas", at=AT)
    with pytest.raises(InvalidInput):
        actions.send(actor=house.actor("gita"), report=written, to=" ", at=AFTER)


def test_what_was_sent_is_kept_and_put_right_by_a_note(house, client, written):
    client = house.sign_in(client, "gita")
    here = reverse("growth_desk:report", kwargs={"report_id": written.pk})
    saved = client.post(here, {"text": "Teks saya.\n\nAlinea dua."}, headers={"X-Requested-With": "auto-save"})
    assert saved.status_code == 200
    assert "Alinea dua." in client.get(here).content.decode()
    sent = client.post(here, {"aksi": "kirim", "sent_to": "Kepala Diskominfo Kapuas", "kunci": "a"})
    assert sent.status_code == 302
    row = PeriodReport.objects.get()
    pdf = client.get(reverse("growth_desk:report_file", kwargs={"report_id": row.pk, "form": "pdf"}))
    assert pdf.content.startswith(b"%PDF")
    assert hashlib.sha256(pdf.content).hexdigest() == row.sha256
    from openpyxl import load_workbook

    xlsx = client.get(reverse("growth_desk:report_file", kwargs={"report_id": row.pk, "form": "xlsx"}))
    assert hashlib.sha256(xlsx.content).hexdigest() == row.facts["files"]["xlsx"]["sha256"]
    book = load_workbook(io.BytesIO(xlsx.content))
    assert "Alinea dua." in [cell.value for cell in book.worksheets[0]["A"]]
    for change in (
        lambda: actions.keep_text(actor=house.actor("gita"), report=row, text="Lain.", at=AFTER),
        lambda: actions.recount(actor=house.actor("gita"), report=row, at=AFTER),
        lambda: actions.send(actor=house.actor("gita"), report=row, to="Orang lain", at=AFTER),
    ):
        with pytest.raises(Refused):
            change()
    assert client.post(here, {"aksi": "catat", "reason": "Angka pelatihan belum lengkap.", "kunci": "b"}).status_code == 302
    assert "Angka pelatihan belum lengkap." in client.get(here).content.decode()
    assert PeriodReport.objects.get().text == "Teks saya.\n\nAlinea dua."


def test_a_kept_file_that_was_touched_is_not_handed_out(house, written):
    from django.core.files.storage import storages

    row = actions.send(actor=house.actor("gita"), report=written, to="Kepala Dinas", at=AFTER)
    path = row.facts["files"]["xlsx"]["path"]
    storages["private"].delete(path)
    from django.core.files.base import ContentFile

    storages["private"].save(path, ContentFile(b"lain"))
    with pytest.raises(NotFound):
        actions.file_of(row, "xlsx")


def test_the_text_says_zero_where_nothing_was():
    nothing = {
        "region": "Kabupaten Contoh", "last": "2026-12-31", "registered": 0, "active": 0, "new": 0, "fell_asleep": 0, "woke": 0,
        "stages": [], "adinda": dict.fromkeys(("access", "discussion"), 0), "news": 0, "products": 0, "substance": {"answers": 0},
        "trainings": 0,
        "people_present": 0, "visits": 0, "groups_visited": 0, "certificates": {}, "villages": 3, "villages_without": 3,
        "parts": [["x", "Kecamatan Contoh", 0, 0, 0]], "best": [], "needs": [],
    }  # fmt: skip
    text = writing.written(nothing, "2026-S2")
    assert "Kecamatan Contoh" in text
    assert len(text.split("\n\n")) == 5
    assert writing.listed(["a"]) == "a"
