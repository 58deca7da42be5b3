"""Building the demo world: regions, offices, people, groups, sites, news; one transaction, so that there is all of it or nothing."""

from __future__ import annotations

import random
import sys
from collections import Counter, defaultdict
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from django.conf import settings
from django.contrib.auth.hashers import make_password
from django.db import transaction

from betang.accounts.actions.inviting import record_consent
from betang.accounts.actors import SYSTEM
from betang.accounts.models import Appointment, Person
from betang.accounts.terms import Post
from betang.audit import trail
from betang.communities.documents import index_group
from betang.communities.models import Decree, Group, Member, Officer, Sequence, StandingChange
from betang.communities.terms import DecreeSigner, Standing
from betang.growth import seeds as growth_seeds
from betang.growth.contests import seeds as contest_seeds
from betang.growth.reporting import seeds as report_seeds
from betang.growth.tending import seeds as tending_seeds
from betang.hosting.actions import create_sites_in_bulk
from betang.hosting.addresses import site_url
from betang.hosting.models import Site
from betang.kernel import clock
from betang.market import seeds as market_seeds
from betang.market.prices import seeds as price_seeds
from betang.market.seeds import disputes as dispute_seeds
from betang.market.seeds import orders as order_seeds
from betang.planning.actions import load_built_in
from betang.proposals.meetings import seeds as meeting_seeds
from betang.publishing.models import Picture
from betang.publishing.seeds import ArticleSeed, CommentSeed, PageSeed, seed_site
from betang.regions.actions.loading import load_regions
from betang.regions.actions.offices import set_up_offices
from betang.regions.models import Office, Region
from betang.regions.terms import Level
from betang.web.seeds import applicants, gallery, groups, world
from betang.web.seeds import plans as plans_seeds

PASSWORD = "rumah-panjang-2026"  # noqa: S105 - of people who do not exist
TOTP_SECRET = "JBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXP"  # noqa: S105 - the same for everybody in the demo world
SHOWCASE = "batang-danum"
"""The group that the demo sign-ins work for."""


@dataclass(frozen=True, slots=True)
class SignIn:
    """Somebody of the demo world who can sign in."""

    email: str
    name: str
    role: str


SIGN_INS = (
    SignIn("eka@contoh.test", "Eka Sangiang", "admin provinsi"),
    SignIn("gita@contoh.test", "Gita Kameloh", "koordinator KIM Kabupaten Kapuas"),
    SignIn("rina@contoh.test", "Rina Danum", "ketua KIM Batang Danum"),
    SignIn("budi@contoh.test", "Budi Tingang", "penyunting KIM Batang Danum"),
    SignIn("sari@contoh.test", "Sari Bulau", "penulis KIM Batang Danum"),
    SignIn("hana@contoh.test", "Hana Petak", "perencana Kabupaten Kapuas"),
    SignIn("joko@contoh.test", "Joko Rimba", "petugas Kecamatan Mantangai"),
    SignIn("lina@contoh.test", "Lina Sahai", "petugas Desa Mantangai Hilir"),
    SignIn("surya@contoh.test", "Surya Handuran", "petugas Dinas PUPR Kabupaten Kapuas"),
    SignIn("tari@contoh.test", "Tari Ranying", "tim anggaran (TAPD) Kabupaten Kapuas"),
    SignIn("wahyu@contoh.test", "Wahyu Sangiang", "anggota DPRD Kabupaten Kapuas"),
    SignIn("maya@contoh.test", "Maya Tambun", "perencana Provinsi Kalimantan Tengah"),
    SignIn("dodi@contoh.test", "Dodi Basara", "petugas Desa Mantangai Tengah"),
)
NEIGHBOUR = "Mantangai Tengah"
"""The other village whose officer can sign in."""


