from django.apps import AppConfig


class HostingConfig(AppConfig):
    name = "betang.hosting"
    label = "hosting"
