"""The demo world's shape: which groups stand where, who they are, what they write. Decided by one seed, the same every time."""

from __future__ import annotations

import random
import re
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from pathlib import Path

from betang.communities.terms import GroupKind, Seat, Standing

SEED = 62
HERE = Path(__file__).parent

RIVERS = {
    "62.01": "Sungai Arut", "62.02": "Sungai Mentaya", "62.03": "Sungai Kapuas", "62.04": "Sungai Barito", "62.05": "Sungai Barito",
    "62.06": "Sungai Katingan", "62.07": "Sungai Seruyan", "62.08": "Sungai Jelai", "62.09": "Sungai Lamandau", "62.10": "Sungai Kahayan",
    "62.11": "Sungai Kahayan", "62.12": "Sungai Barito", "62.13": "Sungai Karau", "62.71": "Sungai Kahayan",
}  # fmt: skip
"""The river that people of a kabupaten mean when they say «the river»."""

GROUPS_BY_REGENCY = {
    "62.01": 9, "62.02": 11, "62.03": 14, "62.04": 6, "62.05": 7, "62.06": 8, "62.07": 6, "62.08": 4, "62.09": 5, "62.10": 7, "62.11": 8,
    "62.12": 5, "62.13": 6, "62.71": 8,
}  # fmt: skip
"""How many groups stand in each kabupaten: 104 in all, near the number of DOMAIN §1.8."""

KIND_ORDER = (
    GroupKind.GENERAL, GroupKind.FARMER, GroupKind.GENERAL, GroupKind.FISHER, GroupKind.WOMEN, GroupKind.SMALL_BUSINESS, GroupKind.YOUTH,
    GroupKind.ENVIRONMENT, GroupKind.STUDENT, GroupKind.CULTURE, GroupKind.TOURISM,
)  # fmt: skip
MAPPED: dict[str, tuple[str, str]] = {
    GroupKind.GENERAL: ("everybody", "government"), GroupKind.FARMER: ("farmers", "farming"), GroupKind.FISHER: ("fishers", "fishery"),
    GroupKind.SMALL_BUSINESS: ("traders", "economy"), GroupKind.STUDENT: ("pupils", "education"), GroupKind.WOMEN: ("women", "health"),
    GroupKind.YOUTH: ("youth", "education"), GroupKind.TOURISM: ("everybody", "tourism"), GroupKind.ENVIRONMENT: ("everybody", "environment"),
    GroupKind.CULTURE: ("indigenous", "culture"),
}  # fmt: skip
"""Audience and field of each kind of group, for the mapping report."""

SHOWCASE = ("batang-danum", "KIM Batang Danum", "62.03", "Mantangai Hilir")
"""The group that the demo sign-ins work for: slug, name, kabupaten, village."""

HUES = (28, 165, 250, 145, 45, 200, 320, 10, 95, 280, 350, 120)
MOTIFS = ("anyam", "batang_garing", "talawang", "pucuk_rebung", "gelombang", "bunga_terung")


@dataclass(frozen=True, slots=True)
class Story:
    """A story to tell: for which kinds of groups, with title and paragraph variants and the scene of its picture."""

    kinds: tuple[str, ...]
    category: str
    tags: tuple[str, ...]
    scene: str
    titles: tuple[str, ...]
    paragraphs: tuple[tuple[str, ...], ...]


@dataclass(slots=True)
class ArticlePlan:
    """One article to be written: everything but the row."""

    title: str
    body: str
    category: str
    tags: tuple[str, ...]
    scene: str
    picture_seed: int
    at: datetime
    byline: str
    state: str = "published"
    comments: list[tuple[str, str, str, bool]] = field(default_factory=list)
    """(author, text, what the group answers, whether it is still held)"""


@dataclass(slots=True)
class GroupPlan:
    """One group to be founded."""

    name: str
    slug: str
    kind: str
    seat: str
    region_code: str
    place: str
    regency_code: str
    standing: str
    founded: datetime
    officers: tuple[tuple[str, str], ...]
    members: tuple[str, ...]
    about: str
    hue: int
    motif: str
    has_pages: bool
    audiences: list[str] = field(default_factory=list)
    media: list[str] = field(default_factory=list)
    content_kinds: list[str] = field(default_factory=list)
    fields: list[str] = field(default_factory=list)
    articles: list[ArticlePlan] = field(default_factory=list)


