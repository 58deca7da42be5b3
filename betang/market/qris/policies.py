"""Who may put a payment code there, and who lets it be shown."""

from __future__ import annotations

from datetime import datetime

from django.utils.translation import gettext as _

from betang.accounts.actors import Actor
from betang.accounts.terms import Post
from betang.hosting.models import Site
from betang.kernel.verdict import YES, Verdict, hidden, no
from betang.market.models import PaymentCode
from betang.market.policies import keeps, may_keep
from betang.market.qris.rules import WAIT_HOURS, may_be_confirmed_by_who_added


def may_confirm(actor: Actor, site: Site, code: PaymentCode, *, needs_chair: bool, at: datetime) -> Verdict:
    """Let a waiting code be shown: chair or editor, the chair where the names differ; who added it only after the waiting time."""
    allowed = may_keep(actor, site, code.seller)
    if not allowed:
        return allowed
    if not keeps(actor, site):
        return no(_("The chair or an editor of your group looks at it first."))
    if needs_chair and not actor.holds_in_group(site.group_id, Post.CHAIR):
        return no(_("The name in the code is not the stall's. The chair of the group has to ask, and confirm."))
    if actor.id == code.added_by_id and not may_be_confirmed_by_who_added(code.added_at, at):
        return no(
            _("Somebody else of the group should look at it. After %(hours)d hours you may confirm it yourself.") % {"hours": WAIT_HOURS}
        )
    return YES


def may_refuse(actor: Actor, site: Site, code: PaymentCode) -> Verdict:
    """Say no to a waiting code, or stop showing one: whoever keeps the stall, chair and editors, at once."""
    if code.seller.site_id != site.pk:
        return hidden()
    return may_keep(actor, site, code.seller)
