"""Trainings from the plan to the certificate: seats, presence from several devices, closing, forgetting."""

from __future__ import annotations

import io
import json
import random
import re
from datetime import timedelta

import pytest
import segno
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from PIL import Image

from betang.audit.models import Entry
from betang.growth.models import Activity, Certificate, Evaluation, Presence, Registration, Training
from betang.growth.tests.trained import AFTER, BEFORE, DAY_ONE, TITLE, announced, planned, scanner, signed_up, values
from betang.growth.tests.worlds import AT, jpeg
from betang.growth.trainings import actions, queries
from betang.guard.forms import honest_fields
from betang.kernel import clock
from betang.kernel.errors import InvalidInput, NotAllowed, NotFound, Refused, SecondFactorNeeded
from betang.kernel.ids import uuid7

pytestmark = pytest.mark.django_db


@pytest.fixture
def now(monkeypatch):
    """Sets what time it is."""

    def put(at) -> None:
        monkeypatch.setattr(clock, "now", lambda: at)

    put(BEFORE)
    return put


@pytest.fixture
def client(client):
    client.defaults["HTTP_HOST"] = "localhost"
    return client


def desk(name: str, training: Training) -> str:
    return reverse(f"growth_desk:{name}", kwargs={"training_id": training.pk})


def mark(seat, session, at=DAY_ONE, **changed) -> actions.Mark:
    return actions.Mark(**{"key": uuid7(), "code": seat.code, "session_id": session.pk, "at": at, **changed})


def counting(training):
    return [one for one in queries.programme(training) if one.counts]


def test_a_training_begins_with_the_place_that_asked_for_one(house, client):
    new = reverse("growth_desk:training_new")
    client = house.sign_in(client, "gita")
    inner, outer = house.mantangai.code, house.mantangai.code.rpartition(".")[0]

    def chosen(code):
        page = client.get(new, {"wilayah": code}).content.decode()
        return {one for one in (inner, outer) if re.search(rf'value="{re.escape(one)}"[^>]*(selected|checked)', page)}

    assert chosen(house.village.code) == {inner, outer}, "the subdistrict around the village is invited"
    assert chosen(inner) == {inner, outer}
    assert chosen(outer) == {outer}
    assert chosen("99.99.99") == {outer}, "a place of nobody's invites nobody"


def test_a_coordinator_plans_and_announces_and_only_the_invited_are_told(house, client, now, run_jobs):
    from betang.notices.models import Notice

    typed = {
        "kunci": "a", "kind": "workshop", "title": "Belajar menulis berita", "region": "62.03", "organiser": "Diskominfo Kapuas",
        "place": "Aula kecamatan", "present_percent": "75", "capacity": "20", "acara-TOTAL_FORMS": "3", "acara-INITIAL_FORMS": "0",
        "acara-0-topic": "Menulis", "acara-0-speaker": "Ibu Contoh", "acara-0-on": "2026-12-01", "acara-0-starts": "08:00",
        "acara-0-ends": "11.30", "acara-0-counts": "on", "acara-1-topic": "", "acara-2-topic": "",
    }  # fmt: skip
    new = reverse("growth_desk:training_new")
    assert house.sign_in(client, "fajar").get(new).status_code == 403
    client = house.sign_in(client, "gita")
    wrong = client.post(new, typed | {"acara-0-ends": "07:00", "kunci": "b"})
    assert wrong.status_code == 422
    assert "Belajar menulis berita" in wrong.content.decode()
    made = client.post(new, typed)
    training = Training.objects.get()
    assert made["Location"] == desk("training", training)
    assert client.post(new, typed).status_code == 302, "sent twice"
    assert Training.objects.count() == 1
    assert client.get(reverse("growth:training", kwargs={"address": training.address})).status_code == 404, "a draft is nobody's business"
    assert client.post(desk("training", training), {"aksi": "umumkan", "kunci": "c"}).status_code == 302
    run_jobs()
    told = Notice.objects.filter(kind="growth.training.invited")
    assert {one.person_id for one in told} == {house.budi.pk}
    page = client.get(told.get().url).content.decode()
    assert "EducationEvent" in page
    assert "?kim=batang-danum" in page
    actions.invite_groups(training=Training.objects.get(), at=BEFORE)
    assert told.count() == 1, "told twice, nobody hears it twice"


