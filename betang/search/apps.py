from django.apps import AppConfig


class SearchConfig(AppConfig):
    name = "betang.search"
    label = "search"
