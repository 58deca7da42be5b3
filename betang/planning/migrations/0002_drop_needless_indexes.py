"""Take down indexes of keys that nobody asks by, or that another index begins with. By name: SQLite would copy whole tables else."""

import django.db.models.deletion
from django.db import migrations, models

INDEXES = {
    "planning_line_code_entry_id_58ebee96": "planning_line (code_entry_id)",
    "planning_line_government_id_c4937026": "planning_line (government_id)",
    "planning_line_office_id_92a7e819": "planning_line (office_id)",
    "planning_linefund_line_id_ef2fabd4": "planning_linefund (line_id)",
    "planning_lineplace_line_id_ded9f938": "planning_lineplace (line_id)",
    "planning_lineplace_region_id_866a08f4": "planning_lineplace (region_id)",
}
PROTECT, CASCADE = django.db.models.deletion.PROTECT, django.db.models.deletion.CASCADE


class Migration(migrations.Migration):
    dependencies = [
        ("planning", "0001_initial"),
        ("regions", "0001_initial"),
    ]

    operations = [
        migrations.SeparateDatabaseAndState(
            database_operations=[
                migrations.RunSQL(f"DROP INDEX IF EXISTS {name}", f"CREATE INDEX {name} ON {columns}") for name, columns in INDEXES.items()
            ],
            state_operations=[
                migrations.AlterField(
                    model_name="line",
                    name="code_entry",
                    field=models.ForeignKey(blank=True, db_index=False, null=True, on_delete=PROTECT, related_name="+", to="planning.code"),
                ),
                migrations.AlterField(
                    model_name="line",
                    name="government",
                    field=models.ForeignKey(db_index=False, on_delete=PROTECT, related_name="+", to="regions.region"),
                ),
                migrations.AlterField(
                    model_name="line",
                    name="office",
                    field=models.ForeignKey(
                        blank=True, db_index=False, null=True, on_delete=PROTECT, related_name="+", to="regions.office"
                    ),
                ),
                migrations.AlterField(
                    model_name="linefund",
                    name="line",
                    field=models.ForeignKey(db_index=False, on_delete=CASCADE, related_name="funds", to="planning.line"),
                ),
                migrations.AlterField(
                    model_name="lineplace",
                    name="line",
                    field=models.ForeignKey(db_index=False, on_delete=CASCADE, related_name="places", to="planning.line"),
                ),
                migrations.AlterField(
                    model_name="lineplace",
                    name="region",
                    field=models.ForeignKey(db_index=False, on_delete=PROTECT, related_name="+", to="regions.region"),
                ),
            ],
        ),
    ]
