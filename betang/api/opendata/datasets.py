"""The tables: what each is, its columns, and its rows read in pieces, so that 300,000 lines need no more memory than 2,000."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from functools import cache
from typing import Any

from django.db.models import Model, Q, QuerySet
from django.utils import translation

from betang.communities.queries import public_groups
from betang.hosting.addresses import portal_url
from betang.market.prices import export as prices
from betang.planning.models import Document, Figure, Line, LineFund, LinePlace, Realisation, VillageIncome
from betang.planning.papers.rules import PUBLIC
from betang.regions.models import Region
from betang.regions.terms import Kind

PIECE = 2000
"""Rows that are read at once."""

CODES = "Kode Kemendagri (Kepmendagri tentang kode dan data wilayah administrasi pemerintahan)"


@dataclass(frozen=True, slots=True)
class Column:
    """A column: its name, its Frictionless type, what it holds, and its Fiscal Data Package column type where there is one."""

    name: str
    type: str
    about: str
    column_type: str = ""


@dataclass(frozen=True, slots=True)
class Filter:
    """Which rows: of one fiscal year, of one region's government and those within it. Empty for all."""

    year: int = 0
    region: str = ""

    def of(self, field: str, year: str = "") -> Q:
        """The filter for a table whose region code and year stand in these fields."""
        wanted = Q()
        if self.region:
            wanted &= Q(**{field: self.region}) | Q(**{f"{field}__startswith": self.region + "."})
        if self.year and year:
            wanted &= Q(**{year: self.year})
        return wanted


Rows = Callable[[Filter], Iterator[Sequence[Any]]]


@dataclass(frozen=True, slots=True, kw_only=True)
class Dataset:
    """A table of open data."""

    name: str
    title: str
    about: str
    keywords: tuple[str, ...]
    columns: tuple[Column, ...]
    rows: Rows
    key: str = ""
    has_year: bool = False
    is_money: bool = False


@cache
def kind_words() -> dict[str, str]:
    """`kabupaten` → `Kabupaten`, in Indonesian whatever the language of the request."""
    with translation.override("id"):
        return {value: str(label) for value, label in Kind.choices}


def _full(kind: str, name: str) -> str:
    return f"{kind_words().get(kind, '')} {name}".strip()


def _pieces(rows: QuerySet[Any], *columns: str) -> Iterator[list[tuple[Any, ...]]]:
    """Rows by key, a piece at a time; the key is the first value of each."""
    last: Any = None
    while True:
        some = rows if last is None else rows.filter(pk__gt=last)
        piece = list(some.order_by("pk").values_list("pk", *columns)[:PIECE])
        if not piece:
            return
        yield piece
        last = piece[-1][0]
        if len(piece) < PIECE:
            return


def _beside(model: type[Model], keys: list[Any], column: str) -> dict[Any, list[Any]]:
    found: dict[Any, list[Any]] = defaultdict(list)
    for line_id, value in model._default_manager.filter(line_id__in=keys).order_by("line_id", "pk").values_list("line_id", column):
        found[line_id].append(value)
    return found


def plan_lines(chosen: Filter) -> QuerySet[Line]:
    """The lines that are in a plan now."""
    return Line.objects.filter(chosen.of("government_code", "fiscal_year"), is_withdrawn=False)


def _plans(chosen: Filter) -> Iterator[Sequence[Any]]:
    for piece in _pieces(
        plan_lines(chosen), "number", "government_code", "government__kind", "government__name", "fiscal_year", "office__code",
        "office__name", "scheme", "field_code", "programme_code", "activity_code", "code", "name", "indicative_idr", "proposed_idr",
        "ceiling_idr", "budgeted_idr", "revised_idr", "realised_idr", "physical_percent", "location_text", "is_sample", "changed_at",
    ):  # fmt: skip
        keys = [row[0] for row in piece]
        funds, places = _beside(LineFund, keys, "code"), _beside(LinePlace, keys, "region_code")
        for row in piece:
            key, number, code, kind, name, year, office_code, office, *rest = row
            *numbers, percent, location, is_sample, changed_at = rest
            yield (
                number, code, _full(kind, name), year, office_code or "", office or "", *numbers,
                None if percent is None else float(percent),
                "|".join(funds.get(key, ())), "|".join(dict.fromkeys(places.get(key, ()))), location,
                portal_url(f"/rencana/baris/{number}/"),
                bool(is_sample), changed_at.isoformat(),
            )  # fmt: skip


