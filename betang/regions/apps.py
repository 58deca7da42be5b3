from django.apps import AppConfig


class RegionsConfig(AppConfig):
    name = "betang.regions"
    label = "regions"

    def ready(self) -> None:
        from betang.regions import documents
        from betang.search import sources

        sources.register(documents.KIND, documents.every_document)
