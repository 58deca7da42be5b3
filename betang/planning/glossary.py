"""What the words of planning mean, so that a villager understands them. Each with its source (DOMAIN §2)."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _


@dataclass(frozen=True, slots=True)
class Term:
    """A word as officials use it, and what it means in plain words. `key` is its anchor."""

    key: str
    word: str | Promise
    meaning: str | Promise
    source: str


_ALL = (
    Term("rkpd", "RKPD", _("What a province, kabupaten or city plans to do in one year. The budget follows it."), "UU 23/2014 art. 263"),
    Term("rpjmd", "RPJMD", _("The plan for the five years of a governor, bupati or mayor."), "UU 23/2014 art. 263"),
    Term("renja", "Renja", _("What one office plans to do in one year."), "UU 25/2004 art. 7"),
    Term("apbd", "APBD", _("The yearly budget of a province, kabupaten or city, agreed with its council."), "PP 12/2019 art. 104, 106"),
    Term("apb-desa", "APB Desa", _("The yearly budget of a village, agreed with its deliberative body (BPD)."), "PP 43/2014 art. 101"),
    Term("rkp-desa", "RKP Desa", _("What a village plans to do in one year."), "PP 43/2014 art. 118"),
    Term(
        "urusan",
        _("sector (urusan)"),
        _("A field of work of a government, like education, health or public works. Each has a number: 1.03 is public works."),
        "UU 23/2014 art. 11, 12",
    ),
    Term(
        "program",
        _("programme (program)"),
        _("A bundle of work with one aim, like better roads. A programme holds activities, an activity holds sub-activities."),
        "UU 25/2004 art. 1",
    ),
    Term(
        "sub-kegiatan",
        _("sub-activity (sub kegiatan)"),
        _("The smallest piece of a region's plan that has an amount of its own, like repairing a certain kind of road."),
        "PP 12/2019 art. 1",
    ),
    Term(
        "perangkat",
        _("office (perangkat daerah)"),
        _("The part of a government that does the work, like the public works office."),
        "UU 23/2014 art. 209",
    ),
    Term("indikatif", _("indicative amount"), _("A first guess in the five-year plan. It is no promise yet."), "UU 25/2004 art. 5"),
    Term("usulan", _("proposed amount"), _("What the office asked for. It may get less."), "PP 12/2019 art. 98(1)"),
    Term("pagu", _("ceiling (pagu)"), _("The most that the office may plan with, before the budget is agreed."), "PP 12/2019 art. 90"),
    Term("anggaran", _("budget (anggaran)"), _("The amount that was agreed and may be spent."), "PP 12/2019 art. 106"),
    Term(
        "perubahan", _("revised budget (perubahan)"), _("The amount after the budget was changed during the year."), "PP 12/2019 art. 161"
    ),
    Term("realisasi", _("spent (realisasi)"), _("Money that has really been spent until the day stated."), "PP 43/2014 art. 103"),
    Term(
        "fisik",
        _("physical progress (fisik)"),
        _("How far the work itself has come, from 0% to 100%. It may differ from the money spent."),
        "PP 12/2019 art. 1",
    ),
    Term(
        "sumber-dana",
        _("fund source (sumber dana)"),
        _("Where the money comes from: own income (PAD), transfers from the nation (DAU, DAK), Dana Desa, or others."),
        "PP 12/2019 art. 30",
    ),
    Term(
        "dana-desa",
        "Dana Desa",
        _("Money from the national budget for villages. The village decides on it in its deliberation."),
        "UU 6/2014 art. 72",
    ),
    Term(
        "indikator",
        _("indicator"),
        _("What the work promises to reach, in numbers: 200 metres of road, 40 families with clean water."),
        "UU 25/2004 art. 1",
    ),
    Term(
        "dekat",
        _("near us"),
        _("Work of the kecamatan, kabupaten or province that names our village, our kecamatan, or all villages."),
        "UU 6/2014 art. 86(6)",
    ),
)

TERMS: dict[str, Term] = {term.key: term for term in _ALL}
"""Every word by its anchor, in the order in which people meet them."""


def terms_of(keys: Iterable[str]) -> list[Term]:
    """The words with these anchors, in the order of the glossary. A key that is not there is a mistake of ours."""
    wanted = set(keys)
    unknown = wanted - set(TERMS)
    if unknown:
        raise KeyError(f"no such term: {sorted(unknown)}")
    return [term for term in _ALL if term.key in wanted]
