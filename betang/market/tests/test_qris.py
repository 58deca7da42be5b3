"""QRIS codes: the official rules, read by three readers; what is refused and why; who lets a code be shown."""

from __future__ import annotations

import io
from datetime import timedelta

import pytest
from django.utils.translation import gettext as _
from hypothesis import given, settings
from hypothesis import strategies as st
from lokal.qris import parse_qris, qris_crc

from betang.accounts.actors import Actor, HeldPost
from betang.accounts.terms import Post
from betang.audit.models import Entry
from betang.kernel import clock, fence
from betang.kernel.errors import InvalidInput, NotAllowed, NotFound
from betang.market.models import PaymentCode
from betang.market.qris import actions, drawing, emv, names, pictures, queries, rules
from betang.market.qris.rules import Look
from betang.market.queries import waiting_for
from betang.market.terms import CodeState
from betang.market.tests import made, ordered
from betang.notices.models import Notice
from betang.publishing.tests import made as people

OFFICIAL = (
    "00020101021229300012D156000000000510A93FO3230Q31280012D15600000001030812345678520441115802CN5914BEST TRANSPORT"
    "6007BEIJING64200002ZH0104"
    "最佳运输0202北京540523.7253031565502016233030412340603***0708A60086670902ME91320016A0112233449988770708123456786304A13A"
)
"""The example of EMVCo's specification (merchant-presented mode, v1.0)."""


def read_apart(text: str) -> dict[str, str]:
    """An independent reader: tags and values, the check sum by a table of its own."""
    found, rest = {}, text
    while rest:
        tag, length = rest[:2], int(rest[2:4])
        assert len(rest) >= 4 + length, "a value is cut off"
        assert tag not in found
        found[tag], rest = rest[4 : 4 + length], rest[4 + length :]
    assert list(found)[0] == "00"
    assert list(found)[-1] == "63"
    assert ordered.crc(text[:-4]) == found["63"]
    return found


def test_the_check_sum_is_the_specification_s():
    assert emv.crc("123456789") == ordered.crc("123456789") == qris_crc("123456789") == "29B1"
    assert emv.crc(OFFICIAL[:-4]) == ordered.crc(OFFICIAL[:-4]) == "A13A"
    assert [one.tag for one in emv.split(OFFICIAL)] == list(read_apart(OFFICIAL))


def test_a_good_code_says_who_is_paid():
    text = ordered.payload()
    code = emv.read(f"\n {text} \n")
    assert (code.merchant_name, code.merchant_city, code.merchant_id, code.category) == ("SITI AMINAH", "KAPUAS", "ID1020000000001", "5411")
    theirs = parse_qris(text)
    assert theirs.valid
    assert (theirs.merchant_name, theirs.nmid, theirs.type) == ("SITI AMINAH", "ID1020000000001", "static")


@given(
    amount=st.integers(1, 10**13 - 1),
    name=st.text("ABCDEFGHIJ KLMNOP'.&", min_size=1, max_size=25).filter(lambda one: one.strip()),
    city=st.text("ABCDEFGHIJ", min_size=1, max_size=15),
)
@settings(max_examples=60, deadline=None)
def test_an_amount_is_filled_in_and_nothing_else_changes(amount, name, city):
    text = ordered.payload(name, city=city)
    before, after = read_apart(text), read_apart(emv.with_amount(text, amount))
    assert after["54"] == str(amount)
    assert after["01"] == "12"
    changed = {"01", "54", "63"}
    assert {tag: value for tag, value in after.items() if tag not in changed} == {
        tag: value for tag, value in before.items() if tag not in changed
    }
    assert list(after).index("54") == list(after).index("53") + 1
    theirs = parse_qris(emv.with_amount(text, amount))
    assert theirs.valid
    assert theirs.type == "dynamic"
    assert theirs.amount == str(amount)


