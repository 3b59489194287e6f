from django.apps import AppConfig


class AuditConfig(AppConfig):
    name = "kezhou.platform.audit"
    label = "audit"
