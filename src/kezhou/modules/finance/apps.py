from django.utils.translation import gettext_lazy as _

from kezhou.sdk.module import ModuleConfig


class FinanceConfig(ModuleConfig):
    name = "kezhou.modules.finance"
    label = "finance"

    def ready(self) -> None:
        super().ready()
        from kezhou.sdk import approvals, records
        from kezhou.sdk.audit import action

        from . import (
            ahead,
            belonging,
            booking,
            checks,
            defaults,
            documents,
            endpoints,
            integrity,
            jobs,
            making,
            overdue,
            rates,
            reminders,
        )
        from . import reports as reporting
        from .invoice import asking
        from .invoice import booking as invoices

        action("fell_overdue", _("Fell overdue"))
        records.fills.append(belonging.fill)
        records.checks.append(checks.check)
        records.delete_checks.append(documents.kept)
        records.saved.extend([documents.follow, booking.follow, invoices.follow])
        approvals.on_approved("receipt", booking.receipt_approved)
        approvals.on_approved("refund", booking.refund_approved)
        approvals.on_approved("write_off", booking.write_off_approved)
        approvals.on_approved("invoice", invoices.approved)
        ahead.register()
        defaults.register()
        endpoints.register()
        making.register()
        overdue.register()
        rates.register()
        reminders.register()
        reporting.register()
        __ = asking, integrity, jobs