def _places(chosen: Filter) -> Iterator[Sequence[Any]]:
    rows = LinePlace.objects.filter(chosen.of("line__government_code", "line__fiscal_year"), line__is_withdrawn=False)
    for piece in _pieces(
        rows, "line__number", "line__government_code", "line__fiscal_year", "region_code", "region__kind", "region__name", "detail",
        "share_idr", "latitude", "longitude", "line__is_sample",
    ):  # fmt: skip
        for _key, number, government, year, code, kind, name, detail, share, latitude, longitude, is_sample in piece:
            yield number, government, year, code, _full(kind, name), detail, share, latitude, longitude, bool(is_sample)


def _realisations(chosen: Filter) -> Iterator[Sequence[Any]]:
    rows = Realisation.objects.filter(chosen.of("line__government_code", "line__fiscal_year"), line__is_withdrawn=False)
    columns = ("line__number", "line__government_code", "line__fiscal_year", "until_on", "spent_idr", "percent", "words", "line__is_sample")
    for piece in _pieces(rows, *columns):
        for _key, number, government, year, until_on, spent, percent, words, is_sample in piece:
            yield number, government, year, until_on.isoformat(), spent, None if percent is None else float(percent), words, bool(is_sample)


def _figures(chosen: Filter) -> Iterator[Sequence[Any]]:
    rows = Figure.objects.filter(chosen.of("line__government_code", "line__fiscal_year"), is_current=True, line__is_withdrawn=False)
    columns = (
        "line__number", "line__government_code", "line__fiscal_year", "phase", "fund_code", "amount_idr", "run__file__name",
        "run__file__sha256", "sheet", "cell", "line__is_sample",
    )  # fmt: skip
    for piece in _pieces(rows, *columns):
        for row in piece:
            _key, number, government, year, phase, fund, amount, name, sha256, sheet, cell, is_sample = row
            yield number, government, year, phase, fund, amount, name or "", sha256 or "", sheet, cell, bool(is_sample)


def _incomes(chosen: Filter) -> Iterator[Sequence[Any]]:
    rows = VillageIncome.objects.filter(chosen.of("village_code", "fiscal_year"))
    columns = (
        "village_code",
        "village__kind",
        "village__name",
        "fiscal_year",
        "account_code",
        "budgeted_idr",
        "revised_idr",
        "realised_idr",
    )
    for piece in _pieces(rows, *columns, "is_sample"):
        for _key, code, kind, name, year, account, budgeted, revised, realised, is_sample in piece:
            yield code, _full(kind, name), year, account, budgeted, revised, realised, bool(is_sample)


def _documents(chosen: Filter) -> Iterator[Sequence[Any]]:
    rows = Document.objects.filter(chosen.of("government__code"), status__in=PUBLIC)
    if chosen.year:
        rows = rows.filter(from_year__lte=chosen.year, to_year__gte=chosen.year)
    columns = (
        "address", "kind", "title", "government__code", "government__kind", "government__name", "office__name", "from_year", "to_year",
        "status", "is_sample",
    )  # fmt: skip
    for piece in _pieces(rows, *columns):
        for _key, address, kind, title, code, region_kind, name, office, first, last, status, is_sample in piece:
            url = portal_url(f"/rencana/dokumen/{address}/")
            yield address, kind, title, code, _full(region_kind, name), office or "", first, last, status, url, bool(is_sample)


def _regions(chosen: Filter) -> Iterator[Sequence[Any]]:
    rows = Region.objects.filter(chosen.of("code"), valid_to__isnull=True)
    columns = ("code", "parent__code", "level", "kind", "name", "postal_code", "latitude", "longitude", "area_km2", "population")
    for piece in _pieces(rows, *columns):
        for _key, code, parent, *rest in piece:
            yield code, parent or "", *rest


