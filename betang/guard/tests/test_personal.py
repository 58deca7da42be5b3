"""Personal data is found and masked; prices, regulations and public services are not taken for it."""

from __future__ import annotations

import phonenumbers
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from betang.guard.personal import is_nik, mask
from betang.guard.text import check_text, personal, refused


@pytest.mark.parametrize(
    ("text", "kind", "masked"),
    [
        ("NIK 6203051205890001 atas nama", "nik", "6203••••••••0001"),
        ("nik: 6203 0552 0589 0001", "nik", "6203••••••••0001"),
        ("6203-0512-0589-0001", "nik", "6203••••••••0001"),
        ("６２０３０５１２０５８９０００１", "nik", "6203••••••••0001"),
        ("62030512\u200b05890001", "nik", "6203••••••••0001"),
        ("No KK 6203050102030004", "kk", "6203••••••••0004"),
        ("Kartu Keluarga nomor 6203 0501 0203 0004", "kk", "6203••••••••0004"),
        ("hub 0812-3456-7890", "phone", "0812•••••890"),
        ("WA 08123456789", "phone", "0812••••789"),
        ("+62 813 4901 2233", "phone", "0813•••••233"),
        ("https://wa.me/6281349012233", "phone", "0813•••••233"),
        ("Telp rumah 0536 3221234", "phone", "0536••••234"),
        ("rekening BRI 0123-01-012345-50-7 a.n. Siti", "bank_account", "••••••••••••507"),
        ("transfer ke BCA 1234567890", "bank_account", "•••••••890"),
        ("tf ke Dana 081234567890", "phone", "0812•••••890"),
        ("plat KH 1234 AB", "plate", "KH •••• ••"),
        ("mobil kh 4321 yz", "plate", "KH •••• ••"),
        ("KH 1234 AB menabrak pagar", "plate", "KH •••• ••"),
    ],
)
def test_personal_data_is_found_and_masked(text, kind, masked):
    found = check_text(text)
    assert [(one.kind, one.excerpt) for one in found] == [(kind, masked)]
    assert personal(found) == found
    assert not refused(found)
    digits = "".join(char for char in text if char.isdigit())
    assert digits not in found[0].explanation
    assert masked in found[0].explanation


@pytest.mark.parametrize(
    "text",
    [
        "Harga Rp1.500.000.000",
        "Rp 12.500.000 untuk jalan",
        "Dana desa sebesar 1234567890 rupiah",
        "UU Nomor 27 Tahun 2022",
        "Perdes No. 5/2026 tanggal 12-05-2026",
        "Dalam keadaan darurat hubungi 112 atau 110",
        "call center 1500-444",
        "Kantor Dinas Kesehatan telp (0536) 3221234",
        "kode rekening 5.1.02.01.01.0024",
        "sub kegiatan 2.16.02.2.01.0031",
        "NIP 198905122015031001",
        "ISBN 978-602-8519-93-9",
        "1.234.567.890.123",
        "20 000 000 orang",
        "Luas 1234567 m2",
        "Tahun 2020 2021 2022 2023",
        "SK Nomor 0812/345/6789",
        "Rekening kas desa Bank Kalteng 1000123456",
        "Pasal 4 ayat B",
        "A 4 B",
        "R 2 D 2",
        "skor 12 - 08 - 81 - 23",
        "koordinat -2.123456, 113.9123456",
        "id pelanggan 532112345678",
        "token listrik 1234 5678 9012 3456 7890",
        "2026-11-24 08:12:34",
        "RT 01 RW 02",
        "KM 12 Desa B",
        "Kode wilayah 62.03.05.2004",
        "Nomor registrasi 62.03/KIM/2024/0017",
        "Pemilu 2024: 1.204 suara, 08.00-12.00 WIB",
        "6203053205890001",
    ],
)
def test_ordinary_numbers_are_left_alone(text):
    assert check_text(text) == ()


@settings(max_examples=200)
@given(
    st.sampled_from(["11", "32", "53", "62", "94"]),
    st.integers(1, 79),
    st.integers(1, 30),
    st.dates(min_value=__import__("datetime").date(1940, 1, 1), max_value=__import__("datetime").date(2025, 12, 31)),
    st.booleans(),
    st.integers(1, 9999),
)
def test_every_well_formed_nik_is_a_nik_and_one_with_an_impossible_day_is_not(province, regency, district, born, is_woman, serial):
    day = born.day + (40 if is_woman else 0)
    head = f"{province}{regency:02d}{district:02d}"
    assert is_nik(f"{head}{day:02d}{born:%m%y}{serial:04d}")
    assert not is_nik(f"{head}{35:02d}{born:%m%y}{serial:04d}")
    assert not is_nik(f"{head}{day:02d}13{born:%y}{serial:04d}")
    assert not is_nik(f"99{head[2:]}{day:02d}{born:%m%y}{serial:04d}")


@settings(max_examples=200)
@given(st.integers(8, 10), st.data())
def test_our_phones_are_those_of_the_second_source(length, data):
    """What phonenumbers holds for a valid Indonesian mobile number is found; how it is written does not matter."""
    prefix = data.draw(st.sampled_from(["811", "812", "813", "821", "822", "852", "857", "895", "877", "881"]))
    rest = data.draw(st.integers(10 ** (length - 4), 10 ** (length - 3) - 1))
    number = f"{prefix}{rest}"
    parsed = phonenumbers.parse(f"+62{number}", None)
    if not phonenumbers.is_valid_number(parsed):
        return
    for written in (
        f"0{number}",
        f"+62{number}",
        phonenumbers.format_number(parsed, phonenumbers.PhoneNumberFormat.INTERNATIONAL),
        phonenumbers.format_number(parsed, phonenumbers.PhoneNumberFormat.NATIONAL),
    ):
        assert [one.kind for one in check_text(f"Hubungi {written} ya")] == ["phone"], written


@given(st.text(alphabet="0123456789", min_size=9, max_size=18))
def test_a_mask_never_shows_more_than_eight_digits(digits):
    for kind in ("nik", "kk", "phone", "bank_account"):
        assert sum(char.isdigit() for char in mask(kind, digits)) <= 8


def test_an_advertisement_with_a_phone_number_does_not_show_it_in_its_excerpt():
    found = check_text("slot gacor hubungi 0812-3456-7890 maxwin sekarang")
    assert {one.kind for one in found} == {"gambling", "phone"}
    assert all("3456" not in one.excerpt + one.explanation for one in found)
