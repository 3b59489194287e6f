from django.apps import AppConfig


class QueryConfig(AppConfig):
    name = "kezhou.platform.query"
    label = "query"

    def ready(self) -> None:
        from kezhou.platform.access import scope

        from .where import rule_sql

        scope.condition_sql[:] = [rule_sql]
