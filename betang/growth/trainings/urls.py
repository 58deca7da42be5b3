"""Addresses of trainings: on the portal and at the desk."""

from __future__ import annotations

from django.urls import URLPattern, URLResolver, path

from betang.growth.trainings import desk as office
from betang.growth.trainings import scanning, views

portal: list[URLPattern | URLResolver] = [
    path("pelatihan/", views.trainings, name="trainings"),
    path("pelatihan/hadir/pekerja.js", scanning.worker, name="scanner_worker"),
    path("pelatihan/hadir/<str:token>/", scanning.scanner, name="scanner"),
    path("pelatihan/hadir/<str:token>/data.json", scanning.data, name="scanner_data"),
    path("pelatihan/hadir/<str:token>/foto.json", scanning.photo, name="scanner_photo"),
    path("pelatihan/kursi/<str:token>/", views.seat, name="seat"),
    path("pelatihan/kursi/<str:token>/kalender.ics", views.calendar, name="seat_calendar"),
    path("pelatihan/kursi/<str:token>/materi/<uuid:material_id>/", views.own_material, name="seat_material"),
    path("pelatihan/materi/<uuid:material_id>/", views.material, name="material"),
    path("pelatihan/<slug:address>/", views.training, name="training"),
    path("pelatihan/<slug:address>/daftar/", views.sign_up, name="sign_up"),
]
_HERE = "pelatihan/<uuid:training_id>"
desk: list[URLPattern | URLResolver] = [
    path("pelatihan/", office.trainings, name="trainings"),
    path("pelatihan/baru/", office.new, name="training_new"),
    path(f"{_HERE}/", office.training, name="training"),
    path(f"{_HERE}/ubah/", office.edit, name="training_edit"),
    path(f"{_HERE}/peserta/", office.people, name="training_people"),
    path(f"{_HERE}/daftar-hadir.pdf", office.list_paper, name="training_paper"),
    path(f"{_HERE}/pemindai/", office.scanners, name="training_scanners"),
    path(f"{_HERE}/materi/", office.materials, name="training_materials"),
    path(f"{_HERE}/penilaian/", office.results, name="training_results"),
]
