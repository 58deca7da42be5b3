"""Words by which gambling is advertised here, and words by which honest people speak about it. Data, not decisions.

Weights are points for `gambling.judge`. Kept from what Indonesian sites were found defaced with and from what village
news writes about gambling (arrests, lectures at school, the fight against debts).
"""

from __future__ import annotations

PROMOTION: dict[str, float] = {
    # what is offered
    "slot gacor": 3, "situs slot": 3, "situs gacor": 3, "situs togel": 3, "situs judi": 2, "agen slot": 3, "agen judi": 2,
    "agen togel": 3, "agen casino": 3, "agen bola terpercaya": 3, "bandar slot": 3, "bandar togel terpercaya": 3, "bandar casino": 3,
    "slot deposit": 3, "slot depo": 3, "slot dana": 2, "slot pulsa": 3, "slot qris": 3, "slot bonus": 3, "slot hari ini": 2,
    "slot terpercaya": 3, "slot resmi": 2, "slot demo": 3, "demo slot": 3, "akun demo slot": 3, "slot thailand": 3, "slot server": 3,
    "server thailand": 2, "slot zeus": 3, "slot maxwin": 3, "slot gampang": 3, "slot online": 1.5, "slot luar negeri": 3,
    "slot viral": 3, "slot terbaru": 2, "slot kamboja": 3, "slot bet": 2, "slot88": 3, "slot777": 3, "slot77": 3, "slot5000": 3,
    "rtp slot": 3, "rtp live": 3, "live rtp": 3, "rtp tertinggi": 3, "rtp gacor": 3, "bocoran rtp": 3, "bocoran slot": 3,
    "pola slot": 3, "pola gacor": 3, "jam gacor": 3, "link gacor": 3, "link slot": 3, "gacor hari ini": 2, "gacor maxwin": 3,
    "maxwin": 2.5, "anti rungkad": 3, "antirungkad": 3, "rungkad": 1.5, "scatter hitam": 3, "black scatter": 3, "mahjong ways": 2.5,
    "mahjong wins": 2.5, "gates of olympus": 2.5, "gate of olympus": 2.5, "sweet bonanza": 2.5, "starlight princess": 2.5,
    "zeus olympus": 2.5, "kakek zeus": 2.5, "pragmatic play": 2, "pragmatic": 1, "pg soft": 2, "pgsoft": 2, "habanero": 0.5,
    "joker123": 3, "joker gaming": 2.5, "idn poker": 2.5, "idnpoker": 2.5, "idn slot": 3, "sbobet": 2.5, "bandarqq": 3, "bandar qq": 3,
    "dominoqq": 3, "domino qq": 3, "pokerqq": 3, "poker qq": 3, "poker online": 2, "ceme online": 2.5, "live casino": 2.5,
    "casino online": 1.5, "kasino online": 1, "toto macau": 2.5, "toto togel": 3, "totogel": 3, "situs toto": 3, "bandar toto": 3,
    "toto slot": 3, "prediksi togel": 3, "bocoran togel": 3, "togel hari ini": 2.5, "togel online": 1.5, "pasaran togel": 2,
    "keluaran hk": 3, "keluaran sgp": 3, "keluaran sdy": 3, "pengeluaran hk": 3, "pengeluaran sgp": 3, "data hk": 2, "data sgp": 2,
    "data sdy": 2, "live draw": 2, "angka jitu": 2, "angka main": 1, "syair hk": 3, "syair sgp": 3, "colok bebas": 3,
    "judi bola": 1, "judi slot": 1.5, "taruhan bola": 1, "mix parlay": 2.5, "parlay": 1.5, "sabung ayam online": 2, "sv388": 3,
    "tembak ikan online": 2.5, "spaceman": 0.5,
    # what is promised
    "freebet": 2.5, "freechip": 2.5, "free spin": 2, "freespin": 2, "bonus new member": 3, "new member": 1, "bonus deposit": 2,
    "bonus member": 1.5, "bonus cashback": 1, "deposit pulsa": 2.5, "depo pulsa": 2.5, "deposit 10rb": 2, "deposit 10k": 2,
    "depo 10k": 2, "depo 5k": 2, "depo 20k": 2, "depo 25": 2, "depo 50": 2, "minimal depo": 2, "minimal deposit": 1.5, "depo wd": 3,
    "deposit dana": 1, "deposit qris": 1, "pulsa tanpa potongan": 2.5, "tanpa potongan": 0.5, "pasti wd": 2.5, "wd cepat": 2.5,
    "berapapun dibayar": 2, "berapa pun dibayar": 2, "jp paus": 3, "jepe paus": 3, "gampang menang": 1.5, "mudah menang": 1.5,
    "gampang maxwin": 3, "pasti menang": 1, "winrate": 1, "jackpot": 1, "auto cuan": 1, "auto maxwin": 3, "auto sultan": 1,
    "kemenangan beruntun": 1, "scatter": 1, "rtp": 1, "akun pro": 1.5, "akun vip": 0.5,
}  # fmt: skip
"""Said by those who sell gambling. Three points are enough to be looked at closely."""

