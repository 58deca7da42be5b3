"""What a group and its site may be called. Pure rules: no database, no clock, no Django but its translations.

A name becomes a host name, and people trust host names. So a name may not look like an office or a government, like a part of the
machinery (`www`, `mail`), or like a gambling house: in 2024, 70 % of defacements in Indonesia were gambling (DOMAIN §5). Names are
compared after their disguises are taken off: letters of other alphabets, digits for letters, doubled letters, hyphens in between.
Honest names pass: a word is refused where it stands as a word, not where it happens to sit inside another (`slotip`, `kelompokerja`).
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Collection, Iterator, Sequence
from functools import cache

from django.utils.translation import gettext as _

from betang.kernel.errors import InvalidInput

SHORTEST = 3
LONGEST = 40
"""Characters of a name; a label of a host name may have 63 (RFC 1035 §2.3.4), and people must be able to dictate it."""


def _words(*lines: str) -> frozenset[str]:
    return frozenset(word for line in lines for word in line.split())


TECHNICAL = _words(
    "www www1 www2 web mail email smtp imap pop pop3 mx ns ns1 ns2 ns3 dns ftp sftp ssh vpn api app apps admin administrator root "
    "webmaster hostmaster postmaster abuse security noc meja portal static assets media cdn img files unduh upload autoconfig autodiscover "
    "wpad isatap localhost local test tes demo dev staging beta login masuk daftar akun account auth sso id oauth status sehat health data "
    "open311 umpan feed rss sitemap robots favicon well-known acme search cari kim wilayah rencana usulan layanan produk pelatihan "
    "sertifikat berita agenda galeri dokumen halaman diskusi jejak betang system sistem server proxy cache git db database backup null "
    "undefined support bantuan help info kontak contact"
)
"""Names that the machinery or the portal itself uses."""

OFFICES = _words(
    "diskominfo diskominfosantik kominfo komdigi bappeda bappedalitbang bapperida bappenas dprd dprdprov dprdkab dpr dpd mpr bupati wabup "
    "wakilbupati gubernur wagub wakilgubernur walikota wawali camat lurah kades kepaladesa sekda setda sekdes sekretariatdaerah polres "
    "polresta polsek polda polri polisi kepolisian kodim koramil korem kodam kejaksaan kejari kejati pengadilan pemkab pemkot pemprov "
    "pemda pemdes pemerintah kpu kpud bawaslu panwaslu bpk bpkp kpk ombudsman bpn bps bmkg bnn bnpb bpbd basarnas satpolpp disdik dinkes "
    "dinsos disdukcapil dukcapil dishub dispora disperindag distan disnaker dpmd dpmptsp dlh pupr inspektorat bkd bkpsdm bkpp bapenda "
    "samsat kemenag kemendagri kemenkeu kemkomdigi kementerian menteri presiden wapres istana setneg bssn djp imigrasi kua rsud puskesmas "
    "pln pdam telkom bri bank-kalteng bankkalteng ppid lapor sippd sipd"
)
"""Offices, office holders and public bodies: a group is none of them."""

_HONEST = _words("mentari polusi diaspora migrasi emigrasi residen pedes kapas kaleng")
"""Words of the language that lie one letter from an office: they are meant as they stand."""

_NEAR_THOUGH_SHORT = frozenset({"bupati", "polres", "polsek", "dinkes", "dinsos", "pemkab", "pemkot"})
"""Offices of six letters whose look-alikes are refused too; of the others, honest words lie too near (kejari, kenari)."""

GOVERNMENTS = (
    "Kalimantan Tengah", "Kalteng", "Kotawaringin Barat", "Kobar", "Kotawaringin Timur", "Kotim", "Kapuas", "Barito Selatan", "Barsel",
    "Barito Utara", "Barut", "Katingan", "Seruyan", "Sukamara", "Lamandau", "Gunung Mas", "Gumas", "Pulang Pisau", "Pulpis", "Murung Raya",
    "Barito Timur", "Bartim", "Palangka Raya", "Palangkaraya",
)  # fmt: skip
"""The province and its fourteen governments, with the short forms in use. An installation elsewhere passes its own."""

_GOVERNMENT_PREFIXES = ("", "kab", "kabupaten", "kota", "prov", "provinsi", "propinsi")

GAMBLING = _words(
    "togel gacor casino kasino maxwin sbobet jackpot pokerdom poker roulette rolet baccarat bakarat sicbo dominoqq domino99 bandarq "
    "bandarqq pkvgames pragmaticplay parlay mixparlay togelonline taruhan perjudian totomacau totogel slotgacor freebet "
    "scatterhitam mahjongways gatesofolympus starlightprincess wdterus jitu4d"
)
"""Words of gambling that are refused at the start or end of any word."""

GAMBLING_WORDS = _words("slot slots judi judol rtp pkv bet qqslot toto4d toto88 toto togel4d sv388 joker123 idn pgsoft habanero")
"""Short words of gambling: refused alone, or put together with others of the trade (`slot88`, `situsjudi`), never inside another word."""

_AMBIGUOUS = frozenset({"toto", "bet", "idn", "habanero"})
"""Refused only beside digits or another word of the trade: Toto Mulyo is a village."""

_TRADE = _words(
    "online situs agen bandar bola link daftar login gratis resmi terpercaya hoki win cuan king raja vip asia indo jp qq demo bonus "
    "deposit depo pulsa dana hari ini malam anti rungkad gampang menang terbaru alternatif "
    "main play game games spin zeus olympus macau hk sgp sdy "
    "sydney hongkong singapore super mega big max pro club bet live pola bocoran server luar thailand kamboja winrate 4d 3d 2d"
)
"""Words that gambling names are put together with. None of them is refused by itself."""

_HOMOGLYPHS = str.maketrans(
    {
        # Cyrillic
        "а": "a", "в": "b", "с": "c", "ԁ": "d", "е": "e", "ё": "e", "є": "e", "ғ": "f", "һ": "h", "н": "h", "і": "i", "ї": "i", "ӏ": "l",
        "ј": "j", "к": "k", "ԛ": "q", "м": "m", "о": "o", "р": "p", "ѕ": "s", "т": "t", "у": "y", "ԝ": "w", "х": "x", "ѵ": "v", "г": "r",
        # Greek
        "α": "a", "β": "b", "ε": "e", "η": "n", "ι": "i", "κ": "k", "μ": "u", "ν": "v", "ο": "o", "ρ": "p", "σ": "o", "ς": "c", "τ": "t",
        "υ": "u", "χ": "x", "ω": "w", "γ": "y",
        # other letters that look like ours
        "ı": "i", "ł": "l", "ø": "o", "đ": "d", "ħ": "h", "ɡ": "g", "ɑ": "a", "ʟ": "l", "ɩ": "i", "ƅ": "b", "ß": "ss", "æ": "ae", "œ": "oe",
        "‐": "-", "‑": "-", "–": "-", "—": "-", "−": "-", "_": "-", " ": "-", ".": "-",
    }
)  # fmt: skip

_LEET = {"0": "o", "3": "e", "4": "a", "5": "s", "6": "g", "7": "t", "8": "b", "9": "g", "2": "z", "1": "i"}
_LEET_I = str.maketrans(_LEET)
_LEET_L = str.maketrans(_LEET | {"1": "l"})


def normalise(text: str) -> str:
    """The name in the form of a host label: lower case, letters that only look like ours made ours, spaces made hyphens.

    Does not judge: what is left over that is neither `a`–`z`, `0`–`9` nor a hyphen stays in, for `check_name` to refuse.
    """
    plain = unicodedata.normalize("NFKC", text).strip().casefold()
    plain = "".join(sign for sign in plain if unicodedata.category(sign) != "Cf")
    plain = plain.translate(_HOMOGLYPHS)
    plain = "".join(sign for sign in unicodedata.normalize("NFKD", plain) if not unicodedata.combining(sign))
    return re.sub(r"['’`,]", "", plain)


def check_name(text: str, *, governments: Collection[str] = GOVERNMENTS) -> str:
    """The normalised name, if a group may carry it; raises `InvalidInput` that says why not.

    Whether the name is still free is not asked here (`queries.name_state` does).
    """
    slug = normalise(text)
    if not slug:
        raise InvalidInput(_("Type a name for the site."), hint=_("For example the name of the village: mantangai-hilir."))
    if re.search(r"[^a-z0-9-]", slug):
        raise InvalidInput(
            _("“%(name)s” holds signs that an address cannot have.") % {"name": text.strip()[:60]},
            hint=_("Use the letters a to z, digits and hyphens."),
        )
    if slug.startswith("-") or slug.endswith("-") or "--" in slug:
        raise InvalidInput(
            _("A name cannot begin or end with a hyphen, nor have two in a row."), hint=_("Write it like this: mantangai-hilir.")
        )
    if not SHORTEST <= len(slug) <= LONGEST:
        raise InvalidInput(
            _("A name has %(least)d to %(most)d letters; this one has %(count)d.")
            % {"least": SHORTEST, "most": LONGEST, "count": len(slug)},
            hint=_("Choose one that people can remember and dictate over the phone."),
        )
    if slug.isdigit() or not re.search(r"[a-z]", slug):
        raise InvalidInput(_("A name needs letters, not digits alone."), hint=_("Add the name of the place or of the group."))
    found = _gambling_in(slug)
    if found:
        raise InvalidInput(
            _("“%(word)s” is used by gambling sites, and such names are refused.") % {"word": found},
            hint=_("Choose the name of the group or of the place."),
        )
    if _is_technical(slug):
        raise InvalidInput(
            _("“%(name)s” is a name that the system itself uses.") % {"name": slug},
            hint=_("Add the name of the place, for example kim-mantangai."),
        )
    office = _office_in(slug, governments)
    if office:
        raise InvalidInput(
            _("“%(name)s” looks like the name of an office (%(office)s). People would take the group for the government.")
            % {"name": slug, "office": office},
            hint=_("Choose the name of the group or of its village."),
        )
    government = _government_like(slug, governments)
    if government:
        raise InvalidInput(
            _("“%(name)s” looks like the name of the government of %(government)s, which is kept for it.")
            % {"name": slug, "government": government},
            hint=_("Put the name of the group before it, for example suara-%(name)s.")
            % {"name": re.sub(r"[^a-z0-9]+", "-", government.lower())},
        )
    return slug


def alternatives(text: str, places: Sequence[str]) -> tuple[str, ...]:
    """Names to offer instead of `text`, best first; `places` are the group's place names from the village upward.

    Each passes `check_name`; whether they are free is for `queries.name_state`.
    """
    base = re.sub(r"-{2,}", "-", re.sub(r"[^a-z0-9-]", "", normalise(text))).strip("-")
    where = [part for part in (re.sub(r"[^a-z0-9]+", "-", normalise(place)).strip("-") for place in places) if part]
    ideas: list[str] = []
    if base:
        ideas += [f"{base}-{place}" for place in where if place not in base]
        if not base.startswith("kim"):
            ideas.append(f"kim-{base}")
    if where:
        ideas.append(f"kim-{where[0]}")
        ideas += [f"{where[0]}-{place}" for place in where[1:]]
        ideas += [f"kim-{where[0]}-{place}" for place in where[1:]]
        ideas.append(f"suara-{where[0]}")
    kept: list[str] = []
    for idea in ideas:
        try:
            name = check_name(idea)
        except InvalidInput:
            continue
        if name not in kept and name != base:
            kept.append(name)
    return tuple(kept[:6])


def _collapse(text: str) -> str:
    return re.sub(r"([a-z])\1+", r"\1", text)


def _variants(word: str) -> tuple[str, ...]:
    """What `word` may be meant to read as: as it stands, with digits read as letters, with digits at its end left alone."""
    body, tail = re.fullmatch(r"(.*?)(\d*)", word).groups()  # type: ignore[union-attr]
    seen = dict.fromkeys(
        _collapse(variant)
        for variant in (
            word,
            word.translate(_LEET_I),
            word.translate(_LEET_L),
            body.translate(_LEET_I) + tail,
            body.translate(_LEET_L) + tail,
        )
    )
    return tuple(seen)


def _runs(slug: str) -> Iterator[str]:
    """Each word of the name, and neighbouring words read as one (`to-gel`, `bank-kalteng`)."""
    words = slug.split("-")
    for start in range(len(words)):
        for end in range(start + 1, len(words) + 1):
            yield "".join(words[start:end])


@cache
def _collapsed(words: frozenset[str]) -> frozenset[str]:
    return frozenset(_collapse(word) for word in words)


@cache
def _trade_pattern() -> re.Pattern[str]:
    words = sorted(_collapsed(GAMBLING | GAMBLING_WORDS | _TRADE), key=len, reverse=True)
    return re.compile("(?:" + "|".join(map(re.escape, words)) + r"|\d+)+")


@cache
def _sure_pattern() -> re.Pattern[str]:
    words = sorted(_collapsed(GAMBLING | (GAMBLING_WORDS - _AMBIGUOUS)), key=len, reverse=True)
    return re.compile("|".join(map(re.escape, words)))


_AMBIGUOUS_WITH_DIGITS = re.compile(r"(?:\d+)?(?:toto|bet|idn|habanero)(?:\d+[a-z]?|macau|slot|win|bet|4d)")
_STRONG_EDGES = tuple(sorted((_collapse(word) for word in GAMBLING), key=len, reverse=True))


def _gambling_in(slug: str) -> str:
    """The gambling word in a name, or an empty string."""
    words = slug.split("-")
    for run in _runs(slug):
        for variant in _variants(run):
            for word in _STRONG_EDGES:
                if variant == word or (run in words and (variant.startswith(word) or variant.endswith(word))):
                    return word
            if _trade_pattern().fullmatch(variant):
                sure = _sure_pattern().search(variant)
                if sure:
                    return sure[0]
            if _AMBIGUOUS_WITH_DIGITS.fullmatch(variant):
                return variant
    return ""


def _is_technical(slug: str) -> bool:
    joined = slug.replace("-", "")
    if slug in TECHNICAL or joined in TECHNICAL or re.fullmatch(r"(?:www|ns|mx|mail|web|smtp|cdn|dns|api|app)\d*", joined):
        return True
    return any(variant in _long_technical() for variant in _variants(joined))


@cache
def _long_technical() -> frozenset[str]:
    return frozenset(_collapse(word) for word in TECHNICAL if len(word) >= 4)


@cache
def _offices_of(governments: tuple[str, ...]) -> tuple[tuple[str, str, frozenset[str]], ...]:
    """Each office, how it reads, and how it reads together with each of the places."""
    places = [_collapse(_joined(one)) for one in governments]
    words = [(office, _collapse(office.replace("-", ""))) for office in OFFICES]
    return tuple(
        (
            office,
            word,
            frozenset(one for place in places for one in (word + place, place + word, f"{word}kab{place}", f"{word}kota{place}")),
        )
        for office, word in words
    )


def _office_in(slug: str, governments: Collection[str]) -> str:
    words = slug.split("-")
    for run in _runs(slug):
        variants = _variants(run)
        for office, word, with_places in _offices_of(tuple(governments)):
            for variant in variants:
                if variant == word or variant in with_places or (run in words and _is_near(variant, word, office)):
                    return office
        if run in words:
            for office in OFFICES:
                if len(office) >= 7 and any(variant.startswith(_collapse(office)) for variant in variants):
                    return office
    return ""


def _is_near(variant: str, word: str, office: str) -> bool:
    return (len(word) >= 7 or office in _NEAR_THOUGH_SHORT) and variant not in _HONEST and near(variant, word)


def _government_like(slug: str, governments: Collection[str]) -> str:
    for variant in _variants(slug.replace("-", "")):
        for government in governments:
            name = _collapse(_joined(government))
            for prefix in _GOVERNMENT_PREFIXES:
                full = prefix + name
                if variant == full or (len(name) >= 6 and variant not in _HONEST and near(variant, full)):
                    return government
    return ""


@cache
def _joined(text: str) -> str:
    return re.sub(r"[^a-z0-9]", "", normalise(text))


def near(one: str, other: str) -> bool:
    """One letter changed, added, left out, or two neighbours swapped: what the eye does not catch in an address."""
    if one == other:
        return True
    if abs(len(one) - len(other)) > 1:
        return False
    start = 0
    while start < min(len(one), len(other)) and one[start] == other[start]:
        start += 1
    if len(one) == len(other):
        if one[start + 1 :] == other[start + 1 :]:
            return True
        return one[start : start + 2] == other[start : start + 2][::-1] and one[start + 2 :] == other[start + 2 :]
    longer, shorter = (one, other) if len(one) > len(other) else (other, one)
    return longer[start + 1 :] == shorter[start:]
