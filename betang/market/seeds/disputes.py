"""What goes wrong in the demo world's market: a report that waits, a product taken down with an objection, a payment code that changes."""

from __future__ import annotations

from datetime import datetime, timedelta

from betang.accounts.actors import Actor, HeldPost
from betang.accounts.models import Appointment
from betang.accounts.terms import Post
from betang.hosting.models import Site
from betang.kernel import fence
from betang.market.actions import trust
from betang.market.models import Product
from betang.market.ordering.telling import keepers
from betang.market.terms import Complaint
from betang.regions import queries as regions

SHOWCASE = "batang-danum"


def keeper_of(site: Site, now: datetime) -> Actor | None:
    """One of those who keep the group's market, as somebody who can act."""
    people = sorted(keepers(site, now), key=lambda one: one.email or "")
    if not people:
        return None
    return Actor(id=people[0].pk, name=people[0].name, posts=(HeldPost(post=Post.EDITOR, group_id=site.group_id),))


def _coordinator_over(site: Site) -> Actor | None:
    held = {code for code, _name in regions.path_of(site.group.region.code)}
    rows = Appointment.objects.filter(post=Post.COORDINATOR, until_on__isnull=True, region__code__in=held).select_related(
        "person", "region"
    )
    row = rows.first()
    if row is None or row.region is None:
        return None
    posts = (HeldPost(post=Post.COORDINATOR, region_code=row.region.code),)
    return Actor(id=row.person.pk, name=row.person.name, posts=posts, has_second_factor=True)


def sow(now: datetime) -> int:
    """Let somebody report one product of the showcase, and another be taken down and objected to; returns how many. Fifty queries."""
    site = Site.objects.select_related("group__region").filter(slug=SHOWCASE).first()
    keeper, coordinator = (keeper_of(site, now), _coordinator_over(site)) if site is not None else (None, None)
    if site is None or keeper is None or coordinator is None:
        return 0
    with fence.open_site(site.pk):
        rows = list(Product.objects.filter(is_public=True).select_related("seller").order_by("slug")[:4])
        if len(rows) < 4:
            return 0
        reported, removed = rows[0], rows[-1]
        trust.report_goods(
            site=site, seller=reported.seller, product=reported, kind=Complaint.FALSE, at=now - timedelta(days=1, hours=3),
            words="Yang datang lebih kecil daripada di foto, padahal harganya sama. Penjualnya belum membalas pesan saya.",
        )  # fmt: skip
        down = trust.take_down(
            actor=coordinator, site=site, seller=removed.seller, product=removed, kind=Complaint.STOLEN, at=now - timedelta(days=6),
            reason="Pemilik lapak lain menunjukkan bahwa foto ini fotonya. Ganti dengan foto barang Anda sendiri, lalu kami lihat lagi.",
        )  # fmt: skip
        trust.appeal(
            actor=keeper, site=site, takedown=down, at=now - timedelta(days=2),
            words="Fotonya dulu kami ambil bersama-sama, jadi mirip. Sekarang sudah diganti dengan foto sendiri, mohon dilihat lagi.",
        )  # fmt: skip
    return 2
