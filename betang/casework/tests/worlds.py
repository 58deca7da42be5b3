"""A small machine to try the engine with, and the people who sit at its levels."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date, datetime
from zoneinfo import ZoneInfo

from betang.casework import machines
from betang.casework.machines import ClockRule, Machine, State, Transition
from betang.casework.rules import Holder
from betang.casework.terms import ClockKind, Level, Outcome, Party, ReasonKind

ZONE = ZoneInfo("Asia/Pontianak")
AT = datetime(2026, 11, 24, 9, 0, tzinfo=ZONE)
"""A Tuesday. The next days off are 24 December (joint leave) and 25 December 2026."""

WORDS = "Sudah kami bahas bersama warga di balai desa."
CLOCK = ClockRule("answer", 10, extension=7, law="UU 14/2008 art. 22(7)")
SLOW = ClockRule("work", 60, kind=ClockKind.CALENDAR_DAYS, may_pause=False)
SENDER, SYSTEM = frozenset({Party.SENDER}), frozenset({Party.SYSTEM})
OPEN = ("village", "district")

TRIAL = Machine(
    name="trial",
    title="Trial of the engine",
    letter="X",
    path="/coba/{address}/",
    states=(
        State("village", "Dibahas di desa", expects="Musyawarah desa menimbangnya."),
        State("district", "Dibahas di kecamatan", expects="Musrenbang kecamatan menimbangnya."),
        State("returned", "Perlu dilengkapi", is_waiting=True, owed_by=Party.SENDER, expects="Pengirim melengkapinya."),
        State("accepted", "Diterima", expects="Dinas mengerjakannya."),
        State("done", "Selesai", is_final=True, outcome=Outcome.SOLVED),
        State("refused", "Ditolak", is_final=True, outcome=Outcome.REFUSED),
        State("deferred", "Ditunda ke tahun depan", is_final=True, outcome=Outcome.DEFERRED),
        State("withdrawn", "Ditarik", is_final=True, outcome=Outcome.CANCELLED),
        State("merged", "Digabung", is_final=True, outcome=Outcome.MERGED),
        State("parted", "Dipecah", is_final=True, outcome=Outcome.SPLIT),
    ),
    way=("village", "district", "accepted", "done"),
    first_clock=CLOCK,
    transitions=(
        Transition(
            "forward", "Teruskan", ("village",), "district", needs_words=10, moves_level=True, starts_clock=CLOCK, done_label="Diteruskan"
        ),
        Transition("return", "Kembalikan", OPEN, "returned", needs_reason=ReasonKind.RETURN, to_sender=True, stops_clock=True),
        Transition(
            "complete", "Lengkapi", ("returned",), "village", moves_level=True, starts_clock=CLOCK, by=SENDER, done_label="Dilengkapi"
        ),
        Transition(
            "accept",
            "Terima",
            ("district",),
            "accepted",
            needs_reason=ReasonKind.ACCEPT,
            moves_level=True,
            starts_clock=SLOW,
            is_answer=True,
        ),
        Transition("report", "Kabarkan", ("accepted",), needs_words=10, by=frozenset({Party.HOLDER}), done_label="Dikerjakan"),
        Transition("finish", "Selesaikan", ("accepted",), "done", needs_words=10, is_answer=True),
        Transition("refuse", "Tolak", OPEN, "refused", needs_reason=ReasonKind.REFUSE, is_answer=True),
        Transition("defer", "Tunda", OPEN, "deferred", needs_reason=ReasonKind.DEFER, by=frozenset({Party.HOLDER, Party.SYSTEM})),
        Transition("withdraw", "Tarik", (*OPEN, "returned"), "withdrawn", by=SENDER),
        Transition("merge", "Gabungkan", OPEN, "merged", needs_reason=ReasonKind.MERGE),
        Transition("split", "Pecah", OPEN, "parted", needs_reason=ReasonKind.SPLIT),
        Transition(
            "dispute",
            "Sanggah",
            ("refused", "done"),
            "district",
            needs_reason=ReasonKind.DISPUTE,
            moves_level=True,
            by=SENDER,
            starts_clock=CLOCK,
        ),
        Transition(
            "reopen",
            "Buka lagi",
            ("deferred",),
            "village",
            needs_reason=ReasonKind.REOPEN,
            by=frozenset({Level.VILLAGE}),
            starts_clock=CLOCK,
        ),
    ),
)


@contextmanager
def declared(machine: Machine = TRIAL) -> Iterator[Machine]:
    """The machine is known inside the block alone."""
    machines.declare(machine)
    try:
        yield machine
    finally:
        machines.withdraw(machine.name)


VILLAGE = Holder(Level.VILLAGE, "62.03.05.2004")
DISTRICT = Holder(Level.DISTRICT, "62.03.05")
PLANNING = Holder(Level.PLANNING, "62.03")


def staff(house) -> None:
    """Dedi sits at the village, Gita at the district, Citra plans in Kapuas. Fajar sits at a district far away."""
    from betang.accounts.models import Appointment
    from betang.accounts.terms import Post

    for name, post, region in (
        ("dedi", Post.VILLAGE_OFFICER, house.village),
        ("gita", Post.DISTRICT_OFFICER, house.mantangai),
        ("citra", Post.PLANNER, house.kapuas),
        ("fajar", Post.DISTRICT_OFFICER, house.far_district),
    ):
        Appointment.objects.create(person=house.people[name], post=post, region=region, from_on=date(2024, 1, 2))


def opened(house, *, at: datetime = AT, by: str = "ani", title: str = "Pipa air bersih RT 03", **more):
    """A matter that Ani has sent and that lies with the village."""
    from betang.casework import actions

    more = {"region_code": house.village.code, "holder": VILLAGE} | more
    return actions.open_matter(machine="trial", actor=house.actor(by), title=title, at=at, **more)
