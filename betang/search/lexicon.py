"""Words of our own field that Snowball's Indonesian rules get wrong, and words too common to search for.

Snowball peels letters without a dictionary: `perencanaan` becomes `encana`, `menulis` becomes `ulis`, `kelompok` becomes
`lompok`. Rather than list every wrong form, `ROOT_WORDS` lists roots, written down by us, and `forms_of` makes the regular
derivations of each by the rules of Indonesian spelling (nasal prefixes melt into k, p, s and t). Roots that are not
listed go to Snowball.
"""

from __future__ import annotations

STOP_WORDS = frozenset(
    "yang dan di ke dari untuk pada dengan dalam ini itu adalah ialah oleh sebagai atau juga akan telah sudah tidak bukan ada para "
    "serta agar supaya karena sebab bahwa saat ketika bila jika maka namun tetapi tapi sedangkan sehingga hingga sampai antara "
    "secara dapat bisa harus perlu lebih sangat hanya masih lagi pun saja nya si sang kami kita mereka dia ia saya anda kamu aku "
    "tersebut yaitu yakni seperti bagi tentang terhadap atas bawah setelah sebelum sesudah sementara selain maupun dgn yg utk dll dsb "
    "the of and to in for on is are a an by with at".split()
)

ROOT_WORDS = (
    "rencana bangun kelompok musyawarah usul laksana anggaran kerja latih tani nelayan didik sehat guna daya masyarakat tingkat layan "
    "informasi komunikasi desa usaha jalan tulis pakai kirim pimpin tanam panen peran pemuda perintah kebun ternak sungai bantu bina salur "
    "cari pasar produksi ajar olah kelola lapor putus setuju tetap atur undang bagi irigasi listrik jembatan banjir bakar hutan "
    "lingkungan sekolah adat tokoh kepala ketua anggota sekretaris bendahara daftar terbit berita kabar umum kembang pelihara rehabilitasi "
    "sedia mohon keluarga keluh adu tinggal kumpul temu rapat karet padi pupuk benih bibit tambak kolam rajin anyam tenun jual beli harga "
    "koperasi modal pinjam pajak sampah bersih aman sosialisasi swadaya periksa awas evaluasi pantau kebut sepakat tampil "
    "ubah tambah kurang susun siap serah terima tanya jawab simpan pilih tarik tutup buka masuk keluar pindah sambung tumbuh tebar tangkap "
    "tangani tanggap tanggung tangguh tuntas kawal kontrak kunjung kenal kuat kaji kampanye tular cegah obat rawat imunisasi "
    "timbang tuju tata tebing tengah tahan teliti tenaga teknologi tema tiba timbun titip tunda tunjuk turun tuntut tukar potong pasang "
    "pecah perbaiki pesan petik pilah pikir pinggir prioritas promosi proses publikasi pugar pulih punah putih saing saji sampai sebar "
    "sebut selenggara selesai selamat semprot sengketa sertifikat sewa siram siar sisa sidang suluh sumbang sumber surat survei susur "
    "syarat salin sawah sayur setor sukses silat selam sungguh kait kali kasih kantor kapal kebal kecil kejar kendali kering keruk "
    "ketik kirab kolaborasi kompetisi koordinasi koreksi kreasi kuasa kubur kukuh kunci kupas kutip kumandang gali ganti gerak gelar "
    "gotong hadir hasil hapus hibah hidup hijau himpun hitung hubung ikut isi izin jaga jahit jaring jemput kemas lahir lakukan lapang "
    "lestari liput lomba luas lunas main makan manfaat mandiri masak minum mulai nama nikah nilai panggil muat pandu panggung lindung "
    "raya rapi rawan rias rintis rumah rusak libat lanjut langgan ladang lengkap lepas lihat lintas ukur urus uji undi ungkap unggah "
    "unduh upaya arah angkat alir akses ajak adil abdi ancam andal antar asuh asap bayar beri bentuk besar bibir bimbing "
    "bicara biaya bongkar budaya budi bukti bunga buruh cabut catat cetak cipta coba dukung dengar dampak damping data datang debat derma "
    "dorong duduk dugaan faktor fasilitas gagas gabung gambar fokus festival wisata wawancara wakil waris wujud warga ekonomi edukasi edar "
    "operasi organisasi kades camat lurah bupati wali gubernur"
).split()

