from __future__ import annotations

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from betang.communities.terms import (
    ApplicationStatus,
    DecreeSigner,
    FilePurpose,
    GroupKind,
    OfficerRole,
    RefusalCode,
    ReportPeriod,
    Seat,
    Standing,
)
from betang.kernel.models import Identified


class Group(Identified):
    """A community information group (KIM). A village may have none or forty: never one to one."""

    name = models.CharField(max_length=120)
    slug = models.SlugField(max_length=63, unique=True, help_text="Its address in the register, and by default its site's name.")
    kind = models.CharField(_("kind"), max_length=20, choices=GroupKind, default=GroupKind.GENERAL)
    seat = models.CharField(max_length=10, choices=Seat, default=Seat.VILLAGE)
    region = models.ForeignKey("regions.Region", on_delete=models.PROTECT, related_name="+")
    standing = models.CharField(max_length=10, choices=Standing, default=Standing.APPLIED)
    register_number = models.CharField(max_length=30, null=True, blank=True, unique=True, help_text="Like 62.03/KIM/2026/0017.")
    kim_id_number = models.CharField(max_length=40, blank=True)
    about = models.TextField(_("about us"), blank=True)
    address = models.CharField(_("address of the secretariat"), max_length=300, blank=True)
    is_address_public = models.BooleanField(_("show the address to everybody"), default=False)
    founded_on = models.DateField(_("founded on"), null=True, blank=True)
    registered_at = models.DateTimeField(null=True, blank=True)
    last_active_at = models.DateTimeField(null=True, blank=True, help_text="When it last published something.")
    audiences = models.JSONField(default=list, blank=True)
    media = models.JSONField(default=list, blank=True)
    content_kinds = models.JSONField(default=list, blank=True)
    fields = models.JSONField(default=list, blank=True)
    strength = models.TextField(_("strength and reach"), blank=True)
    is_priority = models.BooleanField(default=False)

    class Meta:
        ordering = ["name", "id"]
        indexes = [models.Index(fields=["standing", "name"]), models.Index(fields=["name", "id"], name="group_by_name")]

    def __str__(self) -> str:
        return self.name


class Decree(Identified):
    """A decree (SK) that ratified a group or its officers. The newest in date is the one in force."""

    group = models.ForeignKey(Group, on_delete=models.PROTECT, related_name="decrees")
    number = models.CharField(max_length=80)
    on = models.DateField(_("date of the decree"))
    signer = models.CharField(max_length=20, choices=DecreeSigner)
    signer_name = models.CharField(max_length=120, blank=True)

    class Meta:
        ordering = ["-on", "-id"]

    def __str__(self) -> str:
        return self.number


