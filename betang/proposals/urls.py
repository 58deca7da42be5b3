"""Addresses of this package: on the portal, on a KIM's site, and at the desk (`/meja/`)."""

from __future__ import annotations

from django.urls import URLPattern, URLResolver, path, re_path

from betang.proposals.bank import urls as bank
from betang.proposals.calendar import views as calendar
from betang.proposals.exchange import urls as exchange
from betang.proposals.meetings import urls as meetings
from betang.proposals.prices import views as prices
from betang.proposals.push import urls as push
from betang.proposals.summary import views as summary
from betang.proposals.views import desk as office
from betang.proposals.views import following, reading, writing

_NUMBER = r"usulan/(?P<address>[0-9.]{2,13}-[A-Za-z]{1,4}-[0-9]{4}-[0-9]{1,9})"
_KEY = r"(?P<attachment_id>[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12})"

_writing: list[URLPattern | URLResolver] = [
    path("usulan/tulis/", writing.begin, name="begin"),
    path("usulan/tulis/<str:token>/", writing.draft, name="draft"),
    path("usulan/tulis/<str:token>/simpan/", writing.autosave, name="autosave"),
    path("usulan/tulis/<str:token>/foto/<uuid:attachment_id>/", writing.draft_photo, name="draft_photo"),
    path("usulan/tulis/<str:token>/<slug:step>/", writing.part, name="part"),
]
portal: list[URLPattern | URLResolver] = [
    path("usulan/", reading.proposals, name="list"),
    path("usulan/umpan.xml", reading.place_feed, name="place_feed"),
    path("usulan/kalender/", calendar.public, name="calendar"),
    path("usulan/kamus/", prices.dictionary, name="prices"),
    path("usulan/ringkas/", summary.page, name="summary"),
    path("usulan/ringkas/ringkas.csv", summary.as_csv, name="summary_csv"),
    path("usulan/ringkas/ringkas.json", summary.as_json, name="summary_json"),
    *_writing,
    *bank.portal,
    *push.portal,
    path("usulan/lacak/", following.track, name="track"),
    path("usulan/lacak/<str:address>/<str:token>/", following.mine, name="mine"),
    path("usulan/lacak/<str:address>/<str:token>/berkas/<uuid:attachment_id>/", following.my_file, name="my_file"),
    path("usulan/dukungan/<str:token>/", following.supported, name="supported"),
    re_path(rf"^{_NUMBER}/$", reading.proposal, name="proposal"),
    re_path(rf"^{_NUMBER}/dukung/$", following.support, name="support"),
    re_path(rf"^{_NUMBER}/ikuti/$", following.follow, name="follow"),
    re_path(rf"^{_NUMBER}/umpan\.xml$", reading.feed, name="feed"),
    re_path(rf"^{_NUMBER}/jejak\.json$", reading.trail, name="trail"),
    re_path(rf"^{_NUMBER}/foto/{_KEY}/$", reading.photo, name="photo"),
    *meetings.portal,
    re_path(rf"^{_NUMBER}/berkas/{_KEY}/$", reading.paper, name="paper"),
]
site: list[URLPattern | URLResolver] = [path("usulan/", reading.site_proposals, name="list"), *_writing]
desk: list[URLPattern | URLResolver] = [
    path("usulan/", office.queue, name="queue"),
    path("usulan/tulis/", office.file, name="file"),
    *bank.desk,
    *exchange.desk,
    path("usulan/kamus/", prices.prices, name="prices"),
    path("usulan/kamus/bawa/", prices.bring, name="bring_prices"),
    path("usulan/kalender/", calendar.home, name="calendars"),
    path("usulan/kalender/<str:code>/<int:year>/", calendar.calendar, name="calendar"),
    *meetings.desk,
    path("usulan/<str:address>/", office.proposal, name="proposal"),
    path("usulan/<str:address>/putusan/<slug:action>/", office.decide, name="decide"),
    path("usulan/<str:address>/gabung/", office.merge, name="merge"),
    path("usulan/<str:address>/pecah/", office.split, name="split"),
    path("usulan/<str:address>/baris/", office.link, name="link"),
    path("usulan/<str:address>/lengkapi/", office.complete, name="complete"),
    path("usulan/<str:address>/berkas/<uuid:attachment_id>/", office.file_of, name="file_of"),
    path("usulan/<str:address>/berkas/<uuid:attachment_id>/umum/", office.show_paper, name="show_paper"),
]
