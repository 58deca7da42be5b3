"""A contest of Kapuas, in every state."""

from __future__ import annotations

from datetime import date, datetime
from zoneinfo import ZoneInfo

from betang.accounts.models import Appointment, Person
from betang.growth.contests import actions, queries, rules
from betang.growth.models import Contest

ZONE = ZoneInfo("Asia/Pontianak")
AT = datetime(2026, 11, 24, 9, 0, tzinfo=ZONE)
LATER = datetime(2026, 12, 5, 9, 0, tzinfo=ZONE)
CRITERIA = (rules.Asked("", "Administrasi", 30), rules.Asked("", "Media KIM", 30), rules.Asked("", "Kegiatan inti", 40))


def about(title: str = "Lomba KIM Kapuas 2026", **more) -> actions.About:
    return actions.About(**({"title": title, "year": 2026, "opens_on": date(2026, 11, 1), "closes_on": date(2026, 11, 30)} | more))


def chair(house, name: str = "ani", group=None):
    """Make somebody the chair of a group; returns the policies' view of them."""
    group = group or house.group
    if not Appointment.objects.filter(group_id=group.pk, post="chair", until_on__isnull=True).exists():
        Appointment.objects.create(person=house.people[name], post="chair", group_id=group.pk, from_on=date(2024, 1, 2))
    return house.actor(name)


def drafted(house, **more) -> Contest:
    return actions.create_contest(
        actor=house.actor(more.pop("by", "gita")), region=more.pop("region", house.kapuas), about=about(**more), criteria=CRITERIA, at=AT
    )


def opened(house, **more) -> Contest:
    actor = house.actor(more.get("by", "gita"))
    return actions.open_contest(actor=actor, contest=drafted(house, **more), at=AT)


def entered(house, contest: Contest, name: str = "ani", group=None):
    return actions.enter(
        actor=chair(house, name, group), contest=contest, group=group or house.group, title="Kabar dari sungai",
        words="Kami mengawal usulan titian dan menjernihkan kabar banjir.", links=["https://contoh.test/berita/titian/"], at=AT,
    )  # fmt: skip


def judge(house, contest: Contest, number: int = 1):
    person, _new = Person.objects.get_or_create(email=f"juri{number}@contoh.test", defaults={"name": f"Juri Contoh {number}"})
    return actions.add_judge(actor=house.actor("eka"), contest=contest, person=person, post="dosen", at=AT).judge


def actor(person):
    from betang.accounts.queries import actor_of

    return actor_of(person, has_second_factor=True)


def judged(house, contest: Contest, values=((80, 70, 91), (71, 70, 90))) -> Contest:
    """Two judges gave every score; the contest waits for the decision."""
    seats = [judge(house, contest, number) for number in range(1, 1 + len(values))]
    contest = actions.begin_judging(actor=house.actor("eka"), contest=contest, at=LATER)
    criteria = queries.criteria_of(contest)
    for seat, row in zip(seats, values, strict=True):
        for entry in queries.entries_of(contest):
            given = {one.pk: (value, "Rapi.") for one, value in zip(criteria, row, strict=True)}
            actions.give_scores(actor=actor(seat.person), judge=seat, entry=entry, given=given, at=LATER)
    return contest


def decided(house, contest: Contest) -> Contest:
    entries = queries.sheet_of(contest).lines
    awards = {entries[0].entry.pk: actions.Award("Juara I", "Usulannya dikawal sampai jadi titian.")}
    return actions.decide(actor=house.actor("eka"), contest=contest, awards=awards, words="Semua baik.", at=LATER)
