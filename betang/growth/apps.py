from django.apps import AppConfig


class GrowthConfig(AppConfig):
    name = "betang.growth"
    label = "growth"

    def ready(self) -> None:
        from django.utils.translation import gettext_lazy as _

        from betang.accounts import personal
        from betang.audit import trail
        from betang.audit.models import Entry
        from betang.growth import jobs, recording
        from betang.growth.courses import jobs as course_jobs
        from betang.growth.reminding import jobs as reminding
        from betang.growth.trainings import jobs as training_jobs
        from betang.growth.trainings import own_data as training_data
        from betang.kernel import schedule
        from betang.notices import kinds

        def note(entry: Entry) -> None:
            from betang.growth.actions import note_deed

            note_deed(entry=entry)

        for verb in recording.READERS:
            trail.subscribe(verb, note, name=f"growth.{verb}")
        from betang.growth.tending import jobs as tending
        from betang.growth.tending import signs

        def live(entry: Entry) -> None:
            from betang.growth.tending.dormancy import note_life

            note_life(entry=entry)

        def rise(entry: Entry) -> None:
            from betang.growth.tending.dormancy import note_woken_site

            note_woken_site(entry=entry)

        for verb in signs.VERBS:
            trail.subscribe(verb, live, name=f"growth.life.{verb}", inline=True)
        trail.subscribe("hosting.site.woken", rise, name="growth.woken_site", inline=True)
        schedule.daily("02:40", tending.walk_ladder)
        kinds.register("growth", _("How your group grows"), "growth.*")
        schedule.daily("03:20", jobs.count_measures)
        personal.register("trainings", training_data.export, training_data.erase)
        schedule.daily("03:25", training_jobs.forget_contacts)
        schedule.every(86_400, course_jobs.load_courses)
        schedule.every(86_400, jobs.set_first_ladder)
        schedule.daily("06:00", reminding.send_reminders)