AFTER_PLANS: tuple[Callable[[datetime], object], ...] = (
    meeting_seeds.sow, market_seeds.sow_all, order_seeds.sow_all, dispute_seeds.sow, price_seeds.sow,
)  # fmt: skip
"""What else is sown once plans and proposals stand, in the same transaction: functions that take the moment the world leads up to."""


AFTER_NEWS: tuple[Callable[[datetime], object], ...] = (tending_seeds.sow, contest_seeds.sow, report_seeds.sow)
"""What is sown last, when groups have written and climbed."""


def _quiet(line: str) -> None:
    print(line, file=sys.stderr, flush=True)


def build_if_empty(*, log: Callable[[str], None] = _quiet) -> bool:
    """Build the demo world where there is no group yet; True if it was built. About half a minute."""
    if Group.objects.exists():
        return False
    now = clock.now().replace(microsecond=0)
    if not Region.objects.filter(code=settings.PROVINCE_CODE).exists():
        log("Memuat wilayah … / Loading the regions …")
        load_regions(actor=SYSTEM, provinces=[settings.PROVINCE_CODE], at=now, on=now.astimezone(clock.zone()).date())
    log("Menggambar … / Drawing the pictures …")
    drawings = gallery.hang(settings.HOME / "demo-pictures")
    log("Membangun dunia contoh … / Building the demo world …")
    with transaction.atomic():
        set_up_offices(actor=SYSTEM, province_code=settings.PROVINCE_CODE, at=now)
        load_built_in(actor=SYSTEM, at=now)
        _Builder(now, drawings).build()
    return True


def greeting() -> list[str]:
    """What `betang run --demo` prints beside the portal's address: a site to look at, and who can sign in."""
    if not Site.objects.filter(slug=SHOWCASE).exists():
        return []
    return [
        f"  Situs     {site_url(f'{SHOWCASE}.{settings.SITES_DOMAIN}')}",
        "",
        f"  Masuk dengan sandi {PASSWORD} sebagai:",
        *(f"    {one.email:<18} {one.role}" for one in SIGN_INS),
        "  Kode kedua untuk yang memutuskan: .venv/bin/betang demo code",
    ]


def second_factor_code() -> str:
    """The six digits that the authenticator app of every demo person shows now (RFC 6238)."""
    from allauth.mfa.totp.internal.auth import format_hotp_value, hotp_value, yield_hotp_counters_from_time

    counter = next(iter(yield_hotp_counters_from_time()))
    return str(format_hotp_value(hotp_value(TOTP_SECRET, counter)))


