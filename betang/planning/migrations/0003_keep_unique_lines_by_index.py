"""What is unique of a line is kept so by plain indexes: SQLite cannot take down, for a large import, what stands in the table itself.

The rules and the columns stay as they are, and so do the rows.
"""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("planning", "0002_drop_needless_indexes"),
        ("regions", "0001_initial"),
    ]

    operations = [
        migrations.RemoveConstraint(model_name="line", name="plan_line_once"),
        migrations.AlterField(
            model_name="line",
            name="number",
            field=models.CharField(help_text="Readable, in the address: 62.03-2026-1.03.10.2.01.0032-…", max_length=40),
        ),
        migrations.AddConstraint(
            model_name="line",
            constraint=models.UniqueConstraint(
                models.F("government_code"),
                models.F("fiscal_year"),
                models.F("office"),
                models.F("code"),
                models.F("key"),
                name="plan_line_once",
            ),
        ),
        migrations.AddConstraint(
            model_name="line",
            constraint=models.UniqueConstraint(models.F("number"), name="line_number_once"),
        ),
    ]
