"""What villages owe: the checklist, the 70/30 rule, semesters, the overview, the poster."""

from __future__ import annotations

from ctypes.util import find_library
from datetime import UTC, date, datetime
from xml.etree import ElementTree

import pytest
from django.test import Client
from PIL import ImageFile

from betang.accounts.models import Appointment
from betang.accounts.terms import Post
from betang.kernel.errors import InvalidInput, NotFound
from betang.planning.duties import actions, poster, rules
from betang.planning.models import Document, Line, LinePlace, Realisation, VillageIncome
from betang.planning.queries import duties as queries
from betang.planning.queries.duties import PosterFigures

AT = datetime(2026, 11, 24, 2, tzinfo=UTC)
TODAY = date(2026, 11, 24)


def facts(**more) -> rules.Facts:
    return rules.Facts(code="62.03.05.2004", year=2026, **more)


def states(found) -> dict[str, str]:
    return {one.name: one.state for one in found}


def test_every_duty_cites_a_law_that_is_there():
    for duty in rules.duties(facts(), today=TODAY):
        assert duty.law_words
        assert "art." not in duty.law_words


@pytest.mark.parametrize(
    ("today", "first", "second"),
    [
        (date(2026, 6, 1), "open", "open"),
        (date(2026, 7, 31), "open", "open"),
        (date(2026, 8, 1), "missing", "open"),
        (date(2027, 1, 31), "missing", "open"),
        (date(2027, 2, 1), "missing", "missing"),
    ],
)
def test_a_report_is_missing_from_the_day_after_it_was_due(today, first, second):
    found = states(rules.duties(facts(), today=today))
    assert (found["semester1"], found["semester2"]) == (first, second)


@pytest.mark.parametrize(
    ("days", "first", "second"),
    [
        ((date(2026, 6, 30),), "met", "missing"),
        ((date(2026, 12, 31),), "missing", "met"),
        ((date(2026, 3, 31), date(2027, 1, 5)), "met", "met"),
        ((date(2026, 10, 1),), "missing", "missing"),
    ],
)
def test_a_report_counts_for_the_semester_that_it_covers(days, first, second):
    found = states(rules.duties(facts(realised=days), today=date(2027, 3, 1)))
    assert (found["semester1"], found["semester2"]) == (first, second)


@pytest.mark.parametrize(("own", "is_kept"), [(30_000_000, True), (30_000_001, False), (0, True)])
def test_thirty_percent_is_reckoned_to_the_rupiah(own, is_kept):
    assert rules.Split(100_000_000, own).is_kept is is_kept
    found = states(rules.duties(facts(lines=1, spending_idr=100_000_000, own_idr=own), today=TODAY))
    assert found["share"] == ("met" if is_kept else "missing")


def test_a_village_that_shows_nothing_is_told_what_is_missing_and_one_that_shows_all_is_thanked():
    nothing = rules.summary_of(facts(), rules.duties(facts(), today=TODAY))
    assert (nothing.met, nothing.is_complete) == (0, False)
    assert len(nothing.missing) == nothing.asked == 9
    whole = facts(
        documents=frozenset({"rpjm_desa", "rkp_desa", "du_rkp_desa", "apb_desa"}), lines=3, spending_idr=100, own_idr=20,
        realised=(date(2026, 6, 30),), incomes=2, hangings=(("Balai desa", TODAY),),
    )  # fmt: skip
    assert rules.summary_of(whole, rules.duties(whole, today=TODAY)).is_complete


# ---------- with a database ----------


@pytest.fixture
def client() -> Client:
    return Client(headers={"host": "localhost"})


def line(house, village, code: str, name: str, amount: int, *, spent: int | None = None, place: str = "RT 02") -> Line:
    made = Line.objects.create(
        government=village, government_code=village.code, fiscal_year=2026, scheme="village_activity", code=code, field_code=code[:2],
        programme_code=code[:5], activity_code=code, name=name, number=f"{village.code}-2026-{code}", budgeted_idr=amount,
        realised_idr=spent, is_sample=True, changed_at=AT,
    )  # fmt: skip
    if place:
        LinePlace.objects.create(line=made, region=village, region_code=village.code, detail=place)
    if spent is not None:
        Realisation.objects.create(line=made, until_on=date(2026, 6, 30), spent_idr=spent, stated_at=AT)
    return made


