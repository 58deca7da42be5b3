"""Kept counts of the summary. They are filled, and moved from then on by triggers, as soon as this has run: see `summary.keeping`."""

from __future__ import annotations

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("proposals", "0004_meetings_decide_and_seal"),
    ]

    operations = [
        migrations.CreateModel(
            name="PassedCount",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("part", models.IntegerField(default=0)),
                ("level", models.CharField(max_length=12)),
                ("above_code", models.CharField(max_length=13)),
                ("code", models.CharField(max_length=13)),
                ("fiscal_year", models.PositiveSmallIntegerField()),
                ("proposal_count", models.IntegerField()),
            ],
            options={
                "indexes": [models.Index(fields=["fiscal_year", "level", "above_code"], name="passed_within")],
                "constraints": [models.UniqueConstraint(fields=("fiscal_year", "level", "code", "part"), name="passed_counted_once")],
            },
        ),
        migrations.CreateModel(
            name="SaidCount",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("part", models.IntegerField(default=0)),
                ("depth", models.PositiveSmallIntegerField()),
                ("code", models.CharField(max_length=13)),
                ("fiscal_year", models.PositiveSmallIntegerField()),
                ("field_code", models.CharField(max_length=10)),
                ("level", models.CharField(max_length=12)),
                ("recommendation", models.CharField(max_length=10)),
                ("days", models.IntegerField()),
                ("opinion_count", models.IntegerField()),
            ],
            options={
                "constraints": [
                    models.UniqueConstraint(
                        fields=("depth", "code", "fiscal_year", "field_code", "level", "recommendation", "days", "part"),
                        name="said_counted_once",
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="StandingCount",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("part", models.IntegerField(default=0)),
                ("depth", models.PositiveSmallIntegerField()),
                ("above_code", models.CharField(max_length=13)),
                ("code", models.CharField(max_length=13)),
                ("fiscal_year", models.PositiveSmallIntegerField()),
                ("field_code", models.CharField(max_length=10)),
                ("state", models.CharField(max_length=40)),
                ("stopped_level", models.CharField(max_length=12)),
                ("stopped_reason", models.CharField(max_length=40)),
                ("proposal_count", models.IntegerField()),
                ("sample_count", models.IntegerField()),
            ],
            options={
                "indexes": [
                    models.Index(
                        fields=[
                            "depth",
                            "above_code",
                            "code",
                            "field_code",
                            "fiscal_year",
                            "state",
                            "stopped_level",
                            "stopped_reason",
                            "proposal_count",
                            "sample_count",
                        ],
                        name="standing_of_places",
                    )
                ],
                "constraints": [
                    models.UniqueConstraint(
                        fields=("depth", "code", "fiscal_year", "field_code", "state", "stopped_level", "stopped_reason", "part"),
                        name="standing_counted_once",
                    )
                ],
            },
        ),
    ]