def test_who_may_not_gets_nothing_of_it(house):
    fajar, gita = house.actor("fajar"), house.actor("gita")
    with pytest.raises(NotAllowed):
        actions.plan_training(actor=fajar, values=values(house), at=BEFORE)
    with pytest.raises(NotAllowed):
        actions.plan_training(actor=gita, values=values(house, region=house.katingan), at=BEFORE)
    with pytest.raises(InvalidInput) as refused:
        actions.plan_training(actor=gita, values=values(house, invited_regions=[house.katingan.code]), at=BEFORE)
    assert "invited_regions" in refused.value.fields
    training = announced(house)
    for act in (actions.announce, actions.close_training):
        with pytest.raises(NotFound):
            act(actor=fajar, training=training, at=AFTER)
    with pytest.raises(NotFound):
        actions.make_scanner(actor=fajar, training=training, name="Pintu", at=BEFORE)
    with pytest.raises(SecondFactorNeeded):
        actions.close_training(actor=house.actor("gita", second_factor=False), training=training, at=AFTER)


def test_somebody_signs_up_without_an_account_and_sees_the_seat(house, client, now):
    training = announced(house, capacity=1)
    page = reverse("growth:sign_up", kwargs={"address": training.address})
    typed = {**honest_fields(), "kunci": "k1", "name": "Peserta Contoh", "group_name": "batang danum", "phone": "0812 3456 7890"}
    refused = client.post(page, typed)
    assert refused.status_code == 422, "no consent"
    assert "0812 3456 7890" in refused.content.decode()
    assert not Registration.objects.exists()
    answer = client.post(page, typed | {"consent": "on"})
    seat = Registration.objects.get()
    assert answer["Location"] == actions.seat_url(seat)
    assert client.post(page, typed | {"consent": "on"})["Location"] == actions.seat_url(seat), "sent twice is kept once"
    again = client.post(page, typed | {"consent": "on", "kunci": "k2", "name": "Orang Lain", "phone": "+62 812-3456-7890"})
    assert again.status_code == 422, "one number, one seat"
    assert Registration.objects.count() == 1
    mine = client.get(actions.seat_url(seat))
    assert "<svg" in mine.content.decode()
    assert mine["Cache-Control"] == "private, no-store"
    assert "sessionid" not in client.cookies
    ics = client.get(reverse("growth:seat_calendar", kwargs={"token": actions.seat_token(seat)}))
    assert ics["Content-Type"].startswith("text/calendar")
    assert actions.seat_token(seat) not in ics.content.decode(), "calendars are shared"
    public = client.get(reverse("growth:training", kwargs={"address": training.address})).content.decode()
    for secret in (seat.name, "7890", seat.code):
        assert secret not in public
    far = {"kunci": "k3", "name": "Orang Jauh", "group_name": house.far_group.name, "phone": "0813 1111 2222", "consent": "on"}
    stranger = client.post(page, {**honest_fields(), **far})
    assert stranger.status_code == 422, "another kabupaten's group is not invited"


def test_the_waiting_list_moves_up_by_itself_and_the_contact_is_forgotten(house, now):
    training = announced(house, capacity=2, is_open_to_all=True)
    seats = [signed_up(training, number, at=BEFORE + timedelta(minutes=number), group="") for number in range(4)]
    assert [seat.state for seat in seats] == ["seated", "seated", "waiting", "waiting"]
    assert queries.place_in_line(seats[3]) == 2
    actions.withdraw(seat=seats[0], at=BEFORE + timedelta(hours=1))
    actions.withdraw(seat=seats[0], at=BEFORE + timedelta(hours=2))
    for seat in seats:
        seat.refresh_from_db()
    assert [seat.state for seat in seats] == ["withdrawn", "seated", "seated", "waiting"]
    assert (seats[0].phone, seats[0].email) == ("", "")
    assert signed_up(training, 0, at=BEFORE + timedelta(hours=3), group="").pk == seats[0].pk, "the same sending"
    actions.change_training(actor=house.actor("gita"), training=training, values=values(house, capacity=3, is_open_to_all=True), at=BEFORE)
    seats[3].refresh_from_db()
    assert seats[3].state == "seated"
    with pytest.raises(Refused):
        signed_up(training, 9, at=DAY_ONE + timedelta(minutes=1), group="")


