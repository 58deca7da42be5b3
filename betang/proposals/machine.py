"""The way of a proposal: from the village to the budget and the work, and every honest way out of it.

Levels and their order: DOMAIN §2.4 (recommendations of lurah/kepala desa → camat → Bappeda's partner → agency → TAPD; pokir from the
council). No law at hand fixes the states or the terms: both are the house's, the terms a setting of each region.
"""

from __future__ import annotations

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from betang.casework.machines import COMMON_REASONS, ClockRule, Machine, Reason, State, Transition
from betang.casework.terms import Level, Outcome, Party, ReasonKind

NAME = "proposal"

REVIEWS: dict[str, str] = {
    Level.VILLAGE: "village_review",
    Level.DISTRICT: "district_review",
    Level.COUNCIL: "council_review",
    Level.PLANNING: "planning_review",
    Level.AGENCY: "agency_review",
    Level.BUDGET_TEAM: "budget_team_review",
}
"""The state in which each level weighs a proposal."""

LEVEL_OF = {state: level for level, state in REVIEWS.items()}
NEXT_LEVEL: dict[str, str] = {
    Level.VILLAGE: Level.DISTRICT,
    Level.DISTRICT: Level.PLANNING,
    Level.COUNCIL: Level.PLANNING,
    Level.PLANNING: Level.AGENCY,
    Level.AGENCY: Level.BUDGET_TEAM,
}
"""Who weighs it after a level has accepted it. After the budget team it stands in the plan."""

APPEAL_TO: dict[str, str] = {
    Level.VILLAGE: Level.DISTRICT,
    Level.DISTRICT: Level.PLANNING,
    Level.COUNCIL: Level.PLANNING,
    Level.PLANNING: Level.PLANNING,
    Level.AGENCY: Level.PLANNING,
    Level.BUDGET_TEAM: Level.PLANNING,
}
"""Who looks again when the proposer disputes a refusal: never only the office that refused, where another stands above it."""

WAY = (
    "village_review",
    "district_review",
    "planning_review",
    "agency_review",
    "budget_team_review",
    "planned",
    "budgeted",
    "in_progress",
    "completed",
)
"""The ordinary way, for «what comes next»."""

REVIEW_TERM_WORKDAYS = 20
"""How long a level has to weigh a proposal where neither the calendar of the year nor the region says otherwise: house rule."""

_LABELS: dict[str, tuple[str | Promise, str | Promise]] = {
    Level.VILLAGE: (_("Being weighed in the village"), _("The village assembly weighs it and says what it thinks.")),
    Level.DISTRICT: (_("Being weighed in the district"), _("The planning forum of the district puts the villages' proposals in order.")),
    Level.COUNCIL: (_("Being checked by the council's secretariat"), _("The council's secretariat passes it on to the planning agency.")),
    Level.PLANNING: (
        _("Being checked by the planning agency"),
        _("The planning agency looks whether it fits the plan, and for the right office."),
    ),
    Level.AGENCY: (_("Being checked by the office in charge"), _("The office looks whether it can be done, and what it costs.")),
    Level.BUDGET_TEAM: (_("Being weighed by the budget team"), _("The budget team says whether there is money for it.")),
}
_REFUSED: dict[str, str | Promise] = {
    Level.VILLAGE: _("Refused in the village"),
    Level.DISTRICT: _("Refused in the district"),
    Level.COUNCIL: _("Refused by the council's secretariat"),
    Level.PLANNING: _("Refused by the planning agency"),
    Level.AGENCY: _("Refused by the office in charge"),
    Level.BUDGET_TEAM: _("Refused by the budget team"),
}


def refused_at(level: str) -> str:
    """The final state of a proposal that this level refused: everybody can see where it stopped."""
    return f"refused_{level}"


def returned_from(level: str) -> str:
    """The waiting state of a proposal that this level sent back to be completed."""
    return f"returned_{level}"


review_clock = ClockRule("review", term=REVIEW_TERM_WORKDAYS)

REASONS = (
    *COMMON_REASONS,
    Reason("wrong_estimate", ReasonKind.RETURN, _("Volume or cost cannot be right")),
    Reason("no_land_proof", ReasonKind.RETURN, _("It is not shown that the land may be used")),
    Reason("over_quota", ReasonKind.DEFER, _("More were proposed than may be passed on this year")),
    Reason("year_closed", ReasonKind.DEFER, _("The planning year ended before it was decided")),
    Reason("village_authority", ReasonKind.REFUSE, _("The village can and should do it with its own budget")),
    Reason("not_in_plan", ReasonKind.REFUSE, _("It does not fit the medium-term plan")),
    Reason("not_needed", ReasonKind.REFUSE, _("Nobody needs it any more")),
    Reason("next_year", ReasonKind.REOPEN, _("It is put before this year's meeting again"), min_words=0),
    Reason("village_own_plan", ReasonKind.REOPEN, _("The village takes it into its own plan"), min_words=0),
)


