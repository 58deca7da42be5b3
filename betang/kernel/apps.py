from django.apps import AppConfig
from django.db.models.signals import post_migrate


class KernelConfig(AppConfig):
    name = "betang.kernel"
    label = "kernel"

    def ready(self) -> None:
        from betang.kernel import fence, walls

        fence.install()
        post_migrate.connect(walls.after_migration, sender=self, dispatch_uid="kernel.walls")