def _groups(chosen: Filter) -> Iterator[Sequence[Any]]:
    rows = public_groups().filter(chosen.of("region__code"))
    for piece in _pieces(rows, "slug", "name", "register_number", "kind", "standing", "region__code", "region__kind", "region__name"):
        for _key, slug, name, number, kind, standing, code, region_kind, region in piece:
            yield slug, name, number or "", kind, standing, code, _full(region_kind, region), portal_url(f"/kim/{slug}/")


def _prices(chosen: Filter) -> Iterator[Sequence[Any]]:
    return prices.by_day(chosen.of("region_code"), chosen.year)


def _official_prices(chosen: Filter) -> Iterator[Sequence[Any]]:
    return prices.official(chosen.of("region_code"), chosen.year)


_SAMPLE = Column("contoh", "boolean", "Benar bila barisnya data contoh dari dunia percobaan, bukan data pemerintah.")
_COMMODITY = Column("komoditas", "string", "Kunci komoditas, seperti ikan-patin; menjadi alamat halamannya di /harga/.")
_SIDE = Column("sisi", "string", "produsen: dibayar ke petani atau nelayan; konsumen: dibayar di pasar.")
_NUMBER = Column("nomor", "string", "Nomor baris rencana; kunci ke tabel rencana.")
_GOVERNMENT = Column("kode_pemerintah", "string", f"{CODES} pemerintah yang menyusun.", "administrative-classification:generic:level1:code")
_YEAR = Column("tahun", "integer", "Tahun anggaran.", "date:fiscal-year")


def _money(name: str, about: str) -> Column:
    return Column(name, "integer", f"{about}, rupiah utuh; kosong bila belum ada.", "value")


