"""Reading through disguises: what a text looks like to the eye, with the place of each letter in the text as typed.

Spammers write «s10t», «ｓｌｏｔ», «ѕlоt» with Cyrillic letters, or put invisible characters between. Two steps undo it:
`reveal` gives what the eye sees in plain letters; `skeletons` folds digits that stand for letters and joins spaced letters.
"""

from __future__ import annotations

import html
import re
import unicodedata
from dataclasses import dataclass
from functools import lru_cache

_LOOKALIKES = {
    # Cyrillic
    **dict(zip("авсеёніїјкморѕтухԁһӏпгԝԛѵьѡ", "abceehiijkmopstyxdhlnrwqvbw", strict=True)),
    # Greek
    **dict(zip("αβεηικνορτυχγωςζ", "abenikvoptuxywcz", strict=True)),
    # Latin letters that NFKD does not take apart, and small capitals
    **dict(zip("ıłøđħŧɑɡɢɩɪʟɴᴏᴄᴀʀᴛꜱᴊᴜᴅᴇʙᴍᴋᴘᴠᴡʏᴢʜꜰæßə", "ilodhtaggiilnocartsjudebmkpvwyzhfase", strict=True)),
}
_ENTITY = re.compile(r"&(?:#[xX][0-9a-fA-F]{1,6}|#\d{1,7}|[A-Za-z][A-Za-z0-9]{1,30});")
_TAG = re.compile(r"<!--.*?-->|</?([A-Za-z][A-Za-z0-9-]*)\b[^<>]{0,2000}>", re.DOTALL)
_INLINE = frozenset(  # a line break does not stand for them
    "a abbr b big cite code del em font i ins mark q s small span strike strong sub sup tt u wbr".split()  # noqa: SIM905
)
_BLANKS = frozenset("\u115f\u1160\u2800\u3164\uffa0")  # letters by category that draw nothing


@lru_cache(maxsize=4096)
def _plain(char: str) -> str:
    """One character to the plain letters it looks like; empty when it draws nothing."""
    if char in _BLANKS:
        return ""
    code = ord(char)
    if 0x1F1E6 <= code <= 0x1F1FF:  # regional indicators
        return chr(code - 0x1F1E6 + 65)
    if 0x1F150 <= code <= 0x1F169:  # white letters in black circles
        return chr(code - 0x1F150 + 65)
    if 0x1F170 <= code <= 0x1F189:  # white letters in black squares
        return chr(code - 0x1F170 + 65)
    category = unicodedata.category(char)
    if category in ("Cf", "Mn", "Me", "Cc") and char not in "\n\r\t":
        return ""
    if category == "Nd":
        return str(unicodedata.digit(char))
    out = []
    for part in unicodedata.normalize("NFKD", char):
        if unicodedata.category(part) in ("Mn", "Me", "Cf"):
            continue
        if part.isascii():
            out.append(part)
            continue
        alike = _LOOKALIKES.get(part.lower(), "")
        out.append((alike.upper() if part.isupper() else alike) or part)
    return "".join(out)


@dataclass(frozen=True, slots=True)
class Plain:
    """A view of a text: `text` in plain letters, `low` the same in lower case (equally long).

    Character `i` came from `start[i]`…`end[i]` of the text as typed; `odd[i]` tells that it looked different there, or
    that something invisible stood before it.
    """

    text: str
    low: str
    start: list[int]
    end: list[int]
    odd: bytearray

    def span(self, first: int, last: int) -> tuple[int, int]:
        """Where the view's `first`…`last` (not included) stands in the text as typed."""
        return (self.start[first], self.end[last - 1]) if last > first else (0, 0)


def _lower(char: str) -> str:
    low = char.lower()
    return low if len(low) == 1 else char


