"""The shape of proposals. None is fenced: a proposal is a public matter; `site_id` only tells through whose site it came."""

from __future__ import annotations

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from betang.kernel.models import Identified
from betang.proposals.terms import (
    TITLE_LENGTH,
    AttachmentKind,
    Channel,
    ClosingState,
    ExchangeState,
    LandStatus,
    MeetingKind,
    MeetingState,
    PhaseKind,
    RankingWay,
    Recommendation,
)


class Phase(Identified):
    """A stretch of the planning year of a jurisdiction: opens and closes by its dates, both inclusive."""

    region = models.ForeignKey("regions.Region", on_delete=models.PROTECT, related_name="+")
    fiscal_year = models.PositiveSmallIntegerField(help_text="The year that is planned for, not the year of the meeting.")
    kind = models.CharField(max_length=20, choices=PhaseKind)
    opens_on = models.DateField()
    closes_on = models.DateField()
    source = models.CharField(max_length=250, help_text="The letter, decree or law that fixes it.")
    is_verified = models.BooleanField(
        default=False, help_text="Somebody has read the source; otherwise pages say that the dates are not certain."
    )
    note = models.CharField(max_length=250, blank=True)

    class Meta:
        ordering = ["opens_on", "kind"]
        constraints = [
            models.UniqueConstraint(fields=["region", "fiscal_year", "kind"], name="phase_once"),
            models.CheckConstraint(condition=Q(closes_on__gte=F("opens_on")), name="phase_span_forward"),
        ]


class Quota(Identified):
    """How many proposals a region may pass on to the level above in a year (50 a kabupaten in Kalimantan Tengah, 2025)."""

    region = models.ForeignKey("regions.Region", on_delete=models.PROTECT, related_name="+", help_text="The level that sets it.")
    fiscal_year = models.PositiveSmallIntegerField()
    from_level = models.CharField(max_length=10, help_text="The level (regions.Level) of those that pass on.")
    limit = models.PositiveIntegerField()
    source = models.CharField(max_length=250)
    allows_more = models.BooleanField(default=False, help_text="The source lets more pass with a written reason.")

    class Meta:
        constraints = [models.UniqueConstraint(fields=["region", "fiscal_year", "from_level"], name="quota_once")]


