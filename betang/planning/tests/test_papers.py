"""Planning documents: brought at the desk, read, seen, searched, compared; hidden while they are being prepared."""

from __future__ import annotations

import io
from datetime import UTC, date, datetime

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from betang.accounts.models import Appointment
from betang.accounts.terms import Post
from betang.kernel.errors import InvalidInput, NotAllowed, NotFound, Refused
from betang.planning.models import DocumentPage, Version
from betang.planning.papers import actions, files, queries, rules
from betang.planning.papers.terms import MASKED
from betang.planning.tests.pdfs import pdf
from betang.regions.models import Office
from betang.search import queries as search

pytestmark = pytest.mark.django_db
AT = datetime(2026, 11, 24, 2, tzinfo=UTC)
ONE = "Pembangunan jembatan gantung di Desa Mantangai Hilir sepanjang 40 meter."
TWO = "Rehabilitasi posyandu di setiap dusun, dikerjakan bersama warga."


@pytest.fixture
def client() -> Client:
    return Client(headers={"host": "localhost"})


@pytest.fixture(autouse=True)
def _own_storage(settings, tmp_path):
    settings.PRIVATE_ROOT = tmp_path / "private"


def appoint(house, name: str, post: str, region, office=None):
    Appointment.objects.create(person=house.people[name], post=post, region=region, office=office, from_on=date(2024, 1, 2))
    return house.actor(name)


def bring(house, *, actor=None, status="enacted", kind="rkpd", title="RKPD Kalimantan Tengah 2027", government=None, office=None):
    return actions.bring_document(
        actor=actor or house.actor("citra"), government=government or house.province, office=office, kind=kind, title=title,
        from_year=2027, to_year=2027, status=status, at=AT,
    )  # fmt: skip


def add(house, document, *pages: str, actor=None, kind="first", note="", name="rkpd.pdf", at=AT):
    return actions.add_version(
        actor=actor or house.actor("citra"), document=document, kind=kind, legal_basis="Peraturan Gubernur Nomor 12 Tahun 2026",
        fixed_on=date(2026, 7, 1), note=note, file=io.BytesIO(pdf(*pages)), name=name, at=at,
    )  # fmt: skip


def read(version) -> bool:
    """What the job does."""
    return actions.read_version(version.pk, at=AT)


def test_a_document_is_read_searched_and_seen_page_by_page(house, client, django_assert_max_num_queries):
    document = bring(house)
    version = add(house, document, ONE, TWO)
    assert client.get("/rencana/dokumen/rkpd-62-2027/1/halaman/1/").status_code == 404, "not read yet"
    assert read(version)
    assert read(version), "a second run changes nothing"
    assert DocumentPage.objects.filter(version=version).count() == 2
    with django_assert_max_num_queries(8):
        shown = client.get("/rencana/dokumen/rkpd-62-2027/").content.decode()
    assert "Peraturan Gubernur Nomor 12 Tahun 2026" in shown
    assert "/rencana/dokumen/rkpd-62-2027/1/halaman/2/" in shown
    assert "RKPD Kalimantan Tengah 2027" in client.get("/rencana/dokumen/?tahun=2027&jenis=rkpd").content.decode()
    assert "RKPD Kalimantan Tengah 2027" not in client.get("/rencana/dokumen/?tahun=2026").content.decode()
    assert "jembatan gantung" in client.get("/rencana/dokumen/rkpd-62-2027/1/halaman/1/").content.decode()
    hits = client.get("/rencana/dokumen/rkpd-62-2027/cari/?q=jembatan+meter").content.decode()
    assert "<mark>jembatan</mark>" in hits
    assert "/1/halaman/1/" in hits
    assert "/1/halaman/2/" not in hits
    found = search.search("posyandu dusun")
    assert [(hit.kind, hit.path) for hit in found.hits] == [("document", "/rencana/dokumen/rkpd-62-2027/1/halaman/2/")]


