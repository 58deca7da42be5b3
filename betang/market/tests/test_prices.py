"""Prices: what counts and what is held, the board that never calls old prices new, official series, alerts, the desk, the data."""

from __future__ import annotations

import csv
import io
import re
from datetime import date, timedelta
from itertools import pairwise
from statistics import median

import pytest
from django.core import mail
from django.core.files.uploadedfile import SimpleUploadedFile
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from betang.accounts.actors import NOBODY, SYSTEM
from betang.audit.models import Entry
from betang.config import cli
from betang.guard.forms import honest_fields
from betang.kernel import clock, fence
from betang.kernel.errors import InvalidInput, NotAllowed, NotFound, Refused
from betang.market.models import Commodity, OfficialPrice, PriceAlert, PriceReport
from betang.market.prices import actions, alerts, board, commodities, drawing, official, policies, rules, seeds
from betang.market.terms import PriceLevel, ReportState, SourceKind
from betang.market.tests import made
from betang.market.tests.access_prices import REPORT, held
from betang.regions.models import Region

TODAY = date(2026, 11, 24)
PRICES = st.lists(st.integers(1_000, 500_000), min_size=rules.ENOUGH, max_size=40)


# A busy machine draws slowly: that is no failure of what is tested.
calm = settings(deadline=None, suppress_health_check=[HealthCheck.too_slow])


# ---------- rules ----------


@calm
@given(PRICES, st.integers(3, 5_000), st.booleans())
def test_one_absurd_report_never_moves_the_median_that_is_shown(prices, times, is_high):
    """Whatever the others say: three times the median or more, a third or less, is held, and what is held is in no figure."""
    middle = median(prices)
    absurd = int(middle * times) + 1 if is_high else max(1, int(middle / times) - 1)
    band = rules.band_for([prices], least=1, most=10**9)
    counts = [*prices, absurd] if band.holds(absurd) else prices
    assert rules.middle_of(counts) == rules.middle_of(prices)
    shown = board.known_of({TODAY: counts}, TODAY)
    assert shown is not None
    assert shown.middle == int(middle)


@calm
@given(PRICES)
def test_what_is_half_as_much_again_or_nearer_always_counts(prices):
    middle = median(prices)
    band = rules.band_of(prices)
    assert band.holds(round(middle * 1.45))
    assert band.holds(round(middle / 1.45))
    assert band.low <= band.middle <= band.high


