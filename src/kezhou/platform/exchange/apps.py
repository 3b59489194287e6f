from django.apps import AppConfig


class ExchangeConfig(AppConfig):
    name = "kezhou.platform.exchange"
    label = "exchange"
