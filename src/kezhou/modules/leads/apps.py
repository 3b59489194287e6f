from kezhou.sdk.module import ModuleConfig


class LeadsConfig(ModuleConfig):
    name = "kezhou.modules.leads"
    label = "leads"

    def ready(self) -> None:
        super().ready()
        from kezhou.sdk import records
        from kezhou.sdk.query import stored_conditions

        from . import candidates, endpoints, reminders, reports
        from .assignment import follow as assignment
        from .assignment import store as assigning
        from .lead import follow
        from .scoring import store as scoring

        endpoints.register()
        reminders.register()
        reports.register()
        stored_conditions.extend((scoring.stored_conditions, assigning.stored_conditions))
        records.checks += [candidates.warn, follow.refuse]
        records.saved += [follow.begun, follow.scored, assignment.assign_new]