def _reviews() -> tuple[State, ...]:
    return tuple(State(REVIEWS[level], label, owed_by=Party.HOLDER, expects=expects) for level, (label, expects) in _LABELS.items())


def _returned() -> tuple[State, ...]:
    return tuple(
        State(
            returned_from(level),
            _("Returned to be completed"),
            is_waiting=True,
            owed_by=Party.SENDER,
            expects=_("Whoever proposed it completes it and sends it again."),
        )
        for level in REVIEWS
    )


def _refused() -> tuple[State, ...]:
    return tuple(State(refused_at(level), _REFUSED[level], is_final=True, outcome=Outcome.REFUSED) for level in REVIEWS)


STATES = (
    *_reviews(),
    *_returned(),
    State("planned", pgettext_lazy("proposal", "In the plan"), expects=_("The office takes it into its budget.")),
    State("budgeted", _("In the budget"), expects=_("The work is prepared and begins.")),
    State("village_planned", _("In the village's own plan"), expects=_("The village takes it into its budget.")),
    State("village_budgeted", _("In the village's budget"), expects=_("The work is prepared and begins.")),
    State("in_progress", _("Under way"), expects=_("The work is finished and handed over.")),
    State("completed", _("Done"), is_final=True, outcome=Outcome.SOLVED),
    State("deferred", _("Kept for next year"), is_final=True, outcome=Outcome.DEFERRED),
    *_refused(),
    State("cancelled", _("Taken back by whoever proposed it"), is_final=True, outcome=Outcome.CANCELLED),
    State("merged", _("Merged with another proposal"), is_final=True, outcome=Outcome.MERGED),
    State("split", _("Split into several proposals"), is_final=True, outcome=Outcome.SPLIT),
)
_ALL_REVIEWS = tuple(REVIEWS.values())
_ALL_RETURNED = tuple(returned_from(level) for level in REVIEWS)
_ALL_REFUSED = tuple(refused_at(level) for level in REVIEWS)


def _at_each_level() -> tuple[Transition, ...]:
    made: list[Transition] = []
    for level, state in REVIEWS.items():
        above = NEXT_LEVEL.get(level)
        made += [
            Transition(
                "accept",
                _("Accept and pass on"),
                (state,),
                REVIEWS[above] if above else "planned",
                needs_reason=ReasonKind.ACCEPT,
                moves_level=True,
                starts_clock=review_clock if above else None,
                stops_clock=above is None,
                is_answer=True,
                done_label=_("Accepted and passed on"),
            ),
            Transition(
                "send_back",
                _("Send back to be completed"),
                (state,),
                returned_from(level),
                needs_reason=ReasonKind.RETURN,
                to_sender=True,
                stops_clock=True,
                is_answer=True,
                done_label=_("Sent back to be completed"),
            ),
            Transition(
                "resend",
                _("Send again"),
                (returned_from(level),),
                state,
                moves_level=True,
                starts_clock=review_clock,
                by=frozenset({Party.SENDER, Level.GROUP, Level.VILLAGE, Level.COUNCIL}),
                done_label=_("Completed and sent again"),
            ),
            Transition(
                "refuse",
                _("Refuse"),
                (state,),
                refused_at(level),
                needs_reason=ReasonKind.REFUSE,
                is_answer=True,
                done_label=_("Refused"),
            ),
            Transition(
                "dispute",
                _("Ask for a second look"),
                (refused_at(level),),
                REVIEWS[APPEAL_TO[level]],
                needs_reason=ReasonKind.DISPUTE,
                moves_level=True,
                starts_clock=review_clock,
                by=frozenset({Party.SENDER, Level.GROUP}),
                done_label=_("A second look was asked for"),
            ),
            Transition(
                "reopen",
                _("Open again"),
                (refused_at(level),),
                state,
                needs_reason=ReasonKind.REOPEN,
                moves_level=True,
                starts_clock=review_clock,
                by=frozenset({level}),
                done_label=_("Opened again"),
            ),
        ]
    return tuple(made)


