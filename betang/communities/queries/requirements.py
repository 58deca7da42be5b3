"""What a region asks of groups, with everything that it inherits."""

from __future__ import annotations

from betang.communities import rules
from betang.communities.models import Jurisdiction
from betang.regions.queries import prefixes


def requirements_of(region_code: str) -> rules.Requirements:
    """What the region asks, from the province's settings down to its own. One query; an empty code asks the defaults."""
    if not region_code:
        return rules.DEFAULTS
    rows = {
        row.region.code: row
        for row in Jurisdiction.objects.filter(region__code__in=prefixes(region_code), region__valid_to__isnull=True).select_related(
            "region"
        )
    }
    return rules.inherit(
        (code, {name: getattr(rows[code], name) for name in rules.SETTING_NAMES}) for code in prefixes(region_code) if code in rows
    )
