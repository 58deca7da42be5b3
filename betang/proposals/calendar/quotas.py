"""Holding a level to its quota when it passes a proposal on. Two officers at once do not pass on more than one place allows.

No law at hand fixes a quota: it is a letter of the government above (50 a kabupaten to the province, Kalimantan Tengah 2025). So its
source alone says whether more may pass with a reason (`Quota.allows_more`); where it does not, the way is to keep it for next year.
"""

from __future__ import annotations

from django.utils.translation import gettext

from betang.accounts.actors import Actor
from betang.casework.models import Matter
from betang.casework.terms import Level
from betang.kernel.errors import InvalidInput, Refused
from betang.proposals.calendar import queries
from betang.proposals.models import Proposal, Quota
from betang.regions.queries import place_line

LEAST_WORDS = 20
"""Letters of the reason with which somebody passes on more: the same as for a refusal."""


def passes_on(action: str, matter: Matter, *, to_province: bool) -> bool:
    """Does this step carry a proposal out of its region to the government above it?"""
    if action == "accept":
        return matter.level in (Level.VILLAGE, Level.DISTRICT)
    return action == "reroute" and to_province and matter.level == Level.PLANNING and "." in matter.holder_code


def hold_quota(*, actor: Actor, proposal: Proposal, matter: Matter, words: str, beyond_quota: bool) -> bool:
    """Raise `Refused` where no place is left; `InvalidInput` where more may pass with a reason and none is given.

    True where it passes beyond the quota. The row of the quota is locked, so that the count still holds when the opinion is written.
    What the house enters itself (an import of decisions made elsewhere) is not held back.
    """
    if actor.is_system:
        return False
    found = queries.quota_of(matter.level, proposal.region_code, proposal.fiscal_year)
    if found is None:
        return False
    Quota.objects.select_for_update(of=("self",)).get(pk=found.pk)
    state = queries.quota_state(matter.level, proposal.region_code, proposal.fiscal_year)
    if state is None or not state.is_full:
        return False
    if queries.passed_rows(matter.level, state.code, proposal.fiscal_year).filter(proposal=proposal).exists():
        return False  # it holds a place already: it came back and goes up again
    said = {
        "place": place_line(state.code), "passed": state.passed, "limit": state.quota.limit, "year": proposal.fiscal_year,
    }  # fmt: skip
    message = gettext("%(place)s has passed on %(passed)d of %(limit)d proposals for %(year)d. No place is left.") % said
    if not state.quota.allows_more:
        raise Refused(
            message,
            hint=gettext(
                "Keep it for next year (reason: more were proposed than may be passed on), or let the village take it into its own plan. "
                "Nothing was changed."
            ),
        )
    if not beyond_quota or len(words.strip()) < LEAST_WORDS:
        raise InvalidInput(
            message,
            fields={
                "beyond_quota": gettext("The quota lets more pass with a reason: tick this, and say why in at least %(least)d letters.")
                % {"least": LEAST_WORDS}
            },
            hint=gettext("Everybody reads the reason. Without one, keep it for next year."),
        )
    return True
