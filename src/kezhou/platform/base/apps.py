from django.apps import AppConfig


class BaseConfig(AppConfig):
    name = "kezhou.platform.base"
    label = "base"
