"""Rules without a database: seasons, sums, availability, permits' forms and ends, links, words that stop a product."""

from __future__ import annotations

import re
from datetime import date
from decimal import Decimal
from xml.etree import ElementTree

import pytest

from betang.kernel.errors import InvalidInput
from betang.market import links, permits, rules, structured, wording
from betang.market.forms import Amount, Rupiah
from betang.market.queries.catalogue import Filters, km_between, unit_words
from betang.market.queries.product import FeedItem
from betang.market.terms import LinkKind, PermitKind
from betang.statutes import book
from betang.statutes.sources import references


def test_months_are_bits_and_all_of_them_are_none():
    assert rules.months_of(rules.mask_of((12, 1, 2))) == (1, 2, 12)
    assert rules.mask_of(range(1, 13)) == 0
    assert rules.mask_of((0, 13, 5)) == 1 << 4
    assert rules.is_in_season(0, 7)
    assert rules.is_in_season(rules.mask_of((7,)), 7)
    assert not rules.is_in_season(rules.mask_of((7,)), 8)


@pytest.mark.parametrize(
    ("months", "runs"),
    [((12, 1, 2), [(12, 2)]), ((3, 4, 9), [(3, 4), (9, 9)]), ((), []), (range(1, 13), []), ((1, 12), [(12, 1)])],
)
def test_months_make_stretches_over_the_turn_of_the_year(months, runs):
    assert rules.runs_of(months) == runs


@pytest.mark.parametrize(
    ("quantity", "price", "amount"),
    [("1", 15000, 15000), ("0.5", 15001, 7501), ("0.333", 1000, 333), ("2.5", 1, 3), ("1000000", 10**9, 10**15)],
)
def test_a_line_sums_to_the_whole_rupiah_half_up(quantity, price, amount):
    assert rules.amount_of(Decimal(quantity), price) == amount


def test_packs_are_compared_by_kilogram_litre_and_piece():
    assert rules.price_by_measure(15000, Decimal(250), "g") == (60000, "kg")
    assert rules.price_by_measure(28000, Decimal(500), "ml") == (56000, "l")
    assert rules.price_by_measure(30000, Decimal(12), "isi") == (2500, "isi")
    assert rules.price_by_measure(30000, Decimal(1), "kg") is None
    assert rules.price_by_measure(30000, None, "") is None


@pytest.mark.parametrize(
    ("supply", "stock", "season", "month", "is_now"),
    [
        ("stok", Decimal(3), 0, 5, "there"),
        ("stok", None, 0, 5, "there"),
        ("stok", Decimal(0), 0, 5, "sold_out"),
        ("pesanan", Decimal(0), 0, 5, "made"),
        ("musim", None, rules.mask_of((12, 1)), 5, "later"),
        ("pesanan", None, rules.mask_of((12, 1)), 12, "made"),
    ],
)
def test_availability_asks_the_season_first(supply, stock, season, month, is_now):
    assert rules.availability(supply=supply, stock=stock, season=season, month=month) == is_now


def test_a_permit_is_valid_on_its_last_day_and_past_the_day_after():
    end = date(2026, 11, 24)
    assert rules.standing_of(None, end) == "open"
    assert rules.standing_of(end, end) == "soon"
    assert rules.standing_of(end, date(2026, 11, 25)) == "past"
    assert rules.standing_of(date(2028, 1, 1), end) == "valid"


@pytest.mark.parametrize(
    ("kind", "typed", "kept"),
    [
        (PermitKind.NIB, "NIB: 0220 0012 34567", "0220001234567"),
        (PermitKind.PIRT, "P-IRT No. 206620301012329", "2066203010123-29"),
        (PermitKind.PIRT, "2066203010123-29", "2066203010123-29"),
        (PermitKind.HALAL, "id 62110000123450124", "ID62110000123450124"),
        (PermitKind.BPOM_FOOD, "BPOM RI MD 262311001234", "BPOM RI MD 262311001234"),
        (PermitKind.BPOM_HERBAL, "POM TR. 213712345", "POM TR 213712345"),
        (PermitKind.BPOM_COSMETIC, "na 18211234567", "NA18211234567"),
        (PermitKind.OTHER, "503/12/DPMPTSP-2026", "503/12/DPMPTSP-2026"),
    ],
)
def test_a_permit_number_is_kept_as_it_is_printed(kind, typed, kept):
    assert permits.checked_number(kind, typed) == kept


