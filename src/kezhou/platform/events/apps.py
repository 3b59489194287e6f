from django.apps import AppConfig


class EventsConfig(AppConfig):
    name = "kezhou.platform.events"
    label = "events"
