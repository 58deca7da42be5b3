"""How long the pages of growth take with a group for each village: `python -m bench.growth [--groups 1571]`, on SQLite and on PostgreSQL.

A whole province of groups, each with a site, news, officers, activities, visits and certificates; every page is asked for uncached,
through the whole of Django, by who may see it. Goal: 150 ms, and for lists 8 queries beside those of signing in. The desk's first page asks
every domain, and pages of one group count it criterion by criterion: of these the time alone is held to the goal.
"""

from __future__ import annotations

import random
import sys
import time
from datetime import datetime, timedelta
from typing import Any

from bench import engines

GOAL_MS, GOAL_QUERIES = 150.0, 8
WORKBOOK_MS = 300.0
"""A workbook is a file that a library writes cell by cell, and nobody looks at it while it comes."""
OF_SIGNING_IN = ("django_session", "accounts_person", "accounts_appointment", "mfa_authenticator", "notices_")
"""Tables that every page of the desk asks, whatever it shows."""


def build(count: int, now: datetime) -> dict[str, Any]:
    """The province; returns what the addresses need."""
    from betang.accounts.actors import SYSTEM
    from betang.accounts.models import Appointment, Person
    from betang.accounts.queries import actor_of
    from betang.accounts.terms import Post
    from betang.communities.models import Decree, Group, Officer
    from betang.growth import actions
    from betang.growth.models import Activity, BlankSpot, Certificate, Climb, Task, Visit
    from betang.growth.queries import ladders
    from betang.growth.terms import Adinda, CertificateKind, Origin, VisitKind
    from betang.hosting.actions import create_sites_in_bulk
    from betang.kernel import fence
    from betang.publishing.models import Article
    from betang.regions.actions.loading import load_regions
    from betang.regions.commands import OPERATOR
    from betang.regions.models import Region

    rng = random.Random(62)
    load_regions(actor=OPERATOR, provinces=["62"], at=now, on=now.date())
    villages = list(Region.objects.filter(level="village", valid_to__isnull=True).order_by("code"))
    people = {}
    for name, post, code in (("Eka", Post.PROVINCE_ADMIN, "62"), ("Gita", Post.COORDINATOR, "62.03")):
        person = Person.objects.create_user(name=name, email=f"{name.lower()}@contoh.test", password="rumah-panjang-2026")
        Appointment.objects.create(person=person, post=post, region=Region.objects.get(code=code), from_on=now.date())
        people[name] = person
    groups = Group.objects.bulk_create(
        (
            Group(
                name=f"KIM Desa {n}", slug=f"kim-desa-{n}", kind="general", seat="village", region=villages[n * 7 % len(villages)],
                standing="active", register_number=f"62/KIM/2026/{n}", registered_at=now - timedelta(days=rng.randint(1, 900)),
                last_active_at=now - timedelta(days=rng.randint(0, 200)),
            )
            for n in range(count)
        ),
        batch_size=500,
    )  # fmt: skip
    person = Person.objects.create_user(name="Ani", email="ani@contoh.test", password="rumah-panjang-2026")
    Appointment.objects.create(person=person, post=Post.CHAIR, group_id=groups[0].pk, from_on=now.date())
    people["Ani"] = person
    Officer.objects.bulk_create(
        Officer(group=one, role=role, name="Contoh", from_on=now.date()) for one in groups for role in ("chair", "secretary", "treasurer")
    )
    Decree.objects.bulk_create(Decree(group=one, number="188/1", on=now.date(), signer="village_head") for one in groups)
    sites = create_sites_in_bulk([(one.pk, one.slug, one.name) for one in groups], actor=SYSTEM)
    with fence.unfenced("a bench fills sites that nobody has seen yet"):
        Article.objects.bulk_create(
            (
                Article(
                    site=site, title=f"Kabar {n}", slug=f"kabar-{n}", body="Isi.", html="<p>Isi.</p>", state="published",
                    published_at=now - timedelta(days=rng.randint(1, 170)), created_at=now, updated_at=now,
                )
                for site in sites
                for n in range(rng.randint(0, 8))
            ),
            batch_size=500,
        )  # fmt: skip
    Activity.objects.bulk_create(
        (
            Activity(
                group=one, letter=rng.choice(Adinda.values), origin=Origin.STATED, on=(now - timedelta(days=rng.randint(1, 170))).date(),
                title=f"Kegiatan {n}", at=now,
            )
            for one in groups
            for n in range(8)
        ),
        batch_size=500,
    )  # fmt: skip
    day = now.date()
    Visit.objects.bulk_create(
        Visit(group=one, kind=VisitKind.COACHING, on=day - timedelta(days=rng.randint(1, 300)), by=people["Eka"], seen="Baik.", at=now)
        for one in groups[::2]
    )
    Task.objects.bulk_create(
        Task(group=one, whose="group", text="Menempel jadwal", due_on=day + timedelta(days=3), made_at=now, made_by=people["Eka"])
        for one in groups[::2]
    )
    province = Region.objects.get(code="62")
    certificates = Certificate.objects.bulk_create(
        (
            Certificate(
                code=f"{n:012}", kind=CertificateKind.COURSE, number=f"62/SERT/2026/{n}", holder=f"Contoh {n}", title="Menulis kabar desa",
                group=groups[n // 2], region=province, issued_on=day, issued_at=now,
            )
            for n in range(count * 2)
        ),
        batch_size=500,
    )  # fmt: skip
    BlankSpot.objects.bulk_create(
        BlankSpot(region=one, as_of=day, signal="none", source="Diskominfo", at=now)
        for one in rng.sample(villages, min(400, len(villages)))
    )
    ladder = actions.ensure_ladder(actor=SYSTEM, at=now)
    second = ladders.ladder_of(ladder.region.code).stages.all()[1]  # type: ignore[union-attr]
    Climb.objects.bulk_create(
        Climb(group=one, stage=second, words="Kami siap.", applied_at=now, applied_by=person, due_on=day + timedelta(days=5))
        for one in groups[:150]
    )
    began = time.perf_counter()
    actions.count_measures(at=now)
    counted = time.perf_counter() - began
    teach(actor_of(people["Eka"], has_second_factor=True), groups, now)
    return {"people": people, "groups": groups, "code": certificates[0].code, "counted": counted}


def teach(eka: Any, groups: list[Any], now: datetime) -> None:
    """Trainings, courses, contests and a report."""
    from betang.accounts.actors import SYSTEM
    from betang.communities.rules import period
    from betang.growth.contests import actions as contests
    from betang.growth.contests import rules
    from betang.growth.courses import actions as courses
    from betang.growth.models import ContestEntry
    from betang.growth.reporting import actions as reports
    from betang.growth.trainings import actions as trainings
    from betang.regions.models import Region

    courses.load_built_in(actor=SYSTEM, at=now)
    province = Region.objects.get(code="62")
    for number in range(60):
        starts = now + timedelta(days=3 * number - 60)
        part = trainings.Part(starts_at=starts, ends_at=starts + timedelta(hours=3), topic="Enam pertanyaan", speaker="Ibu Contoh")
        values = trainings.TrainingValues(
            kind="workshop", title=f"Bimtek {number}", about="Membawa ponsel.", region=province, organiser="Diskominfo", place="Aula",
            programme=[part], capacity=40,
        )  # fmt: skip
        made = trainings.plan_training(actor=eka, values=values, at=now - timedelta(days=90))
        trainings.announce(actor=eka, training=made, at=now - timedelta(days=90))
    reports.begin(actor=eka, region=province, period=period(f"{now.year - 1}-S2"), at=now)
    for number in range(12):
        told = contests.About(
            title=f"Lomba {number}", year=now.year, opens_on=now.date(), closes_on=now.date() + timedelta(days=20), about="Satu karya.",
        )  # fmt: skip
        row = contests.create_contest(actor=SYSTEM, region=province, about=told, criteria=rules.DEFAULTS, at=now)
        row = contests.open_contest(actor=SYSTEM, contest=row, at=now)
    ContestEntry.objects.bulk_create(ContestEntry(contest=row, group=one, title="Karya kami", words="Isi.", at=now) for one in groups[:400])


def measure(count: int) -> int:
    """In this process, on the database that the environment names."""
    import django

    django.setup()
    from django.conf import settings
    from django.db import connection, transaction
    from django.test import Client

    from betang.casework.rules import token_shown
    from betang.growth.models import ContestEntry, PeriodReport
    from betang.kernel import clock
    from betang.kernel.schema import migrate

    migrate()
    settings.ALLOWED_HOSTS = ["*"]
    now = clock.now()
    with transaction.atomic():
        known = build(count, now)
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE")
    print(f"{connection.vendor}: {count:,} groups, counted in {known['counted']:.1f} s\n")
    clients = {"": Client(headers={"host": settings.BASE_DOMAIN})}
    for name, person in known["people"].items():
        clients[name] = client = Client(headers={"host": settings.BASE_DOMAIN})
        client.force_login(person, backend="allauth.account.auth_backends.AuthenticationBackend")
        session = client.session
        session["account_authentication_methods"] = [
            {"method": "password", "at": time.time()}, {"method": "mfa", "type": "totp", "at": time.time()},
        ]  # fmt: skip
        session["account_authentication_methods_user"] = str(person.pk)
        session.save()
    group = known["groups"][0].slug
    report = PeriodReport.objects.get()
    care = "/meja/pembinaan/"
    lists: dict[str, tuple[str, str]] = {
        "all groups": ("Eka", care),
        "all groups, quiet longest": ("Eka", f"{care}?urut=sepi"),
        "all groups, risen most": ("Eka", f"{care}?urut=naik"),
        "what would help": ("Eka", f"{care}?butuh=news"),
        "groups of a kabupaten": ("Gita", care),
        "all groups as CSV": ("Eka", f"{care}kelompok.csv"),
        "all groups as a workbook": ("Eka", f"{care}kelompok.xlsx"),
        "where a group is missing": ("Eka", f"{care}sebaran/"),
        "reports": ("Eka", f"{care}laporan/"),
        "a report": ("Eka", f"{care}laporan/{report.pk}/"),
        "stages that wait": ("Eka", "/meja/tahap/"),
        "trainings at the desk": ("Eka", "/meja/pelatihan/"),
        "contests at the desk": ("Eka", "/meja/lomba/"),
        "spread, for everybody": ("", "/sebaran/"),
        "trainings": ("", "/pelatihan/"),
        "past trainings": ("", "/pelatihan/?waktu=lalu"),
        "lessons": ("", "/belajar/"),
        "contests": ("", "/lomba/"),
        "a contest of 400": ("", f"/lomba/{ContestEntry.objects.select_related('contest').latest('at').contest.address}/"),
        "a certificate": ("", f"/sertifikat/{token_shown(known['code'])}/"),
    }
    others: dict[str, tuple[str, str]] = {
        "the desk of the province": ("Eka", "/meja/"),
        "the desk of a kabupaten": ("Gita", "/meja/"),
        "a group's ladder": ("Ani", f"/meja/kim/{group}/langkah/"),
        "a group's activities": ("Ani", f"/meja/kim/{group}/kegiatan/"),
        "a group's mentoring": ("Ani", f"/meja/kim/{group}/pendampingan/"),
        "how a group grows": ("", f"/kim/{group}/langkah/"),
    }
    print(f"  {'page':<32} {'ms':>7} {'queries':>8} {'of signing in':>14} {'kB':>6}")
    missed = []
    for name, (who, path) in (lists | others).items():
        found = engines.ask(clients[who], path)
        asked, took = [sql for _seconds, sql in found.queries], found.ms
        signing = sum(any(table in sql for table in OF_SIGNING_IN) for sql in asked) if who else 0
        is_over = took > (WORKBOOK_MS if "workbook" in name else GOAL_MS) or (name in lists and len(asked) - signing > GOAL_QUERIES)
        if is_over:
            missed.append(name)
        print(f"  {name:<32} {took:>7.1f} {len(asked):>8} {signing:>14} {found.kb:>6.0f}{'  MISSED' if is_over else ''}", flush=True)
    print(
        f"\n  goal {GOAL_MS:.0f} ms a page (a workbook {WORKBOOK_MS:.0f}), {GOAL_QUERIES} queries a list: {'met by all' if not missed else 'missed by ' + ', '.join(missed)}\n"
    )
    return 0


def main() -> int:
    return engines.on_each("bench.growth", what="groups", count=1571, measure=measure, about=__doc__)


if __name__ == "__main__":
    sys.exit(main())
