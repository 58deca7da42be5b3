"""A group climbs: it applies with proofs, the coordinator visits, confirms what they saw, and grants; or says no with a reason.

No stage is granted without a verification visit and every criterion met; the database holds the first, `grant_stage` both.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import IO, Any
from uuid import UUID

from django.conf import settings
from django.core.files.base import ContentFile
from django.db import transaction
from django.utils.translation import gettext

from betang.accounts.actors import Actor
from betang.audit import trail
from betang.communities.links import sites_of
from betang.communities.models import Group
from betang.communities.queries import requirements_of
from betang.growth import certificates, photos, policies, rules
from betang.growth.models import Attestation, Climb, Criterion, Held, Visit
from betang.growth.queries import ladders
from betang.growth.terms import CLIMB_OPEN, CertificateKind, ClimbState, Proof, VisitKind
from betang.guard.files import check_upload
from betang.guard.saving import disk_full_told
from betang.kernel import clock
from betang.kernel.errors import InvalidInput, NotFound, Refused
from betang.notices.actions import tell
from betang.statutes.calendar import add_workdays
from betang.statutes.queries import calendar_for


@dataclass(frozen=True, slots=True)
class Proved:
    """What a group shows for a criterion: words, and a photo or PDF."""

    words: str = ""
    file: IO[bytes] | Any | None = None


@transaction.atomic
def apply_for_stage(
    *, actor: Actor, group: Group, words: str, proofs: Mapping[str, Proved], at: datetime, is_sample: bool = False
) -> Climb:
    """Apply for the next stage, with a proof for each criterion that cannot be counted (by its key).

    Raises `Refused` where something that is counted is missing, or an application waits; `InvalidInput` for missing proofs.
    """
    kept = _locked(group)
    policies.may_apply(actor, kept).require()
    standing = ladders.standing_of(kept, at=at)
    if standing is None or standing.next_stage is None:
        raise Refused(gettext("There is no further stage to apply for."))
    if standing.climb is not None:
        raise Refused(gettext("An application of this group waits already."))
    if not rules.may_be_applied_for(standing.found):
        missing = [one.asked.name for one in standing.found if one.asked.proof == Proof.COMPUTED and not one.is_met]
        raise Refused(gettext("Something is still missing: %(what)s.") % {"what": "; ".join(missing)})
    if actor.id is None:
        raise NotFound(gettext("This page does not exist."))
    criteria = [one for one in standing.next_stage.criteria.all() if one.proof == Proof.ATTESTED]
    _complain([one for one in criteria if not _is_shown(proofs.get(one.key))])
    today = at.astimezone(clock.zone()).date()
    asked = requirements_of(kept.region.code[:5])
    climb = Climb.objects.create(
        group=kept,
        stage=standing.next_stage,
        words=words.strip(),
        applied_at=at,
        applied_by_id=actor.id,
        due_on=add_workdays(today, asked.answer_workdays, calendar_for(kept.region.code)),
        is_sample=is_sample,
    )
    for one in criteria:
        _keep_proof(climb, one, proofs[one.key], at)
    _record("growth.stage.applied", climb, actor=actor, at=at)
    return climb


@transaction.atomic
def complete_application(*, actor: Actor, climb: Climb, words: str, proofs: Mapping[str, Proved], at: datetime) -> Climb:
    """The group answers an application that was sent back: new proofs in place of those that did not convince."""
    kept = _climb(climb)
    policies.may_apply(actor, kept.group).require()
    if kept.state != ClimbState.RETURNED:
        raise Refused(gettext("This application was not sent back."))
    criteria = {one.key: one for one in kept.stage.criteria.all() if one.proof == Proof.ATTESTED}
    confirmed = {one.criterion.key for one in ladders.attestations_of(kept) if one.is_confirmed is not False}
    _complain([one for key, one in criteria.items() if key not in confirmed and not _is_shown(proofs.get(key))])
    for key, proof in proofs.items():
        if key in criteria and _is_shown(proof):
            _keep_proof(kept, criteria[key], proof, at)
    today = at.astimezone(clock.zone()).date()
    kept.state, kept.words = ClimbState.APPLIED, words.strip() or kept.words
    kept.due_on = add_workdays(today, requirements_of(kept.group.region.code[:5]).answer_workdays, calendar_for(kept.group.region.code))
    kept.save(update_fields=["state", "words", "due_on"])
    _record("growth.stage.completed", kept, actor=actor, at=at)
    return kept


@transaction.atomic
def withdraw_application(*, actor: Actor, climb: Climb, at: datetime) -> Climb:
    """The group takes its application back."""
    kept = _climb(climb)
    policies.may_apply(actor, kept.group).require()
    _must_wait(kept)
    kept.state, kept.decided_at = ClimbState.WITHDRAWN, at
    kept.save(update_fields=["state", "decided_at"])
    _record("growth.stage.withdrawn", kept, actor=actor, at=at)
    return kept


@transaction.atomic
def confirm_proof(*, actor: Actor, climb: Climb, key: str, is_confirmed: bool, found: str, at: datetime) -> Attestation:
    """The coordinator says of a proof what they saw, and whether it shows what is asked. A no needs words."""
    kept = _climb(climb)
    policies.may_verify(actor, kept.group).require()
    _must_wait(kept)
    if not is_confirmed and not found.strip():
        raise InvalidInput(gettext("Say what is missing."), fields={f"found_{key}": gettext("Say what is missing.")})
    row = Attestation.objects.select_for_update(of=("self",)).filter(climb=kept, criterion__key=key).first()
    if row is None:
        raise NotFound(gettext("This page does not exist."))
    row.is_confirmed, row.found, row.confirmed_at, row.confirmed_by_id = is_confirmed, found.strip(), at, actor.id
    row.save(update_fields=["is_confirmed", "found", "confirmed_at", "confirmed_by"])
    _record("growth.proof.confirmed" if is_confirmed else "growth.proof.doubted", kept, actor=actor, at=at, key=key, public=False)
    return row


@transaction.atomic
def return_application(*, actor: Actor, climb: Climb, reason: str, at: datetime) -> Climb:
    """Send an application back: the group adds what is missing."""
    return _say_no(actor, climb, ClimbState.RETURNED, "growth.stage.returned", reason, at)


@transaction.atomic
def refuse_application(*, actor: Actor, climb: Climb, reason: str, at: datetime) -> Climb:
    """Refuse an application, with words. The group may apply again when things have changed."""
    return _say_no(actor, climb, ClimbState.REFUSED, "growth.stage.refused", reason, at)


@transaction.atomic
def grant_stage(*, actor: Actor, climb: Climb, visit: Visit, at: datetime) -> Held:
    """Grant the stage: after a verification visit, with every criterion met on the day. Makes the certificate and tells the chair.

    Raises `Refused` with what is missing.
    """
    kept = _climb(climb)
    policies.may_verify(actor, kept.group).require()
    _must_wait(kept)
    today = at.astimezone(clock.zone()).date()
    if visit.group_id != kept.group_id or visit.kind != VisitKind.VERIFICATION:
        raise Refused(gettext("A stage is granted after a verification visit to this group. Record the visit first."))
    if visit.on > today or visit.on < kept.applied_at.astimezone(clock.zone()).date():
        raise Refused(gettext("The visit has to lie between the application and today."))
    found = ladders.findings_for(kept.group, kept.stage, kept, at=at)
    if not rules.may_be_granted(found):
        missing = "; ".join(one.asked.name for one in found if not one.is_met)
        raise Refused(
            gettext("The stage cannot be granted yet: %(what)s.") % {"what": missing or gettext("the stage asks for nothing")},
            hint=gettext("Confirm each proof that you saw, or send the application back with what is missing."),
        )
    before = Held.objects.select_for_update().filter(group=kept.group, until_on__isnull=True).select_related("stage").first()
    if before is not None:
        before.until_on, before.ended_reason = today, gettext("The next stage was granted.")
        before.save(update_fields=["until_on", "ended_reason"])
    kept.state, kept.decided_at, kept.decided_by_id, kept.visit = ClimbState.GRANTED, at, actor.id, visit
    kept.evidence = {
        one.asked.key: {"name": one.asked.name, "value": one.value, "threshold": one.asked.threshold, "proof": one.asked.proof}
        for one in found
    }
    kept.save(update_fields=["state", "decided_at", "decided_by", "visit", "evidence"])
    certificate = certificates.issue(
        kind=CertificateKind.STAGE,
        holder=kept.group.name,
        title=kept.stage.name,
        region=certificates.issuer_of(kept.group.region.code),
        group=kept.group,
        signer=actor.name,
        signer_post=gettext("KIM coordinator"),
        on=today,
        at=at,
        actor=actor,
        is_sample=kept.is_sample,
    )
    held = Held.objects.create(group=kept.group, stage=kept.stage, climb=kept, from_on=today, certificate=certificate)
    _record("growth.stage.granted", kept, actor=actor, at=at, certificate=certificate.code)
    _tell_chair(
        kept,
        title=gettext("%(group)s reached the stage %(stage)s") % {"group": kept.group.name, "stage": kept.stage.name},
        body=gettext("Congratulations. The certificate is ready, and everybody can check it."),
        at=at,
    )
    return held


@transaction.atomic
def end_stage(*, actor: Actor, group: Group, reason: str, at: datetime) -> Held:
    """Take a stage back, with words; its certificate is revoked with the same words."""
    kept = _locked(group)
    policies.may_verify(actor, kept).require()
    if not reason.strip():
        raise InvalidInput(gettext("Say why."), fields={"reason": gettext("Say why.")})
    held = (
        Held.objects.select_for_update(of=("self",))
        .select_related("stage", "climb", "certificate")
        .filter(group=kept, until_on__isnull=True)
        .first()
    )
    if held is None:
        raise Refused(gettext("This group holds no stage that was granted."))
    held.until_on, held.ended_reason = at.astimezone(clock.zone()).date(), reason.strip()
    held.save(update_fields=["until_on", "ended_reason"])
    if held.certificate is not None:
        certificates.revoke(actor=actor, certificate=held.certificate, reason=reason, at=at)
    _record("growth.stage.ended", held.climb, actor=actor, at=at, reason=reason.strip())
    return held


def _say_no(actor: Actor, climb: Climb, state: ClimbState, verb: str, reason: str, at: datetime) -> Climb:
    kept = _climb(climb)
    policies.may_verify(actor, kept.group).require()
    if kept.state != ClimbState.APPLIED:
        raise Refused(gettext("This application waits no longer for you."))
    if not reason.strip():
        raise InvalidInput(gettext("Say why."), fields={"reason": gettext("Say why.")})
    kept.state, kept.reason = state, reason.strip()
    fields = ["state", "reason"]
    if state == ClimbState.REFUSED:
        kept.decided_at, kept.decided_by_id = at, actor.id
        fields += ["decided_at", "decided_by"]
    kept.save(update_fields=fields)
    _record(verb, kept, actor=actor, at=at, reason=reason.strip())
    _tell_chair(kept, title=gettext("About your application for %(stage)s") % {"stage": kept.stage.name}, body=reason.strip(), at=at)
    return kept


def _locked(group: Group) -> Group:
    found: Group = Group.objects.select_for_update(of=("self",)).select_related("region").get(pk=group.pk)
    return found


def _climb(climb: Climb) -> Climb:
    """The application, held; the group's row is locked first, as everywhere."""
    _locked(Group(pk=climb.group_id))
    found: Climb = Climb.objects.select_for_update(of=("self",)).select_related("group__region", "stage").get(pk=climb.pk)
    return found


