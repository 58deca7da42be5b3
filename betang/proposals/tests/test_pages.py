"""The pages, as people go through them."""

from __future__ import annotations

import io
import json
import re

import pytest
from PIL import Image

from betang.guard.forms import honest_fields
from betang.proposals import actions
from betang.proposals.models import Proposal
from betang.proposals.tests.worlds import AT, accept, sent, staff, up_to


@pytest.fixture
def client(client):
    client.defaults["HTTP_HOST"] = "localhost"
    return client


def post(client, address, **fields):
    return client.post(address, {**honest_fields(), **fields})


def jpeg() -> io.BytesIO:
    out = io.BytesIO()
    exif = Image.Exif()
    exif[0x010F] = "Kamera Rahasia"
    Image.new("RGB", (900, 600), (90, 120, 60)).save(out, "JPEG", exif=exif)
    out.seek(0)
    out.name = "sumur.jpg"
    return out


def test_a_villager_proposes_page_by_page_and_sends_it_once(house, client):
    begun = post(client, "/usulan/tulis/", problem="Setiap kemarau sumur kami kering.", kunci="a")
    here = begun["Location"].removesuffix("apa/")
    assert client.get(here)["Location"].endswith("/apa/")
    answer = post(
        client,
        f"{here}apa/",
        problem="Setiap kemarau sumur kami kering sejak Agustus.",
        heading="Sumur bor RT 03",
        sector="1.03",
        photos=jpeg(),
    )
    assert answer["Location"].endswith("/tempat/")
    found = post(client, f"{here}tempat/", find="desa mantangai", aksi="cari").content.decode()
    assert "Desa Mantangai Hilir, Kecamatan Mantangai" in found
    assert "Telangkah" not in found
    wrong = post(client, f"{here}tempat/", village=house.village.code, point="di sana", find="mantangai")
    assert wrong.status_code == 422
    assert "di sana" in wrong.content.decode()
    assert post(client, f"{here}tempat/", village=house.village.code, point="-2.5, 114.6")["Location"].endswith("/ukuran/")
    assert "dua" in post(client, f"{here}ukuran/", volume="dua").content.decode()
    assert post(client, f"{here}ukuran/", volume="2", unit="unit", estimate="Rp 150.000.000")["Location"].endswith("/anda/")
    assert post(client, f"{here}anda/", name="Siti Maimunah", phone="0812 3456 7890").status_code == 422  # not agreed yet
    assert post(client, f"{here}anda/", name="Siti Maimunah", phone="0812 3456 7890", consent="on")["Location"].endswith("/kirim/")
    assert post(client, f"{here}kirim/", aksi="kirim")["Location"] == here
    assert post(client, f"{here}kirim/", aksi="kirim")["Location"] == here
    proposal = Proposal.objects.get()
    shown = client.get(here).content.decode()
    assert "62.03/U/2026/0001" in shown
    code = re.search(r"[2-9A-Z]{4}-[2-9A-Z]{4}-[2-9A-Z]{4}", shown)[0]
    assert post(client, "/usulan/lacak/", number="62.03/u/2026/1", token=code.lower()).status_code == 302
    assert post(client, "/usulan/lacak/", number="62.03/u/2026/1", token="AAAA-BBBB-CCCC").status_code == 422
    assert proposal.typed == {}
    public = client.get("/usulan/62.03-U-2026-0001/")
    text = public.content.decode()
    assert "S. M." in text
    assert "Maimunah" not in text
    assert "3456" not in text
    photo = client.get(re.search(r'/usulan/[^"]+/foto/[^"]+', text)[0])
    assert b"Kamera Rahasia" not in photo.content
    assert photo["Content-Type"] == "image/webp"
    assert client.post(f"{here}simpan/", {**honest_fields(), "problem": "x"}).status_code == 409


def test_what_is_alike_is_shown_before_sending_and_gambling_is_refused(house, client):
    sent(house)
    token = post(client, "/usulan/tulis/", problem="Air sungai keruh sekali sejak Juli.", wilayah=house.village.code)["Location"].split(
        "/"
    )[3]
    fields = {"heading": "Sumur bor RT 04", "sector": "1.03", "village": house.village.code, "name": "Budi", "phone": "081234567891"}
    draft = Proposal.objects.get(matter=None)
    actions.save_draft(
        proposal=draft, typed={**fields, "consent": "on", "problem": "Daftar slot gacor maxwin di sini, bonus new member 100%"}, at=AT
    )
    page = client.get(f"/usulan/tulis/{token}/kirim/").content.decode()
    assert "Sumur bor untuk RT 03" in page
    assert "/dukung/" in page
    refused = post(client, f"/usulan/tulis/{token}/kirim/", aksi="kirim")
    assert refused.status_code == 422
    assert "/apa/?periksa=1" in refused.content.decode()


