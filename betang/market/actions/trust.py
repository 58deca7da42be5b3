"""Trust: report, answer a report, take down with a reason, object, restore."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext as _

from betang.accounts.actors import NOBODY, Actor
from betang.accounts.models import Appointment, Person
from betang.accounts.terms import Post
from betang.audit import trail
from betang.guard.words import tidy_line, tidy_text
from betang.hosting.models import Site
from betang.kernel import clock
from betang.kernel.errors import InvalidInput, NotFound, Refused
from betang.market import documents, policies
from betang.market.actions.guarding import require_honest
from betang.market.actions.sellers import follow, read_seller
from betang.market.models import Product, ProductReport, Seller, Takedown
from betang.market.terms import (
    APPEAL_ANSWER_DAYS,
    APPEAL_DAYS,
    REPORTER_CONTACT_DAYS,
    AppealState,
    Complaint,
    ComplaintState,
    ProductState,
    SellerState,
)
from betang.notices.actions import tell
from betang.regions.queries import prefixes


def _data(site: Site, seller: Seller, product: Product | None, **more: Any) -> dict[str, Any]:
    return {
        "group_id": str(site.group_id),
        "region_code": site.group.region.code,
        "seller": str(seller.pk),
        "product": str(product.pk) if product else None,
        **more,
    }


def _tell_keepers(site: Site, *, title: str, body: str, url: str, at: datetime, coordinators: bool = True) -> None:
    """Chair and editors of the group, and the coordinators of its region."""
    today = at.astimezone(clock.zone()).date()
    held = Appointment.objects.filter(from_on__lte=today).exclude(until_on__lt=today).select_related("person")
    people: dict[UUID, Person] = {
        one.person_id: one.person for one in held.filter(group_id=site.group_id, post__in=[Post.CHAIR, Post.EDITOR])
    }
    for person in people.values():
        tell(kind="market.trust", person=person, title=title, body=body, url=url, site_id=site.pk, at=at)
    if coordinators:
        for one in held.filter(region__code__in=prefixes(site.group.region.code), post=Post.COORDINATOR):
            if one.person_id not in people:
                tell(kind="market.trust", person=one.person, title=title, body=body, url="/meja/pasar/", site_id=site.pk, at=at)


@transaction.atomic
def report_goods(
    *, site: Site, seller: Seller, product: Product | None, kind: str, words: str, contact: str = "", sending_key: str = "", at: datetime
) -> ProductReport:
    """Somebody says what is wrong. Nobody has to give a name; a contact is forgotten after the retention time."""
    words, contact = tidy_text(words).strip()[:2000], tidy_line(contact)[:120]
    wrong = {}
    if kind not in Complaint.values:
        wrong["kind"] = _("Choose what is wrong.")
    if len(words) < 10:
        wrong["words"] = _("Tell in a sentence what you saw.")
    if wrong:
        raise InvalidInput(_("Something is not right yet."), fields=wrong)
    if sending_key:
        there: ProductReport | None = ProductReport.objects.filter(sending_key=sending_key).first()
        if there is not None:
            return there
    report: ProductReport = ProductReport.objects.create(
        seller=seller,
        product=product,
        kind=kind,
        words=words,
        contact=contact,
        sending_key=sending_key[:80],
        at=at,
        erase_at=at + timedelta(days=REPORTER_CONTACT_DAYS) if contact else None,
    )
    trail.record("market.report.sent", report, actor=NOBODY, at=at, data=_data(site, seller, product, kind=kind))
    _tell_keepers(
        site,
        at=at,
        title=_("Somebody reports: %(name)s") % {"name": product.name if product else seller.name},
        body=str(Complaint(kind).label),
        url=f"/meja/kim/{site.slug}/pasar/laporan/",
    )
    return report


def _read_report(report_id: UUID) -> ProductReport:
    row: ProductReport | None = (
        ProductReport.objects.select_for_update(of=("self",)).select_related("seller", "product").filter(pk=report_id).first()
    )
    if row is None:
        raise NotFound(_("This page does not exist."))
    return row


def _words(text: str) -> str:
    words = tidy_text(text).strip()[:2000]
    if len(words) < 5:
        raise InvalidInput(_("Say why."), fields={"words": _("Write at least one sentence.")})
    return words


def _answer(row: ProductReport, *, actor: Actor, state: str, words: str, at: datetime) -> None:
    if row.state != ComplaintState.OPEN:
        raise Refused(_("This report was answered in the meantime."))
    row.state, row.decided_words, row.decided_at, row.decided_by_id = state, words, at, actor.id
    row.save(update_fields=["state", "decided_words", "decided_at", "decided_by"])


@transaction.atomic
def dismiss_report(*, actor: Actor, site: Site, report_id: UUID, words: str, at: datetime) -> ProductReport:
    """The report was not right; the words say why."""
    policies.may_judge_reports(actor, site).require()
    row = _read_report(report_id)
    _answer(row, actor=actor, state=ComplaintState.DISMISSED, words=_words(words), at=at)
    trail.record("market.report.dismissed", row, actor=actor, at=at, reason=row.decided_words, data=_data(site, row.seller, row.product))
    return row


@transaction.atomic
def take_down(
    *,
    actor: Actor,
    site: Site,
    seller: Seller,
    product: Product | None,
    kind: str,
    reason: str,
    law: str = "",
    report_id: UUID | None = None,
    at: datetime,
) -> Takedown:
    """Take a product, or a seller with all its goods, from buyers. The seller reads why, and may object."""
    policies.may_take_down(actor, site).require()
    words = _words(reason)
    if kind not in Complaint.values:
        raise InvalidInput(_("Choose the ground."), fields={"kind": _("Choose one.")})
    owner = read_seller(site, seller.pk, locked=True)
    goods = Product.objects.select_for_update(of=("self",)).filter(pk=product.pk, seller=owner).first() if product else None
    if product is not None and goods is None:
        raise NotFound(_("This page does not exist."))
    if Takedown.objects.filter(seller=owner, product=goods, ended_at__isnull=True).exists():
        raise Refused(_("It is taken down already."))
    report = _read_report(report_id) if report_id else None
    is_by_group = policies.keeps(actor, site) and not policies.coordinates(actor, site)
    takedown: Takedown = Takedown.objects.create(
        seller=owner,
        product=goods,
        report=report,
        kind=kind,
        reason=words,
        law=tidy_line(law)[:200],
        at=at,
        by_id=actor.id,
        state_before=goods.state if goods else owner.state,
        is_by_group=is_by_group,
    )
    if goods is not None:
        goods.state, goods.is_public, goods.updated_at = ProductState.TAKEN_DOWN, False, at
        goods.save(update_fields=["state", "is_public", "updated_at"])
        documents.remove_products([goods.pk])
    else:
        owner.state, owner.updated_at = SellerState.TAKEN_DOWN, at
        owner.save(update_fields=["state", "updated_at"])
        follow(owner, at=at)
    if report is not None and report.state == ComplaintState.OPEN:
        _answer(report, actor=actor, state=ComplaintState.UPHELD, words=words, at=at)
    trail.record(
        "market.takedown.removed",
        takedown,
        actor=actor,
        at=at,
        reason=words,
        public=False,
        data=_data(site, owner, goods, kind=kind, by_group=is_by_group),
    )
    url = f"/meja/kim/{site.slug}/pasar/turun/{takedown.pk}/"
    title = _("Taken down: %(name)s") % {"name": goods.name if goods else owner.name}
    _tell_keepers(site, at=at, title=title, body=words, url=url, coordinators=is_by_group)
    if owner.person_id and not policies.keeps(actor, site):
        person = Person.objects.filter(pk=owner.person_id).first()
        tell(kind="market.trust", person=person, title=title, body=words, url=url, site_id=site.pk, at=at)
    return takedown


def read_takedown(takedown_id: UUID, *, locked: bool = False) -> Takedown:
    """A take-down of the open site; raises `NotFound`."""
    rows = Takedown.objects.select_related("seller", "product")
    found: Takedown | None = (rows.select_for_update(of=("self",)) if locked else rows).filter(pk=takedown_id).first()
    if found is None:
        raise NotFound(_("This page does not exist."))
    return found


@transaction.atomic
def appeal(*, actor: Actor, site: Site, takedown: Takedown, words: str, at: datetime) -> Takedown:
    """Object to a take-down, once, within the term of the house."""
    row = read_takedown(takedown.pk, locked=True)
    policies.may_appeal(actor, site, row).require()
    if at > row.at + timedelta(days=APPEAL_DAYS):
        raise Refused(_("The time to object was %(days)s days.") % {"days": APPEAL_DAYS}, hint=_("Ask your coordinator."))
    row.appeal, row.appeal_words, row.appealed_at, row.appealed_by_id = AppealState.OPEN, _words(words), at, actor.id
    row.appeal_due_on = (at + timedelta(days=APPEAL_ANSWER_DAYS)).astimezone(clock.zone()).date()
    row.save()
    trail.record(
        "market.takedown.appealed",
        row,
        actor=actor,
        at=at,
        reason=row.appeal_words,
        data=_data(site, row.seller, row.product, due_on=row.appeal_due_on.isoformat()),
    )
    _tell_keepers(
        site,
        at=at,
        title=_("Objection: %(name)s") % {"name": row.product.name if row.product else row.seller.name},
        body=row.appeal_words[:300],
        url=f"/meja/kim/{site.slug}/pasar/turun/{row.pk}/",
    )
    return row


@transaction.atomic
def decide_takedown(*, actor: Actor, site: Site, takedown: Takedown, restores: bool, words: str, at: datetime) -> Takedown:
    """Let it be seen again, or refuse the objection. Whoever decides says why."""
    row = read_takedown(takedown.pk, locked=True)
    policies.may_restore(actor, site, row).require()
    if row.ended_at is not None:
        raise Refused(_("It can be seen again already."))
    if not restores and row.appeal != AppealState.OPEN:
        raise Refused(_("There is no objection to refuse."))
    row.decided_words, row.decided_at, row.decided_by_id = _words(words), at, actor.id
    if row.appeal == AppealState.OPEN:
        row.appeal = AppealState.GRANTED if restores else AppealState.REFUSED
    if restores:
        row.ended_at = at
    row.save()
    if restores:
        _restore(actor, row, at)
    trail.record(
        "market.takedown.restored" if restores else "market.takedown.upheld",
        row,
        actor=actor,
        at=at,
        reason=row.decided_words,
        data=_data(site, row.seller, row.product),
    )
    title = _("Can be seen again: %(name)s") if restores else _("Objection refused: %(name)s")
    _tell_keepers(
        site,
        at=at,
        title=title % {"name": row.product.name if row.product else row.seller.name},
        body=row.decided_words,
        url=f"/meja/kim/{site.slug}/pasar/turun/{row.pk}/",
        coordinators=False,
    )
    return row


def _restore(actor: Actor, row: Takedown, at: datetime) -> None:
    """Back to what it was; its words are looked at once more, since they may have changed meanwhile."""
    seller = Seller.objects.select_for_update(of=("self",)).get(pk=row.seller_id)
    if row.product_id is None:
        seller.state, seller.updated_at = row.state_before, at
        seller.save(update_fields=["state", "updated_at"])
        follow(seller, at=at)
        return
    goods = Product.objects.select_for_update(of=("self",)).get(pk=row.product_id)
    require_honest({"name": goods.name, "words": goods.words}, actor=actor, where="market.product", reason=row.decided_words)
    goods.state, goods.updated_at = row.state_before, at
    goods.is_public = goods.state == ProductState.SHOWN and seller.is_open
    goods.save(update_fields=["state", "is_public", "updated_at"])
    if goods.is_public:
        documents.put_products([goods])
