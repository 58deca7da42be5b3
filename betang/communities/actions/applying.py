"""The applicant's side: from the first letter typed until the application is sent. Who holds the link may write."""

from __future__ import annotations

import secrets
from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Any

from django.conf import settings
from django.core.files.storage import storages
from django.core.files.uploadedfile import UploadedFile
from django.db import transaction
from django.urls import reverse
from django.utils import translation
from django.utils.crypto import salted_hmac
from django.utils.translation import gettext, ngettext

from betang.accounts.actors import NOBODY
from betang.accounts.queries import coordinators_over
from betang.accounts.tokens import token_hash
from betang.audit import trail
from betang.communities import queries, rules
from betang.communities.actions.numbers import next_number
from betang.communities.models import Application, ApplicationFile, ApplicationStep
from betang.communities.terms import ApplicationStatus, FilePurpose
from betang.guard import actions as guard
from betang.guard import text as guard_text
from betang.guard.files import DangerousFile, check_upload
from betang.kernel import clock
from betang.kernel.errors import InvalidInput, Refused
from betang.kernel.ids import uuid7
from betang.notices.actions import tell
from betang.regions.queries import by_code, place_line
from betang.statutes.calendar import add_workdays
from betang.statutes.queries import calendar_for

CONSENT_TEXT = "2026-11"
"""Which wording of the consent the form shows. Law: UU 27/2022 art. 21, 22, 24"""

LONGEST_FIELD = 24_000
"""Characters of one field that are kept: twice the longest list of members."""

MOST_FILES = 12
"""Files of one application, replaced ones counted: so that a link is no free storage."""

DRAFT_DAYS = 60
"""Days after which a draft that nobody touched is forgotten: names of people are not kept without need. Law: UU 27/2022 art. 16(2)(g)"""

EDITABLE = (ApplicationStatus.DRAFT, ApplicationStatus.RETURNED)


def token_for(key: str) -> str:
    """The secret of a new application's link. The same form key gives the same link, so a form sent twice makes one draft."""
    if not key:
        return secrets.token_urlsafe(24)
    return salted_hmac("betang.communities.application", key, algorithm="sha256").hexdigest()[:40]


def _known(typed: Mapping[str, Any]) -> dict[str, Any]:
    """The fields that the form has, as typed, cut where no honest field is that long."""
    from betang.communities.forms import FIELDS

    return {name: str(value)[:LONGEST_FIELD] for name, value in typed.items() if name in FIELDS and value is not None}


@transaction.atomic
def start_application(*, key: str, typed: Mapping[str, Any], language: str, at: datetime) -> tuple[Application, str]:
    """Begin a draft; returns it with the secret of its link, which is kept nowhere else. No entry: nothing was said yet."""
    token = token_for(key)
    application, _made = Application.objects.get_or_create(
        token_hash=token_hash(token),
        defaults={"typed": _known(typed), "created_at": at, "saved_at": at, "language": language, "name": str(typed.get("name", ""))[:120]},
    )
    return application, token


@transaction.atomic
def save_draft(*, application: Application, typed: Mapping[str, Any], at: datetime) -> Application:
    """Keep what was typed, right or wrong; a field that is not in `typed` stays as it was. Raises `Refused` once it was sent."""
    kept = _locked(application)
    kept.typed = {**kept.typed, **_known(typed)}
    if kept.status == ApplicationStatus.DRAFT:
        kept.name = " ".join(str(kept.typed.get("name", "")).split())[:120]
    kept.saved_at = at
    kept.save(update_fields=["typed", "name", "saved_at"])
    return kept


def _locked(application: Application) -> Application:
    kept = Application.objects.select_for_update(of=("self",)).select_related("region").get(pk=application.pk)
    if kept.status not in EDITABLE:
        raise Refused(
            gettext("This application was sent and cannot be changed now."),
            hint=gettext("If something is wrong, tell the coordinator: they can send it back to you."),
        )
    return kept


@transaction.atomic
def attach_file(*, application: Application, purpose: str, upload: UploadedFile[Any], at: datetime) -> ApplicationFile:
    """Check a photo or PDF and keep it in private storage; it takes the place of an earlier one. Raises `InvalidInput`."""
    kept = _locked(application)
    if kept.files.count() >= MOST_FILES:
        raise Refused(
            ngettext("An application holds at most %(most)d file.", "An application holds at most %(most)d files.", MOST_FILES)
            % {"most": MOST_FILES}
        )
    try:
        checked = check_upload(upload, accept=frozenset({"image", "pdf"}))
    except DangerousFile:
        guard.report_file(actor=NOBODY, where="communities.application", name=str(upload.name or ""), at=at)
        raise
    storage = storages["private"]
    upload.seek(0)
    path = storage.save(f"applications/{kept.pk}/{uuid7()}.{checked.extension.lstrip('.')}", upload)
    try:
        with transaction.atomic():
            kept.files.filter(purpose=purpose, removed_at__isnull=True).update(removed_at=at)
            file = ApplicationFile.objects.create(
                application=kept,
                purpose=FilePurpose(purpose),
                path=path,
                original_name=str(upload.name or "")[-200:],
                media_type=checked.media_type,
                extension=checked.extension.lstrip("."),
                sha256=checked.sha256,
                size_bytes=checked.size_bytes,
                at=at,
            )
            Application.objects.filter(pk=kept.pk).update(saved_at=at)
    except BaseException:
        storage.delete(path)
        raise
    return file


