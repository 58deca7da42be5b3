from django.apps import AppConfig


class ProposalsConfig(AppConfig):
    name = "betang.proposals"
    label = "proposals"
