from django.apps import AppConfig
from django.db.models.signals import post_migrate


class AuditConfig(AppConfig):
    name = "betang.audit"
    label = "audit"

    def ready(self) -> None:
        from betang.audit import jobs, seals
        from betang.kernel import schedule

        post_migrate.connect(seals.after_migration, sender=self, dispatch_uid="audit.seals")
        schedule.daily("00:10", jobs.seal_the_day)
        schedule.daily("03:20", jobs.prune)
