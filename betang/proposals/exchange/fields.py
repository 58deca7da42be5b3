"""The national system's field names, what each means here, and which of them an export fills.

Source: shared/data/planning/sipd_usulan_fields.csv (tables data_asmas and data_pokir). Its table of status numbers is not public: the
number is neither read nor written, only the words and the flags beside it.
"""

from __future__ import annotations

from betang.casework.terms import Level

LEVELS: dict[str, str] = {
    "lurah": Level.VILLAGE,
    "camat": Level.DISTRICT,
    "setwan": Level.COUNCIL,
    "mitra": Level.PLANNING,
    "skpd": Level.AGENCY,
    "tapd": Level.BUDGET_TEAM,
}
"""What the national system calls the levels that recommend."""

NUMBER, REGION = "betang_nomor", "betang_kode_wilayah"
"""Two columns of our own at the end: our number and the code of the place, so that a file that went out is matched when it comes back."""

READS: dict[str, tuple[str, ...]] = {
    "national_id": ("id_usulan",),
    "year": ("tahun_anggaran", "tahun"),
    "channel": ("jenis_usul_teks", "jenis usul"),
    "party": ("fraksi_dewan",),
    "proposer": ("pengusul",),
    "title": ("giat_teks", "nama kamus", "usulan", "kegiatan"),
    "problem": ("masalah", "detail_masalah", "permasalahan"),
    "idea": ("detail_gagasan", "gagasan"),
    "detail": ("detail_alamatteks", "alamat_teks", "alamat"),
    "village": ("detail_lurahteks", "kelurahan", "desa", "desa kelurahan"),
    "district": ("detail_camatteks", "kecamatan"),
    "regency": ("detail_namakabkota", "kab kota", "kabupaten"),
    "latitude": ("detail_latpeta",),
    "longitude": ("detail_langpeta",),
    "volume": ("detail_usulvolume", "detail_volume", "volume"),
    "coefficient": ("koefisien", "detail_koefisien"),
    "unit": ("satuan", "detail_satuan"),
    "amount": ("detail_usulanggaran", "anggaran", "detail_anggaran"),
    "sector": ("bidang_urusan", "detail_bidangurusan"),
    "office": ("nama_skpd", "detail_namaskpd"),
    "office_code": ("kode_skpd", "detail_kodeskpd"),
    "is_refused": ("is_tolak",),
    "refused_words": ("tolak_teks",),
    "is_cancelled": ("is_batal",),
    "cancelled_words": ("batal_teks",),
    "is_returned": ("is_kembalikan", "kembalikan"),
    "returned_words": ("rekom_teks", "detail_rekomteks"),
    "status": ("status_usul_teks", "detail_setStatusUsul"),
    "number": (NUMBER,),
    "region_code": (REGION,),
} | {
    f"{what}_{name}": (f"rekom_{name}_{column}",)
    for name in LEVELS
    for what, column in (("amount", "anggaran"), ("volume", "koefisien"), ("words", "rekomendasi"))
}  # fmt: skip
"""What is read: our name of it, and the columns in which it stands. The first that is there and not empty counts."""

_COMMON = (
    "id_usulan", "tahun_anggaran", "jenis_usul_teks", "pengusul", "giat_teks", "masalah", "detail_gagasan", "tujuan_usul", "alamat_teks",
    "lokus_usulan", "detail_lurahteks", "detail_camatteks", "detail_namakabkota", "detail_latpeta", "detail_langpeta",
    "detail_usulvolume", "koefisien", "satuan", "anggaran", "bidang_urusan", "kode_skpd", "nama_skpd",
)  # fmt: skip
_STATUS = (
    "status_usul_teks",
    "is_verif",
    "is_tolak",
    "tolak_teks",
    "is_batal",
    "batal_teks",
    "is_kembalikan",
    "rekom_teks",
    "created_date",
)


def _recommended(*names: str) -> tuple[str, ...]:
    return tuple(f"rekom_{name}_{column}" for name in names for column in ("anggaran", "koefisien", "rekomendasi"))


EXPORTS: dict[str, tuple[str, ...]] = {
    "asmas": (*_COMMON, *_recommended("lurah", "camat", "mitra", "skpd", "tapd"), *_STATUS, NUMBER, REGION),
    "pokir": (*_COMMON, *_recommended("setwan", "mitra", "skpd", "tapd"), *_STATUS, NUMBER, REGION),
}
"""The columns of each list: of residents and meetings, and of council members."""
