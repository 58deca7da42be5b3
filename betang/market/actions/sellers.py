"""Sellers: apply, be admitted or not, change, pause; ways of delivery, permits, links elsewhere."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import IO, Any
from uuid import UUID

from django.core.files.base import ContentFile
from django.core.files.storage import storages
from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from betang.accounts.actors import Actor
from betang.accounts.models import Person
from betang.accounts.phones import normal_phone
from betang.audit import trail
from betang.guard.files import check_upload
from betang.guard.photos import remade
from betang.guard.saving import disk_full_told
from betang.guard.words import free_slug, slug_of, tidy_line, tidy_text
from betang.hosting.models import Site
from betang.kernel import fence
from betang.kernel.errors import InvalidInput, NotFound, Refused
from betang.market import documents, links, permits, policies, rules
from betang.market.actions.guarding import require_honest
from betang.market.models import DeliveryWay, OutsideLink, Permit, Product, Seller
from betang.market.terms import NAME_LENGTH, NOTE_LENGTH, WORDS_LENGTH, PayWay, PermitKind, ProductState, SellerState
from betang.notices.actions import tell
from betang.regions import queries as regions

WAYS_LIMIT, PERMIT_LIMIT, LINK_LIMIT = 8, 12, 8


@dataclass(frozen=True, slots=True, kw_only=True)
class Stall:
    """What is written of a seller."""

    name: str
    owner: str
    phone: str
    about: str = ""
    region_code: str = ""
    place_note: str = ""
    pay_ways: tuple[str, ...] = ()
    min_order_idr: int = 0
    is_phone_public: bool = False


def _data(seller: Seller, site: Site, **more: Any) -> dict[str, Any]:
    return {"group_id": str(site.group_id), "seller": str(seller.pk), **more}


def read_seller(site: Site, seller_id: UUID, *, locked: bool = False) -> Seller:
    """A seller of the open site; raises `NotFound`."""
    rows = Seller.objects.select_for_update(of=("self",)) if locked else Seller.objects.all()
    found: Seller | None = rows.filter(pk=seller_id).first()
    if found is None:
        raise NotFound(_("This page does not exist."))
    return found


def _tidy(site: Site, stall: Stall) -> dict[str, Any]:
    kept: dict[str, Any] = {
        "name": tidy_line(stall.name),
        "owner": tidy_line(stall.owner),
        "about": tidy_text(stall.about).strip(),
        "place_note": tidy_line(stall.place_note),
    }
    wrong: dict[str, str] = {}
    for field, limit in (("name", NAME_LENGTH), ("owner", 120), ("about", WORDS_LENGTH), ("place_note", NOTE_LENGTH)):
        if len(kept[field]) > limit:
            wrong[field] = _("At most %(limit)s letters.") % {"limit": limit}
    if len(kept["name"]) < 3:
        wrong["name"] = _("Give the stall a name.")
    if not kept["owner"]:
        wrong["owner"] = _("Who sells? The name stays inside the group.")
    try:
        kept["phone"] = normal_phone(stall.phone)
    except InvalidInput as error:
        wrong["phone"] = error.message
    own = site.group.region.code
    code = stall.region_code or own
    if code != own and not code.startswith(".".join(own.split(".")[:3])):
        wrong["region_code"] = _("Choose a village of the group's district.")
    if wrong:
        raise InvalidInput(_("Something is not right yet."), fields=wrong)
    return kept | {
        "region_code": code,
        "pay_ways": [one for one in PayWay.values if one in stall.pay_ways],
        "min_order_idr": max(0, stall.min_order_idr),
        "is_phone_public": stall.is_phone_public,
    }


@transaction.atomic
def apply_seller(
    *, actor: Actor, site: Site, stall: Stall, has_consent: bool, is_own: bool = False, reason: str = "", at: datetime
) -> Seller:
    """Write down that somebody wants to sell. Chair or editor who writes it admits with the same step.

    `has_consent`: the seller agreed that its name, place and goods are shown. Law: UU 27/2022 art. 20, 22
    """
    policies.may_apply(actor, site).require()
    if not has_consent:
        raise InvalidInput(
            _("The seller has to agree first."), fields={"consent": _("Ask the seller, and tick this when the answer is yes.")}
        )
    kept = _tidy(site, stall)
    require_honest(
        {"name": kept["name"], "about": kept["about"], "place_note": kept["place_note"]}, actor=actor, where="market.seller", reason=reason
    )
    slug = free_slug(slug_of(kept["name"], fallback="penjual"), lambda one: Seller.objects.filter(slug=one).exists())
    is_admitted = bool(policies.may_admit(actor, site))
    seller: Seller = Seller.objects.create(
        slug=slug,
        person_id=actor.id if is_own else None,
        consent_at=at,
        applied_at=at,
        applied_by_id=actor.id,
        updated_at=at,
        state=SellerState.ADMITTED if is_admitted else SellerState.APPLIED,
        admitted_at=at if is_admitted else None,
        decided_at=at if is_admitted else None,
        decided_by_id=actor.id if is_admitted else None,
        **kept,
    )
    trail.record("market.seller.applied", seller, actor=actor, at=at, data=_data(seller, site, consent=True))
    if is_admitted:
        trail.record("market.seller.admitted", seller, actor=actor, at=at, public=True, data=_data(seller, site, slug=slug))
    return seller


@transaction.atomic
def move_seller(*, actor: Actor, site: Site, seller: Seller, move: str, reason: str = "", at: datetime) -> Seller:
    """Admit or refuse (chair, editor), pause or go on (whoever keeps the stall). Its goods come and go with it, at once."""
    row = read_seller(site, seller.pk, locked=True)
    (policies.may_admit(actor, site) if move in ("admit", "refuse") else policies.may_keep(actor, site, row)).require()
    target = rules.SELLER_MOVES.get(move, {}).get(row.state)
    if target is None:
        raise Refused(_("The seller has moved on in the meantime. Load the page again."))
    reason = tidy_text(reason).strip()[:1000]
    if move == "refuse" and not reason:
        raise InvalidInput(_("Say why not."), fields={"reason": _("Write at least one sentence; the seller will read it.")})
    row.state, row.decided_reason, row.updated_at = target, reason, at
    if move in ("admit", "refuse"):
        row.decided_at, row.decided_by_id = at, actor.id
    if target == SellerState.ADMITTED and row.admitted_at is None:
        row.admitted_at = at
    row.save()
    follow(row, at=at)
    verbs = {"admit": "admitted", "refuse": "refused", "pause": "hidden", "go_on": "reopened"}
    trail.record(
        f"market.seller.{verbs[move]}", row, actor=actor, at=at, reason=reason, public=move == "admit", data=_data(row, site, slug=row.slug)
    )
    if row.person_id and row.person_id != actor.id and move in ("admit", "refuse"):
        tell(
            kind="market.seller",
            person=Person.objects.filter(pk=row.person_id).first(),
            site_id=site.pk,
            at=at,
            title=_("You can sell now: %(name)s") % {"name": row.name}
            if move == "admit"
            else _("Not admitted: %(name)s") % {"name": row.name},
            body=reason or _("Add your first product."),
            url=f"/meja/kim/{site.slug}/pasar/penjual/{row.pk}/",
        )
    return row


def follow(seller: Seller, *, at: datetime) -> int:
    """Let the seller's goods be seen, or not, as the seller is. Returns how many changed."""
    goods = Product.objects.filter(seller=seller, state=ProductState.SHOWN)
    if seller.is_open:
        changed = goods.filter(is_public=False).update(is_public=True, updated_at=at)
        documents.put_products(list(Product.objects.filter(seller=seller, is_public=True)))
        return int(changed)
    keys = list(goods.filter(is_public=True).values_list("pk", flat=True))
    goods.filter(is_public=True).update(is_public=False, updated_at=at)
    documents.remove_products(keys)
    return len(keys)


