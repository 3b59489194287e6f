"""What of contracts is shown, and to whom."""

from django.utils.translation import gettext_lazy as _

from kezhou.modules.trade import amounts, head, states
from kezhou.modules.trade.contract import actions, rules
from kezhou.modules.trade.contract.model import Contract
from kezhou.modules.trade.line import COLUMNS
from kezhou.sdk.entity import (
    Action,
    Approval,
    Card,
    Entity,
    Field,
    Layout,
    List,
    Menu,
    Number,
    Preset,
    Related,
    Section,
)

SIGNABLE = head.all_(head.APPROVED, head.is_("state", "draft"))
RUNNING = head.all_(head.APPROVED, head.is_("state", "signed", "running"))
SIGNED = head.all_(head.APPROVED, {"not": head.is_("state", "draft")})


class ContractEntity(Entity):
    model = Contract
    label, plural = _("Contract"), _("Contracts")
    icon, color = "file-done", "geekblue"
    title = "name"
    rate_day = "signed_on"
    menu = Menu("sales", 60)
    features = head.NUMBERED
    number = Number("number", "HT{yyyy}{MM}{dd}-{serial:3}")
    approval = Approval("approval_state", open_fields=("remarks", "remind_days"))
    lines = head.lines("contract_line", "contract", (*COLUMNS, "ordered"))
    fields = {
        **head.FIELDS,
        "amount": Field(track=True, help=_("The sum of the lines; without lines written by hand")),
        "kind": Field(type="choice", choices=states.CONTRACT_KINDS),
        "state": Field(type="choice", choices=states.CONTRACT, read_only=True, track=True),
        "edition": Field(read_only=True),
        "previous": Field(read_only=True),
        "quote": Field(write_once=True),
        "signed_on": Field(read_only=True),
        "our_signer": Field(read_only=True),
        "their_signer": Field(read_only=True, type="person_name", pii=head.SENDING),
        "payment_terms": Field(type="long_text"),
        "terms": Field(type="long_text"),
        "remind_days": Field(unit=_("days")),
        "archive_number": Field(read_only=True),
        "archive_place": Field(read_only=True),
        "ended_reason": Field(read_only=True),
        "ends_on": Field(options={"due_while": head.is_("state", "signed", "running")}),
    }
    list = List(
        columns=(
            "name",
            "number",
            "customer",
            "kind",
            "amount",
            "state",
            "approval_state",
            "signed_on",
            "ends_on",
            "owner",
        ),
        filters=("state", "approval_state", "kind", "owner", "customer", "signed_on", "ends_on"),
        presets=head.presets(
            Preset("running", _("Being carried out"), head.is_("state", "signed", "running")),
            Preset(
                "ending",
                _("Ending within 30 days"),
                head.all_(head.is_("state", "signed", "running"), head.within("ends_on", "day", 0, 30)),
                "ends_on",
            ),
            Preset("to_sign", _("To be signed"), SIGNABLE),
            Preset("signed_month", _("Signed this month"), head.within("signed_on", "month"), "-signed_on"),
            Preset(
                "unarchived", _("Signed, not archived"), head.all_(SIGNED, {"field": "archive_number", "op": "empty"})
            ),
        ),
        card=Card(badges=("state", "approval_state"), amount="amount", date="ends_on"),
    )
    layout = Layout(
        facts=("number", "customer", "amount", "state", "approval_state", "signed_on", "ends_on", "owner"),
        sections=(
            Section(
                "basic",
                _("Basic"),
                (
                    "name",
                    "number",
                    "kind",
                    "customer",
                    "contact",
                    "opportunity",
                    "quote",
                    "starts_on",
                    "ends_on",
                    "remind_days",
                    "owner",
                ),
            ),
            head.MONEY,
            Section("terms", _("Terms"), ("payment_terms", "terms", "remarks")),
            Section("signing", _("Signing"), ("signed_on", "our_signer", "their_signer", "edition", "previous")),
            Section(
                "state",
                _("State"),
                ("state", "approval_state", "archive_number", "archive_place", "ended_reason"),
                printed=False,
            ),
        ),
    )
    related = (
        Related("orders", _("Orders"), "order", "contract", ("name", "number", "amount", "state", "deliver_by")),
        Related(
            "plans",
            _("Receipt plans"),
            "receipt_plan",
            "contract",
            ("name", "planned_on", "amount", "outstanding", "state"),
        ),
        Related(
            "invoices",
            _("Invoices"),
            "invoice",
            "contract",
            ("name", "number", "amount", "state", "approval_state"),
        ),
        Related(
            "changes",
            _("Changes"),
            "contract_change",
            "contract",
            ("number", "reason", "amount", "approval_state", "edition"),
        ),
        Related("renewals", _("Renewed by"), "contract", "previous", ("name", "number", "amount", "state", "ends_on")),
    )
    actions = (
        Action(
            "sign",
            _("Signed"),
            actions.sign,
            "signed",
            icon="edit",
            lead=True,
            right="update",
            offered=SIGNABLE,
            input=("signed_on", "our_signer", "their_signer"),
        ),
        Action(
            "archive",
            _("Archive"),
            actions.archive,
            "archived",
            icon="folder",
            right="update",
            offered=SIGNED,
            input=("archive_number", "archive_place"),
        ),
        Action(
            "complete",
            _("Everything is done"),
            actions.complete,
            "completed",
            icon="check",
            right="update",
            offered=RUNNING,
        ),
        Action(
            "terminate",
            _("End it early"),
            actions.terminate,
            "terminated",
            icon="stop",
            right="update",
            offered=RUNNING,
            danger=True,
            input=("ended_reason",),
        ),
    )
    derive, validate = staticmethod(amounts.derive_where_lines), staticmethod(rules.validate)
