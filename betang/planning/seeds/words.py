"""What governments of the demo world build: offices, works with their official codes, usual sizes and prices, words of reports.

Codes and names of activities are those of the built-in lists; amounts are invented and of a believable size.
"""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class OfficeSeed:
    """An agency: its sectors, how many of their activities it plans a year at most, and whether it does small routine work only."""

    short: str
    name: str
    fields: tuple[str, ...]
    at_most: int = 14
    kind: str = "agency"


REGENCY_OFFICES = (
    OfficeSeed("Disdik", "Dinas Pendidikan", ("1.01",), 12),
    OfficeSeed("Dinkes", "Dinas Kesehatan", ("1.02",), 16),
    OfficeSeed("Dinas PUPR", "Dinas Pekerjaan Umum dan Penataan Ruang", ("1.03",), 30),
    OfficeSeed("Disperkimtan", "Dinas Perumahan, Kawasan Permukiman dan Pertanahan", ("1.04",), 14),
    OfficeSeed("Satpol PP Damkar", "Satuan Polisi Pamong Praja dan Pemadam Kebakaran", ("1.05",), 10),
    OfficeSeed("Dinsos", "Dinas Sosial", ("1.06",), 8),
    OfficeSeed("Disnakertrans", "Dinas Tenaga Kerja dan Transmigrasi", ("2.07", "3.32"), 11),
    OfficeSeed(
        "DP3AP2KB", "Dinas Pemberdayaan Perempuan, Perlindungan Anak, Pengendalian Penduduk dan Keluarga Berencana", ("2.08", "2.14"), 14
    ),
    OfficeSeed("Distan", "Dinas Pertanian dan Ketahanan Pangan", ("3.27", "2.09"), 22),
    OfficeSeed("DLH", "Dinas Lingkungan Hidup", ("2.11",), 9),
    OfficeSeed("Disdukcapil", "Dinas Kependudukan dan Pencatatan Sipil", ("2.12",), 7),
    OfficeSeed("DPMD", "Dinas Pemberdayaan Masyarakat dan Desa", ("2.13",), 6),
    OfficeSeed("Dishub", "Dinas Perhubungan", ("2.15",), 10),
    OfficeSeed("Diskominfo", "", ("2.16",), 18, "comms"),
    OfficeSeed("Disdagperinkop", "Dinas Perdagangan, Perindustrian, Koperasi dan UKM", ("3.30", "3.31", "2.17"), 13),
    OfficeSeed("Disbudpar", "Dinas Kebudayaan, Pariwisata, Kepemudaan dan Olahraga", ("3.26", "2.22", "2.19"), 17),
    OfficeSeed("Dispursip", "Dinas Perpustakaan dan Kearsipan", ("2.23",), 5),
    OfficeSeed("Diskan", "Dinas Perikanan", ("3.25",), 10),
    OfficeSeed("Setda", "Sekretariat Daerah", ("4.01",), 7),
    OfficeSeed("Setwan", "Sekretariat DPRD", ("4.02",), 7),
    OfficeSeed("Bapperida", "", ("5.01",), 10, "planning"),
    OfficeSeed("BKAD", "Badan Keuangan dan Aset Daerah", ("5.02",), 10),
    OfficeSeed("BKPSDM", "Badan Kepegawaian dan Pengembangan Sumber Daya Manusia", ("5.03",), 7),
    OfficeSeed("Inspektorat", "Inspektorat Daerah", ("6.01",), 7),
)
PROVINCE_OFFICES = (
    OfficeSeed("Disdik", "Dinas Pendidikan", ("1.01",), 40),
    OfficeSeed("Dinkes", "Dinas Kesehatan", ("1.02",), 30),
    OfficeSeed("Dinas PUPR", "Dinas Pekerjaan Umum dan Penataan Ruang", ("1.03",), 60),
    OfficeSeed("Disperkimtan", "Dinas Perumahan, Kawasan Permukiman dan Pertanahan", ("1.04",), 10),
    OfficeSeed("Satpol PP", "Satuan Polisi Pamong Praja", ("1.05",), 4),
    OfficeSeed("Dispora", "Dinas Kepemudaan dan Olahraga", ("2.19",), 8),
    OfficeSeed("Diskominfosantik", "", ("2.20",), 8, "comms"),
    OfficeSeed("Disbudpar", "Dinas Kebudayaan dan Pariwisata", ("2.22",), 8),
    OfficeSeed("Dispursip", "Dinas Perpustakaan dan Kearsipan", ("2.23",), 8),
    OfficeSeed("Disdagperin", "Dinas Perdagangan dan Perindustrian", ("3.31",), 8),
    OfficeSeed("Disnakertrans", "Dinas Tenaga Kerja dan Transmigrasi", ("3.32",), 4),
)
SUPPORT = (
    "X.XX.01.{a}.01.0001", "X.XX.01.{a}.01.0007", "X.XX.01.{a}.02.0001", "X.XX.01.{a}.02.0005", "X.XX.01.{a}.05.0009",
    "X.XX.01.{a}.06.0002", "X.XX.01.{a}.06.0009", "X.XX.01.{a}.08.0002", "X.XX.01.{a}.08.0004", "X.XX.01.{a}.09.0009",
)  # fmt: skip
"""The routine activities that every office plans, where the list has them."""
DISTRICT_CODES = ("7.01.02.2.01.0001", "7.01.02.2.02.0001", "7.01.02.2.03.0002", "7.01.03.2.01.0001", "7.01.03.2.03.0002")
UNFIT = ("Yogyakarta", "Sabo", "Seawall", "Covid", "Papua", "Bendung Irigasi", "Rumah Susun", "Flood Forecasting")
"""Names in the list that no government of this province plans."""


