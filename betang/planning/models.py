"""The shape of plans. Nothing here is fenced: plans are public, and belong to a government (a region), not to a site."""

from __future__ import annotations

from django.db import models
from django.db.models import F, Q
from django.db.models.functions import Coalesce
from django.utils.translation import gettext_lazy as _

from betang.kernel.models import Identified
from betang.planning.terms import (
    CodeLevel,
    Dimension,
    DocumentKind,
    DocumentStatus,
    FileKind,
    IndicatorKind,
    Phase,
    RunState,
    Scheme,
    VersionKind,
)


class Nomenclature(Identified):
    """One version of an official code list: `900.1.15.5-1317`, in force for plans of the years from–to."""

    scheme = models.CharField(max_length=20, choices=Scheme)
    version = models.CharField(max_length=40)
    name = models.CharField(max_length=200)
    basis = models.CharField(_("legal basis"), max_length=200, blank=True)
    from_year = models.PositiveSmallIntegerField(null=True, blank=True)
    to_year = models.PositiveSmallIntegerField(null=True, blank=True)

    class Meta:
        ordering = ["scheme", "version"]
        constraints = [models.UniqueConstraint(fields=["scheme", "version"], name="nomenclature_version_once")]

    def __str__(self) -> str:
        return self.name


class Code(Identified):
    """An entry of a code list. The code is text and a path: `1.03.10.2.01.0032` lies in `1.03.10.2.01`."""

    nomenclature = models.ForeignKey(Nomenclature, on_delete=models.PROTECT, related_name="codes")
    code = models.CharField(max_length=40)
    level = models.CharField(max_length=20, choices=CodeLevel)
    parent = models.ForeignKey("self", null=True, blank=True, on_delete=models.PROTECT, related_name="children")
    name = models.TextField()
    performance = models.TextField(blank=True)
    indicator = models.TextField(blank=True)
    unit = models.CharField(max_length=120, blank=True)
    description = models.TextField(blank=True)

    class Meta:
        ordering = ["code"]
        constraints = [models.UniqueConstraint(fields=["nomenclature", "code"], name="code_once_in_nomenclature")]
        indexes = [models.Index(fields=["code"], name="code_by_text")]

    def __str__(self) -> str:
        return f"{self.code} {self.name}"


class CodeSuccession(Identified):
    """A code of one version is continued by a code of the next."""

    predecessor = models.ForeignKey(Code, on_delete=models.PROTECT, related_name="successions")
    successor = models.ForeignKey(Code, on_delete=models.PROTECT, related_name="origins")
    note = models.CharField(max_length=200, blank=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["predecessor", "successor"], name="code_succession_once")]


