from django.apps import AppConfig


class GuardConfig(AppConfig):
    name = "betang.guard"
    label = "guard"
