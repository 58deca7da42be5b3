"""Who sells gambling is refused, who speaks about it is not: both sides, sentence by sentence."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from betang.guard.text import check_fields, check_text, refused

SELLS = (
    """
Slot gacor hari ini gampang maxwin, daftar sekarang!
Situs judi slot online terpercaya 2026
Link slot gacor: https://slot88gacor.xyz
s10t g4c0r maxwin
Main sl0t g4c0r disini bosku
S L O T  G A C O R
s.l.o.t g.a.c.o.r
ｓｌｏｔ ｇａｃｏｒ
𝗦𝗟𝗢𝗧 𝗚𝗔𝗖𝗢𝗥 hari ini
ѕlоt gасоr
ѕℓοτ gαсοr
s\u200bl\u200bo\u200bt g\u200da\u200dc\u200do\u200dr
s\u00adl\u00ado\u00adt gac\u2060or
Prediksi togel hk malam ini paling jitu
Keluaran SGP dan HK hari ini tercepat
Bandar togel terpercaya hadiah 4D 10 juta, klik link di bio
Deposit pulsa tanpa potongan bonus new member 100%
Anti rungkad, pasti wd, main di zeus77
Gates of Olympus x1000, pola gacor malam ini, gabung sekarang
Agen casino online terbesar, live casino baccarat, daftar di sini
Kak beritanya bagus. Kalau mau cuan cek dewatogel88.com
Judi online terpercaya, wa admin sekarang juga, bonus deposit
Polisi menangkap bandar. Daftar slot gacor maxwin di https://slot88.com sekarang
Waspada penipuan! Hanya di sini slot gacor asli: [slot gacor](https://contoh-lain.xyz/a)
RTP LIVE tertinggi hari ini 98%
situsslotgacorterpercaya
jud1 0nl1ne bonus
T0G3L singapura
b4ndar t0gel
Scatter hitam mahjong ways turun terus, auto maxwin
Depo 10k wd 5 juta, slot thailand paling gacor
<a href="https://x.contoh.co/">situs slot gacor</a>
sl<b></b>ot ga<i></i>cor
&#115;lot g&#97;cor
Freebet tanpa deposit, freechip 50k
SLOT88 | SLOT777 | daftar
🆂🅻🅾🆃 🅶🅰🅲🅾🆁
mix parlay sbobet hari ini
Ketik di Google: RAJASLOT88, gampang menang
slooot gacooor
Nonton bola sambil taruhan bola di sbobet88, yuk gabung
https://www.judislotonline.net
bandarqq dominoqq poker online uang asli
""".strip()
    .encode("raw_unicode_escape")
    .decode("raw_unicode_escape")
    .split("\n")
)

SPEAKS = """
Polisi menangkap bandar judi togel di Kecamatan Mantangai, Selasa malam.
Sosialisasi bahaya judi online bagi pelajar SMA Negeri 1 Kapuas
Kapolres: pelaku judi slot online diancam penjara sepuluh tahun
KIM mengajak warga menjauhi judi online karena merusak rumah tangga.
Diskominfo menggelar literasi digital, membahas judol dan pinjol.
Situs judi online itu menawarkan bonus new member kepada korban, kata polisi.
Situs web desa sempat disusupi iklan slot gacor, kini sudah dipulihkan BSSN.
Masih ada tiga slot waktu untuk imunisasi balita hari Kamis.
Slot parkir di pasar Kuala Kapuas ditambah.
Pendaftaran masih dibuka, tersisa 5 slot peserta pelatihan.
Lotre arisan ibu-ibu dimenangkan oleh Ibu Sari.
Bandar Udara Tjilik Riwut menambah penerbangan.
Lomba burung berkicau: murai batu milik Pak Toto paling gacor.
Taruhan nyawa, nelayan selamat dari ombak besar.
Harga jual ikan di bandar ikan naik menjadi Rp35.000 per kilogram.
Kegiatan judi sabung ayam di desa dihentikan aparat.
Khotbah Jumat: judi itu haram dan merusak keluarga.
Daftar sekarang pelatihan membuat situs web, klik di sini: https://kapuaskab.go.id/pelatihan
Bonus bagi anggota koperasi: deposit di bank desa tanpa potongan.
Peraturan Desa Nomor 5 Tahun 2026 tentang larangan perjudian.
Malin Kundang dipentaskan anak-anak SD, daftar penonton penuh.
Slot kartu SIM pada ponsel lama rusak.
RTP kini tampil di televisi digital: Radio Televisi Portugal.
Joki cilik dari Desa Telangkah meraih medali.
Data HKTI Kapuas menunjukkan panen padi naik.
Satgas memblokir 5.000 situs slot gacor dan togel selama Oktober.
Ibu itu menjual sawah karena suaminya kecanduan slot online.
"Saya kalah Rp40 juta di slot zeus," kata korban yang kini berhenti berjudi.
Turnamen domino antar-RT digelar meriah.
Toto, ketua kelompok tani, menyerahkan pupuk.
Mahasiswa meneliti dampak judi slot terhadap keluarga nelayan.
Kata polisi, tersangka mengelola situs judi dengan omzet Rp2 miliar per bulan.
Waspada penipuan berkedok undian: jangan klik tautan dari nomor tidak dikenal.
Panitia membuka pendaftaran lomba dayung, hadiah utama Rp10.000.000, daftar sekarang!
Spaceman dan astronot jadi tema karnaval 17 Agustus.
Hubungi admin KIM untuk mengirim berita.
Kementerian meminta warga melaporkan situs judi ke https://aduankonten.id
Peserta dari Sulawesi dan Malut disambut tari giring-giring.
Cicilan motor 0% tanpa potongan, deposit awal Rp500.000 di koperasi.
Warga Bandar Jaya memanen semangka.
Ayam jago Pak Slamet menang kontes; bukan sabung ayam, kata panitia.
Gol di menit 88 membawa Persemka ke final, 4-3.
""".strip().split("\n")  # fmt: skip


@pytest.mark.parametrize("text", SELLS)
def test_what_sells_gambling_is_refused(text):
    assert refused(check_text(text)), text


@pytest.mark.parametrize("text", SPEAKS)
def test_what_speaks_of_gambling_or_only_sounds_like_it_is_not_refused(text):
    assert not refused(check_text(text)), [one.explanation for one in check_text(text)]


def test_ordinary_village_news_gives_no_finding_at_all():
    text = (
        "Warga Desa Mantangai Hilir bergotong royong memperbaiki jalan pada Minggu pagi. Kepala desa menyampaikan bahwa dana desa tahap "
        "kedua sebesar Rp412.500.000 sudah cair pada 12 November 2026.\n\nPendaftaran pelatihan anyaman dibuka sampai 30 November; tersisa "
        "tujuh slot peserta. Daftar sekarang di balai desa. Pertandingan voli antar-RT dimenangkan RT 03 dengan skor 25-21."
    )
    assert check_text(text) == ()


def test_a_whole_report_about_gambling_is_told_but_not_refused():
    text = (
        "# Polres Kapuas ungkap jaringan judi online\n\nPolres Kapuas menangkap tiga tersangka. Mereka mengelola situs slot gacor "
        "dengan nama maxwin dan menawarkan bonus new member.\n\nKorban tergiur iklan «slot gacor gampang maxwin»."
        " Kini ia menjalani konseling. "
        "Warga diminta melaporkan situs semacam itu ke https://aduankonten.id atau polsek terdekat."
    )
    found = check_text(text)
    assert found
    assert not refused(found)
    assert {one.kind for one in found} == {"gambling"}


def test_a_finding_points_to_the_place_in_the_text_as_typed():
    text = "Halo semua.\nKunjungi s\u200bl\u200b0t  gасоr sekarang"
    (found,) = check_text(text)
    assert text[found.start : found.end] == "s\u200bl\u200b0t  gасоr"
    assert "2" in found.explanation
    assert "sl0t gacor" in found.explanation


def test_a_finding_names_its_field():
    found = check_fields({"title": "Panen raya", "body": "slot gacor maxwin"})
    assert [(one.field, one.kind) for one in found] == [("body", "gambling")]
    assert check_fields({"title": "", "body": "Panen"}) == ()


@pytest.mark.parametrize("text", ["Hacked by Xploit7", "h4ck3d by anon cyber team", "Defaced by Ghost Crew", "Owned by Borneo Cyber Army"])
def test_the_sign_of_a_break_in_is_refused(text):
    found = check_text(text)
    assert [one.kind for one in found] == ["defacement"]
    assert refused(found)


@pytest.mark.parametrize(
    "text",
    [
        "Peretas menulis «Hacked by X» di situs itu; polisi dan BSSN sudah memulihkannya.",
        "The house was owned by the village head.",
        "Situs desa diretas, warga diminta waspada.",
    ],
)
def test_news_of_a_break_in_is_not_refused(text):
    assert not refused(check_text(text))


@pytest.mark.parametrize(
    ("html", "is_refused"),
    [
        ('<p style="display:none">baca <a href="https://contoh.org">ini</a></p>', True),
        ('<div style="position:absolute;left:-9999px">slot gacor</div>', True),
        ('<span style="font-size:0">rahasia dunia</span>', False),
        ('<span style="color:#fff;background:#FFF">kata tersembunyi</span>', False),
        ("<p hidden>kata tersembunyi</p>", False),
        ("<p style='opacity: 0'>kata <a href=/x>tautan</a></p>", True),
    ],
)
def test_text_hidden_by_style_is_found(html, is_refused):
    found = [one for one in check_text(html) if one.kind == "hidden_text"]
    assert len(found) == 1
    assert found[0].is_refused is is_refused
    assert html[found[0].start : found[0].end] == html


@pytest.mark.parametrize(
    "html",
    [
        '<p style="color:#333;background:#fff">tampak</p>',
        '<p style="display:block">tampak</p>',
        '<p style="font-size:0.9em">tampak</p>',
        '<p style="opacity:0.8">tampak</p>',
        '<div style="display:none"></div>',
        '<img style="height:1px" src="x">',
    ],
)
def test_text_in_plain_sight_is_not_called_hidden(html):
    assert [one for one in check_text(html) if one.kind == "hidden_text"] == []


def test_a_link_farm_is_refused_and_a_page_of_village_sites_is_not():
    farm = "\n".join(f"[toko murah {n}](https://toko{n}.contoh.com/)" for n in range(20))
    villages = "\n".join(f"[Desa {n}](https://desa{n}.desa.id/)" for n in range(40))
    sources = "\n".join(
        f"Bacaan {n}: buku tentang rotan, anyaman, dan hutan adat yang ditulis warga kampung sendiri https://buku{n}.contoh.org"
        for n in range(10)
    )
    assert refused(check_text(farm))
    assert check_text(villages) == ()
    assert check_text(sources) == ()


@settings(max_examples=150, deadline=None)
@given(st.text(max_size=300))
def test_any_text_is_read_without_failing_and_places_stay_inside_it(text):
    for one in check_text(text):
        assert 0 <= one.start <= one.end <= len(text)


DISGUISES = st.sampled_from(
    [
        lambda word: word,
        str.upper,
        lambda word: "\u200b".join(word),
        lambda word: ".".join(word),
        lambda word: " ".join(word),
        lambda word: word.replace("o", "0").replace("a", "4"),
        lambda word: word.replace("o", "о").replace("a", "а").replace("c", "с"),
        lambda word: "".join(chr(ord(char) - 97 + 0x1D5EE) for char in word),
        lambda word: "".join(chr(ord(char) + 0xFEE0) for char in word),
        lambda word: "".join(f"&#{ord(char)};" for char in word),
        lambda word: word[:2] + "<b></b>" + word[2:],
        lambda word: "".join(char + "\u0336" for char in word),
    ]
)


@settings(max_examples=120, deadline=None)
@given(DISGUISES, DISGUISES, st.sampled_from(["Warga berkumpul di balai desa.\n", "Panen raya! ", ""]))
def test_slot_gacor_is_found_in_every_disguise(first, second, before):
    text = f"{before}{first('slot')} {second('gacor')}"
    found = [one for one in check_text(text) if one.is_refused]
    assert found, text
    assert min(one.start for one in found) >= len(before) - 1


def test_a_long_text_is_read_quickly():
    import time

    text = "Warga memperbaiki jalan, 12 orang ikut; slot waktu masih ada (0536) 3221234 www.contoh.id. " * 2000
    began = time.perf_counter()
    check_text(text)
    assert time.perf_counter() - began < 10
