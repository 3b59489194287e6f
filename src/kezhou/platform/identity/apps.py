from django.apps import AppConfig


class IdentityConfig(AppConfig):
    name = "kezhou.platform.identity"
    label = "identity"
