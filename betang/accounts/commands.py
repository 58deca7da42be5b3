"""`betang person …`: what an administrator does with people at the machine."""

from __future__ import annotations

import argparse
from typing import Any

from django.utils.translation import gettext

from betang.kernel.errors import InvalidInput

Verbs = Any


def register(verbs: Verbs) -> None:
    """Add the verb `person` with its own verbs."""
    person = verbs.add_parser("person", help="people: the first administrator, invitations, lost factors")
    inner = person.add_subparsers(dest="what", metavar="WHAT", required=True)

    admin = inner.add_parser("admin", help="invite a province administrator; prints the link")
    _who(admin)
    admin.add_argument("--region", default="", help="the province's code (default: the installation's)")
    admin.set_defaults(run=_admin)

    invite = inner.add_parser("invite", help="invite somebody to any post; prints the link")
    _who(invite)
    invite.add_argument("--post", required=True, help="province_admin, coordinator, planner, information_officer, chair, editor, writer")
    invite.add_argument("--region", default="", help="the region's code, for a post of office")
    invite.add_argument("--group", default="", help="the group's slug, for a post in a group")
    invite.set_defaults(run=_invite)

    create = inner.add_parser("create", help="make an account without a post; prints a link for its password")
    _who(create)
    create.set_defaults(run=_create)

    listing = inner.add_parser("list", help="who has an account, with the posts of today")
    listing.set_defaults(run=_list)

    reset = inner.add_parser("reset", help="print a link for a new password")
    reset.add_argument("login", help="e-mail or phone number")
    reset.set_defaults(run=_reset)

    unlock = inner.add_parser("forget-factor", help="remove somebody's second factor (phone lost, no code left)")
    unlock.add_argument("login", help="e-mail or phone number")
    unlock.set_defaults(run=_forget_factor)

    close = inner.add_parser("close", help="close an account at once: no sign-in, no session")
    close.add_argument("login", help="e-mail or phone number")
    close.set_defaults(run=_close)


def _who(parser: Any) -> None:
    parser.add_argument("--name", required=True)
    parser.add_argument("--email", default="")
    parser.add_argument("--phone", default="")


def _print_issued(issued: Any) -> int:
    print(issued.url)
    print(issued.whatsapp_url)
    return 0


def _admin(options: argparse.Namespace) -> int:
    from django.conf import settings

    options.post, options.group = "province_admin", ""
    options.region = options.region or settings.PROVINCE_CODE
    return _invite(options)


def _invite(options: argparse.Namespace) -> int:
    from django.apps import apps
    from django.conf import settings

    from betang.accounts import actions
    from betang.accounts.actors import SYSTEM
    from betang.accounts.terms import GROUP_POSTS, Post
    from betang.kernel import clock
    from betang.regions.models import Region

    if options.post not in Post.values:
        raise InvalidInput(gettext("Name the post, one of: %(posts)s") % {"posts": ", ".join(Post.values)})
    post = Post(options.post)
    region = group = None
    if post in GROUP_POSTS:
        group = apps.get_model(settings.GROUP_MODEL)._default_manager.filter(slug=options.group).first()
    else:
        region = Region.objects.filter(code=options.region, valid_to__isnull=True).first()
    if region is None and group is None:
        raise InvalidInput(gettext("There is no such region or group."), hint="betang regions load")
    issued = actions.invite(
        actor=SYSTEM,
        name=options.name,
        post=post,
        region=region,
        group_id=group.pk if group is not None else None,
        email=options.email,
        phone=options.phone,
        at=clock.now(),
    )
    return _print_issued(issued)


def _create(options: argparse.Namespace) -> int:
    from betang.accounts import actions
    from betang.accounts.actors import SYSTEM
    from betang.kernel import clock

    person = actions.create_person(actor=SYSTEM, name=options.name, email=options.email, phone=options.phone, at=clock.now())
    return _print_issued(actions.issue_reset(actor=SYSTEM, person=person, at=clock.now()))


def _list(options: argparse.Namespace) -> int:
    from betang.accounts.models import Person
    from betang.accounts.queries import actor_of

    for person in Person.objects.filter(erased_at__isnull=True).order_by("name", "pk"):
        posts = ", ".join(f"{held.post.value} {held.region_code or held.group_id}" for held in actor_of(person).posts)
        print(f"{person.name} <{person.email or person.phone}> {'' if person.is_active else '(closed) '}{posts}")
    return 0


def _find(login: str) -> Any:
    from betang.accounts.models import Person
    from betang.accounts.phones import normal_phone

    found = Person.objects.filter(**({"email": login.strip().lower()} if "@" in login else {"phone": normal_phone(login)})).first()
    if found is None:
        raise InvalidInput(gettext("Nobody has this address or number."))
    return found


def _reset(options: argparse.Namespace) -> int:
    from betang.accounts import actions
    from betang.accounts.actors import SYSTEM
    from betang.kernel import clock

    return _print_issued(actions.issue_reset(actor=SYSTEM, person=_find(options.login), at=clock.now()))


def _forget_factor(options: argparse.Namespace) -> int:
    from betang.accounts import actions
    from betang.accounts.actors import SYSTEM
    from betang.kernel import clock

    actions.forget_factor(actor=SYSTEM, person=_find(options.login), at=clock.now())
    return 0


def _close(options: argparse.Namespace) -> int:
    from betang.accounts import actions
    from betang.accounts.actors import SYSTEM
    from betang.kernel import clock

    actions.close_account(actor=SYSTEM, person=_find(options.login), at=clock.now())
    return 0
