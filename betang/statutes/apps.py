from django.apps import AppConfig


class StatutesConfig(AppConfig):
    name = "betang.statutes"
    label = "statutes"
