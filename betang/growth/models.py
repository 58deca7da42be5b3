"""The shape of growth: what groups do, how they climb, learn, are helped, fall asleep, compete, and are reported on.

None is fenced: all of it concerns the province's programme, not the content of one site; `site_id` only leads to the site.
Whoever signs up for a training has no account: names and contacts are for the organiser, and are erased after the retention time.
"""

from __future__ import annotations

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from betang.growth.terms import (
    PRESENT_PERCENT,
    SCORE_MAX,
    TITLE_LENGTH,
    Adinda,
    CertificateKind,
    ClimbState,
    ContestState,
    MarkWay,
    Origin,
    Proof,
    QuietStep,
    ReportState,
    SeatState,
    TaskFor,
    TaskState,
    TrainingKind,
    TrainingState,
    VisitKind,
)
from betang.kernel.models import Identified


class Activity(Identified):
    """Something that a group did, under one of the six letters of ADINDA. What it did on Betang is recorded by itself, once an entry."""

    group = models.ForeignKey("communities.Group", on_delete=models.PROTECT, related_name="adinda_activities")
    site_id = models.UUIDField(null=True, blank=True)
    letter = models.CharField(_("kind of activity"), max_length=14, choices=Adinda)
    origin = models.CharField(max_length=10, choices=Origin)
    verb = models.CharField(max_length=60, blank=True, help_text="The verb of the audit entry that tells of it.")
    entry_id = models.UUIDField(null=True, blank=True, unique=True)
    subject_id = models.UUIDField(null=True, blank=True, help_text="What was done it to: published twice, an article counts once.")
    on = models.DateField(_("day"), help_text="The day in the province's own time.")
    title = models.CharField(_("what you did"), max_length=TITLE_LENGTH)
    words = models.TextField(_("in your words"), blank=True)
    place = models.CharField(_("where"), max_length=TITLE_LENGTH, blank=True)
    people_count = models.PositiveIntegerField(_("how many people took part"), null=True, blank=True)
    path = models.CharField(max_length=200, blank=True, help_text="Where on its site it can be seen; `portal:…` is on the portal.")
    at = models.DateTimeField(help_text="When it came into the record.")
    by = models.ForeignKey("accounts.Person", null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    removed_at = models.DateTimeField(null=True, blank=True)
    is_sample = models.BooleanField(default=False)

    @property
    def said(self) -> str:
        """What was done, in words; empty for what the group told itself."""
        from betang.growth.recording import SAID

        return str(SAID.get(self.verb, ""))

    class Meta:
        ordering = ["-on", "-id"]
        indexes = [
            models.Index(fields=["group", "-on", "-id"], name="adinda_of_group"),
            models.Index(fields=["on", "letter"], name="adinda_by_day"),
        ]
        constraints = [
            models.CheckConstraint(condition=Q(origin=Origin.STATED) | Q(entry_id__isnull=False), name="recorded_activity_has_its_entry"),
            models.UniqueConstraint(
                fields=["verb", "subject_id"], condition=Q(origin=Origin.RECORDED), name="recorded_activity_once_a_subject"
            ),
        ]


class ActivityPhoto(Identified):
    """A photo of an activity, made anew without metadata."""

    activity = models.ForeignKey(Activity, on_delete=models.PROTECT, related_name="photos")
    path = models.CharField(max_length=200)
    media_type = models.CharField(max_length=60)
    width = models.PositiveIntegerField()
    height = models.PositiveIntegerField()
    alt = models.CharField(max_length=250, blank=True)
    added_at = models.DateTimeField()

    class Meta:
        ordering = ["added_at", "id"]


class Ladder(Identified):
    """The stages of a jurisdiction. A region without one follows the region above; the product brings one for the province as data."""

    region = models.ForeignKey("regions.Region", on_delete=models.PROTECT, related_name="+")
    name = models.CharField(max_length=TITLE_LENGTH)
    source = models.CharField(max_length=250, help_text="The decree, letter or house rule it stands on.")
    valid_from = models.DateField()
    valid_to = models.DateField(null=True, blank=True)

    class Meta:
        ordering = ["-valid_from"]
        constraints = [models.UniqueConstraint(fields=["region"], condition=Q(valid_to__isnull=True), name="one_ladder_a_region")]


class Stage(Identified):
    """A step of a ladder. `order` 1 is where every registered group stands; later ones are granted."""

    ladder = models.ForeignKey(Ladder, on_delete=models.PROTECT, related_name="stages")
    key = models.CharField(max_length=40)
    order = models.PositiveSmallIntegerField()
    name = models.CharField(max_length=80)
    aim = models.TextField(blank=True)

    class Meta:
        ordering = ["order"]
        constraints = [
            models.UniqueConstraint(fields=["ladder", "key"], name="stage_key_once"),
            models.UniqueConstraint(fields=["ladder", "order"], name="stage_order_once"),
        ]

    def __str__(self) -> str:
        return self.name


class Criterion(Identified):
    """What a stage asks for. Computed: `measure` (a name of `growth.measures`) reaches `threshold` within `within_days`.

    Attested: the group shows a proof and the coordinator says what they saw. No measure counts log-ins.
    """

    stage = models.ForeignKey(Stage, on_delete=models.PROTECT, related_name="criteria")
    key = models.CharField(max_length=40)
    order = models.PositiveSmallIntegerField()
    name = models.CharField(max_length=TITLE_LENGTH)
    proof = models.CharField(max_length=10, choices=Proof)
    measure = models.CharField(max_length=40, blank=True)
    threshold = models.PositiveIntegerField(default=1)
    within_days = models.PositiveSmallIntegerField(null=True, blank=True, help_text="Empty: since the group exists.")
    how_to = models.TextField(blank=True, help_text="How a group does it, in plain words.")
    how_to_path = models.CharField(max_length=200, blank=True, help_text="The page where it is done or learned.")
    source = models.CharField(max_length=250, blank=True)

    class Meta:
        ordering = ["order"]
        constraints = [
            models.UniqueConstraint(fields=["stage", "key"], name="criterion_key_once"),
            models.CheckConstraint(condition=Q(proof=Proof.ATTESTED) | ~Q(measure=""), name="computed_criterion_has_measure"),
        ]


class Climb(Identified):
    """A group applies for a stage. It is granted only with a verification visit, and with every criterion met or attested."""

    group = models.ForeignKey("communities.Group", on_delete=models.PROTECT, related_name="climbs")
    stage = models.ForeignKey(Stage, on_delete=models.PROTECT, related_name="+")
    state = models.CharField(max_length=10, choices=ClimbState, default=ClimbState.APPLIED)
    words = models.TextField(blank=True, help_text="What the group says about itself.")
    applied_at = models.DateTimeField()
    applied_by = models.ForeignKey("accounts.Person", on_delete=models.PROTECT, related_name="+")
    due_on = models.DateField()
    decided_at = models.DateTimeField(null=True, blank=True)
    decided_by = models.ForeignKey("accounts.Person", null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    reason_code = models.CharField(max_length=30, blank=True)
    reason = models.TextField(blank=True)
    evidence = models.JSONField(default=dict, blank=True, help_text="The measures as they stood at the decision: key → value.")
    visit = models.ForeignKey("Visit", null=True, blank=True, on_delete=models.PROTECT, related_name="climbs")
    is_sample = models.BooleanField(default=False)

    class Meta:
        ordering = ["-applied_at", "-id"]
        indexes = [models.Index(fields=["state", "due_on"], name="climb_queue")]
        constraints = [
            models.UniqueConstraint(fields=["group"], condition=Q(state__in=["applied", "returned"]), name="one_open_climb_a_group"),
            models.CheckConstraint(
                condition=~Q(state=ClimbState.GRANTED) | Q(visit__isnull=False, decided_at__isnull=False), name="granted_climb_has_visit"
            ),
            models.CheckConstraint(condition=~Q(state__in=["refused", "returned"]) | ~Q(reason=""), name="unkind_climb_has_reason"),
        ]


class Attestation(Identified):
    """The proof for one criterion of an application, and what the coordinator found."""

    climb = models.ForeignKey(Climb, on_delete=models.PROTECT, related_name="attestations")
    criterion = models.ForeignKey(Criterion, on_delete=models.PROTECT, related_name="+")
    words = models.TextField(blank=True)
    path = models.CharField(max_length=200, blank=True, help_text="The proof in private storage.")
    media_type = models.CharField(max_length=60, blank=True)
    file_name = models.CharField(max_length=200, blank=True)
    added_at = models.DateTimeField()
    is_confirmed = models.BooleanField(null=True, blank=True, help_text="Empty until the coordinator has looked at it.")
    found = models.TextField(blank=True, help_text="What the coordinator saw.")
    confirmed_at = models.DateTimeField(null=True, blank=True)
    confirmed_by = models.ForeignKey("accounts.Person", null=True, blank=True, on_delete=models.PROTECT, related_name="+")

    class Meta:
        ordering = ["added_at", "id"]
        constraints = [models.UniqueConstraint(fields=["climb", "criterion"], name="attestation_once")]


class Held(Identified):
    """A stage that a group holds from a day on; ended only with a reason. The certificate says it to everybody."""

    group = models.ForeignKey("communities.Group", on_delete=models.PROTECT, related_name="stages_held")
    stage = models.ForeignKey(Stage, on_delete=models.PROTECT, related_name="+")
    climb = models.OneToOneField(Climb, on_delete=models.PROTECT, related_name="grant")
    from_on = models.DateField()
    until_on = models.DateField(null=True, blank=True)
    ended_reason = models.TextField(blank=True)
    certificate = models.ForeignKey("Certificate", null=True, blank=True, on_delete=models.PROTECT, related_name="+")

    class Meta:
        ordering = ["from_on", "id"]
        constraints = [
            models.UniqueConstraint(fields=["group"], condition=Q(until_on__isnull=True), name="one_stage_held_a_group"),
            models.CheckConstraint(condition=Q(until_on__isnull=True) | ~Q(ended_reason=""), name="ended_stage_has_reason"),
        ]


class Visit(Identified):
    """Somebody of the office, or of a mentor KIM, came to see a group: what they saw, and what was agreed."""

    group = models.ForeignKey("communities.Group", on_delete=models.PROTECT, related_name="visits")
    kind = models.CharField(max_length=14, choices=VisitKind)
    on = models.DateField(_("day"))
    by = models.ForeignKey("accounts.Person", on_delete=models.PROTECT, related_name="+")
    mentorship = models.ForeignKey("Mentorship", null=True, blank=True, on_delete=models.PROTECT, related_name="visits")
    people_met = models.PositiveSmallIntegerField(_("how many people you met"), null=True, blank=True)
    seen = models.TextField(_("what you saw"))
    advice = models.TextField(_("what you advise"), blank=True)
    is_online = models.BooleanField(_("by telephone or video"), default=False)
    at = models.DateTimeField()
    is_sample = models.BooleanField(default=False)

    class Meta:
        ordering = ["-on", "-id"]
        indexes = [models.Index(fields=["group", "-on"], name="visit_of_group")]


class VisitPhoto(Identified):
    """A photo taken on a visit; private to the office and the group."""

    visit = models.ForeignKey(Visit, on_delete=models.PROTECT, related_name="photos")
    path = models.CharField(max_length=200)
    media_type = models.CharField(max_length=60)
    width = models.PositiveIntegerField()
    height = models.PositiveIntegerField()
    alt = models.CharField(max_length=250, blank=True)
    added_at = models.DateTimeField()

    class Meta:
        ordering = ["added_at", "id"]


class Mentorship(Identified):
    """A grown KIM mentors a young one, for a time; both chairs and the coordinator agreed."""

    mentor = models.ForeignKey("communities.Group", on_delete=models.PROTECT, related_name="mentoring")
    group = models.ForeignKey("communities.Group", on_delete=models.PROTECT, related_name="mentored_by")
    aim = models.TextField(blank=True)
    proposed_at = models.DateTimeField()
    proposed_by = models.ForeignKey("accounts.Person", on_delete=models.PROTECT, related_name="+")
    mentor_agreed_at = models.DateTimeField(null=True, blank=True)
    group_agreed_at = models.DateTimeField(null=True, blank=True)
    from_on = models.DateField(null=True, blank=True, help_text="The day on which both had agreed.")
    until_on = models.DateField(null=True, blank=True)
    ended_reason = models.TextField(blank=True)
    is_sample = models.BooleanField(default=False)

    class Meta:
        ordering = ["-proposed_at", "-id"]
        constraints = [
            models.CheckConstraint(condition=~Q(mentor=F("group")), name="no_group_mentors_itself"),
            models.UniqueConstraint(fields=["group"], condition=Q(until_on__isnull=True), name="one_mentor_a_group"),
        ]


class Task(Identified):
    """What was agreed to be done, by whom, until when."""

    group = models.ForeignKey("communities.Group", on_delete=models.PROTECT, related_name="tasks")
    visit = models.ForeignKey(Visit, null=True, blank=True, on_delete=models.PROTECT, related_name="tasks")
    whose = models.CharField(max_length=12, choices=TaskFor, default=TaskFor.GROUP)
    text = models.CharField(_("what is to be done"), max_length=250)
    due_on = models.DateField(null=True, blank=True)
    state = models.CharField(max_length=8, choices=TaskState, default=TaskState.OPEN)
    result = models.TextField(blank=True)
    made_at = models.DateTimeField()
    made_by = models.ForeignKey("accounts.Person", null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    closed_at = models.DateTimeField(null=True, blank=True)
    closed_by = models.ForeignKey("accounts.Person", null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    is_sample = models.BooleanField(default=False)

    class Meta:
        ordering = ["state", "due_on", "id"]
        indexes = [models.Index(fields=["state", "due_on"], name="task_by_due")]


class Quiet(Identified):
    """A step of the dormancy ladder that was taken for a group: once a silence. `woke_at` closes it."""

    group = models.ForeignKey("communities.Group", on_delete=models.PROTECT, related_name="quiet_steps")
    step = models.CharField(max_length=10, choices=QuietStep)
    since = models.DateField(help_text="The last sign of life of this silence.")
    at = models.DateTimeField()
    task = models.ForeignKey(Task, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    woke_at = models.DateTimeField(null=True, blank=True)
    woken_by = models.ForeignKey("accounts.Person", null=True, blank=True, on_delete=models.PROTECT, related_name="+")

    class Meta:
        ordering = ["at", "id"]
        constraints = [models.UniqueConstraint(fields=["group", "step", "since"], name="quiet_step_once_a_silence")]


class Training(Identified):
    """A training event: programme, speakers, place, who is invited, seats."""

    address = models.SlugField(max_length=80, unique=True)
    kind = models.CharField(max_length=10, choices=TrainingKind)
    title = models.CharField(_("title"), max_length=TITLE_LENGTH)
    about = models.TextField(_("what it is about"), blank=True)
    region = models.ForeignKey("regions.Region", on_delete=models.PROTECT, related_name="+", help_text="Whose office holds it.")
    organiser = models.CharField(_("organiser"), max_length=TITLE_LENGTH)
    place = models.CharField(_("place"), max_length=200)
    place_region = models.ForeignKey("regions.Region", null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    is_online = models.BooleanField(default=False)
    starts_at = models.DateTimeField()
    ends_at = models.DateTimeField()
    signs_up_until = models.DateTimeField(null=True, blank=True)
    capacity = models.PositiveSmallIntegerField(null=True, blank=True, help_text="Empty: as many as come.")
    seats_a_group = models.PositiveSmallIntegerField(null=True, blank=True)
    invited_kinds = models.JSONField(default=list, blank=True, help_text="Kinds of groups; empty: all.")
    invited_regions = models.JSONField(default=list, blank=True, help_text="Codes of regions; empty: the organiser's own.")
    is_open_to_all = models.BooleanField(default=False, help_text="Residents without a group may sign up too.")
    state = models.CharField(max_length=10, choices=TrainingState, default=TrainingState.DRAFT)
    present_percent = models.PositiveSmallIntegerField(default=PRESENT_PERCENT)
    questions = models.JSONField(default=list, blank=True, help_text="Of the evaluation: list of {key, text, kind: scale|words}.")
    cancelled_reason = models.TextField(blank=True)
    created_at = models.DateTimeField()
    changed_at = models.DateTimeField()
    is_sample = models.BooleanField(default=False)

    class Meta:
        ordering = ["-starts_at", "-id"]
        indexes = [models.Index(fields=["state", "starts_at"], name="training_by_time")]
        constraints = [models.CheckConstraint(condition=Q(ends_at__gte=F("starts_at")), name="training_span_forward")]

    def __str__(self) -> str:
        return self.title


class Session(Identified):
    """A part of a training's programme. Where `counts`, presence is noted."""

    training = models.ForeignKey(Training, on_delete=models.PROTECT, related_name="sessions")
    order = models.PositiveSmallIntegerField()
    starts_at = models.DateTimeField()
    ends_at = models.DateTimeField()
    topic = models.CharField(max_length=TITLE_LENGTH)
    speaker = models.CharField(max_length=TITLE_LENGTH, blank=True)
    counts = models.BooleanField(default=True)

    class Meta:
        ordering = ["order"]
        constraints = [models.UniqueConstraint(fields=["training", "order"], name="session_order_once")]


class Material(Identified):
    """A file or a link that belongs to a training; public once the training is announced, unless it is kept for who takes part."""

    training = models.ForeignKey(Training, on_delete=models.PROTECT, related_name="materials")
    name = models.CharField(max_length=TITLE_LENGTH)
    path = models.CharField(max_length=200, blank=True)
    url = models.URLField(blank=True)
    media_type = models.CharField(max_length=60, blank=True)
    size_bytes = models.PositiveBigIntegerField(null=True, blank=True)
    is_public = models.BooleanField(default=True)
    added_at = models.DateTimeField()

    class Meta:
        ordering = ["added_at", "id"]


class Registration(Identified):
    """Somebody signed up for a training. `code` stands on their QR; the link's token (hashed here) lets them change or withdraw it."""

    training = models.ForeignKey(Training, on_delete=models.PROTECT, related_name="registrations")
    group = models.ForeignKey("communities.Group", null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    person = models.ForeignKey("accounts.Person", null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    name = models.CharField(_("your name, as it shall stand on the certificate"), max_length=120)
    phone = models.CharField(_("phone number"), max_length=30, blank=True)
    email = models.EmailField(_("e-mail"), blank=True)
    contact_mark = models.CharField(max_length=64, help_text="A keyed hash of phone number or e-mail: one person, one seat.")
    needs = models.CharField(_("what you need to take part"), max_length=200, blank=True)
    state = models.CharField(max_length=10, choices=SeatState, default=SeatState.SEATED)
    code = models.CharField(max_length=32, unique=True)
    token_hash = models.CharField(max_length=64, unique=True)
    sending_key = models.CharField(max_length=80, blank=True)
    at = models.DateTimeField()
    seated_at = models.DateTimeField(null=True, blank=True)
    withdrawn_at = models.DateTimeField(null=True, blank=True)
    consent_at = models.DateTimeField()
    contact_erased_at = models.DateTimeField(null=True, blank=True)
    is_sample = models.BooleanField(default=False)

    class Meta:
        ordering = ["at", "id"]
        indexes = [models.Index(fields=["training", "state", "at"], name="registration_list")]
        constraints = [
            models.UniqueConstraint(
                fields=["training", "contact_mark"], condition=~Q(state=SeatState.WITHDRAWN), name="one_person_one_seat"
            ),
            models.UniqueConstraint(fields=["sending_key"], condition=~Q(sending_key=""), name="registration_sent_once"),
        ]


class Scanner(Identified):
    """A device that may note presence at one training: a link with a token, handed to a helper, that ends with the event."""

    training = models.ForeignKey(Training, on_delete=models.PROTECT, related_name="scanners")
    name = models.CharField(max_length=80)
    token_hash = models.CharField(max_length=64, unique=True)
    made_at = models.DateTimeField()
    made_by = models.ForeignKey("accounts.Person", on_delete=models.PROTECT, related_name="+")
    ends_at = models.DateTimeField()
    revoked_at = models.DateTimeField(null=True, blank=True)
    last_seen_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["made_at", "id"]


class Presence(Identified):
    """One note that somebody was present. Its key is made by the device, so that a note handed in twice is kept once.

    Several notes of one person in one session (two scanners at two doors) are all kept and count once: who counts, counts distinct.
    """

    registration = models.ForeignKey(Registration, on_delete=models.PROTECT, related_name="presences")
    session = models.ForeignKey(Session, on_delete=models.PROTECT, related_name="presences")
    scanner = models.ForeignKey(Scanner, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    way = models.CharField(max_length=10, choices=MarkWay)
    at = models.DateTimeField(help_text="When the device noted it, by the device's own clock.")
    received_at = models.DateTimeField()
    by = models.ForeignKey("accounts.Person", null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    removed_at = models.DateTimeField(null=True, blank=True)
    removed_reason = models.CharField(max_length=200, blank=True)

    class Meta:
        ordering = ["at", "id"]
        indexes = [models.Index(fields=["session", "registration"], name="presence_of_session")]


class Evaluation(Identified):
    """What somebody thought of a training: without a name, once a registration."""

    training = models.ForeignKey(Training, on_delete=models.PROTECT, related_name="evaluations")
    mark = models.CharField(max_length=64, unique=True, help_text="A keyed hash of the registration: once, and nobody reads whose.")
    answers = models.JSONField(default=dict)
    at = models.DateTimeField()

    class Meta:
        ordering = ["at", "id"]


class Course(Identified):
    """A self-paced course. The first comes with the product (growth/data/courses)."""

    slug = models.SlugField(max_length=80, unique=True)
    title = models.CharField(max_length=TITLE_LENGTH)
    about = models.TextField(blank=True)
    order = models.PositiveSmallIntegerField(default=1)
    version = models.PositiveSmallIntegerField(default=1)
    published_at = models.DateTimeField(null=True, blank=True)
    is_built_in = models.BooleanField(default=False)

    class Meta:
        ordering = ["order", "title"]

    def __str__(self) -> str:
        return self.title


class Lesson(Identified):
    """A lesson of a course: text (the same subset of Markdown as articles), pictures, a quiz."""

    course = models.ForeignKey(Course, on_delete=models.CASCADE, related_name="lessons")
    slug = models.SlugField(max_length=80)
    order = models.PositiveSmallIntegerField()
    title = models.CharField(max_length=TITLE_LENGTH)
    minutes = models.PositiveSmallIntegerField(default=5)
    body = models.TextField()
    picture = models.CharField(max_length=80, blank=True, help_text="Name of a drawing that the product ships.")
    quiz = models.JSONField(default=list, help_text="List of {ask, options: [text], right: index, why}.")

    class Meta:
        ordering = ["order"]
        constraints = [
            models.UniqueConstraint(fields=["course", "slug"], name="lesson_slug_once"),
            models.UniqueConstraint(fields=["course", "order"], name="lesson_order_once"),
        ]


class Completion(Identified):
    """Somebody finished a course and asked for a certificate. Progress before that stays on the learner's own phone."""

    course = models.ForeignKey(Course, on_delete=models.PROTECT, related_name="completions")
    course_version = models.PositiveSmallIntegerField()
    group = models.ForeignKey("communities.Group", null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    answers = models.JSONField(default=dict, help_text="Lesson → chosen options, checked again on the server.")
    score_percent = models.PositiveSmallIntegerField()
    sending_key = models.CharField(max_length=80, unique=True)
    at = models.DateTimeField()
    certificate = models.OneToOneField("Certificate", null=True, blank=True, on_delete=models.PROTECT, related_name="completion")

    class Meta:
        ordering = ["at", "id"]


class Certificate(Identified):
    """A certificate as a PDF: fixed once made; known by its code, its SHA-256 and the installation's seal. Anyone may check it."""

    code = models.CharField(max_length=20, unique=True)
    kind = models.CharField(max_length=10, choices=CertificateKind)
    number = models.CharField(max_length=60, unique=True, help_text="Like 62.03/SERT/2026/0017.")
    holder = models.CharField(max_length=120, help_text="The name that stands on it: of a person, or of a group.")
    title = models.CharField(max_length=250, help_text="What it is for.")
    group = models.ForeignKey("communities.Group", null=True, blank=True, on_delete=models.PROTECT, related_name="certificates")
    registration = models.OneToOneField(Registration, null=True, blank=True, on_delete=models.PROTECT, related_name="certificate")
    region = models.ForeignKey("regions.Region", on_delete=models.PROTECT, related_name="+", help_text="Whose office issued it.")
    signer = models.CharField(max_length=120, blank=True)
    signer_post = models.CharField(max_length=120, blank=True)
    path = models.CharField(max_length=200, blank=True, help_text="Empty until its file was made.")
    sha256 = models.CharField(max_length=64, blank=True)
    seal = models.CharField(max_length=200, blank=True, help_text="Ed25519 signature of the installation over the SHA-256, base64.")
    public_key = models.CharField(max_length=64, blank=True, help_text="The key that made the seal, in hexadecimal.")
    issued_on = models.DateField()
    issued_at = models.DateTimeField()
    revoked_at = models.DateTimeField(null=True, blank=True)
    revoked_reason = models.TextField(blank=True)
    is_sample = models.BooleanField(default=False)

    class Meta:
        ordering = ["-issued_at", "-id"]
        constraints = [
            models.CheckConstraint(condition=Q(revoked_at__isnull=True) | ~Q(revoked_reason=""), name="revoked_certificate_has_reason")
        ]


class Contest(Identified):
    """A contest of groups (lomba KIM, KIMFest) of a kabupaten or the province. Winners of `feeders` enter the level above."""

    address = models.SlugField(max_length=80, unique=True)
    title = models.CharField(max_length=TITLE_LENGTH)
    year = models.PositiveSmallIntegerField()
    region = models.ForeignKey("regions.Region", on_delete=models.PROTECT, related_name="+")
    above = models.ForeignKey("self", null=True, blank=True, on_delete=models.PROTECT, related_name="feeders")
    sent_up = models.PositiveSmallIntegerField(default=1, help_text="How many of the best go to the level above.")
    about = models.TextField(blank=True)
    rules_text = models.TextField(blank=True)
    prizes = models.TextField(blank=True)
    invited_kinds = models.JSONField(default=list, blank=True)
    opens_on = models.DateField()
    closes_on = models.DateField()
    state = models.CharField(max_length=8, choices=ContestState, default=ContestState.DRAFT)
    decided_at = models.DateTimeField(null=True, blank=True)
    decided_by = models.ForeignKey("accounts.Person", null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    words = models.TextField(blank=True, help_text="What the judges say about the whole.")
    is_sample = models.BooleanField(default=False)

    class Meta:
        ordering = ["-year", "title"]
        constraints = [models.CheckConstraint(condition=Q(closes_on__gte=F("opens_on")), name="contest_span_forward")]

    def __str__(self) -> str:
        return self.title


class ContestCriterion(Identified):
    """What is judged, with its weight; the weights of a contest add up to 100."""

    contest = models.ForeignKey(Contest, on_delete=models.CASCADE, related_name="criteria")
    key = models.CharField(max_length=40)
    order = models.PositiveSmallIntegerField()
    name = models.CharField(max_length=TITLE_LENGTH)
    explanation = models.TextField(blank=True)
    weight = models.PositiveSmallIntegerField()

    class Meta:
        ordering = ["order"]
        constraints = [
            models.UniqueConstraint(fields=["contest", "key"], name="contest_criterion_once"),
            models.CheckConstraint(condition=Q(weight__gte=1, weight__lte=100), name="contest_weight_is_percent"),
        ]


class ContestEntry(Identified):
    """A group takes part: what it shows, and in the end its total, rank and the judges' reasons."""

    contest = models.ForeignKey(Contest, on_delete=models.PROTECT, related_name="entries")
    group = models.ForeignKey("communities.Group", on_delete=models.PROTECT, related_name="contest_entries")
    title = models.CharField(max_length=TITLE_LENGTH)
    words = models.TextField(blank=True)
    links = models.JSONField(default=list, blank=True, help_text="Addresses on the group's own site or elsewhere.")
    from_entry = models.ForeignKey("self", null=True, blank=True, on_delete=models.PROTECT, related_name="risen_to")
    at = models.DateTimeField()
    by = models.ForeignKey("accounts.Person", null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    withdrawn_at = models.DateTimeField(null=True, blank=True)
    total = models.DecimalField(max_digits=6, decimal_places=2, null=True, blank=True)
    rank = models.PositiveSmallIntegerField(null=True, blank=True)
    prize = models.CharField(max_length=80, blank=True)
    reasons = models.TextField(blank=True)
    certificate = models.ForeignKey(Certificate, null=True, blank=True, on_delete=models.PROTECT, related_name="+")

    class Meta:
        ordering = ["rank", "at", "id"]
        constraints = [models.UniqueConstraint(fields=["contest", "group"], name="contest_entry_once")]


class Judge(Identified):
    """Somebody judges a contest. Who belongs to a group that takes part does not judge it."""

    contest = models.ForeignKey(Contest, on_delete=models.PROTECT, related_name="judges")
    person = models.ForeignKey("accounts.Person", on_delete=models.PROTECT, related_name="+")
    label = models.CharField(max_length=120, help_text="Name and post as the result shows them.")
    added_at = models.DateTimeField()
    removed_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["added_at", "id"]
        constraints = [models.UniqueConstraint(fields=["contest", "person"], name="judge_once")]


class Score(Identified):
    """What a judge gives an entry for a criterion, 0 to 100, with words."""

    entry = models.ForeignKey(ContestEntry, on_delete=models.PROTECT, related_name="scores")
    judge = models.ForeignKey(Judge, on_delete=models.PROTECT, related_name="scores")
    criterion = models.ForeignKey(ContestCriterion, on_delete=models.PROTECT, related_name="+")
    value = models.PositiveSmallIntegerField()
    words = models.TextField(blank=True)
    at = models.DateTimeField()

    class Meta:
        ordering = ["at", "id"]
        constraints = [
            models.UniqueConstraint(fields=["entry", "judge", "criterion"], name="score_once"),
            models.CheckConstraint(condition=Q(value__lte=SCORE_MAX), name="score_within_bounds"),
        ]


class Measures(Identified):
    """What a group achieved, counted once a night and after what changes it, so that a list of all groups is one query.

    `values` holds every measure of `growth.measures` by name; the columns are those by which the desk sorts.
    """

    group = models.OneToOneField("communities.Group", on_delete=models.PROTECT, related_name="measures")
    region_code = models.CharField(max_length=13)
    stage_order = models.PositiveSmallIntegerField(default=1)
    stage_name = models.CharField(max_length=80, blank=True)
    substance = models.PositiveIntegerField(
        default=0, help_text="Answers given, proposals followed, clarifications, corrections, goods sold: 90 days."
    )
    substance_before = models.PositiveIntegerField(default=0, help_text="The same in the 90 days before: their difference is the trend.")
    quiet_days = models.PositiveIntegerField(default=0)
    need = models.CharField(max_length=40, blank=True, help_text="The most pressing need, by name.")
    values = models.JSONField(default=dict)
    counted_at = models.DateTimeField()

    class Meta:
        ordering = ["-substance", "group_id"]
        indexes = [
            models.Index(fields=["region_code", "-substance", "group"], name="measures_by_substance"),
            models.Index(fields=["stage_order", "group"], name="measures_by_stage"),
        ]


class PeriodReport(Identified):
    """The periodic report on the groups of a region: written by itself from the record, edited, sent, and then kept as it was."""

    region = models.ForeignKey("regions.Region", on_delete=models.PROTECT, related_name="+")
    period = models.CharField(max_length=10, help_text="2026-S1, 2026-T3, 2026-11 or 2026 (see communities.rules).")
    state = models.CharField(max_length=6, choices=ReportState, default=ReportState.DRAFT)
    facts = models.JSONField(default=dict, help_text="The numbers as counted, with the day of the count.")
    text = models.TextField(blank=True)
    counted_at = models.DateTimeField()
    sent_at = models.DateTimeField(null=True, blank=True)
    sent_by = models.ForeignKey("accounts.Person", null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    sent_to = models.CharField(max_length=TITLE_LENGTH, blank=True)
    path = models.CharField(max_length=200, blank=True)
    sha256 = models.CharField(max_length=64, blank=True)
    is_sample = models.BooleanField(default=False)

    class Meta:
        ordering = ["-period", "id"]
        constraints = [models.UniqueConstraint(fields=["region", "period"], name="period_report_once")]


class BlankSpot(Identified):
    """A village without usable signal, with the source that says so; the operator keeps the list up to date (DOMAIN §5)."""

    region = models.OneToOneField("regions.Region", on_delete=models.PROTECT, related_name="blank_spot")
    as_of = models.DateField()
    signal = models.CharField(max_length=12, help_text="none, weak, satellite")
    source = models.CharField(max_length=250)
    note = models.CharField(max_length=250, blank=True)
    at = models.DateTimeField()

    class Meta:
        ordering = ["region_id"]