@pytest.mark.parametrize("amount", [0, -1, 10**13])
def test_no_code_is_made_for_nothing_or_too_much(amount):
    with pytest.raises(ValueError, match="amount"):
        emv.with_amount(ordered.payload(), amount)


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("", "format"),
        ("https://wa.me/6281", "format"),
        ("0" * 600, "format"),
        (ordered.payload()[:-9], "format"),
        (ordered.payload() + "00", "format"),
        ("000201" + ordered.payload(), "twice"),
        (ordered.payload().replace("SITI", "SIT1"), "crc"),
        (ordered.payload()[:-1] + ("1" if ordered.payload()[-1] == "0" else "0"), "crc"),
        (ordered.payload("SITI\u202eAMINAH"), "format"),
        (ordered.payload(change={"58": "MY"}), "country"),
        (ordered.payload(change={"53": "840"}), "currency"),
        (ordered.payload(drop=("53",)), "currency"),
        (ordered.payload(change={"01": "12"}), "dynamic"),
        (ordered.payload(drop=("01",)), "dynamic"),
        (ordered.payload(change={"54": "1000"}), "dynamic"),
        (ordered.payload(change={"55": "02", "56": "5000"}), "fee"),
        (ordered.payload(change={"55": "03", "57": "10"}), "fee"),
        (ordered.payload(change={"52": "ABCD"}), "category"),
        (ordered.payload(drop=("52",)), "category"),
        (ordered.payload(drop=("59",)), "merchant"),
        (ordered.payload("X" * 26), "merchant"),
        (ordered.payload(drop=("60",)), "merchant"),
        (ordered.payload(drop=("51",)), "national"),
        (ordered.payload(nmid="12345"), "national"),
        (ordered.payload(change={"26": "00"}), "format"),
        (OFFICIAL, "format"),
    ],
)
def test_a_hostile_or_broken_code_is_refused_with_a_reason_in_both_languages(text, code):
    from django.utils import translation

    with pytest.raises(emv.BadCode) as error:
        emv.read(text)
    assert error.value.code == code
    said = set()
    for language in ("id", "en"):
        with translation.override(language):
            said.add(str(error.value.message))
    assert len(said) == 2


@given(st.text(max_size=120))
@settings(max_examples=150, deadline=None)
def test_whatever_is_pasted_is_read_or_refused(text):
    with pytest.raises(emv.BadCode):
        emv.read(text)


@pytest.mark.parametrize(
    ("merchant", "others", "alike"),
    [
        ("SITI AMINAH", ("Dapur Ibu Siti", "Siti Aminah"), True),
        ("WARUNG SITI AMINA", ("Dapur", "Siti Aminah"), True),
        ("KERUPUK IBU SIT", ("Kerupuk Ibu Siti", ""), True),
        ("BUDI SANTOSO", ("Dapur Ibu Siti", "Siti Aminah"), False),
        ("WARUNG IBU", ("Warung Ibu Siti", "Siti Aminah"), False),
        ("TOKO JAYA MAKMUR", ("Toko Jaya", "Rusmini"), False),
    ],
)
def test_names_are_alike_by_what_tells_them_from_others(merchant, others, alike):
    assert names.are_alike(merchant, *others) is alike


@pytest.mark.parametrize(
    ("first", "alike", "elsewhere", "look"),
    [
        (True, True, False, Look.NONE),
        (False, True, False, Look.KEEPER),
        (True, False, False, Look.CHAIR),
        (False, False, False, Look.CHAIR),
        (True, True, True, Look.CHAIR),
    ],
)
def test_whose_look_a_code_needs(first, alike, elsewhere, look):
    assert rules.look_needed(is_first=first, is_alike=alike, is_used_elsewhere=elsewhere) == look


def test_a_drawn_code_has_a_quiet_zone_and_says_what_it_is():
    svg = drawing.qr_svg(emv.with_amount(ordered.payload(), 30_000), 'QRIS "Siti" <b>')
    assert 'fill="#fff"' in svg
    assert "<b>" not in svg
    assert "&quot;Siti&quot;" in svg
    assert "M4 4h1v1h-1z" in svg
    assert "M3 " not in svg


def test_a_photographed_code_is_read_back():
    import segno
    from django.core.files.uploadedfile import SimpleUploadedFile
    from PIL import Image, ImageFilter

    out = io.BytesIO()
    segno.make(ordered.payload(), error="m").save(out, kind="png", scale=8)
    photo = Image.open(out).convert("RGB").rotate(7, expand=True, fillcolor="tan").filter(ImageFilter.GaussianBlur(1.5))
    shot = io.BytesIO()
    photo.save(shot, "JPEG", quality=60)
    assert pictures.read_picture(SimpleUploadedFile("qris.jpg", shot.getvalue())) == ordered.payload()
    with pytest.raises(InvalidInput):
        pictures.read_picture(made.picture())


# ---------- who lets it be shown ----------


def add(house, near, stall, text, by="budi", at=None):
    who = house.actor(by) if isinstance(by, str) else by
    return actions.add_code(actor=who, site=near, seller=stall, payload=text, source="text", at=at or clock.now())