def stories() -> list[Story]:
    """The stories of `stories.txt`."""
    found = []
    for block in re.split(r"(?m)^# kinds: ", (HERE / "stories.txt").read_text())[1:]:
        head, rest = block.split("\n", 1)
        kinds, category, tags, scene = (part.split(":", 1)[-1].strip() for part in head.split("|"))
        title_line, body = rest.strip().split("\n", 1)
        found.append(
            Story(
                kinds=tuple(kind.strip() for kind in kinds.split(",")),
                category=category,
                tags=tuple(tag.strip() for tag in tags.split(",")),
                scene=scene,
                titles=tuple(title.strip() for title in title_line.removeprefix("=").split("||")),
                paragraphs=tuple(tuple(text.strip() for text in part.split("||")) for part in body.strip().split("\n\n")),
            )
        )
    return found


def comment_lines() -> list[tuple[str, str]]:
    """(comment, the group's reply or nothing) of `comments.txt`."""
    pairs: list[tuple[str, str]] = []
    for line in (HERE / "comments.txt").read_text().splitlines():
        if line.startswith(">"):
            pairs[-1] = (pairs[-1][0], line.removeprefix(">").strip())
        elif line and not line.startswith("#"):
            pairs.append((line, ""))
    return pairs


def _slug(name: str) -> str:
    return re.sub(r"[^a-z0-9]+", "-", name.lower()).strip("-")[:38].strip("-")


def _fill(text: str, values: dict[str, str]) -> str:
    return re.sub(r"\{(\w+)\}", lambda match: values[match.group(1)], text)


def _numbers(rng: random.Random) -> dict[str, str]:
    def idr(low: int, high: int, step: int) -> str:
        return f"Rp{rng.randrange(low, high, step):,}".replace(",", ".")

    return {
        "ongkos_murah": idr(20000, 45000, 5000), "ongkos_mahal": idr(60000, 95000, 5000), "harga_rendah": idr(11000, 24000, 500),
        "harga_sedang": idr(30000, 65000, 1000), "harga_tinggi": idr(75000, 145000, 5000), "angka_besar": str(rng.randrange(450, 1800, 50)),
        "angka_kecil": str(rng.randrange(9, 48)), "hasil_panen": f"{rng.choice((3, 4))},{rng.randrange(1, 9)}",
        "ikan": rng.choice(("lais", "patin", "haruan", "baung", "belida")),
    }  # fmt: skip


def plan(villages: dict[str, list[tuple[str, str, str]]], names: dict[str, str], now: datetime) -> list[GroupPlan]:
    """The whole world. `villages` maps a kabupaten's code to (village code, village name, district name); `names` code to name.

    Pure: the same input gives the same world. `now` is the moment that the news leads up to.
    """
    from betang.web.seeds import groups as words
    from betang.web.seeds import people

    rng = random.Random(SEED)
    told = stories()
    remarks = comment_lines()
    plans: list[GroupPlan] = []
    used: set[str] = set()
    turn = 0
    for regency, count in GROUPS_BY_REGENCY.items():
        chosen = rng.sample(villages[regency], min(count, len(villages[regency])))
        for index in range(count):
            code, place, district = chosen[index % len(chosen)]
            kind = KIND_ORDER[turn % len(KIND_ORDER)]
            turn += 1
            seat = Seat.DISTRICT if index % 9 == 8 else Seat.VILLAGE
            if seat == Seat.DISTRICT:
                code, place = code.rsplit(".", 1)[0], district
            name = slug = ""
            for pattern in rng.sample(words.NAMES[kind], len(words.NAMES[kind])):
                name = "KIM " + pattern.format(place=place)
                slug = _slug(name.removeprefix("KIM "))
                if slug not in used and len(slug) > 2:
                    break
            if slug in used:
                slug = _slug(f"{slug}-{names[regency]}")
            if regency == SHOWCASE[2] and index == 0:
                slug, name, kind, seat = SHOWCASE[0], SHOWCASE[1], GroupKind.GENERAL, Seat.VILLAGE
                code, place, district = next(one for one in villages[regency] if one[1] == SHOWCASE[3])
            used.add(slug)
            folk = people.pick(rng, rng.randrange(14, 26))
            standing = (
                Standing.ACTIVE
                if slug == SHOWCASE[0]
                else Standing.DORMANT
                if turn % 17 == 0
                else Standing.VERIFIED
                if turn % 23 == 0
                else Standing.ACTIVE
            )
            plans.append(
                GroupPlan(
                    name=name,
                    slug=slug,
                    kind=kind,
                    seat=seat,
                    region_code=code,
                    place=place,
                    regency_code=regency,
                    standing=standing,
                    founded=now - timedelta(days=rng.randrange(200, 1900)),
                    officers=(("chair", folk[0]), ("secretary", folk[1]), ("treasurer", folk[2])),
                    members=tuple(folk[3:]),
                    about=rng.choice(words.ABOUT[kind]).format(place=place),
                    hue=HUES[turn % len(HUES)],
                    motif=MOTIFS[turn % len(MOTIFS)],
                    has_pages=turn % 3 == 0 or slug == SHOWCASE[0],
                    audiences=[MAPPED[kind][0]],
                    media=["site", "meeting", *rng.sample(("whatsapp", "notice_board", "facebook", "radio", "youtube"), 2)],
                    content_kinds=["news", rng.choice(("education", "potential", "products", "culture", "hoax", "warning"))],
                    fields=[MAPPED[kind][1]],
                )
            )
    _write(plans, told, remarks, rng, names, now)
    showcase = next(one for one in plans if one.slug == SHOWCASE[0])
    for article, state in zip(showcase.articles[-2:], ("submitted", "draft"), strict=True):
        article.state = state
        article.comments.clear()
    keep_writing(plans, remarks, now)
    return plans


