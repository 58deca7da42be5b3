"""The laws that rules cite, and references to their articles that resolve.

A reference is written as `UU 14/2008 art. 22(7)`: the law, then one or more articles with paragraph and letter:
`art. 22(7), 22(8)`, `art. 20(2)(a)`. Several laws are parted by `;`. A law may be cited as a whole. Words in round
brackets at the end, after a space, are a remark.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from functools import cache
from importlib import resources

from betang.statutes.terms import LawKind


class UnknownReference(ValueError):
    """The text cites a law, an article, a paragraph or a letter that is not there."""


@dataclass(frozen=True, slots=True)
class Law:
    """A source of law. `title` is the official one, in Indonesian; `about` says in English what it rules.

    `by_hand` lists the only articles that may be cited of a law whose text is not indexed (`indexing.py`).
    """

    kind: LawKind
    number: str
    year: int
    title: str
    about: str
    by_hand: frozenset[str] = field(default_factory=frozenset)

    @property
    def name(self) -> str:
        """`UU 14/2008`."""
        return f"{self.kind.value} {self.number}/{self.year}"


@dataclass(frozen=True, slots=True)
class Article:
    """An article of a law, down to a paragraph and a letter where they are given."""

    number: int
    suffix: str = ""
    paragraph: int | None = None
    letter: str = ""

    @property
    def order(self) -> tuple[int, str, int, str]:
        """By which articles are put in order: an article as a whole before its paragraphs."""
        return self.number, self.suffix, self.paragraph or 0, self.letter

    def __str__(self) -> str:
        paragraph = f"({self.paragraph})" if self.paragraph is not None else ""
        return f"{self.number}{self.suffix}{paragraph}{f'({self.letter})' if self.letter else ''}"


@dataclass(frozen=True, slots=True)
class Reference:
    """A law and the articles cited of it; none means the law as a whole."""

    law: Law
    articles: tuple[Article, ...] = ()

    def __str__(self) -> str:
        if not self.articles:
            return self.law.name
        return f"{self.law.name} art. {', '.join(str(article) for article in self.articles)}"


def _laws() -> tuple[Law, ...]:
    uu, pp = LawKind.UU, LawKind.PP
    return (
        Law(uu, "25", 2004, "Sistem Perencanaan Pembangunan Nasional", "The national system of development planning"),
        Law(uu, "14", 2008, "Keterbukaan Informasi Publik", "Openness of public information"),
        Law(uu, "25", 2009, "Pelayanan Publik", "Public services and complaints about them"),
        Law(uu, "6", 2014, "Desa", "Villages: their authority, assemblies, plans and budgets"),
        Law(uu, "23", 2014, "Pemerintahan Daerah", "Regional government: its levels, regions, plans and innovation"),
        Law(uu, "33", 2014, "Jaminan Produk Halal", "Halal certificates of products"),
        Law(uu, "8", 2016, "Penyandang Disabilitas", "Rights of people with disabilities, access to information among them"),
        Law(uu, "27", 2022, "Pelindungan Data Pribadi", "Protection of personal data"),
        Law(
            uu, "1", 2024, "Perubahan Kedua atas UU 11/2008 tentang Informasi dan Transaksi Elektronik",
            "Electronic information: what may not be published, gambling among it", frozenset({"27", "27(2)"}),
        ),
        Law(
            uu, "3", 2024, "Perubahan Kedua atas UU 6/2014 tentang Desa",
            "Villages: terms of office of village heads", frozenset({"39"}),
        ),
        Law(uu, "28", 2014, "Hak Cipta", "Copyright in texts and pictures"),
        Law(pp, "61", 2010, "Pelaksanaan UU 14/2008", "How public information is asked for and given"),
        Law(pp, "96", 2012, "Pelaksanaan UU 25/2009", "How public services are kept, and complaints handled"),
        Law(pp, "43", 2014, "Peraturan Pelaksanaan UU 6/2014", "How villages plan, decide and account"),
        Law(pp, "12", 2019, "Pengelolaan Keuangan Daerah", "Regional budgets from ceilings to accounts"),
        Law(pp, "71", 2019, "Penyelenggaraan Sistem dan Transaksi Elektronik", "Electronic systems and who answers for them"),
        Law(LawKind.PERPRES, "39", 2019, "Satu Data Indonesia", "One-data policy"),
        Law(LawKind.PERMENKOMINFO, "8", 2010, "Pengembangan dan Pemberdayaan Lembaga Komunikasi Sosial", "The first rules on KIM"),
        Law(
            LawKind.PERMENKOMINFO, "4", 2024, "Penyelenggaraan Urusan Pemerintahan Konkuren Bidang Komunikasi dan Informatika",
            "Tasks of the communication offices; KIM as communities, mapping and registration",
        ),
        Law(LawKind.PERMENDAGRI, "114", 2014, "Pedoman Pembangunan Desa", "How villages build: plans and proposals"),
        Law(LawKind.PERMENDAGRI, "86", 2017, "Tata Cara Perencanaan Pembangunan Daerah", "How regional plans are made"),
        Law(LawKind.PERMENDAGRI, "18", 2018, "Lembaga Kemasyarakatan Desa dan Lembaga Adat Desa", "Community institutions of villages"),
        Law(LawKind.PERMENDAGRI, "20", 2018, "Pengelolaan Keuangan Desa", "Village budgets and accounts"),
        Law(LawKind.PERMENDAGRI, "90", 2019, "Klasifikasi, Kodefikasi, dan Nomenklatur", "Official codes of plans and budgets"),
        Law(LawKind.KEPMENDAGRI, "300.2.2-2138", 2025, "Kode, Data Wilayah Administrasi Pemerintahan, dan Pulau", "Region codes"),
        Law(LawKind.PERKI, "1", 2021, "Standar Layanan Informasi Publik", "Standards of information services"),
        *_goods_laws(),
    )  # fmt: skip


def _goods_laws() -> tuple[Law, ...]:
    """What must not be sold, or only so. Number and title of each were looked up; articles stand only where their words were read."""
    uu, pp = LawKind.UU, LawKind.PP
    return (
        Law(LawKind.UU_DRT, "12", 1951, "Mengubah Ordonnantie Tijdelijke Bijzondere Strafbepalingen (Stbl. 1948 No. 17) dan UU 8/1948",
            "Firearms, explosives and blades", frozenset({"1(1)", "2(1)", "2(2)"})),
        Law(uu, "5", 1990, "Konservasi Sumber Daya Alam Hayati dan Ekosistemnya", "Protected plants and animals"),
        Law(uu, "32", 2024, "Perubahan atas UU 5/1990 tentang Konservasi Sumber Daya Alam Hayati dan Ekosistemnya",
            "Protected plants and animals, as amended"),
        Law(uu, "5", 1997, "Psikotropika", "Psychotropic substances"),
        Law(uu, "31", 2004, "Perikanan", "Fisheries: gear and substances that destroy", frozenset({"8(1)"})),
        Law(uu, "45", 2009, "Perubahan atas UU 31/2004 tentang Perikanan", "Fisheries, as amended"),
        Law(uu, "21", 2007, "Pemberantasan Tindak Pidana Perdagangan Orang", "Trafficking in persons"),
        Law(uu, "39", 2007, "Perubahan atas UU 11/1995 tentang Cukai", "Excise on tobacco and alcohol", frozenset({"14(1)", "54"})),
        Law(uu, "44", 2008, "Pornografi", "Pornography", frozenset({"4(1)"})),
        Law(uu, "35", 2009, "Narkotika", "Narcotics"),
        Law(uu, "18", 2012, "Pangan", "Food and its safety"),
        Law(uu, "18", 2013, "Pencegahan dan Pemberantasan Perusakan Hutan", "Timber and its papers"),
        Law(uu, "20", 2016, "Merek dan Indikasi Geografis", "Trade marks"),
        Law(uu, "11", 2017, "Pengesahan Konvensi Minamata mengenai Merkuri", "Mercury"),
        Law(uu, "22", 2019, "Sistem Budi Daya Pertanian Berkelanjutan", "Farming and its means, pesticides among them"),
        Law(uu, "1", 2023, "Kitab Undang-Undang Hukum Pidana", "The penal code: forged papers and money among it"),
        Law(uu, "17", 2023, "Kesehatan", "Health, medicines among it"),
        Law(pp, "28", 2024, "Peraturan Pelaksanaan UU 17/2023 tentang Kesehatan", "Health: selling tobacco; organs are no goods",
            frozenset({"326(2)", "434(1)(b)", "434(1)(f)", "434(2)"})),
        Law(LawKind.PERPRES, "15", 2011, "Penetapan Pupuk Bersubsidi sebagai Barang dalam Pengawasan", "Subsidised fertiliser"),
        Law(LawKind.PERPRES, "74", 2013, "Pengendalian dan Pengawasan Minuman Beralkohol", "Alcoholic drinks: who may sell them, and where",
            frozenset({"4(4)", "7"})),
        Law(LawKind.PERMENDAG, "21", 2024, "Perubahan Ketiga atas Permendag 23/2023 tentang Kebijakan dan Pengaturan Ekspor",
            "Export of goods, kratom among them"),
        Law(LawKind.PERKAP, "17", 2017, "Perizinan, Pengamanan, Pengawasan, dan Pengendalian Bahan Peledak Komersial",
            "Commercial explosives, fireworks among them"),
    )  # fmt: skip


@cache
def laws() -> dict[str, Law]:
    """Every law of the registry by its short name."""
    return {law.name: law for law in _laws()}


@dataclass(frozen=True, slots=True)
class _Extent:
    paragraphs: int | None
    letters: dict[int, str]


@cache
def _index() -> dict[str, dict[str, _Extent]]:
    text = resources.files("betang.statutes").joinpath("data/articles.txt").read_text(encoding="utf-8")
    return read_index(text)


def read_index(text: str) -> dict[str, dict[str, _Extent]]:
    """The index file of `indexing.py` as a value: law, article, its paragraphs and letters."""
    index: dict[str, dict[str, _Extent]] = {}
    articles: dict[str, _Extent] = {}
    for line in text.splitlines():
        if line.startswith("["):
            articles = index.setdefault(line.strip("[]"), {})
        elif line and not line.startswith("#"):
            number, count, *letters = line.split()
            articles[number] = _Extent(None if count == "?" else int(count), {int(one[:-1]): one[-1] for one in letters})
    return index


_LAW = re.compile(r"(?P<kind>[A-Za-z]+) (?P<number>[\w.-]+)/(?P<year>\d{4})(?: art\. (?P<articles>.+))?")
_ARTICLE = re.compile(r"(?P<number>\d{1,3})(?P<suffix>[A-Z]?)(?:\((?P<paragraph>\d{1,2})\))?(?:\((?P<letter>[a-z])\))?")
_REMARK = re.compile(r"\s+\([^)]*\)(?=\s*[;,]|\s*$)")


def reference(text: str) -> Reference:
    """One reference, checked: the law is registered, the article, paragraph and letter exist. Raises `UnknownReference`."""
    match = _LAW.fullmatch(text.strip().rstrip("."))
    if match is None:
        raise UnknownReference(f"“{text}” is not written like “UU 14/2008 art. 22(7)”")
    law = laws().get(f"{match['kind']} {match['number']}/{match['year']}")
    if law is None:
        raise UnknownReference(f"{match['kind']} {match['number']}/{match['year']} is not in the registry of laws")
    articles = tuple(_article(law, part.strip().removeprefix("art. ")) for part in (match["articles"] or "").split(",") if part.strip())
    return Reference(law, articles)


def references(line: str) -> tuple[Reference, ...]:
    """All references of a `Law:` line (without that word), parted by `;` or, between laws, by `,`. Raises `UnknownReference`."""
    bare = _REMARK.sub("", line.strip())
    parts = re.split(r";\s*|,\s*(?=[A-Z][A-Za-z]+ [\w.-]+/\d{4})", bare)
    return tuple(reference(part) for part in parts if part.strip())


_SPOKEN = {LawKind.UU_DRT.value: "UU Darurat"}


def in_words(line: str) -> str:
    """A `Law:` line as people here write it: `PP 43/2014 art. 103(2)` is `PP 43/2014 pasal 103 ayat (2)`. Raises `UnknownReference`."""
    said = []
    for found in references(line):
        articles = ", ".join(
            f"{one.number}{one.suffix}"
            + (f" ayat ({one.paragraph})" if one.paragraph is not None else "")
            + (f" huruf {one.letter}" if one.letter else "")
            for one in found.articles
        )
        name = f"{_SPOKEN.get(found.law.kind.value, found.law.kind.value)} {found.law.number}/{found.law.year}"
        said.append(f"{name} pasal {articles}" if articles else name)
    return "; ".join(said)


def _article(law: Law, text: str) -> Article:
    match = _ARTICLE.fullmatch(text)
    if match is None:
        raise UnknownReference(f"{law.name}: “{text}” is not written like “22(7)” or “20(2)(a)”")
    article = Article(int(match["number"]), match["suffix"], int(match["paragraph"]) if match["paragraph"] else None, match["letter"] or "")
    index = _index().get(law.name)
    if index is None:
        if str(article) not in law.by_hand:
            raise UnknownReference(f"{law.name}: article {article} cannot be checked (its text is not indexed); cite the law as a whole")
        return article
    extent = index.get(f"{article.number}{article.suffix}")
    if extent is None:
        raise UnknownReference(f"{law.name} has no article {article.number}{article.suffix}")
    if article.paragraph is not None and extent.paragraphs is not None and not 1 <= article.paragraph <= extent.paragraphs:
        raise UnknownReference(f"{law.name} art. {article.number} has {extent.paragraphs} paragraphs, not ({article.paragraph})")
    last = extent.letters.get(article.paragraph or 0, "")
    if article.letter and article.letter > last and extent.paragraphs is not None:
        raise UnknownReference(f"{law.name} art. {article}: there is no letter ({article.letter})")
    return article
