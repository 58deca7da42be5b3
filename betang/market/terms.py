"""Words of the market: what sellers, products, permits, orders, prices and reports can be, and the limits of the house."""

from django.db import models
from django.utils.translation import gettext_lazy as _

NAME_LENGTH = 80
"""Letters of a product's or seller's name: what fits two lines of a phone."""
WORDS_LENGTH = 3_000
"""Letters of a product's description."""
NOTE_LENGTH = 300
PHOTO_LIMIT = 6
PRICE_MAX_IDR = 1_000_000_000
"""The highest price of one unit: a typing error rather than a good lies above. House rule."""
QUANTITY_MAX = 1_000_000
LEAD_DAYS_MAX = 365

APPEAL_DAYS = 30
"""Days in which a seller may object to a take-down: house rule."""
APPEAL_ANSWER_DAYS = 14
"""Days in which the objection is answered: house rule."""
BUYER_CONTACT_DAYS = 90
"""Days after its last step in which an order keeps its buyer's name, number and place of delivery. Law: UU 27/2022 art. 16(2)(g)"""
REPORTER_CONTACT_DAYS = 90
EXPIRY_SOON_DAYS = 60
"""A permit that ends within so many days is pointed out to its holder: house rule."""


class SellerState(models.TextChoices):
    """Where a seller stands with its group."""

    APPLIED = "applied", _("asks to be admitted")
    ADMITTED = "admitted", _("admitted")
    REFUSED = "refused", _("not admitted")
    PAUSED = "paused", _("takes a pause")
    TAKEN_DOWN = "taken_down", _("taken down")


class ProductState(models.TextChoices):
    """Whether buyers see a product."""

    DRAFT = "draft", _("not shown yet")
    SHOWN = "shown", _("shown")
    HIDDEN = "hidden", _("put away")
    TAKEN_DOWN = "taken_down", _("taken down")


class Category(models.TextChoices):
    """The shelves of the market: few, in words that a buyer uses. The key is also the address's."""

    FOOD = "makanan", _("Food and snacks")
    DRINK = "minuman", _("Coffee, tea and drinks")
    FISH = "ikan", _("Fish and river catch")
    HARVEST = "hasil-tani", _("Rice, vegetables and fruit")
    FOREST = "hasil-hutan", _("Honey and forest goods")
    LIVESTOCK = "ternak", _("Livestock, eggs and feed")
    WEAVING = "anyaman", _("Rattan, purun and plaiting")
    CLOTH = "kain", _("Cloth, batik and clothes")
    CRAFT = "kerajinan", _("Wood, beads and souvenirs")
    HERBAL = "jamu", _("Jamu, spices and soap")
    SEEDS = "bibit", _("Seeds, seedlings and compost")
    TOOLS = "perkakas", _("Tools for field, river and house")
    SERVICE = "jasa", _("Services, stays and boat hire")


class Unit(models.TextChoices):
    """What one of a product is. Weight and volume of a pack stand beside it."""

    PIECE = "buah", _("piece")
    SHEET = "lembar", _("sheet")
    PACK = "bungkus", _("pack")
    BOTTLE = "botol", _("bottle")
    JAR = "toples", _("jar")
    BOX = "kotak", _("box")
    SACK = "karung", _("sack")
    BUNCH = "ikat", _("bunch")
    KILOGRAM = "kg", _("kilogram")
    HUNDRED_GRAMS = "ons", _("100 grams")
    LITRE = "liter", _("litre")
    HEAD = "ekor", _("head")
    SEEDLING = "batang", _("stem")
    METRE = "meter", _("metre")
    SET = "set", _("set")
    PORTION = "porsi", _("portion")
    PERSON = "orang", _("person")
    DAY = "hari", _("day")
    TRIP = "jalan", _("trip")


class Measure(models.TextChoices):
    """What a pack's content is measured in."""

    GRAM = "g", _("g")
    KILOGRAM = "kg", _("kg")
    MILLILITRE = "ml", _("ml")
    LITRE = "l", _("l")
    PIECES = "isi", _("pieces")


class Supply(models.TextChoices):
    """How a product comes about: it lies there, it is made when ordered, or it comes with its season."""

    STOCK = "stok", _("it is there")
    MADE = "pesanan", _("made when ordered")
    SEASON = "musim", _("comes with its season")


class PermitKind(models.TextChoices):
    """What a seller can show. Its form is checked, its truth is not: nobody here calls it verified."""

    NIB = "nib", "NIB"
    """Business number (Nomor Induk Berusaha): 13 digits."""
    PIRT = "pirt", "P-IRT"
    """Home food permit, 15 digits, valid five years (DOMAIN §4)."""
    HALAL = "halal", _("Halal certificate")
    """Certificate of BPJPH. Law: UU 33/2014 art. 4, 42"""
    BPOM_FOOD = "bpom_pangan", _("BPOM, food (MD or ML)")
    BPOM_HERBAL = "bpom_jamu", _("BPOM, traditional medicine (TR)")
    BPOM_COSMETIC = "bpom_kosmetik", _("BPOM, cosmetics (NA)")
    OTHER = "lain", _("Another permit")


class LinkKind(models.TextChoices):
    """Where else a seller sells."""

    EKATALOG = "ekatalog", "e-Katalog (LKPP)"
    PADI = "padi", "PaDi UMKM"
    TOKOPEDIA = "tokopedia", "Tokopedia"
    SHOPEE = "shopee", "Shopee"
    LAZADA = "lazada", "Lazada"
    BLIBLI = "blibli", "Blibli"
    BUKALAPAK = "bukalapak", "Bukalapak"
    INSTAGRAM = "instagram", "Instagram"
    FACEBOOK = "facebook", "Facebook"
    TIKTOK = "tiktok", "TikTok"