@transaction.atomic
def change_seller(*, actor: Actor, site: Site, seller: Seller, stall: Stall, reason: str = "", at: datetime) -> Seller:
    """Change what is written of a seller; its goods carry its new name and place with the commit."""
    row = read_seller(site, seller.pk, locked=True)
    policies.may_keep(actor, site, row).require()
    kept = _tidy(site, stall)
    require_honest(
        {"name": kept["name"], "about": kept["about"], "place_note": kept["place_note"]}, actor=actor, where="market.seller", reason=reason
    )
    has_moved = (kept["name"], kept["region_code"]) != (row.name, row.region_code)
    for field, value in kept.items():
        setattr(row, field, value)
    row.updated_at = at
    row.save()
    if has_moved:
        Product.objects.filter(seller=row).update(seller_name=row.name, region_code=row.region_code)
        documents.put_products(list(Product.objects.filter(seller=row, is_public=True)))
    trail.record("market.seller.changed", row, actor=actor, at=at, reason=reason[:300], data=_data(row, site))
    return row


@transaction.atomic
def set_ways(*, actor: Actor, site: Site, seller: Seller, ways: Sequence[Mapping[str, Any]], at: datetime) -> None:
    """Write anew how the seller's goods reach a buyer: `kind`, `where`, `fee_idr`, `days_from`, `days_to` each."""
    row = read_seller(site, seller.pk, locked=True)
    policies.may_keep(actor, site, row).require()
    if len(ways) > WAYS_LIMIT:
        raise InvalidInput(_("At most %(limit)s ways.") % {"limit": WAYS_LIMIT})
    row.ways.all().delete()
    DeliveryWay.objects.bulk_create(
        DeliveryWay(
            site_id=site.pk,
            seller=row,
            kind=one["kind"],
            where=tidy_line(one.get("where") or "")[:NOTE_LENGTH],
            fee_idr=one.get("fee_idr"),
            days_from=one.get("days_from"),
            days_to=one.get("days_to"),
            position=position,
        )
        for position, one in enumerate(ways)
    )
    trail.record("market.seller.ways_set", row, actor=actor, at=at, data=_data(row, site, ways=[one["kind"] for one in ways]))