def _must_wait(climb: Climb) -> None:
    if climb.state not in CLIMB_OPEN:
        raise Refused(gettext("This application has been decided or withdrawn."))


def _is_shown(proof: Proved | None) -> bool:
    return proof is not None and (bool(proof.words.strip()) or proof.file is not None)


def _complain(missing: list[Criterion]) -> None:
    if missing:
        words = gettext("Show a proof: a photo or PDF, or say in words where it can be seen.")
        raise InvalidInput(
            gettext("Something is still missing. What you typed is still here."), fields={f"words_{one.key}": words for one in missing}
        )


def _keep_proof(climb: Climb, criterion: Criterion, proof: Proved, at: datetime) -> None:
    path = media_type = name = ""
    if proof.file is not None:
        checked = check_upload(proof.file, accept=frozenset({"image", "pdf"}), limit_bytes=settings.UPLOAD_LIMIT_BYTES)
        name = " ".join(str(getattr(proof.file, "name", "")).split())[:200]
        if checked.kind == "image":
            kept = photos.keep(proof.file)
            path, media_type = kept.path, kept.media_type
        else:
            proof.file.seek(0)
            path, media_type = f"{photos.FOLDER}/{checked.sha256[:24]}.pdf", checked.media_type
            with disk_full_told():
                if not photos.storage().exists(path):
                    photos.storage().save(path, ContentFile(proof.file.read()))
    values = {"words": proof.words.strip(), "added_at": at, "is_confirmed": None, "found": "", "confirmed_at": None, "confirmed_by": None}
    if path:
        values |= {"path": path, "media_type": media_type, "file_name": name}
    Attestation.objects.update_or_create(climb=climb, criterion=criterion, defaults=values)


def _record(verb: str, climb: Climb, *, actor: Actor, at: datetime, reason: str = "", public: bool = True, **data: Any) -> None:
    trail.record(
        verb, climb, actor=actor, at=at, reason=reason, public=public, site_id=_site_of(climb.group_id),
        data={"group_id": str(climb.group_id), "slug": climb.group.slug, "stage": climb.stage.key, "stage_name": climb.stage.name, **data},
    )  # fmt: skip


def _site_of(group_id: UUID) -> UUID | None:
    site = sites_of([group_id]).get(group_id)
    return site.site_id if site else None


def _tell_chair(climb: Climb, *, title: str, body: str, at: datetime) -> None:
    from django.urls import reverse

    tell(
        kind="growth.stage",
        title=title,
        body=body,
        url=reverse("growth_desk:ladder", urlconf=settings.ROOT_URLCONF, kwargs={"slug": climb.group.slug}),
        person=climb.applied_by,
        site_id=_site_of(climb.group_id),
        at=at,
    )