class Document(Identified):
    """A planning or budget document of a government, or of one of its offices, over its versions."""

    kind = models.CharField(max_length=20, choices=DocumentKind)
    government = models.ForeignKey("regions.Region", on_delete=models.PROTECT, related_name="+")
    office = models.ForeignKey("regions.Office", null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    title = models.CharField(max_length=250)
    address = models.SlugField(max_length=120, unique=True, help_text="Its place on the portal: rkpd-62-03-2026.")
    from_year = models.PositiveSmallIntegerField()
    to_year = models.PositiveSmallIntegerField()
    status = models.CharField(max_length=12, choices=DocumentStatus, default=DocumentStatus.PREPARED)
    is_sample = models.BooleanField(default=False, help_text="Made for the demo world: every page and file says so.")

    class Meta:
        ordering = ["-to_year", "kind", "title"]
        constraints = [models.CheckConstraint(condition=Q(to_year__gte=F("from_year")), name="document_span_forward")]
        indexes = [models.Index(fields=["government", "kind", "from_year"], name="document_of_government")]

    def __str__(self) -> str:
        return self.title


class Version(Identified):
    """A document as it was fixed on a day: first, or revised. The PDF is kept under its SHA-256."""

    document = models.ForeignKey(Document, on_delete=models.PROTECT, related_name="versions")
    number = models.PositiveSmallIntegerField(default=1)
    kind = models.CharField(max_length=10, choices=VersionKind, default=VersionKind.FIRST)
    legal_basis = models.CharField(max_length=250, blank=True, help_text="Like Peraturan Bupati Nomor 21 Tahun 2025.")
    fixed_on = models.DateField(null=True, blank=True)
    note = models.TextField(blank=True, help_text="What changed, in plain words.")
    file_path = models.CharField(max_length=200, blank=True)
    file_name = models.CharField(max_length=200, blank=True)
    file_sha256 = models.CharField(max_length=64, blank=True)
    file_bytes = models.PositiveBigIntegerField(default=0)
    page_count = models.PositiveIntegerField(default=0)
    is_read = models.BooleanField(default=False, help_text="The text of every page is kept.")

    class Meta:
        ordering = ["document", "number"]
        constraints = [models.UniqueConstraint(fields=["document", "number"], name="version_number_once")]


class DocumentPage(Identified):
    """The text of one page of a version. `number` starts at 1."""

    version = models.ForeignKey(Version, on_delete=models.CASCADE, related_name="pages")
    number = models.PositiveIntegerField()
    text = models.TextField(blank=True)

    class Meta:
        ordering = ["version", "number"]
        constraints = [models.UniqueConstraint(fields=["version", "number"], name="document_page_once")]


class SourceFile(Identified):
    """A file that figures came from, kept as it was received, under its SHA-256. It is offered for download as received."""

    sha256 = models.CharField(max_length=64, unique=True)
    name = models.CharField(max_length=200)
    path = models.CharField(max_length=200)
    size_bytes = models.PositiveBigIntegerField()
    received_at = models.DateTimeField()
    is_sample = models.BooleanField(default=False)


class ImportRun(Identified):
    """One reading of a source file into the plan of a government. What was chosen is kept in `choices`, what was found in `report`."""

    file = models.ForeignKey(SourceFile, on_delete=models.PROTECT, related_name="runs")
    kind = models.CharField(max_length=15, choices=FileKind)
    government = models.ForeignKey("regions.Region", on_delete=models.PROTECT, related_name="+")
    office = models.ForeignKey("regions.Office", null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    version = models.ForeignKey(Version, null=True, blank=True, on_delete=models.PROTECT, related_name="runs")
    fiscal_year = models.PositiveSmallIntegerField()
    phase = models.CharField(max_length=12, choices=Phase)
    state = models.CharField(max_length=10, choices=RunState, default=RunState.READ)
    choices = models.JSONField(default=dict, blank=True, help_text="Sheet, header row, column for each field, answers to problems.")
    report = models.JSONField(default=dict, blank=True, help_text="Counts, sums by phase, stated totals and their differences, problems.")
    progress_rows = models.PositiveIntegerField(default=0)
    total_rows = models.PositiveIntegerField(default=0)
    by = models.ForeignKey("accounts.Person", null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    created_at = models.DateTimeField()
    done_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["-created_at"]
        indexes = [models.Index(fields=["government", "created_at"], name="import_run_of_government")]


class ColumnMemory(Identified):
    """Which column an office's files use for which field, learnt from confirmed imports: next time it is offered first."""

    office = models.ForeignKey("regions.Office", null=True, blank=True, on_delete=models.CASCADE, related_name="+")
    government = models.ForeignKey("regions.Region", on_delete=models.CASCADE, related_name="+")
    kind = models.CharField(max_length=15, choices=FileKind)
    heading = models.CharField(max_length=200, help_text="The heading as normalised by the reader.")
    field = models.CharField(max_length=40)
    used_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["government", "office", "kind", "heading"], name="column_memory_once"),
            models.UniqueConstraint(
                fields=["government", "kind", "heading"], condition=Q(office__isnull=True), name="column_memory_once_without_office"
            ),
        ]


class Line(Identified):
    """One sub-activity (or one activity of a village budget) of one government in one fiscal year: the unit of the plan.

    Amounts are whole rupiah; None where that phase has none yet, which differs from 0. `amount` columns are the sums of the
    line's current figures by phase and are kept in step by the actions, never written elsewhere. `key` tells lines apart
    that share a code (a village builds two wells): the normalised name, empty where the code alone is unique.
    """

    # no index of its own for a key that nobody asks by, or that another index begins with: each costs an import of 300,000 rows a second
    government = models.ForeignKey("regions.Region", on_delete=models.PROTECT, related_name="+", db_index=False)
    government_code = models.CharField(max_length=13)
    fiscal_year = models.PositiveSmallIntegerField()
    office = models.ForeignKey("regions.Office", null=True, blank=True, on_delete=models.PROTECT, related_name="+", db_index=False)
    scheme = models.CharField(max_length=20, choices=Scheme, default=Scheme.REGIONAL)
    code = models.CharField(max_length=40, help_text="Official code of the sub-activity or village activity.")
    code_entry = models.ForeignKey(Code, null=True, blank=True, on_delete=models.PROTECT, related_name="+", db_index=False)
    field_code = models.CharField(max_length=10, help_text="Sector: 1.03 of a region, 02 of a village.")
    programme_code = models.CharField(max_length=20, blank=True)
    activity_code = models.CharField(max_length=30, blank=True)
    name = models.TextField()
    key = models.CharField(max_length=64, blank=True)
    number = models.CharField(max_length=40, help_text="Readable, in the address: 62.03-2026-1.03.10.2.01.0032-…")
    indicative_idr = models.BigIntegerField(null=True, blank=True)
    proposed_idr = models.BigIntegerField(null=True, blank=True)
    ceiling_idr = models.BigIntegerField(null=True, blank=True)
    budgeted_idr = models.BigIntegerField(null=True, blank=True)
    revised_idr = models.BigIntegerField(null=True, blank=True)
    realised_idr = models.BigIntegerField(null=True, blank=True)
    effective_idr = models.GeneratedField(
        expression=Coalesce("revised_idr", "budgeted_idr", "ceiling_idr", "proposed_idr", "indicative_idr"),
        output_field=models.BigIntegerField(null=True),
        db_persist=True,
        help_text="What the line is worth now: the amount of the phase that it has come to.",
    )
    physical_percent = models.DecimalField(max_digits=5, decimal_places=2, null=True, blank=True, help_text="The latest known.")
    location_text = models.TextField(blank=True, help_text="Places as the file names them.")
    starts_on = models.DateField(null=True, blank=True)
    ends_on = models.DateField(null=True, blank=True)
    note = models.TextField(blank=True)
    is_sample = models.BooleanField(default=False)
    is_withdrawn = models.BooleanField(default=False, help_text="No longer in the plan; kept, because it once was published.")
    changed_at = models.DateTimeField()

    class Meta:
        ordering = ["code", "id"]
        # said as expressions, and not as `fields` or `unique=True`: these become plain indexes, which a large import on SQLite takes
        # down and builds once; what stands in the table itself would be kept in step row by row
        constraints = [
            models.UniqueConstraint("government_code", "fiscal_year", "office", "code", "key", name="plan_line_once"),
            models.UniqueConstraint("number", name="line_number_once"),
            models.UniqueConstraint(
                fields=["government_code", "fiscal_year", "code", "key"],
                condition=Q(office__isnull=True),
                name="plan_line_once_without_office",
            ),
            models.CheckConstraint(
                condition=Q(physical_percent__isnull=True) | Q(physical_percent__gte=0, physical_percent__lte=100),
                name="line_percent_in_range",
            ),
        ]
        indexes = [
            models.Index(fields=["fiscal_year", "government_code", "code"], name="line_of_government"),
            models.Index(fields=["fiscal_year", "field_code"], name="line_by_field"),
            models.Index(fields=["fiscal_year", "programme_code"], name="line_by_programme"),
            models.Index(fields=["fiscal_year", "code"], name="line_by_code"),
            models.Index(fields=["office", "fiscal_year"], name="line_by_office"),
            models.Index(fields=["fiscal_year", "-effective_idr"], name="line_by_amount"),
            # covers the search for the largest lines of some governments: lists read whole rows only of those that they show
            models.Index(fields=["fiscal_year", "is_withdrawn", "government_code", "-effective_idr", "id"], name="line_worth"),
        ]

    def __str__(self) -> str:
        return f"{self.code} {self.name}"


class Figure(Identified):
    """One amount of a line in one phase as one file (or a person at the desk) states it. Never changed: replaced by a new row.

    `sheet` and `cell` (like `D17`) say where in the file; both are empty for what was typed at the desk. `fund_code` is
    empty where the file does not divide the amount by fund source.
    """

    line = models.ForeignKey(Line, on_delete=models.PROTECT, related_name="figures")
    phase = models.CharField(max_length=12, choices=Phase)
    fund_code = models.CharField(max_length=30, blank=True)
    amount_idr = models.BigIntegerField()
    # nobody asks for the figures of a run, and no run is ever deleted
    run = models.ForeignKey(ImportRun, null=True, blank=True, on_delete=models.PROTECT, related_name="figures", db_index=False)
    sheet = models.CharField(max_length=100, blank=True)
    cell = models.CharField(max_length=12, blank=True)
    is_current = models.BooleanField(default=True)
    stated_at = models.DateTimeField()

    class Meta:
        ordering = ["stated_at", "id"]
        constraints = [
            models.UniqueConstraint(fields=["line", "phase", "fund_code"], condition=Q(is_current=True), name="one_current_figure"),
        ]


class LineFund(Identified):
    """A fund source of a line; `amount_idr` where the file divides the line's amount among several."""

    line = models.ForeignKey(Line, on_delete=models.CASCADE, related_name="funds", db_index=False)
    code = models.CharField(max_length=30)
    amount_idr = models.BigIntegerField(null=True, blank=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["line", "code"], name="line_fund_once")]
        indexes = [models.Index(fields=["code"], name="line_by_fund")]


