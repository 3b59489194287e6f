from kezhou.sdk.module import ModuleConfig


class PartiesConfig(ModuleConfig):
    name = "kezhou.modules.parties"
    label = "parties"

    def ready(self) -> None:
        super().ready()
        from kezhou.sdk import records
        from kezhou.sdk.query import stored_conditions

        from . import home, places, reminders, reports
        from .contact import standing
        from .health import endpoints as health
        from .lifecycle import endpoints as lifecycle
        from .lifecycle import store
        from .tagrule import endpoints as tagrule
        from .tagrule import library

        health.register()
        lifecycle.register()
        tagrule.register()
        stored_conditions.extend((store.stored_conditions, library.stored_conditions))
        home.register()
        places.register()
        reminders.register()
        records.checks.append(standing.check)
        reports.register()