def reveal(text: str) -> Plain:
    """What the eye sees in `text`: entities read, tags gone, look-alike letters plain, invisible characters dropped."""
    chars: list[str] = []
    start: list[int] = []
    end: list[int] = []
    odd = bytearray()
    hidden = False
    index = 0
    total = len(text)
    while index < total:
        char = text[index]
        if char.isascii() and (char.isalnum() or char in " \n\t.,-"):
            chars.append(char)
            start.append(index)
            end.append(index + 1)
            odd.append(hidden)
            hidden = False
            index += 1
            continue
        after = index + 1
        seen = char
        is_odd = hidden or not char.isascii()
        if char == "&" and (entity := _ENTITY.match(text, index)):
            after = entity.end()
            seen = html.unescape(entity[0])
            is_odd = is_odd or (seen.isascii() and seen.isalnum())
        elif char == "<" and (tag := _TAG.match(text, index)):
            after = tag.end()
            seen = "" if (tag[1] or "span").lower() in _INLINE else "\n"
            # an element that ends or begins inside a word is a way to hide it
            hidden = seen == "" and bool(chars) and chars[-1].isalnum()
        drawn = False
        for one in seen:
            for plain in one if one.isascii() and one.isprintable() else _plain(one):
                chars.append(plain)
                start.append(index)
                end.append(after)
                odd.append(is_odd)
                drawn = True
        if not drawn and char not in "<\r":
            hidden = bool(chars) and chars[-1].isalnum()
        elif drawn:
            hidden = False
        index = after
    shown = "".join(chars)
    return Plain(shown, "".join(map(_lower, shown)), start, end, odd)


_FOLD = {
    "0": "o", "1": "l", "2": "z", "3": "e", "4": "a", "5": "s", "6": "g", "7": "t", "8": "b", "9": "g",
    "@": "a", "$": "s", "!": "l", "|": "l", "i": "l", "+": "t",
}  # fmt: skip
"""i, l, 1, ! and | all become one letter; `words_agree` tells a true disguise from two words that fall together."""
_TOKEN = re.compile(r"[a-z0-9@$!|+]+")
_DIGITS = re.compile(r"\d+")


def fold_word(word: str) -> str:
    """The skeleton of a plain word: letters that stand for one another folded, doubled letters single."""
    folded = "".join(_FOLD.get(char, char) for char in word.lower())
    return re.sub(r"(\D)\1+", r"\1", folded)


@dataclass(frozen=True, slots=True)
class Skeleton:
    """A folded view; character `i` stands at `at[i]` of the `Plain` it was made from. `joined`: letters were pulled together."""

    text: str
    at: list[int]
    joined: bool


def _is_letter_digit(token: str, first: int, last: int) -> bool:
    """Whether the digits `first`…`last` of `token` stand for letters: between letters, or one alone at its edge."""
    before = first > 0 and token[first - 1].isalpha()
    after = last < len(token) and token[last].isalpha()
    if before and after:
        return last - first <= 2
    return (before or after) and last - first == 1


def skeleton(plain: Plain) -> Skeleton:
    """Fold digits and signs that stand for letters, and doubled letters, word by word."""
    chars: list[str] = []
    at: list[int] = []
    low = plain.low
    done = 0

    def take(first: int, last: int) -> None:
        for index in range(first, last):
            chars.append(low[index])
            at.append(index)

    for token in _TOKEN.finditer(low):
        take(done, token.start())
        word = token[0]
        literal: set[int] = set()
        if any(char.isdigit() for char in word):
            for digits in _DIGITS.finditer(word):
                if not _is_letter_digit(word, digits.start(), digits.end()):
                    literal.update(range(digits.start(), digits.end()))
        for index, char in enumerate(word):
            # a sign counts as a letter only inside a word: «main!» ends, it does not continue
            inside = 0 < index < len(word) - 1 or char == "$" or char == "@"
            folded = char if index in literal or (char in "!|+" and not inside) else _FOLD.get(char, char)
            if folded.isalpha() and at and at[-1] == token.start() + index - 1 and chars[-1] == folded and index:
                at[-1] = token.start() + index
                continue
            chars.append(folded)
            at.append(token.start() + index)
        done = token.end()
    take(done, len(low))
    return Skeleton("".join(chars), at, joined=False)


_SPACED = re.compile(r"(?<![a-z0-9@$])[a-z0-9@$](?:[^a-z0-9@$\n]{1,3}[a-z0-9@$](?![a-z0-9@$])){2,}")
_POINTED = re.compile(r"(?<![a-z0-9@$/.:])[a-z@$][a-z0-9@$]*(?:[.*_~\\'`^\u00b7\u2022=+-]{1,3}[a-z0-9@$]+)+", re.ASCII)


def joined_words(plain: Plain) -> list[tuple[str, int, int]]:
    """Words whose letters stand apart («s l o t», «g-a-c-o-r») or that signs cut («sl.ot»): (skeleton, first, last)."""
    found: list[tuple[str, int, int]] = []
    for pattern in (_SPACED, _POINTED):
        for one in pattern.finditer(plain.low):
            found.append((fold_word(re.sub(r"[^a-z0-9@$]", "", one[0])), one.start(), one.end()))
    return found
