from kezhou.sdk.module import ModuleConfig


class ActivitiesConfig(ModuleConfig):
    name = "kezhou.modules.activities"
    label = "activities"

    def ready(self) -> None:
        super().ready()
        from kezhou.modules.parties import api as parties
        from kezhou.sdk import query, records

        from . import aims, endpoints, jobs, places, reminders
        from .follow_up import after, recycling, timeline
        from .phrase import sharing

        endpoints.register()
        jobs.register()
        reminders.register()
        aims.register()
        places.register()
        timeline.register()
        recycling.register()
        parties.keep_together("follow_up", "visit", "task")
        records.checks.append(after.check)
        records.saved.append(after.follow)
        query.extra_predicates.append(sharing.shared_phrases)
