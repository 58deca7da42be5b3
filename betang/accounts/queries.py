"""Reading of people and posts."""

from __future__ import annotations

from typing import Any

from django.db.models import Q

from betang.accounts.actors import NOBODY, Actor, HeldPost
from betang.accounts.models import Appointment, Person
from betang.accounts.terms import Post
from betang.kernel import clock


def actor_of(person: Person, *, has_second_factor: bool = False) -> Actor:
    """The person with the posts that they hold today. One query."""
    today = clock.today()
    rows = Appointment.objects.filter(Q(until_on__isnull=True) | Q(until_on__gte=today), person=person, from_on__lte=today).values_list(
        "post", "region__code", "group_id", "from_on"
    )
    posts = tuple(HeldPost(post=Post(post), region_code=code or "", group_id=group_id, since=since) for post, code, group_id, since in rows)
    return Actor(id=person.pk, name=person.name, posts=posts, has_second_factor=has_second_factor)


def actor_of_request(request: Any) -> Actor:
    """Who is signed in at the desk, or nobody."""
    person = request.user
    if not person.is_authenticated:
        return NOBODY
    methods = request.session.get("account_authentication_methods", [])
    return actor_of(person, has_second_factor=any(method.get("method") == "mfa" for method in methods))