TRANSITIONS = (
    *_at_each_level(),
    Transition(
        "reroute",
        _("Pass to the right office"),
        (REVIEWS[Level.PLANNING], REVIEWS[Level.AGENCY]),
        needs_reason=ReasonKind.REROUTE,
        moves_level=True,
        starts_clock=review_clock,
        done_label=_("Passed to another office"),
    ),
    Transition(
        "defer",
        _("Keep for next year"),
        (*_ALL_REVIEWS, *_ALL_RETURNED, "planned", "village_planned"),
        "deferred",
        needs_reason=ReasonKind.DEFER,
        is_answer=True,
        by=frozenset({Party.HOLDER, Party.SYSTEM}),
        done_label=_("Kept for next year"),
    ),
    Transition(
        "retable",
        _("Put before this year's meeting"),
        ("deferred",),
        REVIEWS[Level.VILLAGE],
        needs_reason=ReasonKind.REOPEN,
        moves_level=True,
        starts_clock=review_clock,
        by=frozenset({Level.VILLAGE, Level.DISTRICT, Party.SENDER, Party.SYSTEM}),
        done_label=_("Put before the meeting of a new year"),
    ),
    Transition(
        "retable_council",
        _("Propose again through the council"),
        ("deferred",),
        REVIEWS[Level.COUNCIL],
        needs_reason=ReasonKind.REOPEN,
        moves_level=True,
        starts_clock=review_clock,
        by=frozenset({Level.COUNCIL}),
        done_label=_("Proposed again through the council"),
    ),
    Transition(
        "retable_district",
        _("Put before this year's forum"),
        ("deferred",),
        REVIEWS[Level.DISTRICT],
        needs_reason=ReasonKind.REOPEN,
        moves_level=True,
        starts_clock=review_clock,
        by=frozenset({Level.DISTRICT, Party.SENDER, Party.SYSTEM}),
        done_label=_("Put before the forum of a new year"),
    ),
    *(
        Transition(
            f"retire_{level}",
            _("Take out of the bank"),
            ("deferred",),
            refused_at(level),
            needs_reason=ReasonKind.REFUSE,
            is_answer=True,
            by=frozenset({level}),
            done_label=_("Taken out of the bank of proposals"),
        )
        for level in (Level.VILLAGE, Level.DISTRICT, Level.COUNCIL)
    ),
    Transition(
        "take_into_village_plan",
        _("Take into the village's own plan"),
        (REVIEWS[Level.VILLAGE],),
        "village_planned",
        needs_reason=ReasonKind.ACCEPT,
        stops_clock=True,
        is_answer=True,
        by=frozenset({Level.VILLAGE}),
        done_label=_("Taken into the village's own plan"),
    ),
    Transition(
        "rescue_into_village_plan",
        _("Take into the village's own plan"),
        (*_ALL_REFUSED, "deferred"),
        "village_planned",
        needs_reason=ReasonKind.REOPEN,
        moves_level=True,
        is_answer=True,
        by=frozenset({Level.VILLAGE}),
        done_label=_("Taken into the village's own plan after all"),
    ),
    Transition(
        "budget",
        _("It stands in the budget"),
        ("planned",),
        "budgeted",
        by=frozenset({Party.HOLDER, Level.PLANNING, Level.BUDGET_TEAM}),
        needs_words=10,
        is_answer=True,
        done_label=_("Taken into the budget"),
    ),
    Transition(
        "budget_in_village",
        _("It stands in the village's budget"),
        ("village_planned",),
        "village_budgeted",
        by=frozenset({Party.HOLDER, Level.VILLAGE}),
        needs_words=10,
        is_answer=True,
        done_label=_("Taken into the village's budget"),
    ),
    Transition(
        "start_work",
        _("The work has begun"),
        ("budgeted", "village_budgeted"),
        "in_progress",
        by=frozenset({Party.HOLDER, Party.SYSTEM}),
        done_label=_("The work began"),
    ),
    Transition(
        "report_progress",
        _("Report progress"),
        ("in_progress",),
        needs_words=10,
        is_answer=True,
        by=frozenset({Party.HOLDER, Party.SYSTEM}),
        done_label=_("Progress was reported"),
    ),
    Transition(
        "complete", _("The work is done"), ("in_progress",), "completed", needs_words=20, is_answer=True, done_label=_("The work is done")
    ),
    Transition(
        "drop",
        _("It is not carried out this year"),
        ("budgeted", "village_budgeted", "in_progress"),
        "deferred",
        needs_reason=ReasonKind.DEFER,
        is_answer=True,
        done_label=_("Not carried out this year; kept for next year"),
    ),
    Transition(
        "merge",
        _("Merge with another proposal"),
        (*_ALL_REVIEWS, *_ALL_RETURNED),
        "merged",
        needs_reason=ReasonKind.MERGE,
        is_answer=True,
        done_label=_("Merged with another proposal"),
    ),
    Transition(
        "split",
        _("Split into several"),
        _ALL_REVIEWS,
        "split",
        needs_reason=ReasonKind.SPLIT,
        is_answer=True,
        done_label=_("Split into several proposals"),
    ),
    Transition(
        "cancel",
        _("Take it back"),
        (*_ALL_REVIEWS, *_ALL_RETURNED),
        "cancelled",
        needs_reason=ReasonKind.CANCEL,
        by=frozenset({Party.SENDER, Level.GROUP}),
        done_label=_("Taken back by whoever proposed it"),
    ),
)

PROPOSAL = Machine(
    name=NAME,
    title=_("Proposal"),
    letter="U",
    states=STATES,
    transitions=TRANSITIONS,
    reasons=REASONS,
    way=WAY,
    begins=_ALL_REVIEWS,  # the parts of a split begin where the whole lay
    first_clock=review_clock,
    path="/usulan/{address}/",
)