@dataclass(frozen=True, slots=True)
class Work:
    """A kind of work that people see: how it is called by a kabupaten (and by the province), and by a village."""

    topic: str
    code: str
    name: str
    unit: str
    size: tuple[int, int]
    price_idr: int
    scene: str
    village_code: str = ""
    village_name: str = ""
    village_size: tuple[int, int] = (1, 3)
    village_price_idr: int = 0
    province_code: str = ""
    province_name: str = ""


WORKS = (
    Work("jalan", "1.03.10.2.01.0032", "Pembangunan Jalan Poros {place}", "KM", (1, 4), 1_450_000_000, "jalan",
         "02.03.10", "Pengerasan Jalan Desa {spot}", (120, 480), 620_000, "1.03.10.1.01.0030", "Rehabilitasi Jalan Ruas {place}"),
    Work("jembatan", "1.03.10.2.01.0040", "Pembangunan Jembatan {place}", "Jembatan", (1, 1), 1_900_000_000, "sungai",
         "02.03.13", "Rehabilitasi Jembatan Kayu {spot}", (8, 24), 6_500_000, "1.03.10.1.01.0036", "Penggantian Jembatan {place}"),
    Work("rawat_jalan", "1.03.10.2.01.0046", "Pemeliharaan Rutin Jalan {place}", "KM", (2, 9), 82_000_000, "jalan",
         "02.03.02", "Pemeliharaan Gang {spot}", (60, 240), 210_000, "1.03.10.1.01.0033", "Pemeliharaan Rutin Jalan {place}"),
    Work("air", "1.03.03.2.01.0022", "Pembangunan Sistem Penyediaan Air Minum (SPAM) Bukan Jaringan Perpipaan {place}", "Unit", (1, 3),
         165_000_000, "rumah", "02.04.11", "Pembangunan Sumur Bor dan Tandon {spot}", (1, 2), 74_000_000,
         "1.03.02.1.01.0116", "Pembangunan Sumur Air Tanah untuk Air Baku {place}"),
    Work("pipa", "1.03.03.2.01.0028", "Pembangunan Sistem Penyediaan Air Minum (SPAM) Jaringan Perpipaan {place}", "Liter/Detik", (2, 6),
         310_000_000, "rumah", "02.04.12", "Sambungan Air Bersih ke Rumah {spot}", (12, 45), 1_900_000),
    Work("drainase", "1.03.06.2.01.0012", "Pembangunan Sistem Drainase Lingkungan {place}", "M", (180, 650), 1_350_000, "rumah",
         "02.03.14", "Pembangunan Gorong-gorong dan Selokan {spot}", (40, 180), 540_000),
    Work("siring", "1.03.02.2.01.0109", "Pembangunan Bangunan Perkuatan Tebing {place}", "KM", (1, 2), 2_700_000_000, "sungai",
         "02.03.05", "Perbaikan Titian dan Siring {spot}", (25, 90), 900_000, "1.03.02.1.01.0009", "Pembangunan Tanggul Sungai {place}"),
    Work("irigasi", "1.03.02.2.02.0004", "Pembangunan Jaringan Irigasi Rawa {place}", "KM", (2, 7), 240_000_000, "sawah",
         "02.03.08", "Pembersihan Handil {spot}", (300, 1200), 45_000,
         "1.03.02.1.02.0014", "Rehabilitasi Jaringan Irigasi Permukaan {place}"),
    Work("jalan_tani", "3.27.03.2.02.0003", "Pembangunan, Rehabilitasi dan Pemeliharaan Jalan Usaha Tani {place}", "Unit", (1, 3),
         195_000_000, "kebun", "02.03.12", "Pembangunan Jalan Usaha Tani {spot}", (150, 600), 330_000),
    Work("sekolah", "1.01.02.2.01.0001", "Pembangunan Unit Sekolah Baru (USB) SD di {place}", "Unit", (1, 1), 2_350_000_000, "sekolah",
         "02.01.02", "Sarana Bermain dan Belajar PAUD {spot}", (1, 1), 24_000_000, "1.01.02.1.01.0072", "Pembangunan Ruang Kelas Baru {place}"),
    Work("paud", "1.01.02.2.03.0002", "Pembangunan Sarana, Prasarana dan Utilitas PAUD {place}", "Unit", (1, 2), 215_000_000, "sekolah",
         "02.01.01", "Penyelenggaraan PAUD {spot}", (1, 1), 36_000_000),
    Work("kesehatan", "1.02.02.2.01.0002", "Pembangunan Puskesmas Pembantu {place}", "Unit", (1, 1), 1_280_000_000, "rumah",
         "02.02.09", "Rehabilitasi Gedung Posyandu {spot}", (1, 1), 58_000_000),
    Work("rumah", "1.04.04.2.01.0004",
         "Pembangunan Rumah Baru Layak Huni dalam Rangka pencegahan terhadap Kumuh {place}", "Unit", (4, 12), 64_000_000, "rumah",
         "02.04.01", "Rehabilitasi Rumah Tidak Layak Huni {spot}", (2, 5), 21_000_000,
         "1.04.03.1.02.0003", "Perbaikan Rumah Tidak Layak Huni {place}"),
    Work("dermaga", "2.15.02.2.02.0001", "Pembangunan Prasarana Jalan dan Dermaga Kelotok {place}", "Unit", (1, 1), 420_000_000, "perahu",
         "02.03.96", "Perbaikan Dermaga Tambat Perahu {spot}", (1, 1), 47_000_000),
    Work("pustaka", "2.23.02.2.02.0002", "Pembangunan dan Pemeliharaan Sarana Perpustakaan di {place}", "Perpustakaan", (1, 2), 92_000_000,
         "sekolah", "02.01.08", "Taman Baca dan Buku Anak {spot}", (1, 1), 15_500_000),
    Work("pasar", "3.30.03.2.01.0001", "Penyediaan Sarana Distribusi Perdagangan Pasar {place}", "Unit", (1, 1), 870_000_000, "pasar",
         "04.07.90", "Pelatihan Usaha dan Perdagangan {spot}", (15, 30), 600_000),
    Work("sampah", "1.03.04.2.01.0010", "Pembangunan TPS 3R {place}", "Ton/hari", (1, 3), 390_000_000, "rumah",
         "02.04.15", "Bak Sampah dan Rumah Kompos {spot}", (2, 6), 8_500_000),
    Work("ikan", "3.25.04.2.02.0001", "Pengembangan Kapasitas Pembudi Daya Ikan Kecil {place}", "Kelompok", (2, 5), 46_000_000, "ikan",
         "04.01.01", "Keramba Apung Milik Desa {spot}", (4, 10), 7_200_000),
)  # fmt: skip
BY_TOPIC = {one.topic: one for one in WORKS}

