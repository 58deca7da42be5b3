"""Is this a text that sells gambling, or one that speaks about it? Pure functions over a text and the lexicon.

A sentence is refused when it speaks the sellers' language **and** shows that it sells: a gambling host, an anchor that
sells, a disguise, a call to the reader. The words of police, law and care take weight from a mention, so that news of an
arrest or of a lecture at school passes; they take none from a link or a disguise, so that they cannot be used as a cloak.
"""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from dataclasses import dataclass, field
from functools import cache
from urllib.parse import unquote

from betang.guard import lexicon
from betang.guard.glyphs import Plain, fold_word, joined_words, reveal, skeleton

LOOK_CLOSELY = 3.0
"""Points of gambling words in one sentence from which its signs of selling are weighed."""
DISGUISE = 2.0
WINDOW_CHARS = 400

URL = re.compile(
    r"(?:https?://|www\.)[^\s<>\"')\]]{3,500}"
    r"|(?<![\w@.-])[a-z0-9-]{3,63}(?:\.[a-z0-9-]{2,63})*\.(?:com|net|org|xyz|site|online|info|vip|top|club|live|fun|bet|casino|pro|link|cc|id|me"
    r"|io|co|asia|win|shop|store|space|website|icu|click|ly|gg|page|dev|app|blog|biz)(?![\w.-]*@)\b(?:/[^\s<>\"')\]]*)?",
    re.IGNORECASE,
)
_HREF = re.compile(r"""href\s*=\s*["']?([^"'\s>]{3,500})""", re.IGNORECASE)
_MARKDOWN_LINK = re.compile(r"\[([^\[\]\n]{1,300})\]\(\s*<?([^\s)<>]{3,500})")
_HTML_LINK = re.compile(r"""<a\b[^<>]{0,1000}?href\s*=\s*["']?([^"'\s>]{3,500})[^<>]{0,1000}>(.{0,600}?)</a\b""", re.IGNORECASE | re.DOTALL)
_HOST = re.compile(r"(?:[a-z][a-z0-9+.-]*:)?/{0,2}(?:[^/@?#\s]*@)?([^/?#:\s]+)", re.IGNORECASE)
_SENTENCE_END = re.compile(r"[.!?…](?=\s)|\n")
_BRAND = re.compile(r"(?<![a-z0-9])[a-z]{3,20}(?:77|88|99|69|138|168|188|303|388|777|888|999|5000|4d|3d|2d)(?![a-z0-9])")
_GAMBLING_HOST = re.compile(lexicon.GAMBLING_HOST)
_HONEST_HOST = re.compile(lexicon.HONEST_HOST)
_HARMLESS = re.compile("|".join(lexicon.HARMLESS))
_REPORTING = re.compile(r"(?<![a-z])(?:" + "|".join(re.escape(word) for word in lexicon.REPORTING) + r")(?:nya|lah|kan)?(?![a-z])")


@dataclass(frozen=True, slots=True)
class Hit:
    """A word of the lexicon at `first`…`last` of the plain view."""

    first: int
    last: int
    weight: float
    term: str
    sells: bool
    disguised: bool


@dataclass(slots=True)
class Sentence:
    """What one stretch of text shows. Places are in the plain view."""

    first: int
    last: int
    hits: list[Hit] = field(default_factory=list)
    calls: int = 0
    links: int = 0
    brands: int = 0
    strong: int = 0
    reporting: int = 0

    @property
    def points(self) -> float:
        """The weight of its gambling words, each term once; a disguised one weighs more."""
        heaviest: dict[str, float] = {}
        for hit in self.hits:
            weight = hit.weight + (DISGUISE if hit.disguised else 0)
            heaviest[hit.term] = max(heaviest.get(hit.term, 0), weight)
        return sum(heaviest.values())

    @property
    def has_disguise(self) -> bool:
        return any(hit.disguised and hit.weight >= 1 for hit in self.hits) or sum(hit.disguised for hit in self.hits) >= 2


@dataclass(frozen=True, slots=True)
class Judgement:
    """`start`…`end` of the text as typed; `sells` tells an advertisement (refused) from a mention (told)."""

    start: int
    end: int
    sells: bool
    disguised: bool


def host_of(url: str) -> str:
    """The host name of an address as typed, in lower case."""
    found = _HOST.match(unquote(url.strip()))
    return found[1].lower().rstrip(".") if found else ""


def is_gambling_host(host: str) -> bool:
    """Whether a host name is one of a gambling house's kind."""
    return not _HONEST_HOST.search(host) and bool(_GAMBLING_HOST.search(host))


def _letters(term: str) -> str:
    return re.sub(r"[^a-z0-9]", "", term)


