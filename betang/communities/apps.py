from django.apps import AppConfig


class CommunitiesConfig(AppConfig):
    name = "betang.communities"
    label = "communities"

    def ready(self) -> None:
        from betang.audit import trail
        from betang.audit.models import Entry
        from betang.communities import documents, jobs
        from betang.kernel import schedule
        from betang.search import sources

        def tell_register(entry: Entry) -> None:
            from betang.communities.actions import note_activity

            note_activity(entry=entry)

        trail.subscribe("publishing.article.published", tell_register, name="communities.activity", inline=True)

        def know_officer(entry: Entry) -> None:
            from betang.communities.actions import know_officer as act

            act(entry=entry)

        trail.subscribe("accounts.invitation.accepted", know_officer, name="communities.officers", inline=True)

        def follow_region(entry: Entry) -> None:
            from betang.communities.actions import follow_region as act

            act(entry=entry)

        trail.subscribe("regions.region.*", follow_region, name="communities.regions", inline=True)
        trail.subscribe("regions.list.loaded", follow_region, name="communities.region_list", inline=True)
        sources.register("group", documents.every_document)
        schedule.daily("02:50", jobs.forget_old_drafts)
