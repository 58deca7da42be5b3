"""Where the demo world has plans: three governments below the province, with the villages of their groups first."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime

from betang.accounts.actors import Actor, HeldPost
from betang.accounts.models import Appointment
from betang.accounts.terms import Post
from betang.communities.models import Group
from betang.hosting.models import Site
from betang.kernel import clock
from betang.planning import jobs
from betang.planning.catalogue import BUILT_IN, built_in_rows
from betang.planning.seeds import Place, Setting, Writer, world
from betang.planning.seeds.plan import LineSeed
from betang.planning.seeds.writing import Written
from betang.planning.terms import Scheme
from betang.proposals.models import Proposal
from betang.proposals.seeds import Built, Spot, plan, write_calendar
from betang.proposals.seeds import Writer as ProposalWriter
from betang.regions.models import Region
from betang.regions.terms import Level
from betang.web.seeds.gallery import Drawing
from betang.web.seeds.people import MEN, WOMEN

VILLAGES = {"62.03": 18, "62.02": 14, "62.71": 8}
"""How many villages of each kabupaten have plans and proposals; those of Palangka Raya are kelurahan, without a budget of their own."""


def place_of(region: Region, regions: Mapping[str, Region]) -> Place:
    """A region as the seeds of plans know it."""
    above = regions[region.code[:8]].name if region.level == Level.VILLAGE else ""
    return Place(region.code, region.name, region.kind, above)


def setting(regions: Mapping[str, Region], *, seats: Iterable[str], showcase: str) -> Setting:
    """What the plans are made of. `seats` are the codes of the villages that have a group."""
    by_name = {code: place_of(region, regions) for code, region in regions.items()}
    first = set(seats)
    villages: dict[str, list[Place]] = {}
    for regency, count in VILLAGES.items():
        near = f"{showcase[:8]}."
        codes = sorted(
            (code for code, region in regions.items() if region.level == Level.VILLAGE and code.startswith(f"{regency}.")),
            key=lambda code: (code != showcase, code not in first, not code.startswith(near), code),
        )
        if regency != "62.71":
            codes = [code for code in codes if regions[code].kind == "desa"]
        villages[regency] = [by_name[code] for code in codes[:count]]
    province = next(region for region in regions.values() if region.level == Level.PROVINCE)
    listed = next(one for one in BUILT_IN if one.scheme == Scheme.REGIONAL)
    return Setting(
        codes={row.code: (row.name, row.unit) for row in built_in_rows(listed)},
        province=by_name[province.code],
        regencies=[by_name[code] for code in VILLAGES],
        districts={
            code: [by_name[one] for one in sorted(regions) if regions[one].level == Level.DISTRICT and one.startswith(f"{code}.")]
            for code in VILLAGES
        },
        villages=villages,
        others=[by_name[code] for code in sorted(regions) if regions[code].level == Level.REGENCY and code not in VILLAGES],
        showcase=showcase,
    )


def sow(made: Setting, drawings: Mapping[str, Drawing], *, now: datetime) -> list[tuple[LineSeed, Written]]:
    """Write the plans, in the transaction that is open; the worker makes them findable."""
    written = Writer(made, world(made), now=now, pictures=pictures(drawings)).write()
    jobs.find_every_line.enqueue()
    return written


def propose(
    made: Setting,
    written: Sequence[tuple[LineSeed, Written]],
    *,
    groups: Mapping[str, Group],
    sites: Mapping[str, Site],
    regions: Mapping[str, Region],
    drawings: Mapping[str, Drawing],
    now: datetime,
) -> list[Proposal]:
    """Write the proposals of the plans' villages, and the calendar that they follow. In the transaction that is open."""
    seats: dict[str, list[str]] = {}
    for slug, group in groups.items():
        seats.setdefault(group.region.code, []).append(slug)
    villages = {place.code: place for some in made.villages.values() for place in some}
    spots = [
        Spot(code=code, name=place.name, kind=place.kind, groups=tuple(sorted(seats.get(code, ())))) for code, place in villages.items()
    ]
    built = [
        Built(
            number=row.number, government=line.government, village=line.places[0].code, year=line.year, topic=line.topic,
            percent=line.reports[-1][2] if line.reports else 0, worth_idr=line.worth, spot=line.detail,
        )
        for line, row in written
        if line.topic and line.places[0].code in villages
    ]  # fmt: skip
    seeds = plan(spots, built, showcase=made.showcase, now=now.astimezone(clock.zone()))
    writer = ProposalWriter(
        now=now, folk=[*WOMEN, *MEN], people=_officers(), pictures=pictures(drawings),
        groups={slug: (group.pk, sites[slug].pk, _chair(group)) for slug, group in groups.items() if slug in sites},
    )  # fmt: skip
    proposals = writer.write(seeds)
    write_calendar(regions[made.province.code], [regions[one.code] for one in made.regencies], (2026, 2027, 2028))
    return proposals


def _officers() -> dict[tuple[str, str], Actor]:
    """Who can sign in, as the officer of a place: what they decided long ago bears their name."""
    found: dict[tuple[str, str], Actor] = {}
    for held in Appointment.objects.filter(region__isnull=False, group_id__isnull=True).select_related("person", "region"):
        assert held.region is not None
        post = HeldPost(post=Post(held.post), region_code=held.region.code, office_id=held.office_id)
        found[held.post, held.region.code] = Actor(id=held.person_id, name=held.person.name, posts=(post,), has_second_factor=True)
    return found


def _chair(group: Group) -> Actor:
    officer = group.officers.filter(role="chair").first()
    posts = (HeldPost(post=Post.CHAIR, group_id=group.pk),)
    if officer is None or officer.person_id is None:
        return Actor(name=officer.name if officer else group.name, posts=posts)
    return Actor(id=officer.person_id, name=officer.name, posts=posts)


def pictures(drawings: Mapping[str, Drawing]) -> dict[str, bytes]:
    """One drawing of each scene, in its largest size."""
    found: dict[str, bytes] = {}
    for name, drawing in drawings.items():
        scene, number = name.rsplit("-", 1)
        if number == "0":
            jpegs = [size for size in drawing.sizes if size[3] == "image/jpeg"] or list(drawing.sizes)
            found[scene] = (drawing.folder / max(jpegs, key=lambda size: size[1])[0]).read_bytes()
    return found
