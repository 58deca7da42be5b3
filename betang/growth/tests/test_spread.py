"""Where groups are missing, the rule of ranking, and lists of blank spots."""

from __future__ import annotations

from datetime import date

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from hypothesis import given
from hypothesis import strategies as st

from betang.growth import actions
from betang.growth.models import BlankSpot
from betang.growth.spread import importing, queries, rules
from betang.growth.spread.rules import Ground
from betang.growth.tests.worlds import AT, ladder
from betang.kernel import clock
from betang.kernel.errors import NotFound, SecondFactorNeeded

SMALL = st.integers(0, 20)


@given(st.lists(st.builds(Ground, st.text("ab.1", min_size=1, max_size=6), st.just(""), SMALL, SMALL, SMALL, SMALL, SMALL), max_size=12))
def test_more_points_come_first_and_no_points_not_at_all(grounds):
    found = rules.ranked(grounds)
    assert [one.points for one in found] == sorted((one.without + 2 * one.untrained for one in grounds if one.points), reverse=True)


@pytest.mark.parametrize(
    ("words", "signal"),
    [("Tidak ada sinyal", "none"), ("BLANK SPOT", "none"), ("lemah", "weak"), ("Starlink", "satellite"), ("4G", "good"),
     ("Sudah bebas", "good"), ("???", "")],
)  # fmt: skip
def test_words_of_signal(words, signal):
    assert rules.signal_of(words) == signal


@pytest.fixture(autouse=True)
def _now(monkeypatch):
    monkeypatch.setattr(clock, "now", lambda: AT)


@pytest.fixture
def client(client):
    client.defaults["HTTP_HOST"] = "localhost"
    return client


def listed(*rows: str) -> SimpleUploadedFile:
    return SimpleUploadedFile("blankspot.csv", ("Daftar blankspot\n" + ";".join(importing.EXAMPLE) + "\n" + "\n".join(rows)).encode())


@pytest.mark.django_db
def test_the_spread_counts_villages_groups_and_blank_spots(house):
    ladder(house)
    actions.count_measures(at=AT)
    BlankSpot.objects.create(region=house.village, as_of=date(2025, 5, 16), signal="none", source="Diskominfo", at=AT)
    found = queries.spread_of("62.03")
    assert found.without == found.villages - 1
    assert found.groups == 1
    ground = next(one for one in found.ranked if one.code == house.mantangai.code)
    assert (ground.untrained, ground.blank) == (1, 1)
    assert ground.points == ground.without + 2
    assert found.blanks[0].has_group
    assert found.sources == (("Diskominfo", date(2025, 5, 16), 1),)
    assert not queries.spread_of("62.06").blanks


@pytest.mark.django_db
def test_a_list_is_shown_first_then_taken_over_and_ends_what_has_signal(house, client):
    client = house.sign_in(client, "gita")
    new = reverse("growth_desk:spread_import")
    code = house.village.code
    sent = client.post(
        new,
        {
            "wilayah": "62.03",
            "berkas": listed(f"{code};;;tidak ada;16/05/2025;Diskominfo;rawa", "62.06.01.2001;;;lemah;16/05/2025;X;", ";;Entah;???;;;"),
        },
    )
    assert sent.status_code == 302, sent.content
    page = client.get(sent["Location"]).content.decode()
    assert house.village.full_name in page
    assert "Entah" in page
    assert not BlankSpot.objects.exists()
    where = sent["Location"].partition("?")[0]
    assert client.post(where, {"wilayah": "62.03", "aksi": "ya", "kunci": "a"}).status_code == 302
    spot = BlankSpot.objects.get()
    assert (spot.region_id, spot.signal, spot.as_of, spot.source, spot.note) == (
        house.village.pk,
        "none",
        date(2025, 5, 16),
        "Diskominfo",
        "rawa",
    )
    again = client.post(new, {"wilayah": "62.03", "source": "Diskominfo", "as_of": "2026-01-01", "berkas": listed(f"{code};;;ada;;;")})
    where = again["Location"].partition("?")[0]
    client.post(where, {"wilayah": "62.03", "source": "Diskominfo", "as_of": "2026-01-01", "aksi": "ya", "kunci": "b"})
    assert not BlankSpot.objects.exists()


@pytest.mark.django_db
def test_who_may_keep_the_list(house):
    with pytest.raises(SecondFactorNeeded):
        importing.may_import(house.actor("gita", second_factor=False), "62.03").require()
    with pytest.raises(NotFound):
        importing.may_import(house.actor("gita"), "62.06").require()
    assert importing.may_import(house.actor("eka"), "62.06")


@pytest.mark.django_db
def test_the_operator_brings_it_from_the_command_line(house, tmp_path, capsys):
    from betang.config.cli import main

    table = tmp_path / "daftar.csv"
    table.write_text(f"Kode wilayah,Sinyal\n{house.village.code},lemah\n")
    asked = ["import", "blankspots", str(table), "--source", "Diskominfo", "--as-of", "2026-01-01"]
    assert main(asked) == 0
    assert not BlankSpot.objects.exists()
    assert main([*asked, "--yes"]) == 0
    assert BlankSpot.objects.get().signal == "weak"
    assert "1 new" in capsys.readouterr().out


@pytest.mark.django_db
def test_the_page_for_everybody_moves_with_what_it_shows(house, client, monkeypatch):
    """It is kept whole until its house moves: nothing that it shows may come from what is counted without an entry in the trail."""
    from django.db import connections

    from betang.communities.actions.standing import change_standing

    page = reverse("growth:spread")
    waiting = connections["default"].__dict__

    def shown(act) -> str:
        waiting.pop("betang_moves", None)
        act()
        return client.get(page).content.decode()

    def count() -> None:
        actions.count_measures(at=AT)

    before = shown(lambda: None)
    assert shown(count) == before, "counting moves nothing, and shows nothing new"
    assert "betang_moves" not in waiting

    eka, group = house.actor("eka"), house.group
    without = shown(lambda: change_standing(actor=eka, group=group, to="archived", reason="Pengurus bubar semua.", at=AT))
    assert waiting["betang_moves"]["portal"] is not None
    assert without != before

    importing_list = b"Kode wilayah;Sinyal\n" + house.village.code.encode() + b";tidak ada\n"

    def bring() -> None:
        sent = importing.keep(actor=eka, file=SimpleUploadedFile("a.csv", importing_list), region="62")
        importing.take_in(actor=eka, sha256=sent.sha256, region="62", source="Diskominfo", as_of=date(2026, 1, 1), at=AT)

    listed_page = shown(bring)
    assert waiting["betang_moves"]["portal"] is not None
    assert "Diskominfo" in listed_page
