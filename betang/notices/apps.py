from django.apps import AppConfig


class NoticesConfig(AppConfig):
    name = "betang.notices"
    label = "notices"
