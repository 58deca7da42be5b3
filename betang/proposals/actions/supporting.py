"""Support of residents: one person one support, withdrawable, counted openly. It never decides by itself."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from django.db import transaction
from django.db.models import Q
from django.utils import translation
from django.utils.crypto import salted_hmac
from django.utils.translation import gettext

from betang.accounts.actors import NOBODY
from betang.accounts.tokens import full_url, link_token, token_hash
from betang.audit import trail
from betang.kernel.errors import InvalidInput, NotFound, Refused
from betang.kernel.ids import uuid7
from betang.notices import actions as notices
from betang.proposals import rules
from betang.proposals.actions.drafts import locked
from betang.proposals.models import Proposal, Support


@dataclass(frozen=True, slots=True)
class Supported:
    """What became of it. `path` is the secret link by which it is confirmed or withdrawn; empty where it was there already, so that
    nobody gets the link of another person by typing their number. `needs_link`: it counts as confirmed once the mail's link is opened."""

    path: str
    needs_link: bool


def mark_of(contact: str) -> str:
    """What is kept of a phone number or e-mail address: enough to know it again with the installation's secret, and nothing else."""
    return salted_hmac("betang.proposals.support", contact, algorithm="sha256").hexdigest()


def _path(key: object) -> str:
    return f"/usulan/dukungan/{link_token(key, 1)}/"  # type: ignore[arg-type]


@transaction.atomic
def support(*, proposal: Proposal, contact: str, at: datetime, language: str = "id") -> Supported:
    """Support a proposal with a phone number or an e-mail address. Who supports it already is counted no second time.

    Raises `InvalidInput` for what is neither, `Refused` for a proposal that is closed.
    """
    kind, plain = rules.support_contact(contact)
    if not kind:
        message = gettext("Type your mobile number (0812 …) or your e-mail address.")
        raise InvalidInput(message, fields={"contact": message})
    kept = locked(proposal)
    if kept.matter is None:
        raise NotFound(gettext("This page does not exist."))
    if kept.matter.closed_at is not None:
        raise Refused(gettext("This proposal is closed; it cannot be supported any more."))
    mark = mark_of(f"{kind}:{plain}")
    if Support.objects.filter(proposal=kept, mark=mark, withdrawn_at__isnull=True).exists():
        return Supported("", needs_link=kind == "email")
    pk = uuid7()
    Support.objects.create(pk=pk, proposal=kept, mark=mark, token_hash=token_hash(link_token(pk, 1)), at=at)
    _recount(kept)
    _note("given", kept, at)
    if kind == "email":
        with translation.override(language or "id"):
            notices.tell(
                kind="proposals.support",
                title=gettext("Do you support %(number)s?") % {"number": kept.matter.number},
                body=gettext(
                    "Somebody supported this proposal with your address: %(title)s. Open the link to confirm that it was you, or to take "
                    "the support away. We do not keep your address."
                )
                % {"title": kept.title},
                url=full_url(_path(pk)),
                email=plain,
                at=at,
            )
    _bring(proposal, kept)
    return Supported(_path(pk) if kind == "phone" else "", needs_link=kind == "email")


def _bring(proposal: Proposal, kept: Proposal) -> None:
    proposal.support_count, proposal.confirmed_support_count = kept.support_count, kept.confirmed_support_count


def by_token(token: str) -> Support:
    """The support whose link this is. Raises `NotFound` where it counts no more."""
    found = Support.objects.select_related("proposal__matter").filter(token_hash=token_hash(token), withdrawn_at__isnull=True).first()
    if found is None:
        raise NotFound(gettext("This link does not count any more."), hint=gettext("You can support the proposal again on its page."))
    return found


@transaction.atomic
def confirm_support(*, token: str, at: datetime) -> Support:
    """The address is really theirs. Twice is as good as once."""
    found = by_token(token)
    kept = locked(found.proposal)
    if found.confirmed_at is None:
        found.confirmed_at = at
        found.save(update_fields=["confirmed_at"])
        _recount(kept)
        _note("confirmed", kept, at)
    return found


@transaction.atomic
def withdraw_support(*, token: str, at: datetime) -> Proposal:
    """Take the support away again. The row stays as a trace, its mark is forgotten."""
    found = by_token(token)
    kept = locked(found.proposal)
    found.withdrawn_at, found.mark = at, f"withdrawn:{found.pk.hex}"
    found.save(update_fields=["withdrawn_at", "mark"])
    _recount(kept)
    _note("withdrawn", kept, at)
    return kept


def _recount(kept: Proposal) -> None:
    rows = Support.objects.filter(proposal=kept, withdrawn_at__isnull=True)
    kept.support_count = rows.count()
    kept.confirmed_support_count = rows.filter(~Q(confirmed_at=None)).count()
    Proposal.objects.filter(pk=kept.pk).update(support_count=kept.support_count, confirmed_support_count=kept.confirmed_support_count)


def _note(what: str, kept: Proposal, at: datetime) -> None:
    """The entry by which pages are made anew. It holds counts and nobody."""
    data = {"count": kept.support_count, "confirmed": kept.confirmed_support_count}
    trail.record(f"proposals.support.{what}", kept, actor=NOBODY, at=at, data=data, site_id=kept.site_id)


def move_supports(source: Proposal, target: Proposal) -> None:
    """Whoever supported what was merged supports what it was merged into, once; their links still work."""
    there = Support.objects.filter(proposal=target, withdrawn_at__isnull=True).values("mark")
    moving = Support.objects.filter(proposal=source, withdrawn_at__isnull=True)
    moving.exclude(mark__in=list(there.values_list("mark", flat=True))).update(proposal=target)
    _recount(source)
    _recount(target)
