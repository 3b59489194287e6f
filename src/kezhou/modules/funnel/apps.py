from kezhou.sdk.module import ModuleConfig


class FunnelConfig(ModuleConfig):
    name = "kezhou.modules.funnel"
    label = "funnel"

    def ready(self) -> None:
        super().ready()
        from . import endpoints, goals, jobs  # noqa: F401 — jobs are registered by being imported

        endpoints.register()
        goals.register()
