"""The price dictionary: brought as a table, looked through first, chosen in a proposal."""

from __future__ import annotations

import csv
import io

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from betang.audit.models import Entry
from betang.config import cli
from betang.guard.forms import honest_fields
from betang.kernel.errors import InvalidInput, NotAllowed
from betang.proposals import actions as proposals
from betang.proposals.models import PriceEntry
from betang.proposals.prices import actions
from betang.proposals.prices.reading import read
from betang.proposals.tests.worlds import AT, sent, staff

HEAD = ["No", "Nama Kamus", "Satuan", "Harga Satuan (Rp)", "SKPD", "Bidang Urusan"]
ROWS = [
    ["1", "Sumur bor 60 m", "unit", "75.000.000", "Dinas PUPR", "1.03"],
    ["2", "Jalan lingkungan beton", "meter", "1500000", "Dinas Rahasia", "9.99"],
    ["3", "", "unit", "5000", "", ""],
    ["4", "Jembatan kayu", "", "-5", "", ""],
    ["5", "Sumur bor 60 m", "Unit", "80000000", "", ""],
    ["6", "Titian", "meter", "banyak", "", ""],
    ["7", "Tempat sampah", "buah", "", "", "2.11"],
]


def table(rows=ROWS) -> bytes:
    text = io.StringIO()
    csv.writer(text, delimiter=";").writerows([["KAMUS USULAN 2028"], [], HEAD, *rows])
    return text.getvalue().encode()


def test_each_row_is_read_or_says_why_not():
    found = read(enumerate([["KAMUS"], HEAD, ["1", "2", "3", "4", "5", "6"], *ROWS], 1), {"dinas pupr": "Dinas Pekerjaan Umum"})
    assert [(one.name, one.unit, one.price_idr, one.office, one.sector) for one in found.entries] == [
        ("Sumur bor 60 m", "unit", 75_000_000, "Dinas Pekerjaan Umum", "1.03"),
        ("Jalan lingkungan beton", "meter", 1_500_000, "", ""),
        ("Tempat sampah", "buah", None, "", "2.11"),
    ]
    assert found.left_out == 4
    assert {(one.row, one.column) for one in found.problems if not one.stops} == {(5, "F"), (5, "E"), (10, "D")}
    assert not read(enumerate([["Tanggal", "Hal"], ["1", "2"]], 1), {}).header_row


@pytest.fixture
def office(house):
    return staff(house)


def test_a_file_is_looked_through_written_once_and_what_it_no_longer_names_is_no_longer_offered(house, office, client):
    client.defaults["HTTP_HOST"] = "localhost"
    house.sign_in(client, "citra")
    page = "/meja/usulan/kamus/bawa/"
    said = {"government": house.kapuas.code, "fiscal_year": 2028, "channel": "meeting"}
    assert client.post(page, said | {"file": SimpleUploadedFile("kamus.csv", b"nomor;tanggal\n1;2\n")}).status_code == 422
    shown = client.post(page, said | {"file": SimpleUploadedFile("kamus.csv", table())})
    assert shown.status_code == 200
    assert "D9" in shown.content.decode()
    assert not PriceEntry.objects.exists()
    signed = _signed(shown)
    assert client.post(page, {"berkas": signed, "kunci": "a"}).status_code == 302
    assert client.post(page, {"berkas": signed, "kunci": "a"}).status_code == 302
    assert PriceEntry.objects.count() == 3
    assert PriceEntry.objects.get(name__startswith="Sumur").office_id == office.pk
    assert Entry.objects.filter(verb="proposals.prices.brought").count() == 1
    assert client.post(page, {"berkas": signed[:-3] + "abc", "kunci": "b"}).status_code == 422
    fewer = client.post(page, said | {"file": SimpleUploadedFile("kamus.csv", table(ROWS[:1]))})
    client.post(page, {"berkas": _signed(fewer), "kunci_lama": "1", "kunci": "c"})
    assert PriceEntry.objects.filter(is_locked=True).count() == 2
    public = client.get("/usulan/kamus/").content.decode()
    assert "Sumur bor 60 m" in public
    assert "Tempat sampah" not in public
    assert "Sumur bor" not in client.get("/usulan/kamus/?q=jembatan").content.decode()
    assert client.get("/usulan/kamus/?wilayah=62.06").status_code == 404
    with pytest.raises(NotAllowed):
        actions.receive(actor=house.actor("ani"), region=house.kapuas, file=io.BytesIO(table()))