IRREGULAR = {
    "perempuan": "perempuan",
    "perahu": "perahu",
    "pemerintah": "pemerintah",
    "pemerintahan": "pemerintah",
    "pemerintahannya": "pemerintah",
    "pemerintahnya": "pemerintah",
    "belajar": "ajar",
    "pelajar": "ajar",
    "pelajaran": "ajar",
    "pembelajaran": "ajar",
    "mempelajari": "ajar",
    "permusyawaratan": "musyawarah",
    "kepariwisataan": "wisata",
    "pariwisata": "wisata",
    "wisatawan": "wisata",
    "kerajinan": "rajin",
    "pengrajin": "rajin",
    "perajin": "rajin",
    "pedesaan": "desa",
    "perdesaan": "desa",
    "produk": "produksi",
    "produknya": "produksi",
    "produktif": "produksi",
    "sekretariat": "sekretaris",
    "bekerja": "kerja",
    "ekonomi": "ekonomi",
    "kesehatan": "sehat",
    "berita": "berita",
    "beritanya": "berita",
    "perikanan": "ikan",
    "perikanannya": "ikan",
    "kelurahan": "kelurahan",
    "kecamatan": "kecamatan",
    "kabupaten": "kabupaten",
    "kemitraan": "mitra",
    "permukiman": "mukim",
    "pemukiman": "mukim",
    "balai": "balai",
    "perbaikan": "baik",
    "beras": "beras",
    "perkara": "perkara",
    "berkas": "berkas",
    "bersih": "bersih",
    "internet": "internet",
    "pasien": "pasien",
    "sungai": "sungai",
    "pantai": "pantai",
    "pegawai": "pegawai",
    "partai": "partai",
    "nilai": "nilai",
    "ramai": "ramai",
    "damai": "damai",
    "mulai": "mulai",
    "dimulai": "mulai",
    "memulai": "mulai",
    "bantuan": "bantu",
    "makanan": "makan",
    "minuman": "minum",
    "jalan": "jalan",
    "ikan": "ikan",
    "bulan": "bulan",
    "tahun": "tahun",
    "dusun": "dusun",
    "kebun": "kebun",
    "hutan": "hutan",
    "tangan": "tangan",
    "teman": "teman",
    "taman": "taman",
    "halaman": "halaman",
    "papan": "papan",
    "depan": "depan",
    "delapan": "delapan",
    "selatan": "selatan",
    "pelabuhan": "labuh",
    "intan": "intan",
    "rotan": "rotan",
    "durian": "durian",
    "kalimantan": "kalimantan",
    "katingan": "katingan",
    "barito": "barito",
    "seruyan": "seruyan",
    "lamandau": "lamandau",
    "sukamara": "sukamara",
    "pisau": "pisau",
    "kapuas": "kapuas",
    "danau": "danau",
    "betang": "betang",
    "bersama": "sama",
    "kebersamaan": "sama",
    "sebagian": "bagi",
}

_VOWELS = "aeiou"
_MELTING = {"k": "ng", "p": "m", "s": "ny", "t": "n"}


def nasal(prefix: str, root: str) -> list[str]:
    """`root` behind `me` or `pe` with its nasal: tulis → menulis, bangun → membangun, ajar → mengajar, lapor → melapor."""
    first = root[0]
    if first in _MELTING:
        joined = [f"{prefix}{_MELTING[first]}{root[1:]}"]
        if root[1] not in _VOWELS or first == "k":  # borrowed words keep their first letter: mempromosikan, mengkaji
            joined.append(f"{prefix}{'ng' if first == 'k' else 'm' if first == 'p' else 'n'}{root}")
        return joined
    if first in "bf":
        return [f"{prefix}m{root}"]
    if first in "cdj":
        return [f"{prefix}n{root}"]
    if first in _VOWELS or first in "gh":
        return [f"{prefix}ng{root}"]
    return [f"{prefix}{root}"]


def forms_of(root: str) -> set[str]:
    """The regular derivations of a root, without clitics (`root_of` takes those off)."""
    stems = {root}
    for front in ("di", "ter", "ber", "be", "per", "se", "ke", "memper", "diper", "member", "diber", "berke", "keber", "kepe"):
        stems.add(front + root)
    actives = nasal("me", root)
    agents = nasal("pe", root)
    stems.update(actives, agents, ("ke" + agent for agent in agents), ("se" + agent for agent in agents), ("pember" + root,))
    stems.add("pe" + root)
    if root[0] == "r":  # one r is enough: terencana, perawatan
        stems.add("te" + root)
    made: set[str] = set()
    for one in stems:
        for end in ("", "kan", "an", "i"):
            if end == "i" and one.endswith("i"):
                continue
            made.add(one + end)
    return made


def _roots() -> dict[str, str]:
    found: dict[str, str] = {}
    for root in sorted(set(ROOT_WORDS), key=len):
        for form in forms_of(root):
            found.setdefault(form, root)
    for root in ROOT_WORDS:
        found[root] = root
    for word, root in IRREGULAR.items():
        found[word] = root
        found.setdefault(root, root)
    return found


ROOTS: dict[str, str] = _roots()
"""Each known form with its root: about 31,000 short strings (3 MB), made in 20 ms at start."""


def root_of(word: str) -> str | None:
    """The listed root of a folded word, also when a clitic is written onto it (`rencananya`); None when it is not listed."""
    known = ROOTS.get(word)
    if known is None:
        for clitic in ("nya", "lah", "kah", "pun", "ku", "mu"):
            if word.endswith(clitic):
                known = ROOTS.get(word[: -len(clitic)])
                if known is not None:
                    break
    return known