def test_a_group_has_its_seats_and_no_more(house):
    training = announced(house, seats_a_group=1, is_open_to_all=True)
    assert [signed_up(training, number).state for number in range(2)] == ["seated", "waiting"]
    assert signed_up(training, 7, group="").state == "seated"


@pytest.fixture
def fair(house):
    """Six people who signed up, two scanners, and somebody of another training."""
    training = announced(house, is_open_to_all=True)
    seats = [signed_up(training, number, group="Batang Danum" if number < 4 else "") for number in range(6)]
    other = announced(house, title="Bimtek memotret", is_open_to_all=True)
    stranger = signed_up(other, 20)
    return training, seats, [scanner(house, training, f"Pintu {n}")[0] for n in range(2)], stranger


@pytest.mark.parametrize("seed", range(8))
def test_devices_hand_in_in_any_order_and_twice_and_the_same_people_were_there(fair, seed):
    training, seats, scanners, stranger = fair
    chance = random.Random(seed)
    parts = counting(training)
    sets = []
    for device in scanners:
        drawn = [(chance.choice(seats), chance.choice(parts)) for _each in range(12)]
        hours = timedelta(hours=chance.randint(-30, 30))
        marks = [mark(seat, part, at=DAY_ONE + hours, is_offline=chance.random() < 0.5) for seat, part in drawn]
        sets.append((device, marks + [mark(stranger, chance.choice(parts))], {(seat.pk, part.pk) for seat, part in drawn}))
    batches = []
    for device, marks, _wanted in sets:
        copies = marks + chance.sample(marks, 5)
        chance.shuffle(copies)
        cut = chance.randint(0, len(copies))
        batches += [(device, copies[:cut]), (device, copies[cut:]), (device, chance.sample(marks, 3))]
    chance.shuffle(batches)
    for device, batch in batches:
        done = actions.hand_in(scanner=device, marks=batch, sent_at=DAY_ONE, at=DAY_ONE + timedelta(hours=1))
        for one in batch:
            assert done.results[one.key] == ("unknown" if one.code == stranger.code else "kept")
    wanted = sets[0][2] | sets[1][2]
    assert set(Presence.objects.values_list("registration_id", "session_id")) == wanted, "nobody lost, nobody added"
    assert Presence.objects.count() == sum(len(marks) - 1 for _device, marks, _wanted in sets), "each note once"
    counts = queries.session_counts(training)
    for part in parts:
        assert counts.get(part.pk, 0) == len({seat for seat, session in wanted if session == part.pk}), "people, not notes"
    assert not Presence.objects.filter(registration=stranger).exists()


def test_a_revoked_or_worn_out_scanner_hands_in_nothing_more(house, fair):
    training, seats, (device, other), _stranger = fair
    part = counting(training)[0]
    first = mark(seats[0], part)
    actions.hand_in(scanner=device, marks=[first], at=DAY_ONE)
    with pytest.raises(NotFound):
        actions.revoke_scanner(actor=house.actor("fajar"), scanner=device, at=DAY_ONE)
    actions.revoke_scanner(actor=house.actor("gita"), scanner=device, at=DAY_ONE)
    with pytest.raises(Refused):
        actions.hand_in(scanner=device, marks=[mark(seats[1], part)], at=DAY_ONE)
    with pytest.raises(Refused):
        actions.hand_in(scanner=other, marks=[mark(seats[1], part)], at=AFTER + timedelta(days=40))
    assert Presence.objects.count() == 1, "what came before stays"
    stolen = actions.hand_in(scanner=other, marks=[mark(seats[2], part, key=first.key)], at=DAY_ONE)
    assert stolen.results[first.key] == "other", "a key stands for one note"
    assert not Presence.objects.filter(registration=seats[2]).exists()
    withdrawn = actions.withdraw(seat=seats[3], at=BEFORE)
    late = mark(withdrawn, part)
    assert actions.hand_in(scanner=other, marks=[late], at=DAY_ONE).results[late.key] == "unknown"