def _signed(answer) -> str:
    return answer.content.decode().split('name="berkas" value="')[1].split('"')[0]


def test_the_same_file_from_the_command_line_twice_changes_nothing(house, office, tmp_path, capsys):
    file = tmp_path / "kamus.csv"
    file.write_bytes(table())
    words = ["import", "prices", str(file), "--government", house.kapuas.code, "--year", "2028"]
    for more, wanted in (([], "3 new"), (["--yes"], "3 new"), (["--yes"], "0 new, 0 changed, 3 as they were")):
        options = cli.build_parser().parse_args(words + more)
        assert options.run(options) == 0
        assert wanted in capsys.readouterr().out
    assert PriceEntry.objects.count() == 3
    options = cli.build_parser().parse_args([*words[:2], str(tmp_path / "nihil.csv"), *words[3:]])
    with pytest.raises(InvalidInput):
        options.run(options)


def test_choosing_a_kind_of_work_sets_the_unit_and_computes_the_cost(house, office, client):
    client.defaults["HTTP_HOST"] = "localhost"
    entry = PriceEntry.objects.create(
        region=house.kapuas, fiscal_year=2028, name="Pengeboran dangkal", unit="unit", unit_price_idr=75_000_000, field_code="1.03"
    )
    PriceEntry.objects.create(region=house.kapuas, fiscal_year=2028, name="Arsip", unit="paket", unit_price_idr=1, is_locked=True)
    _draft, token = proposals.start_draft(
        actor=house.actor("ani"), at=AT, key="kamus", typed={"village": house.village.code, "problem": "Sumur kering."}
    )
    page = f"/usulan/tulis/{token}/ukuran/"
    first = client.get(page).content.decode()
    assert str(entry.pk) in first
    assert "Arsip" not in first
    assert "price-sum.js" in first
    computed = client.post(page, {**honest_fields(), "price": str(entry.pk), "volume": "2", "aksi": "hitung"}).content.decode()
    assert "Rp150.000.000" in computed
    proposal = sent(house, price_entry_id=entry.pk, volume=2, unit="unit", estimate_idr=150_000_000).proposal
    assert "Pengeboran dangkal" in client.get(f"/usulan/{proposal.matter.address}/").content.decode()
    entry.unit_price_idr = 90_000_000
    entry.save()
    assert "Pengeboran dangkal" not in client.get(f"/usulan/{proposal.matter.address}/").content.decode()


def test_a_list_that_was_never_written_goes_after_two_days_and_a_written_one_stays(db, settings, tmp_path):
    import os
    from datetime import UTC, datetime, timedelta

    from betang.accounts.actors import SYSTEM
    from betang.audit import trail
    from betang.proposals.prices import actions as prices
    from betang.regions.models import Region

    settings.PRIVATE_ROOT = tmp_path
    region = Region.objects.create(code="62", name="Kalimantan Tengah", level="province", kind="provinsi")
    now = datetime(2026, 11, 24, 3, tzinfo=UTC)
    home = tmp_path / prices.FOLDER
    home.mkdir(parents=True)
    for name, days in (("a" * 64, 3), ("b" * 64, 3), ("c" * 64, 1)):
        for ending in ("csv", "rows", "index"):
            path = home / f"{name}.{ending}"
            path.write_text("x")
            os.utime(path, ((now - timedelta(days=days)).timestamp(),) * 2)
    trail.record("proposals.prices.brought", region, actor=SYSTEM, at=now, data={"sha256": "b" * 64})
    assert prices.forget_uploads(at=now) == 1
    assert {one.stem[:1] for one in home.iterdir()} == {"b", "c"}
