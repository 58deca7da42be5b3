"""Who is told of an order at the desk and by e-mail: the number and the sum, never the buyer."""

from __future__ import annotations

from datetime import datetime

from django.utils.translation import gettext as _

from betang.accounts.models import Appointment, Person
from betang.accounts.terms import Post
from betang.hosting.models import Site
from betang.kernel import clock
from betang.kernel.money import rupiah
from betang.market.models import Order, Seller
from betang.notices.actions import tell


def keepers(site: Site, at: datetime) -> list[Person]:
    """Chair and editors of the group, each once."""
    today = at.astimezone(clock.zone()).date()
    held = Appointment.objects.filter(group_id=site.group_id, post__in=[Post.CHAIR, Post.EDITOR], from_on__lte=today)
    people = {one.person_id: one.person for one in held.exclude(until_on__lt=today).select_related("person")}
    return list(people.values())


def who_handles(site: Site, seller: Seller, at: datetime) -> list[Person]:
    """The seller, where it has an account; else who keeps its stall."""
    person = Person.objects.filter(pk=seller.person_id).first() if seller.person_id else None
    return [person] if person is not None else keepers(site, at)


def order_url(site: Site, order: Order) -> str:
    """The order at the desk."""
    return f"/meja/kim/{site.slug}/pasar/pesanan/{order.pk}/"


def new_order(site: Site, order: Order, seller: Seller, *, at: datetime) -> None:
    """An order has come."""
    for person in who_handles(site, seller, at):
        tell(
            kind="market.order",
            person=person,
            site_id=site.pk,
            at=at,
            title=_("New order at %(name)s: %(sum)s") % {"name": seller.name, "sum": rupiah(order.total_idr)},
            body=_("Number %(number)s. Open it and confirm, so that the buyer knows.") % {"number": order.number},
            url=order_url(site, order),
        )


def by_buyer(site: Site, order: Order, title: str, *, at: datetime) -> None:
    """The buyer did something: took it back, said that it came."""
    for person in who_handles(site, order.seller, at):
        tell(
            kind="market.order",
            person=person,
            site_id=site.pk,
            at=at,
            title=title,
            body=_("Number %(number)s, %(name)s.") % {"number": order.number, "name": order.seller.name},
            url=order_url(site, order),
        )
