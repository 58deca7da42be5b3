"""The report in words: sentences from facts, in plain official Indonesian. No database."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from betang.communities.terms import period_words
from betang.growth.measures import MEASURES
from betang.growth.terms import Adinda, CertificateKind
from betang.ui.formats import day, number


def written(facts: Mapping[str, Any], period: str) -> str:
    """The whole text, paragraph by paragraph. What did not happen is said too: silence is no report."""
    parts = [_standing(facts, period), _stages(facts), _deeds(facts), _gave(facts), _care(facts), _spread(facts), _ahead(facts)]
    return "\n\n".join(one for one in parts if one)


def _standing(facts: Mapping[str, Any], period: str) -> str:
    said = [
        _("In %(region)s, %(registered)s KIMs were registered at the end of %(period)s (%(day)s).")
        % {
            "region": facts["region"],
            "registered": number(facts["registered"]),
            "period": period_words(period),
            "day": day(date.fromisoformat(facts["last"])),
        },
        _("Of these, %(active)s published something in the period and count as active and registered.")
        % {"active": number(facts["active"])},
    ]
    if facts["new"]:
        said.append(
            ngettext("%(num)s KIM is new in the register.", "%(num)s KIMs are new in the register.", facts["new"]) % _num(facts["new"])
        )
    if facts["fell_asleep"]:
        said.append(ngettext("%(num)s KIM fell dormant.", "%(num)s KIMs fell dormant.", facts["fell_asleep"]) % _num(facts["fell_asleep"]))
    if facts["woke"]:
        said.append(ngettext("%(num)s KIM woke up again.", "%(num)s KIMs woke up again.", facts["woke"]) % _num(facts["woke"]))
    return " ".join(said)


def _stages(facts: Mapping[str, Any]) -> str:
    stages = facts["stages"]
    if not stages:
        return ""
    told = ", ".join(
        _("%(count)s on the stage “%(name)s”") % {"count": number(count), "name": name} for _order, name, count in stages if count
    )
    if not told:
        return ""
    return _("By stage: %(told)s.") % {"told": told}


def _deeds(facts: Mapping[str, Any]) -> str:
    letters = facts["adinda"]
    total = sum(letters.values())
    if not total:
        return _("No activity was recorded in the period.")
    told = listed([f"{Adinda(letter).label} {number(count)}" for letter, count in letters.items() if count])
    none = [str(Adinda(letter).label) for letter, count in letters.items() if not count]
    said = [_("%(total)s activities are on record, by the letters of ADINDA: %(told)s.") % {"total": number(total), "told": told}]
    if none:
        said.append(_("Nothing is recorded for: %(letters)s.") % {"letters": listed(none)})
    said.append(_("%(news)s news items were published.") % {"news": number(facts["news"])})
    return " ".join(said)


def _gave(facts: Mapping[str, Any]) -> str:
    found = [f"{MEASURES[name].words} {number(count)}" for name, count in facts["substance"].items() if count and name in MEASURES]
    if not found:
        return _(
            "Nothing is on record of what residents got from the KIMs: no answer, no proposal, no clarification, no order handed over."
        )
    said = [_("What residents got from the KIMs: %(told)s.") % {"told": listed(found)}]
    said.append(_("%(products)s products of villages are on offer.") % {"products": number(facts["products"])})
    if facts["best"]:
        said.append(_("Most was given by: %(names)s.") % {"names": listed([f"{name} ({number(value)})" for name, value in facts["best"]])})
    return " ".join(said)


def _care(facts: Mapping[str, Any]) -> str:
    said = []
    if facts["trainings"]:
        said.append(
            _("%(trainings)s trainings were held; %(people)s people were present.")
            % {"trainings": number(facts["trainings"]), "people": number(facts["people_present"])}
        )
    else:
        said.append(_("No training was held."))
    if facts["visits"]:
        said.append(
            _("Coordinators and mentors made %(visits)s visits to %(groups)s KIMs.")
            % {"visits": number(facts["visits"]), "groups": number(facts["groups_visited"])}
        )
    else:
        said.append(_("No KIM was visited."))
    kinds = facts["certificates"]
    if kinds:
        told = listed([f"{CertificateKind(kind).label} {number(count)}" for kind, count in kinds.items()])
        said.append(_("Certificates issued: %(told)s.") % {"told": told})
    return " ".join(said)


def _spread(facts: Mapping[str, Any]) -> str:
    said = [
        _("Of %(villages)s desa and kelurahan, %(without)s have no KIM seated in them.")
        % {"villages": number(facts["villages"]), "without": number(facts["villages_without"])}
    ]
    none = [name for _code, name, groups, _active, _gave in facts["parts"] if not groups]
    if none:
        said.append(_("There is no KIM yet in: %(regions)s.") % {"regions": listed(none)})
    return " ".join(said)


def _ahead(facts: Mapping[str, Any]) -> str:
    if not facts["needs"]:
        return ""
    told = "; ".join(
        ngettext("%(words)s (%(num)s KIM)", "%(words)s (%(num)s KIMs)", count) % {"words": words, **_num(count)}
        for words, count in facts["needs"]
    )
    return _("What would help most in the coming period: %(told)s.") % {"told": told}


def listed(words: Sequence[str]) -> str:
    """`a, b, dan c`."""
    if len(words) < 2:
        return "".join(words)
    return _("%(first)s, and %(last)s") % {"first": ", ".join(words[:-1]), "last": words[-1]}


def _num(value: int) -> dict[str, str]:
    return {"num": number(value)}


def definitions() -> list[tuple[str, str]]:
    """What each number means, for the end of the report."""
    return [
        (_("Registered"), _("Stands in the register of the office as verified, active or dormant on the last day of the period.")),
        (_("Active"), _("Registered, and published at least one news item on its site in the period.")),
        (_("Dormant"), _("Silent for as many days as the region has set; its page stays.")),
        (_("Stage"), _("The step of the ladder that was granted after verification on the spot; without one the first.")),
        (_("ADINDA"), _("Activities on record by kind: recorded by Betang when they happened there, or stated by the group.")),
        (
            listed([str(one.words) for one in MEASURES.values() if one.is_substance]).capitalize(),
            _("Counted in the period; what was withdrawn since does not count."),
        ),
        (
            _("People present"),
            _("People whose presence was noted at least once in a training of the region; nobody counts twice in one training."),
        ),
        (
            _("Without a KIM"),
            _("No registered group has its seat in the village; groups of a kecamatan or a theme are not counted for villages."),
        ),
        (_("Not counted"), _("Log-ins, visits of pages and followers are no activity and are not counted anywhere.")),
    ]


def tables(facts: Mapping[str, Any]) -> list[tuple[str, list[list[Any]]]]:
    """The numbers as tables with a first row of headings: (title, rows). Page, PDF and workbook show the same."""
    found: list[tuple[str, list[list[Any]]]] = [
        (
            _("Summary"),
            [
                [_("What"), _("How many")],
                [_("Registered KIMs"), facts["registered"]],
                [_("Active and registered"), facts["active"]],
                [_("New in the register"), facts["new"]],
                [_("Fell dormant"), facts["fell_asleep"]],
                [_("Woke up"), facts["woke"]],
                [_("News published"), facts["news"]],
                *([str(MEASURES[name].words).capitalize(), count] for name, count in facts["substance"].items() if name in MEASURES),
                [_("Products on offer"), facts["products"]],
                [_("Trainings held"), facts["trainings"]],
                [_("People present"), facts["people_present"]],
                [_("Visits"), facts["visits"]],
                [_("KIMs visited"), facts["groups_visited"]],
                [_("Desa and kelurahan"), facts["villages"]],
                [_("Without a KIM"), facts["villages_without"]],
            ],
        )
    ]
    if facts["stages"]:
        found.append((_("Stages"), [[_("Stage"), _("KIMs")], *([name, count] for _order, name, count in facts["stages"])]))
    found.append(
        (
            _("ADINDA"),
            [
                [_("Kind of activity"), _("How many")],
                *([str(Adinda(one).label).capitalize(), count] for one, count in facts["adinda"].items()),
            ],
        )
    )
    if facts["certificates"]:
        rows = [[str(CertificateKind(kind).label).capitalize(), count] for kind, count in facts["certificates"].items()]
        found.append((_("Certificates"), [[_("Certificate"), _("How many")], *rows]))
    if facts["parts"]:
        found.append(
            (
                _("By region"),
                [
                    [_("Region"), _("Registered"), _("Active"), _("Substance")],
                    *([name, groups, active, gave] for _code, name, groups, active, gave in facts["parts"]),
                ],
            )
        )
    return found