def test_a_changed_code_is_told_to_all_and_waits_while_buyers_see_the_old_one(house, near, stall):
    writer = people.writer(house)
    first = add(house, near, stall, ordered.payload())
    assert first.state == CodeState.SHOWN
    with pytest.raises(InvalidInput):
        add(house, near, stall, ordered.payload())
    Notice.objects.all().delete()
    now = clock.now()
    second = add(house, near, stall, ordered.payload(nmid="ID1020000000002"), at=now)
    assert second.state == CodeState.WAITING
    assert set(Notice.objects.filter(kind="market.code").values_list("person_id", flat=True)) == {house.budi.pk}
    assert queries.shown_code(stall) == first
    for stranger in ("fajar", "gita", "citra", "nobody"):
        with pytest.raises(NotFound):
            actions.confirm_code(actor=house.actor(stranger), site=near, seller=stall, code_id=second.pk, at=now)
    with pytest.raises(NotAllowed):
        actions.confirm_code(actor=writer, site=near, seller=stall, code_id=second.pk, at=now)
    with pytest.raises(NotAllowed):
        actions.confirm_code(actor=house.actor("budi"), site=near, seller=stall, code_id=second.pk, at=now + timedelta(hours=47))
    later = now + timedelta(hours=48)
    actions.confirm_code(actor=house.actor("budi"), site=near, seller=stall, code_id=second.pk, at=later)
    assert queries.shown_code(stall).pk == second.pk
    first.refresh_from_db()
    assert (first.state, first.ended_at) == (CodeState.REPLACED, later)
    verbs = list(Entry.objects.filter(verb__startswith="market.code").order_by("at").values_list("verb", flat=True))
    assert verbs == ["market.code.added", "market.code.added", "market.code.shown"]


def test_a_changed_code_waits_on_the_desk_of_whoever_did_not_put_it_there(house, near, stall):
    chair = Actor(id=house.people["ani"].pk, name="Ani", posts=(HeldPost(post=Post.CHAIR, group_id=house.group.pk),))
    add(house, near, stall, ordered.payload())
    add(house, near, stall, ordered.payload(nmid="ID1020000000002"))
    page = f"/penjual/{stall.pk}/qris/"
    assert [one.title for one in waiting_for(chair) if one.url.endswith(page)] == [
        _("A new QRIS code of %(name)s waits for your look") % {"name": stall.name}
    ]
    assert not [one for one in waiting_for(house.actor("budi")) if one.url.endswith(page)]


def test_another_s_name_needs_the_chair_even_after_the_waiting_time(house, near, stall):
    kept = add(house, near, stall, ordered.payload("HARTONO"))
    assert kept.state == CodeState.WAITING
    assert not kept.is_name_alike
    with pytest.raises(NotAllowed):
        actions.confirm_code(actor=house.actor("budi"), site=near, seller=stall, code_id=kept.pk, at=clock.now() + timedelta(days=9))
    actions.refuse_code(actor=house.actor("budi"), site=near, seller=stall, code_id=kept.pk, reason="Bukan Ibu Siti", at=clock.now())
    assert queries.shown_code(stall) is None


def test_the_same_code_at_another_stall_is_noticed(house, stall):
    with fence.open_site(house.site.pk):
        add(house, made.full(house.site), stall, ordered.payload())
    other = made.seller(house, site=house.far_site, id=ordered.FAR_SELLER)
    with fence.open_site(house.far_site.pk):
        far = made.full(house.far_site)
        kept = actions.add_code(
            actor=house.actor("fajar"), site=far, seller=other, payload=ordered.payload(), source="text", at=clock.now()
        )
        assert kept.state == CodeState.WAITING
        assert actions.look_of(kept) == Look.CHAIR
        assert PaymentCode.objects.count() == 1


def test_the_desk_shows_the_name_before_it_keeps_the_code(house, client, stall):
    house.sign_in(client, "budi")
    here = f"/meja/kim/batang-danum/pasar/penjual/{stall.pk}/qris/"
    bad = client.post(here, {"payload": ordered.payload()[:-1] + "Z", "aksi": "baca"}, headers={"host": "localhost"})
    assert bad.status_code == 422
    read = client.post(here, {"payload": ordered.payload("HARTONO"), "aksi": "baca"}, headers={"host": "localhost"})
    assert read.status_code == 200
    assert "HARTONO" in read.content.decode()
    with fence.open_site(stall.site_id):
        assert not PaymentCode.objects.exists()
    kept = client.post(here, {"payload": ordered.payload("HARTONO"), "aksi": "simpan", "kunci": "a"}, headers={"host": "localhost"})
    assert kept.status_code == 302
    with fence.open_site(stall.site_id):
        assert PaymentCode.objects.get().state == CodeState.WAITING
    nothing = client.post(here, {"payload": "", "aksi": "baca"}, headers={"host": "localhost"})
    assert nothing.status_code == 422
