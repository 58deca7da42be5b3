"""Names and introductions of the demo world's groups, by kind."""

from __future__ import annotations

from betang.communities.terms import GroupKind

NAMES: dict[str, tuple[str, ...]] = {
    GroupKind.GENERAL: (
        "Batang Danum", "Suara {place}", "Kabar {place}", "Handep {place}", "Huma Betang {place}", "Pelita {place}", "Bahalap {place}",
        "Cahaya {place}", "Isen Mulang {place}", "Danum Tingang", "Kameloh {place}", "Lewu {place}",
    ),
    GroupKind.FARMER: ("Tani {place} Jaya", "Petak Malai", "Manugal {place}", "Lumbung {place}", "Parei {place}", "Handil {place}"),
    GroupKind.FISHER: ("Nelayan {place}", "Lauk Danum {place}", "Bahari {place}", "Jala Mas {place}"),
    GroupKind.SMALL_BUSINESS: ("Usaha {place}", "Dapur {place}", "Pasar Dukuh {place}", "Lapak {place}"),
    GroupKind.STUDENT: ("Pelajar {place}", "Tunas {place}", "Sekolah Kabar {place}"),
    GroupKind.WOMEN: ("Bawi {place}", "Ibu {place}", "Anyam Bawi {place}", "Melati {place}"),
    GroupKind.YOUTH: ("Pemuda {place}", "Tabela {place}", "Karang {place}"),
    GroupKind.TOURISM: ("Susur {place}", "Wisata {place}", "Riak {place}"),
    GroupKind.ENVIRONMENT: ("Gambut Lestari {place}", "Sahabat Sungai {place}", "Himba {place}"),
    GroupKind.CULTURE: ("Sanggar {place}", "Karungut {place}", "Garing {place}"),
}  # fmt: skip

ABOUT: dict[str, tuple[str, ...]] = {
    GroupKind.GENERAL: (
        "Kami warga {place} yang mencatat, bertanya, dan menyampaikan. Berawal dari obrolan di dermaga, sekarang kami menulis supaya kabar "
        "tidak berubah di tengah jalan.\n\nKami bertemu setiap Rabu malam di balai. Siapa pun boleh datang, tidak perlu pandai menulis. Yang "
        "penting mau mendengar dan mau memeriksa sebelum meneruskan.",
        "Kabar yang baik adalah kabar yang bisa dipakai. Karena itu kami menulis jadwal, harga, hasil musyawarah, dan cerita tetangga.\n\n"
        "Semua pengurus bekerja sukarela. Kalau ada yang keliru, tegur kami; ralat selalu ditulis di tempat yang sama.",
    ),
    GroupKind.FARMER: (
        "Kami petani {place}. Dulu bertukar kabar di pematang, sekarang juga di halaman ini: benih, harga, hama, dan cuaca.\n\nSetiap anggota "
        "mencatat satu hal dari kebunnya setiap minggu. Catatan kecil yang dikumpulkan ternyata menjadi ilmu besar.",
    ),
    GroupKind.FISHER: (
        "Kami nelayan dan pengolah ikan {place}. Papan harga di tambatan adalah awal kelompok ini; halaman ini sambungannya.\n\nKami menulis "
        "tinggi air, harga pagi, dan aturan lubuk yang kami sepakati sendiri.",
    ),
    GroupKind.SMALL_BUSINESS: (
        "Kami pemilik usaha kecil di {place} yang belajar bersama: menghitung biaya, mengemas, memotret, dan menjual dengan jujur.\n\nDi sini "
        "kami bercerita bagaimana barang dibuat dan oleh siapa.",
    ),
    GroupKind.STUDENT: (
        "Kami pelajar yang belajar menjadi juru kabar. Kami mengukur, memotret, bertanya, lalu menulis, didampingi guru.\n\nTugas kami yang "
        "paling sering: memeriksa pesan berantai milik orang tua sendiri.",
    ),
    GroupKind.WOMEN: (
        "Kami perempuan {place} yang berkumpul sambil menganyam, memasak, dan menimbang balita. Dari situ kabar mengalir, dan dari kabar lahir "
        "kerja bersama.\n\nPintu kami terbuka setiap Kamis sore.",
    ),
    GroupKind.YOUTH: (
        "Kami pemuda {place}. Kami memperbaiki yang bisa diperbaiki sendiri, dan menuliskan yang perlu ditagih.\n\nRapat kami pendek, kerjanya "
        "panjang.",
    ),
    GroupKind.TOURISM: (
        "Kami pemandu, pemilik perahu, dan juru masak yang menyambut tamu di {place}. Kami ingin tamu pulang membawa cerita, bukan sampah.\n\n"
        "Harga, aturan, dan jadwal kami tulis terbuka di sini.",
    ),
    GroupKind.ENVIRONMENT: (
        "Kami menjaga sungai, gambut, dan hutan di sekitar {place}. Kami mengukur air, memeriksa sumur bor, dan menanam lagi.\n\nYang kami "
        "tulis di sini adalah apa yang kami lihat sendiri.",
    ),
    GroupKind.CULTURE: (
        "Kami merawat lagu, anyaman, tarian, dan cerita {place}. Anak-anak belajar dari yang tua, dan yang tua belajar memakai ponsel.\n\n"
        "Setiap rekaman disimpan dengan izin keluarga.",
    ),
}

PAGES: tuple[tuple[str, str], ...] = (
    (
        "Cara ikut menulis",
        "Siapa pun warga boleh mengirim kabar.\n\n"
        "1. Tulis apa yang terjadi, di mana, dan kapan.\n"
        "2. Sebut dari mana Anda tahu: melihat sendiri, atau diceritakan siapa.\n"
        "3. Titipkan kepada pengurus, atau datang Rabu malam.\n\n"
        "Kami membaca semuanya. Yang belum dimuat akan kami jelaskan sebabnya.",
    ),
    (
        "Janji kami",
        "Kami memeriksa sebelum memuat. Kami meralat di tempat yang sama bila keliru. Kami tidak memuat nomor kartu, alamat rumah, atau foto anak "
        "tanpa izin orang tuanya. Kami tidak menerima bayaran untuk memuat kabar.",
    ),
)
