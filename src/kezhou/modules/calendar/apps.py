from kezhou.sdk.module import ModuleConfig


class CalendarConfig(ModuleConfig):
    name = "kezhou.modules.calendar"
    label = "calendar"

    def ready(self) -> None:
        super().ready()
        from . import endpoints, reminders

        endpoints.register()
        reminders.register()
