"""Pages of plans on paper, and the plan of a kecamatan: its office's lines and those of its villages."""

from __future__ import annotations

import pytest
from django.urls import reverse

from betang.planning import exporting
from betang.planning.queries.places import plan_of
from betang.planning.tests.writers import settle, village_line, works_line
from betang.regions.models import Office
from betang.web.plans import section_of


@pytest.fixture
def plans(house):
    return settle(house)


@pytest.fixture
def on_paper(monkeypatch):
    """What would be made a PDF: the library for it draws with Pango, which not every machine has."""
    made = []

    def keep(template, context):
        from django.template.loader import render_to_string

        made.append(render_to_string(template, context))
        return b"%PDF-"

    monkeypatch.setattr(exporting, "as_pdf", keep)
    return made


def test_a_line_and_a_comparison_can_be_hung_on_the_notice_board(plans, client, on_paper):
    client.defaults["HTTP_HOST"] = "localhost"
    line = works_line(plans)
    village_line(plans)
    page = client.get(reverse("planning:line", args=[line.number])).content.decode()
    address = reverse("planning:line_paper", args=[line.number])
    assert address in page
    answer = client.get(address)
    assert (answer.status_code, answer.headers["Content-Type"]) == (200, "application/pdf")
    assert "Rp850.000.000" in on_paper[-1]
    assert line.number in on_paper[-1]
    assert f"http://localhost{reverse('planning:line', args=[line.number])}" in on_paper[-1]
    here = reverse("planning:compare") + "?wilayah=62.03"
    assert reverse("planning:compare_paper") in client.get(here).content.decode()
    assert client.get(reverse("planning:compare_paper") + "?wilayah=62.03").status_code == 200
    assert "Kabupaten Kapuas" in on_paper[-1]
    assert "Rp850.000.000" in on_paper[-1]
    assert client.get(reverse("planning:line_paper", args=["62.03-2026-9.99"])).status_code == 404


def test_a_kecamatan_shows_what_its_office_and_its_villages_plan(plans):
    office = Office.objects.create(region=plans.house.kapuas, name="Kecamatan Mantangai", short_name="Kec. Mantangai", code="7.01")
    own = works_line(plans, "Pelayanan di kantor camat", office=office)
    other = works_line(plans)
    below = village_line(plans)
    plan = plan_of("62.03.05")
    assert [line.number for line in plan.own_lines] == [own.number]
    assert [(line.number, where) for line, where in plan.below_lines] == [(below.number, "Desa Mantangai Hilir")]
    assert (plan.own.amount, plan.own.lines, plan.below.amount) == (850_000_000, 1, 85_000_000)
    assert own.number not in [line.number for line, _where in plan.near_lines]
    assert other.number not in [line.number for line in plan.own_lines]
    shown = section_of("62.03.05", 1000, name="Kecamatan Mantangai")
    assert shown is not None
    assert [one.line.number for one in shown["below"]] == [below.number]
    assert "wilayah=62.03.05" in shown["pdf_url"]
    village = plan_of("62.03.05.2004")
    assert (village.below.lines, [line.number for line in village.own_lines]) == (0, [below.number])
