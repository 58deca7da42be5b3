"""Stalls of the demo world: sellers of the region with what they make and grow, and drawings of it."""

from __future__ import annotations

import hashlib
import json
import os
import random
import shutil
from collections.abc import Mapping, Sequence
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from decimal import Decimal
from importlib import resources
from pathlib import Path
from typing import Any

from django.conf import settings

from betang.accounts.actors import SYSTEM
from betang.audit import trail
from betang.guard import making
from betang.guard.html import render_markdown
from betang.guard.words import slug_of
from betang.hosting import files
from betang.hosting.models import Site
from betang.hosting.terms import SiteStatus
from betang.kernel import fence
from betang.kernel.ids import uuid7
from betang.market import rules
from betang.market.documents import product_document
from betang.market.models import DeliveryWay, OutsideLink, Permit, Product, ProductPhoto, Seller
from betang.market.seeds import still_lifes
from betang.market.terms import Category, LinkKind, PayWay, PermitKind, PictureState, ProductState, SellerState, Supply, WayKind
from betang.regions import queries as regions
from betang.search import index

SEED = 62
VARIETIES = 3
"""Different drawings of one thing: with some twenty shapes seventy drawings, and many more wares that share them."""
FIRST = ("Siti", "Nurhayati", "Rusmini", "Jumiati", "Yurni", "Helmi", "Kurniasih", "Mariana", "Lamiang", "Dewi", "Ratna", "Sarinah")
MEN = ("Ardi", "Yanto", "Suhardi", "Rahman", "Bambang", "Ugan", "Tarung", "Hamdani", "Sulaiman", "Juhri")
LAST = ("Aminah", "Tundan", "Rampai", "Sahrani", "Dehen", "Lestari", "Mahar", "Uyat", "Binti", "Anum")


TRADES: dict[str, tuple[tuple[str, ...], str]] = {
    "dapur": (("Dapur", "Warung", "Rumah Produksi"), "memasak dan mengemasnya di dapur rumah, dibantu tetangga"),
    "jamu": (("Jamu", "Rumah Jamu"), "menanam, mengeringkan dan meraciknya sendiri di pekarangan"),
    "sungai": (("Hasil Sungai", "Ikan"), "menangkap dan mengolahnya di tepi sungai bersama keluarga"),
    "kebun": (("Kebun", "Lumbung"), "menggarap lahan keluarga dan menjual apa yang dipanen"),
    "kandang": (("Kandang",), "memelihara ternak di belakang rumah"),
    "hutan": (("Hasil Hutan",), "memungut hasil hutan secukupnya dan merawat pohonnya"),
    "anyaman": (("Anyaman", "Rumah Anyam"), "menganyam di sela panen, motifnya diajarkan orang tua"),
    "kain": (("Rumah Kain", "Jahitan"), "menjahit dan menyulam di rumah bersama beberapa ibu"),
    "ukiran": (("Galeri", "Bengkel Kayu"), "mengerjakan pesanan satu per satu di bengkel kecil"),
    "bibit": (("Persemaian",), "menyemai dan merawatnya sampai siap tanam"),
    "jasa": (("Perjalanan", "Dermaga"), "mengantar tamu sambil bercerita tentang kampung"),
}
"""What a stall does: how it is called, and how its people say it."""
TRADE_OF = {
    Category.FOOD: "dapur", Category.DRINK: "dapur", Category.FISH: "sungai", Category.HARVEST: "kebun", Category.FOREST: "hutan",
    Category.LIVESTOCK: "kandang", Category.WEAVING: "anyaman", Category.CLOTH: "kain", Category.CRAFT: "ukiran", Category.HERBAL: "jamu",
    Category.SEEDS: "bibit", Category.TOOLS: "ukiran", Category.SERVICE: "jasa",
}  # fmt: skip
CALLED = {"anyam": "anyaman", "himba": "hutan", "madu": "hutan", "tani": "kebun", "nelayan": "sungai"}
"""Words in a group's name, to what its first stall does."""
QUICK = ("dapur", "jamu", "sungai", "kebun", "jasa")
"""Trades whose goods are ready within days of an order; a weaver needs a week or two."""
PLAIN = ("asli", "satuan", "butir", "batang", "karung", "segar", "sedang", "ikat", "kiloan")
"""Variants that go without saying."""