def test_the_pdf_and_the_pictures_are_served_as_what_they_are(house, client):
    document = bring(house)
    version = add(house, document, ONE, "", name='..\\x/"rk?pd.pdf')
    read(version)
    answer = client.get("/rencana/dokumen/rkpd-62-2027/1/berkas.pdf")
    assert answer["Content-Type"] == "application/pdf"
    assert answer["Content-Disposition"].startswith("attachment")
    assert b"".join(answer.streaming_content) == pdf(ONE, "")
    mark = version.file_sha256[:12]
    picture = client.get(f"/rencana/dokumen/rkpd-62-2027/1/halaman/1/{mark}.webp")
    assert picture["Content-Type"] == "image/webp"
    assert "immutable" in picture["Cache-Control"]
    body = b"".join(picture.streaming_content)
    assert body[:4] == b"RIFF"
    assert len(body) <= 120 * 1024
    assert client.get(f"/rencana/dokumen/rkpd-62-2027/1/halaman/1/{mark}/kecil.webp").status_code == 200
    assert client.get(f"/rencana/dokumen/rkpd-62-2027/1/halaman/1/{'0' * 12}.webp").status_code == 404
    assert client.get(f"/rencana/dokumen/rkpd-62-2027/1/halaman/3/{mark}.webp").status_code == 404
    assert "gambar tanpa teks" in client.get("/rencana/dokumen/rkpd-62-2027/1/halaman/2/").content.decode()


def test_a_scan_says_that_nobody_can_search_in_it(house, client):
    document = bring(house)
    read(add(house, document, "", ""))
    shown = client.get("/rencana/dokumen/rkpd-62-2027/").content.decode()
    assert "hasil pindaian" in shown
    assert "Cari di dokumen ini" not in shown


def test_what_is_being_prepared_is_seen_by_nobody_else(house, client):
    document = bring(house, status="prepared")
    version = add(house, document, ONE)
    read(version)
    mark = version.file_sha256[:12]
    base = "/rencana/dokumen/rkpd-62-2027/"
    for path in (
        "",
        "cari/?q=jembatan",
        "1/berkas.pdf",
        "1/perubahan/",
        "1/halaman/1/",
        f"1/halaman/1/{mark}.webp",
        f"1/halaman/1/{mark}/kecil.webp",
    ):
        assert client.get(base + path).status_code == 404, path
    assert "RKPD Kalimantan" not in client.get("/rencana/dokumen/").content.decode()
    assert search.search("jembatan gantung").total == 0
    desk = f"/meja/rencana/dokumen/{document.pk}/"
    for name in ("fajar", "ani", "dedi"):
        assert house.sign_in(client, name).get(desk).status_code == 403, name
    appoint(house, "dedi", Post.PLANNER, house.kapuas)
    house.sign_in(client, "dedi")
    assert client.get(desk).status_code == 404, "a planner of another government"
    assert client.get(desk + "1/berkas.pdf").status_code == 404
    assert house.sign_in(client, "citra").get(desk + "1/berkas.pdf").status_code == 200
    actions.change_document(
        actor=house.actor("citra"), document=document, title=document.title, from_year=2027, to_year=2027, status="enacted", at=AT
    )
    assert client.get(base).status_code == 200
    assert search.search("jembatan gantung").total == 1
    with pytest.raises(Refused):
        actions.change_document(
            actor=house.actor("citra"), document=document, title="x", from_year=2027, to_year=2027, status="prepared", at=AT
        )


def test_each_brings_what_is_theirs_and_nothing_else(house):
    office = Office.objects.create(region=house.province, name="Dinas PUPR", short_name="Dinas PUPR")
    other = Office.objects.create(region=house.kapuas, name="Dinas Lain")
    with pytest.raises(NotAllowed):
        bring(house, government=house.kapuas)
    with pytest.raises(NotAllowed):
        bring(house, actor=house.actor("fajar"))
    with pytest.raises(InvalidInput):
        bring(house, kind="apb_desa")
    with pytest.raises(InvalidInput):
        bring(house, kind="renja", office=other)
    clerk = appoint(house, "ani", Post.AGENCY_OFFICER, house.province, office)
    assert bring(house, actor=clerk, kind="renja", office=office).address == "renja-62-dinas-pupr-2027"
    with pytest.raises(NotAllowed):
        bring(house, actor=clerk, kind="rkpd")
    village = appoint(house, "dedi", Post.VILLAGE_OFFICER, house.village)
    made = bring(house, actor=village, kind="apb_desa", government=house.village, title="APB Desa")
    assert made.address == "apb-desa-62-03-05-2004-2027"
    assert bring(house, actor=village, kind="apb_desa", government=house.village).address == "apb-desa-62-03-05-2004-2027-2"
    with pytest.raises(NotAllowed):
        bring(house, actor=village, kind="apb_desa", government=house.far_village)
    with pytest.raises(NotFound):
        add(house, made, ONE)  # Citra plans for the province, and does not write for a village


