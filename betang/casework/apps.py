from django.apps import AppConfig


class CaseworkConfig(AppConfig):
    name = "betang.casework"
    label = "casework"
