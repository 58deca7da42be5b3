from django.apps import AppConfig


class AccountsConfig(AppConfig):
    name = "betang.accounts"
    label = "accounts"

    def ready(self) -> None:
        from betang.accounts import jobs, records
        from betang.kernel import schedule

        records.listen()
        schedule.every(3600, jobs.erase_due)
        schedule.daily("03:30", jobs.clear_stashes)