SPOTS = (
    "RT 01",
    "RT 02",
    "RT 03",
    "RT 04",
    "RT 05",
    "RT 06",
    "Handil Bakti",
    "Seberang",
    "Hilir Dermaga",
    "Belakang Sekolah",
    "Jalur Tengah",
)
VILLAGE_ROUTINE: tuple[tuple[str, str, int, str], ...] = (
    ("01.01.01", "Penghasilan Tetap dan Tunjangan Kepala Desa", 42, "4.2.3"),
    ("01.01.02", "Penghasilan Tetap dan Tunjangan Perangkat Desa", 118, "4.2.3"),
    ("01.01.03", "Jaminan Sosial Kepala Desa dan Perangkat Desa", 9, "4.2.3"),
    ("01.01.04", "Operasional Pemerintah Desa", 38, "4.2.3"),
    ("01.01.05", "Tunjangan BPD", 34, "4.2.3"),
    ("01.01.06", "Operasional BPD", 7, "4.2.3"),
    ("01.02.01", "Komputer dan Printer Kantor Desa", 16, "4.2.3"),
    ("01.03.02", "Pemutakhiran Profil Desa", 6, "4.2.2"),
    ("01.04.01", "Musyawarah Desa dan Musrenbang Desa", 11, "4.2.2"),
    ("01.04.03", "Penyusunan RKP Desa", 7, "4.2.2"),
    ("01.04.04", "Penyusunan APB Desa dan Laporan Pertanggungjawaban", 6, "4.2.2"),
    ("01.04.08", "Sistem Informasi Desa", 14, "4.2.1"),
    ("02.02.02", "Penyelenggaraan Posyandu Balita dan Lansia", 48, "4.2.1"),
    ("02.02.03", "Pelatihan Kader Kesehatan", 9, "4.2.1"),
    ("02.06.02", "Papan Pengumuman dan Baliho APB Desa", 5, "4.2.2"),
    ("03.01.90", "Dukungan Linmas dan Ronda", 12, "4.2.3"),
    ("03.02.01", "Pembinaan Sanggar Karungut dan Tari", 10, "4.2.2"),
    ("03.03.04", "Pemeliharaan Lapangan Olahraga Desa", 13, "4.2.1"),
    ("03.04.03", "Pembinaan PKK", 12, "4.2.3"),
    ("04.02.03", "Lumbung Pangan dan Bibit Sayur Keluarga", 62, "4.2.1"),
    ("04.02.93", "Pelatihan Kelompok Tani Lahan Gambut", 18, "4.2.1"),
    ("04.04.01", "Pelatihan Anyaman Rotan untuk Ibu-ibu", 14, "4.2.1"),
    ("05.01.01", "Regu Siaga Api dan Pompa Pemadam", 24, "4.2.1"),
    ("05.03.01", "Bantuan Langsung Tunai Dana Desa", 86, "4.2.1"),
)
"""Code, name, usual amount in millions of rupiah, and the income that pays it."""

FUNDS = {"general": "1.2.1.01.02", "own": "1.1.1.15", "profit": "1.2.1.01.01", "special": "2.2.1.01.03", "province": "2.2.2.02.01"}
VEHICLE_TAX = "1.1.1.01"

WORDS_DONE = (
    "Pekerjaan selesai dan sudah diserahterimakan.", "Selesai; warga sudah memakainya.", "Selesai, pemeliharaan berjalan.",
    "Seluruh kegiatan selesai dilaksanakan.",
)  # fmt: skip
WORDS_UNDER_WAY = (
    "Pekerjaan berjalan sesuai jadwal.", "Bahan sudah di lokasi; pekerjaan utama dimulai.", "Sempat tertunda karena air pasang.",
    "Menunggu angkutan bahan lewat sungai.", "Pekerjaan berjalan, cuaca baik.",
)  # fmt: skip
WORDS_LATE = ("Lelang diulang, pekerjaan baru dimulai.", "Tertunda: lahan belum bebas.", "Kontrak diperpanjang karena banjir.")
