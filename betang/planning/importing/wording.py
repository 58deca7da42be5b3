"""Problems in words: what it is, and what may be done about it. The report keeps facts; the sentence is made when it is shown."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from betang.kernel.money import rupiah
from betang.planning.importing.problems import ACCEPT, KEEP, KINDS, SKIP, TYPED

Said = Mapping[str, Any]

FIELD_NAMES = {
    "code": gettext_lazy("code"),
    "name": gettext_lazy("name"),
    "amount": gettext_lazy("amount"),
    "amount_proposed": gettext_lazy("amount proposed"),
    "amount_ceiling": gettext_lazy("ceiling"),
    "amount_budgeted": gettext_lazy("amount budgeted"),
    "amount_revised": gettext_lazy("amount after revision"),
    "spent": gettext_lazy("amount spent"),
    "percent": gettext_lazy("physical progress (%)"),
    "until": gettext_lazy("until which day"),
    "fund": gettext_lazy("fund source"),
    "location": gettext_lazy("place"),
    "starts": gettext_lazy("begins"),
    "ends": gettext_lazy("ends"),
    "achievement": gettext_lazy("achievement: measure"),
    "achievement_target": gettext_lazy("achievement: target"),
    "output": gettext_lazy("output: measure"),
    "output_target": gettext_lazy("output: target"),
    "outcome": gettext_lazy("outcome: measure"),
    "outcome_target": gettext_lazy("outcome: target"),
    "unit": gettext_lazy("unit"),
    "office": gettext_lazy("office"),
    "note": gettext_lazy("note"),
    "year": gettext_lazy("year"),
    "target_year": gettext_lazy("target of year"),
    "amount_year": gettext_lazy("funds of year"),
}


def field_name(field: str) -> str:
    """`amount_year:3` as people call it."""
    head, _colon, number = field.partition(":")
    name = str(FIELD_NAMES.get(head, head))
    return f"{name} {number}" if number else name


def _signs(said: Said) -> str:
    return ", ".join(f"“{one}”" for one in said["signs"])


def _slip(said: Said) -> str:
    meant = {"value": rupiah(said["value"] or 0), "meant": rupiah(said["meant"])}
    if said["why"] == "total":
        return _("%(value)s is off by a thousand: with %(meant)s the stated total is exactly right.") % meant
    if said["why"] == "phases":
        return _("%(value)s is a thousand times away from this line's %(other)s in another phase. Was it meant to be %(meant)s?") % {
            **meant,
            "other": rupiah(said.get("other") or 0),
        }
    if said["why"] == "small":
        return _("%(value)s is too little for a line of a plan. Was it meant to be %(meant)s?") % meant
    return _("%(value)s is far away from the other lines of this activity. Was it meant to be %(meant)s?") % meant


WORDS: dict[str, Callable[[Said], str]] = {
    "wrong_place": lambda s: (
        _("This file seems to belong to another region: it says %(signs)s. You are bringing it for %(government)s.")
        % {"signs": _signs(s), "government": s["government"]}
    ),
    "wrong_year": lambda s: _("This file seems to be of %(found)s. You are bringing it for %(chosen)s.") % s,
    "year_in_name": lambda s: _("The file's name says %(found)s. You are bringing it for %(chosen)s.") % s,
    "no_table": lambda s: _(
        "No table was found: no row names a code or activity and an amount. Say on the page of columns where the header is."
    ),
    "columns_missing": lambda s: (
        _("No column was found for: %(fields)s. Choose it on the page of columns.")
        % {"fields": ", ".join(field_name(one) for one in s["fields"])}
    ),
    "no_lines": lambda s: _("No line of a plan was found below the header."),
    "no_nomenclature": lambda s: _("No official code list is loaded in this house, so codes are taken as they are."),
    "macros": lambda s: _("The file holds macros. They were not read and never run; only the values were taken."),
    "hidden_sheet": lambda s: (
        _("The sheet “%(sheet)s” is hidden and is not read. Choose it on the page of columns if it belongs to the plan.") % s
    ),
    "field_unknown": lambda s: _("Codes begin with X.XX, which stands for every office. Type the sector of this office, like 1.03.") % s,
    "field_filled": lambda s: _("Codes that begin with X.XX were read with the sector %(field)s.") % s,
    "until_missing": lambda s: _("Nothing says until which day was spent. Bring the file again and fill in the day."),
    "amount_unclear": lambda s: _("“%(text)s” is not an amount.") % s,
    "amount_negative": lambda s: _("%(value)s: a line cannot cost less than nothing.") % {"value": rupiah(s["value"])},
    "amount_absurd": lambda s: _("%(value)s is more than the whole nation spends.") % {"value": rupiah(s["value"])},
    "amount_slipped": _slip,
    "amount_fraction": lambda s: _("The amount has a fraction of a rupiah (%(text)s); it is rounded to whole rupiah.") % s,
    "amount_zero": lambda s: _("The amount is Rp0."),
    "formula_empty": lambda s: _(
        "A formula without a saved value. Formulas are not calculated here: open the file, save it, bring it again."
    ),
    "total_differs": lambda s: (
        _("“%(name)s” states %(stated)s, its lines add up to %(added)s: %(difference)s apart.")
        % {"name": s["name"], "stated": rupiah(s["stated"]), "added": rupiah(s["added"]), "difference": rupiah(abs(s["difference"]))}
    ),
    "group_without_lines": lambda s: _("“%(name)s” states an amount, but no line stands under it.") % s,
    "over_budget": lambda s: (
        _("%(spent)s was spent on a budget of %(budget)s.") % {"spent": rupiah(s["spent"]), "budget": rupiah(s["budget"])}
    ),
    "spent_fell": lambda s: (
        _("%(spent)s is less than the %(before)s of an earlier day.") % {"spent": rupiah(s["spent"]), "before": rupiah(s["before"])}
    ),
    "percent_unclear": lambda s: _("“%(text)s” is not a percentage from 0 to 100.") % s,
    "code_missing": lambda s: _("“%(name)s” has an amount, but no code.") % s,
    "code_unclear": lambda s: _("“%(text)s” is not a code (%(name)s).") % s,
    "code_unknown": lambda s: _("The code %(code)s is not in the official list (%(name)s).") % s,
    "code_padded": lambda s: _("Codes lack zeros: %(text)s was read as %(code)s.") % s,
    "code_from_number": lambda s: _("The spreadsheet made numbers of codes: %(text)s was read as %(code)s.") % s,
    "code_from_date": lambda s: _("The spreadsheet made a date of this code: %(text)s.") % s,
    "code_misplaced": lambda s: _("The code %(code)s stands under %(above)s, where it does not belong.") % s,
    "name_differs": lambda s: _("The code %(code)s stands for “%(official)s”, but the file says “%(name)s”.") % s,
    "name_missing": lambda s: _("The line has no name."),
    "row_twice": lambda s: (
        _("“%(name)s” (%(code)s) stands in the file already, at %(first)s, with the same amount.") % s
        if s["same"]
        else _("“%(name)s” (%(code)s) stands in the file already, at %(first)s, with another amount.") % s
    ),
    "line_unknown": lambda s: _("The plan has no line %(code)s “%(name)s”.") % s,
    "place_unknown": lambda s: _("The place “%(text)s” is not found within this region.") % s,
    "place_elsewhere": lambda s: _("“%(text)s” lies outside of this region.") % s,
    "fund_unknown": lambda s: _("The fund source “%(text)s” is not in the official list.") % s,
    "office_unknown": lambda s: _("The office “%(text)s” is not among the offices of this government.") % s,
    "day_unclear": lambda s: _("“%(text)s” is not a date; it is left empty.") % s,
    "year_strange": lambda s: _("The row is of the year %(year)s. You are bringing the plan of %(chosen)s.") % s,
    "personal": lambda s: _("“%(text)s” holds a number of 16 digits, like a person's NIK. The file will be public.") % s,
    "row_left_out": lambda s: _("Lines without any amount are left out."),
}


def what(problem: Said) -> str:
    """The problem in one sentence; where there were too many to list, in two."""
    sentence = WORDS[problem["kind"]](problem["said"])
    if not problem["said"].get("beyond"):
        return sentence
    return f"{sentence} " + _("And so it is with all that follow: there are too many to ask about one by one. Better mend the file.")


def suggestion(problem: Said) -> str:
    """What is suggested, in words; empty where nothing is."""
    if not problem["suggestion"]:
        return ""
    kind = problem["kind"]
    if kind == "amount_slipped":
        return _("Write %(amount)s") % {"amount": rupiah(int(problem["suggestion"]))}
    if kind == "row_twice":
        return _("Leave the second row out") if problem["said"]["same"] else _("Add both up")
    return _("Use %(what)s") % {"what": problem["suggested"]}


def keep_label(kind: str) -> str:
    """What «keep» means for a kind of problem."""
    labels = {
        "wrong_place": _("It is the right file: go on"),
        "wrong_year": _("It is the right file: go on"),
        "year_in_name": _("It is the right file: go on"),
        "total_differs": _("Keep the lines; the difference is shown to everybody"),
        "place_unknown": _("Keep the words; the line has no exact place"),
        "place_elsewhere": _("Keep the words; the line has no exact place"),
        "office_unknown": _("Bring the lines without an office"),
        "formula_empty": _("Leave the amount empty"),
        "row_twice": _("Add both up"),
        "personal": _("It is no person's number: go on"),
        "percent_unclear": _("Leave it empty"),
    }
    return labels.get(kind, _("Keep it as it is"))


def answers_of(problem: Said) -> list[tuple[str, str]]:
    """The answers that a problem can have, with their words."""
    kind = KINDS[problem["kind"]]
    found: list[tuple[str, str]] = []
    if problem["suggestion"]:
        found.append((ACCEPT, suggestion(problem)))
    if kind.keep and not (problem["kind"] == "row_twice" and not problem["said"]["same"]):
        found.append((KEEP, keep_label(problem["kind"])))
    if kind.skip:
        found.append((SKIP, _("Leave the row out") if problem["count"] == 1 else _("Leave these rows out")))
    if kind.typed and not problem["said"].get("beyond"):
        found.append((TYPED, _("Write this amount:") if kind.typed == "amount" else _("Use this code:")))
    return found


SEVERITY = {
    "stops": (gettext_lazy("stops"), "stop"),
    "ask": (gettext_lazy("question"), "wait"),
    "note": (gettext_lazy("note"), "plain"),
}


def where(problem: Said) -> str:
    """The cells of a problem, the first ones by name."""
    cells = [f"{sheet}!{cell}" if sheet != "CSV" else cell for sheet, cell in problem["cells"]]
    if not cells:
        return _("the whole file")
    more = problem["count"] - len(cells)
    text = ", ".join(cells)
    return text + (" " + ngettext("and %(num)s more", "and %(num)s more", more) % {"num": more} if more > 0 else "")
