from django.apps import AppConfig


class PlanningConfig(AppConfig):
    name = "betang.planning"
    label = "planning"

    def ready(self) -> None:
        from betang.planning.papers import documents
        from betang.search import sources

        sources.register(documents.KIND, documents.every_document)