class _Builder:
    def __init__(self, now: datetime, drawings: dict[str, gallery.Drawing]) -> None:
        self.now = now
        self.today = now.astimezone(clock.zone()).date()
        self.drawings = drawings
        self.regions = {region.code: region for region in Region.objects.filter(valid_to__isnull=True)}
        self.password = make_password(PASSWORD)

    def build(self) -> None:
        """Groups, the plans and what is proposed, whatever else `AFTER_PLANS` names, what groups write, how they grow, and `AFTER_NEWS`."""
        plans = world.plan(self._villages(), {code: region.name for code, region in self.regions.items()}, self.now)
        made = self._groups(plans)
        sites = self._sites(plans, made)
        setting = plans_seeds.setting(
            self.regions, seats=[plan.region_code for plan in plans if plan.seat == "village"], showcase=made[SHOWCASE].region.code
        )
        written = plans_seeds.sow(setting, self.drawings, now=self.now)
        self._people(made)
        plans_seeds.propose(setting, written, groups=made, sites=sites, regions=self.regions, drawings=self.drawings, now=self.now)
        for further in AFTER_PLANS:
            further(self.now)
        applicants.send(self._villages(), now=self.now, seed=world.SEED)
        rng = random.Random(world.SEED)
        for plan in plans:
            site = sites[plan.slug]
            wanted = {gallery.name_of(one.scene, one.picture_seed) for one in plan.articles}
            pictures = gallery.give(site, wanted, self.drawings, at=self.now)
            seed_site(
                site,
                None,
                [self._article(one, pictures) for one in plan.articles],
                rng,
                pages=[PageSeed(title=title, body=body) for title, body in groups.PAGES] if plan.has_pages else (),
                now=self.now,
            )
        growth_seeds.sow(self.now, showcase=SHOWCASE, steady=world.STEADY)
        for further in AFTER_NEWS:
            further(self.now)

    def _villages(self) -> dict[str, list[tuple[str, str, str]]]:
        found: dict[str, list[tuple[str, str, str]]] = defaultdict(list)
        for region in self.regions.values():
            if region.level == Level.VILLAGE:
                district = self.regions[region.code.rsplit(".", 1)[0]]
                found[region.code[:5]].append((region.code, region.name, district.name))
        return found

    def _groups(self, plans: list[world.GroupPlan]) -> dict[str, Group]:
        made: dict[str, Group] = {}
        serial: Counter[tuple[str, int]] = Counter()
        decrees, officers, members, changes = [], [], [], []
        for plan in sorted(plans, key=lambda one: one.founded):
            year = plan.founded.year
            serial[plan.regency_code, year] += 1
            group = Group(
                name=plan.name, slug=plan.slug, kind=plan.kind, seat=plan.seat, region=self.regions[plan.region_code], standing=plan.standing,
                register_number=f"{plan.regency_code}/KIM/{year}/{serial[plan.regency_code, year]:04d}", about=plan.about,
                founded_on=(plan.founded - timedelta(days=40)).date(), registered_at=plan.founded,
                last_active_at=max((one.at for one in plan.articles), default=None), audiences=plan.audiences, media=plan.media,
                content_kinds=plan.content_kinds, fields=plan.fields,
            )  # fmt: skip
            made[plan.slug] = group
            signed = (plan.founded - timedelta(days=25)).date()
            signer = DecreeSigner.DISTRICT_HEAD if plan.seat == "district" else DecreeSigner.VILLAGE_HEAD
            decree = Decree(group=group, number=f"{serial[plan.regency_code, year] + 3}/KIM/{year}", on=signed, signer=signer)
            decrees.append(decree)
            officers += [Officer(group=group, role=role, name=name, from_on=signed, decree=decree) for role, name in plan.officers]
            names = [name for _role, name in plan.officers] + list(plan.members)
            members += [Member(group=group, name=name, joined_on=signed) for name in names]
            previous = ""
            for standing, days in self._career(plan):
                changes.append(
                    StandingChange(group=group, from_standing=previous, to_standing=standing, at=plan.founded + timedelta(days=days))
                )
                previous = standing
        Group.objects.bulk_create(made.values())
        Decree.objects.bulk_create(decrees, batch_size=500)
        Officer.objects.bulk_create(officers, batch_size=500)
        Member.objects.bulk_create(members, batch_size=500)
        StandingChange.objects.bulk_create(changes, batch_size=500)
        Sequence.objects.bulk_create(
            [Sequence(series="register", region_code=code, year=year, last=last) for (code, year), last in serial.items()]
        )
        for group in made.values():
            trail.record(
                "communities.group.registered", group, actor=SYSTEM, at=group.registered_at,
                data={"group_id": str(group.pk), "slug": group.slug, "name": group.name, "register_number": group.register_number}, public=True,
            )  # fmt: skip
            index_group(group)
        return made

    @staticmethod
    def _career(plan: world.GroupPlan) -> list[tuple[str, int]]:
        steps: list[tuple[str, int]] = [(Standing.APPLIED, -10), (Standing.VERIFIED, 0)]
        if plan.standing in (Standing.ACTIVE, Standing.DORMANT):
            steps.append((Standing.ACTIVE, 3))
        if plan.standing == Standing.DORMANT:
            steps.append((Standing.DORMANT, 180))
        return steps

    def _sites(self, plans: list[world.GroupPlan], made: dict[str, Group]) -> dict[str, Site]:
        sites = create_sites_in_bulk([(made[plan.slug].pk, plan.slug, plan.name) for plan in plans], actor=SYSTEM, at=self.now)
        looks = {plan.slug: plan for plan in plans}
        for site in sites:
            site.hue, site.motif = looks[site.slug].hue, looks[site.slug].motif
        Site.objects.bulk_update(sites, ["hue", "motif"])
        return {site.slug: site for site in sites}

    def _people(self, made: dict[str, Group]) -> None:
        from allauth.mfa.totp.internal.auth import TOTP

        since = self.today - timedelta(days=400)
        everybody = [self._person(one.name, one.email) for one in SIGN_INS]
        admin, coordinator, chair, editor, writer, planner, district, village, works, budget, member, above, neighbour = everybody
        group = made[SHOWCASE]
        self._appoint(admin, Post.PROVINCE_ADMIN, since, region=self.regions[settings.PROVINCE_CODE])
        self._appoint(coordinator, Post.COORDINATOR, since, region=self.regions["62.03"])
        for person, post in ((chair, Post.CHAIR), (editor, Post.EDITOR), (writer, Post.WRITER)):
            self._appoint(person, post, since, group_id=group.pk)
        Officer.objects.filter(group=group, role="chair").update(person=chair, name=chair.name)
        here = group.region.code
        self._appoint(planner, Post.PLANNER, since, region=self.regions["62.03"])
        self._appoint(district, Post.DISTRICT_OFFICER, since, region=self.regions[here[:8]])
        self._appoint(village, Post.VILLAGE_OFFICER, since, region=self.regions[here])
        public_works = Office.objects.get(region__code="62.03", short_name="Dinas PUPR Kapuas")
        self._appoint(works, Post.AGENCY_OFFICER, since, region=self.regions["62.03"], office=public_works)
        self._appoint(budget, Post.BUDGET_TEAM, since, region=self.regions["62.03"])
        self._appoint(member, Post.COUNCIL_MEMBER, since, region=self.regions["62.03"])
        self._appoint(above, Post.PLANNER, since, region=self.regions[settings.PROVINCE_CODE])
        beside = next(one for code, one in sorted(self.regions.items()) if one.name == NEIGHBOUR and code.startswith(f"{here[:8]}."))
        self._appoint(neighbour, Post.VILLAGE_OFFICER, since, region=beside)
        approving = [admin, coordinator, planner, district, works, budget, member, above]
        names = iter(world.coordinator_names())
        for code in world.GROUPS_BY_REGENCY:
            if code != "62.03":
                person = self._person(next(names), f"koordinator.{code.replace('.', '')}@contoh.test")
                self._appoint(person, Post.COORDINATOR, since, region=self.regions[code])
                approving.append(person)
        for person in approving:
            TOTP.activate(person, TOTP_SECRET)

    def _person(self, name: str, email: str) -> Person:
        person = Person.objects.create(name=name, email=email, password=self.password)
        record_consent(person, at=self.now)
        return person

    def _appoint(self, person: Person, post: str, since: date, **scope: Any) -> None:
        held = Appointment.objects.create(person=person, post=post, from_on=since, **scope)
        trail.record("accounts.appointment.made", held, actor=SYSTEM, at=self.now, data={"post": post, "person_id": str(person.pk)})

    @staticmethod
    def _article(one: world.ArticlePlan, pictures: dict[str, Picture]) -> ArticleSeed:
        return ArticleSeed(
            title=one.title,
            summary=world.summary_of(one.body),
            body=one.body,
            category=one.category,
            tags=one.tags,
            byline=one.byline,
            at=one.at,
            state=one.state,
            picture=pictures[gallery.name_of(one.scene, one.picture_seed)],
            comments=tuple(
                CommentSeed(name=author, text=text, answer=answer, is_held=is_held) for author, text, answer, is_held in one.comments
            ),
        )
