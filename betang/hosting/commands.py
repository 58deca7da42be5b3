"""`betang site …`: what the desk does with sites, at the console."""

from __future__ import annotations

import argparse
from typing import Any

from betang.accounts.actors import SYSTEM


def register(verbs: Any) -> None:
    """Add the verb `site`."""
    site = verbs.add_parser("site", help="sites: list, create, rename, suspend, reopen")
    what = site.add_subparsers(dest="what", metavar="WHAT", required=True)
    shown = what.add_parser("list", help="every site with its address and state")
    shown.add_argument("words", nargs="?", default="")
    shown.set_defaults(run=_list)
    made = what.add_parser("create", help="give a group of the register its site")
    made.add_argument("group", help="the group's address in the register")
    made.add_argument("--slug", default="", help="the site's name; default: the group's")
    made.add_argument("--title", default="")
    made.set_defaults(run=_create)
    renamed = what.add_parser("rename", help="give a site another address; the old one leads on")
    renamed.add_argument("slug")
    renamed.add_argument("new")
    renamed.add_argument("--reason", required=True)
    renamed.set_defaults(run=_rename)
    for name, run, words in (
        ("suspend", _suspend, "have a site answer with a reason only"),
        ("reopen", _reopen, "let it answer again"),
    ):
        one = what.add_parser(name, help=words)
        one.add_argument("slug")
        one.add_argument("--reason", required=True)
        one.set_defaults(run=run)


def _site(slug: str) -> Any:
    from betang.hosting.models import Site
    from betang.kernel.errors import NotFound

    found = Site.objects.filter(slug=slug).first()
    if found is None:
        raise NotFound(f"There is no site “{slug}”.", hint="`betang site list` shows them all.")
    return found


def _list(options: argparse.Namespace) -> int:
    from django.db.models import Q

    from betang.hosting.addresses import site_url
    from betang.hosting.models import HostName
    from betang.hosting.terms import HostKind

    names = HostName.objects.filter(kind=HostKind.PRIMARY).order_by("host")
    if options.words:
        names = names.filter(Q(host__icontains=options.words) | Q(site__title__icontains=options.words))
    for host, title, status in names.values_list("host", "site__title", "site__status").iterator():
        print(f"{status:<10} {site_url(host):<60} {title}")
    return 0


def _create(options: argparse.Namespace) -> int:
    from betang.communities.models import Group
    from betang.hosting import actions, queries
    from betang.kernel.errors import NotFound

    group = Group.objects.select_related("region").filter(slug=options.group).first()
    if group is None:
        raise NotFound(f"There is no group “{options.group}” in the register.")
    made = actions.create_site(actor=SYSTEM, group=group, slug=options.slug or group.slug, title=options.title or group.name)
    print(queries.site_card(made.pk).url)
    return 0


def _rename(options: argparse.Namespace) -> int:
    from betang.hosting import actions, queries

    changed = actions.rename_site(actor=SYSTEM, site=_site(options.slug), slug=options.new, reason=options.reason)
    print(queries.site_card(changed.pk).url)
    return 0


def _suspend(options: argparse.Namespace) -> int:
    from betang.hosting import actions

    actions.suspend_site(actor=SYSTEM, site=_site(options.slug), reason=options.reason)
    return 0


def _reopen(options: argparse.Namespace) -> int:
    from betang.hosting import actions

    actions.reopen_site(actor=SYSTEM, site=_site(options.slug), reason=options.reason)
    return 0
