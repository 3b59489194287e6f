"""Requests for samples (样品申请) as they are stored."""

from django.utils.translation import gettext_lazy as _

from kezhou.modules.sales.part import OpportunityPart
from kezhou.sdk import model as m


class SampleRequest(OpportunityPart):
    """Something that a customer shall try before it buys: asked for, approved, sent, received, perhaps sent back."""

    number = m.CharField(_("Number"), max_length=40, blank=True, default="", editable=False)
    item = m.CharField(_("What is asked for"), max_length=200)
    quantity = m.DecimalField(_("Quantity"), max_digits=14, decimal_places=3, default=1)
    needed_on = m.DateField(_("Needed on"), null=True, blank=True)
    reason = m.TextField(_("Why"), max_length=2_000, blank=True, default="")
    ship_to = m.CharField(_("Where to send it"), max_length=300, blank=True, default="")
    approval_state = m.CharField(_("Approval"), max_length=10, default="draft", editable=False)
    state = m.CharField(_("Delivery"), max_length=10, default="open")
    carrier = m.CharField(_("Carrier"), max_length=60, blank=True, default="")
    tracking = m.CharField(_("Tracking number"), max_length=60, blank=True, default="")
    sent_on = m.DateField(_("Sent on"), null=True, blank=True)
    received_on = m.DateField(_("Received on"), null=True, blank=True)
    feedback = m.TextField(_("What the customer says"), max_length=4_000, blank=True, default="")

    class Meta(OpportunityPart.Meta):
        abstract = False
        verbose_name = _("Sample request")
        verbose_name_plural = _("Sample requests")
        constraints = [
            m.UniqueConstraint(fields=["number"], condition=~m.Q(number=""), name="sample_request_number_uniq"),
            m.CheckConstraint(condition=m.Q(quantity__gt=0), name="sample_request_quantity"),
            m.CheckConstraint(
                condition=m.Q(approval_state__in=["draft", "pending", "approved", "rejected", "cancelled"]),
                name="sample_request_approval",
            ),
            m.CheckConstraint(
                condition=m.Q(state__in=["open", "sent", "received", "returned", "cancelled"]),
                name="sample_request_state",
            ),
        ]
