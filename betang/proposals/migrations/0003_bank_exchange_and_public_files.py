"""The close of a planning year, files of the national system, and files of a proposal that everybody may read."""

import betang.kernel.ids
import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("proposals", "0002_calendar_and_stops"),
        ("regions", "0001_initial"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.AddField(
            model_name="attachment",
            name="is_public",
            field=models.BooleanField(default=False, help_text="Of a file that is no photo: everybody may read it."),
        ),
        migrations.CreateModel(
            name="ExchangeRun",
            fields=[
                ("id", models.UUIDField(default=betang.kernel.ids.uuid7, editable=False, primary_key=True, serialize=False)),
                ("fiscal_year", models.PositiveSmallIntegerField()),
                ("post", models.CharField(blank=True, help_text="As what it was brought.", max_length=20)),
                ("file_name", models.CharField(max_length=200)),
                ("sha256", models.CharField(max_length=64)),
                ("path", models.CharField(blank=True, help_text="Empty once the file was removed: it names people.", max_length=200)),
                (
                    "state",
                    models.CharField(
                        choices=[
                            ("seen", "looked through, nothing written yet"),
                            ("running", "being taken over"),
                            ("done", "taken over"),
                            ("discarded", "put aside"),
                        ],
                        default="seen",
                        max_length=10,
                    ),
                ),
                ("report", models.JSONField(default=dict, help_text="What each row would do, did, or could not do.")),
                ("created_at", models.DateTimeField()),
                ("done_at", models.DateTimeField(blank=True, null=True)),
                (
                    "person",
                    models.ForeignKey(
                        blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL
                    ),
                ),
                (
                    "region",
                    models.ForeignKey(
                        help_text="Whose proposals it holds.",
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="regions.region",
                    ),
                ),
            ],
            options={
                "ordering": ["-created_at", "-id"],
                "indexes": [models.Index(fields=["region", "-created_at"], name="exchange_of_region")],
            },
        ),
        migrations.CreateModel(
            name="YearClosing",
            fields=[
                ("id", models.UUIDField(default=betang.kernel.ids.uuid7, editable=False, primary_key=True, serialize=False)),
                ("fiscal_year", models.PositiveSmallIntegerField(help_text="The year that was planned for.")),
                (
                    "state",
                    models.CharField(
                        choices=[("offered", "offered"), ("confirmed", "under way"), ("done", "done")], default="offered", max_length=10
                    ),
                ),
                ("offered_at", models.DateTimeField()),
                ("confirmed_at", models.DateTimeField(blank=True, null=True)),
                ("done_at", models.DateTimeField(blank=True, null=True)),
                ("deferred_count", models.PositiveIntegerField(default=0, help_text="Proposals that it put into the bank.")),
                (
                    "confirmed_by",
                    models.ForeignKey(
                        blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL
                    ),
                ),
                (
                    "region",
                    models.ForeignKey(
                        help_text="The kabupaten or province.",
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="regions.region",
                    ),
                ),
            ],
            options={
                "ordering": ["-fiscal_year", "region"],
                "constraints": [models.UniqueConstraint(fields=("region", "fiscal_year"), name="year_closed_once")],
            },
        ),
    ]