def budget(house) -> None:
    """A village's budget of eight activities."""
    village = house.village
    line(house, village, "01.01.01", "Penghasilan Tetap Kepala Desa", 250_000_000, spent=120_000_000)
    line(house, village, "02.03.10", "Pembangunan Jalan Usaha Tani", 430_000_000, spent=200_000_000)
    line(house, village, "02.02.02", "Penyelenggaraan Posyandu", 84_500_000)
    line(house, village, "04.05.01", "Pelatihan <Tani>", 60_000_000, place="")
    Document.objects.create(
        kind="apb_desa", government=village, title="APB Desa 2026", address="apb", from_year=2026, to_year=2026, status="enacted"
    )
    Document.objects.create(
        kind="rkp_desa", government=village, title="RKP Desa 2026", address="rkp", from_year=2026, to_year=2026, status="prepared"
    )


@pytest.mark.django_db
def test_the_checklist_reads_what_is_here(house, client, django_assert_max_num_queries):
    budget(house)
    found = queries.facts_of(house.village.code, 2026)
    assert found.documents == {"apb_desa"}, "what is being prepared is not published"
    assert (found.lines, found.without_place, found.spending_idr, found.own_idr) == (4, 1, 824_500_000, 250_000_000)
    assert found.realised == (date(2026, 6, 30),)
    with django_assert_max_num_queries(10):
        shown = client.get(f"/rencana/desa/{house.village.code}/?tahun=2026").content.decode()
    assert "PP 43/2014 pasal 103 ayat (2)" in shown
    assert "30,3%" in shown
    assert client.get("/rencana/desa/62.03.05/").status_code == 404, "a kecamatan has no village budget"
    assert client.get(f"/rencana/desa/{house.village.code}/?tahun=99").status_code == 404


@pytest.mark.django_db
def test_the_overview_costs_the_same_for_one_village_and_for_many(house, client, django_assert_max_num_queries):
    budget(house)
    with django_assert_max_num_queries(9):
        shown = client.get("/rencana/desa/?wilayah=62.03&tahun=2026").content.decode()
    assert "Mantangai Hilir" in shown
    assert "Telangkah" not in shown
    [row] = queries.overview("62.03", 2026, today=TODAY)
    assert row.summary == queries.summary(house.village.code, 2026, today=TODAY)
    assert client.get("/rencana/desa/?wilayah=99.99").status_code == 404


@pytest.mark.django_db
def test_only_the_villages_own_officer_states_its_income_and_hangs_its_poster(house, client):
    Appointment.objects.create(person=house.people["ani"], post=Post.VILLAGE_OFFICER, region=house.village, from_on=date(2024, 1, 2))
    ani = house.actor("ani")
    amounts = {"4.2.1": (900_000_000, None, None), "6.1.1": (12_000_000, None, None)}
    assert actions.state_income(actor=ani, village=house.village, fiscal_year=2026, amounts=amounts, at=AT) == 2
    assert actions.state_income(actor=ani, village=house.village, fiscal_year=2026, amounts=amounts, at=AT) == 0
    for name in ("fajar", "citra", "gita"):
        with pytest.raises(NotFound):
            actions.state_income(actor=house.actor(name), village=house.village, fiscal_year=2026, amounts={}, at=AT)
    with pytest.raises(NotFound):
        actions.state_income(actor=ani, village=house.far_village, fiscal_year=2026, amounts=amounts, at=AT)
    for bad in ({"5.1.1": (1, None, None)}, {"4.2.1": (-1, None, None)}):
        with pytest.raises(InvalidInput):
            actions.state_income(actor=ani, village=house.village, fiscal_year=2026, amounts=bad, at=AT)
    with pytest.raises(InvalidInput):
        actions.hang_poster(actor=ani, village=house.village, fiscal_year=2026, place="Balai", on=date(2027, 1, 1), at=AT)
    house.sign_in(client, "ani")
    desk = f"/meja/rencana/desa/{house.village.code}/?tahun=2026"
    assert "900.000.000" in client.get(desk).content.decode()
    bad = client.post(desk, {"apa": "pendapatan", "b_4.2.1": "1.5 juta"})
    assert bad.status_code == 422
    assert "1.5 juta" in bad.content.decode()
    assert client.post(desk, {"apa": "pendapatan", "kunci": "a", "b_4.2.1": "Rp 950.000.000", "s_4.2.1": "1000"}).status_code == 302
    assert list(VillageIncome.objects.values_list("account_code", "budgeted_idr", "realised_idr")) == [("4.2.1", 950_000_000, 1000)]
    assert client.post(desk, {"apa": "poster", "kunci": "b", "place": "Balai desa", "on": "2026-01-05"}).status_code == 302
    assert queries.facts_of(house.village.code, 2026).hangings == (("Balai desa", date(2026, 1, 5)),)