@calm
@given(st.lists(st.integers(40_000, 50_000), min_size=5, max_size=30), st.sampled_from([10, 100, 1000]))
def test_a_slipped_zero_is_pointed_out(prices, factor):
    band = rules.band_of(prices)
    right = int(median(prices)) // 1000 * 1000
    for slipped in (right * factor, right // factor):
        assert not band.holds(slipped)
        assert rules.meant(slipped, band) == right
    assert rules.meant(2 * right, band) is None


def test_the_narrowest_place_with_enough_reports_is_the_measure_and_else_the_bounds_are():
    near, wide = [10_000] * 4, [20_000] * 5
    assert rules.band_for([near, wide], least=1, most=2).middle == 20_000
    assert rules.band_for([[*near, 10_000], wide], least=1, most=2).middle == 10_000
    assert rules.band_for([near, near], least=5_000, most=9_000) == rules.Band(5_000, 9_000)
    assert rules.meant(7, rules.Band(5_000, 9_000)) == 7_000


@pytest.mark.parametrize(
    ("text", "price"),
    [
        ("45000", 45_000), ("45.000", 45_000), ("45,000", 45_000), ("Rp 45.000,-", 45_000), ("45 ribu", 45_000), ("45rb", 45_000),
        ("12,5 rb", 12_500), ("1,2 juta", 1_200_000), ("Rp1.250.000", 1_250_000), ("45.000/kg", 45_000), ("45 000", 45_000),
        ("0", None), ("-5", None), ("45,5", None), ("mahal", None), ("", None), ("9" * 30, None), ("1e9", None),
    ],
)  # fmt: skip
def test_a_price_is_read_as_thumbs_type_it(text, price):
    assert rules.typed_price(text) == price


@calm
@given(st.dictionaries(st.integers(0, 60), st.lists(st.integers(1_000, 9_000), min_size=1, max_size=5), max_size=8), st.integers(0, 60))
def test_what_is_stale_is_never_shown_as_the_days_own(days, back):
    on = TODAY - timedelta(days=back)
    known = board.known_of({TODAY - timedelta(days=ago): prices for ago, prices in days.items()}, on)
    there = [ago for ago in days if ago >= back]
    assert (known is None) == (not there)
    if known is not None:
        assert known.on == TODAY - timedelta(days=min(there))
        assert known.is_stale == (known.on != on)
        assert known.count == len(days[min(there)])


def test_a_price_moves_against_the_week_and_the_month_before_and_hardly_is_not_at_all():
    by_day = {TODAY: [11_000], TODAY - timedelta(days=6): [10_000], TODAY - timedelta(days=30): [11_050]}
    known = board.known_of(by_day, TODAY)
    assert known is not None
    assert known.week == rules.Change(1_000, 10)
    assert known.month == rules.Change(0, 0)
    assert board.change_words(known.week, over="week") == "naik Rp1.000 dalam seminggu"
    assert board.change_words(None, over="week") == ""
    assert rules.change(5, None) is None


@calm
@given(st.integers(1, 3_000_000), st.integers(0, 3_000_000))
def test_an_axis_holds_what_it_shows_in_few_round_steps(low, more):
    steps = drawing.nice_steps(low, low + more)
    assert steps[0] <= low
    assert steps[-1] >= low + more
    assert all(one < two for one, two in pairwise(steps))
    assert len(steps) <= 8


def test_a_year_is_drawn_as_one_line_that_stays_in_its_box_and_breaks_where_nobody_reported():
    first = date(2025, 11, 24)
    weeks = [board.Week(first + timedelta(weeks=at), 10_000 + at * 100, 9_000, 16_000, 3) for at in (0, 1, 2, 20, 21, 40)]
    drawn = drawing.chart(weeks, [], first, TODAY, [str(number) for number in range(1, 13)])
    assert drawn is not None
    assert drawn.line.count("M") == 2
    assert len(drawn.ranges) == 2
    assert len(drawn.dots) == 1
    for x, y in re.findall(r"[ML]([\d.]+) ([\d.]+)", drawn.line + "".join(drawn.ranges)):
        assert 0 <= float(x) <= drawn.width
        assert 0 <= float(y) <= drawn.height
    assert drawing.chart(weeks[:1], [], first, TODAY, []) is None
    assert [drawing.short(one) for one in (45_000, 2_500, 1_250_000, 700)] == ["45rb", "2,5rb", "1,25jt", "700"]


def test_the_product_brings_what_the_province_grows_catches_and_buys():
    items = commodities.built_in()
    assert len(items) >= 30
    assert {"beras-siam", "ikan-haruan", "karet-lump", "purun", "tbs-sawit", "cabai-rawit"} <= items.keys()
    assert all(item.least < item.most and item.sides for item in items.values())
    names = [name for item in items.values() for name in commodities.names_of(item.slug, item.name)]
    assert len(names) == len(set(names)), "one name in a file means one commodity"


@pytest.mark.parametrize(
    ("rows", "form"),
    [
        ([["Laporan"], ["No", "Komoditas (Rp)", "02/ 01/ 2026", "03/01/2026"], ["1", "Beras Kualitas Medium I", "14,150", "-"],
          ["2", "Cabai Rawit Merah", "68.000", "70.000"]], "wide"),
        ([["Tanggal", "Komoditas", "Wilayah", "Harga"], ["2026-01-02", "beras medium", "Kab. Kapuas", "14150"],
          ["2026-01-02", "Cabai rawit", "62.03", 68000], ["2026-01-03", "Cabai rawit", "Kapuas", "Rp 70.000,-"]], "long"),
        ([["Tanggal", "Beras medium", "Cabai rawit"], ["02-01-2026", 14150, 68000], ["03-01-2026", "", 70000]], "days"),
    ],
)  # fmt: skip
def test_an_official_file_is_read_in_each_of_its_three_forms(rows, form):
    items = commodities.built_in()
    known = official.Known(
        commodities={name: slug for slug, item in items.items() for name in commodities.names_of(slug, item.name)},
        bounds={slug: (item.least, item.most) for slug, item in items.items()},
        places={"kab kapuas": "62.03", "kapuas": "62.03", "62.03": "62.03"}, region_code="62.03", today=TODAY,
    )  # fmt: skip
    found = official.read(enumerate(rows, 1), known)
    assert found.form == form
    assert not found.problems
    assert found.figures == {
        ("beras-medium", "62.03", date(2026, 1, 2)): 14_150,
        ("cabai-rawit", "62.03", date(2026, 1, 2)): 68_000,
        ("cabai-rawit", "62.03", date(2026, 1, 3)): 70_000,
    }


# ---------- reporting ----------


@pytest.fixture
def haruan(db):
    return Commodity.objects.get(slug="ikan-haruan")


def tell(house, row, price, *, who="ani", level="konsumen", on=None, actor=NOBODY, code="", **more):
    told = actions.Told(
        commodity=row, level=level, price_idr=price, on=on or clock.today(), region_code=code or house.mantangai.code,
        source_kind=more.pop("source_kind", SourceKind.RESIDENT), place=more.pop("place", ""),
    )  # fmt: skip
    return actions.report(actor=actor, told=told, who=who, at=clock.now(), **more)


def seen(house, row, level="konsumen"):
    return board.latest_of(row.pk, level, house.mantangai.code, clock.today())


def test_near_the_others_counts_at_once_and_far_from_them_waits_for_somebody_who_knows(house, haruan):
    for number, price in enumerate((80_000, 84_000, 85_000, 86_000, 90_000)):
        assert tell(house, haruan, price, who=f"orang {number}").state == ReportState.COUNTED
    absurd = tell(house, haruan, 850_000, who="iseng")
    assert absurd.state == ReportState.HELD
    assert "Rp85.000" in absurd.held_reason
    assert seen(house, haruan).middle == 85_000
    assert seen(house, haruan).count == 5
    assert Entry.objects.filter(verb="market.price.reported").count() == 6
    budi = house.actor("budi")
    site = made.full(house.site)
    with pytest.raises(InvalidInput):
        actions.decide(actor=budi, report_id=absurd.pk, counts=False, reason="", at=clock.now(), site=site)
    with fence.open_site(site.pk):
        actions.decide(actor=budi, report_id=absurd.pk, counts=False, reason="Salah ketik satu nol.", at=clock.now(), site=site)
    with pytest.raises(Refused):
        actions.decide(actor=house.actor("gita"), report_id=absurd.pk, counts=True, reason="Saya tanya.", at=clock.now())
    assert seen(house, haruan).middle == 85_000
    assert Entry.objects.get(verb="market.price.refused").reason == "Salah ketik satu nol."


def test_the_first_reports_count_within_the_bounds_of_the_commodity(house, haruan):
    assert tell(house, haruan, haruan.least_idr).state == ReportState.COUNTED
    assert tell(house, haruan, haruan.most_idr + 1, who="lain").state == ReportState.HELD
    assert tell(house, haruan, haruan.least_idr - 1, who="lain lagi").state == ReportState.HELD


def test_one_voice_counts_once_a_day_and_may_mend_its_own_price(house, haruan):
    first = tell(house, haruan, 80_000)
    again = tell(house, haruan, 82_000)
    assert again.pk == first.pk
    assert PriceReport.objects.count() == 1
    assert seen(house, haruan).middle == 82_000
    assert tell(house, haruan, 70_000, on=clock.today() - timedelta(days=1)).pk != first.pk
    assert not PriceReport.objects.filter(reporter_mark__icontains="ani").exists()
    marks = set(PriceReport.objects.values_list("reporter_mark", flat=True))
    assert len(marks) == 2, "another day's mark cannot be laid beside"
    far = tell(house, haruan, 820_000)
    assert far.state == ReportState.HELD
    assert seen(house, haruan).middle == 82_000, "what is held does not take away what counts"
    assert tell(house, haruan, 830_000).pk == far.pk
    PriceReport.objects.filter(pk=first.pk).update(decided_at=clock.now())
    with pytest.raises(Refused):
        tell(house, haruan, 83_000)


@pytest.mark.parametrize(
    "wrong",
    [{"level": "tengkulak"}, {"price": 0}, {"ago": -1}, {"ago": 9}, {"code": "62.99.01"}, {"code": "62"}, {"source_kind": "jin"}],
)
def test_what_cannot_be_a_report_is_refused_with_words(house, haruan, wrong):
    more = {name: value for name, value in wrong.items() if name not in ("price", "ago")}
    on = clock.today() - timedelta(days=wrong.get("ago", 0))
    with pytest.raises(InvalidInput) as told:
        tell(house, haruan, wrong.get("price", 80_000), on=on, **more)
    assert told.value.fields


def test_who_decides_and_nobody_on_their_own(house, haruan):
    held(house)
    row = PriceReport.objects.get(pk=REPORT)
    site, far = made.full(house.site), made.full(house.far_site)
    assert policies.may_decide(house.actor("budi"), row, site)
    assert policies.may_decide(house.actor("gita"), row)
    assert policies.may_decide(house.actor("gita", second_factor=False), row).needs_second_factor
    assert policies.may_decide(house.actor("fajar"), row, far).hidden
    assert policies.may_decide(house.actor("fajar"), row, site).hidden
    assert policies.may_decide(house.actor("citra"), row).hidden
    row.by_id = house.actor("budi").id
    assert not policies.may_decide(house.actor("budi"), row, site)


# ---------- pages ----------


@pytest.fixture
def here(client):
    client.defaults["HTTP_HOST"] = "localhost"
    return client


def ask(client, path, **data):
    """Send the public form of a page, as a person does who looked at it for a minute."""
    return client.post(path, {**honest_fields(), **data})


def form(**more):
    return {"price": "85.000", "level": "konsumen", "on": clock.today().isoformat(), "place": "", "phone": "", **more}


def test_two_taps_report_a_price_and_the_place_stays_in_the_address(house, here):
    start = here.get("/harga/lapor/").content.decode()
    assert f"?wilayah={house.kapuas.code}" in start
    assert f"?wilayah={house.mantangai.code}" in here.get(f"/harga/lapor/?wilayah={house.kapuas.code}").content.decode()
    chosen = f"/harga/lapor/?siapa=nelayan&wilayah={house.mantangai.code}"
    page = here.get(chosen).content.decode()
    assert "barang=ikan-haruan" in page
    assert page.index("ikan-haruan") < page.index("beras-siam"), "a fisher finds fish first"
    address = f"{chosen}&barang=ikan-haruan"
    assert here.get(address).status_code == 200
    sent = ask(here, address, **form(level="produsen", price="65 ribu"))
    assert sent.status_code == 302
    assert f"wilayah={house.mantangai.code}" in sent["Location"]
    assert "siapa=nelayan" in sent["Location"]
    row = PriceReport.objects.get()
    assert (row.price_idr, row.level, row.source_kind, row.state) == (65_000, "produsen", "nelayan", "counted")
    assert "Ikan haruan" in here.get(sent["Location"]).content.decode()
    text = here.get(f"/harga/?wilayah={house.mantangai.code}").content.decode()
    assert "Rp65.000" in text
    assert "1 laporan" in text


def test_a_slip_is_asked_about_before_it_is_sent_and_mended_with_one_tap(house, here):
    address = f"/harga/lapor/?barang=ikan-haruan&wilayah={house.mantangai.code}"
    asked = ask(here, address, **form(price="85"))
    assert asked.status_code == 422
    assert 'name="pilih" value="85000"' in asked.content.decode()
    assert not PriceReport.objects.exists()
    assert ask(here, address, **form(price="85", pilih="85000")).status_code == 302
    assert PriceReport.objects.get().price_idr == 85_000
    assert ask(here, address, **form(price="85", yakin="85", phone="081234567890")).status_code == 302
    assert PriceReport.objects.get(price_idr=85).state == ReportState.HELD
    assert ask(here, address, **form(price="murah")).status_code == 422
    assert ask(here, address, **form(phone="12")).status_code == 422
    assert "081234567890" not in str(list(PriceReport.objects.values()))


def test_the_board_says_of_old_prices_that_they_are_old(house, here, haruan):
    old = clock.today() - timedelta(days=3)
    tell(house, haruan, 80_000, on=old)
    text = here.get(f"/harga/?wilayah={house.mantangai.code}").content.decode()
    assert "terakhir diketahui" in text
    assert "belum ada yang melapor" in text
    of_day = here.get(f"/harga/?hari={old.isoformat()}&wilayah={house.mantangai.code}").content.decode()
    assert "terakhir diketahui" not in of_day
    assert "Rp80.000" in of_day
    before = here.get(f"/harga/?hari={(old - timedelta(days=1)).isoformat()}").content.decode()
    assert "Rp80.000" not in before
    assert here.get(f"/harga/?hari={(clock.today() + timedelta(days=1)).isoformat()}").status_code == 404
    for wrong in ("?hari=kemarin", "?wilayah=aa", "?wilayah=62.99"):
        assert here.get(f"/harga/{wrong}").status_code == 404


def test_a_groups_site_shows_its_kecamatan_and_its_home_only_what_was_told(house, here, haruan):
    host = {"host": "batang-danum.localhost"}
    assert "harga" not in here.get("/", headers=host).content.decode().lower()
    tell(house, haruan, 80_000)
    from betang.web import shell

    shell.forget()
    home = here.get("/", headers=host).content.decode()
    assert "Rp80.000" in home
    text = here.get("/harga/", headers=host).content.decode()
    assert "Rp80.000" in text
    assert "http://localhost:8000/harga/ikan-haruan/" in text
    assert here.get("/harga/lapor/", headers=host).status_code == 200


def test_a_round_through_the_market_is_kept_at_once_and_what_looks_slipped_is_pointed_out(house, here):
    house.sign_in(here, "budi")
    page = "/meja/kim/batang-danum/harga/catat/"
    said = {"level": "konsumen", "on": clock.today().isoformat(), "place": "Pasar Minggu"}
    asked = here.post(page, {**said, "p-ikan-haruan": "85.000", "p-gula-pasir": "18"})
    assert asked.status_code == 422
    assert "Rp18.000" in asked.content.decode()
    assert not PriceReport.objects.exists()
    assert here.post(page, {**said, "p-ikan-haruan": "85.000", "p-gula-pasir": "18", "yakin": "1"}).status_code == 302
    rows = {row.commodity.slug: row for row in PriceReport.objects.select_related("commodity")}
    assert rows["ikan-haruan"].state == ReportState.COUNTED
    assert rows["gula-pasir"].state == ReportState.HELD
    assert rows["gula-pasir"].group_id == house.site.group_id
    own = here.post(f"/meja/kim/batang-danum/harga/{rows['gula-pasir'].pk}/", {"reason": "Memang begitu.", "aksi": "hitung"})
    assert own.status_code == 422
    assert PriceReport.objects.get(pk=rows["gula-pasir"].pk).state == ReportState.HELD
    house.sign_in(here, "gita")
    assert here.post(f"/meja/harga/{rows['gula-pasir'].pk}/", {"reason": "Salah ketik.", "aksi": "tolak"}).status_code == 302
    assert PriceReport.objects.get(pk=rows["gula-pasir"].pk).state == ReportState.REFUSED


# ---------- official series ----------


def table(rows):
    text = io.StringIO()
    csv.writer(text, delimiter=";").writerows(rows)
    return text.getvalue().encode()


FILE = table(
    [
        ["Harga Rata-Rata"], ["No", "Komoditas (Rp)", "02/01/2026", "03/01/2026"], ["I", "Beras", "14.150", "14200"],
        ["1", "Beras Kualitas Medium II", "13.900", "14000"], ["II", "Cabai Rawit", "68.000", "tinggi"], ["III", "Emas", "1", "1"],
        ["IV", "Gula Pasir", "180", "-"],
    ]
)  # fmt: skip


def test_official_prices_are_looked_through_by_cell_written_once_and_the_same_file_twice_changes_nothing(house, here):
    house.sign_in(here, "gita")
    page = "/meja/harga/resmi/"
    said = {"name": "Harga harian", "publisher": "PIHPS", "level": "konsumen", "region": house.kapuas.code, "series": "", "url": ""}
    seen_first = here.post(page, {**said, "file": SimpleUploadedFile("pihps.csv", FILE)})
    text = seen_first.content.decode()
    assert seen_first.status_code == 200
    for cell in ("D5", "B6", "C7"):
        assert f">{cell}<" in text, cell
    assert ">4<" in text, "the parent row counts, its kinds do not"
    assert not OfficialPrice.objects.exists()
    signed = re.search(r'name="berkas" value="([^"]+)"', text)
    assert signed
    assert here.post(page, {"berkas": signed[1], "kunci": "satu"}).status_code == 302
    assert OfficialPrice.objects.count() == 3
    assert set(OfficialPrice.objects.values_list("region_code", flat=True)) == {house.kapuas.code}
    entries = Entry.objects.filter(verb="market.prices.brought")
    assert entries.count() == 1
    here.post(page, {"berkas": signed[1], "kunci": "dua"})
    assert OfficialPrice.objects.count() == 3
    assert entries.count() == 1
    tampered = here.post(page, {"berkas": signed[1] + "x"})
    assert tampered.status_code == 404
    with pytest.raises(NotAllowed):
        official.receive(actor=house.actor("gita"), region_code=house.katingan.code, file=io.BytesIO(FILE))


def test_official_prices_come_by_the_command_line_too(house, tmp_path, capsys):
    path = tmp_path / "harga.csv"
    path.write_bytes(FILE)
    words = ["import", "prices-official", str(path), "--name", "Harga harian", "--publisher", "PIHPS"]
    assert cli.main(words) == 0
    assert not OfficialPrice.objects.exists()
    assert "D5" in capsys.readouterr().out
    assert cli.main([*words, "--yes"]) == 0
    assert cli.main([*words, "--yes"]) == 0
    assert OfficialPrice.objects.filter(region_code="62").count() == 3


def test_a_commoditys_page_draws_the_year_with_the_official_line_beside_it(house, here, haruan, django_assert_max_num_queries):
    series = official.Series(name="Harian", publisher="PIHPS")
    from betang.market.models import OfficialSeries

    row = OfficialSeries.objects.create(key=series.key, name=series.name, publisher=series.publisher)
    for back in range(4):
        day = clock.today() - timedelta(weeks=back)
        OfficialPrice.objects.create(series=row, commodity=haruan, region_code="62", on=day, price_idr=84_000)
        PriceReport.objects.create(
            commodity=haruan, level="konsumen", region_code=house.mantangai.code, on=day, price_idr=80_000 + back, source_kind="kim",
            at=clock.now(),
        )  # fmt: skip
    here.get("/harga/ikan-haruan/?sisi=konsumen")
    with django_assert_max_num_queries(8):
        text = here.get(f"/harga/ikan-haruan/?sisi=konsumen&wilayah={house.kapuas.code}").content.decode()
    assert '<path class="line"' in text
    assert '<path class="official"' in text
    assert "80.003" in text, "the table behind the drawing"
    assert "PIHPS" in text
    assert house.kapuas.full_name in text
    for wrong in ("?sisi=lain", "?wilayah=62.99", "?wilayah=31"):
        assert here.get(f"/harga/ikan-haruan/{wrong}").status_code == 404
    assert here.get("/harga/lapor/?barang=ikan-haruan&wilayah=62.03.99").status_code == 404


# ---------- alerts ----------


def wish(house, row, **more):
    alerts.ask(
        **{
            "commodity": row, "level": "konsumen", "region_code": house.kapuas.code, "way": "above", "price_idr": 90_000,
            "email": "Nelayan@Contoh.test", "language": "id", "at": clock.now(), **more,
        }
    )  # fmt: skip


def test_an_alert_counts_once_confirmed_tells_once_a_crossing_and_ends_with_its_address(
    house, here, haruan, django_capture_on_commit_callbacks
):
    with django_capture_on_commit_callbacks(execute=True):
        wish(house, haruan)
    row = PriceAlert.objects.get()
    token = alerts.token_of(row)
    link = f"/harga/kabar/{token}/"
    now = clock.now()

    def look(at=now):
        return alerts.look(commodity_id=str(haruan.pk), level="konsumen", region_code=house.mantangai.code, at=at)

    report = tell(house, haruan, 95_000)
    assert look() == 0, "nobody confirmed it"
    assert here.get(link).status_code == 200
    assert PriceAlert.objects.get().confirmed_at is None, "mail programs open links by themselves"
    assert here.post(link, {**honest_fields(), "apa": "ya"}).status_code == 200
    assert look() == 1
    assert look() == 0
    assert look(now + timedelta(days=1)) == 0, "it stays above: nothing new"
    PriceReport.objects.filter(pk=report.pk).update(price_idr=85_000)
    assert look() == 0
    PriceReport.objects.filter(pk=report.pk).update(price_idr=95_000)
    assert look() == 0, "at most once a day"
    PriceReport.objects.filter(pk=report.pk).update(price_idr=85_000)
    assert look(now + timedelta(days=1)) == 0
    PriceReport.objects.filter(pk=report.pk).update(price_idr=95_000)
    assert look(now + timedelta(days=1)) == 1
    PriceAlert.objects.update(told_on=None)
    assert look(now + timedelta(days=3)) == 0, "an old price tells nobody anything"
    wish(house, haruan, price_idr=120_000)
    assert PriceAlert.objects.get().price_idr == 90_000, "a stranger who types the address changes nothing"
    assert here.post(link, {**honest_fields(), "apa": "berhenti"}).status_code == 200
    assert not PriceAlert.objects.exists()
    assert here.get(link).status_code == 404


def test_an_alert_is_asked_for_on_its_page_and_forgotten_if_nobody_confirms(house, here, haruan):
    page = f"/harga/ikan-haruan/kabari/?sisi=konsumen&wilayah={house.kapuas.code}"
    assert ask(here, page, way="below", price="70rb", email="bukan alamat").status_code == 422
    done = ask(here, page, way="below", price="70rb", email="pembeli@contoh.test")
    assert done.status_code == 200
    assert "pembeli@contoh.test" not in done.content.decode()
    row = PriceAlert.objects.get()
    assert (row.way, row.price_idr, row.region_code) == ("below", 70_000, house.kapuas.code)
    assert not mail.outbox or "pembeli@contoh.test" in mail.outbox[0].to
    assert alerts.forget_unconfirmed(at=clock.now() + timedelta(days=4)) == 1
    with pytest.raises(NotFound):
        alerts.by_token("apa-saja")


# ---------- data and the demo world ----------


def test_the_data_say_the_same_as_the_board_and_tell_of_no_sender(house, here, haruan):
    for number, price in enumerate((80_000, 84_000, 90_000)):
        tell(house, haruan, price, who=f"orang {number}", place="Pasar Minggu")
    held(house)
    rows = list(csv.DictReader(io.StringIO(b"".join(here.get("/data/harga.csv")).decode("utf-8-sig"))))
    assert len(rows) == 1
    assert (rows[0]["harga_tengah"], rows[0]["laporan"], rows[0]["sisi"]) == ("84000", "3", "konsumen")
    assert rows[0]["kode_wilayah"] == house.mantangai.code
    assert rows[0]["contoh"] in ("false", "False")
    assert not b"".join(here.get(f"/data/harga.csv?wilayah={house.katingan.code}")).decode().strip().partition("\n")[2]


def test_a_year_of_the_demo_world_stands_on_the_board_within_few_questions(house, here, monkeypatch, django_assert_max_num_queries):
    monkeypatch.setattr(seeds, "WEEKS", 8)
    for name, kind, code in (("Palangka Raya", "kota", "62.71"), ("Seruyan", "kabupaten", "62.07")):
        above = Region.objects.create(code=code, name=name, level="regency", kind=kind, parent=house.province)
        Region.objects.create(code=f"{code}.01", name=f"{name} Hulu", level="district", kind="kecamatan", parent=above)
    assert seeds.sow(clock.now()) > 1_500
    assert PriceReport.objects.exclude(is_sample=True).count() == 0
    assert Commodity.objects.filter(reports__isnull=False).distinct().count() >= 20
    here.get("/harga/")
    with django_assert_max_num_queries(8):
        text = here.get("/harga/").content.decode()
    assert "contoh" in text
    assert "Rp" in text
    found = board.board("62", clock.today())
    assert sum(len(lines) for _group, lines in found.groups) >= 20
    for side in PriceLevel.values:
        for _group, lines in found.groups:
            for line in lines:
                known = line.sides.get(side)
                assert known is None or known.low > 0
    assert board.turn_the_day(at=clock.now())
    assert actions.policies.may_bring(SYSTEM, "62")