def test_an_estimate_comes_from_the_price_dictionary_and_says_how(house, client):
    from betang.proposals.models import PriceEntry

    entry = PriceEntry.objects.create(
        region=house.kapuas, fiscal_year=2027, name="Sumur bor", channel="meeting", unit="unit", unit_price_idr=75_000_000
    )
    here = post(client, "/usulan/tulis/", problem="Sumur kami kering.", wilayah=house.village.code)["Location"].replace("/apa/", "/ukuran/")
    text = post(client, here, price=str(entry.pk), volume="2", aksi="hitung").content.decode()
    assert "2 unit × Rp75.000.000 = Rp150.000.000" in text
    from betang.proposals import forms

    read = forms.read(Proposal.objects.get().typed)
    assert (read.estimate_idr, read.unit, read.price_entry_id) == (150_000_000, "unit", entry.pk)
    assert forms.read({"price": "bukan-kunci", "estimate": "x", "count": "-1", "point": "1,2,3"}) == forms.read({})


def test_a_group_s_site_shows_its_place_and_keeps_from_where_it_came(house, client):
    sent(house)
    sent(house, region_code=house.far_village.code, title="Dermaga di Telangkah")
    host = {"HTTP_HOST": "batang-danum.localhost"}
    listed = client.get("/usulan/", **host).content.decode()
    assert "Sumur bor untuk RT 03" in listed
    assert "Telangkah" not in listed
    assert "Telangkah" not in client.get("/usulan/?wilayah=62.06", **host).content.decode()
    begun = client.post("/usulan/tulis/", {**honest_fields(), "problem": "Jembatan di RT 01 patah."}, **host)
    assert begun.status_code == 302
    assert Proposal.objects.get(matter=None).site_id == house.site.pk
    assert client.get(begun["Location"], **host).status_code == 200


def test_the_public_page_says_who_has_it_is_late_and_what_each_level_said(house, client):
    office = staff(house)
    proposal = sent(house).proposal
    up_to(house, proposal, "agency", office)
    text = client.get(f"/usulan/{proposal.matter.address}/").content.decode()
    assert "Dinas Pekerjaan Umum" in text
    assert text.count("Rp140.000.000") >= 3
    from betang.casework.models import Matter

    Matter.objects.filter(pk=proposal.matter_id).update(due_on="2026-11-02")
    from betang.proposals import queries

    page = queries.page_of(queries.of_number(proposal.matter.number), today=AT.date())
    assert page.now.late_workdays > 10
    assert actions.turn_the_day(at=AT)  # kept pages count anew each day
    Matter.objects.update(due_on="2026-12-24")
    assert not actions.turn_the_day(at=AT)
    assert page.next.title


def test_the_chain_of_a_proposal_can_be_checked_by_an_outsider(house, client, tmp_path):
    import subprocess
    import sys
    from pathlib import Path

    office = staff(house)
    proposal = sent(house).proposal
    up_to(house, proposal, "district", office)
    actions.support(proposal=proposal, contact="081234567890", at=AT)
    chain = client.get(f"/usulan/{proposal.matter.address}/jejak.json")
    file = tmp_path / "jejak.json"
    file.write_bytes(chain.content)
    script = Path(__file__).resolve().parents[3] / "docs" / "verify_trail.py"
    good = subprocess.run([sys.executable, str(script), str(file)], capture_output=True, text=True, check=False)
    assert good.returncode == 0, good.stdout + good.stderr
    body = json.loads(chain.content)
    body["entries"][-1]["reason"] = "Bukan itu yang kami katakan."
    file.write_text(json.dumps(body))
    assert subprocess.run([sys.executable, str(script), str(file)], capture_output=True, check=False).returncode != 0


def test_feeds_are_xml_and_hold_the_steps(house, client):
    from xml.etree import ElementTree

    proposal = sent(house, title="Sumur <bor> & tandon").proposal
    for address in (f"/usulan/{proposal.matter.address}/umpan.xml", f"/usulan/umpan.xml?wilayah={house.kapuas.code}"):
        feed = ElementTree.fromstring(client.get(address).content)
        assert len(feed.findall("{http://www.w3.org/2005/Atom}entry")) == 1
    assert client.get("/usulan/umpan.xml?wilayah=99.99").status_code == 404


