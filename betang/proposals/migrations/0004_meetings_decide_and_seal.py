"""A meeting decides through a step; a seal names its key, a correction its reason."""

import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("casework", "0001_initial"),
        ("proposals", "0003_bank_exchange_and_public_files"),
    ]

    operations = [
        migrations.AddField(
            model_name="minutes",
            name="public_key",
            field=models.CharField(blank=True, help_text="The key that made the seal, in hexadecimal.", max_length=64),
        ),
        migrations.AddField(
            model_name="minutes",
            name="reason",
            field=models.CharField(blank=True, help_text="Why it takes the place of the number before it.", max_length=250),
        ),
        migrations.AddField(
            model_name="ranked",
            name="step",
            field=models.OneToOneField(
                blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name="ranked", to="casework.step"
            ),
        ),
    ]
