from __future__ import annotations

import time

from django.db import migrations


def begin(apps, schema_editor):
    """The portal and the house begin at the present moment: pages that an earlier database left in the store never fit."""
    model = apps.get_model("edge", "Generation")
    now = time.time_ns() // 1000
    for scope in ("portal", "house"):
        model.objects.get_or_create(scope=scope, defaults={"value": now})


class Migration(migrations.Migration):
    dependencies = [("edge", "0001_initial")]
    operations = [migrations.RunPython(begin, migrations.RunPython.noop)]
