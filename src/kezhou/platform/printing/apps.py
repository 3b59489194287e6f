from django.apps import AppConfig


class PrintingConfig(AppConfig):
    name = "kezhou.platform.printing"
    label = "printing"

    def ready(self) -> None:
        from . import endpoints

        endpoints.register()