def test_a_bad_file_is_refused_with_words_and_leaves_nothing(house, settings):
    document = bring(house)
    whole = pdf(ONE)
    bad = {
        "damaged": whole[: len(whole) // 2],
        "a program": whole.replace(b"/Type /Catalog", b"/Type /Catalog /OpenAction << /S /JavaScript /JS (app.alert) >>"),
        "empty": b"",
        "a web page": b"<!doctype html><script>1</script>",
    }
    for name, data in bad.items():
        with pytest.raises(InvalidInput) as refused:
            actions.add_version(actor=house.actor("citra"), document=document, kind="first", file=io.BytesIO(data), name="x.pdf", at=AT)
        assert refused.value.hint, name
    settings.DOCUMENT_LIMIT_BYTES = 100
    with pytest.raises(InvalidInput):
        add(house, document, ONE)
    assert not Version.objects.exists()
    assert not list((files.on_disk("planning/documents")).rglob("*.pdf"))


def test_a_revision_shows_what_it_changed(house, client):
    document = bring(house)
    pages = [f"Bab {number}. {TWO} Nomor {number}." for number in range(1, 6)]
    read(add(house, document, *pages))
    with pytest.raises(InvalidInput):
        add(house, document, ONE, kind="revised")
    with pytest.raises(Refused):
        add(house, document, *pages, kind="revised", note="Berkas yang sama.")
    changed = [
        pages[0],
        "Halaman sisipan tentang pembangunan embung di hulu desa.",
        pages[1].replace("setiap dusun", "dua dusun"),
        *pages[2:],
    ]
    read(add(house, document, *changed, kind="revised", note="Posyandu dikurangi."))
    shown = client.get("/rencana/dokumen/rkpd-62-2027/2/perubahan/").content.decode()
    assert "Halaman 2 baru" in shown
    assert "dua dusun" in shown
    assert "setiap dusun" in shown
    assert "Posyandu dikurangi." in client.get("/rencana/dokumen/rkpd-62-2027/").content.decode()
    assert search.search("embung").hits[0].path.endswith("/2/halaman/2/"), "search leads to the version that holds"
    assert client.get("/rencana/dokumen/rkpd-62-2027/1/perubahan/").status_code == 404


def test_a_page_with_somebodys_nik_is_held_back_until_somebody_looked(house, client):
    document = bring(house)
    version = add(house, document, f"{ONE}\nNIK 6203054107900001 atas nama penerima bantuan.")
    assert not read(version)
    version.refresh_from_db()
    text = DocumentPage.objects.get(version=version).text
    assert "6203054107900001" not in text
    assert MASKED in text
    assert client.get("/rencana/dokumen/rkpd-62-2027/1/halaman/1/").status_code == 404
    assert client.get("/rencana/dokumen/rkpd-62-2027/1/berkas.pdf").status_code == 404
    assert [one.weight for one in queries.waiting_for(house.actor("citra"))] == [3]
    assert queries.waiting_for(house.actor("fajar")) == []
    with pytest.raises(InvalidInput):
        actions.release_version(actor=house.actor("citra"), version=version, reason="ya", at=AT)
    actions.release_version(actor=house.actor("citra"), version=version, reason="Nomor contoh dari pedoman, bukan milik siapa pun.", at=AT)
    assert client.get("/rencana/dokumen/rkpd-62-2027/1/halaman/1/").status_code == 200


def test_a_version_taken_back_leaves_no_file(house, client, django_capture_on_commit_callbacks):
    document = bring(house)
    version = add(house, document, ONE)
    read(version)
    path = files.on_disk(version.file_path)
    with django_capture_on_commit_callbacks(execute=True):
        actions.take_back_version(actor=house.actor("citra"), version=version, reason="Berkas yang salah terunggah.", at=AT)
    assert not path.exists()
    assert search.search("jembatan").total == 0
    assert client.get("/rencana/dokumen/rkpd-62-2027/1/berkas.pdf").status_code == 404


def test_the_desk_brings_a_document_once_however_often_it_is_sent(house, client):
    house.sign_in(client, "citra")
    assert "Kalimantan Tengah" in client.get("/meja/rencana/dokumen/baru/").content.decode()
    data = {
        "kunci": "k1",
        "kind": "rkpd",
        "title": "RKPD 2027",
        "from_year": "2027",
        "to_year": "",
        "status": "enacted",
        "v-legal_basis": "Pergub 1",
    }
    for _time in range(2):
        sent = {**data, "v-file": SimpleUploadedFile("rkpd.pdf", pdf(ONE), "application/pdf")}
        answer = client.post("/meja/rencana/dokumen/baru/", sent)
        assert answer.status_code == 302
    [version] = Version.objects.all()
    assert answer["Location"] == f"/meja/rencana/dokumen/{version.document_id}/"
    assert client.get(answer["Location"]).status_code == 200
    bad = client.post("/meja/rencana/dokumen/baru/", {**data, "kunci": "k2", "kind": "renja", "title": "Renja kami"})
    assert bad.status_code == 422
    assert "Renja kami" in bad.content.decode()
    cut = client.post("/meja/rencana/dokumen/baru/", {**data, "kunci": "k3", "v-file": SimpleUploadedFile("a.pdf", pdf(ONE)[:200])})
    assert cut.status_code == 422
    assert "rusak" in cut.content.decode()
    assert Version.objects.count() == 1
    assert rules.search_words("Jalan & jembatan") == ["jalan", "jembatan"]


def test_the_money_of_a_revision_is_compared_line_by_line(house, client):
    from betang.planning.models import Figure, ImportRun, Line, SourceFile

    document = bring(house)
    first = add(house, document, ONE)
    second = add(house, document, TWO, kind="revised", note="Pagu turun.")
    assert read(first)
    assert read(second)
    lines = [
        Line.objects.create(
            government=house.province, government_code="62", fiscal_year=2027, code=f"1.03.10.1.01.{n:04}", field_code="1.03",
            name=f"Pekerjaan {n}", number=f"62-2027-{n}", changed_at=AT,
        )
        for n in range(1, 5)
    ]  # fmt: skip
    stated = ((first, {1: 500, 2: 300, 3: 100}), (second, {1: 400, 2: 300, 4: 250}))
    for version, amounts in stated:
        file = SourceFile.objects.create(sha256=f"{version.number:064}", name="rkpd.xlsx", path="x", size_bytes=1, received_at=AT)
        run = ImportRun.objects.create(
            file=file,
            kind="plan",
            government=house.province,
            version=version,
            fiscal_year=2027,
            phase="ceiling",
            state="done",
            created_at=AT,
        )
        Figure.objects.filter(is_current=True).update(is_current=False)
        for n, amount in amounts.items():
            Figure.objects.create(line=lines[n - 1], phase="ceiling", amount_idr=amount, run=run, sheet="A", cell=f"D{n}", stated_at=AT)
    told = queries.plan_difference(first, second)
    assert [(one.number, one.before, one.after) for one in told.changes] == [
        ("62-2027-4", None, 250), ("62-2027-1", 500, 400), ("62-2027-3", 100, None),
    ]  # fmt: skip
    assert [(phase, before, after) for phase, _label, before, after in told.sums] == [("ceiling", 900, 950)]
    shown = client.get("/rencana/dokumen/rkpd-62-2027/2/perubahan/").content.decode()
    assert "Pekerjaan 4" in shown
    assert "Pekerjaan 2" not in shown
    assert "/rencana/sumber/" in client.get("/rencana/dokumen/rkpd-62-2027/").content.decode()
