"""A seller's payment code: read and kept as a new line of its history, shown after the look it needs, replaced or taken away."""

from __future__ import annotations

from datetime import datetime
from hashlib import sha256
from typing import Any
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext as _

from betang.accounts.actors import Actor
from betang.accounts.models import Person
from betang.audit import trail
from betang.guard.words import tidy_text
from betang.hosting.models import Site
from betang.kernel import fence
from betang.kernel.errors import InvalidInput, NotFound, Refused
from betang.market import policies as market
from betang.market.actions.sellers import read_seller
from betang.market.models import PaymentCode, Seller
from betang.market.ordering.telling import keepers
from betang.market.qris import emv, names, policies, rules
from betang.market.qris.rules import Look
from betang.market.terms import CodeSource, CodeState
from betang.notices.actions import tell


def read_code(text: str, *, field: str = "payload") -> emv.MerchantCode:
    """The code of a pasted text; `InvalidInput` says in plain words what is wrong with it."""
    try:
        return emv.read(text)
    except emv.BadCode as error:
        raise InvalidInput(str(error.message), fields={field: str(error.message)}) from error


def is_alike(seller: Seller, code: emv.MerchantCode) -> bool:
    """The merchant's name resembles the stall's or its owner's."""
    return names.are_alike(code.merchant_name, seller.name, seller.owner)


def is_used_elsewhere(seller: Seller, digest: str) -> bool:
    """Another stall, here or anywhere in the house, has shown the very same code. One query."""
    with fence.unfenced("whether another stall shows the very same payment code"):
        return PaymentCode.objects.filter(payload_sha256=digest).exclude(seller_id=seller.pk).exclude(state=CodeState.REFUSED).exists()


def look_of(code: PaymentCode) -> Look:
    """Whose look a kept code needs. Two queries."""
    is_first = not code.seller.payment_codes.exclude(pk=code.pk).filter(state__in=[CodeState.SHOWN, CodeState.REPLACED]).exists()
    return rules.look_needed(
        is_first=is_first, is_alike=code.is_name_alike, is_used_elsewhere=is_used_elsewhere(code.seller, code.payload_sha256)
    )


def _data(site: Site, code: PaymentCode, **more: Any) -> dict[str, Any]:
    return {"group_id": str(site.group_id), "seller": str(code.seller_id), "sha256": code.payload_sha256, "state": code.state, **more}


def _alert(site: Site, code: PaymentCode, *, title: str, body: str, at: datetime) -> None:
    """The seller, chair and editors, whoever of them did it: a thief may sit at anybody's phone."""
    people = {one.pk: one for one in keepers(site, at)}
    own = Person.objects.filter(pk=code.seller.person_id).first() if code.seller.person_id else None
    if own is not None:
        people[own.pk] = own
    for person in people.values():
        tell(
            kind="market.code",
            person=person,
            site_id=site.pk,
            at=at,
            title=title,
            body=body,
            url=f"/meja/kim/{site.slug}/pasar/penjual/{code.seller_id}/qris/",
        )


@transaction.atomic
def add_code(*, actor: Actor, site: Site, seller: Seller, payload: str, source: str, at: datetime) -> PaymentCode:
    """Keep a new code. Shown at once only where it is the stall's first and its name is the stall's; else it waits. All are told."""
    row = read_seller(site, seller.pk, locked=True)
    market.may_keep(actor, site, row).require()
    code = read_code(payload)
    digest = sha256(code.payload.encode()).hexdigest()
    shown = row.payment_codes.filter(state=CodeState.SHOWN).first()
    if shown is not None and shown.payload_sha256 == digest:
        message = _("This is the code that buyers see already.")
        raise InvalidInput(message, fields={"payload": message})
    waiting = row.payment_codes.filter(state=CodeState.WAITING).first()
    if waiting is not None:
        if waiting.payload_sha256 == digest:
            return waiting
        _end(waiting, CodeState.REFUSED, actor=actor, reason=_("Another code was put there instead."), at=at)
    made: PaymentCode = PaymentCode.objects.create(
        seller=row,
        payload=code.payload,
        payload_sha256=digest,
        merchant_name=code.merchant_name,
        merchant_city=code.merchant_city,
        merchant_id=code.merchant_id,
        source=source if source in CodeSource.values else CodeSource.TEXT,
        state=CodeState.WAITING,
        is_name_alike=is_alike(row, code),
        added_at=at,
        added_by_id=actor.id,
    )
    look = look_of(made)
    if look == Look.NONE:
        made.state, made.decided_at, made.decided_by_id = CodeState.SHOWN, at, actor.id
    made.told_at = at
    made.save()
    trail.record("market.code.added", made, actor=actor, at=at, data=_data(site, made, look=look.value, is_change=shown is not None))
    if shown is not None:
        title = _("The QRIS code of %(name)s is to be changed") % {"name": row.name}
        body = _(
            "New: %(merchant)s, %(city)s. Buyers still see the old one. If you do not know of this, refuse it now, and call the seller."
        )
    elif look == Look.NONE:
        title = _("%(name)s can be paid by QRIS now") % {"name": row.name}
        body = _("The code names %(merchant)s, %(city)s. If that is not the seller, take it away.")
    else:
        title = _("A QRIS code of %(name)s waits for a look") % {"name": row.name}
        body = _("The code names %(merchant)s, %(city)s. Ask the seller whether that is right before buyers see it.")
    _alert(site, made, title=title, body=body % {"merchant": code.merchant_name, "city": code.merchant_city}, at=at)
    return made


