"""Roots, stop words and codes: pure functions, no database."""

from __future__ import annotations

import pytest

from betang.search import words

FAMILIES = """
rencana perencanaan merencanakan direncanakan terencana berencana rencananya
bangun pembangunan membangun dibangun bangunan terbangun
kelompok berkelompok pengelompokan kelompoknya
musyawarah bermusyawarah memusyawarahkan permusyawaratan dimusyawarahkan
usul usulan mengusulkan diusulkan pengusul pengusulan
kerja bekerja pekerjaan pekerja mengerjakan dikerjakan
latih pelatihan melatih dilatih latihan pelatih
tingkat peningkatan meningkatkan ditingkatkan
tulis menulis penulis tulisan ditulis
kirim mengirim pengiriman kiriman dikirim
pimpin memimpin pemimpin pimpinan kepemimpinan
tanam menanam penanaman tanaman ditanam
pakai memakai pemakaian dipakai
kelola mengelola pengelolaan dikelola pengelola
tetap penetapan menetapkan ditetapkan ketetapan
terbit menerbitkan penerbitan diterbitkan terbitan
kembang pengembangan mengembangkan berkembang perkembangan dikembangkan
pelihara pemeliharaan memelihara dipelihara
mohon permohonan memohon pemohon dimohonkan
keluarga kekeluargaan berkeluarga
kumpul berkumpul pengumpulan perkumpulan mengumpulkan
temu pertemuan bertemu menemukan penemuan
tenun menenun tenunan penenun
periksa pemeriksaan memeriksa diperiksa
awas pengawasan mengawasi pengawas diawasi
daya pemberdayaan memberdayakan diberdayakan keberdayaan
wisata pariwisata wisatawan
ekonomi perekonomian
produksi produk memproduksi produktif
sekolah bersekolah persekolahan
kepala mengepalai
ketua diketuai
desa pedesaan perdesaan desanya
ikan perikanan
tani petani pertanian bertani
sehat kesehatan menyehatkan penyehatan
layan pelayanan melayani layanan dilayani
perintah memerintah
pemerintah pemerintahan pemerintahnya
"""


@pytest.mark.parametrize("family", FAMILIES.split("\n")[1:-1], ids=lambda family: family.split()[0])
def test_a_family_of_words_has_one_root(family):
    assert {words.stem(word) for word in family.split()} == {words.stem(family.split()[0])}


def test_different_families_have_different_roots():
    roots = [words.stem(family.split()[0]) for family in FAMILIES.split("\n")[1:-1]]
    assert len(set(roots)) == len(roots)
    assert words.stem("perahu") != words.stem("perahan")
    assert words.stem("perempuan") == "perempuan"


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("Rencana YANG dibuat di desa", ["rencana", "buat", "desa"]),
        ("anak-anak", ["anak", "anak"]),
        ("Café Ánhang", ["cafe", "anhang"]),
        ("ge\u200bdung", ["gedung"]),
        ("62.03/KIM/2024/0017", ["6203kim20240017"]),
        ("Rp1.500.000,00", ["150000000"]),
        ("RT 3", ["rt", "3"]),
        ("", []),
        ("_ - / .", []),
    ],
)
def test_a_text_becomes_words(text, found):
    assert [word.stem for word in words.split(text)] == found


def test_a_code_is_spelled_whole_by_its_beginnings_and_by_its_parts():
    (code,) = words.split("62.03.05.2004")
    assert words.spellings(code) == ["6203", "620305", "6203052004", "62", "03", "05", "2004"]
