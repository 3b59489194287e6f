from kezhou.sdk.module import ModuleConfig


class FunnelConfig(ModuleConfig):
    name = "kezhou.modules.funnel"
    label = "funnel"

    def ready(self) -> None:
        super().ready()
        from . import endpoints, goals, integrity, jobs, reports  # noqa: F401 — checks and jobs are registered by import

        endpoints.register()
        goals.register()
        reports.register()
