"""What of the key-account card is shown, and to whom."""

from collections.abc import Iterable

from django.utils.translation import gettext_lazy as _

from kezhou.modules.relations.key_account.model import KeyAccount
from kezhou.modules.relations.key_account.parts import PARTS
from kezhou.sdk.entity import Change, Entity, Features, Field, FieldError, Layout, List, Pii, Scope, Section

KNOWN = Pii("S1", "know who leads the customer")
PRIVATE = Pii("S2", "keep a good relation with who leads the customer", basis="consent")
FULL_SHARE = 100


class KeyAccountEntity(Entity):
    model = KeyAccount
    label, plural = _("Key-account card"), _("Key-account cards")
    icon, color = "idcard", "gold"
    title = "id"
    menu = None
    scope = Scope(parent="customer")
    fields = {
        "customer": Field(write_once=True),
        "proprietor": Field(type="person_name", pii=KNOWN),
        "manager": Field(type="person_name", pii=KNOWN),
        "legal_person": Field(type="person_name", pii=KNOWN),
        **{
            name: Field(pii=PRIVATE)
            for name in ("personality", "hobbies", "family", "education", "age", "ability", "background")
        },
        "market_share": Field(type="percent"),
        **{name: Field(read_only=True) for part in PARTS for name in (part.confirmed_at, part.confirmed_by)},
    }
    list = List(columns=("customer", "responsible", "next_review_on", "owner", "updated_at"), filters=("responsible",))
    layout = Layout(
        facts=("customer", "responsible", "next_review_on"),
        sections=(
            Section("head", _("Card"), ("customer", "responsible", "next_review_on")),
            *(Section(part.key, part.label, part.fields) for part in PARTS),
        ),
    )
    features = Features(search=False, import_=False)

    @staticmethod
    def validate(change: Change) -> Iterable[FieldError]:
        share = change.values.get("market_share")
        if share is not None and not 0 <= share <= FULL_SHARE:
            yield FieldError("market_share", "out_of_range", _("A share lies between 0 and 100 percent."))
