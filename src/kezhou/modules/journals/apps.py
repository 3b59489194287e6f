from kezhou.sdk.module import ModuleConfig


class JournalsConfig(ModuleConfig):
    name = "kezhou.modules.journals"
    label = "journals"

    def ready(self) -> None:
        super().ready()
        from . import defaults, endpoints

        defaults.register()
        endpoints.register()