def test_a_returned_proposal_is_completed_with_the_code_alone(house, client):
    staff(house)
    made = sent(house)
    actions.decide(
        actor=house.actor("ani"),
        proposal=made.proposal,
        action="send_back",
        at=AT,
        reason_code="incomplete",
        words="Tambahkan foto lokasi dari dekat.",
    )
    here = f"/usulan/lacak/{made.proposal.matter.address}/{made.token.replace('-', '')}/"
    text = client.get(here).content.decode()
    assert "Tambahkan foto lokasi" in text
    bad = post(client, here, aksi="lengkapi", problem="", heading="Sumur bor untuk RT 03", langkah="2")
    assert bad.status_code == 422
    fields = {
        "problem": made.proposal.problem,
        "heading": "Sumur bor RT 03",
        "volume": "1",
        "words": "Foto sudah kami tambahkan.",
        "langkah": "2",
    }
    assert post(client, here, aksi="lengkapi", photos=jpeg(), **fields).status_code == 302
    proposal = Proposal.objects.get()
    assert (proposal.matter.state, proposal.title, proposal.attachments.count()) == ("village_review", "Sumur bor RT 03", 1)
    assert post(client, here, aksi="tarik", langkah="3").status_code == 302
    assert client.get(f"/usulan/{proposal.matter.address}/").status_code == 200


def test_a_queue_says_once_where_all_of_it_lies(house, client):
    staff(house)
    sent(house, title="Sumur bor untuk RT 01")
    house.sign_in(client, "ani")
    line = "Desa Mantangai Hilir, Kecamatan Mantangai, Kabupaten Kapuas"
    assert client.get("/meja/usulan/").content.decode().count(line) == 1
    sent(house, title="Sumur bor untuk RT 02")
    sent(house, title="Sumur bor untuk RT 03")
    page = client.get("/meja/usulan/").content.decode()
    assert f"Semua di {line}" in page
    assert page.count(line) == 1


@pytest.mark.parametrize("who", ["ani", "gita", "citra", "dedi", "eka"])
def test_no_link_shown_to_an_officer_leads_to_a_page_that_refuses_them(house, client, who):
    """From the desk's first page on, as far as links of proposals lead; whoever may read a page may follow what it offers."""
    office = staff(house)
    for number, level in enumerate(("village", "district", "planning", "agency", "budget_team", "planned")):
        up_to(house, sent(house, title=f"Sumur bor untuk RT 0{number}").proposal, level, office)
    house.sign_in(client, who)
    todo, seen, refused = ["/meja/", "/meja/usulan/"], set(), []
    while todo:
        address = todo.pop()
        if address in seen or re.search(r"/kalender/[^/]+/20(?!28)", address):  # a calendar leads on and on to the year after
            continue
        seen.add(address)
        answer = client.get(address)
        if answer.status_code in (403, 404):
            refused.append(address)
        elif (
            answer.status_code == 200 and answer["Content-Type"].startswith("text/html") and (address == "/meja/" or "/usulan/" in address)
        ):
            todo += [
                one for one in re.findall(r'href="(/meja/[^"#?]*)', answer.content.decode()) if "/usulan/" in one or address == "/meja/"
            ]
    assert len(seen) > 5
    assert not refused
    if who == "ani":
        assert not {"/meja/usulan/tutup-tahun/", "/meja/usulan/sipd/"} & seen


def test_an_officer_decides_on_the_page_that_was_seen_and_keeps_what_was_typed(house, client):
    staff(house)
    proposal = sent(house).proposal
    house.sign_in(client, "ani")
    here = f"/meja/usulan/{proposal.matter.address}/"
    text = client.get(here).content.decode()
    assert "Siti Maimunah" in text
    assert client.get("/meja/usulan/").content.decode().count("Sumur bor untuk RT 03") == 1
    fields = {
        "accept-reason": "partly",
        "accept-words": "pendek",
        "accept-volume": "1,5",
        "accept-amount": "75.000.000",
        "langkah": "1",
        "kunci": "k",
    }
    short = client.post(f"{here}putusan/accept/", fields)
    assert short.status_code == 422
    assert 'value="1,5"' in short.content.decode()
    fields["accept-words"] = "Satu setengah unit cukup untuk RT 03."
    assert client.post(f"{here}putusan/accept/", fields).status_code == 302
    assert client.post(f"{here}putusan/accept/", fields).status_code in (302, 403)
    proposal.refresh_from_db()
    assert (proposal.matter.state, proposal.opinions.count()) == ("district_review", 1)
    assert "Siti Maimunah" not in client.get(here).content.decode()
    house.sign_in(client, "gita", second_factor=False)
    answer = client.post(f"{here}putusan/accept/", {**fields, "langkah": "2", "kunci": "m"})
    assert answer.status_code == 302
    assert "/pengaman/" in answer["Location"]