class WayKind(models.TextChoices):
    """How goods really reach a buyer here."""

    PICK_UP = "ambil", _("Fetched at the seller's")
    MARKET_DAY = "pasar", _("Handed over on market day")
    OWN = "antar", _("Brought by the seller")
    BOAT = "kapal", _("By boat (klotok, speedboat)")
    TRAVEL = "travel", _("By travel car or bus")
    POST = "pos", _("By post or courier")


class PictureState(models.TextChoices):
    """Whether a photo's sizes have been made."""

    WAITING = "waiting", _("being prepared")
    READY = "ready", _("ready")
    FAILED = "failed", _("could not be prepared")


class OrderState(models.TextChoices):
    """Where an order stands. Whether it is paid is told apart: some pay first, some when the boat arrives."""

    NEW = "new", _("new")
    CONFIRMED = "confirmed", _("order confirmed")
    READY = "ready", _("ready")
    HANDED_OVER = "handed_over", _("handed over")
    CANCELLED = "cancelled", _("cancelled")


class CancelReason(models.TextChoices):
    """Why an order was cancelled: coded, so that a seller and its group can count."""

    SOLD_OUT = "sold_out", _("there is none left")
    NO_WAY = "no_way", _("it cannot be brought there")
    PRICE = "price", _("no agreement on the price")
    NO_ANSWER = "no_answer", _("the other side does not answer")
    BUYER_WISH = "buyer_wish", _("the buyer does not want it any more")
    MISTAKE = "mistake", _("ordered by mistake or twice")
    OTHER = "other", _("another reason")


class PayWay(models.TextChoices):
    """How a buyer paid the seller. The money never passes through here."""

    CASH = "cash", _("cash")
    TRANSFER = "transfer", _("bank transfer")
    QRIS = "qris", "QRIS"
    ON_DELIVERY = "cod", _("on delivery")
    KKPD = "kkpd", _("government credit card (KKPD)")


class StepKind(models.TextChoices):
    """What happened with an order."""

    PLACED = "placed", _("ordered")
    WHATSAPP = "whatsapp", _("WhatsApp opened")
    CONFIRMED = "confirmed", _("order confirmed")
    READY = "ready", _("ready")
    HANDED_OVER = "handed_over", _("handed over")
    PAID = "paid", _("paid")
    UNPAID = "unpaid", _("payment taken back")
    CHANGED = "changed", _("order changed")
    CANCELLED = "cancelled", _("cancelled")
    NOTE = "note", _("note")


class CodeSource(models.TextChoices):
    """How a payment code came to us."""

    PICTURE = "picture", _("a picture")
    TEXT = "text", _("the text of the code")


class CodeState(models.TextChoices):
    """A changed code is shown to buyers only once somebody of the group has looked at it."""

    WAITING = "waiting", _("waits for the group's look")
    SHOWN = "shown", _("shown to buyers")
    REPLACED = "replaced", _("replaced")
    REFUSED = "refused", _("not accepted")


class FoodGroup(models.TextChoices):
    """Groups of commodities on the board of prices."""

    RICE = "beras", _("Rice")
    CHICKEN = "ayam", _("Chicken and eggs")
    BEEF = "daging", _("Meat")
    FISH = "ikan", _("Fish")
    ONION = "bawang", _("Onion and garlic")
    CHILI = "cabai", _("Chili")
    OIL_SUGAR = "minyak-gula", _("Oil and sugar")
    VEGETABLE = "sayur-buah", _("Vegetables and fruit")
    ESTATE = "kebun", _("Rubber, palm and rattan")
    FOREST = "hutan", _("Honey and forest goods")


class PriceLevel(models.TextChoices):
    """Where a price was asked or paid: from the grower's hand, or in the market."""

    PRODUCER = "produsen", _("paid to the grower or fisher")
    CONSUMER = "konsumen", _("paid in the market")


class ReportState(models.TextChoices):
    """Whether a reported price counts. An outlier is held until somebody has looked."""

    COUNTED = "counted", _("counts")
    HELD = "held", _("held: far from the others")
    REFUSED = "refused", _("does not count")


class AlertWay(models.TextChoices):
    """When an alert is told."""

    ABOVE = "above", _("rises above")
    BELOW = "below", _("falls below")


class Complaint(models.TextChoices):
    """What is wrong with a product or a seller, in the words of who reports it."""

    FORBIDDEN = "forbidden", _("It must not be sold")
    FALSE = "false", _("It is not what it says")
    HEALTH = "health", _("It promises to heal")
    UNSAFE = "unsafe", _("It is spoiled, unsafe or makes ill")
    PERMIT = "permit", _("Its permit is wrong or somebody else's")
    STOLEN = "stolen", _("The photo or the good is somebody else's")
    FRAUD = "fraud", _("I paid and got nothing, or something else")
    RUDE = "rude", _("It insults or offends")
    OTHER = "other", _("Something else")


class ComplaintState(models.TextChoices):
    """What became of a report."""

    OPEN = "open", _("waits for an answer")
    UPHELD = "upheld", _("was right")
    DISMISSED = "dismissed", _("was not right")


class AppealState(models.TextChoices):
    """Whether a seller objected to a take-down, and what came of it."""

    NONE = "none", _("no objection")
    OPEN = "open", _("objection waits for an answer")
    GRANTED = "granted", _("objection granted")
    REFUSED = "refused", _("objection refused")


class SourceKind(models.TextChoices):
    """Who reported a price."""

    FARMER = "petani", _("farmer")
    FISHER = "nelayan", _("fisher")
    TRADER = "pedagang", _("trader")
    KIM = "kim", _("KIM")
    RESIDENT = "warga", _("resident")
