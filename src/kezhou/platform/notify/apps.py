from django.apps import AppConfig


class NotifyConfig(AppConfig):
    name = "kezhou.platform.notify"
    label = "notify"
