"""The days of freshness of the key-account card: everybody reads them, who keeps the settings changes them."""

from collections.abc import Iterable

from django.utils.translation import gettext_lazy as _

from kezhou.modules.relations.key_account.parts import PARTS
from kezhou.modules.relations.key_account_part.model import KeyAccountPart
from kezhou.sdk.entity import Change, Entity, Features, Field, FieldError, List, Scope

MOST_DAYS = 3650


class KeyAccountPartEntity(Entity):
    model = KeyAccountPart
    label, plural = _("Part of the key-account card"), _("Parts of the key-account card")
    icon, color = "clock", "gold"
    title = "part"
    menu = None
    scope = Scope.public()
    admin = "settings"
    everyone = ("view",)
    fields = {
        "part": Field(type="choice", choices=tuple((part.key, part.label, "blue") for part in PARTS), read_only=True)
    }
    list = List(columns=("part", "stale_after", "remind"), sort="part")
    features = Features(
        create=False, delete=False, import_=False, export=False, bulk=False, comments=False, files=False, search=False,
        custom_fields=False,
    )  # fmt: skip

    @staticmethod
    def validate(change: Change) -> Iterable[FieldError]:
        days = change.values.get("stale_after")
        if days is not None and not 1 <= days <= MOST_DAYS:
            yield FieldError(
                "stale_after",
                "out_of_range",
                _("Between 1 and %(most)d days.") % {"most": MOST_DAYS},
                {"most": MOST_DAYS},
            )
