from django.apps import AppConfig


class ReportsConfig(AppConfig):
    name = "kezhou.platform.reports"
    label = "reports"

    def ready(self) -> None:
        from kezhou.platform.query.expand import stored_conditions

        from . import endpoints, jobs, store  # noqa: F401 — what is registered by being imported

        endpoints.register()
        stored_conditions.append(store.stored_conditions)
