from kezhou.sdk.module import ModuleConfig


class SalesConfig(ModuleConfig):
    name = "kezhou.modules.sales"
    label = "sales"

    def ready(self) -> None:
        super().ready()
        from django.utils.translation import gettext_lazy as _

        from kezhou.sdk import audit, records

        from . import endpoints, facts, jobs, reports
        from .opportunity import after, fill, guard
        from .sales_stage import guard as stage_guard

        for act, label in (
            ("registered", _("registered the opportunity")),
            ("registration_rejected", _("rejected the registration")),
            ("registration_expired", _("the registration ran out")),
            ("project_approved", _("took it up as a project")),
            ("registration_taken_back", _("the request for registration ended without a decision")),
            ("project_rejected", _("did not take it up as a project")),
            ("project_withdrawn", _("the request to take it up ended without a decision")),
            ("sample_withdrawn", _("the sample request ended without a decision")),
            ("sample_approved", _("approved the sample")),
            ("sample_rejected", _("rejected the sample")),
            ("restaged", _("reckoned anew what is stale")),
        ):
            audit.action(act, label)
        records.fills.append(fill.fill)
        records.checks.extend([guard.check, stage_guard.check])
        records.saved.extend([after.follow, stage_guard.gone, jobs.watch])
        endpoints.register()
        facts.register()
        reports.register()