def test_a_phone_hands_in_as_json_and_a_wrong_clock_is_noted_and_not_trusted(house, client, now):
    training = announced(house)
    seat = signed_up(training)
    row, token = scanner(house, training)
    here = reverse("growth:scanner_data", kwargs={"token": token})
    now(DAY_ONE)
    told = client.get(here)
    assert "Set-Cookie" not in told.headers
    text = told.content.decode()
    for secret in (seat.name, seat.phone, seat.code):
        assert secret not in text
    part = counting(training)[0]
    note = {"key": str(uuid7()), "code": seat.code.lower(), "session": str(part.pk), "at": "2026-11-22T15:00:00+07:00", "offline": True}
    body = json.dumps({"sent_at": "2026-11-22T15:05:00+07:00", "marks": [note]})
    for _twice in range(2):
        answer = client.post(here, body, content_type="application/json").json()
        assert answer["results"] == {note["key"]: "kept"}
        assert answer["clock_off_minutes"] == 425
        assert answer["counts"] == {str(part.pk): 1}
    kept = Presence.objects.get()
    assert kept.received_at == DAY_ONE
    assert Entry.objects.get(verb="growth.presence.handed_in").data["clock_off_minutes"] == 425
    for wrong in ("{", "[]", '{"marks": 1}', '{"marks": [{}]}', json.dumps({"marks": [note | {"at": "0001-01-01"}]})):
        assert client.post(here, wrong, content_type="application/json").status_code == 422
    shown = house.sign_in(client, "gita").get(desk("training_scanners", training)).content.decode()
    assert "425" in shown
    actions.revoke_scanner(actor=house.actor("gita"), scanner=row, at=DAY_ONE)
    assert client.post(here, body, content_type="application/json").status_code == 409
    assert client.get(reverse("growth:scanner", kwargs={"token": "tidak-ada"})).status_code == 404


def test_the_door_works_without_script(house, client, now):
    training = announced(house)
    seat = signed_up(training)
    _row, token = scanner(house, training)
    here = reverse("growth:scanner", kwargs={"token": token})
    now(DAY_ONE)
    part = counting(training)[0]
    typed = {**honest_fields(), "tanda": str(uuid7()), "code": f"{seat.code[:4]}-{seat.code[4:]}".lower(), "session": str(part.pk)}
    for _twice in range(2):
        assert client.post(here, typed).status_code == 200
    assert Presence.objects.count() == 1
    wrong = client.post(here, typed | {"code": "AAAA-AAAA", "tanda": str(uuid7())})
    assert wrong.status_code == 422
    assert "AAAA-AAAA" in wrong.content.decode()


def picture_of(text: str) -> SimpleUploadedFile:
    """A photo of a seat's QR on grey paper, lying askew as people hold it."""
    code = Image.open(io.BytesIO(segno_png(text))).convert("L").resize((400, 400))
    sheet = Image.new("L", (900, 700), 190)
    sheet.paste(code, (230, 140))
    body = io.BytesIO()
    sheet.rotate(12, fillcolor=120).save(body, "JPEG", quality=70)
    return SimpleUploadedFile("kode.jpg", body.getvalue(), content_type="image/jpeg")


def segno_png(text: str) -> bytes:
    out = io.BytesIO()
    segno.make(text, error="m", micro=False).save(out, kind="png", scale=8, border=4)
    return out.getvalue()


def test_the_house_reads_a_photo_for_a_phone_that_cannot(house, client, now):
    training = announced(house)
    seat = signed_up(training)
    _row, token = scanner(house, training)
    now(DAY_ONE)
    here = reverse("growth:scanner_photo", kwargs={"token": token})
    assert client.post(here, {"foto": picture_of(seat.code)}).json() == {"codes": [seat.code]}
    assert client.post(here, {"foto": picture_of("https://contoh.test/")}).json() == {"codes": []}, "only what a seat's code can be"
    assert client.post(here, {"foto": SimpleUploadedFile("a.jpg", b"bukan gambar")}).status_code == 422
    assert not Presence.objects.exists(), "reading notes nobody"

    # Without script the same photo goes with the plain form.
    door = reverse("growth:scanner", kwargs={"token": token})
    sent = {**honest_fields(), "tanda": str(uuid7()), "code": "", "session": str(counting(training)[0].pk)}
    assert client.post(door, sent).status_code == 422
    assert client.post(door, {**sent, "photo": jpeg()}).status_code == 422
    assert not Presence.objects.exists()
    assert client.post(door, {**sent, "photo": picture_of(seat.code)}).status_code == 200
    assert Presence.objects.get().registration_id == seat.pk


