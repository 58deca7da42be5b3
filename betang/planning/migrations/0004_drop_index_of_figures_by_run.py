"""Take down the index of figures by import: nobody asks for them, and it costs an import of 300,000 rows a third of a second."""

import django.db.models.deletion
from django.db import migrations, models

NAME, COLUMNS = "planning_figure_run_id_e3f5175b", "planning_figure (run_id)"


class Migration(migrations.Migration):
    dependencies = [("planning", "0003_keep_unique_lines_by_index")]

    operations = [
        migrations.SeparateDatabaseAndState(
            database_operations=[migrations.RunSQL(f"DROP INDEX IF EXISTS {NAME}", f"CREATE INDEX {NAME} ON {COLUMNS}")],
            state_operations=[
                migrations.AlterField(
                    model_name="figure",
                    name="run",
                    field=models.ForeignKey(
                        blank=True,
                        db_index=False,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="figures",
                        to="planning.importrun",
                    ),
                ),
            ],
        ),
    ]