@dataclass(frozen=True, slots=True)
class Variant:
    """One form in which a ware is sold; `unit` where it is another than the ware's own."""

    label: str
    percent: int = 0
    unit: str = ""
    content: Decimal | None = None
    measure: str = ""

    @classmethod
    def read(cls, text: str) -> Variant:
        """From `goods.txt`: `karung 25 kg +2250@karung,25,kg`."""
        said, _at, pack = text.partition("@")
        label, _space, percent = said.rpartition(" ")
        if not (label and percent[0] in "+-" and percent[1:].isdecimal()):
            label, percent = said, "0"
        unit, content, measure = pack.split(",") if pack else ("", "", "")
        return cls(label, int(percent), unit, Decimal(content) if content else None, measure)


@dataclass(frozen=True, slots=True)
class Ware:
    """One line of `goods.txt`."""

    shape: str
    category: str
    name: str
    unit: str
    content: Decimal | None
    measure: str
    price_idr: int
    variants: tuple[Variant, ...]
    supply: str
    months: tuple[int, ...]
    kinds: tuple[str, ...]
    words: str

    @property
    def trade(self) -> str:
        """The stall that it belongs to."""
        return TRADE_OF[Category(self.category)]


def wares() -> list[Ware]:
    """What people of the region make and grow."""
    found = []
    text = resources.files("betang.market.seeds").joinpath("goods.txt").read_text(encoding="utf-8")
    for line in text.splitlines():
        if not line or line.startswith("#"):
            continue
        shape, category, name, unit, content, measure, price, variants, supply, months, kinds, words = line.split("|")
        found.append(
            Ware(
                shape, category, name, unit, Decimal(content) if content else None, measure, int(price),
                tuple(Variant.read(one) for one in variants.split(";")), supply,
                tuple(int(one) for one in months.split(",") if one), tuple(kinds.split(",")), words,
            )
        )  # fmt: skip
    return found


def _make(name: str, folder: str) -> dict[str, Any]:
    """Draw one thing and its sizes into `folder/name`; done already where its list of sizes stands there."""
    place = Path(folder) / name
    listed = place / "sizes.json"
    if not listed.exists():
        place.mkdir(parents=True, exist_ok=True)
        shape, number = name.rsplit("-", 1)
        data, alt = still_lifes.draw(shape, int(number))
        original = place / "original"
        original.write_bytes(data)
        sizes = []
        for size in making.sizes(making.open_upright(original)):
            if size.media_type == "image/avif":
                continue  # of flat colours it is no smaller than WebP, and takes four times as long as all the rest
            with (place / size.name).open("wb") as file:
                size.fill(file)
            sizes.append((size.name, size.width, size.height, size.media_type))
        original.unlink()
        part = listed.with_suffix(".part")
        part.write_text(json.dumps({"alt": alt, "sha256": hashlib.sha256(data).hexdigest(), "sizes": sizes}))
        part.replace(listed)
    told: dict[str, Any] = json.loads(listed.read_text())
    return told


def hang(folder: Path, *, varieties: int = VARIETIES) -> dict[str, dict[str, Any]]:
    """All drawings of goods, made by as many processes as there are cores; made once for each installation."""
    names = [f"{shape}-{number}" for shape in still_lifes.SHAPES for number in range(varieties)]
    folder.mkdir(parents=True, exist_ok=True)
    if all((folder / name / "sizes.json").exists() for name in names):
        return {name: _make(name, str(folder)) for name in names}
    with ProcessPoolExecutor() as pool:
        return dict(zip(names, pool.map(_make, names, [str(folder)] * len(names), chunksize=4), strict=True))


def _link(source: Path, target: Path) -> None:
    try:
        os.link(source, target)
    except FileExistsError:
        return
    except OSError:
        shutil.copyfile(source, target)


def sow(sites: Sequence[Site], *, folder: Path, now: datetime, most: int = 420, varieties: int = VARIETIES) -> int:
    """Give groups their sellers and goods; returns how many products there are. Needs each site's `group` with its `region`.

    Drawings lie in `folder` and are linked into the sites that show them. About seven seconds of one core the first time.
    """
    rng = random.Random(SEED)
    drawn = hang(folder, varieties=varieties)
    stock = wares()
    places = regions.place_lines({site.group.region.code for site in sites})
    total, documents = 0, []
    entries: list[tuple[Any, Mapping[str, Any], Any]] = []
    for at, site in enumerate(sites):
        if total >= most:
            break
        kind = str(site.group.kind)
        fitting = [one for one in stock if kind in one.kinds] or [one for one in stock if "general" in one.kinds or "women" in one.kinds]
        rng.shuffle(fitting)
        with fence.open_site(site.pk):
            for number in range(1 + (at % 3 == 0) + (at == 0)):
                first = next(
                    (trade for word, trade in CALLED.items() if word in site.slug and any(one.trade == trade for one in fitting)), ""
                )
                chosen = _of_one_trade(fitting, stock, number, first=first)
                seller = _seller(rng, site, number, chosen[0], now)
                goods, photos = _goods(rng, site, seller, chosen, drawn, folder, now, varieties)
                total += len(goods)
                entries.append((seller, {"group_id": str(site.group_id), "seller": str(seller.pk), "slug": seller.slug}, site.pk))
                Product.objects.bulk_create(goods)
                ProductPhoto.objects.bulk_create(photos)
                _papers(rng, seller, goods, now)
                documents += [product_document(one, place=places.get(one.region_code, "")) for one in goods if one.is_public]
    for at in range(0, len(documents), 400):
        index.put_many([index.prepare(**one) for one in documents[at : at + 400]])
    trail.record_first("market.seller.admitted", entries, actor=SYSTEM, at=now, public=True)
    return total


