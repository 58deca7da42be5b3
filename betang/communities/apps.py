from django.apps import AppConfig


class CommunitiesConfig(AppConfig):
    name = "betang.communities"
    label = "communities"

    def ready(self) -> None:
        from betang.audit import trail
        from betang.audit.models import Entry

        def note_activity(entry: Entry) -> None:
            from betang.communities.actions import note_activity

            note_activity(entry=entry)

        trail.subscribe("publishing.article.published", note_activity, name="communities.activity", inline=True)
