"""Addresses of meetings and their minutes: on the portal and at the desk."""

from __future__ import annotations

from django.urls import URLPattern, URLResolver, path, re_path

from betang.proposals.meetings import desk as office
from betang.proposals.meetings import views

_NUMBER = r"(?P<address>[0-9.]{2,13}-[A-Za-z]{2}-[0-9]{4}-[0-9]{1,4})"
_CODE = r"(?P<code>[0-9A-Za-z]{6,20})"

portal: list[URLPattern | URLResolver] = [
    path("musyawarah/", views.meetings, name="meetings"),
    re_path(rf"^musyawarah/{_NUMBER}/$", views.meeting, name="meeting"),
    re_path(rf"^musyawarah/{_NUMBER}/foto/(?P<file_id>[0-9a-f-]{{36}})/$", views.photo, name="meeting_photo"),
    path("berita-acara/kunci.pem", views.key, name="minutes_key"),
    re_path(rf"^berita-acara/{_CODE}/$", views.minutes, name="minutes"),
    re_path(rf"^berita-acara/{_CODE}/berkas\.pdf$", views.minutes_file, name="minutes_file"),
    re_path(rf"^berita-acara/{_CODE}/segel\.json$", views.seal, name="minutes_seal"),
]
_HERE = "usulan/musyawarah/<str:address>"
desk: list[URLPattern | URLResolver] = [
    path("usulan/musyawarah/", office.meetings, name="meetings"),
    path("usulan/musyawarah/baru/", office.plan, name="meeting_plan"),
    path(f"{_HERE}/", office.meeting, name="meeting"),
    path(f"{_HERE}/ubah/", office.change, name="meeting_change"),
    path(f"{_HERE}/undang/", office.invite, name="meeting_invite"),
    path(f"{_HERE}/batal/", office.cancel, name="meeting_cancel"),
    path(f"{_HERE}/hadir/", office.attendance, name="meeting_attendance"),
    path(f"{_HERE}/daftar/", office.listing, name="meeting_list"),
    path(f"{_HERE}/nilai/", office.ranking, name="meeting_ranking"),
    path(f"{_HERE}/putusan/<uuid:ranked_id>/", office.decide, name="meeting_decide"),
    path(f"{_HERE}/usul/", office.propose, name="meeting_propose"),
    path(f"{_HERE}/keberatan/", office.objections, name="meeting_objections"),
    path(f"{_HERE}/berita-acara/", office.close, name="meeting_close"),
    path(f"{_HERE}/buka/", office.reopen, name="meeting_reopen"),
    path(f"{_HERE}/tanda-tangan/", office.sign, name="meeting_sign"),
    path(f"{_HERE}/foto/", office.photos, name="meeting_photos"),
    path(f"{_HERE}/foto/<uuid:file_id>/", office.photo, name="meeting_photo"),
    path(f"{_HERE}/<slug:paper>.pdf", office.paper, name="meeting_paper"),
]