def sow_all(now: datetime) -> int:
    """`sow` over the groups of the demo world, the showcase first."""
    rows = Site.objects.select_related("group__region").filter(status=SiteStatus.OPEN).order_by("slug")
    sites = sorted(rows, key=lambda one: (one.slug != "batang-danum", hashlib.sha256(one.slug.encode()).hexdigest()))
    return sow(sites, folder=settings.HOME / "demo-goods", now=now)


def _of_one_trade(fitting: Sequence[Ware], stock: Sequence[Ware], number: int, *, first: str = "") -> list[Ware]:
    """Three wares that one stall would have: a weaver's are woven. Another stall of the group does something else."""
    trades = list(dict.fromkeys(one.trade for one in sorted(fitting, key=lambda one: one.trade != first)))
    trade = trades[number % len(trades)]
    own = [one for one in fitting if one.trade == trade]
    return (own + [one for one in stock if one.trade == trade and one not in own])[:3]


def _seller(rng: random.Random, site: Site, number: int, ware: Ware, now: datetime) -> Seller:
    man = ware.category in ("ikan", "hasil-tani", "kerajinan", "perkakas", "hasil-hutan", "jasa") and rng.random() < 0.6
    first, last = rng.choice(MEN if man else FIRST), rng.choice(LAST)
    starts, how = TRADES[ware.trade]
    called = f"{'Pak' if man else 'Ibu'} {first}"
    name = f"{rng.choice(starts)} {called}"
    since = now - timedelta(days=rng.randint(60, 420))
    seller = Seller(
        site=site, name=name, slug=f"{slug_of(name, fallback='penjual')}-{number + 1}", owner=f"{first} {last}",
        phone=f"+62800{rng.randint(1_000_000, 9_999_999)}", is_phone_public=rng.random() < 0.3, consent_at=since,
        about=f"{called} {how}. Hasilnya dibagi menurut kerja.",
        region_code=site.group.region.code, place_note=rng.choice(("dekat dermaga", "belakang balai desa", "samping masjid", "di tepi jalan desa")),
        pay_ways=[PayWay.CASH, rng.choice((PayWay.TRANSFER, PayWay.QRIS, PayWay.ON_DELIVERY))], state=SellerState.ADMITTED, applied_at=since,
        admitted_at=since, decided_at=since, updated_at=since, is_sample=True,
    )  # fmt: skip
    seller.save(force_insert=True)
    ways: list[tuple[str, str, int | None, int, int]] = [(WayKind.PICK_UP, "", 0, 0, 1)]
    ways.append(rng.choice((
        (WayKind.BOAT, "sampai pelabuhan kota kabupaten", 25_000, 1, 2), (WayKind.TRAVEL, "ke Palangka Raya", 30_000, 1, 2),
        (WayKind.OWN, "di dalam kecamatan", 10_000, 0, 1), (WayKind.MARKET_DAY, "pasar Minggu", 0, 0, 7),
    )))  # fmt: skip
    if ware.category not in ("jasa", "ternak", "ikan"):
        ways.append((WayKind.POST, "seluruh Indonesia", None, 3, 7))
    DeliveryWay.objects.bulk_create(
        DeliveryWay(site=site, seller=seller, kind=kind, where=where, fee_idr=fee, days_from=low, days_to=high, position=at)
        for at, (kind, where, fee, low, high) in enumerate(ways)
    )
    return seller


