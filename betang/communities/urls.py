"""Addresses of this package: on the portal, on a KIM's site, and at the desk (`/meja/`)."""

from __future__ import annotations

from django.urls import URLPattern, URLResolver, path

from betang.communities.importing import views as importing
from betang.communities.views import applying, groups, public
from betang.communities.views import desk as office

portal: list[URLPattern | URLResolver] = [
    path("kim/", public.register, name="register"),
    path("kim/daftar/", applying.begin, name="begin"),
    path("kim/daftar/<str:token>/", applying.application, name="application"),
    path("kim/daftar/<str:token>/simpan/", applying.autosave, name="autosave"),
    path("kim/daftar/<str:token>/nama/", applying.name_check, name="name_check"),
    path("kim/daftar/<str:token>/berkas/<slug:purpose>/", applying.file, name="application_file"),
    path("kim/daftar/<str:token>/<slug:step>/", applying.part, name="application_part"),
    path("kim/<slug:slug>/", public.group, name="group"),
]
site: list[URLPattern | URLResolver] = []
desk: list[URLPattern | URLResolver] = [
    path("pendaftaran/", office.applications, name="applications"),
    path("pendaftaran/<uuid:application_id>/", office.application, name="application"),
    path("pendaftaran/<uuid:application_id>/berkas/<uuid:file_id>/", office.application_file, name="application_file"),
    path("pendaftaran/<uuid:application_id>/kembalikan/", office.return_application, name="return_application"),
    path("pendaftaran/<uuid:application_id>/tolak/", office.refuse_application, name="refuse_application"),
    path("pendaftaran/<uuid:application_id>/setujui/", office.approve_application, name="approve_application"),
    path("register/", office.groups, name="groups"),
    path("register/impor/", importing.bring, name="register_import"),
    path("register/impor/contoh.csv", importing.example, name="register_example"),
    path("register/impor/<slug:sha256>/", importing.confirm, name="register_confirm"),
    path("aturan/", office.settings_list, name="settings_list"),
    path("aturan/<str:code>/", office.settings_page, name="settings_page"),
    path("laporan/pemetaan/", office.mapping, name="mapping"),
    path("laporan/pemetaan.xlsx", office.mapping_xlsx, name="mapping_xlsx"),
    path("kim/<slug:slug>/data/", groups.data, name="group_data"),
    path("kim/<slug:slug>/data/pengurus/", groups.officers, name="group_officers"),
    path("kim/<slug:slug>/data/anggota/", groups.members, name="group_members"),
    path("kim/<slug:slug>/data/akses/", groups.access, name="group_access"),
    path("kim/<slug:slug>/data/status/", groups.standing, name="group_standing"),
    path("kim/<slug:slug>/data/tempat/", groups.place, name="group_place"),
    path("kim/<slug:slug>/data/riwayat/", groups.history, name="group_history"),
]
