"""What happens of itself once a day."""

from __future__ import annotations

from datetime import datetime, timedelta

from django.db import transaction
from django.utils.translation import gettext as _

from betang.accounts.actors import SYSTEM
from betang.accounts.models import Person
from betang.audit import trail
from betang.kernel import clock, fence
from betang.market.models import Permit, Product, ProductReport
from betang.market.terms import EXPIRY_SOON_DAYS
from betang.notices.actions import tell


def turn_the_day(*, at: datetime) -> dict[str, int]:
    """Tell of permits that end, let pages show what has ended and whose season it is, forget contacts. Each site by itself."""
    today = at.astimezone(clock.zone()).date()
    with fence.unfenced("which sites have permits that end, seasons that turn, contacts to forget"):
        ended = set(Permit.objects.filter(expires_on=today - timedelta(days=1)).values_list("site_id", flat=True))
        soon = set(
            Permit.objects.filter(
                expires_on__gte=today, expires_on__lte=today + timedelta(days=EXPIRY_SOON_DAYS), told_soon_on__isnull=True
            ).values_list("site_id", flat=True)
        )
        seasons: set[object] = set()
        if today.day == 1:
            seasons = set(Product.objects.filter(is_public=True).exclude(season=0).values_list("site_id", flat=True).distinct())
        contacts = set(ProductReport.objects.filter(erase_at__lte=at).exclude(contact="").values_list("site_id", flat=True))
    counts = {"ended": 0, "soon": 0, "seasons": 0, "contacts": 0}
    for site_id in sorted(ended | soon | seasons | contacts, key=str):
        with fence.open_site(site_id), transaction.atomic():  # type: ignore[arg-type]
            for permit in Permit.objects.filter(expires_on=today - timedelta(days=1)).select_related("seller"):
                trail.record(
                    "market.permit.ended", permit, actor=SYSTEM, at=at, data={"seller": str(permit.seller_id), "kind": permit.kind}
                )
                counts["ended"] += 1
            if site_id in soon:
                counts["soon"] += _tell_soon(today, at)
            if site_id in seasons:
                goods = Product.objects.filter(is_public=True).exclude(season=0).first()
                if goods is not None:
                    trail.record("market.season.turned", goods, actor=SYSTEM, at=at, data={"month": today.month})
                    counts["seasons"] += 1
            counts["contacts"] += ProductReport.objects.filter(erase_at__lte=at).exclude(contact="").update(contact="")
    return counts


def _tell_soon(today: object, at: datetime) -> int:
    rows = Permit.objects.filter(
        expires_on__gte=today,
        expires_on__lte=at.astimezone(clock.zone()).date() + timedelta(days=EXPIRY_SOON_DAYS),
        told_soon_on__isnull=True,
    ).select_related("seller", "site")
    told = 0
    for permit in rows:
        person = Person.objects.filter(pk=permit.seller.person_id or permit.added_by_id).first()
        if person is not None:
            tell(
                kind="market.permit",
                person=person,
                site_id=permit.site_id,
                at=at,
                title=_("A permit ends soon: %(permit)s of %(name)s")
                % {"permit": permit.name or permit.get_kind_display(), "name": permit.seller.name},
                body=_("It is valid until %(day)s. After that buyers see that it has ended.") % {"day": permit.expires_on},
                url=f"/meja/kim/{permit.site.slug}/pasar/penjual/{permit.seller_id}/",
            )
        told += 1
    rows.update(told_soon_on=today)
    return told
