"""A coordinator's own table comes in: seen first, cell by cell; each group whole with its site, or not at all; twice is once."""

from __future__ import annotations

import argparse
import csv
import io

import pytest
import xlsxwriter
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from betang.communities.commands import _register
from betang.communities.importing import actions, columns
from betang.communities.models import Group
from betang.communities.tests.worlds import AT
from betang.hosting.models import HostName, Site
from betang.kernel.errors import NotAllowed, NotFound

pytestmark = pytest.mark.django_db

HEAD = (
    "No.",
    "NAMA KIM",
    "Kecamatan",
    "Desa/Kelurahan",
    "Jenis",
    "No. SK",
    "Tgl. SK",
    "Penandatangan",
    "Ketua",
    "No. KIM.ID",
    "No. HP",
    "Ket.",
)
GOOD = (
    1, "KIM Basarang Jaya", "Mantangai", "Desa Mantangai Hilir", "Petani", "141/12/2025", "12 Maret 2025", "Kepala Desa", "Sari", "K-77",
    "0812345678", "",
)  # fmt: skip
ROWS = (
    GOOD,
    (2, "KIM Mantangai", "Kec. Mantangai", "", "", "", "", "", "Rina", "", "", ""),
    (3, "KIM Batang Danum", "Mantangai", "Mantangai Hilir", "", "", "", "", "", "", "", ""),
    (4, "kim basarang  jaya", "Mantangai", "Mantangai Hilir", "", "", "", "", "", "", "", ""),
    (5, "KIM Jauh", "Mantangai", "Desa Entah", "", "", "", "", "", "", "", ""),
    (6, "", "Mantangai", "Mantangai Hilir", "", "", "", "", "Tono", "", "", ""),
    (7, "KIM Aneh", "Mantangai", "Mantangai Hilir", "Astronot", "5/2025", "kapan-kapan", "", "6203014107900001", "", "", ""),
)


def book(*rows, title=True) -> bytes:
    out = io.BytesIO()
    with xlsxwriter.Workbook(out, {"in_memory": True}) as made:
        sheet = made.add_worksheet("Data KIM")
        for number, row in enumerate(([["DAFTAR KIM KABUPATEN KAPUAS"], []] if title else []) + [HEAD, *rows]):
            sheet.write_row(number, 0, row)
    return out.getvalue()


def kept(house, *rows, who="gita"):
    return actions.keep(actor=house.actor(who), file=io.BytesIO(book(*rows))).sha256


def look(house, *rows, who="gita"):
    return actions.preview(actor=house.actor(who), sha256=kept(house, *rows, who=who), today=AT.date())


def test_every_row_is_told_by_its_cell_and_nothing_is_written(house):
    before = Group.objects.count(), Site.objects.count()
    found = look(house, *ROWS)
    assert [row.name for row in found.ready] == ["KIM Basarang Jaya", "KIM Mantangai", "KIM Aneh"]
    assert [row.name for row in found.known] == ["KIM Batang Danum", "kim basarang  jaya".replace("  ", " ")]
    assert "B4" in found.known[1].duplicate
    assert {(row.line.row, one.cell) for row in found.stopped for one in row.problems if one.stops} == {(8, "D8"), (9, "B9")}
    assert {one.cell for row, one in found.remarks if row.name == "KIM Aneh"} == {"E10", "G10", "I10"}
    first, second, third = found.ready
    assert (first.kind, first.seat, first.region_code, first.kim_id) == ("farmer", "village", "62.03.05.2004", "K-77")
    assert (first.decree.number, str(first.decree.on), first.decree.signer) == ("141/12/2025", "2025-03-12", "village_head")
    assert (second.seat, second.region_code) == ("district", "62.03.05")
    assert third.officers == [], "a number of a person is not taken for a name"
    assert found.tables[0].private == ("No. HP",)
    assert found.tables[0].left == ("Ket.",)
    assert (Group.objects.count(), Site.objects.count()) == before


