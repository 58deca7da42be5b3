"""Tricks of defacers that are not words about gambling: signatures of a break-in, text hidden by style, link farms."""

from __future__ import annotations

import re
from dataclasses import dataclass

from betang.guard import gambling, lexicon
from betang.guard.glyphs import Plain, reveal, skeleton

FARM_LINKS = 8
"""Links to other people's hosts in one text from which it is compared with its words."""
FARM_WORDS_A_LINK = 6
FARM_REFUSED_LINKS = 15
FARM_REFUSED_WORDS_A_LINK = 4

_SIGNATURE = re.compile(
    r"(?<![a-z])(?:hacked|defaced|defacd|pwn(?:e)?d|touched|owned|stamped|crack(?:e)?d)[^a-z0-9]{1,4}by(?![a-z])|(?<![a-z])hacked[^a-z0-9]{1,3}bl?y(?![a-z])"
    r"|(?<![a-z])was[^a-z0-9]{1,3}here[^a-z0-9]{1,3}(?:security|admin)|(?<![a-z])your[^a-z0-9]{1,3}(?:security|system|website|site)[^a-z0-9]{1,3}(?:ls|is|has|get|was)"
    r"[^a-z0-9]{1,3}(?:been[^a-z0-9]{1,3})?(?:hacked|pwned|low|down|owned)|(?<![a-z])(?:greetz|gretz)(?![a-z])[^\n]{0,40}(?:team|crew|army|all)"
)
"""Read on the skeleton (i and l are one letter there). What stands on a defaced page of an Indonesian office."""
_TEAM = re.compile(r"(?:cyber|crew|army|team|squad|official|anon|hacktlvlst|exploit|ghost|root|shadow|sec)")

_STYLED = re.compile(r"""<([a-zA-Z][a-zA-Z0-9]*)\b([^<>]{0,2000}?(?:style\s*=\s*(?:"[^"]*"|'[^']*'|[^\s>]+)|\shidden\b)[^<>]{0,2000})>""")
_STYLE = re.compile(r"""style\s*=\s*(?:"([^"]*)"|'([^']*)'|([^\s>]+))""", re.IGNORECASE)
_HIDING = re.compile(
    r"display\s*:\s*none|visibility\s*:\s*(?:hidden|collapse)|font-size\s*:\s*(?:0+(?:\.[01]\d*)?|\.[01]\d*|1(?:\.\d+)?(?=p[xt]))(?:px|pt|em|rem|%)?\s*(?:;|!|$)"
    r"|opacity\s*:\s*0*(?:\.0\d*)?\s*(?:;|!|$)"
    r"|text-indent\s*:\s*-\s*\d{3,}|(?:left|right|top|bottom|margin(?:-\w+)?)\s*:\s*-\s*\d{3,}|clip\s*:\s*rect\(\s*0|transform\s*:\s*scale\(\s*0*\.?0*\s*[,)]"
    r"|(?:max-)?(?:height|width)\s*:\s*[01](?:px)?\s*(?:;|$)|line-height\s*:\s*0\s*(?:;|$)",
    re.IGNORECASE,
)
_COLOUR = re.compile(r"(?<![a-z-])color\s*:\s*([^;!]+)", re.IGNORECASE)
_BACKGROUND = re.compile(r"background(?:-color)?\s*:\s*([^;!]+)", re.IGNORECASE)
_WHITE = frozenset({"#fff", "#ffffff", "white", "transparent", "rgb(255,255,255)", "rgba(255,255,255,1)"})
_WORD = re.compile(r"[^\W\d_]{2,}")


@dataclass(frozen=True, slots=True)
class Trick:
    """`start`…`end` of the text as typed."""

    kind: str
    start: int
    end: int
    is_refused: bool


def signatures(plain: Plain) -> list[Trick]:
    """«Hacked by …» and its kin. News that quotes it is told, not refused."""
    folded = skeleton(plain)
    found = []
    reporting = len({one[0] for one in re.finditer("|".join(map(re.escape, lexicon.REPORTING)), plain.low)})
    for one in _SIGNATURE.finditer(folded.text):
        start, end = plain.span(folded.at[one.start()], folded.at[one.end() - 1] + 1)
        raw = plain.low[folded.at[one.start()] : folded.at[one.end() - 1] + 1]
        is_odd = any(char.isdigit() for char in raw) or any(plain.odd[index] for index in folded.at[one.start() : one.end()])
        if raw.startswith(("owned", "touched", "stamped", "crack")) and not _TEAM.search(folded.text[one.end() : one.end() + 40]):
            continue
        found.append(Trick("defacement", start, end, is_odd or reporting < 2))
    return found


def _is_hiding(style: str) -> bool:
    if _HIDING.search(style):
        return True
    colour, background = _COLOUR.search(style), _BACKGROUND.search(style)
    if colour is None:
        return False
    ink = re.sub(r"\s", "", colour[1].lower())
    if background is None:
        return ink in _WHITE
    return ink == re.sub(r"\s", "", background[1].lower())


def hidden_texts(text: str) -> list[Trick]:
    """Elements that style takes out of sight, with words in them. Refused when they hide a link or gambling."""
    found: list[Trick] = []
    for one in _STYLED.finditer(text):
        if found and one.start() < found[-1].end:
            continue
        style = _STYLE.search(one[2])
        declared = next((group for group in style.groups() if group is not None), "") if style else ""
        is_hidden = _is_hiding(declared) or re.search(r"\shidden(?=[\s=>]|$)", one[2]) is not None
        if not is_hidden:
            continue
        closing = re.compile(rf"</{re.escape(one[1])}\s*>", re.IGNORECASE).search(text, one.end(), one.end() + 20_000)
        end = closing.end() if closing else min(len(text), one.end() + 2000)
        inside = text[one.end() : closing.start() if closing else end]
        shown = reveal(inside)
        if not _WORD.search(shown.low):
            continue
        is_bad = bool(gambling.URL.search(inside) or re.search(r"href\s*=", inside, re.IGNORECASE) or gambling.find_words(shown))
        found.append(Trick("hidden_text", one.start(), end, is_bad))
    return found


def link_farms(text: str, plain: Plain) -> list[Trick]:
    """Many links to other hosts with few words around them."""
    links = [link for link in gambling.links(text) if link[2] and not re.search(lexicon.HONEST_HOST, link[2])]
    if len(links) < FARM_LINKS:
        return []
    anchors = sum(len(_WORD.findall(anchor)) for _start, _end, _host, anchor in links)
    addresses = sum(len(_WORD.findall(one[0])) for one in gambling.URL.finditer(plain.low))
    words = max(0, len(_WORD.findall(plain.low)) - anchors - addresses)
    if words >= FARM_WORDS_A_LINK * len(links):
        return []
    is_refused = len(links) >= FARM_REFUSED_LINKS and words < FARM_REFUSED_WORDS_A_LINK * len(links)
    return [Trick("link_farm", min(link[0] for link in links), max(link[1] for link in links), is_refused)]
