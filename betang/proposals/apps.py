from django.apps import AppConfig
from django.db.models.signals import post_migrate, pre_migrate


class ProposalsConfig(AppConfig):
    name = "betang.proposals"
    label = "proposals"

    def ready(self) -> None:
        from django.utils.translation import gettext_lazy as _

        from betang.accounts import personal
        from betang.audit import trail
        from betang.audit.models import Entry
        from betang.casework import machines
        from betang.kernel import schedule
        from betang.notices import kinds
        from betang.proposals import documents, jobs, own_data
        from betang.proposals.bank import jobs as bank_jobs
        from betang.proposals.exchange import jobs as exchange_jobs
        from betang.proposals.machine import PROPOSAL
        from betang.proposals.summary import keeping
        from betang.search import sources

        machines.declare(PROPOSAL)
        pre_migrate.connect(keeping.before_migration, sender=self, dispatch_uid="proposals.keeping.before")
        post_migrate.connect(keeping.after_migration, sender=self, dispatch_uid="proposals.keeping.after")

        def progress(entry: Entry) -> None:
            from betang.kernel import clock
            from betang.proposals.actions import take_progress

            take_progress(line_id=entry.subject_id, entry_id=entry.pk, at=clock.now())

        trail.subscribe("planning.realisation.recorded", progress, name="proposals.progress")
        personal.register("proposals", own_data.export, own_data.erase)
        kinds.register("proposals", _("What you propose and support"), "proposals.*")
        sources.register("proposal", documents.every_document)
        schedule.every(3600, jobs.fold_counts)
        schedule.daily("00:00", jobs.turn_the_calendar)
        schedule.daily("00:05", jobs.turn_the_day)
        schedule.daily("00:20", bank_jobs.offer_closings)
        schedule.daily("03:10", jobs.forget)
        schedule.daily("03:15", exchange_jobs.forget_files)
