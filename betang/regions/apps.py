from django.apps import AppConfig


class RegionsConfig(AppConfig):
    name = "betang.regions"
    label = "regions"
