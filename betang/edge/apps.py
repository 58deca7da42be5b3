from django.apps import AppConfig


class EdgeConfig(AppConfig):
    name = "betang.edge"
    label = "edge"

    def ready(self) -> None:
        from django.db.backends.signals import connection_created

        from betang.audit import trail
        from betang.edge import moves

        trail.subscribe("*", moves.on_entry, name="edge.generations", inline=True)
        connection_created.connect(moves.hook, dispatch_uid="edge.moves", weak=False)
