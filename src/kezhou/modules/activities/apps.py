from kezhou.sdk.module import ModuleConfig


class ActivitiesConfig(ModuleConfig):
    name = "kezhou.modules.activities"
    label = "activities"

    def ready(self) -> None:
        super().ready()
        from kezhou.modules.parties import api as parties
        from kezhou.sdk import query, records

        from . import aims, endpoints, jobs, opportunities, places, reminders
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
        records.checks.extend([after.check, opportunities.check])
        records.saved.extend([after.follow, opportunities.follow])
        query.extra_predicates.append(sharing.shared_phrases)
