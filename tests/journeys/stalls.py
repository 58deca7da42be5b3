"""Run in a process of its own: a village whose KIM has a site and a stall with two goods, and Rusmini who sells there. Prints nothing."""

from __future__ import annotations

import sys
from decimal import Decimal

import django

from tests.journeys.people import PASSWORD


def main() -> None:
    django.setup()
    from django.core.files.uploadedfile import SimpleUploadedFile

    from betang.accounts.actions.inviting import record_consent
    from betang.accounts.actors import SYSTEM
    from betang.accounts.models import Appointment, Person
    from betang.accounts.queries import actor_of
    from betang.accounts.terms import Post
    from betang.communities.models import Group
    from betang.communities.terms import Standing
    from betang.hosting.actions import create_site
    from betang.hosting.models import Site
    from betang.kernel import clock, fence
    from betang.market import photos
    from betang.market.actions import products, sellers
    from betang.market.actions.products import Goods
    from betang.market.actions.sellers import Stall
    from betang.market.qris import actions as qris
    from betang.regions.models import Region
    from tests.journeys.steps import photo

    village = Region.objects.get(name="Mantangai Hulu", code__startswith="62.03.")
    group = Group.objects.create(
        name="KIM Pasar Sungai", slug="pasar-sungai", region=village, standing=Standing.ACTIVE, register_number="62.03/KIM/2026/0201"
    )
    create_site(actor=SYSTEM, group=group, slug="pasar-sungai", title="KIM Pasar Sungai", at=clock.now())
    seller = Person.objects.create_user(name="Rusmini", email="rusmini@contoh.test", password=PASSWORD)
    record_consent(seller, at=clock.now())
    Appointment.objects.create(person=seller, post=Post.EDITOR, group_id=group.pk, from_on=clock.today())
    actor = actor_of(seller, has_second_factor=False)
    site = Site.objects.select_related("group__region").get(group=group)
    with fence.open_site(site.pk):
        stall = sellers.apply_seller(
            actor=actor, site=site, at=clock.now(), has_consent=True, is_own=True,
            stall=Stall(name="Dapur Ibu Rusmini", owner="Rusmini Contoh", phone="0812 3456 7890", pay_ways=("cash", "qris")),
        )  # fmt: skip
        ways = [
            {"kind": "ambil", "where": "", "fee_idr": 0, "days_from": 0, "days_to": 1},
            {"kind": "kapal", "where": "sampai Kuala Kapuas", "fee_idr": None, "days_from": 1, "days_to": 2},
        ]
        sellers.set_ways(actor=actor, site=site, seller=stall, ways=ways, at=clock.now())
        for name, price in (("Kerupuk Ikan Gabus", 15_000), ("Kerupuk Udang Galah", 18_000)):
            goods = Goods(
                name=name, category="makanan", price_idr=price, unit="bungkus", stock=Decimal(12),
                words="Dibuat dari ikan segar, tepung tapioka dan bawang. Renyah.",
            )  # fmt: skip
            row = products.add_product(actor=actor, site=site, seller=stall, goods=goods, at=clock.now())
            shot = SimpleUploadedFile("foto.jpg", photo(size=(640, 480)), content_type="image/jpeg")
            kept = photos.add_photo(actor=actor, site=site, product=row, file=shot, at=clock.now())
            photos.make_sizes(kept.pk)
            products.show_product(actor=actor, site=site, product=row, at=clock.now())
        from betang.market.seeds.orders import demo_payload

        qris.add_code(
            actor=actor, site=site, seller=stall, payload=demo_payload("Rusmini Contoh", "Kapuas", 7), source="picture", at=clock.now()
        )


if __name__ == "__main__":
    sys.exit(main())
