"""Quotas may let more pass with a reason; a proposal knows where and why it stopped, and each opinion how long it lay there."""

from django.db import migrations, models


def look_back(apps, schema_editor):
    """Read the days at each level, and where and why a proposal stopped, from the steps that were taken."""
    Proposal = apps.get_model("proposals", "Proposal")
    LevelOpinion = apps.get_model("proposals", "LevelOpinion")
    Step = apps.get_model("casework", "Step")
    for proposal in Proposal.objects.filter(matter__isnull=False).iterator(chunk_size=500):
        opinions = {one.step_id: one for one in LevelOpinion.objects.filter(proposal=proposal)}
        holder, since = None, None
        for step in Step.objects.filter(matter_id=proposal.matter_id).order_by("seq"):
            opinion = opinions.get(step.pk)
            if opinion is not None and since is not None:
                LevelOpinion.objects.filter(pk=opinion.pk).update(days=max(0, (step.at - since).days))
            if step.to_state == "deferred" or step.to_state.startswith("refused_"):
                level = opinion.level if opinion is not None else step.by_level
                Proposal.objects.filter(pk=proposal.pk).update(stopped_level=level, stopped_reason=step.reason_code)
            if (step.level, step.holder_code, step.office_id) != holder:
                holder, since = (step.level, step.holder_code, step.office_id), step.at


class Migration(migrations.Migration):
    dependencies = [("casework", "0001_initial"), ("proposals", "0001_initial")]

    operations = [
        migrations.AddField(
            model_name="levelopinion",
            name="days",
            field=models.PositiveIntegerField(blank=True, help_text="For how many days it lay there until this was said.", null=True),
        ),
        migrations.AddField(
            model_name="proposal",
            name="stopped_level",
            field=models.CharField(blank=True, help_text="Who refused or deferred it last; counts while it is stopped.", max_length=12),
        ),
        migrations.AddField(
            model_name="proposal",
            name="stopped_reason",
            field=models.CharField(blank=True, help_text="For which coded reason.", max_length=40),
        ),
        migrations.AddField(
            model_name="quota",
            name="allows_more",
            field=models.BooleanField(default=False, help_text="The source lets more pass with a written reason."),
        ),
        migrations.AddIndex(
            model_name="levelopinion",
            index=models.Index(fields=["level", "recommendation", "fiscal_year", "days"], name="opinion_by_level"),
        ),
        migrations.AddIndex(
            model_name="proposal",
            index=models.Index(condition=models.Q(("sent_at__isnull", False)), fields=["-sent_at", "-id"], name="proposal_newest"),
        ),
        migrations.RunPython(look_back, migrations.RunPython.noop),
    ]
