from django.apps import AppConfig


class KernelConfig(AppConfig):
    name = "betang.kernel"
    label = "kernel"

    def ready(self) -> None:
        from betang.kernel import fence

        fence.install()
