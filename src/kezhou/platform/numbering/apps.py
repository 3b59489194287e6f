from django.apps import AppConfig


class NumberingConfig(AppConfig):
    name = "kezhou.platform.numbering"
    label = "numbering"