def test_closing_gives_certificates_to_who_was_there_and_tells_the_groups_record_once(house, client, now, run_jobs):
    training = announced(house, is_open_to_all=True)
    whole, half, absent, alone = (signed_up(training, number, group="Batang Danum" if number < 3 else "") for number in range(4))
    device, _token = scanner(house, training)
    first, second = counting(training)
    actions.hand_in(scanner=device, marks=[mark(whole, first), mark(whole, second), mark(half, first), mark(half, first)], at=DAY_ONE)
    gita = house.actor("gita")
    with pytest.raises(Refused):
        actions.close_training(actor=gita, training=training, at=DAY_ONE)
    for part in (first, second):
        present = set(Presence.objects.filter(session=part).values_list("registration_id", flat=True)) | {alone.pk}
        actions.note_by_hand(actor=gita, training=training, session_id=part.pk, present=present, at=AFTER)
    with pytest.raises(InvalidInput):
        actions.note_by_hand(actor=gita, training=training, session_id=first.pk, present=[], at=AFTER)
    assert actions.close_training(actor=gita, training=training, at=AFTER) == 2
    assert {row.registration_id for row in Certificate.objects.all()} == {whole.pk, alone.pk}
    assert Certificate.objects.get(registration=whole).group == house.group
    run_jobs()
    assert Activity.objects.filter(verb="growth.training.attended", group=house.group, title=TITLE).count() == 1
    late = actions.hand_in(scanner=device, marks=[mark(half, second)], at=AFTER + timedelta(days=1))
    assert late.new_count == 1
    assert queries.without_certificate(Training.objects.get()) == 1
    assert actions.give_certificates(actor=gita, training=training, at=AFTER + timedelta(days=1)) == 1
    assert actions.give_certificates(actor=gita, training=training, at=AFTER + timedelta(days=1)) == 0
    run_jobs()
    assert Activity.objects.filter(verb="growth.training.attended").count() == 1, "once a group and training"
    assert not hasattr(Registration.objects.get(pk=absent.pk), "certificate")
    now(AFTER)
    page = client.get(actions.seat_url(whole)).content.decode()
    assert reverse("growth:certificate", kwargs={"code": "x"}).rpartition("x")[0] in page


def test_who_was_there_evaluates_once_and_nobody_reads_whose_it_is(house, client, now):
    training = announced(house, is_open_to_all=True)
    seats = [signed_up(training, number, group="") for number in range(4)]
    device, _token = scanner(house, training)
    part = counting(training)[0]
    actions.hand_in(scanner=device, marks=[mark(seat, part) for seat in seats[:3]], at=DAY_ONE)
    said = {"guna": "5", "jelas": "4", "tempat": "3", "bagus": "Latihannya banyak.", "kurang": ""}
    now(DAY_ONE)
    assert client.post(actions.seat_url(seats[0]), {**honest_fields(), "aksi": "nilai", **said}).status_code == 409, "not over yet"
    now(AFTER)
    assert client.post(actions.seat_url(seats[0]), {**honest_fields(), "aksi": "nilai", **said, "guna": "6"}).status_code == 422
    for seat in seats[:2]:
        assert client.post(actions.seat_url(seat), {**honest_fields(), "aksi": "nilai", **said}).status_code == 302
    assert client.post(actions.seat_url(seats[0]), {**honest_fields(), "aksi": "nilai", **said}).status_code == 409, "once"
    assert client.post(actions.seat_url(seats[3]), {**honest_fields(), "aksi": "nilai", **said}).status_code == 409, "was not there"
    desk_client = house.sign_in(client, "gita")
    assert "Latihannya" not in desk_client.get(desk("training_results", training)).content.decode(), "two could be guessed"
    actions.evaluate(seat=seats[2], answers={"guna": 5, "jelas": 4, "tempat": 3}, at=AFTER)
    shown = desk_client.get(desk("training_results", training)).content.decode()
    assert "Latihannya banyak." in shown
    assert "Peserta Contoh" not in shown
    row = Evaluation.objects.first()
    assert row.pk.version == 4, "its key holds no time"
    assert row.at.astimezone(clock.zone()).hour == 0


