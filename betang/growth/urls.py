"""Addresses of this package: on the portal, on a KIM's site, and at the desk (`/meja/`)."""

from __future__ import annotations

from django.urls import URLPattern, URLResolver, path

from betang.growth.contests import urls as contests
from betang.growth.courses import urls as courses
from betang.growth.overview import urls as overview
from betang.growth.tending import urls as tending
from betang.growth.trainings import urls as trainings
from betang.growth.views import activities, climbs, ladder, public

portal: list[URLPattern | URLResolver] = [
    path("kim/<slug:slug>/langkah/", public.ladder, name="ladder"),
    path("kim/kegiatan/foto/<uuid:photo_id>/", activities.photo, name="activity_photo"),
    path("sertifikat/", public.check, name="check"),
    path("sertifikat/<str:code>/", public.certificate, name="certificate"),
    path("sertifikat/<str:code>/berkas.pdf", public.certificate_file, name="certificate_file"),
]
portal += contests.portal + overview.portal
portal += trainings.portal
portal += courses.portal
site: list[URLPattern | URLResolver] = []
desk: list[URLPattern | URLResolver] = [
    path("kim/<slug:slug>/langkah/", ladder.ladder, name="ladder"),
    path("kim/<slug:slug>/langkah/ajukan/", ladder.apply, name="apply"),
    path("kim/<slug:slug>/kegiatan/", activities.activities, name="activities"),
    path("kim/<slug:slug>/kegiatan/<uuid:activity_id>/hapus/", activities.remove, name="remove_activity"),
    path("tahap/", climbs.climbs, name="climbs"),
    path("tahap/<uuid:climb_id>/", climbs.climb, name="climb"),
    path("tahap/<uuid:climb_id>/bukti/<slug:key>/", climbs.proof, name="proof"),
    path("tahap/kunjungan/foto/<uuid:photo_id>/", climbs.visit_photo, name="visit_photo"),
]
desk += contests.desk + overview.desk
desk += trainings.desk
desk += tending.desk