@transaction.atomic
def remove_file(*, application: Application, purpose: str, at: datetime) -> None:
    """Take a file out of the application. It is still there for whoever saw it before, until the application is forgotten."""
    _locked(application).files.filter(purpose=purpose, removed_at__isnull=True).update(removed_at=at)


def _refuse_bad_words(facts: rules.Facts) -> None:
    findings = guard_text.check_fields({"name": facts.name, "about": facts.about})
    if guard_text.refused(findings):
        guard.report(actor=NOBODY, where="communities.application", findings=findings)
        first = next(one for one in findings if one.is_refused)
        raise InvalidInput(
            gettext("The text holds something that may not be published: %(what)s") % {"what": first.explanation},
            fields={"kelompok": str(first.explanation)},
        )


@transaction.atomic
def submit_application(*, application: Application, at: datetime) -> Application:
    """Send the application: it gets its number, its term and the coordinators' attention. Sent twice, it is sent once.

    Raises `InvalidInput` whose `fields` name the parts of the form that are not ready.
    """
    kept = Application.objects.select_for_update(of=("self",)).select_related("region").get(pk=application.pk)
    if kept.status == ApplicationStatus.SUBMITTED:
        return kept
    kept = _locked(kept)
    undone = [step for step, is_done in queries.parts_done(kept).items() if not is_done]
    if undone:
        raise InvalidInput(
            gettext("Some parts are not complete yet."), fields={step: gettext("This part is not complete yet.") for step in undone}
        )
    facts = queries.facts_of(kept)
    _refuse_bad_words(facts)
    region = by_code(facts.region_code)
    asked = queries.requirements_of(region.code)
    today = at.astimezone(clock.zone()).date()
    is_again = kept.number is not None
    kept.name, kept.kind, kept.seat = facts.name, facts.kind, facts.seat
    kept.region, kept.region_code, kept.wished_name = region, region.code, facts.wished_name
    kept.number = kept.number or next_number(
        "application", queries.regency_code(region.code), today.year, pattern="{kode}/PD/{tahun}/{nomor}"
    )
    kept.status = ApplicationStatus.SUBMITTED
    kept.submitted_at, kept.consent_at, kept.consent_text = at, kept.consent_at or at, CONSENT_TEXT
    kept.due_on = add_workdays(today, asked.answer_workdays, calendar_for(region.code))
    kept.save()
    ApplicationStep.objects.create(application=kept, status=ApplicationStatus.SUBMITTED, at=at)
    trail.record(
        "communities.application.submitted",
        kept,
        actor=NOBODY,
        at=at,
        data={"number": kept.number, "region_code": region.code, "again": is_again, "consent_text": CONSENT_TEXT},
    )
    _tell_coordinators(kept, at=at)
    with translation.override(kept.language):
        _tell_applicant(
            kept,
            facts,
            title=gettext("Your application %(number)s has arrived") % {"number": kept.number},
            body=gettext(
                "The coordinator answers by %(day)s. Follow it, or answer questions, at the link that you kept when you began the form."
            )
            % {"day": kept.due_on.strftime("%d-%m-%Y")},
            at=at,
        )
    return kept


def _tell_coordinators(application: Application, *, at: datetime) -> None:
    url = reverse("communities_desk:application", urlconf=settings.ROOT_URLCONF, kwargs={"application_id": application.pk})
    for person in coordinators_over(application.region_code):
        with translation.override(person.language):
            tell(
                kind="communities.application.submitted",
                title=gettext("%(name)s applies for the register") % {"name": application.name},
                body=gettext("%(place)s. To be answered by %(day)s.")
                % {
                    "place": place_line(application.region_code),
                    "day": application.due_on.strftime("%d-%m-%Y") if application.due_on else "",
                },
                url=url,
                person=person,
                at=at,
            )


def _tell_applicant(application: Application, facts: rules.Facts, *, title: str, body: str, at: datetime) -> None:
    """The applicant has no account: a mail where there is an address. The secret link is not in it, for nobody kept it here."""
    if facts.contact_email or facts.contact_phone:
        tell(
            kind="communities.application",
            title=title,
            body=body,
            email=facts.contact_email,
            phone=facts.contact_phone,
            at=at,
        )


@transaction.atomic
def forget_old_drafts(*, at: datetime) -> int:
    """Delete drafts that nobody touched for `DRAFT_DAYS`, with their files; returns how many."""
    old = list(Application.objects.filter(status=ApplicationStatus.DRAFT, saved_at__lt=at - timedelta(days=DRAFT_DAYS))[:500])
    paths = [path for draft in old for path in draft.files.values_list("path", flat=True)]
    for draft in old:
        draft.delete()
    storage = storages["private"]

    def remove_files() -> None:
        for path in paths:
            storage.delete(path)

    transaction.on_commit(remove_files)
    return len(old)
