from django.apps import AppConfig


class NoticesConfig(AppConfig):
    name = "betang.notices"
    label = "notices"

    def ready(self) -> None:
        from betang.accounts import personal
        from betang.kernel import schedule
        from betang.notices import jobs, own_data

        personal.register("notices", own_data.export, own_data.erase)
        schedule.daily("06:30", jobs.send_digests)
        schedule.daily("03:40", jobs.clear_old)