def summary_of(body: str) -> str:
    """The first sentences of a text, as a teaser of at most 200 letters."""
    first = re.sub(r"[*_#]", "", body.split("\n\n", 1)[0])
    if len(first) <= 200:
        return first
    cut = first[:200].rsplit(". ", 1)[0]
    return cut + "." if len(cut) > 60 else first[:197].rsplit(" ", 1)[0] + " …"


def coordinator_names() -> tuple[str, ...]:
    """Coordinators of the other thirteen governments."""
    return (
        "Hendra Arut", "Maya Mentaya", "Sonia Barito", "Rudi Teweh", "Lina Samba", "Agus Kuala", "Nina Jelai", "Tono Bulik", "Wina Kurun",
        "Dodi Handel", "Erna Puruk", "Yuda Tamiang", "Fina Rungan",
    )  # fmt: skip


def _write(
    plans: list[GroupPlan],
    told: list[Story],
    remarks: list[tuple[str, str]],
    rng: random.Random,
    names: dict[str, str],
    now: datetime,
) -> None:
    """Give each group its articles, so that no group tells a story twice and the newest news of the province differ from each other."""
    slots = []
    for group in plans:
        if group.standing == Standing.VERIFIED:
            continue
        for nth in range(9 if group.slug == SHOWCASE[0] else rng.choice((3, 4, 4, 5))):
            age = rng.uniform(0.2, 9) * (nth + 1) ** 1.7 * (0.25 if group.slug == SHOWCASE[0] else 1)
            if group.standing == Standing.DORMANT:
                age += 240
            slots.append((age, group))
    slots.sort(key=lambda slot: slot[0])
    recent: list[int] = []
    done: dict[str, set[int]] = {group.slug: set() for group in plans}
    for serial, (age, group) in enumerate(slots):
        fitting = [i for i, story in enumerate(told) if group.kind in story.kinds and i not in done[group.slug]]
        fitting += [
            i for i, story in enumerate(told) if GroupKind.GENERAL in story.kinds and i not in done[group.slug] and i not in fitting
        ]
        fresh = [i for i in fitting if i not in recent[-36:]] or fitting
        number = rng.choice(fresh[:12])
        recent.append(number)
        done[group.slug].add(number)
        story = told[number]
        values = {
            "desa": group.place,
            "kecamatan": group.place if group.seat == Seat.DISTRICT else names.get(group.region_code.rsplit(".", 1)[0], group.place),
            "kabupaten": names[group.regency_code],
            "sungai": RIVERS[group.regency_code],
            "kelompok": group.name,
            "ketua": group.officers[0][1],
            "orang1": rng.choice(group.members),
            "orang2": rng.choice(group.members),
            **_numbers(rng),
        }
        at = (now - timedelta(days=age)).replace(
            hour=rng.choice((0, 1, 2, 3, 9, 10, 11)), minute=rng.randrange(60), second=0, microsecond=0
        )
        at = min(at, now - timedelta(minutes=20 + serial))
        article = ArticlePlan(
            title=_fill(rng.choice(story.titles), values),
            body="\n\n".join(_fill(rng.choice(variants), values) for variants in story.paragraphs),
            category=story.category,
            tags=story.tags,
            scene=story.scene,
            picture_seed=rng.randrange(1, 9),
            at=at,
            byline=rng.choice([name for _role, name in group.officers] + list(group.members[:2])),
        )
        _comment(article, remarks, rng, now)
        group.articles.append(article)


