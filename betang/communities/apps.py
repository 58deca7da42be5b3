from django.apps import AppConfig


class CommunitiesConfig(AppConfig):
    name = "betang.communities"
    label = "communities"
