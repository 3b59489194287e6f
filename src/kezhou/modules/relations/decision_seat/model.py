"""Who decides at a customer (客户决策树) as it is stored."""

from django.utils.translation import gettext_lazy as _

from kezhou.sdk import model as m


class DecisionSeat(m.Record):
    """A contact's place in the decision tree of one customer: role, attitude to us, influence, and to whom the person
    reports there. Belongs to whom the customer belongs."""

    customer = m.ForeignKey(
        "parties.Customer", verbose_name=_("Customer"), on_delete=m.CASCADE, related_name="+", db_index=False
    )
    contact = m.ForeignKey("parties.Contact", verbose_name=_("Contact"), on_delete=m.CASCADE, related_name="+")
    reports_to = m.ForeignKey(
        "parties.Contact", verbose_name=_("Reports to"), null=True, blank=True, on_delete=m.SET_NULL, related_name="+"
    )
    role = m.CharField(_("Role in decisions"), max_length=40, blank=True, default="")
    attitude = m.CharField(_("Attitude"), max_length=10, default="unknown")
    influence = m.CharField(_("Influence"), max_length=1, blank=True, default="")
    relation_to_us = m.TextField(_("Relation to us"), blank=True, default="")
    note = m.TextField(_("Note"), blank=True, default="")

    class Meta(m.Record.Meta):
        abstract = False
        verbose_name = _("Place in the decision tree")
        verbose_name_plural = _("Places in the decision tree")
        indexes = [*m.Record.Meta.indexes, m.Index(fields=["customer", "-id"], name="decision_seat_customer_idx")]
        constraints = [
            m.UniqueConstraint(fields=["customer", "contact"], condition=m.LIVE, name="decision_seat_uniq"),
            m.CheckConstraint(
                name="decision_seat_not_own_superior",
                condition=m.Q(reports_to__isnull=True) | ~m.Q(reports_to=m.F("contact")),
            ),
        ]
