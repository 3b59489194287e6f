from django.apps import AppConfig


class PoolsConfig(AppConfig):
    name = "kezhou.platform.pools"
    label = "pools"