@cache
def _table() -> tuple[re.Pattern[str], dict[str, tuple[str, float, bool]]]:
    """One pattern over the skeleton, and skeleton letters → (term, weight, whether it sells)."""
    rows: dict[str, tuple[str, float, bool]] = {}
    patterns: dict[str, str] = {}
    for sells, words in ((True, lexicon.PROMOTION), (False, lexicon.TOPIC)):
        for term, weight in words.items():
            parts = [fold_word_of_term(part) for part in term.split()]
            rows.setdefault(_letters("".join(parts)), (term, weight, sells))
            rows.setdefault(fold_word("".join(parts)) if parts[0].isalpha() else "".join(parts), (term, weight, sells))
            patterns[term] = r"[^a-z0-9]{0,3}".join(re.escape(part) for part in parts)
    ordered = sorted(patterns.values(), key=len, reverse=True)
    return re.compile(r"(?<![a-z0-9])(?:" + "|".join(ordered) + r")"), rows


def fold_word_of_term(part: str) -> str:
    """A term's word as it stands in a skeleton: digits of a brand stay digits («slot88»)."""
    found = re.fullmatch(r"([a-z]+)(\d{2,}[a-z]*)", part)
    if found:
        return fold_word(found[1]) + found[2].replace("i", "l")
    return part if part[0].isdigit() else fold_word(part)


@cache
def _glued() -> re.Pattern[str]:
    """Terms that give a text away even in the middle of a run of letters («daftarslotgacorterpercaya»)."""
    strong = [term for term, weight in lexicon.PROMOTION.items() if weight >= 2 and len(_letters(term)) >= 6]
    strong += ["togel", "judi online"]
    return re.compile("|".join(sorted((fold_word(_letters(term)) for term in strong), key=len, reverse=True)))


@cache
def _calls() -> re.Pattern[str]:
    return re.compile(
        r"(?<![a-z0-9])(?:" + "|".join(r"[^a-z0-9]{1,3}".join(map(fold_word, call.split())) for call in lexicon.CALLS) + r")(?![a-z])"
    )


def _agrees(raw: str, term: str) -> tuple[bool, bool]:
    """(is it the term at all, is it written as something else): «malin» is not «main», «jud1» is «judi» in disguise."""
    letters = re.sub(r"[^a-z0-9@$!|+]", "", raw)
    wanted = _letters(term)
    if letters == wanted:
        return True, False
    if letters.isalpha():
        single = re.sub(r"(.)\1+", r"\1", letters)
        return single == re.sub(r"(.)\1+", r"\1", wanted), False
    digits = re.sub(r"\D", "", letters)
    return True, digits != re.sub(r"\D", "", wanted) or not letters.isalnum()


def _is_odd(plain: Plain, first: int, last: int) -> bool:
    return any(plain.odd[index] for index in range(first, last) if plain.low[index].isalnum())


def find_words(plain: Plain) -> list[Hit]:
    """Every word of the lexicon in the view, longest first where they overlap."""
    pattern, rows = _table()
    blanked: set[int] = set()
    for harmless in _HARMLESS.finditer(plain.low):
        if not _is_odd(plain, harmless.start(), harmless.end()):
            blanked.update(range(harmless.start(), harmless.end()))
    found: list[Hit] = []
    folded = skeleton(plain)
    place = 0
    while one := pattern.search(folded.text, place):
        place = one.end()
        after = folded.text[one.end()] if one.end() < len(folded.text) else " "
        key = _letters(one[0])
        term, weight, sells = rows.get(key, ("", 0.0, False))
        first, last = folded.at[one.start()], folded.at[one.end() - 1] + 1
        if not term or first in blanked:
            continue
        is_term, is_written_oddly = _agrees(plain.low[first:last], term)
        if not is_term or (after.isalpha() and not (weight >= 2 or _glued().match(folded.text, one.end()))):
            if after.isalpha():
                place = one.start() + 1
            continue
        found.append(Hit(first, last, weight, term, sells, is_written_oddly or _is_odd(plain, first, last)))
    taken = {index for hit in found for index in range(hit.first, hit.last)}
    for one in _glued().finditer(folded.text):
        first, last = folded.at[one.start()], folded.at[one.end() - 1] + 1
        if first in taken or first in blanked:
            continue
        term, weight, sells = rows.get(one[0], (one[0], 2.0, True))
        is_term, _odd = _agrees(plain.low[first:last], term)
        if is_term and not _inside_url(plain.low, first):
            found.append(Hit(first, last, weight, term, sells, False))
    for brand in _BRAND.finditer(plain.low):
        if _GAMBLING_HOST.search(brand[0]) and brand.start() not in taken and not _inside_url(plain.low, brand.start()):
            found.append(Hit(brand.start(), brand.end(), 2.0, brand[0], True, False))
    for word, first, last in joined_words(plain):
        pieces = re.findall(r"[a-z0-9@$]+", plain.low[first:last])
        if min(map(len, pieces)) > 2 or any(index in taken for index in range(first, last)) or _inside_url(plain.low, first):
            continue
        whole = rows.get(word)
        if whole is None:
            inner = pattern.match(word)
            whole = rows.get(_letters(inner[0])) if inner and len(inner[0]) >= 5 else None
        if whole is None and (glued := _glued().search(word)):
            whole = rows.get(glued[0], (glued[0], 2.0, True))
        if whole is not None:
            found.append(Hit(first, last, whole[1], whole[0], whole[2], True))
    return sorted(found, key=lambda hit: hit.first)


