from django.apps import AppConfig


class GrowthConfig(AppConfig):
    name = "betang.growth"
    label = "growth"
