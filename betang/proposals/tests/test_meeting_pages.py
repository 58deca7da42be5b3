"""The pages of a meeting, as an officer and everybody else go through them."""

from __future__ import annotations

import io
import json
import subprocess
import sys
from pathlib import Path

import pytest

from betang.guard.forms import honest_fields
from betang.proposals.meetings import actions
from betang.proposals.meetings.rules import address_of
from betang.proposals.models import Meeting, Proposal
from betang.proposals.tests.meetings import AT, MINUTES, held
from betang.proposals.tests.worlds import sent, staff

DESK = "/meja/usulan/musyawarah/"
VERIFY = Path(__file__).resolve().parents[3] / "docs" / "verify_minutes.py"


@pytest.fixture
def client(client):
    client.defaults["HTTP_HOST"] = "localhost"
    return client


@pytest.fixture
def minutes(house):
    staff(house)
    meeting = held(house, [sent(house).proposal])
    return actions.close(actor=house.actor("ani"), meeting=meeting, minutes_text=MINUTES, at=AT)


def pdf(body: bytes, name: str = "berita-acara.pdf") -> io.BytesIO:
    file = io.BytesIO(body)
    file.name = name
    return file


def compare(client, minutes, body: bytes) -> str:
    return client.post(f"/berita-acara/{minutes.code}/", {**honest_fields(), "file": pdf(body)}).content.decode()


def test_an_officer_goes_from_plan_to_minutes_with_nothing_but_forms(house, client):
    staff(house)
    proposal = sent(house).proposal
    house.sign_in(client, "ani")
    shown = client.get(f"{DESK}baru/").content.decode()
    assert "Desa Mantangai Hilir" in shown
    fields = {
        "rapat": f"village_assembly:{house.village.code}:", "title": "Musyawarah Desa 2027", "day": "2026-11-20", "time": "08:00",
        "place": "Balai desa", "fiscal_year": "2028", "agenda": "08.00 | Pembukaan | Kades", "invited": "RT | 3", "invitation": "",
        "quorum": "2", "women_share_percent": "30", "ranking_way": "criteria", "criteria": "Mendesak | 50\nSiap | 40", "points_each": "5",
        "kunci": "a",
    }  # fmt: skip
    wrong = client.post(f"{DESK}baru/", fields)
    assert wrong.status_code == 422
    assert "90" in wrong.content.decode()
    here = client.post(f"{DESK}baru/", {**fields, "criteria": "Mendesak | 60\nSiap | 40", "sudah": "1"})["Location"]
    assert client.post(f"{DESK}baru/", {**fields, "criteria": "Mendesak | 60\nSiap | 40", "sudah": "1"})["Location"] == here
    meeting = Meeting.objects.get()
    bad = client.post(f"{here}hadir/", {"guests": "Siti; PKK", "kunci": "b"})
    assert bad.status_code == 422
    assert "1: Siti; PKK" in bad.content.decode()
    client.post(
        f"{here}hadir/", {"guests": "Siti Maimunah; PKK; P", "nama_1": "Hendra", "jk_1": "L", "held_on": "2026-11-19", "kunci": "c"}
    )
    assert (meeting.attendances.count(), Meeting.objects.get().held_on.isoformat()) == (2, "2026-11-19")
    assert client.post(f"{here}daftar/", {"usulan": str(proposal.pk), "kunci": "d"}).status_code == 302
    row = meeting.ranked.get()
    refused = client.post(f"{here}nilai/", {f"{row.pk}:k1": "dua", f"{row.pk}:k2": "80", "kunci": "e"})
    assert refused.status_code == 422
    assert 'value="dua"' in refused.content.decode()
    client.post(f"{here}nilai/", {f"{row.pk}:k1": "90", f"{row.pk}:k2": "80", "kunci": "f"})
    form = client.get(f"{here}putusan/{row.pk}/").content.decode()
    assert "accept-words" in form
    assert client.post(f"{here}putusan/{row.pk}/", {"putusan": "accept", "kunci": "g"}).status_code == 422
    decided = {
        "putusan": "accept",
        "accept-reason": "meets_needs",
        "accept-words": "Disepakati.",
        "accept-amount": "140.000.000",
        "kunci": "h",
    }
    assert client.post(f"{here}putusan/{row.pk}/", decided).status_code == 302
    new = {"problem": "Lampu dermaga padam sejak Juni lalu.", "heading": "Lampu dermaga RT 01", "sector": "2.15", "kunci": "i"}
    assert client.post(f"{here}usul/", new).status_code == 302
    assert Proposal.objects.get(meeting=meeting).title == "Lampu dermaga RT 01"
    client.post(f"{here}keberatan/", {"by_label": "Warga RT 02", "words": "Kami minta jalan didahulukan.", "kunci": "j"})
    objection = meeting.objections.get()
    client.post(f"{here}keberatan/", {"keberatan": str(objection.pk), "jawaban": "Jalan dibahas tahun depan.", "kunci": "k"})
    assert "Jalan dibahas tahun depan." in client.get(here).content.decode()
    assert client.post(f"{here}berita-acara/", {"minutes_text": "", "kunci": "l"}).status_code == 422
    client.post(f"{here}berita-acara/", {"minutes_text": MINUTES, "kunci": "m"})
    client.post(f"{here}tanda-tangan/", {"kunci": "n"})
    assert Meeting.objects.get().state == "signed"
    public = client.get(f"/musyawarah/{address_of(meeting.number)}/").content.decode()
    for words in ("Sumur bor untuk RT 03", "86,00", "Rp140.000.000", "Kami minta jalan didahulukan.", "Ditandatangani 1 orang"):
        assert words in public, words
    assert "Siti" not in public
    assert "Hendra" not in public
    assert "Musyawarah Desa 2027" in client.get(f"/usulan/{proposal.matter.address}/").content.decode()
    assert "Musyawarah Desa 2027" in client.get("/musyawarah/?wilayah=62.03&jenis=village_assembly&tahun=2028").content.decode()
    assert "Musyawarah Desa 2027" not in client.get("/musyawarah/?wilayah=62.06").content.decode()