class PriceEntry(Identified):
    """An entry of the price dictionary (kamus usulan): a kind of work with its unit, price, office and programme."""

    region = models.ForeignKey("regions.Region", on_delete=models.PROTECT, related_name="+", help_text="Whose dictionary.")
    fiscal_year = models.PositiveSmallIntegerField()
    code = models.CharField(max_length=40, blank=True, help_text="Its number in the national system.")
    name = models.CharField(max_length=250)
    channel = models.CharField(max_length=10, choices=Channel, default=Channel.MEETING)
    field_code = models.CharField(max_length=10, blank=True)
    programme_code = models.CharField(max_length=20, blank=True)
    programme_name = models.CharField(max_length=250, blank=True)
    office = models.ForeignKey("regions.Office", null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    unit = models.CharField(max_length=60)
    unit_price_idr = models.BigIntegerField(null=True, blank=True)
    output_text = models.TextField(blank=True)
    outcome_text = models.TextField(blank=True)
    priority_text = models.TextField(blank=True)
    is_locked = models.BooleanField(default=False)

    class Meta:
        ordering = ["name"]
        constraints = [models.UniqueConstraint(fields=["region", "fiscal_year", "channel", "name", "unit"], name="price_entry_once")]


class Proposal(Identified):
    """What somebody proposes for a place. A draft has no matter and no number; from sending on, `matter` carries both.

    Who proposed is shown by initials and role alone; `proposer_*` are for those who handle it, and are erased after the
    retention time. `fiscal_year` is the year it asks for; a deferred proposal keeps its number and moves to the next year.
    """

    matter = models.OneToOneField("casework.Matter", null=True, blank=True, on_delete=models.PROTECT, related_name="proposal")
    draft_token_hash = models.CharField(max_length=64, blank=True, db_index=True)
    typed = models.JSONField(default=dict, blank=True, help_text="The form as it was typed, right or wrong; empty once it is sent.")
    sending_key = models.CharField(max_length=80, blank=True, help_text="The form's key: what is sent twice is kept once.")
    channel = models.CharField(max_length=10, choices=Channel, default=Channel.RESIDENT)
    fiscal_year = models.PositiveSmallIntegerField()
    first_year = models.PositiveSmallIntegerField(help_text="The year it first asked for.")
    deferral_count = models.PositiveSmallIntegerField(default=0)
    region = models.ForeignKey("regions.Region", null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    region_code = models.CharField(max_length=13, blank=True)
    place_detail = models.CharField(_("where exactly"), max_length=200, blank=True, help_text="RT/RW, road, or how people call the spot.")
    latitude = models.FloatField(null=True, blank=True)
    longitude = models.FloatField(null=True, blank=True)
    title = models.CharField(_("title"), max_length=TITLE_LENGTH, blank=True)
    problem = models.TextField(_("the problem"), blank=True)
    idea = models.TextField(_("the idea"), blank=True)
    field_code = models.CharField(_("sector"), max_length=10, blank=True)
    price_entry = models.ForeignKey(PriceEntry, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    volume = models.DecimalField(_("volume"), max_digits=16, decimal_places=2, null=True, blank=True)
    unit = models.CharField(_("unit"), max_length=60, blank=True)
    estimate_idr = models.BigIntegerField(_("estimated cost"), null=True, blank=True)
    beneficiary_count = models.PositiveIntegerField(_("how many people benefit"), null=True, blank=True)
    beneficiaries = models.CharField(_("who benefits"), max_length=250, blank=True)
    land_status = models.CharField(_("land"), max_length=12, choices=LandStatus, blank=True)
    office = models.ForeignKey("regions.Office", null=True, blank=True, on_delete=models.PROTECT, related_name="+", help_text="Asked for.")
    proposer_name = models.CharField(_("your name"), max_length=120, blank=True)
    proposer_phone = models.CharField(_("phone number"), max_length=30, blank=True)
    proposer_email = models.EmailField(_("e-mail"), blank=True)
    proposer_label = models.CharField(max_length=120, blank=True, help_text="What everybody sees of the name: `S. M.`.")
    is_for_another = models.BooleanField(default=False, help_text="A group or an officer filed it for somebody, who agreed to it.")
    consent_at = models.DateTimeField(null=True, blank=True, help_text="When the proposer agreed to what is done with their data.")
    contact_erased_at = models.DateTimeField(null=True, blank=True)
    person = models.ForeignKey("accounts.Person", null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    group = models.ForeignKey("communities.Group", null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    meeting = models.ForeignKey("Meeting", null=True, blank=True, on_delete=models.PROTECT, related_name="made_proposals")
    site_id = models.UUIDField(null=True, blank=True)
    origin = models.ForeignKey("self", null=True, blank=True, on_delete=models.PROTECT, related_name="renewals")
    national_id = models.CharField(max_length=40, blank=True, help_text="Its number (id_usulan) in the national system.")
    stopped_level = models.CharField(max_length=12, blank=True, help_text="Who refused or deferred it last; counts while it is stopped.")
    stopped_reason = models.CharField(max_length=40, blank=True, help_text="For which coded reason.")
    support_count = models.PositiveIntegerField(default=0)
    confirmed_support_count = models.PositiveIntegerField(default=0)
    language = models.CharField(max_length=5, default="id")
    created_at = models.DateTimeField()
    changed_at = models.DateTimeField()
    sent_at = models.DateTimeField(null=True, blank=True)
    is_sample = models.BooleanField(default=False)

    class Meta:
        ordering = ["-sent_at", "-id"]
        indexes = [
            models.Index(fields=["fiscal_year", "region_code"], name="proposal_of_place"),
            models.Index(fields=["region_code", "field_code"], name="proposal_by_field"),
            models.Index(fields=["-sent_at", "-id"], name="proposal_newest", condition=Q(sent_at__isnull=False)),
        ]
        constraints = [
            models.UniqueConstraint(fields=["sending_key"], condition=~Q(sending_key=""), name="proposal_sent_once"),
        ]

    def __str__(self) -> str:
        return self.title


class Attachment(Identified):
    """A photo or file of a proposal. Photos are made anew without metadata, and public; a file is where an officer made it so."""

    proposal = models.ForeignKey(Proposal, on_delete=models.PROTECT, related_name="attachments")
    kind = models.CharField(max_length=10, choices=AttachmentKind)
    name = models.CharField(max_length=200)
    path = models.CharField(max_length=200)
    media_type = models.CharField(max_length=60)
    size_bytes = models.PositiveBigIntegerField()
    sha256 = models.CharField(max_length=64)
    width = models.PositiveIntegerField(null=True, blank=True)
    height = models.PositiveIntegerField(null=True, blank=True)
    alt = models.CharField(max_length=250, blank=True)
    is_public = models.BooleanField(default=False, help_text="Of a file that is no photo: everybody may read it.")
    added_at = models.DateTimeField()

    class Meta:
        ordering = ["added_at", "id"]


class LevelOpinion(Identified):
    """What a level recommends: the triple of volume, amount and words. One for each step that decides."""

    proposal = models.ForeignKey(Proposal, on_delete=models.PROTECT, related_name="opinions")
    step = models.OneToOneField("casework.Step", on_delete=models.PROTECT, related_name="opinion")
    level = models.CharField(max_length=12)
    recommendation = models.CharField(max_length=10, choices=Recommendation)
    volume = models.DecimalField(max_digits=16, decimal_places=2, null=True, blank=True)
    amount_idr = models.BigIntegerField(null=True, blank=True)
    words = models.TextField(blank=True)
    fiscal_year = models.PositiveSmallIntegerField()
    days = models.PositiveIntegerField(null=True, blank=True, help_text="For how many days it lay there until this was said.")
    at = models.DateTimeField()

    class Meta:
        ordering = ["at", "id"]
        indexes = [models.Index(fields=["level", "recommendation", "fiscal_year", "days"], name="opinion_by_level")]


class Outcome(Identified):
    """The plan line that a proposal became (part of). `amount_idr` is the proposal's part, where it is known."""

    proposal = models.ForeignKey(Proposal, on_delete=models.PROTECT, related_name="outcomes")
    line = models.ForeignKey("planning.Line", on_delete=models.PROTECT, related_name="proposal_outcomes")
    amount_idr = models.BigIntegerField(null=True, blank=True)
    at = models.DateTimeField()

    class Meta:
        ordering = ["at", "id"]
        constraints = [models.UniqueConstraint(fields=["proposal", "line"], name="outcome_once")]


class Support(Identified):
    """One person's support. `mark` is a keyed hash of the phone number or e-mail: neither is kept. Withdrawn, it stays as a trace."""

    proposal = models.ForeignKey(Proposal, on_delete=models.PROTECT, related_name="supports")
    mark = models.CharField(max_length=64)
    token_hash = models.CharField(max_length=64, unique=True)
    confirmed_at = models.DateTimeField(null=True, blank=True)
    at = models.DateTimeField()
    withdrawn_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["proposal", "mark"], condition=Q(withdrawn_at__isnull=True), name="one_person_one_support")
        ]


class Meeting(Identified):
    """A deliberation of a region (or of one of its offices) for a planning year: agenda, invitation, attendance, ranking, minutes."""

    kind = models.CharField(max_length=20, choices=MeetingKind)
    region = models.ForeignKey("regions.Region", on_delete=models.PROTECT, related_name="+")
    region_code = models.CharField(max_length=13)
    office = models.ForeignKey("regions.Office", null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    fiscal_year = models.PositiveSmallIntegerField()
    number = models.CharField(max_length=40, unique=True, help_text="62.03.05.2004/MD/2027/01")
    title = models.CharField(max_length=200)
    starts_at = models.DateTimeField()
    place = models.CharField(max_length=200)
    agenda = models.JSONField(default=list, help_text="List of {time, topic, speaker}.")
    invitation = models.TextField(blank=True)
    invited = models.JSONField(default=list, help_text="List of {who, count}: institutions and groups, not persons.")
    quorum = models.PositiveIntegerField(default=0, help_text="The least number of people present.")
    women_share_percent = models.PositiveSmallIntegerField(default=30)
    ranking_way = models.CharField(max_length=10, choices=RankingWay, default=RankingWay.CRITERIA)
    criteria = models.JSONField(default=list, help_text="List of {key, name, weight}; weights add up to 100.")
    points_each = models.PositiveSmallIntegerField(default=5, help_text="Points that each person present may give.")
    state = models.CharField(max_length=10, choices=MeetingState, default=MeetingState.PLANNED)
    is_afterwards = models.BooleanField(default=False, help_text="Entered after a meeting without network, from its paper form.")
    minutes_text = models.TextField(blank=True)
    held_on = models.DateField(null=True, blank=True)
    created_at = models.DateTimeField()
    changed_at = models.DateTimeField()
    is_sample = models.BooleanField(default=False)

    class Meta:
        ordering = ["-starts_at", "-id"]
        indexes = [models.Index(fields=["region_code", "fiscal_year"], name="meeting_of_region")]


class Attendance(Identified):
    """Somebody who was present. Public pages show numbers only."""

    meeting = models.ForeignKey(Meeting, on_delete=models.PROTECT, related_name="attendances")
    name = models.CharField(max_length=120)
    represents = models.CharField(max_length=120, blank=True)
    is_woman = models.BooleanField(default=False)
    is_invited = models.BooleanField(default=True)
    at = models.DateTimeField()

    class Meta:
        ordering = ["at", "id"]


class Ranked(Identified):
    """A proposal on a meeting's list: its scores by criterion, points, rank, and what the meeting decided."""

    meeting = models.ForeignKey(Meeting, on_delete=models.PROTECT, related_name="ranked")
    proposal = models.ForeignKey(Proposal, on_delete=models.PROTECT, related_name="rankings")
    scores = models.JSONField(default=dict, help_text="Criterion's key → 0–100.")
    points = models.PositiveIntegerField(default=0)
    total = models.DecimalField(max_digits=8, decimal_places=2, default=0)
    rank = models.PositiveSmallIntegerField(null=True, blank=True)
    decision = models.CharField(max_length=10, choices=Recommendation, blank=True)
    words = models.TextField(blank=True)
    step = models.OneToOneField("casework.Step", null=True, blank=True, on_delete=models.PROTECT, related_name="ranked")

    class Meta:
        ordering = ["rank", "id"]
        constraints = [models.UniqueConstraint(fields=["meeting", "proposal"], name="ranked_once")]


class Objection(Identified):
    """An objection that was raised in a meeting, recorded in the words of who raised it, with the answer."""

    meeting = models.ForeignKey(Meeting, on_delete=models.PROTECT, related_name="objections")
    proposal = models.ForeignKey(Proposal, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    by_label = models.CharField(max_length=120, help_text="Role or group, not a private person's name.")
    words = models.TextField()
    answer = models.TextField(blank=True)
    at = models.DateTimeField()

    class Meta:
        ordering = ["at", "id"]


class Minutes(Identified):
    """The minutes (berita acara) of a meeting as a PDF: fixed once made, known by `code` on the QR and by its SHA-256.

    A correction makes a new number, for a reason that everybody reads; the one before stays and says that it was replaced.
    """

    meeting = models.ForeignKey(Meeting, on_delete=models.PROTECT, related_name="minutes")
    number = models.PositiveSmallIntegerField(default=1)
    code = models.CharField(max_length=20, unique=True)
    path = models.CharField(max_length=200)
    sha256 = models.CharField(max_length=64)
    size_bytes = models.PositiveIntegerField()
    seal = models.CharField(max_length=200, blank=True, help_text="Ed25519 signature of the installation over the SHA-256, base64.")
    public_key = models.CharField(max_length=64, blank=True, help_text="The key that made the seal, in hexadecimal.")
    reason = models.CharField(max_length=250, blank=True, help_text="Why it takes the place of the number before it.")
    made_at = models.DateTimeField()
    replaced_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["meeting", "number"]
        constraints = [models.UniqueConstraint(fields=["meeting", "number"], name="minutes_number_once")]


class Signature(Identified):
    """An officer signed the minutes at the desk, with a second factor; or on paper, photographed."""

    minutes = models.ForeignKey(Minutes, on_delete=models.PROTECT, related_name="signatures")
    person = models.ForeignKey("accounts.Person", null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    name = models.CharField(max_length=120)
    role = models.CharField(max_length=120)
    is_on_paper = models.BooleanField(default=False)
    at = models.DateTimeField()

    class Meta:
        ordering = ["at", "id"]


class MeetingFile(Identified):
    """A photo of the paper form, the attendance list or the meeting."""

    meeting = models.ForeignKey(Meeting, on_delete=models.PROTECT, related_name="files")
    kind = models.CharField(max_length=12, help_text="form, attendance, photo")
    path = models.CharField(max_length=200)
    media_type = models.CharField(max_length=60)
    width = models.PositiveIntegerField(null=True, blank=True)
    height = models.PositiveIntegerField(null=True, blank=True)
    alt = models.CharField(max_length=250, blank=True)
    is_public = models.BooleanField(default=False)
    added_at = models.DateTimeField()

    class Meta:
        ordering = ["added_at", "id"]


class YearClosing(Identified):
    """The close of a planning year of a government: offered at the desk, confirmed once by a planner, carried out one by one."""

    region = models.ForeignKey("regions.Region", on_delete=models.PROTECT, related_name="+", help_text="The kabupaten or province.")
    fiscal_year = models.PositiveSmallIntegerField(help_text="The year that was planned for.")
    state = models.CharField(max_length=10, choices=ClosingState, default=ClosingState.OFFERED)
    offered_at = models.DateTimeField()
    confirmed_at = models.DateTimeField(null=True, blank=True)
    confirmed_by = models.ForeignKey("accounts.Person", null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    done_at = models.DateTimeField(null=True, blank=True)
    deferred_count = models.PositiveIntegerField(default=0, help_text="Proposals that it put into the bank.")

    class Meta:
        ordering = ["-fiscal_year", "region"]
        constraints = [models.UniqueConstraint(fields=["region", "fiscal_year"], name="year_closed_once")]


class ExchangeRun(Identified):
    """A file of proposals from the national system: looked through, shown row by row, and taken over after a yes."""

    region = models.ForeignKey("regions.Region", on_delete=models.PROTECT, related_name="+", help_text="Whose proposals it holds.")
    fiscal_year = models.PositiveSmallIntegerField()
    person = models.ForeignKey("accounts.Person", null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    post = models.CharField(max_length=20, blank=True, help_text="As what it was brought.")
    file_name = models.CharField(max_length=200)
    sha256 = models.CharField(max_length=64)
    path = models.CharField(max_length=200, blank=True, help_text="Empty once the file was removed: it names people.")
    state = models.CharField(max_length=10, choices=ExchangeState, default=ExchangeState.LOOKED_THROUGH)
    report = models.JSONField(default=dict, help_text="What each row would do, did, or could not do.")
    created_at = models.DateTimeField()
    done_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["-created_at", "-id"]
        indexes = [models.Index(fields=["region", "-created_at"], name="exchange_of_region")]


class StandingCount(models.Model):
    """How many proposals of a place, year and sector are in a state, and where and why they stopped. See `summary.keeping`.

    `depth` 1 to 4: `code` is a province, kabupaten, kecamatan or village, and `above_code` what it lies in. Of provinces and kabupaten
    there are rows of all years together (`fiscal_year` 0) and of all sectors (`field_code` `*`) too. `part` tells the sessions that move
    counts apart: whoever reads adds them up.
    """

    part = models.IntegerField(default=0)
    depth = models.PositiveSmallIntegerField()
    above_code = models.CharField(max_length=13)
    code = models.CharField(max_length=13)
    fiscal_year = models.PositiveSmallIntegerField()
    field_code = models.CharField(max_length=10)
    state = models.CharField(max_length=40)
    stopped_level = models.CharField(max_length=12)
    stopped_reason = models.CharField(max_length=40)
    proposal_count = models.IntegerField()
    sample_count = models.IntegerField()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["depth", "code", "fiscal_year", "field_code", "state", "stopped_level", "stopped_reason", "part"],
                name="standing_counted_once",
            )
        ]
        indexes = [
            models.Index(
                fields=[
                    "depth", "above_code", "code", "field_code", "fiscal_year", "state", "stopped_level", "stopped_reason",
                    "proposal_count", "sample_count",
                ],
                name="standing_of_places",
            )
        ]  # fmt: skip


class SaidCount(models.Model):
    """How often a level said something of proposals of a place, year and sector, after so many days (-1: not known)."""

    part = models.IntegerField(default=0)
    depth = models.PositiveSmallIntegerField()
    code = models.CharField(max_length=13)
    fiscal_year = models.PositiveSmallIntegerField()
    field_code = models.CharField(max_length=10)
    level = models.CharField(max_length=12)
    recommendation = models.CharField(max_length=10)
    days = models.IntegerField()
    opinion_count = models.IntegerField()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["depth", "code", "fiscal_year", "field_code", "level", "recommendation", "days", "part"],
                name="said_counted_once",
            )
        ]


class PassedCount(models.Model):
    """How many proposals for a year a region has passed on to the level above it, each once, as a quota counts them."""

    part = models.IntegerField(default=0)
    level = models.CharField(max_length=12)
    above_code = models.CharField(max_length=13)
    code = models.CharField(max_length=13)
    fiscal_year = models.PositiveSmallIntegerField()
    proposal_count = models.IntegerField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["fiscal_year", "level", "code", "part"], name="passed_counted_once")]
        indexes = [models.Index(fields=["fiscal_year", "level", "above_code"], name="passed_within")]
