from django.apps import AppConfig


class ApiConfig(AppConfig):
    name = "betang.api"
    label = "api"
