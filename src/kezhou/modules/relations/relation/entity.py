"""What of relations is shown in the generic door; the record pages show them through `panel.py`."""

from django.utils.translation import gettext_lazy as _

from kezhou.modules.relations.decision_seat.entity import SCALE
from kezhou.modules.relations.relation import rules
from kezhou.modules.relations.relation.model import Relation
from kezhou.sdk.entity import Entity, Exchange, Features, Field, Layout, List, Pii, Section

ENDS = ("from_customer", "from_contact", "to_customer", "to_contact")


class RelationEntity(Entity):
    model = Relation
    label, plural = _("Relation"), _("Relations")
    icon, color = "link", "geekblue"
    title = "id"
    menu = None
    fields = {
        "strength": Field(type="choice", choices=SCALE),
        "source": Field(type="choice", choices="relation_source"),
        "note": Field(pii=Pii("S2", "know who stands how to whom")),
    }
    list = List(columns=("type", *ENDS, "strength", "since", "until", "owner"), filters=("type", "strength", "source"))
    layout = Layout(
        facts=("type", "strength", "since", "until"),
        sections=(
            Section("basic", _("Basic"), ("type", *ENDS)),
            Section("more", _("More"), ("since", "until", "strength", "source", "note", "owner")),
        ),
    )
    exchange = Exchange(match_keys=())
    features = Features(search=False)
    validate = staticmethod(rules.validate)
