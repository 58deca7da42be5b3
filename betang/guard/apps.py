from django.apps import AppConfig


class GuardConfig(AppConfig):
    name = "betang.guard"
    label = "guard"

    def ready(self) -> None:
        from betang.guard import jobs
        from betang.kernel import schedule

        schedule.every(300, jobs.collect_reports)