def test_closing_and_signing_ask_for_the_second_factor_first(house, client):
    staff(house)
    meeting = held(house)
    house.sign_in(client, "ani", second_factor=False)
    here = f"{DESK}{address_of(meeting.number)}/"
    led = client.post(f"{here}berita-acara/", {"minutes_text": MINUTES, "kunci": "a"})
    assert (led.status_code, meeting.minutes.count()) == (302, 0)
    assert "next=" in led["Location"]


def test_anybody_sees_who_signed_and_an_altered_copy_is_found(house, client, minutes):
    actions.sign(actor=house.actor("ani"), minutes=minutes, at=AT)
    page = client.get(f"/berita-acara/{minutes.code.lower()}/").content.decode()
    assert house.actor("ani").name in page
    assert minutes.sha256 in page
    body = client.get(f"/berita-acara/{minutes.code}/berkas.pdf").content
    assert "Asli" in compare(client, minutes, body)
    assert "Tidak sama" in compare(client, minutes, body.replace(b"%%EOF", b"%%EOG"))
    assert client.post(f"/berita-acara/{minutes.code}/", honest_fields()).status_code == 422
    meeting = Meeting.objects.get()
    actions.reopen(actor=house.actor("ani"), meeting=meeting, at=AT)
    actions.close(actor=house.actor("ani"), meeting=meeting, minutes_text=MINUTES, reason="Satu angka keliru ditulis.", at=AT)
    old = client.get(f"/berita-acara/{minutes.code}/").content.decode()
    assert "tidak berlaku lagi" in old
    assert "Satu angka keliru ditulis." in old
    newer = meeting.minutes.get(number=2)
    assert "berita acara lain" in compare(client, newer, body)


def test_a_file_that_was_changed_in_the_house_itself_is_told(house, client, minutes):
    from django.core.files.storage import storages

    path = storages["private"].path(minutes.path)
    Path(path).write_bytes(Path(path).read_bytes() + b" ")
    assert "bukan yang disegel" in client.get(f"/berita-acara/{minutes.code}/").content.decode()


def test_one_command_checks_file_seal_and_key_without_the_house(client, minutes, tmp_path):
    (tmp_path / "ba.pdf").write_bytes(client.get(f"/berita-acara/{minutes.code}/berkas.pdf").content)
    seal = client.get(f"/berita-acara/{minutes.code}/segel.json").json()
    (tmp_path / "segel.json").write_text(json.dumps(seal))
    (tmp_path / "kunci.pem").write_bytes(client.get("/berita-acara/kunci.pem").content)

    def run(*words: str) -> tuple[int, str]:
        done = subprocess.run([sys.executable, VERIFY, *words], cwd=tmp_path, capture_output=True, text=True)
        return done.returncode, done.stdout

    status, said = run("ba.pdf", "segel.json", "kunci.pem")
    assert (status, "genuine" in said) == (0, True)
    (tmp_path / "lain.pdf").write_bytes(b"%PDF-1.7 lain")
    assert run("lain.pdf", "segel.json")[0] == 1
    forged = dict(seal, sha256="0" * 64)
    (tmp_path / "palsu.json").write_text(json.dumps(forged))
    status, said = run("ba.pdf", "palsu.json")
    assert (status, "does not fit" in said) == (1, True)


def test_the_list_goes_on_where_it_ended_and_a_wrong_mark_begins_anew(house, client):
    staff(house)
    from datetime import timedelta

    from betang.proposals.tests.meetings import DAY, planned

    for at in range(21):
        meeting = planned(house, starts_at=DAY - timedelta(days=at), title=f"Musyawarah ke-{at:02d}")
        actions.invite(actor=house.actor("ani"), meeting=meeting, at=DAY - timedelta(days=40))
    import re

    first = client.get("/musyawarah/").content.decode()
    assert "ke-00" in first
    assert "ke-20" not in first
    onward = re.search(r'href="(\?setelah=[^"]+)"', first)[1]
    assert "ke-20" in client.get("/musyawarah/" + onward).content.decode()
    assert "ke-00" in client.get("/musyawarah/?setelah=bukan").content.decode()


def test_public_pages_cost_few_queries_whatever_their_length(house, client, django_assert_max_num_queries, minutes):
    with django_assert_max_num_queries(14):
        client.get(f"/musyawarah/{address_of(minutes.meeting.number)}/")
    with django_assert_max_num_queries(6):
        client.get("/musyawarah/")