@pytest.mark.parametrize(
    ("kind", "typed"),
    [
        (PermitKind.NIB, "022000123456"),
        (PermitKind.PIRT, "9066203010123-29"),
        (PermitKind.PIRT, "206620301012"),
        (PermitKind.HALAL, "62110000123450124"),
        (PermitKind.BPOM_FOOD, "TR 213712345"),
        (PermitKind.OTHER, "<b>"),
    ],
)
def test_a_permit_of_another_form_is_refused_with_how_it_looks(kind, typed):
    with pytest.raises(InvalidInput) as error:
        permits.checked_number(kind, typed)
    assert error.value.fields["number"]


@pytest.mark.parametrize(
    ("typed", "kind"),
    [
        ("https://katalog.inaproc.id/toko/kerupuk", LinkKind.EKATALOG),
        ("www.tokopedia.com/kim-danum/kerupuk", LinkKind.TOKOPEDIA),
        ("https://shopee.co.id/kerupuk?sp=1", LinkKind.SHOPEE),
    ],
)
def test_a_link_names_its_shop(typed, kind):
    assert links.checked_link(typed)[0] == kind


@pytest.mark.parametrize(
    "typed",
    [
        "https://shopee.co.id.jahat.test/x",
        "https://evilshopee.co.id/x",
        "javascript:alert(1)",
        "https://shopee.co.id",
        "",
        "ftp://shopee.co.id/x",
    ],
)
def test_a_link_elsewhere_is_refused(typed):
    with pytest.raises(InvalidInput):
        links.checked_link(typed)


def test_a_link_carries_no_password_of_anybody():
    assert links.checked_link("https://a:b@shopee.co.id/x")[1] == "https://shopee.co.id/x"


@pytest.mark.parametrize(
    "words",
    [
        "Paruh enggang asli",
        "Trenggiling hidup",
        "madu ini menyembuhkan kanker",
        "ampuh untuk asam urat",
        "tanpa efek samping",
        "slot gacor",
        "krim merkuri",
        "pupuk subsidi murah",
        "me\u200bnyembuhkan",
        "MENGOBATI",
        "dijamin sembuh",
        "obat diabetes",
    ],
)
def test_what_must_not_be_sold_or_said_is_found(words):
    assert wording.refused(wording.look({"words": words})), words


@pytest.mark.parametrize(
    "words",
    [
        "Kerupuk ikan gabus, renyah dan gurih",
        "Kunyit bubuk untuk bumbu dapur",
        "Motif batang garing",
        "Madu hutan disaring tanpa dipanaskan",
        "Bekal pergi ke sawah",
        "Udang sungai",
        "Sabun batang minyak kelapa",
        "Beras siam pera",
    ],
)
def test_honest_words_pass(words):
    assert wording.look({"words": words}) == ()


def test_a_hint_is_pointed_at_with_its_law_and_does_not_stop():
    (hint,) = wording.look({"name": "Mandau hias"})
    assert not hint.is_refused
    assert "UU Darurat 12/1951 pasal" in hint.explanation
    assert hint.field == "name"
    assert wording.hints((hint,)) == (hint,)


def pairs_of(found):
    return [(found.law.name, str(article)) for article in found.articles] or [(found.law.name, "")]