TOPIC: dict[str, float] = {
    "judi online": 1, "judi": 1, "judol": 1, "perjudian": 0.5, "togel": 1, "toto gelap": 1, "slot": 0.5, "kasino": 1, "casino": 1,
    "poker": 0.5, "gacor": 1, "lotre": 0.5, "taruhan": 0.5, "sabung ayam": 0.5, "toto": 0.5, "bandar judi": 1, "bandar togel": 1,
    "cuan": 0.5, "betting": 1, "bet kecil": 1, "bandarq": 1.5,
}  # fmt: skip
"""Said by everybody, also by the police and the preacher."""

CALLS: tuple[str, ...] = (
    "daftar sekarang", "daftar disini", "daftar di sini", "segera daftar", "daftar segera", "daftar gratis", "ayo daftar",
    "daftar dan main", "daftarkan diri", "langsung daftar", "yuk daftar", "buruan daftar", "klik disini", "klik di sini", "klik link",
    "klik tautan", "klik daftar", "gabung sekarang", "gabung segera", "ayo gabung", "bergabunglah", "yuk gabung", "join sekarang",
    "join now", "login sekarang", "link login", "main sekarang", "mainkan sekarang", "ayo main", "yuk main", "buruan main", "buruan",
    "hubungi admin", "chat admin", "wa admin", "hubungi wa", "kunjungi situs", "kunjungi link", "kunjungi kami", "link di bio", "cek bio",
    "cek link", "cek profil", "link alternatif", "raih jackpot", "raih kemenangan", "menangkan jackpot", "menangkan hadiah",
    "coba keberuntungan", "klaim bonus", "claim bonus", "klaim sekarang", "deposit sekarang", "depo sekarang", "dapatkan bonus",
    "rasakan sensasi", "search di google", "cari di google", "ketik di google", "ketik google", "langsung gas", "gaskeun", "merapat",
    "mau ikut",
)  # fmt: skip
"""What the reader is told to do."""

