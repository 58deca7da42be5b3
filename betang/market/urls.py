"""Addresses of this package: on the portal, on a KIM's site, and at the desk (`/meja/`)."""

from __future__ import annotations

from django.urls import URLPattern, URLResolver, path

from betang.market.ordering import desk as orders
from betang.market.ordering import views as buying
from betang.market.prices import urls as prices
from betang.market.qris import views as codes
from betang.market.views import goods, office, papers, public, sellers, trust

_SITE = "kim/<slug:site_slug>/pasar"
_PRODUCT = f"{_SITE}/produk/<uuid:product_id>"
_SELLER = f"{_SITE}/penjual/<uuid:seller_id>"
_ORDER = f"{_SITE}/pesanan/<uuid:order_id>"

portal: list[URLPattern | URLResolver] = [
    *prices.portal,
    path("produk/", public.portal_catalogue, name="catalogue"),
    path("produk/dekat/", public.near_me, name="near"),
    path("produk/musim/", public.season_calendar, name="seasons"),
    path("produk/umpan.xml", public.portal_feed, name="feed"),
    path("produk/umpan.tsv", public.portal_feed_tsv, name="feed_tsv"),
    path("produk/foto/<str:site_key>/<path:name>", public.portal_photo, name="photo"),
    path("produk/<slug:site_slug>/", public.portal_group, name="group"),
    path("produk/<slug:site_slug>/<slug:slug>/", public.portal_product, name="product"),
]
site: list[URLPattern | URLResolver] = [
    *prices.site,
    path("produk/", public.site_catalogue, name="catalogue"),
    path("produk/umpan.xml", public.site_feed, name="feed"),
    path("produk/penjual/<slug:slug>/", public.seller, name="seller"),
    path("produk/penjual/<slug:slug>/lapor/", public.report_seller, name="report_seller"),
    path("produk/<slug:slug>/", public.site_product, name="product"),
    path("produk/<slug:slug>/lapor/", public.report_product, name="report"),
    path("pesan/<slug:slug>/", buying.order, name="order"),
    path("pesanan/<str:token>/", buying.my_order, name="my_order"),
    path("pesanan/<str:token>/kuitansi/", buying.receipt, name="receipt"),
    path("pesanan/<str:token>/kuitansi.pdf", buying.receipt_pdf, name="receipt_pdf"),
]
desk: list[URLPattern | URLResolver] = [
    *prices.desk,
    path("pasar/", office.office, name="office"),
    path("pasar/<slug:site_slug>/laporan/<uuid:report_id>/", office.office_report, name="office_report"),
    path("pasar/<slug:site_slug>/turun/<uuid:takedown_id>/", office.office_takedown, name="office_takedown"),
    path(f"{_SITE}/", goods.goods, name="goods"),
    path(f"{_SITE}/produk/tambah/", goods.add_product, name="add"),
    path(f"{_PRODUCT}/", goods.product, name="product"),
    path(f"{_PRODUCT}/langkah/", goods.step, name="step"),
    path(f"{_PRODUCT}/foto/<uuid:photo_id>/", goods.photo, name="photo"),
    path(f"{_SITE}/berkas/<path:name>", goods.photo_file, name="photo_file"),
    path(f"{_SITE}/penjual/", sellers.sellers, name="sellers"),
    path(f"{_SITE}/penjual/daftar/", sellers.apply, name="apply"),
    path(f"{_SELLER}/", sellers.seller, name="seller"),
    path(f"{_SELLER}/putusan/", sellers.decide, name="decide"),
    path(f"{_SELLER}/cara/", sellers.ways, name="ways"),
    path(f"{_SELLER}/izin/", papers.permits, name="permits"),
    path(f"{_SELLER}/izin/<uuid:permit_id>/bukti/", papers.evidence, name="evidence"),
    path(f"{_SELLER}/izin/<uuid:permit_id>/hapus/", papers.remove_permit, name="remove_permit"),
    path(f"{_SELLER}/tautan/", papers.links, name="links"),
    path(f"{_SELLER}/turunkan/", trust.take_down, name="take_down"),
    path(f"{_SELLER}/qris/", codes.payment_codes, name="codes"),
    path(f"{_SELLER}/qris/<uuid:code_id>/", codes.decide_code, name="decide_code"),
    path(f"{_SITE}/pesanan/", orders.orders, name="orders"),
    path(f"{_ORDER}/", orders.order, name="order"),
    path(f"{_ORDER}/langkah/", orders.order_step, name="order_step"),
    path(f"{_ORDER}/kuitansi.pdf", orders.receipt_file, name="order_receipt"),
    path(f"{_SITE}/penjualan/", orders.sales, name="sales"),
    path(f"{_SITE}/penjualan.csv", orders.sales_csv, name="sales_csv"),
    path(f"{_SITE}/penjualan.xlsx", orders.sales_xlsx, name="sales_xlsx"),
    path(f"{_SITE}/laporan/", trust.reports, name="reports"),
    path(f"{_SITE}/laporan/<uuid:report_id>/", trust.report, name="report"),
    path(f"{_SITE}/turun/<uuid:takedown_id>/", trust.takedown, name="takedown"),
]
