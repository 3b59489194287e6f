from django.apps import AppConfig


class OrgConfig(AppConfig):
    name = "kezhou.platform.org"
    label = "org"
