from django.apps import AppConfig
from django.db.models.signals import post_migrate


class PlanningConfig(AppConfig):
    name = "betang.planning"
    label = "planning"

    def ready(self) -> None:
        from betang.audit import trail
        from betang.planning import finding, indexes
        from betang.planning.papers import documents
        from betang.search import sources

        post_migrate.connect(indexes.after_migration, sender=self, dispatch_uid="planning.indexes")
        for verb in ("saved", "restated", "withdrawn", "restored"):
            trail.subscribe(f"planning.line.{verb}", finding.on_line, name=f"planning.line_{verb}", inline=True)
        trail.subscribe("planning.import.done", finding.on_import, name="planning.import_done")
        sources.register(finding.KIND, finding.every_document)
        sources.register(documents.KIND, documents.every_document)