class Officer(Identified):
    """Somebody is an officer of a group from a day until a day. `person_id` is set once they have an account."""

    group = models.ForeignKey(Group, on_delete=models.PROTECT, related_name="officers")
    role = models.CharField(max_length=12, choices=OfficerRole)
    section = models.CharField(max_length=80, blank=True)
    name = models.CharField(max_length=120)
    person = models.ForeignKey("accounts.Person", null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    decree = models.ForeignKey(Decree, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    from_on = models.DateField()
    until_on = models.DateField(null=True, blank=True, help_text="The last day in the office.")

    class Meta:
        ordering = ["from_on", "id"]
        constraints = [
            models.CheckConstraint(condition=Q(until_on__isnull=True) | Q(until_on__gte=models.F("from_on")), name="officer_span_forward"),
            models.UniqueConstraint(
                fields=["group", "role"],
                condition=Q(until_on__isnull=True) & ~Q(role=OfficerRole.SECTION_HEAD),
                name="one_serving_officer_a_role",
            ),
        ]


class Member(Identified):
    """A member of a group. No NIK, no date of birth, no address: none is needed (DOMAIN §6)."""

    group = models.ForeignKey(Group, on_delete=models.PROTECT, related_name="members")
    name = models.CharField(max_length=120)
    joined_on = models.DateField()
    left_on = models.DateField(null=True, blank=True)

    class Meta:
        ordering = ["name", "id"]


class StandingChange(Identified):
    """A group's standing changed: from what, to what, when, by whom and why. `by` is empty for the system."""

    group = models.ForeignKey(Group, on_delete=models.PROTECT, related_name="standing_changes")
    from_standing = models.CharField(max_length=10, choices=Standing, blank=True)
    to_standing = models.CharField(max_length=10, choices=Standing)
    at = models.DateTimeField()
    by = models.ForeignKey("accounts.Person", null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    reason = models.TextField(blank=True)

    class Meta:
        ordering = ["at", "id"]
        indexes = [models.Index(fields=["at"])]


class Activity(Identified):
    """Something that a group did that shows it is alive. One row a source entry; told twice, it is kept once."""

    group = models.ForeignKey(Group, on_delete=models.PROTECT, related_name="activities")
    kind = models.CharField(max_length=40, help_text="The verb of the audit entry that tells of it.")
    entry_id = models.UUIDField(unique=True)
    at = models.DateTimeField()

    class Meta:
        ordering = ["at", "id"]
        indexes = [models.Index(fields=["group", "at"], name="activity_of_group_by_time")]


class Jurisdiction(Identified):
    """What a region's communication office asks of a group. An empty field means: as in the region above.

    Sources conflict (DOMAIN §1.2: 3–30, 3–8, at least 10 members …), so each is a setting with its source beside it, never a constant.
    """

    region = models.OneToOneField("regions.Region", on_delete=models.PROTECT, related_name="jurisdiction")
    kinds = models.JSONField(null=True, blank=True)
    seats = models.JSONField(null=True, blank=True)
    min_members = models.PositiveSmallIntegerField(null=True, blank=True)
    max_members = models.PositiveSmallIntegerField(null=True, blank=True)
    min_officers = models.PositiveSmallIntegerField(null=True, blank=True)
    min_officer_age = models.PositiveSmallIntegerField(null=True, blank=True)
    decree_required = models.BooleanField(null=True, blank=True)
    signers = models.JSONField(null=True, blank=True)
    statutes_required = models.BooleanField(null=True, blank=True)
    number_pattern = models.CharField(max_length=60, blank=True)
    answer_workdays = models.PositiveSmallIntegerField(null=True, blank=True)
    dormancy_days = models.PositiveSmallIntegerField(null=True, blank=True)
    report_period = models.CharField(max_length=10, choices=ReportPeriod, blank=True)
    source_note = models.TextField(blank=True)


class Sequence(Identified):
    """The last number given in a series (`register` or `application`) of a kabupaten or city in a year. Without gaps: see `actions`."""

    series = models.CharField(max_length=20)
    region_code = models.CharField(max_length=13)
    year = models.PositiveSmallIntegerField()
    last = models.PositiveIntegerField(default=0)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["series", "region_code", "year"], name="sequence_once")]


class Application(Identified):
    """A request to be taken into the register, from the first letter typed until the decision.

    `typed` keeps every field exactly as it was typed, right or wrong; the columns beside it are what was understood when it was sent.
    The applicant has no account: who holds the link (`token_hash` is the SHA-256 of its secret) may read and write it.
    """

    token_hash = models.CharField(max_length=64, unique=True)
    status = models.CharField(max_length=10, choices=ApplicationStatus, default=ApplicationStatus.DRAFT)
    number = models.CharField(max_length=30, null=True, blank=True, unique=True)
    typed = models.JSONField(default=dict)
    name = models.CharField(max_length=120, blank=True)
    kind = models.CharField(max_length=20, choices=GroupKind, blank=True)
    seat = models.CharField(max_length=10, choices=Seat, blank=True)
    region = models.ForeignKey("regions.Region", null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    region_code = models.CharField(max_length=13, blank=True, help_text="The code of `region`, for lists.")
    wished_name = models.CharField(max_length=63, blank=True)
    language = models.CharField(max_length=5, default="id")
    created_at = models.DateTimeField()
    saved_at = models.DateTimeField()
    submitted_at = models.DateTimeField(null=True, blank=True)
    due_on = models.DateField(null=True, blank=True)
    decided_at = models.DateTimeField(null=True, blank=True)
    consent_at = models.DateTimeField(null=True, blank=True)
    consent_text = models.CharField(max_length=20, blank=True, help_text="Which wording of the consent was shown.")
    group = models.OneToOneField(Group, null=True, blank=True, on_delete=models.PROTECT, related_name="application")

    class Meta:
        ordering = ["submitted_at", "id"]
        indexes = [models.Index(fields=["status", "region_code", "submitted_at"], name="application_queue")]
        constraints = [
            models.CheckConstraint(
                condition=Q(status=ApplicationStatus.DRAFT) | Q(number__isnull=False, region__isnull=False),
                name="application_sent_has_number_and_place",
            ),
            models.CheckConstraint(
                condition=~Q(status=ApplicationStatus.APPROVED) | Q(group__isnull=False), name="application_approved_has_group"
            ),
        ]

    def __str__(self) -> str:
        return self.name or str(self.pk)


class ApplicationFile(Identified):
    """A checked file of an application, in private storage. The newest of a purpose is the one that counts; earlier ones stay."""

    application = models.ForeignKey(Application, on_delete=models.CASCADE, related_name="files")
    purpose = models.CharField(max_length=10, choices=FilePurpose)
    path = models.CharField(max_length=200)
    original_name = models.CharField(max_length=200)
    media_type = models.CharField(max_length=60)
    extension = models.CharField(max_length=10)
    sha256 = models.CharField(max_length=64)
    size_bytes = models.PositiveIntegerField()
    at = models.DateTimeField()
    removed_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["-at", "-id"]


class ApplicationStep(Identified):
    """One step of an application: sent, sent back, refused, approved. `by` is empty for the applicant."""

    application = models.ForeignKey(Application, on_delete=models.CASCADE, related_name="steps")
    status = models.CharField(max_length=10, choices=ApplicationStatus)
    at = models.DateTimeField()
    by = models.ForeignKey("accounts.Person", null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    code = models.CharField(max_length=20, choices=RefusalCode, blank=True)
    words = models.TextField(blank=True)
    fields = models.JSONField(default=list, blank=True, help_text="Which parts of the form to correct.")

    class Meta:
        ordering = ["at", "id"]


class SeatQuestion(Identified):
    """A group's region was split or ended, and what it became is not one: in which of `options` the group sits, the coordinator says.

    Without options (a region that a new list no longer knows) any place beside it will do. One open question a group at most.
    """

    group = models.ForeignKey(Group, on_delete=models.PROTECT, related_name="seat_questions")
    options = models.JSONField(default=list, help_text="Codes of regions.")
    basis = models.CharField(max_length=200, blank=True)
    asked_at = models.DateTimeField()
    answered_at = models.DateTimeField(null=True, blank=True)
    answered_by = models.ForeignKey("accounts.Person", null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    answer = models.CharField(max_length=13, blank=True, help_text="The code that was chosen, by somebody or by a later decision.")

    class Meta:
        ordering = ["asked_at", "id"]
        constraints = [
            models.UniqueConstraint(fields=["group"], condition=Q(answered_at__isnull=True), name="one_open_seat_question_a_group")
        ]


class IssueNote(Identified):
    """A public issue that moves an audience in a kabupaten in a year: what the mapping report must name for each audience."""

    region = models.ForeignKey("regions.Region", on_delete=models.PROTECT, related_name="+")
    year = models.PositiveSmallIntegerField()
    audience = models.CharField(max_length=20)
    text = models.TextField(blank=True)
    at = models.DateTimeField()
    by = models.ForeignKey("accounts.Person", on_delete=models.PROTECT, related_name="+")

    class Meta:
        constraints = [models.UniqueConstraint(fields=["region", "year", "audience"], name="issue_note_once")]
