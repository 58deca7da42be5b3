"""The timeline in every shape, for eyes and for a test: `python -m betang.casework.tests.sample [PORT]` serves it at `/`."""

from __future__ import annotations

import os
import sys
import tempfile
from datetime import date, datetime
from typing import Any
from zoneinfo import ZoneInfo

ZONE = ZoneInfo("Asia/Pontianak")
PAGE = """{% extends "ui/layout.html" %}{% from "casework/timeline.html" import timeline %}{% block main %}
<div class="section stack"><h1>Sumur bor RT 03</h1><p class="num">62.03/U/2025/0042</p><h2>Perjalanan usulan</h2>
{% call(line) timeline(running) %}{% if line.seq == 2 %}<p class="small"><a href="#">Berita acara musyawarah</a></p>{% endif %}{% endcall %}
<h2>Yang berhenti</h2>{{ timeline(stopped) }}<h2>Yang terlambat</h2>{{ timeline(late) }}</div>{% endblock %}"""


def lines() -> dict[str, Any]:
    """Three timelines: on its way, refused, late."""
    from betang.casework.queries import TimelineStep as Line

    def at(day: int, month: int, year: int = 2026) -> datetime:
        return datetime(year, month, day, 9, 30, tzinfo=ZONE)

    sent = Line(when="done", title="Dikirim", who="Pengirim", at=at(12, 1), seq=1, action="open")
    return {
        "running": (
            sent,
            Line(when="done", title="Musyawarah desa: urutan 2 dari 9", who="Desa Mantangai Hilir", name="Dedi Contoh", at=at(18, 1), seq=2,
                 action="forward", words="Hadir 63 orang, 24 perempuan.\nWarga sepakat tanah untuk sumur disediakan RT 03."),
            Line(when="back", title="Dikembalikan", who="Kecamatan Mantangai", at=at(2, 2), seq=3, action="return",
                 reason="Ada yang belum lengkap", words="Foto lokasi belum ada. Mohon ditambah dua foto dari titik sumur."),
            Line(when="now", title="Dibahas di kecamatan", detail="Musrenbang kecamatan menimbangnya.", who="Kecamatan Mantangai",
                 since=at(11, 2), due_on=date(2026, 3, 4), due_is_estimate=True),
            Line(when="next", title="Diperiksa Bappeda", detail="Bappeda melihat apakah sesuai dengan rencana daerah."),
            Line(when="next", title="Masuk anggaran"),
            Line(when="next", title="Selesai"),
        ),
        "stopped": (
            sent,
            Line(when="stop", title="Ditolak", who="Dinas PUPR, Kabupaten Kapuas", at=at(3, 4), seq=2, action="refuse",
                 reason="Sudah ada atau sedang dibangun", words="Sumur bor di RT 02 melayani RT 03 sejak Maret 2026."),
        ),
        "late": (
            sent,
            Line(when="done", title="Jangka waktu diperpanjang", who="Desa Mantangai Hilir", at=at(20, 1), seq=2, action="extend",
                 due_on=date(2026, 2, 13), reason="Instansi lain perlu ditanya"),
            Line(when="late", title="Jangka waktu terlewati", who="Kalender", at=at(14, 2), seq=3, action="overdue"),
            Line(when="now", title="Dibahas di desa", who="Desa Mantangai Hilir", since=at(12, 1), due_on=date(2026, 2, 13),
                 late_workdays=4),
            Line(when="next", title="Dibahas di kecamatan"),
        ),
    }  # fmt: skip


def page(language: str = "id") -> str:
    """The page as HTML, without a database."""
    from django.template import engines
    from django.test import RequestFactory
    from django.utils import translation

    from betang.ui.shell import MenuItem, Shell

    shell = Shell(
        kind="portal",
        name="Betang",
        place="Satu rumah untuk kabar desa",
        language=language,
        hue=28,
        motif="anyam",
        menu=(MenuItem(label="Usulan", url="/usulan/", is_current=True),),
        footer=("Kalimantan Tengah",),
        footer_links=(),
        other_language_url="/en/",
        canonical_url="http://localhost/",
        person_name="",
        is_demo=True,
    )
    with translation.override(language):
        environment: Any = engines.all()[0]
        return str(
            environment.from_string(PAGE).render({"shell": shell, "request": RequestFactory().get("/"), "csrf_input": "", **lines()})
        )


if __name__ == "__main__":
    os.environ.setdefault("BETANG_HOME", tempfile.mkdtemp(prefix="betang-sample-"))
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "betang.config.settings")
    import django

    django.setup()
    from betang.ui.tests import gallery

    gallery.PAGES["home"] = "layout"
    gallery.page = lambda name, *, language="id", **_look: page(language)  # type: ignore[assignment]
    gallery.serve(int(sys.argv[1]) if len(sys.argv) > 1 else 8131).serve_forever()
