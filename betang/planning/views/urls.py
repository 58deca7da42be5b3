"""Addresses of the public pages of plans."""

from __future__ import annotations

from django.urls import URLPattern, URLResolver, path

from betang.planning.views import explorer, lines

portal: list[URLPattern | URLResolver] = [
    path("rencana/", explorer.index, name="explorer"),
    path("rencana/istilah/", explorer.words, name="glossary"),
    path("rencana/bandingkan/", explorer.compare, name="compare"),
    path("rencana/bandingkan/cetak.pdf", explorer.compare_paper, name="compare_paper"),
    path("rencana/unduh.<slug:form>", explorer.export, name="export"),
    path("rencana/bidang/<str:code>/", explorer.code, {"level": "field"}, name="field"),
    path("rencana/program/<str:code>/", explorer.code, {"level": "programme"}, name="programme"),
    path("rencana/kegiatan/<str:code>/", explorer.code, {"level": "activity"}, name="activity"),
    path("rencana/sub-kegiatan/<str:code>/", explorer.code, {"level": "sub_activity"}, name="sub_activity"),
    path("rencana/perangkat/<uuid:office_id>/", explorer.office, name="office"),
    path("rencana/baris/<str:number>/", lines.line, name="line"),
    path("rencana/baris/<str:number>/cetak.pdf", lines.paper, name="line_paper"),
]
