"""Who may do what to what a site publishes. A stranger gets nothing, not even that it exists."""

from __future__ import annotations

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from betang.accounts.actors import Actor
from betang.accounts.terms import Post
from betang.hosting.models import Site
from betang.hosting.terms import SiteStatus
from betang.kernel.verdict import YES, Verdict, hidden, no
from betang.publishing import rules
from betang.publishing.models import Article
from betang.publishing.rules import Hand, Step


def is_approver(actor: Actor, site: Site) -> bool:
    """Chair or editor of the site's group."""
    return actor.holds_in_group(site.group_id, Post.CHAIR, Post.EDITOR)


def hand_of(actor: Actor, site: Site, article: Article) -> Hand | None:
    """What the actor is to the article: approver, its writer, the clock, or nothing."""
    if article.site_id != site.pk:
        return None
    if actor.is_system:
        return Hand.CLOCK
    if is_approver(actor, site):
        return Hand.APPROVER
    if actor.holds_in_group(site.group_id, Post.WRITER) and actor.id is not None and article.author_id == actor.id:
        return Hand.WRITER
    return None


def may_see_desk(actor: Actor, site: Site) -> Verdict:
    """Anybody with a post in the group reads its drafts."""
    return YES if actor.is_system or actor.holds_in_group(site.group_id) else hidden()


def may_write(actor: Actor, site: Site) -> Verdict:
    """Begin an article: anybody with a post in the group, while the site is open."""
    if actor.is_system:
        return YES
    if not actor.holds_in_group(site.group_id):
        return hidden()
    return _while_open(site)


def _while_open(site: Site) -> Verdict:
    if site.status != SiteStatus.OPEN:
        return no(_("The site is closed for now. Ask your coordinator; everything that you wrote is kept."))
    return YES


def may_edit(actor: Actor, site: Site, article: Article) -> Verdict:
    """Change the text of an article."""
    if not may_see_desk(actor, site) or article.site_id != site.pk:
        return hidden()
    hand = hand_of(actor, site, article)
    if rules.may_edit(article.state, hand, needs_approval=site.needs_approval):
        return _while_open(site)
    if hand is Hand.WRITER:
        return no(_("An editor has this article now. Take it back first, or ask an editor to change it."))
    return no(_("This article is another writer's. Only an editor or the chair changes it."))


_WHY_NOT = {
    Step.PUBLISH: gettext_lazy("An editor or the chair publishes. Send the article to them."),
    Step.SCHEDULE: gettext_lazy("An editor or the chair sets the time. Send the article to them."),
    Step.SEND_BACK: gettext_lazy("Only an editor or the chair sends an article back."),
    Step.WITHDRAW: gettext_lazy("Only an editor or the chair withdraws what readers can see."),
}


def may_take(actor: Actor, site: Site, article: Article, step: Step) -> Verdict:
    """Take a step with an article (`rules.MOVES`)."""
    if not may_see_desk(actor, site) or article.site_id != site.pk:
        return hidden()
    hand = hand_of(actor, site, article)
    if not rules.may_take(step, article.state, hand, needs_approval=site.needs_approval):
        if rules.move_for(step, article.state) is None:
            return no(_("The article has moved on in the meantime. Load the page again."))
        return no(str(_WHY_NOT.get(step) or _("An editor or the chair does this.")))
    if step in (Step.PUBLISH, Step.SCHEDULE):
        return _while_open(site)
    return YES


def may_discard(actor: Actor, site: Site, article: Article) -> Verdict:
    """Throw away a text that no reader ever saw."""
    verdict = may_edit(actor, site, article)
    if verdict and article.published_at is not None:
        return no(_("Readers have seen this article. Withdraw it instead."))
    return verdict


def may_allow_personal_data(actor: Actor, site: Site) -> Verdict:
    """Say the deliberate yes to personal data in a text. Law: UU 27/2022 art. 20, 22"""
    if is_approver(actor, site):
        return YES
    if actor.holds_in_group(site.group_id):
        return no(_("Only an editor or the chair may agree to personal data in a text. Take it out, or send the article to them."))
    return hidden()


def may_moderate(actor: Actor, site: Site) -> Verdict:
    """Show, refuse, answer comments: anybody with a post in the group."""
    return YES if actor.is_system or actor.holds_in_group(site.group_id) else hidden()


def may_manage_pages(actor: Actor, site: Site) -> Verdict:
    """Make, change, remove standing pages and shelves: chair and editors."""
    if actor.is_system:
        return YES
    if is_approver(actor, site):
        return _while_open(site)
    if actor.holds_in_group(site.group_id):
        return no(_("Only an editor or the chair changes the pages of the site. Ask one of them."))
    return hidden()
