from kezhou.sdk.module import ModuleConfig


class TodayConfig(ModuleConfig):
    name = "kezhou.modules.today"
    label = "today"

    def ready(self) -> None:
        super().ready()
        from . import endpoints, integrity, jobs, reminders, reports  # noqa: F401 — what is registered by being imported

        endpoints.register()
        reminders.register()
        reports.register()