@pytest.mark.django_db
def test_the_poster_says_what_the_plan_says(house, client, django_assert_max_num_queries):
    budget(house)
    VillageIncome.objects.create(
        village=house.village,
        village_code=house.village.code,
        fiscal_year=2026,
        account_code="4.2.1",
        budgeted_idr=824_500_000,
        changed_at=AT,
    )
    with django_assert_max_num_queries(8):
        answer = client.get(f"/rencana/desa/{house.village.code}/infografis.svg?tahun=2026")
    assert answer["Content-Type"] == "image/svg+xml"
    root = ElementTree.fromstring(answer.content)
    words = " ".join(one.text or "" for one in root.iter("{http://www.w3.org/2000/svg}text"))
    for said in (
        "APB Desa 2026",
        "Mantangai Hilir",
        "Rp824,5 juta",
        "Dana Desa",
        "Jalan Usaha Tani",
        "Pelatihan <Tani>",
        "39%",
        "DATA CONTOH",
    ):
        assert said in words, said
    assert "Penghasilan Tetap" not in words, "the biggest activities are what people get"
    for bad in (b"<script", b"style=", b"<style", b"http://www.w3.org/2000/svg/"):
        assert bad not in answer.content
    assert client.get(f"/rencana/desa/{house.village.code}/infografis.pdf?ukuran=a9").status_code == 404


def test_the_poster_of_an_empty_budget_says_so():
    nothing = PosterFigures(
        incomes=(),
        fields=(),
        biggest=(),
        income_idr=0,
        spending_idr=0,
        left_idr=0,
        spent_idr=None,
        lines=0,
        is_revised=False,
        is_sample=False,
    )
    svg = poster.draw(poster.Head(village="Desa A", place="Kecamatan B", year=2026, url="http://localhost/x/"), nothing)
    ElementTree.fromstring(svg)
    assert "belum dicatat" in svg
    assert "Realisasi belum dilaporkan" in svg


@pytest.mark.parametrize(
    ("amount", "said"),
    [(1_250_000_000, "Rp1,25 miliar"), (845_000_000, "Rp845 juta"), (999_999, "Rp999.999"), (2_000_000_000_000, "Rp2 triliun")],
)
def test_amounts_on_the_poster_are_read_from_afar(amount, said):
    assert poster.short(amount) == said


def test_a_poster_becomes_a_pdf_of_the_asked_size():
    from betang.kernel.errors import Unavailable
    from betang.planning.duties.views import _as_pdf

    nothing = PosterFigures(
        incomes=(("Dana Desa", 5),), fields=(("Pembangunan", 5),), biggest=(), income_idr=5, spending_idr=5, left_idr=0, spent_idr=2,
        lines=1, is_revised=True, is_sample=True,
    )  # fmt: skip
    svg = poster.draw(poster.Head(village="Desa A", place="Kecamatan B", year=2026, url="http://localhost/x/"), nothing)
    if find_library("pango-1.0") is None:
        with pytest.raises(Unavailable, match="Pango"):
            _as_pdf(svg, "a3")
        return
    made = _as_pdf(svg, "a3")
    assert not ImageFile.LOAD_TRUNCATED_IMAGES  # what makes the PDF would let photos that are cut in two pass the guard
    import pypdfium2

    document = pypdfium2.PdfDocument(made)
    assert len(document) == 1
    assert [round(side * 25.4 / 72) for side in document.get_page_size(0)] == [297, 420]
    assert "APB Desa 2026" in document[0].get_textpage().get_text_bounded()
