from django.apps import AppConfig


class EdgeConfig(AppConfig):
    name = "betang.edge"
    label = "edge"
