"""What of customers is shown, and to whom."""

from django.utils.translation import gettext_lazy as _

from kezhou.modules.parties.customer import crm_sales_import, registry_import, rules
from kezhou.modules.parties.customer.model import Customer
from kezhou.modules.parties.health.rules import FINDINGS
from kezhou.sdk.entity import (
    Card,
    Entity,
    Exchange,
    Field,
    Layout,
    List,
    Menu,
    Pii,
    Preset,
    Related,
    Scope,
    Section,
)

PART_COLORS = {"valid": "red", "fresh": "gold", "consistent": "orange"}
REACH = Pii("S1", "keep in touch about business")


class CustomerEntity(Entity):
    model = Customer
    label, plural = _("Customer"), _("Customers")
    icon, color = "team", "blue"
    title = "name"
    menu = Menu("customers", 10)
    scope = Scope(owner="owner", dept="dept")
    fields = {
        "name": Field(search=True),
        "short_name": Field(search=True),
        "kind": Field(type="choice", choices="customer_kind"),
        "credit_code": Field(type="credit_code", search=True),
        "legal_form": Field(type="choice", choices="legal_form"),
        "industry": Field(type="choice", choices="industry"),
        "level": Field(type="choice", choices="customer_level", track=True),
        "category": Field(type="choice", choices="customer_category"),
        "source": Field(type="choice", choices="customer_source"),
        "status": Field(type="choice", choices="customer_status", track=True),
        "region": Field(type="region"),
        "address": Field(type="address", pii=REACH),
        "phone": Field(type="phone", pii=REACH, masked=True),
        "mobile": Field(type="phone", pii=REACH, masked=True),
        "email": Field(pii=REACH, masked=True),
        "website": Field(type="url"),
        "business_scope": Field(words=False),
        "owner": Field(label=_("Owner"), track=True),
        "dept": Field(label=_("Department")),
        "pool": Field(label=_("Pool"), read_only=True),
        "next_follow_up_at": Field(),
        "tags": Field(type="tags", choices="customer_tag"),
        "rule_tags": Field(type="tags", choices="customer_tag", read_only=True),
        "status_until": Field(read_only=True),
        "health": Field(help=_("How complete, valid, fresh and free of contradiction the record is, from 0 to 100")),
        "health_findings": Field(
            type="multi_choice",
            read_only=True,
            audit=False,
            choices=tuple((one.code, one.label, PART_COLORS[one.part]) for one in FINDINGS.values()),
        ),
        "confirmed_on": Field(read_only=True, audit=False),
    }
    list = List(
        columns=(
            "name",
            "level",
            "status",
            "industry",
            "owner",
            "region",
            "phone",
            "registered_capital",
            "next_follow_up_at",
            "updated_at",
        ),
        filters=("level", "status", "industry", "owner", "region"),
        presets=(
            Preset("mine", _("Mine"), {"field": "owner", "op": "eq", "value": "$me"}),
            Preset("reports", _("My team's"), {"field": "owner", "op": "in", "value": ["$my_reports"]}),
            Preset("participating", _("I take part"), {"field": "$participating", "op": "eq", "value": True}),
            Preset("followed", _("Followed"), {"field": "$followed", "op": "eq", "value": True}),
            Preset(
                "today",
                _("Follow up today"),
                {"field": "next_follow_up_at", "op": "within", "value": {"unit": "day", "from": 0, "to": 0}},
                "next_follow_up_at",
            ),
            Preset(
                "silent_30",
                _("Silent for 30 days"),
                {
                    "or": [
                        {"field": "last_follow_up_at", "op": "empty"},
                        {
                            "not": {
                                "field": "last_follow_up_at",
                                "op": "within",
                                "value": {"unit": "day", "from": -29, "to": 0},
                            }
                        },
                    ]
                },
            ),
            Preset(
                "new",
                _("New this month"),
                {"field": "created_at", "op": "within", "value": {"unit": "month", "from": 0, "to": 0}},
            ),
            Preset("key", _("Key customers"), {"field": "level", "op": "eq", "value": "A"}),
        ),
        card=Card(badges=("level", "status"), amount="registered_capital", date="next_follow_up_at"),
    )
    layout = Layout(
        facts=("level", "status", "industry", "region", "registered_capital", "health", "next_follow_up_at"),
        sections=(
            Section(
                "basic",
                _("Basic"),
                ("name", "short_name", "kind", "level", "status", "category", "source", "tags", "owner"),
            ),
            Section("reach", _("Ways to reach"), ("phone", "mobile", "email", "website", "region", "address")),
            Section(
                "register",
                _("Registration"),
                (
                    "credit_code",
                    "credit_code_ok",
                    "legal_form",
                    "industry",
                    "registered_capital",
                    "founded_on",
                    "parent",
                    "business_scope",
                ),
            ),
            Section(
                "work",
                _("Follow-up"),
                ("next_follow_up_at", "last_follow_up_at", "remarks", "health", "health_findings", "confirmed_on"),
            ),
        ),
    )
    related = (
        Related(
            "contacts", _("Contacts"), "contact", "customer", ("name", "title", "role", "mobile", "email", "owner")
        ),
        Related(
            "follow_ups",
            _("Follow-ups"),
            "follow_up",
            "customer",
            ("at", "kind", "subject", "result", "contact", "author", "effective"),
        ),
        Related(
            "opportunities",
            _("Opportunities"),
            "opportunity",
            "customer",
            ("name", "stage", "amount", "expected_on", "owner"),
        ),
        Related("quotes", _("Quotes"), "quote", "customer", ("name", "number", "amount", "state", "valid_until")),
        Related("contracts", _("Contracts"), "contract", "customer", ("name", "number", "amount", "state", "ends_on")),
        Related("orders", _("Orders"), "order", "customer", ("name", "number", "amount", "state", "deliver_by")),
        Related(
            "receipt_plans",
            _("Receipt plans"),
            "receipt_plan",
            "customer",
            ("name", "planned_on", "amount", "outstanding", "state"),
        ),
        Related("visits", _("Visits"), "visit", "customer", ("planned_at", "purpose", "state", "owner")),
        Related("tasks", _("Tasks"), "task", "customer", ("title", "due_at", "priority", "state", "owner")),
        Related("subsidiaries", _("Subsidiaries"), "customer", "parent", ("name", "level", "status", "owner")),
    )
    exchange = Exchange(
        match_keys=("credit_code", "name"),
        presets={
            registry_import.PRESET: registry_import.COLUMNS,
            crm_sales_import.PRESET: crm_sales_import.COLUMNS,
            crm_sales_import.PARENTS: crm_sales_import.PARENT_COLUMNS,
        },
        prepare={
            registry_import.PRESET: registry_import.prepare,
            crm_sales_import.PRESET: crm_sales_import.prepare,
        },
    )
    derive, validate, warn = staticmethod(rules.derive), staticmethod(rules.validate), staticmethod(rules.warn)
