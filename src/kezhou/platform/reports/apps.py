from django.apps import AppConfig


class ReportsConfig(AppConfig):
    name = "kezhou.platform.reports"
    label = "reports"

    def ready(self) -> None:
        from django.utils.translation import gettext_lazy as _

        from kezhou.platform.audit import actions as audit
        from kezhou.platform.query.expand import stored_conditions

        from . import endpoints, jobs, store  # noqa: F401 — what is registered by being imported

        audit.register("sent", _("sent it to colleagues"))
        endpoints.register()
        stored_conditions.append(store.stored_conditions)
