from django.apps import AppConfig


class RemindersConfig(AppConfig):
    name = "kezhou.platform.reminders"
    label = "reminders"

    def ready(self) -> None:
        from . import endpoints

        endpoints.register()