DATASETS: dict[str, Dataset] = {
    one.name: one
    for one in (
        Dataset(
            name="rencana", title="Rencana dan anggaran", key="nomor", has_year=True, is_money=True, rows=_plans,
            about="Setiap sub kegiatan (atau kegiatan desa) dengan jumlahnya menurut tahap: dari indikatif sampai realisasi.",
            keywords=("anggaran", "APBD", "APB Desa", "RKPD", "Renja", "rencana", "belanja"),
            columns=(
                Column("nomor", "string", "Nomor baris; tetap, dan menjadi alamat halamannya."),
                _GOVERNMENT,
                Column("pemerintah", "string", "Nama pemerintah.", "administrative-classification:generic:level1:label"),
                _YEAR,
                Column("kode_perangkat", "string", "Kode perangkat daerah.", "administrative-classification:generic:level2:code"),
                Column("perangkat", "string", "Nama perangkat daerah.", "administrative-classification:generic:level2:label"),
                Column("skema", "string", "regional: nomenklatur daerah; village_activity: kegiatan desa."),
                Column("kode_bidang", "string", "Kode bidang urusan, atau bidang desa.", "functional-classification:generic:level1:code"),
                Column("kode_program", "string", "Kode program, atau sub bidang desa.", "activity:generic:program:code"),
                Column("kode_kegiatan", "string", "Kode kegiatan."),
                Column("kode", "string", "Kode sub kegiatan, atau kegiatan desa."),
                Column("nama", "string", "Nama pekerjaan."),
                _money("indikatif", "Jumlah indikatif dari rencana lima tahun"),
                _money("usulan", "Jumlah yang diusulkan"),
                _money("pagu", "Pagu"),
                _money("anggaran", "Jumlah yang dianggarkan"),
                _money("perubahan", "Jumlah setelah perubahan anggaran"),
                _money("realisasi", "Jumlah yang sudah dibelanjakan"),
                Column("persen_fisik", "number", "Kemajuan fisik terakhir, 0 sampai 100."),
                Column("sumber_dana", "string", "Kode sumber dana, dipisah tanda |."),
                Column("kode_wilayah", "string", f"{CODES} tempat pekerjaan, dipisah tanda |."),
                Column("lokasi", "string", "Lokasi seperti tertulis di berkas."),
                Column("alamat", "string", "Alamat halaman baris ini."),
                _SAMPLE,
                Column("diubah", "datetime", "Saat terakhir diubah."),
            ),
        ),
        Dataset(
            name="lokasi", title="Lokasi pekerjaan", has_year=True, rows=_places,
            about="Setiap tempat dari setiap baris rencana, sampai desa, dengan bagian jumlahnya bila diketahui.",
            keywords=("lokasi", "desa", "pembangunan"),
            columns=(
                _NUMBER, _GOVERNMENT, _YEAR,
                Column("kode_wilayah", "string", f"{CODES} tempatnya."),
                Column("wilayah", "string", "Nama tempatnya."),
                Column("rincian", "string", "RT/RW, jalan, atau sebutan setempat."),
                _money("bagian", "Bagian jumlah di tempat ini"),
                Column("lintang", "number", "Lintang, WGS 84."),
                Column("bujur", "number", "Bujur, WGS 84."),
                _SAMPLE,
            ),
        ),
        Dataset(
            name="realisasi", title="Realisasi", has_year=True, is_money=True, rows=_realisations,
            about="Belanja dan kemajuan fisik kumulatif setiap baris rencana sampai tanggal tertentu.",
            keywords=("realisasi", "belanja", "kemajuan fisik"),
            columns=(
                _NUMBER, _GOVERNMENT, _YEAR,
                Column("sampai", "date", "Keadaan sampai tanggal ini."),
                _money("dibelanjakan", "Yang dibelanjakan sejak awal tahun"),
                Column("persen_fisik", "number", "Kemajuan fisik, 0 sampai 100."),
                Column("keterangan", "string", "Keterangan."),
                _SAMPLE,
            ),
        ),
        Dataset(
            name="angka", title="Angka dan asalnya", has_year=True, is_money=True, rows=_figures,
            about="Setiap angka yang berlaku, dengan berkas, lembar, dan sel asalnya. Kosong bila diketik di meja.",
            keywords=("sumber data", "asal angka", "anggaran"),
            columns=(
                _NUMBER, _GOVERNMENT, _YEAR,
                Column("tahap", "string", "indicative, proposed, ceiling, budgeted, revised, realised."),
                Column("sumber_dana", "string", "Kode sumber dana; kosong bila berkasnya tidak membagi."),
                _money("jumlah", "Jumlah"),
                Column("berkas", "string", "Nama berkas asal."),
                Column("sha256", "string", "SHA-256 berkas asal."),
                Column("lembar", "string", "Lembar di berkas."),
                Column("sel", "string", "Sel di lembar, seperti D17."),
                _SAMPLE,
            ),
        ),
        Dataset(
            name="pendapatan-desa", title="Pendapatan desa", has_year=True, is_money=True, rows=_incomes,
            about="Pendapatan dan SILPA desa menurut rekening.",
            keywords=("APB Desa", "Dana Desa", "pendapatan desa"),
            columns=(
                Column("kode_desa", "string", f"{CODES} desa."),
                Column("desa", "string", "Nama desa."),
                _YEAR,
                Column("kode_rekening", "string", "Kode rekening menurut Permendagri 20/2018, seperti 4.2.1 Dana Desa."),
                _money("anggaran", "Jumlah yang dianggarkan"),
                _money("perubahan", "Jumlah setelah perubahan"),
                _money("diterima", "Jumlah yang diterima"),
                _SAMPLE,
            ),
        ),
        Dataset(
            name="dokumen", title="Dokumen rencana", key="dokumen", has_year=True, rows=_documents,
            about="Dokumen perencanaan dan anggaran yang terbuka, dengan alamat untuk membacanya halaman demi halaman.",
            keywords=("RPJMD", "RKPD", "APBD", "RPJM Desa", "dokumen"),
            columns=(
                Column("dokumen", "string", "Nama dokumen di alamatnya; kunci."),
                Column("jenis", "string", "rpjpd, rpjmd, renstra, rkpd, renja, kua, ppas, apbd, rpjm_desa, rkp_desa, …"),
                Column("judul", "string", "Judul."),
                _GOVERNMENT,
                Column("pemerintah", "string", "Nama pemerintah."),
                Column("perangkat", "string", "Nama perangkat daerah, untuk Renstra dan Renja."),
                Column("tahun_awal", "integer", "Tahun pertama."),
                Column("tahun_akhir", "integer", "Tahun terakhir."),
                Column("status", "string", "consulted: rancangan; enacted: berlaku; ended: tidak berlaku lagi."),
                Column("alamat", "string", "Alamat halaman dokumen."),
                _SAMPLE,
            ),
        ),
        Dataset(
            name="harga", title="Harga komoditas", has_year=True, rows=_prices,
            about="Harga yang dilaporkan warga, per komoditas, sisi, kecamatan, dan hari: tengah, terendah, tertinggi, jumlah laporan. "
            "Laporan yang ditahan atau ditolak tidak dihitung; nama pelapor tidak disimpan.",
            keywords=("harga", "pangan", "komoditas", "pasar", "petani", "nelayan"),
            columns=(
                Column("kode_wilayah", "string", f"{CODES} kecamatan."),
                Column("tanggal", "date", "Hari harga itu berlaku."),
                _COMMODITY,
                Column("nama", "string", "Nama komoditas."),
                Column("satuan", "string", "Satuan harga, seperti kg atau liter."),
                _SIDE,
                _money("harga_tengah", "Nilai tengah (median) laporan hari itu"),
                _money("terendah", "Laporan terendah"),
                _money("tertinggi", "Laporan tertinggi"),
                Column("laporan", "integer", "Jumlah laporan yang dihitung."),
                _SAMPLE,
            ),
        ),
        Dataset(
            name="harga-resmi", title="Harga komoditas resmi", has_year=True, rows=_official_prices,
            about="Angka harga dari seri yang diterbitkan instansi dan dibawa ke sini, dengan penerbitnya.",
            keywords=("harga", "pangan", "komoditas", "PIHPS"),
            columns=(
                Column("kode_wilayah", "string", f"{CODES} provinsi atau kabupaten/kota."),
                Column("tanggal", "date", "Hari harga itu berlaku."),
                _COMMODITY,
                Column("nama", "string", "Nama komoditas."),
                Column("satuan", "string", "Satuan harga, seperti kg atau liter."),
                _SIDE,
                _money("harga", "Harga"),
                Column("seri", "string", "Nama seri."),
                Column("penerbit", "string", "Instansi yang menerbitkan."),
                Column("alamat", "string", "Alamat tempat seri diterbitkan."),
                _SAMPLE,
            ),
        ),
        Dataset(
            name="wilayah", title="Wilayah", key="kode", rows=_regions,
            about="Provinsi, kabupaten/kota, kecamatan, desa, dan kelurahan yang ada sekarang.",
            keywords=("wilayah", "kode Kemendagri", "desa", "kecamatan"),
            columns=(
                Column("kode", "string", f"{CODES}."),
                Column("kode_induk", "string", "Kode wilayah di atasnya."),
                Column("tingkat", "string", "province, regency, district, village."),
                Column("jenis", "string", "provinsi, kabupaten, kota, kecamatan, desa, kelurahan, …"),
                Column("nama", "string", "Nama tanpa jenisnya."),
                Column("kode_pos", "string", "Kode pos."),
                Column("lintang", "number", "Lintang titik tengah, WGS 84."),
                Column("bujur", "number", "Bujur titik tengah, WGS 84."),
                Column("luas_km2", "number", "Luas, km²."),
                Column("penduduk", "integer", "Jumlah penduduk."),
            ),
        ),
        Dataset(
            name="kim", title="Register KIM", key="kim", rows=_groups,
            about="Komunitas Informasi Masyarakat yang terdaftar. Tanpa nama orang.",
            keywords=("KIM", "Komunitas Informasi Masyarakat"),
            columns=(
                Column("kim", "string", "Nama KIM di alamatnya; kunci."),
                Column("nama", "string", "Nama KIM."),
                Column("nomor_register", "string", "Nomor register."),
                Column("jenis", "string", "Jenis KIM."),
                Column("status", "string", "Status di register."),
                Column("kode_wilayah", "string", f"{CODES} kedudukan."),
                Column("wilayah", "string", "Nama wilayah kedudukan."),
                Column("alamat", "string", "Alamat halaman KIM."),
            ),
        ),
    )
}  # fmt: skip
"""Every table, by its name in the address. Names and columns are kept: others build on them."""
