from django.apps import AppConfig


class ApprovalsConfig(AppConfig):
    name = "kezhou.platform.approvals"
    label = "approvals"