class LinePlace(Identified):
    """A place in which a line is carried out, down to the village; `share_idr` where it is known how much of it is here."""

    line = models.ForeignKey(Line, on_delete=models.CASCADE, related_name="places", db_index=False)
    region = models.ForeignKey("regions.Region", on_delete=models.PROTECT, related_name="+", db_index=False)
    region_code = models.CharField(max_length=13)
    share_idr = models.BigIntegerField(null=True, blank=True)
    detail = models.CharField(max_length=200, blank=True, help_text="RT/RW, road, or how people call the spot.")
    latitude = models.FloatField(null=True, blank=True)
    longitude = models.FloatField(null=True, blank=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["line", "region_code", "detail"], name="line_place_once")]
        indexes = [models.Index(fields=["region_code"], name="line_by_place")]


class Indicator(Identified):
    """What a line promises to reach, in one year. `target` is the number; `target_text` is as the file has it (`200 Org`)."""

    line = models.ForeignKey(Line, on_delete=models.CASCADE, related_name="indicators")
    kind = models.CharField(max_length=12, choices=IndicatorKind)
    text = models.TextField()
    year = models.PositiveSmallIntegerField()
    target = models.DecimalField(max_digits=20, decimal_places=4, null=True, blank=True)
    target_text = models.CharField(max_length=120, blank=True)
    unit = models.CharField(max_length=120, blank=True)
    reached = models.DecimalField(max_digits=20, decimal_places=4, null=True, blank=True)

    class Meta:
        ordering = ["line", "kind", "id"]