def test_calling_it_off_tells_everybody_and_contacts_are_forgotten_in_time(house, run_jobs, settings):
    from betang.notices.models import Notice

    settings.TRAINING_CONTACT_DAYS = 30
    training = announced(house, is_open_to_all=True)
    seat, gone = signed_up(training, 1, email="peserta@contoh.test", group=""), signed_up(training, 2, group="")
    actions.withdraw(seat=gone, at=BEFORE)
    with pytest.raises(InvalidInput):
        actions.cancel(actor=house.actor("gita"), training=training, reason=" ", at=BEFORE)
    actions.cancel(actor=house.actor("gita"), training=training, reason="Air pasang, jalan terputus.", at=BEFORE)
    run_jobs()
    assert Notice.objects.filter(kind="growth.training.cancelled").count() == 1
    actions.tell_everybody(training=Training.objects.get(), at=BEFORE)
    assert Notice.objects.filter(kind="growth.training.cancelled").count() == 1
    assert actions.forget_contacts(at=AFTER + timedelta(days=29)) == 0
    assert actions.forget_contacts(at=AFTER + timedelta(days=31)) == 1
    seat.refresh_from_db()
    assert (seat.phone, seat.email, seat.name) == ("", "", "—"), "who never came leaves no name"
    assert actions.forget_contacts(at=AFTER + timedelta(days=31)) == 0


def test_ones_own_signups_are_exported_and_erased(house):
    from betang.growth.trainings import own_data

    training = announced(house)
    seat = signed_up(training, email=house.ani.email)
    signed_up(training, 2)
    told = own_data.export(house.ani)["trainings"]
    assert [row["name"] for row in told] == [seat.name]
    own_data.erase(house.ani, AT)
    seat.refresh_from_db()
    assert (seat.email, seat.phone, seat.name) == ("", "", "—")


def test_materials_for_who_takes_part_stay_with_them(house, client, now):
    from betang.growth.tests.worlds import jpeg

    training = announced(house)
    seat = signed_up(training)
    gita = house.actor("gita")
    with pytest.raises(InvalidInput):
        actions.add_material(actor=gita, training=training, name="Keduanya", url="https://contoh.test/", file=jpeg(), at=BEFORE)
    row = actions.add_material(actor=gita, training=training, name="Bahan peserta", file=jpeg(), is_public=False, at=BEFORE)
    assert client.get(reverse("growth:material", kwargs={"material_id": row.pk})).status_code == 404
    own = reverse("growth:seat_material", kwargs={"token": actions.seat_token(seat), "material_id": row.pk})
    assert client.get(own)["Content-Type"] == "image/jpeg"
    assert "Bahan peserta" not in client.get(reverse("growth:training", kwargs={"address": training.address})).content.decode()
    actions.withdraw(seat=seat, at=BEFORE)
    assert client.get(own).status_code == 404


def test_the_list_costs_the_same_for_one_training_and_for_many(house, client, now, django_assert_max_num_queries):
    planned(house)
    for number in range(15):
        announced(house, title=f"Bimtek nomor {number}")
    here = reverse("growth:trainings")
    client.get(here)
    with django_assert_max_num_queries(4):
        page = client.get(here, {"jenis": "workshop", "wilayah": "62.03"}).content.decode()
    assert page.count("<article") == 15
    now(AFTER + timedelta(days=1))
    assert "Bimtek nomor 3" not in client.get(here).content.decode()
    assert "Bimtek nomor 3" in client.get(here, {"waktu": "lalu"}).content.decode()


def test_the_paper_list_bears_codes_and_no_numbers(house, now):
    from betang.growth.trainings.paper import attendance_html

    training = announced(house)
    seat = signed_up(training)
    page = attendance_html(training)
    assert seat.name in page
    assert f"{seat.code[:4]}-{seat.code[4:]}" in page
    assert "3456" not in page
