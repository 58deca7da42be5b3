"""What a village owes its people, judged from what is here. Pure; the day comes in as an argument."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date

from django.utils.translation import gettext as _

from betang.planning.terms import DocumentKind
from betang.statutes import sources

OWN_SHARE_PERCENT = 30
"""At most so much of the spending may go to pay, allowances and running the village government. Law: PP 43/2014 art. 100"""

OWN_FIELD = "01.01"
"""The sub-field of pay, allowances, running costs, the village council and RT/RW. Source: Permendagri 20/2018, annex A."""

INCOMES: tuple[tuple[str, str], ...] = (
    ("4.1.1", "Hasil Usaha Desa"),
    ("4.1.2", "Hasil Aset Desa"),
    ("4.1.3", "Swadaya, Partisipasi dan Gotong Royong"),
    ("4.1.4", "Lain-lain Pendapatan Asli Desa"),
    ("4.2.1", "Dana Desa"),
    ("4.2.2", "Bagi Hasil Pajak dan Retribusi"),
    ("4.2.3", "Alokasi Dana Desa"),
    ("4.2.4", "Bantuan Keuangan Provinsi"),
    ("4.2.5", "Bantuan Keuangan Kabupaten/Kota"),
    ("4.3.1", "Kerja Sama Antardesa"),
    ("4.3.2", "Kerja Sama dengan Pihak Ketiga"),
    ("4.3.3", "Bantuan Perusahaan yang Berlokasi di Desa"),
    ("4.3.4", "Hibah dan Sumbangan Pihak Ketiga"),
    ("4.3.6", "Bunga Bank"),
    ("4.3.9", "Lain-lain Pendapatan Desa yang Sah"),
    ("6.1.1", "SILPA Tahun Sebelumnya"),
)
"""Accounts of a village's income, and what is left of last year. Source: Permendagri 20/2018, annex A. Law: UU 6/2014 art. 72"""

FIELDS = {
    "01": "Pemerintahan Desa",
    "02": "Pembangunan Desa",
    "03": "Pembinaan Kemasyarakatan",
    "04": "Pemberdayaan Masyarakat",
    "05": "Bencana, Darurat, dan Mendesak",
}
"""The five fields of a village's spending. Source: Permendagri 20/2018, annex A."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Facts:
    """What is here of one village and year. Amounts are whole rupiah."""

    code: str
    year: int
    documents: frozenset[str] = frozenset()
    lines: int = 0
    without_place: int = 0
    without_amount: int = 0
    spending_idr: int = 0
    own_idr: int = 0
    realised: tuple[date, ...] = ()
    incomes: int = 0
    hangings: tuple[tuple[str, date], ...] = ()
    is_sample: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Duty:
    """One duty. `state`: `met`, `missing`, or `open` where its day has not come. `kind` says by which form it is mended."""

    name: str
    title: str
    law: str
    state: str
    words: str
    kind: str
    due_on: date | None = None

    @property
    def law_words(self) -> str:
        return sources.in_words(self.law)


def semester_ends(year: int, semester: int) -> tuple[date, date]:
    """The last day that a semester's report covers, and the last day to hand it in. Law: PP 43/2014 art. 103(2), 103(3)"""
    return (date(year, 6, 30), date(year, 7, 31)) if semester == 1 else (date(year, 12, 31), date(year + 1, 1, 31))


@dataclass(frozen=True, slots=True)
class Split:
    """How spending divides between the people's share and the village government's own."""

    spending_idr: int
    own_idr: int

    @property
    def own_percent(self) -> float:
        return 100 * self.own_idr / self.spending_idr if self.spending_idr else 0.0

    @property
    def is_kept(self) -> bool:
        """Whether the rule holds, reckoned in whole rupiah. Law: PP 43/2014 art. 100"""
        return self.own_idr * 100 <= self.spending_idr * OWN_SHARE_PERCENT


def _published(facts: Facts, kind: DocumentKind, law: str, due_on: date | None, today: date) -> Duty:
    label = {
        DocumentKind.RPJM_DESA: _("RPJM Desa is published"),
        DocumentKind.RKP_DESA: _("RKP Desa is published"),
        DocumentKind.DU_RKP_DESA: _("The list of proposals to the kabupaten (DU-RKP Desa) is published"),
        DocumentKind.APB_DESA: _("APB Desa is published"),
    }[kind]
    there = kind in facts.documents
    words = _("It can be read here.") if there else _("It is not here yet. The village officer brings the PDF at the desk.")
    state = "met" if there else "open" if due_on is not None and today <= due_on else "missing"
    return Duty(name=kind.value, title=label, law=law, state=state, words=words, kind="document", due_on=due_on)