def _shorts(name: str) -> list[tuple[str, str, str]]:
    """(shelf, title, paragraphs) of a file of short news."""
    found = []
    for block in re.split(r"(?m)^@ ", (HERE / name).read_text())[1:]:
        shelf, title, *paragraphs = block.strip().split("\n")
        found.append((shelf.strip(), title.removeprefix("=").strip(), "\n\n".join(line.strip() for line in paragraphs)))
    return found


MONTHS = (
    "Januari", "Februari", "Maret", "April", "Mei", "Juni", "Juli", "Agustus", "September", "Oktober", "November", "Desember",
)  # fmt: skip
STEADY = ("wisata-narahan-baru", "tunas-petuk-katimpun", "tunas-hanjalipan", "karungut-tumbang-sapiri", "pasar-dukuh-mekar-sari")
"""Groups that wrote all year and brought proposals and goods: they hold the third stage."""

HABITS = ((5, 0, 20, 355), (5, 1, 8, 170), (5, 2, 8, 170))
"""Which active groups have a habit of writing: (every so many, which of them, how many short news, over how many days)."""


def keep_writing(plans: list[GroupPlan], remarks: list[tuple[str, str]], now: datetime) -> None:
    """Short news month after month for the groups that have the habit; those of a whole year clear up rumours and answer more."""
    rng = random.Random(SEED + 1)
    shorts, clearings = _shorts("shorts.txt"), _shorts("clearings.txt")
    active = [group for group in plans if group.standing == Standing.ACTIVE]
    for turn, group in enumerate(active):
        for every, which, count, days in HABITS:
            if turn % every == which or (group.slug in (SHOWCASE[0], *STEADY) and which == 0):
                told = [*rng.sample(clearings, 2), *(shorts[nth % len(shorts)] for nth in range(count - 2))] if days > 300 else [
                    shorts[(nth + turn) % len(shorts)] for nth in range(count)
                ]  # fmt: skip
                _tell_shorts(group, told, days, remarks, rng, now)
                break


def _tell_shorts(
    group: GroupPlan, told: list[tuple[str, str, str]], days: int, remarks: list[tuple[str, str]], rng: random.Random, now: datetime
) -> None:
    seen = {article.title for article in group.articles}
    for nth, (shelf, title, body) in enumerate(told):
        at = now - timedelta(days=8 + nth * (days - 10) / len(told), hours=rng.randrange(12))
        values = {
            "desa": group.place, "kelompok": group.name, "ketua": group.officers[0][1], "orang": rng.choice(group.members),
            "bulan": MONTHS[at.month - 1], "tahun": str(at.year), "sungai": RIVERS[group.regency_code], "angka": str(rng.randrange(11, 39)),
        }  # fmt: skip
        headline = _fill(title, values)
        if headline in seen or at < group.founded:
            continue
        seen.add(headline)
        pictured = rng.choice(group.articles)
        article = ArticlePlan(
            title=headline,
            body=_fill(body, values),
            category=shelf,
            tags=(),
            scene=pictured.scene,
            picture_seed=pictured.picture_seed,
            at=at,
            byline=rng.choice([name for _role, name in group.officers] + list(group.members[:2])),
        )
        _comment(article, [one for one in remarks if one[1]] if days > 300 else remarks, rng, now)
        group.articles.append(article)


def _comment(article: ArticlePlan, remarks: list[tuple[str, str]], rng: random.Random, now: datetime) -> None:
    from betang.web.seeds import people

    for text, reply in rng.sample(remarks, rng.choice((0, 0, 1, 1, 2, 3))):
        is_held = article.at > now - timedelta(days=3) and rng.random() < 0.4
        article.comments.append((rng.choice(people.WOMEN + people.MEN).split()[0], text, reply, is_held))
