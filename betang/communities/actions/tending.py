"""Tending: what a group says of itself, what the office says of it, what a region asks, what the mapping notes."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from django.db import transaction
from django.utils.translation import gettext

from betang.accounts.actors import Actor
from betang.audit import trail
from betang.communities import policies, rules
from betang.communities.actions.standing import site_id_of
from betang.communities.documents import index_group
from betang.communities.models import Group, IssueNote, Jurisdiction
from betang.communities.terms import Audience
from betang.guard import actions as guard
from betang.guard import text as guard_text
from betang.kernel.errors import InvalidInput
from betang.regions.models import Region

OWN_FIELDS = (
    "about", "kind", "founded_on", "address", "is_address_public", "audiences", "media", "content_kinds", "fields", "strength",
)  # fmt: skip
"""What a group may say of itself. Its name and place stand in the decree and change by another way."""


def _changed(row: Any, values: Mapping[str, Any], names: tuple[str, ...]) -> list[str]:
    return [name for name in names if name in values and getattr(row, name) != values[name]]


@transaction.atomic
def change_group_data(*, actor: Actor, group: Group, values: Mapping[str, Any], at: datetime) -> Group:
    """Keep what a group says of itself. Nothing is recorded where nothing changed. Gambling and the like is refused."""
    policies.may_tend(actor, group).require()
    kept = Group.objects.select_for_update(of=("self",)).select_related("region").get(pk=group.pk)
    texts = {name: str(values[name]) for name in ("about", "address", "strength") if name in values}
    findings = guard_text.check_fields(texts)
    if guard_text.refused(findings):
        guard.report(actor=actor, where="communities.group", findings=findings, site_id=site_id_of(kept), at=at)
        raise InvalidInput(
            gettext("The text holds something that may not be published."),
            fields={one.field: str(one.explanation) for one in findings if one.is_refused},
        )
    changed = _changed(kept, values, OWN_FIELDS)
    if not changed:
        return kept
    for name in changed:
        setattr(kept, name, values[name])
    kept.save(update_fields=changed)
    trail.record(
        "communities.group.changed",
        kept,
        actor=actor,
        at=at,
        data={"group_id": str(kept.pk), "slug": kept.slug, "fields": changed},
        site_id=site_id_of(kept),
    )
    index_group(kept)
    return kept


@transaction.atomic
def change_office_data(*, actor: Actor, group: Group, kim_id_number: str, is_priority: bool, at: datetime) -> Group:
    """Keep what the communication office says of a group: its number on KIM.ID, and whether it is coached first."""
    policies.may_coordinate(actor, group).require()
    kept = Group.objects.select_for_update(of=("self",)).select_related("region").get(pk=group.pk)
    values = {"kim_id_number": kim_id_number.strip(), "is_priority": is_priority}
    changed = _changed(kept, values, ("kim_id_number", "is_priority"))
    if not changed:
        return kept
    for name in changed:
        setattr(kept, name, values[name])
    kept.save(update_fields=changed)
    trail.record(
        "communities.group.office_data_changed",
        kept,
        actor=actor,
        at=at,
        data={"group_id": str(kept.pk), "slug": kept.slug, **{name: values[name] for name in changed}},
        site_id=site_id_of(kept),
    )
    return kept


@transaction.atomic
def change_settings(*, actor: Actor, region: Region, values: Mapping[str, Any], at: datetime) -> Jurisdiction:
    """Keep what a region asks of groups. None or an empty text or list means: as in the region above."""
    policies.may_change_settings(actor, region.code).require()
    problem = rules.pattern_problem(values["number_pattern"]) if values.get("number_pattern") else ""
    if problem:
        raise InvalidInput(problem, fields={"number_pattern": problem})
    row, _made = Jurisdiction.objects.select_for_update(of=("self",)).get_or_create(region=region)
    names = (*rules.SETTING_NAMES, "source_note")
    cleaned = {name: (values[name] or None if isinstance(values[name], list | tuple) else values[name]) for name in names if name in values}
    cleaned = {name: list(value) if isinstance(value, tuple) else value for name, value in cleaned.items()}
    changed = _changed(row, cleaned, names)
    if not changed:
        return row
    before = {name: getattr(row, name) for name in changed}
    for name in changed:
        setattr(row, name, cleaned[name])
    row.save(update_fields=changed)
    trail.record(
        "communities.settings.changed",
        row,
        actor=actor,
        at=at,
        data={"region_code": region.code, "before": before, "after": {name: cleaned[name] for name in changed}},
    )
    return row


@transaction.atomic
def write_issue_notes(*, actor: Actor, region: Region, year: int, notes: Mapping[str, str], at: datetime) -> None:
    """Keep the public issues of each audience for a region and a year. One entry for the page, where something changed."""
    policies.may_write_report(actor, region.code).require()
    assert actor.id is not None
    kept = {row.audience: row for row in IssueNote.objects.select_for_update().filter(region=region, year=year)}
    changed = []
    for audience in Audience.values:
        text = notes.get(audience, "").strip() if audience in notes else None
        row = kept.get(audience)
        if text is None or text == (row.text if row else ""):
            continue
        IssueNote.objects.update_or_create(
            region=region, year=year, audience=audience, defaults={"text": text, "at": at, "by_id": actor.id}
        )
        changed.append(audience)
    if changed:
        trail.record(
            "communities.mapping.issues_noted",
            region,
            actor=actor,
            at=at,
            data={"region_code": region.code, "year": year, "audiences": changed},
        )