class Realisation(Identified):
    """What was spent and built until a day (cumulative within the fiscal year). `percent` is physical progress, 0–100."""

    line = models.ForeignKey(Line, on_delete=models.PROTECT, related_name="realisations")
    until_on = models.DateField()
    spent_idr = models.BigIntegerField(null=True, blank=True)
    percent = models.DecimalField(max_digits=5, decimal_places=2, null=True, blank=True)
    words = models.TextField(blank=True)
    run = models.ForeignKey(ImportRun, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    sheet = models.CharField(max_length=100, blank=True)
    cell = models.CharField(max_length=12, blank=True)
    by = models.ForeignKey("accounts.Person", null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    stated_at = models.DateTimeField()

    class Meta:
        ordering = ["line", "until_on"]
        constraints = [models.UniqueConstraint(fields=["line", "until_on"], name="one_realisation_a_day")]


class Photo(Identified):
    """A photo of the work: before, at 50 %, done. Made anew from what was uploaded, without its metadata."""

    line = models.ForeignKey(Line, on_delete=models.PROTECT, related_name="photos")
    path = models.CharField(max_length=200)
    width = models.PositiveIntegerField()
    height = models.PositiveIntegerField()
    alt = models.CharField(max_length=250)
    taken_on = models.DateField(null=True, blank=True)
    percent = models.PositiveSmallIntegerField(null=True, blank=True)
    by = models.ForeignKey("accounts.Person", null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    added_at = models.DateTimeField()

    class Meta:
        ordering = ["taken_on", "added_at"]


class Milestone(Identified):
    """A step of the work with the day by which it is due, and the day on which it was done."""

    line = models.ForeignKey(Line, on_delete=models.CASCADE, related_name="milestones")
    name = models.CharField(max_length=200)
    due_on = models.DateField(null=True, blank=True)
    done_on = models.DateField(null=True, blank=True)

    class Meta:
        ordering = ["due_on", "id"]


class VillageIncome(Identified):
    """What a village's budget takes in from one account (`4.2.1` Dana Desa), and how it finances a gap (`6.1.1` SILPA), in one year.

    Spending is in plan lines; income is not, because nothing is built with an account. Amounts are whole rupiah, None where
    not stated.
    """

    village = models.ForeignKey("regions.Region", on_delete=models.PROTECT, related_name="+")
    village_code = models.CharField(max_length=13)
    fiscal_year = models.PositiveSmallIntegerField()
    account_code = models.CharField(max_length=20)
    budgeted_idr = models.BigIntegerField(null=True, blank=True)
    revised_idr = models.BigIntegerField(null=True, blank=True)
    realised_idr = models.BigIntegerField(null=True, blank=True)
    is_sample = models.BooleanField(default=False)
    changed_at = models.DateTimeField()

    class Meta:
        ordering = ["account_code"]
        constraints = [
            models.UniqueConstraint(fields=["village_code", "fiscal_year", "account_code"], name="village_income_once"),
        ]


class Hanging(Identified):
    """A poster of the village budget was put up where people pass: where, when, who says so. One row a year and place."""

    village = models.ForeignKey("regions.Region", on_delete=models.PROTECT, related_name="+")
    village_code = models.CharField(max_length=13)
    fiscal_year = models.PositiveSmallIntegerField()
    place = models.CharField(max_length=120, help_text="Where it hangs: in front of the village office.")
    on = models.DateField()
    by = models.ForeignKey("accounts.Person", null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    is_sample = models.BooleanField(default=False)

    class Meta:
        ordering = ["on", "id"]
        constraints = [models.UniqueConstraint(fields=["village_code", "fiscal_year", "place"], name="hanging_once_a_place")]


class Rollup(Identified):
    """The sums of all lines of one government and year along one dimension, kept in step in the transaction of each change.

    `key`: empty for the total, an office's key (UUID as text), a field, programme, activity or fund code, a region code.
    A line in several places counts in each of them with its whole amount unless its shares are known: rows of the
    dimension `place` do not add up to the total, and pages must say so.
    """

    government_code = models.CharField(max_length=13)
    fiscal_year = models.PositiveSmallIntegerField()
    dimension = models.CharField(max_length=10, choices=Dimension)
    key = models.CharField(max_length=40, blank=True)
    line_count = models.PositiveIntegerField(default=0)
    indicative_idr = models.BigIntegerField(default=0)
    proposed_idr = models.BigIntegerField(default=0)
    ceiling_idr = models.BigIntegerField(default=0)
    budgeted_idr = models.BigIntegerField(default=0)
    revised_idr = models.BigIntegerField(default=0)
    realised_idr = models.BigIntegerField(default=0)
    effective_idr = models.BigIntegerField(default=0, db_default=0, help_text="The sum of what the lines are worth now.")

    class Meta:
        constraints = [models.UniqueConstraint(fields=["government_code", "fiscal_year", "dimension", "key"], name="rollup_once")]
        indexes = [models.Index(fields=["dimension", "fiscal_year", "key"], name="rollup_across")]