def test_each_line_of_the_list_is_unique_and_its_law_resolves():
    keys = [ban.key for ban in wording.bans()]
    assert len(keys) == len(set(keys)) > 15
    assert all(ban.about and ban.words for ban in wording.bans())
    assert {ban.key for ban in wording.bans() if not ban.law} == {"cyanide", "subsidised"}
    cited = {pair for ban in wording.bans() if ban.law for one in references(ban.law) for pair in pairs_of(one)}
    named = {pair for line in book.citations() if line.rule == "market.wording.bans" for one in line.references() for pair in pairs_of(one)}
    assert cited == named


def test_a_ground_is_said_in_words_and_where_no_law_is_known_none_is_named():
    grounds = {ban.key: ban.ground for ban in wording.bans()}
    assert grounds["fishing_harm"] == "UU 31/2004 pasal 8 ayat (1); UU 45/2009"
    assert grounds["tobacco"] == "PP 28/2024 pasal 434 ayat (1) huruf f"
    (found,) = wording.look({"words": "Ada sianida"})
    assert found.is_refused
    assert not re.search(r"\d", found.explanation)


def test_numbers_are_read_as_people_write_them():
    amount, money = Amount(required=False), Rupiah(required=False)
    assert [amount.clean(text) for text in ("", "2", "0,5", "1.250", "1.250,5", "2.5")] == [
        None,
        Decimal(2),
        Decimal("0.5"),
        Decimal(1250),
        Decimal("1250.5"),
        Decimal("2.5"),
    ]
    assert [money.clean(text) for text in ("", "15000", "15.000", "Rp 1.500.000")] == [None, 15000, 15000, 1500000]
    for wrong in ("dua", "1e9", "NaN", "0,0001"):
        with pytest.raises(Exception, match="."):
            amount.clean(wrong)
    assert amount.prepare_value(Decimal("2.500")) == "2,5"


def test_a_pack_says_what_it_holds():
    assert unit_words("bungkus", Decimal(250), "g") == "bungkus 250 g"
    assert unit_words("botol", Decimal("0.650"), "l") == "botol 0,65 l"
    assert unit_words("kg", None, "") == "kg"


def test_distance_is_in_kilometres():
    kuala_kapuas, palangka_raya = (-3.01, 114.39), (-2.21, 113.92)
    assert 95 < km_between(kuala_kapuas, palangka_raya) < 110
    assert km_between(kuala_kapuas, kuala_kapuas) == 0


def test_filters_leave_out_what_they_do_not_understand():
    read = Filters.read({"kategori": "senjata", "wilayah": "62'; --", "musim": "13", "dekat": "62.03", "q": "  madu   hutan "})
    assert read.params() == {"dekat": "62.03", "q": "madu hutan"}


def item(**more) -> FeedItem:
    from datetime import UTC, datetime
    from uuid import UUID

    return FeedItem(
        **{
            "id": UUID(int=5),
            "name": "Kerupuk <ikan> & \x00cabai",
            "words": "Gurih.\tDua\nbaris",
            "url": "http://x/produk/a/",
            "image": "http://x/a.jpg",
            "price_idr": 15000,
            "availability": rules.Availability.MADE,
            "category": "makanan",
            "brand": "Dapur",
            "updated_at": datetime(2026, 1, 1, tzinfo=UTC),
            **more,
        }
    )


def test_the_shopping_feed_is_well_formed_and_complete():
    root = ElementTree.fromstring(structured.rss([item()], title="A & B", home="http://x/", about="<x>"))
    g = "{http://base.google.com/ns/1.0}"
    (one,) = root.iter("item")
    said = {child.tag.removeprefix(g): child.text for child in one}
    assert said["title"] == "Kerupuk <ikan> & cabai"
    assert said["price"] == "15000 IDR"
    assert said["availability"] == "in_stock"
    assert {"id", "title", "description", "link", "image_link", "price", "availability", "condition", "brand", "identifier_exists"} <= set(
        said
    )
    names, row, end = structured.tsv([item()]).split("\n")
    assert end == ""
    assert len(names.split("\t")) == len(row.split("\t")) == 11
