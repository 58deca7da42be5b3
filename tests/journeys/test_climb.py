"""A group climbs a stage: what is missing is done and shown, the coordinator comes and looks, and a stranger can check the certificate."""

from __future__ import annotations

import re
import subprocess
import sys
import time

import pytest

from tests import axe
from tests.journeys import steps
from tests.journeys.conftest import ROOT

GRANT_BEFORE = """async () => {
  const given = new FormData();
  for (const name of ["csrfmiddlewaretoken", "kunci"]) given.set(name, document.querySelector(`main form [name=${name}]`).value);
  given.set("aksi", "berikan");
  return (await fetch(location.href, { method: "POST", body: given })).status;
}"""


@pytest.fixture(scope="module")
def group(running) -> str:
    subprocess.run([sys.executable, "-m", "tests.journeys.climbers"], env=running.environment, cwd=ROOT, check=True)
    return "tangga-ulin"


def clean(page) -> None:
    found = axe.complaints(page)
    assert not found, "\n".join(found)


def test_a_group_climbs_with_evidence_and_a_visit(running, phone, group):
    # The chair opens the ladder: one thing is missing, and the page leads there.
    chair = phone()
    steps.sign_in(chair, running, "dehen@contoh.test", second_factor=False)
    chair.goto(running.url(f"/meja/kim/{group}/langkah/"))
    steps.shows(chair, "Forum media", ".rungs .here")
    steps.shows(chair, "2 dari 3", ".findings .open")
    assert not chair.get_by_role("link", name="Ajukan KIM digital").count()
    clean(chair)
    chair.get_by_role("link", name="Kerjakan sekarang").click()

    # What happened in the village hall, told by hand with a photo.
    chair.locator("details > summary", has_text="Catat kegiatan").click()
    chair.fill("[name=title]", "Rapat warga tentang air bersih")
    chair.check("[name=letter][value=discussion]")
    chair.set_input_files("[name=photos]", {"name": "rapat.jpg", "mimeType": "image/jpeg", "buffer": steps.photo(size=(800, 600))})
    chair.get_by_role("button", name="Simpan", exact=True).click()
    steps.shows(chair, "Tersimpan.", "body")
    picture = chair.get_by_role("img", name="Rapat warga").get_attribute("src")
    clean(chair)

    # Now everything that is counted is there: it applies, and shows what cannot be counted.
    chair.get_by_role("link", name="Langkah kita").click()
    chair.get_by_role("link", name="Ajukan KIM digital").click()
    clean(chair)
    chair.fill("[name=words_statutes]", "AD/ART ada di sekretariat, ditandatangani semua pengurus.")
    chair.set_input_files("[name=file_meetings]", {"name": "buku.jpg", "mimeType": "image/jpeg", "buffer": steps.decree()})
    chair.get_by_role("button", name="Kirim", exact=True).click()
    steps.shows(chair, "Pengajuan Anda untuk KIM digital")
    assert not chair.troubles

    # The coordinator sees it waiting; without a visit there is no stage, whatever is sent.
    office = phone(width=1280)
    steps.sign_in(office, running, "gita@contoh.test")
    office.get_by_role("link", name="KIM Tangga Ulin mengajukan tahap KIM digital").click()
    steps.shows(office, "Catat kunjungannya dulu")
    assert office.evaluate(GRANT_BEFORE) == 409
    clean(office)

    # They go there, look, and write down what they saw.
    office.fill("[name=seen]", "Sekretariat buka, buku rapat terisi sampai bulan lalu.")
    office.fill("[name=task]", "Menempel jadwal rapat di balai desa.")
    office.get_by_role("button", name="Simpan kunjungan").click()
    steps.shows(office, "buku rapat terisi sampai bulan lalu")
    steps.shows(office, "bila setiap baris di atas terpenuhi")
    for key in ("statutes", "meetings"):
        office.fill(f"[name=found_{key}]", "Dilihat sendiri.")
        office.locator(f"#bukti-{key}").get_by_role("button", name="Benar begitu").click()
        steps.shows(office, "disetujui", f"#bukti-{key}")
    office.get_by_role("button", name="Berikan tahap KIM digital").click()
    steps.shows(office, "Sertifikat sedang dibuat", "body")

    # The chair is told; the certificate opens for a stranger without JavaScript, on paper too; and the photo stands in public.
    chair.goto(running.url(f"/meja/kim/{group}/langkah/"))
    steps.shows(chair, "KIM digital", ".rungs .here")
    address = chair.get_by_role("link", name="Sertifikat", exact=True).get_attribute("href")
    assert re.fullmatch(r"/sertifikat/[0-9A-Z-]+/", address)
    stranger = phone(script=False)
    stranger.goto(running.url(address))
    steps.shows(stranger, "Sertifikat ini diterbitkan di sini dan berlaku.")
    assert stranger.locator("h1").inner_text() == "KIM Tangga Ulin"
    end = time.monotonic() + 60  # the worker draws it when its turn comes
    while not stranger.get_by_role("link", name="Buka PDF").count() and time.monotonic() < end:
        stranger.wait_for_timeout(250)
        stranger.goto(running.url(address))
    paper = stranger.request.get(running.url(stranger.get_by_role("link", name="Buka PDF").get_attribute("href")))
    assert paper.body().startswith(b"%PDF")
    stranger.goto(running.url(f"/kim/{group}/langkah/"))
    steps.shows(stranger, "KIM digital", ".rungs .here")
    assert stranger.request.get(running.url(picture)).ok
    chair.goto(running.url(address))
    clean(chair)
