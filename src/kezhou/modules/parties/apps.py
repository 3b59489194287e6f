from kezhou.sdk.module import ModuleConfig


class PartiesConfig(ModuleConfig):
    name = "kezhou.modules.parties"
    label = "parties"

    def ready(self) -> None:
        super().ready()
        from . import home, places
        from .health import endpoints as health

        health.register()
        home.register()
        places.register()
