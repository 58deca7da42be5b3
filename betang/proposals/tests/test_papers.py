"""Cost plan, letter and proof of the land: kept with the draft, private until an office has looked at them."""

from __future__ import annotations

import io
import re

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from PIL import Image

from betang.guard.forms import honest_fields
from betang.kernel.errors import NotAllowed, NotFound
from betang.proposals import actions
from betang.proposals.models import Attachment, Proposal
from betang.proposals.tests.worlds import AT, accept, sent, staff


def pdf(words: str = "Rencana anggaran biaya") -> bytes:
    from weasyprint import HTML

    return HTML(string=f"<p>{words}</p>").write_pdf()


@pytest.fixture(scope="module")
def rab() -> bytes:
    return pdf()


def upload(body: bytes, name: str = "rab.pdf", kind: str = "application/pdf") -> SimpleUploadedFile:
    return SimpleUploadedFile(name, body, kind)


@pytest.fixture
def client(client):
    client.defaults["HTTP_HOST"] = "localhost"
    return client


def test_a_draft_keeps_papers_and_a_wrong_one_costs_nothing_that_was_typed(house, client, rab):
    begun = client.post("/usulan/tulis/", {**honest_fields(), "problem": "Setiap kemarau sumur kami kering.", "kunci": "a"})
    here = begun["Location"].replace("/apa/", "/ukuran/")
    photo = io.BytesIO()
    Image.new("RGB", (80, 60), (90, 90, 90)).save(photo, "PNG")
    answer = client.post(
        here,
        {
            **honest_fields(),
            "volume": "2",
            "unit": "unit",
            "beneficiaries": "warga RT 03",
            "berkas_cost_plan": upload(rab),
            "berkas_land": [upload(b"MZ\x90\x00bukan berkas", "surat tanah.pdf"), upload(photo.getvalue(), "tanah.png", "image/png")],
        },
    )
    page = answer.content.decode()
    assert answer.status_code == 422
    assert "surat tanah.pdf" in page
    assert "warga RT 03" in page
    draft = Proposal.objects.get()
    assert list(draft.attachments.values_list("kind", "media_type")) == [("cost_plan", "application/pdf"), ("land", "image/webp")]
    assert "rab.pdf" in client.get(here).content.decode()
    assert "<img" not in client.get(begun["Location"]).content.decode().split("<main")[1].split("</main")[0]
    key = re.search(r'value="hapus-([0-9a-f-]{36})"', page)[1]
    client.post(here, {**honest_fields(), "aksi": f"hapus-{key}"})
    assert draft.attachments.count() == 1
    english = client.post(here, {**honest_fields(), "berkas_letter": upload(b"", "kosong.pdf")}, HTTP_ACCEPT_LANGUAGE="en")
    assert english.status_code == 422
    assert "kosong.pdf" in english.content.decode()


def test_too_large_and_too_many_are_said_by_the_file_s_name(house, client, rab, settings):
    draft, token = actions.start_draft(actor=house.actor("nobody"), at=AT)
    settings.UPLOAD_LIMIT_BYTES = 2_000
    here = f"/usulan/tulis/{token}/ukuran/"
    answer = client.post(here, {**honest_fields(), "berkas_letter": upload(rab + b" " * 5_000, "besar.pdf")})
    assert "besar.pdf" in answer.content.decode()
    assert not draft.attachments.exists()
    settings.UPLOAD_LIMIT_BYTES = 5_000_000
    many = [upload(pdf(f"surat {at}"), f"surat-{at}.pdf") for at in range(4)]
    page = client.post(here, {**honest_fields(), "berkas_letter": many}).content.decode()
    assert "surat-3.pdf" in page
    assert draft.attachments.count() == 3


def test_only_the_office_that_has_it_makes_a_paper_public_and_takes_it_back(house, client, rab):
    office = staff(house)
    proposal = sent(house).proposal
    row = Attachment.objects.create(
        proposal=proposal, kind="cost_plan", name="rab.pdf", path=_kept(rab), media_type="application/pdf", size_bytes=len(rab),
        sha256="a" * 64, added_at=AT,
    )  # fmt: skip
    address = proposal.matter.address
    public = f"/usulan/{address}/berkas/{row.pk}/"
    assert client.get(public).status_code == 404
    assert client.get(f"/usulan/{address}/foto/{row.pk}/").status_code == 404
    ask = {"proposal": proposal, "attachment_id": row.pk, "is_public": True, "at": AT}
    for name, error in (("gita", NotAllowed), ("fajar", NotFound), ("budi", NotFound), ("nobody", NotFound)):
        with pytest.raises(error):
            actions.show_paper(actor=house.actor(name), **ask)
    house.sign_in(client, "ani")
    mark = f"/meja/usulan/{address}/berkas/{row.pk}/umum/"
    assert client.post(mark, {"umum": "ya", "kunci": "a"}).status_code == 302
    answer = client.get(public)
    assert (answer.status_code, answer.content, answer["X-Content-Type-Options"]) == (200, rab, "nosniff")
    assert answer["Content-Disposition"].startswith("attachment")
    assert public in client.get(f"/usulan/{address}/").content.decode()
    client.post(mark, {"umum": "tidak", "kunci": "b"})
    assert client.get(public).status_code == 404
    accept(house, proposal, "ani")
    with pytest.raises(NotAllowed):
        actions.show_paper(actor=house.actor("ani"), **ask)
    assert office.pk


def _kept(body: bytes) -> str:
    from django.core.files.base import ContentFile
    from django.core.files.storage import storages

    return storages["private"].save("usulan/uji-rab.pdf", ContentFile(body))


def test_the_desk_keeps_files_of_a_form_that_has_a_mistake_and_sends_them_with_it(house, client, rab):
    staff(house)
    house.sign_in(client, "ani")
    page = client.get("/meja/usulan/tulis/").content.decode()
    key = re.search(r'name="draf" value="([0-9a-f]+)"', page)[1]
    fields = {
        "draf": key,
        "kunci": "satu",
        "sebagai": "meeting",
        "heading": "Sumur bor RT 03",
        "sector": "1.03",
        "village": house.village.code,
    }
    wrong = client.post("/meja/usulan/tulis/", {**fields, "aksi": "kirim", "problem": "", "berkas_cost_plan": upload(rab)})
    assert wrong.status_code == 422
    assert "rab.pdf" in wrong.content.decode()
    assert "Sumur bor RT 03" in wrong.content.decode()
    right = client.post("/meja/usulan/tulis/", {**fields, "aksi": "kirim", "problem": "Setiap kemarau sumur kami kering sejak Agustus."})
    assert right.status_code == 302
    proposal = Proposal.objects.get(matter__isnull=False)
    assert [one.name for one in proposal.attachments.all()] == ["rab.pdf"]
    assert Proposal.objects.count() == 1
    again = client.post("/meja/usulan/tulis/", {**fields, "aksi": "kirim", "problem": "Setiap kemarau sumur kami kering sejak Agustus."})
    assert again["Location"] == right["Location"]
