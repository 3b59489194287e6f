from django.apps import AppConfig


class LedgerConfig(AppConfig):
    name = "kezhou.platform.ledger"
    label = "ledger"
