"""Personal data of ordinary people in a text: NIK, KK, phone, bank account, vehicle plate. Pure functions.

The structure of a NIK and of a phone number is judged by `lokal`; which runs of digits are looked at, and which words
around them make them something else (a price, a regulation, a public service), is ours.

Law: UU 27/2022 art. 4, art. 67(2)
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from betang.guard.glyphs import Plain

_SIXTEEN = re.compile(r"(?<![\w.,])\d(?:[ .\-]?\d){15}(?![\w]|[.,]\d)")
_NIK_WORD = re.compile(r"\b(?:nik|no\.? ?ktp|nomor ktp|ktp|e-?ktp|nomor induk kependudukan)\b[^\d]{0,30}$")
_KK_WORD = re.compile(r"\b(?:kk|kartu keluarga|no\.? ?kk)\b[^\d]{0,25}$")
_OTHER_SIXTEEN = re.compile(
    r"\b(?:npwp|nopel|id pelanggan|nomor pelanggan|token|resi|invoice|faktur|nmid|kode|isbn|barcode|seri|voucher|sertifikat)\b[^\d]{0,25}$"
)

_PHONE = re.compile(
    r"(?<![\w+/.,-])(?:\+|00)?62[ .\-]{0,2}\(?8\d{1,2}\)?(?:[ .\-]{0,2}\d{2,4}){2,4}(?!\w|[.,]\d)"
    r"|(?<![\w+/.,-])\(?08\d{1,2}\)?(?:[ .\-]{0,2}\d{2,4}){2,4}(?!\w|[.,]\d)"
    r"|(?<=wa\.me/)62\d{9,13}(?!\w)|(?<=phone=)62\d{9,13}(?!\w)"
    r"|(?<![\w+])0 ?8(?:[ .\-]\d){8,11}(?!\w)"
)
_GROUPS = re.compile(r"[ .\-()]+")
_MONEY = re.compile(r"(?:rp\.?|idr|usd|\$)\s*$")
_CODE_BEFORE = re.compile(
    r"(?:\bnomor|\bno\.?|\bsk|\bperda|\bperdes|\bperbup|\bpasal|\bkode rekening|\bresi|\bnip|\bnpsn|\bnpwp|\bid pelanggan"
    r"|\binvoice)\s*:?\s*$"
)
_LANDLINE = re.compile(r"(?<![\w+])(?:\+62[ \-]?[2-79]\d{1,2}|\(0[2-79]\d{1,2}\)|0[2-79]\d{1,2})[ .\-]{0,2}\d{3,4}[ .\-]{0,2}\d{3,4}(?!\w)")
_PHONE_WORD = re.compile(r"\b(?:telp|telepon|telpon|tlp|tel|hp|no hp|wa|whatsapp|hub|hubungi|kontak|cp|nomor|rumah|sms)\b[^\d\n]{0,25}$")
_PUBLIC_PHONE = re.compile(
    r"\b(?:kantor|dinas|puskesmas|rsud|rumah sakit|polsek|polres|polda|posko|pln|pdam|damkar|pemadam|bpbd|call ?center|hotline|layanan|"
    r"pengaduan|ambulans|kecamatan|kelurahan|sekretariat|redaksi|bpjs|imigrasi|samsat)\b[^\n]{0,60}$"
)

_BANKS = (
    r"bank|bca|bri|bni|mandiri|bsi|btn|cimb|niaga|permata|danamon|muamalat|bank kalteng|kalteng|bpd|jago|seabank|ocbc|panin|maybank|"
    r"mega|sinarmas"
)
_ACCOUNT = re.compile(r"(?<![\w.,+/-])\d(?:[ .\-]?\d){8,17}(?!\w|[.,]\d)")
_ACCOUNT_WORD = re.compile(
    rf"\b(?:no\.? ?rek(?:ening)?|norek|rekening|rek\.?|a/?n|atas nama|transfer(?:kan)? ke|tf ke|"
    rf"virtual account|va|{_BANKS})\b[^\d\n]{{0,40}}$"
)
_NOT_ACCOUNT = re.compile(r"\b(?:kode rekening|rekening belanja|mata anggaran|sub ?kegiatan|pelanggan|listrik|meter)\b[^\d\n]{0,30}$")
_AMOUNT_AFTER = re.compile(r"\s*(?:rupiah|ribu|juta|miliar|orang|jiwa|kg|kilogram|ton|meter|hektare|ha)\b")
_PUBLIC_ACCOUNT = re.compile(
    r"\b(?:kas desa|kas daerah|rkud|rkd|pemerintah desa|pemdes|bendahara desa|panitia|masjid|gereja|yayasan|bumdes|koperasi)\b"
)

_PLATE_AREA = (
    "AA|AB|AD|AE|AG|BA|BB|BD|BE|BG|BH|BK|BL|BM|BN|BP|DA|DB|DC|DD|DE|DG|DH|DK|DL|DM|DN|DR|DT|DP|EA|EB|ED|KB|KH|KT|KU|PA|PB|PG|PS|PT|PY|"
    "A|B|D|E|F|G|H|K|L|M|N|P|R|S|T|W|Z"
)
_PLATE = re.compile(rf"(?<![A-Za-z0-9./-])(?:{_PLATE_AREA})[ -]?[1-9]\d{{0,3}}[ -]?[A-Z]{{1,3}}(?![A-Za-z0-9/-])")
_PLATE_LOW = re.compile(rf"(?<![a-z0-9./-])(?:{_PLATE_AREA.lower()})[ -]?[1-9]\d{{0,3}}[ -]?[a-z]{{1,3}}(?![a-z0-9/-])")
_PLATE_WORD = re.compile(
    r"\b(?:plat|pelat|nopol|no\.? ?pol|nomor polisi|tnkb|kendaraan|motor|sepeda motor|mobil|truk|avanza|"
    r"honda|yamaha|innova|pikap|bernopol|berpelat)\b[^\n]{0,40}$"
)


@dataclass(frozen=True, slots=True)
class Personal:
    """`kind` at `first`…`last` of the plain view; `masked` shows just enough to recognise it."""

    kind: str
    first: int
    last: int
    masked: str


def _digits(text: str) -> str:
    return re.sub(r"\D", "", text)


def mask(kind: str, value: str) -> str:
    """`6203••••••••0001`, `0812••••7890`, `KH •••• ••`: enough for the writer to find it, too little for anybody else."""
    if kind == "plate":
        return re.sub(r"[A-Z]+$", lambda m: "•" * len(m[0]), re.sub(r"\d", "•", value.upper()))
    digits = _digits(value)
    if kind in ("nik", "kk"):
        return f"{digits[:4]}{'•' * 8}{digits[-4:]}"
    if kind == "phone":
        local = "0" + digits.removeprefix("00").removeprefix("62").removeprefix("0")
        return f"{local[:4]}{'•' * max(3, len(local) - 7)}{local[-3:]}"
    return f"{'•' * (len(digits) - 3)}{digits[-3:]}"


def is_nik(digits: str) -> bool:
    """Sixteen digits that can be a NIK: a province, a regency, a district, a birth date (women's day + 40), a serial."""
    from lokal.nik import parse_nik  # compiles patterns for a quarter of a second: not in every process of the house

    return bool(parse_nik(digits).valid)


def _sixteens(plain: Plain) -> Iterator[Personal]:
    for one in _SIXTEEN.finditer(plain.low):
        before = plain.low[max(0, one.start() - 60) : one.start()]
        groups = [group for group in re.split(r"[ .\-]", one[0]) if group]
        named_kk, named_nik = _KK_WORD.search(before), _NIK_WORD.search(before)
        digits = _digits(one[0])
        if _OTHER_SIXTEEN.search(before) and not named_nik and not named_kk:
            continue
        if named_kk and not named_nik:
            if 11 <= int(digits[:2]) <= 97:
                yield Personal("kk", one.start(), one.end(), mask("kk", digits))
        elif (is_nik(digits) or named_nik) and (len(groups) <= 6 or (is_nik(digits) and named_nik)):
            yield Personal("nik", one.start(), one.end(), mask("nik", digits))


def _phones(plain: Plain) -> Iterator[Personal]:
    from lokal.phone import parse_phone

    for one in _PHONE.finditer(plain.low):
        before = plain.low[max(0, one.start() - 80) : one.start()]
        if _MONEY.search(before[-8:]) or (_CODE_BEFORE.search(before[-30:]) and not _PHONE_WORD.search(before)):
            continue
        found = parse_phone(("+" if one[0].startswith("00") else "") + _GROUPS.sub("", one[0]).removeprefix("00"))
        if found.valid and found.type == "mobile":
            yield Personal("phone", one.start(), one.end(), mask("phone", one[0]))
    for one in _LANDLINE.finditer(plain.low):
        before = plain.low[max(0, one.start() - 80) : one.start()]
        # an office's number is there to be called; a landline without a phone word is any number
        if not _PHONE_WORD.search(before) or _PUBLIC_PHONE.search(before):
            continue
        found = parse_phone(_GROUPS.sub("", one[0]))
        if found.valid and found.type == "landline":
            yield Personal("phone", one.start(), one.end(), mask("phone", one[0]))


def _accounts(plain: Plain) -> Iterator[Personal]:
    for one in _ACCOUNT.finditer(plain.low):
        before = plain.low[max(0, one.start() - 70) : one.start()]
        if (
            not _ACCOUNT_WORD.search(before)
            or _NOT_ACCOUNT.search(before)
            or _MONEY.search(before[-8:])
            or _AMOUNT_AFTER.match(plain.low, one.end())
        ):
            continue
        around = plain.low[max(0, one.start() - 90) : one.end() + 90]
        digits = _digits(one[0])
        if _PUBLIC_ACCOUNT.search(around) or re.search(r"\.\d{3}(?:\.\d{3})+$", one[0]) or re.fullmatch(r"(?:19|20)\d{6}", digits):
            continue
        yield Personal("bank_account", one.start(), one.end(), mask("bank_account", digits))


def _plates(plain: Plain) -> Iterator[Personal]:
    for one in _PLATE.finditer(plain.text):
        before = plain.low[max(0, one.start() - 60) : one.start()]
        area = re.match(r"[A-Z]+", one[0])
        # «A 4 B», «B 12 C»: a lone letter with few digits is a plate only beside a vehicle
        is_long = len(_digits(one[0])) == 4 and len(one[0].split()) == 3
        if _PLATE_WORD.search(before) or (is_long and area is not None and len(area[0]) == 2):
            yield Personal("plate", one.start(), one.end(), mask("plate", one[0]))
    for one in _PLATE_LOW.finditer(plain.low):
        before = plain.low[max(0, one.start() - 30) : one.start()]
        if _PLATE_WORD.search(before) and len(_digits(one[0])) >= 3:
            yield Personal("plate", one.start(), one.end(), mask("plate", one[0]))


def find(plain: Plain) -> list[Personal]:
    """All personal data in the view, none twice, in its order; the surer kind wins where two overlap."""
    taken: list[tuple[int, int]] = []
    found: list[Personal] = []
    for one in (*_sixteens(plain), *_phones(plain), *_accounts(plain), *_plates(plain)):
        if any(one.first < last and first < one.last for first, last in taken):
            continue
        taken.append((one.first, one.last))
        found.append(one)
    return sorted(found, key=lambda one: one.first)