def _read(site: Site, seller: Seller, code_id: UUID) -> PaymentCode:
    found: PaymentCode | None = (
        PaymentCode.objects.select_for_update(of=("self",)).select_related("seller").filter(pk=code_id, seller=seller).first()
    )
    if found is None:
        raise NotFound(_("This page does not exist."))
    return found


def _end(code: PaymentCode, state: str, *, actor: Actor, reason: str, at: datetime) -> None:
    code.state, code.ended_at, code.reason = state, at, reason
    if state == CodeState.REFUSED:
        code.decided_at, code.decided_by_id = at, actor.id
    code.save()


@transaction.atomic
def confirm_code(*, actor: Actor, site: Site, seller: Seller, code_id: UUID, at: datetime) -> PaymentCode:
    """Somebody of the group has looked: buyers see it from now on, and the one before becomes history."""
    row = read_seller(site, seller.pk, locked=True)
    code = _read(site, row, code_id)
    policies.may_confirm(actor, site, code, needs_chair=look_of(code) == Look.CHAIR, at=at).require()
    if code.state != CodeState.WAITING:
        raise Refused(_("This code does not wait any more. Load the page again."))
    for old in row.payment_codes.filter(state=CodeState.SHOWN):
        _end(old, CodeState.REPLACED, actor=actor, reason="", at=at)
    code.state, code.decided_at, code.decided_by_id = CodeState.SHOWN, at, actor.id
    code.save()
    trail.record("market.code.shown", code, actor=actor, at=at, data=_data(site, code))
    _alert(
        site,
        code,
        title=_("Buyers of %(name)s see a new QRIS code") % {"name": row.name},
        body=_("It names %(merchant)s, %(city)s.") % {"merchant": code.merchant_name, "city": code.merchant_city},
        at=at,
    )
    return code


@transaction.atomic
def refuse_code(*, actor: Actor, site: Site, seller: Seller, code_id: UUID, reason: str, at: datetime) -> PaymentCode:
    """A waiting code is not accepted, or a shown one is taken away at once. It stays in the history."""
    row = read_seller(site, seller.pk, locked=True)
    code = _read(site, row, code_id)
    policies.may_refuse(actor, site, code).require()
    if code.state not in (CodeState.WAITING, CodeState.SHOWN):
        raise Refused(_("This code does not wait any more. Load the page again."))
    reason = tidy_text(reason).strip()[:1000]
    if len(reason) < 3:
        raise InvalidInput(_("Say why."), fields={"reason": _("Say in a few words why.")})
    was_shown = code.state == CodeState.SHOWN
    _end(code, CodeState.REPLACED if was_shown else CodeState.REFUSED, actor=actor, reason=reason, at=at)
    trail.record(
        "market.code.taken_away" if was_shown else "market.code.refused", code, actor=actor, at=at, reason=reason, data=_data(site, code)
    )
    _alert(
        site,
        code,
        title=_("A QRIS code of %(name)s is not shown") % {"name": row.name},
        body=_("%(merchant)s, %(city)s. Why: %(reason)s") % {"merchant": code.merchant_name, "city": code.merchant_city, "reason": reason},
        at=at,
    )
    return code
