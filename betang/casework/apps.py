from django.apps import AppConfig


class CaseworkConfig(AppConfig):
    name = "betang.casework"
    label = "casework"

    def ready(self) -> None:
        from django.utils.translation import gettext_lazy as _

        from betang.accounts import personal
        from betang.audit import seals, trail
        from betang.audit.models import Entry
        from betang.casework import jobs, own_data
        from betang.casework.models import Step
        from betang.kernel import schedule
        from betang.notices import channels, kinds

        def follow_region(entry: Entry) -> None:
            from betang.casework.actions.regions import follow_region as act

            act(entry=entry)

        def browser_is_gone(endpoint: str) -> None:
            from betang.casework.actions import end_push
            from betang.kernel import clock

            end_push(endpoint=endpoint, at=clock.now())

        seals.also(Step)
        channels.when_browser_is_gone(browser_is_gone)
        personal.register("casework", own_data.export, own_data.erase)
        kinds.register("casework", _("What you sent or follow, and what waits for your answer"), "casework.*")
        trail.subscribe("regions.region.*", follow_region, name="casework.regions", inline=True)
        trail.subscribe("regions.list.loaded", follow_region, name="casework.region_list", inline=True)
        schedule.daily("05:30", jobs.mark_overdue)