def duties(facts: Facts, *, today: date) -> tuple[Duty, ...]:
    """All duties of a village in a year, in the order in which the year brings them.

    Law: UU 6/2014 art. 82(4); PP 43/2014 art. 100, 101(4), 103(2), 103(3), 115, 118
    """
    year = facts.year
    fixed = date(year - 1, 12, 31)
    found = [
        _published(facts, DocumentKind.RPJM_DESA, "UU 6/2014 art. 79(2), 82(4)", None, today),
        _published(facts, DocumentKind.RKP_DESA, "UU 6/2014 art. 82(4); PP 43/2014 art. 118", fixed, today),
        _published(facts, DocumentKind.DU_RKP_DESA, "PP 43/2014 art. 115", fixed, today),
        _published(facts, DocumentKind.APB_DESA, "UU 6/2014 art. 82(4); PP 43/2014 art. 101(4)", fixed, today),
    ]
    soon = "open" if today <= fixed else "missing"
    complete = facts.lines > 0 and not facts.without_place and not facts.without_amount
    if complete:
        words = _("All %(count)d activities have a name, a place and an amount.") % {"count": facts.lines}
    elif facts.lines:
        words = _("Of %(count)d activities %(place)d have no place and %(amount)d no amount.") % {
            "count": facts.lines, "place": facts.without_place, "amount": facts.without_amount,
        }  # fmt: skip
    else:
        words = _("No activity of this year is here yet. The village officer types them at the desk, or brings the table.")
    law = "UU 6/2014 art. 82(4)"
    found.append(
        Duty(
            name="lines",
            title=_("Each activity with its place and amount"),
            law=law,
            state="met" if complete else soon,
            words=words,
            kind="lines",
            due_on=fixed,
        )
    )
    found.append(
        Duty(
            name="income",
            title=_("Where the money comes from"),
            law="UU 6/2014 art. 72(1), 82(4)",
            state="met" if facts.incomes else soon,
            words=_("Income is stated by source.") if facts.incomes else _("Income is not stated yet: Dana Desa, ADD, own income."),
            kind="income",
            due_on=fixed,
        )
    )
    found.append(_share(facts, soon))
    for semester in (1, 2):
        found.append(_report(facts, semester, today))
    hung = facts.hangings[0] if facts.hangings else None
    found.append(
        Duty(
            name="poster",
            title=_("The poster hangs where people pass"),
            law=law,
            state="met" if hung else soon,
            kind="poster",
            words=_("It hangs: %(place)s.") % {"place": hung[0]}
            if hung
            else _("Nobody has said yet where it hangs. It is made here, ready to print."),
        )
    )
    return tuple(found)


def _share(facts: Facts, soon: str) -> Duty:
    split = Split(facts.spending_idr, facts.own_idr)
    title = _("At least 70% for services, building and people")
    law = "PP 43/2014 art. 100"
    if not facts.spending_idr:
        return Duty(name="share", title=title, law=law, state=soon, words=_("It cannot be reckoned without amounts."), kind="lines")
    words = _("%(percent)s%% goes to pay, allowances and running the village government (activities %(field)s); at most 30%% may.") % {
        "percent": f"{split.own_percent:.1f}".replace(".", ","),
        "field": OWN_FIELD,
    }
    return Duty(name="share", title=title, law=law, state="met" if split.is_kept else "missing", words=words, kind="lines")


def _report(facts: Facts, semester: int, today: date) -> Duty:
    end, due = semester_ends(facts.year, semester)
    begin = date(facts.year, 1, 1) if semester == 1 else date(facts.year, 7, 1)
    there = any(begin <= day <= due if semester == 1 else end <= day for day in facts.realised)
    if semester == 2 and not there:  # a report of December before its last day closes the year as well
        there = any(day >= date(facts.year, 12, 1) for day in facts.realised)
    title = _("Realisation of the first half of the year") if semester == 1 else _("Realisation of the whole year")
    law = f"PP 43/2014 art. 103({semester + 1})"
    words = _("It is reported.") if there else _("It is not reported yet. The village officer types what was spent at the desk.")
    state = "met" if there else "open" if today <= due else "missing"
    return Duty(name=f"semester{semester}", title=title, law=law, state=state, words=words, kind="lines", due_on=due)


@dataclass(frozen=True, slots=True)
class Summary:
    """How a village stands: duties met of those whose day has come, and the titles of those that are missing."""

    code: str
    year: int
    met: int
    asked: int
    missing: tuple[str, ...] = field(default=())
    is_sample: bool = False

    @property
    def is_complete(self) -> bool:
        return self.asked > 0 and self.met == self.asked


def summary_of(facts: Facts, found: Iterable[Duty]) -> Summary:
    """Count. A duty whose day has not come counts only once it is met."""
    duties_asked = [one for one in found if one.state != "open"]
    met = sum(one.state == "met" for one in duties_asked)
    missing = tuple(one.title for one in duties_asked if one.state == "missing")
    return Summary(facts.code, facts.year, met, len(duties_asked), missing, facts.is_sample)
