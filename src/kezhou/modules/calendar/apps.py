from kezhou.sdk.module import ModuleConfig


class CalendarConfig(ModuleConfig):
    name = "kezhou.modules.calendar"
    label = "calendar"

    def ready(self) -> None:
        super().ready()
        from kezhou.modules.parties import api as parties

        from . import endpoints, jobs, reminders

        parties.keep_together("meeting")
        endpoints.register()
        jobs.register()
        reminders.register()
