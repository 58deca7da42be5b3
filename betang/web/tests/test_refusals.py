"""What the guard refused, seen by those in whose care the site is."""

from __future__ import annotations

from betang.guard import actions
from betang.guard.models import Report
from betang.guard.text import check_text

SLOT = "Daftar slot gacor maxwin hari ini, deposit pulsa 10rb, klik link http://slot-gacor-88.example/daftar sekarang!"


def refuse_on(house, site) -> None:
    findings = check_text(SLOT)
    assert findings
    actions.report(actor=house.actor("budi"), where="publishing.article", findings=findings, site_id=site.pk)


def test_a_coordinator_sees_only_the_sites_in_her_care_and_marks_what_she_has_seen(house, client):
    refuse_on(house, house.site)
    refuse_on(house, house.far_site)
    house.sign_in(client, "gita")
    text = client.get("/meja/ditolak/", headers={"host": "localhost"}).content.decode()
    assert "KIM Batang Danum" in text
    assert "Nelayan Katingan" not in text
    near = Report.objects.filter(site_id=house.site.pk).first()
    far = Report.objects.filter(site_id=house.far_site.pk).first()
    assert client.post("/meja/ditolak/", {"catatan": str(near.pk)}, headers={"host": "localhost"}).status_code == 302
    assert client.post("/meja/ditolak/", {"catatan": str(far.pk)}, headers={"host": "localhost"}).status_code == 404
    assert client.post("/meja/ditolak/", {"catatan": "bukan kunci"}, headers={"host": "localhost"}).status_code == 404
    near.refresh_from_db()
    far.refresh_from_db()
    assert near.seen_by_id == house.gita.pk
    assert far.seen_at is None
