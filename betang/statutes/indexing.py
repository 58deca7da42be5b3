"""Making the index of articles from law texts: which articles, paragraphs and letters a law has. Numbers only, no law text.

Run by hand when a law is added: `python -m betang.statutes.indexing "UU 14/2008=uu-2008-14.md" … > betang/statutes/data/articles.txt`.

Scanned laws have reading errors (`Pasal 1O`, `(l)`, headings in the middle of a line), so numbers are sought in their order:
article 23 is the first heading 23 after article 22. What is missing between two that were found is taken to exist, since
laws number without gaps; how many paragraphs such an article has is then unknown, and written as `?`.

One line an article: `22 9 7f` says that article 22 has nine paragraphs and that its seventh has letters a to f; `0c` gives the
letters of an article without paragraphs.
"""

from __future__ import annotations

import re
import sys
from dataclasses import dataclass, field
from pathlib import Path

ARTICLE_GAP = 24
"""How many headings in a row a scan may have lost before the search gives up."""

PARAGRAPH_GAP = 2
LETTER_GAP = 3

_READ_AS = {"1": "1lIL", "0": "0O", "5": "5S", "7": "7T", "2": "2", "3": "3", "4": "4", "6": "6", "8": "8", "9": "9"}
_REFERRING = re.compile(r"(?:dalam|ketentuan|dan|dengan|atau|dari|pada|menurut|,|dimaksud|melanggar)\s*$", re.IGNORECASE)
_AYAT = re.compile(r"(?:ayat|dan|atau|dengan|sampai|,|dan/atau)\s*\^?$", re.IGNORECASE)


@dataclass(slots=True)
class Article:
    """`paragraphs` is their number, None where the scan does not tell; `letters` maps a paragraph (0: none) to its last letter."""

    number: int
    paragraphs: int | None = 0
    letters: dict[int, str] = field(default_factory=dict)

    @property
    def line(self) -> str:
        """The article as it stands in the index."""
        count = "?" if self.paragraphs is None else str(self.paragraphs)
        return " ".join([str(self.number), count, *(f"{paragraph}{last}" for paragraph, last in sorted(self.letters.items()))])


def _digits(number: int) -> str:
    return "".join(f"[{_READ_AS[digit]}]" for digit in str(number))


def index_law(text: str) -> list[Article]:
    """The articles of one law's text, in order; the elucidation (which repeats their headings) is not reached."""
    starts: list[tuple[int, int, int]] = []
    position, last = 0, 0
    while True:
        found = None
        for number in range(last + 1, last + 1 + ARTICLE_GAP):
            place = _heading(text, number, position)
            if place is not None and (found is None or place[0] < found[1]):
                found = (number, *place)
        if found is None:
            break
        if _restarts(text, last, position, found[1]):
            break
        starts.append(found)
        last, position = found[0], found[2]
    articles: list[Article] = []
    for index, (number, _start, end) in enumerate(starts):
        missing = list(range(articles[-1].number + 1 if articles else 1, number))
        articles += [Article(lost, None) for lost in missing]
        stop = starts[index + 1][1] if index + 1 < len(starts) else _end_of_last(text, end)
        is_followed_by_gap = index + 1 < len(starts) and starts[index + 1][0] != number + 1
        articles.append(_article(number, text[end:stop], is_sure=not is_followed_by_gap))
    return articles


def _heading(text: str, number: int, after: int) -> tuple[int, int] | None:
    pattern = re.compile(rf"(?<![\w(])Pasal\s*{_digits(number)}(?=[ \t]*(?:\n|$)|\s+\([1lI]\)|\s+[A-Z])")
    for match in pattern.finditer(text, after):
        line_start = text.rfind("\n", 0, match.start()) + 1
        if _REFERRING.search(text[max(0, match.start() - 25) : match.start()].replace("\n", " ")):
            continue
        is_alone = text[line_start : match.start()].strip() == "" and text[match.end() :].partition("\n")[0].strip() == ""
        if is_alone or not re.match(r"\s+(?:Undang|Peraturan|UU|PP|Pasal|Ayat|Cukup)", text[match.end() :]):
            return match.start(), match.end()
    return None


def _restarts(text: str, last: int, position: int, place: int) -> bool:
    """Whether the headings begin again at 1 before `place`: the elucidation has begun."""
    if last < 3:
        return False
    again = re.compile(rf"(?m)^ *Pasal\s*{_digits(1)} *$").search(text, position, place)
    return again is not None


def _end_of_last(text: str, start: int) -> int:
    ends = [
        match.start()
        for match in re.finditer(r"(?m)^ *(?:PENJELASAN|Disahkan|Ditetapkan)|(?:Disahkan|Ditetapkan) di Jakarta", text[start:])
    ]
    return start + (ends[0] if ends else min(len(text) - start, 4000))


def _article(number: int, body: str, *, is_sure: bool) -> Article:
    places: list[tuple[int, int]] = []
    position, last = 0, 0
    while True:
        found = None
        for count in range(last + 1, last + 1 + PARAGRAPH_GAP):
            for match in re.finditer(rf"(?:(?<=\s)|^)\^?\({_digits(count)}\)(?=\s)", body[position:]):
                start = position + match.start()
                if not _AYAT.search(body[max(0, start - 12) : start].replace("\n", " ")) or body[:start].endswith("\n"):
                    if found is None or start < found[1]:
                        found = (count, start, position + match.end())
                    break
        if found is None or (last == 0 and found[0] != 1):
            break
        places.append((found[0], found[2]))
        last, position = found[0], found[2]
    article = Article(number, last if is_sure or last else None)
    if not is_sure:
        article.paragraphs = None
    for index, (count, start) in enumerate(places):
        stop = places[index + 1][1] if index + 1 < len(places) else len(body)
        letter = _last_letter(body[start:stop])
        if letter:
            article.letters[count] = letter
    if not places:
        letter = _last_letter(body)
        if letter:
            article.letters[0] = letter
    return article


def _last_letter(body: str) -> str:
    position, last = 0, ""
    while last != "z":
        following = [chr(ord(last or "`") + step) for step in range(1, 1 + LETTER_GAP) if ord(last or "`") + step <= ord("z")]
        if not last:
            following = ["a"]
        found = None
        for letter in following:
            match = re.compile(rf"(?:(?<=\s)|^){letter}\.(?=\s)").search(body, position)
            if match and (found is None or match.start() < found[1]):
                found = (letter, match.start(), match.end())
        if found is None:
            break
        last, position = found[0], found[2]
    return last if last > "a" else ""


def write_index(laws: dict[str, str]) -> str:
    """The whole index file from law texts by the laws' short names."""
    parts = ["# Articles, paragraphs and letters of the laws that the rules cite. Numbers only. Made by statutes/indexing.py."]
    for name, text in laws.items():
        parts += [f"[{name}]", *(article.line for article in index_law(text))]
    return "\n".join(parts) + "\n"


if __name__ == "__main__":
    pairs = (word.partition("=") for word in sys.argv[1:])
    sys.stdout.write(write_index({name: Path(path).read_text(encoding="utf-8") for name, _sign, path in pairs}))
