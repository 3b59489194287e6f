from kezhou.sdk.module import ModuleConfig


class TradeConfig(ModuleConfig):
    name = "kezhou.modules.trade"
    label = "trade"

    def ready(self) -> None:
        super().ready()
        from django.utils.translation import gettext_lazy as _

        from kezhou.sdk import approvals, audit, records

        from . import (
            belonging,
            defaults,
            endpoints,
            floor,
            integrity,
            jobs,
            left,
            paid,
            quoted,
            reminders,
            reports,
            voids,
        )
        from .contract_change import apply
        from .order import after, credit
        from .quote import prices

        records.fills.extend([belonging.fill, prices.fill])
        records.checks.extend([belonging.check, left.check, quoted.check, credit.check])
        records.saved.extend([after.follow, voids.follow])
        approvals.demand_approval("quote", lambda ctx, values: bool(values.get("below_floor")))
        approvals.demand_approval("contract", floor.demand("contract"))
        approvals.demand_approval("order", floor.demand("order"))
        approvals.group_lines("product", "category")
        approvals.on_approved("order", after.approved)
        approvals.on_approved("contract_change", apply.approved)
        defaults.register()
        endpoints.register()
        reminders.register()
        paid.register()
        reports.register()
        audit.action("ran_out", _("it ran out"))
        audit.action("began", _("it began"))
        __ = integrity, jobs