def _goods(
    rng: random.Random, site: Site, seller: Seller, chosen: Sequence[Ware], drawn: Mapping[str, dict[str, Any]], folder: Path, now: datetime,
    varieties: int,
) -> tuple[list[Product], list[ProductPhoto]]:  # fmt: skip
    goods: list[Product] = []
    photos: list[ProductPhoto] = []
    for ware in chosen:
        for variant in ware.variants[: rng.choice((1, 2, 2, 3))]:
            name = ware.name if variant.label in PLAIN else f"{ware.name} {variant.label}"
            price = ware.price_idr * (100 + variant.percent + rng.randint(-8, 8)) / 100
            price = round(price, -3 if price >= 20_000 else -2)
            shown = now - timedelta(days=rng.randint(1, 200), minutes=rng.randint(0, 1400))
            state = ProductState.HIDDEN if rng.random() < 0.03 else ProductState.SHOWN
            has_size = any(part[0].isdecimal() for part in variant.label.split())
            is_dear = price >= 100_000
            product = Product(
                site=site, seller=seller, name=name, slug=slug_of(f"{name} {len(goods) + 1} {seller.slug}", fallback="produk"),
                category=ware.category, words=ware.words, html=render_markdown(ware.words), price_idr=int(price),
                unit=variant.unit or ware.unit, supply=ware.supply, content=variant.content or (None if has_size else ware.content),
                content_measure=variant.measure or ("" if has_size else ware.measure),
                stock=None if ware.supply != "stok" or rng.random() < 0.4 else Decimal(rng.choice((0, 4, 8, 12, 20, 35, 60))),
                min_order=Decimal(1 if price >= 20_000 else rng.choice((1, 1, 1, 2, 5))),
                lead_days=rng.choice((1, 2, 3) if ware.trade in QUICK else (5, 7, 14)) if ware.supply == Supply.MADE else None,
                capacity=Decimal(rng.choice((6, 10, 15) if is_dear else (20, 40, 80, 200))) if rng.random() < 0.5 else None, season=rules.mask_of(ware.months),
                state=state, is_public=state == ProductState.SHOWN, seller_name=seller.name, region_code=seller.region_code,
                created_at=shown, shown_at=shown, updated_at=shown, version=1, is_sample=True,
            )  # fmt: skip
            drawing = f"{ware.shape}-{rng.randrange(varieties)}"
            photo = _photo(site, product, drawing, drawn[drawing], folder, shown)
            product.cover, product.cover_alt = photo.variants, photo.alt
            goods.append(product)
            photos.append(photo)
    return goods, photos


def _photo(site: Site, product: Product, name: str, told: Mapping[str, Any], folder: Path, at: datetime) -> ProductPhoto:
    key = uuid7()
    target = files.folder_of(site.pk, key)
    target.mkdir(parents=True, exist_ok=True)
    variants = []
    for size, width, height, media_type in told["sizes"]:
        _link(folder / name / size, target / size)
        variants.append({"path": files.public_path(key, size), "width": width, "height": height, "media_type": media_type})
    return ProductPhoto(
        id=key, site=site, product=product, alt=f"{product.name}: {told['alt'].lower()}", path=f"{site.pk}/pictures/{key.hex}.jpg",
        sha256=told["sha256"], media_type="image/jpeg", width=variants[-1]["width"], height=variants[-1]["height"], variants=variants,
        state=PictureState.READY, added_at=at,
    )  # fmt: skip


def _papers(rng: random.Random, seller: Seller, goods: Sequence[Product], now: datetime) -> None:
    """Permits and links elsewhere, as far as such a seller would have them."""
    today = now.date()
    papers: list[tuple[str, str, date | None]] = []
    if rng.random() < 0.6:
        papers.append((PermitKind.NIB, f"{rng.randint(1, 9)}2{rng.randint(10**10, 10**11 - 1)}", None))
    if goods[0].category in ("makanan", "minuman", "jamu"):
        if rng.random() < 0.6:
            ends = today + timedelta(days=rng.randint(-40, 1500))
            papers.append((PermitKind.PIRT, f"{rng.randint(1, 8)}0{rng.randint(10**10, 10**11 - 1)}-{ends.year % 100:02d}", ends))
        if rng.random() < 0.4:
            papers.append((PermitKind.HALAL, f"ID6211{rng.randint(10**12, 10**13 - 1)}", None))
    Permit.objects.bulk_create(
        Permit(site_id=seller.site_id, seller=seller, kind=kind, number=number, expires_on=ends, added_at=seller.applied_at)
        for kind, number, ends in papers
    )
    if rng.random() < 0.15:
        shop = rng.choice((LinkKind.SHOPEE, LinkKind.TOKOPEDIA))
        host = {"shopee": "shopee.co.id", "tokopedia": "tokopedia.com"}[shop]
        OutsideLink.objects.create(seller=seller, kind=shop, url=f"https://{host}/contoh-{seller.slug}")
