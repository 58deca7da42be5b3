"""What `tests/test_killed.py` runs in a process of its own and kills: `python -m tests.killed seed|approve|publish|account`."""

from __future__ import annotations

import itertools
import json
import sys
from datetime import timedelta


def seed() -> None:
    """A small house: regions, a coordinator, one group with its site."""
    from betang.accounts.actors import SYSTEM
    from betang.accounts.models import Appointment, Person
    from betang.accounts.terms import Post
    from betang.communities.models import Group
    from betang.communities.terms import Standing
    from betang.hosting.actions import create_site
    from betang.kernel import clock
    from betang.regions.models import Region

    parent = None
    for code, name, level, kind in (
        ("62", "Kalimantan Tengah", "province", "provinsi"),
        ("62.03", "Kapuas", "regency", "kabupaten"),
        ("62.03.05", "Mantangai", "district", "kecamatan"),
        ("62.03.05.2004", "Mantangai Hilir", "village", "desa"),
    ):
        parent = Region.objects.create(code=code, name=name, level=level, kind=kind, parent=parent)
    gita = Person.objects.create_user(name="Gita", email="gita@contoh.test")
    Appointment.objects.create(person=gita, post=Post.COORDINATOR, region=Region.objects.get(code="62.03"), from_on=clock.today())
    group = Group.objects.create(name="KIM Batang Danum", slug="batang-danum", region=parent, standing=Standing.ACTIVE)
    budi = Person.objects.create_user(name="Budi", email="budi@contoh.test")
    Appointment.objects.create(person=budi, post=Post.EDITOR, group_id=group.pk, from_on=clock.today())
    create_site(actor=SYSTEM, group=group, slug="batang-danum", title="KIM Batang Danum", at=clock.now())


def approve() -> None:
    """Admit one group after another until somebody pulls the plug."""
    from betang.accounts.models import Person
    from betang.accounts.queries import actor_of
    from betang.communities import actions
    from betang.communities.models import Application
    from betang.communities.tests.worlds import sent
    from betang.kernel import clock

    gita = actor_of(Person.objects.get(name="Gita"), has_second_factor=True)
    for number in itertools.count(Application.objects.count()):
        name = "".join(chr(97 + int(digit)) for digit in f"{number:05d}")
        application = sent(clock.now() - timedelta(days=1), name=f"KIM Sungai {name}", wished_name=f"sungai-{name}")
        actions.approve_application(actor=gita, application=application, at=clock.now())
        print("begun", flush=True)


def publish() -> None:
    """Publish one article after another until somebody pulls the plug."""
    from betang.accounts.models import Person
    from betang.accounts.queries import actor_of
    from betang.hosting.models import Site
    from betang.kernel import clock, fence
    from betang.publishing import actions
    from betang.publishing.actions.articles import Draft

    site = Site.objects.select_related("group__region").get(slug="batang-danum")
    budi = actor_of(Person.objects.get(name="Budi"))
    with fence.open_site(site.pk):
        for number in itertools.count():
            article = actions.start_article(actor=budi, site=site, at=clock.now())
            draft = Draft(title=f"Kabar {number}", body="Air sungai turun.", byline="Contoh")
            article = actions.save_article(
                actor=budi,
                site=site,
                article=article,
                draft=draft,
                base_version=article.version,
                personal_data_agreed=False,
                at=clock.now(),
            )
            actions.publish_article(actor=budi, site=site, article=article, at=clock.now())
            print("begun", flush=True)


def account() -> None:
    """What stands in the house, for the test to judge."""
    from betang.accounts.models import Invitation
    from betang.audit.models import Entry
    from betang.communities.models import Application, Decree, Group, Officer
    from betang.hosting.models import HostName, Site
    from betang.kernel import fence
    from betang.publishing.models import Article
    from betang.search.models import Document

    with fence.unfenced("the test counts everything"):
        articles = set(map(str, Article.objects.filter(state="published").values_list("pk", flat=True)))
    groups = list(Group.objects.filter(register_number__isnull=False))
    approved = list(Application.objects.filter(status="approved"))
    json.dump(
        {
            "approved": len(approved),
            "groups": len(groups),
            "approved_groups": len({one.group_id for one in approved}),
            "sites": Site.objects.filter(group__in=groups).count(),
            "hosts": HostName.objects.filter(site__group__in=groups).count(),
            "decrees": Decree.objects.count(),
            "chairs": Officer.objects.filter(role="chair").count(),
            "invitations": Invitation.objects.count(),
            "entries": Entry.objects.filter(verb="communities.application.approved").count(),
            "numbers": sorted(int(group.register_number.rpartition("/")[2]) for group in groups),
            "articles": sorted(articles),
            "articles_found": sorted(map(str, Document.objects.filter(kind="article").values_list("key", flat=True))),
            "articles_told": sorted(
                {str(key) for key in Entry.objects.filter(verb="publishing.article.published").values_list("subject_id", flat=True)}
            ),
        },
        sys.stdout,
    )


if __name__ == "__main__":
    import django

    django.setup()
    globals()[sys.argv[1]]()
