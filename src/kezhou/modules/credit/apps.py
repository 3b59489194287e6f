from django.utils.translation import gettext_lazy as _

from kezhou.sdk.module import ModuleConfig


class CreditConfig(ModuleConfig):
    name = "kezhou.modules.credit"
    label = "credit"

    def ready(self) -> None:
        super().ready()
        from kezhou.sdk.audit import action

        from . import defaults, endpoints

        action("credit_released", _("Released beyond the credit limit"))
        endpoints.register()
        defaults.register()