@pytest.mark.parametrize("standing", ["verified", "active"])
def test_groups_come_whole_with_their_sites_and_twice_is_once(house, standing):
    sha256 = kept(house, *ROWS)
    gita = house.actor("gita")
    groups = list(actions.take_over(actor=gita, sha256=sha256, standing=standing, at=AT))
    assert [group.slug for group in groups] == ["basarang-jaya", "mantangai", "aneh"]
    for group in groups:
        group.refresh_from_db()
        assert group.standing == standing
        assert group.register_number.startswith("62.03/")
        assert HostName.objects.filter(site__group=group, host=f"{group.slug}.localhost").exists()
    assert groups[0].officers.get().name == "Sari"
    assert groups[0].officers.get().decree.number == "141/12/2025"
    assert list(groups[0].standing_changes.values_list("to_standing", flat=True))[-1] == standing
    assert list(actions.take_over(actor=gita, sha256=sha256, standing=standing, at=AT)) == []


def test_a_group_whose_site_cannot_be_made_is_not_there_either(house, monkeypatch):
    from betang.hosting import actions as hosting

    def broken(**_kwargs):
        raise RuntimeError("no room")

    monkeypatch.setattr(hosting, "open_room", broken)
    before = Group.objects.count()
    with pytest.raises(RuntimeError):
        list(actions.take_over(actor=house.actor("gita"), sha256=kept(house, GOOD), standing="verified", at=AT))
    assert Group.objects.count() == before


def test_a_coordinator_fills_the_register_of_their_own_kabupaten_only(house):
    there = (1, "KIM Seberang", "", "", "", "", "", "", "", "", "", "")
    found = look(house, GOOD, there)
    assert [row.name for row in found.ready] == ["KIM Basarang Jaya"]
    for who in ("budi", "ani", "citra", "dedi"):
        with pytest.raises(NotFound):
            look(house, GOOD, who=who)
    with pytest.raises(NotAllowed):
        actions.keep(actor=house.actor("gita", second_factor=False), file=io.BytesIO(book(GOOD)))


def test_two_rows_that_want_one_address_get_two(house):
    wanted = [("Pagi", ""), ("Pagi!", "Mantangai Hilir")]
    rows = [(number, f"KIM Sinar {sign}", "Mantangai", village, *[""] * 8) for number, (sign, village) in enumerate(wanted)]
    found = look(house, *rows)
    assert len({row.slug for row in found.ready}) == len(found.ready)


@pytest.mark.parametrize(
    ("words", "kind"),
    [("Kelompok Tani", "farmer"), ("UMKM", "small_business"), ("Karang Taruna", "youth"), ("Umum", "general"), ("?", None)],
)
def test_words_of_a_kind(words, kind):
    assert columns.kind_of(words) == kind


def test_the_desk_shows_first_and_brings_after_the_yes(house, client):
    house.sign_in(client, "gita")
    client.defaults["HTTP_HOST"] = "localhost"
    there = reverse("communities_desk:register_import")
    assert client.post(there, {"berkas": SimpleUploadedFile("a.xlsx", b"bukan tabel\0")}).status_code == 422
    assert client.post(there, {"berkas": SimpleUploadedFile("a.csv", b"a;b\n1;2\n")}).status_code == 422
    sent = client.post(there, {"berkas": SimpleUploadedFile("register.xlsx", book(*ROWS))})
    page = client.get(sent["Location"]).content.decode()
    for words in ("KIM Basarang Jaya", "D8", "Desa Entah", "No. HP"):
        assert words in page
    assert not Group.objects.filter(name="KIM Basarang Jaya").exists()
    done = client.post(sent["Location"], {"aksi": "ya", "standing": "active", "kunci": "k1"})
    assert done.status_code == 302
    again = client.post(sent["Location"], {"aksi": "ya", "standing": "active", "kunci": "k1"})
    assert again.status_code == 302
    assert Group.objects.filter(name="KIM Basarang Jaya", standing="active").count() == 1
    gone = client.post(sent["Location"], {"aksi": "tidak", "kunci": "k2"})
    assert gone.status_code == 302
    assert client.get(sent["Location"]).status_code == 404


def test_the_command_says_first_and_takes_over_with_yes(house, tmp_path, capsys):
    file = tmp_path / "register.csv"
    with file.open("w", newline="") as out:
        csv.writer(out, delimiter=";").writerows([HEAD, GOOD])
    options = argparse.Namespace(file=file, region="62.03", standing="verified", yes=False)
    assert _register(options) == 0
    assert "1 ready" in capsys.readouterr().out
    assert not Group.objects.filter(name="KIM Basarang Jaya").exists()
    options.yes = True
    assert _register(options) == 0
    assert Group.objects.filter(name="KIM Basarang Jaya").exists()
