from django.apps import AppConfig


class ProposalsConfig(AppConfig):
    name = "betang.proposals"
    label = "proposals"

    def ready(self) -> None:
        from betang.casework import machines
        from betang.proposals.machine import PROPOSAL

        machines.declare(PROPOSAL)