@pytest.mark.parametrize(("who", "as_", "channel"), [("budi", "group", "group"), ("ani", "meeting", "meeting")])
def test_a_group_and_an_officer_file_at_the_desk(house, client, who, as_, channel):
    staff(house)
    house.sign_in(client, who)
    chosen = f"group:{house.group.pk}" if as_ == "group" else as_
    fields = {
        "sebagai": chosen,
        "problem": "Anak-anak menyeberang di jembatan yang patah.",
        "heading": "Jembatan gantung RT 01",
        "sector": "1.03",
        "find": "mantangai",
        "village": house.village.code,
        "volume": "1",
        "unit": "unit",
        "name": "Siti Maimunah",
        "phone": "081234567890",
        "kunci": "k",
    }
    if as_ == "group":
        assert client.post("/meja/usulan/tulis/", fields).status_code == 422
    answer = client.post("/meja/usulan/tulis/", {**fields, "for_another": "on"})
    assert answer.status_code == 302, answer.content.decode()
    proposal = Proposal.objects.get()
    assert (proposal.channel, proposal.is_for_another, bool(proposal.consent_at)) == (channel, True, True)
    assert "Maimunah" not in client.get(f"/usulan/{proposal.matter.address}/").content.decode()


def test_the_public_page_costs_the_same_however_many_levels_have_spoken(house, client):
    from django.db import connection
    from django.test.utils import CaptureQueriesContext

    from betang.proposals import queries

    office = staff(house)
    young, old = sent(house).proposal, sent(house, title="Jembatan gantung RT 01").proposal
    up_to(house, old, "budget_team", office)
    costs = []
    for one in (young, old):
        with CaptureQueriesContext(
            connection,
        ) as seen:
            queries.page_of(queries.of_number(one.matter.number))
        costs.append(len(seen))
    assert costs[1] <= costs[0] + 1  # the names of those who decided
    assert costs[1] <= 18


def test_the_desk_s_first_page_says_what_waits(house):
    from betang.proposals.queries import waiting_for

    office = staff(house)
    proposal = sent(house).proposal
    assert [one.title for one in waiting_for(house.actor("ani"))] == ["Sumur bor untuk RT 03"]
    assert waiting_for(house.actor("fajar")) == []
    assert waiting_for(house.actor("gita")) == []
    accept(house, proposal, "ani", office=None)
    assert len(waiting_for(house.actor("gita"))) == 1
    assert office.pk


def test_the_page_shows_the_spot_on_a_drawing_of_our_own(house, client):
    proposal = sent(house, latitude=-2.5423, longitude=114.6312).proposal
    here = f"/usulan/{proposal.matter.address}/"
    wide = client.get(here).content.decode()
    assert "geo:-2.54230,114.63120" in wide
    assert wide.count('<path class="v3"') == 1  # the kabupaten, on the drawing of the province
    assert wide.count('class="ring"') == 1
    assert "Ini sketsa, bukan hasil ukur" in wide
    type(house.village).objects.filter(pk=house.village.pk).update(latitude=-2.53, longitude=114.62)
    Proposal.objects.filter(pk=proposal.pk).update(title="Sumur bor di RT 03")
    near = client.get(here).content.decode()
    assert 'class="ring"' in near
    assert ">Mantangai Hilir</text>" in near
    assert "tile" not in near
    begun = post(client, "/usulan/tulis/", problem="Sumur kami kering.", wilayah=house.village.code)["Location"]
    begun = begun.replace("/apa/", "/tempat/")
    far = post(client, begun, village=house.village.code, point="https://peta.contoh/@-6.2000,106.8166,15z")
    assert far.status_code == 422
    assert "https://peta.contoh/" in far.content.decode()
    assert post(client, begun, village=house.village.code, point="114,6312 -2,5423", detail="RT 03").status_code == 302
