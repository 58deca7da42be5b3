"""What people of the demo world propose, and what offices answer: texts for each kind of work, and for each step."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Topic:
    """A wish as a villager writes it. `name` is the same as that of the kind of work in the plans."""

    name: str
    field_code: str
    titles: tuple[str, ...]
    problems: tuple[str, ...]
    idea: str
    unit: str
    price_idr: int
    size: tuple[int, int]
    beneficiaries: str
    land: str


TOPICS = (
    Topic("jalan", "1.03", ("Jalan poros {place} diperkeras", "Perkerasan jalan menuju {spot}"),
          ("Jalan tanah itu berlumpur setiap hujan. Anak sekolah menuntun sepeda dan hasil kebun terlambat sampai ke dermaga.",
           "Pada musim hujan kendaraan berhenti di tikungan. Orang sakit pernah dipikul satu kilometer sampai jalan besar."),
          "Dipadatkan dengan tanah laterit lebih dulu, lalu batu pecah. Warga siap bekerja bakti membersihkan bahu jalan.",
          "meter", 950_000, (300, 1200), "Warga dua dusun, petani, dan anak sekolah", "village"),
    Topic("jembatan", "1.03", ("Jembatan di {spot} diganti", "Jembatan kayu {spot} sudah rapuh"),
          ("Papan jembatan sudah lapuk dan dua tiangnya miring. Anak-anak menyeberang bergantian karena takut patah.",
           "Jembatan kayu terendam saat air pasang. Kelotok pun sulit lewat karena tiangnya terlalu rapat."),
          "Jembatan ulin atau beton dengan lengkung agar kelotok dapat lewat di bawahnya.",
          "unit", 780_000_000, (1, 1), "Warga seberang dan murid SD", "village"),
    Topic("rawat_jalan", "1.03", ("Perbaikan gang {spot}", "Tambal sulam jalan desa di {spot}"),
          ("Lubang di gang itu sudah setinggi mata kaki. Pengendara motor sering terjatuh pada malam hari.",
           "Lapisan jalan terkelupas sejak banjir tahun lalu dan belum pernah diperbaiki."),
          "Cukup ditambal dan diberi saluran kecil di sisinya supaya air tidak menggenang.",
          "meter", 320_000, (80, 300), "Warga gang dan pedagang keliling", "none_needed"),
    Topic("air", "1.03", ("Sumur bor untuk {spot}", "Air bersih untuk warga {spot}", "Tandon air di {spot}"),
          ("Setiap kemarau kami mengambil air ke sungai sejauh satu kilometer, dan airnya keruh.",
           "Sumur gali kami asam dan berwarna cokelat. Untuk minum kami membeli air galon setiap hari."),
          "Sumur bor dengan tandon dan saringan, dijaga oleh kelompok warga dengan iuran bulanan.",
          "unit", 150_000_000, (1, 3), "Keluarga di sekitar tandon, terutama ibu dan balita", "village"),
    Topic("pipa", "1.03", ("Sambungan air bersih ke rumah di {spot}", "Perpanjangan pipa air sampai {spot}"),
          ("Pipa air berhenti di ujung jalan. Rumah-rumah di belakang masih menimba dari handil.",
           "Air hanya mengalir dua jam sehari karena pipanya terlalu kecil."),
          "Pipa diperpanjang dan diganti dengan ukuran yang lebih besar; warga menggali sendiri parit pipanya.",
          "sambungan", 2_100_000, (20, 60), "Rumah tangga yang belum tersambung", "none_needed"),
    Topic("drainase", "1.03", ("Selokan dan gorong-gorong di {spot}", "Saluran air {spot} dinormalkan"),
          ("Air hujan menggenang sampai tiga hari. Nyamuk banyak dan beberapa anak terkena demam berdarah.",
           "Gorong-gorong tersumbat dan air masuk ke halaman sekolah setiap hujan deras."),
          "Selokan beton dengan penutup yang dapat dibuka, dan gorong-gorong yang lebih lebar.",
          "meter", 780_000, (80, 320), "Warga RT dan sekolah", "village"),
    Topic("siring", "1.03", ("Siring tepi sungai di {spot}", "Titian dan penahan tebing {spot}"),
          ("Tebing sungai longsor dua meter dalam setahun. Tiga rumah sudah berdiri di tepinya.",
           "Titian kayu hanyut saat banjir dan tebing terus terkikis gelombang kapal."),
          "Siring kayu ulin atau batu dengan tanaman di atasnya, dan titian yang lebih tinggi.",
          "meter", 4_200_000, (60, 180), "Rumah di tepi sungai", "state"),
    Topic("irigasi", "1.03", ("Handil {spot} dikeruk", "Pintu air dan handil untuk sawah {spot}"),
          ("Handil sudah dangkal sehingga sawah kekeringan saat kemarau dan kebanjiran saat pasang.",
           "Pintu air rusak; air asam masuk ke sawah dan padi mati muda."),
          "Handil dikeruk dan diberi dua pintu air; kelompok tani yang menjaganya.",
          "meter", 260_000, (500, 2500), "Kelompok tani padi", "village"),
    Topic("jalan_tani", "3.27", ("Jalan usaha tani ke {spot}", "Jalan kebun {spot} dapat dilewati gerobak"),
          ("Hasil kebun dipikul sejauh dua kilometer. Pembeli enggan datang sehingga harga ditekan.",
           "Jalan setapak di pematang putus setiap musim hujan; pupuk tidak dapat diangkut."),
          "Jalan selebar tiga meter dengan jembatan kecil di dua parit.",
          "meter", 410_000, (300, 900), "Petani kebun dan pembeli hasil bumi", "granted"),
    Topic("sekolah", "1.01", ("Ruang kelas tambahan untuk SD {place}", "Atap sekolah dasar di {spot} diperbaiki"),
          ("Dua kelas belajar bergantian di satu ruangan. Murid kelas satu pulang ketika kakaknya baru masuk.",
           "Atap sekolah bocor dan langit-langit sudah lapuk. Saat hujan, pelajaran dihentikan."),
          "Dua ruang kelas kayu dengan dinding papan dan lantai tinggi, seperti bangunan lama.",
          "ruang", 240_000_000, (1, 3), "Murid dan guru sekolah dasar", "village"),
    Topic("paud", "1.01", ("Alat bermain dan pagar PAUD {spot}", "Gedung PAUD untuk {spot}"),
          ("Anak-anak belajar di teras rumah kader tanpa meja dan tanpa pagar, padahal dekat sungai.",
           "PAUD berpindah-pindah karena belum punya tempat sendiri."),
          "Satu ruang belajar, pagar, dan alat bermain yang aman; kader bersedia mengajar tanpa upah tambahan.",
          "unit", 135_000_000, (1, 1), "Anak usia tiga sampai enam tahun", "village"),
    Topic("kesehatan", "1.02", ("Puskesmas pembantu di {place}", "Bangunan posyandu {spot} diperbaiki"),
          ("Bidan desa memeriksa ibu hamil di ruang tamu rumahnya. Timbangan balita dipinjam bergiliran.",
           "Ke puskesmas terdekat perlu dua jam dengan kelotok, dan malam hari tidak ada perahu."),
          "Bangunan kecil dengan ruang periksa dan tempat tunggu, dekat dermaga.",
          "unit", 320_000_000, (1, 1), "Ibu hamil, balita, dan lansia", "village"),
    Topic("rumah", "1.04", ("Bedah rumah warga {spot}", "Rumah tidak layak huni di {spot}"),
          ("Beberapa rumah lansia bocor, lantainya lapuk, dan tiangnya miring. Mereka tidak mampu memperbaikinya sendiri.",
           "Setelah kebakaran, dua keluarga masih menumpang di rumah kerabat."),
          "Kayu dan seng dibantu, tenaganya dari gotong royong warga.",
          "rumah", 24_000_000, (3, 10), "Lansia dan keluarga kurang mampu", "private"),
    Topic("dermaga", "2.15", ("Dermaga kelotok {spot}", "Tambatan perahu dan tangga di {spot}"),
          ("Penumpang naik turun lewat tebing licin. Orang tua dan anak-anak sering tergelincir.",
           "Dermaga lama hanyut terseret batang kayu, sekarang perahu ditambat di akar pohon."),
          "Dermaga apung yang naik turun mengikuti air, dengan tangga dan lampu.",
          "unit", 280_000_000, (1, 1), "Penumpang kelotok, pedagang, dan anak sekolah", "state"),
    Topic("pustaka", "2.23", ("Taman baca anak di {spot}", "Buku untuk perpustakaan desa {place}"),
          ("Anak-anak ingin membaca, tetapi hanya ada satu lemari buku lama di balai desa.",
           "Sepulang sekolah anak-anak tidak punya tempat belajar yang terang."),
          "Rak buku, lampu, dan tikar di balai; pemuda menjaga bergiliran tiap sore.",
          "unit", 38_000_000, (1, 1), "Anak sekolah dan remaja", "none_needed"),
    Topic("pasar", "3.30", ("Atap pasar {place}", "Los pasar di dekat dermaga {spot}"),
          ("Pedagang berjualan di atas terpal. Kalau hujan, sayur dan ikan rusak dan pembeli pulang.",
           "Pasar mingguan memakai badan jalan, perahu dan sepeda motor berdesakan."),
          "Los sederhana dengan lantai tinggi dan tempat cuci ikan.",
          "unit", 460_000_000, (1, 1), "Pedagang kecil dan pembeli dari desa tetangga", "village"),
    Topic("sampah", "2.11", ("Tempat sampah dan rumah kompos {spot}", "Bank sampah {place}"),
          ("Sampah dibuang ke sungai karena tidak ada tempatnya. Baling-baling kelotok sering tersangkut plastik.",
           "Sampah dibakar di pinggir jalan; asapnya masuk ke rumah dan sekolah."),
          "Bak pilah di tiap RT dan satu rumah kompos yang dikelola ibu-ibu PKK.",
          "unit", 55_000_000, (1, 4), "Seluruh warga RT", "village"),
    Topic("ikan", "3.25", ("Keramba apung untuk kelompok nelayan {spot}", "Bibit ikan dan keramba {place}"),
          ("Ikan sungai makin sedikit, sedangkan kelompok nelayan belum punya keramba sendiri.",
           "Keramba bambu cepat lapuk dan banyak ikan lepas saat banjir."),
          "Keramba dengan drum plastik dan bibit ikan patin, didampingi penyuluh.",
          "unit", 16_000_000, (4, 12), "Kelompok nelayan dan keluarganya", "none_needed"),
)  # fmt: skip
BY_NAME = {one.name: one for one in TOPICS}

ACCEPTED = {
    "village": ("Sudah dibahas dalam musyawarah desa dan disepakati masuk urutan teratas.",
                "Warga yang hadir setuju; lokasinya sudah kami lihat bersama.",
                "Kebutuhan nyata. Kami teruskan karena biayanya di luar kemampuan APB Desa."),
    "district": ("Masuk sepuluh besar musrenbang kecamatan.", "Disepakati forum kecamatan; lokasi sudah ditinjau kasi pembangunan.",
                 "Sejalan dengan usulan dua desa tetangga, kami teruskan."),
    "council": ("Sesuai kamus usulan dan daerah pemilihan. Kami teruskan ke Bapperida.",),
    "planning": ("Sesuai RPJMD dan belum ada dalam rencana tahun berjalan. Diteruskan ke perangkat daerah.",
                 "Sejalan dengan prioritas daerah. Mohon perangkat daerah memeriksa biaya dan volumenya."),
    "agency": ("Sudah disurvei. Volume dan biaya kami sesuaikan dengan keadaan lapangan.",
               "Dapat dikerjakan tahun depan; gambar dan perkiraan biaya sudah ada."),
    "budget_team": ("Tersedia dalam pagu. Masuk RKPD.", "Disetujui dengan biaya yang disesuaikan."),
}  # fmt: skip
RETURNED = {
    "village": ("incomplete", "Mohon dilengkapi foto keadaan sekarang dan perkiraan volumenya, supaya dapat dibahas."),
    "district": ("no_land_proof", "Mohon dilampirkan surat hibah lahan dari pemiliknya. Tanpa itu tidak dapat kami bawa ke forum."),
    "council": ("unclear", "Belum jelas apakah yang dimaksud pembangunan baru atau perbaikan. Mohon diperjelas."),
    "planning": ("wrong_estimate", "Volume dan biaya tidak cocok satu sama lain. Mohon dihitung ulang bersama pendamping."),
    "agency": ("wrong_place", "Titik yang disebut berada di desa tetangga. Mohon dipastikan letaknya."),
    "budget_team": ("wrong_estimate", "Harga satuan di atas standar kabupaten. Mohon dihitung ulang."),
}
REFUSED = {
    "village": ("already_done", "Pekerjaan yang sama sudah berjalan dari APB Desa tahun ini, di gang sebelahnya."),
    "district": ("not_feasible", "Tanahnya gambut dalam; bangunan seperti ini akan turun dalam satu musim. Perlu rancangan lain."),
    "council": ("not_our_task", "Ini kewenangan pemerintah pusat; sudah kami sampaikan kepada balai di Palangka Raya."),
    "planning": ("village_authority", "Ini kewenangan desa dan sanggup dibiayai APB Desa. Silakan dimasukkan ke RKP Desa."),
    "agency": ("not_feasible", "Hasil survei: tebingnya masih bergerak. Harus menunggu penguatan tebing lebih dulu."),
    "budget_team": ("not_in_plan", "Tidak termasuk prioritas RPJMD sampai 2029, sehingga tidak dapat dibiayai."),
}
DEFERRED = (
    ("low_priority", "Ada empat usulan lain yang lebih mendesak di kecamatan ini. Kami simpan untuk musrenbang berikutnya."),
    ("no_budget", "Pagu tahun ini sudah habis untuk pekerjaan yang berjalan. Usulan ini disimpan, tidak hilang."),
    ("not_ready", "Surat lahannya belum selesai. Begitu siap, usulan ini dibahas lagi."),
    ("over_quota", "Kuota lima puluh usulan kabupaten sudah terisi. Usulan ini dibawa ke tahun berikutnya."),
)
REROUTED = "Ini tugas perangkat daerah lain; kami pindahkan supaya tidak menunggu di meja yang salah."
TO_PROVINCE = "Ruas ini kewenangan provinsi, kami teruskan kepada perencana provinsi."
MERGED = "Dua usulan untuk pekerjaan yang sama; pendukung keduanya kami satukan."
SPLIT = "Usulan ini berisi dua pekerjaan yang dikerjakan perangkat daerah berbeda, jadi kami pecah."
RESCUED = "Desa mengerjakannya sendiri dengan Dana Desa, seperti saran dari atas."
TAKEN = "Cukup dikerjakan dengan Dana Desa. Masuk RKP Desa."
RESENT = "Sudah kami lengkapi sesuai permintaan."
DISPUTED = "Kami tidak setuju: keadaan di lapangan berbeda dari yang ditulis. Mohon dilihat sekali lagi bersama warga."
REOPENED = "Ada keterangan baru dari warga, jadi kami buka dan bahas lagi."
CANCELLED = "Kami tarik karena sudah ada bantuan dari perusahaan untuk pekerjaan yang sama."
RETABLED = "Dibahas lagi dalam musyawarah tahun ini."
BUDGETED = "Masuk APBD tahun anggaran {year}."
BUDGETED_VILLAGE = "Masuk APB Desa tahun anggaran {year}."
LINKED = " Kegiatannya ditautkan di halaman ini."
STARTED = "Pekerjaan dimulai, bahan sudah di lokasi."
PROGRESS = ("Sampai akhir bulan ini pekerjaan mencapai {percent} persen.", "Kemajuan pekerjaan {percent} persen; cuaca mendukung.")
COMPLETED = ("Pekerjaan selesai dan sudah diserahkan kepada warga. Terima kasih atas kerja baktinya.",
             "Selesai seratus persen, sudah dipakai warga sejak minggu ini.")  # fmt: skip
DROPPED = ("no_budget", "Lelang dua kali gagal dan waktunya tidak cukup. Kami simpan untuk tahun depan.")
PART_TITLES = ("{title}: bagian jalan dan saluran", "{title}: bagian bangunan")
