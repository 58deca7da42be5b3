"""A planner brings the file that her office really has, and a resident finds what is built near home."""

from __future__ import annotations

import re
import subprocess
import sys
import time
from pathlib import Path

import pytest

from tests.journeys import steps
from tests.journeys.conftest import ROOT
from tests.journeys.test_first_news import axe_clean

REAL = ROOT.parent / "shared" / "data" / "planning" / "renja_2024_dpupr_pasangkayu.csv"
OWN = Path(__file__).with_name("renja.csv")
"""Of the same shape, with flaws of its own: an unknown code, an amount below zero, an amount with its dots."""
FILE = REAL if REAL.exists() else OWN


@pytest.fixture(scope="module")
def planned(running):
    """The house with code lists, a planner, and a village with a plan."""
    subprocess.run([sys.executable, "-m", "tests.journeys.planners"], env=running.environment, cwd=ROOT, check=True)
    return running


def test_a_planner_brings_the_office_s_file_sees_what_is_wrong_and_mends_it(planned, phone):
    hana = phone(width=1280)
    steps.sign_in(hana, planned, "hana@contoh.test")
    hana.goto(planned.url("/meja/rencana/impor/"))

    # She mistakes the year: the file itself says another, and nothing can be confirmed.
    run = _bring(hana, FILE, year="2025")
    questions = run.locator("main").inner_text()
    assert "2024" in questions
    assert run.get_by_role("button", name=re.compile("^Ya")).count() == 0
    with run.expect_navigation():
        run.get_by_role("button", name=re.compile("buang", re.IGNORECASE)).click()

    # With the right year only real questions are left, each with its cell and a suggestion.
    hana.goto(planned.url("/meja/rencana/impor/"))
    run = _bring(hana, FILE, year="2024")
    run.get_by_role("link", name="Jawab pertanyaannya").click()
    axe_clean(run)
    first = run.locator("main").inner_text()
    assert re.search(r"\b[A-Z]{1,2}\d+\b", first), "a question names its cell"
    for _round in range(6):
        fields = run.locator("fieldset.choices")
        if not run.get_by_role("button", name="Simpan jawaban").count():
            break
        for number in range(fields.count()):
            fields.nth(number).locator("input[type=radio]").first.check()  # what is suggested stands first
        with run.expect_navigation():
            run.get_by_role("button", name="Simpan jawaban").click()
    run.goto(re.sub(r"masalah/.*", "", run.url))
    with run.expect_navigation():
        run.get_by_role("button", name=re.compile("^Ya")).click()
    address = run.url
    for _try in range(60):
        run.goto(address)
        if run.get_by_role("link", name="Lihat halaman sumber").count():
            break
        time.sleep(0.5)
    run.get_by_role("link", name="Lihat halaman sumber").click()

    # Everybody sees it, each figure with its cell, down to the file as it came.
    assert FILE.name in run.locator("main").inner_text()
    assert planned.get(run.url.partition(f":{planned.port}")[2])[0] == 200
    assert not [trouble for trouble in hana.troubles if "Content Security Policy" in trouble]


def _bring(page, path: Path, *, year: str):
    page.set_input_files("[name=file]", str(path))
    page.select_option("[name=kind]", "plan")
    page.fill("[name=fiscal_year]", year)
    page.select_option("[name=phase]", "ceiling")
    with page.expect_navigation():
        page.locator("main form[enctype] button.btn").first.click()
    return page


def test_a_resident_finds_a_project_near_home_in_three_taps_without_javascript(planned, phone):
    resident = phone(script=False, slow=True)
    resident.goto(planned.url("/", site="danum-bahalap"))
    resident.get_by_role("link", name="Rencana").first.tap()
    steps.shows(resident, "Yang dekat dengan kita")
    resident.get_by_role("link", name=re.compile("Jembatan gantung Sei Mantangai")).first.tap()
    line = resident.locator("main").inner_text()
    assert "Rp850.000.000" in line
    assert "Dinas Pekerjaan Umum" in line
    resident.locator("main").get_by_role("link", name=re.compile("Mantangai Tengah")).first.tap()
    steps.shows(resident, "Mantangai Tengah", "h1")
    assert resident.context.cookies() == []