def _inside_url(low: str, place: int) -> bool:
    begin = max(low.rfind(blank, 0, place) for blank in " \n\t(<\"'") + 1
    return bool(re.match(r"https?://|www\.|/", low[begin : begin + 8]))


def _sentences(low: str) -> list[Sentence]:
    found = []
    begin = 0
    ends = [one.end() for one in _SENTENCE_END.finditer(low)] + [len(low)]
    for end in ends:
        while end - begin > WINDOW_CHARS:
            cut = low.rfind(" ", begin + WINDOW_CHARS // 2, begin + WINDOW_CHARS)
            cut = cut if cut > begin else begin + WINDOW_CHARS
            found.append(Sentence(begin, cut))
            begin = cut
        if end > begin:
            found.append(Sentence(begin, end))
        begin = end
    return found


def links(text: str) -> list[tuple[int, int, str, str]]:
    """(start, end, host, anchor) of every link in the text as typed."""
    found = []
    for one in _MARKDOWN_LINK.finditer(text):
        found.append((one.start(), one.end(), host_of(one[2]) if "//" in one[2] else "", one[1]))
    for one in _HTML_LINK.finditer(text):
        found.append((one.start(), one.end(), host_of(one[1]) if "//" in one[1] else "", re.sub(r"<[^<>]*>", "", one[2])))
    covered = [(first, last) for first, last, _host, _anchor in found]
    for pattern, group in ((URL, 0), (_HREF, 1)):
        for one in pattern.finditer(text):
            if any(first <= one.start() < last for first, last in covered):
                continue
            address = one[group]
            if pattern is URL or "//" in address:
                found.append((one.start(), one.end(), host_of(address), ""))
    return found


def judge(text: str) -> list[Judgement]:
    """The stretches of `text` that sell gambling or speak of it so much that the writer should be told."""
    plain = reveal(text)
    hits = find_words(plain)
    found_links = links(text)
    gambling_links = [link for link in found_links if link[2] and is_gambling_host(link[2])]
    if not hits and not gambling_links:
        return []
    sentences = _sentences(plain.low)
    begins = [one.first for one in sentences]

    def of(place: int) -> Sentence:
        return sentences[max(0, bisect_right(begins, place) - 1)]

    for hit in hits:
        of(hit.first).hits.append(hit)
    folded = skeleton(plain)
    for call in _calls().finditer(folded.text):
        of(folded.at[call.start()]).calls += 1
    for brand in _BRAND.finditer(plain.low):
        of(brand.start()).brands += 1
    for news in _REPORTING.finditer(plain.low):
        of(news.start()).reporting += 1
    everywhere = len({one[0] for one in _REPORTING.finditer(plain.low)})
    places = plain.start
    for start, _end, host, anchor in found_links:
        if not plain.low:
            break
        sentence = of(min(bisect_left(places, start), len(places) - 1))
        sentence.links += 1
        if host and is_gambling_host(host):
            sentence.strong += 3
        if anchor and host and not _HONEST_HOST.search(host):
            sold = sum(hit.weight for hit in find_words(reveal(anchor)) if hit.sells)
            if sold >= 2.5 and not _REPORTING.search(anchor.lower()):
                sentence.strong += 3
    # a link to a gambling house is refused also where no word around it sells
    return [
        *_verdicts(plain, sentences, everywhere),
        *(Judgement(start, end, True, False) for start, end, _host, _anchor in gambling_links),
    ]


def _verdicts(plain: Plain, sentences: list[Sentence], everywhere: int) -> list[Judgement]:
    found = []
    for position, one in enumerate(sentences):
        if not one.hits:
            continue
        # a call or a link often stands in the next sentence: «… maxwin! Klik di sini: …»
        near = [other for other in sentences[max(0, position - 1) : position + 2] if other is not one]
        points = one.points
        evidence = (
            min(2, one.calls + sum(other.calls for other in near))
            + min(1, one.links + sum(other.links for other in near))
            + min(1, one.brands)
            + (1 if sum(hit.sells for hit in one.hits) >= 3 else 0)
            - min(3, one.reporting)
            - min(2.0, 0.5 * (everywhere - one.reporting if everywhere > one.reporting else 0))
        )
        strong = one.strong + sum(other.strong for other in near)
        sells = (
            (strong > 0 and points >= 1)
            or (one.has_disguise and points >= LOOK_CLOSELY)
            or (points >= LOOK_CLOSELY and (evidence >= 1 or everywhere == 0))
        )
        if sells or points >= LOOK_CLOSELY:
            start, end = plain.span(one.hits[0].first, max(hit.last for hit in one.hits))
            found.append(Judgement(start, end, sells, one.has_disguise))
    return found
