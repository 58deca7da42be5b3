from django.apps import AppConfig


class PublishingConfig(AppConfig):
    name = "betang.publishing"
    label = "publishing"