REPORTING: tuple[str, ...] = (
    "polisi", "polres", "polsek", "polda", "polri", "kapolres", "kapolsek", "kepolisian", "bhabinkamtibmas", "babinsa", "satreskrim",
    "tni", "ditangkap", "menangkap", "penangkapan", "tertangkap", "tersangka", "diamankan", "mengamankan", "meringkus", "diringkus",
    "gerebek", "digerebek", "menggerebek", "penggerebekan", "razia", "merazia", "barang bukti", "jaksa", "kejaksaan", "pengadilan",
    "vonis", "divonis", "penjara", "pidana", "hukum", "hukuman", "pasal", "undang-undang", "uu ite", "melanggar", "terlarang", "bahaya",
    "bahayanya", "berbahaya", "sosialisasi", "penyuluhan", "edukasi", "larangan", "dilarang", "melarang", "memberantas", "pemberantasan",
    "berantas", "mencegah", "pencegahan", "cegah", "korban", "kecanduan", "candu", "pecandu", "blokir", "memblokir", "diblokir",
    "pemblokiran", "kominfo", "komdigi", "diskominfo", "satgas", "imbau", "mengimbau", "diimbau", "imbauan", "himbauan", "jauhi",
    "menjauhi", "hindari", "menghindari", "waspada", "waspadai", "mewaspadai", "lawan", "melawan", "perangi", "memerangi", "tolak",
    "menolak", "dampak", "terjerat", "terlilit", "kerugian", "merugikan", "pelaku", "ppatk", "ojk", "haram", "dosa", "ustaz", "khotbah",
    "khutbah", "meresahkan", "resah", "keresahan", "penipuan", "modus", "diretas", "meretas", "peretas", "peretasan", "bssn", "disusupi",
    "menyusup", "sisipan", "serangan", "laporkan", "melaporkan", "dilaporkan", "aduan", "konseling", "berhenti", "bangkrut", "bercerai",
    "perceraian", "utang", "pinjol", "bunuh diri", "literasi digital", "bertuliskan", "dipulihkan", "pemulihan",
)  # fmt: skip
"""Words of news, law and care. They take weight from a mention, never from a link, an anchor or a disguise."""

HARMLESS: tuple[str, ...] = (
    r"slot\W+(?:waktu|jadwal|memori|parkir|kosong|kuota|acara|tayang|siaran|kamera|kartu|sim|peserta|pendaftaran|bantuan|antrean|ram|pertemuan"
    r"|imunisasi|vaksin|kunjungan|yang\W+tersisa|tersisa|terakhir|pertama|kedua|ketiga|pagi|siang|sore|malam|penerbangan)",
    r"(?:dua|tiga|empat|lima|enam|tujuh|delapan|sembilan|sepuluh|\d+|satu|sisa|masih\W+ada|ada|tersedia|jumlah|kehabisan|isi)\W+slot(?!\W*gacor)",
    r"bandar\W+(?:udara|lampung|jaya|baru|batu|seri|narkoba|sabu|durian|ikan|sayur|buah)",
    r"lotre\W+arisan|arisan\W+lotre|lotere\W+arisan",
    r"(?:burung|murai|kicau\w*|cucak\w*|kenari|jalak|ayam)\W+(?:\w+\W+){0,3}gacor|gacor\W+(?:\w+\W+){0,2}(?:burung|kicau\w*|murai|kenari)",
    r"pak\W+toto|bapak\W+toto|mas\W+toto|sdr\W+toto",
    r"scatter\W+plot|diagram\W+scatter",
)
"""Phrases in which a word of the lists above means something else; they are blanked before the lists are read."""

GAMBLING_HOST = (
    r"gacor|maxwin|togel|judi|casino|kasino|sbobet|joker123|bandarq|domino(?:qq|99)|poker(?:qq|online|idn|88|77)|idn(?:poker|slot|play)|rtp-?(?:live|slot)|"
    r"slot-?(?:\d|online|gacor|demo|thailand|deposit|resmi|viral|dana|pulsa|bet|zeus|hoki)|(?:situs|agen|link|zeus|raja|dewa|hoki|mega|king|sultan|naga|mpo)-?slot|"
    r"(?:bet|win|play|qq|toto|hoki|mpo|jp|asia|dewa|raja|naga|vip|sultan)-?(?:77|88|99|69|138|168|188|303|388|777|888|999|4d|123)|"
    r"totomacau|toto(?:gel|slot)|live-?draw|livecasino|freebet|scatterhitam|olympus\d|mahjongways|parlay|sabungayam|sv388"
)
"""Parts of a host name (letters and digits folded to lower case) by which a gambling house is known."""

HONEST_HOST = (
    r"(?:^|\.)(?:go|ac|sch|desa|mil|or)\.id$|(?:stop|lawan|anti|tolak|cegah|bahaya|lapor|aduan|perangi)-?(?:judi|judol|slot|togel|kasino)"
)
"""Hosts that are never counted: public offices and schools, and campaigns against gambling."""
