from django.apps import AppConfig


class NotifyConfig(AppConfig):
    name = "kezhou.platform.notify"
    label = "notify"

    def ready(self) -> None:
        from kezhou.platform.records import team as record_team

        from . import team

        record_team.joined.append(team.tell)