def _evidence(file: IO[bytes] | Any) -> tuple[str, str]:
    """Put a photo or PDF of a permit into private storage."""
    checked = check_upload(file, accept=frozenset({"image", "pdf"}))
    file.seek(0)
    if checked.kind == "image":
        made = remade(file)
        body, kind, extension = made.body, made.media_type, "webp"
    else:
        body, kind, extension = file.read(), checked.media_type, "pdf"
    path = f"izin/{fence.current_site_id()}/{hashlib.sha256(body).hexdigest()[:32]}.{extension}"
    with disk_full_told():
        if not storages["private"].exists(path):
            storages["private"].save(path, ContentFile(body))
    return path, kind


@transaction.atomic
def add_permit(
    *,
    actor: Actor,
    site: Site,
    seller: Seller,
    kind: str,
    number: str,
    name: str = "",
    product: Product | None = None,
    issued_on: date | None = None,
    expires_on: date | None = None,
    file: IO[bytes] | Any = None,
    at: datetime,
) -> Permit:
    """Note a permit. Its form is checked, its truth is not."""
    row = read_seller(site, seller.pk, locked=True)
    policies.may_keep(actor, site, row).require()
    if row.permits.count() >= PERMIT_LIMIT:
        raise InvalidInput(_("At most %(limit)s permits.") % {"limit": PERMIT_LIMIT})
    written = permits.checked_number(kind, number)
    label = tidy_line(name)[:NAME_LENGTH]
    if kind == PermitKind.OTHER and not label:
        raise InvalidInput(_("What is it called?"), fields={"name": _("Write the name of the permit.")})
    if issued_on and expires_on and expires_on < issued_on:
        raise InvalidInput(_("It ends before it begins."), fields={"expires_on": _("The last day lies after the day of issue.")})
    path, media_type = _evidence(file) if file else ("", "")
    try:
        with transaction.atomic():
            permit: Permit = Permit.objects.create(
                seller=row,
                product=product,
                kind=kind,
                name=label if kind == PermitKind.OTHER else "",
                number=written,
                issued_on=issued_on,
                expires_on=expires_on,
                evidence_path=path,
                evidence_type=media_type,
                added_at=at,
                added_by_id=actor.id,
            )
    except IntegrityError:
        raise InvalidInput(_("This permit is noted already."), fields={"number": _("This permit is noted already.")}) from None
    trail.record("market.permit.added", permit, actor=actor, at=at, data=_data(row, site, kind=kind, has_evidence=bool(path)))
    return permit


@transaction.atomic
def remove_permit(*, actor: Actor, site: Site, seller: Seller, permit_id: UUID, at: datetime) -> None:
    """Take a permit off the stall, and its evidence with it."""
    row = read_seller(site, seller.pk)
    policies.may_keep(actor, site, row).require()
    permit = row.permits.filter(pk=permit_id).first()
    if permit is None:
        raise NotFound(_("This page does not exist."))
    path = permit.evidence_path
    trail.record("market.permit.removed", permit, actor=actor, at=at, data=_data(row, site, kind=permit.kind))
    permit.delete()
    if path and not Permit.objects.filter(evidence_path=path).exists():
        transaction.on_commit(lambda: storages["private"].delete(path))


@transaction.atomic
def add_link(*, actor: Actor, site: Site, seller: Seller, url: str, product: Product | None = None, at: datetime) -> OutsideLink:
    """Note where else it is sold."""
    row = read_seller(site, seller.pk, locked=True)
    policies.may_keep(actor, site, row).require()
    kind, address = links.checked_link(url)
    if row.links.count() >= LINK_LIMIT:
        raise InvalidInput(_("At most %(limit)s links.") % {"limit": LINK_LIMIT})
    link: OutsideLink
    link, is_new = OutsideLink.objects.get_or_create(seller=row, product=product, kind=kind, url=address)
    if is_new:
        trail.record("market.link.added", link, actor=actor, at=at, data=_data(row, site, kind=kind))
    return link


@transaction.atomic
def remove_link(*, actor: Actor, site: Site, seller: Seller, link_id: UUID, at: datetime) -> None:
    """Take a link off the stall."""
    row = read_seller(site, seller.pk)
    policies.may_keep(actor, site, row).require()
    link = row.links.filter(pk=link_id).first()
    if link is None:
        raise NotFound(_("This page does not exist."))
    trail.record("market.link.removed", link, actor=actor, at=at, data=_data(row, site, kind=link.kind))
    link.delete()


def villages_for(site: Site) -> list[tuple[str, str]]:
    """Where a seller of the group can be: its seat, and the villages of its district. One query."""
    code = site.group.region.code
    district = ".".join(code.split(".")[:3])
    there = [(one.code, one.full_name) for one in regions.children_of(district)] if district.count(".") == 2 else []
    return there if any(one == code for one, _name in there) else [(code, site.group.region.full_name), *there]
