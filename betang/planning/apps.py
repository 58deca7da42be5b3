from django.apps import AppConfig


class PlanningConfig(AppConfig):
    name = "betang.planning"
    label = "planning"
